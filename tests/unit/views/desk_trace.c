/* SPDX-License-Identifier: Apache-2.0 */
#include "views/desk_state.h"

#include "tests/support/traces.h"

struct holder {
    struct trace *trace;
};

static struct trace *held(const struct view *view)
{
    return ((const struct holder *)view->state)->trace;
}

static void let_go(struct view *view)
{
    g_clear_pointer(&((struct holder *)view->state)->trace, trace_free);
}

static const struct view_ops holder_ops = {
    .name = "holder",
    .title = "Holder",
    .state_size = sizeof(struct holder),
    .close = let_go,
    .trace = held,
};

static const struct view_ops other_ops = {.name = "other", .title = "Other"};

static struct view *push(struct desk *desk, const struct view_ops *ops, enum pane pane)
{
    struct view *view = desk_push(desk, ops, pane, NULL, NULL);
    g_assert_nonnull(view);
    return view;
}

static void a_trace_that_a_view_has_is_shared(void)
{
    struct desk *desk = desk_new();
    struct trace *trace = trace_of(given_story, G_N_ELEMENTS(given_story));
    g_autofree char *id = g_strdup(trace->id);
    g_assert_null(desk_trace(desk, id));
    struct view *view = push(desk, &holder_ops, PANE_TRACE);
    g_assert_null(desk_trace(desk, id)); /* it has none yet */
    ((struct holder *)view->state)->trace = trace;
    push(desk, &other_ops, PANE_TRACE); /* whatever stands above it */
    g_assert_true(desk_trace(desk, id) == trace);
    g_assert_null(desk_trace(desk, "another"));
    g_assert_null(desk_trace(desk, NULL));
    desk_free(desk);
    /* The reference outlives the view that had it. */
    g_assert_cmpint(trace_find(trace, "payment"), >, 0);
    trace_free(trace);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk trace/a trace that a view has is shared",
                    a_trace_that_a_view_has_is_shared);
    return g_test_run();
}
