/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#define TRACES_PATH "/organizations/local/traces/"
#define MANY        250

static char *trace_id(int number)
{
    return g_strdup_printf("%032x", number + 1);
}

/* A root of web, `minutes` before NOW, that waits for payment, which goes on for longer. */
static void put_trace(struct fixture *fixture, int number, int minutes, double ms)
{
    g_autofree char *trace = trace_id(number);
    g_autofree char *root = g_strdup_printf("%016x", 2 * number + 1);
    g_autofree char *below = g_strdup_printf("%016x", 2 * number + 2);
    int64_t start = NOW - minutes * MINUTE;
    struct item *item = span_item(trace, root, NULL, "http.server", start, ms);
    item_set(item, "transaction", value_string("POST /charge"));
    put_item(fixture, item, "web");
    item = span_item(trace, below, root, "db", start + 100 * NS_PER_MS, ms);
    item_set(item, "span.description", value_string("SELECT 1"));
    put_item(fixture, item, "payment");
}

static struct fixture three_traces(void)
{
    struct fixture fixture = fixture_open();
    put_trace(&fixture, 0, 30, 400);
    put_trace(&fixture, 1, 10, 30000);
    put_trace(&fixture, 2, 20, 200);
    g_autofree char *slow = trace_id(1);
    put_event(&fixture, "payment", NOW - 10 * MINUTE,
              "{'contexts':{'trace':{'trace_id':'%s','span_id':'0000000000000004'}}," EXCEPTION "}",
              slow);
    return fixture;
}

static void test_a_trace_in_the_list(void)
{
    struct fixture fixture = three_traces();
    g_autofree char *newest = trace_id(1);
    json_t *json = get(&fixture, TRACES_PATH "?dataset=spans&statsPeriod=1h&sort=-timestamp");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 3);
    const json_t *first = at(json, "data/0");
    g_assert_cmpstr(text_at(first, "trace"), ==, newest);
    g_assert_cmpstr(text_at(first, "project"), ==, "web");
    g_assert_cmpstr(text_at(first, "name"), ==, "POST /charge");
    g_assert_cmpint(int_at(first, "numSpans"), ==, 2);
    g_assert_cmpint(int_at(first, "matchingSpans"), ==, 2);
    g_assert_cmpint(int_at(first, "numErrors"), ==, 1);
    g_assert_cmpint(int_at(first, "numOccurrences"), ==, 0);
    g_assert_cmpint(int_at(first, "start"), ==, (NOW - 10 * MINUTE) / NS_PER_MS);
    g_assert_cmpint(int_at(first, "duration"), ==, 30100);
    g_assert_cmpint(int_at(first, "end"), ==, int_at(first, "start") + 30100);
    g_assert_cmpfloat(number_at(first, "rootDuration"), ==, 30000);
    g_assert_cmpint(int_at(json, "data/1/numErrors"), ==, 0);
    g_assert_cmpstr(text_at(json, "meta/dataset"), ==, "spans");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_where_each_project_worked(void)
{
    struct fixture fixture = three_traces();
    json_t *json = get(&fixture, TRACES_PATH "?statsPeriod=15m&breakdownSlices=10");
    const json_t *parts = at(json, "data/0/breakdowns");
    g_assert_cmpuint(json_array_size(parts), ==, 2);
    bool web_first = !strcmp(text_at(parts, "0/project"), "web");
    const json_t *web = json_array_get(parts, web_first ? 0 : 1);
    const json_t *payment = json_array_get(parts, web_first ? 1 : 0);
    g_assert_true(json_is_true(at(web, "isRoot")));
    g_assert_cmpstr(text_at(web, "kind"), ==, "project");
    g_assert_cmpint(int_at(web, "sliceStart"), ==, 0);
    g_assert_cmpint(int_at(web, "duration"), ==, 30000);
    g_assert_false(json_is_true(at(payment, "isRoot")));
    g_assert_cmpint(int_at(payment, "sliceEnd"), ==, 10);
    g_assert_cmpint(int_at(payment, "start"), ==, int_at(web, "start") + 100);
    json_decref(json);
    fixture_close(&fixture);
}

