/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-client/corpus.h"

#include <string.h>

#define SPAN                                                                                       \
    "\"event_type\":\"span\",\"project_slug\":\"web\",\"op\":\"http.server\",\"start_timestamp\":" \
    "1776277351.0"

static void span_events_have_their_time(void)
{
    g_autoptr(trace) trace = decode_trace_of(
        "[{" SPAN ",\"event_id\":\"aaaa\",\"duration\":250,\"additional_attributes\":{"
        "\"span.events\":[{\"name\":\"retry\",\"timestamp\":1776277351.125,\"attributes\":{}},"
        "{\"name\":\"no time\"}]}},"
        "{" SPAN ",\"event_id\":\"bbbb\",\"duration\":250,\"additional_attributes\":{"
        "\"span.events\":\"[{\\\"name\\\":\\\"late\\\",\\\"timestamp\\\":1776277351.5}]\"}}]");
    g_assert_cmpuint(trace->moments->len, ==, 2);
    const struct trace_moment *first = &g_array_index(trace->moments, struct trace_moment, 0);
    const struct trace_moment *second = &g_array_index(trace->moments, struct trace_moment, 1);
    g_assert_cmpint(first->span, ==, trace_find(trace, "aaaa"));
    g_assert_cmpstr(first->name, ==, "retry");
    g_assert_cmpint(first->time_us, ==, INT64_C(1776277351125000));
    g_assert_cmpint(second->span, ==, trace_find(trace, "bbbb"));
    g_assert_cmpstr(second->name, ==, "late");
}

static void links_are_told_once(void)
{
    g_autoptr(trace) trace = decode_trace_of(
        "[{" SPAN ",\"event_id\":\"aaaa\",\"duration\":250,\"additional_attributes\":{"
        "\"span.links\":[{\"trace_id\":\"1290cb31ab4a4751b216e5d136614240\",\"span_id\":"
        "\"b32364aef0d57a6c\",\"attributes\":{\"sentry.link.type\":{\"value\":\"previous_trace\"}}}"
        ","
        "{\"span_id\":\"b32364aef0d57a6c\"},7],"
        "\"sentry.previous_trace\":\"1290cb31ab4a4751b216e5d136614240-b32364aef0d57a6c-1\"}},"
        "{" SPAN ",\"event_id\":\"bbbb\",\"duration\":250,\"additional_attributes\":{"
        "\"sentry.previous_trace\":\"garbage-\",\"span.links\":\"no list\"}}]");
    g_assert_cmpuint(trace->links->len, ==, 1);
    const struct trace_link *link = &g_array_index(trace->links, struct trace_link, 0);
    g_assert_cmpint(link->span, ==, trace_find(trace, "aaaa"));
    g_assert_cmpstr(link->trace_id, ==, "1290cb31ab4a4751b216e5d136614240");
    g_assert_cmpstr(link->span_id, ==, "b32364aef0d57a6c");
    g_assert_cmpstr(link->kind, ==, "previous_trace");
}

static void a_span_without_an_end_still_runs(void)
{
    g_autoptr(trace) trace = decode_trace_of(
        "[{" SPAN ",\"event_id\":\"aaaa\",\"duration\":null,\"end_timestamp\":null},"
        "{" SPAN ",\"event_id\":\"bbbb\",\"duration\":0},"
        "{" SPAN ",\"event_id\":\"cccc\",\"end_timestamp\":1776277352}]");
    g_assert_true(trace_span_at(trace, trace_find(trace, "aaaa"))->running);
    g_assert_false(trace_span_at(trace, trace_find(trace, "bbbb"))->running);
    g_assert_false(trace_span_at(trace, trace_find(trace, "cccc"))->running);
}

static void a_missing_parent_gets_a_line(void)
{
    g_autoptr(trace) trace = decode_trace_of("[{" SPAN ",\"event_id\":\"aaaa\",\"duration\":5,"
                                             "\"parent_span_id\":\"dddd\"}]");
    g_assert_cmpint(trace->missing, ==, 1);
    g_assert_cmpint(trace_find(trace, "aaaa"), ==, 1);
    g_assert_true(trace_span_at(trace, 0)->missing);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/moments/span events have their time", span_events_have_their_time);
    g_test_add_func("/moments/links are told once", links_are_told_once);
    g_test_add_func("/moments/a span without an end still runs", a_span_without_an_end_still_runs);
    g_test_add_func("/moments/a missing parent gets a line", a_missing_parent_gets_a_line);
    return g_test_run();
}
