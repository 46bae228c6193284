/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace against its healthy peers, and two parts of traces side by side: story 1 of the demo, the
 * dropped index, and story 4, the lopsided agents.
 */
#include "tests/support/stage.h"

#include <string.h>

/* The worst trace of the first mover, alone on the screen. */
static struct walk *slow_trace(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    stage_steps(walk, "Enter");
    walk_expect(walk, "Chart");
    stage_steps(walk, "Enter");
    walk_expect(walk, "worst first");
    stage_steps(walk, "Enter");
    walk_expect(walk, "check_stock");
    stage_steps(walk, "\\");
    return walk;
}

/* The newest debate of the agents, alone on the screen. */
static struct walk *debate(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    stage_steps(walk, "4 / =verdict=adv Enter g t");
    walk_expect(walk, "POST /research");
    stage_steps(walk, "3");
    if (cols >= 120)
        stage_steps(walk, "\\");
    return walk;
}

static void compare_the_agents(struct walk *walk)
{
    stage_steps(walk, "/ =Advocate Enter D");
    walk_expect(walk, "left side: Advocate");
    stage_steps(walk, "/ =Skeptic Enter D");
    walk_expect(walk, "Compare Advocate with Skeptic");
}

/* --- the column --- */

static void the_column_is_of_healthy_traces_of_the_same_root(void)
{
    struct walk *walk = slow_trace(36, 120);
    walk_expect_beside(walk, "check_stock outlives", "+4");
    walk_expect(walk, "in 20 healthy)");
    walk_expect(walk, "explains all of the trace's +4");
    walk_quit(walk, "Q");
}

static void the_dot_goes_to_the_span_that_explains_most(void)
{
    struct walk *walk = slow_trace(36, 120);
    walk_expect(walk, "healthy)");
    stage_steps(walk, "g g");
    walk_expect(walk, "web POST /api/checkout  30");
    stage_steps(walk, ".");
    walk_expect(walk, "inventory db SELECT");
    walk_expect_row(walk, 34, "explains all of the trace's +4");
    walk_quit(walk, "Q");
}

static void a_span_that_no_peer_has_is_new(void)
{
    struct walk *walk = slow_trace(50, 200);
    walk_expect(walk, "1 new, 1 gone");
    walk_expect_beside(walk, "e/cancel", "new");
    stage_steps(walk, "/ =cancel Enter");
    walk_expect(walk, "(new: in none of 20 healthy)");
    walk_quit(walk, "Q");
}

static void what_is_usually_there_and_gone_is_told_at_the_root(void)
{
    struct walk *walk = slow_trace(50, 200);
    walk_expect(walk, "1 gone");
    stage_steps(walk, "g g");
    walk_expect(walk, "gone: POST https://a");
    walk_quit(walk, "Q");
}

/* --- against peers --- */

static void x_says_what_differs_from_healthy_traces(void)
{
    struct walk *walk = slow_trace(36, 120);
    walk_expect(walk, "healthy)");
    stage_steps(walk, "x");
    walk_expect(walk, "longer than 20 healthy traces");
    walk_expect(walk, "SELECT id, on_hand, reserved");
    walk_expect_beside(walk, "cardgate.example", "gone");
    walk_expect_beside(walk, "db SELECT id", "+4");
    walk_expect(walk, "kinds of spans  by what differs most");
    stage_steps(walk, "Enter");
    walk_expect(walk, "healthy)");
    walk_expect(walk, "inventory db SELECT");
    stage_steps(walk, "Esc");
    walk_expect(walk, "longer than 20 healthy traces");
    stage_steps(walk, "Esc");
    walk_expect_gone(walk, "longer than 20 healthy traces");
    walk_quit(walk, "Q");
}

static void a_healthy_trace_opens_from_what_is_gone(void)
{
    struct walk *walk = slow_trace(36, 120);
    stage_steps(walk, "x");
    walk_expect(walk, "longer than 20 healthy traces");
    stage_steps(walk, "/ =cardgate Enter");
    walk_expect(walk, "gone");
    stage_steps(walk, "h");
    walk_expect_gone(walk, "longer than");
    walk_expect_beside(walk, "harges", "usual");
    walk_quit(walk, "Q");
}

