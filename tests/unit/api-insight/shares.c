/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/shares.h"

#include <glib.h>
#include <math.h>

static void assert_near(double value, double expected, double within)
{
    g_assert_cmpfloat(fabs(value - expected), <=, within);
}

/* A lady tasting tea (Fisher 1935): 4 of 4 against 0 of 4 is 1 way in 70, on each side. */
static void the_probability_is_exact(void)
{
    struct shares tea = {4, 4, 0, 4};
    assert_near(shares_p(&tea), 2.0 / 70, 1e-12);
    struct shares one_wrong = {3, 4, 1, 4};
    assert_near(shares_p(&one_wrong), 2 * 17.0 / 70, 1e-12);
    struct shares same = {50, 100, 50, 100};
    assert_near(shares_p(&same), 1, 0);
}

static void both_directions_are_as_probable(void)
{
    struct shares more = {40, 100, 10, 100}, less = {10, 100, 40, 100};
    assert_near(shares_p(&more), shares_p(&less), 1e-15);
    g_assert_cmpfloat(shares_bound(&more), ==, -shares_bound(&less));
}

static void large_sets_end_and_are_as_certain_as_can_be(void)
{
    struct shares large = {900000, 1000000, 1000, 1000000};
    g_assert_cmpfloat(shares_p(&large), <, 1e-300);
    assert_near(shares_bound(&large), 0.898, 0.001);
}

static void what_hardly_ever_comes_could_not_have_been_called_significant(void)
{
    struct shares once = {1, 100, 0, 100}, often = {50, 100, 50, 100};
    assert_near(shares_least_p(&once), 1, 1e-12);
    g_assert_cmpfloat(shares_least_p(&often), <, 1e-50);
}

/* Newcombe 1998, table II, method 10: 56/70 - 48/80, 0.0524 to 0.3339; 9/10 - 3/10, 0.1705 to
 * 0.8090; 5/56 - 0/29, -0.0381 to 0.1926. */
static void the_bound_is_the_published_one(void)
{
    struct shares a = {56, 70, 48, 80}, b = {9, 10, 3, 10}, c = {5, 56, 0, 29};
    assert_near(shares_bound(&a), 0.0524, 0.00005);
    assert_near(shares_bound(&b), 0.1705, 0.00005);
    assert_near(shares_bound(&c), 0, 0);
}

static void a_side_without_rows_says_nothing(void)
{
    struct shares none = {0, 0, 5, 10};
    assert_near(shares_p(&none), 1, 0);
    assert_near(shares_least_p(&none), 1, 0);
    assert_near(shares_bound(&none), 0, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/shares/the probability is exact", the_probability_is_exact);
    g_test_add_func("/shares/both directions are as probable", both_directions_are_as_probable);
    g_test_add_func("/shares/large sets end, and are as certain as can be",
                    large_sets_end_and_are_as_certain_as_can_be);
    g_test_add_func("/shares/what hardly ever comes could not have been called significant",
                    what_hardly_ever_comes_could_not_have_been_called_significant);
    g_test_add_func("/shares/the bound is the published one", the_bound_is_the_published_one);
    g_test_add_func("/shares/a side without rows says nothing", a_side_without_rows_says_nothing);
    return g_test_run();
}
