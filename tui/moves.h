/* SPDX-License-Identifier: Apache-2.0
 *
 * The shortest way of a cursor from one cell to another, for terminals that move it as ECMA-48
 * says: absolutely (CUP, 8.3.21), by a count (CUU, CUD, CUF, CUB, 8.3.18 to 8.3.22) or by control
 * characters (LF, CR, BS). Nothing is scrolled and nothing wraps on the way.
 */
#ifndef TUI_MOVES_H
#define TUI_MOVES_H

#include <glib.h>

/* Cells from 0. A negative column: the cursor may be anywhere, as it is behind the last column. */
struct place {
    int row, col;
};

/* Bytes of the way. */
int moves_cost(struct place from, struct place to);
void moves_append(struct place from, struct place to, GString *out);

#endif
