/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/envelope.h"

#include "api/wire/json.h"
#include "api/wire/rows.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define NOW   (INT64_C(1795335600) * NS_PER_SECOND)
#define TRACE "290bde17b9be4c2595feaa3c2e49e12d"

static const struct envelope_item *item_at(const struct envelope *envelope, guint i)
{
    return envelope->items->pdata[i];
}

static struct decoded decode(const char *type, const char *payload)
{
    struct envelope_item item = {.type = (char *)type, .payload = payload, .size = strlen(payload)};
    struct decoded out;
    decoded_init(&out);
    g_autoptr(GError) error = NULL;
    g_assert_true(envelope_decode(&item, NOW, &out, &error));
    g_assert_no_error(error);
    return out;
}

static const struct item *row(const struct decoded *decoded, guint i)
{
    g_assert_cmpuint(i, <, decoded->items->len);
    return decoded->items->pdata[i];
}

static double number(const struct item *item, const char *key)
{
    double value = -1;
    g_assert_true(value_number(item_get(item, key), &value));
    return value;
}

/* --- splitting --- */

static void items_end_at_the_newline_or_at_their_length(void)
{
    const char body[] = "{\"event_id\":\"6159415a-0000-4000-8000-000000000001\"}\n"
                        "{\"type\":\"event\"}\n"
                        "{\"message\":\"one\"}\n"
                        "{\"type\":\"attachment\",\"length\":10}\n"
                        "a\nb{}\0\nc\"d\n"
                        "{\"type\":\"log\"}\n"
                        "{\"items\":[]}";
    g_autoptr(envelope) envelope = envelope_parse(body, sizeof body - 1, NULL);
    g_assert_cmpuint(envelope->items->len, ==, 3);
    g_assert_cmpstr(item_at(envelope, 0)->type, ==, "event");
    g_assert_cmpuint(item_at(envelope, 0)->size, ==, 17);
    g_assert_cmpstr(item_at(envelope, 1)->type, ==, "attachment");
    g_assert_cmpmem(item_at(envelope, 1)->payload, item_at(envelope, 1)->size, "a\nb{}\0\nc\"d",
                    10);
    g_assert_cmpstr(item_at(envelope, 2)->type, ==, "log");
    g_assert_cmpuint(item_at(envelope, 2)->size, ==, 12);
}

static void the_dsn_gives_key_and_project(void)
{
    const char *body = "{\"dsn\":\"https://abc:secret@host.local:9000/prefix/sub/42/\"}\n";
    g_autoptr(envelope) envelope = envelope_parse(body, strlen(body), NULL);
    g_assert_cmpstr(envelope->public_key, ==, "abc");
    g_assert_cmpstr(envelope->dsn_project, ==, "42");
    g_assert_cmpuint(envelope->items->len, ==, 0);
}

static void a_bad_item_leaves_its_neighbours(void)
{
    const char *body = "{}\n"
                       "{\"type\":\"event\"}\n{\"message\":\"first\"}\n"
                       "this is no header\n"
                       "{\"type\":\"event\"}\n{\"message\":\"second\"}\n"
                       "{\"type\":\"event\",\"length\":99999}\n{\"message\":\"cut";
    g_autoptr(envelope) envelope = envelope_parse(body, strlen(body), NULL);
    g_assert_cmpuint(envelope->items->len, ==, 4);
    g_assert_null(item_at(envelope, 0)->problem);
    g_assert_nonnull(item_at(envelope, 1)->problem);
    g_assert_null(item_at(envelope, 2)->problem);
    g_assert_nonnull(strstr(item_at(envelope, 3)->problem, "99999"));
}

static void what_is_past_the_last_item_is_not_passed_over_in_silence(void)
{
    g_autoptr(GString) body = g_string_new("{}\n");
    for (int i = 0; i < 10002; i++) {
        g_string_append(body, "{\"type\":\"x\",\"length\":0}\n\n");
    }
    g_autoptr(envelope) envelope = envelope_parse(body->str, body->len, NULL);
    g_assert_cmpuint(envelope->items->len, ==, 10001);
    g_assert_null(item_at(envelope, 9999)->problem);
    g_assert_nonnull(strstr(item_at(envelope, 10000)->problem, "10000"));
}

