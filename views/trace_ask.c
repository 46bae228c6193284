/* SPDX-License-Identifier: Apache-2.0
 *
 * What the trace view asks for, and what it takes in: the trace, its counts, the worst trace of the
 * first mover.
 */
#include "views/matcher.h"
#include "views/sample_rows.h"
#include "views/trace_parts.h"
#include "views/trace_request.h"
#include "views/trace_usual.h"

#include "base/clock.h"

#include <string.h>

#define MOST_LOGS      "1000"
#define LOGS_AROUND_MS (60 * INT64_C(1000))

static void prepared_free(void *data)
{
    trace_prepared_free(data);
}

void trace_discard(struct view *view, struct trace_prepared *old)
{
    if (old->trace && old->trace->spans->len >= TRACE_PREPARE_LARGE) {
        desk_discard(view->desk, g_memdup2(old, sizeof *old), prepared_free);
        *old = (struct trace_prepared){0};
    } else {
        trace_prepared_clear(old);
    }
}

void trace_let_go(struct view *view)
{
    struct trace_state *state = view->state;
    state->preparing = NULL;
    state->rereading = NULL;
    trace_usual_drop(state);
    trace_scan_stop(state);
    trace_filter_clear(state);
    struct trace_prepared old = {
        .trace = g_steal_pointer(&state->trace),
        .marks = g_steal_pointer(&state->marks),
        .rows = state->rows,
        .time = state->time,
        .reading = state->reading,
    };
    state->rows = (struct trace_rows){0};
    state->time = (struct trace_time){0};
    state->reading = (struct trace_reading){0};
    trace_discard(view, &old);
}

static void drop_trace(struct view *view)
{
    struct trace_state *state = view->state;
    trace_let_go(view);
    g_array_set_size(state->usuals, 0);
    state->failed = false;
    state->before.row = (struct trace_row){-1, -1};
    state->logs = state->not_loaded = state->told = -1;
    state->list = (struct list){.height = state->list.height};
}

/* A person waits for it, unless nobody pointed at it. */
static void ask_trace(struct view *view)
{
    struct trace_state *state = view->state;
    struct request *request = trace_request(state->trace_id, state->near_ms);
    request->background = !state->pointed && !view->opened.trace_id;
    state->asked = desk_ask(view, request, TRACE_GROWING_PACE, true);
}

static void ask_meta(struct view *view)
{
    struct trace_state *state = view->state;
    struct request *meta = request_new(ENDPOINT_TRACE_META, state->trace_id, NULL);
    request_add(meta, "project", "-1");
    request_add(meta, "statsPeriod", TRACE_LOOK_BACK);
    state->meta_asked = desk_ask(view, meta, 0, true);
}

static void forget_all(struct view *view)
{
    struct trace_state *state = view->state;
    uint64_t *asked[] = {&state->asked,        &state->meta_asked, &state->hint_asked,
                         &state->agents_asked, &state->logs_asked, &state->links_asked};
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        if (*asked[i])
            desk_forget(view, *asked[i]);
        *asked[i] = 0;
    }
}

/* Traces that ended a while ago, as far as there can be any: the newest still lack spans, and the
 * slowest span, which is what one looks for, arrives last. */
static int64_t finished_by(int64_t start, int64_t end)
{
    int64_t calm = clock_now_ms() - TRACE_GROWING_MS;
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
void trace_ask_hint(struct view *view)
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
        trace_load(view, &target);
        target_clear(&target);
        return;
    }
}

/* --- answers --- */

static void count_not_loaded(struct trace_state *state)
{
    int64_t loaded = state->trace ? (int64_t)state->trace->spans->len - state->trace->missing : 0;
    state->not_loaded = state->trace && state->told >= 0 ? MAX(state->told - loaded, 0) : -1;
}

/* The logs of the trace are on its bars: asked for once, when there are any of both. */
static void ask_logs(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace || !state->trace->spans->len || !state->logs_wanted || state->logs <= 0)
        return;
    state->logs_wanted = false;
    struct request *request = request_rows("logs", trace_marks_fields);
    request->background = true;
    request_addf(request, "query", "trace:%s", state->trace_id);
    request_add(request, "sort", "timestamp_precise");
    request_add(request, "per_page", MOST_LOGS);
    if (state->logs_asked)
        desk_forget(view, state->logs_asked);
    state->logs_asked =
        body_ask_range(view, request, state->trace->start_us / 1000 - LOGS_AROUND_MS,
                       state->trace->end_us / 1000 + LOGS_AROUND_MS);
}

static void take_logs(struct trace_state *state, const struct reply *reply)
{
    if (reply->kind == REPLY_ROWS && reply->object && state->trace)
        trace_marks_take_logs(&state->reading.marks, state->trace, reply->object);
}

