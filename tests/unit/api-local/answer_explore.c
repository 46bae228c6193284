/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#define EVENTS     "/organizations/local/events/"
#define NO_TRACE   "ffffffffffffffffffffffffffffffff"
#define TIMESERIES "/organizations/local/events-timeseries/"

static char *span_id(int number)
{
    return g_strdup_printf("%016x", number + 1);
}

/* Twenty spans of checkout, 1 to 20 minutes old, of 10 to 200 ms; every fourth is a transaction,
 * every fifth failed. */
static struct fixture twenty_spans(void)
{
    struct fixture fixture = fixture_open();
    GPtrArray *items = g_ptr_array_new();
    for (int i = 0; i < 20; i++) {
        g_autofree char *id = span_id(i);
        struct item *item =
            span_item(TRACE, id, i % 4 ? "00000000000000ff" : NULL, i % 2 ? "db" : "http.server",
                      NOW - (i + 1) * MINUTE, (i + 1) * 10);
        item_set(item, "transaction", value_string("/charge"));
        item_set(item, "span.status", value_string(i % 5 ? "ok" : "internal_error"));
        item_set(item, "http.response.status_code", value_int(200 + i));
        item_set(item, "environment", value_string(i < 10 ? "production" : "staging"));
        g_ptr_array_add(items, item);
    }
    put_items(&fixture, items, "checkout");
    return fixture;
}

static void test_rows_of_spans(void)
{
    struct fixture fixture = twenty_spans();
    json_t *json = get(&fixture, EVENTS "?dataset=spans&field=id&field=span.op&field=span.duration"
                                        "&field=timestamp&field=project&field=trace"
                                        "&field=parent_span&field=is_transaction&field=project.id"
                                        "&sort=-timestamp&per_page=5&statsPeriod=7d");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 5);
    const json_t *row = at(json, "data/0");
    g_assert_cmpstr(text_at(row, "id"), ==, "0000000000000001");
    g_assert_cmpstr(text_at(row, "span.op"), ==, "http.server");
    g_assert_cmpfloat(number_at(row, "span.duration"), ==, 10);
    g_assert_cmpstr(text_at(row, "timestamp"), ==, "2026-11-22T11:59:00+00:00");
    g_assert_cmpstr(text_at(row, "project"), ==, "checkout");
    g_assert_cmpstr(text_at(row, "trace"), ==, TRACE);
    g_assert_true(json_is_null(at(row, "parent_span")));
    g_assert_true(json_is_true(at(row, "is_transaction")));
    g_assert_true(json_is_integer(at(row, "project.id")));
    g_assert_cmpstr(text_at(json, "meta/fields/span.duration"), ==, "duration");
    g_assert_cmpstr(text_at(json, "meta/units/span.duration"), ==, "millisecond");
    g_assert_cmpstr(text_at(json, "meta/fields/is_transaction"), ==, "boolean");
    g_assert_cmpstr(text_at(json, "meta/dataset"), ==, "spans");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_groups_and_functions(void)
{
    struct fixture fixture = twenty_spans();
    json_t *json =
        get(&fixture, EVENTS "?dataset=spans&field=span.op&field=count()&field=p50(span.duration)"
                             "&field=max(span.duration)&field=failure_rate()&field=count_unique(id)"
                             "&sort=-max(span.duration)&statsPeriod=1h");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 2);
    g_assert_cmpstr(text_at(json, "data/0/span.op"), ==, "db");
    g_assert_cmpint(int_at(json, "data/0/count()"), ==, 10);
    g_assert_cmpfloat(number_at(json, "data/0/max(span.duration)"), ==, 200);
    g_assert_cmpfloat(number_at(json, "data/0/p50(span.duration)"), ==, 110);
    g_assert_cmpfloat_with_epsilon(number_at(json, "data/0/failure_rate()"), 0.2, 1e-9);
    g_assert_cmpstr(text_at(json, "meta/fields/count()"), ==, "integer");
    g_assert_cmpstr(text_at(json, "meta/fields/p50(span.duration)"), ==, "duration");
    g_assert_cmpstr(text_at(json, "meta/units/p50(span.duration)"), ==, "millisecond");
    g_assert_cmpstr(text_at(json, "meta/fields/failure_rate()"), ==, "percentage");
    json_decref(json);
    fixture_close(&fixture);
}

