/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_internal.h"
#include "api/insight/robust.h"

#include <math.h>
#include <string.h>

#define LEAST_OUTSIDE  0.7  /* of the newer side must lie outside the old band */
#define MOST_DRIFT     0.25 /* of a step, within either level of a level shift */
#define LEAST_ON_LEVEL 0.9  /* of the newer side lie nearer to the new level */
#define MOST_MEMORY    0.95
#define USUAL_DAYS     5 /* whose same time of day tells what is usual at it */
#define USUAL_WEEKS    4

static size_t usable_buckets(const struct series *series)
{
    return series->count - MIN(series->incomplete, series->count);
}

struct season onset_season(const struct series *series)
{
    return season_find(series, usable_buckets(series), ONSET_SEASON_DAYS, ONSET_SEASON_WEEKS);
}

/* Takes the shape of the day or the week off, keeping the overall level. */
static void remove_season(const struct series *series, struct points *points,
                          const struct onset_look *look)
{
    if (look) {
        for (size_t i = 0; look->bare && i < points->count; i++) {
            points->y[i] = look->bare[(size_t)points->x[i]];
        }
        return;
    }
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
    robust_order(points->y, points->count, points->order);
}

static double share_outside(const struct points *points, const struct step *step)
{
    size_t outside = 0;
    for (size_t i = step->at; i < points->count; i++) {
        outside += fabs(points->y[i] - step->before) > ONSET_BAND_SPREADS * step->spread;
    }
    return (double)outside / (double)(points->count - step->at);
}

/* How much of what one bucket of the longer side holds the next one repeats, 0..MOST_MEMORY.
 * Differences tell, as a level that changes twice would pass for memory: where a value remembers r
 * of the last, those of buckets two apart are 1 + r times as large, squared, as those of
 * neighbours. Where the level changes nothing is counted; a value far out counts as one at the edge
 * of the band (Winsor), or a few would decide alone. */
