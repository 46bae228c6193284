/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/signals.h"

#include "api/client/request_path.h"
#include "api/query/breakdown.h"
#include "api/query/query.h"
#include "tests/unit/api-client/corpus.h"

#include <math.h>

static const char *const PROJECTS[] = {"checkout", "inventory", NULL};
static const struct signal_scope SCOPE = {.projects = PROJECTS,
                                          .environment = "prod",
                                          .start_ms = 1795312800000,
                                          .end_ms = 1795316400000,
                                          .interval_ms = 30000};
static const struct signal_scope ALL = {
    .start_ms = 1795312800000, .end_ms = 1795316400000, .interval_ms = 60000};

/* Every value of `key` in the query, joined by spaces. */
static char *values(const struct request *request, const char *key)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < request->query->len; i++) {
        const struct pair *pair = request->query->pdata[i];
        if (strcmp(pair->key, key) == 0)
            g_string_append_printf(text, "%s%s", text->len ? " " : "", pair->value);
    }
    return g_string_free(text, FALSE);
}

static void assert_values(const struct request *request, const char *key, const char *expected)
{
    g_autofree char *text = values(request, key);
    g_assert_cmpstr(text, ==, expected);
}

static void limited(void)
{
    struct signal_scope scope = SCOPE;
    const struct metric_name metric = {.name = (char *)"queue.depth", .type = (char *)"gauge"};
    scope.query = "host:a OR host:b";
    g_autoptr(request) found = signals_discover_metrics(&scope);
    g_autoptr(request) keys = signals_metric_attributes(&scope, &metric);
    g_autoptr(request) series = signals_metric_series(&scope, &metric, NULL);
    g_autoptr(GPtrArray) derived = signals_derived_series(&scope);
    assert_values(found, "query", "host:a OR host:b");
    assert_values(keys, "query", "metric.name:queue.depth (host:a OR host:b)");
    assert_values(series, "query", "host:a OR host:b");
    assert_values(derived->pdata[0], "query", "is_transaction:true (host:a OR host:b)");
    g_autoptr(GPtrArray) replies = decode_string(
        request_copy(series),
        "{\"timeSeries\":[{\"yAxis\":\"avg(value,queue.depth,gauge,none)\",\"meta\":{"
        "\"interval\":60000},\"values\":[{\"timestamp\":1795312800000,\"value\":1}]}]}",
        NULL);
    g_assert_nonnull(replies);
    g_autoptr(GPtrArray) signals = signals_from_reply(series, replies);
    g_assert_cmpuint(signals->len, ==, 1);
    g_assert_true(
        g_str_has_suffix(((const struct signal *)signals->pdata[0])->query, " (host:a OR host:b)"));
}

static void discovers(void)
{
    g_autoptr(request) request = signals_discover_metrics(&SCOPE);
    g_assert_cmpint(request->endpoint, ==, ENDPOINT_EVENTS);
    assert_values(request, "dataset", "tracemetrics");
    assert_values(request, "project", "checkout inventory");
    assert_values(request, "environment", "prod");
    assert_values(request, "start", "2026-11-22T02:00:00.000Z");
    g_autoptr(rows) rows = decode_string(
        request_new(ENDPOINT_EVENTS, NULL),
        "{\"data\":[{\"metric.name\":\"queue.depth\",\"metric.type\":\"gauge\",\"metric.unit\":"
        "\"none\","
        "\"project\":\"inventory\"},{\"metric.name\":\"http.time\",\"metric.type\":"
        "\"distribution\","
        "\"metric.unit\":\"millisecond\",\"project\":\"checkout\"},{\"metric.name\":\"http.time\","
        "\"metric.type\":\"distribution\",\"metric.unit\":\"millisecond\",\"project\":"
        "\"inventory\"},"
        "{\"metric.name\":null,\"metric.type\":\"counter\"}]}",
        NULL);
    g_autoptr(GPtrArray) metrics = signals_metric_names(rows);
    g_assert_cmpuint(metrics->len, ==, 2);
    const struct metric_name *depth = metrics->pdata[0], *time = metrics->pdata[1];
    g_assert_cmpstr(depth->project, ==, "inventory");
    g_assert_null(depth->unit);
    g_assert_cmpstr(time->unit, ==, "millisecond");
    g_assert_null(time->project);
}

