/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_stream.h"

#include <math.h>
#include <string.h>

#define MINUTE_MS 60000
#define START_MS  (INT64_C(1795000000000))
#define LENGTH    300

static double normal(GRand *random)
{
    return sqrt(-2 * log(1 - g_rand_double(random))) * cos(2 * G_PI * g_rand_double(random));
}

/* The verdict of the batch on the same prefix: the last `window` of values[0..count). */
static struct onset batch(const double *values, size_t count, size_t window, int64_t interval_ms)
{
    size_t from = count > window ? count - window : 0;
    struct series series;
    series_init(&series, START_MS + (int64_t)from * interval_ms, interval_ms, count - from);
    memcpy(series.values, values + from, (count - from) * sizeof *values);
    struct onset onset = onset_find(&series);
    series_clear(&series);
    return onset;
}

static void check_same(const struct onset *a, const struct onset *b)
{
    g_assert_cmpint(a->kind, ==, b->kind);
    g_assert_cmpint(a->bucket, ==, b->bucket);
    g_assert_cmpint(a->time_ms, ==, b->time_ms);
    g_assert_cmpfloat(a->before, ==, b->before);
    g_assert_cmpfloat(a->after, ==, b->after);
    g_assert_cmpfloat(a->spread, ==, b->spread);
    g_assert_cmpfloat(a->score, ==, b->score);
    g_assert_cmpfloat(a->slope, ==, b->slope);
    g_assert_cmpint(a->ongoing, ==, b->ongoing);
}

/* `held` buckets are in the window; the ramp was `looked` buckets long when it was found, `since`
 * buckets ago. */
static void check_carried(const struct onset *verdict, const struct onset *found, size_t held,
                          size_t looked, size_t since, int64_t interval_ms)
{
    double minutes = (double)((gssize)held - 1 - verdict->bucket) * (double)interval_ms / MINUTE_MS;
    g_assert_cmpint(found->kind, ==, ONSET_RAMP);
    g_assert_cmpint(verdict->time_ms, ==, found->time_ms);
    g_assert_cmpfloat(verdict->before, ==, found->before);
    g_assert_cmpfloat(verdict->slope, ==, found->slope);
    g_assert_cmpfloat(verdict->spread, ==, found->spread);
    g_assert_cmpfloat_with_epsilon(verdict->after, found->before + found->slope * minutes, 1e-6);
    g_assert_true(verdict->ongoing);
    g_assert_cmpuint(4 * since, <, looked);
}

/* Feeds `values` and compares after each with the batch; returns how many prefixes had an onset.
 * Where no ramp was looked for, a ramp that stood is carried, or what differs from the batch is a
 * ramp that it has. */
static int follow(const double *values, size_t count, size_t window, int64_t interval_ms)
{
    g_autoptr(onset_stream) stream = onset_stream_new(START_MS, interval_ms, window);
    struct onset found = {0};
    size_t looked = 0, at = 0;
    int onsets = 0;
    for (size_t n = 1; n <= count; n++) {
        onset_stream_add(stream, values[n - 1]);
        struct onset expected = batch(values, n, window, interval_ms);
        struct onset verdict = onset_stream_verdict(stream);
        size_t held = onset_stream_series(stream).count;
        if (onset_stream_looked(stream)) {
            check_same(&verdict, &expected);
            found = verdict;
            at = n;
            looked = verdict.kind == ONSET_RAMP ? held - (size_t)verdict.bucket : 0;
        } else if (verdict.kind == ONSET_RAMP) {
            check_carried(&verdict, &found, held, looked, n - at, interval_ms);
        } else if (expected.kind != ONSET_RAMP) {
            check_same(&verdict, &expected);
        }
        onsets += verdict.kind != ONSET_NONE;
    }
    return onsets;
}

enum story { QUIET, RISE, DROP, SILENCE, ENDS, RAMP, SPIKES, GAPS, STORIES };

