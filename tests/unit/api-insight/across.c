/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/across.h"

#include <math.h>

#define BUCKETS 120
#define STEP_MS 30000
#define START   (INT64_C(1000000) * 60000)
#define DEPLOY  60 /* in this bucket */

static int64_t at(size_t bucket)
{
    return START + (int64_t)bucket * STEP_MS;
}

/* Around `level`, a tenth of it wide. */
static struct series quiet(guint32 seed, double level)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    struct series series;
    series_init(&series, START, STEP_MS, BUCKETS);
    for (size_t i = 0; i < series.count; i++) {
        series.values[i] = level * g_rand_double_range(random, 0.95, 1.05);
    }
    return series;
}

static void multiply(struct series *series, size_t from, size_t to, double factor)
{
    for (size_t i = from; i < to; i++) {
        series->values[i] *= factor;
    }
}

static void what_moved_after_the_deploy_moved(void)
{
    struct series series = quiet(1, 200);
    multiply(&series, DEPLOY + 4, BUCKETS, 3);
    struct across across = across_find(&series, at(DEPLOY) + 7000, 0);
    g_assert_cmpint(across.verdict, ==, ACROSS_MOVED);
    g_assert_cmpint(across.onset.time_ms, ==, at(DEPLOY + 4));
    g_assert_cmpfloat_with_epsilon(across.before, 200, 10);
    g_assert_cmpfloat_with_epsilon(across.after, 600, 30);
    g_assert_cmpuint(across.n_before, ==, DEPLOY);
    g_assert_cmpuint(across.n_after, ==, BUCKETS - DEPLOY - 1); /* its own bucket is of both */
    series_clear(&series);
}

static void what_moved_before_it_did_not_move_with_it(void)
{
    struct series series = quiet(2, 200);
    multiply(&series, 40, BUCKETS, 3);
    struct across across = across_find(&series, at(DEPLOY), 0);
    g_assert_cmpint(across.verdict, ==, ACROSS_EARLIER);
    g_assert_cmpint(across.onset.time_ms, ==, at(40));
    series_clear(&series);
}

static void what_moved_before_and_again_moved(void)
{
    struct series series = quiet(3, 200);
    multiply(&series, 30, BUCKETS, 8);
    multiply(&series, DEPLOY + 2, BUCKETS, 2);
    struct across across = across_find(&series, at(DEPLOY), 0);
    g_assert_cmpint(across.verdict, ==, ACROSS_MOVED);
    g_assert_cmpint(across.onset.time_ms, ==, at(DEPLOY + 2));
    series_clear(&series);
}

static void the_next_deploy_ends_what_is_looked_at(void)
{
    struct series series = quiet(4, 200);
    multiply(&series, 90, BUCKETS, 5);
    g_assert_cmpint(across_find(&series, at(DEPLOY), 0).verdict, ==, ACROSS_MOVED);
    struct across across = across_find(&series, at(DEPLOY), at(85));
    g_assert_cmpint(across.verdict, ==, ACROSS_SAME);
    g_assert_cmpint(across.end_ms, ==, at(85));
    series_clear(&series);
}

static void quiet_series_are_as_before(void)
{
    int moved = 0;
    for (guint32 seed = 0; seed < 500; seed++) {
        struct series series = quiet(seed, 200);
        moved += across_find(&series, at(DEPLOY), 0).verdict != ACROSS_SAME;
        series_clear(&series);
    }
    g_assert_cmpint(moved, <=, 2);
}

static void silence_is_a_move(void)
{
    struct series series = quiet(5, 200);
    for (size_t i = DEPLOY; i < BUCKETS; i++) {
        series.values[i] = (double)NAN;
    }
    struct across across = across_find(&series, at(DEPLOY), 0);
    g_assert_cmpint(across.verdict, ==, ACROSS_MOVED);
    g_assert_cmpint(across.onset.kind, ==, ONSET_SILENCE);
    g_assert_true(isnan(across.after)); /* none, which is not 0 */
    series_clear(&series);
}

static void too_little_on_a_side_is_not_known(void)
{
    struct series series = quiet(6, 200);
    multiply(&series, DEPLOY, BUCKETS, 9);
    g_assert_cmpint(across_find(&series, at(3), 0).verdict, ==, ACROSS_UNKNOWN);
    g_assert_cmpint(across_find(&series, at(BUCKETS - 1), 0).verdict, ==, ACROSS_UNKNOWN);
    g_assert_cmpint(across_find(&series, at(BUCKETS + 50), 0).verdict, ==, ACROSS_UNKNOWN);
    g_assert_cmpint(across_find(&series, START - 90000000, 0).verdict, ==, ACROSS_UNKNOWN);
    g_assert_cmpint(across_find(&series, at(DEPLOY), at(DEPLOY) + 1).verdict, ==, ACROSS_UNKNOWN);
    series_clear(&series);
    struct series none = {.interval_ms = STEP_MS};
    g_assert_cmpint(across_find(&none, at(DEPLOY), 0).verdict, ==, ACROSS_UNKNOWN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/across/what moved after the deploy moved", what_moved_after_the_deploy_moved);
    g_test_add_func("/across/what moved before it did not move with it",
                    what_moved_before_it_did_not_move_with_it);
    g_test_add_func("/across/what moved before, and again, moved",
                    what_moved_before_and_again_moved);
    g_test_add_func("/across/the next deploy of the service ends what is looked at",
                    the_next_deploy_ends_what_is_looked_at);
    g_test_add_func("/across/500 quiet series: at most 2 are said to have moved",
                    quiet_series_are_as_before);
    g_test_add_func("/across/silence is a move, and no data is not 0", silence_is_a_move);
    g_test_add_func("/across/too little on a side is said to be so",
                    too_little_on_a_side_is_not_known);
    return g_test_run();
}
