/* SPDX-License-Identifier: Apache-2.0
 *
 * What the logs promise whoever reads them: the row under the cursor stays whatever is left out,
 * Esc shows all again before it closes anything, new rows wait, and the pane says of what it is.
 */
#include "tests/support/walk.h"

#include <string.h>

#define ALL_LOGS "no filter: every log in scope"

/* One console serves all: starting one takes longer than any of the tests. */
struct console {
    struct walk *walk;
};

/* Live, the newest row followed, the cursor on the first issue. */
static struct walk *at_ease(gconstpointer data)
{
    struct console *console = (struct console *)data;
    if (!console->walk) {
        console->walk =
            walk_start(36, 120, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
        walk_expect(console->walk, "first mover: inventory");
    }
    walk_press(console->walk, "g n 4 G 1 g g");
    walk_expect_beside(console->walk, "4 Logs", "following");
    return console->walk;
}

/* The text behind the cursor's bar in the lowest pane; newly allocated. */
static char *cursor_row(struct walk *walk)
{
    struct terminal *terminal = walk_terminal(walk);
    char *found = NULL;
    for (int row = 0; row < 34; row++) {
        char *text = terminal_row(terminal, row);
        if (g_str_has_prefix(text, "\xe2\x96\x8c")) {
            g_free(found);
            found = g_strndup(text, MIN(strlen(text), 90));
        }
        g_free(text);
    }
    g_assert_nonnull(found);
    return found;
}

/* Far above the newest, on a row whose message no other row shares in sight. */
static void to_an_old_row(struct walk *walk)
{
    walk_press(walk, "4 ^U ^U ^U ^U ^U ^U k");
    walk_expect_beside(walk, "4 Logs", "waiting");
}

static void only_its_project(struct walk *walk)
{
    walk_press(walk, "f");
    walk_expect(walk, "only rows with");
    walk_press(walk, "p");
    walk_expect(walk, "Esc or & clears it");
}

static void assert_cursor_on(struct walk *walk, const char *expected)
{
    walk_expect(walk, expected + strlen("\xe2\x96\x8c"));
    g_autofree char *now = cursor_row(walk);
    g_assert_cmpstr(now, ==, expected);
}

static void a_filter_keeps_the_row(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    to_an_old_row(walk);
    g_autofree char *before = cursor_row(walk);
    g_autofree char *time = g_strndup(before + strlen("\xe2\x96\x8c"), strlen("03:12:30.123"));
    only_its_project(walk);
    walk_expect_beside(walk, "4 Logs", "project:");
    walk_expect(walk, time);
    g_autofree char *narrowed = cursor_row(walk);
    g_assert_nonnull(strstr(narrowed, time));
    walk_press(walk, "Esc");
    walk_expect(walk, ALL_LOGS);
    walk_expect_beside(walk, "4 Logs", "waiting");
    g_assert_false(walk_sees(walk, "project:"));
    assert_cursor_on(walk, before);
}

static void nothing_behind_the_ampersand_shows_all(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    to_an_old_row(walk);
    g_autofree char *before = cursor_row(walk);
    only_its_project(walk);
    walk_press(walk, "& Enter");
    walk_expect(walk, ALL_LOGS);
    assert_cursor_on(walk, before);
    walk_press(walk, "& Enter");
    walk_expect(walk, "nothing was filtered");
}

static void a_pattern_without_the_row_goes_to_the_nearest_and_back(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    to_an_old_row(walk);
    walk_press(walk, "&");
    walk_type(walk, "no such message at all");
    walk_press(walk, "Enter");
    walk_expect(walk, "Esc clears it");
    walk_press(walk, "Esc");
    walk_expect(walk, ALL_LOGS);
    walk_expect_beside(walk, "4 Logs", "waiting");
}

static void escape_clears_before_it_closes(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    walk_press(walk, "g l");
    walk_expect_gone(walk, "following");
    walk_press(walk, "!");
    walk_expect_beside(walk, "4 Logs", "kept: error and worse");
    walk_press(walk, "Esc");
    walk_expect(walk, "no filter: every log of "); /* of a trace, or a service where it has none */
    walk_expect_gone(walk, "error and worse");
    g_assert_false(walk_sees(walk, "following"));
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "4 Logs", "following");
}

static void the_scrollbar_says_where_the_time_cursor_is(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    walk_press(walk, "4 \\");
    walk_expect_beside(walk, "4 Logs", "following");
    g_assert_false(walk_sees(walk, "◆"));
    walk_press(walk, "\\ 2 g g Enter 4 \\");
    walk_expect(walk, "HELD");
    walk_expect(walk, "◆");
    walk_press(walk, "\\ 2 Esc");
}

