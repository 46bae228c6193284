/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store.h"

#include "api/local/issue_store.h"
#include "api/local/store_internal.h"
#include "api/local/store_rows.h"
#include "api/wire/json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#define DEFAULT_ROWS  (1u << 20)
#define DEFAULT_QUEUE (64u << 20)

static const char *const write_texts[WRITER_STATEMENTS] = {
    [WRITE_BEGIN] = "BEGIN IMMEDIATE",
    [WRITE_COMMIT] = "COMMIT",
    [WRITE_ROLLBACK] = "ROLLBACK",
    [WRITE_BATCH] = "INSERT INTO batch (id, kind, arrived_ns, min_ns, max_ns, rows, traces, data) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [WRITE_EVENT] = "INSERT OR IGNORE INTO event (id, project, time_ns, issue, batch, payload) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
    [WRITE_RAW] = "INSERT INTO raw (type, project, event_id, arrived_ns, header, payload) VALUES "
                  "(?, ?, ?, ?, ?, ?)",
    [WRITE_DOCUMENT] = "INSERT INTO document (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, "
                       "id) DO UPDATE SET body = excluded.body",
    [WRITE_MINUTE] = "INSERT INTO issue_minute (issue, minute, count) VALUES (?, ?, ?) ON CONFLICT "
                     "(issue, minute) DO UPDATE SET count = excluded.count",
    [WRITE_USER] = "INSERT OR IGNORE INTO issue_user (issue, user) VALUES (?, ?)",
    [WRITE_COMMITS] = "INSERT INTO release_commits (version, body) VALUES (?, ?) ON CONFLICT "
                      "(version) DO UPDATE SET body = excluded.body",
};

static const char *const read_texts[READER_STATEMENTS] = {
    [READ_EVENT] = "SELECT id, project, time_ns, issue, payload FROM event WHERE id = ?",
    [READ_ISSUE_EVENTS] = "SELECT id, project, time_ns FROM event WHERE issue = ? AND time_ns >= ? "
                          "AND time_ns < ? ORDER BY time_ns DESC, id DESC LIMIT ? OFFSET ?",
    [READ_PREVIOUS] = "SELECT id FROM event WHERE issue = ? AND (time_ns, id) < (?, ?) ORDER BY "
                      "time_ns DESC, id DESC LIMIT 1",
    [READ_NEXT] = "SELECT id FROM event WHERE issue = ? AND (time_ns, id) > (?, ?) ORDER BY "
                  "time_ns, id LIMIT 1",
    [READ_BATCHES] = "SELECT id, rows, traces, data FROM batch WHERE kind = ? AND id <= ? AND "
                     "max_ns >= ? AND min_ns < ? ORDER BY id",
    [READ_NEWEST] = "SELECT max(max_ns) FROM batch WHERE kind = ? AND id <= ?",
    [READ_CHECK_INS] = "SELECT project, arrived_ns, header, payload FROM raw WHERE type = "
                       "'check_in' AND arrived_ns >= ? ORDER BY arrived_ns DESC, id DESC LIMIT ?",
    [READ_SESSIONS] = "SELECT project, type = 'sessions', arrived_ns, payload FROM raw WHERE type "
                      "IN ('session', 'sessions') AND arrived_ns >= ? ORDER BY arrived_ns DESC, id "
                      "DESC LIMIT ?",
    [READ_RANGE] = "SELECT min(min_ns), max(max_ns) FROM batch WHERE kind = ?",
    [READ_COMMITS] = "SELECT body FROM release_commits WHERE version = ?",
};

static bool prepare(sqlite3 *db, const char *const *texts, sqlite3_stmt **statements, int count,
                    GError **error)
{
    for (int i = 0; i < count; i++) {
        statements[i] = sql_prepare(db, texts[i], error);
        if (!statements[i]) {
            return false;
        }
    }
    return true;
}

static bool make_directory(const char *directory, GError **error)
{
    if (g_mkdir_with_parents(directory, 0700) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "cannot make %s: %s", directory,
                    g_strerror(errno));
        return false;
    }
    return true;
}

static bool open_database(struct store *store, GError **error)
{
    store->path = g_build_filename(store->options.directory, "vigil.db", NULL);
    mode_t before = umask(0077);
    store->writer = sql_open(store->path, true, error);
    umask(before);
    store->reader = store->writer ? sql_open(store->path, false, error) : NULL;
    return store->reader &&
           prepare(store->writer, write_texts, store->write, WRITER_STATEMENTS, error) &&
           prepare(store->reader, read_texts, store->read, READER_STATEMENTS, error);
}

/* What was read so far is of no use when the rest cannot be: ids would be given out again. */
static bool is_whole(GError *problem, GError **error)
{
    bool whole = !problem;
    if (problem) {
        g_propagate_error(error, problem);
    }
    return whole;
}

static bool load_documents(struct store *store, GError **error)
{
    GError *problem = NULL;
    sqlite3_stmt *rows = sql_prepare(store->reader, "SELECT kind, body FROM document", &problem);
    while (!problem && sql_next(rows, &problem)) {
        int kind = sqlite3_column_int(rows, 0);
        const char *body = (const char *)sqlite3_column_text(rows, 1);
        json_t *json = json_read(body, strlen(body), NULL, &problem);
        if (json && kind >= RECORD_PROJECT && kind < RECORD_KIND_END) {
            records_put_take(&store->records[kind], record_from_json((enum record_kind)kind, json));
        }
        json_decref(json);
    }
    sqlite3_finalize(rows);
    return is_whole(problem, error);
}

