/* SPDX-License-Identifier: Apache-2.0
 *
 * Above the waterfall: the names of the columns, and the time since the main root began.
 */
#include "views/trace_parts.h"
#include "views/trace_usual.h"

#include "base/quantity.h"

#include <string.h>

#define LABEL_CELLS 9 /* from one time to the next, at least */

static void draw_times(const struct trace_state *state, struct surface *cells)
{
    const struct trace_time *time = &state->time;
    int64_t origin = trace_state_span(state, time->main_root)->start_us;
    int64_t tick = MAX(trace_time_tick(time, cells->cols, LABEL_CELLS), 1);
    double scale = cells->cols / (double)(time->end_us - time->start_us);
    int64_t first = (time->start_us - origin) / tick * tick;
    for (int64_t at = first; at <= time->end_us - origin; at += tick) {
        int x = (int)((double)(origin + at - time->start_us) * scale);
        char label[24];
        g_strlcpy(label, "0", sizeof label);
        if (at)
            quantity_duration((double)at, label, sizeof label);
        if (at >= 0 && x >= 0 && x + (int)strlen(label) < cells->cols)
            surface_text(cells, 0, x, -1, ROLE_MUTED, label);
    }
}

void trace_axis_draw(const struct trace_state *state, struct surface *surface,
                     const struct trace_columns *columns)
{
    int bar = trace_columns_bar(columns), col = bar + columns->bar;
    surface_text(surface, 0, 1, columns->service - 1, ROLE_MUTED, "service");
    surface_text(surface, 0, 1 + columns->service, columns->name - 1, ROLE_MUTED, "span");
    surface_text_right(surface, 0, col, columns->took, ROLE_MUTED, "took");
    surface_text_right(surface, 0, col + columns->took, columns->more, ROLE_MUTED,
                       trace_usual_caption(state));
    struct surface cells = surface_part(surface, 0, bar, 1, columns->bar);
    if (columns->bar && state->time.main_root >= 0)
        draw_times(state, &cells);
}
