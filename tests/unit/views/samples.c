/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sample_rows.h"

#include "tests/support/text_rows.h"

#include <math.h>
#include <string.h>

static const char *const span_fields[] = {
    "id",          "trace", "timestamp", "project", "span.description", "span.duration",
    "span.status", NULL};
static const char *const spans[] = {
    "aa",
    "t1",
    "2026-11-22T03:10:00Z",
    "inventory",
    "check_stock",
    "45000",
    "ok",
    "bb",
    "t2",
    "2026-11-22T03:10:01Z",
    "inventory",
    "check_stock",
    "30000",
    "internal_error",
    "cc",
    NULL,
    "garbage",
    "inventory",
    NULL,
    "1e300",
    NULL,
};

static const struct sample *at(const GPtrArray *samples, guint index)
{
    return g_ptr_array_index((GPtrArray *)samples, index);
}

static void spans_become_samples(void)
{
    struct rows *rows = rows_of(span_fields, spans, 3);
    g_autoptr(GPtrArray) samples = samples_of_rows(rows, false);
    g_assert_cmpuint(samples->len, ==, 3);
    g_assert_cmpstr(at(samples, 0)->span_id, ==, "aa");
    g_assert_cmpstr(at(samples, 0)->trace_id, ==, "t1");
    g_assert_cmpint(at(samples, 0)->duration_us, ==, 45000000);
    g_assert_cmpint(at(samples, 0)->time_ms, ==, INT64_C(1795317000000));
    g_assert_false(at(samples, 0)->failed);
    g_assert_true(at(samples, 1)->failed);
    rows_free(rows);
}

static void garbage_is_unknown_not_zero(void)
{
    struct rows *rows = rows_of(span_fields, spans, 3);
    g_autoptr(GPtrArray) samples = samples_of_rows(rows, false);
    g_assert_cmpint(at(samples, 2)->duration_us, ==, -1);
    g_assert_cmpint(at(samples, 2)->time_ms, ==, 0);
    g_assert_null(at(samples, 2)->trace_id);
    g_assert_null(at(samples, 2)->name);
    g_assert_true(isnan(at(samples, 2)->value));
    rows_free(rows);
}

static void failed_ones_come_first_where_failures_are_looked_for(void)
{
    struct rows *rows = rows_of(span_fields, spans, 3);
    g_autoptr(GPtrArray) samples = samples_of_rows(rows, true);
    g_assert_cmpstr(at(samples, 0)->id, ==, "bb");
    g_assert_cmpstr(at(samples, 1)->id, ==, "aa");
    g_assert_cmpstr(at(samples, 2)->id, ==, "cc");
    g_assert_true(samples_any_trace(samples));
    rows_free(rows);
}

static void a_log_row_without_a_trace_opens_as_a_log(void)
{
    static const char *const fields[] = {"sentry.item_id", "message", "severity", "project", NULL};
    static const char *const cells[] = {"item1", "read an empty table", "info", "recommendations"};
    struct rows *rows = rows_of(fields, cells, 1);
    g_autoptr(GPtrArray) samples = samples_of_rows(rows, false);
    struct target target;
    target_init(&target, TARGET_NONE);
    sample_target(at(samples, 0), true, &target);
    g_assert_cmpint(target.kind, ==, TARGET_LOG);
    g_assert_cmpstr(target.item_id, ==, "item1");
    g_assert_cmpstr(target.text, ==, "read an empty table");
    g_assert_false(samples_any_trace(samples));
    target_clear(&target);
    rows_free(rows);
}

static void the_worst_are_asked_for_first(void)
{
    struct request *spans_first =
        samples_request("spans", "project:inventory", SAMPLES_WORST, NULL);
    g_assert_cmpstr(pairs_value(spans_first->query, "sort"), ==, "-span.duration");
    g_assert_cmpstr(pairs_value(spans_first->query, "query"), ==, "project:inventory");
    struct request *least = samples_request("tracemetrics", NULL, SAMPLES_LEAST, NULL);
    g_assert_cmpstr(pairs_value(least->query, "sort"), ==, "value");
    g_assert_cmpstr(pairs_value(least->query, "query"), ==, "");
    struct request *kept = samples_worst_request("a OR b");
    g_assert_cmpstr(pairs_value(kept->query, "query"), ==, "(a OR b) has:trace");
    request_free(spans_first);
    request_free(least);
    request_free(kept);
}

/* Each is a measurement of its own, with its own trace, behind the point that it belongs to. */
static void exemplars_follow_their_point(void)
{
    static const char *const fields[] = {"id",    "project",          "metric.name",
                                         "value", "metric.exemplars", NULL};
    static const char *const cells[] = {
        "p1",
        "shop",
        "lag",
        "10",
        "[{\"timestamp\":1795317000.5,\"value\":99,\"trace_id\":\"t1\",\"span_id\":\"s1\","
        "\"attributes\":{\"tier\":\"gold\"}},{\"value\":7},3]",
        "p2",
        "shop",
        "lag",
        "11",
        "not json",
        "p3",
        "shop",
        "lag",
        "12",
        NULL,
    };
    struct rows *rows = rows_of(fields, cells, 3);
    g_autoptr(GPtrArray) samples = samples_of_rows(rows, false);
    g_assert_cmpuint(samples_add_exemplars(samples, rows), ==, 2);
    g_assert_cmpuint(samples->len, ==, 5);
    g_assert_cmpstr(at(samples, 0)->id, ==, "p1");
    g_assert_cmpstr(at(samples, 1)->trace_id, ==, "t1");
    g_assert_cmpstr(at(samples, 1)->attributes, ==, "exemplar  tier=gold");
    g_assert_cmpfloat(at(samples, 1)->value, ==, 99);
    g_assert_cmpint(at(samples, 1)->time_ms, ==, INT64_C(1795317000500));
    g_assert_cmpstr(at(samples, 1)->service, ==, "shop");
    g_assert_null(at(samples, 2)->trace_id);
    g_assert_cmpstr(at(samples, 3)->id, ==, "p2");
    g_assert_cmpstr(at(samples, 4)->id, ==, "p3");
    rows_free(rows);
}

static void assert_whose(const char *query, const char *wanted)
{
    g_autoptr(GString) out = g_string_new(NULL);
    struct signal signal = {.name = (char *)"charge p95", .query = (char *)"op:charge"};
    samples_whose(out, &signal, query);
    g_assert_cmpstr(out->str, ==, wanted);
}

static void a_part_of_a_signal_is_named(void)
{
    assert_whose("op:charge", "charge p95  ");
    assert_whose("op:charge span.duration:>=300", "charge p95  span.duration:>=300  ");
    assert_whose("op:charge (a OR b)", "charge p95  (a OR b)  ");
    assert_whose("op:charged", "charge p95  ");
    assert_whose("op:refund", "charge p95  ");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/samples/spans become samples", spans_become_samples);
    g_test_add_func("/samples/garbage is unknown, not zero", garbage_is_unknown_not_zero);
    g_test_add_func("/samples/failed ones come first where failures are looked for",
                    failed_ones_come_first_where_failures_are_looked_for);
    g_test_add_func("/samples/a log row without a trace opens as a log",
                    a_log_row_without_a_trace_opens_as_a_log);
    g_test_add_func("/samples/exemplars follow their point", exemplars_follow_their_point);
    g_test_add_func("/samples/a part of a signal is named", a_part_of_a_signal_is_named);
    g_test_add_func("/samples/the worst are asked for first", the_worst_are_asked_for_first);
    return g_test_run();
}
