/* SPDX-License-Identifier: Apache-2.0
 *
 * Searching and filtering a trace of any size: in slices between keys, around folds and runs.
 */
#include "api/wire/endpoints.h"
#include "tests/support/shown_rows.h"
#include "views/desk_state.h"
#include "views/trace_parts.h"
#include "views/views.h"

#define MANY 100000

struct fixture {
    struct desk *desk;
    struct view *view;
    struct trace_state *state;
};

/* As an answer brings it; a large one is worked out on another thread first. */
static void take(struct fixture *fixture, struct trace *trace)
{
    struct reply reply = {.endpoint = ENDPOINT_TRACE, .kind = REPLY_TRACE, .object = trace};
    fixture->state->asked = 7;
    trace_reply(fixture->view, 7, &reply);
    while (fixture->state->trace != trace)
        g_main_context_iteration(NULL, TRUE);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->desk = desk_new();
    fixture->view = desk_push(fixture->desk, &trace_view, PANE_TRACE, NULL, NULL);
    fixture->state = fixture->view->state;
    desk_focus(fixture->desk, PANE_TRACE);
    take(fixture, page_trace());
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

/* How much is done at once depends on the clock; the rest is waited for. */
static void settle(const struct fixture *fixture)
{
    while (fixture->state->scan.source)
        g_main_context_iteration(NULL, FALSE);
}

static void search(struct fixture *fixture, const char *pattern, int direction)
{
    struct matcher *matcher = matcher_new(pattern, NULL, NULL);
    trace_view.search(fixture->view, matcher, direction);
    matcher_free(matcher);
    settle(fixture);
}

static void filter(struct fixture *fixture, const char *pattern, bool hide)
{
    struct matcher *matcher = matcher_new(pattern, NULL, NULL);
    trace_view.filter(fixture->view, matcher, hide);
    matcher_free(matcher);
    settle(fixture);
}

static void assert_at(const struct fixture *fixture, const char *id)
{
    struct trace_row row = trace_state_row(fixture->state);
    g_assert_cmpint(row.run, ==, -1);
    g_assert_cmpstr(trace_state_span(fixture->state, row.span)->id, ==, id);
}

static void a_search_finds_the_members_of_closed_runs(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    search(fixture, "cache GET", 1);
    assert_at(fixture, "g1");
    search(fixture, "cache GET", 1);
    assert_at(fixture, "g2");
    assert_shown(&fixture->state->rows, "page x3 call x3 g1 g2 g3 crash");
}

/* From its row, the first member comes after it, and none before. */
static void a_search_begins_with_the_run_at_the_cursor(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    list_go(&fixture->state->list, 1);
    search(fixture, "SELECT", 1);
    assert_at(fixture, "q1");
    search(fixture, "SELECT", -1);
    assert_at(fixture, "q3");
}

static void a_search_goes_by_the_order_of_rows(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_rows_sort(&fixture->state->rows, TRACE_BY_DURATION);
    trace_stay(fixture->state, (struct trace_row){0, -1});
    search(fixture, "SELECT|GET", 1);
    assert_at(fixture, "g1");
    search(fixture, "SELECT", 1);
    assert_at(fixture, "q2");
}

static void a_search_looks_at_attributes_that_were_loaded(struct fixture *fixture,
                                                          gconstpointer data)
{
    (void)data;
    struct trace *trace = page_trace();
    struct span *late = trace_add_span(trace);
    struct attribute tier = {"user.tier", value_string("gold")};
    late->id = late->name = "late";
    late->parent_id = "page";
    late->start_us = 1199000;
    late->attributes = &tier;
    late->attribute_count = 1;
    trace_arrange(trace);
    take(fixture, trace);
    search(fixture, "user.tier:gold", 1);
    assert_at(fixture, "late");
}

static void a_run_is_called_what_its_members_have_in_common(struct fixture *fixture,
                                                            gconstpointer data)
{
    (void)data;
    static const struct given_span given[] = {
        {"root",          NULL,   0, 100, false},
        {"get item = 1",  "root", 1, 2,   false},
        {"get item = 22", "root", 3, 2,   false},
        {"get item = 3",  "root", 5, 2,   false},
        {"end",           "root", 9, 2,   false},
    };
    take(fixture, trace_of(given, G_N_ELEMENTS(given)));
    assert_shown(&fixture->state->rows, "root x3 end");
    g_autofree char *run = trace_row_name(fixture->state, trace_rows_at(&fixture->state->rows, 1));
    g_assert_cmpstr(run, ==, "get item = ?");
    g_autofree char *span = trace_row_name(fixture->state, trace_rows_at(&fixture->state->rows, 2));
    g_assert_cmpstr(span, ==, "end");
}

static void what_the_filter_leaves_out_is_not_found(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "crash", false);
    assert_shown(&fixture->state->rows, "page crash");
    search(fixture, "SELECT", 1);
    g_assert_cmpstr(trace_state_current(fixture->state)->id, !=, "q1");
    assert_shown(&fixture->state->rows, "page crash");
}

static void a_filter_hides_too_and_is_cleared(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "SELECT|page", true);
    assert_shown(&fixture->state->rows, "page call x3 crash");
    g_assert_true(trace_view.unfilter(fixture->view));
    assert_shown(&fixture->state->rows, "page x3 call x3 crash");
    g_assert_false(trace_view.unfilter(fixture->view));
}

