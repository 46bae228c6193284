/* SPDX-License-Identifier: Apache-2.0
 *
 * Many points over time as dots: braille, eight to a cell (with ASCII a sign for how many there
 * are); those that are to be told apart have a sign of their own. A cell can be under a cursor, and
 * cells between it and another corner be a region.
 */
#ifndef TUI_SCATTER_H
#define TUI_SCATTER_H

#include "tui/chart.h"

struct scatter_dot {
    double x, y; /* 0..1 from the left, from below; what is outside is not shown */
    bool apart;
};
struct scatter_tick {
    double at; /* 0..1 from below */
    const char *label;
};
struct scatter_cell {
    int row, col; /* of the plot, from its upper left */
};
struct scatter {
    const struct scatter_dot *dots;
    size_t dot_count;
    const struct scatter_tick *ticks; /* from below */
    size_t tick_count;
    const struct chart_mark *marks; /* dotted lines, with a label on the ruler */
    size_t mark_count;
    int64_t start_ms, end_ms;
    int zone_offset_s;
    const struct scatter_dot *found;   /* a point that is marked; NULL = none */
    const struct scatter_cell *cursor; /* NULL = none */
    const struct scatter_cell *corner; /* opposite to the cursor; NULL = no region */
};
/* Where the plot lies in a surface of this size. */
struct scatter_frame {
    int row, col, rows, cols;
};

struct scatter_frame scatter_frame(const struct scatter *scatter, int rows, int cols);
/* The cell of a point in a plot of this size; clamped into it. */
struct scatter_cell scatter_cell_of(double x, double y, int rows, int cols);
/* What a cell covers: [x0, x1) and [y0, y1) of 0..1. */
void scatter_cell_extent(struct scatter_cell cell, int rows, int cols, double *x0, double *x1,
                         double *y0, double *y1);
void scatter_draw(struct surface *surface, const struct scatter *scatter);

#endif
