/* SPDX-License-Identifier: Apache-2.0
 *
 * Above the waterfall: the names of the columns, and the time since the main root began. Squeezed
 * gaps say how long they are.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"
#include "tui/text.h"

#include <string.h>

#define LABEL_CELLS 9 /* from one time to the next, at least */
#define LEAST_CELLS 6 /* as near as they can stand and still be told apart */

/* Cells of the axis that are taken. */
struct taken {
    bool *cells;
    int width;
};

static bool take(struct taken *taken, int from, int width)
{
    if (from < 0 || from + width > taken->width)
        return false;
    for (int i = MAX(from - 1, 0); i < MIN(from + width + 1, taken->width); i++)
        if (taken->cells[i])
            return false;
    memset(taken->cells + from, true, (size_t)width);
    return true;
}

/* "≈12s" in the middle of each gap, or only "≈" where that is all that fits. */
static void draw_gaps(const struct trace_scale *scale, struct surface *cells, struct taken *taken)
{
    const GArray *gaps = scale->time->gaps;
    for (guint i = 0; i < gaps->len; i++) {
        const struct idle_gap *gap = &g_array_index(gaps, struct idle_gap, i);
        double from, to;
        char took[24], label[32];
        if (!trace_scale_gap(scale, i, &from, &to))
            continue;
        g_snprintf(
            label, sizeof label, "≈%s",
            quantity_duration((double)us_between(gap->from_us, gap->to_us), took, sizeof took));
        int width = text_width(label);
        bool fits = to - from >= width;
        width = fits ? width : 1;
        int at = (int)((MAX(from, 0) + MIN(to, cells->cols) - width) / 2 + 0.5);
        if (take(taken, at, width))
            surface_text(cells, 0, at, width, ROLE_ACCENT, fits ? label : "≈");
    }
}

static bool in_gap(const struct trace_scale *scale, int64_t us)
{
    const GArray *gaps = scale->time->gaps;
    for (guint i = 0; i < gaps->len; i++) {
        const struct idle_gap *gap = &g_array_index(gaps, struct idle_gap, i);
        double from, to;
        if (us > gap->from_us && us < gap->to_us && trace_scale_gap(scale, i, &from, &to))
            return true;
    }
    return false;
}

/* Where a gap lies between two labels the next stands at the first step behind it. */
static int64_t next_step(const struct trace_scale *scale, int64_t us, int64_t origin, int64_t tick)
{
    const GArray *gaps = scale->time->gaps;
    for (guint i = 0; i < gaps->len; i++) {
        const struct idle_gap *gap = &g_array_index(gaps, struct idle_gap, i);
        double from, to;
        if (us > gap->from_us && us < gap->to_us && trace_scale_gap(scale, i, &from, &to)) {
            int64_t steps = us_between(origin, gap->to_us) / tick;
            return us_add(origin, (steps + 1) * tick);
        }
    }
    return us;
}

/* How finely a time so long is written: 1.2ms, 230ms, 45.0s, 4m10s. */
static int64_t written_to(int64_t us)
{
    static const int64_t from[] = {1000, 10000, 1000000, 100000000, 3600000000};
    static const int64_t to[] = {1, 100, 1000, 100000, 1000000, 60000000};
    size_t i = 0;
    while (i < G_N_ELEMENTS(from) && us >= from[i])
        i++;
    return to[i];
}

/* A time between those that can be written is told as what it is more than the one before:
 * "11.4s+50ms", or only "+50ms" where another label stands before it. */
static void time_label(int64_t us, bool first, char *out, size_t size)
{
    char whole[24], more[24];
    int64_t rest = us % written_to(us);
    quantity_duration((double)(us - rest), whole, sizeof whole);
    if (!us)
        g_strlcpy(out, "0", size);
    else if (!rest)
        g_strlcpy(out, whole, size);
    else
        g_snprintf(out, size, "%s+%s", first ? whole : "",
                   quantity_duration((double)rest, more, sizeof more));
}

/* A step is finer where the second label would run over the edge: a 0 alone is no axis. */
static int64_t step_of(const struct trace_scale *scale, int64_t origin, int64_t from_us, int cols)
{
    int64_t tick = MAX(trace_scale_tick(scale, LABEL_CELLS), 1);
    int64_t second = us_add(us_add(origin, from_us / tick * tick), tick);
    if (trace_scale_cell(scale, second) + LEAST_CELLS - 1 > cols)
        tick = MAX(trace_scale_tick(scale, LEAST_CELLS), 1);
    return tick;
}

static void draw_times(const struct trace_state *state, struct surface *cells)
{
    const struct trace_time *time = &state->time;
    struct trace_scale scale = trace_time_scale(time, cells->cols);
    int64_t origin = trace_time_start(time, time->main_root);
    int64_t from_us = MAX(us_between(origin, time->start_us), 0);
    int64_t tick = step_of(&scale, origin, from_us, cells->cols);
    int64_t first = from_us / tick * tick;
    g_autofree bool *used = g_new0(bool, (size_t)cells->cols + 1);
    struct taken taken = {used, cells->cols};
    draw_gaps(&scale, cells, &taken);
    int64_t at = us_add(origin, first);
    bool none = true;
    for (int i = 0; at <= time->end_us && i <= cells->cols; i++) {
        char label[50];
        int x = (int)trace_scale_cell(&scale, at);
        time_label(us_between(origin, at), none, label, sizeof label);
        if (at >= time->start_us && !in_gap(&scale, at) && take(&taken, x, (int)strlen(label))) {
            surface_text(cells, 0, x, -1, ROLE_MUTED, label);
            none = false;
        }
        at = next_step(&scale, us_add(at, tick), origin, tick);
    }
}

void trace_axis_draw(const struct trace_state *state, struct surface *surface,
                     const struct trace_columns *columns)
{
    int bar = trace_columns_bar(columns), col = bar + columns->bar;
    surface_text(surface, 0, 1, columns->service - 1, ROLE_MUTED, "service");
    surface_text(surface, 0, 1 + columns->service, columns->name - 1, ROLE_MUTED, "span");
    surface_text_right(surface, 0, col, columns->took, ROLE_MUTED, "took");
    surface_text_right(surface, 0, col + columns->took, columns->more, ROLE_MUTED, "vs usual");
    struct surface cells = surface_part(surface, 0, bar, 1, columns->bar);
    if (columns->bar && state->time.main_root >= 0)
        draw_times(state, &cells);
}
