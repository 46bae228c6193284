/* SPDX-License-Identifier: Apache-2.0
 *
 * To the next place where rows pause, or come much faster than before.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/desk.h"

#define GAP_NS (10 * NS_PER_SECOND)

/* A gap says itself what is missing: the row behind it is no end of a pause. */
static bool begins(const struct log_rows *rows, size_t row)
{
    struct log_gap gap;
    if (log_row_gap(rows, row, &gap))
        return true;
    return !log_row_gap(rows, row - 1, &gap) &&
           log_row_time_ns(rows, row) - log_row_time_ns(rows, row - 1) >= GAP_NS;
}

void logs_next_burst(struct view *view, int direction)
{
    struct logs *logs = view->state;
    size_t count = log_rows_count(logs->rows);
    for (size_t row = logs->list.cursor + (size_t)direction; row > 0 && row < count;
         row += (size_t)direction) {
        if (!begins(logs->rows, row))
            continue;
        list_go(&logs->list, row);
        logs->list.at_end = false;
        return;
    }
    desk_say(view->desk, false, "no pause of 10 s or more %s", direction > 0 ? "below" : "above");
}
