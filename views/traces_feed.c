/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for the list of traces: its pages, what their rows lack, what is new.
 */
#include "views/matcher.h"
#include "views/traces_state.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define POLL_MS  10000
#define SLOW_MS  60000 /* of orders that change little, and cost the server more */
#define CLOSE_MS 60000 /* ranges that differ by less are the same to the eye */

struct traces_limits traces_limits_of(const struct traces *state)
{
    const struct traces_region *region = &state->region;
    return (struct traces_limits){
        .base = state->base,
        .narrowed = state->narrowed,
        .failing = state->failing,
        .rootless = state->rootless,
        .region = region->on,
        .low_ms = region->on ? region->low_ms : (double)NAN,
        .high_ms = region->on ? region->high_ms : (double)NAN,
    };
}

bool traces_filling(const struct traces *state)
{
    return state->roots_ask || state->counts_ask || state->errors_ask;
}

/* --- asking --- */

static void stop(struct view *view, uint64_t *ask)
{
    desk_forget(view, *ask);
    *ask = 0;
}

static void stop_filling(struct view *view)
{
    struct traces *state = view->state;
    uint64_t *asks[] = {&state->roots_ask, &state->counts_ask, &state->errors_ask};
    for (size_t i = 0; i < G_N_ELEMENTS(asks); i++)
        stop(view, asks[i]);
}

/* Within the region's time, else the scope's range, which slides while live. */
static uint64_t send(struct view *view, struct request *request, int every_ms)
{
    const struct traces *state = view->state;
    if (state->region.on && state->region.end_ms > state->region.start_ms)
        return body_ask_range(view, request, state->region.start_ms, state->region.end_ms);
    return desk_ask(view, request, every_ms, false);
}

static void ask_list(struct view *view, const char *cursor, uint64_t *ask)
{
    struct traces *state = view->state;
    struct traces_limits limits = traces_limits_of(state);
    bool polled = !cursor && !desk_scope(view->desk)->held;
    stop(view, ask);
    *ask = send(view, traces_request(state->order, &limits, !state->untold, cursor),
                !polled                          ? 0
                : state->order == TRACES_BY_TIME ? POLL_MS
                                                 : SLOW_MS);
}

/* What the rows are asked within, but for the time. */
static char *scope_words(const struct scope *scope)
{
    g_autofree char *projects = g_strjoinv(",", (char **)scope->projects->pdata);
    return g_strdup_printf("%s/%s/%s/%s", scope->organization ? scope->organization : "",
                           scope->environment ? scope->environment : "",
                           scope->release ? scope->release : "", projects ? projects : "");
}

void traces_ask(struct view *view)
{
    struct traces *state = view->state;
    if (state->seed_ask)
        return; /* asked once it is known for what */
    stop_filling(view);
    stop(view, &state->more_ask);
    stop(view, &state->total_ask);
    g_free(state->scope);
    state->scope = scope_words(desk_scope(view->desk));
    scope_range(desk_scope(view->desk), &state->start_ms, &state->end_ms);
    state->live.adopt = true;
    ask_list(view, NULL, &state->ask);
}

void traces_ask_more(struct view *view)
{
    struct traces *state = view->state;
    if (state->next && !state->more_ask && !state->live.adopt)
        ask_list(view, state->next, &state->more_ask);
}

/* Opening a trace holds the range: rows that were asked within as good as the same stay. */
void traces_scope_changed(struct view *view)
{
    struct traces *state = view->state;
    int64_t start, end;
    const struct scope *scope = desk_scope(view->desk);
    g_autofree char *words = scope_words(scope);
    scope_range(scope, &start, &end);
    bool same = !view->stopped && state->live.all->len && !g_strcmp0(words, state->scope) &&
                ABS(start - state->start_ms) < CLOSE_MS && ABS(end - state->end_ms) < CLOSE_MS;
    if (!same) {
        traces_ask(view);
        traces_plot_ask(view);
        return;
    }
    stop(view, &state->ask);
    if (!scope->held && !state->region.on)
        ask_list(view, NULL, &state->ask);
}

void traces_seed(struct view *view, const char *issue)
{
    struct traces *state = view->state;
    g_autofree char *quoted = body_quote(issue);
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", "errors");
    request_add(request, "field", "trace");
    request_add(request, "field", "count()");
    request_addf(request, "query", "issue:%s has:trace", quoted);
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", "100");
    state->seed_ask = desk_ask(view, request, 0, false);
}

/* --- what rows lack --- */

