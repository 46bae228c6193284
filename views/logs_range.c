/* SPDX-License-Identifier: Apache-2.0
 *
 * A range of time marked on log rows: `v` begins it at the cursor, the cursor is its other end, and
 * taking it holds every pane at it. What is copied is all of its rows (logs_copy.c).
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/desk.h"

static int64_t time_here(const struct logs *logs)
{
    return log_row_time_ns(logs->rows, logs->list.cursor);
}

bool logs_in_range(const struct logs *logs, size_t row)
{
    if (!logs->range_ns || logs->list.cursor >= log_rows_count(logs->rows))
        return false;
    int64_t here = time_here(logs), at = log_row_time_ns(logs->rows, row);
    return at >= MIN(here, logs->range_ns) && at <= MAX(here, logs->range_ns);
}

bool logs_range_rows(const struct logs *logs, size_t *from, size_t *to)
{
    size_t count = log_rows_count(logs->rows);
    if (!logs->range_ns || logs->list.cursor >= count)
        return false;
    *from = log_rows_at(logs->rows, MIN(time_here(logs), logs->range_ns));
    *to = log_rows_at(logs->rows, MAX(time_here(logs), logs->range_ns));
    while (*to < count && logs_in_range(logs, *to))
        ++*to;
    return *from < *to;
}

bool logs_range_times(const struct logs *logs, int64_t *from_ns, int64_t *to_ns)
{
    if (!logs->range_ns || logs->list.cursor >= log_rows_count(logs->rows))
        return false;
    *from_ns = MIN(time_here(logs), logs->range_ns);
    *to_ns = MAX(time_here(logs), logs->range_ns);
    return true;
}

bool logs_take_range(struct view *view)
{
    struct logs *logs = view->state;
    int64_t from, to;
    if (!logs_range_times(logs, &from, &to))
        return false;
    logs->range_ns = 0;
    if (logs->source)
        logs_files_range(view, from, to);
    else
        desk_hold(view->desk, from / NS_PER_MS, to / NS_PER_MS + 1);
    return true;
}

bool logs_drop_range(struct logs *logs)
{
    bool begun = logs->range_ns != 0;
    logs->range_ns = 0;
    return begun;
}

bool logs_range(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    if (logs_take_range(view))
        return true;
    if (logs->list.cursor >= log_rows_count(logs->rows))
        return false;
    logs->range_ns = time_here(logs);
    logs->list.at_end = false;
    desk_say(view->desk, false,
             "a range from here: j k to its other end, Enter holds it, yy copies its rows");
    return true;
}
