/* SPDX-License-Identifier: Apache-2.0
 *
 * Healthy traces of the same root, for whoever holds a trace against them. Two requests a root and
 * range, both in the background: which traces there are, then how their spans are, kind by kind.
 * What came is kept: a root is asked about once.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "views/body.h"

#include <math.h>

#define MOST_PEERS "20"
#define KEPT       64 /* roots, before those answered are forgotten */
#define LONGEST_MS                                                                 \
    (10 * MS_PER_MINUTE) /* spans of a trace end this long after its root, or less \
                          */

/* Peers of one root, or the search for them. */
struct peering {
    struct desk *desk;
    GPtrArray *ids; /* of char *, NULL-terminated past its length; NULL until known */
    struct trace_peers *peers;
    char *why; /* none will come */
    int64_t start_ms, end_ms;
    uint64_t ask;
};

static void peering_free(void *data)
{
    struct peering *peering = data;
    desk_unask(peering->desk, &peering->ask);
    g_clear_pointer(&peering->ids, g_ptr_array_unref);
    trace_peers_unref(peering->peers);
    g_free(peering->why);
    g_free(peering);
}

void desk_peers_init(struct desk *desk)
{
    desk->shared.peers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, peering_free);
}

void desk_peers_free(struct desk *desk)
{
    g_clear_pointer(&desk->shared.peers, g_hash_table_unref);
}

static struct request *spans_request(const char *const *fields, int64_t start_ms, int64_t end_ms)
{
    char text[40];
    struct request *request = request_rows("spans", fields);
    request->background = true;
    request_add(request, "project", "-1");
    request_add(request, "start", clock_format_iso(start_ms * NS_PER_MS, 3, text, sizeof text));
    request_add(request, "end", clock_format_iso(end_ms * NS_PER_MS, 3, text, sizeof text));
    return request;
}

/* The search that `data` is the key of; NULL when it was forgotten, or this is tried again. */
static struct peering *answered(struct desk *desk, const struct reply *answer, const char *key)
{
    struct peering *peering = g_hash_table_lookup(desk->shared.peers, key);
    if (!peering || answer->retry_at_ms)
        return NULL;
    peering->ask = 0;
    if (answer->kind == REPLY_ROWS && answer->object)
        return peering;
    peering->why = g_strdup(answer->error ? answer->error : "the server did not say");
    desk_shared_changed(desk);
    return NULL;
}

/* --- how their spans are --- */

static void table_came(struct desk *desk, struct reply *answer, void *key)
{
    struct peering *peering = answered(desk, answer, key);
    if (!peering)
        return;
    const struct rows *rows = answer->object;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autofree struct peer_row *table = g_new0(struct peer_row, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++) {
        char *service = body_cell(rows, i, "project"), *op = body_cell(rows, i, "span.op"),
             *name = body_cell(rows, i, "span.description");
        char *const owned[] = {service, op, name};
        for (size_t t = 0; t < G_N_ELEMENTS(owned); t++)
            g_ptr_array_add(texts, owned[t]);
        double traces = body_cell_number(rows, i, "count_unique(trace)");
        table[i] = (struct peer_row){
            .service = service,
            .op = op,
            .name = name,
            .median_us = body_cell_number(rows, i, "p50(span.duration)") * 1000, /* told in ms */
            .high_us = body_cell_number(rows, i, "p95(span.duration)") * 1000,
            .count = body_cell_number(rows, i, "count()"),
            .traces = isfinite(traces) ? (uint32_t)CLAMP(traces, 0, 1e6) : 0,
        };
    }
    peering->peers = trace_peers_new((const char *const *)peering->ids->pdata, table, rows->count,
                                     answer->next_cursor || rows->partial);
    desk_shared_changed(desk);
}

static void ask_table(struct desk *desk, struct peering *peering, const char *key)
{
    static const char *const fields[] = {"project",
                                         "span.op",
                                         "span.description",
                                         "p50(span.duration)",
                                         "p95(span.duration)",
                                         "count()",
                                         "count_unique(trace)",
                                         NULL};
    struct request *request = spans_request(fields, peering->start_ms - LONGEST_MS,
                                            MIN(peering->end_ms + LONGEST_MS, clock_now_ms()));
    g_autofree char *ids = g_strjoinv(",", (char **)peering->ids->pdata);
    request_addf(request, "query", "trace:[%s]", ids);
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", "100");
    /* They are counted in the traces named, not in all that these stand for. */
    request_add(request, "disableAggregateExtrapolation", "1");
    request->pages = 5;
    peering->ask = desk_ask_self(desk, request, 0, true, table_came, g_strdup(key), g_free);
}

/* --- which there are --- */

