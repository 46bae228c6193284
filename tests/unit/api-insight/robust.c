/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/robust.h"

#include <glib.h>
#include <stdlib.h>

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

static void prefix_costs_are_the_sums_of_deviations(void)
{
    const double values[] = {4, 1, 7, 7, 2, 9};
    const double sums[] = {0, 0, 3, 6, 9, 11, 16}, middles[] = {0, 4, 2.5, 4, 5.5, 4, 5.5};
    double costs[7], medians[7];
    robust_prefix_costs(values, 6, 1, costs, medians);
    for (size_t n = 0; n <= 6; n++) {
        g_assert_cmpfloat(costs[n], ==, sums[n]);
        g_assert_cmpfloat(medians[n], ==, middles[n]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/robust/the median is that of the sorted values",
                    the_median_is_that_of_the_sorted_values);
    g_test_add_func("/robust/prefix costs are the sums of deviations",
                    prefix_costs_are_the_sums_of_deviations);
    return g_test_run();
}