static void group_keys(void)
{
    g_autoptr(GPtrArray) names = decode_string(
        request_new(ENDPOINT_ATTRIBUTES, NULL),
        "[{\"key\":\"sentry.release\",\"attributeType\":\"string\"},{\"key\":\"release\"},"
        "{\"key\":\"user_id\"},{\"key\":\"host.name\"},{\"key\":\"server_address\"},{\"key\":"
        "\"source\"},"
        "{\"key\":\"tags[size,number]\",\"attributeType\":\"number\"},{\"key\":\"trace\"},"
        "{\"key\":\"ranking_version\",\"attributeType\":\"string\"},{\"key\":\"environment\"},"
        "{\"key\":\"weight\",\"attributeType\":\"number\"}]",
        NULL);
    g_autoptr(GPtrArray) keys = signals_group_keys(names);
    g_assert_cmpuint(keys->len, ==, 3);
    g_assert_cmpstr(keys->pdata[0], ==, "source");
    g_assert_cmpstr(keys->pdata[1], ==, "ranking_version");
    g_assert_cmpstr(keys->pdata[2], ==, "host.name");
}

static void metric_requests(void)
{
    static const struct {
        struct metric_name metric;
        const char *axis, *project;
    } METRICS[] = {
        {{.name = (char *)"recommendations.served", .type = (char *)"counter"},
         "sum(value,recommendations.served,counter,none)", "checkout inventory"},
        {{.name = (char *)"memory",
          .type = (char *)"gauge",
          .unit = (char *)"byte",
          .project = (char *)"inventory"},
         "avg(value,memory,gauge,byte)",                   "inventory"         },
        {{.name = (char *)"t", .type = (char *)"distribution", .unit = (char *)"millisecond"},
         "p95(value,t,distribution,millisecond)",          "checkout inventory"},
    };
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_ptr_array_add(keys, (char *)"host");
    g_ptr_array_add(keys, (char *)"source");
    for (size_t i = 0; i < G_N_ELEMENTS(METRICS); i++) {
        g_autoptr(request) plain = signals_metric_series(&SCOPE, &METRICS[i].metric, NULL);
        g_autoptr(request) grouped = signals_metric_series(&SCOPE, &METRICS[i].metric, keys);
        assert_values(plain, "yAxis", METRICS[i].axis);
        assert_values(plain, "project", METRICS[i].project);
        assert_values(plain, "interval", "30s");
        assert_values(plain, "groupBy", "");
        assert_values(grouped, "groupBy", "host source");
        assert_values(grouped, "topEvents", "10");
        g_autofree char *sort = g_strconcat("-", METRICS[i].axis, NULL);
        assert_values(grouped, "sort", sort);
        g_assert_true(grouped->background);
    }
}

static struct timeseries_reply *answer_of(const char *axis, double value)
{
    struct timeseries_reply *reply = g_new0(struct timeseries_reply, 1);
    reply->y_axis = g_strdup(axis);
    reply->group_keys = g_ptr_array_new();
    reply->group_values = g_ptr_array_new();
    reply->sampling = (struct sampling){.rate = 0.5, .unsure = 0.25};
    series_init(&reply->series, 0, 30000, 2);
    reply->series.values[0] = value;
    return reply;
}

/* Several metrics in one request: each is a signal of its own, the same as when it is asked for by
 * itself. */
