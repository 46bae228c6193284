/* SPDX-License-Identifier: Apache-2.0 */
#include "views/desk_state.h"

#include "api/wire/endpoints.h"
#include "tests/support/traces.h"
#include "views/compare_state.h"
#include "views/trace_prepare.h"
#include "views/views.h"

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

/* --- letting go of large ones --- */

#define MANY (TRACE_PREPARE_LARGE + 1)

static struct trace *large_trace(const char *id)
{
    struct trace *trace = trace_new(id);
    for (int i = 0; i < MANY; i++) {
        struct span *span = trace_add_span(trace);
        g_autofree char *name = g_strdup_printf("%d", i);
        span->id = span->name = trace_text(trace, name);
        span->parent_id = i ? "0" : NULL;
        span->service = "web";
        span->start_us = 1000000 + i;
        span->duration_us = MANY - i;
    }
    trace_arrange(trace);
    return trace;
}

static bool settled(const struct desk *desk)
{
    return !desk->jobs->len;
}

static void settle(const struct desk *desk)
{
    while (!settled(desk))
        g_main_context_iteration(NULL, TRUE);
}

static void answer(struct view *view, uint64_t *asked, struct trace *trace)
{
    struct reply reply = {.endpoint = ENDPOINT_TRACE, .kind = REPLY_TRACE, .object = trace};
    *asked = 7;
    view->ops->reply(view, 7, &reply);
    g_assert_null(reply.object);
}

static struct view *comparison(struct desk *desk)
{
    struct target target;
    target_init(&target, TARGET_COMPARE);
    target_set(&target.key, "a");
    target_set(&target.trace_id, "b");
    struct view *view = desk_push(desk, &compare_view, PANE_TRACE, &target, NULL);
    target_clear(&target);
    g_assert_nonnull(view);
    return view;
}

static void a_comparison_leaves_freeing_to_others(void)
{
    struct desk *desk = desk_new();
    push(desk, &other_ops, PANE_TRACE);
    struct view *view = comparison(desk);
    struct compare_state *state = view->state;
    answer(view, &state->right.asked, large_trace("b"));
    g_assert_null(state->right.trace); /* looked through elsewhere */
    settle(desk);
    answer(view, &state->left.asked, large_trace("a"));
    settle(desk);
    g_assert_nonnull(state->diff);
    desk_close_down_to(desk, PANE_TRACE, 0);
    g_assert_cmpuint(desk->jobs->len, ==, 2);
    settle(desk);
    desk_free(desk);
}

static void a_comparison_ends_while_it_works(void)
{
    struct desk *desk = desk_new();
    push(desk, &other_ops, PANE_TRACE);
    struct view *view = comparison(desk);
    struct compare_state *state = view->state;
    answer(view, &state->right.asked, large_trace("b"));
    desk_close_down_to(desk, PANE_TRACE, 0);
    settle(desk);
    view = comparison(desk);
    state = view->state;
    answer(view, &state->right.asked, large_trace("b"));
    settle(desk);
    answer(view, &state->left.asked, large_trace("a"));
    desk_free(desk);
}

static void problems_leave_freeing_to_others(void)
{
    struct desk *desk = desk_new();
    struct trace *trace = large_trace("a");
    struct view *view = push(desk, &holder_ops, PANE_TRACE);
    struct target target;
    ((struct holder *)view->state)->trace = trace;
    target_init(&target, TARGET_TRACE);
    target_set(&target.trace_id, "a");
    g_assert_nonnull(desk_push(desk, &problems_view, PANE_TRACE, &target, NULL));
    target_clear(&target);
    desk_close_down_to(desk, PANE_TRACE, 0);
    g_assert_cmpuint(desk->jobs->len, ==, 1);
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk trace/a trace that a view has is shared",
                    a_trace_that_a_view_has_is_shared);
    g_test_add_func("/desk trace/a comparison leaves the freeing of large traces to others",
                    a_comparison_leaves_freeing_to_others);
    g_test_add_func("/desk trace/a comparison may end while others work for it",
                    a_comparison_ends_while_it_works);
    g_test_add_func("/desk trace/problems leave the freeing of a large trace to others",
                    problems_leave_freeing_to_others);
    return g_test_run();
}
