/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_rows.h"

#include <string.h>

#define ROWS 3000 /* more texts than a run begins with room for */

/* Rows whose attributes move about, so that what stood at a place before is not what stands there
 * now; every third is short. */
static GPtrArray *make_rows(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    for (int i = 0; i < ROWS; i++) {
        struct item *item = item_new(i % 5 == 4 ? ITEM_LOG : ITEM_SPAN);
        g_autofree char *own = g_strdup_printf("own %d", i);
        g_autofree char *some = g_strdup_printf("some %d", i / 20);
        item->time_ns = INT64_C(1795335600000000000) - i * INT64_C(7919);
        item->id = i % 7 ? g_strdup_printf("%016x", (unsigned)i) : NULL;
        item->project = g_strdup("shop");
        item_set(item, i % 2 ? "odd" : "even", value_string(own));
        item_set(item, "same", value_string("same"));
        item_set(item, "empty", value_string(""));
        if (i % 3) {
            item_set(item, "some", value_string(some));
            item_set(item, "count", value_int(-i));
            item_set(item, "part", value_double(i / 8.0));
            item_set(item, "flag", value_bool(i % 4 == 0));
            item_set(item, own, value_string(some));
        }
        g_ptr_array_add(rows, item);
    }
    return rows;
}

static void assert_same(const struct item *got, const struct item *wanted)
{
    g_assert_cmpint(got->time_ns, ==, wanted->time_ns);
    g_assert_cmpstr(got->id, ==, wanted->id);
    g_assert_cmpstr(got->project, ==, wanted->project);
    g_assert_cmpuint(got->attributes->len, ==, wanted->attributes->len);
    for (guint i = 0; i < got->attributes->len; i++) {
        const struct attribute *a = &g_array_index(got->attributes, struct attribute, i);
        const struct attribute *b = &g_array_index(wanted->attributes, struct attribute, i);
        g_assert_cmpstr(a->key, ==, b->key);
        g_assert_cmpint(a->value.type, ==, b->value.type);
        g_assert_cmpint(value_compare(a->value, b->value), ==, 0);
        g_assert_cmpint(value_compare(item_get(got, b->key), b->value), ==, 0);
    }
}

struct expected {
    const GPtrArray *rows;
    guint next;
};

static void check_row(const struct item *item, void *context)
{
    struct expected *expected = context;
    const struct item *wanted = expected->rows->pdata[expected->next++];
    while (wanted->kind != ITEM_SPAN) {
        wanted = expected->rows->pdata[expected->next++];
    }
    assert_same(item, wanted);
}

static void what_is_packed_is_unpacked(void)
{
    struct packer *packer = packer_new();
    g_autoptr(GPtrArray) rows = make_rows();
    g_autoptr(GBytes) packed = rows_pack(packer, rows, ITEM_SPAN);
    gsize size;
    const void *data = g_bytes_get_data(packed, &size);
    struct expected expected = {rows, 0};
    g_assert_true(rows_unpack(data, size, ITEM_SPAN, check_row, &expected));
    g_assert_cmpuint(expected.next, >=, ROWS - 1);
    packer_free(packer);
}

static void no_row(const struct item *item, void *context)
{
    (void)item;
    (*(int *)context)++;
}

static void nothing_packs_to_nothing(void)
{
    struct packer *packer = packer_new();
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    g_autoptr(GBytes) packed = rows_pack(packer, rows, ITEM_LOG);
    gsize size;
    const void *data = g_bytes_get_data(packed, &size);
    int count = 0;
    g_assert_true(rows_unpack(data, size, ITEM_LOG, no_row, &count));
    g_assert_cmpint(count, ==, 0);
    packer_free(packer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store rows/what is packed is unpacked", what_is_packed_is_unpacked);
    g_test_add_func("/store rows/nothing packs to nothing", nothing_packs_to_nothing);
    return g_test_run();
}
