/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 1 of the demo, the dropped index, as a person walks it: from the first screen to the diff
 * of the commit that did it.
 */
#include "tests/support/stage.h"

#define MOST_KEYS 8

static void enter_alone_leads_to_the_diff(struct walk *walk)
{
    walk_press(walk, "Enter");
    walk_expect(walk, "HELD 03:08");
    walk_expect(walk, "Chart");
    walk_press(walk, "Enter");
    walk_expect(walk, "Samples");
    walk_expect(walk, "worst first");
    walk_press(walk, "Enter");
    walk_expect(walk, "Trace");
    walk_expect(walk, "45.");
    walk_press(walk, "Enter");
    walk_expect(walk, "Suspect commit");
    walk_expect(walk, "Drop unused indexes");
    walk_press(walk, "Enter");
    walk_expect(walk, "0047_drop_unused_indexes");
    g_assert_cmpuint(walk_keys(walk), <=, MOST_KEYS);
}

static void on_a_wide_screen(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_expect(walk, "TimeoutError");
    enter_alone_leads_to_the_diff(walk);
    walk_expect(walk, "Enter diff");
    walk_press(walk, "Enter");
    walk_expect_gone(walk, "Enter diff"); /* the commit has one file: no other is next */
    walk_expect_gone(walk, "Enter next file");
    walk_quit(walk, "Q");
}

static void on_a_narrow_screen(void)
{
    struct walk *walk = stage_first_screen(24, 80);
    enter_alone_leads_to_the_diff(walk);
    walk_quit(walk, "Q");
}

static void the_diff_is_coloured_and_esc_leads_all_the_way_back(void)
{
    struct walk *walk = stage_first_screen(50, 200);
    enter_alone_leads_to_the_diff(walk);
    walk_press(walk, "\\");
    walk_expect(walk, "DROP INDEX");
    struct terminal_cell added = walk_cell(walk, "DROP INDEX");
    struct terminal_cell author = walk_cell(walk, "Marek Dvorak");
    g_assert_cmpint(added.foreground, !=, author.foreground);
    walk_press(walk, "\\");
    walk_press(walk, "Esc Esc Esc Esc Esc Esc");
    walk_expect(walk, "Issues");
    walk_expect_gone(walk, "DROP INDEX");
    walk_quit(walk, "Q");
}

static void the_waterfall_shows_the_caller_that_ends_before_its_callee(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "Enter");
    walk_expect(walk, "Chart");
    walk_press(walk, "Enter");
    walk_expect(walk, "worst first");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "\xe2\x94\x94 check_stock",
                       "\xe2\x96\xb6"); /* past its caller's end */
    walk_expect(walk, "usual");
    struct terminal_cell ours = walk_cell(walk, "inventory  ");
    struct terminal_cell theirs = walk_cell(walk, "payment  ");
    g_assert_cmpint(ours.foreground, !=, theirs.foreground);
    walk_picture(walk, "trace", "vigil: the waterfall");
    walk_quit(walk, "Q");
}

static void the_issue_blames_checkout_and_says_what_it_knows(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_picture(walk, "console", "vigil");
    walk_press(walk, "1");
    walk_press(walk, "g g");
    walk_press(walk, "Enter");
    walk_expect(walk, "Payment charge exceeded 30s");
    walk_quit(walk, "Q");
}

/* The error is checkout's, the release that made it is inventory's: the issue says so by itself. */
static void the_issue_suspects_the_service_that_moved_first(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_expect(walk, "TimeoutError");
    walk_press(walk, "1");
    walk_press(walk, "g");
    walk_press(walk, "g");
    walk_press(walk, "Enter");
    walk_expect(walk, "Payment charge exceeded 30s");
    walk_expect(walk, "Suspect commit");
    walk_expect(walk, "Drop unused indexes");
    walk_expect(walk, "inventory moved first");
    walk_press(walk, "g");
    walk_press(walk, "c");
    walk_expect(walk, "Suspects of");
    walk_expect(walk, "inventory moved first; changes the schema");
    walk_expect(walk, "suspect 906c6f2 \"Drop unused indexes\""); /* the cursor is on the first */
    walk_expect(walk, "all commits of inventory@3.1.0");
    walk_press(walk, "Enter");
    walk_expect(walk, "0047_drop_unused_indexes");
    walk_quit(walk, "Q");
}

/* Not the words of the signal's name but its slowest queries tell the commits apart. */
static void the_lead_suspects_the_commit_that_its_slow_query_points_at(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "g c");
    walk_expect(walk, "Suspects of check_stock");
    walk_expect(walk, "changes the schema (migrations/0047_drop_unused_indexes.sql)");
    walk_expect(walk, "suspect 906c6f2 \"Drop unused indexes\""); /* the cursor is on the first */
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/story 1/five times Enter from the first screen to the commit, 120x36",
                    on_a_wide_screen);
    g_test_add_func("/story 1/five times Enter from the first screen to the commit, 80x24",
                    on_a_narrow_screen);
    g_test_add_func("/story 1/the diff is coloured, and Esc leads all the way back",
                    the_diff_is_coloured_and_esc_leads_all_the_way_back);
    g_test_add_func("/story 1/the waterfall shows the caller that ends before its callee",
                    the_waterfall_shows_the_caller_that_ends_before_its_callee);
    g_test_add_func("/story 1/the issue that the error made opens",
                    the_issue_blames_checkout_and_says_what_it_knows);
    g_test_add_func("/story 1/the issue suspects the release of the service that moved first",
                    the_issue_suspects_the_service_that_moved_first);
    g_test_add_func("/story 1/the lead suspects the commit that its slow query points at",
                    the_lead_suspects_the_commit_that_its_slow_query_points_at);
    return g_test_run();
}
