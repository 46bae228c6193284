/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting the values of a key among logs: by the server over the whole range, or here over the
 * rows held that pass the filter, by workers, which are given batches of rows in slices between
 * keys.
 */
#include "views/facets_state.h"

#include "views/body.h"
#include "views/logs_state.h"
#include "views/message_fields.h"
#include "views/views.h"

#include <math.h>
#include <string.h>

#define SLICE_US    2000
#define LOOK_ROWS   64    /* between two looks at the clock */
#define BATCH_ROWS  16384 /* that a worker counts at a time */
#define WAIT_MS     20    /* for a filter that is under way */
#define OUT_MOST    3     /* batches that workers have */
#define MOST_VALUES "1000"

struct view *facets_logs(const struct view *view)
{
    struct view *below = desk_below(view);
    while (below && below->ops != &logs_view)
        below = desk_below(below);
    return below;
}

void facets_show(struct facets *facets)
{
    g_clear_pointer(&facets->rows, g_array_unref);
    if (!facets->tally)
        return;
    GArray *buckets = facets->as_values || tally_different(facets->tally) < 12
                          ? NULL
                          : tally_buckets(facets->tally);
    facets->numbers = tally_spread(facets->tally, &facets->spread);
    facets->buckets = buckets != NULL;
    facets->rows = buckets ? buckets : tally_rows(facets->tally);
}

/* --- rows held --- */

void facets_stop(struct facets *facets)
{
    if (facets->count.source)
        g_source_remove(facets->count.source);
    facets->count.source = 0;
    g_clear_pointer(&facets->count.tally, tally_free);
}

static void done(struct view *view)
{
    struct facets *facets = view->state;
    tally_free(facets->tally);
    facets->tally = g_steal_pointer(&facets->count.tally);
    facets->more = false;
    facets_show(facets);
    desk_redraw(view->desk);
}

/* Rows for a worker. */
struct batch {
    GPtrArray *segments; /* references */
    GArray *rows;        /* of struct batch_row */
    char *key;
    const char *inside; /* the key within messages; NULL = an attribute */
    struct tally *tally;
    unsigned run; /* of counting */
};

struct batch_row {
    guint segment, row;
};

static void batch_free(void *data)
{
    struct batch *batch = data;
    g_ptr_array_unref(batch->segments);
    g_array_unref(batch->rows);
    g_free(batch->key);
    tally_free(batch->tally);
    g_free(batch);
}

static void count_message(struct batch *batch, const struct segment *segment, size_t row,
                          GString *text)
{
    size_t length;
    const char *message = segment_message(segment, row, &length);
    g_autoptr(item) item = message ? NULL : segment_item(segment, row);
    g_string_truncate(text, 0);
    if (message)
        g_string_append_len(text, message, (gssize)length);
    else if (item_get_string(item, "message"))
        g_string_append(text, item_get_string(item, "message"));
    g_autofree char *value = message_field(text->str, batch->inside);
    tally_add(batch->tally, value, 1);
}

/* What a segment over text elsewhere lends out is not for two threads: the row is copied. */
static void count_attribute(struct batch *batch, const struct segment *segment, size_t row)
{
    g_autoptr(item) item = segment_item(segment, row);
    struct value value = item_get(item, batch->key);
    if (!strcmp(batch->key, "project")) {
        tally_add(batch->tally, item->project, 1);
    } else if (value.type == VALUE_STRING) {
        tally_add(batch->tally, value.string, 1);
    } else {
        g_autofree char *text = value_text(value);
        tally_add(batch->tally, text, 1);
    }
}

static void count_batch(void *data)
{
    struct batch *batch = data;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < batch->rows->len; i++) {
        struct batch_row at = g_array_index(batch->rows, struct batch_row, i);
        const struct segment *segment = batch->segments->pdata[at.segment];
        if (batch->inside)
            count_message(batch, segment, at.row, text);
        else
            count_attribute(batch, segment, at.row);
    }
}

static gboolean count_on(void *data);

static void go_on(struct view *view)
{
    struct facets *facets = view->state;
    if (!facets->count.source)
        facets->count.source = g_idle_add(count_on, view);
}

static void batch_counted(struct view *view, void *data)
{
    struct facets *facets = view->state;
    const struct batch *batch = data;
    facets->count.out--;
    if (facets->count.tally && batch->run == facets->count.run)
        tally_add_all(facets->count.tally, batch->tally);
    go_on(view);
    desk_redraw(view->desk);
}

static struct batch *batch_new(const char *key, unsigned run)
{
    struct batch *batch = g_new0(struct batch, 1);
    batch->segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    batch->rows = g_array_sized_new(FALSE, FALSE, sizeof(struct batch_row), BATCH_ROWS);
    batch->run = run;
    batch->key = g_strdup(key);
    batch->inside = message_key(batch->key);
    batch->tally = tally_new();
    return batch;
}

static void add_to_batch(struct batch *batch, struct segment *segment, size_t row)
{
    GPtrArray *segments = batch->segments;
    if (segments->len == 0 || segments->pdata[segments->len - 1] != segment)
        g_ptr_array_add(segments, segment_ref(segment));
    struct batch_row at = {segments->len - 1, (guint)row};
    g_array_append_val(batch->rows, at);
}

/* Rows of a segment that is still written are counted here. */
static void look_at(struct facets *facets, const struct logs *logs, struct batch *batch)
{
    size_t at, row = facets->count.row++;
    if (log_row_is_context(logs->rows, row))
        return;
    struct segment *segment = log_row_segment(logs->rows, row, &at);
    if (segment) {
        add_to_batch(batch, segment, at);
        return;
    }
    g_autofree char *value = logs_value(logs, row, facets->key);
    tally_add(facets->count.tally, value, 1);
}

