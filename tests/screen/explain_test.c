/* SPDX-License-Identifier: Apache-2.0
 *
 * gx: where something began and why, in the demo's incident.
 */
#include "tests/support/walk.h"

static struct walk *first_screen(int rows, int cols)
{
    struct walk *walk =
        walk_start(rows, cols, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

static void the_lead_is_explained_by_the_deploy_and_its_commit(void)
{
    struct walk *walk = first_screen(36, 120);
    walk_press(walk, "g x");
    walk_expect(walk, "Explain signal check_stock p95");
    walk_expect(walk, "likely    deploy inventory 3.1.0");
    walk_expect(walk, "\"Drop unused indexes\"");
    walk_expect(walk, "unlikely  deploy payment 2.8.1");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explain/the lead is explained by the deploy and its commit",
                    the_lead_is_explained_by_the_deploy_and_its_commit);
    return g_test_run();
}
