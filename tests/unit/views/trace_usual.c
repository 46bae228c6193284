/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_usual.h"

#include "views/desk_state.h"
#include "views/trace_parts.h"

static void assert_said(int64_t took_us, double median_us, double high_us, const char *wanted)
{
    char out[28];
    struct span span = {.duration_us = took_us};
    struct trace_usual usual = {
        {.median = median_us, .high = high_us, .samples = 9},
        USUAL_OF_PEERS
    };
    g_assert_cmpstr(trace_usual_text(&usual, &span, true, out, sizeof out), ==, wanted);
}

static void what_is_beyond_its_usual_says_by_how_much(void)
{
    assert_said(300000, 100000, 150000, "+200ms");
    assert_said(120000, 100000, 150000, "usual");
    assert_said(-3000, 5000, 6000, "-8.0ms");
}

/* A clock that was set back makes it negative, there as well as here. */
static void a_negative_duration_may_be_usual(void)
{
    assert_said(-5000, -5000, -5000, "usual");
    assert_said(-3000, -5000, -2000, "usual");
}

static void long_names_that_differ_in_the_middle_are_told_apart(void)
{
    g_autoptr(GHashTable) usuals = desk_usuals_new();
    g_autofree char *one = g_strnfill(5000, 'a'), *other = g_strnfill(5000, 'a');
    other[2500] = 'b';
    desk_usuals_add(usuals, "shop", "db", one, &(struct usual){.median = 1});
    desk_usuals_add(usuals, "shop", "db", other, &(struct usual){.median = 2});
    desk_usuals_add(usuals, "shop", NULL, "db", &(struct usual){.median = 3});
    g_assert_cmpfloat(desk_usuals_find(usuals, "shop", "db", one)->median, ==, 1);
    g_assert_cmpfloat(desk_usuals_find(usuals, "shop", "db", other)->median, ==, 2);
    g_assert_cmpfloat(desk_usuals_find(usuals, "shop", "", "db")->median, ==, 3);
    g_assert_null(desk_usuals_find(usuals, "shop", "db", NULL));
    desk_usuals_add(usuals, "shop", "db", one, &(struct usual){.median = 4});
    g_assert_cmpfloat(desk_usuals_find(usuals, "shop", "db", one)->median, ==, 4);
}

static void a_trace_is_no_peer_of_its_own(void)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    static const char *const given[] = {"a", "b", "c"};
    for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
        g_ptr_array_add(ids, (gpointer)given[i]);
    g_autoptr(GPtrArray) others = desk_peers_but(ids, "b");
    g_autofree char *joined = g_strjoinv(" ", (char **)others->pdata);
    g_assert_cmpstr(joined, ==, "a c");
}

static void times_of_a_run_always_say_what_they_are(void)
{
    char out[64];
    g_assert_cmpstr(trace_run_text(9000, 160000, false, 20, out, sizeof out), ==,
                    "p50 9.0ms max 160ms");
    g_assert_cmpstr(trace_run_text(999000, 750000000, false, 18, out, sizeof out), ==,
                    "p50 999ms ≤12m30s");
    g_assert_cmpstr(trace_run_text(999000, 750000000, true, 19, out, sizeof out), ==,
                    "p50 999ms <=12m30s");
    g_assert_cmpstr(trace_run_text(720000000, 750000000, false, 12, out, sizeof out), ==,
                    "p50 12m00s");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace usual/what is beyond its usual says by how much",
                    what_is_beyond_its_usual_says_by_how_much);
    g_test_add_func("/trace usual/a negative duration may be usual",
                    a_negative_duration_may_be_usual);
    g_test_add_func("/trace usual/long names that differ in the middle are told apart",
                    long_names_that_differ_in_the_middle_are_told_apart);
    g_test_add_func("/trace usual/a trace is no peer of its own", a_trace_is_no_peer_of_its_own);
    g_test_add_func("/trace usual/times of a run always say what they are",
                    times_of_a_run_always_say_what_they_are);
    return g_test_run();
}
