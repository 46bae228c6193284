/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/self_time.h"

#include "tests/support/traces.h"

static void self_time_is_what_no_child_covers(void)
{
    struct trace *trace = trace_of(given_story, G_N_ELEMENTS(given_story));
    int64_t self[G_N_ELEMENTS(given_story)];
    self_time_fill(trace, self);
    g_assert_cmpint(self[trace_find(trace, "web")], ==, (30000 - 29980 - 5) * 1000);
    g_assert_cmpint(self[trace_find(trace, "payment")], ==, 20 * 1000);
    g_assert_cmpint(self[trace_find(trace, "inventory")], ==, 100 * 1000);
    g_assert_cmpint(self[trace_find(trace, "select")], ==, 44900 * 1000);
    trace_free(trace);
}

static void overlapping_children_count_once(void)
{
    static const struct given_span given[] = {
        {"root", NULL,   0,  100, false},
        {"a",    "root", 10, 40,  false},
        {"b",    "root", 20, 50,  false},
        {"c",    "root", 25, 10,  false},
        {"late", "root", 95, 50,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    int64_t self[G_N_ELEMENTS(given)];
    self_time_fill(trace, self);
    g_assert_cmpint(self[trace_find(trace, "root")], ==, (10 + 25) * 1000);
    trace_free(trace);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/self time/is what no child covers", self_time_is_what_no_child_covers);
    g_test_add_func("/self time/overlapping children count once", overlapping_children_count_once);
    return g_test_run();
}