/* Whichever of its spans is found, the whole trace is told of. */
static void test_a_search_finds_whole_traces(void)
{
    struct fixture fixture = three_traces();
    json_t *json =
        get(&fixture, TRACES_PATH "?statsPeriod=1h&query=span.op:db+span.duration:%3E1s");
    g_autofree char *slow = trace_id(1);
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 1);
    g_assert_cmpstr(text_at(json, "data/0/trace"), ==, slow);
    g_assert_cmpint(int_at(json, "data/0/numSpans"), ==, 2);
    g_assert_cmpint(int_at(json, "data/0/matchingSpans"), ==, 1);
    g_assert_cmpstr(text_at(json, "data/0/name"), ==, "POST /charge");
    json_decref(json);
    json = get(&fixture, TRACES_PATH "?statsPeriod=1h&query=project:web&query=span.duration:%3C1s"
                                     "&query=span.op:db&per_page=1");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 1);
    g_autofree char *newest = trace_id(2);
    g_assert_cmpstr(text_at(json, "data/0/trace"), ==, newest);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_pages_and_order(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < MANY; i++)
        put_trace(&fixture, i, 1 + i % 50, 100 + i);
    g_autoptr(GPtrArray) seen =
        turn_pages(&fixture, TRACES_PATH "?statsPeriod=2h&per_page=40", "data", "trace");
    assert_no_row_twice(seen, MANY);
    struct reply reply =
        call(&fixture, METHOD_GET, NULL, TRACES_PATH "?statsPeriod=2h&per_page=2&sort=timestamp");
    g_assert_cmpstr(reply.hits, ==, "250");
    g_assert_cmpint(int_at(reply.json, "data/0/start"), ==, (NOW - 50 * MINUTE) / NS_PER_MS);
    reply_clear(&reply);
    fixture_close(&fixture);
}

/* The first transaction stands for a trace whose root nobody sent. */
static void test_a_trace_without_its_root(void)
{
    struct fixture fixture = fixture_open();
    struct item *item = span_item(TRACE, "00000000000000a2", NULL, "http.server", NOW - MINUTE, 50);
    item_set(item, "parent_span", value_string("00000000000000ee"));
    item_set(item, "transaction", value_string("consume"));
    put_item(&fixture, item, "worker");
    put_item(&fixture,
             span_item(TRACE, "00000000000000a3", "00000000000000a2", "db", NOW - 2 * MINUTE, 20),
             "worker");
    json_t *json = get(&fixture, TRACES_PATH "?statsPeriod=1h");
    g_assert_cmpstr(text_at(json, "data/0/name"), ==, "consume");
    g_assert_cmpfloat(number_at(json, "data/0/rootDuration"), ==, 50);
    json_decref(json);
    fixture_close(&fixture);
}

static void refused(struct fixture *fixture, const char *target, const char *why)
{
    struct reply reply = call(fixture, METHOD_GET, NULL, target);
    g_assert_cmpint(reply.status, ==, 400);
    g_assert_nonnull(strstr(text_at(reply.json, "detail"), why));
    reply_clear(&reply);
}

static void test_what_is_refused(void)
{
    struct fixture fixture = three_traces();
    refused(&fixture, TRACES_PATH "?sort=-span.duration", "Unsupported sort: -span.duration");
    refused(&fixture, TRACES_PATH "?dataset=errors", "Unsupported dataset: errors");
    refused(&fixture, TRACES_PATH "?breakdownSlices=0", "from 1 to 100");
    refused(&fixture, TRACES_PATH "?query=span.duration:%3Eabc", "span.duration");
    refused(&fixture, TRACES_PATH "?query=a:b&query=(", "");
    refused(&fixture, TRACES_PATH "?per_page=101", "100");
    json_t *json = get(&fixture, TRACES_PATH "?statsPeriod=1m&query=span.op:nothing");
    g_assert_cmpuint(json_array_size(at(json, "data")), ==, 0);
    json_decref(json);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer traces/a trace has its root, its extent and its counts",
                    test_a_trace_in_the_list);
    g_test_add_func("/answer traces/each project says where it worked",
                    test_where_each_project_worked);
    g_test_add_func("/answer traces/a search finds whole traces", test_a_search_finds_whole_traces);
    g_test_add_func("/answer traces/pages in order of time", test_pages_and_order);
    g_test_add_func("/answer traces/the first transaction stands for a root nobody sent",
                    test_a_trace_without_its_root);
    g_test_add_func("/answer traces/what is wrong is refused by name", test_what_is_refused);
    return g_test_run();
}
