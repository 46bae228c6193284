/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/trace_peers.h"

#include <math.h>
#include <string.h>

#define MOST_SPANS 1e15 /* of a row; more is no count */

/* --- the table --- */

static void group_free(void *data)
{
    struct peer_group *group = data;
    g_free(group->service);
    g_free(group->op);
    g_free(group->name);
    g_free(group->key);
    g_free(group);
}

/* A row and what it is like. */
struct sorted_row {
    const struct peer_row *row;
    char *key;
};

static int by_key_and_count(const void *a, const void *b)
{
    const struct sorted_row *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order)
        return order;
    return (x->row->count < y->row->count) - (x->row->count > y->row->count);
}

struct weighed {
    double value, weight;
};

static int by_value(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    return (x->value > y->value) - (x->value < y->value);
}

/* The least value with at least `share` of the weight at or below it. */
static double weighed_quantile(struct weighed *values, size_t count, double share)
{
    double whole = 0, reached = 0;
    for (size_t i = 0; i < count; i++)
        whole += values[i].weight;
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++) {
        reached += values[i].weight;
        if (reached >= whole * share)
            return values[i].value;
    }
    return values[count - 1].value;
}

static struct peer_group *group_of(const struct sorted_row *rows, size_t count, uint32_t traces)
{
    struct peer_group *group = g_new0(struct peer_group, 1);
    g_autofree struct weighed *values = g_new(struct weighed, count);
    group->service = g_strdup(rows[0].row->service);
    group->op = g_strdup(rows[0].row->op);
    group->name = g_strdup(rows[0].row->name);
    group->key = g_strdup(rows[0].key);
    uint64_t met = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = (struct weighed){rows[i].row->median_us, rows[i].row->count};
        group->count += rows[i].row->count;
        met += rows[i].row->traces;
    }
    group->traces = (uint32_t)CLAMP(met, 1, MAX(traces, 1));
    group->median_us = weighed_quantile(values, count, 0.5);
    for (size_t i = 0; i < count; i++)
        values[i] = (struct weighed){rows[i].row->high_us, rows[i].row->count};
    group->high_us = MAX(weighed_quantile(values, count, 0.95), group->median_us);
    return group;
}

static int by_count(const void *a, const void *b)
{
    const struct peer_group *x = *(struct peer_group *const *)a;
    const struct peer_group *y = *(struct peer_group *const *)b;
    return (x->count < y->count) - (x->count > y->count);
}

/* Like rows follow one another, each kind's largest first. Those that say nothing are left out. */
static size_t sort_rows(const struct peer_row *rows, size_t count, struct sorted_row *sorted)
{
    g_autoptr(GString) key = g_string_new(NULL);
    size_t usable = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(rows[i].median_us) || !isfinite(rows[i].high_us) ||
            !(rows[i].count > 0 && rows[i].count < MOST_SPANS))
            continue;
        span_like_key(key, rows[i].service, rows[i].op, rows[i].name);
        sorted[usable++] = (struct sorted_row){&rows[i], g_strndup(key->str, key->len)};
    }
    qsort(sorted, usable, sizeof *sorted, by_key_and_count);
    return usable;
}

struct trace_peers *trace_peers_new(const char *const *ids, const struct peer_row *rows,
                                    size_t count, bool partial)
{
    struct trace_peers *peers = g_new0(struct trace_peers, 1);
    peers->references = 1;
    peers->partial = partial;
    peers->ids = g_ptr_array_new_with_free_func(g_free);
    peers->groups = g_ptr_array_new_with_free_func(group_free);
    peers->of = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; ids && ids[i]; i++)
        g_ptr_array_add(peers->ids, g_strdup(ids[i]));
    g_autofree struct sorted_row *sorted = g_new(struct sorted_row, count + 1);
    size_t usable = sort_rows(rows, count, sorted);
    for (size_t from = 0, to; from < usable; from = to) {
        for (to = from + 1; to < usable && !strcmp(sorted[to].key, sorted[from].key);)
            to++;
        struct peer_group *group = group_of(sorted + from, to - from, peers->ids->len);
        g_ptr_array_add(peers->groups, group);
        g_hash_table_insert(peers->of, group->key, group);
    }
    for (size_t i = 0; i < usable; i++)
        g_free(sorted[i].key);
    g_ptr_array_sort(peers->groups, by_count);
    return peers;
}

