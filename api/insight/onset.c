/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset.h"

#include "api/insight/robust.h"

#include <math.h>
#include <string.h>

#define LEAST_SIDE     2 /* buckets on the newer side of a change */
#define LEAST_BEFORE   ONSET_LEAST_BEFORE
#define LEAST_OUTSIDE  0.7 /* of the newer side must lie outside the old band */
#define BAND_SPREADS   3.0
#define LEAST_RELATIVE 0.25 /* a change of less than a quarter of the level is nobody's page */
#define MOST_MEMORY    0.95
#define HINGE_GAIN     0.75 /* a ramp leaves at most this much of the step's deviation */
#define LEAST_RAMP     6    /* buckets in a ramp */
#define SILENT_BUCKETS ONSET_SILENT_BUCKETS
#define LEAST_DAYS     2 /* whose shape is taken off */
#define LEAST_WEEKS    3
#define USUAL_DAYS     5 /* whose same time of day tells what is usual at it */
#define USUAL_WEEKS    4

/* Two levels nearer than this hold no ramp either, which spares the search for one. */
#define LEAST_STEP_SCORE 1.5

/* The points of a series that have data. */
struct points {
    size_t count;
    double *x; /* bucket numbers */
    double *y;
    double *scratch;
};

struct step {
    size_t at; /* first point of the newer side; 0 = none */
    double cost;
    double before, after, spread;
    double z; /* of the rank test between the sides, 0 or more */
};

struct hinge {
    size_t at;
    double cost;
    double before, slope; /* a bucket */
};

static void points_clear(struct points *points)
{
    g_free(points->x);
    g_free(points->y);
    g_free(points->scratch);
}

static size_t usable_buckets(const struct series *series)
{
    return series->count - MIN(series->incomplete, series->count);
}

static struct points points_of(const struct series *series)
{
    size_t buckets = usable_buckets(series);
    struct points points = {.x = g_new(double, buckets + 1),
                            .y = g_new(double, buckets + 1),
                            .scratch = g_new(double, buckets + 1)};
    for (size_t i = 0; i < buckets; i++) {
        if (isfinite(series->values[i])) {
            points.x[points.count] = (double)i;
            points.y[points.count++] = series->values[i];
        }
    }
    return points;
}

struct season onset_season(const struct series *series)
{
    return season_find(series, usable_buckets(series), LEAST_DAYS, LEAST_WEEKS);
}

/* Takes the shape of the day or the week off, keeping the overall level. */
static void remove_season(const struct series *series, struct points *points)
{
    size_t period = onset_season(series).period;
    if (!period || !points->count) {
        return;
    }
    memcpy(points->scratch, points->y, points->count * sizeof *points->y);
    double level = robust_median(points->scratch, points->count);
    for (size_t i = 0; i < points->count; i++) {
        double usual = season_usual(series, (size_t)points->x[i], usable_buckets(series), period,
                                    points->scratch);
        if (isfinite(usual)) {
            points->y[i] += level - usual;
        }
    }
}

/* Sum of absolute deviations from the median of y[from..to). */
static double deviation(struct points *points, size_t from, size_t to, double *median)
{
    size_t count = to - from;
    memcpy(points->scratch, points->y + from, count * sizeof *points->y);
    *median = robust_median(points->scratch, count);
    double sum = 0;
    for (size_t i = from; i < to; i++) {
        sum += fabs(points->y[i] - *median);
    }
    return sum;
}

/* A spread of exactly 0 would make every flicker an onset: one part in twenty of the level is the
 * least. */
static double floor_spread(double spread, double level)
{
    double least = fabs(level) * 0.05;
    return fmax(fmax(spread, least), 1e-9);
}

static struct step best_step(struct points *points)
{
    struct step best = {.cost = (double)INFINITY};
    size_t count = points->count;
    g_autofree double *costs = g_new(double, 4 * (count + 1));
    double *medians = costs + count + 1;
    double *newer_costs = medians + count + 1;
    double *newer_medians = newer_costs + count + 1;
    robust_prefix_costs(points->y, count, 1, costs, medians);
    robust_prefix_costs(points->y, count, -1, newer_costs, newer_medians);
    for (size_t at = LEAST_BEFORE; at + LEAST_SIDE <= count; at++) {
        double cost = costs[at] + newer_costs[count - at];
        if (cost < best.cost) {
            best = (struct step){
                .at = at, .cost = cost, .before = medians[at], .after = newer_medians[count - at]};
        }
    }
    if (best.at) {
        double spread = robust_spread(points->y, best.at, best.before, points->scratch);
        best.spread = floor_spread(spread, best.before);
        best.z =
            fabs(robust_rank_z(points->y, best.at, points->y + best.at, points->count - best.at));
    }
    return best;
}

