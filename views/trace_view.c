/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace as a waterfall.
 */
#include "views/matcher.h"
#include "views/trace_parts.h"
#include "views/trace_usual.h"
#include "views/views.h"

#include "base/clock.h"

#include <string.h>

const struct span *trace_state_span(const struct trace_state *state, int index)
{
    return g_ptr_array_index(state->trace->spans, (guint)index);
}

struct trace_state *trace_shown(void *context)
{
    struct view *view = context;
    struct trace_state *state = view->state;
    return state->trace && state->trace->spans->len ? state : NULL;
}

struct trace_row trace_state_row(const struct trace_state *state)
{
    return state->trace ? trace_rows_at(&state->rows, state->list.cursor)
                        : (struct trace_row){-1, -1};
}

int trace_state_index(const struct trace_state *state)
{
    return trace_state_row(state).span;
}

const struct span *trace_state_current(const struct trace_state *state)
{
    int index = trace_state_index(state);
    return index >= 0 ? trace_state_span(state, index) : NULL;
}

const struct trace_error *trace_state_error(const struct trace_state *state,
                                            const struct span *span)
{
    return trace_span_error(state->trace, span);
}

/* --- where the cursor stands --- */

void trace_go_span(struct trace_state *state, int index)
{
    if (index < 0)
        return;
    trace_rows_reveal(&state->rows, index);
    trace_stay(state, (struct trace_row){index, -1});
}

void trace_go_run(struct trace_state *state, int index)
{
    int run = trace_rows_run(&state->rows, index);
    trace_rows_reveal(&state->rows, run >= 0 ? trace_state_span(state, index)->parent : index);
    trace_stay(state, (struct trace_row){index, run});
}

void trace_stay(struct trace_state *state, struct trace_row row)
{
    state->list.count = trace_rows_count(&state->rows);
    list_go(&state->list, trace_rows_find(&state->rows, row));
}

void trace_place_cursor(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace || state->moved)
        return;
    int wanted = state->want_span ? trace_find(state->trace, state->want_span) : -1;
    int explains = state->explain ? trace_explaining(view, wanted) : -1;
    if (explains >= 0)
        trace_go_run(state, explains); /* another may explain more once its usual is known */
    else
        trace_go_span(state, wanted >= 0 ? wanted : state->rows.main_root);
}

/* --- life --- */

static bool trace_open(struct view *view, const struct target *target, GError **error)
{
    struct trace_state *state = view->state;
    state->usuals = g_array_new(FALSE, FALSE, sizeof(struct trace_usual));
    state->offers = g_ptr_array_new_with_free_func(trace_link_offer_free);
    state->logs = state->not_loaded = state->told = -1;
    if (!target) {
        trace_ask_hint(view);
        return true;
    }
    if (!target->trace_id || !*target->trace_id) {
        g_clear_pointer(&state->offers, g_ptr_array_unref);
        g_clear_pointer(&state->usuals, g_array_unref);
        return body_refuse(error, "no trace: nothing here carries a trace id");
    }
    trace_load(view, target);
    return true;
}

static void trace_close(struct view *view)
{
    struct trace_state *state = view->state;
    trace_let_go(view);
    g_clear_pointer(&state->usuals, g_array_unref);
    trace_agents_clear(state);
    g_clear_pointer(&state->offers, g_ptr_array_unref);
    g_free(state->trace_id);
    g_free(state->want_span);
    g_free(state->hint);
}

static void trace_follow(struct view *view, const struct target *target)
{
    struct trace_state *state = view->state;
    state->astray = target && (!target->trace_id || !*target->trace_id) && state->pointed;
    if (!target || !target->trace_id || !*target->trace_id)
        return;
    state->pointed = true;
    trace_load(view, target);
}

static void trace_shared_changed(struct view *view)
{
    if (!view->opened.trace_id)
        trace_ask_hint(view);
    trace_usual_find(view);
    trace_place_cursor(view);
}

/* --- moving --- */

void trace_user_moved(struct view *view)
{
    struct trace_state *state = view->state;
    state->moved = true;
    desk_cursor_moved(view);
}

