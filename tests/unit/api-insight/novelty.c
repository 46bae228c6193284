/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/novelty.h"

#include "tests/support/quiet.h"

#define SERIES 250

/* What is scored at each of values[0..count). */
static void score_all(const double *values, size_t count, size_t before, struct novelty *out)
{
    g_autoptr(novelty_stream) stream = novelty_stream_new(before);
    for (size_t i = 0; i < count; i++)
        out[i] = novelty_stream_add(stream, values[i]);
}

static void make_noise(double *values, size_t count, uint32_t seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    for (size_t i = 0; i < count; i++)
        values[i] = 200 + 10 * quiet_normal(random);
}

static void an_outlier_is_unlike_its_second_is_not(void)
{
    double values[120];
    struct novelty scored[120];
    make_noise(values, 120, 1);
    values[80] = 900;
    values[100] = 899;
    score_all(values, 120, 120, scored);
    g_assert_cmpfloat(scored[80].score, >=, NOVELTY_MARK);
    g_assert_cmpfloat(scored[80].distance, ==, 900 - values[scored[80].nearest]);
    g_assert_cmpfloat(scored[100].score, ==, 0);
    g_assert_cmpuint(scored[100].nearest, ==, 80);
}

static void a_new_level_is_unlike_once(void)
{
    double values[120];
    struct novelty scored[120];
    make_noise(values, 120, 2);
    for (size_t i = 80; i < 120; i++)
        values[i] -= 150;
    score_all(values, 120, 120, scored);
    g_assert_cmpfloat(scored[80].score, >=, NOVELTY_MARK);
    for (size_t i = 81; i < 120; i++)
        g_assert_cmpfloat(scored[i].score, <, NOVELTY_MARK);
}

/* 900 among values of 200 is no record of height only: a value in a gap is as unlike. */
static void what_lies_between_two_levels_is_unlike(void)
{
    double values[200];
    struct novelty scored[200];
    make_noise(values, 200, 3);
    for (size_t i = 0; i < 200; i += 2)
        values[i] += 1000;
    values[150] = 700;
    score_all(values, 200, 200, scored);
    g_assert_cmpfloat(scored[150].score, >=, NOVELTY_MARK);
}

/* The score of 5 000 so many buckets after 9 000. */
static double score_after(size_t buckets)
{
    double values[400];
    struct novelty scored[400];
    make_noise(values, 400, 4);
    values[200] = 9000;
    values[200 + buckets] = 5000;
    score_all(values, 400, 400, scored);
    g_assert_cmpfloat(scored[200].score, >=, NOVELTY_MARK);
    return scored[200 + buckets].score;
}

static void what_is_less_unlike_than_lately_is_not_told(void)
{
    g_assert_cmpfloat(score_after(1), ==, 0);
    g_assert_cmpfloat(score_after(NOVELTY_TOLD), ==, 0);
    g_assert_cmpfloat(score_after(NOVELTY_TOLD + 1), >, 0.9);
}

/* Of n distances none scores more than 1 - 1 / n: the first to differ is no certainty. */
static void a_score_grows_with_what_was_seen(void)
{
    double values[2000] = {0};
    struct novelty scored[2000];
    for (size_t at = NOVELTY_LEAST - 1; at < 2000; at = 2 * at + 1) {
        double distances = (double)at + 1 - NOVELTY_LEAST;
        values[at] = 5;
        score_all(values, at + 1, NOVELTY_BEFORE, scored);
        g_assert_cmpfloat_with_epsilon(scored[at].score, fmax(0, 1 - 1 / distances), 1e-12);
        values[at] = 0;
    }
}

static double naive_distance(const double *values, size_t at, size_t before)
{
    double nearest = (double)INFINITY;
    for (size_t i = at, held = 0; i-- > 0 && held < before;) {
        held += isfinite(values[i]) != 0;
        if (isfinite(values[i]))
            nearest = fmin(nearest, fabs(values[at] - values[i]));
    }
    return nearest;
}

static void the_nearest_is_of_the_last_values_that_are_held(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    for (int round = 0; round < 60; round++) {
        double values[200];
        struct novelty scored[200];
        size_t before = (size_t)g_rand_int_range(random, 1, 60);
        for (size_t i = 0; i < 200; i++)
            values[i] = g_rand_int_range(random, 0, 8) ? g_rand_int_range(random, 0, 50 + round)
                                                       : (double)NAN;
        score_all(values, 200, before, scored);
        for (size_t i = 1; i < 200; i++) {
            double distance = naive_distance(values, i, before);
            if (!isfinite(values[i]) || !isfinite(distance))
                continue;
            g_assert_cmpfloat(scored[i].distance, ==, distance);
            g_assert_cmpfloat(fabs(values[i] - values[scored[i].nearest]), ==, distance);
        }
    }
}

