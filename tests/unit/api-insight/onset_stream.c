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

/* Feeds `values` and compares after each; returns how many prefixes had an onset. */
static int follow(const double *values, size_t count, size_t window, int64_t interval_ms)
{
    g_autoptr(onset_stream) stream = onset_stream_new(START_MS, interval_ms, window);
    int onsets = 0;
    for (size_t n = 1; n <= count; n++) {
        onset_stream_add(stream, values[n - 1]);
        struct onset expected = batch(values, n, window, interval_ms);
        struct onset verdict = onset_stream_verdict(stream);
        check_same(&verdict, &expected);
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

static void asking_or_not_leaves_the_next_verdict_as_it_is(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    g_autoptr(onset_stream) asked = onset_stream_new(START_MS, MINUTE_MS, 60);
    g_autoptr(onset_stream) silent = onset_stream_new(START_MS, MINUTE_MS, 60);
    for (size_t i = 0; i < 200; i++) {
        double value = told(RISE, i, 180, random);
        onset_stream_add(asked, value);
        onset_stream_add(silent, value);
        onset_stream_verdict(asked);
        onset_stream_verdict(asked);
    }
    struct onset a = onset_stream_verdict(asked), b = onset_stream_verdict(silent);
    g_assert_cmpint(a.kind, ==, ONSET_RISE);
    g_assert_cmpint(a.time_ms, ==, START_MS + 180 * (int64_t)MINUTE_MS);
    check_same(&a, &b);
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
    g_test_add_func("/onset stream/asking or not leaves the next verdict as it is",
                    asking_or_not_leaves_the_next_verdict_as_it_is);
    return g_test_run();
}
