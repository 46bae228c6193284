/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting values: most first, bounded, and how numbers are spread.
 */
#include "views/tally.h"

#include <math.h>
#include <string.h>

static const struct tally_row *at(const GArray *rows, guint i)
{
    g_assert_cmpuint(i, <, rows->len);
    return &g_array_index(rows, struct tally_row, i);
}

static void most_first_and_missing_last(void)
{
    g_autoptr(tally) tally = tally_new();
    tally_add(tally, "b", 2);
    tally_add(tally, "a", 2);
    tally_add(tally, "c", 7);
    tally_add(tally, NULL, 90);
    tally_add(tally, "d", NAN);
    tally_add(tally, "d", -1);
    g_autoptr(GArray) rows = tally_rows(tally);
    g_assert_cmpuint(rows->len, ==, 4);
    g_assert_cmpstr(at(rows, 0)->value, ==, "c");
    g_assert_cmpstr(at(rows, 1)->value, ==, "a");
    g_assert_cmpstr(at(rows, 2)->value, ==, "b");
    g_assert_null(at(rows, 3)->value);
    g_assert_cmpfloat(tally_total(tally), ==, 101);
}

static void parts_add_up(void)
{
    g_autoptr(tally) whole = tally_new();
    g_autoptr(tally) part = tally_new();
    tally_add(whole, "x", 1);
    tally_add(part, "x", 2);
    tally_add(part, NULL, 3);
    tally_add_all(whole, part);
    g_autoptr(GArray) rows = tally_rows(whole);
    g_assert_cmpfloat(at(rows, 0)->count, ==, 3);
    g_assert_cmpfloat(tally_total(whole), ==, 6);
}

static void past_the_bound_the_rest_is_one(void)
{
    g_autoptr(tally) tally = tally_new();
    for (int i = 0; i < TALLY_VALUES + 100; i++) {
        g_autofree char *value = g_strdup_printf("v%d", i);
        tally_add(tally, value, 1);
    }
    g_assert_cmpuint(tally_different(tally), ==, TALLY_VALUES);
    g_assert_cmpfloat(tally_others(tally), ==, 100);
    g_assert_cmpfloat(tally_total(tally), ==, TALLY_VALUES + 100);
}

static void numbers_say_least_median_and_most(void)
{
    struct tally_spread spread;
    g_autoptr(tally) tally = tally_new();
    tally_add(tally, "10", 1);
    tally_add(tally, "-2.5", 1);
    tally_add(tally, "30", 8);
    tally_add(tally, NULL, 50);
    g_assert_true(tally_spread(tally, &spread));
    g_assert_cmpfloat(spread.low, ==, -2.5);
    g_assert_cmpfloat(spread.median, ==, 30);
    g_assert_cmpfloat(spread.high, ==, 30);
    g_assert_cmpfloat(spread.count, ==, 10);
    tally_add(tally, "many", 1);
    g_assert_false(tally_spread(tally, &spread));
    g_assert_null(tally_buckets(tally));
}

/* Whatever the numbers: each is in one bucket, and there are few. */
static void holds(const double *numbers, size_t count)
{
    g_autoptr(tally) tally = tally_new();
    for (size_t i = 0; i < count; i++) {
        g_autofree char *text = g_strdup_printf("%.17g", numbers[i]);
        tally_add(tally, text, 1);
    }
    g_autoptr(GArray) buckets = tally_buckets(tally);
    g_assert_nonnull(buckets);
    g_assert_cmpuint(buckets->len, <=, 3 * TALLY_BUCKETS);
    double sum = 0;
    for (guint i = 0; i < buckets->len; i++) {
        sum += at(buckets, i)->count;
        g_assert_cmpfloat(at(buckets, i)->low, <, at(buckets, i)->high);
        g_assert_true(i == 0 || at(buckets, i - 1)->high == at(buckets, i)->low);
    }
    g_assert_cmpfloat(sum, ==, (double)count);
}

static void every_number_is_in_one_bucket(void)
{
    const double even[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const double wide[] = {0, 3, 5, 8, 9, 12, 40, 90, 450, 44877};
    const double below[] = {-100, -3, 0, 7};
    const double small[] = {1e-9, 3e-9, 2e-9};
    const double huge[] = {1, 2, 1e300};
    holds(even, G_N_ELEMENTS(even));
    holds(wide, G_N_ELEMENTS(wide));
    holds(below, G_N_ELEMENTS(below));
    holds(small, G_N_ELEMENTS(small));
    holds(huge, G_N_ELEMENTS(huge));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tally/most first, rows without the key last", most_first_and_missing_last);
    g_test_add_func("/tally/parts add up", parts_add_up);
    g_test_add_func("/tally/past the bound the rest is counted as one",
                    past_the_bound_the_rest_is_one);
    g_test_add_func("/tally/numbers say their least, median and most",
                    numbers_say_least_median_and_most);
    g_test_add_func("/tally/every number is in one of few buckets", every_number_is_in_one_bucket);
    return g_test_run();
}
