/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/idle_gaps.h"

#include "tests/support/traces.h"

/* "100-1100 ..." in ms since the first. */
static void assert_gaps(const struct given_span *given, size_t count, const int64_t *shift_us,
                        const char *wanted)
{
    struct trace *trace = trace_of(given, count);
    g_autoptr(GArray) gaps = idle_gaps_find(trace, shift_us);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < gaps->len; i++) {
        const struct idle_gap *gap = &g_array_index(gaps, struct idle_gap, i);
        g_string_append_printf(text, "%s%d-%d", i ? " " : "", (int)(gap->from_us / 1000 - 1000),
                               (int)(gap->to_us / 1000 - 1000));
    }
    g_assert_cmpstr(text->str, ==, wanted);
    trace_free(trace);
}

static void a_message_that_waited_leaves_a_gap(void)
{
    static const struct given_span given[] = {
        {"send",  NULL,   0,     100, false},
        {"put",   "send", 50,    20,  false},
        {"take",  "put",  12100, 300, false},
        {"later", "take", 12500, 100, false}, /* 100 ms idle before it: too short to squeeze */
    };
    assert_gaps(given, G_N_ELEMENTS(given), NULL, "100-12100");
}

static void a_caller_that_waits_fills_it(void)
{
    static const struct given_span given[] = {
        {"root", NULL,   0,     13000, false},
        {"a",    "root", 50,    20,    false},
        {"b",    "root", 12100, 300,   false},
    };
    assert_gaps(given, G_N_ELEMENTS(given), NULL, "");
}

static void a_span_that_still_runs_fills_it(void)
{
    static const struct given_span given[] = {
        {"root", NULL,   0,    10,  false, NULL, true },
        {"b",    "root", 5000, 300, false, NULL, false},
    };
    assert_gaps(given, G_N_ELEMENTS(given), NULL, "");
}

static void several_are_found_in_order(void)
{
    static const struct given_span given[] = {
        {"a", NULL, 0,    100, false},
        {"b", NULL, 1000, 0,   false}, /* a moment parts two gaps */
        {"c", NULL, 2000, 100, false},
        {"d", NULL, 2090, 910, false},
    };
    assert_gaps(given, G_N_ELEMENTS(given), NULL, "100-1000 1000-2000");
}

static void corrected_clocks_move_them(void)
{
    static const struct given_span given[] = {
        {"root",  NULL,   0,      1000, false},
        {"ahead", "root", 100000, 500,  false},
    };
    static const int64_t shift_us[] = {0, -99800 * 1000};
    assert_gaps(given, G_N_ELEMENTS(given), NULL, "1000-100000");
    assert_gaps(given, G_N_ELEMENTS(given), shift_us, "");
}

static void hostile_times_are_no_trouble(void)
{
    static const struct given_span given[] = {
        {"a", NULL, -9000000000000, 9000000000000, false},
        {"b", NULL, 9000000000000,  -5,            false},
        {"c", NULL, 0,              0,             false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    ((struct span *)trace->spans->pdata[0])->duration_us = INT64_MAX;
    g_autoptr(GArray) gaps = idle_gaps_find(trace, NULL);
    for (guint i = 0; i < gaps->len; i++) {
        const struct idle_gap *gap = &g_array_index(gaps, struct idle_gap, i);
        g_assert_cmpint(gap->from_us, <, gap->to_us);
    }
    trace_free(trace);
    assert_gaps(NULL, 0, NULL, "");
}

/* Any trace: nothing is open in a gap, and something is at both of its edges. */
static void gaps_hold_nothing(void)
{
    for (int round = 0; round < 300; round++) {
        struct given_span given[12];
        g_autofree char *names = g_strdup("abcdefghijkl");
        char ids[12][2];
        int count = g_test_rand_int_range(1, 12);
        for (int i = 0; i < count; i++) {
            ids[i][0] = names[i];
            ids[i][1] = '\0';
            given[i] = (struct given_span){
                ids[i], NULL, g_test_rand_int_range(0, 5000), g_test_rand_int_range(0, 300), false,
                NULL,   false};
        }
        struct trace *trace = trace_of(given, (size_t)count);
        g_autoptr(GArray) gaps = idle_gaps_find(trace, NULL);
        for (guint k = 0; k < gaps->len; k++) {
            const struct idle_gap *gap = &g_array_index(gaps, struct idle_gap, k);
            bool begins = false, ends = false;
            for (int i = 0; i < count; i++) {
                const struct span *span = trace_span_at(trace, i);
                g_assert_true(span_end_us(span) <= gap->from_us || span->start_us >= gap->to_us);
                begins |= span_end_us(span) == gap->from_us;
                ends |= span->start_us == gap->to_us;
            }
            g_assert_true(begins && ends);
        }
        trace_free(trace);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/idle gaps/a message that waited leaves one",
                    a_message_that_waited_leaves_a_gap);
    g_test_add_func("/idle gaps/a caller that waits fills it", a_caller_that_waits_fills_it);
    g_test_add_func("/idle gaps/a span that still runs fills it", a_span_that_still_runs_fills_it);
    g_test_add_func("/idle gaps/several are found in order", several_are_found_in_order);
    g_test_add_func("/idle gaps/corrected clocks move them", corrected_clocks_move_them);
    g_test_add_func("/idle gaps/hostile times are no trouble", hostile_times_are_no_trouble);
    g_test_add_func("/idle gaps/nothing is open in one", gaps_hold_nothing);
    return g_test_run();
}
