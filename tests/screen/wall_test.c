/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall of signals in the demo: its order and groups, its filter, what it says of a row.
 */
#include "tests/support/stage.h"

static struct stage *stage;

static struct walk *wall(int rows, int cols)
{
    struct walk *walk = stage_console(stage, rows, cols, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    stage_steps(walk, "2 \\");
    walk_expect(walk, "of 51");
    walk_expect_gone(walk, "answers");
    return walk;
}

static void signals_stand_under_the_prefix_of_their_names(void)
{
    struct walk *walk = wall(36, 120);
    stage_steps(walk, "o g g");
    walk_expect_beside(walk, "Metrics by prefix", "16 moved of 51");
    walk_expect_beside(walk, "queue  3 signals", "1 moved");
    walk_expect(walk, "queue.published");
    stage_steps(walk, "h");
    walk_expect_gone(walk, "queue.published");
    walk_expect_beside(walk, "the first at",
                       "queue  3 signals, 1 moved"); /* evidence of the head */
    stage_steps(walk, "Enter");
    walk_expect(walk, "queue.published");
    stage_steps(walk, "o");
    walk_expect_beside(walk, "checkout  ", "signals");
    walk_expect(walk, "Metrics by service");
    stage_steps(walk, "o");
    walk_expect(walk, "Metrics by onset");
    walk_quit(walk, "Q");
}

static void the_cursor_stays_on_its_signal_in_every_order(void)
{
    struct walk *walk = wall(36, 120);
    stage_steps(walk, "/ =pool.in Enter");
    walk_expect(walk, "db.pool.in_use  4");
    stage_steps(walk, "o");
    walk_expect(walk, "Metrics by prefix");
    walk_expect(walk, "db.pool.in_use  4");
    stage_steps(walk, "o o -");
    walk_expect(walk, "db.pool.in_use  4");
    walk_quit(walk, "Q");
}

/* None of them has it in its name. */
static void signals_are_filtered_by_an_attribute(void)
{
    struct walk *walk = wall(36, 120);
    stage_steps(walk, "& =type:gauge Enter");
    walk_expect(walk, "queue.depth");
    walk_expect_gone(walk, "POST /charge errors  ");
    stage_steps(walk, "& =worker-3 Enter");
    walk_expect(walk, "1 moved of 51");
    stage_steps(walk, "Esc");
    walk_expect(walk, "16 moved of 51");
    walk_quit(walk, "Q");
}

/* It was on a row that does not pass. */
static void a_filter_leaves_the_cursor_on_its_first_row(void)
{
    struct walk *walk = wall(36, 120);
    stage_steps(walk, "G");
    walk_expect(walk, "web request p95  ");
    stage_steps(walk, "& =queue Enter");
    walk_expect(walk, "queue.depth  1.4k  +58.1/min  since"); /* the evidence of its row */
    walk_expect(walk, "Enter chart");
    walk_quit(walk, "Q");
}

static void what_came_before_a_row_stands_beside_it(void)
{
    struct walk *walk = wall(50, 200);
    walk_expect_beside(walk, "inventory check_stock p95  ", "after 3.1.0");
    walk_expect_beside(walk, "inventory check_stock p95  ", "172ms to 234ms");
    walk_expect_beside(walk, "personalised 97.9%", "with flag ranking_v2.table");
    walk_expect_beside(walk, "checkout POST /checkout p95", "after inventory 3.1.0");
    walk_expect_beside(walk, "what happened", "⚑"); /* over the sparklines */
    walk_expect_beside(walk, "what happened", "✗");
    walk_quit(walk, "Q");
}

static void a_row_says_how_it_came_about(void)
{
    struct walk *walk = wall(36, 120);
    stage_steps(walk, "/ =check.stock Enter ?");
    walk_expect(walk, "p95(span.duration) of spans that are");
    walk_expect(walk, "best split in two levels");
    walk_expect(walk, "robust spreads away");
    walk_expect(walk, "Looked at: 51 signals");
    stage_steps(walk, "Esc");
    walk_expect(walk, "Metrics by onset");
    walk_quit(walk, "Q");
}

static void a_row_that_did_not_move_tells_of_the_bucket_unlike_any_before(void)
{
    struct walk *walk = wall(36, 120);
    stage_steps(walk, "/ =search.rank Enter");
    walk_expect(walk, "nothing moved; 2.3s at 02:56:00 unlike any before");
    stage_steps(walk, "?");
    walk_expect(walk, "2.3s at 02:56:00 was unlike any before: the nearest value");
    walk_expect(walk, "no onset.");
    stage_steps(walk, "Esc");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    stage = stage_start();
    g_test_add_func("/wall/signals stand under the prefix of their names, which folds",
                    signals_stand_under_the_prefix_of_their_names);
    g_test_add_func("/wall/the cursor stays on its signal in every order",
                    the_cursor_stays_on_its_signal_in_every_order);
    g_test_add_func("/wall/signals are filtered by an attribute",
                    signals_are_filtered_by_an_attribute);
    g_test_add_func("/wall/a filter leaves the cursor on its first row",
                    a_filter_leaves_the_cursor_on_its_first_row);
    g_test_add_func("/wall/what came before a row stands beside it",
                    what_came_before_a_row_stands_beside_it);
    g_test_add_func("/wall/a row says how it came about", a_row_says_how_it_came_about);
    g_test_add_func("/wall/a row that did not move tells of the bucket unlike any before",
                    a_row_that_did_not_move_tells_of_the_bucket_unlike_any_before);
    int result = g_test_run();
    stage_free(stage);
    return result;
}
