/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace as a waterfall.
 */
#include "views/matcher.h"
#include "views/sample_rows.h"
#include "views/trace_state.h"
#include "views/views.h"

#include "base/clock.h"

#include <string.h>

#define CANDIDATES   32    /* spans weighed for the one that explains most */
#define GROWING_MS   60000 /* a trace that ended less long ago may still grow */
#define GROWING_PACE 10000
#define MOST_SPANS   "100000"
#define LOOK_BACK    "14d"

const struct span *trace_state_span(const struct trace_state *state, int index)
{
    return g_ptr_array_index(state->trace->spans, (guint)index);
}

int trace_state_index(const struct trace_state *state)
{
    return state->trace ? trace_rows_span(&state->rows, state->list.cursor) : -1;
}

const struct span *trace_state_current(const struct trace_state *state)
{
    int index = trace_state_index(state);
    return index >= 0 ? trace_state_span(state, index) : NULL;
}

const struct trace_error *trace_state_error(const struct trace_state *state,
                                            const struct span *span)
{
    for (guint i = 0; span->id && i < state->trace->errors->len; i++) {
        const struct trace_error *error = g_ptr_array_index(state->trace->errors, i);
        if (!g_strcmp0(error->span_id, span->id))
            return error;
    }
    return NULL;
}

/* --- where the cursor stands --- */

static void go_span(struct trace_state *state, int index)
{
    if (index < 0)
        return;
    trace_rows_reveal(&state->rows, index);
    state->list.count = trace_rows_count(&state->rows);
    list_go(&state->list, trace_rows_row(&state->rows, index));
}

/* The span below `top` that explains most of the change: the largest self time beyond its usual. */
static int explaining(struct view *view, int top)
{
    struct trace_state *state = view->state;
    int heavy[CANDIDATES];
    size_t count = trace_rows_heaviest(&state->rows, top, heavy, CANDIDATES);
    int best = -1;
    int64_t most = -1;
    for (size_t i = 0; i < count; i++) {
        const struct span *span = trace_state_span(state, heavy[i]);
        struct usual usual = desk_span_usual(view->desk, span->service, span->op, span->name);
        int64_t excess =
            trace_rows_excess(&state->rows, heavy[i], usual.samples ? usual.median : -1);
        if (excess <= most)
            continue;
        most = excess;
        best = heavy[i];
    }
    return best;
}

/* Puts the cursor where the view was asked to open; again when more usuals are known, until the
 * user moves it. */
static void place_cursor(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace || state->moved)
        return;
    int wanted = state->want_span ? trace_find(state->trace, state->want_span) : -1;
    if (state->explain)
        wanted = explaining(view, wanted);
    go_span(state, wanted >= 0 ? wanted : state->rows.main_root);
}

/* --- asking --- */

static void drop_trace(struct trace_state *state)
{
    trace_rows_clear(&state->rows);
    g_clear_pointer(&state->trace, trace_free);
    g_array_set_size(state->usuals, 0);
    state->only_errors = state->failed = false;
    g_clear_pointer(&state->keep, matcher_free);
    g_clear_pointer(&state->before.keep, matcher_free);
    state->before = (struct trace_trial){.span = -1};
    state->logs = state->missing = -1;
    state->list = (struct list){.height = state->list.height};
}

static void ask_trace(struct view *view)
{
    struct trace_state *state = view->state;
    struct request *request = request_new(ENDPOINT_TRACE, state->trace_id, NULL);
    request->background = true;
    request_add(request, "project", "-1");
    request_add(request, "limit", MOST_SPANS);
    request_add(request, "additional_attributes", "release");
    request_add(request, "additional_attributes", "span.status");
    request_add(request, "statsPeriod", LOOK_BACK);
    if (state->near_ms)
        request_addf(request, "timestamp", "%" G_GINT64_FORMAT, state->near_ms / MS_PER_SECOND);
    state->asked = desk_ask(view, request, GROWING_PACE, true);
    struct request *meta = request_new(ENDPOINT_TRACE_META, state->trace_id, NULL);
    request_add(meta, "project", "-1");
    request_add(meta, "statsPeriod", LOOK_BACK);
    state->meta_asked = desk_ask(view, meta, 0, true);
}

static void forget_all(struct view *view)
{
    struct trace_state *state = view->state;
    uint64_t *asked[] = {&state->asked, &state->meta_asked, &state->hint_asked};
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        if (*asked[i])
            desk_forget(view, *asked[i]);
        *asked[i] = 0;
    }
}

