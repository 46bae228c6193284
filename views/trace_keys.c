/* SPDX-License-Identifier: Apache-2.0
 *
 * The waterfall's own keys: folds, levels, the part of time in sight, the critical path.
 */
#include "views/trace_parts.h"
#include "views/trace_usual.h"

/* After folds changed: the cursor stays on its row, or goes to what hides it. */
static bool refolded(struct view *view, struct trace_row row)
{
    trace_stay(view->state, row);
    trace_user_moved(view);
    return true;
}

static bool go_row(struct view *view, size_t row)
{
    struct trace_state *state = view->state;
    list_go(&state->list, row);
    trace_user_moved(view);
    return true;
}

/* --- folds --- */

static bool fold(void *context)
{
    struct trace_state *state = trace_shown(context);
    struct trace_row row = state ? trace_state_row(state) : (struct trace_row){-1, -1};
    size_t parent;
    if (row.span < 0)
        return false;
    if (!trace_rows_fold(&state->rows, row, true) &&
        trace_rows_parent(&state->rows, state->list.cursor, &parent))
        return go_row(context, parent);
    return refolded(context, row);
}

static bool unfold(void *context)
{
    struct trace_state *state = trace_shown(context);
    struct trace_row row = state ? trace_state_row(state) : (struct trace_row){-1, -1};
    if (row.span < 0 || (row.run < 0 && !trace_state_span(state, row.span)->descendants))
        return false;
    bool folded = trace_rows_fold(&state->rows, row, false);
    state->list.count = trace_rows_count(&state->rows);
    return go_row(context, state->list.cursor + !folded);
}

static bool change_level(void *context, int by)
{
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    struct trace_row row = trace_state_row(state);
    trace_rows_level(&state->rows, by);
    return refolded(context, row);
}

static bool more_levels(void *context)
{
    return change_level(context, 1);
}

static bool fewer_levels(void *context)
{
    return change_level(context, -1);
}

static bool all_levels(void *context)
{
    return change_level(context, G_MAXINT / 2);
}

static bool fold_all(void *context)
{
    return change_level(context, -(G_MAXINT / 2));
}

static bool fold_others(void *context)
{
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    struct trace_row row = trace_state_row(state);
    trace_rows_fold_others(&state->rows, row);
    return refolded(context, row);
}

static bool only_service(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    const struct span *span = state ? trace_state_current(state) : NULL;
    if (!span)
        return false;
    if (!state->filter.service && !span->service)
        desk_say(view->desk, false, "this span does not name its service");
    else
        trace_only_service(view, state->filter.service ? NULL : span->service);
    return true;
}

static bool toggle_order(void *context)
{
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    struct trace_row row = trace_state_row(state);
    bool by_time = state->rows.order == TRACE_BY_TIME;
    trace_rows_sort(&state->rows, by_time ? TRACE_BY_DURATION : TRACE_BY_TIME);
    return refolded(context, row);
}

/* --- moves --- */

static bool go_parent(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    size_t row;
    if (state && trace_rows_parent(&state->rows, state->list.cursor, &row))
        return go_row(context, row);
    if (state)
        desk_say(view->desk, false, "a root has no parent");
    return state != NULL;
}

static bool go_sibling(void *context, int direction)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    size_t row;
    if (state && trace_rows_sibling(&state->rows, state->list.cursor, direction, &row))
        return go_row(context, row);
    if (state)
        desk_say(view->desk, false, "no %s sibling", direction > 0 ? "further" : "earlier");
    return state != NULL;
}

static bool next_sibling(void *context)
{
    return go_sibling(context, 1);
}

static bool previous_sibling(void *context)
{
    return go_sibling(context, -1);
}

static bool slowest_child(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    int slowest = trace_rows_slowest(&state->rows, trace_state_row(state));
    trace_go_span(state, slowest);
    if (slowest < 0)
        desk_say(view->desk, false, "nothing below this span");
    trace_user_moved(view);
    return true;
}

/* --- the part of time in sight --- */

static bool zoom(void *context, double factor)
{
    struct trace_state *state = trace_shown(context);
    const struct span *span = state ? trace_state_current(state) : NULL;
    if (!span)
        return false;
    int index = trace_state_index(state);
    int64_t at = trace_time_start(&state->time, index);
    trace_time_zoom(&state->time, at / 2 + trace_time_end(&state->time, index) / 2, factor);
    return true;
}

static bool zoom_in(void *context)
{
    return zoom(context, 0.5);
}

static bool zoom_out(void *context)
{
    return zoom(context, 2);
}

static bool pan(void *context, double part)
{
    struct trace_state *state = trace_shown(context);
    if (state)
        trace_time_pan(&state->time, part);
    return state != NULL;
}

static bool pan_left(void *context)
{
    return pan(context, -0.25);
}

static bool pan_right(void *context)
{
    return pan(context, 0.25);
}

static bool fit_span(void *context)
{
    struct trace_state *state = trace_shown(context);
    if (state)
        trace_time_fit_span(&state->time, trace_state_index(state));
    return state != NULL;
}

static bool fit_trace(void *context)
{
    struct trace_state *state = trace_shown(context);
    if (state)
        trace_time_fit(&state->time);
    return state != NULL;
}

const struct command trace_commands[] = {
    {"h Left",  "fold",             "Fold the span, or go to its parent",        fold,                        false},
    {"l Right", "unfold",           "Unfold the span, or go to its first child", unfold,                      false},
    {"+",       "more-levels",      "Show one level more of the tree",           more_levels,                 false},
    {"-",       "fewer-levels",     "Show one level less of the tree",           fewer_levels,                false},
    {"*",       "all-levels",       "Show every level of the tree",              all_levels,                  false},
    {"_",       "fold-all",         "Fold everything",                           fold_all,                    false},
    {"O",       "fold-others",      "Fold all but what leads to this span",      fold_others,                 false},
    {"S",       "only-service",     "Show only this service's spans, or all",    only_service,                false},
    {"o",       "order",            "Order children by time or by duration",     toggle_order,                false},
    {"u",       "parent",           "Go to the parent",                          go_parent,                   false},
    {"(",       "previous-sibling", "Go to the previous sibling",                previous_sibling,            false},
    {")",       "next-sibling",     "Go to the next sibling",                    next_sibling,                false},
    {"d",       "slowest-child",    "Go to the slowest child",                   slowest_child,               false},
    {"z",       "zoom-in",          "Zoom time in at the span",                  zoom_in,                     false},
    {"Z",       "zoom-out",         "Zoom time out",                             zoom_out,                    false},
    {"=",       "fit-span",         "Fit the span into the width",               fit_span,                    false},
    {"0",       "fit-trace",        "Fit the trace into the width",              fit_trace,                   false},
    {"H",       "pan-left",         "Move time back",                            pan_left,                    false},
    {"L",       "pan-right",        "Move time on",                              pan_right,                   false},
    {"c",       "critical-path",    "Show the critical path",                    trace_toggle_critical,       false},
    {"i",       "idle-gaps",        "Squeeze idle gaps, or show their length",   trace_toggle_gaps,           false},
    {"I",       "uninstrumented",   "Mark what lacks instrumentation",           trace_toggle_uninstrumented, false},
    {"C",       "clocks",           "Correct clocks that disagree",              trace_toggle_clocks,         false},
    {"M",       "minimap",          "Show the whole trace above, or not",        trace_toggle_map,            false},
    {"K",       "links",            "Follow links, or to what continues this",   trace_follow_links,          false},
    {"D",       "compare",          "Choose a side, or the other, to compare",   trace_compare_sides,         false},
    {NULL,      NULL,               NULL,                                        NULL,                        false},
};
