/* SPDX-License-Identifier: Apache-2.0
 *
 * When a series left its usual, and how. Pure functions over a few hundred points; deterministic.
 *
 * Method. Buckets without data and the bucket still filling are left out. Where two days of history
 * are there, each time of day's median is taken off first; where three weeks are, each time of the
 * week's, if that tells more (season.h). The best split in two levels is the one
 * of least absolute deviation from each side's median (L1 change point; Bai 1995); it stands as an
 * onset when the new level lies at least ONSET_SCORE robust spreads (1.4826 MAD; Hampel 1974,
 * Iglewicz & Hoaglin 1993) off the old one, when most buckets since lie outside the old band, and
 * when a rank test agrees (Mann & Whitney 1947); of two or three buckets since, all must lie beyond
 * all before. Both thresholds grow with the lag 1 autocorrelation r of the longer side, by
 * sqrt((1 + r) / (1 - r)) (Bayley & Hammersley 1946): a series that remembers wanders by itself.
 * Values far out count as the edge of the band when r is told, or a few would decide it. The onset
 * is the first bucket out of the old band, and beyond what left it before where the rest is so too.
 * So it is a rise or a drop, and `ongoing` tells whether the last value still lies out there; once
 * ONSET_LEVEL_BUCKETS have come since, if neither side drifts (the medians of its first and last
 * third lie within a quarter of the step of each other), nine in ten of them lie on the new level's
 * side of the middle and the last ones all do, it is a level shift: not a burst that came back, nor
 * what still rises.
 * The same is asked of a hinge, flat and then straight (slope by Theil 1950 and Sen 1968; its place
 * is sought with Theil's incomplete method); where it leaves clearly less deviation than the two
 * levels do, these differ in rank or all of one lie beyond all of the other, and the newer side
 * still goes on, the onset is a ramp.
 *
 * None of these can stand unless some split of the buckets differs in rank, unless the last two or
 * three values lie beyond all others, or unless the data ended. (Of fewer than ONSET_FEW values
 * more may lie apart and yet not reach that rank: they are always looked at whole.) That is told
 * first, of all splits at once by the ranks of the values (Pettitt 1979): of most series it is all.
 */
#ifndef API_INSIGHT_ONSET_H
#define API_INSIGHT_ONSET_H

#include "api/insight/season.h"

#include <stdbool.h>

#define ONSET_SCORE          5.0
#define ONSET_LEAST_BUCKETS  12  /* with data; fewer give ONSET_NONE */
#define ONSET_FEW            20  /* with data */
#define ONSET_LEAST_BEFORE   6   /* of them on the older side of a change */
#define ONSET_SHORT_SIDE     4   /* fewer since: too few for a rank test */
#define ONSET_SILENT_BUCKETS 4   /* without data at the end are a silence */
#define ONSET_LEVEL_BUCKETS  12  /* since, of a level that holds */
#define ONSET_RANK_Z         3.0 /* both sides of any onset differ so in rank, or lie apart */

/* Of a thousand series in which nothing happens, at most this many are told to have moved: white
 * noise, noise that remembers (AR(1) to 0.9), heavy tails (log-normal, Student's t, Pareto to an
 * index of 1), counts (Poisson of 0.01 to 10 000 a bucket, scattered ones, such as remember),
 * ratios, jobs and spikes that come again, gaps, and daily shapes over two days or more or over an
 * hour, weekly ones over four weeks. So it is of a thousand buckets of a stream. With fewer than
 * ONSET_ASSURED_BUCKETS it is more: _FEW, and _FEW_REMEMBERING for AR(1), since a wandering of a
 * few buckets looks like a ramp; AR(1) of 0.95 counts as few up to ONSET_ASSURED_REMEMBERING.
 * Measured on made series, by tests/unit/api-insight/onset_quiet.c; of 20 000 each, AR(1) of 0.9
 * has 3 in a thousand at 60 buckets (7 at 48), of 0.95 3 at 120 (20 at 60). */
#define ONSET_FALSE_ALARMS                 5
#define ONSET_ASSURED_BUCKETS              60
#define ONSET_ASSURED_REMEMBERING          120
#define ONSET_FALSE_ALARMS_FEW             15
#define ONSET_FALSE_ALARMS_FEW_REMEMBERING 70

enum onset_kind {
    ONSET_NONE,
    ONSET_RISE,
    ONSET_DROP,
    ONSET_LEVEL_UP,
    ONSET_LEVEL_DOWN,
    ONSET_SILENCE,
    ONSET_RAMP,
    ONSET_MIX
};

struct onset {
    enum onset_kind kind;
    gssize bucket;   /* first bucket out of the usual */
    int64_t time_ms; /* its start */
    double before;   /* usual level: median before */
    double after;    /* level since: median since; ramp: the fitted value now; silence: 0 */
    double spread;   /* robust spread before, never 0 */
    double score;    /* how far out, in spreads; comparable between signals */
    double slope;    /* ramp: units a minute; else 0 */
    bool ongoing;    /* the last bucket is still out of the usual band */
};

/* A drop, also one to a level that holds. */
bool onset_fell(const struct onset *onset);

/* The onset of `series`, or one of kind ONSET_NONE. */
struct onset onset_find(const struct series *series);

/* What onset_find() takes off before it looks: each time of day's median where two days are there,
 * each time of the week's where three weeks are and it tells more (season.h). */
struct season onset_season(const struct series *series);

/* What is usual: median, and the band of three spreads around it. */
struct usual {
    double median, low, high;
    enum season_kind season; /* of the same time of five earlier days, or four weeks, or more */
    size_t samples;          /* values it was made of; 0 = not known */
};

/* Usual at `bucket`, from what came before it. */
struct usual usual_of(const struct series *series, gssize bucket);

#endif