static void what_is_no_envelope_is_refused(void)
{
    static const char *const bad[] = {"", "\n{}", "[]\n", "garbage\n{}\n", "{\"a\":"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(envelope_parse(bad[i], strlen(bad[i]), &error));
        g_assert_nonnull(error);
    }
}

/* --- events --- */

static void an_error_is_called_by_its_last_exception(void)
{
    struct decoded out = decode(
        "event",
        "{\"event_id\":\"6159415A-0000-4000-8000-000000000001\",\"timestamp\":1795335252.562,"
        "\"platform\":\"python\",\"release\":\"r1\",\"environment\":\"prod\",\"exception\":[{"
        "\"type\":"
        "\"ValueError\",\"value\":\"cause\"},{\"type\":\"TimeoutError\",\"value\":\"exceeded "
        "30s\\nmore\",\"mechanism\":{\"type\":\"generic\",\"handled\":false},\"stacktrace\":{"
        "\"frames\":[{\"function\":\"main\",\"filename\":\"app.py\",\"in_app\":true},{\"function\":"
        "\"charge\",\"module\":\"shop.pay\",\"in_app\":true},{\"function\":\"read\",\"module\":"
        "\"socket\",\"in_app\":false}]}}],\"user\":{\"id\":7,\"email\":\"a@b.c\"},\"contexts\":{"
        "\"trace\":{\"trace_id\":\"" TRACE "\",\"span_id\":\"803006c9d33d67c4\"}},\"tags\":{"
        "\"tenant\":\"acme\",\"n\":3}}");
    const struct item *item = row(&out, 0);
    g_assert_cmpint(item->kind, ==, ITEM_EVENT);
    g_assert_cmpstr(item->id, ==, "6159415a000040008000000000000001");
    g_assert_cmpint(item->time_ns, ==, INT64_C(1795335252562000000));
    g_assert_cmpstr(item_get_string(item, "title"), ==, "TimeoutError: exceeded 30s");
    g_assert_cmpstr(item_get_string(item, "culprit"), ==, "shop.pay in charge");
    g_assert_cmpstr(item_get_string(item, "error.type"), ==, "TimeoutError");
    g_assert_cmpstr(item_get_string(item, "level"), ==, "error");
    g_assert_cmpstr(item_get_string(item, "trace"), ==, TRACE);
    g_assert_cmpstr(item_get_string(item, "user.id"), ==, "7");
    g_assert_cmpstr(item_get_string(item, "user.display"), ==, "a@b.c");
    g_assert_cmpstr(item_get_string(item, "tenant"), ==, "acme");
    g_assert_cmpstr(item_get_string(item, "n"), ==, "3");
    g_assert_false(item_get(item, "handled").boolean);
    json_t *payload = json_read(item->payload, strlen(item->payload), NULL, NULL);
    g_assert_cmpuint(json_array_size(json_get_path(payload, "exception.values")), ==, 2);
    g_assert_cmpstr(json_string_value(json_get_path(payload, "metadata.function")), ==, "charge");
    json_decref(payload);
    decoded_clear(&out);
}

static void a_message_with_a_stack_is_no_error(void)
{
    struct decoded out = decode("event", "{\"level\":\"warning\",\"exception\":{\"values\":[{"
                                         "\"value\":\"cache is cold\"}]}}");
    g_assert_cmpstr(item_get_string(row(&out, 0), "title"), ==, "cache is cold");
    g_assert_cmpstr(item_get_string(row(&out, 0), "event.type"), ==, "default");
    g_assert_cmpstr(item_get_string(row(&out, 0), "level"), ==, "warning");
    decoded_clear(&out);
}

static void a_long_type_is_cut_in_the_title(void)
{
    g_autofree char *type = g_strnfill(1000, 'E');
    g_autofree char *event =
        g_strdup_printf("{\"exception\":[{\"type\":\"%s\\nF\",\"value\":\"v\"}]}", type);
    struct decoded out = decode("event", event);
    const char *title = item_get_string(row(&out, 0), "title");
    g_assert_cmpint(g_utf8_strlen(title, -1), ==, 256 + (glong)strlen(": v"));
    g_assert_true(g_str_has_suffix(title, "E…: v"));
    decoded_clear(&out);
}

