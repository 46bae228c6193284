/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset.h"

#include <math.h>
#include <stdbool.h>

#define BUCKETS   120
#define MINUTE_MS 60000

static struct series noise(GRand *random, double level, double spread)
{
    struct series series;
    series_init(&series, 1000000 * (int64_t)MINUTE_MS, 30000, BUCKETS);
    for (size_t i = 0; i < series.count; i++) {
        double u = 0;
        for (int k = 0; k < 12; k++) {
            u += g_rand_double(random);
        }
        series.values[i] = level + spread * (u - 6);
    }
    return series;
}

static void quiet_series_have_no_onset(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    int alarms = 0;
    for (int i = 0; i < 500; i++) {
        struct series series = noise(random, 200, 15);
        alarms += onset_find(&series).kind != ONSET_NONE;
        series_clear(&series);
    }
    g_assert_cmpint(alarms, <=, 2);
}

static void heavy_tails_have_no_onset(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(2);
    int alarms = 0;
    for (int i = 0; i < 500; i++) {
        struct series series = noise(random, 0, 1);
        for (size_t k = 0; k < series.count; k++) {
            series.values[k] = 100 * exp(series.values[k]);
        }
        alarms += onset_find(&series).kind != ONSET_NONE;
        series_clear(&series);
    }
    g_assert_cmpint(alarms, <=, 5);
}

static void check_step(double before, double after, size_t at, enum onset_kind kind)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    struct series series = noise(random, before, before * 0.08);
    for (size_t i = at; i < series.count; i++) {
        series.values[i] += after - before;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, kind);
    g_assert_cmpint(onset.bucket, >=, (gssize)at - 1);
    g_assert_cmpint(onset.bucket, <=, (gssize)at + 1);
    g_assert_cmpint(onset.time_ms, ==, series.start_ms + onset.bucket * series.interval_ms);
    g_assert_cmpfloat(fabs(onset.before - before), <, before * 0.05);
    g_assert_cmpfloat(fabs(onset.after - after), <, before * 0.2);
    g_assert_true(onset.ongoing);
    series_clear(&series);
}

static void a_rise_four_minutes_ago_is_found_at_its_bucket(void)
{
    check_step(200, 45000, BUCKETS - 8, ONSET_RISE);
}

static void a_drop_is_found_at_its_bucket(void)
{
    check_step(200, 50, BUCKETS - ONSET_LEVEL_BUCKETS + 2, ONSET_DROP);
}

static void a_level_that_holds_is_a_level_shift(void)
{
    check_step(200, 50, 70, ONSET_LEVEL_DOWN);
    check_step(200, 400, 70, ONSET_LEVEL_UP);
    check_step(200, 400, BUCKETS - ONSET_LEVEL_BUCKETS - 2, ONSET_LEVEL_UP);
    check_step(200, 400, BUCKETS - ONSET_LEVEL_BUCKETS + 2, ONSET_RISE);
}

/* 200, and four times that from bucket 60 on, for so many buckets. */
static enum onset_kind kind_of_burst(size_t buckets, double drift)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(14);
    struct series series = noise(random, 200, 12);
    for (size_t i = 60; i < 60 + buckets; i++) {
        series.values[i] += 600 + drift * (double)(i - 60);
    }
    struct onset onset = onset_find(&series);
    series_clear(&series);
    return onset.kind;
}

static void what_came_back_or_goes_on_is_no_new_level(void)
{
    g_assert_cmpint(kind_of_burst(BUCKETS - 60, 0), ==, ONSET_LEVEL_UP);
    g_assert_cmpint(kind_of_burst(BUCKETS - 60 - 3, 0), ==, ONSET_RISE);
    g_assert_cmpint(kind_of_burst(BUCKETS - 60 - 9, 0), ==, ONSET_RISE);
    g_assert_cmpint(kind_of_burst(BUCKETS - 60, 7), ==, ONSET_RISE);
    g_assert_cmpint(kind_of_burst(BUCKETS - 60, -7), ==, ONSET_RISE);
}

static void a_fall_is_one_also_where_it_holds(void)
{
    static const bool fell[] = {
        [ONSET_DROP] = true, [ONSET_LEVEL_DOWN] = true, [ONSET_MIX] = false};
    for (enum onset_kind kind = ONSET_NONE; kind <= ONSET_MIX; kind++) {
        struct onset onset = {.kind = kind};
        g_assert_cmpint(onset_fell(&onset), ==, fell[kind]);
    }
}

static void a_small_rise_near_the_end_is_found(void)
{
    check_step(200, 400, BUCKETS - 5, ONSET_RISE);
}

static void a_single_outlier_is_no_onset(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(4);
    struct series series = noise(random, 200, 10);
    series.values[60] = 90000;
    g_assert_cmpint(onset_find(&series).kind, ==, ONSET_NONE);
    series_clear(&series);
}

