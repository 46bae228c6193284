/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the rows of a log view come from: the newest or those around a time, pages of older and
 * newer ones, the tail, and the volume over the range.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/body.h"

#include <stdlib.h>
#include <string.h>

#define TAIL_MS   2000
#define VOLUME_MS 15000
#define PAGE_ROWS "1000"
#define LATE_NS   (30 * NS_PER_SECOND)

/* --- asking --- */

static char *query_with(const struct logs *logs, const char *more)
{
    GString *out = g_string_new(NULL);
    const char *const parts[] = {logs->base, logs->narrowed->str, more};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i] && *parts[i])
            g_string_append_printf(out, "%s%s", out->len ? " " : "", parts[i]);
    return g_string_free(out, FALSE);
}

static struct request *rows_request(const struct logs *logs, const char *more, bool newest_first)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    g_autofree char *query = query_with(logs, more);
    request_add(request, "dataset", "logs");
    for (const char *const *field = log_rows_fields(); *field; field++)
        request_add(request, "field", *field);
    request_add(request, "query", query);
    request_add(request, "sort", newest_first ? "-timestamp_precise" : "timestamp_precise");
    request_add(request, "per_page", PAGE_ROWS);
    request->background = true;
    return request;
}

static void ask_volume(struct view *view)
{
    struct logs *logs = view->state;
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    g_autofree char *query = query_with(logs, NULL);
    int64_t seconds = scope_interval_ms(desk_scope(view->desk)) * 3 / MS_PER_SECOND;
    request_add(request, "dataset", "logs");
    request_add(request, "yAxis", "count()");
    request_add(request, "query", query);
    request_addf(request, "interval", "%" G_GINT64_FORMAT "s", MAX(seconds, 15));
    desk_forget(view, logs->volume_ask);
    logs->volume_ask = desk_ask(view, request, VOLUME_MS, false);
}

static gboolean tail(void *data);

static void tail_later(struct view *view)
{
    struct logs *logs = view->state;
    if (!logs->tail_timer && !logs->gap && !desk_scope(view->desk)->held)
        logs->tail_timer = g_timeout_add(TAIL_MS, tail, view);
}

static gboolean tail(void *data)
{
    struct view *view = data;
    struct logs *logs = view->state;
    logs->tail_timer = 0;
    if (desk_scope(view->desk)->held || logs->tail_ask)
        return G_SOURCE_REMOVE;
    int64_t newest = log_rows_newest_ns(logs->rows);
    g_autofree char *since =
        newest == INT64_MIN
            ? NULL
            : g_strdup_printf("timestamp_precise:>%" G_GINT64_FORMAT, newest - LATE_NS);
    logs->tail_ask = desk_ask(view, rows_request(logs, since, true), 0, false);
    if (!logs->tail_ask)
        tail_later(view);
    return G_SOURCE_REMOVE;
}

static void forget_all(struct view *view)
{
    struct logs *logs = view->state;
    uint64_t *asks[] = {&logs->first_ask, &logs->tail_ask, &logs->older_ask, &logs->newer_ask,
                        &logs->volume_ask};
    for (size_t i = 0; i < G_N_ELEMENTS(asks); i++) {
        desk_forget(view, *asks[i]);
        *asks[i] = 0;
    }
    if (logs->tail_timer)
        g_source_remove(logs->tail_timer);
    logs->tail_timer = 0;
}

/* At a row that is to stay, or held at a time, what stands before and after it is asked for; else
 * the newest. */
