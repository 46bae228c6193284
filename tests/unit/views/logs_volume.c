/* SPDX-License-Identifier: Apache-2.0 */
#include "views/logs_state.h"

#include <math.h>

static void assert_volume(double *values, size_t count, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    logs_append_volume(out, &(struct series){.values = values, .count = count});
    g_assert_cmpstr(out->str, ==, expected);
}

static void of_counts(void)
{
    double values[16] = {0, 7, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 14};
    assert_volume(values, 16, "▁▅▂▂▃▃▄▄▁▁▁▁▁▁▁█");
    assert_volume(values, 1, "");
}

static void of_nonsense(void)
{
    double values[16] = {-1, -1e308, (double)NAN, (double)INFINITY, -(double)INFINITY, 1e308, 1, 0};
    assert_volume(values, 16, "     █▁▁▁▁▁▁▁▁▁▁");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs volume/the largest count is a full block", of_counts);
    g_test_add_func("/logs volume/what is no count is blank", of_nonsense);
    return g_test_run();
}
