/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#include "api/model/attributes.h"

#define TRACE_PATH "/organizations/local/trace/" TRACE "/"
#define DEEP       2500

/* web calls payment, which asks a database and fails; an orphan whose parent nobody sent; two
 * errors, one in payment's span, one in none; two logs and a metric. */
static struct fixture a_trace(void)
{
    struct fixture fixture = fixture_open();
    struct item *item = span_item(TRACE, "00000000000000a1", NULL, "http.server", NOW, 250);
    item_set(item, "transaction", value_string("POST /charge"));
    item_set(item, "release", value_string("web@1"));
    item_set(item, "measurements.lcp", value_double(2807.3));
    put_item(&fixture, item, "web");
    put_item(&fixture,
             span_item(TRACE, "00000000000000a2", "00000000000000a1", "http.client",
                       NOW + NS_PER_MS, 240),
             "payment");
    put_item(
        &fixture,
        span_item(TRACE, "00000000000000a3", "00000000000000a2", "db", NOW + 2 * NS_PER_MS, 1.5),
        "payment");
    put_item(
        &fixture,
        span_item(TRACE, "00000000000000a4", "00000000000000ee", "queue", NOW + 3 * NS_PER_MS, 10),
        "worker");
    put_event(&fixture, "payment", NOW + 5 * NS_PER_MS,
              "{'contexts':{'trace':{'trace_id':'" TRACE
              "','span_id':'00000000000000a2'}}," EXCEPTION "}");
    put_event(&fixture, "web", NOW + 6 * NS_PER_MS,
              "{'contexts':{'trace':{'trace_id':'" TRACE "','span_id':'00000000000000ff'}},"
              "'message':'lost'}");
    put_item(&fixture, log_item("000000000000000000000000000000b1", "info", "one", NOW), "web");
    put_item(&fixture, log_item("000000000000000000000000000000b2", "info", "two", NOW), "web");
    item = metric_item("orders", "counter", NULL, 1, NOW);
    item_set(item, "trace", value_string(TRACE));
    put_item(&fixture, item, "web");
    /* Not of this trace. */
    put_item(&fixture,
             span_item("ffffffffffffffffffffffffffffffff", "00000000000000c1", NULL, "db", NOW, 1),
             "web");
    return fixture;
}

static size_t spans_in(const json_t *list)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        if (g_strcmp0(text_at(entry, "event_type"), "span") == 0)
            count += 1 + spans_in(at(entry, "children"));
    }
    return count;
}

/* What is answered is whole: each span below its parent, and the rest is known by its number. */
static void test_a_limit(void)
{
    struct fixture fixture = a_trace();
    json_t *whole = get(&fixture, TRACE_PATH "?limit=10000");
    json_t *part = get(&fixture, TRACE_PATH "?limit=2");
    g_assert_cmpuint(spans_in(whole), >, 2);
    g_assert_cmpuint(spans_in(part), ==, 2);
    g_assert_cmpstr(text_at(json_array_get(part, 0), "event_id"), ==, "00000000000000a1");
    g_assert_cmpstr(text_at(json_array_get(part, 0), "children/0/event_id"), ==,
                    "00000000000000a2");
    json_decref(whole);
    json_decref(part);
    fixture_close(&fixture);
}

