/* SPDX-License-Identifier: Apache-2.0
 *
 * The window of an onset_stream without its season: what onset_find() takes off a series, kept up
 * from bucket to bucket (season_slide.h).
 *
 * The values change a little with every bucket, as their level does, but hardly their order: that
 * of the last bucket is put right by insertion, which is of the order of the few that moved.
 */
#ifndef API_INSIGHT_ONSET_BARE_H
#define API_INSIGHT_ONSET_BARE_H

#include "api/insight/season_slide.h"

struct onset_bare {
    season_slide *slide;
    struct season season; /* kind SEASON_NONE: the rest says nothing */
    double *values;       /* of the window's buckets; NAN = no data */
    guint *order;         /* the buckets with data, from the least of these */
    size_t points;        /* so many */
    int32_t *balance;     /* of the split behind a bucket (onset_stream.c) */
};

/* NULL where a window of so many buckets has no season. */
struct onset_bare *onset_bare_new(int64_t interval_ms, size_t window);
void onset_bare_free(struct onset_bare *bare); /* NULL is nothing */

/* Before the first of values[0..held) leaves the window. */
void onset_bare_forget(struct onset_bare *bare, const double *values, size_t held);
/* After the last of values[0..held) came; `level` is their median. */
void onset_bare_append(struct onset_bare *bare, const double *values, size_t held, double level);

#endif
