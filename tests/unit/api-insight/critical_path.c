/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/critical_path.h"

#include "tests/support/traces.h"

static void the_critical_path_takes_what_finished_last(void)
{
    struct trace *trace = trace_of(given_story, G_N_ELEMENTS(given_story));
    uint8_t critical[G_N_ELEMENTS(given_story)];
    critical_path_mark(trace, critical);
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
    static const struct given given[] = {
        {"root",  NULL,   0,  100, false},
        {"long",  "root", 10, 80,  false},
        {"short", "root", 20, 30,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    uint8_t critical[G_N_ELEMENTS(given)];
    critical_path_mark(trace, critical);
    g_assert_true(critical[trace_find(trace, "long")]);
    g_assert_false(critical[trace_find(trace, "short")]);
    trace_free(trace);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/critical path/takes what finished last",
                    the_critical_path_takes_what_finished_last);
    g_test_add_func("/critical path/a child in the shade of another is not on it",
                    a_child_in_the_shade_of_another_is_not_critical);
    return g_test_run();
}
