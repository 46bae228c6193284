/* SPDX-License-Identifier: Apache-2.0
 *
 * What follows the row under the cursor, and what is counted of it.
 */
#include "views/desk_state.h"

#include <string.h>

struct turning {
    struct shown_row {
        enum target_kind kind;
        const char *commit;
    } row, next; /* a view may find its rows anew as it draws them */
};

static bool turning_target(const struct view *view, struct target *target)
{
    const struct turning *state = view->state;
    target->kind = state->row.kind;
    target_set(&target->commit, state->row.commit);
    return state->row.kind != TARGET_NONE;
}

static void turning_draw(const struct view *view, struct surface *surface)
{
    struct turning *state = view->state;
    (void)surface;
    state->row = state->next;
}

static void linked_follow(struct view *view, const struct target *target)
{
    *(struct shown_row *)view->state = (struct shown_row){
        target ? target->kind : TARGET_NONE,
        target ? g_intern_string(target->commit) : NULL,
    };
}

static void linked_draw(const struct view *view, struct surface *surface)
{
    (void)view;
    (void)surface;
}

static const struct view_ops turning_view = {.name = "turning",
                                             .title = "Turning",
                                             .state_size = sizeof(struct turning),
                                             .target = turning_target,
                                             .draw = turning_draw};
static const struct view_ops linked_view = {.name = "linked",
                                            .title = "Linked",
                                            .state_size = sizeof(struct shown_row),
                                            .follow = linked_follow,
                                            .draw = linked_draw};

struct fixture {
    struct desk *desk;
    struct view *turning;
    const struct shown_row *linked; /* what the pane beside it follows */
};

/* Nothing is answered. */
static void set_up(struct fixture *fixture, gconstpointer data)
{
    const struct client_options options = {
        .url = "http://127.0.0.1:9", .organization = "acme", .token = "none", .user_agent = "test"};
    (void)data;
    struct desk *desk = fixture->desk = desk_new();
    desk->client = client_new(&options, NULL);
    g_assert_nonnull(desk->client);
    fixture->turning = desk_push(desk, &turning_view, PANE_TRACE, NULL, NULL);
    fixture->linked = desk_push(desk, &linked_view, PANE_LOGS, NULL, NULL)->state;
    desk->focus = PANE_TRACE;
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    struct client *client = fixture->desk->client;
    (void)data;
    desk_free(fixture->desk);
    client_free(client);
}

static void draw(struct desk *desk)
{
    int row, col;
    struct grid *grid = grid_new(24, 80);
    struct surface surface = surface_of_grid(grid);
    desk_draw(desk, &surface, &row, &col);
    grid_free(grid);
}

/* Traces counted of one row, then a frame that shows the next. */
static void check_count(struct fixture *fixture, struct turning rows, int64_t expected)
{
    struct desk *desk = fixture->desk;
    *(struct turning *)fixture->turning->state = rows;
    target_clear(&desk->followed);
    turning_target(fixture->turning, &desk->followed);
    desk->counts.known['T'] = 399;
    draw(desk);
    g_assert_cmpint(desk->counts.known['T'], ==, expected);
    desk_follow_cancel(desk);
}

static void numbers_go_with_their_row(struct fixture *fixture, gconstpointer data)
{
    const struct shown_row span = {TARGET_SPAN, NULL};
    const struct shown_row here = {TARGET_COMMIT, "906c6f2"}, there = {TARGET_COMMIT, "77aa0c1"};
    (void)data;
    check_count(fixture, (struct turning){span, span}, 399);
    check_count(fixture, (struct turning){span, here}, -1);
    check_count(fixture, (struct turning){here, there}, -1);
}