static double hinge_cost(const struct points *points, size_t at, double before, double slope)
{
    double cost = 0;
    for (size_t i = 0; i < points->count; i++) {
        double fit = i < at ? before : before + slope * (points->x[i] - points->x[at]);
        cost += fabs(points->y[i] - fit);
    }
    return cost;
}

/* Tries the hinge at a handful of places, then around the best of them: the cost is smooth enough
 * for that. */
static struct hinge best_hinge(struct points *points)
{
    struct hinge best = {.cost = (double)INFINITY};
    size_t last = points->count > LEAST_RAMP ? points->count - LEAST_RAMP : 0;
    size_t stride = points->count / 24 + 1;
    size_t from = 0, to = last;
    while (true) {
        for (size_t at = from; at <= to; at += stride) {
            double before, intercept;
            double slope =
                robust_slope(points->x + at, points->y + at, points->count - at, &intercept);
            if (at >= LEAST_BEFORE) {
                deviation(points, 0, at, &before);
            } else {
                before = intercept + slope * points->x[at];
            }
            double cost = hinge_cost(points, at, before, slope);
            if (cost < best.cost) {
                best = (struct hinge){.at = at, .cost = cost, .before = before, .slope = slope};
            }
        }
        if (stride == 1) {
            return best;
        }
        from = best.at > stride ? best.at - stride : 0;
        to = MIN(last, best.at + stride);
        stride = stride > 4 ? stride / 4 : 1;
    }
}

static double share_outside(const struct points *points, const struct step *step)
{
    size_t outside = 0;
    for (size_t i = step->at; i < points->count; i++) {
        outside += fabs(points->y[i] - step->before) > BAND_SPREADS * step->spread;
    }
    return (double)outside / (double)(points->count - step->at);
}

/* How much of what one bucket of the longer side holds the next one repeats, 0..MOST_MEMORY.
 * Differences tell, as a level that changes twice would pass for memory: where a value remembers r
 * of the last, those of buckets two apart are 1 + r times as large, squared, as those of
 * neighbours. Where the level changes nothing is counted. */
static double memory_of(struct points *points, const struct step *step)
{
    bool older = 2 * step->at >= points->count;
    const double *side = points->y + (older ? 0 : step->at);
    size_t count = (older ? step->at : points->count - step->at) - 2;
    g_autofree double *off = g_new(double, count);
    for (size_t i = 0; i < count; i++) {
        off[i] = side[i + 1] - side[i];
    }
    double limit = 2 * BAND_SPREADS * robust_spread(off, count, 0, points->scratch);
    double near = 0, far = 0;
    for (size_t i = 0; i < count; i++) {
        double two = side[i + 2] - side[i];
        if (fmax(fabs(off[i]), fabs(two)) <= limit) {
            near += off[i] * off[i];
            far += two * two;
        }
    }
    return near > 0 ? CLAMP(far / near - 1, 0, MOST_MEMORY) : 0;
}

/* Buckets that repeat each other say less: the error of a level made of them is this many times
 * that of as many which do not (Bayley & Hammersley 1946). */
static double memory_factor(struct points *points, const struct step *step)
{
    double memory = memory_of(points, step);
    return sqrt((1 + memory) / (1 - memory));
}

/* Where a rank test has too few buckets to tell: none before may lie as far out. Of all orders of
 * the values that is 1 in 7 000 for two buckets of 120, 1 in 495 for four of twelve. */
static bool beyond_all_before(const struct points *points, const struct step *step)
{
    double sign = step->after > step->before ? 1 : -1;
    double nearest = (double)INFINITY;
    for (size_t i = step->at; i < points->count; i++) {
        nearest = fmin(nearest, sign * points->y[i]);
    }
    for (size_t i = 0; i < step->at; i++) {
        if (sign * points->y[i] >= nearest) {
            return false;
        }
    }
    return true;
}

static bool sides_differ(const struct points *points, const struct step *step)
{
    return step->z >= ONSET_RANK_Z || beyond_all_before(points, step);
}

static bool step_stands(struct points *points, const struct step *step, double score)
{
    double outside = share_outside(points, step);
    double move = fabs(step->after - step->before);
    double level = fmax(fabs(step->before), fabs(step->after));
    if (score < ONSET_SCORE || outside < LEAST_OUTSIDE || move < LEAST_RELATIVE * level) {
        return false;
    }
    if (points->count - step->at < ONSET_SHORT_SIDE) {
        return outside == 1 && score >= 2 * ONSET_SCORE && beyond_all_before(points, step);
    }
    double factor = memory_factor(points, step);
    return step->z >= ONSET_RANK_Z * factor && score >= ONSET_SCORE * factor;
}

