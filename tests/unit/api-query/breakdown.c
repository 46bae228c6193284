/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/breakdown.h"

#include "api/query/aggregate.h"

#include <string.h>

static struct breakdown *read_right(const char *text)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    struct breakdown *breakdown = breakdown_parse(text, "spans", 0, &offset, &error);
    g_assert_no_error(error);
    return breakdown;
}

static void assert_list(const GPtrArray *list, const char *wanted)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s%s", i ? "; " : "", (const char *)list->pdata[i]);
    g_assert_cmpstr(text->str, ==, wanted);
}

static void assert_read(const char *text, const char *filter, const char *aggregates,
                        const char *keys, const char *dataset)
{
    g_autoptr(breakdown) breakdown = read_right(text);
    g_assert_cmpstr(breakdown->filter, ==, filter);
    assert_list(breakdown->aggregates, aggregates);
    assert_list(breakdown->keys, keys);
    g_assert_cmpstr(breakdown->dataset, ==, dataset);
}

static void a_line_has_four_parts(void)
{
    assert_read("span.op:export.generate | count(), avg(span.duration), "
                "count_if(span.status:internal_error) group by export.user_tier, export.format",
                "span.op:export.generate",
                "count(); avg(span.duration); count_if(span.status:internal_error)",
                "export.user_tier; export.format", "spans");
    assert_read("severity:error | count() GROUP BY service.name IN logs", "severity:error",
                "count()", "service.name", "logs");
}

static void each_part_may_be_left_out(void)
{
    assert_read("", "", "count()", "", "spans");
    assert_read("|", "", "count()", "", "spans");
    assert_read("| group by release", "", "count()", "release", "spans");
    assert_read("a:b | in errors", "a:b", "count()", "", "errors");
    assert_read("a:b|p95(span.duration)", "a:b", "p95(span.duration)", "", "spans");
}

static void bars_and_commas_in_quotes_are_text(void)
{
    assert_read("message:\"a | b\" | count() group by op", "message:\"a | b\"", "count()", "op",
                "spans");
    assert_read("| sum_if(`transaction:\"x, group by y\"`,span.duration)", "",
                "sum_if(`transaction:\"x, group by y\"`,span.duration)", "", "spans");
}

static void arithmetic_is_an_equation(void)
{
    assert_read("| failure_count() / count() * 100 group by transaction", "",
                "equation|failure_count() / count() * 100", "transaction", "spans");
    g_assert_cmpstr(breakdown_label("equation|count() * 2"), ==, "count() * 2");
    g_assert_cmpstr(breakdown_label("count()"), ==, "count()");
}

static void assert_wrong(const char *text, const char *at, const char *words)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    g_autoptr(breakdown) breakdown = breakdown_parse(text, "spans", 0, &offset, &error);
    g_assert_null(breakdown);
    g_assert_nonnull(strstr(error->message, words));
    g_assert_cmpuint(offset, ==, (size_t)(strstr(text, at) - text));
}

static void what_is_wrong_is_said_with_its_place(void)
{
    assert_wrong("a:b | count(), nothing(x)", "nothing", "nothing");
    assert_wrong("a:b | span.duration", "span.duration", "is a field");
    assert_wrong("a:b | \"queue.depth\" * 2", "\"queue", "in the equation of a chart");
    assert_wrong("| p50(value,queue.depth,gauge,message) * 2", "p50(", "end with \"in metrics\"");
    assert_wrong("a:b | count(),, count()", ", count()", "an aggregate is missing");
    assert_wrong("a:b | count() group by a b", "a b", "is no field");
    assert_wrong("a:b | count() group by x in tables", "tables", "spans, logs, metrics and errors");
    assert_wrong("  span.duration:abc | count()", "abc", "abc");
}

static void assert_part(const char *before, enum breakdown_part part, const char *piece)
{
    size_t from = 0;
    g_assert_cmpint(breakdown_part_at(before, strlen(before), &from), ==, part);
    g_assert_cmpstr(before + from, ==, piece);
}