static void the_bucket_that_is_still_filling_does_not_count(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    struct series series = noise(random, 200, 10);
    series.values[BUCKETS - 1] = 0;
    series.values[BUCKETS - 2] = 200;
    series.incomplete = true;
    g_assert_cmpint(onset_find(&series).kind, ==, ONSET_NONE);
    series_clear(&series);
}

static void a_leak_is_a_ramp_with_its_slope(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(6);
    struct series series = noise(random, 300, 6);
    size_t at = 70;
    for (size_t i = at; i < series.count; i++) {
        series.values[i] += 21.0 * (double)(i - at); /* 42 a minute in buckets of 30 s */
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RAMP);
    g_assert_cmpfloat(fabs(onset.slope - 42), <, 2);
    g_assert_cmpint(labs((long)(onset.bucket - (gssize)at)), <=, 3);
    series_clear(&series);
}

/* A release that began six minutes ago: four buckets of twelve reach no rank, but lie apart. */
static void a_ramp_in_a_short_series_is_found(void)
{
    const double values[] = {5, 5, 5, 5, 5, 6, 9.5, 16.5, 23.5, 30.5, 37.5, 40};
    struct series series;
    series_init(&series, 0, MINUTE_MS / 2, G_N_ELEMENTS(values));
    for (size_t i = 0; i < series.count; i++) {
        series.values[i] = values[i];
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RAMP);
    g_assert_cmpint(labs((long)onset.bucket - 5), <=, 1);
    series_clear(&series);
}

static void a_ramp_over_the_whole_range_is_found(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    struct series series = noise(random, 300, 6);
    for (size_t i = 0; i < series.count; i++) {
        series.values[i] += 21.0 * (double)i;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RAMP);
    g_assert_cmpfloat(fabs(onset.slope - 42), <, 2);
    series_clear(&series);
}

static void traffic_that_stops_is_silence(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    struct series series = noise(random, 200, 10);
    for (size_t i = 100; i < series.count; i++) {
        series.values[i] = 0;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_SILENCE);
    g_assert_cmpint(onset.bucket, ==, 100);
    series_clear(&series);
}

static void data_that_ends_is_silence(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(9);
    struct series series = noise(random, 200, 10);
    for (size_t i = 110; i < series.count; i++) {
        series.values[i] = (double)NAN;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_SILENCE);
    g_assert_cmpint(onset.bucket, ==, 110);
    series_clear(&series);
}

static void a_daily_shape_is_no_onset_but_a_step_on_it_is(void)
{
    struct series series;
    size_t day = 96; /* buckets of a quarter of an hour */
    series_init(&series, 0, 15 * MINUTE_MS, 4 * day);
    g_autoptr(GRand) random = g_rand_new_with_seed(10);
    for (size_t i = 0; i < series.count; i++) {
        double phase = 2 * G_PI * (double)(i % day) / (double)day;
        series.values[i] = 1000 + 800 * sin(phase) + 20 * (g_rand_double(random) - 0.5);
    }
    g_assert_cmpint(onset_find(&series).kind, ==, ONSET_NONE);
    for (size_t i = series.count - 10; i < series.count; i++) {
        series.values[i] += 900;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RISE);
    g_assert_cmpint(labs((long)(onset.bucket - (gssize)(series.count - 10))), <=, 1);
    series_clear(&series);
}

/* Four weeks in hours, the weekend a fifth of the working days, that end on a Saturday. */
static struct series weeks(GRand *random)
{
    struct series series;
    series_init(&series, 0, 60 * MINUTE_MS, 26 * 24);
    for (size_t i = 0; i < series.count; i++) {
        bool weekend = i / 24 % 7 >= 4 && i / 24 % 7 <= 5;
        double phase = 2 * G_PI * (double)(i % 24) / 24;
        double value = (1000 + 300 * sin(phase)) * (weekend ? 0.2 : 1);
        series.values[i] = value * (0.97 + 0.06 * g_rand_double(random));
    }
    return series;
}

static void a_weekend_is_no_onset_but_what_it_lacks_is(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(12);
    struct series series = weeks(random);
    g_assert_cmpint(onset_season(&series).kind, ==, SEASON_WEEK);
    g_assert_cmpint(onset_find(&series).kind, ==, ONSET_NONE);
    size_t at = series.count - 10;
    for (size_t i = at; i < series.count; i++) {
        series.values[i] += 900;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RISE);
    g_assert_cmpint(labs((long)(onset.bucket - (gssize)at)), <=, 1);
    series_clear(&series);
}

