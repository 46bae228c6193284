/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of traces: those in scope, or those that have a span like what it was opened for.
 */
#include "views/differs.h"
#include "views/matcher.h"
#include "views/traces_state.h"
#include "views/views.h"

#include "api/wire/json.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define AHEAD 5 /* rows before the end at which the next page is asked for */

static const char *const orders[TRACES_ORDERS] = {"time", "duration", "spans", "errors"};

/* --- rows --- */

struct trace_summary *traces_at(const struct traces *state, size_t row)
{
    return live_list_at(&state->live, row);
}

const struct trace_summary *traces_current(const struct traces *state)
{
    return live_list_current(&state->live);
}

struct trace_summary *traces_find(const struct traces *state, const char *id)
{
    gssize at = live_list_find(&state->live, state->live.all, id);
    return at < 0 ? NULL : state->live.all->pdata[at];
}

const struct trace_summary *traces_anchor(const struct traces *state)
{
    return state->anchor ? traces_find(state, state->anchor) : NULL;
}

static const char *id_of(const void *item)
{
    return ((const struct trace_summary *)item)->id;
}

static bool matches(const struct view *view, const void *item, const struct matcher *matcher)
{
    g_autofree char *text = traces_text(item, desk_scope(view->desk));
    return matcher_matches(matcher, text);
}

static const struct live_kind traces_kind = {
    .id = id_of, .matches = matches, .free = (GDestroyNotify)trace_summary_free};

/* --- life --- */

static bool traces_open(struct view *view, const struct target *target, GError **error)
{
    struct traces *state = view->state;
    (void)error;
    live_list_init(&state->live, &traces_kind);
    state->base = g_strdup(target && target->query ? target->query : "");
    state->about = g_strdup(target ? target->name : NULL);
    state->narrowed = g_strdup("");
    state->total = -1;
    state->plot.total = -1;
    state->plot.points = g_ptr_array_new_with_free_func((GDestroyNotify)traces_point_free);
    const char *issue = target && target->short_id ? target->short_id
                        : target                   ? target->issue_id
                                                   : NULL;
    if (issue)
        traces_seed(view, issue);
    else
        traces_ask(view);
    return true;
}

static void traces_close(struct view *view)
{
    struct traces *state = view->state;
    live_list_clear(&state->live);
    g_clear_pointer(&state->asked_ids, g_ptr_array_unref);
    char *texts[] = {state->base,  state->about,  state->narrowed,
                     state->scope, state->anchor, state->next};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    traces_plot_clear(&state->plot);
}

/* --- moving --- */

static void list_moves(struct view *view, enum move_unit unit, int by)
{
    struct traces *state = view->state;
    live_list_move(view, &state->live, unit, by, state->ask);
    if (by > 0 && state->live.list.cursor + AHEAD >= state->live.shown->len)
        traces_ask_more(view);
}

static void traces_move(struct view *view, enum move_unit unit, int by)
{
    struct traces *state = view->state;
    if (!traces_plot_has_focus(state)) {
        list_moves(view, unit, by);
    } else if (unit == MOVE_TOP || unit == MOVE_END) {
        traces_plot_move(view, by * 10000, 0);
    } else {
        int page = unit == MOVE_HALF_PAGE || unit == MOVE_PAGE ? 4 : 1;
        traces_plot_move(view, 0, by * page);
    }
    desk_cursor_moved(view);
}

static bool fits_text(const struct view *view, size_t row, const void *data)
{
    return matches(view, traces_at(view->state, row), data);
}

static bool fits_failed(const struct view *view, size_t row, const void *data)
{
    const struct trace_summary *one = traces_at(view->state, row);
    (void)data;
    return one->failed || one->errors > 0;
}

static bool traces_search_rows(struct view *view, const struct matcher *matcher, int direction)
{
    struct traces *state = view->state;
    return live_list_seek(view, &state->live, direction, fits_text, matcher);
}

static bool traces_next_level(struct view *view, enum level level, int direction)
{
    struct traces *state = view->state;
    (void)level;
    if (traces_plot_has_focus(state))
        return traces_plot_next_failed(view, direction);
    return live_list_seek(view, &state->live, direction, fits_failed, NULL);
}

static int64_t took(const void *item)
{
    return trace_summary_took(item);
}

static bool traces_worst(struct view *view)
{
    struct traces *state = view->state;
    return traces_plot_has_focus(state) ? traces_plot_worst(view)
                                        : live_list_worst(&state->live, took);
}

static size_t traces_row_count(const struct view *view)
{
    const struct traces *state = view->state;
    return state->live.shown->len;
}

static bool traces_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct traces *state = view->state;
    return live_list_matches(view, &state->live, row, matcher);
}