static void a_template_is_filled_in(void)
{
    struct decoded out =
        decode("event", "{\"logentry\":{\"message\":\"user %s failed %d times, 100%%\",\"params\":["
                        "\"ada\",3]}}");
    g_assert_cmpstr(item_get_string(row(&out, 0), "title"), ==, "user ada failed 3 times, 100%");
    decoded_clear(&out);
}

static void wrong_types_in_an_event_do_no_harm(void)
{
    struct decoded out = decode(
        "event", "{\"message\":\"still here\",\"exception\":7,\"tags\":\"x\",\"user\":[1],"
                 "\"contexts\":\"c\",\"breadcrumbs\":{\"values\":[3,{\"timestamp\":\"never\"}]},"
                 "\"request\":null,\"extra\":[],\"level\":{\"a\":1},\"event_id\":5,\"timestamp\":"
                 "{},\"fingerprint\":\"x\",\"threads\":[[]],\"sdk\":3,\"release\":{}}");
    g_assert_cmpstr(item_get_string(row(&out, 0), "title"), ==, "still here");
    g_assert_cmpuint(strlen(row(&out, 0)->id), ==, 32);
    decoded_clear(&out);
}

/* ' stands for " */
static json_t *quoted(const char *text)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    g_autoptr(GError) error = NULL;
    json_t *value = json_read(json, strlen(json), NULL, &error);
    g_assert_no_error(error);
    return value;
}

static void assert_kept(const char *sent, const char *kept)
{
    g_autofree char *text = g_strdelimit(g_strdup(sent), "'", '"');
    struct decoded out = decode("event", text);
    json_t *payload = quoted(row(&out, 0)->payload), *wanted = quoted(kept);
    const char *key;
    json_t *value;
    json_object_foreach(wanted, key, value)
    {
        const json_t *is = json_object_get(payload, key);
        if (json_is_null(value) ? is != NULL : !json_equal(is, value)) {
            g_error("%s of %s is kept as %s", key, text, row(&out, 0)->payload);
        }
    }
    g_assert_cmpuint(out.events->len, ==, 1);
    json_decref(payload);
    json_decref(wanted);
    decoded_clear(&out);
}

static void an_event_is_kept_in_one_form(void)
{
    /* What is in form stays as it came, whatever it holds. */
    assert_kept("{ 'exception' : { 'values' : [ { 'type' : 'E', 'stacktrace' : { 'frames' : [ { "
                "'lineno' : 1.50, 'vars' : { 'a' : [ [ ] , { } ] } } ] } } ] } , 'odd' : [ {} ] }",
                "{'exception':{'values':[{'type':'E','stacktrace':{'frames':[{'lineno':1.5,'vars':{"
                "'a':[[],{}]}}]}}]},'odd':[{}],'type':'error','title':'E','message':''}");
    /* A list, or one alone; what is no stack, frame or mechanism goes. */
    assert_kept("{'exception':[{'type':'E','mechanism':7,'stacktrace':{'frames':[1,{'a':2},[]],'r':"
                "3}},4,{'type':'F','stacktrace':null,'m':5}],'threads':{'id':1}}",
                "{'exception':{'values':[{'type':'E','stacktrace':{'frames':[{'a':2}],'r':3}},{"
                "'type':'F','m':5}]},'threads':{'values':[{'id':1}]},'title':'F'}");
    assert_kept("{'exception':{'values':null},'threads':[],'logentry':3,'extra':[],'user':4}",
                "{'exception':null,'threads':null,'logentry':null,'extra':null,'user':null,'title':"
                "'<unlabeled event>','platform':'other','level':'error'}");
    assert_kept("{'breadcrumbs':[{'timestamp':1795335252.5},{'timestamp':1795335252,'m':1},{"
                "'timestamp':'2026-11-22T08:14:12.250Z'},{'timestamp':'never','m':2},5]}",
                "{'breadcrumbs':{'values':[{'timestamp':1795335252.5},{'timestamp':1795335252.0,"
                "'m':1},{'timestamp':1795335252.25},{'m':2}]}}");
    assert_kept("{'request':{'url':'/u','headers':{'Host':'h','n':1,'no':[]},'query_string':"
                "'?a=%41&b'},'user':{'id':7,'email':null,'geo':{'c':1}}}",
                "{'request':{'url':'/u','headers':[['Host','h'],['n','1']],'query_string':[['a','A'"
                "],['b','']]},'user':{'id':'7','geo':{'c':1}}}");
    assert_kept("{'request':{'headers':[['a','b'],['c'],7],'query_string':{'q':true}}}",
                "{'request':{'headers':[['a','b']],'query_string':[['q','true']]}}");
    /* Tags of all kinds, sorted; the first of a name stands, of a member the last. */
    assert_kept("{'release':'r0','tags':[['b','2'],['a','1'],{'key':'c','value':3},['a','x']],"
                "'release':'r1','message':{'message':'%s of {}','params':['x',[1, 2]]}}",
                "{'tags':[['a','1'],['b','2'],['c','3'],['level','error'],['release','r1']],"
                "'release':'r1','message':'x of [1,2]','logentry':{'message':'%s of {}','params':["
                "'x',[1,2]]}}");
}

