/* SPDX-License-Identifier: Apache-2.0
 *
 * The scoring of onset_bench, on cases worked out by hand from the published rules.
 */
#include "tests/support/nab_score.h"

#define ROWS 100

static const struct nab_window windows[] = {
    {40, 49},
    {80, 89}
};

/* The result of a detector that scores 1 in `at` (ends with -1) and 0 elsewhere. */
static struct nab_result result_of(const int *at, const struct nab_profile *profile)
{
    double scores[ROWS] = {0};
    for (; *at >= 0; at++)
        scores[*at] = 1;
    struct nab_series series = {ROWS, scores, G_N_ELEMENTS(windows), windows};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct nab_row));
    size_t count = 0;
    nab_add(rows, &series, profile, &count);
    g_assert_cmpint(count, ==, 2);
    return nab_best(rows, count, profile);
}

static double score_of(const int *at)
{
    return result_of(at, &nab_standard).score;
}

static void check(double value, double expected)
{
    g_assert_cmpfloat_with_epsilon(value, expected, 1e-4);
}

static void a_perfect_detector_scores_100(void)
{
    struct nab_result result = result_of((const int[]){40, 80, -1}, &nab_standard);
    check(result.score, 100);
    g_assert_cmpint(result.found, ==, 2);
    g_assert_cmpint(result.false_alarms, ==, 0);
}

static void a_detector_of_nothing_scores_0(void)
{
    check(score_of((const int[]){-1}), 0);
}

/* Half a window late: S(-0.5) / S(-1) = 0.84828 / 0.98661 = 0.85979, of a sum of -2 to 2. */
static void a_late_detection_is_worth_less(void)
{
    check(score_of((const int[]){45, 80, -1}), 100 * (0.85979 + 1 + 2) / 4);
}

static void only_the_earliest_detection_of_a_window_counts(void)
{
    check(score_of((const int[]){40, 41, 42, 49, 80, -1}), 100);
}

/* Before the first window and three widths behind one it costs 0.11 whole; one row behind a window
 * of ten 0.11 S(1/9) = 0.11 * -0.27085. */
static void a_false_alarm_costs_by_its_distance(void)
{
    check(score_of((const int[]){20, 40, 80, -1}), 100 * (4 - 0.11) / 4);
    check(score_of((const int[]){40, 50, 80, -1}), 100 * (4 - 0.11 * 0.27085) / 4);
    check(score_of((const int[]){40, 78, 80, -1}), 100 * (4 - 0.11) / 4);
}

static void the_first_rows_are_for_learning(void)
{
    check(score_of((const int[]){0, 7, 14, 40, 80, -1}), 100);
    check(score_of((const int[]){15, 40, 80, -1}), 100 * (4 - 0.11) / 4);
    g_assert_cmpint(nab_learning_rows(1000), ==, 150);
    g_assert_cmpint(nab_learning_rows(22695), ==, 750);
}

/* With 2 for a missed window, one found of two stands half way from -4 to 2. */
static void a_profile_weighs_what_is_missed(void)
{
    const struct nab_profile few_missed = {1, 2, 0.11};
    check(result_of((const int[]){40, -1}, &few_missed).score, 50);
    check(score_of((const int[]){40, -1}), 50);
}

static void the_threshold_is_the_best_of_all_series_together(void)
{
    double first[ROWS] = {[20] = 0.2, [40] = 0.9, [80] = 0.7}, second[ROWS] = {[30] = 0.8};
    struct nab_series found = {ROWS, first, G_N_ELEMENTS(windows), windows};
    struct nab_series quiet = {ROWS, second, 0, NULL};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct nab_row));
    size_t count = 0;
    nab_add(rows, &found, &nab_standard, &count);
    nab_add(rows, &quiet, &nab_standard, &count);
    struct nab_result result = nab_best(rows, count, &nab_standard);
    check(result.threshold, 0.7);
    check(result.score, 100 * (4 - 0.11) / 4);
    g_assert_cmpint(result.false_alarms, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nab score/a perfect detector scores 100", a_perfect_detector_scores_100);
    g_test_add_func("/nab score/a detector of nothing scores 0", a_detector_of_nothing_scores_0);
    g_test_add_func("/nab score/a late detection is worth less", a_late_detection_is_worth_less);
    g_test_add_func("/nab score/only the earliest detection of a window counts",
                    only_the_earliest_detection_of_a_window_counts);
    g_test_add_func("/nab score/a false alarm costs by its distance",
                    a_false_alarm_costs_by_its_distance);
    g_test_add_func("/nab score/the first rows are for learning", the_first_rows_are_for_learning);
    g_test_add_func("/nab score/a profile weighs what is missed", a_profile_weighs_what_is_missed);
    g_test_add_func("/nab score/the threshold is the best of all series together",
                    the_threshold_is_the_best_of_all_series_together);
    return g_test_run();
}
