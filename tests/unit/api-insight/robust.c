/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/robust.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void the_median_is_that_of_the_sorted_values(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (int round = 0; round < 5000; round++) {
        double values[64], sorted[64];
        size_t count = (size_t)g_rand_int_range(random, 1, G_N_ELEMENTS(values) + 1);
        int32_t kinds = g_rand_int_range(random, 1, 100);
        for (size_t i = 0; i < count; i++)
            sorted[i] = values[i] = g_rand_int_range(random, -kinds, kinds) / 8.0;
        qsort(sorted, count, sizeof *sorted, by_size);
        double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        g_assert_cmpfloat(robust_median(values, count), ==, median);
        qsort(values, count, sizeof *values, by_size);
        g_assert_cmpmem(values, count * sizeof *values, sorted, count * sizeof *sorted);
    }
    g_assert_cmpfloat(robust_median(NULL, 0), ==, 0);
}

/* Of any number, whole blocks and halves or not; equal values by their places. */
static void the_order_is_that_of_a_stable_sort(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(2);
    for (int round = 0; round < 3000; round++) {
        double values[300];
        guint order[300];
        size_t count = (size_t)g_rand_int_range(random, 0, G_N_ELEMENTS(values) + 1);
        int32_t kinds = g_rand_int_range(random, 1, 400);
        for (size_t i = 0; i < count; i++)
            values[i] = g_rand_int_range(random, 0, kinds);
        robust_order(values, count, order);
        for (size_t i = 1; i < count; i++) {
            double a = values[order[i - 1]], b = values[order[i]];
            g_assert_true(a < b || (a == b && order[i - 1] < order[i]));
        }
    }
}

static void prefix_costs_are_the_sums_of_deviations(void)
{
    const double values[] = {4, 1, 7, 7, 2, 9};
    const double sums[] = {0, 0, 3, 6, 9, 11, 16}, middles[] = {0, 4, 2.5, 4, 5.5, 4, 5.5};
    const double newer_sums[] = {0, 0, 7, 7, 7, 13, 16},
                 newer_middles[] = {0, 9, 5.5, 7, 7, 7, 5.5};
    guint order[6];
    double costs[7], medians[7], newer_costs[7], newer_medians[7];
    struct robust_costs older = {costs, medians}, newer = {newer_costs, newer_medians};
    robust_order(values, 6, order);
    robust_prefix_costs(values, order, 6, &older, &newer);
    for (size_t n = 0; n <= 6; n++) {
        g_assert_cmpfloat(costs[n], ==, sums[n]);
        g_assert_cmpfloat(medians[n], ==, middles[n]);
        g_assert_cmpfloat(newer_costs[n], ==, newer_sums[n]);
        g_assert_cmpfloat(newer_medians[n], ==, newer_middles[n]);
    }
}

static double cost_around(const double *values, size_t count, double middle)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += fabs(values[i] - middle);
    return sum;
}

/* Halves, so that sums are exact; few kinds, so that many are equal. */
static void prefix_costs_of_any_values_are_those_of_each_side(void)
{
    enum { MOST = 90 };
    g_autoptr(GRand) random = g_rand_new_with_seed(2);
    for (int round = 0; round < 300; round++) {
        double values[MOST], scratch[MOST], room[4][MOST + 1];
        guint order[MOST];
        size_t count = (size_t)g_rand_int_range(random, 0, MOST + 1);
        int32_t kinds = g_rand_int_range(random, 1, 100);
        for (size_t i = 0; i < count; i++)
            values[i] = g_rand_int_range(random, -kinds, kinds) / 2.0;
        struct robust_costs older = {room[0], room[1]}, newer = {room[2], room[3]};
        robust_order(values, count, order);
        robust_prefix_costs(values, order, count, &older, &newer);
        for (size_t i = 1; i < count; i++)
            g_assert_cmpfloat(values[order[i - 1]], <=, values[order[i]]);
        for (size_t n = 0; n <= count; n++) {
            memcpy(scratch, values, n * sizeof *values);
            g_assert_cmpfloat(older.medians[n], ==, robust_median(scratch, n));
            g_assert_cmpfloat(older.costs[n], ==, cost_around(values, n, older.medians[n]));
            memcpy(scratch, values + count - n, n * sizeof *values);
            g_assert_cmpfloat(newer.medians[n], ==, robust_median(scratch, n));
            g_assert_cmpfloat(newer.costs[n], ==,
                              cost_around(values + count - n, n, newer.medians[n]));
        }
    }
}

static void the_slope_of_halves_is_that_of_the_line_behind_outliers(void)
{
    double x[41], y[41], scratch[41];
    for (size_t i = 0; i < G_N_ELEMENTS(x); i++) {
        x[i] = 2 * (double)i;
        y[i] = i % 5 == 3 ? 1e6 : 7 - 3 * x[i];
    }
    g_assert_cmpfloat(robust_slope_of_halves(x, y, G_N_ELEMENTS(x), scratch), ==, -3);
    g_assert_cmpfloat(robust_slope_of_halves(x, y, 1, scratch), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/robust/the median is that of the sorted values",
                    the_median_is_that_of_the_sorted_values);
    g_test_add_func("/robust/the order is that of a stable sort",
                    the_order_is_that_of_a_stable_sort);
    g_test_add_func("/robust/prefix costs are the sums of deviations",
                    prefix_costs_are_the_sums_of_deviations);
    g_test_add_func("/robust/prefix costs of any values are those of each side",
                    prefix_costs_of_any_values_are_those_of_each_side);
    g_test_add_func("/robust/the slope of halves is that of the line behind outliers",
                    the_slope_of_halves_is_that_of_the_line_behind_outliers);
    return g_test_run();
}