static void what_cannot_be_judged_scores_nothing(void)
{
    double values[60], huge[60];
    struct novelty scored[60];
    make_noise(values, 60, 6);
    values[NOVELTY_LEAST - 1] = 900;
    values[40] = (double)NAN;
    values[41] = (double)INFINITY;
    score_all(values, 60, 60, scored);
    for (size_t i = 0; i < 60; i++)
        g_assert_cmpfloat(scored[i].score, <, NOVELTY_MARK);
    for (size_t i = 0; i < 60; i++)
        huge[i] = i % 2 ? 1.7e308 : -1.7e308;
    score_all(huge, 60, 60, scored);
    for (size_t i = 0; i < 60; i++)
        g_assert_cmpfloat(scored[i].score, ==, 0);
}

static void the_bucket_still_filling_is_not_marked(void)
{
    struct series series;
    series_init(&series, 0, QUIET_MINUTE_MS, 120);
    make_noise(series.values, 120, 7);
    series.values[119] = 0;
    g_autoptr(GArray) marks = novelty_marks(&series);
    g_assert_cmpuint(marks->len, ==, 1);
    g_assert_cmpuint(g_array_index(marks, struct novelty_mark, 0).bucket, ==, 119);
    series.incomplete = 1;
    g_autoptr(GArray) none = novelty_marks(&series);
    g_assert_cmpuint(none->len, ==, 0);
    series_clear(&series);
}

static void what_is_new_but_usual_is_not_marked(void)
{
    struct series series;
    series_init(&series, 0, QUIET_MINUTE_MS, 120);
    for (size_t i = 0; i < 120; i++)
        series.values[i] = 5 + (double)(i * 7 % 10 < 4);
    series.values[100] = 4;
    g_autoptr(GArray) none = novelty_marks(&series);
    g_assert_cmpuint(none->len, ==, 0);
    series.values[100] = 40;
    g_autoptr(GArray) marks = novelty_marks(&series);
    g_assert_cmpuint(marks->len, ==, 1);
    series_clear(&series);
}

static void quiet_buckets_are_marked_no_oftener_than_stated(gconstpointer data)
{
    const struct quiet_family *family = data;
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    size_t marked = 0, buckets = 0;
    for (int i = 0; i < SERIES; i++) {
        struct series series = quiet_make(family, random);
        g_autoptr(GArray) marks = novelty_marks(&series);
        marked += marks->len;
        buckets += series.count;
        series_clear(&series);
    }
    g_test_message("%s: %zu of %zu", family->name, marked, buckets);
    g_assert_cmpuint(1000 * marked, <=, NOVELTY_FALSE_MARKS * buckets);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/novelty/an outlier is unlike all before, its second is not",
                    an_outlier_is_unlike_its_second_is_not);
    g_test_add_func("/novelty/a new level is unlike once", a_new_level_is_unlike_once);
    g_test_add_func("/novelty/what lies between two levels is unlike",
                    what_lies_between_two_levels_is_unlike);
    g_test_add_func("/novelty/what is less unlike than lately is not told",
                    what_is_less_unlike_than_lately_is_not_told);
    g_test_add_func("/novelty/a score grows with what was seen", a_score_grows_with_what_was_seen);
    g_test_add_func("/novelty/the nearest is of the last values that are held",
                    the_nearest_is_of_the_last_values_that_are_held);
    g_test_add_func("/novelty/what cannot be judged scores nothing",
                    what_cannot_be_judged_scores_nothing);
    g_test_add_func("/novelty/the bucket still filling is not marked",
                    the_bucket_still_filling_is_not_marked);
    g_test_add_func("/novelty/what is new, but usual, is not marked",
                    what_is_new_but_usual_is_not_marked);
    for (size_t i = 0; i < G_N_ELEMENTS(quiet_families); i++) {
        g_autofree char *path = g_strdup_printf(
            "/novelty/quiet buckets are marked no oftener than stated/%s", quiet_families[i].name);
        g_test_add_data_func(path, &quiet_families[i],
                             quiet_buckets_are_marked_no_oftener_than_stated);
    }
    return g_test_run();
}
