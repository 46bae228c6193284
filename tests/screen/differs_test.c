/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs, asked where the demo's stories begin.
 */
#include "tests/support/stage.h"

#include <glib/gstdio.h>
#include <unistd.h>

static struct stage *stage;

static struct walk *console(int rows, int cols)
{
    struct walk *walk = stage_console(stage, rows, cols, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

/* Story 2: every answer was 200; the values of two attributes tell what happened, one inside the
 * other. */
static void the_quiet_fallback_is_found(int rows, int cols)
{
    struct walk *walk = console(rows, cols);
    stage_steps(walk, "2 / =served Enter x");
    walk_expect(walk, "What differs recommendations.served");
    walk_expect_beside(walk, "source:fallback", "out");
    stage_steps(walk, "x");
    walk_expect_beside(walk, "ranking_version:v2", "98%");
    walk_expect(walk, "recommendations.served  source:\"fallback\"  since");
    stage_steps(walk, "Esc");
    walk_expect(walk, "source:fallback");
    walk_quit(walk, "Q");
}

static void the_quiet_fallback_is_found_by_asking_twice(void)
{
    the_quiet_fallback_is_found(36, 120);
}

static void the_quiet_fallback_is_found_on_small_and_large_screens(void)
{
    the_quiet_fallback_is_found(24, 80);
    the_quiet_fallback_is_found(50, 200);
}

/* Story 1: the release came with the slow spans. */
static void the_release_comes_with_the_slow_spans(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "2 / =check.stock Enter x");
    walk_expect_beside(walk, "span.duration over", "100%");
    walk_expect_beside(walk, "release:inventory@3.1.0", "100%");
    walk_expect(walk, "gt trace");
    walk_expect_gone(walk, "not of this row");
    stage_steps(walk, "g t");
    walk_expect_beside(walk, "3 Trace", "POST /api/checkout");
    walk_quit(walk, "Q");
}

static void a_row_explains_itself(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "2 / =served Enter x ?");
    walk_expect(walk, "source:fallback: inside");
    walk_expect(walk, "Fisher's exact test");
    stage_steps(walk, "Esc");
    walk_expect(walk, "What differs");
    walk_quit(walk, "Q");
}

/* Of a chart, whose own search it joins. */
static void enter_narrows_what_one_came_from(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "2 / =served Enter Enter");
    walk_expect(walk, "Chart");
    stage_steps(walk, "x");
    walk_expect(walk, "source:fallback");
    stage_steps(walk, "Enter");
    walk_expect_gone(walk, "What differs");
    walk_expect(walk, "only source:fallback");
    walk_quit(walk, "Q");
}

/* Story 5: while calls were slow another region was asked than ever else. */
static void a_slice_of_a_chart_tells_its_region(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "2 / =gemini-2.5-flash Enter Enter . v l l");
    walk_expect(walk, "02:31:30 to 02:33:00");
    stage_steps(walk, "x");
    walk_expect(walk, "02:31:30 to 02:33:00 against the ");
    walk_expect_beside(walk, "cloud.region:asia-northeast1", "out");
    stage_steps(walk, "Enter");
    walk_expect(walk, "only cloud.region:\"asia-northeast1\"");
    walk_quit(walk, "Q");
}

/* 300 rows, a tenth of which failed; most of those in one region. */
static char *a_file_of_logs(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 300; i++) {
        bool failed = i % 10 == 3;
        g_string_append_printf(text,
                               "{\"time\":%" G_GINT64_FORMAT
                               ",\"level\":\"%s\",\"msg\":\"%s\",\"region\":\"%s\"}\n",
                               INT64_C(1795000000000) + i * 1000, failed ? "error" : "info",
                               failed ? "timed out" : "done",
                               failed && i % 30 ? "ap"
                               : i % 2          ? "eu"
                                                : "us");
    }
    g_autoptr(GError) error = NULL;
    char *path = NULL;
    int handle = g_file_open_tmp("vigil-differs-XXXXXX.jsonl", &path, &error);
    g_assert_no_error(error);
    close(handle);
    g_assert_true(g_file_set_contents(path, text->str, -1, NULL));
    return path;
}

static void rows_of_a_file_that_pass_a_filter_are_held_against_the_others(void)
{
    g_autofree char *path = a_file_of_logs();
    struct walk *walk = walk_start(24, 100, "open", path, NULL);
    walk_expect(walk, "timed out");
    walk_press(walk, "x");
    walk_expect(walk, "nothing tells two sets of rows apart");
    stage_steps(walk, "& =timed Enter x");
    walk_expect_beside(walk, "region:ap", "100%");
    walk_expect(walk, "30 rows against 270");
    walk_quit(walk, "Q");
    g_unlink(path);
}

static void an_issue_is_held_against_all_other_errors(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "1 / =RateLimit Enter x");
    walk_expect(walk, "What differs");
    walk_expect(walk, "with issue:");
    walk_expect(walk, "rows against");
    stage_steps(walk, "j j");
    walk_quit(walk, "Q");
}

/* What it is held against stands behind it. */
static void a_long_search_leaves_room_for_the_other_side(void)
{
    struct walk *walk = console(24, 80);
    stage_steps(walk, "3 : =traces Enter ;");
    walk_type(walk, "span.op:db transaction:[\"POST /charge\",\"POST /checkout\",check_stock]");
    stage_steps(walk, "Enter x");
    walk_expect(walk, "against without");
    stage_steps(walk, "?");
    walk_expect(walk, "Compared: with span.op:db transaction:[");
    stage_steps(walk, "Esc");
    walk_quit(walk, "Q");
}

/* Inside what there was none of before. */
static void where_one_side_has_no_rows_nothing_is_said_to_be_alike(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "2 / =check.stock Enter x");
    walk_expect_beside(walk, "release:inventory@3.1.0", "100%");
    stage_steps(walk, "x");
    walk_expect(walk, "nothing to compare with: ");
    walk_expect(walk, "rows against 0");
    walk_quit(walk, "Q");
}

static void where_nothing_can_be_compared_it_says_so(void)
{
    struct walk *walk = console(36, 120);
    stage_steps(walk, "g w x");
    walk_expect(walk, "nothing to compare here");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    stage = stage_start();
    g_test_add_func("/what differs/the quiet fallback is found by asking twice",
                    the_quiet_fallback_is_found_by_asking_twice);
    g_test_add_func("/what differs/and so it is at 80x24 and 200x50",
                    the_quiet_fallback_is_found_on_small_and_large_screens);
    g_test_add_func("/what differs/the release comes with the slow spans",
                    the_release_comes_with_the_slow_spans);
    g_test_add_func("/what differs/a slice of a chart tells its region",
                    a_slice_of_a_chart_tells_its_region);
    g_test_add_func("/what differs/a row explains itself", a_row_explains_itself);
    g_test_add_func("/what differs/Enter narrows what one came from",
                    enter_narrows_what_one_came_from);
    g_test_add_func("/what differs/rows of a file that pass a filter are held against the others",
                    rows_of_a_file_that_pass_a_filter_are_held_against_the_others);
    g_test_add_func("/what differs/an issue is held against all other errors",
                    an_issue_is_held_against_all_other_errors);
    g_test_add_func("/what differs/a long search leaves room for the other side",
                    a_long_search_leaves_room_for_the_other_side);
    g_test_add_func("/what differs/where one side has no rows nothing is said to be alike",
                    where_one_side_has_no_rows_nothing_is_said_to_be_alike);
    g_test_add_func("/what differs/where nothing can be compared it says so",
                    where_nothing_can_be_compared_it_says_so);
    int result = g_test_run();
    stage_free(stage);
    return result;
}