static void assert_count(struct fixture *fixture, const char *parameters, int64_t expected)
{
    g_autofree char *target = g_strdup_printf(EVENTS "?field=count()&%s", parameters);
    json_t *json = get(fixture, target);
    g_assert_cmpint(int_at(json, "data/0/count()"), ==, expected);
    json_decref(json);
}

static void test_searches_and_scope(void)
{
    struct fixture fixture = twenty_spans();
    assert_count(&fixture, "dataset=spans", 20);
    assert_count(&fixture, "dataset=spans&query=span.duration:%3E150ms", 5);
    assert_count(&fixture, "dataset=spans&query=span.op:db%20OR%20span.status:internal_error", 12);
    assert_count(&fixture, "dataset=spans&query=!span.op:db", 10);
    assert_count(&fixture, "dataset=spans&query=trace:" TRACE, 20);
    assert_count(&fixture, "dataset=spans&query=trace:ffffffffffffffffffffffffffffffff", 0);
    assert_count(&fixture, "dataset=spans&query=trace:" NO_TRACE "%20OR%20span.op:db", 10);
    assert_count(&fixture, "dataset=spans&query=trace:" NO_TRACE "%20or%20span.op:db", 10);
    assert_count(&fixture, "dataset=spans&query=span.op:db%20trace:" TRACE, 10);
    assert_count(&fixture, "dataset=transactions", 5);
    assert_count(&fixture, "dataset=transactions&query=transaction.duration:%3E100", 2);
    assert_count(&fixture, "dataset=spans&environment=staging", 10);
    assert_count(&fixture, "dataset=spans&environment=staging&environment=production", 20);
    assert_count(&fixture, "dataset=spans&statsPeriod=10m", 10);
    assert_count(&fixture, "dataset=spans&project=checkout&project=-1", 20);
    assert_count(&fixture, "dataset=spans&start=2026-11-22T11:50:00&end=2026-11-22T11:55:00", 5);
    assert_count(&fixture, "dataset=spans&query=http.status_code:[200,201]", 2);
    fixture_close(&fixture);
}

static void test_pages(void)
{
    struct fixture fixture = twenty_spans();
    g_autoptr(GPtrArray) rows = turn_pages(
        &fixture, EVENTS "?dataset=spans&field=id&field=timestamp&sort=-timestamp&per_page=3",
        "data", "id");
    assert_no_row_twice(rows, 20);
    g_autoptr(GPtrArray) groups =
        turn_pages(&fixture,
                   EVENTS "?dataset=spans&field=http.response.status_code&field=count()"
                          "&sort=-count()&per_page=3",
                   "data", "http.response.status_code");
    assert_no_row_twice(groups, 20);
    struct reply reply =
        call(&fixture, METHOD_GET, NULL, EVENTS "?dataset=spans&field=id&noPagination=1");
    g_assert_null(reply.link);
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void test_logs(void)
{
    struct fixture fixture = fixture_open();
    int64_t precise = NOW - MINUTE + 123456789;
    put_item(&fixture, log_item("0193abcdef0193abcdef0193abcdef01", "info", "started ✓", precise),
             "web");
    put_item(&fixture,
             log_item("0193abcdef0193abcdef0193abcdef02", "error", "broke", NOW - 2 * MINUTE),
             "web");
    json_t *json =
        get(&fixture, EVENTS "?dataset=ourlogs&field=sentry.item_id&field=trace&field=severity"
                             "&field=timestamp&field=timestamp_precise&field=message"
                             "&per_page=1000&statsPeriod=30d&sort=-timestamp");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 2);
    g_assert_cmpstr(text_at(json, "data/0/sentry.item_id"), ==, "0193abcdef0193abcdef0193abcdef01");
    g_assert_cmpint(int_at(json, "data/0/timestamp_precise"), ==, precise);
    g_assert_cmpstr(text_at(json, "data/0/timestamp"), ==, "2026-11-22T11:59:00.123456+00:00");
    g_assert_cmpstr(text_at(json, "data/0/message"), ==, "started ✓");
    g_assert_cmpstr(text_at(json, "meta/fields/timestamp_precise"), ==, "number");
    g_assert_cmpstr(text_at(json, "meta/dataset"), ==, "logs");
    json_decref(json);

    assert_count(&fixture, "dataset=logs&query=severity:error", 1);
    assert_count(&fixture, "dataset=logs&query=STARTED", 1);
    assert_count(&fixture, "dataset=logs&query=sentry.item_id:[0193abcdef0193abcdef0193abcdef02]",
                 1);
    g_autofree char *newer =
        g_strdup_printf("dataset=logs&query=timestamp_precise:%%3E%" PRId64, precise);
    assert_count(&fixture, newer, 0);
    newer[strlen(newer) - 1]--;
    assert_count(&fixture, newer, 1);
    fixture_close(&fixture);
}

