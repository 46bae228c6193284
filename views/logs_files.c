/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a log view from files, where there is no server: as they are indexed they take their
 * places. What a server would be asked to select is selected here.
 */
#include "views/log_source.h"

#include "api/files/log_files.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/body.h"
#include "views/logs_state.h"

#include <string.h>

#define SLICE_US 3000
#define WAIT_US  100

/* A view that was opened later gets the segments that were there bit by bit. */
struct shown {
    struct view *view; /* borrowed */
    guint given;       /* segments; those behind them come with all their rows */
};

struct log_source {
    struct desk *desk;
    struct log_files *files;
    GPtrArray *segments; /* references to those held */
    GArray *shown;       /* of struct shown */
    bool paused;         /* rows wait */
};

static struct shown *shown_at(const struct log_source *source, guint index)
{
    return &g_array_index(source->shown, struct shown, index);
}

/* --- taking --- */

/* The row under the cursor stays, unless the end is followed. */
static void give(struct view *view, struct segment *segment, size_t from, size_t to, bool came)
{
    struct logs *logs = view->state;
    bool keep =
        !logs->list.at_end && logs->list.cursor < log_rows_count(logs->rows) && !logs->wanted_ns;
    if (keep)
        logs_keep_row(logs);
    if (!log_rows_take(logs->rows, segment, from, to))
        return;
    if (came && !logs->list.at_end)
        logs->waiting += to - from;
    if (keep && !logs->unfinished && !logs_filters_any(&logs->filters) &&
        logs->floor == LEVEL_UNKNOWN && logs->narrowed->len == 0) {
        list_resize(&logs->list, log_rows_count(logs->rows), MAX(logs->list.height, 1));
        logs_settle(logs);
        logs_want_nothing(logs);
    }
    logs_seek_anew(logs);
}

static void take_rows(struct log_source *source, const struct log_event *event, bool came)
{
    guint index;
    if (!g_ptr_array_find(source->segments, event->segment, &index)) {
        index = source->segments->len;
        g_ptr_array_add(source->segments, segment_ref(event->segment));
        for (guint i = 0; i < source->shown->len; i++) /* who has all others has room for it */
            shown_at(source, i)->given += shown_at(source, i)->given == index;
    }
    for (guint i = 0; i < source->shown->len; i++) {
        const struct shown *shown = shown_at(source, i);
        if (index < shown->given)
            give(shown->view, event->segment, event->from, event->to, came);
        shown->view->loading = false;
        shown->view->received_ms = clock_now_ms();
    }
}

/* One segment for one view that lacks some; false when none does. */
static bool catch_up(struct log_source *source)
{
    for (guint i = 0; i < source->shown->len; i++) {
        struct shown *shown = shown_at(source, i);
        if (shown->given == source->segments->len)
            continue;
        struct segment *segment = source->segments->pdata[shown->given++];
        give(shown->view, segment, 0, segment_rows(segment), false);
        return true;
    }
    return false;
}

static void drop_rows(struct log_source *source, const struct segment *segment)
{
    guint index;
    if (!g_ptr_array_find(source->segments, segment, &index))
        return;
    for (guint i = 0; i < source->shown->len; i++) {
        struct shown *shown = shown_at(source, i);
        struct logs *logs = shown->view->state;
        logs_keep_row(logs);
        log_rows_drop(logs->rows, segment);
        logs_seek_anew(logs);
        shown->given -= index < shown->given;
    }
    g_ptr_array_remove_index(source->segments, index);
}