static void a_filter_tried_out_is_taken_back(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "SELECT|crash", false);
    list_go(&fixture->state->list, 2);
    struct matcher *matcher = matcher_new("GET", NULL, NULL);
    trace_view.try_filter(fixture->view, FILTER_BEGIN, NULL, false);
    trace_view.try_filter(fixture->view, FILTER_TRY, matcher, false);
    settle(fixture);
    assert_shown(&fixture->state->rows, "page call x3");
    trace_view.try_filter(fixture->view, FILTER_BACK, NULL, false);
    matcher_free(matcher);
    assert_shown(&fixture->state->rows, "page x3 crash");
    assert_at(fixture, "crash");
}

static struct trace *grown_trace(void)
{
    struct trace *trace = page_trace();
    struct span *late = trace_add_span(trace);
    late->id = "late";
    late->name = "crash again";
    late->parent_id = "page";
    late->start_us = 1199000;
    trace_arrange(trace);
    return trace;
}

static void a_filter_holds_for_spans_that_come_later(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "crash", false);
    take(fixture, grown_trace());
    settle(fixture);
    assert_shown(&fixture->state->rows, "page crash late");
}

/* What passed before is of a trace with fewer spans. */
static void a_filter_tried_out_while_the_trace_grew_is_taken_back(struct fixture *fixture,
                                                                  gconstpointer data)
{
    (void)data;
    filter(fixture, "crash", false);
    struct matcher *matcher = matcher_new("GET", NULL, NULL);
    trace_view.try_filter(fixture->view, FILTER_BEGIN, NULL, false);
    trace_view.try_filter(fixture->view, FILTER_TRY, matcher, false);
    matcher_free(matcher);
    take(fixture, grown_trace());
    trace_view.try_filter(fixture->view, FILTER_BACK, NULL, false);
    settle(fixture);
    assert_shown(&fixture->state->rows, "page crash late");
}

static void one_filter_takes_the_place_of_another(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "SELECT", false);
    trace_view.only_errors(fixture->view);
    assert_shown(&fixture->state->rows, "page crash");
    g_assert_null(fixture->state->filter.keep);
    trace_only_service(fixture->view, "cache");
    assert_shown(&fixture->state->rows, "page call x3");
    g_assert_false(fixture->state->filter.only_errors);
    trace_only_service(fixture->view, NULL);
    assert_shown(&fixture->state->rows, "page x3 call x3 crash");
}

static struct trace *long_trace(void)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < MANY; i++) {
        char id[24], name[32];
        g_snprintf(id, sizeof id, "%016x", i + 1);
        g_snprintf(name, sizeof name, "step-%c %d", 'a' + i % 2, i);
        struct span *span = trace_add_span(trace);
        span->id = trace_text(trace, id);
        span->parent_id = i ? "0000000000000001" : NULL;
        span->name = trace_text(trace, name);
        span->start_us = 1000 + i;
        span->duration_us = i ? 1 : MANY;
    }
    trace_arrange(trace);
    return trace;
}

/* A key in between goes on from what is there: another search ends the one that goes on. */
static void a_hundred_thousand_spans_are_looked_through_between_keys(struct fixture *fixture,
                                                                     gconstpointer data)
{
    (void)data;
    size_t shown, held;
    take(fixture, long_trace());
    g_assert_cmpuint(trace_rows_count(&fixture->state->rows), ==, MANY);
    struct matcher *matcher = matcher_new("step-b 99999$", NULL, NULL);
    trace_view.search(fixture->view, matcher, 1);
    trace_view.search(fixture->view, matcher, 1);
    settle(fixture);
    g_assert_cmpint(trace_state_row(fixture->state).span, ==, MANY - 1);
    trace_view.filter(fixture->view, matcher, false);
    bool all = trace_view.passing(fixture->view, &shown, &held);
    g_assert_cmpuint(held, ==, MANY);
    g_assert_true(all == !fixture->state->scan.source);
    settle(fixture);
    matcher_free(matcher);
    g_assert_true(trace_view.passing(fixture->view, &shown, &held));
    g_assert_cmpuint(shown, ==, 1);
    g_assert_cmpuint(trace_rows_count(&fixture->state->rows), ==, 2);
    g_assert_cmpint(trace_state_row(fixture->state).span, ==, MANY - 1);
}

/* The view may go while it still looks. */
static void a_view_that_goes_stops_looking(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    take(fixture, long_trace());
    struct matcher *matcher = matcher_new("nothing has this name", NULL, NULL);
    trace_view.search(fixture->view, matcher, 1);
    matcher_free(matcher);
}

#define ADD(path, test) \
    g_test_add("/trace find/" path, struct fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a search finds the members of closed runs", a_search_finds_the_members_of_closed_runs);
    ADD("a search begins with the run at the cursor", a_search_begins_with_the_run_at_the_cursor);
    ADD("a search goes by the order of rows", a_search_goes_by_the_order_of_rows);
    ADD("a search looks at attributes that were loaded",
        a_search_looks_at_attributes_that_were_loaded);
    ADD("a run is called what its members have in common",
        a_run_is_called_what_its_members_have_in_common);
    ADD("what the filter leaves out is not found", what_the_filter_leaves_out_is_not_found);
    ADD("a filter hides, too, and is cleared", a_filter_hides_too_and_is_cleared);
    ADD("a filter tried out is taken back", a_filter_tried_out_is_taken_back);
    ADD("a filter holds for spans that come later", a_filter_holds_for_spans_that_come_later);
    ADD("a filter tried out while the trace grew is taken back",
        a_filter_tried_out_while_the_trace_grew_is_taken_back);
    ADD("one filter takes the place of another", one_filter_takes_the_place_of_another);
    ADD("a hundred thousand spans are looked through between keys",
        a_hundred_thousand_spans_are_looked_through_between_keys);
    ADD("a view that goes stops looking", a_view_that_goes_stops_looking);
    return g_test_run();
}
