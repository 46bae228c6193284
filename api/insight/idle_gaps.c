/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/idle_gaps.h"

#include "api/insight/span_times.h"

#include <string.h>

/* Spans are marked on a grid first, which finds where gaps can be without sorting 100 000 ends;
 * their edges are then looked up exactly. */
#define CELLS 1024

struct grid_of_time {
    int64_t start_us, end_us;
    double cells_per_us;
    int opened[CELLS + 1]; /* spans that begin in a cell, less those that ended before it */
};

struct edge {
    int first, last; /* cells in which nothing is open */
    int64_t from_us, to_us;
};

static int cell_of(const struct grid_of_time *grid, int64_t us)
{
    double cell = (double)us_between(grid->start_us, us) * grid->cells_per_us;
    return (int)CLAMP(cell, 0.0, CELLS - 1.0);
}

static void find_bounds(const struct trace *trace, const int64_t *shift_us,
                        struct grid_of_time *grid)
{
    grid->start_us = INT64_MAX;
    grid->end_us = INT64_MIN;
    for (int i = 0; i < trace_span_count(trace); i++) {
        grid->start_us = MIN(grid->start_us, span_times_start(trace, shift_us, i));
        grid->end_us = MAX(grid->end_us, span_times_end(trace, shift_us, i));
    }
    int64_t length = us_between(grid->start_us, grid->end_us);
    grid->cells_per_us = length > 0 ? CELLS / (double)length : 0;
}

static void mark_open(const struct trace *trace, const int64_t *shift_us, struct grid_of_time *grid)
{
    for (int i = 0; i < trace_span_count(trace); i++) {
        if (trace_span_at(trace, i)->missing)
            continue;
        int first = cell_of(grid, span_times_start(trace, shift_us, i));
        grid->opened[first]++;
        grid->opened[MAX(cell_of(grid, span_times_end(trace, shift_us, i)), first) + 1]--;
    }
}

/* Runs of empty cells, of struct edge. A gap of `share` leaves at least that many whole cells
 * empty, less the two that its edges lie in. */
static GArray *empty_runs(const struct grid_of_time *grid)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct edge));
    int open = 0, since = 0;
    for (int cell = 0; cell < CELLS; cell++) {
        open += grid->opened[cell];
        if (!open)
            continue;
        struct edge run = {since, cell - 1, grid->start_us, grid->end_us};
        if (since > 0 && cell - since >= (int)(IDLE_GAP_SHARE * CELLS) - 2 && cell > since)
            g_array_append_val(runs, run);
        since = cell + 1;
    }
    return runs;
}

static void find_edges(const struct trace *trace, const int64_t *shift_us,
                       const struct grid_of_time *grid, GArray *runs)
{
    for (int i = 0; runs->len && i < trace_span_count(trace); i++) {
        if (trace_span_at(trace, i)->missing)
            continue;
        int64_t start = span_times_start(trace, shift_us, i);
        int64_t end = MAX(span_times_end(trace, shift_us, i), start);
        int first = cell_of(grid, start), last = cell_of(grid, end);
        for (guint k = 0; k < runs->len; k++) {
            struct edge *run = &g_array_index(runs, struct edge, k);
            if (last < run->first)
                run->from_us = MAX(run->from_us, end);
            if (first > run->last)
                run->to_us = MIN(run->to_us, start);
        }
    }
}

GArray *idle_gaps_find(const struct trace *trace, const int64_t *shift_us)
{
    GArray *gaps = g_array_new(FALSE, FALSE, sizeof(struct idle_gap));
    g_autofree struct grid_of_time *grid = g_new0(struct grid_of_time, 1);
    find_bounds(trace, shift_us, grid);
    if (grid->cells_per_us <= 0)
        return gaps;
    mark_open(trace, shift_us, grid);
    g_autoptr(GArray) runs = empty_runs(grid);
    find_edges(trace, shift_us, grid, runs);
    double least = IDLE_GAP_SHARE * (double)us_between(grid->start_us, grid->end_us);
    for (guint i = 0; i < runs->len; i++) {
        const struct edge *run = &g_array_index(runs, struct edge, i);
        struct idle_gap gap = {run->from_us, run->to_us};
        if ((double)us_between(gap.from_us, gap.to_us) >= MAX(least, 1))
            g_array_append_val(gaps, gap);
    }
    return gaps;
}