void logs_ask(struct view *view)
{
    struct logs *logs = view->state;
    const struct scope *scope = desk_scope(view->desk);
    forget_all(view);
    logs->fresh = true;
    logs->no_older = logs->no_newer = false;
    logs->at_ns = logs->wanted_ns ? logs->wanted_ns
                  : scope->held   ? scope->cursor_ms * NS_PER_MS
                                  : 0;
    logs->gap = logs->at_ns > 0 && !scope->held;
    if (logs->at_ns > 0) {
        g_autofree char *before =
            g_strdup_printf("timestamp_precise:<=%" G_GINT64_FORMAT, logs->at_ns);
        g_autofree char *after =
            g_strdup_printf("timestamp_precise:>%" G_GINT64_FORMAT, logs->at_ns);
        logs->first_ask = desk_ask(view, rows_request(logs, before, true), 0, false);
        logs->newer_ask = desk_ask(view, rows_request(logs, after, false), 0, false);
    } else {
        logs->first_ask = desk_ask(view, rows_request(logs, NULL, true), 0, false);
    }
    ask_volume(view);
}

void logs_ask_older(struct view *view)
{
    struct logs *logs = view->state;
    int64_t oldest = log_rows_oldest_ns(logs->rows);
    if (logs->older_ask || logs->first_ask || logs->no_older || oldest == INT64_MAX)
        return;
    g_autofree char *before = g_strdup_printf("timestamp_precise:<%" G_GINT64_FORMAT, oldest);
    logs->older_ask = desk_ask(view, rows_request(logs, before, true), 0, false);
}

void logs_ask_newer(struct view *view)
{
    struct logs *logs = view->state;
    int64_t newest = log_rows_newest_ns(logs->rows);
    if (!(desk_scope(view->desk)->held || logs->gap) || logs->newer_ask || logs->first_ask ||
        logs->no_newer || newest == INT64_MIN)
        return;
    g_autofree char *after = g_strdup_printf("timestamp_precise:>%" G_GINT64_FORMAT, newest);
    logs->newer_ask = desk_ask(view, rows_request(logs, after, false), 0, false);
}

/* --- replies --- */

/* Rows come in without moving the row under the cursor, unless the end is followed. */
static size_t take(struct view *view, struct reply *answer)
{
    struct logs *logs = view->state;
    size_t before = log_rows_count(logs->rows);
    bool keep = before > 0 && !logs->list.at_end && logs->list.cursor < before;
    g_autofree char *id = keep ? g_strdup(log_row_id(logs->rows, logs->list.cursor)) : NULL;
    size_t old_top = logs->list.top, old_cursor = logs->list.cursor;
    size_t added = log_rows_add(logs->rows, answer->object);
    while (id && log_rows_count(logs->rows) < before && log_rows_work(logs->rows))
        continue;
    size_t count = log_rows_count(logs->rows);
    size_t at = id && count ? log_rows_find(logs->rows, id, old_cursor) : SIZE_MAX;
    list_resize(&logs->list, count, MAX(logs->list.height, 1));
    if (at != SIZE_MAX) {
        logs->list.cursor = at;
        logs->list.top = old_top + (at - old_cursor);
        logs->list.at_end = false;
    }
    return added;
}

static void clear_if_fresh(struct logs *logs)
{
    if (!logs->fresh)
        return;
    log_rows_clear(logs->rows);
    logs->fresh = false;
    logs->waiting = 0;
    logs->list.count = logs->list.cursor = logs->list.top = 0;
}

/* --- the row that stays --- */

void logs_want_nothing(struct logs *logs)
{
    g_clear_pointer(&logs->wanted, g_free);
    logs->wanted_ns = 0;
}

void logs_keep_row(struct logs *logs)
{
    if (logs->list.at_end) {
        logs_want_nothing(logs);
    } else if (logs->list.cursor < log_rows_count(logs->rows) && !logs->wanted_ns) {
        size_t row = logs->list.cursor;
        logs->wanted = g_strdup(log_row_id(logs->rows, row));
        logs->wanted_ns = log_row_time_ns(logs->rows, row);
        logs->wanted_line = row - MIN(logs->list.top, row);
    }
}

/* The row nearest in time; there is one. */
static size_t nearest(const struct log_rows *rows, int64_t time_ns)
{
    size_t at = log_rows_at(rows, time_ns);
    if (at == 0)
        return at;
    int64_t below = log_row_time_ns(rows, at) - time_ns;
    int64_t above = time_ns - log_row_time_ns(rows, at - 1);
    return below >= 0 && above < below ? at - 1 : at;
}

