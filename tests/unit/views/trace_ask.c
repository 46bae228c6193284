/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace that is asked for again while it may grow.
 */
#include "api/wire/endpoints.h"
#include "tests/support/traces.h"
#include "views/desk_state.h"
#include "views/trace_parts.h"
#include "views/views.h"

struct fixture {
    struct desk *desk;
    struct view *view;
    struct trace_state *state;
};

/* As an answer brings it, the first `count` of the story's spans left out. */
static void take_without(struct fixture *fixture, size_t count)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (size_t i = count; i < G_N_ELEMENTS(given_story); i++) {
        struct span *span = trace_add_span(trace);
        span->id = span->name = given_story[i].id;
        span->parent_id = given_story[i].parent;
        span->service = "web";
        span->start_us = 1000000 + given_story[i].start_ms * 1000;
        span->duration_us = given_story[i].duration_ms * 1000;
    }
    trace_add_missing(trace);
    trace_arrange(trace);
    struct reply reply = {.endpoint = ENDPOINT_TRACE, .kind = REPLY_TRACE, .object = trace};
    fixture->state->asked = 7;
    trace_reply(fixture->view, 7, &reply);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->desk = desk_new();
    fixture->view = desk_push(fixture->desk, &trace_view, PANE_TRACE, NULL, NULL);
    fixture->state = fixture->view->state;
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

static void a_late_root_takes_the_place_of_the_line_for_it(struct fixture *fixture,
                                                           gconstpointer data)
{
    (void)data;
    take_without(fixture, 1);
    g_assert_cmpint(fixture->state->trace->missing, ==, 1);
    guint spans = fixture->state->trace->spans->len;
    take_without(fixture, 0);
    g_assert_cmpint(fixture->state->trace->spans->len, ==, spans);
    g_assert_cmpint(fixture->state->trace->missing, ==, 0);
    g_assert_cmpstr(trace_state_span(fixture->state, 0)->name, ==, "web");
}

static void what_did_not_grow_stays_as_it_is(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    take_without(fixture, 0);
    const struct trace *shown = fixture->state->trace;
    take_without(fixture, 0);
    g_assert_true(fixture->state->trace == shown);
}

static void the_critical_path_stays_shown(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    take_without(fixture, 1);
    trace_toggle_critical(fixture->view);
    take_without(fixture, 0);
    int last = trace_find(fixture->state->trace, "select");
    g_assert_nonnull(fixture->state->rows.critical);
    g_assert_true(fixture->state->rows.critical[last]);
}

/* A trace that has no span yet has no time either. */
static void logs_are_asked_for_where_there_are_bars(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->state->logs = 2;
    take_without(fixture, G_N_ELEMENTS(given_story));
    g_assert_cmpuint(fixture->state->trace->spans->len, ==, 0);
    g_assert_true(fixture->state->logs_wanted);
    take_without(fixture, 0);
    g_assert_false(fixture->state->logs_wanted);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, test) \
    g_test_add("/trace ask/" name, struct fixture, NULL, set_up, test, tear_down)
    ADD("a late root takes the place of the line for it",
        a_late_root_takes_the_place_of_the_line_for_it);
    ADD("what did not grow stays as it is", what_did_not_grow_stays_as_it_is);
    ADD("the critical path stays shown", the_critical_path_stays_shown);
    ADD("logs are asked for where there are bars", logs_are_asked_for_where_there_are_bars);
    return g_test_run();
}
