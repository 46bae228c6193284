/* SPDX-License-Identifier: Apache-2.0
 *
 * What repeats in a series: each time of day, or each time of the week. Pure.
 *
 * Method. The season's usual at a bucket is the median of the same time in the other days (or
 * weeks), the bucket itself left out. Where enough weeks are there, both are tried on the series
 * itself: the week counts if what it leaves, the sum of absolute deviations from such medians, is
 * clearly less than what the day leaves (leave-one-out cross-validation; Stone 1974). A day tells
 * with seven times as many values, so it stands where the week says nothing of its own.
 */
#ifndef API_INSIGHT_SEASON_H
#define API_INSIGHT_SEASON_H

#include "api/model/series.h"

enum season_kind { SEASON_NONE, SEASON_DAY, SEASON_WEEK };

#define SEASON_WEEK_GAIN 0.8 /* a week leaves at most this much of what a day does */

struct season {
    enum season_kind kind;
    size_t period; /* in buckets; 0 = none */
};

/* Buckets of `interval_ms` in a day or a week; 0 where they do not fill it, or are as long. */
size_t season_period(int64_t interval_ms, enum season_kind kind);

/* Of the first `buckets` of `series`, which hold so many whole days, or weeks, at least. */
struct season season_find(const struct series *series, size_t buckets, size_t least_days,
                          size_t least_weeks);

/* Median of the same time of other days or weeks among the first `buckets`; NAN when there is none.
 * `scratch` has room for as many. */
double season_usual(const struct series *series, size_t bucket, size_t buckets, size_t period,
                    double *scratch);

#endif
