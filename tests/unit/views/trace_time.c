/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_reading.h"

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
    trace_time_clear(&fixture->time);
    trace_free(fixture->trace);
}

static struct trace_bar bar_of(const struct trace_time *time, int span, int width)
{
    struct trace_scale scale = trace_time_scale(time, width);
    return trace_scale_bar(&scale, trace_time_start(time, span), trace_time_end(time, span));
}

static void a_callee_that_outlives_its_caller_runs_past_the_edge(struct fixture *fixture,
                                                                 gconstpointer data)
{
    (void)data;
    /* 30 s of root and a fifth more are in sight; inventory ends at 45 s. */
    struct trace_bar root = bar_of(&fixture->time, trace_find(fixture->trace, "web"), 36);
    struct trace_bar late = bar_of(&fixture->time, trace_find(fixture->trace, "inventory"), 36);
    g_assert_cmpfloat_with_epsilon(root.from, 0, 0.001);
    g_assert_cmpfloat_with_epsilon(root.to, 30, 0.001);
    g_assert_false(root.past);
    g_assert_true(late.past);
    g_assert_cmpfloat(late.to, ==, 36);
}

static void the_shortest_span_has_a_bar(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    struct trace_bar bar = bar_of(&fixture->time, trace_find(fixture->trace, "cache"), 30);
    g_assert_cmpfloat(bar.to - bar.from, >, 0.12);
    struct trace_bar none = bar_of(&fixture->time, trace_find(fixture->trace, "cache"), 0);
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

/* What was read of the first half of the story, then of all of it. */
static void grow(bool zoomed, int64_t *start_us, int64_t *end_us)
{
    struct trace *part = trace_of(given_story, 3);
    struct trace *whole = trace_of(given_story, G_N_ELEMENTS(given_story));
    struct trace_reading reading = {0}, coming;
    struct trace_time time = {0}, coming_time;
    trace_reading_init(&reading, &time, part, 0);
    trace_time_zoom(&time, time.end_us, zoomed ? 0.25 : 1);
    time.chosen = zoomed;
    *start_us = time.start_us;
    *end_us = time.end_us;
    trace_reading_init(&coming, &coming_time, whole, 0);
    trace_reading_take(&reading, &time, &coming, &coming_time);
    g_assert_true((time.start_us == *start_us && time.end_us == *end_us) == zoomed);
    g_assert_true(time.chosen == zoomed);
    *start_us = time.start_us;
    *end_us = time.end_us;
    trace_reading_clear(&coming, &coming_time);
    trace_reading_clear(&reading, &time);
    trace_free(part);
    trace_free(whole);
}

static void a_trace_that_grows_keeps_the_time_that_was_chosen(void)
{
    int64_t start, end, fitted_start, fitted_end;
    grow(true, &start, &end);
    grow(false, &fitted_start, &fitted_end);
    g_assert_cmpint(end - start, <, (fitted_end - fitted_start) / 2);
}

static void orphans_and_skewed_clocks_stay_in_sight(void)
{
    static const struct given_span given[] = {
        {"root",   NULL,   0,        100, false},
        {"early",  "root", -3600000, 50,  false}, /* an hour before its caller */
        {"orphan", "gone", 10,       20,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_time time;
    trace_time_init(&time, trace, trace_find(trace, "root"));
    struct trace_bar root = bar_of(&time, trace_find(trace, "root"), 40);
    g_assert_cmpfloat(root.to - root.from, >, 20);
    struct trace_bar early = bar_of(&time, trace_find(trace, "early"), 40);
    g_assert_false(early.before); /* the hour between is squeezed */
    g_assert_cmpfloat(early.to, <, root.from);
    trace_time_squeeze(&time, false);
    trace_time_fit(&time);
    root = bar_of(&time, trace_find(trace, "root"), 40);
    early = bar_of(&time, trace_find(trace, "early"), 40);
    g_assert_cmpfloat(root.to - root.from, >, 20);
    g_assert_true(early.before);
    g_assert_cmpfloat(early.from, ==, 0);
    trace_time_clear(&time);
    trace_free(trace);
}

static void of_many_trees_none_is_the_one_in_sight(void)
{
    static const struct given_span given[] = {
        {"a", NULL, 0,    300, false},
        {"b", NULL, 1000, 300, false},
        {"c", NULL, 2000, 300, false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_time time;
    trace_time_init(&time, trace, 0);
    g_assert_cmpint(time.start_us, ==, trace->start_us);
    g_assert_cmpint(time.end_us, ==, trace->end_us);
    trace_time_clear(&time);
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
    trace_time_clear(&time);
    trace_free(trace);
}

/* 1 s of work, a wait of 98 s, 1 s of work. */
static const struct given_span with_a_gap[] = {
    {"root", NULL,   0,     1000, false},
    {"send", "root", 500,   400,  false},
    {"take", "send", 99000, 1000, false},
};

#define AT(ms) (1000000 + (ms)*INT64_C(1000))

static void an_idle_gap_takes_a_few_cells(void)
{
    struct trace *trace = trace_of(with_a_gap, G_N_ELEMENTS(with_a_gap));
    struct trace_time time;
    trace_time_init(&time, trace, 0);
    struct trace_scale scale = trace_time_scale(&time, 60);
    double open = (60 - TRACE_GAP_CELLS) / 2.0;
    g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, AT(0)), 0, 1e-6);
    g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, AT(500)), open / 2, 1e-6);
    g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, AT(1000)), open, 1e-6);
    g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, AT(50000)),
                                   open + TRACE_GAP_CELLS / 2.0, 1e-6);
    g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, AT(99000)), open + TRACE_GAP_CELLS,
                                   1e-6);
    g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, AT(100000)), 60, 1e-6);
    trace_time_squeeze(&time, false);
    scale = trace_time_scale(&time, 60);
    double second = trace_scale_cell(&scale, AT(1000)) - trace_scale_cell(&scale, AT(0));
    g_assert_cmpfloat_with_epsilon(
        trace_scale_cell(&scale, AT(2000)) - trace_scale_cell(&scale, AT(1000)), second, 1e-6);
    trace_time_clear(&time);
    trace_free(trace);
}

