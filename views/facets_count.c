/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting the values of a key among logs: by the server over the whole range, or here over the
 * rows held that pass the filter, in slices between keys; what stands in messages is read by a
 * worker, a batch of copies at a time.
 */
#include "views/facets_state.h"

#include "views/body.h"
#include "views/logs_state.h"
#include "views/message_fields.h"
#include "views/views.h"

#include <math.h>
#include <string.h>

#define SLICE_US    2000
#define LOOK_ROWS   64      /* between two looks at the clock */
#define BATCH_BYTES 0x40000 /* of messages a worker reads at a time */
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

/* Messages for a worker. */
struct batch {
    GString *text; /* one behind the other, each with its NUL */
    char *key;
    struct tally *tally;
};

static void batch_free(void *data)
{
    struct batch *batch = data;
    g_string_free(batch->text, TRUE);
    g_free(batch->key);
    tally_free(batch->tally);
    g_free(batch);
}

static void read_batch(void *data)
{
    struct batch *batch = data;
    for (const char *at = batch->text->str; at < batch->text->str + batch->text->len;
         at += strlen(at) + 1) {
        g_autofree char *value = message_field(at, batch->key);
        tally_add(batch->tally, value, 1);
    }
}

static gboolean count_on(void *data);

static void go_on(struct view *view)
{
    struct facets *facets = view->state;
    if (!facets->count.source)
        facets->count.source = g_idle_add(count_on, view);
}

static void batch_read(struct view *view, void *data)
{
    struct facets *facets = view->state;
    const struct batch *batch = data;
    facets->count.busy = false;
    if (!facets->count.tally)
        return;
    tally_add_all(facets->count.tally, batch->tally);
    go_on(view);
}

static void send_batch(struct view *view, const struct logs *logs, const char *key)
{
    struct facets *facets = view->state;
    struct batch *batch = g_new0(struct batch, 1);
    *batch = (struct batch){g_string_sized_new(BATCH_BYTES), g_strdup(key), tally_new()};
    while (facets->count.row < facets->count.rows && batch->text->len < BATCH_BYTES) {
        const char *message = log_row_text(logs->rows, facets->count.row++, "message");
        g_string_append_len(batch->text, message ? message : "",
                            (gssize)(message ? strlen(message) : 0) + 1);
    }
    facets->count.busy = true;
    desk_work(view, read_batch, batch_read, batch, batch_free);
}

static void count_slice(struct facets *facets, const struct logs *logs)
{
    gint64 until = g_get_monotonic_time() + SLICE_US;
    do {
        for (int i = 0; i < LOOK_ROWS && facets->count.row < facets->count.rows; i++) {
            size_t row = facets->count.row++;
            struct value value = log_row_value(logs->rows, row, facets->key);
            g_autofree char *text =
                value.type == VALUE_STRING ? NULL : logs_value(logs, row, facets->key);
            tally_add(facets->count.tally, value.type == VALUE_STRING ? value.string : text, 1);
        }
    } while (facets->count.row < facets->count.rows && g_get_monotonic_time() < until);
}

static void begin_count(struct facets *facets, const struct logs *logs)
{
    tally_free(facets->count.tally);
    facets->count.tally = tally_new();
    facets->count.row = 0;
    facets->count.rows = log_rows_count(logs->rows);
    facets->count.version = log_rows_version(logs->rows);
}

static gboolean count_on(void *data)
{
    struct view *view = data;
    struct facets *facets = view->state;
    struct view *below = facets_logs(view);
    if (!below || !facets->count.tally) {
        facets->count.source = 0;
        return G_SOURCE_REMOVE;
    }
    struct logs *logs = below->state;
    if (logs->unfinished)
        logs->unfinished = log_rows_work(logs->rows, SLICE_US);
    if (logs->unfinished)
        return G_SOURCE_CONTINUE;
    if (log_rows_version(logs->rows) != facets->count.version ||
        log_rows_count(logs->rows) < facets->count.rows)
        begin_count(facets, logs); /* they are others */
    const char *inside = message_key(facets->key);
    bool more = facets->count.row < facets->count.rows;
    if (more && inside) {
        send_batch(view, logs, inside);
        facets->count.source = 0;
        desk_redraw(view->desk);
        return G_SOURCE_REMOVE;
    }
    if (more) {
        count_slice(facets, logs);
        return G_SOURCE_CONTINUE;
    }
    facets->count.source = 0;
    done(view);
    return G_SOURCE_REMOVE;
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
        {logs->source != NULL,             NULL                              },
        {message_key(facets->key) != NULL, "what messages say is read here"  },
        {logs->keep || logs->floor,        "the filter is of the rows loaded"},
        {logs->no_older && !logs->gap,     "all of the range is loaded"      },
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
