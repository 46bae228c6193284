/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of onset_find() (onset.h says the method), for it and for onset_stream.
 */
#ifndef API_INSIGHT_ONSET_INTERNAL_H
#define API_INSIGHT_ONSET_INTERNAL_H

#include "api/insight/onset.h"

#define ONSET_BAND_SPREADS 3.0
#define ONSET_LEAST_SIDE   2 /* buckets on the newer side of a change */
#define ONSET_SEASON_DAYS  2 /* whose shape is taken off */
#define ONSET_SEASON_WEEKS 3
#define ONSET_LEAST_RELATIVE \
    0.25 /* a change of less than a quarter of the level is nobody's page */

/* What a stream knows beforehand of a series (onset_stream.h). */
struct onset_look {
    const double *bare; /* its values without their season; NULL = they have none */
    const guint *order; /* its buckets with data, from the least value (of `bare`) */
    guint first;        /* the number of its first bucket there */
    size_t looked;      /* points on the newer side when a ramp was last looked for; 0 = never; is
                           set when one is looked for */
    size_t since;       /* buckets since then */
    bool not_looked;    /* is set where one might have been found, but it was not yet due */
};

/* The points of a series that have data, and all splits of them in two. */
struct points {
    size_t count;
    double *x; /* bucket numbers */
    double *y;
    double *scratch;
    guint *order;    /* of y, from the least */
    double *costs;   /* of the first n: sum of absolute deviations from their median */
    double *medians; /* of the first n */
};

struct step {
    size_t at; /* first point of the newer side; 0 = none at which the sides differ */
    double cost;
    double before, after, spread;
    double z; /* of the rank test between the sides, 0 or more */
};

/* Of the first `buckets` of a series. `look` may be NULL. */
struct points points_of(const struct series *series, size_t buckets, const struct onset_look *look);
void points_clear(struct points *points);

/* The split of least absolute deviation, where its sides differ; fills costs and medians. */
struct step points_best_step(struct points *points);
/* Whether any onset but a silence may stand (onset.h). */
bool points_may_part(struct points *points);
/* By how much y[from..to) goes on: the median of its last third, less that of its first. */
double points_drift(struct points *points, size_t from, size_t to);
bool points_beyond_all_before(const struct points *points, const struct step *step);

/* Whether a split may differ in rank: its balance is that of the pairs across it that rise, less
 * those that fall; `older` of `all` values lie before it; `least` is onset_least_balance(all). */
static inline bool onset_may_part(double balance, double older, double all, double least)
{
    return balance * balance >= least * older * (all - older) && older >= ONSET_LEAST_BEFORE &&
           all - older >= ONSET_SHORT_SIDE;
}
double onset_least_balance(double all);
/* Whether the last ONSET_SHORT_SIDE - 1 of values[0..count), or fewer, lie beyond all before; NAN
 * is left out. */
bool onset_last_are_beyond(const double *values, size_t count);

/* Never 0, as every flicker would be an onset: one part in twenty of the level is the least. */
double onset_floor_spread(double spread, double level);
struct onset onset_at(const struct series *series, size_t bucket);

/* The ramp that tells more than `step`. Where `look` is given, it is looked for only when a quarter
 * as many buckets have come as the newer side had the last time, or when that is now shorter by a
 * fifth. */
struct onset onset_of_ramp(const struct series *series, struct points *points,
                           const struct step *step, struct onset_look *look);

/* onset_find(), where `look` may be NULL. */
struct onset onset_judge(const struct series *series, struct onset_look *look);

#endif
