/* SPDX-License-Identifier: Apache-2.0
 *
 * Control sequences of a terminal in text from outside: colours, titles, links. What they are is
 * ECMA-48's; nothing is done with them but passing over.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <glib.h>

/* Behind the one that begins at `at`, never past `end`; `at` where none does. */
const char *escape_end(const char *at, const char *end);
/* Appends `length` bytes without them. */
void escape_append_none(GString *out, const char *text, size_t length);

#endif
