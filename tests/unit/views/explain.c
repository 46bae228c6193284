/* SPDX-License-Identifier: Apache-2.0
 *
 * The view that explains: where its lines lead, and what answers say of hosts and calls.
 */
#include "views/desk_state.h"
#include "views/explain_state.h"
#include "views/views.h"

#include "api/client/decode.h"

#include <string.h>

static struct view *open_view(struct desk *desk)
{
    struct target target;
    target_init(&target, TARGET_EXPLAIN);
    target_set(&target.service, "stock");
    struct view *view = desk_push(desk, &explain_view, PANE_METRICS, &target, NULL);
    target_clear(&target);
    g_assert_nonnull(view);
    return view;
}

/* The only line leads to what has this number. */
static void make_line(struct view *view, enum explain_link link, size_t index)
{
    struct explain_state *state = view->state;
    doc_begin(&state->doc, 80);
    doc_link(doc_add(&state->doc, ROLE_TEXT, "a line"), link, index);
    doc_end(&state->doc);
}

/* The lead is another one, and the chain shorter; the lines are made at the next frame. */
static void lines_of_a_longer_chain_lead_nowhere(void)
{
    struct desk *desk = desk_new();
    struct view *view = open_view(desk);
    const struct explain_state *state = view->state;
    struct target target;
    target_init(&target, TARGET_NONE);
    g_assert_cmpuint(state->explanation->chain->len, ==, 1);
    make_line(view, EXPLAIN_LINK_STEP, 40);
    g_assert_false(explain_view.target(view, &target));
    make_line(view, EXPLAIN_LINK_CAUSE, 40);
    g_assert_false(explain_view.target(view, &target));
    target_clear(&target);
    desk_free(desk);
}

/* As explain.c makes one of a call. */
static void add_call(struct explanation *explanation, const char *value)
{
    struct cause *cause = g_new0(struct cause, 1);
    cause->kind = CAUSE_CALL;
    cause->what = g_strdup("a call");
    cause->key = g_strdup("span.description");
    cause->value = g_strdup(value);
    cause->supports = g_ptr_array_new_with_free_func(g_free);
    cause->speaks_against = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(explanation->causes, cause);
}

static void spans_of_a_call_are_found_by_all_of_its_name(void)
{
    struct desk *desk = desk_new();
    struct view *view = open_view(desk);
    struct explain_state *state = view->state;
    struct target target;
    target_init(&target, TARGET_NONE);
    target_set(&state->origin, "stock");
    add_call(state->explanation, "POST http://a/*?q=\"x\"");
    make_line(view, EXPLAIN_LINK_CAUSE, 0);
    g_assert_true(explain_view.target(view, &target));
    g_assert_cmpstr(target.query, ==,
                    "project:\"stock\" span.description:\"POST http://a/\\*?q=\\\"x\\\"\"");
    target_clear(&target);
    desk_free(desk);
}

/* 0 ms would be a time, beside which the other side would have become slow. */
static void a_time_that_is_not_told_is_no_time(void)
{
    static const char text[] =
        "{\"data\":[{\"host.name\":\"stock-1\",\"count()\":90,\"p95(span.duration)\":null},"
        "{\"host.name\":\"stock-2\",\"count()\":90,\"p95(span.duration)\":12.5}],\"meta\":{}}";
    g_autoptr(request) request = explain_rows_request("stock", EXPLAIN_BY_HOST);
    struct rows *rows = decode_page(request, text, strlen(text), NULL);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)explain_row_free);
    explain_rows_take(all, EXPLAIN_BY_HOST, 0, rows);
    const struct explain_row *unknown = all->pdata[0], *known = all->pdata[1];
    g_assert_cmpuint(unknown->count[0], ==, 0);
    g_assert_cmpuint(known->count[0], ==, 90);
    g_assert_cmpfloat(known->p95_ms[0], ==, 12.5);
    rows_free(rows);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explain view/lines of a longer chain lead nowhere",
                    lines_of_a_longer_chain_lead_nowhere);
    g_test_add_func("/explain view/spans of a call are found by all of its name",
                    spans_of_a_call_are_found_by_all_of_its_name);
    g_test_add_func("/explain view/a time that is not told is no time",
                    a_time_that_is_not_told_is_no_time);
    return g_test_run();
}
