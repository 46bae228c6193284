/* SPDX-License-Identifier: Apache-2.0
 *
 * Clustering the rows of a log view: sealed segments are read by the worker where they are; of the
 * open one, which only this thread may read, a batch is copied.
 */
#include "views/patterns_state.h"

#include "views/desk.h"
#include "views/logs_state.h"
#include "views/views.h"

#include <stdatomic.h>
#include <string.h>

#define BATCH_ROWS 4096 /* copied at a time */
#define SLICE_ROWS FRAME_SEGMENT_ROWS

/* A row copied; texts by their place in the batch. */
struct copied {
    size_t message, length, service; /* service SIZE_MAX = none */
    int64_t time_ns;
    enum level level;
};

/* What goes to the worker and comes back. */
struct patterns_batch {
    struct log_patterns *patterns;
    struct segment *segment;   /* a reference; NULL = the rows are copied */
    struct row_filter *filter; /* NULL = every row */
    size_t from, to;
    GString *text;
    GArray *copied;  /* of struct copied */
    GPtrArray *rows; /* made at the end */
    atomic_bool cancelled;
};

static void row_free(void *data)
{
    struct pattern_row *row = data;
    g_free(row->text);
    g_free(row->regex);
    g_free(row->query);
    g_free(row->example);
    g_free(row->service);
    g_free(row);
}

static void batch_free(void *data)
{
    struct patterns_batch *batch = data;
    g_clear_pointer(&batch->patterns, log_patterns_free);
    g_clear_pointer(&batch->segment, segment_unref);
    row_filter_unref(batch->filter);
    g_clear_pointer(&batch->rows, g_ptr_array_unref);
    if (batch->text)
        g_string_free(batch->text, TRUE);
    g_clear_pointer(&batch->copied, g_array_unref);
    g_free(batch);
}

/* Nobody wants to know any more: it comes to an end soon. */
static void cancel(struct patterns_batch *batch)
{
    atomic_store(&batch->cancelled, true);
    if (batch->filter)
        row_filter_cancel(batch->filter);
}

/* --- on the worker --- */

static bool is_cancelled(const struct patterns_batch *batch)
{
    return atomic_load_explicit(&batch->cancelled, memory_order_relaxed);
}

/* Bits of the batch's rows: they pass the filter. NULL = all do. */
static uint64_t *passing(const struct patterns_batch *batch, const struct segment *segment)
{
    if (!batch->filter)
        return NULL;
    uint64_t *bits = g_new0(uint64_t, (batch->to - batch->from) / 64 + 1);
    struct row_filter_run *run = row_filter_run_new(batch->filter);
    row_filter_rows(run, segment, batch->from, batch->to, bits);
    row_filter_run_free(run);
    return bits;
}

static bool passes(const uint64_t *bits, size_t at)
{
    return !bits || bits[at / 64] >> at % 64 & 1;
}

/* What a row that lies elsewhere says is only ours in a copy. */
static void add_item(struct log_patterns *patterns, const struct segment *segment, size_t row)
{
    g_autoptr(item) item = segment_item(segment, row);
    const char *message = value_as_string(item_get(item, "message"));
    struct log_line line = {.message = message ? message : "",
                            .length = message ? strlen(message) : 0,
                            .service = item->project,
                            .time_ns = item->time_ns,
                            .level = level_parse(value_as_string(item_get(item, "severity")))};
    log_patterns_add(patterns, &line);
}

static void add_row(struct log_patterns *patterns, const struct segment *segment, size_t row,
                    int message, int level)
{
    const char *text = value_as_string(segment_value(segment, row, message));
    struct log_line line = {.message = text ? text : "",
                            .length = text ? strlen(text) : 0,
                            .service = segment_project(segment, row),
                            .time_ns = segment_time_ns(segment, row),
                            .level =
                                level_parse(value_as_string(segment_value(segment, row, level)))};
    log_patterns_add(patterns, &line);
}

