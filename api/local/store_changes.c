/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_records.h"

void records_init(struct records *records, enum record_kind kind)
{
    records->kind = kind;
    records->list = g_ptr_array_new();
    records->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    records->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    records->last_id = 0;
}

void records_clear(struct records *records)
{
    g_hash_table_unref(records->by_id);
    g_hash_table_unref(records->by_key);
    for (guint i = 0; i < records->list->len; i++) {
        record_free(records->kind, records->list->pdata[i]);
    }
    g_ptr_array_unref(records->list);
}

void *records_by_id(const struct records *records, int64_t id)
{
    return g_hash_table_lookup(records->by_id, &id);
}

void *records_by_key(const struct records *records, const char *key)
{
    return g_hash_table_lookup(records->by_key, key);
}

static int64_t id_of(const void *record)
{
    return *(const int64_t *)record;
}

/* Where the record of `id` is in the list, which is sorted, or would be. */
static guint position(const struct records *records, int64_t id)
{
    guint low = 0, high = records->list->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (id_of(records->list->pdata[middle]) < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void records_put_take(struct records *records, void *record)
{
    int64_t id = id_of(record);
    void *old = records_by_id(records, id);
    guint at = position(records, id);
    g_hash_table_replace(records->by_id, record, record);
    g_hash_table_replace(records->by_key, record_key(records->kind, record), record);
    if (old) {
        records->list->pdata[at] = record;
        record_free(records->kind, old);
    } else {
        g_ptr_array_insert(records->list, (gint)at, record);
    }
    records->last_id = MAX(records->last_id, id);
}

void changes_init(struct changes *changes)
{
    for (int kind = RECORD_PROJECT; kind < RECORD_KIND_END; kind++) {
        records_init(&changes->changed[kind], (enum record_kind)kind);
    }
}

void changes_clear(struct changes *changes)
{
    for (int kind = RECORD_PROJECT; kind < RECORD_KIND_END; kind++) {
        records_clear(&changes->changed[kind]);
    }
}

static void *edit(struct records *changed, const void *original)
{
    if (!original) {
        return NULL;
    }
    void *record = record_copy(changed->kind, original);
    records_put_take(changed, record);
    return record;
}

void *changes_edit(struct changes *changes, const struct records *base, int64_t id)
{
    struct records *changed = &changes->changed[base->kind];
    void *record = records_by_id(changed, id);
    return record ? record : edit(changed, records_by_id(base, id));
}

void *changes_edit_key(struct changes *changes, const struct records *base, const char *key)
{
    struct records *changed = &changes->changed[base->kind];
    void *record = records_by_key(changed, key);
    return record ? record : edit(changed, records_by_key(base, key));
}

void *changes_add_take(struct changes *changes, const struct records *base, void *record)
{
    struct records *changed = &changes->changed[base->kind];
    if (id_of(record) == 0) {
        *(int64_t *)record = MAX(base->last_id, changed->last_id) + 1;
    }
    records_put_take(changed, record);
    return record;
}