/* A level of 200 in which the story happens at bucket `at`. */
static double told(enum story story, size_t bucket, size_t at, GRand *random)
{
    double value = 200 + 12 * normal(random);
    double since = bucket >= at ? (double)(bucket - at) : -1;
    if (since < 0)
        return story == GAPS && g_rand_int_range(random, 0, 3) == 0 ? (double)NAN : value;
    if (story == RISE || story == GAPS)
        return value * 3;
    if (story == DROP)
        return value / 4;
    if (story == SILENCE)
        return 0;
    if (story == ENDS)
        return (double)NAN;
    if (story == RAMP)
        return value + 9 * since;
    if (story == SPIKES && g_rand_int_range(random, 0, 12) == 0)
        return value * 20;
    return value;
}

static void every_prefix_has_the_verdict_of_the_batch(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    int onsets[STORIES] = {0};
    for (int round = 0; round < 4 * STORIES; round++) {
        double values[LENGTH];
        size_t at = (size_t)g_rand_int_range(random, 30, LENGTH - 30);
        size_t window = (size_t)g_rand_int_range(random, 12, 130);
        for (size_t i = 0; i < LENGTH; i++)
            values[i] = told(round % STORIES, i, at, random);
        onsets[round % STORIES] += follow(values, LENGTH, window, MINUTE_MS / 2);
    }
    g_assert_cmpint(onsets[QUIET], <=, LENGTH * 4 / 100);
    for (enum story story = RISE; story <= RAMP; story++)
        g_assert_cmpint(onsets[story], >, 20);
}

static void few_kinds_of_values_have_the_verdict_of_the_batch(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(6);
    for (int round = 0; round < 60; round++) {
        double values[80];
        int32_t kinds = g_rand_int_range(random, 1, 5);
        for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
            int32_t dice = g_rand_int_range(random, 0, kinds + 1);
            values[i] = dice ? dice - 1 + (i > 60 ? kinds : 0) : round % 2 ? (double)NAN : 0;
        }
        follow(values, G_N_ELEMENTS(values), 20 + (size_t)round, MINUTE_MS);
    }
}

static void two_days_with_their_shape_have_the_verdict_of_the_batch(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    double values[120];
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        values[i] =
            500 + 300 * sin(2 * G_PI * (double)i / 24) + 10 * normal(random) + (i > 90 ? 900 : 0);
    g_assert_cmpint(follow(values, G_N_ELEMENTS(values), 96, 60 * MINUTE_MS), >, 10);
}

/* What repeats, in a window of `buckets` of `hours`; the weekend has a third. `rest` 0 = as made, 1
 * = whole numbers, many alike, 2 = every third bucket has no data. */
static int follow_season(size_t buckets, int hours, int rest, enum story story, GRand *random)
{
    double values[LENGTH];
    size_t at = (size_t)g_rand_int_range(random, LENGTH / 2, LENGTH - 30);
    for (size_t i = 0; i < LENGTH; i++) {
        double part = (double)i * hours / 24;
        double shape = (1 + 0.7 * sin(2 * G_PI * part)) * (fmod(part, 7) < 5 ? 1 : 1 / 3.0);
        double value = told(story, i, at, random) * shape;
        bool none = rest == 2 && g_rand_int_range(random, 0, 3) == 0;
        values[i] = none ? (double)NAN : rest == 1 ? floor(value / 80) : value;
    }
    return follow(values, LENGTH, buckets, hours * 60 * MINUTE_MS);
}

static void days_and_weeks_have_the_verdict_of_the_batch(void)
{
    static const struct {
        size_t buckets;
        int hours;
    } windows[] = {
        {48,  1 }, /* two days, no more */
        {100, 1 }, /* no whole days */
        {12,  6 }, /* three days, fewer than are looked through before they are looked at whole */
        {84,  6 }, /* three weeks, no more */
        {131, 6 },
        {60,  24}, /* no times of day */
        {90,  5 }, /* which do not fill a day */
        {200, 12},
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    int onsets = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++)
        for (int rest = 0; rest < 3; rest++)
            onsets += follow_season(windows[i].buckets, windows[i].hours, rest,
                                    (enum story)((i + (size_t)rest) % STORIES), random);
    g_assert_cmpint(onsets, >, 200);
}

