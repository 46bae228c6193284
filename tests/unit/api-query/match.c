/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/query.h"
#include "base/clock.h"

#include <string.h>

static int64_t at(const char *iso)
{
    int64_t ns = 0;
    g_assert_true(clock_parse_iso(iso, &ns));
    return ns;
}

static struct item *span(void)
{
    struct item *item = item_new(ITEM_SPAN);
    item->time_ns = at("2026-11-22T03:10:04.5Z");
    item->id = g_strdup("b0e6f15b45c36b12");
    item->project = g_strdup("inventory");
    item_set(item, "span.op", value_string("db.query"));
    item_set(item, "span.description", value_string("SELECT * FROM stock WHERE sku = ?"));
    item_set(item, "span.duration", value_double(45000));
    item_set(item, "http.response.status_code", value_int(503));
    item_set(item, "cache.item_size", value_int(6000000));
    item_set(item, "is_transaction", value_bool(true));
    item_set(item, "release", value_string("3.1.0"));
    item_set(item, "environment", value_string(""));
    item_set(item, "big", value_int(INT64_C(9007199254740993)));
    item_set(item, "as_text", value_string("42"));
    item_set(item, "list",
             (struct value){.type = VALUE_ARRAY, .string = "[\"red\", \"dark blue\", 7]"});
    item_set(item, "when", value_string("2026-11-20T00:00:00Z"));
    item_set(item, "star", value_string("a*b"));
    return item;
}

/* Texts that select the span above, and texts that do not. */
static const char *const yes[] = {
    "",
    "span.op:db.query",
    "op:DB.Query",
    "sentry.op:db.query",
    "span.op:db*",
    "span.op:*query",
    "span.op:*.q*y",
    "span.op:*",
    "span.op:[http.client,db.query]",
    "span.op:[http*,db*]",
    "!span.op:http.client",
    "!span.op:[a,b]",
    "has:span.op",
    "!has:user.id",
    "!user.id:5",
    "user.id:\"\"",
    "environment:\"\"",
    "!has:environment",
    "!release:\"\"",
    "span.duration:>1s",
    "span.duration:45s",
    "span.duration:>=45000",
    "span.duration:<0.8m",
    "span.duration:<1h",
    "!span.duration:>1m",
    "transaction.duration:>1s",
    "http.status_code:503",
    "http.response.status_code:[500,503]",
    "http.response.status_code:50*",
    "http.response.status_code:>=500",
    "tags[http.status_code,number]:<600",
    "cache.item_size:>5MB",
    "cache.item_size:<6MiB",
    "cache.item_size:>5.7MiB",
    "is_transaction:true",
    "is_transaction:1",
    "sentry.is_segment:TRUE",
    "big:9007199254740993",
    "!big:9007199254740992",
    "as_text:42",
    "as_text:>41",
    "list:red",
    "list:\"dark blue\"",
    "list:7",
    "list:[green,RED]",
    "!list:blue",
    "list:dark*",
    "project:inventory",
    "project.name:inven*",
    "id:b0e6f15b45c36b12",
    "span_id:b0e6*",
    "timestamp:2026-11-22",
    "timestamp:2026-11-22T03:10:04",
    "timestamp:2026-11-22T03:10",
    "!timestamp:2026-11-23",
    "timestamp:>=2026-11-22T03:10:04.5",
    "timestamp:<2026-11-22T04:10:05+01:00",
    "timestamp:-1h",
    "!timestamp:+1h",
    "timestamp_precise:1795317004500000000",
    "!timestamp_precise:1795317004500000001",
    "when:<2026-11-21",
    "select stock",
    "\"FROM stock\"",
    "SELECT*WHERE",
    "description:*stock*",
    "star:a\\*b",
    "a_nothing:x OR span.op:db.query",
    "(release:3.1.0 OR release:9) (a:1 OR has:release)",
};

static const char *const no[] = {
    "span.op:db",
    "span.op:query",
    "span.op:db.query.more",
    "span.op:[a,b]",
    "!span.op:db.query",
    "!span.op:[a,db.*]",
    "user.id:5",
    "user.id:*",
    "has:user.id",
    "has:environment",
    "release:\"\"",
    "span.duration:>45s",
    "span.duration:<45000",
    "span.duration:>1m",
    "!span.duration:>1s",
    "user.id:>0",
    "http.response.status_code:504",
    "http.response.status_code:4*",
    "big:9007199254740992",
    "big:9007199254740994",
    "is_transaction:false",
    "list:blue",
    "list:yellow",
    "project:inv",
    "timestamp:2026-11-21",
    "timestamp:2026-11-22T03:10:05",
    "timestamp:>2026-11-22T03:10:04.5",
    "timestamp:+1h",
    "timestamp_precise:>1795317004500000000",
    "when:>2026-11-21",
    "stocks",
    "\"stock FROM\"",
    "FROM*SELECT",
    "star:a\\*c",
    "span.op:db.query a:1",
    "a:1 OR b:2",
    "span.op:d\\*",
};