/* Whatever was zoomed and panned: a cell's time is in that cell, and time never goes back. */
static void cells_and_times_lead_to_each_other(void)
{
    struct trace *trace = trace_of(with_a_gap, G_N_ELEMENTS(with_a_gap));
    for (int round = 0; round < 500; round++) {
        struct trace_time time;
        trace_time_init(&time, trace, 0);
        trace_time_squeeze(&time, g_test_rand_int_range(0, 3) > 0);
        for (int i = g_test_rand_int_range(0, 6); i > 0; i--) {
            if (g_test_rand_int_range(0, 2))
                trace_time_zoom(&time, AT(g_test_rand_int_range(0, 100000)),
                                g_test_rand_double_range(0.3, 2));
            else
                trace_time_pan(&time, g_test_rand_double_range(-0.5, 0.5));
        }
        int width = g_test_rand_int_range(1, 200);
        struct trace_scale scale = trace_time_scale(&time, width);
        g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, time.start_us), 0, 1e-6);
        g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, time.end_us), width, 1e-6);
        int64_t before = time.start_us;
        for (double cell = 0; cell <= width; cell += 0.5) {
            int64_t us = trace_scale_us(&scale, cell);
            g_assert_cmpint(us, >=, before);
            before = us;
            double step = trace_scale_cell(&scale, us + 1) - trace_scale_cell(&scale, us);
            g_assert_cmpfloat_with_epsilon(trace_scale_cell(&scale, us), cell, step + 1e-6);
        }
        trace_time_clear(&time);
    }
    trace_free(trace);
}

