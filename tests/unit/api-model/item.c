/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/item.h"

static void test_set(void)
{
    g_autoptr(item) item = item_new(ITEM_SPAN);
    char key[] = "span.op";
    char text[] = "db";
    item_set(item, key, value_string(text));
    key[0] = text[0] = 'X'; /* the item has copies */
    item_set(item, "span.op", value_string("second"));
    item_set(item, "none", (struct value){.type = VALUE_NONE});
    item_set(item, "count", value_int(5));
    g_assert_cmpstr(item_get_string(item, "span.op"), ==, "db");
    g_assert_cmpuint(item->attributes->len, ==, 2);
    g_assert_cmpint(item_get(item, "count").integer, ==, 5);
    g_assert_null(item_get_string(item, "count"));
    g_assert_cmpint(item_get(item, "none").type, ==, VALUE_NONE);
    g_assert_cmpint(item_get(item, NULL).type, ==, VALUE_NONE);
}

static void test_replace(void)
{
    g_autoptr(item) item = item_new(ITEM_EVENT);
    char text[] = "second";
    item_replace(item, "issue", value_string("first"));
    item_replace(item, "issue", value_string(text));
    text[0] = 'X';
    item_replace(item, "issue", (struct value){.type = VALUE_NONE});
    g_assert_cmpstr(item_get_string(item, "issue"), ==, "second");
    item_replace(item, "issue", value_int(3));
    g_assert_cmpint(item_get(item, "issue").integer, ==, 3);
    g_assert_cmpuint(item->attributes->len, ==, 1);
}

static void test_many(void)
{
    g_autoptr(item) item = item_new(ITEM_LOG);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 50000; i++) {
            g_autofree char *key = g_strdup_printf("key.%d", i);
            item_set(item, key, value_int(round * 100000 + i));
        }
    g_assert_cmpuint(item->attributes->len, ==, 50000);
    g_assert_cmpint(item_get(item, "key.0").integer, ==, 0);
    g_assert_cmpint(item_get(item, "key.47").integer, ==, 47);
    g_assert_cmpint(item_get(item, "key.48").integer, ==, 48);
    g_assert_cmpint(item_get(item, "key.49999").integer, ==, 49999);
    g_assert_cmpint(item_get(item, "key.50000").type, ==, VALUE_NONE);
}

static void test_kinds(void)
{
    g_assert_cmpstr(item_kind_name(ITEM_EVENT), ==, "error");
    g_assert_cmpstr(item_kind_name(ITEM_METRIC), ==, "metric");
    g_assert_cmpstr(item_kind_name(ITEM_KIND_COUNT), ==, "unknown");
    item_free(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/item/the first value of a key stands, and is the item's own", test_set);
    g_test_add_func("/item/a value may be put in place of another", test_replace);
    g_test_add_func("/item/a row of fifty thousand attributes is no trouble", test_many);
    g_test_add_func("/item/kinds have names", test_kinds);
    return g_test_run();
}
