/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_marks.h"

#include "tests/support/text_rows.h"
#include "tests/support/traces.h"

/* Rows of logs: of a span, of one that is not there, of none. */
static struct rows *rows_of_logs(void)
{
    /* clang-format off */
    static const char *const logs[] = {
        "2026-11-22T03:12:30Z", "error", "checkout",
        "2026-11-22T03:12:31Z", "info",  "checkout",
        "2026-11-22T03:12:29Z", "info",  "checkout",
        "2026-11-22T03:12:29Z", "info",  "elsewhere",
        "2026-11-22T03:12:29Z", "warn",  NULL,
        "2026-11-22T03:12:29Z", "warn",  "web",
    };
    /* clang-format on */
    static const char *const fields[] = {"timestamp", "severity", "span_id", NULL};
    return rows_of(fields, logs, G_N_ELEMENTS(logs) / 3);
}

static struct trace *trace_with_moments(void)
{
    struct trace *trace = trace_of(given_story, G_N_ELEMENTS(given_story));
    struct trace_moment moment = {trace_find(trace, "web"), 1000500, "retry"};
    g_array_append_val(trace->moments, moment);
    struct trace_error *error = trace_add_error(trace);
    error->span_id = "web";
    error->level = LEVEL_ERROR;
    error->time_us = 1000400;
    error = trace_add_error(trace);
    error->span_id = "nowhere";
    error->time_us = 1000400;
    trace_arrange(trace);
    return trace;
}

static void assert_text(const struct trace_marks *marks, const struct trace *trace, const char *id,
                        const char *wanted)
{
    g_autoptr(GString) text = g_string_new(NULL);
    trace_marks_text(marks, trace_find(trace, id), text);
    g_assert_cmpstr(text->str, ==, wanted);
}

static void they_are_found_by_their_span(void)
{
    struct trace *trace = trace_with_moments();
    struct trace_marks marks;
    struct rows *rows = rows_of_logs();
    trace_marks_init(&marks, trace);
    assert_text(&marks, trace, "web", " 1 error 1 event here");
    assert_text(&marks, trace, "checkout", "");
    trace_marks_take_logs(&marks, trace, rows);
    assert_text(&marks, trace, "web", " 1 error 1 warning 1 event here");
    assert_text(&marks, trace, "checkout", " 1 error log 2 logs here");
    assert_text(&marks, trace, "select", "");
    g_assert_cmpuint(marks.apart, ==, 3);
    g_assert_cmpuint(marks.logs, ==, 6);
    size_t count;
    const struct trace_mark *own = trace_marks_of(&marks, trace_find(trace, "checkout"), &count);
    g_assert_cmpuint(count, ==, 3);
    g_assert_cmpint(own[0].time_us, <, own[1].time_us);
    g_assert_cmpint(own[1].kind, ==, MARK_ERROR_LOG);
    trace_marks_clear(&marks);
    rows_free(rows);
    trace_free(trace);
}

static void an_empty_one_has_none(void)
{
    struct trace_marks marks = {0};
    size_t count;
    g_assert_null(trace_marks_of(&marks, 0, &count));
    g_assert_cmpuint(count, ==, 0);
    trace_marks_clear(&marks);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace marks/they are found by their span", they_are_found_by_their_span);
    g_test_add_func("/trace marks/an empty one has none", an_empty_one_has_none);
    return g_test_run();
}