static void count_slice(struct view *view, const struct logs *logs)
{
    struct facets *facets = view->state;
    struct batch *batch = batch_new(facets->key, facets->count.run);
    gint64 until = g_get_monotonic_time() + SLICE_US;
    do {
        for (int i = 0; i < LOOK_ROWS && facets->count.row < facets->count.rows; i++)
            look_at(facets, logs, batch);
    } while (facets->count.row < facets->count.rows && batch->rows->len < BATCH_ROWS &&
             g_get_monotonic_time() < until);
    if (batch->rows->len == 0) {
        batch_free(batch);
        return;
    }
    facets->count.out++;
    desk_work(view, count_batch, batch_counted, batch, batch_free);
}

static void begin_count(struct facets *facets, const struct logs *logs)
{
    tally_free(facets->count.tally);
    facets->count.tally = tally_new();
    facets->count.row = 0;
    facets->count.run++;
    facets->count.rows = log_rows_count(logs->rows);
    facets->count.version = log_rows_version(logs->rows);
}

/* Rows are others, or others pass: what was counted is worth nothing. */
static bool must_begin_anew(const struct facets *facets, const struct logs *logs)
{
    return log_rows_version(logs->rows) != facets->count.version ||
           log_rows_count(logs->rows) < facets->count.rows;
}

/* True when it is to be called again at once. */
static bool count_some(struct view *view, struct logs *logs)
{
    struct facets *facets = view->state;
    logs_hold_row(logs);
    if (logs->unfinished)
        logs->unfinished = log_rows_work(logs->rows, SLICE_US);
    if (logs->unfinished) {
        facets->count.source = g_timeout_add(WAIT_MS, count_on, view);
        return false;
    }
    if (must_begin_anew(facets, logs))
        begin_count(facets, logs);
    if (facets->count.row < facets->count.rows) {
        count_slice(view, logs);
        return facets->count.out < OUT_MOST;
    }
    if (facets->count.out == 0)
        done(view);
    return false;
}

/* Ends when workers have enough to do, or all is given to them: what they bring goes on. */
static gboolean count_on(void *data)
{
    struct view *view = data;
    struct facets *facets = view->state;
    const struct view *below = facets_logs(view);
    guint source = facets->count.source;
    facets->count.source = 0;
    if (!below || !facets->count.tally || !count_some(view, below->state))
        return G_SOURCE_REMOVE;
    facets->count.source = source;
    return G_SOURCE_CONTINUE;
}

/* --- the server --- */

static void ask(struct view *view)
{
    struct facets *facets = view->state;
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", "logs");
    request_add(request, "field", facets->key);
    request_add(request, "field", "count()");
    request_add(request, "query", facets->query ? facets->query : "");
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", MOST_VALUES);
    if (facets->ask)
        desk_forget(view, facets->ask);
    facets->ask = desk_ask(view, request, 0, false);
}

void facets_came(struct view *view, const struct reply *reply)
{
    struct facets *facets = view->state;
    const struct rows *rows = reply->object;
    tally_free(facets->tally);
    facets->tally = tally_new();
    facets->more = reply->next_cursor != NULL;
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *value = body_cell(rows, row, facets->key);
        tally_add(facets->tally, value, body_cell_number(rows, row, "count()"));
    }
    facets_show(facets);
}

/* --- who counts --- */

/* Only here is known what stands in messages, what a pattern lets through, and what is in files. */
static enum facets_by best(const struct facets *facets, const struct logs *logs,
                           const char **because)
{
    const struct {
        bool is;
        const char *because;
    } here[] = {
        {logs->source != NULL,                            NULL                              },
        {message_key(facets->key) != NULL,                "what messages say is read here"  },
        {logs_filters_any(&logs->filters) || logs->floor, "the filter is of the rows loaded"},
        {logs->no_older && !logs->gap,                    "all of the range is loaded"      },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(here); i++)
        if (here[i].is) {
            *because = here[i].because;
            return FACETS_HELD;
        }
    *because = NULL;
    return FACETS_SERVER;
}

/* Rows that are held only have what they were asked with. */
static bool held_has(const struct logs *logs, const char *key)
{
    if (logs->source || message_key(key))
        return true;
    for (const char *const *field = log_rows_fields(); *field; field++)
        if (!strcmp(*field, key))
            return true;
    return g_ptr_array_find_with_equal_func(logs->columns.asked, key, g_str_equal, NULL);
}

void facets_begin(struct view *view)
{
    struct facets *facets = view->state;
    struct view *below = facets_logs(view);
    const struct logs *logs = below ? below->state : NULL;
    facets_stop(facets);
    g_free(facets->query);
    facets->query =
        logs ? query_both(logs->base, logs->narrowed->str) : g_strdup(view->opened.query);
    if (!logs)
        facets->by = FACETS_SERVER;
    else if (!facets->chosen)
        facets->by = best(facets, logs, &facets->because);
    if (facets->by == FACETS_HELD && !held_has(logs, facets->key)) {
        facets->by = FACETS_SERVER;
        facets->because = "the rows loaded do not carry it";
    }
    if (facets->by == FACETS_SERVER) {
        ask(view);
        return;
    }
    if (facets->ask)
        desk_forget(view, facets->ask);
    facets->ask = 0;
    view->loading = false;
    begin_count(facets, logs);
    go_on(view);
}
