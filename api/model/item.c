/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/item.h"

#include "api/model/text_hash.h"

#include <string.h>

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

/* Most keys that are asked for are not there: a bit of their hash says so without a look at the
 * others. Keys that meet in a bit cost a look. */
static unsigned mark_of(const char *key, size_t length)
{
    static const struct text_hash hash = {
        {0, 0x9E3779B97F4A7C15}
    };
    return text_hash_of(&hash, key, length) % (8 * sizeof((struct item *)NULL)->marks);
}

static bool may_have(const struct item *item, unsigned mark)
{
    return item->marked < item->attributes->len || item->marks[mark / 64] >> mark % 64 & 1;
}

static const struct attribute *find(const struct item *item, const char *key, unsigned mark)
{
    if (!may_have(item, mark))
        return NULL;
    if (item->index) {
        guint at = GPOINTER_TO_UINT(g_hash_table_lookup(item->index, key));
        return at ? &g_array_index(item->attributes, struct attribute, at - 1) : NULL;
    }
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        if (strcmp(attribute->key, key) == 0)
            return attribute;
    }
    return NULL;
}

static char *keep(struct item *item, const char *text, size_t length)
{
    return g_string_chunk_insert_len(item->text, text, (gssize)length);
}

void item_set(struct item *item, const char *key, struct value value)
{
    if (value.type == VALUE_NONE || !key)
        return;
    size_t length = strlen(key);
    unsigned mark = mark_of(key, length);
    if (find(item, key, mark))
        return;
    struct attribute attribute = {.key = keep(item, key, length), .value = value};
    if (value.type == VALUE_STRING || value.type == VALUE_ARRAY)
        attribute.value.string = keep(item, value.string, strlen(value.string));
    g_array_append_val(item->attributes, attribute);
    item->marks[mark / 64] |= UINT64_C(1) << mark % 64;
    item->marked++;
    if (item->index)
        g_hash_table_insert(item->index, (char *)attribute.key,
                            GUINT_TO_POINTER(item->attributes->len));
    else if (item->attributes->len == INDEX_FROM)
        index_all(item);
}

void item_replace(struct item *item, const char *key, struct value value)
{
    struct attribute *there =
        key ? (struct attribute *)find(item, key, mark_of(key, strlen(key))) : NULL;
    if (!there) {
        item_set(item, key, value);
        return;
    }
    if (value.type == VALUE_STRING || value.type == VALUE_ARRAY)
        value.string = keep(item, value.string, strlen(value.string));
    if (value.type != VALUE_NONE)
        there->value = value;
}

struct value item_get(const struct item *item, const char *key)
{
    const struct attribute *attribute = key ? find(item, key, mark_of(key, strlen(key))) : NULL;
    return attribute ? attribute->value : (struct value){.type = VALUE_NONE};
}

const char *item_get_string(const struct item *item, const char *key)
{
    return value_as_string(item_get(item, key));
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
