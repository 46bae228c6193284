/* SPDX-License-Identifier: Apache-2.0
 *
 * Performance problems in the demo's noise: seen in the waterfall, walked with w and W, listed by
 * gp with the rule that each follows.
 */
#include "tests/support/stage.h"

/* A trace of which `query` finds a span, whose root has that name. */
static struct walk *trace_of(gconstpointer stage, int rows, int cols, const char *query,
                             const char *name)
{
    struct walk *walk = stage_console((struct stage *)stage, rows, cols, NULL, NULL);
    walk_expect(walk, "inventory");
    walk_expect_gone(walk, " answers");
    stage_steps(walk, "3 : =traces Enter");
    walk_expect(walk, "newest first");
    walk_press(walk, ";");
    walk_type(walk, query);
    walk_press(walk, "Enter");
    walk_expect(walk, "matching");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "─ 3 Trace", name);
    return walk;
}

static struct walk *front_page(gconstpointer stage)
{
    return trace_of(stage, 36, 120, "span.op:pageload transaction:/shop", "/shop");
}

static void w_goes_from_problem_to_problem(gconstpointer stage)
{
    struct walk *walk = front_page(stage);
    walk_expect_beside(walk, "─ 3 Trace", "3 problems");
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

static void gp_lists_them_with_their_rules_and_enter_leads_back(gconstpointer stage)
{
    struct walk *walk = front_page(stage);
    walk_press(walk, "g");
    walk_press(walk, "p");
    walk_expect(walk, "Problems of trace");
    walk_expect(walk, "3 found");
    walk_expect_beside(walk, "~ Render-blocking asset", "pageload /shop");
    walk_press(walk, "g");
    walk_press(walk, "g");
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
    walk_expect_beside(walk, "─ 3 Trace", "3 problems");
    walk_quit(walk, "Q");
}

static void queries_and_calls_in_loops_are_found(gconstpointer stage)
{
    struct walk *walk =
        trace_of(stage, 24, 80, "transaction:\"GET /orders\" is_transaction:true", "GET /orders");
    walk_expect(walk, "gp problems 2");
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

static void work_of_its_own_is_found_in_the_slow_export(gconstpointer stage)
{
    struct walk *walk =
        trace_of(stage, 50, 200, "export.user_tier:free export.format:xlsx", "POST /api/export");
    walk_press(walk, "w");
    walk_expect(walk, "Slow work: 9");
    walk_expect(walk, "of the request's");
    walk_expect(walk, "rule: over 1s and half of the request");
    walk_press(walk, "Enter"); /* the page of the span says it, too */
    walk_expect(walk, "Performance problem");
    walk_expect(walk, "A second or more, and half or more");
    walk_quit(walk, "Q");
}

static void a_trace_without_problems_says_so(gconstpointer stage)
{
    struct walk *walk = trace_of(stage, 36, 120, "transaction:\"POST /summary\"", "POST /summary");
    walk_press(walk, "g");
    walk_press(walk, "p");
    walk_expect(walk, "no performance problem: none of the 10 rules fits");
    walk_quit(walk, "Q");
}

static void their_mark_is_the_same_in_ascii(gconstpointer stage)
{
    static const char *const ascii[] = {"LC_ALL=C", NULL};
    struct walk *walk = stage_console((struct stage *)stage, 36, 120, ascii, NULL);
    walk_expect_beside(walk, "SELECT id", "~|");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
#define TEST(name, function) g_test_add_data_func("/problems/" name, stage, function)
    TEST("w goes from problem to problem", w_goes_from_problem_to_problem);
    TEST("gp lists them with their rules, and Enter leads back",
         gp_lists_them_with_their_rules_and_enter_leads_back);
    TEST("queries and calls in loops are found", queries_and_calls_in_loops_are_found);
    TEST("work of its own is found in the slow export",
         work_of_its_own_is_found_in_the_slow_export);
    TEST("a trace without problems says so", a_trace_without_problems_says_so);
    TEST("their mark is the same in ASCII", their_mark_is_the_same_in_ascii);
    int failed = g_test_run();
    stage_free(stage);
    return failed;
}
