/* SPDX-License-Identifier: Apache-2.0
 *
 * The lead: made on a thread of what the wall, the issues and the deploys say, with the calls
 * between services that traces showed; and stepping through its changes.
 */
#include "views/desk_state.h"

#include "base/clock.h"

#include <string.h>

#define TRACES_SOUGHT "3" /* traces that are loaded to see who calls whom */

/* --- calls --- */

void desk_learn_calls(struct desk *desk, const struct trace *trace)
{
    bool news = false;
    for (guint i = 0; i < trace->calls->len; i++) {
        const struct trace_call *call = &g_array_index(trace->calls, struct trace_call, i);
        char *edge = g_strdup_printf("%s\x1f%s", call->caller, call->callee);
        news |= g_hash_table_add(desk->shared.calls, edge);
    }
    if (news)
        desk_lead_update(desk);
}

static void close_call(struct desk *desk)
{
    if (desk->shared.traces_open > 0)
        desk->shared.traces_open--;
    desk->shared.calls_open = desk->shared.traces_open > 0;
    desk_lead_update(desk);
}

static void trace_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)answer; /* desk_reply() has learnt its calls already */
    (void)data;
    close_call(desk);
}

static void worst_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    const struct rows *rows = answer->kind == REPLY_ROWS ? answer->object : NULL;
    for (size_t row = 0; rows && row < rows->count; row++) {
        g_autofree char *id = value_text(rows_get(rows, row, "trace"));
        if (!id || !*id)
            continue;
        desk->shared.traces_open++;
        desk_ask_self(desk, request_new(ENDPOINT_TRACE, id, NULL), 0, false, trace_came, NULL,
                      NULL);
    }
    if (desk->shared.traces_open == 0)
        close_call(desk);
}

/* The slowest traces of the range show the calls that matter to the question who waits for whom. */
static void seek_traces(struct desk *desk)
{
    if (desk->shared.traces_sought)
        return;
    desk->shared.traces_sought = desk->shared.calls_open = true;
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", "spans");
    request_add(request, "field", "trace");
    request_add(request, "field", "span.duration");
    request_add(request, "query", "is_transaction:true");
    request_add(request, "sort", "-span.duration");
    request_add(request, "per_page", TRACES_SOUGHT);
    desk_ask_self(desk, request, 0, false, worst_came, NULL, NULL);
}

/* --- making it --- */

struct making {
    GPtrArray *parts;            /* of struct wall_part * */
    GPtrArray *issues, *deploys; /* references */
    GPtrArray *patterns;         /* a reference; may be NULL */
    GPtrArray *monitors;         /* copies of those that fire or did lately */
    GPtrArray *names;            /* owns the texts of `calls` */
    GArray *calls;
    uint64_t generation; /* of the wall */
    int64_t start_ms, end_ms;
    struct lead *lead;
};

static void making_free(void *data)
{
    struct making *making = data;
    g_ptr_array_unref(making->parts);
    g_ptr_array_unref(making->issues);
    g_ptr_array_unref(making->deploys);
    g_clear_pointer(&making->patterns, g_ptr_array_unref);
    g_clear_pointer(&making->monitors, g_ptr_array_unref);
    g_ptr_array_unref(making->names);
    g_array_unref(making->calls);
    g_clear_pointer(&making->lead, lead_free);
    g_free(making);
}

static void make(void *data)
{
    struct making *making = data;
    struct lead_input rest = {.deploys = making->deploys,
                              .issues = making->issues,
                              .patterns = making->patterns,
                              .monitors = making->monitors,
                              .calls = making->calls,
                              .start_ms = making->start_ms,
                              .end_ms = making->end_ms};
    making->lead = wall_parts_lead(making->parts, &rest);
}

static bool same_change(const struct change *a, const struct change *b)
{
    return a->kind == b->kind && g_strcmp0(a->signal_id, b->signal_id) == 0 &&
           g_strcmp0(a->issue_id, b->issue_id) == 0 && g_strcmp0(a->release, b->release) == 0 &&
           g_strcmp0(a->query, b->query) == 0 && g_strcmp0(a->monitor, b->monitor) == 0;
}

/* The change that the user stepped to stays selected; until then it is the first mover. */
static size_t selected(const struct lead *old, size_t change, bool stepped, const struct lead *now)
{
    if (stepped && old && change < old->changes->len)
        for (guint i = 0; i < now->changes->len; i++)
            if (same_change(old->changes->pdata[change], now->changes->pdata[i]))
                return i;
    return now->first_mover >= 0 ? (size_t)now->first_mover : 0;
}

