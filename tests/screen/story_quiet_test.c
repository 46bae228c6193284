/* SPDX-License-Identifier: Apache-2.0
 *
 * Stories 2 and 3 of the demo, which raise no error: the quiet fallback, and the backlog.
 */
#include "tests/support/stage.h"

static void the_shift_of_mix_is_a_row_of_the_first_screen(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_expect_beside(walk, "recommendations.served", "97.9%→3.3%");
    walk_quit(walk, "Q");
}

static void to_the_signal(struct walk *walk, const char *name)
{
    walk_press(walk, "2");
    walk_press(walk, "/");
    walk_type(walk, name);
    walk_press(walk, "Enter");
}

static void mix_leads_to_its_log(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    walk_expect_beside(walk, "recommendations.served", "97.9%");
    to_the_signal(walk, "served");
    walk_press(walk, "g l");
    walk_expect(walk, "Logs");
    walk_expect(walk, "flag changed ranking_v2.table");
    walk_expect(walk, "recommendations_v2 returned 0");
    walk_quit(walk, "Q");
}

static void the_shift_of_mix_leads_to_the_log_that_says_why(void)
{
    mix_leads_to_its_log(36, 120);
}

static void the_shift_of_mix_leads_there_on_small_and_large_screens(void)
{
    mix_leads_to_its_log(24, 80);
    mix_leads_to_its_log(50, 200);
}

/* One worker of four leaks: its own row, not the average of the four. */
static void ramp_leads_to_its_logs(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    walk_expect_beside(walk, "worker.memory", "worker-3");
    walk_expect_beside(walk, "worker.memory", "+42");
    walk_expect_beside(walk, "worker.memory", "MB/min");
    to_the_signal(walk, "worker.memory");
    walk_press(walk, "g l");
    walk_expect(walk, "checkout on worker-3");
    walk_expect(walk, "batch took");
    walk_press(walk, "w");
    walk_expect(walk, "gc pause");
    walk_quit(walk, "Q");
}

static void the_ramp_has_its_host_and_slope_and_leads_to_the_consumers_logs(void)
{
    ramp_leads_to_its_logs(36, 120);
}

static void the_ramp_leads_there_on_small_and_large_screens(void)
{
    ramp_leads_to_its_logs(24, 80);
    ramp_leads_to_its_logs(50, 200);
}

/* The chart of the row is the worker's, and its logs are the worker's from there, too. */
static void the_chart_of_the_ramp_is_the_hosts(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    to_the_signal(walk, "worker.memory");
    walk_press(walk, "Enter");
    walk_expect(walk, "Chart checkout worker.memory worker-3");
    walk_press(walk, "g l");
    walk_expect(walk, "checkout on worker-3");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/story 2/the shift of mix is a row of the first screen",
                    the_shift_of_mix_is_a_row_of_the_first_screen);
    g_test_add_func("/story 2/the shift of mix leads to the log that says why, and to the flag",
                    the_shift_of_mix_leads_to_the_log_that_says_why);
    g_test_add_func("/story 2/and so it does at 80x24 and 200x50",
                    the_shift_of_mix_leads_there_on_small_and_large_screens);
    g_test_add_func("/story 3/the ramp has its host and slope, and leads to the consumer's logs",
                    the_ramp_has_its_host_and_slope_and_leads_to_the_consumers_logs);
    g_test_add_func("/story 3/and so it does at 80x24 and 200x50",
                    the_ramp_leads_there_on_small_and_large_screens);
    g_test_add_func("/story 3/the chart of the ramp is the host's, and leads to the same logs",
                    the_chart_of_the_ramp_is_the_hosts);
    return g_test_run();
}
