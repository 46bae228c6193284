/* SPDX-License-Identifier: Apache-2.0
 *
 * Series as text: sparklines of one row, charts of many rows, bars with eighth-cell edges. Zero is
 * the lowest mark, no data is blank.
 */
#ifndef TUI_CHART_H
#define TUI_CHART_H

#include "tui/surface.h"

/* One row, one cell a column: `values` of `count` resampled (max) to `width`. From `changed_from`
 * on (index in values; count = never) in ROLE_SPARK_CHANGED. Scale from 0 (or the minimum, when
 * negative) to the maximum. */
void chart_spark(struct surface *surface, int row, int col, int width, const double *values,
                 size_t count, size_t changed_from);

struct chart_line {
    const double *values;
    size_t count;
    enum role role;
    const char *label;
};
struct chart_mark {
    double at; /* 0..1 across the plot */
    enum role role;
    const char *label; /* one or a few cells, drawn on the ruler */
};
struct chart {
    const struct chart_line *lines;
    size_t line_count;
    const struct chart_mark *marks;
    size_t mark_count;
    double cursor;               /* 0..1; NAN = none */
    double range_from, range_to; /* NAN = none */
    bool glides;                 /* the cursor is on its way: its column is not lit yet, */
    double rested;               /* but the one where it was; NAN = none */
    const char *unit;
    const double *limit; /* a line at this value, called a limit; NULL = none. It changes no scale:
                            where it lies outside, the plot says where */
    bool log;            /* the value axis is logarithmic */
    bool unnamed;        /* without a legend: whoever draws it names the lines */
    size_t filling; /* so many of each line's last values are not whole yet: hatched, and the ruler
                       says so where no mark stands */
    int64_t start_ms, end_ms; /* for the time axis */
    int zone_offset_s;
};
/* Fills the surface: value axis at the left (labels by quantity_text), braille or blocks, time axis
 * and marks at the foot. */
void chart_draw(struct surface *surface, const struct chart *chart);
/* The labels of marks, in order of place, on a ruler below so many values (0 = none) whose first
 * cell is the axis': where several meet, the later ones stand after the earlier, as far as they are
 * still near their place. */
void chart_ruler_marks(struct surface *ruler, size_t values, const struct chart_mark *marks,
                       size_t count);
/* On such a ruler the columns of the last `filling` values, which are not whole yet. To be drawn
 * before the marks: what happened meanwhile is said instead. */
void chart_ruler_filling(struct surface *ruler, size_t values, size_t filling);
/* Width of the value axis that chart_draw will use, so that views can map columns to times. */
int chart_axis_width(const struct chart *chart);

/* A horizontal bar from `from` to `to` (cells, fractional) on one row. */
void chart_bar(struct surface *surface, int row, double from, double to, enum role role);

#endif
