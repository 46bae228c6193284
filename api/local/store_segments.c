/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"
#include "api/local/store_rows.h"

#include <sqlite3.h>
#include <string.h>

/* Rows read back from disk for one answer; what lies further back is left out, oldest first. */
#define HISTORY_ROWS    (4u << 20)
#define HISTORY_KEPT_US (60 * G_USEC_PER_SEC)

/* --- memory --- */

/* Follows the frame, which drops whole segments from its old end. */
static void note_evicted(struct memory *memory, size_t rows)
{
    memory->gone += rows;
    struct resident *oldest = g_queue_peek_head(&memory->residents);
    while (oldest && memory->gone >= oldest->rows) {
        memory->gone -= oldest->rows;
        g_free(g_queue_pop_head(&memory->residents));
        oldest = g_queue_peek_head(&memory->residents);
    }
}

static void note_resident(struct memory *memory, int64_t batch, size_t rows)
{
    struct resident *resident = g_new(struct resident, 1);
    *resident = (struct resident){batch, rows};
    g_queue_push_tail(&memory->residents, resident);
}

void memory_append(struct memory *memory, enum item_kind kind, int64_t batch, size_t rows,
                   const GPtrArray *items)
{
    note_resident(memory, batch, rows);
    for (guint i = 0; i < items->len; i++) {
        const struct item *item = items->pdata[i];
        if (item->kind == kind) {
            note_evicted(memory, frame_append(memory->frame, item));
        }
    }
}

void memory_expire(struct memory *memory, int64_t before_ns)
{
    note_evicted(memory, frame_expire(memory->frame, before_ns));
}

void memory_clear(struct memory *memory)
{
    frame_free(memory->frame);
    g_queue_clear_full(&memory->residents, g_free);
}

static void load_row(struct item *item, void *context)
{
    struct memory *memory = context;
    note_evicted(memory, frame_append(memory->frame, item));
}

/* The first batch of those that fill the memory, newest first. */
static int64_t first_to_load(struct store *store, enum item_kind kind)
{
    sqlite3_stmt *rows = sql_prepare(
        store->reader, "SELECT id, rows FROM batch WHERE kind = ? ORDER BY id DESC", NULL);
    int64_t first = INT64_MAX;
    size_t total = 0;
    if (rows) {
        sql_bind(rows, "i", (int64_t)kind);
        while (total < store->options.recent_rows && sql_next(rows, NULL)) {
            first = sqlite3_column_int64(rows, 0);
            total += (size_t)sqlite3_column_int64(rows, 1);
        }
    }
    sqlite3_finalize(rows);
    return first;
}

static void load_kind(struct store *store, enum item_kind kind)
{
    g_autoptr(GError) error = NULL;
    int64_t first = first_to_load(store, kind);
    sqlite3_stmt *rows = sql_prepare(
        store->reader, "SELECT id, rows, data FROM batch WHERE kind = ? AND id >= ? ORDER BY id",
        &error);
    if (rows) {
        sql_bind(rows, "ii", (int64_t)kind, first);
    }
    while (rows && sql_next(rows, &error)) {
        int64_t batch = sqlite3_column_int64(rows, 0);
        note_resident(&store->memory[kind], batch, (size_t)sqlite3_column_int64(rows, 1));
        if (!rows_unpack(sqlite3_column_blob(rows, 2), (size_t)sqlite3_column_bytes(rows, 2), kind,
                         load_row, &store->memory[kind])) {
            g_warning("the store's batch %" G_GINT64_FORMAT
                      " is damaged; what could be read of it is kept",
                      batch);
        }
    }
    if (error) {
        g_warning("the store's rows of earlier runs: %s", error->message);
    }
    sqlite3_finalize(rows);
}

void memory_load(struct store *store)
{
    g_mutex_lock(&store->reader_lock);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        load_kind(store, (enum item_kind)kind);
    }
    g_mutex_unlock(&store->reader_lock);
}

/* --- history --- */

struct loading {
    struct frame *frame;
    size_t left; /* rows of this batch still to take */
};

static void take_row(struct item *item, void *context)
{
    struct loading *loading = context;
    if (loading->left > 0) {
        loading->left--;
        frame_append(loading->frame, item);
    }
}