static GPtrArray *lacking(const GPtrArray *traces, guint from,
                          bool (*lacks)(const struct trace_summary *one))
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = from; i < traces->len && ids->len < 100; i++)
        if (lacks(traces->pdata[i]))
            g_ptr_array_add(ids, g_strdup(((struct trace_summary *)traces->pdata[i])->id));
    return ids;
}

static bool lacks_root(const struct trace_summary *one)
{
    return !one->name || !one->start_ms || trace_summary_took(one) < 0;
}

static bool lacks_counts(const struct trace_summary *one)
{
    return one->spans < 0 || one->services < 0;
}

static bool lacks_errors(const struct trace_summary *one)
{
    return one->errors < 0;
}

/* Of the rows from `from` on: those of the page that came just now. */
static void fill(struct view *view, guint from)
{
    struct traces *state = view->state;
    const struct {
        bool (*lacks)(const struct trace_summary *one);
        struct request *(*request)(const GPtrArray *ids);
        uint64_t *ask;
    } parts[] = {
        {lacks_root,   traces_roots_request,  &state->roots_ask },
        {lacks_counts, traces_counts_request, &state->counts_ask},
        {lacks_errors, traces_errors_request, &state->errors_ask},
    };
    g_clear_pointer(&state->asked_ids, g_ptr_array_unref);
    state->asked_ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = from; i < state->live.all->len; i++)
        g_ptr_array_add(state->asked_ids,
                        g_strdup(((struct trace_summary *)state->live.all->pdata[i])->id));
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GPtrArray) ids = lacking(state->live.all, from, parts[i].lacks);
        stop(view, parts[i].ask);
        if (ids->len)
            *parts[i].ask = desk_ask(view, parts[i].request(ids), 0, false);
    }
}

/* --- answers --- */

static void measure(struct traces *state)
{
    state->longest_us = 0;
    for (guint i = 0; i < state->live.all->len; i++) {
        const struct trace_summary *one = state->live.all->pdata[i];
        state->longest_us = MAX(state->longest_us, MAX(trace_summary_took(one), one->duration_us));
    }
}

/* What an answer to a page says; NULL when it is none. Free with g_ptr_array_unref(). */
static GPtrArray *read_page(const struct traces *state, struct reply *reply)
{
    struct traces_limits limits = traces_limits_of(state);
    bool search = traces_searched(&limits);
    if (reply->kind == REPLY_TRACES && reply->object)
        return reply_take(reply);
    if (reply->kind != REPLY_ROWS || !reply->object)
        return NULL;
    const struct rows *rows = reply->object;
    for (guint i = 0; i < rows->fields->len; i++)
        if (!strcmp(rows->fields->pdata[i], "count()"))
            return traces_of_groups(rows, state->order == TRACES_BY_ERRORS,
                                    search || state->region.on);
    return traces_of_spans(rows, state->rootless, search);
}

static void adopt(struct view *view, GPtrArray *page, const struct reply *reply)
{
    struct traces *state = view->state;
    struct traces_limits limits = traces_limits_of(state);
    live_list_replace(&state->live, page);
    if (!traces_order_asked(state->order, &limits))
        traces_sort(page, state->order);
    g_free(state->next);
    state->next = g_strdup(reply->next_cursor);
    /* Of spans it is no count of traces. */
    state->total = reply->kind == REPLY_TRACES ? reply->total : -1;
    if (!state->next)
        state->total = page->len;
    fill(view, 0);
    if (state->total < 0)
        state->total_ask =
            send(view, traces_total_request(state->order, &limits, !state->untold), 0);
}

/* Rows keep their places and get what the answer knows better; what is new waits. */
static void refresh(struct traces *state, const GPtrArray *page)
{
    state->live.waiting = 0;
    for (guint i = 0; i < page->len; i++) {
        const struct trace_summary *one = page->pdata[i];
        struct trace_summary *old = traces_find(state, one->id);
        if (!old) {
            state->live.waiting++;
            continue;
        }
        old->spans = MAX(old->spans, one->spans);
        old->errors = MAX(old->errors, one->errors);
        old->duration_us = MAX(old->duration_us, one->duration_us);
        trace_summary_learn(old, one);
    }
}

/* A server without traces/ (or with one of long ago, which wants more than it is given), or a scope
 * whose roots nobody sent, is asked otherwise. */
static bool ask_otherwise(struct view *view, const struct reply *reply, const GPtrArray *page)
{
    struct traces *state = view->state;
    struct traces_limits limits = traces_limits_of(state);
    bool lacking = reply->failure == FAILURE_MISSING ||
                   (reply->failure == FAILURE_REFUSED && !traces_searched(&limits));
    if (reply->endpoint == ENDPOINT_TRACES && lacking) {
        state->untold = true;
    } else if (page && !page->len && !state->rootless && reply->endpoint == ENDPOINT_EVENTS &&
               !traces_searched(&limits) && state->live.adopt &&
               (state->order == TRACES_BY_TIME || state->order == TRACES_BY_DURATION)) {
        state->rootless = true;
    } else {
        return false;
    }
    ask_list(view, NULL, &state->ask);
    return true;
}

