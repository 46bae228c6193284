/* SPDX-License-Identifier: Apache-2.0
 *
 * What holds at a desk after every step, whatever happened. What does not aborts.
 */
#ifndef TESTS_MONKEY_CHECK_H
#define TESTS_MONKEY_CHECK_H

#include "tui/grid.h"
#include "views/desk_state.h"

/* Every cell is sound: whole characters, no control, halves of wide ones together; the cursor is
 * within or hidden (row < 0). */
void check_grid(const struct grid *grid, int cursor_row, int cursor_col);
/* The focus, stacks, overlay, keys and what is kept are as they may be. */
void check_desk(const struct desk *desk);

#endif
