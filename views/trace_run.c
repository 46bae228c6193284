/* SPDX-License-Identifier: Apache-2.0
 *
 * What the row of a run of like siblings shows and says.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"

#include <math.h>

static const struct span_run *run_at(const struct trace_state *state, int run)
{
    return span_runs_at(&state->trace->runs, run);
}

static char *duration(int64_t us, char *out, size_t size)
{
    return quantity_duration((double)us, out, size);
}

char *trace_row_name(const struct trace_state *state, struct trace_row row)
{
    const char *name = trace_state_span(state, row.span)->name;
    if (row.run < 0 || !run_at(state, row.run)->varied)
        return g_strdup(name ? name : "(no name)");
    GString *common = g_string_new(NULL);
    span_like_name(common, name);
    return g_string_free(common, FALSE);
}

void trace_run_count(const struct trace_state *state, int run, bool ascii, char *out, size_t size)
{
    char count[24];
    g_snprintf(out, size, ascii ? "x%s" : "×%s",
               quantity_count(run_at(state, run)->count, count, sizeof count));
}

const char *trace_run_text(int64_t median_us, int64_t max_us, bool ascii, int width, char *out,
                           size_t size)
{
    char half[24], most[24];
    duration(median_us, half, sizeof half);
    duration(max_us, most, sizeof most);
    const char *const links[] = {" max ", ascii ? " <=" : " ≤"};
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        g_snprintf(out, size, "p50 %s%s%s", half, links[i], most);
        if (g_utf8_strlen(out, -1) < width)
            return out;
    }
    g_snprintf(out, size, "p50 %s", half);
    return out;
}

void trace_run_numbers(const struct trace_state *state, struct surface *surface, int y, int col,
                       int width, int run)
{
    char text[64];
    trace_run_text(run_at(state, run)->median_us, run_at(state, run)->max_us, surface->ascii, width,
                   text, sizeof text);
    surface_text_right(surface, y, col, width, ROLE_TEXT, text);
}

/* From the first start to the last end a thin line, and texture where a member was at work. */
void trace_run_bar(const struct trace_state *state, struct surface *cells, int run)
{
    const struct span_run *self = run_at(state, run);
    const struct trace_time *time = &state->time;
    int width = cells->cols;
    struct trace_scale scale = trace_time_scale(time, width);
    int64_t moved = trace_time_moved(time, self->slowest); /* members are of one service */
    int64_t start = us_add(self->start_us, moved), last = us_add(self->end_us, moved);
    struct trace_bar bar = trace_scale_bar(&scale, start, last);
    const char *service = trace_state_span(state, self->slowest)->service;
    enum role role = role_bar_for_name(service ? service : "");
    if (state->rows.critical &&
        !trace_rows_is_critical(&state->rows, (struct trace_row){self->slowest, run}))
        role = ROLE_MUTED;
    int end = last < time->start_us ? 0 : (int)ceil(bar.to);
    trace_gaps_draw(state, cells);
    for (int col = (int)bar.from; col < end; col++) {
        int64_t from = us_add(trace_scale_us(&scale, col), -moved);
        int64_t to = us_add(trace_scale_us(&scale, col + 1), -moved);
        bool busy = span_runs_busy(&state->trace->runs, state->trace, run, from, MAX(to, from + 1));
        surface_run(cells, 0, col, 1, role, busy ? "▒" : "┄", busy ? '=' : '-');
    }
    if (bar.before)
        surface_text(cells, 0, 0, 1, role, cells->ascii ? "<" : "◀");
    if (bar.past)
        surface_text(cells, 0, width - 1, 1, role, cells->ascii ? ">" : "▶");
}

/* "sum 90ms one after another", "sum 4.0s 2.1 at once": whether it would help to run them side by
 * side. */
static void append_overlap(const struct span_run *run, GString *out)
{
    char sum[24], any[24], all[24];
    int64_t extent;
    if (__builtin_sub_overflow(run->end_us, run->start_us, &extent))
        extent = INT64_MAX;
    g_string_append_printf(out, "  sum %s ", duration(run->sum_us, sum, sizeof sum));
    if (run->sum_us == run->union_us)
        g_string_append(out, "one after another");
    else
        g_string_append_printf(out, "%.1f at once",
                               (double)run->sum_us / (double)MAX(run->union_us, 1));
    if (run->union_us < extent)
        g_string_append_printf(out, " in %s of %s", duration(run->union_us, any, sizeof any),
                               duration(extent, all, sizeof all));
}

void trace_run_evidence(const struct trace_state *state, int run, const char *name, GString *out)
{
    const struct span_run *self = run_at(state, run);
    const char *service = trace_state_span(state, self->slowest)->service;
    char half[24], most[24], count[24], below[24];
    trace_run_count(state, run, false, count, sizeof count);
    g_string_append_printf(out, "%s %s %s  p50 %s  max %s", service ? service : "?", count, name,
                           duration(self->median_us, half, sizeof half),
                           duration(self->max_us, most, sizeof most));
    append_overlap(self, out);
    if (self->spans > self->count)
        g_string_append_printf(out, "  %s spans below",
                               quantity_count(self->spans - self->count, below, sizeof below));
}