static void test_the_tree(void)
{
    struct fixture fixture = a_trace();
    json_t *json = get(&fixture, TRACE_PATH "?timestamp=1795348800.5&project=-1&limit=10000"
                                            "&additional_attributes=release");
    g_assert_cmpuint(json_array_size(json), ==, 3);
    const json_t *root = json_array_get(json, 0);
    g_assert_cmpstr(text_at(root, "event_type"), ==, "span");
    g_assert_cmpstr(text_at(root, "event_id"), ==, "00000000000000a1");
    g_assert_cmpstr(text_at(root, "project_slug"), ==, "web");
    g_assert_true(json_is_integer(at(root, "project_id")));
    g_assert_cmpstr(text_at(root, "op"), ==, "http.server");
    g_assert_cmpstr(text_at(root, "description"), ==, "does things");
    g_assert_cmpstr(text_at(root, "transaction"), ==, "POST /charge");
    g_assert_true(json_is_true(at(root, "is_transaction")));
    g_assert_true(json_is_null(at(root, "parent_span_id")));
    g_assert_cmpfloat(number_at(root, "start_timestamp"), ==, 1795348800.0);
    g_assert_cmpfloat_with_epsilon(number_at(root, "end_timestamp"), 1795348800.25, 1e-6);
    g_assert_cmpfloat(number_at(root, "duration"), ==, 250);
    g_assert_cmpfloat(number_at(root, "measurements/measurements.lcp"), ==, 2807.3);
    g_assert_cmpstr(text_at(root, "additional_attributes/release"), ==, "web@1");
    const json_t *client = at(root, "children/0");
    g_assert_cmpstr(text_at(client, "event_id"), ==, "00000000000000a2");
    g_assert_cmpstr(text_at(client, "parent_span_id"), ==, "00000000000000a1");
    g_assert_cmpstr(text_at(client, "children/0/event_id"), ==, "00000000000000a3");
    g_assert_cmpuint(json_array_size(at(client, "children/0/children")), ==, 0);
    json_decref(json);
    fixture_close(&fixture);
}

/* A length that no clock could have measured, after which there is no time either. */
static void test_an_endless_span(void)
{
    struct fixture fixture = fixture_open();
    put_item(&fixture, span_item(TRACE, "00000000000000a1", NULL, "db", NOW, 9.2e12), "web");
    put_item(&fixture, span_item(TRACE, "00000000000000a2", NULL, "db", NOW, 1e300), "web");
    json_t *json = get(&fixture, TRACE_PATH);
    for (size_t i = 0; i < 2; i++)
        g_assert_cmpfloat(number_at(json_array_get(json, i), "end_timestamp"), >, 1795348800.0);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_errors_and_orphans(void)
{
    struct fixture fixture = a_trace();
    json_t *json = get(&fixture, TRACE_PATH);
    const json_t *error = at(json, "0/children/0/errors/0");
    g_assert_cmpstr(text_at(error, "event_type"), ==, "error");
    g_assert_cmpstr(text_at(error, "description"), ==, "TimeoutError: Payment charge exceeded 30s");
    g_assert_cmpstr(text_at(error, "short_id"), ==, "PAYMENT-1");
    g_assert_true(json_is_integer(at(error, "issue_id")));
    g_assert_cmpstr(text_at(error, "level"), ==, "error");
    g_assert_true(json_is_array(at(json, "0/occurrences")));
    g_assert_cmpstr(text_at(json, "1/event_id"), ==, "00000000000000a4");
    g_assert_cmpstr(text_at(json, "1/parent_span_id"), ==, "00000000000000ee");
    g_assert_cmpstr(text_at(json, "2/event_type"), ==, "error");
    g_assert_cmpstr(text_at(json, "2/description"), ==, "lost");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_unknown_traces(void)
{
    struct fixture fixture = a_trace();
    json_t *json = get(&fixture, "/organizations/local/trace/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee/");
    g_assert_cmpuint(json_array_size(json), ==, 0);
    json_decref(json);
    struct reply reply = call(&fixture, METHOD_GET, NULL, "/organizations/local/trace/nonsense/");
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    json = get(&fixture, "/organizations/local/trace/0AF76519-16CD43DD8448EB211C80319C/");
    g_assert_cmpuint(json_array_size(json), ==, 3);
    json_decref(json);
    fixture_close(&fixture);
}

/* Sent while it ran, when it ended, and cut short by somebody who knew less. */
static void a_span_sent_again_stands_as_the_longest(void)
{
    struct fixture fixture = fixture_open();
    struct item *running = item_new(ITEM_SPAN);
    running->id = g_strdup("00000000000000a1");
    running->time_ns = NOW;
    item_set(running, "trace", value_string(TRACE));
    item_set(running, "is_transaction", value_bool(true));
    put_item(&fixture, running, "web");
    put_item(&fixture, span_item(TRACE, "00000000000000a1", NULL, "queue", NOW, 250), "web");
    put_item(&fixture, span_item(TRACE, "00000000000000a1", NULL, "queue", NOW, 10), "web");
    json_t *json = get(&fixture, TRACE_PATH);
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpfloat(number_at(json, "0/duration"), ==, 250);
    json_decref(json);
    fixture_close(&fixture);
}

static size_t count_spans(const json_t *roots, size_t *deepest)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(roots); i++) {
        const json_t *span = json_array_get(roots, i);
        for (size_t depth = 1; span; depth++) {
            g_assert_cmpuint(json_array_size(at(span, "children")), <=, 1);
            *deepest = MAX(*deepest, depth);
            count++;
            span = json_array_get(at(span, "children"), 0);
        }
    }
    return count;
}

