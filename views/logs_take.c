/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking rows into a log view, and filtering them: a slice at a time, between keys, while the row
 * under the cursor stays where it is.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/desk.h"

#define SLICE_US  3000 /* of filtering */
#define TAKE_ROWS 500

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

void logs_hold_row(struct logs *logs)
{
    if (logs->unfinished && !logs->list.at_end)
        logs_keep_row(logs);
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
    size_t at = log_rows_find(logs->rows, logs->wanted, logs->wanted_ns - NS_PER_MS,
                              logs->wanted_ns + NS_PER_MS);
    list_go(&logs->list, at != SIZE_MAX ? at : nearest(logs->rows, logs->wanted_ns));
    logs->list.at_end = false;
    size_t above = MIN(logs->list.cursor, MIN(logs->wanted_line, height - 1));
    logs->list.top = MIN(logs->list.cursor - above, count > height ? count - height : 0);
}

/* --- in slices --- */

static gboolean work_on(void *data);

/* A large page of rows. */
struct page {
    struct rows *rows;
    size_t taken, added;
    struct log_arrival arrival; /* at_ns 0 = they are loaded, from before */
    void (*done)(struct view *view, const struct rows *rows, size_t added);
};

/* What workers do is waited for without looking. */
static bool has_work(const struct logs *logs)
{
    return logs->pages || (logs->unfinished && !log_rows_waits(logs->rows));
}

static void work_later(struct view *view)
{
    struct logs *logs = view->state;
    if (!logs->work_source && has_work(logs))
        logs->work_source = g_idle_add(work_on, view);
}

/* The row under the cursor stays, unless the end is followed. */
static size_t add_rows(struct logs *logs, const struct rows *rows, size_t from, size_t to)
{
    bool keep =
        !logs->list.at_end && logs->list.cursor < log_rows_count(logs->rows) && !logs->wanted_ns;
    if (keep)
        logs_keep_row(logs);
    size_t added = log_rows_add(logs->rows, rows, from, to);
    logs->unfinished = log_rows_work(logs->rows, SLICE_US);
    if (keep && !logs->unfinished) {
        list_resize(&logs->list, log_rows_count(logs->rows), MAX(logs->list.height, 1));
        logs_settle(logs);
        logs_want_nothing(logs);
    }
    logs_seek_anew(logs);
    return added;
}

size_t logs_take(struct view *view, const struct rows *rows, size_t from, size_t to)
{
    size_t added = add_rows(view->state, rows, from, to);
    work_later(view);
    return added;
}

static void page_free(void *data)
{
    struct page *page = data;
    rows_free(page->rows);
    g_free(page);
}

void logs_drop_pages(struct logs *logs)
{
    g_list_free_full(g_steal_pointer(&logs->pages), page_free);
    logs->taking_older = logs->tail.taking = logs->fill.taking = false;
}

/* Rows that arrive go in with the oldest first, at the end of what is held; others, which stand
 * before it, with the newest first. */
static void take_some(struct view *view)
{
    struct logs *logs = view->state;
    struct page *page = logs->pages->data;
    size_t count = MIN(TAKE_ROWS, page->rows->count - page->taken);
    bool arriving = page->arrival.at_ns != 0;
    size_t from = arriving ? page->rows->count - page->taken - count : page->taken;
    log_rows_arriving(logs->rows, arriving ? &page->arrival : NULL);
    page->added += add_rows(logs, page->rows, from, from + count);
    log_rows_arriving(logs->rows, NULL);
    page->taken += count;
    if (page->taken < page->rows->count)
        return;
    logs->pages = g_list_remove(logs->pages, page);
    page->done(view, page->rows, page->added);
    page_free(page);
}

void logs_take_slowly(struct view *view, struct rows *rows, const struct log_arrival *arrival,
                      void (*done)(struct view *view, const struct rows *rows, size_t added))
{
    struct logs *logs = view->state;
    struct page *page = g_new0(struct page, 1);
    *page = (struct page){.rows = rows, .done = done};
    if (arrival)
        page->arrival = *arrival;
    bool alone = !logs->pages && rows->count <= LOGS_PAGE_ROWS;
    logs->pages = g_list_append(logs->pages, page);
    while (alone && logs->pages)
        take_some(view);
    work_later(view);
}

static void filter_some(struct logs *logs)
{
    logs_hold_row(logs);
    logs->unfinished = log_rows_work(logs->rows, SLICE_US);
}

static gboolean work_on(void *data)
{
    struct view *view = data;
    struct logs *logs = view->state;
    if (logs->pages)
        take_some(view);
    else
        filter_some(logs);
    logs_redraw(view);
    if (has_work(logs))
        return G_SOURCE_CONTINUE;
    logs->work_source = 0;
    return G_SOURCE_REMOVE;
}

void logs_work(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->work_source)
        return;
    filter_some(logs);
    work_later(view);
}

void logs_wake(void *data)
{
    struct view *view = data;
    logs_work(view);
    logs_redraw(view);
}
