/* SPDX-License-Identifier: Apache-2.0
 *
 * Stories 2 and 3 of the demo, which raise no error: the quiet fallback, and the backlog.
 */
#include "tests/support/walk.h"

static struct walk *first_screen(int rows, int cols)
{
    struct walk *walk =
        walk_start(rows, cols, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

static void the_shift_of_mix_is_a_row_of_the_first_screen(void)
{
    struct walk *walk = first_screen(36, 120);
    walk_expect_beside(walk, "ons.served", "97.9%");
    walk_quit(walk, "Q");
}

static void the_shift_of_mix_leads_to_the_log_that_says_why(void)
{
    struct walk *walk = first_screen(50, 200);
    walk_expect_beside(walk, "recommendations.served", "ranking_version:v2");
    walk_press(walk, "2");
    walk_press(walk, "/");
    walk_type(walk, "served");
    walk_press(walk, "Enter");
    walk_press(walk, "g l");
    walk_expect(walk, "Logs");
    walk_expect(walk, "recommendations_v2 returned 0 rows");
    walk_expect(walk, "flag changed ranking_v2.table");
    walk_quit(walk, "Q");
}

static void the_ramp_has_its_host_and_slope_and_leads_to_the_consumers_logs(void)
{
    struct walk *walk = first_screen(50, 200);
    walk_expect_beside(walk, "worker.memory", "worker-3");
    walk_expect_beside(walk, "worker.memory", "+4");
    walk_expect_beside(walk, "worker.memory", "MB/min");
    walk_press(walk, "2");
    walk_press(walk, "/");
    walk_type(walk, "worker.memory");
    walk_press(walk, "Enter");
    walk_press(walk, "g l");
    walk_expect(walk, "gc pause");
    walk_expect(walk, "worker-3");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/story 2/the shift of mix is a row of the first screen",
                    the_shift_of_mix_is_a_row_of_the_first_screen);
    g_test_add_func("/story 2/the shift of mix leads to the log that says why, and to the flag",
                    the_shift_of_mix_leads_to_the_log_that_says_why);
    g_test_add_func("/story 3/the ramp has its host and slope, and leads to the consumer's logs",
                    the_ramp_has_its_host_and_slope_and_leads_to_the_consumers_logs);
    return g_test_run();
}
