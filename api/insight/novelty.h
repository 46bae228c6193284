/* SPDX-License-Identifier: Apache-2.0
 *
 * How unlike all before a bucket is: the single outlier and the burst of one bucket, which are no
 * onset (onset.h), and the first bucket of what becomes one. It moves no row and no lead; a chart
 * marks such a bucket and says when a value was last so near.
 *
 * Method. A value's distance to the nearest of the NOVELTY_BEFORE values before it (Knorr & Ng
 * 1998; Ramaswamy, Rastogi & Shim 2000), set against the same distance of every bucket so far: of
 * z standard deviations over their mean, the chance is 1 / (1 + z^2) at most, however they are
 * distributed (Cantelli 1928). The score is 1 less that. Both moments count the bucket itself, so
 * that of n distances none reaches 1 - 1 / n; they begin with the NOVELTY_LEAST-th value, as the
 * first few lie apart anyhow. A spike that comes again has its like before it and scores nothing,
 * as does a new level after its first bucket. What is no more unlike than another of the last
 * NOVELTY_TOLD buckets scores 0: it is told once.
 */
#ifndef API_INSIGHT_NOVELTY_H
#define API_INSIGHT_NOVELTY_H

#include "api/model/series.h"
#include "base/autoptr.h"

#define NOVELTY_BEFORE 4096 /* values that may be alike, at most */
#define NOVELTY_TOLD   120  /* buckets */
#define NOVELTY_LEAST  12   /* values before, else all score 0 */
#define NOVELTY_MARK   0.98 /* from this score on a bucket is marked */

/* Of a thousand buckets in which nothing happens, at most so many are marked, in any family of
 * onset.h's ONSET_FALSE_ALARMS: none of white noise in 120 buckets, most of Pareto at an index
 * of 1. Cantelli's bound alone is 20. Measured by tests/unit/api-insight/novelty.c. */
#define NOVELTY_FALSE_MARKS 4

struct novelty {
    double score;    /* 0..1 */
    double distance; /* to the nearest value before */
    size_t nearest;  /* its bucket, counted from the first added */
};

typedef struct novelty_stream novelty_stream;

/* `before`: so many values are held, NOVELTY_BEFORE at most. */
novelty_stream *novelty_stream_new(size_t before);
void novelty_stream_free(novelty_stream *stream);
DEFINE_AUTOPTR(novelty_stream, novelty_stream_free);

/* The next bucket, complete; NAN where it has no data, which scores 0. O(log n) comparisons and one
 * move of at most NOVELTY_BEFORE values. */
struct novelty novelty_stream_add(novelty_stream *stream, double value);

/* A bucket that stands out. */
struct novelty_mark {
    size_t bucket, nearest;
    double score;
};

/* Those of `series` at NOVELTY_MARK or more that lie outside what was usual before them (usual_of()
 * of onset.h: 4 where all were 5 or 6 is new, but nobody's concern), in order, of struct
 * novelty_mark; what is still filling is left out. */
GArray *novelty_marks(const struct series *series);

#endif