static void test_trace_logs(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 7; i++) {
        g_autofree char *id = g_strdup_printf("%032x", i + 1);
        put_item(&fixture, log_item(id, "info", i % 2 ? "odd" : "even", NOW - i * MINUTE), "web");
    }
    json_t *json = get(&fixture, "/organizations/local/trace-logs/?traceId=" TRACE
                                 "&statsPeriod=14d&per_page=100&sort=-timestamp&query=odd");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 3);
    g_assert_cmpstr(text_at(json, "data/0/id"), ==, "00000000000000000000000000000002");
    g_assert_cmpstr(text_at(json, "data/0/trace"), ==, TRACE);
    g_assert_true(json_is_integer(at(json, "data/0/project.id")));
    json_decref(json);
    g_autoptr(GPtrArray) rows = turn_pages(
        &fixture, "/organizations/local/trace-logs/?traceId=" TRACE "&per_page=2", "data", "id");
    assert_no_row_twice(rows, 7);
    struct reply reply = call(&fixture, METHOD_GET, NULL, "/organizations/local/trace-logs/");
    g_assert_cmpint(reply.status, ==, 400);
    reply_clear(&reply);
    fixture_close(&fixture);
}

static struct fixture some_metrics(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 10; i++) {
        put_item(&fixture,
                 metric_item("checkout.duration", "distribution", "millisecond", i * 100,
                             NOW - (i + 1) * MINUTE),
                 "checkout");
        put_item(&fixture, metric_item("orders", "counter", NULL, 2, NOW - (i + 1) * MINUTE),
                 "checkout");
    }
    return fixture;
}

static void test_metrics(void)
{
    struct fixture fixture = some_metrics();
    json_t *json =
        get(&fixture, EVENTS "?dataset=tracemetrics"
                             "&field=max(value,checkout.duration,distribution,millisecond)"
                             "&field=sum(value,orders,counter,none)");
    g_assert_cmpfloat(
        number_at(json, "data/0/max(value,checkout.duration,distribution,millisecond)"), ==, 900);
    g_assert_cmpfloat(number_at(json, "data/0/sum(value,orders,counter,none)"), ==, 20);
    g_assert_cmpstr(
        text_at(json, "meta/units/max(value,checkout.duration,distribution,millisecond)"), ==,
        "millisecond");
    g_assert_true(json_is_true(at(json, "meta/isMetricsData")));
    json_decref(json);

    json = get(&fixture, EVENTS "?dataset=tracemetrics&field=sum(value)&metricName=orders"
                                "&metricType=counter&metricUnit=none");
    g_assert_cmpfloat(number_at(json, "data/0/sum(value)"), ==, 20);
    json_decref(json);
    json = get(&fixture, EVENTS "?dataset=tracemetrics&field=metric.name&field=metric.type"
                                "&field=metric.unit&field=count()&sort=metric.name");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 2);
    g_assert_cmpstr(text_at(json, "data/0/metric.unit"), ==, "millisecond");
    g_assert_true(json_is_null(at(json, "data/1/metric.unit")));
    json_decref(json);
    fixture_close(&fixture);
}