/* The trace, and what was worked out of it, change places with what was shown. */
static void take_prepared(struct trace_state *state, struct trace_prepared *prepared)
{
    struct trace *trace = state->trace;
    struct trace_rows rows = state->rows;
    uint8_t *marks = state->marks;
    state->trace = prepared->trace;
    state->rows = prepared->rows;
    state->marks = prepared->marks;
    prepared->trace = trace;
    prepared->rows = rows;
    prepared->marks = marks;
    trace_reading_take(&state->reading, &state->time, &prepared->reading, &prepared->time);
    state->service_width = prepared->service_width;
    state->name_width = prepared->name_width;
    if (trace)
        trace_rows_adopt(&state->rows, &prepared->rows);
}

/* A trace that grew keeps its cursor, folds, order, filter and critical path. */
static void show_trace(struct view *view, struct trace_prepared *prepared)
{
    struct trace_state *state = view->state;
    const struct span *current = state->moved ? trace_state_current(state) : NULL;
    g_autofree char *at = current ? g_strdup(current->id) : NULL;
    struct trace_read_mode mode = trace_read_mode(state);
    trace_scan_stop(state);
    trace_usual_drop(state);
    g_clear_pointer(&state->before.passes, g_free);
    state->before.row = (struct trace_row){-1, -1};
    g_array_set_size(state->usuals, 0);
    state->rereading = NULL;
    take_prepared(state, prepared);
    count_not_loaded(state);
    state->logs_wanted = true;
    ask_logs(view);
    trace_usual_find(view);
    if (mode.path || mode.corrected != state->reading.corrected)
        trace_read_like(view, mode);
    trace_filter_again(view);
    if (prepared->agents)
        trace_agents_ask(view);
    state->list = (struct list){.height = state->list.height};
    if (at)
        trace_go_span(state, trace_find(state->trace, at));
    trace_place_cursor(view);
}

static void prepare(void *data)
{
    trace_prepared_make(data);
}

/* Only the last that was begun is shown; another trace may be wanted by now. */
static void show_prepared(struct view *view, void *data)
{
    struct trace_state *state = view->state;
    struct trace_prepared *prepared = data;
    if (state->preparing == prepared) {
        state->preparing = NULL;
        if (!prepared->same)
            show_trace(view, prepared);
    }
    trace_discard(view, prepared);
}

/* Takes the trace. Of a large one everything that goes through all spans is done elsewhere. */
static void take_in(struct view *view, struct trace *trace)
{
    struct trace_state *state = view->state;
    state->growing = trace_may_grow(trace, state->near_ms);
    if (!state->growing && state->asked) {
        desk_forget(view, state->asked);
        state->asked = 0;
    }
    struct trace_prepared *prepared = trace_prepared_new(trace);
    prepared->shown = state->trace ? trace_ref(state->trace) : NULL;
    prepared->corrected = trace_read_mode(state).corrected;
    prepared->order = state->trace ? state->rows.order : TRACE_BY_TIME;
    prepared->wide = state->time.trace && !state->time.squeezed;
    state->preparing = prepared;
    if (trace->spans->len >= TRACE_PREPARE_LARGE) {
        desk_work(view, prepare, show_prepared, prepared, prepared_free);
        return;
    }
    prepare(prepared);
    show_prepared(view, prepared);
    prepared_free(prepared);
}

static void take_trace(struct view *view, struct reply *reply)
{
    if (reply->kind == REPLY_TRACE && reply->object)
        take_in(view, reply_take(reply));
}

void trace_load(struct view *view, const struct target *target)
{
    struct trace_state *state = view->state;
    bool same = !g_strcmp0(state->trace_id, target->trace_id);
    target_set(&state->want_span, target->span_id);
    state->explain = target->kind == TARGET_SAMPLE || target->kind == TARGET_SIGNAL ||
                     target->kind == TARGET_RANGE;
    state->near_ms = target->time_ms;
    state->moved = false;
    if (same) {
        trace_place_cursor(view);
        return;
    }
    target_set(&state->trace_id, target->trace_id);
    forget_all(view);
    drop_trace(view);
    trace_agents_clear(state);
    ask_meta(view);
    /* Another view may have it. */
    struct trace *held = desk_trace(view->desk, state->trace_id);
    if (!held || trace_may_grow(held, state->near_ms))
        ask_trace(view);
    if (held)
        take_in(view, held);
}

static void take_meta(struct trace_state *state, const struct reply *reply)
{
    if (reply->kind != REPLY_TRACE_META || !reply->object)
        return;
    const struct trace_meta *meta = reply->object;
    state->logs = meta->logs;
    state->told = meta->spans;
    count_not_loaded(state);
}

void trace_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct trace_state *state = view->state;
    if (subscription && subscription == state->asked) {
        state->failed = reply->failure != FAILURE_NONE;
        take_trace(view, reply);
    } else if (body_answered(&state->meta_asked, subscription, reply)) {
        take_meta(state, reply);
        ask_logs(view);
    } else if (trace_agents_reply(view, subscription, reply)) {
        return;
    } else if (body_answered(&state->hint_asked, subscription, reply)) {
        take_hint(view, reply);
    } else if (body_answered(&state->logs_asked, subscription, reply)) {
        take_logs(state, reply);
    } else if (body_answered(&state->links_asked, subscription, reply)) {
        trace_take_links(view, reply);
    }
}