static void rows_stand_in_the_order_of_the_tree_as_well(void)
{
    struct walk *walk = slow_trace(36, 120);
    stage_steps(walk, "x");
    walk_expect(walk, "longer than 20 healthy traces");
    walk_expect_row(walk, 7, "db SELECT id");
    stage_steps(walk, "o");
    walk_expect(walk, "as the tree has them");
    walk_expect_row(walk, 7, "POST /api/checkout");
    stage_steps(walk, "o");
    walk_expect_row(walk, 7, "db SELECT id");
    walk_quit(walk, "Q");
}

/* --- two parts --- */

static void parallel_agents_stand_side_by_side(void)
{
    struct walk *walk = debate(36, 120);
    compare_the_agents(walk);
    walk_expect(walk, "less than Advocate");
    walk_expect(walk, "for Skeptic, in 0 of");
    walk_expect(walk, "empty 3 of 3");
    walk_expect_beside(walk, "tool.call.result", "[]");
    walk_expect_beside(walk, "k\xe2\x86\x92", " tok"); /* 4.6k to 467 */
    walk_quit(walk, "Q");
}

static void agents_are_compared_on_a_narrow_screen(void)
{
    struct walk *walk = debate(24, 80);
    compare_the_agents(walk);
    walk_expect(walk, "less than Advocate");
    walk_expect(walk, "empty 3 of 3");
    walk_quit(walk, "Q");
}

/* What is said first is the Skeptic's. */
static void agents_are_sides_in_their_own_view(void)
{
    struct walk *walk = debate(36, 120);
    stage_steps(walk, "g a");
    walk_expect(walk, "Skeptic: 3 of 3");
    stage_steps(walk, "D");
    walk_expect(walk, "left side: Skeptic");
    stage_steps(walk, "/ =Advocate Enter D");
    walk_expect(walk, "Compare Skeptic with Advocate");
    walk_expect(walk, "longer than Skeptic");
    stage_steps(walk, "Esc x");
    walk_expect(walk, "Compare healthy traces with trace");
    walk_quit(walk, "Q");
}

static void the_left_side_is_told_and_forgotten(void)
{
    struct walk *walk = debate(36, 120);
    stage_steps(walk, "/ =Advocate Enter D");
    walk_expect(walk, "left side: Advocate; D on another span");
    stage_steps(walk, "j");
    walk_expect_row(walk, 3, "left side: Advocate"); /* in the title, for as long as it waits */
    stage_steps(walk, "k D");
    walk_expect(walk, "the left side is forgotten");
    stage_steps(walk, "j");
    walk_expect_gone(walk, "left side");
    walk_quit(walk, "Q");
}

static void sides_may_be_of_two_traces(void)
{
    struct walk *walk = slow_trace(36, 120);
    walk_expect(walk, "healthy)");
    stage_steps(walk, "g g D x");
    walk_expect(walk, "longer than 20 healthy traces");
    stage_steps(walk, "/ =cardgate Enter h");
    walk_expect_beside(walk, "harges", "usual");
    stage_steps(walk, "g g D");
    walk_expect(walk, "Compare trace b");
    walk_expect(walk, "less than trace b");
    walk_expect_beside(walk, "cardgate.example", "new");
    stage_steps(walk, "h");
    walk_expect(walk, "+4");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compare/the column is of healthy traces of the same root",
                    the_column_is_of_healthy_traces_of_the_same_root);
    g_test_add_func("/compare/the dot goes to the span that explains most",
                    the_dot_goes_to_the_span_that_explains_most);
    g_test_add_func("/compare/a span that no peer has is new", a_span_that_no_peer_has_is_new);
    g_test_add_func("/compare/what is usually there and gone is told at the root",
                    what_is_usually_there_and_gone_is_told_at_the_root);
    g_test_add_func("/compare/x says what differs from healthy traces",
                    x_says_what_differs_from_healthy_traces);
    g_test_add_func("/compare/a healthy trace opens from what is gone",
                    a_healthy_trace_opens_from_what_is_gone);
    g_test_add_func("/compare/rows stand in the order of the tree as well",
                    rows_stand_in_the_order_of_the_tree_as_well);
    g_test_add_func("/compare/parallel agents stand side by side",
                    parallel_agents_stand_side_by_side);
    g_test_add_func("/compare/agents are compared on a narrow screen",
                    agents_are_compared_on_a_narrow_screen);
    g_test_add_func("/compare/agents are sides in their own view",
                    agents_are_sides_in_their_own_view);
    g_test_add_func("/compare/the left side is told, and forgotten",
                    the_left_side_is_told_and_forgotten);
    g_test_add_func("/compare/sides may be of two traces", sides_may_be_of_two_traces);
    return g_test_run();
}
