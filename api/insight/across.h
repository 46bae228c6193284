/* SPDX-License-Identifier: Apache-2.0
 *
 * A series before and after a moment, such as a deploy: whether it moved with it. Pure.
 *
 * Method: the onset (onset.h) is looked for from the start of the series up to `until_ms`, the next
 * deploy of the same service or the end. One in the moment's bucket or a later one moved since it.
 * One in an earlier bucket moved before it; then what lies since that onset is looked through
 * again, for a series may have moved twice. So a verdict is given as sparingly as the wall gives an
 * onset. The levels are medians of the buckets that lie whole on their side of the moment.
 */
#ifndef API_INSIGHT_ACROSS_H
#define API_INSIGHT_ACROSS_H

#include "api/insight/onset.h"

/* Buckets with data that a side must have; fewer tell nothing. */
#define ACROSS_LEAST_BEFORE 6
#define ACROSS_LEAST_AFTER  2

enum across_verdict {
    ACROSS_MOVED,   /* `onset` is at the moment or later */
    ACROSS_EARLIER, /* `onset` is before it, and nothing moved since */
    ACROSS_SAME,    /* no onset */
    ACROSS_UNKNOWN, /* too few buckets on a side */
};

struct across {
    enum across_verdict verdict;
    struct onset onset;       /* MOVED, EARLIER */
    double before, after;     /* medians; NAN where a side has no data */
    size_t n_before, n_after; /* buckets with data of each side */
    int64_t start_ms, end_ms; /* what was looked at */
    int64_t interval_ms;
};

struct across across_find(const struct series *series, int64_t at_ms, int64_t until_ms);

#endif
