/* SPDX-License-Identifier: Apache-2.0
 *
 * How many there were by time and by size: a cell is the fuller the more it stands for, by its
 * character as by its colour. Steps of fullness are even in the logarithm, so that a few far from
 * the many are seen beside them; a key of the steps stands above.
 */
#ifndef TUI_HEAT_H
#define TUI_HEAT_H

#include "tui/chart.h"

#define HEAT_STEPS 5

struct heat {
    const double *counts; /* times x bins, time by time, the least bin first; NAN is not known */
    size_t times, bins;
    const char *const *edges; /* labels of the lower edges, bins of them */
    const struct chart_mark *marks;
    size_t mark_count;
    double cursor;               /* 0..1; NAN = none */
    double range_from, range_to; /* NAN = none */
    size_t bin;                  /* under the cursor; SIZE_MAX = none */
    size_t filling;              /* so many times at the end are not whole yet */
    int64_t start_ms, end_ms;
    int zone_offset_s;
};

/* Cells of the value axis at the left. */
int heat_axis_width(const struct heat *heat);
/* The step (1..HEAT_STEPS) of a count, where `most` is the greatest; 0 = nothing. */
int heat_step(double count, double most);
void heat_draw(struct surface *surface, const struct heat *heat);

#endif
