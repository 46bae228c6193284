/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/span_runs.h"

#include "tests/support/traces.h"

static const struct given_span given_orders[] = {
    {"GET /orders",        NULL,          0,   200, false},
    {"SELECT orders",      "GET /orders", 1,   5,   false},
    {"SELECT item = 1",    "GET /orders", 10,  9,   false},
    {"SELECT item = 22",   "GET /orders", 20,  160, false},
    {"SELECT item = 'a'",  "GET /orders", 30,  10,  false},
    {"SELECT item = 'bb'", "GET /orders", 190, 8,   false},
    {"commit",             "GET /orders", 199, 1,   false},
};

static void like_siblings_are_a_run(void)
{
    g_autoptr(trace) trace = trace_of(given_orders, G_N_ELEMENTS(given_orders));
    g_assert_cmpint(span_runs_count(&trace->runs), ==, 1);
    const struct span_run *run = span_runs_at(&trace->runs, 0);
    g_assert_cmpint(run->count, ==, 4);
    g_assert_cmpint(run->parent, ==, 0);
    g_assert_true(run->varied);
    g_assert_cmpint(span_runs_member(&trace->runs, run, 0), ==,
                    trace_find(trace, "SELECT item = 1"));
    g_assert_cmpint(trace->runs.of[trace_find(trace, "SELECT item = 'bb'")], ==, 0);
    g_assert_cmpint(trace->runs.of[trace_find(trace, "SELECT orders")], ==, -1);
    g_assert_cmpint(trace->runs.of[trace_find(trace, "commit")], ==, -1);
}

static void a_run_tells_its_times(void)
{
    g_autoptr(trace) trace = trace_of(given_orders, G_N_ELEMENTS(given_orders));
    const struct span_run *run = span_runs_at(&trace->runs, 0);
    g_assert_cmpint(run->median_us, ==, 9000);
    g_assert_cmpint(run->max_us, ==, 160000);
    g_assert_cmpint(run->slowest, ==, trace_find(trace, "SELECT item = 22"));
    g_assert_cmpint(run->sum_us, ==, 187000);
    g_assert_cmpint(run->union_us, ==, 9000 + 160000 + 8000);
    g_assert_cmpint(run->start_us, ==, 1010000);
    g_assert_cmpint(run->end_us, ==, 1198000);
}

/* The second ends long after the third: what is at work is not told by the nearest start. */
static void a_run_knows_when_it_is_at_work(void)
{
    g_autoptr(trace) trace = trace_of(given_orders, G_N_ELEMENTS(given_orders));
    g_assert_false(span_runs_busy(&trace->runs, trace, 0, 1000000, 1010000));
    g_assert_true(span_runs_busy(&trace->runs, trace, 0, 1010000, 1010001));
    g_assert_false(span_runs_busy(&trace->runs, trace, 0, 1019000, 1020000));
    g_assert_true(span_runs_busy(&trace->runs, trace, 0, 1100000, 1100001));
    g_assert_false(span_runs_busy(&trace->runs, trace, 0, 1180000, 1190000));
    g_assert_true(span_runs_busy(&trace->runs, trace, 0, 1000000, 1200000));
    g_assert_false(span_runs_busy(&trace->runs, trace, 0, 1198000, 1300000));
}

static void a_failed_one_stands_out_and_parts_the_run(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,   0,  100, false},
        {"get 1", "root", 1,  2,   false},
        {"get 2", "root", 3,  2,   false},
        {"get 3", "root", 5,  2,   false},
        {"get 4", "root", 7,  2,   true },
        {"get 5", "root", 9,  2,   false},
        {"get 6", "root", 11, 2,   false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    g_assert_cmpint(span_runs_count(&trace->runs), ==, 1);
    g_assert_cmpint(span_runs_at(&trace->runs, 0)->count, ==, 3);
    g_assert_cmpint(trace->runs.of[trace_find(trace, "get 4")], ==, -1);
    g_assert_cmpint(trace->runs.of[trace_find(trace, "get 5")], ==, -1);
}

static void a_failure_below_stands_out_too(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,    0, 100, false},
        {"get 1", "root",  1, 2,   false},
        {"db 1",  "get 1", 1, 1,   false},
        {"get 2", "root",  3, 2,   false},
        {"db 2",  "get 2", 3, 1,   true },
        {"get 3", "root",  5, 2,   false},
        {"db 3",  "get 3", 5, 1,   false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    g_assert_cmpint(span_runs_count(&trace->runs), ==, 0);
}

/* How often the call below repeats does not matter; another call does. */
static void members_are_alike_down_to_their_leaves(void)
{
    static const struct given_span given[] = {
        {"root",   NULL,    0,  100, false},
        {"get 1",  "root",  1,  5,   false},
        {"db 1",   "get 1", 1,  1,   false},
        {"get 2",  "root",  10, 5,   false},
        {"db 2",   "get 2", 10, 1,   false},
        {"db 3",   "get 2", 11, 1,   false},
        {"get 3",  "root",  20, 5,   false},
        {"db 4",   "get 3", 20, 1,   false},
        {"get 4",  "root",  30, 5,   false},
        {"http 5", "get 4", 30, 1,   false},
        {"get 5",  "root",  40, 5,   false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    g_assert_cmpint(span_runs_count(&trace->runs), ==, 1);
    g_assert_cmpint(span_runs_at(&trace->runs, 0)->count, ==, 3);
    g_assert_cmpint(span_runs_at(&trace->runs, 0)->spans, ==, 7);
}

static void two_are_no_run_and_roots_are_none(void)
{
    static const struct given_span given[] = {
        {"get 1", NULL,    0,  100, false},
        {"get 2", NULL,    10, 100, false},
        {"get 3", NULL,    20, 100, false},
        {"db 1",  "get 1", 1,  1,   false},
        {"db 2",  "get 1", 2,  1,   false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    g_assert_cmpint(span_runs_count(&trace->runs), ==, 0);
}

static void times_that_do_not_add_up_are_the_longest(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,   0, 1,                false},
        {"get 1", "root", 1, 8000000000000000, false},
        {"get 2", "root", 2, 8000000000000000, false},
        {"get 3", "root", 3, 0,                false},
        {"get 4", "root", 4, -5,               false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    g_assert_cmpint(span_runs_count(&trace->runs), ==, 1);
    g_assert_cmpint(span_runs_at(&trace->runs, 0)->count, ==, 3);
    g_assert_cmpint(span_runs_at(&trace->runs, 0)->sum_us, ==, INT64_MAX);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span runs/like siblings are a run", like_siblings_are_a_run);
    g_test_add_func("/span runs/a run tells its times", a_run_tells_its_times);
    g_test_add_func("/span runs/a run knows when it is at work", a_run_knows_when_it_is_at_work);
    g_test_add_func("/span runs/a failed one stands out and parts the run",
                    a_failed_one_stands_out_and_parts_the_run);
    g_test_add_func("/span runs/a failure below stands out, too", a_failure_below_stands_out_too);
    g_test_add_func("/span runs/members are alike down to their leaves",
                    members_are_alike_down_to_their_leaves);
    g_test_add_func("/span runs/two are no run, and roots are none",
                    two_are_no_run_and_roots_are_none);
    g_test_add_func("/span runs/times that do not add up are the longest",
                    times_that_do_not_add_up_are_the_longest);
    return g_test_run();
}
