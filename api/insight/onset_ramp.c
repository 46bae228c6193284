/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_internal.h"
#include "api/insight/robust.h"

#include <math.h>

#define HINGE_GAIN 0.75 /* a ramp leaves at most this much of the step's deviation */
#define LEAST_RAMP 6    /* buckets in a ramp */

/* Two levels nearer than this hold no ramp either, which spares the search for one. */
#define LEAST_STEP_SCORE 1.5

/* Part of the step by which the newer side of a ramp still goes on; of a straight one it is two
 * thirds. */
#define GOES_ON 0.2

struct hinge {
    size_t at;
    double cost;
    double before, slope; /* a bucket */
};

/* Of the hinge at `at`, or as much of it as is `most` or more. */
static double hinge_cost(const struct points *points, const struct hinge *hinge, double most)
{
    size_t at = hinge->at;
    double cost = 0;
    for (size_t i = 0; i < at; i++) {
        cost += fabs(points->y[i] - hinge->before);
    }
    for (size_t i = at; i < points->count && cost < most; i++) {
        double fit = hinge->before + hinge->slope * (points->x[i] - points->x[at]);
        cost += fabs(points->y[i] - fit);
    }
    return cost;
}

/* With the line that Theil & Sen give behind `at`, or one that is quicker found. */
static struct hinge hinge_at(struct points *points, size_t at, bool quick)
{
    const double *x = points->x + at, *y = points->y + at;
    size_t count = points->count - at;
    struct hinge hinge = {.at = at};
    double intercept = 0;
    hinge.slope = quick ? robust_slope_of_halves(x, y, count, points->scratch)
                        : robust_slope(x, y, count, &intercept);
    if (at >= ONSET_LEAST_BEFORE) {
        hinge.before = points->medians[at];
        return hinge;
    }
    for (size_t i = 0; quick && i < count; i++) {
        points->scratch[i] = y[i] - hinge.slope * x[i];
    }
    intercept = quick ? robust_median(points->scratch, count) : intercept;
    hinge.before = intercept + hinge.slope * x[0];
    return hinge;
}

/* Tries the hinge at a handful of places, then around the best of them: the cost is smooth enough
 * for that. None is tried where the flat part alone leaves more than `most`. */
static struct hinge best_hinge(struct points *points, double most)
{
    struct hinge best = {.cost = most};
    size_t last = points->count > LEAST_RAMP ? points->count - LEAST_RAMP : 0;
    size_t stride = points->count / 24 + 1;
    size_t from = 0, to = last;
    while (true) {
        for (size_t at = from; at <= to && points->costs[at] < best.cost; at += stride) {
            struct hinge hinge = hinge_at(points, at, true);
            hinge.cost = hinge_cost(points, &hinge, best.cost);
            if (hinge.cost < best.cost) {
                best = hinge;
            }
        }
        if (stride == 1) {
            break;
        }
        from = best.at > stride ? best.at - stride : 0;
        to = MIN(last, best.at + stride);
        stride = stride > 4 ? stride / 4 : 1;
    }
    if (best.cost < most) {
        best = hinge_at(points, best.at, false);
        best.cost = hinge_cost(points, &best, (double)INFINITY);
    }
    return best;
}

/* A level that holds is no ramp: of the newer side, the last third must lie beyond the first by a
 * good part of the step. */
static bool goes_on(struct points *points, const struct step *step)
{
    double drift = points_drift(points, step->at, points->count), move = step->after - step->before;
    return move > 0 ? drift >= GOES_ON * move : drift <= GOES_ON * move;
}

static bool may_be_ramp(struct points *points, const struct step *step)
{
    return step->at && fabs(step->after - step->before) >= LEAST_STEP_SCORE * step->spread &&
           goes_on(points, step);
}

static bool is_due(struct onset_look *look, size_t newer)
{
    if (look && look->looked && 4 * look->since < look->looked && 5 * newer > 4 * look->looked) {
        look->not_looked = true;
        return false;
    }
    if (look) {
        look->looked = newer;
        look->since = 0;
    }
    return true;
}

struct onset onset_of_ramp(const struct series *series, struct points *points,
                           const struct step *step, struct onset_look *look)
{
    if (!may_be_ramp(points, step) || !is_due(look, points->count - step->at)) {
        return (struct onset){0};
    }
    struct hinge hinge = best_hinge(points, 2 * HINGE_GAIN * step->cost);
    double rise = hinge.slope * (points->x[points->count - 1] - points->x[hinge.at]);
    double noise = 1.4826 * hinge.cost / (double)points->count;
    double spread = onset_floor_spread(noise, hinge.before);
    double score = fabs(rise) / spread;
    bool straighter = hinge.cost < HINGE_GAIN * step->cost;
    if (!straighter || score < ONSET_SCORE ||
        fabs(rise) < ONSET_LEAST_RELATIVE * fabs(hinge.before)) {
        return (struct onset){0};
    }
    struct onset onset = onset_at(series, (size_t)points->x[hinge.at]);
    onset.kind = ONSET_RAMP;
    onset.before = hinge.before;
    onset.after = hinge.before + rise;
    onset.spread = spread;
    onset.score = score;
    onset.slope = hinge.slope * 60000.0 / (double)series->interval_ms;
    onset.ongoing = true;
    return onset;
}
