/* SPDX-License-Identifier: Apache-2.0 */
#include "views/logs_state.h"

static void assert_stack(double errors, double warnings, double rest, double most, const int *cells)
{
    const double counts[LOGS_STRIP_KINDS] = {errors, warnings, rest};
    int got[LOGS_STRIP_KINDS];
    logs_strip_stack(counts, most, 5, got);
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++)
        g_assert_cmpint(got[kind], ==, cells[kind]);
}

static void cells_are_shared_by_counts(void)
{
    assert_stack(20, 20, 60, 100, (const int[]){1, 1, 3});
    assert_stack(0, 0, 50, 100, (const int[]){0, 0, 3});
    assert_stack(0, 0, 0, 0, (const int[]){0, 0, 0});
}

static void one_error_among_thousands_is_seen(void)
{
    assert_stack(1, 0, 9999, 10000, (const int[]){1, 0, 4});
    assert_stack(1, 1, 1, 10000, (const int[]){1, 1, 1});
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs strip/cells are shared by counts", cells_are_shared_by_counts);
    g_test_add_func("/logs strip/one error among thousands is seen",
                    one_error_among_thousands_is_seen);
    return g_test_run();
}