/* Where every day is alike the day tells, with seven times as many values. */
static void days_that_are_alike_are_no_week(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(13);
    struct series series;
    series_init(&series, 0, 60 * MINUTE_MS, 28 * 24);
    for (size_t i = 0; i < series.count; i++) {
        double phase = 2 * G_PI * (double)(i % 24) / 24;
        series.values[i] = 1000 + 300 * sin(phase) + 40 * g_rand_double(random);
    }
    g_assert_cmpint(onset_season(&series).kind, ==, SEASON_DAY);
    series.count = 36;
    g_assert_cmpint(onset_season(&series).kind, ==, SEASON_NONE);
    series.count = 28 * 24;
    series_clear(&series);
}

/* Buckets of a day have a week, but no times of day. */
static void usual_is_of_the_day_of_the_week_once_enough_weeks_tell(void)
{
    struct series series;
    series_init(&series, 0, 24 * 60 * MINUTE_MS, 42);
    for (size_t i = 0; i < series.count; i++) {
        series.values[i] = i % 7 >= 5 ? 100 : 900;
    }
    struct usual few = usual_of(&series, 27);
    g_assert_cmpint(few.season, ==, SEASON_NONE);
    struct usual enough = usual_of(&series, 41);
    g_assert_cmpint(enough.season, ==, SEASON_WEEK);
    g_assert_cmpfloat(enough.median, ==, 100);
    g_assert_cmpuint(enough.samples, ==, 5);
    series_clear(&series);
}

static void failures_out_of_nothing_are_a_rise(void)
{
    struct series series;
    series_init(&series, 0, 30000, BUCKETS);
    for (size_t i = 0; i < series.count; i++) {
        series.values[i] = i >= 112 ? 0.6 + 0.05 * (double)(i % 3) : 0;
    }
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RISE);
    g_assert_cmpint(onset.bucket, ==, 112);
    series_clear(&series);
}

static void too_few_buckets_say_nothing(void)
{
    struct series series;
    series_init(&series, 0, 30000, BUCKETS);
    for (size_t i = 0; i < ONSET_LEAST_BUCKETS - 1; i++) {
        series.values[i] = i > 8 ? 1000 : 1;
    }
    g_assert_cmpint(onset_find(&series).kind, ==, ONSET_NONE);
    series_clear(&series);
}

static void usual_is_the_median_and_its_band(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    struct series series = noise(random, 200, 10);
    struct usual usual = usual_of(&series, 100);
    g_assert_cmpfloat(fabs(usual.median - 200), <, 5);
    g_assert_cmpfloat(usual.low, >, 150);
    g_assert_cmpfloat(usual.high, <, 250);
    g_assert_cmpuint(usual.samples, ==, 100);
    series_clear(&series);
}

/* Four days say too little of one time of day: all of them tell, and that it is all. */
static void usual_is_of_the_time_of_day_once_enough_days_tell(void)
{
    struct series series;
    size_t day = 24;
    series_init(&series, 0, 60 * MINUTE_MS, 8 * day);
    for (size_t i = 0; i < series.count; i++) {
        series.values[i] = i % day == 3 ? 900 : 100;
    }
    struct usual few = usual_of(&series, (gssize)(4 * day + 3));
    g_assert_cmpint(few.season, ==, SEASON_NONE);
    g_assert_cmpuint(few.samples, ==, 4 * day + 3);
    g_assert_cmpfloat(few.median, ==, 100);
    struct usual enough = usual_of(&series, (gssize)(6 * day + 3));
    g_assert_cmpint(enough.season, ==, SEASON_DAY);
    g_assert_cmpuint(enough.samples, ==, 6);
    g_assert_cmpfloat(enough.median, ==, 900);
    series_clear(&series);
}

/* Of few calls a bucket, now and then one that always took long is the slowest. */
static void a_step_of_what_had_outliers_before_is_found_at_its_bucket(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(19);
    int found = 0, placed = 0;
    for (int i = 0; i < 500; i++) {
        struct series series = noise(random, 160, 6);
        for (size_t k = 0; k < series.count; k++) {
            bool newer = k >= 80, outlier = g_rand_double(random) < 0.25;
            series.values[k] *= newer ? 11 : outlier ? 7 : 1;
        }
        struct onset onset = onset_find(&series);
        found += onset.kind == ONSET_LEVEL_UP;
        placed += onset.bucket >= 79 && onset.bucket <= 81;
        series_clear(&series);
    }
    g_assert_cmpint(found, >=, 498);
    g_assert_cmpint(placed, >=, 495);
}

/* --- what is told first --- */

/* Told by a wrap (ONSET_WRAPS in the Makefile): each series is looked at whole. */
static bool looks_whole;

struct points;
bool __real_points_may_part(struct points *points);
bool __wrap_points_may_part(struct points *points);