void logs_settle(struct logs *logs)
{
    size_t count = log_rows_count(logs->rows), height = (size_t)MAX(logs->list.height, 1);
    if (count == 0 || logs->wanted_ns == 0)
        return;
    size_t at = log_rows_find(logs->rows, logs->wanted, log_rows_at(logs->rows, logs->wanted_ns));
    list_go(&logs->list, at != SIZE_MAX ? at : nearest(logs->rows, logs->wanted_ns));
    logs->list.at_end = false;
    size_t above = MIN(logs->list.cursor, MIN(logs->wanted_line, height - 1));
    logs->list.top = MIN(logs->list.cursor - above, count > height ? count - height : 0);
}

static void go_to_time(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->at_ns <= 0 || log_rows_count(logs->rows) == 0)
        return;
    size_t count = log_rows_count(logs->rows);
    size_t height = (size_t)MAX(logs->list.height, 1);
    logs->list.at_end = false;
    list_resize(&logs->list, count, (int)height);
    list_go(&logs->list, log_rows_at(logs->rows, logs->at_ns));
    logs->list.at_end = false;
    /* What came before and what came of it are both in sight. */
    size_t above = MIN(logs->list.cursor, height / 3);
    logs->list.top = MIN(logs->list.cursor - above, count > height ? count - height : 0);
}

void logs_go_to(struct view *view, int64_t time_ms)
{
    struct logs *logs = view->state;
    logs_want_nothing(logs);
    logs->at_ns = time_ms * NS_PER_MS;
    bool loaded = log_rows_oldest_ns(logs->rows) <= logs->at_ns &&
                  (log_rows_newest_ns(logs->rows) >= logs->at_ns || logs->no_newer);
    if (loaded)
        go_to_time(view);
    else if (desk_scope(view->desk)->cursor_ms > 0)
        logs_ask(view);
}

static void volume_came(struct logs *logs, const GPtrArray *replies)
{
    if (replies->len == 0)
        return;
    const struct series *series = &((struct timeseries_reply *)replies->pdata[0])->series;
    series_clear(&logs->volume);
    series_init(&logs->volume, series->start_ms, series->interval_ms, series->count);
    for (size_t i = 0; i < series->count; i++)
        logs->volume.values[i] = series->values[i];
    logs->volume.incomplete = series->incomplete;
}

static void rows_came(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    const struct rows *rows = answer->object;
    bool first = subscription == logs->first_ask, tailed = subscription == logs->tail_ask;
    clear_if_fresh(logs);
    size_t added = take(view, answer);
    if (first || subscription == logs->older_ask)
        logs->no_older = rows->count < (size_t)atoi(PAGE_ROWS);
    if (subscription == logs->newer_ask) {
        logs->no_newer = rows->count < (size_t)atoi(PAGE_ROWS);
        logs->gap = logs->gap && !logs->no_newer;
    }
    if (tailed && !logs->list.at_end)
        logs->waiting += added;
    if (tailed)
        logs->rate = (double)added * 1000 / TAIL_MS;
    if (!logs->wanted_ns && (first || (subscription == logs->newer_ask && !logs->moved)))
        go_to_time(view);
}

void logs_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    if (subscription == logs->volume_ask) {
        if (answer->kind == REPLY_TIMESERIES && answer->object)
            volume_came(logs, answer->object);
        return;
    }
    if (answer->kind == REPLY_ROWS && answer->object)
        rows_came(view, subscription, answer);
    if (answer->retry_at_ms != 0)
        return;
    uint64_t *asks[] = {&logs->first_ask, &logs->tail_ask, &logs->older_ask, &logs->newer_ask};
    for (size_t i = 0; i < G_N_ELEMENTS(asks); i++)
        body_answered(asks[i], subscription, answer);
    tail_later(view);
}
