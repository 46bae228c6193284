/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp.h"

#include "api/wire/json.h"
#include "api/wire/otlp_message.h"
#include "base/clock.h"
#include "otlp.pb-c.h"

#include <math.h>
#include <string.h>

#define NOW (INT64_C(1795335600) * NS_PER_SECOND)
#define RESOURCE                                                                                   \
    "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":"          \
    "\"checkout\"}},{\"key\":\"service.version\",\"value\":{\"stringValue\":\"1.4.2\"}},{\"key\":" \
    "\"deployment.environment.name\",\"value\":{\"stringValue\":\"production\"}}]}"

static struct decoded decode(enum otlp_signal signal, const char *json)
{
    struct decoded out;
    decoded_init(&out);
    g_autoptr(GError) error = NULL;
    bool done = otlp_decode(signal, true, json, strlen(json), NOW, &out, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    return out;
}

static void assert_refused(enum otlp_signal signal, bool json, const void *body, size_t size,
                           const char *says)
{
    struct decoded out;
    decoded_init(&out);
    g_autoptr(GError) error = NULL;
    g_assert_false(otlp_decode(signal, json, body, size, NOW, &out, &error));
    g_assert_nonnull(strstr(error->message, says));
    decoded_clear(&out);
}

static const struct item *row(const struct decoded *decoded, guint i)
{
    g_assert_cmpuint(i, <, decoded->items->len);
    return decoded->items->pdata[i];
}

static double number(const struct item *item, const char *key)
{
    double value = (double)NAN;
    g_assert_true(value_number(item_get(item, key), &value));
    return value;
}

static struct decoded decode_spans(const char *spans)
{
    g_autofree char *json =
        g_strdup_printf("{\"resourceSpans\":[{" RESOURCE
                        ",\"scopeSpans\":[{\"scope\":{\"name\":\"shop\",\"version\":"
                        "\"2\"},\"spans\":[%s]}]}]}",
                        spans);
    return decode(OTLP_TRACES, json);
}

#define IDS "\"traceId\":\"73d893dfce2f1d843199e7188c7732e7\",\"spanId\":\"75712791e59cec39\""
#define TIMES \
    "\"startTimeUnixNano\":\"1795333868509000000\",\"endTimeUnixNano\":\"1795333868512602739\""

static void a_span_has_its_resource_and_scope(void)
{
    struct decoded out = decode_spans(
        "{" IDS ",\"name\":\"SELECT carts\",\"kind\":3," TIMES ",\"attributes\":[{\"key\":"
        "\"db.system\",\"value\":{\"stringValue\":\"postgresql\"}},{\"key\":\"n\",\"value\":{"
        "\"intValue\":\"9007199254740993\"}},{\"key\":\"l\",\"value\":{\"arrayValue\":{\"values\":["
        "{"
        "\"intValue\":1},{\"stringValue\":\"a\"}]}}},{\"key\":\"nul\",\"value\":{}}]}");
    const struct item *span = row(&out, 0);
    g_assert_cmpstr(span->project, ==, "checkout");
    g_assert_cmpstr(span->id, ==, "75712791e59cec39");
    g_assert_cmpint(span->time_ns, ==, INT64_C(1795333868509000000));
    g_assert_cmpfloat(number(span, "span.duration"), ==, 3.602739);
    g_assert_cmpstr(item_get_string(span, "release"), ==, "1.4.2");
    g_assert_cmpstr(item_get_string(span, "environment"), ==, "production");
    g_assert_cmpstr(item_get_string(span, "otel.scope.name"), ==, "shop");
    g_assert_cmpstr(item_get_string(span, "span.op"), ==, "db");
    g_assert_cmpstr(item_get_string(span, "span.kind"), ==, "client");
    g_assert_cmpstr(item_get_string(span, "db.system.name"), ==, "postgresql");
    g_assert_cmpint(item_get(span, "n").integer, ==, INT64_C(9007199254740993));
    g_assert_cmpstr(item_get(span, "l").string, ==, "[1,\"a\"]");
    g_assert_cmpint(item_get(span, "nul").type, ==, VALUE_NONE);
    decoded_clear(&out);
}

static void segments_begin_where_the_parent_is_elsewhere(void)
{
    struct decoded out = decode_spans(
        "{\"traceId\":\"73d893dfce2f1d843199e7188c7732e7\",\"spanId\":\"0000000000000001\","
        "\"name\":\"POST /c\",\"kind\":2,\"parentSpanId\":\"00000000000000ff\"," TIMES "},"
        "{\"traceId\":\"73d893dfce2f1d843199e7188c7732e7\",\"spanId\":\"0000000000000002\","
        "\"name\":\"inner\",\"kind\":1,\"parentSpanId\":\"0000000000000001\"," TIMES "},"
        "{\"traceId\":\"73d893dfce2f1d843199e7188c7732e7\",\"spanId\":\"0000000000000003\","
        "\"name\":\"far\",\"kind\":1,\"flags\":769,\"parentSpanId\":\"0000000000000002\"," TIMES
        "}");
    g_assert_true(item_get(row(&out, 0), "is_transaction").boolean);
    g_assert_false(item_get(row(&out, 1), "is_transaction").boolean);
    g_assert_true(item_get(row(&out, 2), "is_transaction").boolean);
    g_assert_cmpstr(item_get_string(row(&out, 1), "transaction"), ==, "POST /c");
    g_assert_cmpstr(item_get_string(row(&out, 1), "transaction.span_id"), ==, "0000000000000001");
    g_assert_cmpstr(item_get_string(row(&out, 2), "transaction"), ==, "far");
    decoded_clear(&out);
}

static void events_and_links_are_kept(void)
{
    struct decoded out = decode_spans(
        "{" IDS ",\"name\":\"x\"," TIMES ",\"events\":[{\"name\":\"batch\",\"timeUnixNano\":"
        "\"1795333868516000000\",\"attributes\":[{\"key\":\"n\",\"value\":{\"intValue\":3}}]}],"
        "\"links\":[{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":"
        "\"b7ad6b7169203331\",\"attributes\":[]}]}");
    const struct item *span = row(&out, 0);
    g_assert_cmpstr(item_get(span, "span.events").string, ==,
                    "[{\"name\":\"batch\",\"timestamp\":1795333868.516,\"attributes\":{\"n\":3}}]");
    g_assert_nonnull(strstr(item_get(span, "span.links").string, "b7ad6b7169203331"));
    decoded_clear(&out);
}

static void an_exception_becomes_an_error(void)
{
    struct decoded out = decode_spans(
        "{" IDS ",\"name\":\"POST /c\",\"kind\":2," TIMES ",\"status\":{\"code\":2,\"message\":"
        "\"no card\"},\"events\":[{\"name\":\"exception\",\"timeUnixNano\":\"1795333868515563576\","
        "\"attributes\":[{\"key\":\"exception.type\",\"value\":{\"stringValue\":\"TypeError\"}},{"
        "\"key\":\"exception.message\",\"value\":{\"stringValue\":\"card must be "
        "digits\"}},{\"key\":"
        "\"exception.stacktrace\",\"value\":{\"stringValue\":\"TypeError: card\\n    at charge "
        "(/srv/pay.js:34:15)\\n    at run (/srv/node_modules/x/i.js:1:2)\\n    at async "
        "/srv/app.js:27:2\"}}]}]}");
    g_assert_cmpuint(out.items->len, ==, 2);
    g_assert_cmpuint(out.events->len, ==, 1);
    const struct item *event = row(&out, 1);
    g_assert_cmpint(event->kind, ==, ITEM_EVENT);
    g_assert_cmpstr(event->project, ==, "checkout");
    g_assert_cmpint(event->time_ns, ==, INT64_C(1795333868515563576));
    g_assert_cmpstr(item_get_string(event, "title"), ==, "TypeError: card must be digits");
    g_assert_cmpstr(item_get_string(event, "culprit"), ==, "POST /c");
    g_assert_cmpstr(item_get_string(event, "span_id"), ==, "75712791e59cec39");
    g_assert_cmpstr(item_get_string(event, "release"), ==, "1.4.2");
    g_assert_cmpstr(item_get_string(event, "stack.function"), ==, "charge");
    g_assert_cmpstr(item_get_string(row(&out, 0), "span.status"), ==, "internal_error");
    g_assert_cmpstr(item_get_string(row(&out, 0), "span.status.message"), ==, "no card");
    json_t *kept = json_read(event->payload, strlen(event->payload), NULL, NULL);
    const json_t *frames = json_get_path(json_array_get(json_get_path(kept, "exception.values"), 0),
                                         "stacktrace.frames");
    g_assert_cmpuint(json_array_size(frames), ==, 3);
    g_assert_cmpstr(json_get_string(json_array_get(frames, 0), "filename"), ==, "/srv/app.js");
    g_assert_false(json_get_bool(json_array_get(frames, 1), "in_app", true));
    json_decref(kept);
    decoded_clear(&out);
}

static void a_bad_span_leaves_its_neighbours(void)
{
    struct decoded out = decode_spans(
        "{\"traceId\":\"zz\",\"spanId\":\"75712791e59cec39\",\"name\":\"bad\"},"
        "{\"traceId\":\"00000000000000000000000000000000\",\"spanId\":\"75712791e59cec39\"},"
        "{" IDS ",\"name\":\"good\"," TIMES
        ",\"kind\":\"SPAN_KIND_SERVER\",\"attributes\":[{\"key\":"
        "7,\"value\":{\"intValue\":\"many\"}}]}");
    g_assert_cmpuint(out.items->len, ==, 1);
    g_assert_cmpuint(out.refused, ==, 2);
    g_assert_cmpstr(item_get_string(row(&out, 0), "span.description"), ==, "good");
    g_assert_cmpstr(item_get_string(row(&out, 0), "span.kind"), ==, "server");
    decoded_clear(&out);
}

static void logs_have_severity_and_any_body(void)
{
    struct decoded out = decode(
        OTLP_LOGS,
        "{\"resourceLogs\":[{" RESOURCE ",\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":"
        "\"1795333868520000000\",\"severityNumber\":17,\"severityText\":\"ERROR\",\"body\":{"
        "\"stringValue\":\"it broke\"},\"traceId\":\"73d893dfce2f1d843199e7188c7732e7\",\"spanId\":"
        "\"e391e55f7fa4266a\"},{\"observedTimeUnixNano\":1795333868520000001,\"severityText\":"
        "\"Information\",\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{"
        "\"boolValue\":"
        "true}}]}}},{\"timeUnixNano\":\"1795333868520000000\",\"eventName\":\"cart.paid\"}]}]}]}");
    g_assert_cmpuint(out.items->len, ==, 3);
    g_assert_cmpstr(item_get_string(row(&out, 0), "severity"), ==, "error");
    g_assert_cmpint(item_get(row(&out, 0), "severity_number").integer, ==, 17);
    g_assert_cmpstr(item_get_string(row(&out, 0), "span_id"), ==, "e391e55f7fa4266a");
    g_assert_cmpint(row(&out, 1)->time_ns, ==, INT64_C(1795333868520000001));
    g_assert_cmpstr(item_get_string(row(&out, 1), "message"), ==, "{\"a\":true}");
    g_assert_cmpstr(item_get_string(row(&out, 1), "otel.severity_text"), ==, "Information");
    g_assert_cmpstr(item_get_string(row(&out, 2), "message"), ==, "cart.paid");
    g_assert_cmpint(item_get(row(&out, 2), "severity").type, ==, VALUE_NONE);
    decoded_clear(&out);
}

static struct decoded decode_metric(const char *metric)
{
    g_autofree char *json = g_strdup_printf(
        "{\"resourceMetrics\":[{" RESOURCE ",\"scopeMetrics\":[{\"metrics\":[%s]}]}]}", metric);
    return decode(OTLP_METRICS, json);
}

#define POINT \
    "\"startTimeUnixNano\":\"1795333868508000000\",\"timeUnixNano\":\"1795333868548000000\""

static void sums_and_gauges_are_counters_and_gauges(void)
{
    struct decoded out = decode_metric(
        "{\"name\":\"orders\",\"unit\":\"{order}\",\"sum\":{\"aggregationTemporality\":2,"
        "\"isMonotonic\":true,\"dataPoints\":[{" POINT ",\"asInt\":\"7\",\"attributes\":[{\"key\":"
        "\"region\",\"value\":{\"stringValue\":\"eu\"}}]}]}},"
        "{\"name\":\"depth\",\"sum\":{\"aggregationTemporality\":2,\"dataPoints\":[{" POINT
        ",\"asDouble\":-3}]}},"
        "{\"name\":\"temp\",\"unit\":\"1\",\"gauge\":{\"dataPoints\":[{" POINT
        ",\"asDouble\":21.5},{" POINT ",\"flags\":1},{" POINT ",\"asDouble\":\"NaN\"}]}}");
    g_assert_cmpuint(out.items->len, ==, 3);
    g_assert_cmpuint(out.refused, ==, 1);
    g_assert_cmpstr(item_get_string(row(&out, 0), "metric.type"), ==, "counter");
    g_assert_cmpstr(item_get_string(row(&out, 0), "metric.unit"), ==, "order");
    g_assert_cmpfloat(number(row(&out, 0), "metric.total"), ==, 7);
    g_assert_cmpstr(item_get_string(row(&out, 0), "region"), ==, "eu");
    g_assert_cmpstr(item_get_string(row(&out, 1), "metric.type"), ==, "gauge");
    g_assert_cmpfloat(number(row(&out, 1), "value"), ==, -3);
    g_assert_cmpstr(item_get_string(row(&out, 2), "metric.type"), ==, "gauge");
    g_assert_cmpint(item_get(row(&out, 2), "metric.unit").type, ==, VALUE_NONE);
    decoded_clear(&out);
}

static void distributions_keep_count_sum_and_buckets(void)
{
    struct decoded out = decode_metric(
        "{\"name\":\"latency\",\"unit\":\"ms\",\"histogram\":{\"aggregationTemporality\":1,"
        "\"dataPoints\":[{" POINT ",\"count\":\"6\",\"sum\":1151.5,\"min\":0.5,\"max\":1000,"
        "\"bucketCounts\":[1,\"2\",3],\"explicitBounds\":[1,5],\"exemplars\":[{\"asDouble\":999,"
        "\"traceId\":\"73d893dfce2f1d843199e7188c7732e7\",\"spanId\":\"e391e55f7fa4266a\"},{"
        "\"asDouble\":2,\"traceId\":\"11111111111111111111111111111111\",\"spanId\":"
        "\"1111111111111111\"}]}]}},"
        "{\"name\":\"payload\",\"unit\":\"By\",\"exponentialHistogram\":{"
        "\"aggregationTemporality\":1,"
        "\"dataPoints\":[{" POINT
        ",\"count\":7,\"sum\":14,\"scale\":0,\"zeroCount\":1,\"positive\":{"
        "\"offset\":-10,\"bucketCounts\":[1,0,5]}}]}},"
        "{\"name\":\"rpc\",\"unit\":\"s\",\"summary\":{\"dataPoints\":[{" POINT ",\"count\":4,"
        "\"sum\":2,\"quantileValues\":[{\"quantile\":0.5,\"value\":0.4}]}]}}");
    const struct item *histogram = row(&out, 0);
    g_assert_cmpstr(item_get_string(histogram, "metric.type"), ==, "distribution");
    g_assert_cmpstr(item_get_string(histogram, "metric.unit"), ==, "millisecond");
    g_assert_true(fabs(number(histogram, "value") - 1151.5 / 6) < 1e-9);
    g_assert_cmpfloat(number(histogram, "histogram.max"), ==, 1000);
    g_assert_cmpstr(item_get(histogram, "histogram.counts").string, ==, "[1,2,3]");
    g_assert_cmpstr(item_get_string(histogram, "trace"), ==, "73d893dfce2f1d843199e7188c7732e7");
    g_assert_nonnull(strstr(item_get(histogram, "metric.exemplars").string, "1111111111111111"));
    g_assert_cmpint(item_get(row(&out, 1), "histogram.positive_offset").integer, ==, -10);
    g_assert_cmpstr(item_get(row(&out, 2), "histogram.quantiles").string, ==, "[[0.5,0.4]]");
    decoded_clear(&out);
}

/* --- hostile bodies --- */

static GByteArray *nested_protobuf(int depth)
{
    GByteArray *bytes = g_byte_array_new();
    for (int i = 0; i < depth; i++) {
        /* AnyValue{array_value = 5 {values = 1 {...}}}, from the inside out */
        guint8 head[12];
        guint length = 0;
        guint64 size = bytes->len;
        head[length++] = i % 2 ? 0x2A : 0x0A;
        do {
            head[length++] = (guint8)((size & 0x7F) | (size > 0x7F ? 0x80 : 0));
            size >>= 7;
        } while (size);
        g_byte_array_prepend(bytes, head, length);
    }
    return bytes;
}

static void depth_is_refused_before_unpacking(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) deep = nested_protobuf(20000);
    g_assert_false(otlp_bytes_check(&otlp__any_value__descriptor, deep->data, deep->len, &error));
    g_assert_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT);
    g_autoptr(GByteArray) fine = nested_protobuf(100);
    g_assert_true(otlp_bytes_check(&otlp__any_value__descriptor, fine->data, fine->len, NULL));
    g_autoptr(GString) json = g_string_new("{\"resourceSpans\":");
    for (int i = 0; i < 20000; i++) {
        g_string_append(json, "[");
    }
    assert_refused(OTLP_TRACES, true, json->str, json->len, "nested deeper");
}