/* --- narrowing --- */

static void traces_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    struct traces *state = view->state;
    live_list_keep(view, &state->live, matcher, hide);
}

static void traces_try_filter(struct view *view, enum filter_step step,
                              const struct matcher *matcher, bool hide)
{
    struct traces *state = view->state;
    live_list_try(view, &state->live, step, matcher, hide);
}

static bool traces_passing(const struct view *view, size_t *shown, size_t *held)
{
    const struct traces *state = view->state;
    return live_list_passing(&state->live, shown, held);
}

static void ask_all(struct view *view)
{
    struct traces *state = view->state;
    state->rootless = false;
    traces_ask(view);
    traces_plot_ask(view);
}

static bool traces_query(const struct view *view, struct view_query *out)
{
    const struct traces *state = view->state;
    *out = (struct view_query){.kind = QUERY_SPANS,
                               .text = state->narrowed,
                               .fixed = *state->base ? state->base : NULL,
                               .about = "the traces to list",
                               .start_ms = state->region.on ? state->region.start_ms : 0,
                               .end_ms = state->region.on ? state->region.end_ms : 0};
    return true;
}

static void traces_set_query(struct view *view, const char *text)
{
    struct traces *state = view->state;
    target_set(&state->narrowed, text);
    ask_all(view);
}

static void traces_narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct traces *state = view->state;
    g_autofree char *text = body_narrowed(state->narrowed, key, value, out);
    traces_set_query(view, text);
}

static void traces_only_errors(struct view *view)
{
    struct traces *state = view->state;
    state->failing = !state->failing;
    desk_say(view->desk, false,
             state->failing ? "only traces in which a span failed" : "every trace again");
    ask_all(view);
}

static bool traces_unfilter(struct view *view)
{
    struct traces *state = view->state;
    if (state->anchor) {
        g_clear_pointer(&state->anchor, g_free);
        return true;
    }
    if (traces_plot_back(view))
        return true;
    if (!*state->narrowed && !state->live.keep && !state->failing)
        return false;
    bool asked = *state->narrowed || state->failing;
    state->failing = false;
    target_set(&state->narrowed, "");
    traces_filter(view, NULL, false);
    if (asked)
        ask_all(view);
    desk_say(view->desk, false, "no filter: every trace%s%s", state->about ? " of " : " in scope",
             state->about ? state->about : "");
    return true;
}

