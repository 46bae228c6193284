/* SPDX-License-Identifier: Apache-2.0
 *
 * What the panes promise whoever reads them while data keeps coming: the cursor stays on what it
 * was put on, and every list says of what it is.
 */
#include "tests/support/stage.h"

#include <string.h>

/* Every answer is in: the title no longer counts them. */
static struct walk *all_signals(int rows, int cols)
{
    struct walk *walk = stage_first_screen(rows, cols);
    walk_expect_gone(walk, "answers");
    return walk;
}

static void to_signal(struct walk *walk, const char *name)
{
    walk_press(walk, "2 /");
    walk_type(walk, name);
    walk_press(walk, "Enter");
}

static void the_cursor_is_on_its_signal_after_the_chart(void)
{
    struct walk *walk = all_signals(36, 120);
    to_signal(walk, "worker.memory");
    walk_expect(walk, "worker.memory worker-3  1");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart");
    walk_press(walk, "Esc");
    walk_expect(walk, "2 Metrics");
    walk_expect_gone(walk, "answers");
    walk_expect(walk, "worker.memory worker-3  1"); /* the first evidence row */
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "2 Chart", "worker.memory");
    walk_quit(walk, "Q");
}

/* Press, two drags and the release, in a row of the plot. */
static void drag_in_chart(struct walk *walk, int row)
{
    static const char *const reports[] = {"\x1b[<0;40;%dM", "\x1b[<32;52;%dM", "\x1b[<32;64;%dM",
                                          "\x1b[<0;64;%dm"};
    g_autoptr(GString) all = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(reports); i++) {
        g_auto(GStrv) parts = g_strsplit(reports[i], "%d", 2);
        g_string_append_printf(all, "%s%d%s", parts[0], row + 1, parts[1]);
    }
    terminal_send(walk_terminal(walk), all->str, all->len);
}

/* The signal is the memory of worker-3: of another host there is none in it. */
static void a_chart_is_narrowed_by_a_search(void)
{
    struct walk *walk = all_signals(36, 120);
    to_signal(walk, "worker.memory");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart");
    walk_press(walk, ";");
    walk_type(walk, "server.address:worker-1");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "2 Chart", "only server.address:worker-1");
    walk_expect(walk, "no data");
    walk_press(walk, "Esc");
    walk_expect(walk, "the whole signal again");
    walk_quit(walk, "Q");
}

static void a_range_is_dragged_in_a_chart(void)
{
    struct walk *walk = all_signals(36, 120);
    int row, col;
    to_signal(walk, "worker.memory");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart");
    walk_press(walk, ":");
    walk_type(walk, "mouse");
    walk_press(walk, "Enter");
    walk_expect(walk, "the mouse is on");
    g_assert_true(terminal_find(walk_terminal(walk), "2 Chart", &row, &col));
    drag_in_chart(walk, row + 5);
    walk_expect_row(walk, row + 1, " to 02:"); /* from where it began to where it ended */
    walk_expect_row(walk, 0, "HELD");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Samples");
    walk_quit(walk, "Q");
}

static void counters_show_what_tells_their_samples_apart(void)
{
    struct walk *walk = all_signals(36, 120);
    to_signal(walk, "recommendations.served");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "2 Samples", "newest first");
    walk_expect(walk, "attributes");
    walk_expect(walk, "ranking_version=v2");
    walk_press(walk, "Enter"); /* no trace was kept: on to the logs of that time */
    walk_expect_beside(walk, "4 Logs", "recommendations");
    walk_expect(walk, "flag changed");
    walk_quit(walk, "Q");
}

static void only_what_differs_is_offered_to_group_by(void)
{
    struct walk *walk = all_signals(36, 120);
    to_signal(walk, "recommendations.served");
    walk_press(walk, "Enter");
    walk_expect(walk, "by source");
    walk_press(walk, "B");
    walk_expect(walk, "no groups");
    walk_expect_beside(walk, "region", "2 values");
    g_assert_false(walk_sees(walk, "environment"));
    walk_type(walk, "region");
    walk_press(walk, "Enter");
    walk_expect(walk, "by region");
    walk_quit(walk, "Q");
}

static void events_are_counted_of_the_range_or_of_all_time(void)
{
    struct walk *walk = all_signals(36, 120);
    walk_press(walk, "1 g g");
    walk_expect(walk, "in this range");
    walk_press(walk, "Enter");
    walk_expect(walk, "of all time");
    walk_quit(walk, "Q");
}

static void the_first_trace_is_a_finished_one(void)
{
    struct walk *walk = all_signals(36, 120);
    walk_expect_beside(walk, "SELECT id", "\xe2\x96\xb6"); /* past its caller's end */
    g_assert_false(walk_sees(walk, "still arriving"));
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/panes/the cursor is on its signal when the chart is closed",
                    the_cursor_is_on_its_signal_after_the_chart);
    g_test_add_func("/panes/a chart is narrowed by a search", a_chart_is_narrowed_by_a_search);
    g_test_add_func("/panes/a range is dragged in a chart", a_range_is_dragged_in_a_chart);
    g_test_add_func("/panes/samples of counters show their attributes and lead to the logs",
                    counters_show_what_tells_their_samples_apart);
    g_test_add_func("/panes/only what has several values is offered to group by",
                    only_what_differs_is_offered_to_group_by);
    g_test_add_func("/panes/events are counted of the range, or said to be of all time",
                    events_are_counted_of_the_range_or_of_all_time);
    g_test_add_func("/panes/the first trace is a finished one", the_first_trace_is_a_finished_one);
    return g_test_run();
}
