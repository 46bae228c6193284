/* SPDX-License-Identifier: Apache-2.0
 *
 * The samples of a table as a scatter over it: when, and how much; those that failed apart, the
 * one under the cursor marked.
 */
#ifndef VIEWS_SAMPLES_PLOT_H
#define VIEWS_SAMPLES_PLOT_H

#include "views/sample_rows.h"

struct samples_plot {
    const GPtrArray *samples; /* of struct sample *; NULL = none yet */
    const struct sample *current;
    const char *unit; /* of values; durations are in ms */
    int64_t start_ms, end_ms;
};

/* Rows of `rows` that it takes; 0 where there is no room for it and the table. */
int samples_plot_rows(int rows);
void samples_plot_draw(const struct view *view, struct surface *surface,
                       const struct samples_plot *plot);

#endif