static void zoom_and_pan_step_over_a_gap(void)
{
    struct trace *trace = trace_of(with_a_gap, G_N_ELEMENTS(with_a_gap));
    struct trace_time time;
    trace_time_init(&time, trace, 0);
    trace_time_zoom(&time, AT(500), 0.5);
    g_assert_cmpint(time.start_us, ==, AT(250));
    g_assert_cmpint(time.end_us, ==, AT(99250)); /* 750 ms here, 250 beyond the gap */
    trace_time_pan(&time, 0.5);
    g_assert_cmpint(time.start_us, ==, AT(750));
    g_assert_cmpint(time.end_us, ==, AT(99750));
    trace_time_pan(&time, 0.25);
    g_assert_cmpint(time.start_us, ==, AT(99000)); /* not within the gap */
    trace_time_clear(&time);
    trace_free(trace);
}

static void corrected_clocks_move_bars(void)
{
    static const struct given_span given[] = {
        {"root",   NULL,   0,    1000, false},
        {"behind", "root", -900, 500,  false},
    };
    static const int64_t shift_us[] = {0, 1000000};
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_time time;
    trace_time_init(&time, trace, 0);
    struct trace_bar before = bar_of(&time, 1, 50), caller = bar_of(&time, 0, 50);
    trace_time_shift(&time, shift_us);
    struct trace_bar after = bar_of(&time, 1, 50), root = bar_of(&time, 0, 50);
    g_assert_cmpfloat(before.to, <, caller.from);
    g_assert_cmpfloat(after.from, >, root.from);
    g_assert_cmpfloat(after.to, <, root.to);
    struct trace_scale whole = trace_time_overview(&time, 50); /* the minimap is corrected, too */
    g_assert_cmpint(whole.start_us, ==, AT(0));
    g_assert_cmpint(time.first_us, ==, AT(0));
    g_assert_cmpint(time.last_us, ==, AT(1000));
    trace_time_clear(&time);
    trace_free(trace);
}

static void times_that_do_not_add_up_have_an_axis(void)
{
    static const struct given_span given[] = {
        {"root", NULL,   0, 100, false},
        {"a",    "root", 0, 100, false},
        {"b",    "root", 0, 100, false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    ((struct span *)trace->spans->pdata[0])->duration_us = INT64_MAX;
    ((struct span *)trace->spans->pdata[1])->start_us = INT64_MIN + 1;
    ((struct span *)trace->spans->pdata[2])->start_us = INT64_MAX - 1;
    trace_arrange(trace);
    for (int root = 0; root < 3; root++) {
        struct trace_time time;
        trace_time_init(&time, trace, root);
        for (int i = 0; i < 40; i++) {
            trace_time_fit_span(&time, i % 3);
            trace_time_zoom(&time, trace_time_start(&time, i % 3), i % 2 ? 0.1 : 7);
            trace_time_pan(&time, 0.7 - i % 3);
            struct trace_bar bar = bar_of(&time, i % 3, 80);
            g_assert_cmpfloat(bar.from, >=, 0);
            g_assert_cmpfloat(bar.to, <=, 80);
            struct trace_scale scale = trace_time_scale(&time, 80);
            g_assert_cmpint(trace_scale_tick(&scale, 9), >, 0);
            g_assert_cmpint(time.end_us, >, time.start_us);
        }
        trace_time_clear(&time);
    }
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
    g_test_add_func("/trace time/of many trees none is the one in sight",
                    of_many_trees_none_is_the_one_in_sight);
    g_test_add_func("/trace time/a trace without spans has a time all the same",
                    a_trace_without_spans_has_a_time_all_the_same);
    g_test_add_func("/trace time/an idle gap takes a few cells", an_idle_gap_takes_a_few_cells);
    g_test_add_func("/trace time/cells and times lead to each other",
                    cells_and_times_lead_to_each_other);
    g_test_add_func("/trace time/zoom and pan step over a gap", zoom_and_pan_step_over_a_gap);
    g_test_add_func("/trace time/corrected clocks move bars", corrected_clocks_move_bars);
    g_test_add_func("/trace time/times that do not add up have an axis",
                    times_that_do_not_add_up_have_an_axis);
    g_test_add_func("/trace time/a trace that grows keeps the time that was chosen",
                    a_trace_that_grows_keeps_the_time_that_was_chosen);
    return g_test_run();
}
