/* SPDX-License-Identifier: Apache-2.0
 *
 * FILTER | AGGREGATES group by KEYS in the query prompt: the slow export of the demo is found by
 * it, and what is typed wrong is said under its place.
 */
#include "tests/support/stage.h"

static struct stage *stage;

static struct walk *console(void)
{
    struct walk *walk = stage_console(stage, 36, 120, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

static void ask(struct walk *walk, const char *pane, const char *text)
{
    walk_press(walk, pane);
    walk_press(walk, ";");
    walk_press(walk, "^U");
    walk_type(walk, text);
}

static void the_slow_export_is_one_row_of_a_table(void)
{
    struct walk *walk = console();
    ask(walk, "2",
        "span.op:export.generate | count(), avg(span.duration), "
        "count_if(span.status:internal_error) group by export.user_tier, export.format");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Table 8 groups");
    walk_press(walk, "\\");
    walk_expect_beside(walk, "free                 xlsx", "9.4s");
    walk_expect_beside(walk, "export.user_tier     export.format", "▼count()");
    walk_press(walk, "o");
    walk_expect(walk, "▼avg(span.duration)");
    walk_expect_beside(walk, "free, xlsx  count()", "avg(span.duration) 9.4s");
    walk_press(walk, "?");
    walk_expect(walk, "ordered by avg(span.duration)");
    walk_press(walk, "Esc");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "3 Traces", "free, xlsx");
    walk_expect(walk, "POST /api/export");
    walk_press(walk, "Esc");
    walk_expect(walk, "2 Table");
    walk_press(walk, "x");
    walk_expect(walk, "What differs");
    walk_quit(walk, "Q");
}

static void the_pane_says_of_which_rows(void)
{
    struct walk *walk = console();
    ask(walk, "4", "| count() group by severity");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Table");
    walk_expect_beside(walk, " info  ", "k");
    walk_press(walk, "?");
    walk_expect(walk, "group by severity in logs; rows of logs");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
}

/* From the question to its row of the wall, found moved, and on to its chart. */
static void a_ratio_is_written_as_arithmetic(void)
{
    struct walk *walk = console();
    ask(walk, "2", "is_transaction:true | failure_count() / count() * 100 group by project");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Table");
    walk_expect(walk, " inventory  ");
    walk_expect(walk, "over time");
    walk_press(walk, ":");
    walk_type(walk, "row failing");
    walk_press(walk, "Enter");
    walk_expect(walk, "failing is a row of the metrics");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "/");
    walk_type(walk, "checkout failing");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "▲ checkout failing", "% was 0%");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart checkout failing  failure_count() / count() * 100");
    walk_press(walk, "?");
    walk_expect(walk, "failure_count() / count() * 100 of spans where");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
}

static void what_is_wrong_is_said_and_not_asked(void)
{
    struct walk *walk = console();
    ask(walk, "2", "| span.duration group by project");
    walk_press(walk, "Enter");
    walk_expect(walk, "span.duration is a field: aggregates are functions");
    g_assert_false(walk_sees(walk, "2 Table"));
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
}

static void functions_and_fields_are_completed(void)
{
    struct walk *walk = console();
    ask(walk, "2", "| p9");
    walk_press(walk, "Tab");
    walk_expect(walk, "p95(");
    walk_press(walk, "^U");
    walk_type(walk, "| count() group by export.us");
    walk_expect(walk, "export.user_tier");
    walk_press(walk, "Esc Esc");
    walk_quit(walk, "Q");
}

/* A question that was saved is a row of the wall, found moved like any other. */
static void a_saved_table_is_a_row_of_the_wall(void)
{
    struct walk *walk = console();
    ask(walk, "2", "transaction:check_stock | max(span.duration) group by release");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Table");
    walk_press(walk, ":");
    walk_type(walk, "save stock");
    walk_press(walk, "Enter");
    walk_expect(walk, "it is a row of the metrics");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "/");
    walk_type(walk, "stock inventory@");
    walk_press(walk, "Enter");
    walk_expect(walk, "stock inventory@");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "2 Chart", "stock inventory@");
    walk_press(walk, "Esc");
    walk_press(walk, ":");
    walk_type(walk, "saved stock");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Table");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    stage = stage_start();
    g_test_add_func("/table/the slow export is one row of a table, which leads to its traces",
                    the_slow_export_is_one_row_of_a_table);
    g_test_add_func("/table/the pane says of which rows", the_pane_says_of_which_rows);
    g_test_add_func("/table/a ratio is written as arithmetic, and becomes a row of the wall",
                    a_ratio_is_written_as_arithmetic);
    g_test_add_func("/table/what is wrong is said under its place and not asked",
                    what_is_wrong_is_said_and_not_asked);
    g_test_add_func("/table/functions and fields are completed",
                    functions_and_fields_are_completed);
    g_test_add_func("/table/a saved table is a row of the wall",
                    a_saved_table_is_a_row_of_the_wall);
    int result = g_test_run();
    stage_free(stage);
    return result;
}