/* A body that readers of JSON take, whatever the depth of the trace. */
static void test_a_deep_trace(void)
{
    struct fixture fixture = fixture_open();
    GPtrArray *items = g_ptr_array_new();
    for (int i = 0; i < DEEP; i++) {
        g_autofree char *id = g_strdup_printf("%016x", i + 1);
        g_autofree char *parent = g_strdup_printf("%016x", i);
        g_ptr_array_add(
            items, span_item(TRACE, id, i ? parent : NULL, "f", NOW + i * NS_PER_MS, DEEP - i));
    }
    put_items(&fixture, items, "web");
    size_t deepest = 0;
    json_t *json = get(&fixture, TRACE_PATH);
    g_assert_cmpuint(count_spans(json, &deepest), ==, DEEP);
    g_assert_cmpuint(deepest, ==, 1000);
    g_assert_cmpuint(json_array_size(json), ==, 3);
    /* Where a branch goes on among the roots, it names its parent. */
    g_assert_cmpstr(text_at(json, "1/event_id"), ==, "00000000000003e9");
    g_assert_cmpstr(text_at(json, "1/parent_span_id"), ==, "00000000000003e8");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_cycles(void)
{
    struct fixture fixture = fixture_open();
    put_item(&fixture, span_item(TRACE, "00000000000000a1", "00000000000000a2", "f", NOW, 1),
             "web");
    put_item(&fixture, span_item(TRACE, "00000000000000a2", "00000000000000a1", "f", NOW, 1),
             "web");
    put_item(&fixture, span_item(TRACE, "00000000000000a3", "00000000000000a3", "f", NOW, 1),
             "web");
    size_t deepest = 0;
    json_t *json = get(&fixture, TRACE_PATH);
    g_assert_cmpuint(count_spans(json, &deepest), ==, 3);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_meta(void)
{
    struct fixture fixture = a_trace();
    json_t *json = get(&fixture, "/organizations/local/trace-meta/" TRACE "/?statsPeriod=14d");
    g_assert_cmpint(int_at(json, "span_count"), ==, 4);
    g_assert_cmpint(int_at(json, "spansCount"), ==, 4);
    g_assert_cmpint(int_at(json, "errors"), ==, 2);
    g_assert_cmpint(int_at(json, "errorsCount"), ==, 2);
    g_assert_cmpint(int_at(json, "logsCount"), ==, 2);
    g_assert_cmpint(int_at(json, "metricsCount"), ==, 1);
    g_assert_cmpint(int_at(json, "spansCountMap/db"), ==, 1);
    g_assert_cmpint(int_at(json, "transactionChildCountMap/0/count()"), ==, 3);
    json_decref(json);
    fixture_close(&fixture);
}

static const json_t *attribute(const json_t *item, const char *name)
{
    size_t index;
    json_t *entry;
    json_array_foreach(at(item, "attributes"), index, entry)
    {
        if (!strcmp(text_at(entry, "name"), name))
            return entry;
    }
    return NULL;
}

static void test_items(void)
{
    struct fixture fixture = fixture_open();
    struct item *item = span_item(TRACE, "00000000000000a1", NULL, "http.server", NOW, 250);
    item_set(item, "http.response.status_code", value_int(200));
    item_set(item, "big", value_int(INT64_C(9007199254740993)));
    item_set(item, "list", (struct value){.type = VALUE_ARRAY, .string = "[\"a\",2]"});
    item_set(item, "span.links",
             (struct value){.type = VALUE_ARRAY, .string = "[{\"span_id\":\"1\"}]"});
    put_item(&fixture, item, "web");
    put_item(&fixture, log_item("000000000000000000000000000000b1", "warn", "hm", NOW), "web");
    json_t *json = get(&fixture, "/projects/local/web/trace-items/00000000000000a1/?trace_id=" TRACE
                                 "&item_type=spans");
    g_assert_cmpstr(text_at(json, "itemId"), ==, "00000000000000a1");
    g_assert_cmpstr(text_at(json, "timestamp"), ==, "2026-11-22T12:00:00.000000Z");
    g_assert_cmpstr(text_at(attribute(json, "span.op"), "type"), ==, "str");
    g_assert_cmpstr(text_at(attribute(json, "span.duration"), "type"), ==, "float");
    g_assert_cmpstr(text_at(attribute(json, "is_transaction"), "type"), ==, "bool");
    g_assert_cmpint(int_at(attribute(json, "http.response.status_code"), "value"), ==, 200);
    g_assert_cmpstr(text_at(attribute(json, "big"), "value"), ==, "9007199254740993");
    g_assert_cmpstr(text_at(attribute(json, "list"), "type"), ==, "array");
    g_assert_cmpint(int_at(attribute(json, "list"), "value/1"), ==, 2);
    g_assert_cmpstr(text_at(json, "links/0/span_id"), ==, "1");
    g_assert_cmpstr(text_at(attribute(json, "project"), "value"), ==, "web");
    json_decref(json);

    json = get(&fixture, "/projects/local/web/trace-items/000000000000000000000000000000b1/"
                         "?trace_id=" TRACE "&item_type=logs");
    g_assert_cmpstr(text_at(attribute(json, "severity"), "value"), ==, "warn");
    json_decref(json);
    struct reply reply = call(&fixture, METHOD_GET, NULL,
                              "/projects/local/web/trace-items/00000000000000ff/?trace_id=" TRACE);
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void assert_attributes(struct fixture *fixture, const char *parameters, const char *expected)
{
    g_autofree char *target =
        g_strdup_printf("/organizations/local/trace-items/attributes/?%s", parameters);
    g_autoptr(GString) found = g_string_new(NULL);
    json_t *json = get(fixture, target);
    for (size_t i = 0; i < json_array_size(json); i++)
        g_string_append_printf(found, "%s%s:%c", i ? " " : "",
                               text_at(json_array_get(json, i), "key"),
                               text_at(json_array_get(json, i), "attributeType")[0]);
    g_assert_cmpstr(found->str, ==, expected);
    json_decref(json);
}

static void test_attributes(void)
{
    struct fixture fixture = fixture_open();
    struct item *orders = metric_item("orders", "counter", NULL, 1, NOW - MINUTE);
    item_set(orders, "source", value_string("web"));
    put_item(&fixture, orders, "web");
    struct item *latency = metric_item("latency", "distribution", "millisecond", 1, NOW - HOUR);
    item_set(latency, "zone", value_string("eu"));
    item_set(latency, "retry", value_bool(true));
    item_set(latency, "attempt", value_int(3));
    put_item(&fixture, latency, "payment");
    assert_attributes(&fixture,
                      "dataset=tracemetrics&query=metric.name:orders&attributeType=string",
                      "metric.name:s metric.type:s project:s source:s");
    assert_attributes(&fixture,
                      "itemType=tracemetrics&project=payment&attributeType=number"
                      "&attributeType=boolean",
                      "attempt:n retry:b value:n");
    assert_attributes(&fixture, "dataset=tracemetrics&substringMatch=ZO", "zone:s");
    assert_attributes(&fixture, "dataset=tracemetrics&substringMatch=zo&statsPeriod=10m", "");
    assert_attributes(&fixture, "dataset=spans", "");
    fixture_close(&fixture);
}

static void test_values(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 6; i++) {
        struct item *item = metric_item("orders", "counter", NULL, 1, NOW - MINUTE);
        item_set(item, "source", value_string(i < 4 ? "web" : "app"));
        put_item(&fixture, item, "web");
    }
    json_t *json = get(&fixture, "/organizations/local/trace-items/attributes/source/values/"
                                 "?dataset=tracemetrics&query=metric.name:orders");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/value"), ==, "web");
    g_assert_cmpint(int_at(json, "0/count"), ==, 4);
    json_decref(json);
    json = get(&fixture, "/organizations/local/trace-items/attributes/source/values/"
                         "?dataset=tracemetrics&substringMatch=AP");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    json_decref(json);
    fixture_close(&fixture);
}

/* Asked for by the name of either generation, whichever it was sent by. */
static void test_attributes_of_generative_ai(void)
{
    struct fixture fixture = fixture_open();
    struct item *item = span_item(TRACE, "00000000000000a1", NULL, "gen_ai.chat", NOW, 250);
    item_set(item, attribute_canonical("gen_ai.usage.prompt_tokens"), value_int(1200));
    item_set(item, attribute_canonical("gen_ai.usage.input_tokens.cached"), value_int(1000));
    item_set(item, attribute_canonical("gen_ai.tool.output"), value_string("[]"));
    put_item(&fixture, item, "agents");
    json_t *json =
        get(&fixture, TRACE_PATH "?additional_attributes=gen_ai.usage.input_tokens"
                                 "&additional_attributes=gen_ai.usage.cache_read.input_tokens"
                                 "&additional_attributes=gen_ai.usage.input_tokens.cached"
                                 "&additional_attributes=gen_ai.tool.call.result"
                                 "&additional_attributes=gen_ai.agent.name");
    const json_t *told = at(json_array_get(json, 0), "additional_attributes");
    g_assert_cmpfloat(json_number_value(json_object_get(told, "gen_ai.usage.input_tokens")), ==,
                      1200);
    g_assert_cmpfloat(
        json_number_value(json_object_get(told, "gen_ai.usage.cache_read.input_tokens")), ==, 1000);
    g_assert_cmpfloat(json_number_value(json_object_get(told, "gen_ai.usage.input_tokens.cached")),
                      ==, 1000);
    g_assert_cmpstr(json_string_value(json_object_get(told, "gen_ai.tool.call.result")), ==, "[]");
    g_assert_null(json_object_get(told, "gen_ai.agent.name"));
    json_decref(json);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/trace/spans are nested below their parents", test_the_tree);
    g_test_add_func("/answer/trace/a span without end", test_an_endless_span);
    g_test_add_func("/answer/trace/errors hang below their span, orphans are roots",
                    test_errors_and_orphans);
    g_test_add_func("/answer/trace/attributes of generative AI are told by either name",
                    test_attributes_of_generative_ai);
    g_test_add_func("/answer/trace/an unknown trace is empty, a bad id is not found",
                    test_unknown_traces);
    g_test_add_func("/answer/trace/a trace of 2500 levels stays readable", test_a_deep_trace);
    g_test_add_func("/answer/trace/cycles lose no span", test_cycles);
    g_test_add_func("/answer/trace/meta counts in both spellings", test_meta);
    g_test_add_func("/answer/trace/no more spans than are wanted", test_a_limit);
    g_test_add_func("/answer/trace/items have all their attributes, typed", test_items);
    g_test_add_func("/answer/attributes/keys of the rows that match", test_attributes);
    g_test_add_func("/answer/attributes/values with their counts", test_values);
    g_test_add_func("/answers/a span that is sent again stands as the longest",
                    a_span_sent_again_stands_as_the_longest);
    return g_test_run();
}
