/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/clock_skew.h"

#include "tests/support/traces.h"

/* "payment+1200 ..." : services and what they are behind by, in ms; the move in brackets where it
 * is another. */
static void assert_skews(const struct given_span *given, size_t count, const char *wanted)
{
    struct trace *trace = trace_of(given, count);
    g_autoptr(GArray) skews = clock_skew_find(trace, count ? 0 : -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < skews->len; i++) {
        const struct clock_skew *skew = &g_array_index(skews, struct clock_skew, i);
        g_string_append_printf(text, "%s%s%+d", i ? " " : "", skew->service,
                               (int)(skew->behind_us / 1000));
        if (skew->shift_us != skew->behind_us)
            g_string_append_printf(text, "(%+d)", (int)(skew->shift_us / 1000));
    }
    g_assert_cmpstr(text->str, ==, wanted);
    trace_free(trace);
}

static void clocks_that_agree_are_let_be(void)
{
    assert_skews(given_story, G_N_ELEMENTS(given_story), "");
    assert_skews(NULL, 0, "");
}

static void a_callee_before_its_caller_is_behind(void)
{
    static const struct given_span given[] = {
        {"web",  NULL,   2000, 100, false, NULL     },
        {"call", "web",  2010, 80,  false, NULL     },
        {"pay",  "call", 820,  60,  false, "payment"}, /* 1.2 s before: 10 ms there, 10 ms back */
        {"sql",  "pay",  830,  30,  false, "payment"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "payment+1200");
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    g_autoptr(GArray) skews = clock_skew_find(trace, trace_find(trace, "web"));
    g_autofree int64_t *shifts = clock_skew_shifts(trace, skews);
    g_assert_cmpint(shifts[trace_find(trace, "pay")], ==, 1200000);
    g_assert_cmpint(shifts[trace_find(trace, "sql")], ==, 1200000);
    g_assert_cmpint(shifts[trace_find(trace, "web")], ==, 0);
    g_assert_cmpstr(clock_skew_of(skews, "payment")->against, ==, "web");
    g_assert_null(clock_skew_of(skews, "web"));
    trace_free(trace);
}

static void a_callee_after_its_caller_is_ahead(void)
{
    static const struct given_span given[] = {
        {"web", NULL,  0,   100, false, NULL     },
        {"pay", "web", 520, 60,  false, "payment"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "payment-500");
}

static void one_clock_moves_with_its_callers(void)
{
    static const struct given_span given[] = {
        {"web", NULL,  2000, 100, false, NULL       },
        {"pay", "web", 1000, 80,  false, "payment"  },
        {"inv", "pay", 1010, 60,  false, "inventory"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "payment+1010 inventory+0(+1010)");
}

/* One call would fit moved by 0 to 40 ms, the other by 20 to 50. */
static void all_calls_have_a_say(void)
{
    static const struct given_span given[] = {
        {"web", NULL,  0,   1000, false, NULL     },
        {"a",   "web", 100, 50,   false, NULL     },
        {"b",   "web", 300, 50,   false, NULL     },
        {"pa",  "a",   100, 10,   false, "payment"},
        {"pb",  "b",   280, 20,   false, "payment"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "payment+35");
}

static void who_gave_up_is_outlived(void)
{
    static const struct given_span given[] = {
        {"web",  NULL,   0,  100, false, NULL     },
        {"call", "web",  10, 50,  true,  NULL     },
        {"pay",  "call", 20, 45,  false, "payment"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "");
}

static void a_longer_callee_is_moved_to_the_start_only(void)
{
    static const struct given_span given[] = {
        {"web", NULL,  100, 30, false, NULL     },
        {"pay", "web", 40,  90, false, "payment"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "payment+60");
}

static void a_queue_is_no_clock(void)
{
    static const struct given_span given[] = {
        {"web",  NULL,  0,     100, false, NULL    },
        {"work", "web", 12000, 50,  false, "worker"},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    ((struct span *)trace->spans->pdata[1])->op = "queue.process";
    g_autoptr(GArray) skews = clock_skew_find(trace, 0);
    g_assert_cmpuint(skews->len, ==, 0);
    trace_free(trace);
}

/* A newline in a name must not make "a\nb" calling "c" the same as "a" calling "b\nc". */
static void names_are_told_apart_whatever_is_in_them(void)
{
    static const struct given_span given[] = {
        {"x", NULL, 2000, 100, false, "a\nb"},
        {"c", "x",  1000, 80,  false, "c"   },
        {"y", NULL, 2000, 100, false, "a"   },
        {"d", "y",  2010, 80,  false, "b\nc"},
    };
    assert_skews(given, G_N_ELEMENTS(given), "c+1010");
}

static void hostile_times_are_no_trouble(void)
{
    static const struct given_span given[] = {
        {"web", NULL,  0,   100, false, NULL},
        {"a",   "web", 50,  60,  false, "a" },
        {"b",   "a",   0,   10,  false, "b" },
        {"c",   "b",   7,   -10, false, "c" },
        {"w",   "b",   100, 10,  false, NULL},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    for (int i = 1; i < 3; i++) {
        struct span *span = trace->spans->pdata[i];
        span->start_us = i == 1 ? INT64_MAX - 3 : INT64_MIN + 3;
    }
    g_autoptr(GArray) skews = clock_skew_find(trace, 0);
    g_autofree int64_t *shifts = clock_skew_shifts(trace, skews);
    g_assert_null(clock_skew_of(skews, "web"));
    g_assert_cmpint(shifts[trace_find(trace, "a")], <, 0);
    trace_free(trace);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock skew/names are told apart whatever is in them",
                    names_are_told_apart_whatever_is_in_them);
    g_test_add_func("/clock skew/clocks that agree are let be", clocks_that_agree_are_let_be);
    g_test_add_func("/clock skew/a callee before its caller is behind",
                    a_callee_before_its_caller_is_behind);
    g_test_add_func("/clock skew/a callee after its caller is ahead",
                    a_callee_after_its_caller_is_ahead);
    g_test_add_func("/clock skew/one clock moves with its callers'",
                    one_clock_moves_with_its_callers);
    g_test_add_func("/clock skew/all calls have a say", all_calls_have_a_say);
    g_test_add_func("/clock skew/who gave up is outlived", who_gave_up_is_outlived);
    g_test_add_func("/clock skew/a longer callee is moved to the start only",
                    a_longer_callee_is_moved_to_the_start_only);
    g_test_add_func("/clock skew/a queue is no clock", a_queue_is_no_clock);
    g_test_add_func("/clock skew/hostile times are no trouble", hostile_times_are_no_trouble);
    return g_test_run();
}
