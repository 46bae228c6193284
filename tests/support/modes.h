/* SPDX-License-Identifier: Apache-2.0
 *
 * Which modes of the terminal a program has set and not taken back, read from what it wrote: DEC
 * private modes (alternate screen, cursor, mouse, bracketed paste, focus, synchronised output...),
 * keypad, colours, scroll region, title stack. What the emulator does not model is seen, too.
 */
#ifndef TESTS_SUPPORT_MODES_H
#define TESTS_SUPPORT_MODES_H

#include <glib.h>

struct modes;

struct modes *modes_new(void);
void modes_free(struct modes *modes);
/* Bytes may be cut anywhere. */
void modes_feed(struct modes *modes, const char *bytes, size_t count);
/* What is not as it was at the start of a terminal of `rows`, as text ("?2004 on, keypad on");
 * NULL = nothing. */
char *modes_left(const struct modes *modes, int rows);

#endif