/* What lies off its time of day by more than a double holds is still one of the points. */
static void what_overflows_is_borne(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    g_autoptr(onset_stream) stream = onset_stream_new(START_MS, 60 * MINUTE_MS, 60);
    for (size_t i = 0; i < 200; i++) {
        double sign = g_rand_boolean(random) ? 1 : -1;
        onset_stream_add(stream, i % 7 ? sign * 1.7e308 : (double)NAN);
    }
    g_assert_cmpuint(onset_stream_series(stream).count, ==, 60);
}

/* Of a ramp of `length` buckets behind 100 flat ones: at which the batch, and the stream, first
 * tell it; how many buckets they differ at. */
struct told_ramp {
    size_t batch, stream, differ, looked;
};

static struct told_ramp tell_ramp(size_t length, double slope, GRand *random)
{
    struct told_ramp told = {0};
    double values[LENGTH];
    g_autoptr(onset_stream) stream = onset_stream_new(START_MS, MINUTE_MS, 120);
    for (size_t i = 0; i < 100 + length; i++) {
        values[i] = 200 + 12 * normal(random) + (i >= 100 ? slope * (double)(i - 100) : 0);
        onset_stream_add(stream, values[i]);
        bool ramp = batch(values, i + 1, 120, MINUTE_MS).kind == ONSET_RAMP;
        bool streamed = onset_stream_verdict(stream).kind == ONSET_RAMP;
        if (i < 100)
            continue;
        told.batch = ramp && !told.batch ? i - 99 : told.batch;
        told.stream = streamed && !told.stream ? i - 99 : told.stream;
        told.differ += ramp != streamed;
        told.looked += onset_stream_looked(stream);
    }
    return told;
}

static void a_ramp_is_told_before_it_is_much_longer_than_the_batch_needs(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(9);
    size_t differ = 0, looked = 0, rounds = 60, length = 90;
    for (size_t round = 0; round < rounds; round++) {
        struct told_ramp told = tell_ramp(length, 4 + (double)(round % 10), random);
        g_assert_cmpuint(told.batch, >, 0);
        g_assert_cmpuint(told.stream, >, 0);
        g_assert_cmpuint(4 * told.stream, <=, 5 * told.batch + 4);
        differ += told.differ;
        looked += told.looked;
    }
    g_assert_cmpuint(50 * differ, <, rounds * length);
    g_assert_cmpuint(3 * looked, <, rounds * length);
}

/* What falls back is told so at its second bucket, not when the ramp would be looked for next. */
static void a_ramp_that_is_left_is_looked_for_again_at_once(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(10);
    g_autoptr(onset_stream) stream = onset_stream_new(START_MS, MINUTE_MS, 120);
    for (size_t i = 0; i < 100; i++)
        onset_stream_add(stream, 200 + 6 * normal(random) + (i >= 60 ? 20 * (double)(i - 60) : 0));
    g_assert_cmpint(onset_stream_verdict(stream).kind, ==, ONSET_RAMP);
    onset_stream_add(stream, 200);
    onset_stream_add(stream, 200);
    g_assert_true(onset_stream_looked(stream));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/onset stream/every prefix has the verdict of the batch",
                    every_prefix_has_the_verdict_of_the_batch);
    g_test_add_func("/onset stream/few kinds of values have the verdict of the batch",
                    few_kinds_of_values_have_the_verdict_of_the_batch);
    g_test_add_func("/onset stream/two days with their shape have the verdict of the batch",
                    two_days_with_their_shape_have_the_verdict_of_the_batch);
    g_test_add_func("/onset stream/days and weeks have the verdict of the batch",
                    days_and_weeks_have_the_verdict_of_the_batch);
    g_test_add_func("/onset stream/what overflows is borne", what_overflows_is_borne);
    g_test_add_func("/onset stream/a ramp is told before it is much longer than the batch needs",
                    a_ramp_is_told_before_it_is_much_longer_than_the_batch_needs);
    g_test_add_func("/onset stream/a ramp that is left is looked for again at once",
                    a_ramp_that_is_left_is_looked_for_again_at_once);
    return g_test_run();
}