/* The split sits where the levels part best; the change itself may have begun a bucket or two
 * before. */
static size_t first_outside(const struct points *points, const struct step *step)
{
    size_t at = step->at;
    double sign = step->after > step->before ? 1 : -1;
    while (at > LEAST_BEFORE &&
           sign * (points->y[at - 1] - step->before) > BAND_SPREADS * step->spread) {
        at--;
    }
    while (at + LEAST_SIDE < points->count &&
           sign * (points->y[at] - step->before) <= BAND_SPREADS * step->spread) {
        at++;
    }
    return at;
}

static struct onset onset_at(const struct series *series, size_t bucket)
{
    return (struct onset){.bucket = (gssize)bucket,
                          .time_ms = series->start_ms + (int64_t)bucket * series->interval_ms};
}

static struct onset step_onset(const struct series *series, struct points *points,
                               const struct step *step)
{
    double score = fabs(step->after - step->before) / step->spread;
    if (!step->at || !step_stands(points, step, score)) {
        return (struct onset){0};
    }
    size_t at = first_outside(points, step);
    struct onset onset = onset_at(series, (size_t)points->x[at]);
    onset.before = step->before;
    onset.after = step->after;
    onset.spread = step->spread;
    onset.score = score;
    onset.kind = step->after > step->before ? ONSET_RISE : ONSET_DROP;
    if (onset.kind == ONSET_DROP && step->before > 0 && step->after == 0) {
        onset.kind = ONSET_SILENCE;
    }
    double last = points->y[points->count - 1];
    onset.ongoing = fabs(last - step->before) > BAND_SPREADS * step->spread;
    return onset;
}

static struct onset ramp_onset(const struct series *series, struct points *points,
                               const struct step *step)
{
    if (!step->at || fabs(step->after - step->before) < LEAST_STEP_SCORE * step->spread ||
        !sides_differ(points, step)) {
        return (struct onset){0};
    }
    struct hinge hinge = best_hinge(points);
    double rise = hinge.slope * (points->x[points->count - 1] - points->x[hinge.at]);
    double noise = 1.4826 * hinge.cost / (double)points->count;
    double spread = floor_spread(noise, hinge.before);
    double score = fabs(rise) / spread;
    bool straighter = hinge.cost < HINGE_GAIN * step->cost;
    if (!straighter || score < ONSET_SCORE || fabs(rise) < LEAST_RELATIVE * fabs(hinge.before)) {
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

/* A series that was there in nearly every bucket and then has none. */
static struct onset silence_onset(const struct series *series, struct points *points)
{
    size_t buckets = usable_buckets(series);
    if (points->count < ONSET_LEAST_BUCKETS) {
        return (struct onset){0};
    }
    size_t last = (size_t)points->x[points->count - 1];
    size_t first = (size_t)points->x[0];
    bool steady = (double)points->count >= 0.9 * (double)(last - first + 1);
    if (!steady || buckets - 1 - last < SILENT_BUCKETS) {
        return (struct onset){0};
    }
    double median;
    deviation(points, 0, points->count, &median);
    struct onset onset = onset_at(series, last + 1);
    onset.kind = ONSET_SILENCE;
    onset.before = median;
    onset.spread =
        floor_spread(robust_spread(points->y, points->count, median, points->scratch), median);
    onset.score = 2 * ONSET_SCORE;
    onset.ongoing = true;
    return onset;
}

struct onset onset_find(const struct series *series)
{
    struct points points = points_of(series);
    struct onset onset = silence_onset(series, &points);
    if (onset.kind == ONSET_NONE && points.count >= ONSET_LEAST_BUCKETS) {
        remove_season(series, &points);
        struct step step = best_step(&points);
        onset = ramp_onset(series, &points, &step);
        if (onset.kind == ONSET_NONE) {
            onset = step_onset(series, &points, &step);
        }
    }
    points_clear(&points);
    return onset;
}

struct usual usual_of(const struct series *series, gssize bucket)
{
    size_t count = MIN((size_t)MAX(bucket, 0), series->count);
    struct season season = season_find(series, count, USUAL_DAYS, USUAL_WEEKS);
    size_t period = season.period;
    g_autofree double *values = g_new(double, count + 1);
    g_autofree double *scratch = g_new(double, count + 1);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        bool same_time = !period || i % period == (size_t)bucket % period;
        if (same_time && isfinite(series->values[i])) {
            values[used++] = series->values[i];
        }
    }
    double median = robust_median(values, used);
    double spread = floor_spread(robust_spread(values, used, median, scratch), median);
    return (struct usual){.median = median,
                          .low = median - BAND_SPREADS * spread,
                          .high = median + BAND_SPREADS * spread,
                          .season = season.kind,
                          .samples = used};
}