static void add_rows(const struct patterns_batch *batch)
{
    const struct segment *segment = batch->segment;
    int message = segment_column(segment, "message"), level = segment_column(segment, "severity");
    g_autofree uint64_t *bits = passing(batch, segment);
    size_t unused;
    for (size_t row = batch->from; row < batch->to && !is_cancelled(batch); row++) {
        if (!passes(bits, row - batch->from))
            continue;
        if (segment_line(segment, row, &unused))
            add_item(batch->patterns, segment, row);
        else
            add_row(batch->patterns, segment, row, message, level);
    }
}

static void add_copied(const struct patterns_batch *batch)
{
    for (guint i = 0; i < batch->copied->len && !is_cancelled(batch); i++) {
        const struct copied *copied = &g_array_index(batch->copied, struct copied, i);
        const char *text = batch->text->str;
        struct log_line line = {.message = text + copied->message,
                                .length = copied->length,
                                .service =
                                    copied->service == SIZE_MAX ? NULL : text + copied->service,
                                .time_ns = copied->time_ns,
                                .level = copied->level};
        log_patterns_add(batch->patterns, &line);
    }
}

static struct pattern_row *row_of(const struct log_pattern *pattern)
{
    struct pattern_row *row = g_new0(struct pattern_row, 1);
    row->id = pattern->id;
    row->text = log_pattern_text(pattern);
    row->regex = log_pattern_regex(pattern);
    row->query = log_pattern_query(pattern);
    row->example = g_strdup(pattern->example);
    row->service = pattern->services ? NULL : g_strdup(pattern->service);
    row->services = pattern->services;
    row->count = pattern->count;
    row->level = log_pattern_level(pattern);
    row->first_ns = pattern->first_ns;
    row->last_ns = pattern->last_ns;
    for (int i = 0; i < LOG_PATTERN_TREND; i++)
        row->trend[i] = pattern->trend[i];
    return row;
}

static void work(void *data)
{
    struct patterns_batch *batch = data;
    if (batch->segment)
        add_rows(batch);
    else
        add_copied(batch);
    batch->rows = g_ptr_array_new_with_free_func(row_free);
    for (size_t i = 0; i < log_patterns_count(batch->patterns) && !is_cancelled(batch); i++)
        g_ptr_array_add(batch->rows, row_of(log_patterns_at(batch->patterns, i)));
}

/* --- what is to be read --- */

struct view *patterns_logs(const struct view *view)
{
    struct view *below = desk_below(view);
    while (below && below->ops != &logs_view)
        below = desk_below(below);
    return below;
}

static size_t read_of(const struct patterns_state *state, const struct segment *segment)
{
    return GPOINTER_TO_SIZE(g_hash_table_lookup(state->read, segment));
}

/* Forgets the segments that went; true when all of them did: the rows are others. */
static bool forget_gone(struct patterns_state *state, const GPtrArray *segments)
{
    GHashTableIter iter;
    void *segment;
    bool some = g_hash_table_size(state->read) > 0;
    g_hash_table_iter_init(&iter, state->read);
    while (g_hash_table_iter_next(&iter, &segment, NULL))
        if (!g_ptr_array_find((GPtrArray *)segments, segment, NULL))
            g_hash_table_iter_remove(&iter);
    return some && g_hash_table_size(state->read) == 0;
}

/* The rows are others than those read, or another filter chooses among them. */
static bool are_others(struct patterns_state *state, const struct log_rows *rows)
{
    bool open;
    g_autoptr(GPtrArray) segments = log_rows_segments(rows, &open);
    uint64_t filter = log_rows_filter_number(rows), was = state->filter;
    state->filter = filter;
    state->filtered = log_rows_filtered(rows);
    return forget_gone(state, segments) || was != filter;
}

static void begin_anew(struct patterns_state *state)
{
    g_hash_table_remove_all(state->read);
    state->looked = 0;
    g_clear_pointer(&state->patterns, log_patterns_free);
    state->patterns = log_patterns_new();
    if (state->batch)
        cancel(state->batch);
    state->batch = NULL;
}

/* Patterns of rows that are gone, with none in their place. */
static void drop_rows(struct patterns_state *state)
{
    g_clear_pointer(&state->shown, g_ptr_array_unref);
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    state->total = state->rest = 0;
}