static void now_links_the_logs_again(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    walk_press(walk, "g l");
    walk_expect_gone(walk, "following");
    walk_press(walk, "1");
    walk_expect_beside(walk, "4 Logs", "not linked");
    walk_press(walk, "g n");
    walk_expect_beside(walk, "4 Logs", "following");
    g_assert_false(walk_sees(walk, "not linked"));
    walk_press(walk, "3 j");
    walk_expect_beside(walk, "4 Logs", "trace ");
    g_assert_false(walk_sees(walk, "following"));
}

static void new_rows_wait_below(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    to_an_old_row(walk);
    g_autofree char *before = cursor_row(walk);
    walk_expect(walk, " new (G)");
    assert_cursor_on(walk, before);
    walk_press(walk, "G");
    walk_expect_beside(walk, "4 Logs", "following");
}

static void a_mark_goes_back_to_the_row(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    to_an_old_row(walk);
    g_autofree char *before = cursor_row(walk);
    walk_press(walk, "m b");
    walk_press(walk, "G 1 ' b");
    walk_expect_beside(walk, "4 Logs", "waiting");
    assert_cursor_on(walk, before);
    g_assert_false(walk_sees(walk, "Attributes"));
}

static void a_range_of_rows_holds_every_pane(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    to_an_old_row(walk);
    walk_press(walk, "v");
    walk_expect(walk, "a range from here");
    walk_press(walk, "k k k Esc");
    walk_expect_row(walk, 0, "LIVE"); /* given up */
    walk_press(walk, "v k k k v");
    walk_expect_row(walk, 0, "HELD");
    walk_press(walk, "g n");
    walk_expect_row(walk, 0, "LIVE");
}

static void names_of_services_stand_whole(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    walk_press(walk, "4 &");
    walk_type(walk, "ranking_v2");
    walk_press(walk, "Enter");
    walk_expect(walk, " I recommendations ranking_v2");
    walk_press(walk, "Esc");
    walk_expect(walk, ALL_LOGS);
}

static void the_volume_stands_over_the_rows_by_severity(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    walk_press(walk, "4 \\ V");
    walk_expect(walk, "░░");
    walk_expect(walk, "█"); /* errors */
    walk_press(walk, "h h");
    walk_expect(walk, " errors  ");
    walk_press(walk, "V");
    walk_expect_gone(walk, "░░");
    walk_press(walk, "\\");
}

static void the_time_column_goes_through_its_kinds(gconstpointer data)
{
    struct walk *walk = at_ease(data);
    walk_press(walk, "4");
    walk_press(walk, "T");
    walk_expect(walk, "time column: the time since the row above");
    walk_press(walk, "T");
    walk_expect(walk, "time column: the time from the cursor's row");
    walk_expect(walk, "+0ms");
    walk_press(walk, "T T T T");
    walk_expect(walk, "time column: the time of day");
}

int main(int argc, char **argv)
{
    struct console console = {NULL};
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/logs/the scrollbar says where the time cursor is", &console,
                         the_scrollbar_says_where_the_time_cursor_is);
    g_test_add_data_func("/logs/a filter keeps the row under the cursor and Esc clears it",
                         &console, a_filter_keeps_the_row);
    g_test_add_data_func("/logs/nothing behind & shows all again", &console,
                         nothing_behind_the_ampersand_shows_all);
    g_test_add_data_func("/logs/a filter that leaves nothing can be cleared", &console,
                         a_pattern_without_the_row_goes_to_the_nearest_and_back);
    g_test_add_data_func("/logs/Esc clears filters before it closes what gl opened", &console,
                         escape_clears_before_it_closes);
    g_test_add_data_func("/logs/gn links the logs to the cursor again", &console,
                         now_links_the_logs_again);
    g_test_add_data_func("/logs/new rows wait below while an old one is read", &console,
                         new_rows_wait_below);
    g_test_add_data_func("/logs/a mark goes back to the row in its pane", &console,
                         a_mark_goes_back_to_the_row);
    g_test_add_data_func("/logs/a range of rows holds every pane", &console,
                         a_range_of_rows_holds_every_pane);
    g_test_add_data_func("/logs/names of services stand whole where there is room", &console,
                         names_of_services_stand_whole);
    g_test_add_data_func("/logs/V shows the volume by severity over the rows", &console,
                         the_volume_stands_over_the_rows_by_severity);
    g_test_add_data_func("/logs/T goes through the kinds of time", &console,
                         the_time_column_goes_through_its_kinds);
    int failed = g_test_run();
    if (console.walk)
        walk_quit(console.walk, "Q");
    return failed;
}
