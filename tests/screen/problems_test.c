/* SPDX-License-Identifier: Apache-2.0
 *
 * Performance problems in the demo's noise: seen in the waterfall, walked with w and W, listed by
 * gp with the rule that each follows.
 */
#include "tests/support/walk.h"

/* The trace pane shows a trace of the signal whose name is looked for in the metrics. */
static struct walk *trace_of(const char *signal)
{
    struct walk *walk =
        walk_start(36, 120, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
    walk_expect(walk, "first mover: inventory");
    walk_expect_gone(walk, " answers"); /* of signals that are still to come */
    walk_press(walk, "2");
    walk_press(walk, "/");
    walk_type(walk, signal);
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "─ 3 Trace", signal);
    walk_press(walk, "3");
    return walk;
}

static void w_goes_from_problem_to_problem(void)
{
    struct walk *walk = trace_of("/shop");
    walk_expect(walk, "3 problems");
    walk_press(walk, "g");
    walk_press(walk, "g");
    walk_press(walk, "w");
    walk_expect(walk, "Render-blocking asset: 640kB before the first paint");
    walk_press(walk, "w");
    walk_expect(walk, "Uncompressed asset: 1.3MB sent uncompressed");
    walk_press(walk, "w");
    walk_expect(walk, "N+1 calls: 1");
    walk_press(walk, "W");
    walk_expect(walk, "Uncompressed asset");
    walk_quit(walk, "Q");
}

static void gp_lists_them_with_their_rules_and_enter_leads_back(void)
{
    struct walk *walk = trace_of("/shop");
    walk_expect(walk, "gp problems 3");
    walk_press(walk, "g");
    walk_press(walk, "p");
    walk_expect(walk, "Problems of trace");
    walk_expect(walk, "3 found");
    walk_expect_beside(walk, "~ Render-blocking asset", "pageload /shop");
    walk_expect(walk, "Large Render Blocking Asset");
    walk_press(walk, "G");
    walk_expect(walk, "N+1 API Calls");
    walk_expect(walk, "At least 10 GETs of like URLs");
    walk_expect(walk, "Enter its spans");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "─ 3 Trace", "/shop");
    walk_expect(walk, "N+1 calls: 1");
    walk_press(walk, "Esc");
    walk_expect(walk, "Problems of trace");
    walk_press(walk, "Esc");
    walk_expect(walk, "3 problems");
    walk_quit(walk, "Q");
}

static void queries_and_calls_in_loops_are_found(void)
{
    struct walk *walk = trace_of("GET /orders");
    walk_resize(walk, 24, 80);
    walk_expect(walk, "2 problems");
    walk_press(walk, "g");
    walk_press(walk, "p");
    walk_expect(walk, "~ N+1 queries");
    walk_expect(walk, "~ Repeated call");
    walk_press(walk, "/");
    walk_type(walk, "Repeated");
    walk_press(walk, "Enter");
    walk_expect(walk, "the same asked 4 times");
    walk_expect(walk, "Keep the first answer");
    walk_quit(walk, "Q");
}

static void work_of_its_own_is_found_in_the_slow_export(void)
{
    struct walk *walk = trace_of("POST /api/export");
    walk_press(walk, "w");
    walk_expect(walk, "Slow work");
    walk_expect(walk, "of the request's");
    walk_quit(walk, "Q");
}

static void the_page_of_a_span_says_what_it_is_in(void)
{
    struct walk *walk = trace_of("POST /api/export");
    walk_resize(walk, 50, 200);
    walk_press(walk, "w");
    walk_press(walk, "Enter");
    walk_expect(walk, "Performance problem");
    walk_expect_beside(walk, "Slow work", "of the request's");
    walk_expect(walk, "A second or more, and half or more");
    walk_quit(walk, "Q");
}

static void a_trace_without_problems_says_so(void)
{
    struct walk *walk = trace_of("POST /summary");
    walk_press(walk, "g");
    walk_press(walk, "p");
    walk_expect(walk, "no performance problem: none of the 10 rules fits");
    walk_quit(walk, "Q");
}

static void their_mark_is_the_same_in_ascii(void)
{
    static const char *const environment[] = {"LC_ALL=C", NULL};
    static const char *const arguments[] = {"demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z",
                                            NULL};
    struct walk *walk = walk_start_with(36, 120, environment, arguments);
    walk_expect(walk, "first mover: inventory");
    walk_press(walk, "3");
    walk_expect(walk, "1 problem");
    walk_expect_beside(walk, "SELECT id", "~|");
    walk_press(walk, "w");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/problems/" name, function)
    TEST("w goes from problem to problem", w_goes_from_problem_to_problem);
    TEST("gp lists them with their rules, and Enter leads back",
         gp_lists_them_with_their_rules_and_enter_leads_back);
    TEST("queries and calls in loops are found", queries_and_calls_in_loops_are_found);
    TEST("work of its own is found in the slow export",
         work_of_its_own_is_found_in_the_slow_export);
    TEST("the page of a span says what it is in", the_page_of_a_span_says_what_it_is_in);
    TEST("a trace without problems says so", a_trace_without_problems_says_so);
    TEST("their mark is the same in ASCII", their_mark_is_the_same_in_ascii);
    return g_test_run();
}
