/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames in which much changes, look by look. curses goes through such a frame row by row and
 * changes its attributes at each column of a table; those changes are a third of what it sends. The
 * painter takes one style after the other: all times, then all services of one hue, then the
 * messages. The cursor's ways between them cost half of that. Each step goes to the cheapest run of
 * cells that is next in its style (a nearest neighbour; the best order is a travelling salesman's).
 *
 * For terminals that understand ECMA-48. The painter tells curses nothing: who owns both brings it
 * up to date before it draws again.
 */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H

#include "tui/grid.h"
#include "tui/pen.h"

struct painter;

/* What a style is for the terminal. */
typedef void (*painter_look)(const void *context, const struct style *style, struct look *look);

/* A painter for curses' current terminal; NULL when that does not move, erase and set attributes as
 * ECMA-48 says. `look` gets `context`, which stays the caller's. */
struct painter *painter_new(painter_look look, const void *context);
void painter_free(struct painter *painter);
/* `theme` is kept. */
void painter_set_theme(struct painter *painter, const struct theme *theme);
/* The terminal has a tab stop every TAB_EVERY columns (moves.h) up to this; 0 = not known. */
void painter_set_stops(struct painter *painter, int last_stop);

/* Cells of a row that differ; none = 0. */
struct row_change {
    int first, count;
};

/* Whether a frame is better painted than left to curses: many rows change and few of them only
 * move, which curses would scroll. `changes`: one a row. */
bool painter_wants(const struct grid *shown, const struct grid *grid,
                   const struct row_change *changes, bool few_too);
/* Appends what changes the terminal from `shown` to `grid`, wherever its cursor is; leaves it
 * anywhere. False, with nothing appended, when that is too much for an order to be found in time.
 */
bool painter_paint(struct painter *painter, const struct grid *shown, const struct grid *grid,
                   const struct row_change *changes, struct pen *pen, GString *out);

#endif
