/* SPDX-License-Identifier: Apache-2.0 */
#include "views/attribute_value.h"

#include <string.h>

#define NOW_MS INT64_C(1795317151000) /* 2026-11-22T03:12:31Z */

static struct attribute_shown show(const char *key, const char *value, enum value_type type)
{
    struct pair *pair = pair_new(key, value);
    pair->type = type;
    struct attribute_shown shown = attribute_show(pair, NOW_MS);
    pair_free(pair);
    return shown;
}

static void assert_shown(const char *key, const char *value, enum value_type type,
                         enum attribute_form form, const char *text, const char *aside)
{
    struct attribute_shown shown = show(key, value, type);
    g_assert_cmpint(shown.form, ==, form);
    g_assert_cmpstr(shown.text, ==, text);
    g_assert_cmpstr(shown.aside, ==, aside);
    attribute_shown_clear(&shown);
}

static void a_number_with_a_unit_is_shown_in_it_beside_what_was_sent(void)
{
    assert_shown("span.duration", "45012.25", VALUE_DOUBLE, FORM_NUMBER, "45.0s", "45012.25");
    assert_shown("http.response.body.size", "1234567", VALUE_INT, FORM_NUMBER, "1.2MB", "1234567");
    assert_shown("retry.delay_ms", "30000", VALUE_STRING, FORM_NUMBER, "30.0s", "30000");
    assert_shown("heap_bytes", "2048", VALUE_INT, FORM_NUMBER, "2.0kB", "2048");
    assert_shown("browser.web_vital.lcp.value", "2807.3", VALUE_DOUBLE, FORM_NUMBER, "2.8s",
                 "2807.3");
}

static void integers_stay_as_they_are(void)
{
    assert_shown("order.id", "9223372036854775807", VALUE_INT, FORM_NUMBER, "9223372036854775807",
                 NULL);
    assert_shown("cart.items", "3", VALUE_INT, FORM_NUMBER, "3", NULL);
    assert_shown("sku", "007", VALUE_STRING, FORM_TEXT, "007", NULL);
    assert_shown("took_ms", "fast", VALUE_STRING, FORM_TEXT, "fast", NULL);
}

static void a_time_is_told_with_its_age(void)
{
    assert_shown("order.placed_at", "1795317031", VALUE_INT, FORM_TIME, "2026-11-22T03:10:31.000Z",
                 "2m ago, 1795317031");
    assert_shown("timestamp_precise", "1795317031000000000", VALUE_INT, FORM_TIME,
                 "2026-11-22T03:10:31.000Z", "2m ago, 1795317031000000000");
    assert_shown("job.due", "2026-11-22T03:17:31Z", VALUE_STRING, FORM_TIME, "2026-11-22T03:17:31Z",
                 "in 5m");
    assert_shown("response_time", "250", VALUE_INT, FORM_NUMBER, "250", NULL);
    assert_shown("started_at", "soon", VALUE_STRING, FORM_TEXT, "soon", NULL);
    assert_shown("release_date", "2026-11-22", VALUE_STRING, FORM_TEXT, "2026-11-22", NULL);
}

static void statuses_have_their_names(void)
{
    assert_shown("http.response.status_code", "504", VALUE_INT, FORM_STATUS, "504",
                 "Gateway Timeout");
    assert_shown("http.response.status_code", "404", VALUE_STRING, FORM_STATUS, "404", "Not Found");
    assert_shown("http.response.status_code", "299", VALUE_INT, FORM_STATUS, "299", NULL);
    assert_shown("rpc.grpc.status_code", "14", VALUE_INT, FORM_STATUS, "14", "UNAVAILABLE");
    assert_shown("rpc.grpc.status_code", "99", VALUE_INT, FORM_STATUS, "99", NULL);
    struct attribute_shown bad = show("http.response.status_code", "503", VALUE_INT);
    struct attribute_shown good = show("http.response.status_code", "200", VALUE_INT);
    g_assert_cmpint(bad.role, ==, ROLE_LEVEL_ERROR);
    g_assert_cmpint(good.role, !=, ROLE_LEVEL_ERROR);
    attribute_shown_clear(&bad);
    attribute_shown_clear(&good);
}