/* However long the rows are on their way. */
static void rows_that_come_late_are_counted(struct fixture *fixture, gconstpointer data)
{
    struct desk *desk = fixture->desk;
    struct turning *rows = fixture->turning->state;
    (void)data;
    desk_ask(fixture->turning, request_new(ENDPOINT_ISSUES, NULL), 0, false);
    g_assert_true(desk_awaits_rows(desk));
    desk_rest(desk);
    for (int i = 0; i < 4; i++)
        g_main_context_iteration(NULL, TRUE);
    rows->row = (struct shown_row){TARGET_COMMIT, "906c6f2"};
    while (desk->follow_timer || desk->counts.timer)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(desk->counts.target.kind, ==, TARGET_COMMIT);
    g_assert_cmpstr(desk->counts.target.commit, ==, "906c6f2");
    desk_follow_cancel(desk);
}

/* --- what is counted says of what --- */

static bool row_target(const struct view *view, struct target *target)
{
    target_copy(target, view->state);
    return true;
}

static const struct view_ops rows_view = {.name = "rows",
                                          .title = "Rows",
                                          .state_size = sizeof(struct target),
                                          .target = row_target,
                                          .draw = linked_draw};

static char *foot_of(struct desk *desk, int cols)
{
    struct grid *grid = grid_new(2, cols);
    struct surface surface = surface_of_grid(grid);
    desk_draw_evidence(desk, &surface);
    char *text = grid_row_text(grid, 1);
    grid_free(grid);
    return text;
}

/* The second row of the foot under a row of a log, 1234 of whose logs and 83 of whose traces are
 * known. */
static char *counted_in(struct fixture *fixture, const char *trace_id, int cols)
{
    struct desk *desk = fixture->desk;
    struct target *row = desk_push(desk, &rows_view, PANE_TRACE, NULL, NULL)->state;
    target_init(row, TARGET_LOG);
    target_set(&row->service, "checkout");
    target_set(&row->trace_id, trace_id);
    desk->counts.known['T'] = 83;
    desk->counts.known['l'] = 1234;
    char *text = foot_of(desk, cols);
    target_clear(row);
    return text;
}

static void counts_say_of_what(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *service = counted_in(fixture, NULL, 120);
    g_assert_nonnull(strstr(service, "gT traces 83 of checkout   gl logs 1.2k of checkout"));
    g_autofree char *trace = counted_in(fixture, "7f3a01c2000000000000000000000001", 160);
    g_assert_nonnull(strstr(trace, "gT traces 83 of checkout   gl logs 1.2k of the trace"));
}

/* No way is lost for it. */
static void counts_are_short_where_there_is_no_room(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *text = counted_in(fixture, NULL, 96);
    g_assert_nonnull(strstr(text, "gT traces 83   gl logs 1.2k   gc suspect commit"));
    g_assert_nonnull(strstr(text, "gm signals"));
}

static void rest(struct desk *desk)
{
    while (desk->follow_timer)
        g_main_context_iteration(NULL, TRUE);
}

static void linked_panes_follow_what_came_under_the_cursor(struct fixture *fixture,
                                                           gconstpointer data)
{
    struct desk *desk = fixture->desk;
    (void)data;
    *(struct turning *)fixture->turning->state = (struct turning){
        {TARGET_COMMIT, "906c6f2"},
        {TARGET_COMMIT, "77aa0c1"}
    };
    desk_rest(desk);
    rest(desk);
    g_assert_cmpstr(fixture->linked->commit, ==, "906c6f2");
    draw(desk);
    rest(desk);
    g_assert_cmpstr(fixture->linked->commit, ==, "77aa0c1");
    draw(desk);
    g_assert_cmpuint(desk->follow_timer, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/desk evidence/numbers go with the row that they were counted of", struct fixture,
               NULL, set_up, numbers_go_with_their_row, tear_down);
    g_test_add("/desk evidence/rows that come late are counted", struct fixture, NULL, set_up,
               rows_that_come_late_are_counted, tear_down);
    g_test_add("/desk evidence/linked panes follow what came under the cursor", struct fixture,
               NULL, set_up, linked_panes_follow_what_came_under_the_cursor, tear_down);
    g_test_add("/desk evidence/what is counted says of what", struct fixture, NULL, set_up,
               counts_say_of_what, tear_down);
    g_test_add("/desk evidence/counts are short where there is no room", struct fixture, NULL,
               set_up, counts_are_short_where_there_is_no_room, tear_down);
    return g_test_run();
}