/* --- spans --- */

static void a_transaction_becomes_its_spans(void)
{
    struct decoded out = decode(
        "transaction",
        "{\"transaction\":\"POST /checkout\",\"start_timestamp\":1795335252.5,\"timestamp\":"
        "1795335253.75,\"release\":\"r1\",\"contexts\":{\"trace\":{\"trace_id\":\"" TRACE
        "\",\"span_id\":\"803006c9d33d67c4\",\"op\":\"http.server\",\"status\":\"internal_error\","
        "\"data\":{\"http.method\":\"POST\"}}},\"measurements\":{\"lcp\":{\"value\":3.5},\"cart\":{"
        "\"value\":2,\"unit\":\"kilobyte\"},"
        "\"items\":{\"value\":3,\"unit\":\"none\"}},"
        "\"spans\":"
        "[{\"span_id\":\"93cfae7a615da473\",\"parent_span_id\":\"803006c9d33d67c4\",\"op\":"
        "\"db.query\",\"description\":\"SELECT 1\",\"start_timestamp\":1795335252.6,\"timestamp\":"
        "1795335252.61,\"status\":\"ok\",\"data\":{\"list\":[1,2]}},{\"span_id\":\"bad\"}]}");
    g_assert_cmpuint(out.items->len, ==, 2);
    g_assert_cmpuint(out.refused, ==, 1);
    g_assert_nonnull(out.reason);
    const struct item *root = row(&out, 0), *child = row(&out, 1);
    g_assert_true(item_get(root, "is_transaction").boolean);
    g_assert_cmpstr(item_get_string(root, "span.description"), ==, "POST /checkout");
    g_assert_cmpstr(item_get_string(root, "http.request.method"), ==, "POST");
    g_assert_cmpfloat(number(root, "span.duration"), ==, 1250.0);
    g_assert_cmpfloat(number(root, "measurements.lcp"), ==, 3.5);
    g_assert_cmpstr(item_get_string(root, "measurements.cart.unit"), ==, "kilobyte");
    g_assert_null(item_get_string(root, "measurements.items.unit"));
    g_assert_cmpstr(child->id, ==, "93cfae7a615da473");
    g_assert_cmpfloat(number(child, "span.duration"), ==, 10.0);
    g_assert_cmpstr(item_get_string(child, "span.category"), ==, "db");
    g_assert_cmpstr(item_get_string(child, "parent_span"), ==, "803006c9d33d67c4");
    g_assert_cmpstr(item_get_string(child, "transaction"), ==, "POST /checkout");
    g_assert_cmpstr(item_get_string(child, "release"), ==, "r1");
    g_assert_cmpint(item_get(child, "list").type, ==, VALUE_ARRAY);
    g_assert_cmpstr(item_get(child, "list").string, ==, "[1,2]");
    decoded_clear(&out);
}