static void copy_row(struct patterns_batch *batch, const struct segment *segment, size_t row,
                     int message, int level)
{
    const char *text = value_as_string(segment_value(segment, row, message));
    const char *service = segment_project(segment, row);
    struct copied copied = {.message = batch->text->len,
                            .length = text ? MIN(strlen(text), LOG_MASK_TEXT * 2) : 0,
                            .service = SIZE_MAX,
                            .time_ns = segment_time_ns(segment, row),
                            .level =
                                level_parse(value_as_string(segment_value(segment, row, level)))};
    g_string_append_len(batch->text, text ? text : "", (gssize)copied.length);
    if (service) {
        copied.service = batch->text->len;
        g_string_append_len(batch->text, service, (gssize)strlen(service) + 1);
    }
    g_array_append_val(batch->copied, copied);
}

static void copy_rows(struct patterns_batch *batch, const struct segment *segment)
{
    int message = segment_column(segment, "message"), level = segment_column(segment, "severity");
    batch->text = g_string_new(NULL);
    batch->copied = g_array_new(FALSE, FALSE, sizeof(struct copied));
    g_autofree uint64_t *bits = passing(batch, segment);
    for (size_t row = batch->from; row < batch->to; row++)
        if (passes(bits, row - batch->from))
            copy_row(batch, segment, row, message, level);
}

/* The first rows that were not read; NULL when all were. The last segment is `open`. */
static struct patterns_batch *next_batch(struct patterns_state *state, const struct log_rows *rows)
{
    bool open = false;
    g_autoptr(GPtrArray) segments = log_rows_segments(rows, &open);
    for (guint i = segments->len; i-- > 0;) {
        struct segment *segment = segments->pdata[i];
        bool copy = open && i + 1 == segments->len;
        size_t from = read_of(state, segment), count = segment_rows(segment);
        if (from >= count)
            continue;
        struct patterns_batch *batch = g_new0(struct patterns_batch, 1);
        batch->from = from;
        batch->to = MIN(count, from + (copy ? BATCH_ROWS : SLICE_ROWS));
        batch->filter = log_rows_filter_again(rows);
        if (copy)
            copy_rows(batch, segment);
        else
            batch->segment = segment_ref(segment);
        g_hash_table_replace(state->read, segment_ref(segment), GSIZE_TO_POINTER(batch->to));
        return batch;
    }
    return NULL;
}

/* --- back --- */

static void done(struct view *view, void *data)
{
    struct patterns_state *state = view->state;
    struct patterns_batch *batch = data;
    if (batch != state->batch) /* it was of other rows */
        return;
    state->batch = NULL;
    g_clear_pointer(&state->shown, g_ptr_array_unref);
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    state->patterns = g_steal_pointer(&batch->patterns);
    state->rows = g_steal_pointer(&batch->rows);
    state->total = log_patterns_rows(state->patterns);
    state->looked += batch->to - batch->from;
    state->rest = log_patterns_rest(state->patterns);
    state->first_ns = log_patterns_first_ns(state->patterns);
    state->last_ns = log_patterns_last_ns(state->patterns);
    state->trend_ns = log_patterns_trend_ns(state->patterns, &state->bucket_ns);
    patterns_sort(state);
    patterns_work(view);
}

void patterns_work(struct view *view)
{
    struct patterns_state *state = view->state;
    struct view *below = patterns_logs(view);
    if (!below)
        return;
    struct logs *logs = below->state;
    state->held = log_rows_held(logs->rows);
    if (!state->read)
        state->read = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)segment_unref, NULL);
    if (are_others(state, logs->rows) || (!state->patterns && !state->batch))
        begin_anew(state);
    if (!state->held)
        drop_rows(state);
    struct patterns_batch *batch = state->batch ? NULL : next_batch(state, logs->rows);
    if (!batch)
        return;
    batch->patterns = g_steal_pointer(&state->patterns);
    state->batch = batch;
    desk_work(view, work, done, batch, batch_free);
}

void patterns_stop(struct patterns_state *state)
{
    if (state->batch)
        cancel(state->batch);
    state->batch = NULL;
    g_clear_pointer(&state->patterns, log_patterns_free);
    g_clear_pointer(&state->read, g_hash_table_unref);
    g_clear_pointer(&state->shown, g_ptr_array_unref);
    g_clear_pointer(&state->rows, g_ptr_array_unref);
}