static void test_errors(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW - MINUTE, "{'user':{'id':'7'}," EXCEPTION "}");
    put_event(&fixture, "checkout", NOW - MINUTE, "{'user':{'id':'8'}," EXCEPTION "}");
    json_t *json = get(&fixture, EVENTS "?dataset=errors&field=title&field=count()"
                                        "&field=count_unique(user)&sort=-count&statsPeriod=24h");
    g_assert_cmpstr(text_at(json, "data/0/title"), ==, "TimeoutError: Payment charge exceeded 30s");
    g_assert_cmpint(int_at(json, "data/0/count()"), ==, 2);
    g_assert_cmpint(int_at(json, "data/0/count_unique(user)"), ==, 2);
    json_decref(json);
    json = get(&fixture, EVENTS "?dataset=errors&field=id&field=issue.id&field=last_seen()"
                                "&query=error.type:TimeoutError");
    g_assert_true(json_is_integer(at(json, "data/0/issue.id")));
    g_assert_cmpstr(text_at(json, "data/0/issue"), ==, "CHECKOUT-1");
    g_assert_cmpstr(text_at(json, "data/0/last_seen()"), ==, "2026-11-22T11:59:00+00:00");
    json_decref(json);
    fixture_close(&fixture);
}

/* SDKs may call tags as the server calls its own columns. */
static void test_tags_called_as_columns(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW - MINUTE,
              "{'tags':{'issue':'JIRA-7','issue.id':'-3','grouping.hash':'x'}," EXCEPTION "}");
    put_event(&fixture, "checkout", NOW - MINUTE, "{" EXCEPTION "}");
    json_t *json = get(&fixture, EVENTS "?dataset=errors&field=issue&field=issue.id"
                                        "&field=count()&statsPeriod=24h");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 1);
    g_assert_cmpstr(text_at(json, "data/0/issue"), ==, "CHECKOUT-1");
    g_assert_cmpint(int_at(json, "data/0/count()"), ==, 2);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_a_series(void)
{
    struct fixture fixture = twenty_spans();
    json_t *json = get(&fixture, TIMESERIES "?dataset=spans&yAxis=count()&yAxis=max(span.duration)"
                                            "&interval=5m&start=2026-11-22T11:00:00"
                                            "&end=2026-11-22T12:00:00");
    g_assert_cmpuint(json_array_size(at(json, "timeSeries")), ==, 2);
    const json_t *count = at(json, "timeSeries/0"), *longest = at(json, "timeSeries/1");
    g_assert_cmpstr(text_at(count, "yAxis"), ==, "count()");
    g_assert_cmpuint(json_array_size(at(count, "values")), ==, 12);
    g_assert_cmpint(int_at(count, "values/0/timestamp"), ==, (NOW - HOUR) / NS_PER_MS);
    g_assert_cmpint(int_at(count, "values/1/timestamp"), ==, (NOW - HOUR + 5 * MINUTE) / NS_PER_MS);
    g_assert_cmpfloat(number_at(count, "values/0/value"), ==, 0);
    g_assert_cmpfloat(number_at(count, "values/11/value"), ==, 5);
    g_assert_cmpint(int_at(count, "values/11/sampleCount"), ==, 5);
    g_assert_true(json_is_false(at(count, "values/11/incomplete")));
    g_assert_cmpint(int_at(count, "meta/interval"), ==, 5 * 60 * 1000);
    g_assert_cmpstr(text_at(longest, "meta/valueType"), ==, "duration");
    g_assert_cmpstr(text_at(longest, "meta/valueUnit"), ==, "millisecond");
    g_assert_cmpfloat(number_at(longest, "values/11/value"), ==, 50);
    g_assert_true(json_is_null(at(longest, "values/0/value")));
    g_assert_null(at(count, "groupBy"));
    json_decref(json);
    fixture_close(&fixture);
}

static void test_the_last_bucket_is_incomplete(void)
{
    struct fixture fixture = twenty_spans();
    clock_freeze(NOW + MINUTE);
    json_t *json =
        get(&fixture, TIMESERIES "?dataset=spans&interval=5m&statsPeriod=15m&yAxis=count()");
    const json_t *values = at(json, "timeSeries/0/values");
    size_t last = json_array_size(values) - 1;
    g_assert_true(json_is_true(at(json_array_get(values, last), "incomplete")));
    g_assert_cmpstr(text_at(json_array_get(values, last), "incompleteReason"), ==,
                    "INCOMPLETE_BUCKET");
    g_assert_true(json_is_false(at(json_array_get(values, last - 1), "incomplete")));
    json_decref(json);
    fixture_close(&fixture);
}