static void the_cursor_knows_its_part(void)
{
    assert_part("span.op:ht", BREAKDOWN_FILTER, "span.op:ht");
    assert_part("a:b |", BREAKDOWN_AGGREGATE, "");
    assert_part("a:b | cou", BREAKDOWN_AGGREGATE, "cou");
    assert_part("a:b | avg(span.du", BREAKDOWN_AGGREGATE, "span.du");
    assert_part("a:b | count() group by rel", BREAKDOWN_KEY, "rel");
    assert_part("a:b | count() group by release, us", BREAKDOWN_KEY, "us");
    assert_part("a:b | count() group by http.request.header.user-ag", BREAKDOWN_KEY,
                "http.request.header.user-ag");
    assert_part("a:b | count() - su", BREAKDOWN_AGGREGATE, "su");
    assert_part("a:b | avg(x)/cou", BREAKDOWN_AGGREGATE, "cou");
    assert_part("a:b | count() in lo", BREAKDOWN_DATASET, "lo");
}

static void rows_are_asked_for_without_a_bar(void)
{
    g_assert_false(breakdown_asked("span.op:http message:\"a | b\""));
    g_assert_true(breakdown_asked("span.op:http |"));
    g_assert_cmpuint(breakdown_filter_end("a:\"|\" | count()"), ==, 6);
    g_assert_cmpuint(breakdown_filter_end("a:b"), ==, 3);
    g_assert_cmpstr(breakdown_dataset("a | count() in logs", "spans"), ==, "logs");
    g_assert_cmpstr(breakdown_dataset("a | count() in lo", "spans"), ==, "spans");
}

/* Whatever is typed on the way is read or refused with a place inside of it. */
static void every_beginning_is_read_or_refused(void)
{
    static const char text[] = "a:\"x | y\" b:[1,2] | count(), sum_if(`c:d`,e) / count() * 2 group "
                               "by f, g in logs";
    for (size_t length = 0; length < sizeof text; length++) {
        g_autofree char *part = g_strndup(text, length);
        g_autoptr(GError) error = NULL;
        size_t offset = 0, from = 0;
        g_autoptr(breakdown) breakdown = breakdown_parse(part, "spans", 0, &offset, &error);
        g_assert_true((breakdown == NULL) == (error != NULL));
        g_assert_cmpuint(offset, <=, length);
        breakdown_part_at(part, length, &from);
        g_assert_cmpuint(from, <=, length);
    }
}

static void assert_metric(const char *field, const char *expected)
{
    g_autofree char *metric = field_metric(field);
    g_assert_cmpstr(metric, ==, expected);
}

static void test_metric_of_an_aggregate(void)
{
    assert_metric("sum(value,queue.depth,gauge,message)", "queue.depth");
    assert_metric("p95(value, charge.ms ,distribution,ms)", "charge.ms");
    assert_metric("count() / sum(value,orders,counter,-) * 100", "orders");
    assert_metric("sum(value,orders)", "orders");
    assert_metric("p95(span.duration)", NULL);
    assert_metric("avg(value)", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/breakdown/a line has filter, aggregates, keys and dataset",
                    a_line_has_four_parts);
    g_test_add_func("/breakdown/each part may be left out", each_part_may_be_left_out);
    g_test_add_func("/breakdown/bars and commas in quotes are text",
                    bars_and_commas_in_quotes_are_text);
    g_test_add_func("/breakdown/arithmetic is an equation", arithmetic_is_an_equation);
    g_test_add_func("/breakdown/what is wrong is said with its place",
                    what_is_wrong_is_said_with_its_place);
    g_test_add_func("/breakdown/the cursor knows which part it is in", the_cursor_knows_its_part);
    g_test_add_func("/breakdown/an aggregate may be of a metric", test_metric_of_an_aggregate);
    g_test_add_func("/breakdown/rows are asked for without a bar",
                    rows_are_asked_for_without_a_bar);
    g_test_add_func("/breakdown/every beginning is read or refused",
                    every_beginning_is_read_or_refused);
    return g_test_run();
}