static void traces_fields(const struct view *view, GPtrArray *pairs)
{
    const struct trace_summary *one = traces_current(view->state);
    const char *const fields[][2] = {
        {"project",     one ? one->service : NULL},
        {"transaction", one ? one->name : NULL   },
        {"trace",       one ? one->id : NULL     },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (fields[i][1])
            g_ptr_array_add(pairs, pair_new(fields[i][0], fields[i][1]));
}

/* --- leading on --- */

static void summary_target(const struct trace_summary *one, struct target *target)
{
    target->kind = TARGET_SAMPLE; /* it opens where most of its time went */
    target_set(&target->trace_id, one->id);
    target_set(&target->service, one->service);
    target_set(&target->name, one->name);
    target_set(&target->transaction, one->name);
    target->time_ms = one->start_ms;
    target->duration_us = trace_summary_took(one);
}

static bool traces_target(const struct view *view, struct target *target)
{
    const struct traces *state = view->state;
    if (!traces_plot_has_focus(state)) {
        const struct trace_summary *one = traces_current(state);
        if (one)
            summary_target(one, target);
        return one != NULL;
    }
    struct traces_region region = traces_plot_region(state);
    const struct traces_point *point = traces_plot_inside(state, &region, NULL, NULL);
    if (!point)
        return false;
    target->kind = TARGET_TRACES; /* Enter lists all of them; panes follow the longest */
    target_set(&target->trace_id, point->trace_id);
    target_set(&target->service, point->service);
    target_set(&target->name, point->name);
    target_set(&target->transaction, point->name);
    target->time_ms = point->time_ms;
    target->duration_us = (int64_t)MIN(point->ms * 1000, 9e18);
    return true;
}

static bool take_range(struct view *view)
{
    struct traces *state = view->state;
    const struct trace_summary *here = traces_current(state), *there = traces_anchor(state);
    g_clear_pointer(&state->anchor, g_free);
    if (!here || !there || !here->start_ms || !there->start_ms) {
        desk_say(view->desk, true, "the time of one of the two traces is not known");
        return false;
    }
    if (!state->region.on)
        state->region.low_ms = state->region.high_ms = (double)NAN;
    state->region.on = true;
    state->region.start_ms = MIN(here->start_ms, there->start_ms);
    state->region.end_ms = MAX(here->start_ms, there->start_ms) + 1;
    traces_ask(view);
    return true;
}

static bool traces_enter(struct view *view, struct target *target)
{
    struct traces *state = view->state;
    if (state->anchor) {
        take_range(view);
        return false;
    }
    if (traces_plot_has_focus(state)) {
        traces_plot_take(view);
        return false;
    }
    if (traces_target(view, target))
        return true;
    desk_say(view->desk, false, "no trace to open");
    return false;
}

/* --- keys --- */

static bool next_order(void *context)
{
    struct view *view = context;
    struct traces *state = view->state;
    state->order = (state->order + 1) % TRACES_ORDERS;
    traces_ask(view);
    desk_say(view->desk, false, "traces by %s", orders[state->order]);
    return true;
}

static bool range(void *context)
{
    struct view *view = context;
    struct traces *state = view->state;
    if (traces_plot_has_focus(state))
        return traces_range_key(context);
    if (state->anchor)
        return take_range(view);
    const struct trace_summary *one = traces_current(state);
    if (!one)
        return false;
    state->anchor = g_strdup(one->id);
    desk_say(view->desk, false, "a range of time from here: j k to its other end, Enter takes it");
    return true;
}

/* --- taking out --- */

static char *traces_line(const struct view *view)
{
    const struct trace_summary *one = traces_current(view->state);
    return one ? traces_text(one, desk_scope(view->desk)) : NULL;
}

static void traces_markdown(const struct view *view, GString *out)
{
    const struct traces *state = view->state;
    for (size_t row = 0; row < MIN(state->live.shown->len, 10); row++) {
        g_autofree char *text = traces_text(traces_at(state, row), desk_scope(view->desk));
        g_string_append_printf(out, "- %s\n", text);
    }
}

static char *traces_json(const struct view *view)
{
    const struct trace_summary *one = traces_current(view->state);
    json_t *object = one ? json_pack("{s:s, s:s*, s:s*}", "trace", one->id, "project", one->service,
                                     "name", one->name)
                         : NULL;
    if (!object)
        return NULL;
    body_json_number(object, "start_ms", one->start_ms ? one->start_ms : -1);
    body_json_number(object, "root_us", one->root_us);
    body_json_number(object, "duration_us", one->duration_us);
    body_json_number(object, "spans", one->spans);
    body_json_number(object, "services", one->services);
    body_json_number(object, "errors", one->errors);
    return body_json(object);
}

/* clang-format off */
static const struct command commands[] = {
    {"o",       "order",        "Order by time, duration, spans, errors",                 next_order,           false},
    {"S",       "scatter",      "Scatter of time and duration; again: back to the list",  traces_scatter_key,   false},
    {"D",       "distribution", "How durations are distributed; again: back to the list", traces_histogram_key, false},
    {"v",       "range",        "Begin a range of time, or a region of the plot",         range,                false},
    {"h Left",  "left",         "Left in the plot",                                       traces_left_key,      false},
    {"l Right", "right",        "Right in the plot",                                      traces_right_key,     false},
    {NULL,      NULL,           NULL,                                                     NULL,                 false},
};
/* clang-format on */

static const struct key_hint *traces_hints(const struct view *view)
{
    static const struct key_hint list[] = {
        {"o",  "order"    },
        {"S",  "scatter"  },
        {"D",  "durations"},
        {NULL, NULL       }
    };
    static const struct key_hint plot[] = {
        {"Esc", "list"},
        {NULL,  NULL  }
    };
    return traces_plot_has_focus(view->state) ? plot : list;
}

const struct view_ops traces_view = {
    .name = "traces",
    .title = "Traces",
    .state_size = sizeof(struct traces),
    .commands = commands,
    .open = traces_open,
    .close = traces_close,
    .scope_changed = traces_scope_changed,
    .reply = traces_reply,
    .layout = traces_layout,
    .draw = traces_draw,
    .status = traces_status,
    .target = traces_target,
    .evidence = traces_evidence,
    .point = traces_plot_point,
    .enter = traces_enter,
    .hints = traces_hints,
    .move = traces_move,
    .search = traces_search_rows,
    .filter = traces_filter,
    .try_filter = traces_try_filter,
    .passing = traces_passing,
    .row_count = traces_row_count,
    .row_matches = traces_row_matches,
    .query = traces_query,
    .differs = differs_of_search,
    .set_query = traces_set_query,
    .unfilter = traces_unfilter,
    .fields = traces_fields,
    .narrow = traces_narrow,
    .only_errors = traces_only_errors,
    .worst = traces_worst,
    .next_level = traces_next_level,
    .markdown = traces_markdown,
    .line = traces_line,
    .json = traces_json,
};