static void test_groups_of_series(void)
{
    struct fixture fixture = twenty_spans();
    json_t *json = get(&fixture, TIMESERIES "?dataset=spans&yAxis=count()&groupBy=span.op"
                                            "&topEvents=1&sort=-max(span.duration)&interval=10m"
                                            "&statsPeriod=1h&yAxis=max(span.duration)");
    bool other = false;
    size_t index;
    json_t *series;
    json_array_foreach(at(json, "timeSeries"), index, series)
    {
        if (json_is_true(at(series, "meta/isOther"))) {
            other = true;
            g_assert_true(json_is_null(at(series, "groupBy")));
        } else {
            g_assert_cmpstr(text_at(series, "groupBy/0/key"), ==, "span.op");
            g_assert_cmpstr(text_at(series, "groupBy/0/value"), ==, "db");
        }
    }
    g_assert_true(other);
    g_assert_cmpuint(json_array_size(at(json, "timeSeries")), ==, 4);
    json_decref(json);
    json = get(&fixture, TIMESERIES "?dataset=spans&yAxis=count()&groupBy=span.op&topEvents=1"
                                    "&sort=-count()&interval=10m&statsPeriod=1h&excludeOther=1");
    g_assert_cmpuint(json_array_size(at(json, "timeSeries")), ==, 1);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_series_of_metrics(void)
{
    struct fixture fixture = some_metrics();
    json_t *json = get(&fixture, TIMESERIES "?dataset=tracemetrics&yAxis=sum(value)"
                                            "&query=metric.name:orders&interval=1h"
                                            "&start=2026-11-22T11:00:00&end=2026-11-22T12:00:00");
    g_assert_cmpfloat(number_at(json, "timeSeries/0/values/0/value"), ==, 20);
    g_assert_cmpint(int_at(json, "timeSeries/0/meta/interval"), ==, 3600000);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_groups_of_one_metric(void)
{
    struct fixture fixture = some_metrics();
    json_t *json =
        get(&fixture, TIMESERIES "?dataset=tracemetrics&yAxis=sum(value,orders,counter,none)"
                                 "&groupBy=metric.name&topEvents=5&interval=1h"
                                 "&start=2026-11-22T11:00:00&end=2026-11-22T12:00:00");
    g_assert_cmpuint(json_array_size(at(json, "timeSeries")), ==, 1);
    g_assert_cmpstr(text_at(json, "timeSeries/0/groupBy/0/value"), ==, "orders");
    json_decref(json);
    fixture_close(&fixture);
}

/* Times before 1970, or so late that no clock tells them, are none to count from. */
static void test_ranges_that_cannot_be(void)
{
    struct fixture fixture = fixture_open();
    static const char *const ranges[] = {"start=1700-01-01&end=2261-01-01",
                                         "start=1960-01-01&end=2026-11-22",
                                         "start=2026-11-22&end=2262-01-01"};
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        g_autofree char *target = g_strdup_printf(TIMESERIES "?yAxis=count()&%s", ranges[i]);
        struct reply reply = call(&fixture, METHOD_GET, NULL, target);
        g_assert_cmpint(reply.status, ==, 400);
        reply_clear(&reply);
    }
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/explore/rows of spans with meta", test_rows_of_spans);
    g_test_add_func("/answer/explore/groups and functions", test_groups_and_functions);
    g_test_add_func("/answer/explore/searches and scope", test_searches_and_scope);
    g_test_add_func("/answer/explore/pages miss and repeat nothing", test_pages);
    g_test_add_func("/answer/explore/logs to the nanosecond", test_logs);
    g_test_add_func("/answer/explore/logs of a trace", test_trace_logs);
    g_test_add_func("/answer/explore/metrics by name, type and unit", test_metrics);
    g_test_add_func("/answer/explore/errors by title and by issue", test_errors);
    g_test_add_func("/answer/explore/tags that are called as columns of ours are not those",
                    test_tags_called_as_columns);
    g_test_add_func("/answer/timeseries/a series in milliseconds", test_a_series);
    g_test_add_func("/answer/timeseries/the last bucket is incomplete",
                    test_the_last_bucket_is_incomplete);
    g_test_add_func("/answer/timeseries/the top group and the others", test_groups_of_series);
    g_test_add_func("/answer/timeseries/metrics", test_series_of_metrics);
    g_test_add_func("/answer/timeseries/ranges that cannot be are refused",
                    test_ranges_that_cannot_be);
    g_test_add_func("/answer/timeseries/groups are of the metric that the axis names",
                    test_groups_of_one_metric);
    return g_test_run();
}