/* Loads the trace of `target`, or only moves to its span when the trace is there already. */
static void load(struct view *view, const struct target *target)
{
    struct trace_state *state = view->state;
    bool same = !g_strcmp0(state->trace_id, target->trace_id);
    target_set(&state->want_span, target->span_id);
    state->explain = target->kind == TARGET_SAMPLE || target->kind == TARGET_SIGNAL ||
                     target->kind == TARGET_RANGE;
    state->near_ms = target->time_ms;
    state->moved = false;
    if (same) {
        place_cursor(view);
        return;
    }
    target_set(&state->trace_id, target->trace_id);
    forget_all(view);
    drop_trace(state);
    ask_trace(view);
}

/* Traces that ended a while ago, as far as there can be any: the newest still lack spans, and the
 * slowest span, which is what one looks for, arrives last. */
static int64_t finished_by(int64_t start, int64_t end)
{
    int64_t calm = clock_now_ms() - GROWING_MS;
    return calm > start ? MIN(end, calm) : end;
}

static void seek_hint(struct view *view, const struct signal *signal, int64_t from_ms)
{
    struct trace_state *state = view->state;
    bool spans = signal && !g_strcmp0(signal->dataset, "spans");
    int64_t start, end;
    scope_range(desk_scope(view->desk), &start, &end);
    if (spans)
        start = CLAMP(from_ms, start, end - 1);
    if (state->hint_asked)
        desk_forget(view, state->hint_asked);
    state->hint_asked =
        body_ask_range(view, samples_worst_request(spans ? signal->query : "is_transaction:true"),
                       start, finished_by(start, end));
}

/* A root pane that nothing pointed at yet shows the worst trace of the first mover, else the
 * slowest of the scope. It is asked for once all signals are known, again only when another turns
 * out to have moved first before the first one was confirmed, and never once the user moved or
 * pointed at a trace: what one reads does not change by itself. */
static void ask_hint(struct view *view)
{
    struct trace_state *state = view->state;
    size_t asked = 0, known = desk_signals_known(view->desk, &asked);
    const struct lead *lead = desk_lead(view->desk);
    if (state->pointed || state->moved || state->settled || !lead || !asked || known < asked)
        return;
    const struct change *change =
        lead->first_mover >= 0 ? g_ptr_array_index(lead->changes, (guint)lead->first_mover) : NULL;
    const char *id = change && change->signal_id ? change->signal_id : "";
    if (!g_strcmp0(id, state->hint)) {
        state->settled = *id && state->trace;
        return;
    }
    target_set(&state->hint, id);
    seek_hint(view, *id ? desk_find_signal(view->desk, id) : NULL, change ? change->time_ms : 0);
}

static void take_hint(struct view *view, const struct reply *reply)
{
    if (reply->kind != REPLY_ROWS || !reply->object)
        return;
    g_autoptr(GPtrArray) samples = samples_of_rows(reply->object, false);
    for (guint i = 0; i < samples->len; i++) {
        const struct sample *sample = g_ptr_array_index(samples, i);
        if (!sample->trace_id)
            continue;
        struct target target;
        target_init(&target, TARGET_NONE);
        sample_target(sample, false, &target);
        load(view, &target);
        target_clear(&target);
        return;
    }
}

/* --- answers --- */

static void measure(struct trace_state *state)
{
    state->service_width = 4;
    state->name_width = 0;
    for (guint i = 0; i < state->trace->spans->len; i++) {
        const struct span *span = g_ptr_array_index(state->trace->spans, i);
        size_t service = span->service ? strlen(span->service) : 1;
        size_t name =
            strlen(trace_span_operation(span)) + 1 + (span->name ? strlen(span->name) : 9);
        state->service_width = MAX(state->service_width, MIN(service, 40));
        state->name_width = MAX(state->name_width, name + 2 * (size_t)span->depth);
    }
}

/* Spans come when their work ends: one without any is as young as what pointed at it. */
static bool may_grow(const struct trace_state *state, const struct trace *trace)
{
    int64_t end_ms = trace->spans->len ? trace->end_us / 1000 : state->near_ms;
    return end_ms && clock_now_ms() - end_ms < GROWING_MS;
}

