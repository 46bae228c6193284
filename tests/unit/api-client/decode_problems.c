/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace comes with its performance problems: the decoder looks for them, and reads the attributes
 * that the rules need by the names under which a server gives them.
 */
#include "api/insight/problems.h"
#include "tests/unit/api-client/corpus.h"

#define SPAN "{\"event_type\":\"span\",\"project_slug\":\"web\",\"start_timestamp\":1776277351.0,"

static void assert_one(const struct trace *trace, enum problem_kind kind, const char *span)
{
    g_assert_cmpuint(problems_count(trace->problems), ==, 1);
    const struct problem *problem = problems_of_span(trace->problems, trace_find(trace, span));
    g_assert_nonnull(problem);
    g_assert_cmpint(problem->kind, ==, kind);
}

static void a_slow_query_comes_with_its_trace(void)
{
    g_autoptr(trace) trace =
        decode_trace_of("[" SPAN "\"event_id\":\"aaaa\",\"op\":\"http.server\",\"duration\":900,"
                        "\"children\":[" SPAN "\"event_id\":\"bbbb\",\"op\":\"db\",\"description\":"
                        "\"SELECT a FROM b\",\"duration\":700}]}]");
    assert_one(trace, PROBLEM_SLOW_QUERY, "bbbb");
}

static void sizes_and_vitals_are_read_by_the_names_of_servers(void)
{
    static const char *const paints[] = {
        "\"measurements\":{\"measurements.fcp\":3000}",
        "\"additional_attributes\":{\"measurements.fcp\":3000}",
        "\"additional_attributes\":{\"browser.web_vital.fcp.value\":3000}"};
    for (size_t i = 0; i < G_N_ELEMENTS(paints); i++) {
        g_autofree char *body = g_strdup_printf(
            "[" SPAN "\"event_id\":\"aaaa\",\"op\":\"pageload\",\"duration\":5000,%s,"
            "\"children\":[" SPAN "\"event_id\":\"bbbb\",\"op\":\"resource.script\","
            "\"description\":\"https://cdn.example/app.js\",\"duration\":1500,"
            "\"additional_attributes\":{\"http.response_content_length\":600000,"
            "\"resource.render_blocking_status\":\"blocking\"}}]}]",
            paints[i]);
        g_autoptr(trace) trace = decode_trace_of(body);
        assert_one(trace, PROBLEM_RENDER_BLOCKING, "bbbb");
    }
}

static void a_trace_without_problems_has_none(void)
{
    g_autoptr(trace) trace =
        decode_trace_of("[" SPAN "\"event_id\":\"aaaa\",\"op\":\"http.server\",\"duration\":900}]");
    g_assert_null(trace->problems);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decode problems/a slow query comes with its trace",
                    a_slow_query_comes_with_its_trace);
    g_test_add_func("/decode problems/sizes and vitals are read by the names of servers",
                    sizes_and_vitals_are_read_by_the_names_of_servers);
    g_test_add_func("/decode problems/a trace without problems has none",
                    a_trace_without_problems_has_none);
    return g_test_run();
}
