/* SPDX-License-Identifier: Apache-2.0
 *
 * The waterfall's own keys: folds, levels, the part of time in sight, the critical path.
 */
#include "views/trace_state.h"

#include "api/insight/critical_path.h"

static struct trace_state *shown(void *context)
{
    struct view *view = context;
    struct trace_state *state = view->state;
    return state->trace && state->trace->spans->len ? state : NULL;
}

/* After folds changed: the cursor stays on its span, or goes to what hides it. */
static bool refolded(struct view *view, int index)
{
    struct trace_state *state = view->state;
    state->list.count = trace_rows_count(&state->rows);
    list_go(&state->list, trace_rows_row(&state->rows, MAX(index, 0)));
    trace_user_moved(view);
    return true;
}

static bool fold(void *context)
{
    struct trace_state *state = shown(context);
    const struct span *span = state ? trace_state_current(state) : NULL;
    if (!span)
        return false;
    int index = trace_state_index(state);
    bool open = span->descendants && !state->rows.folded[index];
    if (open)
        trace_rows_fold(&state->rows, index, true);
    return refolded(context, open || span->parent < 0 ? index : span->parent);
}

static bool unfold(void *context)
{
    struct trace_state *state = shown(context);
    const struct span *span = state ? trace_state_current(state) : NULL;
    if (!span || !span->descendants)
        return false;
    int index = trace_state_index(state);
    bool folded = state->rows.folded[index];
    trace_rows_fold(&state->rows, index, false);
    return refolded(context, folded ? index : index + 1);
}

static bool change_level(void *context, int by)
{
    struct trace_state *state = shown(context);
    if (!state)
        return false;
    int index = trace_state_index(state);
    trace_rows_level(&state->rows, by);
    return refolded(context, index);
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

static bool zoom(void *context, double factor)
{
    struct trace_state *state = shown(context);
    const struct span *span = state ? trace_state_current(state) : NULL;
    if (!span)
        return false;
    trace_time_zoom(&state->time, span->start_us + MAX(span->duration_us, 0) / 2, factor);
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
    struct trace_state *state = shown(context);
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
    struct trace_state *state = shown(context);
    if (state)
        trace_time_fit_span(&state->time, trace_state_index(state));
    return state != NULL;
}

static bool fit_trace(void *context)
{
    struct trace_state *state = shown(context);
    if (state)
        trace_time_fit(&state->time);
    return state != NULL;
}

static bool toggle_critical(void *context)
{
    struct trace_state *state = shown(context);
    if (!state)
        return false;
    if (state->rows.critical) {
        g_clear_pointer(&state->rows.critical, g_free);
        return true;
    }
    state->rows.critical = g_new0(uint8_t, state->trace->spans->len + 1);
    critical_path_mark(state->trace, state->rows.critical);
    return true;
}

const struct command trace_commands[] = {
    {"h Left",  "fold",          "Fold the span, or go to its parent",        fold,            false},
    {"l Right", "unfold",        "Unfold the span, or go to its first child", unfold,          false},
    {"+",       "more-levels",   "Show one level more of the tree",           more_levels,     false},
    {"-",       "fewer-levels",  "Show one level less of the tree",           fewer_levels,    false},
    {"*",       "all-levels",    "Show every level of the tree",              all_levels,      false},
    {"z",       "zoom-in",       "Zoom time in at the span",                  zoom_in,         false},
    {"Z",       "zoom-out",      "Zoom time out",                             zoom_out,        false},
    {"=",       "fit-span",      "Fit the span into the width",               fit_span,        false},
    {"0",       "fit-trace",     "Fit the trace into the width",              fit_trace,       false},
    {"H",       "pan-left",      "Move time back",                            pan_left,        false},
    {"L",       "pan-right",     "Move time on",                              pan_right,       false},
    {"c",       "critical-path", "Show the critical path",                    toggle_critical, false},
    {NULL,      NULL,            NULL,                                        NULL,            false},
};