static gboolean take_some(void *data)
{
    struct log_source *source = data;
    gint64 until = g_get_monotonic_time() + SLICE_US;
    bool came = !log_source_indexing(source), more = true;
    struct log_event event;
    source->paused = desk_paused(source->desk);
    if (source->paused)
        return G_SOURCE_REMOVE;
    while (catch_up(source) && g_get_monotonic_time() < until)
        continue;
    while (g_get_monotonic_time() < until && (more = log_files_next(source->files, &event))) {
        if (event.change == LOG_ROWS)
            take_rows(source, &event, came);
        else if (event.change == LOG_DROPPED)
            drop_rows(source, event.segment);
        else
            desk_say(source->desk, event.trouble, "%s", event.text);
        log_event_clear(&event);
    }
    desk_redraw(source->desk);
    return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* From any thread. */
static void came(void *data)
{
    g_idle_add_full(G_PRIORITY_DEFAULT, take_some, data, NULL);
}

void log_source_go_on(struct log_source *source)
{
    if (source->paused && !desk_paused(source->desk)) {
        source->paused = false;
        came(source);
    }
}

struct log_source *log_source_new(struct desk *desk, struct log_files *files)
{
    struct log_source *source = g_new0(struct log_source, 1);
    source->desk = desk;
    source->files = files;
    source->segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    source->shown = g_array_new(FALSE, FALSE, sizeof(struct shown));
    log_files_listen(files, came, source);
    return source;
}

void log_source_free(struct log_source *source)
{
    if (!source)
        return;
    log_files_listen(source->files, NULL, NULL);
    while (g_source_remove_by_user_data(source))
        continue;
    g_ptr_array_unref(source->segments);
    g_array_unref(source->shown);
    g_free(source);
}

void log_source_add(struct log_source *source, struct view *view)
{
    struct shown shown = {view, 0};
    g_array_append_val(source->shown, shown);
    if (source->segments->len > 0)
        came(source);
}

void log_source_remove(struct log_source *source, struct view *view)
{
    for (guint i = source->shown->len; i-- > 0;)
        if (shown_at(source, i)->view == view)
            g_array_remove_index(source->shown, i);
}

void log_source_wait(struct log_source *source, int64_t most_us)
{
    gint64 until = g_get_monotonic_time() + most_us;
    while (source->segments->len == 0 && log_source_busy(source) &&
           g_get_monotonic_time() < until) {
        take_some(source);
        g_usleep(WAIT_US);
    }
}

/* --- what is known --- */

bool log_source_busy(const struct log_source *source)
{
    for (guint i = 0; i < source->shown->len; i++)
        if (shown_at(source, i)->given < source->segments->len)
            return true;
    return log_files_state(source->files).busy;
}

bool log_source_indexing(const struct log_source *source)
{
    return log_files_state(source->files).indexing;
}

bool log_source_one_service(const struct log_source *source)
{
    return log_files_state(source->files).services <= 1;
}

const char *log_source_title(const struct log_source *source)
{
    return log_files_title(source->files);
}

void log_source_status(const struct log_source *source, size_t rows, GString *out)
{
    struct log_files_state state = log_files_state(source->files);
    const char *format = log_files_format(source->files);
    char text[24];
    g_string_append_printf(out, "%s  ", log_files_title(source->files));
    if (format)
        g_string_append_printf(out, "%s  ", format);
    g_string_append_printf(out, "%s  ",
                           quantity_text((double)state.bytes, "byte", text, sizeof text));
    if (state.indexing && state.bytes > 0)
        g_string_append_printf(out, "indexing %d %%  ",
                               (int)(100.0 * (double)state.indexed / (double)state.bytes));
    else
        g_string_append_printf(out, "%s row%s  ", quantity_count((int64_t)rows, text, sizeof text),
                               rows == 1 ? "" : "s");
    if (state.reading)
        g_string_append(out, "reading  ");
    if (state.guessed > 0)
        g_string_append_printf(out, "%s without a time  ",
                               quantity_count((int64_t)state.guessed, text, sizeof text));
    if (state.incomplete)
        g_string_append(out, "incomplete  ");
    if (state.cut)
        g_string_append(out, "older rows are not loaded  ");
    if (state.dropped > 0)
        g_string_append_printf(out, "%s older rows went  ",
                               quantity_count((int64_t)state.dropped, text, sizeof text));
}

static struct item *find_row(const struct log_source *source, const struct target *row)
{
    int64_t from = row->time_ms * NS_PER_MS;
    for (guint i = 0; i < source->shown->len; i++) {
        const struct logs *logs = shown_at(source, i)->view->state;
        size_t at = log_rows_find(logs->rows, row->item_id, from, from + NS_PER_MS);
        if (at != SIZE_MAX)
            return log_row_item(logs->rows, at);
    }
    return NULL;
}

GPtrArray *log_source_pairs(const struct log_source *source, const struct target *row)
{
    g_autoptr(item) item = row->item_id ? find_row(source, row) : NULL;
    if (!item)
        return NULL;
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_autofree char *text = value_text(attribute->value);
        g_ptr_array_add(pairs, pair_new(attribute->key, text));
    }
    const char *path = log_files_path(source->files, row->item_id);
    if (path)
        g_ptr_array_add(pairs, pair_new("file", strcmp(path, "-") ? path : "standard input"));
    g_ptr_array_add(pairs, pair_new("byte", strchr(row->item_id, ':') + 1));
    return pairs;
}

/* --- what a server would select --- */

void logs_files_select(struct view *view)
{
    struct logs *logs = view->state;
    g_autofree char *text = query_both(logs->base, logs->narrowed->str);
    g_autoptr(GError) error = NULL;
    struct query *query = text && *text ? query_parse(text, clock_now_ns(), NULL, &error) : NULL;
    if (error)
        desk_say(view->desk, true, "%s", error->message);
    logs_keep_row(logs);
    log_rows_narrow(logs->rows, query);
    logs->unfinished = log_rows_work(logs->rows, 0);
    logs_seek_anew(logs);
    desk_redraw(view->desk);
}

void logs_files_range(struct view *view, int64_t from_ns, int64_t to_ns)
{
    struct logs *logs = view->state;
    char from[40], to[40];
    g_autofree char *more = g_strdup_printf("timestamp:>=%s timestamp:<=%s",
                                            clock_format_iso(from_ns, 9, from, sizeof from),
                                            clock_format_iso(to_ns, 9, to, sizeof to));
    g_autofree char *text = query_both(logs->narrowed->str, more);
    logs_set_query(view, text);
    desk_say(view->desk, false, "only this range; Esc shows all again");
}
