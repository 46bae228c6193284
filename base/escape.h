/* SPDX-License-Identifier: Apache-2.0
 *
 * Control sequences of a terminal in text from outside: colours, titles, links. What they are is
 * ECMA-48's; nothing is done with them but passing over. And names of which they leave nothing.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <glib.h>

/* Behind the one that begins at `at`, never past `end`; `at` where none does. */
const char *escape_end(const char *at, const char *end);
/* Appends `length` bytes without them. */
void escape_append_none(GString *out, const char *text, size_t length);
/* A name as it is, when something of it can be seen on a screen; else by its characters, quoted:
 * "\x01\x02", "\u200b"; "(no name)" of an empty one. Newly allocated. */
char *escape_unseen(const char *name);

#endif
