/* SPDX-License-Identifier: Apache-2.0
 *
 * What terminfo says of curses' current terminal, by the names of its string capabilities.
 */
#ifndef TUI_CAPABILITY_H
#define TUI_CAPABILITY_H

#include <glib.h>
#include <stdbool.h>

/* NULL = the terminal has none. Owned by curses. */
char *capability(const char *name);
/* Whether it has `part` in it. */
bool capability_has(const char *name, const char *part);
/* Appends it without its padding ("$<5>"); nothing for what the terminal has not. */
void capability_append(GString *bytes, const char *name);
/* The same for one that has its parameters already; NULL is nothing. */
void capability_append_string(GString *bytes, const char *string);

#endif
