/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/time_axis.h"

#include "tui/axis.h"
#include "tui/resample.h"
#include "tui/text.h"

#define TIME_LABEL 12 /* cells from one label to the next, at least */

void time_axis_draw(struct surface *ruler, struct surface *times, int64_t start_ms, int64_t end_ms,
                    int zone_offset_s, size_t values)
{
    int64_t span = end_ms - start_ms;
    int cols = times->cols;
    int64_t zone_ms = (int64_t)zone_offset_s * 1000;
    int taken = 0; /* first free column of the labels */
    char label[32];

    surface_run(ruler, 0, 0, 1, ROLE_HAIRLINE, "└", '+');
    surface_run(ruler, 0, 1, cols, ROLE_HAIRLINE, "─", '-');
    if (span <= 0 || cols <= 0) {
        return;
    }
    int64_t step = time_step((int64_t)CLAMP((double)span / cols * TIME_LABEL, 1, 1e18));
    int64_t first = ((start_ms + zone_ms + step - 1) / step) * step - zone_ms;
    for (int64_t at = first; at <= end_ms; at += step) {
        int col = resample_column(values, cols, (double)(at - start_ms) / (double)span);
        time_label(at, step, zone_offset_s, label, sizeof label);
        int width = text_width(label);
        int begin = MAX(col - width / 2, 0);
        surface_run(ruler, 0, col + 1, 1, ROLE_HAIRLINE, "┬", '+');
        if (begin >= taken && begin + width <= cols) {
            surface_text(times, 0, begin, width, ROLE_MUTED, label);
            taken = begin + width + 1;
        }
    }
}
