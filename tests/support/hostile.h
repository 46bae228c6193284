/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that must not reach a terminal as they are, and a judge of what did reach it.
 */
#ifndef TESTS_SUPPORT_HOSTILE_H
#define TESTS_SUPPORT_HOSTILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Stands in every control sequence of hostile_texts() that takes a parameter, and nowhere else. */
#define HOSTILE_MARK "4711"

/* Every control function of ECMA-48 in its 7-bit and both 8-bit forms, whole, cut off and without
 * end, with what xterm answers to; broken UTF-8; bidi controls, joiners, selectors, tags, heaps of
 * marks. Of char *, each without NUL. */
GPtrArray *hostile_texts(void);
/* The same in few pieces of at most `most` bytes, for senders of whole requests. */
GPtrArray *hostile_pieces(size_t most);

/* Whether a console may write these bytes: text without controls, the sequences by which curses
 * draws, titles, copies and idle marks. Nothing that makes a terminal answer. `why` gets what was
 * wrong and where. */
bool hostile_may_write(const char *bytes, size_t count, GString *why);

#endif
