/* SPDX-License-Identifier: Apache-2.0
 *
 * A span's bar.
 */
#include "views/trace_parts.h"

#include "tui/chart.h"

#include <math.h>

/* Off the critical path a bar is light, in texture as well as in colour. */
static void draw_light_bar(struct surface *surface, const struct trace_bar *bar)
{
    int from = (int)bar->from, to = (int)ceil(bar->to);
    surface_run(surface, 0, from, MAX(to - from, 1), ROLE_MUTED, "░", '.');
}

void trace_bar_draw(const struct trace_state *state, struct surface *cells, int index)
{
    const struct span *span = trace_state_span(state, index);
    int width = cells->cols;
    struct trace_bar bar = trace_time_bar(&state->time, index, width);
    enum role role =
        span->failed ? ROLE_BAR_ERROR : role_bar_for_name(span->service ? span->service : "");
    bool before_all = bar.to <= 0.125 && bar.before, past_all = bar.from >= width - 0.126;
    if (state->rows.critical && !state->rows.critical[index])
        draw_light_bar(cells, &bar);
    else if (!(before_all && span->duration_us > 0) && !(past_all && bar.past))
        chart_bar(cells, 0, bar.from, bar.to, role);
    if (bar.before)
        surface_text(cells, 0, 0, 1, role, cells->ascii ? "<" : "◀");
    if (bar.past)
        surface_text(cells, 0, width - 1, 1, role, cells->ascii ? ">" : "▶");
}