static double memory_of(struct points *points, const struct step *step)
{
    bool older = 2 * step->at >= points->count;
    size_t from = older ? 0 : step->at, count = older ? step->at : points->count - step->at;
    double middle = older ? step->before : step->after;
    double edge =
        ONSET_BAND_SPREADS * robust_spread(points->y + from, count, middle, points->scratch);
    g_autofree double *side = g_new(double, count);
    g_autofree double *off = g_new(double, count);
    for (size_t i = 0; i < count; i++) {
        side[i] = CLAMP(points->y[from + i], middle - edge, middle + edge);
        off[i] = i ? side[i] - side[i - 1] : 0;
    }
    double limit = 2 * ONSET_BAND_SPREADS * robust_spread(off + 1, count - 1, 0, points->scratch);
    double near = 0, far = 0;
    for (size_t i = 2; i < count; i++) {
        double two = side[i] - side[i - 2];
        if (fmax(fabs(off[i - 1]), fabs(two)) <= limit) {
            near += off[i - 1] * off[i - 1];
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

static bool step_stands(struct points *points, const struct step *step, double score)
{
    double outside = share_outside(points, step);
    double move = fabs(step->after - step->before);
    double level = fmax(fabs(step->before), fabs(step->after));
    if (score < ONSET_SCORE || outside < LEAST_OUTSIDE || move < ONSET_LEAST_RELATIVE * level) {
        return false;
    }
    if (points->count - step->at < ONSET_SHORT_SIDE) {
        return outside == 1 && score >= 2 * ONSET_SCORE && points_beyond_all_before(points, step);
    }
    double factor = memory_factor(points, step);
    return step->z >= ONSET_RANK_Z * factor && score >= ONSET_SCORE * factor;
}

/* How far off the old level, towards the new one, a bucket must lie to be of the newer side: out of
 * the band; and where the older side now and then left it, but the newer one nearly always lies
 * beyond that as well, beyond that. The last ones before the split may be of the change. */
static double edge_of(const struct points *points, const struct step *step)
{
    double sign = step->after > step->before ? 1 : -1;
    double band = ONSET_BAND_SPREADS * step->spread, reach = band;
    for (size_t i = 0; i + ONSET_SHORT_SIDE < step->at; i++) {
        reach = fmax(reach, sign * (points->y[i] - step->before));
    }
    size_t beyond = 0;
    for (size_t i = step->at; i < points->count; i++) {
        beyond += sign * (points->y[i] - step->before) > reach;
    }
    bool parted = (double)beyond >= LEAST_ON_LEVEL * (double)(points->count - step->at);
    return parted ? reach : band;
}

/* The split sits where the levels part best; the change itself may have begun a bucket or two
 * before. */
static size_t first_outside(const struct points *points, const struct step *step)
{
    size_t at = step->at;
    double sign = step->after > step->before ? 1 : -1, edge = edge_of(points, step);
    while (at > ONSET_LEAST_BEFORE && sign * (points->y[at - 1] - step->before) > edge) {
        at--;
    }
    while (at + ONSET_LEAST_SIDE < points->count && sign * (points->y[at] - step->before) <= edge) {
        at++;
    }
    return at;
}

struct onset onset_at(const struct series *series, size_t bucket)
{
    return (struct onset){.bucket = (gssize)bucket,
                          .time_ms = series->start_ms + (int64_t)bucket * series->interval_ms};
}

/* The new level holds, and so did the old one. */
static bool is_level(struct points *points, const struct step *step)
{
    size_t newer = points->count - step->at, near = 0, last = 0;
    double most = MOST_DRIFT * fabs(step->after - step->before);
    for (size_t i = step->at; i < points->count; i++) {
        bool beyond = fabs(points->y[i] - step->after) < fabs(points->y[i] - step->before);
        near += beyond;
        last = beyond ? last + 1 : 0;
    }
    return newer >= ONSET_LEVEL_BUCKETS && last >= ONSET_SHORT_SIDE &&
           (double)near >= LEAST_ON_LEVEL * (double)newer &&
           fabs(points_drift(points, step->at, points->count)) <= most &&
           fabs(points_drift(points, 0, step->at)) <= most;
}

static enum onset_kind kind_of(struct points *points, const struct step *step)
{
    if (step->before > 0 && step->after == 0) {
        return ONSET_SILENCE;
    }
    bool level = is_level(points, step), up = step->after > step->before;
    return up ? level ? ONSET_LEVEL_UP : ONSET_RISE : level ? ONSET_LEVEL_DOWN : ONSET_DROP;
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
    onset.kind = kind_of(points, step);
    double last = points->y[points->count - 1];
    onset.ongoing = fabs(last - step->before) > ONSET_BAND_SPREADS * step->spread;
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
    if (!steady || buckets - 1 - last < ONSET_SILENT_BUCKETS) {
        return (struct onset){0};
    }
    memcpy(points->scratch, points->y, points->count * sizeof *points->y);
    double median = robust_median(points->scratch, points->count);
    struct onset onset = onset_at(series, last + 1);
    onset.kind = ONSET_SILENCE;
    onset.before = median;
    onset.spread = onset_floor_spread(
        robust_spread(points->y, points->count, median, points->scratch), median);
    onset.score = 2 * ONSET_SCORE;
    onset.ongoing = true;
    return onset;
}

static struct onset parted(const struct series *series, struct points *points,
                           struct onset_look *look)
{
    struct step step = points_best_step(points);
    struct onset onset = onset_of_ramp(series, points, &step, look);
    return onset.kind != ONSET_NONE ? onset : step_onset(series, points, &step);
}

struct onset onset_judge(const struct series *series, struct onset_look *look)
{
    struct points points = points_of(series, usable_buckets(series), look);
    struct onset onset = silence_onset(series, &points);
    if (onset.kind == ONSET_NONE && points.count >= ONSET_LEAST_BUCKETS) {
        remove_season(series, &points, look);
        if (look || points_may_part(&points)) {
            onset = parted(series, &points, look);
        }
    }
    points_clear(&points);
    return onset;
}

bool onset_fell(const struct onset *onset)
{
    return onset->kind == ONSET_DROP || onset->kind == ONSET_LEVEL_DOWN;
}

struct onset onset_find(const struct series *series)
{
    return onset_judge(series, NULL);
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
    double spread = onset_floor_spread(robust_spread(values, used, median, scratch), median);
    return (struct usual){.median = median,
                          .low = median - ONSET_BAND_SPREADS * spread,
                          .high = median + ONSET_BAND_SPREADS * spread,
                          .season = season.kind,
                          .samples = used};
}
