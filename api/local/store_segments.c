/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"
#include "api/local/store_rows.h"

#include <sqlite3.h>
#include <string.h>

/* Rows read back from disk for one answer; what lies further back is left out, oldest first. */
#define HISTORY_ROWS (4u << 20)

/* --- memory --- */

/* Follows the frame, which drops whole segments from its old end. */
static void note_evicted(struct memory *memory, size_t rows)
{
    if (rows == 0) {
        return;
    }
    memory->gone += rows;
    struct resident *oldest = g_queue_peek_head(&memory->residents);
    while (oldest && memory->gone >= oldest->rows) {
        memory->gone -= oldest->rows;
        memory->since = oldest->batch + 1;
        g_free(g_queue_pop_head(&memory->residents));
        oldest = g_queue_peek_head(&memory->residents);
    }
    if (oldest) {
        memory->since = oldest->batch;
    }
}

static bool is_asleep(const struct memory *memory)
{
    return g_atomic_int_get(&memory->unasked) >= STORE_LOOKS_KEPT;
}

void memory_init(struct memory *memory, size_t most_rows, int64_t since)
{
    memory->frame = frame_new(most_rows);
    memory->since = since;
    memory->unasked = STORE_LOOKS_KEPT;
    g_queue_init(&memory->residents);
}

void memory_append(struct memory *memory, enum item_kind kind, int64_t batch, size_t rows,
                   const GPtrArray *items)
{
    if (is_asleep(memory)) {
        memory->since = batch + 1;
        return;
    }
    struct resident *resident = g_new(struct resident, 1);
    *resident = (struct resident){batch, rows};
    g_queue_push_tail(&memory->residents, resident);
    for (guint i = 0; i < items->len; i++) {
        const struct item *item = items->pdata[i];
        if (item->kind == kind) {
            note_evicted(memory, frame_append(memory->frame, item));
        }
    }
}

void memory_clear(struct memory *memory)
{
    frame_free(memory->frame);
    g_queue_clear_full(&memory->residents, g_free);
}

/* All of it is on disk as well. */
static void fall_asleep(struct memory *memory, size_t most_rows)
{
    const struct resident *newest = g_queue_peek_tail(&memory->residents);
    int64_t since = newest ? newest->batch + 1 : memory->since;
    memory_clear(memory);
    *memory = (struct memory){0};
    memory_init(memory, most_rows, since);
}

/* --- history --- */

struct loading {
    struct frame *frame;
    size_t left; /* rows of this batch still to take */
};

static void take_row(const struct item *item, void *context)
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
    g_autoptr(GError) error = NULL;
    struct frame *frame = frame_new(HISTORY_ROWS);
    sqlite3_stmt *rows = store->read[READ_BATCHES];
    sql_bind(rows, "iiii", (int64_t)kind, wanted->before - (wanted->rows_of_it == 0),
             wanted->start_ns, wanted->end_ns);
    while (sql_next(rows, &error)) {
        int64_t batch = sqlite3_column_int64(rows, 0);
        struct loading loading = {frame, batch == wanted->before ? wanted->rows_of_it : SIZE_MAX};
        if (has_trace(rows, trace) &&
            !rows_unpack(sqlite3_column_blob(rows, 3), (size_t)sqlite3_column_bytes(rows, 3), kind,
                         take_row, &loading)) {
            g_warning("the store's batch %" G_GINT64_FORMAT
                      " is damaged; what could be read of it is shown",
                      batch);
        }
    }
    if (error) {
        g_warning("rows of the store are left out: %s", error->message);
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

void history_forget(struct store *store)
{
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        history_clear(&store->history[kind]);
    }
}

static void history_expire(struct history *history, int64_t before_ns)
{
    for (guint i = history->segments ? history->segments->len : 0; i-- > 0;) {
        if (segment_max_ns(history->segments->pdata[i]) < before_ns) {
            g_ptr_array_remove_index(history->segments, i);
        }
    }
}

void store_forget_before(struct store *store, int64_t before_ns)
{
    g_rw_lock_writer_lock(&store->lock);
    g_mutex_lock(&store->reader_lock);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        note_evicted(&store->memory[kind], frame_expire(store->memory[kind].frame, before_ns));
        history_expire(&store->history[kind], before_ns);
    }
    g_mutex_unlock(&store->reader_lock);
    g_rw_lock_writer_unlock(&store->lock);
}

/* True when there was something to let go. */
static bool rest_kind(struct store *store, enum item_kind kind)
{
    struct memory *memory = &store->memory[kind];
    if (is_asleep(memory)) {
        return false;
    }
    g_atomic_int_inc(&memory->unasked);
    if (!is_asleep(memory)) {
        return false;
    }
    fall_asleep(memory, store->options.recent_rows);
    history_clear(&store->history[kind]);
    return true;
}

bool store_rest(struct store *store)
{
    g_rw_lock_writer_lock(&store->lock);
    g_mutex_lock(&store->reader_lock);
    bool any = store->came;
    store->came = false;
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        any |= rest_kind(store, (enum item_kind)kind);
    }
    if (any) {
        sqlite3_db_release_memory(store->reader);
    }
    g_mutex_unlock(&store->reader_lock);
    g_rw_lock_writer_unlock(&store->lock);
    return any;
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
    add_segments(out, kept->segments, start_ns, end_ns);
}

static GPtrArray *find_segments(struct store *store, enum item_kind kind, int64_t start_ns,
                                int64_t end_ns, const guint8 *trace)
{
    struct memory *memory = &store->memory[kind];
    g_atomic_int_set(&memory->unasked, 0);
    struct history wanted = {
        .before = memory->since,
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