static void text_says_what_it_is_made_of(void)
{
    assert_shown("body", "{\"a\":1}", VALUE_STRING, FORM_JSON, "{\"a\":1}", NULL);
    assert_shown("body", "{\"a\":", VALUE_STRING, FORM_JSON, "{\"a\":", NULL);
    assert_shown("flags", "[\"a\"]", VALUE_ARRAY, FORM_JSON, "[\"a\"]", NULL);
    assert_shown("body", "[Filtered]", VALUE_STRING, FORM_TEXT, "[Filtered]", NULL);
    assert_shown("last.query", "SELECT a FROM t WHERE id = $1", VALUE_STRING, FORM_SQL,
                 "SELECT a FROM t WHERE id = $1", NULL);
    assert_shown("button", "Select", VALUE_STRING, FORM_TEXT, "Select", NULL);
    assert_shown("url.full", "https://shop.example/a?b=c", VALUE_STRING, FORM_URL,
                 "https://shop.example/a?b=c", NULL);
    assert_shown("note", "see https://shop.example/", VALUE_STRING, FORM_TEXT,
                 "see https://shop.example/", NULL);
    assert_shown("sampled", "true", VALUE_BOOL, FORM_BOOL, "true", NULL);
}

static char *parts_of(const char *url)
{
    g_autoptr(GPtrArray) parts = url_parts(url);
    GString *out = g_string_new(parts ? "" : "none");
    for (guint i = 0; parts && i < parts->len; i++) {
        const struct pair *part = g_ptr_array_index(parts, i);
        g_string_append_printf(out, "%s%s=%s", i ? "|" : "", part->key, part->value);
    }
    return g_string_free(out, FALSE);
}

static void assert_parts(const char *url, const char *wanted)
{
    g_autofree char *have = parts_of(url);
    g_assert_cmpstr(have, ==, wanted);
}

static void a_url_falls_into_its_parts(void)
{
    assert_parts("https://u@shop.example:8443/a/b?q=red%20shoes+%26c&page=2&flag&x=%zz#top",
                 "scheme=https|host=u@shop.example:8443|path=/a/b|q=red shoes &c|page=2|flag=|"
                 "x=%zz|#=top");
    assert_parts("postgres://db", "scheme=postgres|host=db");
    assert_parts("http://h?a=1#x?y=2", "scheme=http|host=h|a=1|#=x?y=2");
    assert_parts("http://h/?&&=&", "scheme=http|host=h|path=/|=");
    assert_parts("not a url", "none");
    assert_parts("://x", "none");
    assert_parts("", "none");
}

static void a_unit_that_was_sent_counts_before_the_name(void)
{
    struct pair *pair = pair_new("measurements.wait_ms", "1500");
    pair->type = VALUE_DOUBLE;
    struct attribute_shown promised = attribute_show(pair, NOW_MS);
    struct attribute_shown sent = attribute_show_in(pair, "microsecond", NOW_MS);
    g_assert_cmpstr(promised.text, ==, "1.5s");
    g_assert_cmpstr(sent.text, ==, "1.5ms");
    g_assert_cmpstr(sent.aside, ==, "1500");
    attribute_shown_clear(&promised);
    attribute_shown_clear(&sent);
    pair_free(pair);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/attribute value/a number with a unit is shown in it beside what was sent",
                    a_number_with_a_unit_is_shown_in_it_beside_what_was_sent);
    g_test_add_func("/attribute value/integers stay as they are", integers_stay_as_they_are);
    g_test_add_func("/attribute value/a time is told with its age", a_time_is_told_with_its_age);
    g_test_add_func("/attribute value/statuses have their names", statuses_have_their_names);
    g_test_add_func("/attribute value/text says what it is made of", text_says_what_it_is_made_of);
    g_test_add_func("/attribute value/a URL falls into its parts", a_url_falls_into_its_parts);
    g_test_add_func("/attribute value/a unit that was sent counts before the name",
                    a_unit_that_was_sent_counts_before_the_name);
    return g_test_run();
}
