/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/beginning.h"

#include <math.h>

#define BEGAN_TOGETHER 2 /* buckets: series of one beginning may start a bucket apart */
#define ROLLOUT_MS     (10 * 60 * 1000) /* two releases, or two pods, may run beside each other */

/* The first bucket that says something; series->count when none does. */
static size_t first_data(const struct series *series)
{
    size_t bucket = 0;
    while (bucket < series->count &&
           !(isfinite(series->values[bucket]) && series->values[bucket] != 0)) {
        bucket++;
    }
    return bucket;
}

void signal_forget_before_data(struct signal *signal)
{
    bool counted =
        signal->source == SIGNAL_RATE ||
        (signal->source == SIGNAL_METRIC && g_strcmp0(signal->metric_type, "counter") == 0);
    size_t first = counted ? first_data(&signal->series) : 0;
    for (size_t i = 0; i < first; i++) {
        signal->series.values[i] = (double)NAN;
    }
}

static int64_t time_of(const struct series *series, size_t bucket)
{
    return series->start_ms + (int64_t)bucket * series->interval_ms;
}

/* A question over all services: heard of when the first of them was. */
static bool of_all(const struct signal *signal)
{
    return signal->source == SIGNAL_ASKED && !signal->service;
}

/* When anything was first heard of; NULL when nothing was. */
static const int64_t *first_of_all(GHashTable *beginnings)
{
    const int64_t *first = NULL;
    GHashTableIter iter;
    gpointer at;
    g_hash_table_iter_init(&iter, beginnings);
    while (g_hash_table_iter_next(&iter, NULL, &at))
        first = !first || *(const int64_t *)at < *first ? at : first;
    return first;
}

/* When each service was first heard of: name ("" = none told) -> ms, boxed. */
static GHashTable *beginnings(const GPtrArray *signals)
{
    GHashTable *first = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        size_t bucket = first_data(&signal->series);
        const char *service = signal->service ? signal->service : "";
        int64_t *known = g_hash_table_lookup(first, service);
        int64_t at = time_of(&signal->series, bucket);
        if (bucket == signal->series.count || (known && *known <= at)) {
            continue;
        }
        g_hash_table_replace(first, (char *)service, g_memdup2(&at, sizeof at));
    }
    return first;
}

void onsets_forget_beginnings(const GPtrArray *signals, struct onset *onsets)
{
    g_autoptr(GHashTable) first = beginnings(signals);
    const int64_t *all = first_of_all(first);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        const struct series *series = &signal->series;
        const int64_t *began =
            of_all(signal) ? all
                           : g_hash_table_lookup(first, signal->service ? signal->service : "");
        if (onsets[i].kind == ONSET_NONE || !began) {
            continue;
        }
        bool nothing_before = (gssize)first_data(series) >= onsets[i].bucket;
        if (nothing_before && onsets[i].time_ms <= *began + BEGAN_TOGETHER * series->interval_ms) {
            onsets[i] = (struct onset){0};
        }
    }
}

/* Whether `next` was first heard of when `ended` was heard of no more. */
static bool took_over(const struct signal *next, const struct signal *ended,
                      const struct onset *silence)
{
    const struct series *series = &next->series;
    size_t first = first_data(series);
    gssize last = series_last(series);
    if (next == ended || !next->group_key || g_strcmp0(next->group_key, ended->group_key) ||
        g_strcmp0(next->metric_name, ended->metric_name) ||
        g_strcmp0(next->service, ended->service) || first == 0 || first == series->count) {
        return false;
    }
    int64_t after = time_of(series, first) - silence->time_ms;
    return after >= -(int64_t)ROLLOUT_MS && after <= BEGAN_TOGETHER * series->interval_ms &&
           last >= 0 && time_of(series, (size_t)last) >= silence->time_ms &&
           (size_t)last + ONSET_SILENT_BUCKETS >= series->count;
}

guint onsets_forget_replaced(const GPtrArray *signals, struct onset *onsets)
{
    guint forgotten = 0;
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *ended = g_ptr_array_index(signals, i);
        bool replaced = false;
        for (guint k = 0; ended->group_key && onsets[i].kind == ONSET_SILENCE && k < signals->len;
             k++) {
            replaced |= took_over(g_ptr_array_index(signals, k), ended, &onsets[i]);
        }
        if (replaced) {
            onsets[i] = (struct onset){0};
            forgotten++;
        }
    }
    return forgotten;
}
