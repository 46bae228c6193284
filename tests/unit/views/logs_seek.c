/* SPDX-License-Identifier: Apache-2.0
 *
 * Searching the logs while they are filtered: the search waits for the rows.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include "tests/support/filled_logs.h"

#define ROWS 300

struct fixture {
    struct desk *desk;
    struct view *view;
    struct logs *logs;
};

/* The cursor on the newest row. */
static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->desk = desk_new();
    fixture->view = logs_filled(fixture->desk, ROWS, "message", "message");
    fixture->logs = fixture->view->state;
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

/* Frames and slices until nothing is left to do. */
static void settle(struct fixture *fixture)
{
    do
        logs_view.layout(fixture->view, 10, 80);
    while (g_main_context_iteration(NULL, FALSE) || fixture->logs->seek.source);
}

static void assert_at(const struct fixture *fixture, const char *id)
{
    const struct logs *logs = fixture->logs;
    g_assert_cmpstr(log_row_id(logs->rows, logs->list.cursor), ==, id);
}

/* How much of it is done at once depends on the clock; it is waited for. */
static void search(struct fixture *fixture, const char *pattern, int direction)
{
    matcher_free(fixture->desk->matcher);
    fixture->desk->matcher = matcher_new(pattern, NULL, NULL);
    desk_search_next(fixture->desk, direction);
    settle(fixture);
}

static void the_next_match_is_found(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    search(fixture, "message 123$", -1);
    assert_at(fixture, "id-123");
    search(fixture, "message 123$", 1);
    assert_at(fixture, "id-123");
}

static void a_search_waits_for_the_filter(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    logs_view.only_errors(fixture->view);
    search(fixture, "message 20$", -1);
    assert_at(fixture, "id-20");
    g_assert_false(fixture->desk->failure);
}

static void what_the_filter_leaves_out_is_not_found(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    logs_view.only_errors(fixture->view);
    search(fixture, "message 21$", -1);
    assert_at(fixture, "id-290");
    g_assert_cmpstr(fixture->desk->message, ==, "no earlier match for message 21$");
}

static void add(const char *name, void (*test)(struct fixture *fixture, gconstpointer data))
{
    g_test_add(name, struct fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/logs seek/the next match is found", the_next_match_is_found);
    add("/logs seek/a search waits for the filter", a_search_waits_for_the_filter);
    add("/logs seek/what the filter leaves out is not found",
        what_the_filter_leaves_out_is_not_found);
    return g_test_run();
}