static void several_metrics_at_once(void)
{
    struct metric_name orders = {
        .name = (char *)"orders", .type = (char *)"counter", .project = (char *)"checkout"};
    struct metric_name memory = {.name = (char *)"mem",
                                 .type = (char *)"gauge",
                                 .unit = (char *)"byte",
                                 .project = (char *)"checkout"};
    g_autoptr(GPtrArray) metrics = g_ptr_array_new();
    g_ptr_array_add(metrics, &orders);
    g_ptr_array_add(metrics, &memory);
    g_autoptr(request) request = signals_metrics_series(&SCOPE, metrics);
    assert_values(request, "yAxis", "sum(value,orders,counter,none) avg(value,mem,gauge,byte)");
    assert_values(request, "project", "checkout");
    assert_values(request, "groupBy", "");
    assert_values(request, "topEvents", "");
    g_autoptr(GPtrArray) replies =
        g_ptr_array_new_with_free_func((GDestroyNotify)timeseries_reply_free);
    g_ptr_array_add(replies, answer_of("avg(value,mem,gauge,byte)", 7));
    g_ptr_array_add(replies, answer_of("sum(value,orders,counter,none)", 9));
    g_autoptr(GPtrArray) signals = signals_from_reply(request, replies);
    g_autoptr(request) alone = signals_metric_series(&SCOPE, &orders, NULL);
    g_ptr_array_remove_index(replies, 0);
    g_autoptr(GPtrArray) one = signals_from_reply(alone, replies);
    const struct signal *first = signals->pdata[0], *second = signals->pdata[1];
    g_assert_cmpuint(signals->len, ==, 2);
    g_assert_cmpstr(first->metric_name, ==, "mem");
    g_assert_cmpstr(first->unit, ==, "byte");
    g_assert_cmpfloat(first->series.values[0], ==, 7);
    g_assert_cmpfloat(second->series.values[0], ==, 9);
    g_assert_cmpstr(second->service, ==, "checkout");
    g_assert_cmpstr(second->id, ==, ((const struct signal *)one->pdata[0])->id);
    g_assert_cmpfloat(second->sampling.rate, ==, 0.5);
    g_assert_cmpfloat(second->sampling.unsure, ==, 0.25);
}

static void derived_requests(void)
{
    g_autoptr(GPtrArray) requests = signals_derived_series(&SCOPE);
    g_assert_cmpuint(requests->len, ==, 5);
    assert_values(requests->pdata[0], "project", "checkout");
    assert_values(requests->pdata[0], "groupBy", "project transaction");
    assert_values(requests->pdata[0], "query", "is_transaction:true");
    assert_values(requests->pdata[3], "project", "inventory");
    assert_values(requests->pdata[3], "groupBy", "project span.description");
    assert_values(requests->pdata[4], "dataset", "logs");
    assert_values(requests->pdata[4], "project", "checkout inventory");
    g_autoptr(GPtrArray) everything = signals_derived_series(&ALL);
    g_assert_cmpuint(everything->len, ==, 3);
    assert_values(everything->pdata[0], "project", "");
    assert_values(everything->pdata[0], "interval", "1m");
    for (guint i = 0; i < requests->len; i++) {
        const struct request *request = requests->pdata[i];
        const char *text = request_get(request, "query");
        struct query *query = query_parse(text, 0, NULL, NULL);
        g_assert_nonnull(query);
        query_free(query);
    }
}

static GPtrArray *series(const char *body)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *list = decode_string(request_new(ENDPOINT_TIMESERIES, NULL), body, &error);
    g_assert_no_error(error);
    return list;
}

#define GROUP(axis, key1, value1, key2, value2, number1, number2, more)                        \
    "{\"yAxis\":\"" axis "\",\"groupBy\":[{\"key\":\"" key1 "\",\"value\":" value1             \
    "},{\"key\":\"" key2 "\",\"value\":" value2 "}],\"values\":[{\"timestamp\":1795312800000," \
    "\"value\":" number1 "},{\"timestamp\":1795312830000,\"value\":" number2 "}]" more "}"

static struct signal *named(const GPtrArray *signals, const char *name)
{
    for (guint i = 0; i < signals->len; i++) {
        struct signal *signal = signals->pdata[i];
        if (strcmp(signal->name, name) == 0)
            return signal;
    }
    return NULL;
}

