/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/issue_store.h"
#include "api/local/store_internal.h"
#include "api/local/store_rows.h"

#include <string.h>

#define USUAL_RECORD 2048 /* bytes of its JSON */

static bool write_raw(struct store *store, const struct raw_item *raw, int64_t now_ns,
                      GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(raw->payload, &size);
    return sql_run(store->write[WRITE_RAW], error, "tttitb", raw->type, raw->project, raw->event_id,
                   now_ns, raw->header, data, size);
}

bool commit_batch(struct store *store, struct commit_work *work, struct batch *batch,
                  GError **error)
{
    for (guint i = 0; i < batch->raw->len; i++) {
        const struct raw_item *raw = batch->raw->pdata[i];
        project_obtain(store, &work->changes, raw->project, work->now_ns);
        if (!write_raw(store, raw, work->now_ns, error)) {
            return false;
        }
    }
    guint event = 0;
    for (guint i = 0; i < batch->items->len; i++) {
        struct item *item = batch->items->pdata[i];
        if (!work->batches[item->kind]) {
            work->batches[item->kind] = ++store->last_batch;
        }
        project_apply(store, work, item, batch->public_key);
        release_apply(store, work, item);
        guint before = work->items->len;
        if (item->kind == ITEM_EVENT) {
            GBytes *packed = event < batch->packed->len ? batch->packed->pdata[event] : NULL;
            event++;
            if (!issue_apply(store, work, item, packed, error)) {
                return false;
            }
        } else {
            g_ptr_array_add(work->items, item);
        }
        work->rows[item->kind] += work->items->len - before;
    }
    return true;
}

static int order_bytes(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of the traces in the batch: 16 bytes each, sorted, none twice. */
static GByteArray *trace_ids(const GPtrArray *items, enum item_kind kind)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++) {
        const struct item *item = items->pdata[i];
        const char *trace = item->kind == kind ? item_get_string(item, "trace") : NULL;
        if (trace && strlen(trace) == 32) {
            g_ptr_array_add(texts, (char *)trace);
        }
    }
    g_ptr_array_sort(texts, order_bytes);
    GByteArray *ids = g_byte_array_new();
    for (guint i = 0; i < texts->len; i++) {
        const char *text = texts->pdata[i];
        if (i > 0 && strcmp(text, texts->pdata[i - 1]) == 0) {
            continue;
        }
        guint8 id[16];
        for (int b = 0; b < 16; b++) {
            id[b] = (guint8)(g_ascii_xdigit_value(text[2 * b]) * 16 +
                             g_ascii_xdigit_value(text[2 * b + 1]));
        }
        g_byte_array_append(ids, id, sizeof id);
    }
    return ids;
}

static bool write_batch(struct store *store, struct commit_work *work, enum item_kind kind,
                        GError **error)
{
    int64_t min = INT64_MAX, max = INT64_MIN;
    for (guint i = 0; i < work->items->len; i++) {
        const struct item *item = work->items->pdata[i];
        if (item->kind == kind) {
            min = MIN(min, item->time_ns);
            max = MAX(max, item->time_ns);
        }
    }
    g_autoptr(GBytes) rows = rows_pack(store->packer, work->items, kind);
    g_autoptr(GByteArray) traces = trace_ids(work->items, kind);
    gsize size;
    const void *data = g_bytes_get_data(rows, &size);
    return sql_run(store->write[WRITE_BATCH], error, "iiiiiibb", work->batches[kind], (int64_t)kind,
                   work->now_ns, min, max, (int64_t)work->rows[kind], (const void *)traces->data,
                   (size_t)traces->len, data, (size_t)size);
}

bool commit_rows(struct store *store, struct commit_work *work, GError **error)
{
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        if (work->rows[kind] > 0 && !write_batch(store, work, (enum item_kind)kind, error)) {
            return false;
        }
    }
    return true;
}

bool commit_records(struct store *store, struct commit_work *work, GError **error)
{
    g_autoptr(GString) body = g_string_sized_new(USUAL_RECORD);
    for (int kind = RECORD_PROJECT; kind < RECORD_KIND_END; kind++) {
        const GPtrArray *list = work->changes.changed[kind].list;
        for (guint i = 0; i < list->len; i++) {
            g_string_truncate(body, 0);
            record_write((enum record_kind)kind, list->pdata[i], body);
            if (!sql_run(store->write[WRITE_DOCUMENT], error, "iit", (int64_t)kind,
                         *(const int64_t *)list->pdata[i], body->str)) {
                return false;
            }
        }
    }
    return true;
}

/* The copies take the places of the originals. */
static void publish_records(struct store *store, struct changes *changes)
{
    for (int kind = RECORD_PROJECT; kind < RECORD_KIND_END; kind++) {
        struct records *changed = &changes->changed[kind];
        for (guint i = 0; i < changed->list->len; i++) {
            void *record = changed->list->pdata[i];
            records_put_take(&store->records[kind], record);
            if (kind == RECORD_ISSUE) {
                g_hash_table_replace(store->short_ids,
                                     g_strdup(((struct issue_record *)record)->short_id), record);
            }
        }
        g_ptr_array_set_size(changed->list, 0);
    }
}

void commit_publish(struct store *store, struct commit_work *work)
{
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        if (work->rows[kind] > 0) {
            memory_append(&store->memory[kind], (enum item_kind)kind, work->batches[kind],
                          work->rows[kind], work->items);
        }
    }
    publish_records(store, &work->changes);
    store->came = true;
}
