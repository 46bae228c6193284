/* SPDX-License-Identifier: Apache-2.0
 *
 * The patterns of a log view: what was not there before the onset comes first, and what one sees of
 * a pattern leads back to its rows.
 */
#include "tests/support/walk.h"

#include <string.h>

/* The patterns of the whole hour. */
static struct walk *at_patterns(void)
{
    struct walk *walk =
        walk_start(36, 120, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
    walk_expect(walk, "first mover: inventory");
    walk_press(walk, "4");
    walk_expect_beside(walk, "4 Logs", "following");
    walk_press(walk, "D L");
    walk_expect_beside(walk, "4 Log patterns", "new since the onset");
    return walk;
}

/* The text of the row that has `text`; newly allocated. */
static char *row_with(struct walk *walk, const char *text)
{
    struct terminal *terminal = walk_terminal(walk);
    for (int row = 0; row < 34; row++) {
        char *found = terminal_row(terminal, row);
        if (strstr(found, text))
            return found;
        g_free(found);
    }
    g_error("no row has %s", text);
}

/* How often it is said, over time, is a signal like any other. */
static void a_pattern_becomes_a_row_of_the_metrics(struct walk *walk)
{
    walk_press(walk, "/");
    walk_type(walk, "inventory slow");
    walk_press(walk, "Enter :");
    walk_type(walk, "row slow");
    walk_press(walk, "Enter");
    walk_expect(walk,
                "slow is a row of the metrics: message:\"inventory slow attempt=*\" | count()");
    walk_press(walk, "2");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "/");
    walk_type(walk, "slow");
    walk_press(walk, "Enter");
    /* By then it may have held for as long as makes a level of it. */
    walk_expect_beside(walk, " slow ", "was 0");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart slow  count");
}

static void new_patterns_come_first_and_are_marked(void)
{
    struct walk *walk = at_patterns();
    walk_expect(walk, "inventory check timed out attempt=<*>");
    g_autofree char *row = row_with(walk, "inventory check timed out attempt=<*>");
    g_assert_nonnull(strstr(row, "NEW E"));
    walk_press(walk, "?");
    walk_expect(walk, "New, as its first row came after that: rows from ");
    walk_expect(walk, "Messages are clustered as they come");
    walk_press(walk, "Esc j j j z");
    walk_expect_beside(walk, "4 Log patterns", "new since the chosen time");
    walk_press(walk, "z");
    walk_expect_beside(walk, "4 Log patterns", "new since the onset");
    walk_press(walk, "G");
    g_autofree char *last = row_with(walk, "\xe2\x96\x8c");
    g_assert_null(strstr(last, "NEW"));
    a_pattern_becomes_a_row_of_the_metrics(walk);
    walk_quit(walk, "Q");
}

/* What was first said with a deploy: [ goes to it. */
static void patterns_are_new_since_a_deploy(void)
{
    struct walk *walk = at_patterns();
    walk_press(walk, "\\ [");
    walk_expect_beside(walk, "4 Log patterns", "new since the deploy of inventory 3.1.0 03:06:3");
    walk_expect(walk, "migrate: <*>_create_export_cursors done"); /* rows come around that time */
    g_autofree char *row = row_with(walk, "migrate: <*>_create_export_cursors done");
    g_assert_nonnull(strstr(row, "NEW I"));
    walk_quit(walk, "Q");
}

static void enter_shows_the_rows_of_the_pattern(void)
{
    struct walk *walk = at_patterns();
    walk_expect(walk, "inventory check timed out attempt=<*>");
    walk_press(walk, "/");
    walk_type(walk, "inventory slow");
    walk_press(walk, "Enter Enter");
    walk_expect(walk, "only this pattern: inventory slow attempt=<*>");
    walk_expect_beside(walk, "4 Logs", "inventory");
    g_autofree char *row = row_with(walk, "inventory slow attempt=");
    g_assert_nonnull(strstr(row, "payment"));
    walk_press(walk, "Esc");
    walk_expect(walk, "no filter: every log in scope");
    walk_quit(walk, "Q");
}

/* Of the rows that the filter below keeps, and of all again when it goes. */
static void patterns_are_of_the_rows_that_pass(void)
{
    struct walk *walk =
        walk_start(36, 120, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
    walk_expect(walk, "first mover: inventory");
    walk_press(walk, "4 L");
    walk_expect(walk, "rows: the whole range");
    walk_press(walk, "&");
    walk_type(walk, "timed out attempt=\\d");
    walk_press(walk, "Enter D");
    walk_expect_beside(walk, "4 Log patterns", "1 of ");
    walk_expect_beside(walk, "4 Log patterns", "rows that pass the filter");
    walk_expect(walk, "inventory check timed out attempt=<*>");
    walk_expect_gone(walk, "inventory slow");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "4 Logs", "loaded");
    walk_press(walk, "Esc");
    walk_expect(walk, "no filter: every log in scope");
    walk_press(walk, "D");
    walk_expect(walk, "inventory slow attempt=<*>");
    walk_expect_gone(walk, "rows that pass the filter");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/patterns/new patterns come first and are marked",
                    new_patterns_come_first_and_are_marked);
    g_test_add_func("/patterns/what is new since a deploy, by [ to it",
                    patterns_are_new_since_a_deploy);
    g_test_add_func("/patterns/Enter shows the rows of the pattern",
                    enter_shows_the_rows_of_the_pattern);
    g_test_add_func("/patterns/they are of the rows that pass the filter",
                    patterns_are_of_the_rows_that_pass);
    return g_test_run();
}
