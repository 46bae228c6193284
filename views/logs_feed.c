/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the rows of a log view come from: the newest or those around a time, pages of older and
 * newer ones, and the volume over the range. The tail is in logs_tail.c.
 */
#include "views/logs_state.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/body.h"

#include <string.h>

#define VOLUME_MS 15000

/* --- asking --- */

static char *query_with(const struct logs *logs, const char *more)
{
    g_autofree char *text = query_both(logs->base, logs->narrowed->str);
    return query_both(text, more);
}

struct request *logs_request(const struct logs *logs, const char *more, bool newest_first,
                             int count)
{
    struct request *request = request_rows("logs", log_rows_fields());
    logs_columns_ask(logs, request);
    g_autofree char *query = query_with(logs, more);
    request_add(request, "query", query);
    request_add(request, "sort", newest_first ? "-timestamp_precise" : "timestamp_precise");
    request_addf(request, "per_page", "%d", count);
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
    logs_strip_ask(view);
}

static void forget_all(struct view *view)
{
    struct logs *logs = view->state;
    uint64_t *asks[] = {&logs->first_ask, &logs->older_ask, &logs->newer_ask, &logs->volume_ask};
    for (size_t i = 0; i < G_N_ELEMENTS(asks); i++) {
        desk_forget(view, *asks[i]);
        *asks[i] = 0;
    }
    logs_tail_stop(view);
    logs_gap_stop(view);
    logs_trouble_clear(&logs->older);
}

static void forget_pages(struct logs *logs)
{
    logs_paging_clear(&logs->older_paging);
    logs_paging_clear(&logs->newer_paging);
}

/* At a row that is to stay, or held at a time, what stands before and after it is asked for; else
 * the newest. */
void logs_ask(struct view *view)
{
    struct logs *logs = view->state;
    const struct scope *scope = desk_scope(view->desk);
    if (logs->source) {
        logs_files_select(view);
        return;
    }
    forget_all(view);
    logs->fresh = true;
    logs->loading_all = false;
    logs_drop_pages(logs);
    forget_pages(logs);
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
        logs->first_ask =
            desk_ask(view, logs_request(logs, before, true, LOGS_PAGE_ROWS), 0, false);
        logs->newer_ask =
            desk_ask(view, logs_request(logs, after, false, LOGS_PAGE_ROWS), 0, false);
    } else {
        logs->first_ask = desk_ask(view, logs_request(logs, NULL, true, LOGS_PAGE_ROWS), 0, false);
    }
    ask_volume(view);
}

void logs_ask_older(struct view *view)
{
    struct logs *logs = view->state;
    int64_t oldest = log_rows_oldest_ns(logs->rows);
    if (logs->source || logs->older_ask || logs->first_ask || logs->no_older ||
        oldest == INT64_MAX || logs->taking_older || log_rows_full(logs->rows, LOGS_LOAD_ROWS))
        return;
    /* With those of the same moment, which may be more than a page had. */
    g_autofree char *before = g_strdup_printf("timestamp_precise:<=%" G_GINT64_FORMAT, oldest);
    int count = logs->loading_all ? LOGS_LOAD_ROWS : LOGS_PAGE_ROWS;
    struct request *request = logs_request(logs, before, true, count);
    logs_paging_go_on(&logs->older_paging, request, oldest);
    logs->older_ask = desk_ask(view, request, 0, false);
}

void logs_ask_newer(struct view *view)
{
    struct logs *logs = view->state;
    int64_t newest = log_rows_newest_ns(logs->rows);
    if (logs->source || !(desk_scope(view->desk)->held || logs->gap) || logs->newer_ask ||
        logs->first_ask || logs->no_newer || newest == INT64_MIN)
        return;
    g_autofree char *after = g_strdup_printf("timestamp_precise:>=%" G_GINT64_FORMAT, newest);
    struct request *request = logs_request(logs, after, false, LOGS_PAGE_ROWS);
    logs_paging_go_on(&logs->newer_paging, request, newest);
    logs->newer_ask = desk_ask(view, request, 0, false);
}

