/* SPDX-License-Identifier: Apache-2.0 */
#include "views/number_pattern.h"

#include "views/matcher.h"

#include <math.h>
#include <string.h>

static struct matcher *pattern_of(double low, double high)
{
    g_autofree char *numbers = number_pattern(low, high);
    g_assert_nonnull(numbers);
    g_autofree char *whole = g_strdup_printf("^%s$", numbers);
    g_autoptr(GError) error = NULL;
    struct matcher *matcher = matcher_new(whole, NULL, &error);
    g_assert_no_error(error);
    return matcher;
}

/* Every number of `steps` to a whole one is found, or not, as it lies. */
static void check(double low, double high, int steps, const char *format)
{
    g_autoptr(matcher) matcher = pattern_of(low, high);
    for (int i = 0; i <= 3000; i++) {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        double number = (double)i / steps;
        g_ascii_formatd(text, sizeof text, format, number);
        bool in = number >= low && number < high;
        if (matcher_matches(matcher, text) != in)
            g_error("%s in [%g, %g): %d", text, low, high, !in);
    }
}

static void whole_numbers_are_found(void)
{
    static const double bounds[] = {0, 1, 2, 5, 7, 10, 19, 20, 99, 100, 101, 150, 999, 1000, 2417};
    for (size_t low = 0; low < G_N_ELEMENTS(bounds); low++)
        for (size_t high = low + 1; high < G_N_ELEMENTS(bounds); high++)
            check(bounds[low], bounds[high], 1, "%.0f");
}

static void decimals_are_found_however_they_end(void)
{
    static const double bounds[] = {0, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 10, 12.5};
    for (size_t low = 0; low < G_N_ELEMENTS(bounds); low++)
        for (size_t high = low + 1; high < G_N_ELEMENTS(bounds); high++) {
            check(bounds[low], bounds[high], 100, "%.3f");
            check(bounds[low], bounds[high], 100, "%.10g");
        }
}

static void large_bounds_stay_short(void)
{
    g_autofree char *pattern = number_pattern(123456789012345, 987654321098765);
    g_autoptr(matcher) matcher = pattern_of(123456789012345, 987654321098765);
    g_assert_cmpuint(strlen(pattern), <, 2000);
    g_assert_true(matcher_matches(matcher, "123456789012345"));
    g_assert_true(matcher_matches(matcher, "987654321098764.9"));
    g_assert_false(matcher_matches(matcher, "987654321098765"));
    g_assert_false(matcher_matches(matcher, "123456789012344"));
}

static void what_cannot_be_said_is_not(void)
{
    const double pairs[][2] = {
        {-1,          5       },
        {5,           5       },
        {6,           5       },
        {0,           1e16    },
        {1e-9,        1       },
        {0,           INFINITY},
        {(double)NAN, 1       },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_assert_null(number_pattern(pairs[i][0], pairs[i][1]));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/number pattern/whole numbers of the range are found",
                    whole_numbers_are_found);
    g_test_add_func("/number pattern/decimals are found however they end",
                    decimals_are_found_however_they_end);
    g_test_add_func("/number pattern/large bounds stay short", large_bounds_stay_short);
    g_test_add_func("/number pattern/what cannot be said is not", what_cannot_be_said_is_not);
    return g_test_run();
}