static void endpoints(void)
{
    g_autoptr(GPtrArray) requests = signals_derived_series(&SCOPE);
    g_autoptr(GPtrArray) list = series("{\"timeSeries\":[" GROUP(
        "epm()", "project", "\"checkout\"", "transaction", "\"POST /charge\"", "12", "14",
        "") "," GROUP("failure_rate()", "project", "\"checkout\"", "transaction",
                      "\"POST /charge\"", "0", "0.5",
                      "") "," GROUP("p95(span.duration)", "project", "\"checkout\"", "transaction",
                                    "\"POST /charge\"", "400", "30000",
                                    "") "," GROUP("epm()", "project", "\"checkout\"", "transaction",
                                                  "null", "1", "1",
                                                  "") "," GROUP("epm()", "project", "\"checkout\"",
                                                                "transaction", "\"Other\"", "1",
                                                                "1",
                                                                ",\"meta\":{\"isOther\":"
                                                                "true}") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(requests->pdata[0], list);
    g_assert_cmpuint(signals->len, ==, 3);
    const struct signal *p95 = named(signals, "POST /charge p95");
    const struct signal *errors = named(signals, "POST /charge errors");
    const struct signal *rate = named(signals, "POST /charge rate");
    g_assert_true(p95 && errors && rate);
    g_assert_cmpint(p95->source, ==, SIGNAL_P95);
    g_assert_cmpstr(p95->service, ==, "checkout");
    g_assert_cmpstr(p95->unit, ==, "millisecond");
    g_assert_cmpstr(p95->aggregate, ==, "p95(span.duration)");
    g_assert_cmpstr(p95->query, ==,
                    "is_transaction:true transaction:\"POST /charge\" project:checkout");
    g_assert_cmpfloat(p95->series.values[1], ==, 30000);
    g_assert_cmpint(errors->source, ==, SIGNAL_ERRORS);
    g_assert_cmpint(rate->source, ==, SIGNAL_RATE);
    g_assert_cmpfloat(rate->series.values[0], ==, 12);
    g_assert_cmpstr(p95->id, !=, rate->id);
    g_assert_null(p95->group_key);
}

/* What a screen shows nothing of is told by its characters; what is asked for stays as it is. */
static void a_name_of_which_nothing_can_be_seen(void)
{
    g_autoptr(GPtrArray) requests = signals_derived_series(&SCOPE);
    g_autoptr(GPtrArray) list =
        series("{\"timeSeries\":[" GROUP("epm()", "project", "\"checkout\"", "transaction",
                                         "\"\\u0001\\u0002\"", "12", "14", "") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(requests->pdata[0], list);
    const struct signal *rate = signals->pdata[0];
    g_assert_cmpstr(rate->name, ==, "\"\\x01\\x02\" rate");
    g_assert_nonnull(strchr(rate->query, '\x01'));
}

static void operations(void)
{
    g_autoptr(GPtrArray) requests = signals_derived_series(&SCOPE);
    g_autoptr(GPtrArray) list = series("{\"timeSeries\":[" GROUP(
        "p95(span.duration)", "project", "\"inventory\"", "span.description", "\"check_stock\"",
        "200", "45000", "") "," GROUP("epm()", "project", "\"inventory\"", "span.description",
                                      "\"check_stock\"", "9", "9", "") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(requests->pdata[3], list);
    g_assert_cmpuint(signals->len, ==, 1);
    const struct signal *signal = signals->pdata[0];
    g_assert_cmpstr(signal->name, ==, "check_stock p95");
    g_assert_cmpstr(signal->service, ==, "inventory");
    g_assert_cmpstr(signal->query, ==,
                    "is_transaction:false !span.op:db* !span.op:http.client "
                    "span.description:check_stock project:inventory");
}

static void error_logs(void)
{
    g_autoptr(GPtrArray) requests = signals_derived_series(&SCOPE);
    g_autoptr(GPtrArray) list = series(
        "{\"timeSeries\":[{\"yAxis\":\"count()\",\"groupBy\":[{\"key\":\"project\",\"value\":"
        "\"payment\"}],\"values\":[{\"timestamp\":1795312800000,\"value\":3},{\"timestamp\":"
        "1795312830000,\"value\":0}]}]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(requests->pdata[4], list);
    g_assert_cmpuint(signals->len, ==, 1);
    const struct signal *signal = signals->pdata[0];
    g_assert_cmpstr(signal->name, ==, "error logs");
    g_assert_cmpint(signal->source, ==, SIGNAL_LOGS);
    g_assert_cmpfloat(signal->series.values[0], ==, 6);
    g_assert_cmpfloat(signal->series.values[1], ==, 0);
    g_assert_cmpstr(signal->query, ==, "severity:[error,fatal] project:payment");
}

static GPtrArray *asked(const char *question, const char *answer)
{
    g_autoptr(breakdown) breakdown = breakdown_parse(question, "spans", 0, NULL, NULL);
    g_autoptr(request) request = signals_asked_series(&ALL, breakdown);
    g_autoptr(GPtrArray) list = series(answer);
    return signals_asked("kept", request, list);
}

static void assert_unit(const char *equation, const char *unit)
{
    const char *where = strstr(equation, "(value,") ? " in metrics" : "";
    g_autofree char *question = g_strdup_printf("| %s%s", equation, where);
    g_autofree char *answer = g_strdup_printf(
        "{\"timeSeries\":[{\"yAxis\":\"equation|%s\",\"meta\":{\"valueType\":\"number\","
        "\"valueUnit\":null},\"values\":[{\"timestamp\":1795312800000,\"value\":0,"
        "\"sampleCount\":4},{\"timestamp\":1795312860000,\"value\":0,\"sampleCount\":0}]}]}",
        equation);
    g_autoptr(GPtrArray) signals = asked(question, answer);
    g_assert_cmpuint(signals->len, ==, 1);
    const struct signal *signal = signals->pdata[0];
    g_assert_cmpstr(signal->unit, ==, unit);
    g_assert_cmpfloat(signal->series.values[0], ==, 0); /* none of four failed */
    g_assert_true(isnan(signal->series.values[1]));     /* of none nothing can be said */
}

static void a_ratio_of_ones_own(void)
{
    assert_unit("failure_count() / count() * 100", "percent");
    assert_unit("p95(span.duration) - p50(span.duration)", "millisecond");
    assert_unit("count_if(span.status:ok) - count()", NULL);
    assert_unit("failure_rate() * 100", "percent");
    assert_unit("avg(value,mem,gauge,byte) / count()", "byte");
    assert_unit("sum(value,a,counter,none) / sum(value,b,counter,none) * 100", "percent");
    assert_unit("p95(batch.size) * 2", NULL);
}

/* Its groups are parts of all that it selects. */
static void a_group_of_either_of_two(void)
{
    g_autoptr(GPtrArray) signals =
        asked("severity:error OR severity:warning | count() group by kind in logs",
              "{\"timeSeries\":[{\"yAxis\":\"count()\",\"groupBy\":[{\"key\":\"kind\","
              "\"value\":\"free\"}],\"values\":[{\"timestamp\":1795312800000,\"value\":3}]}]}");
    const struct signal *signal = signals->pdata[0];
    g_assert_cmpstr(signal->name, ==, "kept free");
    g_assert_cmpstr(signal->dataset, ==, "logs");
    g_assert_cmpstr(signal->query, ==, "(severity:error OR severity:warning) kind:free");
}

static void hostile_names(void)
{
    g_autoptr(GPtrArray) requests = signals_derived_series(&ALL);
    g_autoptr(GPtrArray) list =
        series("{\"timeSeries\":[" GROUP("epm()", "project", "\"web\"", "transaction",
                                         "\"a\\\" OR *\\\\ project:x\"", "1", "2", "") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(requests->pdata[0], list);
    const struct signal *signal = signals->pdata[0];
    g_autoptr(item) same = item_new(ITEM_SPAN);
    g_autoptr(item) other = item_new(ITEM_SPAN);
    item_set(same, "is_transaction", value_bool(true));
    item_set(same, "project", value_string("web"));
    item_set(same, "transaction", value_string("a\" OR *\\ project:x"));
    item_set(other, "is_transaction", value_bool(true));
    item_set(other, "project", value_string("web"));
    item_set(other, "transaction", value_string("a\" OR anything\\ project:x"));
    struct query *query = query_parse(signal->query, 0, NULL, NULL);
    g_assert_nonnull(query);
    g_assert_true(query_matches_item(query, same));
    g_assert_false(query_matches_item(query, other));
    query_free(query);
}

static void metric_groups(void)
{
    struct metric_name metric = {.name = (char *)"recommendations.served",
                                 .type = (char *)"counter"};
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_ptr_array_add(keys, (char *)"source");
    g_ptr_array_add(keys, (char *)"ranking_version");
    g_autoptr(request) request = signals_metric_series(&ALL, &metric, keys);
    static const char AXIS[] = "sum(value,recommendations.served,counter,none)";
    g_autoptr(GPtrArray) list = series("{\"timeSeries\":[" GROUP(
        "sum(value,recommendations.served,counter,none)", "source", "\"personalised\"",
        "ranking_version", "\"v2\"", "98", "3",
        "") "," GROUP("sum(value,recommendations.served,counter,none)", "source", "\"popular\"",
                      "ranking_version", "null", "2", "97",
                      "") "," GROUP("sum(value,recommendations.served,counter,none)", "source",
                                    "\"Other\"", "ranking_version", "\"Other\"", "5", "null",
                                    ",\"meta\":{\"isOther\":true}") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(request, list);
    g_assert_cmpuint(signals->len, ==, 3);
    const struct signal *whole = signals->pdata[0], *first = signals->pdata[1],
                        *second = signals->pdata[2];
    g_assert_cmpstr(whole->name, ==, "recommendations.served");
    g_assert_null(whole->group_key);
    g_assert_cmpfloat(whole->series.values[0], ==, 105);
    g_assert_cmpfloat(whole->series.values[1], ==, 100);
    g_assert_cmpstr(whole->aggregate, ==, AXIS);
    g_assert_cmpstr(whole->query, ==, "metric.name:recommendations.served metric.type:counter");
    g_assert_cmpstr(first->group_key, ==, "source\x1franking_version");
    g_assert_cmpstr(first->group_value, ==, "personalised\x1fv2");
    g_assert_cmpstr(first->query, ==,
                    "metric.name:recommendations.served metric.type:counter source:personalised "
                    "ranking_version:v2");
    g_assert_true(g_str_has_suffix(second->query, "source:popular !has:ranking_version"));
    g_assert_cmpstr(first->id, !=, second->id);
}

/* Four workers of one release: the worker tells them apart, the release does not. A group that has
 * no value of this metric is none. */
static void groups_are_named_by_what_differs(void)
{
    struct metric_name metric = {.name = (char *)"worker.memory", .type = (char *)"gauge"};
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_ptr_array_add(keys, (char *)"host.name");
    g_ptr_array_add(keys, (char *)"release");
    g_autoptr(request) request = signals_metric_series(&ALL, &metric, keys);
#define MEMORY(host, a, b)                                                                         \
    GROUP("avg(value,worker.memory,gauge,none)", "host.name", host, "release", "\"4.19.2\"", a, b, \
          "")
    g_autoptr(GPtrArray) list =
        series("{\"timeSeries\":[" MEMORY("\"worker-1\"", "300", "310") "," MEMORY(
            "\"worker-3\"", "300", "900") "," MEMORY("null", "null", "null") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(request, list);
    g_assert_cmpuint(signals->len, ==, 3);
    g_assert_cmpstr(((struct signal *)signals->pdata[0])->name, ==, "worker.memory");
    g_assert_cmpstr(((struct signal *)signals->pdata[1])->name, ==, "worker.memory worker-1");
    g_assert_cmpstr(((struct signal *)signals->pdata[2])->name, ==, "worker.memory worker-3");
    g_assert_cmpstr(((struct signal *)signals->pdata[2])->group_value, ==,
                    "worker-3\x1f"
                    "4.19.2");
}

static void levels_are_averaged(void)
{
    struct metric_name metric = {.name = (char *)"memory",
                                 .type = (char *)"gauge",
                                 .unit = (char *)"byte",
                                 .project = (char *)"worker"};
    g_autoptr(request) request = signals_metric_series(&ALL, &metric, NULL);
    g_autoptr(GPtrArray) list = series("{\"timeSeries\":[" GROUP(
        "avg(value,memory,gauge,byte)", "host", "\"a\"", "pod", "\"x\"", "10", "30",
        "") "," GROUP("avg(value,memory,gauge,byte)", "host", "\"b\"", "pod", "\"y\"", "20", "null",
                      "") "]}");
    g_autoptr(GPtrArray) signals = signals_from_reply(request, list);
    const struct signal *whole = signals->pdata[0];
    g_assert_cmpfloat(whole->series.values[0], ==, 15);
    g_assert_cmpfloat(whole->series.values[1], ==, 30);
    g_assert_cmpstr(whole->unit, ==, "byte");
    g_assert_cmpstr(whole->service, ==, "worker");
}

static void nothing(void)
{
    g_autoptr(GPtrArray) list = series("{\"timeSeries\":[]}");
    g_autoptr(GPtrArray) requests = signals_derived_series(&ALL);
    g_autoptr(GPtrArray) signals = signals_from_reply(requests->pdata[0], list);
    g_assert_cmpuint(signals->len, ==, 0);
    g_autoptr(request) bare = request_new(ENDPOINT_TIMESERIES, NULL);
    g_autoptr(GPtrArray) odd = series("{\"timeSeries\":[{\"yAxis\":\"count()\",\"values\":[]}]}");
    g_autoptr(GPtrArray) none = signals_from_reply(bare, odd);
    g_assert_cmpuint(none->len, ==, 0);
    request_add(bare, "dataset", "tracemetrics");
    g_autoptr(GPtrArray) unknown = signals_from_reply(bare, odd);
    g_assert_cmpuint(unknown->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/signals/metrics that are told of, once each", discovers);
    g_test_add_func("/signals/a query limits every one, and what is opened from it", limited);
    g_test_add_func("/signals/groups by what the application says, then one place", group_keys);
    g_test_add_func("/signals/a metric's series by its type", metric_requests);
    g_test_add_func("/signals/several metrics are asked for at once", several_metrics_at_once);
    g_test_add_func("/signals/each project is asked on its own", derived_requests);
    g_test_add_func("/signals/rate, errors and p95 of an endpoint", endpoints);
    g_test_add_func("/signals/a name of which nothing can be seen is told by its characters",
                    a_name_of_which_nothing_can_be_seen);
    g_test_add_func("/signals/a service's own operations", operations);
    g_test_add_func("/signals/error logs a minute", error_logs);
    g_test_add_func("/signals/a ratio of one's own has its unit, and 0 is not nothing",
                    a_ratio_of_ones_own);
    g_test_add_func("/signals/a group of either of two is a part of both",
                    a_group_of_either_of_two);
    g_test_add_func("/signals/a name that looks like a query selects itself only", hostile_names);
    g_test_add_func("/signals/the whole of a counter is the sum of its groups", metric_groups);
    g_test_add_func("/signals/the whole of a gauge is the mean of its groups", levels_are_averaged);
    g_test_add_func("/signals/a group is named by what tells it from the others",
                    groups_are_named_by_what_differs);
    g_test_add_func("/signals/answers with nothing give nothing", nothing);
    return g_test_run();
}
