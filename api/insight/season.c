/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/season.h"

#include "api/insight/robust.h"

#include <math.h>

#define DAY_MS  (24 * 3600 * INT64_C(1000))
#define WEEK_MS (7 * DAY_MS)

double season_usual(const struct series *series, size_t bucket, size_t buckets, size_t period,
                    double *scratch)
{
    size_t count = 0;
    for (size_t i = bucket % period; i < buckets; i += period)
        if (i != bucket && isfinite(series->values[i]))
            scratch[count++] = series->values[i];
    return count ? robust_median(scratch, count) : (double)NAN;
}

size_t season_period(int64_t interval_ms, enum season_kind kind)
{
    int64_t length_ms = kind == SEASON_WEEK ? WEEK_MS : kind == SEASON_DAY ? DAY_MS : 0;
    if (interval_ms <= 0 || interval_ms >= length_ms || length_ms % interval_ms)
        return 0;
    return (size_t)(length_ms / interval_ms);
}

static double left_by(const struct series *series, size_t buckets, size_t period, double *scratch)
{
    double sum = 0;
    for (size_t i = 0; i < buckets; i++) {
        double usual = season_usual(series, i, buckets, period, scratch);
        double off = fabs(series->values[i] - usual);
        sum += isfinite(off) ? off : 0;
    }
    return sum;
}

struct season season_find(const struct series *series, size_t buckets, size_t least_days,
                          size_t least_weeks)
{
    size_t day = season_period(series->interval_ms, SEASON_DAY);
    size_t week = season_period(series->interval_ms, SEASON_WEEK);
    bool has_day = day && buckets >= least_days * day;
    bool has_week = week && buckets >= least_weeks * week;
    if (has_week) {
        g_autofree double *scratch = g_new(double, buckets + 1);
        /* Without times of day, in buckets of a day: against what is usual at all. */
        double by_day = left_by(series, buckets, day ? day : 1, scratch);
        if (left_by(series, buckets, week, scratch) < SEASON_WEEK_GAIN * by_day)
            return (struct season){SEASON_WEEK, week};
    }
    return has_day ? (struct season){SEASON_DAY, day} : (struct season){0};
}