bool __wrap_points_may_part(struct points *points)
{
    return looks_whole || __real_points_may_part(points);
}

static struct onset find_whole(const struct series *series)
{
    looks_whole = true;
    struct onset onset = onset_find(series);
    looks_whole = false;
    return onset;
}

/* Noise, counts or heavy tails, that may step or climb somewhere. */
static struct series any_series(GRand *random)
{
    struct series series = noise(random, 0, 1);
    size_t at = (size_t)g_rand_int_range(random, 0, BUCKETS);
    double factor = g_rand_double_range(random, 0.3, 3), slope = g_rand_double_range(random, -1, 3);
    int family = g_rand_int_range(random, 0, 3), change = g_rand_int_range(random, 0, 3);
    for (size_t i = 0; i < series.count; i++) {
        double value = series.values[i];
        value = family == 0   ? 100 + 15 * value
                : family == 1 ? floor(fabs(2 * value))
                              : 10 * exp(2 * value);
        value *= change == 1 && i >= at ? factor : 1;
        series.values[i] = value + (change == 2 && i >= at ? slope * (double)(i - at) : 0);
    }
    series.count = (size_t)g_rand_int_range(random, 1, BUCKETS + 1);
    return series;
}

/* That none can stand is told of most series before they are looked at whole: it misses none. */
static void nothing_is_missed_by_what_is_told_first(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(31);
    int moved = 0;
    for (int i = 0; i < 20000; i++) {
        struct series series = any_series(random);
        struct onset whole = find_whole(&series), found = onset_find(&series);
        g_assert_cmpint(found.kind, ==, whole.kind);
        g_assert_cmpint(found.bucket, ==, whole.bucket);
        g_assert_cmpfloat(found.score, ==, whole.score);
        moved += found.kind != ONSET_NONE;
        series_clear(&series);
    }
    g_assert_cmpint(moved, >, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/onset/quiet series have none", quiet_series_have_no_onset);
    g_test_add_func("/onset/heavy tails have none", heavy_tails_have_no_onset);
    g_test_add_func("/onset/a rise four minutes ago is found at its bucket",
                    a_rise_four_minutes_ago_is_found_at_its_bucket);
    g_test_add_func("/onset/a step of what had outliers before is found at its bucket",
                    a_step_of_what_had_outliers_before_is_found_at_its_bucket);
    g_test_add_func("/onset/a drop is found at its bucket", a_drop_is_found_at_its_bucket);
    g_test_add_func("/onset/a level that holds is a level shift",
                    a_level_that_holds_is_a_level_shift);
    g_test_add_func("/onset/what came back or goes on is no new level",
                    what_came_back_or_goes_on_is_no_new_level);
    g_test_add_func("/onset/a fall is one also where it holds", a_fall_is_one_also_where_it_holds);
    g_test_add_func("/onset/a doubling near the end is found", a_small_rise_near_the_end_is_found);
    g_test_add_func("/onset/a single outlier is none", a_single_outlier_is_no_onset);
    g_test_add_func("/onset/the bucket still filling does not count",
                    the_bucket_that_is_still_filling_does_not_count);
    g_test_add_func("/onset/a leak is a ramp with its slope", a_leak_is_a_ramp_with_its_slope);
    g_test_add_func("/onset/a ramp in a short series is found", a_ramp_in_a_short_series_is_found);
    g_test_add_func("/onset/a ramp over the whole range is found",
                    a_ramp_over_the_whole_range_is_found);
    g_test_add_func("/onset/traffic that stops is silence", traffic_that_stops_is_silence);
    g_test_add_func("/onset/data that ends is silence", data_that_ends_is_silence);
    g_test_add_func("/onset/a daily shape is none, a step on it is one",
                    a_daily_shape_is_no_onset_but_a_step_on_it_is);
    g_test_add_func("/onset/a weekend is none, what it lacks is one",
                    a_weekend_is_no_onset_but_what_it_lacks_is);
    g_test_add_func("/onset/days that are alike are no week", days_that_are_alike_are_no_week);
    g_test_add_func("/onset/usual is of the day of the week once enough weeks tell",
                    usual_is_of_the_day_of_the_week_once_enough_weeks_tell);
    g_test_add_func("/onset/failures out of nothing are a rise",
                    failures_out_of_nothing_are_a_rise);
    g_test_add_func("/onset/too few buckets say nothing", too_few_buckets_say_nothing);
    g_test_add_func("/onset/nothing is missed by what is told first",
                    nothing_is_missed_by_what_is_told_first);
    g_test_add_func("/onset/usual is the median and its band", usual_is_the_median_and_its_band);
    g_test_add_func("/onset/usual is of the time of day once enough days tell",
                    usual_is_of_the_time_of_day_once_enough_days_tell);
    return g_test_run();
}