static void streamed_spans_keep_their_typed_attributes(void)
{
    struct decoded out = decode(
        "span",
        "{\"version\":2,\"items\":[{\"name\":\"SELECT carts\",\"span_id\":"
        "\"93cfae7a615da473\",\"trace_id\":\"" TRACE
        "\",\"start_timestamp\":1795335336.7979136,\"end_timestamp\":1795335336.805072,"
        "\"is_segment\":false,\"status\":\"error\",\"attributes\":{\"sentry.op\":{\"value\":"
        "\"db.query\",\"type\":\"string\"},\"cache.hit\":{\"value\":false,\"type\":"
        "\"boolean\"},\"big\":{\"value\":9007199254740993,\"type\":\"integer\"},"
        "\"sentry.status.message\":{\"value\":\"not_found\",\"type\":\"string\"},"
        "\"sentry.release\":{\"value\":\"r2\",\"type\":\"string\"}}},{\"name\":\"no ids\"}]}");
    g_assert_cmpuint(out.items->len, ==, 1);
    g_assert_cmpuint(out.refused, ==, 1);
    const struct item *span = row(&out, 0);
    g_assert_true(fabs(number(span, "span.duration") - 7.158) < 0.0001);
    g_assert_cmpstr(item_get_string(span, "span.op"), ==, "db.query");
    g_assert_cmpstr(item_get_string(span, "span.status"), ==, "not_found");
    g_assert_cmpstr(item_get_string(span, "release"), ==, "r2");
    g_assert_cmpint(item_get(span, "big").integer, ==, INT64_C(9007199254740993));
    g_assert_cmpint(item_get(span, "cache.hit").type, ==, VALUE_BOOL);
    g_assert_false(item_get(span, "is_transaction").boolean);
    decoded_clear(&out);
}

/* --- logs and metrics --- */

static void logs_come_with_and_without_a_version(void)
{
    static const char *const bodies[] = {
        "{\"version\":2,\"items\":[{\"timestamp\":1795335252.5,\"level\":\"warn\",\"body\":\"stock "
        "low\",\"trace_id\":\"" TRACE "\",\"attributes\":{\"sentry.trace.parent_span_id\":{"
        "\"value\":\"803006c9d33d67c4\",\"type\":\"string\"}}}]}",
        "{\"items\":[{\"timestamp\":1795335252.5,\"level\":\"warn\",\"body\":\"stock low\","
        "\"trace_id\":\"" TRACE "\",\"severity_number\":13,\"span_id\":\"803006c9d33d67c4\"}]}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        struct decoded out = decode("log", bodies[i]);
        const struct item *log = row(&out, 0);
        g_assert_cmpstr(item_get_string(log, "message"), ==, "stock low");
        g_assert_cmpstr(item_get_string(log, "severity"), ==, "warn");
        g_assert_cmpint(item_get(log, "severity_number").integer, ==, 13);
        g_assert_cmpstr(item_get_string(log, "trace"), ==, TRACE);
        g_assert_cmpstr(item_get_string(log, "span_id"), ==, "803006c9d33d67c4");
        g_assert_cmpuint(strlen(log->id), ==, 32);
        decoded_clear(&out);
    }
}

static void metrics_are_name_type_unit_and_value(void)
{
    struct decoded out = decode(
        "trace_metric", "{\"version\":2,\"items\":[{\"timestamp\":1795335252.5,\"name\":"
                        "\"checkout.latency\",\"type\":\"distribution\",\"unit\":\"millisecond\","
                        "\"value\":187.25,\"attributes\":{\"route\":{\"value\":\"/c\",\"type\":"
                        "\"string\"}}},{\"name\":\"x\",\"value\":{}},{\"value\":1}]}");
    g_assert_cmpuint(out.items->len, ==, 1);
    g_assert_cmpuint(out.refused, ==, 2);
    const struct item *metric = row(&out, 0);
    g_assert_cmpstr(item_get_string(metric, "metric.name"), ==, "checkout.latency");
    g_assert_cmpstr(item_get_string(metric, "metric.type"), ==, "distribution");
    g_assert_cmpstr(item_get_string(metric, "metric.unit"), ==, "millisecond");
    g_assert_cmpfloat(number(metric, "value"), ==, 187.25);
    g_assert_cmpstr(item_get_string(metric, "route"), ==, "/c");
    decoded_clear(&out);
}

/* --- bounds --- */