/* True if the sorted run of 16-byte ids has `trace`, or there is no trace to look for. */
static bool has_trace(sqlite3_stmt *row, const guint8 *trace)
{
    if (!trace) {
        return true;
    }
    const guint8 *ids = sqlite3_column_blob(row, 2);
    size_t low = 0, high = (size_t)sqlite3_column_bytes(row, 2) / 16;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(ids + middle * 16, trace, 16);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

/* Reads the batches before `wanted->before`, and of that one the rows that the frame has dropped.
 */
static struct frame *read_history(struct store *store, enum item_kind kind,
                                  const struct history *wanted, const guint8 *trace)
{
    struct frame *frame = frame_new(HISTORY_ROWS);
    sqlite3_stmt *rows = store->read[READ_BATCHES];
    sql_bind(rows, "iiii", (int64_t)kind, wanted->before - (wanted->rows_of_it == 0),
             wanted->start_ns, wanted->end_ns);
    while (sql_next(rows, NULL)) {
        bool partly = sqlite3_column_int64(rows, 0) == wanted->before;
        struct loading loading = {frame, partly ? wanted->rows_of_it : SIZE_MAX};
        if (has_trace(rows, trace)) {
            rows_unpack(sqlite3_column_blob(rows, 3), (size_t)sqlite3_column_bytes(rows, 3), kind,
                        take_row, &loading);
        }
    }
    return frame;
}

/* The newest time in history: a range that ends after it holds all of history from its start. */
static int64_t newest_history(struct store *store, enum item_kind kind, int64_t before)
{
    int64_t newest = INT64_MIN;
    sqlite3_stmt *row = store->read[READ_NEWEST];
    sql_bind(row, "ii", (int64_t)kind, before);
    if (sql_next(row, NULL)) {
        newest =
            sqlite3_column_type(row, 0) == SQLITE_NULL ? INT64_MIN : sqlite3_column_int64(row, 0);
        sqlite3_reset(row);
    }
    return newest;
}

static bool serves(const struct history *kept, const struct history *wanted)
{
    return kept->segments && kept->before == wanted->before &&
           kept->rows_of_it == wanted->rows_of_it && kept->start_ns <= wanted->start_ns &&
           kept->end_ns >= wanted->end_ns;
}

static void history_clear(struct history *history)
{
    g_clear_pointer(&history->segments, g_ptr_array_unref);
}

void history_forget(struct store *store, bool all)
{
    gint64 long_ago = g_get_monotonic_time() - HISTORY_KEPT_US;
    g_mutex_lock(&store->reader_lock);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        if (all || store->history[kind].used_us < long_ago) {
            history_clear(&store->history[kind]);
        }
    }
    g_mutex_unlock(&store->reader_lock);
}

/* Adds the segments that overlap [start, end). */
static void add_segments(GPtrArray *out, const GPtrArray *segments, int64_t start_ns,
                         int64_t end_ns)
{
    for (guint i = 0; i < segments->len; i++) {
        struct segment *segment = segments->pdata[i];
        if (segment_rows(segment) > 0 && segment_max_ns(segment) >= start_ns &&
            segment_min_ns(segment) < end_ns) {
            g_ptr_array_add(out, segment_ref(segment));
        }
    }
}

/* What is before the rows in memory. The reader's lock is held. */
static void add_history(struct store *store, enum item_kind kind, struct history *wanted,
                        const guint8 *trace, GPtrArray *out)
{
    struct history *kept = &store->history[kind];
    int64_t start_ns = wanted->start_ns, end_ns = wanted->end_ns;
    if (trace || !serves(kept, wanted)) {
        if (end_ns > newest_history(store, kind, wanted->before)) {
            wanted->end_ns = INT64_MAX;
        }
        g_autoptr(frame) frame = read_history(store, kind, wanted, trace);
        wanted->segments = frame_segments(frame);
        if (trace) {
            add_segments(out, wanted->segments, start_ns, end_ns);
            history_clear(wanted);
            return;
        }
        history_clear(kept);
        *kept = *wanted;
    }
    kept->used_us = g_get_monotonic_time();
    add_segments(out, kept->segments, start_ns, end_ns);
}

static GPtrArray *find_segments(struct store *store, enum item_kind kind, int64_t start_ns,
                                int64_t end_ns, const guint8 *trace)
{
    const struct memory *memory = &store->memory[kind];
    const struct resident *oldest = g_queue_peek_head((GQueue *)&memory->residents);
    struct history wanted = {
        .before = oldest ? oldest->batch : INT64_MAX,
        .rows_of_it = memory->gone,
        .start_ns = start_ns,
        .end_ns = end_ns,
    };
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    g_autoptr(GPtrArray) recent = frame_segments(memory->frame);
    g_mutex_lock(&store->reader_lock);
    add_history(store, kind, &wanted, trace, out);
    g_mutex_unlock(&store->reader_lock);
    add_segments(out, recent, start_ns, end_ns);
    return out;
}

GPtrArray *store_segments(struct store *store, enum item_kind kind, int64_t start_ns,
                          int64_t end_ns)
{
    return find_segments(store, kind, start_ns, end_ns, NULL);
}

GPtrArray *store_trace_segments(struct store *store, enum item_kind kind, const char *trace_id)
{
    guint8 trace[16];
    if (strlen(trace_id) != 32) {
        return g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    }
    for (int i = 0; i < 16; i++) {
        int high = g_ascii_xdigit_value(trace_id[2 * i]);
        int low = g_ascii_xdigit_value(trace_id[2 * i + 1]);
        trace[i] = (guint8)((high & 15) << 4 | (low & 15));
    }
    return find_segments(store, kind, INT64_MIN, INT64_MAX, trace);
}

bool store_time_range(struct store *store, enum item_kind kind, int64_t *first_ns, int64_t *last_ns)
{
    *first_ns = INT64_MAX;
    *last_ns = INT64_MIN;
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = store->read[READ_RANGE];
    sql_bind(row, "i", (int64_t)kind);
    if (sql_next(row, NULL)) {
        if (sqlite3_column_type(row, 0) != SQLITE_NULL) {
            *first_ns = sqlite3_column_int64(row, 0);
            *last_ns = sqlite3_column_int64(row, 1);
        }
        sqlite3_reset(row);
    }
    g_mutex_unlock(&store->reader_lock);
    return *first_ns <= *last_ns;
}
