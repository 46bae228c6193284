/* SPDX-License-Identifier: Apache-2.0
 *
 * What the desk has others work at, when the desk itself goes.
 */
#include "views/desk_state.h"

struct errand {
    bool worked, done, freed;
};

static void work(void *data)
{
    ((struct errand *)data)->worked = true;
}

static void done(struct desk *desk, void *data)
{
    (void)desk;
    ((struct errand *)data)->done = true;
}

static void freed(void *data)
{
    ((struct errand *)data)->freed = true;
}

static gboolean was_run(void *data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

/* What is due in the main loop then may belong to panes that are gone already. */
static void nothing_runs(void)
{
    struct desk *desk = desk_new();
    struct errand errand = {0};
    bool ran = false;
    g_idle_add_full(G_PRIORITY_HIGH, was_run, &ran, NULL);
    desk_work_self(desk, work, done, &errand, freed);
    desk_free(desk);
    g_assert_true(errand.worked);
    g_assert_true(errand.freed);
    g_assert_false(errand.done);
    g_assert_false(ran);
    g_assert_true(g_main_context_iteration(NULL, FALSE));
    g_assert_true(ran);
    g_assert_false(g_main_context_pending(NULL));
}

static bool no_row(const struct view *view, struct target *target)
{
    (void)view;
    (void)target;
    return false;
}

static void no_move(struct view *view, enum move_unit unit, int by)
{
    (void)view;
    (void)unit;
    (void)by;
}

static void done_view(struct view *view, void *data)
{
    (void)view;
    ((struct errand *)data)->done = true;
}

static void press(struct desk *desk, const char *name)
{
    struct key key;
    g_assert_true(key_parse(name, &key));
    desk_key(desk, key);
}

/* Only while its rows are still to come. */
static void a_key_before_the_rows_is_told_so(void)
{
    static const struct view_ops ops = {
        .name = "late", .title = "Late", .target = no_row, .move = no_move};
    struct desk *desk = desk_new();
    struct errand errand = {0};
    struct view *view = desk_push(desk, &ops, PANE_TRACE, NULL, NULL);
    desk->focus = PANE_TRACE;
    press(desk, "j");
    g_assert_null(desk->message);
    desk_work(view, work, done_view, &errand, NULL);
    press(desk, "j");
    g_assert_cmpstr(desk->message, ==,
                    "Late is still loading: that key acts on its rows, and none is here yet");
    while (!errand.done)
        g_main_context_iteration(NULL, TRUE);
    press(desk, "j");
    g_assert_null(desk->message);
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk work/a desk that goes frees what came back and runs nothing else",
                    nothing_runs);
    g_test_add_func("/desk work/a key before the rows is told so",
                    a_key_before_the_rows_is_told_so);
    return g_test_run();
}