static void take_trace(struct view *view, struct reply *reply)
{
    struct trace_state *state = view->state;
    if (reply->kind != REPLY_TRACE || !reply->object)
        return;
    struct trace *trace = reply_take(reply);
    state->growing = may_grow(state, trace);
    if (!state->growing) {
        desk_forget(view, state->asked);
        state->asked = 0;
    }
    if (state->trace && state->trace->spans->len == trace->spans->len) {
        trace_free(trace);
        return;
    }
    /* A trace that grew keeps its cursor. */
    g_autofree char *at = state->trace && state->moved && trace_state_current(state)
                              ? g_strdup(trace_state_current(state)->id)
                              : NULL;
    int64_t logs = state->logs, missing = state->missing;
    drop_trace(state);
    state->logs = logs;
    state->missing = missing;
    state->trace = trace;
    trace_rows_init(&state->rows, trace);
    measure(state);
    if (at)
        go_span(state, trace_find(trace, at));
    place_cursor(view);
}

static void take_meta(struct trace_state *state, const struct reply *reply)
{
    if (reply->kind != REPLY_TRACE_META || !reply->object)
        return;
    const struct trace_meta *meta = reply->object;
    state->logs = meta->logs;
    if (state->trace && meta->spans >= 0)
        state->missing = MAX(meta->spans - (int64_t)state->trace->spans->len, 0);
}

static void trace_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct trace_state *state = view->state;
    if (subscription && subscription == state->asked) {
        state->failed = reply->failure != FAILURE_NONE;
        take_trace(view, reply);
    } else if (body_answered(&state->meta_asked, subscription, reply)) {
        take_meta(state, reply);
    } else if (body_answered(&state->hint_asked, subscription, reply)) {
        take_hint(view, reply);
    }
}

/* --- life --- */

static bool trace_open(struct view *view, const struct target *target, GError **error)
{
    struct trace_state *state = view->state;
    state->usuals = g_array_new(FALSE, FALSE, sizeof(struct usual));
    state->logs = state->missing = -1;
    if (!target) {
        ask_hint(view);
        return true;
    }
    if (!target->trace_id || !*target->trace_id) {
        g_clear_pointer(&state->usuals, g_array_unref);
        return body_refuse(error, "no trace: nothing here carries a trace id");
    }
    load(view, target);
    return true;
}

static void trace_close(struct view *view)
{
    struct trace_state *state = view->state;
    trace_rows_clear(&state->rows);
    g_clear_pointer(&state->trace, trace_free);
    g_clear_pointer(&state->usuals, g_array_unref);
    matcher_free(state->keep);
    matcher_free(state->before.keep);
    g_free(state->trace_id);
    g_free(state->want_span);
    g_free(state->hint);
}

static void trace_follow(struct view *view, const struct target *target)
{
    if (!target || !target->trace_id || !*target->trace_id)
        return;
    struct trace_state *state = view->state;
    state->pointed = true;
    load(view, target);
}

static void trace_shared_changed(struct view *view)
{
    if (!view->opened.trace_id)
        ask_hint(view);
    place_cursor(view);
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
        size_t row = state->list.cursor, count = trace_rows_count(&state->rows);
        size_t step = by > 0 ? 1 : SIZE_MAX;
        for (size_t i = row + step; i < count; i += step) {
            if (trace_state_span(state, trace_rows_span(&state->rows, i))->depth > 1)
                continue;
            list_go(&state->list, i);
            break;
        }
    } else {
        body_move(&state->list, unit, by);
    }
    trace_user_moved(view);
}

/* The next span in `direction`, folded ones included, for which `fits` holds. */
static bool go_matching(struct view *view, int direction,
                        bool (*fits)(const struct span *span, const void *data), const void *data)
{
    struct trace_state *state = view->state;
    int count = state->trace ? (int)state->trace->spans->len : 0;
    int from = MAX(trace_state_index(state), 0);
    for (int step = 1; step <= count; step++) {
        int index = (from + count + (direction > 0 ? step : -step)) % count;
        if (!fits(trace_state_span(state, index), data))
            continue;
        go_span(state, index);
        trace_user_moved(view);
        return true;
    }
    return false;
}

static bool span_matches(const struct span *span, const void *matcher)
{
    g_autofree char *name = trace_span_text(span);
    g_autofree char *text = g_strdup_printf("%s %s", span->service ? span->service : "", name);
    return matcher_matches(matcher, text);
}

static bool span_differs(const struct span *span, const void *matcher)
{
    return !span_matches(span, matcher);
}

static bool span_failed(const struct span *span, const void *data)
{
    (void)data;
    return span->failed;
}