static void times_out_of_bounds_become_now(void)
{
    static const char *const times[] = {"0", "4070908800", "-1", "\"soon\"", "1e300"};
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autofree char *body =
            g_strdup_printf("{\"items\":[{\"body\":\"x\",\"timestamp\":%s}]}", times[i]);
        struct decoded out = decode("log", body);
        g_assert_cmpint(row(&out, 0)->time_ns, ==, NOW);
        g_assert_cmpuint(out.repaired, ==, 1);
        g_assert_cmpint(item_get(row(&out, 0), "vigil.timestamp_sent").type, !=, VALUE_NONE);
        decoded_clear(&out);
    }
}

static void attributes_past_the_bound_are_counted(void)
{
    g_autoptr(GString) body = g_string_new("{\"items\":[{\"body\":\"x\",\"timestamp\":1795335252,"
                                           "\"attributes\":{\"a\":1");
    for (int i = 0; i < 1000; i++) {
        g_string_append_printf(body, ",\"k%d\":{\"value\":%d}", i, i);
    }
    g_string_append(body, "}},{\"body\":\"neighbour\"}]}");
    struct decoded out = decode("log", body->str);
    const struct item *log = row(&out, 0);
    g_assert_cmpuint(log->attributes->len, <=, ROW_MAX_ATTRIBUTES + 1);
    int64_t dropped = item_get(log, "vigil.attributes_dropped").integer;
    g_assert_cmpint(dropped, ==, 1001 + 2 - ROW_MAX_ATTRIBUTES);
    g_assert_cmpstr(item_get_string(row(&out, 1), "message"), ==, "neighbour");
    decoded_clear(&out);
}

static void old_clients_wrap_their_events(void)
{
    /* base64 of zlib of {"message":"from raven"} */
    const char *body = "eJyrVspNLS5OTE9VslJKK8rPVShKLEvNU6oFAGrhCJA=";
    struct decoded out;
    decoded_init(&out);
    g_autoptr(GError) error = NULL;
    g_assert_true(store_decode(body, strlen(body), NOW, &out, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(item_get_string(row(&out, 0), "title"), ==, "from raven");
    decoded_clear(&out);
    decoded_init(&out);
    g_assert_false(store_decode("not base64!", 11, NOW, &out, &error));
    g_assert_nonnull(error);
    decoded_clear(&out);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/envelope/items end at the newline or at their length",
                    items_end_at_the_newline_or_at_their_length);
    g_test_add_func("/envelope/the DSN gives key and project", the_dsn_gives_key_and_project);
    g_test_add_func("/envelope/a bad item leaves its neighbours", a_bad_item_leaves_its_neighbours);
    g_test_add_func("/envelope/what is past the last item is not passed over in silence",
                    what_is_past_the_last_item_is_not_passed_over_in_silence);
    g_test_add_func("/envelope/what is no envelope is refused", what_is_no_envelope_is_refused);
    g_test_add_func("/event/an error is called by its last exception",
                    an_error_is_called_by_its_last_exception);
    g_test_add_func("/event/a message with a stack is no error",
                    a_message_with_a_stack_is_no_error);
    g_test_add_func("/event/a long type is cut in the title", a_long_type_is_cut_in_the_title);
    g_test_add_func("/event/a template is filled in", a_template_is_filled_in);
    g_test_add_func("/event/an event is kept in one form", an_event_is_kept_in_one_form);
    g_test_add_func("/event/wrong types do no harm", wrong_types_in_an_event_do_no_harm);
    g_test_add_func("/spans/a transaction becomes its spans", a_transaction_becomes_its_spans);
    g_test_add_func("/spans/streamed spans keep their typed attributes",
                    streamed_spans_keep_their_typed_attributes);
    g_test_add_func("/logs/they come with and without a version",
                    logs_come_with_and_without_a_version);
    g_test_add_func("/metrics/they are name, type, unit and value",
                    metrics_are_name_type_unit_and_value);
    g_test_add_func("/bounds/times out of bounds become now", times_out_of_bounds_become_now);
    g_test_add_func("/bounds/attributes past the bound are counted",
                    attributes_past_the_bound_are_counted);
    g_test_add_func("/store/old clients wrap their events", old_clients_wrap_their_events);
    return g_test_run();
}
