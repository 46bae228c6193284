/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/item.h"

/* Past this many attributes a row is looked up through an index: a hostile row may have many. */
#define INDEX_FROM 48

/* Enough for what SDKs mostly send, so that a row is made in few pieces. */
#define USUAL_ATTRIBUTES 24
#define USUAL_TEXT       1024

struct item *item_new(enum item_kind kind)
{
    struct item *item = g_new0(struct item, 1);
    item->kind = kind;
    item->attributes = g_array_sized_new(FALSE, FALSE, sizeof(struct attribute), USUAL_ATTRIBUTES);
    item->text = g_string_chunk_new(USUAL_TEXT);
    return item;
}

void item_free(struct item *item)
{
    if (!item)
        return;
    g_free(item->id);
    g_free(item->project);
    g_free(item->payload);
    g_array_unref(item->attributes);
    g_clear_pointer(&item->index, g_hash_table_unref);
    g_string_chunk_free(item->text);
    g_free(item);
}

static void index_all(struct item *item)
{
    item->index = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_hash_table_insert(item->index, (char *)attribute->key, GUINT_TO_POINTER(i + 1));
    }
}

static const struct attribute *find(const struct item *item, const char *key)
{
    if (item->index) {
        guint at = GPOINTER_TO_UINT(g_hash_table_lookup(item->index, key));
        return at ? &g_array_index(item->attributes, struct attribute, at - 1) : NULL;
    }
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        if (g_str_equal(attribute->key, key))
            return attribute;
    }
    return NULL;
}

void item_set(struct item *item, const char *key, struct value value)
{
    if (value.type == VALUE_NONE || !key || find(item, key))
        return;
    struct attribute attribute = {.key = g_string_chunk_insert(item->text, key), .value = value};
    if (value.type == VALUE_STRING || value.type == VALUE_ARRAY)
        attribute.value.string = g_string_chunk_insert(item->text, value.string);
    g_array_append_val(item->attributes, attribute);
    if (item->index)
        g_hash_table_insert(item->index, (char *)attribute.key,
                            GUINT_TO_POINTER(item->attributes->len));
    else if (item->attributes->len == INDEX_FROM)
        index_all(item);
}

struct value item_get(const struct item *item, const char *key)
{
    const struct attribute *attribute = key ? find(item, key) : NULL;
    return attribute ? attribute->value : (struct value){.type = VALUE_NONE};
}

const char *item_get_string(const struct item *item, const char *key)
{
    struct value value = item_get(item, key);
    return value.type == VALUE_STRING ? value.string : NULL;
}

const char *item_kind_name(enum item_kind kind)
{
    static const char *const names[ITEM_KIND_COUNT] = {
        [ITEM_EVENT] = "error",
        [ITEM_SPAN] = "span",
        [ITEM_LOG] = "log",
        [ITEM_METRIC] = "metric",
    };
    return (unsigned)kind < ITEM_KIND_COUNT ? names[kind] : "unknown";
}