static bool trace_search(struct view *view, const struct matcher *matcher, int direction)
{
    return go_matching(view, direction, span_matches, matcher);
}

static bool trace_next_level(struct view *view, enum level level, int direction)
{
    (void)level;
    return go_matching(view, direction, span_failed, NULL);
}

/* Shows what `keep` holds for, with the cursor on or near its span. */
static size_t keep_spans(struct view *view, bool (*keep)(const struct span *, const void *),
                         const void *data)
{
    struct trace_state *state = view->state;
    int at = trace_state_index(state);
    size_t found = trace_rows_keep(&state->rows, keep, data);
    state->list.count = trace_rows_count(&state->rows);
    list_go(&state->list, trace_rows_row(&state->rows, MAX(at, 0)));
    return found;
}

static void show_pattern(struct view *view, const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    struct matcher *keep = matcher_ref((struct matcher *)matcher);
    matcher_free(state->keep);
    state->keep = keep;
    state->hide = hide;
    state->only_errors = false;
    keep_spans(view, !keep ? NULL : hide ? span_differs : span_matches, keep);
}

static void trace_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    show_pattern(view, matcher, hide);
    trace_user_moved(view);
}

static void back_from_trial(struct view *view)
{
    struct trace_state *state = view->state;
    const struct trace_trial *before = &state->before;
    show_pattern(view, before->keep, before->hide);
    state->only_errors = before->only_errors;
    if (state->only_errors)
        keep_spans(view, span_failed, NULL);
    if (before->span >= 0)
        list_go(&state->list, trace_rows_row(&state->rows, before->span));
}

static void trace_try_filter(struct view *view, enum filter_step step,
                             const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    if (step == FILTER_BEGIN) {
        matcher_free(state->before.keep);
        state->before = (struct trace_trial){matcher_ref(state->keep), state->hide,
                                             state->only_errors, trace_state_index(state)};
    } else if (step == FILTER_TRY) {
        show_pattern(view, matcher, hide);
    } else {
        back_from_trial(view);
    }
}

static size_t trace_row_count(const struct view *view)
{
    const struct trace_state *state = view->state;
    return state->trace ? state->trace->spans->len : 0;
}

static bool trace_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    return span_matches(trace_state_span(view->state, (int)row), matcher);
}

static void trace_only_errors(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    bool only = !state->only_errors;
    show_pattern(view, NULL, false);
    state->only_errors = only && keep_spans(view, span_failed, NULL) > 0;
    if (only && !state->only_errors) {
        keep_spans(view, NULL, NULL);
        desk_say(view->desk, false, "no span of this trace failed");
    }
    trace_user_moved(view);
}

static bool trace_worst(struct view *view)
{
    struct trace_state *state = view->state;
    int worst = state->trace ? explaining(view, -1) : -1;
    if (worst < 0)
        return false;
    go_span(state, worst);
    trace_user_moved(view);
    return true;
}

/* --- leading on --- */

static bool trace_target(const struct view *view, struct target *target)
{
    const struct trace_state *state = view->state;
    const struct span *span = trace_state_current(state);
    if (!span)
        return false;
    struct usual usual = desk_span_usual(view->desk, span->service, span->op, span->name);
    target->kind = TARGET_SPAN;
    target_set(&target->trace_id, state->trace_id);
    target_set(&target->span_id, span->id);
    target_set(&target->service, span->service);
    target_set(&target->operation, span->op);
    target_set(&target->name, span->name);
    target_set(&target->transaction, span->transaction);
    target_set(&target->release, span->release);
    const struct trace_error *error = trace_state_error(state, span);
    if (error) {
        target_set(&target->issue_id, error->issue_id);
        target_set(&target->short_id, error->short_id);
        target_set(&target->event_id, error->event_id);
    }
    target->time_ms = span->start_us / 1000;
    target->duration_us = span->duration_us;
    target->unusual = trace_span_unusual(span, &usual);
    return true;
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
    .evidence = trace_evidence,
    .move = trace_move,
    .search = trace_search,
    .filter = trace_filter,
    .try_filter = trace_try_filter,
    .row_count = trace_row_count,
    .row_matches = trace_row_matches,
    .fields = trace_fields,
    .next_level = trace_next_level,
    .only_errors = trace_only_errors,
    .worst = trace_worst,
    .markdown = trace_markdown,
    .line = trace_line,
    .json = trace_json,
};