static void page_came(struct view *view, struct reply *reply)
{
    struct traces *state = view->state;
    GPtrArray *page = read_page(state, reply);
    bool other = ask_otherwise(view, reply, page);
    if (other || !page) {
        g_clear_pointer(&page, g_ptr_array_unref);
        return;
    }
    if (!state->region.on)
        scope_range(desk_scope(view->desk), &state->start_ms, &state->end_ms);
    /* Where nobody looks rows may change, but not from under the cursor. */
    bool lost =
        state->live.selected && live_list_find(&state->live, page, state->live.selected) < 0;
    if ((desk_focused(view) || lost) && state->live.all->len && !state->live.adopt) {
        refresh(state, page);
        g_ptr_array_unref(page);
    } else {
        adopt(view, page, reply);
    }
    measure(state);
    live_list_show(view, &state->live);
    traces_plot_renew(view);
}

static void more_came(struct view *view, struct reply *reply)
{
    struct traces *state = view->state;
    g_autoptr(GPtrArray) page = read_page(state, reply);
    guint from = state->live.all->len;
    if (!page)
        return;
    for (guint i = 0; i < page->len; i++) {
        struct trace_summary *one = page->pdata[i];
        if (traces_find(state, one->id))
            continue;
        g_ptr_array_add(state->live.all, one);
        page->pdata[i] = NULL;
    }
    g_free(state->next);
    state->next = g_strdup(reply->next_cursor);
    if (!state->next)
        state->total = state->live.all->len;
    fill(view, from);
    measure(state);
    live_list_show(view, &state->live);
}

/* Takes `learned` (owned): what it says of the rows there are. */
static void learn(struct view *view, GPtrArray *learned)
{
    struct traces *state = view->state;
    struct traces_limits limits = traces_limits_of(state);
    for (guint i = 0; i < learned->len; i++) {
        const struct trace_summary *one = learned->pdata[i];
        struct trace_summary *row = traces_find(state, one->id);
        if (row)
            trace_summary_learn(row, one);
    }
    g_ptr_array_unref(learned);
    measure(state);
    if (state->order == TRACES_BY_ERRORS && !traces_order_asked(state->order, &limits))
        traces_sort(state->live.all, state->order);
    live_list_show(view, &state->live);
}

static void counts_came(struct view *view, const struct rows *rows, bool errors)
{
    struct traces *state = view->state;
    GPtrArray *counts = traces_of_groups(rows, errors, false);
    if (state->asked_ids)
        traces_none(counts, state->asked_ids, errors);
    learn(view, counts);
}

static void seed_came(struct view *view, const struct reply *reply)
{
    struct traces *state = view->state;
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    if (state->seed_ask || !rows)
        return; /* tried again, or the failure is shown */
    g_autoptr(GString) text = g_string_new("trace:[");
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *id = body_cell(rows, row, "trace");
        if (id)
            g_string_append_printf(text, "%s%s", text->len > 7 ? "," : "", id);
    }
    /* Without any, no trace is what it is the list of. */
    g_string_append(text, text->len > 7 ? "]" : "none]");
    g_free(state->base);
    state->base = g_strdup(text->str);
    traces_ask(view);
    traces_plot_ask(view);
}

static void total_came(struct traces *state, const struct rows *rows)
{
    double number = body_cell_number(rows, 0, "count_unique(trace)");
    if (number >= state->live.all->len && number < 1e15)
        state->total = (int64_t)number;
}

void traces_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct traces *state = view->state;
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    if (traces_plot_reply(view, subscription, reply))
        return;
    if (subscription && subscription == state->ask)
        page_came(view, reply);
    else if (body_answered(&state->more_ask, subscription, reply))
        more_came(view, reply);
    else if (body_answered(&state->seed_ask, subscription, reply))
        seed_came(view, reply);
    else if (body_answered(&state->total_ask, subscription, reply) && rows)
        total_came(state, rows);
    else if (body_answered(&state->roots_ask, subscription, reply) && rows)
        learn(view, traces_of_spans(rows, true, false));
    else if (body_answered(&state->counts_ask, subscription, reply) && rows)
        counts_came(view, rows, false);
    else if (body_answered(&state->errors_ask, subscription, reply) && rows)
        counts_came(view, rows, true);
}
