/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/critical_path.h"

#include "tests/support/traces.h"

static void the_critical_path_takes_what_finished_last(void)
{
    struct trace *trace = trace_of(given_story, G_N_ELEMENTS(given_story));
    uint8_t critical[G_N_ELEMENTS(given_story)];
    g_array_unref(critical_path_find(trace, NULL, critical));
    g_assert_true(critical[trace_find(trace, "web")]);
    g_assert_true(critical[trace_find(trace, "checkout")]);
    g_assert_true(critical[trace_find(trace, "payment")]);
    g_assert_true(critical[trace_find(trace, "inventory")]);
    g_assert_true(critical[trace_find(trace, "select")]);
    g_assert_true(
        critical[trace_find(trace, "cache")]); /* before checkout began, web waited for it */
    trace_free(trace);
}

static void a_child_in_the_shade_of_another_is_not_critical(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,   0,  100, false},
        {"long",  "root", 10, 80,  false},
        {"short", "root", 20, 30,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    uint8_t critical[G_N_ELEMENTS(given)];
    g_array_unref(critical_path_find(trace, NULL, critical));
    g_assert_true(critical[trace_find(trace, "long")]);
    g_assert_false(critical[trace_find(trace, "short")]);
    trace_free(trace);
}

static void assert_step(const struct trace *trace, const GArray *steps, const char *id, size_t at,
                        int64_t from_ms, int64_t to_ms)
{
    size_t count;
    const struct critical_step *own = critical_path_of(steps, trace_find(trace, id), &count);
    g_assert_cmpuint(at, <, count);
    g_assert_cmpint((own[at].from_us - 1000000) / 1000, ==, from_ms);
    g_assert_cmpint((own[at].to_us - 1000000) / 1000, ==, to_ms);
}

/* The steps of all spans together are the whole length of the root. */
static void the_path_runs_through_one_span_at_a_time(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,    0,  100, false},
        {"first", "root",  10, 30,  false},
        {"below", "first", 15, 20,  false},
        {"last",  "root",  50, 40,  false},
        {"aside", "root",  55, 10,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    uint8_t critical[G_N_ELEMENTS(given)];
    size_t count;
    g_autoptr(GArray) steps = critical_path_find(trace, NULL, critical);
    assert_step(trace, steps, "root", 0, 0, 10);
    assert_step(trace, steps, "root", 1, 40, 50);
    assert_step(trace, steps, "root", 2, 90, 100);
    assert_step(trace, steps, "first", 0, 10, 15);
    assert_step(trace, steps, "below", 0, 15, 35);
    assert_step(trace, steps, "first", 1, 35, 40);
    assert_step(trace, steps, "last", 0, 50, 90);
    g_assert_cmpuint(steps->len, ==, 7);
    g_assert_null(critical_path_of(steps, trace_find(trace, "aside"), &count));
    g_assert_cmpuint(count, ==, 0);
    trace_free(trace);
}

/* The last child began after its caller had ended; the one before it, which outlives the caller
 * too, is what was waited for. */
static void of_children_that_outlive_their_caller_one_is_on_it(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,   0,   100, false},
        {"slow",  "root", 10,  200, false},
        {"later", "root", 150, 100, false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    uint8_t critical[G_N_ELEMENTS(given)];
    g_autoptr(GArray) steps = critical_path_find(trace, NULL, critical);
    g_assert_true(critical[trace_find(trace, "slow")]);
    g_assert_false(critical[trace_find(trace, "later")]);
    assert_step(trace, steps, "slow", 0, 10, 100);
    trace_free(trace);
}

static void a_child_before_its_caller_is_not_on_it(void)
{
    static const struct given_span given[] = {
        {"root",   NULL,   0,    100, false},
        {"behind", "root", -900, 80,  false},
        {"edge",   "root", -20,  60,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    uint8_t critical[G_N_ELEMENTS(given)];
    g_autoptr(GArray) steps = critical_path_find(trace, NULL, critical);
    g_assert_false(critical[trace_find(trace, "behind")]);
    assert_step(trace, steps, "root", 0, 40, 100);
    assert_step(trace, steps, "edge", 0, -20, 40);
    g_assert_cmpuint(steps->len, ==, 2);
    trace_free(trace);
}

/* 10 000 children of each of ten spans, in a chain of 2 000. */
static void a_hundred_thousand_spans_have_one(void)
{
    enum { DEEP = 2000, WIDE = 10000, COUNT = DEEP + 10 * WIDE };
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < COUNT; i++) {
        struct span *span = trace_add_span(trace);
        g_autofree char *id = g_strdup_printf("%d", i);
        g_autofree char *parent =
            i < DEEP ? g_strdup_printf("%d", i - 1) : g_strdup_printf("%d", i % 10 * 100);
        span->id = trace_text(trace, id);
        span->parent_id = i ? trace_text(trace, parent) : NULL;
        span->start_us = i < DEEP ? 1000 + i : 10000 + i;
        span->duration_us = i < DEEP ? 1000000 - 2 * i : 5;
    }
    trace_arrange(trace);
    g_autofree uint8_t *critical = g_new0(uint8_t, COUNT);
    g_autoptr(GArray) steps = critical_path_find(trace, NULL, critical);
    int64_t total = 0;
    for (guint i = 0; i < steps->len; i++) {
        const struct critical_step *step = &g_array_index(steps, struct critical_step, i);
        total += step->to_us - step->from_us;
    }
    g_assert_cmpint(total, ==, 1000000);
    g_assert_true(critical[trace_find(trace, "1999")]);
    trace_free(trace);
}

static void a_trace_without_spans_has_none(void)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    uint8_t critical[1] = {0};
    trace_arrange(trace);
    g_autoptr(GArray) steps = critical_path_find(trace, NULL, critical);
    g_assert_cmpuint(steps->len, ==, 0);
    trace_free(trace);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/critical path/takes what finished last",
                    the_critical_path_takes_what_finished_last);
    g_test_add_func("/critical path/a child in the shade of another is not on it",
                    a_child_in_the_shade_of_another_is_not_critical);
    g_test_add_func("/critical path/runs through one span at a time",
                    the_path_runs_through_one_span_at_a_time);
    g_test_add_func("/critical path/of children that outlive their caller one is on it",
                    of_children_that_outlive_their_caller_one_is_on_it);
    g_test_add_func("/critical path/a child before its caller is not on it",
                    a_child_before_its_caller_is_not_on_it);
    g_test_add_func("/critical path/a trace without spans has none",
                    a_trace_without_spans_has_none);
    g_test_add_func("/critical path/a hundred thousand spans have one",
                    a_hundred_thousand_spans_have_one);
    return g_test_run();
}
