/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/quantile.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#define MOST 20000

typedef double shape_fn(size_t i, GRand *random);

static double at_random(size_t i, GRand *random)
{
    (void)i;
    return g_rand_double_range(random, -1e6, 1e6);
}

static double rising(size_t i, GRand *random)
{
    (void)random;
    return (double)i;
}

static double falling(size_t i, GRand *random)
{
    (void)random;
    return -(double)i;
}

static double all_one(size_t i, GRand *random)
{
    (void)i, (void)random;
    return 7;
}

static double of_few(size_t i, GRand *random)
{
    (void)i;
    return g_rand_int_range(random, 0, 3);
}

/* Small where a sample at even steps looks, large elsewhere. */
static double hiding(size_t i, GRand *random)
{
    (void)random;
    return i % 667 == 0 ? 0 : (double)(i % 1000) + 1;
}

static double zigzag(size_t i, GRand *random)
{
    (void)random;
    return i % 2 ? (double)i : -(double)i;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double expected(const double *sorted, size_t count, double q)
{
    double rank = q * (double)(count - 1);
    size_t below = (size_t)rank;
    double next = sorted[MIN(below + 1, count - 1)];
    return sorted[below] + (rank - (double)below) * (next - sorted[below]);
}

static void check(shape_fn *shape, size_t count)
{
    static const double quantiles[] = {0, 0.01, 0.5, 0.75, 0.95, 0.99, 0.999, 1};
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)count);
    g_autofree double *values = g_new(double, count);
    for (size_t i = 0; i < count; i++)
        values[i] = shape(i, random);
    g_autofree double *sorted = g_memdup2(values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, by_size);
    for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++) {
        double found = quantile_of(values, count, quantiles[i]);
        g_assert_cmpfloat(found, ==, expected(sorted, count, quantiles[i]));
    }
    qsort(values, count, sizeof *values, by_size);
    g_assert_cmpmem(values, count * sizeof *values, sorted, count * sizeof *sorted);
}

static void it_is_the_value_of_its_rank_whatever_the_order(void)
{
    static shape_fn *const shapes[] = {at_random, rising, falling, all_one, of_few, hiding, zigzag};
    static const size_t counts[] = {1, 2, 3, 599, 600, 601, 4167, MOST};
    for (size_t shape = 0; shape < G_N_ELEMENTS(shapes); shape++)
        for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
            check(shapes[shape], counts[i]);
}

static void of_nothing_there_is_none(void)
{
    g_assert_true(isnan(quantile_of(NULL, 0, 0.5)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quantile/it is the value of its rank whatever the order",
                    it_is_the_value_of_its_rank_whatever_the_order);
    g_test_add_func("/quantile/of nothing there is none", of_nothing_there_is_none);
    return g_test_run();
}