static void a_flood_of_empty_messages_is_refused(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (int i = 0; i < OTLP_MAX_MESSAGES + 10; i++) {
        g_byte_array_append(bytes, (const guint8 *)"\x0A\0", 2);
    }
    assert_refused(OTLP_TRACES, false, bytes->data, bytes->len, "more than 2000000");
}

static void garbage_is_refused(void)
{
    assert_refused(OTLP_TRACES, false, "\xff\xff\xff\xff", 4, "at byte");
    assert_refused(OTLP_LOGS, false,
                   "\x0A\x7F"
                   "ab",
                   4, "past the body");
    assert_refused(OTLP_METRICS, true, "{\"resourceMetrics\":7}", 21, "no list");
    assert_refused(OTLP_TRACES, true, "[]", 2, "no object");
    assert_refused(OTLP_TRACES, true, "{\"resourceSpans\":[7]}", 21, "no object");
}

static void invalid_text_is_mended(void)
{
    /* A log whose body is "a\xff" in protobuf. */
    static const guint8 body[] = {0x0A, 0x0C, 0x12, 0x0A, 0x12, 0x08, 0x2A,
                                  0x06, 0x0A, 0x04, 'a',  0xFF, 'b',  'c'};
    struct decoded out;
    decoded_init(&out);
    g_assert_true(otlp_decode(OTLP_LOGS, false, body, sizeof body, NOW, &out, NULL));
    g_assert_cmpstr(item_get_string(row(&out, 0), "message"), ==,
                    "a\xEF\xBF\xBD"
                    "bc");
    g_assert_cmpuint(out.repaired, ==, 2); /* and the time that it lacks */
    decoded_clear(&out);
}

