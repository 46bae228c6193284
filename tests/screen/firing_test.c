/* SPDX-License-Identifier: Apache-2.0
 *
 * What is firing: the demo's recount of the stock does not come since the deploy.
 */
#include "tests/support/stage.h"

static struct stage *stage;

static struct walk *console(int rows, int cols)
{
    struct walk *walk = stage_console(stage, rows, cols, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

static void the_missed_check_in_is_found(int rows, int cols)
{
    struct walk *walk = console(rows, cols);
    stage_steps(walk, ": =firing Enter");
    walk_expect(walk, "1 firing of 4");
    walk_expect_beside(walk, "stock-recount", "missed a check-in");
    walk_expect_beside(walk, "cart-sweeper", "ok");
    walk_expect(walk, "missed a check-in, firing since 03:10:00");
    stage_steps(walk, "j"); /* it fired, and is well again: since when */
    walk_expect_beside(walk, "summaries-digest", "well again");
    walk_expect(walk, "well again since 02:40:01, fired from 02:30:0");
    walk_quit(walk, "Q");
}

static void at_every_size_the_missed_check_in_is_found(void)
{
    the_missed_check_in_is_found(24, 80);
    the_missed_check_in_is_found(36, 120);
    the_missed_check_in_is_found(50, 200);
}

static void it_explains_itself_and_leads_to_logs(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, ": =firing Enter ?");
    walk_expect(walk, "missed once the margin is over");
    stage_steps(walk, "Esc Enter");
    walk_expect(walk, "HELD 03:10:00");
    walk_quit(walk, "Q");
}

/* A change of the lead like any other; Enter opens the list on it. */
static void the_lead_leads_to_it(void)
{
    struct walk *walk = console(24, 80);
    for (int i = 0; i < 40 && !walk_sees(walk, "FIRING stock-recount missed a check-in  since");
         i++)
        stage_steps(walk, "]");
    walk_expect(walk, "inventory FIRING stock-recount missed a check-in  since 03:10:00");
    stage_steps(walk, "Enter");
    walk_expect(walk, "1 firing of 4");
    walk_expect(walk, "missed a check-in, firing since 03:10:00");
    stage_steps(walk, "Esc");
    walk_expect(walk, "inventory FIRING stock-recount");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    stage = stage_start();
    g_test_add_func("/firing/the missed check-in of the demo is found, at every size",
                    at_every_size_the_missed_check_in_is_found);
    g_test_add_func("/firing/a row explains itself and leads to the logs of its service",
                    it_explains_itself_and_leads_to_logs);
    g_test_add_func("/firing/it is a change of the lead, which leads to it", the_lead_leads_to_it);
    int result = g_test_run();
    stage_free(stage);
    return result;
}
