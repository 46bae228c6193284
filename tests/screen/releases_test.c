/* SPDX-License-Identifier: Apache-2.0
 *
 * The releases, and every signal before against after a deploy.
 */
#include "tests/support/stage.h"

static struct stage *stage;

static struct walk *console(int rows, int cols)
{
    struct walk *walk = stage_console(stage, rows, cols, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

static void the_list_says_what_each_brought(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "g R");
    walk_expect(walk, "1 Releases");
    walk_expect_beside(walk, "inventory@3.1.0", "18"); /* commits */
    walk_expect_beside(walk, "web@5.12.0", "2d");
    walk_expect_beside(walk, "inventory@3.1.0", "91.6%"); /* without a crash */
    walk_expect_beside(walk, "inventory@3.0.4", "99.8%");
    walk_expect(walk, "signals moved since  without a crash: 91.6% of 715 sessions");
    stage_steps(walk, "Enter");
    walk_expect(walk, "x every signal before against after it");
    walk_expect(walk, "18 commits");
    walk_expect_beside(walk, "crash-free sessions", "91.6% of 715");
    walk_expect_beside(walk, "crash-free sessions", "inventory@3.0.4: 99.8% of 7");
    walk_expect_beside(walk, "crash-free users", "not told");
    walk_expect_beside(walk, "adoption", "inventory@3.0.4: 91.5%");
    stage_steps(walk, "Esc");
    walk_expect(walk, "1 Releases");
    walk_quit(walk, "Q");
}

static void before_is_held_against_after(int rows, int cols)
{
    struct walk *walk = console(rows, cols);
    stage_steps(walk, "g R x \\");
    walk_expect(walk, "Before and after inventory@3.1.0");
    walk_expect_beside(walk, "203ms    45.3s", "moved 119s after");
    walk_expect_beside(walk, "203ms    45.3s", "223x");
    walk_expect_beside(walk, "queue.depth", "moved before");
    stage_steps(walk, "}");
    stage_steps(walk, "}");
    walk_expect(walk, "as before");
    stage_steps(walk, "g g Enter");
    walk_expect(walk, "Chart");
    walk_expect(walk, "check_stock p95");
    walk_quit(walk, "Q");
}

static void at_every_size_before_is_held_against_after(void)
{
    before_is_held_against_after(24, 80);
    before_is_held_against_after(36, 120);
    before_is_held_against_after(50, 200);
}

static void a_verdict_explains_itself(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "g R x ?");
    walk_expect(walk, "robust spreads");
    walk_expect(walk, "also deployed then were");
    stage_steps(walk, "Esc");
    walk_quit(walk, "Q");
}

/* The signals are asked for around a deploy that is out of the range. */
static void an_older_deploy_is_looked_at_in_its_own_range(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "g R j j x");
    walk_expect(walk, "too little before or after it");
    stage_steps(walk, "Enter");
    walk_expect(walk, "HELD");
    walk_expect_gone(walk, "too little before or after it");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    stage = stage_start();
    g_test_add_func("/releases/the list says what each brought", the_list_says_what_each_brought);
    g_test_add_func("/releases/every signal is held before against after a deploy",
                    at_every_size_before_is_held_against_after);
    g_test_add_func("/releases/a verdict explains itself", a_verdict_explains_itself);
    g_test_add_func("/releases/an older deploy is looked at in its own range",
                    an_older_deploy_is_looked_at_in_its_own_range);
    int result = g_test_run();
    stage_free(stage);
    return result;
}