static void trace_move(struct view *view, enum move_unit unit, int by)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    if (unit == MOVE_SECTION) {
        size_t row;
        if (trace_rows_section(&state->rows, state->list.cursor, by, &row))
            list_go(&state->list, row);
    } else {
        body_move(&state->list, unit, by);
    }
    trace_user_moved(view);
}

static size_t trace_row_count(const struct view *view)
{
    const struct trace_state *state = view->state;
    return state->trace ? state->trace->spans->len : 0;
}

static bool trace_worst(struct view *view)
{
    struct trace_state *state = view->state;
    int worst = state->trace ? trace_explaining(view, -1) : -1;
    if (worst < 0)
        return false;
    trace_go_span(state, worst);
    trace_user_moved(view);
    return true;
}

/* --- leading on --- */

/* On a closed run: its members. */
static bool trace_enter(struct view *view, struct target *target)
{
    struct trace_state *state = view->state;
    struct trace_row row = trace_state_row(state);
    if (row.run < 0)
        return view->ops->target(view, target);
    if (!trace_rows_fold(&state->rows, row, false))
        list_move(&state->list, 1);
    state->list.count = trace_rows_count(&state->rows);
    trace_user_moved(view);
    return false;
}

/* What a span's own page cannot know: the trace around it. */
static struct target_place place_of(const struct trace_state *state, int index)
{
    const struct span *span = trace_state_span(state, index);
    return (struct target_place){
        .known = true,
        .critical = trace_rows_is_critical(&state->rows, (struct trace_row){index, -1}),
        .offset_us = span->start_us - state->trace->start_us,
        .self_us = state->rows.self_us[index],
        .children = span->children,
        .descendants = span->descendants,
    };
}

static bool trace_target(const struct view *view, struct target *target)
{
    const struct trace_state *state = view->state;
    const struct span *span = trace_state_current(state);
    if (!span)
        return false;
    struct trace_usual usual = trace_usual(view, span);
    target_set_span(target, state->trace_id, span);
    target_set(&target->agents, state->agents_said);
    const struct trace_error *error = trace_state_error(state, span);
    if (error) {
        target_set(&target->issue_id, error->issue_id);
        target_set(&target->short_id, error->short_id);
        target_set(&target->event_id, error->event_id);
    }
    target->unusual = trace_span_unusual(span, &usual.usual);
    target->place = place_of(state, span->index);
    if (usual.of == USUAL_OF_PEERS) {
        target->place.usual = usual.usual;
        target->place.healthy = state->against->others;
    }
    return true;
}

static struct trace *trace_held(const struct view *view)
{
    const struct trace_state *state = view->state;
    return state->trace;
}

static const char *trace_enter_word(const struct view *view)
{
    const struct trace_state *state = view->state;
    struct trace_row row = trace_state_row(state);
    if (row.run < 0)
        return NULL;
    return trace_rows_is_folded(&state->rows, row) ? "unfold" : "first member";
}

static const struct key_hint *trace_hints(const struct view *view)
{
    static const struct key_hint hints[] = {
        {"x",  "compare"},
        {NULL, NULL     }
    };
    (void)view;
    return hints;
}

const struct view_ops trace_view = {
    .name = "trace",
    .title = "Trace",
    .state_size = sizeof(struct trace_state),
    .commands = trace_commands,
    .open = trace_open,
    .close = trace_close,
    .follow = trace_follow,
    .shared_changed = trace_shared_changed,
    .reply = trace_reply,
    .layout = trace_layout,
    .draw = trace_draw,
    .status = trace_status,
    .target = trace_target,
    .differs = trace_differs,
    .enter = trace_enter,
    .enter_word = trace_enter_word,
    .hints = trace_hints,
    .evidence = trace_evidence,
    .move = trace_move,
    .search = trace_search,
    .filter = trace_filter,
    .passing = trace_passing,
    .unfilter = trace_unfilter,
    .try_filter = trace_try_filter,
    .row_count = trace_row_count,
    .row_matches = trace_row_matches,
    .fields = trace_fields,
    .next_level = trace_next_level,
    .only_errors = trace_only_errors,
    .worst = trace_worst,
    .markdown = trace_markdown,
    .trace = trace_held,
    .line = trace_line,
    .json = trace_json,
};
