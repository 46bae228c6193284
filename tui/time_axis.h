/* SPDX-License-Identifier: Apache-2.0
 *
 * The time axis below a plot: a ruler, and times where there is room for them.
 */
#ifndef TUI_TIME_AXIS_H
#define TUI_TIME_AXIS_H

#include "tui/surface.h"

/* `ruler` begins one column before the plot (at its value axis), `times` with it; either may have
 * no rows. The plot is of so many values; 0 = each thing in it has a time of its own. */
void time_axis_draw(struct surface *ruler, struct surface *times, int64_t start_ms, int64_t end_ms,
                    int zone_offset_s, size_t values);

#endif
