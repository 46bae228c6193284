/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/clock_skew.h"

#include "api/insight/span_times.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_US 1000

/* All calls from one service to another. */
struct pair {
    const char *caller, *callee;
    GArray *moves;             /* of int64_t: what each call would have its callee moved by */
    int64_t least_us, most_us; /* bounds of a move that all calls fit under */
    int64_t shift_us;          /* of the callee, in all */
};

struct pairs {
    GHashTable *known; /* struct pair *, owned by `list`, by its two services */
    GPtrArray *list;   /* in order of their first call */
    struct pair *last;
};

static void pair_free(void *data)
{
    struct pair *pair = data;
    g_array_unref(pair->moves);
    g_free(pair);
}

static guint pair_hash(const void *data)
{
    const struct pair *pair = data;
    return g_str_hash(pair->caller) * 31 + g_str_hash(pair->callee);
}

static gboolean pair_equal(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return !strcmp(x->caller, y->caller) && !strcmp(x->callee, y->callee);
}

static struct pair *pair_of(struct pairs *pairs, const char *caller, const char *callee)
{
    if (pairs->last && pairs->last->caller == caller && pairs->last->callee == callee)
        return pairs->last;
    struct pair wanted = {.caller = caller, .callee = callee};
    struct pair *pair = pairs->last = g_hash_table_lookup(pairs->known, &wanted);
    if (pair)
        return pair;
    pair = pairs->last = g_new0(struct pair, 1);
    *pair = (struct pair){caller, callee, g_array_new(FALSE, FALSE, sizeof(int64_t)), INT64_MIN,
                          INT64_MAX};
    g_ptr_array_add(pairs->list, pair);
    g_hash_table_add(pairs->known, pair);
    return pair;
}

/* Taken from a queue: when it begins and ends says nothing of whoever put it there. */
static bool is_queued(const struct span *span)
{
    struct value kind = trace_attribute(span, "span.kind");
    return (kind.type == VALUE_STRING && !g_ascii_strcasecmp(kind.string, "consumer")) ||
           (span->op &&
            (g_str_has_prefix(span->op, "queue.") || g_str_has_prefix(span->op, "messag")));
}

static void add_call(struct pairs *pairs, const struct span *caller, const struct span *callee)
{
    int64_t least = us_between(callee->start_us, caller->start_us);
    int64_t most = us_between(span_end_us(callee), span_end_us(caller));
    bool longer = most < least, gave_up = caller->failed || caller->running || callee->running;
    struct pair *pair = pair_of(pairs, caller->service, callee->service);
    int64_t move = 0;
    if (longer || gave_up)
        move = MAX(least, 0);
    else if (least > 0 || most < 0)
        move = least / 2 + most / 2;
    pair->least_us = MAX(pair->least_us, least);
    if (!longer && !gave_up)
        pair->most_us = MIN(pair->most_us, most);
    g_array_append_val(pair->moves, move);
}

static void gather_calls(const struct trace *trace, struct pairs *pairs)
{
    for (int i = 0; i < trace_span_count(trace); i++) {
        const struct span *callee = trace_span_at(trace, i);
        if (callee->parent < 0 || !callee->service || is_queued(callee))
            continue;
        const struct span *caller = trace_span_at(trace, callee->parent);
        if (caller->service && strcmp(caller->service, callee->service) != 0 &&
            caller->duration_us >= 0 && callee->duration_us >= 0)
            add_call(pairs, caller, callee);
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* What the callee's clock is behind by. */
static int64_t behind(struct pair *pair)
{
    qsort(pair->moves->data, pair->moves->len, sizeof(int64_t), by_size);
    int64_t move = g_array_index(pair->moves, int64_t, pair->moves->len / 2);
    if (pair->least_us <= 0 && pair->most_us >= 0)
        move = 0;
    else if (pair->least_us <= pair->most_us && pair->most_us < INT64_MAX)
        move = CLAMP(move, pair->least_us, pair->most_us);
    return move > -LEAST_US && move < LEAST_US ? 0 : move;
}

/* Pairs come callers first, since parents stand before their children; of two that call the same
 * service, the first is believed. */
static GArray *settle(const struct pairs *pairs, const char *right)
{
    GArray *skews = g_array_new(FALSE, FALSE, sizeof(struct clock_skew));
    g_autoptr(GHashTable) shifts = g_hash_table_new(g_str_hash, g_str_equal); /* int64_t * */
    int64_t none = 0;
    if (right)
        g_hash_table_insert(shifts, (gpointer)right, &none);
    for (guint i = 0; i < pairs->list->len; i++) {
        struct pair *pair = pairs->list->pdata[i];
        if (g_hash_table_contains(shifts, pair->callee))
            continue;
        const int64_t *caller = g_hash_table_lookup(shifts, pair->caller);
        int64_t move = behind(pair);
        pair->shift_us = us_add(move, caller ? *caller : 0);
        g_hash_table_insert(shifts, (gpointer)pair->callee, &pair->shift_us);
        struct clock_skew skew = {.service = pair->callee,
                                  .against = pair->caller,
                                  .behind_us = move,
                                  .shift_us = pair->shift_us,
                                  .calls = (int)pair->moves->len,
                                  .agreed = pair->least_us <= pair->most_us};
        if (skew.shift_us)
            g_array_append_val(skews, skew);
    }
    return skews;
}

GArray *clock_skew_find(const struct trace *trace, int main_root)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(pair_free);
    g_autoptr(GHashTable) known = g_hash_table_new(pair_hash, pair_equal);
    struct pairs pairs = {known, list, NULL};
    gather_calls(trace, &pairs);
    return settle(&pairs, main_root >= 0 ? trace_span_at(trace, main_root)->service : NULL);
}

const struct clock_skew *clock_skew_of(const GArray *skews, const char *service)
{
    for (guint i = 0; service && i < skews->len; i++) {
        const struct clock_skew *skew = &g_array_index(skews, struct clock_skew, i);
        if (!strcmp(skew->service, service))
            return skew;
    }
    return NULL;
}

int64_t *clock_skew_shifts(const struct trace *trace, const GArray *skews)
{
    int count = trace_span_count(trace);
    int64_t *shifts = g_new0(int64_t, (size_t)count + 1);
    g_autoptr(GHashTable) by_service = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < skews->len; i++) {
        const struct clock_skew *skew = &g_array_index(skews, struct clock_skew, i);
        g_hash_table_insert(by_service, (gpointer)skew->service, (gpointer)skew);
    }
    for (int i = 0; skews->len && i < count; i++) {
        const char *service = trace_span_at(trace, i)->service;
        const struct clock_skew *skew = service ? g_hash_table_lookup(by_service, service) : NULL;
        shifts[i] = skew ? skew->shift_us : 0;
    }
    return shifts;
}
