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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk work/a desk that goes frees what came back and runs nothing else",
                    nothing_runs);
    return g_test_run();
}