static void made(struct desk *desk, void *data)
{
    struct making *making = data;
    struct shared *shared = &desk->shared;
    shared->lead_busy = false;
    if (making->generation != desk->wall.generation) {
        desk_lead_update(desk);
        return;
    }
    if (making->lead->moved > 0 && !shared->traces_sought) {
        seek_traces(desk); /* who moved first is told once it is known who waits for whom */
        return;
    }
    struct lead *old = shared->lead;
    size_t before = shared->change;
    bool news = !old || old->since_ms != making->lead->since_ms;
    shared->change = selected(old, shared->change, shared->stepped, making->lead);
    shared->lead = g_steal_pointer(&making->lead);
    bool first = !desk->led && shared->lead->moved > 0;
    if (first) {
        desk->led = true;
        if (desk->trail->len == 0 && !desk->touched)
            desk_focus(desk, PANE_LEAD);
    }
    if (desk->focus == PANE_LEAD && shared->lead->changes->len == 0)
        desk_focus(desk, PANE_ISSUES);
    if (news)
        desk_usual_clear(desk);
    desk_shared_changed(desk);
    g_clear_pointer(&old, lead_free);
    desk_origin_update(desk);
    desk_patterns_update(desk);
    desk_notify_lead(desk);
    /* Until the first key the linked panes go with the first mover, wherever it turns out to be. */
    if (desk->focus == PANE_LEAD && !desk->touched && (first || shared->change != before))
        desk_rest(desk);
    if (shared->lead_stale)
        desk_lead_update(desk);
}

void desk_calls(const struct desk *desk, GArray *calls, GPtrArray *names)
{
    GHashTableIter iter;
    void *key;
    g_hash_table_iter_init(&iter, desk->shared.calls);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        char *edge = g_strdup(key);
        char *gap = strchr(edge, '\x1f');
        *gap = '\0';
        g_ptr_array_add(names, edge);
        struct call_edge call = {edge, gap + 1};
        g_array_append_val(calls, call);
    }
}

char *desk_lead_waits(const struct desk *desk)
{
    const struct shared *shared = &desk->shared;
    size_t asked = 0, known = desk_signals_known(desk, &asked);
    if (!desk_wall_complete(desk) && desk->wall.stopped)
        return g_strdup_printf("stopped at %zu of %zu answers: r asks again", known, asked);
    if (!desk_wall_complete(desk))
        return g_strdup_printf("looking: %zu of %zu answers", known, asked);
    if (!shared->issues_known || !shared->releases_known)
        return g_strdup("looking: issues and releases");
    return shared->calls_open ? g_strdup("looking: who calls whom") : NULL;
}

/* A lead of half the answers would name a wrong first mover: until all are in, the one before
 * stays. */
void desk_lead_update(struct desk *desk)
{
    struct shared *shared = &desk->shared;
    g_autofree char *waits = desk->started ? desk_lead_waits(desk) : NULL;
    if (!desk->started || waits)
        return;
    shared->lead_stale = shared->lead_busy;
    if (shared->lead_busy)
        return;
    shared->lead_busy = true;
    struct making *making = g_new0(struct making, 1);
    making->parts = desk_wall_parts(desk);
    making->generation = desk->wall.generation;
    making->issues = g_ptr_array_ref(shared->issues);
    making->deploys = g_ptr_array_ref(shared->deploys);
    making->monitors = desk_firing_copies(desk);
    if (shared->patterns.found && shared->patterns.generation == desk->wall.generation)
        making->patterns = g_ptr_array_ref(shared->patterns.found);
    making->names = g_ptr_array_new_with_free_func(g_free);
    making->calls = g_array_new(FALSE, FALSE, sizeof(struct call_edge));
    desk_calls(desk, making->calls, making->names);
    scope_range(&desk->scope, &making->start_ms, &making->end_ms);
    (desk->shared.lead ? desk_work_calmly : desk_work_self)(desk, make, made, making, making_free);
}

/* --- stepping --- */

void desk_lead_step(struct desk *desk, int by)
{
    const struct lead *lead = desk->shared.lead;
    if (!lead || lead->changes->len == 0) {
        desk_say(desk, false, "nothing changed in this range");
        return;
    }
    int to = (int)desk->shared.change + by;
    if (to < 0 || to >= (int)lead->changes->len) {
        desk_say(desk, false, by > 0 ? "that is the last change" : "that is the first change");
        return;
    }
    desk->shared.change = (size_t)to;
    desk->shared.stepped = true;
    if (desk->focus == PANE_LEAD)
        desk_rest(desk);
    else
        desk_set_cursor_time(desk, desk_change(desk)->time_ms);
}
