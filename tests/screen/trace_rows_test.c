/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the waterfall: runs of like siblings, folds, moves, order, filters. On the traces of
 * the demo: an N+1 query, and the dropped index.
 */
#include "tests/support/stage.h"

/* A list of orders that asks the database once an order. */
static struct walk *n_plus_one(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    walk_press(walk, ":");
    walk_type(walk, "traces");
    walk_press(walk, "Enter");
    walk_expect(walk, "newest first");
    walk_press(walk, "/");
    walk_type(walk, "GET /orders");
    walk_press(walk, "Enter");
    walk_press(walk, "Enter");
    walk_expect(walk, "in 4 rows");
    return walk;
}

static struct walk *dropped_index(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    walk_press(walk, "Enter");
    walk_expect(walk, "Chart");
    walk_press(walk, "Enter");
    walk_expect(walk, "worst first");
    walk_press(walk, "Enter");
    walk_expect(walk, "check_stock");
    walk_press(walk, "\\");
    return walk;
}

static void like_siblings_are_one_row_that_unfolds(void)
{
    struct walk *walk = n_plus_one(36, 120);
    walk_press(walk, "G");
    walk_expect_beside(walk, "p50", "max");
    walk_expect(walk, "one after another"); /* the evidence */
    walk_expect(walk, "Enter unfold");
    walk_press(walk, "Enter");
    walk_expect_gone(walk, "in 4 rows");
    walk_expect(walk, "Enter first member");
    walk_press(walk, "j");
    walk_expect(walk, "Enter span");
    walk_press(walk, "h"); /* to the run */
    walk_press(walk, "h");
    walk_expect(walk, "in 4 rows");
    walk_quit(walk, "Q");
}

static void like_siblings_on_a_narrow_screen(void)
{
    struct walk *walk = n_plus_one(24, 80);
    walk_press(walk, "\\");
    walk_expect_beside(walk, "\xc3\x97", "max");
    walk_quit(walk, "Q");
}

static void a_search_opens_the_run_it_finds_something_in(void)
{
    struct walk *walk = n_plus_one(36, 120);
    walk_press(walk, "/");
    walk_type(walk, "order_id");
    walk_expect(walk, "rows");
    walk_press(walk, "Enter");
    walk_expect_gone(walk, "in 4 rows");
    walk_expect(walk, "Enter span");
    walk_quit(walk, "Q");
}

static void a_filter_says_what_is_left_out_and_esc_clears_it(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_press(walk, "&");
    walk_type(walk, "check_stock");
    walk_press(walk, "Enter");
    walk_expect(walk, "only check_stock");
    walk_expect(walk, "rows");
    walk_press(walk, "Esc");
    walk_expect(walk, "no filter: every span of the trace");
    walk_expect_gone(walk, "only check_stock");
    walk_quit(walk, "Q");
}

static void only_one_service_and_all_again(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_press(walk, "S");
    walk_expect(walk, "only inventory");
    walk_press(walk, "S");
    walk_expect_gone(walk, "only inventory");
    walk_quit(walk, "Q");
}

static void the_order_is_said_and_the_cursor_stays_on_its_span(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_expect(walk, "inventory db");
    walk_press(walk, "o");
    walk_expect(walk, "longest first");
    walk_expect(walk, "inventory db");
    walk_press(walk, "o");
    walk_expect_gone(walk, "longest first");
    walk_quit(walk, "Q");
}

/* The first evidence row tells where the cursor is. */
static void keys_go_up_down_and_along_the_tree(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_press(walk, "u");
    walk_expect_row(walk, 34, "inventory check_stock");
    walk_press(walk, "d");
    walk_expect_row(walk, 34, "inventory db");
    walk_press(walk, "_");
    walk_expect(walk, "in 1 row");
    walk_press(walk, "u");
    walk_expect(walk, "a root has no parent");
    walk_press(walk, ")");
    walk_expect(walk, "no further sibling");
    walk_press(walk, "*");
    walk_expect_gone(walk, "in 1 row");
    walk_quit(walk, "Q");
}

static void the_critical_path_is_solid_and_said(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_expect_beside(walk, "e/cancel", "\xe2\x96\x8f"); /* off it, as all are: its own work */
    walk_press(walk, "c");
    walk_expect(walk, "critical path");
    walk_expect_beside(walk, "e/cancel", "\xe2\x94\x81"); /* nothing waits for it: a line */
    walk_expect_beside(walk, "SELECT id", "\xe2\x96\x88");
    walk_press(walk, "c");
    walk_expect_gone(walk, "critical path");
    walk_expect_beside(walk, "e/cancel", "\xe2\x96\x8f");
    walk_quit(walk, "Q");
}

/* From the root down to where the deadline ran out, and round again. */
static void e_walks_the_errors(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_press(walk, "g g");
    walk_press(walk, "_");
    walk_expect(walk, "in 1 row");
    walk_press(walk, "e");
    walk_expect_row(walk, 34, "web http.client POST"); /* unfolds what hides it */
    walk_press(walk, "e");
    walk_expect_row(walk, 34, "checkout POST /checkout");
    walk_press(walk, "e");
    walk_expect_row(walk, 34, "checkout http.client POST");
    walk_press(walk, "E");
    walk_expect_row(walk, 34, "checkout POST /checkout");
    walk_press(walk, "!");
    walk_expect(walk, "only errors");
    walk_expect_gone(walk, "INSERT");
    walk_quit(walk, "Q");
}

static void others_fold_away_from_the_path(void)
{
    struct walk *walk = dropped_index(36, 120);
    walk_press(walk, "O");
    walk_expect(walk, "\xe2\x96\xb8"); /* what was folded is counted */
    walk_expect_row(walk, 34, "inventory db");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace rows/like siblings are one row that unfolds",
                    like_siblings_are_one_row_that_unfolds);
    g_test_add_func("/trace rows/like siblings on a narrow screen",
                    like_siblings_on_a_narrow_screen);
    g_test_add_func("/trace rows/a search opens the run it finds something in",
                    a_search_opens_the_run_it_finds_something_in);
    g_test_add_func("/trace rows/a filter says what is left out, and Esc clears it",
                    a_filter_says_what_is_left_out_and_esc_clears_it);
    g_test_add_func("/trace rows/only one service, and all again", only_one_service_and_all_again);
    g_test_add_func("/trace rows/the order is said, and the cursor stays on its span",
                    the_order_is_said_and_the_cursor_stays_on_its_span);
    g_test_add_func("/trace rows/keys go up, down and along the tree",
                    keys_go_up_down_and_along_the_tree);
    g_test_add_func("/trace rows/others fold away from the path", others_fold_away_from_the_path);
    g_test_add_func("/trace rows/the critical path is solid, and said",
                    the_critical_path_is_solid_and_said);
    g_test_add_func("/trace rows/e walks the errors", e_walks_the_errors);
    return g_test_run();
}