/* --- answers --- */

static void answers_are_in_the_senders_encoding(void)
{
    size_t size;
    g_autofree char *plain = otlp_response(OTLP_TRACES, true, 0, NULL, &size);
    g_assert_cmpstr(plain, ==, "{}");
    g_autofree char *empty = otlp_response(OTLP_TRACES, false, 0, NULL, &size);
    g_assert_cmpuint(size, ==, 0);
    g_assert_nonnull(empty);
    g_autofree char *partial = otlp_response(OTLP_LOGS, true, 2, "why", &size);
    g_assert_cmpstr(partial, ==,
                    "{\"partialSuccess\":{\"rejectedLogRecords\":2,\"errorMessage\":\"why\"}}");
    g_autofree char *packed = otlp_response(OTLP_METRICS, false, 3, "why", &size);
    g_assert_cmpmem(packed, size, "\x0A\x07\x08\x03\x12\x03why", 9);
    g_autofree char *status = otlp_status(true, 3, "bad", &size);
    g_assert_cmpstr(status, ==, "{\"code\":3,\"message\":\"bad\"}");
    g_autofree char *binary = otlp_status(false, 14, "full", &size);
    g_assert_cmpmem(binary, size,
                    "\x08\x0E\x12\x04"
                    "full",
                    8);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/traces/a span has its resource and scope", a_span_has_its_resource_and_scope);
    g_test_add_func("/traces/segments begin where the parent is elsewhere",
                    segments_begin_where_the_parent_is_elsewhere);
    g_test_add_func("/traces/events and links are kept", events_and_links_are_kept);
    g_test_add_func("/traces/an exception becomes an error", an_exception_becomes_an_error);
    g_test_add_func("/traces/a bad span leaves its neighbours", a_bad_span_leaves_its_neighbours);
    g_test_add_func("/logs/they have severity and any body", logs_have_severity_and_any_body);
    g_test_add_func("/metrics/sums and gauges are counters and gauges",
                    sums_and_gauges_are_counters_and_gauges);
    g_test_add_func("/metrics/distributions keep count, sum and buckets",
                    distributions_keep_count_sum_and_buckets);
    g_test_add_func("/hostile/depth is refused before unpacking",
                    depth_is_refused_before_unpacking);
    g_test_add_func("/hostile/a flood of empty messages is refused",
                    a_flood_of_empty_messages_is_refused);
    g_test_add_func("/hostile/garbage is refused", garbage_is_refused);
    g_test_add_func("/hostile/invalid text is mended", invalid_text_is_mended);
    g_test_add_func("/answers/they are in the sender's encoding",
                    answers_are_in_the_senders_encoding);
    return g_test_run();
}
