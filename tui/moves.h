/* SPDX-License-Identifier: Apache-2.0
 *
 * The shortest way of a cursor from one cell to another, for terminals that move it as ECMA-48
 * says: absolutely (CUP, 8.3.21), by a count (CUU, CUD, CUF, CUB, 8.3.18 to 8.3.22) or by control
 * characters (LF, CR, BS, and HT where the tab stops are known). Nothing is scrolled and nothing
 * wraps on the way.
 */
#ifndef TUI_MOVES_H
#define TUI_MOVES_H

#include <glib.h>

#define MOVE_ALONG_MOST 6 /* bytes of a way along a row, with less than 1 000 columns */
#define TAB_EVERY       8 /* columns, as terminals have their stops unless they are told others */

/* Cells from 0. A negative column: the cursor may be anywhere, as it is behind the last column. */
struct place {
    int row, col;
};

/* Bytes of the way. There are tab stops every TAB_EVERY columns up to `last_stop`; 0 = none that
 * are known. */
int moves_cost(struct place from, struct place to, int last_stop);
void moves_append(struct place from, struct place to, int last_stop, GString *out);

#endif
