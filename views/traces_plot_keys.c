/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys and mouse in the scatter and the histogram.
 */
#include "views/traces_state.h"

#include <math.h>

bool traces_plot_has_focus(const struct traces *state)
{
    return state->plot.focus;
}

/* --- opening and leaving --- */

/* Into the plot; out of it when one is in it. */
static bool toggle(struct view *view, enum traces_plot_kind kind)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    bool was = plot->kind == kind, asked = plot->kind != TRACES_NO_PLOT;
    plot->marking = false;
    if (was && plot->focus) {
        plot->kind = TRACES_NO_PLOT;
        plot->focus = false;
        return true;
    }
    plot->kind = kind;
    plot->focus = true;
    if (!asked)
        traces_plot_ask(view);
    desk_cursor_moved(view);
    return true;
}

bool traces_scatter_key(void *context)
{
    return toggle(context, TRACES_SCATTER);
}

bool traces_histogram_key(void *context)
{
    return toggle(context, TRACES_HISTOGRAM);
}

bool traces_plot_back(struct view *view)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    if (plot->focus && plot->marking) {
        plot->marking = false;
    } else if (plot->focus) {
        plot->focus = false;
        plot->kind = TRACES_NO_PLOT;
    } else if (state->region.on) {
        state->region = (struct traces_region){0};
        plot->focus = plot->kind != TRACES_NO_PLOT;
        plot->marking = false;
        traces_ask(view);
    } else if (plot->kind != TRACES_NO_PLOT) {
        plot->kind = TRACES_NO_PLOT;
    } else {
        return false;
    }
    return true;
}

/* --- moving --- */

static void move_bin(struct traces_plot *plot, int by)
{
    size_t first, count;
    traces_plot_bins(plot, &first, &count);
    if (count)
        plot->bin =
            (size_t)CLAMP((gssize)plot->bin + by, (gssize)first, (gssize)(first + count) - 1);
}

void traces_plot_move(struct view *view, int by_cols, int by_rows)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    if (plot->kind == TRACES_HISTOGRAM) {
        move_bin(plot, by_cols ? by_cols : by_rows);
    } else {
        plot->cursor.col = CLAMP(plot->cursor.col + by_cols, 0, MAX(plot->cols - 1, 0));
        plot->cursor.row = CLAMP(plot->cursor.row + by_rows, 0, MAX(plot->rows - 1, 0));
    }
    desk_cursor_moved(view);
}

static bool sideways(struct view *view, int by)
{
    if (!traces_plot_has_focus(view->state)) {
        desk_say(view->desk, false, "S shows when and how long, D how durations are distributed");
        return false;
    }
    traces_plot_move(view, by, 0);
    return true;
}

bool traces_left_key(void *context)
{
    return sideways(context, -1);
}

bool traces_right_key(void *context)
{
    return sideways(context, 1);
}

static void begin_region(struct traces_plot *plot)
{
    plot->marking = true;
    plot->corner = plot->cursor;
    plot->bin_corner = plot->bin;
}

bool traces_range_key(void *context)
{
    struct view *view = context;
    struct traces *state = view->state;
    if (state->plot.marking) {
        state->plot.marking = false;
        return true;
    }
    begin_region(&state->plot);
    desk_say(view->desk, false, "a region from here: h j k l to its other corner, Enter takes it");
    return true;
}

bool traces_plot_take(struct view *view)
{
    struct traces *state = view->state;
    struct traces_region region = traces_plot_region(state);
    size_t count;
    traces_plot_inside(state, &region, &count, NULL);
    if (!count && state->plot.kind == TRACES_SCATTER) {
        desk_say(view->desk, false, "no sample lies here");
        return false;
    }
    state->region = region;
    state->plot.focus = false;
    g_free(state->live.selected);
    state->live.selected = NULL;
    traces_ask(view);
    return true;
}

static void go_to_point(struct view *view, const struct traces_point *point)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    plot->cursor = scatter_cell_of(traces_plot_x(plot, point->time_ms),
                                   traces_plot_y(plot, point->ms), plot->rows, plot->cols);
    plot->bin = 0;
    while (plot->bin < TRACES_EDGES && point->ms >= traces_edges_ms[plot->bin])
        plot->bin++;
    desk_cursor_moved(view);
}

bool traces_plot_worst(struct view *view)
{
    struct traces_region all = {.low_ms = -1, .high_ms = HUGE_VAL};
    const struct traces_point *point = traces_plot_inside(view->state, &all, NULL, NULL);
    if (point)
        go_to_point(view, point);
    return point != NULL;
}

/* The nearest in time that failed and lies in another column. */
bool traces_plot_next_failed(struct view *view, int direction)
{
    struct traces *state = view->state;
    const struct traces_plot *plot = &state->plot;
    const struct traces_point *best = NULL;
    for (guint i = 0; i < plot->points->len; i++) {
        const struct traces_point *point = plot->points->pdata[i];
        int col = scatter_cell_of(traces_plot_x(plot, point->time_ms), 0, 1, plot->cols).col;
        bool ahead = direction > 0 ? col > plot->cursor.col : col < plot->cursor.col;
        if (!point->failed || !ahead)
            continue;
        if (!best ||
            (direction > 0 ? point->time_ms < best->time_ms : point->time_ms > best->time_ms))
            best = point;
    }
    if (best)
        go_to_point(view, best);
    return best != NULL;
}

/* --- the mouse --- */

bool traces_plot_point(struct view *view, int row, int col, bool dragged)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    if (row >= plot->height) {
        plot->focus = false;
        return false;
    }
    /* Below the head, and right of the labels. */
    struct scatter_cell cell = {
        .row = CLAMP(row - 1, 0, MAX(plot->rows - 1, 0)),
        .col = CLAMP(col - (view->cols - 1 - plot->cols), 0, MAX(plot->cols - 1, 0))};
    plot->focus = true;
    if (!dragged)
        plot->marking = false;
    else if (!plot->marking)
        begin_region(plot);
    plot->cursor = cell;
    if (plot->kind == TRACES_HISTOGRAM) {
        size_t first, count;
        traces_plot_bins(plot, &first, &count);
        struct histogram histogram = {.count = count};
        plot->bin = first + histogram_bucket_at(&histogram, col - 1, view->cols - 2);
    }
    desk_cursor_moved(view);
    return true;
}
