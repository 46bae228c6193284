/* SPDX-License-Identifier: Apache-2.0
 *
 * What keys change about how a large trace is read is worked out elsewhere.
 */
#include "api/wire/endpoints.h"
#include "views/desk_state.h"
#include "views/trace_parts.h"
#include "views/views.h"

#define MANY (TRACE_PREPARE_LARGE + 1)

struct fixture {
    struct desk *desk;
    struct view *view;
    struct trace_state *state;
};

static void settle(const struct fixture *fixture)
{
    while (fixture->desk->jobs->len)
        g_main_context_iteration(NULL, TRUE);
}

/* The root calls all others; those of "far" began, as its clock says, before they were called. */
static struct trace *skewed_trace(int count)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < count; i++) {
        struct span *span = trace_add_span(trace);
        g_autofree char *id = g_strdup_printf("%016x", i + 1);
        span->id = span->name = trace_text(trace, id);
        span->parent_id = i ? "0000000000000001" : NULL;
        span->service = i ? "far" : "web";
        span->start_us = 100000000 + (i ? i * 100 - 5000000 : 0);
        span->duration_us = i ? 50 : 10000000;
    }
    trace_arrange(trace);
    return trace;
}

static void answer(struct fixture *fixture, int count)
{
    struct reply reply = {
        .endpoint = ENDPOINT_TRACE, .kind = REPLY_TRACE, .object = skewed_trace(count)};
    fixture->state->asked = 7;
    trace_reply(fixture->view, 7, &reply);
    settle(fixture);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->desk = desk_new();
    fixture->view = desk_push(fixture->desk, &trace_view, PANE_TRACE, NULL, NULL);
    fixture->state = fixture->view->state;
    answer(fixture, MANY);
    g_assert_cmpuint(fixture->state->reading.skews->len, ==, 1);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

static void the_critical_path_is_found_elsewhere(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(trace_toggle_critical(fixture->view));
    g_assert_null(fixture->state->rows.critical);
    settle(fixture);
    g_assert_nonnull(fixture->state->rows.critical);
    g_assert_true(fixture->state->rows.critical[fixture->state->rows.main_root]);
    trace_toggle_critical(fixture->view); /* what is known is there at once */
    g_assert_null(fixture->state->rows.critical);
    trace_toggle_critical(fixture->view);
    g_assert_nonnull(fixture->state->rows.critical);
    g_assert_cmpuint(fixture->desk->jobs->len, ==, 0);
}

static void clocks_are_corrected_elsewhere(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    const struct trace_state *state = fixture->state;
    int late = trace_find(state->trace, "0000000000000002");
    int64_t told = trace_time_start(&state->time, late);
    trace_toggle_clocks(fixture->view);
    g_assert_cmpint(trace_time_start(&state->time, late), ==, told);
    settle(fixture);
    g_assert_true(state->reading.corrected);
    g_assert_cmpint(trace_time_start(&state->time, late), >, told);
    trace_toggle_clocks(fixture->view);
    settle(fixture);
    g_assert_cmpint(trace_time_start(&state->time, late), ==, told);
}

static void keys_count_while_one_is_worked_at(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_toggle_clocks(fixture->view);
    trace_toggle_critical(fixture->view);
    trace_toggle_gaps(fixture->view);
    settle(fixture);
    g_assert_true(fixture->state->reading.corrected);
    g_assert_nonnull(fixture->state->rows.critical);
    trace_toggle_critical(fixture->view);
    trace_toggle_clocks(fixture->view);
    trace_toggle_clocks(fixture->view);
    settle(fixture);
    g_assert_true(fixture->state->reading.corrected);
    g_assert_null(fixture->state->rows.critical);
}

static void a_trace_that_grows_meanwhile_is_read_so(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_toggle_clocks(fixture->view);
    trace_toggle_critical(fixture->view);
    answer(fixture, MANY + 1);
    g_assert_cmpint(trace_span_count(fixture->state->trace), ==, MANY + 1);
    g_assert_true(fixture->state->reading.corrected);
    g_assert_nonnull(fixture->state->rows.critical);
}

static void a_view_may_end_while_it_is_worked_at(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_toggle_critical(fixture->view);
    desk_stack_clear(fixture->desk, &fixture->desk->panes[PANE_TRACE]);
    g_assert_cmpuint(fixture->desk->jobs->len, >, 0);
    settle(fixture);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct fixture *fixture, gconstpointer data);
    } tests[] = {
        {"the critical path is found elsewhere",    the_critical_path_is_found_elsewhere   },
        {"clocks are corrected elsewhere",          clocks_are_corrected_elsewhere         },
        {"keys count while one is worked at",       keys_count_while_one_is_worked_at      },
        {"a trace that grows meanwhile is read so", a_trace_that_grows_meanwhile_is_read_so},
        {"a view may end while it is worked at",    a_view_may_end_while_it_is_worked_at   },
    };
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strconcat("/trace reread/", tests[i].name, NULL);
        g_test_add(path, struct fixture, NULL, set_up, tests[i].run, tear_down);
    }
    return g_test_run();
}