static void ids_came(struct desk *desk, struct reply *answer, void *key)
{
    struct peering *peering = answered(desk, answer, key);
    if (!peering)
        return;
    const struct rows *rows = answer->object;
    peering->ids = g_ptr_array_new_null_terminated(32, g_free, TRUE);
    for (size_t i = 0; i < rows->count; i++) {
        char *id = body_cell(rows, i, "trace");
        if (id && !g_ptr_array_find_with_equal_func(peering->ids, id, g_str_equal, NULL))
            g_ptr_array_add(peering->ids, g_steal_pointer(&id));
        g_free(id);
    }
    if (peering->ids->len) {
        ask_table(desk, peering, key);
        return;
    }
    char at[40];
    peering->why = g_strdup_printf("no healthy trace of this root before %s",
                                   scope_time(&desk->scope, peering->end_ms, at, sizeof at));
    desk_shared_changed(desk);
}

static void ask_ids(struct desk *desk, struct peering *peering, const char *key,
                    const char *service, const char *transaction)
{
    static const char *const fields[] = {"trace", "timestamp", NULL};
    struct request *request = spans_request(fields, peering->start_ms, peering->end_ms);
    g_autofree char *project = body_quote(service), *root = body_quote(transaction);
    request_addf(request, "query",
                 "is_transaction:true project:%s transaction:%s "
                 "(!has:span.status OR span.status:[ok,unset,unknown,cancelled])",
                 project, root);
    if (desk->scope.environment)
        request_add(request, "environment", desk->scope.environment);
    request_add(request, "sort", "-timestamp");
    request_add(request, "per_page", MOST_PEERS);
    peering->ask = desk_ask_self(desk, request, 0, true, ids_came, g_strdup(key), g_free);
}

/* --- asking --- */

static gboolean is_answered(void *key, void *value, void *data)
{
    const struct peering *peering = value;
    (void)key;
    (void)data;
    return !peering->ask;
}

/* One search a root and healthy range; the range's end is the onset where there is one, and moves
 * on by ten minutes where there is none. */
static char *key_of(const struct desk *desk, const char *service, const char *transaction,
                    int64_t end_ms)
{
    return g_strdup_printf("%s\x1f%s\x1f%s\x1f%" G_GINT64_FORMAT, service, transaction,
                           desk->scope.environment ? desk->scope.environment : "",
                           end_ms / LONGEST_MS);
}

/* The peering under `key`, or a new one that is to be asked for (*fresh). */
static struct peering *peering_of(struct desk *desk, const char *key, int64_t start_ms,
                                  int64_t end_ms, bool *fresh)
{
    struct peering *peering = g_hash_table_lookup(desk->shared.peers, key);
    *fresh = !peering;
    if (peering)
        return peering;
    if (g_hash_table_size(desk->shared.peers) >= KEPT)
        g_hash_table_foreach_remove(desk->shared.peers, is_answered, NULL);
    peering = g_new0(struct peering, 1);
    *peering = (struct peering){.desk = desk, .start_ms = start_ms, .end_ms = end_ms};
    g_hash_table_insert(desk->shared.peers, g_strdup(key), peering);
    return peering;
}

GPtrArray *desk_peers_but(const GPtrArray *ids, const char *trace_id)
{
    GPtrArray *others = g_ptr_array_new_null_terminated(ids->len + 1, g_free, TRUE);
    for (guint i = 0; i < ids->len; i++)
        if (g_strcmp0(ids->pdata[i], trace_id) != 0)
            g_ptr_array_add(others, g_strdup(ids->pdata[i]));
    return others;
}

/* Peers of its own, for a trace that is one of them. */
static struct peering *without(struct desk *desk, const struct peering *all, const char *key,
                               const char *trace_id)
{
    g_autoptr(GPtrArray) others = desk_peers_but(all->ids, trace_id);
    g_autofree char *own = g_strdup_printf("%s\x1f%s", key, trace_id);
    bool fresh;
    struct peering *peering = peering_of(desk, own, all->start_ms, all->end_ms, &fresh);
    if (!fresh)
        return peering;
    peering->ids = g_steal_pointer(&others);
    if (peering->ids->len)
        ask_table(desk, peering, own);
    else
        peering->why = g_strdup("it is the only healthy trace of this root in the range");
    return peering;
}

static bool is_among(const struct peering *peering, const char *trace_id)
{
    return trace_id && peering->ids &&
           g_ptr_array_find_with_equal_func(peering->ids, trace_id, g_str_equal, NULL);
}

struct trace_peers *desk_trace_peers(struct desk *desk, const char *service,
                                     const char *transaction, const char *trace_id,
                                     const char **why)
{
    if (why)
        *why = NULL;
    if (!service || !transaction || !desk->started || !desk->shared.lead || desk_looking(desk))
        return NULL;
    int64_t start, end;
    bool fresh;
    desk_healthy_range(desk, &start, &end);
    g_autofree char *key = key_of(desk, service, transaction, end);
    struct peering *peering = peering_of(desk, key, start, end, &fresh);
    if (fresh)
        ask_ids(desk, peering, key, service, transaction);
    else if (is_among(peering, trace_id))
        peering = without(desk, peering, key, trace_id);
    if (why)
        *why = peering->why;
    return peering->peers;
}
