/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_time.h"

#include "tests/support/traces.h"

struct fixture {
    struct trace *trace;
    struct trace_time time;
};

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->trace = trace_of(given_story, G_N_ELEMENTS(given_story));
    trace_time_init(&fixture->time, fixture->trace, trace_find(fixture->trace, "web"));
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_free(fixture->trace);
}

static void a_callee_that_outlives_its_caller_runs_past_the_edge(struct fixture *fixture,
                                                                 gconstpointer data)
{
    (void)data;
    /* 30 s of root and a fifth more are in sight; inventory ends at 45 s. */
    struct trace_bar root = trace_time_bar(&fixture->time, trace_find(fixture->trace, "web"), 36);
    struct trace_bar late =
        trace_time_bar(&fixture->time, trace_find(fixture->trace, "inventory"), 36);
    g_assert_cmpfloat_with_epsilon(root.from, 0, 0.001);
    g_assert_cmpfloat_with_epsilon(root.to, 30, 0.001);
    g_assert_false(root.past);
    g_assert_true(late.past);
    g_assert_cmpfloat(late.to, ==, 36);
}

static void the_shortest_span_has_a_bar(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    struct trace_bar bar = trace_time_bar(&fixture->time, trace_find(fixture->trace, "cache"), 30);
    g_assert_cmpfloat(bar.to - bar.from, >, 0.12);
    struct trace_bar none = trace_time_bar(&fixture->time, trace_find(fixture->trace, "cache"), 0);
    g_assert_cmpfloat(none.to, ==, 0);
}

static void zoom_keeps_its_point_and_pan_stays_near(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    struct trace_time *time = &fixture->time;
    int64_t at = time->start_us + (time->end_us - time->start_us) / 4;
    int64_t width = time->end_us - time->start_us;
    trace_time_zoom(time, at, 0.5);
    g_assert_cmpint(time->end_us - time->start_us, ==, width / 2);
    g_assert_cmpint(at - time->start_us, ==, width / 8);
    for (int i = 0; i < 100; i++)
        trace_time_zoom(time, at, 0.5);
    g_assert_cmpint(time->end_us, >, time->start_us);
    for (int i = 0; i < 100; i++)
        trace_time_pan(time, 1);
    g_assert_cmpint(time->start_us, <, fixture->trace->end_us);
    trace_time_fit(time);
    g_assert_cmpint(time->end_us - time->start_us, ==, width);
}

static void orphans_and_skewed_clocks_stay_in_sight(void)
{
    static const struct given given[] = {
        {"root",   NULL,   0,        100, false},
        {"early",  "root", -3600000, 50,  false}, /* an hour before its caller */
        {"orphan", "gone", 10,       20,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_time time;
    trace_time_init(&time, trace, trace_find(trace, "root"));
    struct trace_bar root = trace_time_bar(&time, trace_find(trace, "root"), 40);
    g_assert_cmpfloat(root.to - root.from, >, 20);
    struct trace_bar early = trace_time_bar(&time, trace_find(trace, "early"), 40);
    g_assert_true(early.before);
    g_assert_cmpfloat(early.from, ==, 0);
    trace_free(trace);
}

static void a_trace_without_spans_has_a_time_all_the_same(void)
{
    struct trace *trace = trace_of(NULL, 0);
    struct trace_time time;
    trace_time_init(&time, trace, -1);
    trace_time_zoom(&time, 0, 0.5);
    trace_time_pan(&time, 1);
    trace_time_fit(&time);
    g_assert_cmpint(time.end_us, >, time.start_us);
    trace_free(trace);
}

#define ADD(path, test) g_test_add(path, struct fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/trace time/a callee that outlives its caller runs past the edge",
        a_callee_that_outlives_its_caller_runs_past_the_edge);
    ADD("/trace time/the shortest span has a bar", the_shortest_span_has_a_bar);
    ADD("/trace time/zoom keeps its point and pan stays near",
        zoom_keeps_its_point_and_pan_stays_near);
    g_test_add_func("/trace time/orphans and skewed clocks stay in sight",
                    orphans_and_skewed_clocks_stay_in_sight);
    g_test_add_func("/trace time/a trace without spans has a time all the same",
                    a_trace_without_spans_has_a_time_all_the_same);
    return g_test_run();
}
