/* SPDX-License-Identifier: Apache-2.0
 *
 * What is counted of the row under the cursor, and for how long that is told.
 */
#include "views/desk_state.h"

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
    return true;
}

static void turning_draw(const struct view *view, struct surface *surface)
{
    struct turning *state = view->state;
    (void)surface;
    state->row = state->next;
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
static int64_t counted_after(const struct turning *state)
{
    static const struct view_ops ops = {.name = "turning",
                                        .title = "Turning",
                                        .state_size = sizeof(struct turning),
                                        .target = turning_target,
                                        .draw = turning_draw};
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &ops, PANE_TRACE, NULL, NULL);
    *(struct turning *)view->state = *state;
    desk->focus = PANE_TRACE;
    turning_target(view, &desk->counts.target);
    desk->counts.known['T'] = 399;
    draw(desk);
    int64_t known = desk->counts.known['T'];
    desk_free(desk);
    return known;
}

static void numbers_go_with_their_row(void)
{
    struct turning same = {
        {TARGET_SPAN, NULL},
        {TARGET_SPAN, NULL}
    };
    g_assert_cmpint(counted_after(&same), ==, 399);
    struct turning kind = {
        {TARGET_SPAN,   NULL     },
        {TARGET_COMMIT, "906c6f2"}
    };
    g_assert_cmpint(counted_after(&kind), ==, -1);
    struct turning commit = {
        {TARGET_COMMIT, "906c6f2"},
        {TARGET_COMMIT, "77aa0c1"}
    };
    g_assert_cmpint(counted_after(&commit), ==, -1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk evidence/numbers go with the row that they were counted of",
                    numbers_go_with_their_row);
    return g_test_run();
}