static bool matches(const char *text, const struct item *item)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(query) query = query_parse(text, at("2026-11-22T03:30:00Z"), NULL, &error);
    g_assert_no_error(error);
    g_test_message("%s", text);
    return query_matches_item(query, item);
}

static void test_item(void)
{
    g_autoptr(item) item = span();
    for (size_t i = 0; i < G_N_ELEMENTS(yes); i++)
        g_assert_true(matches(yes[i], item));
    for (size_t i = 0; i < G_N_ELEMENTS(no); i++)
        g_assert_false(matches(no[i], item));
}

/* The same row in a segment, between rows that have nothing. */
static void test_segment(void)
{
    g_autoptr(item) item = span();
    g_autoptr(item) empty = item_new(ITEM_SPAN);
    g_autoptr(frame) frame = frame_new(1000);
    frame_append(frame, empty);
    frame_append(frame, item);
    frame_append(frame, empty);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    for (size_t i = 0; i < G_N_ELEMENTS(yes) + G_N_ELEMENTS(no); i++) {
        bool expected = i < G_N_ELEMENTS(yes);
        const char *text = expected ? yes[i] : no[i - G_N_ELEMENTS(yes)];
        g_autoptr(query) query = query_parse(text, at("2026-11-22T03:30:00Z"), NULL, NULL);
        uint64_t bits = 0;
        query_select(query, segments->pdata[0], 3, &bits);
        g_test_message("%s", text);
        g_assert_cmpint(bits >> 1 & 1, ==, expected);
        bool of_empty = query_matches_item(query, empty);
        g_assert_cmpint(bits & 1, ==, of_empty);
        g_assert_cmpint(bits >> 2, ==, of_empty);
    }
}

static struct value of_issue(const void *thing, const char *key)
{
    const char *const *pairs = thing;
    if (!key)
        return value_string("TimeoutError: Payment charge exceeded 30s");
    if (strcmp(key, "lastSeen") == 0 || strcmp(key, "firstSeen") == 0)
        return value_int(at("2026-11-22T03:00:00Z"));
    for (; *pairs; pairs += 2)
        if (strcmp(pairs[0], key) == 0)
            return value_string(pairs[1]);
    return (struct value){.type = VALUE_NONE};
}

static void test_things(void)
{
    static const char *const issue[] = {"is", "unresolved", "level", "error", NULL};
    static const struct {
        const char *text;
        bool matches;
    } cases[] = {
        {"is:unresolved timeouterror", true },
        {"is:resolved",                false},
        {"payment level:error",        true },
        {"age:-24h",                   true },
        {"age:+24h",                   false},
        {"lastSeen:-10m",              false},
        {"lastSeen:+10m",              true },
        {"firstSeen:>2026-11-22",      true },
        {"nothing here",               false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(query) query = query_parse(cases[i].text, at("2026-11-22T03:30:00Z"), NULL, NULL);
        g_test_message("%s", cases[i].text);
        g_assert_cmpint(query_matches(query, of_issue, issue), ==, cases[i].matches);
    }
}

static void test_kinds(void)
{
    g_autoptr(item) log = item_new(ITEM_LOG);
    item_set(log, "message", value_string("inventory check timed out"));
    item_set(log, "severity", value_string("error"));
    item_set(log, "name", value_string("own name"));
    item_set(log, "id", value_int(5));
    log->id = g_strdup("77");
    g_assert_true(matches("level:error TIMED", log));
    g_assert_true(matches("name:\"own name\"", log));
    g_assert_true(matches("sentry.item_id:77", log));
    g_assert_true(matches("tags[id]:5", log));
    g_assert_false(matches("tags[level]:error", log));
    g_autoptr(item) event = item_new(ITEM_EVENT);
    item_set(event, "title", value_string("KeyError: 'sku'"));
    item_set(event, "message", value_string("while charging"));
    g_assert_true(matches("keyerror charging", event));
    g_autoptr(item) metric = item_new(ITEM_METRIC);
    item_set(metric, "metric.name", value_string("queue.depth"));
    g_assert_true(matches("queue name:queue.depth", metric));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/query/each kind of term matches what it says and nothing else", test_item);
    g_test_add_func("/query/a segment gives the same answer as its rows", test_segment);
    g_test_add_func("/query/anything that gives values can be searched", test_things);
    g_test_add_func("/query/each kind of row has its short names and its free text", test_kinds);
    return g_test_run();
}
