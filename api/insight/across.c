/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/across.h"

#include "api/insight/robust.h"

#include <math.h>

#define MOST_ONSETS 4 /* that came before the moment */

/* The whole buckets that begin at `from` or later and end by `to`. Borrows the values. */
static struct series part_of(const struct series *series, size_t from, size_t to)
{
    struct series part = *series;
    part.values = series->values + from;
    part.count = to - from;
    part.start_ms = series->start_ms + (int64_t)from * series->interval_ms;
    size_t whole = series->count - MIN(series->incomplete, series->count);
    part.incomplete = to > whole ? MIN(to - whole, part.count) : 0;
    return part;
}

static double median_of(const struct series *series, size_t from, size_t to, size_t *count)
{
    g_autofree double *values = g_new(double, to > from ? to - from : 1);
    *count = 0;
    for (size_t i = from; i < to; i++)
        if (isfinite(series->values[i]))
            values[(*count)++] = series->values[i];
    return *count ? robust_median(values, *count) : (double)NAN;
}

/* Buckets that have ended at `time_ms`. */
static size_t ended_at(const struct series *series, int64_t time_ms)
{
    if (time_ms <= series->start_ms || series->interval_ms <= 0)
        return 0;
    return (size_t)MIN((time_ms - series->start_ms) / series->interval_ms, (int64_t)series->count);
}

struct across across_find(const struct series *series, int64_t at_ms, int64_t until_ms)
{
    struct across across = {.verdict = ACROSS_UNKNOWN, .interval_ms = series->interval_ms};
    size_t to = until_ms > at_ms ? ended_at(series, until_ms) : series->count;
    struct series seen = part_of(series, 0, to);
    size_t usable = seen.count - MIN(seen.incomplete, seen.count);
    size_t at = MIN(ended_at(&seen, at_ms), usable);
    bool mixed = at_ms > seen.start_ms + (int64_t)at * seen.interval_ms;
    across.start_ms = seen.start_ms;
    across.end_ms = seen.start_ms + (int64_t)usable * seen.interval_ms;
    across.before = median_of(&seen, 0, at, &across.n_before);
    across.after = median_of(&seen, MIN(at + mixed, usable), usable, &across.n_after);
    /* A series that fell silent has no data after: its buckets count all the same. */
    if (across.n_before < ACROSS_LEAST_BEFORE || usable < at + ACROSS_LEAST_AFTER)
        return across;
    across.verdict = ACROSS_SAME;
    size_t from = 0;
    for (int i = 0; i < MOST_ONSETS && from < usable; i++) {
        struct series rest = part_of(&seen, from, seen.count);
        struct onset onset = onset_find(&rest);
        if (onset.kind == ONSET_NONE || onset.bucket < 0)
            break;
        onset.bucket += (gssize)from;
        across.onset = onset;
        across.verdict = (size_t)onset.bucket >= at ? ACROSS_MOVED : ACROSS_EARLIER;
        if (across.verdict == ACROSS_MOVED || (size_t)onset.bucket == from)
            break;
        from = (size_t)onset.bucket;
    }
    bool silent = across.verdict == ACROSS_MOVED && across.onset.kind == ONSET_SILENCE;
    if (across.n_after < ACROSS_LEAST_AFTER && !silent)
        across.verdict = ACROSS_UNKNOWN;
    return across;
}
