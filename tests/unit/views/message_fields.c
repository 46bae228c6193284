/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields in the text of messages: logfmt wherever it stands, JSON, and what is neither.
 */
#include "views/message_fields.h"

#include "api/model/event.h"
#include "views/matcher.h"

#include <string.h>

static char *joined(const char *message)
{
    g_autoptr(GPtrArray) fields = message_fields(message);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < fields->len; i++) {
        const struct pair *pair = fields->pdata[i];
        g_string_append_printf(out, "%s[%s=%s]", i ? " " : "", pair->key, pair->value);
    }
    return g_string_free(out, FALSE);
}

static void reads(const char *message, const char *expected)
{
    g_autofree char *fields = joined(message);
    g_assert_cmpstr(fields, ==, expected);
}

static void pairs_stand_anywhere(void)
{
    reads("check timed out attempt=3 timeout_ms=30000", "[attempt=3] [timeout_ms=30000]");
    reads("level=info msg=\"a \\\"b\\\" c\" path=/x", "[level=info] [msg=a \"b\" c] [path=/x]");
    reads("slow query (rows=12, plan=\"Seq Scan\"): SELECT", "[rows=12] [plan=Seq Scan]");
    reads("verdict=advocate: no objection at=12:30", "[verdict=advocate] [at=12:30]");
    reads("a=1 a=2", "[a=1]");
}

static void what_is_no_pair_is_left(void)
{
    reads("SELECT x FROM t WHERE sku = $1 AND a==b", "");
    reads("GET /x?user=7 200", "");
    reads("=5 1x=2 key= value", "");
    reads("", "");
    reads(NULL, "");
    reads("open=\"never closed", "[open=never closed]");
}

static void json_is_read_with_dots(void)
{
    reads("{\"user\":{\"id\":42,\"name\":\"a\\nb\"},\"ok\":true,\"none\":null,\"list\":[1,2]}",
          "[user.id=42] [user.name=a\nb] [ok=true] [list=[1,2]]");
    reads("done in=5 {\"rows\":3}", "[rows=3] [in=5]");
    reads("not {json} but k=v", "[k=v]");
    g_assert_nonnull(message_json("before {\"a\":1}"));
    g_assert_null(message_json("{\"a\":1} behind"));
}

static void one_field_is_found(void)
{
    g_autofree char *deep = message_field("x {\"user\":{\"id\":42}}", "user.id");
    g_autofree char *flat = message_field("a=1 b=\"2 3\"", "b");
    g_autofree char *none = message_field("a=1 bb=2", "b");
    g_assert_cmpstr(deep, ==, "42");
    g_assert_cmpstr(flat, ==, "2 3");
    g_assert_null(none);
    g_assert_cmpstr(message_key("message.user.id"), ==, "user.id");
    g_assert_null(message_key("message"));
    g_assert_null(message_key("message."));
}

/* Long, deep, broken: it ends, and within bounds. */
static void hostile_text_ends(void)
{
    g_autoptr(GString) deep = g_string_new(NULL), many = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(deep, "{\"a\":");
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(many, "key%d=%d ", i, i);
    g_autoptr(GPtrArray) none = message_fields(deep->str);
    g_autoptr(GPtrArray) some = message_fields(many->str);
    g_autoptr(GPtrArray) broken = message_fields("\xff\xfe=1 \xc3k=\xff ok=2");
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_cmpuint(some->len, ==, MESSAGE_FIELDS_MOST);
    g_assert_nonnull(pairs_find(broken, "ok"));
}

static bool narrows(const char *key, const char *value, const char *message)
{
    g_autofree char *pattern = message_pattern(key, value);
    g_autoptr(GError) error = NULL;
    g_autoptr(matcher) matcher = matcher_new(pattern, NULL, &error);
    g_assert_no_error(error);
    return matcher_matches(matcher, message);
}

static void a_pattern_finds_the_value_and_no_other(void)
{
    g_assert_true(narrows("attempt", "3", "timed out attempt=3 t=1"));
    g_assert_true(narrows("attempt", "3", "{\"attempt\": 3}"));
    g_assert_true(narrows("user.id", "a.b", "{\"user\":{\"id\":\"a.b\"}}"));
    g_assert_true(narrows("plan", "Seq Scan", "plan=\"Seq Scan\": SELECT"));
    g_assert_true(narrows("verdict", "advocate", "verdict=advocate: no objection"));
    g_assert_false(narrows("at", "12", "at=12:30"));
    g_assert_false(narrows("attempt", "3", "attempt=30"));
    g_assert_false(narrows("attempt", "3", "reattempt=3"));
    g_assert_false(narrows("id", "a.b", "{\"id\":\"axb\"}"));
}

static bool in_range(const char *key, double low, double high, const char *message)
{
    g_autofree char *pattern = message_pattern_range(key, low, high);
    g_autoptr(matcher) matcher = matcher_new(pattern, NULL, NULL);
    return matcher_matches(matcher, message);
}

static void a_pattern_of_a_range_finds_its_numbers(void)
{
    g_assert_true(in_range("took", 100, 200, "timed out took=150 t=1"));
    g_assert_true(in_range("took", 100, 200, "{\"took\": 199.99}"));
    g_assert_true(in_range("took", 100, 200, "took=\"100\""));
    g_assert_false(in_range("took", 100, 200, "took=200"));
    g_assert_false(in_range("took", 100, 200, "took=150ms"));
    g_assert_false(in_range("took", 100, 200, "took=1500"));
    g_assert_false(in_range("took", 100, 200, "retook=150"));
    g_assert_null(message_pattern_range("took", -10, 0));
}

static void a_pattern_says_what_it_finds(void)
{
    g_autofree char *range = message_pattern_range("took", 0.5, 1);
    g_autofree char *value = message_pattern("reason", "a (b) c");
    g_autofree char *any = message_pattern_any("took");
    char *said[] = {message_pattern_said(range), message_pattern_said(value),
                    message_pattern_said(any), message_pattern_said("(?i)took")};
    g_assert_cmpstr(said[0], ==, "message.took from 0.5 to 1");
    g_assert_cmpstr(said[1], ==, "message.reason: a (b  c");
    g_assert_cmpstr(said[2], ==, "has message.took");
    g_assert_null(said[3]);
    for (int i = 0; i < 3; i++)
        g_free(said[i]);
    g_assert_true(narrows("reason", "a (b) c", "reason=\"a (b) c\""));
    g_autoptr(matcher) matcher = matcher_new(any, NULL, NULL);
    g_assert_true(matcher_matches(matcher, "x took=\"\""));
    g_assert_true(matcher_matches(matcher, "{\"took\":null}"));
    g_assert_false(matcher_matches(matcher, "x took= y"));
    g_assert_false(matcher_matches(matcher, "it took 3"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message fields/pairs stand anywhere in a message", pairs_stand_anywhere);
    g_test_add_func("/message fields/what is no pair is left alone", what_is_no_pair_is_left);
    g_test_add_func("/message fields/JSON is read, objects in it with dots",
                    json_is_read_with_dots);
    g_test_add_func("/message fields/one field is found by its name", one_field_is_found);
    g_test_add_func("/message fields/long, deep and broken text ends within bounds",
                    hostile_text_ends);
    g_test_add_func("/message fields/a filter of a value finds no other",
                    a_pattern_finds_the_value_and_no_other);
    g_test_add_func("/message fields/a filter of a range finds its numbers",
                    a_pattern_of_a_range_finds_its_numbers);
    g_test_add_func("/message fields/a filter says what it finds", a_pattern_says_what_it_finds);
    return g_test_run();
}
