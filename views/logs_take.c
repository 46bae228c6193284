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

/* What workers do is waited for without looking. */
static bool has_work(const struct logs *logs)
{
    return logs->page || (logs->unfinished && !log_rows_waits(logs->rows));
}

static void work_later(struct view *view)
{
    struct logs *logs = view->state;
    if (!logs->work_source && has_work(logs))
        logs->work_source = g_idle_add(work_on, view);
}

/* The row under the cursor stays, unless the end is followed. */
size_t logs_take(struct view *view, const struct rows *rows, size_t from, size_t to)
{
    struct logs *logs = view->state;
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
    work_later(view);
    return added;
}

void logs_take_slowly(struct view *view, struct rows *page)
{
    struct logs *logs = view->state;
    logs_drop_page(logs);
    logs->page = page;
    work_later(view);
}

void logs_drop_page(struct logs *logs)
{
    g_clear_pointer(&logs->page, rows_free);
    logs->taken = 0;
}

static void take_some(struct view *view)
{
    struct logs *logs = view->state;
    size_t from = logs->taken, to = MIN(from + TAKE_ROWS, logs->page->count);
    logs_take(view, logs->page, from, to);
    logs->taken = to;
    if (to < logs->page->count)
        return;
    logs_drop_page(logs);
    if (logs->loading_all)
        logs_load(view, true);
}

static gboolean work_on(void *data)
{
    struct view *view = data;
    struct logs *logs = view->state;
    if (logs->page)
        take_some(view);
    else
        logs->unfinished = log_rows_work(logs->rows, SLICE_US);
    desk_redraw(view->desk);
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
    logs->unfinished = log_rows_work(logs->rows, SLICE_US);
    work_later(view);
}

void logs_wake(void *data)
{
    struct view *view = data;
    logs_work(view);
    desk_redraw(view->desk);
}
