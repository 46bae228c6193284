/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#define STATS "/organizations/local/trace-items/stats/?statsType=attributeDistributions"

/* "web 4, app 2": the labels of a key; "" when the key is not there. Newly allocated. */
static char *labels(json_t *json, const char *key)
{
    GString *text = g_string_new(NULL);
    json_t *list = json_object_get(at(json, "data/0/attributeDistributions/data"), key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        g_string_append_printf(text, "%s%s %.0f", i ? ", " : "",
                               json_string_value(json_object_get(entry, "label")),
                               json_number_value(json_object_get(entry, "value")));
    }
    return g_string_free(text, FALSE);
}

static void assert_labels(struct fixture *fixture, const char *parameters, const char *key,
                          const char *expected)
{
    g_autofree char *target = g_strdup_printf(STATS "&%s", parameters);
    json_t *json = get(fixture, target);
    g_autofree char *found = labels(json, key);
    g_assert_cmpstr(found, ==, expected);
    json_decref(json);
}

static void put_orders(struct fixture *fixture)
{
    for (int i = 0; i < 6; i++) {
        struct item *item = metric_item("orders", "counter", NULL, 1, NOW - MINUTE);
        item_set(item, "source", value_string(i < 4 ? "web" : "app"));
        if (i < 3)
            item_set(item, "status", value_int(200));
        put_item(fixture, item, i < 5 ? "shop" : "office");
    }
}

static void values_are_counted_the_commonest_first(void)
{
    struct fixture fixture = fixture_open();
    put_orders(&fixture);
    assert_labels(&fixture, "itemType=tracemetrics", "source", "web 4, app 2");
    assert_labels(&fixture, "itemType=tracemetrics", "status", "200 3");
    assert_labels(&fixture, "itemType=tracemetrics&query=source:app", "source", "app 2");
    assert_labels(&fixture, "itemType=tracemetrics&project=office", "source", "app 1");
    assert_labels(&fixture, "itemType=spans", "source", "");
    fixture_close(&fixture);
}

static void keys_can_be_chosen_by_a_part_of_their_name(void)
{
    struct fixture fixture = fixture_open();
    put_orders(&fixture);
    assert_labels(&fixture, "itemType=tracemetrics&substringMatch=stat", "status", "200 3");
    assert_labels(&fixture, "itemType=tracemetrics&substringMatch=stat", "source", "");
    fixture_close(&fixture);
}

static void how_many_rows_were_looked_at_is_told(void)
{
    struct fixture fixture = fixture_open();
    put_orders(&fixture);
    json_t *json = get(&fixture, STATS "&itemType=tracemetrics");
    g_assert_cmpfloat(json_number_value(at(json, "data/0/attributeDistributions/rows")), ==, 6);
    json_decref(json);
    fixture_close(&fixture);
}

static void other_statistics_are_refused(void)
{
    struct fixture fixture = fixture_open();
    struct reply reply = call(&fixture, METHOD_GET, NULL,
                              "/organizations/local/trace-items/stats/?statsType=median");
    g_assert_cmpint(reply.status, ==, 400);
    reply_clear(&reply);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/stats/values are counted, the commonest first",
                    values_are_counted_the_commonest_first);
    g_test_add_func("/answer/stats/keys can be chosen by a part of their name",
                    keys_can_be_chosen_by_a_part_of_their_name);
    g_test_add_func("/answer/stats/how many rows were looked at is told",
                    how_many_rows_were_looked_at_is_told);
    g_test_add_func("/answer/stats/other statistics are refused", other_statistics_are_refused);
    return g_test_run();
}