static bool load_minutes(struct store *store, GError **error)
{
    GError *problem = NULL;
    sqlite3_stmt *rows = sql_prepare(
        store->reader, "SELECT issue, minute, count FROM issue_minute ORDER BY issue, minute",
        &problem);
    while (!problem && sql_next(rows, &problem)) {
        struct issue_record *issue =
            records_by_id(&store->records[RECORD_ISSUE], sqlite3_column_int64(rows, 0));
        struct issue_minute minute = {sqlite3_column_int64(rows, 1),
                                      (uint32_t)sqlite3_column_int64(rows, 2)};
        if (issue) {
            g_array_append_val(issue->minutes, minute);
        }
    }
    sqlite3_finalize(rows);
    return is_whole(problem, error);
}

static void index_short_ids(struct store *store)
{
    const GPtrArray *issues = store->records[RECORD_ISSUE].list;
    for (guint i = 0; i < issues->len; i++) {
        const struct issue_record *issue = issues->pdata[i];
        g_hash_table_replace(store->short_ids, g_strdup(issue->short_id), (gpointer)issue);
    }
}

static bool load_last_batch(struct store *store, GError **error)
{
    GError *problem = NULL;
    sqlite3_stmt *row = sql_prepare(store->reader, "SELECT max(id) FROM batch", &problem);
    if (!problem && sql_next(row, &problem)) {
        store->last_batch = sqlite3_column_int64(row, 0);
    }
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        store->memory[kind].since = store->last_batch + 1;
    }
    sqlite3_finalize(row);
    return is_whole(problem, error);
}

static struct store *allocate(const struct store_options *options)
{
    struct store *store = g_new0(struct store, 1);
    store->options = *options;
    store->options.directory = g_strdup(options->directory);
    store->options.recent_rows = options->recent_rows ? options->recent_rows : DEFAULT_ROWS;
    store->options.queue_bytes = options->queue_bytes ? options->queue_bytes : DEFAULT_QUEUE;
    g_mutex_init(&store->reader_lock);
    g_mutex_init(&store->queue_lock);
    g_cond_init(&store->queue_filled);
    g_rw_lock_init(&store->lock);
    g_queue_init(&store->queue);
    store->packer = packer_new();
    store->short_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int kind = RECORD_PROJECT; kind < RECORD_KIND_END; kind++) {
        records_init(&store->records[kind], (enum record_kind)kind);
    }
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        memory_init(&store->memory[kind], store->options.recent_rows, 0);
    }
    return store;
}

struct store *store_open(const struct store_options *options, GError **error)
{
    struct store *store = allocate(options);
    bool good = make_directory(options->directory, error) && open_database(store, error) &&
                load_documents(store, error) && load_minutes(store, error) &&
                load_last_batch(store, error);
    if (good) {
        index_short_ids(store);
        good = store_writer_start(store, error);
    }
    if (!good) {
        store_close(store);
        return NULL;
    }
    return store;
}

void store_close(struct store *store)
{
    if (!store) {
        return;
    }
    store_writer_stop(store);
    history_forget(store);
    for (int i = 0; i < WRITER_STATEMENTS; i++) {
        sqlite3_finalize(store->write[i]);
    }
    for (int i = 0; i < READER_STATEMENTS; i++) {
        sqlite3_finalize(store->read[i]);
    }
    sqlite3_close(store->reader);
    sqlite3_close(store->writer);
    packer_free(store->packer);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        memory_clear(&store->memory[kind]);
    }
    g_hash_table_unref(store->short_ids);
    for (int kind = RECORD_PROJECT; kind < RECORD_KIND_END; kind++) {
        records_clear(&store->records[kind]);
    }
    g_rw_lock_clear(&store->lock);
    g_mutex_clear(&store->reader_lock);
    g_mutex_clear(&store->queue_lock);
    g_cond_clear(&store->queue_filled);
    g_free((char *)store->options.directory);
    g_free(store->path);
    g_free(store);
}

void store_read_lock(struct store *store)
{
    g_rw_lock_reader_lock(&store->lock);
}

void store_read_unlock(struct store *store)
{
    g_rw_lock_reader_unlock(&store->lock);
}

static int64_t file_size(const char *path, const char *suffix)
{
    g_autofree char *name = g_strconcat(path, suffix, NULL);
    GStatBuf about;
    return g_stat(name, &about) == 0 ? about.st_size : 0;
}

int64_t store_bytes(struct store *store)
{
    return file_size(store->path, "") + file_size(store->path, "-wal");
}

static void raw_item_free(struct raw_item *raw)
{
    if (!raw) {
        return;
    }
    g_free(raw->type);
    g_free(raw->project);
    g_free(raw->event_id);
    g_free(raw->header);
    g_clear_pointer(&raw->payload, g_bytes_unref);
    g_free(raw);
}

struct batch *batch_new(void)
{
    struct batch *batch = g_new0(struct batch, 1);
    batch->items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    batch->raw = g_ptr_array_new_with_free_func((GDestroyNotify)raw_item_free);
    batch->packed = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    return batch;
}

void batch_free(struct batch *batch)
{
    if (!batch) {
        return;
    }
    g_ptr_array_unref(batch->items);
    g_ptr_array_unref(batch->raw);
    g_ptr_array_unref(batch->packed);
    g_free(batch->public_key);
    g_free(batch);
}