void logs_load(struct view *view, bool load)
{
    struct logs *logs = view->state;
    char held[24], bytes[24];
    quantity_text((double)log_rows_memory(logs->rows), "byte", bytes, sizeof bytes);
    quantity_count((int64_t)log_rows_held(logs->rows), held, sizeof held);
    bool full = log_rows_full(logs->rows, LOGS_LOAD_ROWS), all = logs->no_older || logs->source;
    logs->loading_all = load && !full && !all;
    if (logs->loading_all)
        logs_ask_older(view);
    else if (full)
        desk_say(view->desk, false,
                 "%s rows are loaded, as many as are held, in %s: :log-rows holds more", held,
                 bytes);
    else
        desk_say(view->desk, false, all ? "%s rows: the whole range" : "%s rows are loaded", held);
}

/* --- replies --- */

static void clear_if_fresh(struct logs *logs)
{
    if (!logs->fresh)
        return;
    log_rows_clear(logs->rows);
    logs->fresh = false;
    logs->waiting = 0;
    logs->list.count = logs->list.cursor = logs->list.top = 0;
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
    if (loaded || logs->source)
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

/* What lies behind a page of rows that were known. */
static void ask_again(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->older_paging.again && !logs->older_ask)
        logs_ask_older(view);
    if (logs->newer_paging.again && !logs->newer_ask)
        logs_ask_newer(view);
}

static void older_taken(struct view *view, const struct rows *rows, size_t added)
{
    struct logs *logs = view->state;
    logs->no_older |= logs_paging_taken(logs, &logs->older_paging, rows, added);
    logs->taking_older = false;
    if (logs->loading_all)
        logs_load(view, true);
    ask_again(view);
}

static void rows_came(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    const struct rows *rows = answer->object;
    bool first = subscription == logs->first_ask;
    bool older = subscription == logs->older_ask, newer = subscription == logs->newer_ask;
    clear_if_fresh(logs);
    if (first || older)
        logs->no_older =
            rows->count < (older && logs->loading_all ? LOGS_LOAD_ROWS : LOGS_PAGE_ROWS);
    if (older)
        logs_paging_came(&logs->older_paging, answer, !logs->no_older);
    if (newer) {
        logs->no_newer = rows->count < LOGS_PAGE_ROWS;
        logs->gap = logs->gap && !logs->no_newer;
        logs_paging_came(&logs->newer_paging, answer, !logs->no_newer);
    }
    if (older && rows->count > LOGS_PAGE_ROWS) {
        logs->taking_older = true;
        logs_take_slowly(view, reply_take(answer), NULL, older_taken);
        return;
    }
    size_t added = logs_take(view, rows, 0, rows->count);
    logs->no_older |= older && logs_paging_taken(logs, &logs->older_paging, rows, added);
    logs->no_newer |= newer && logs_paging_taken(logs, &logs->newer_paging, rows, added);
    if (!logs->gap && (first || newer))
        logs_tail_covers(logs, answer, first && rows->count >= LOGS_PAGE_ROWS);
    if (!logs->wanted_ns && (first || (newer && !logs->moved)))
        go_to_time(view);
}

void logs_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    if (logs_columns_reply(view, subscription, answer) ||
        logs_surrounding_reply(view, subscription, answer) ||
        logs_whole_reply(view, subscription, answer) ||
        logs_copying_reply(view, subscription, answer) ||
        logs_strip_reply(view, subscription, answer))
        return;
    if (subscription == logs->volume_ask) {
        if (answer->kind == REPLY_TIMESERIES && answer->object)
            volume_came(logs, answer->object);
        return;
    }
    if (subscription == logs->older_ask)
        logs_trouble_note(&logs->older, answer);
    if (subscription == logs->tail.ask)
        logs_tail_reply(view, answer);
    else if (subscription == logs->fill.ask)
        logs_gap_reply(view, answer);
    else if (answer->kind == REPLY_ROWS && answer->object)
        rows_came(view, subscription, answer);
    if (answer->retry_at_ms != 0)
        return;
    uint64_t *asks[] = {&logs->first_ask, &logs->older_ask, &logs->newer_ask};
    for (size_t i = 0; i < G_N_ELEMENTS(asks); i++)
        body_answered(asks[i], subscription, answer);
    if (logs->loading_all && !logs->first_ask && !logs->older_ask && !logs->taking_older)
        logs_load(view, answer->failure == FAILURE_NONE);
    ask_again(view);
    logs_tail_later(view);
}