struct trace_peers *trace_peers_ref(struct trace_peers *peers)
{
    g_atomic_int_inc(&peers->references);
    return peers;
}

void trace_peers_unref(struct trace_peers *peers)
{
    if (!peers || !g_atomic_int_dec_and_test(&peers->references))
        return;
    g_ptr_array_unref(peers->ids);
    g_ptr_array_unref(peers->groups);
    g_hash_table_unref(peers->of);
    g_free(peers);
}

double peer_group_each(const struct peer_group *group)
{
    return group->count / MAX(group->traces, 1);
}

/* --- a trace --- */

/* In how many peers but for the trace itself, when it is one of them. */
static uint32_t others_with(const struct trace_against *against, const struct peer_group *group)
{
    bool among = against->others < against->peers->ids->len;
    return group ? group->traces - (among && group->traces ? 1 : 0) : 0;
}

static bool enough(const struct trace_against *against)
{
    return against->others >= PEERS_LEAST && !against->peers->partial;
}

static void find_gone(struct trace_against *against, const struct trace *trace)
{
    for (guint i = 0; against->others >= PEERS_LEAST && i < against->peers->groups->len; i++) {
        struct peer_group *group = against->peers->groups->pdata[i];
        if (span_like_of_key(trace, group->key) < 0 && 2 * group->traces >= against->others)
            g_ptr_array_add(against->gone, group);
    }
}

static void find_new(struct trace_against *against, const struct trace *trace)
{
    for (guint i = 0; i < trace->likes->len; i++) {
        const struct span_like *like = &g_array_index(trace->likes, struct span_like, i);
        against->of[i] = g_hash_table_lookup(against->peers->of, like->key);
        bool stands_in = trace_span_at(trace, (int)like->first)->missing;
        if (enough(against) && !stands_in && !others_with(against, against->of[i]))
            against->new_spans += like->count;
    }
}

struct trace_against *trace_against_new(const struct trace *trace, int root,
                                        struct trace_peers *peers)
{
    struct trace_against *against = g_new0(struct trace_against, 1);
    bool among =
        trace->id && g_ptr_array_find_with_equal_func(peers->ids, trace->id, g_str_equal, NULL);
    against->peers = trace_peers_ref(peers);
    against->others = peers->ids->len - among;
    against->of = g_new0(const struct peer_group *, trace->likes->len + 1);
    against->gone = g_ptr_array_new();
    find_new(against, trace);
    find_gone(against, trace);
    against->change_us = (double)NAN;
    const struct span *span = root >= 0 ? g_ptr_array_index(trace->spans, (guint)root) : NULL;
    const struct peer_group *group = span ? against->of[span->like] : NULL;
    if (group)
        against->change_us = (double)trace->end_us - (double)trace->start_us - group->median_us;
    return against;
}

void trace_against_free(struct trace_against *against)
{
    if (!against)
        return;
    trace_peers_unref(against->peers);
    g_ptr_array_unref(against->gone);
    g_free(against->of);
    g_free(against);
}

struct usual trace_against_usual(const struct trace_against *against, const struct span *span)
{
    const struct peer_group *group = against->of[span->like];
    if (!group || !others_with(against, group))
        return (struct usual){0};
    return (struct usual){.median = group->median_us,
                          .high = group->high_us,
                          .samples = (size_t)MAX(group->count, 1)};
}

bool trace_against_new_here(const struct trace_against *against, const struct span *span)
{
    return enough(against) && !others_with(against, against->of[span->like]);
}
