/* SPDX-License-Identifier: Apache-2.0
 *
 * To the next row that matches, or is as bad, among up to a million: a slice at a time, between
 * keys, once it is known which rows pass the filter. A key that moves the cursor ends it.
 */
#include "views/logs_state.h"

#include "views/desk.h"

#define SLICE_US  3000
#define LOOK_ROWS 64 /* between two looks at the clock */

enum found { FOUND, FOUND_NONE, FOUND_MORE };

bool logs_row_matches(const struct logs *logs, size_t row, const struct matcher *matcher)
{
    return matcher_matches(matcher, log_row_text(logs->rows, row, "message")) ||
           matcher_matches(matcher, log_row_project(logs->rows, row));
}

static bool is_wanted(const struct logs *logs, size_t row)
{
    const struct seek *seek = &logs->seek;
    return seek->matcher ? logs_row_matches(logs, row, seek->matcher)
                         : log_row_level(logs->rows, row) >= seek->level;
}

static void go(struct logs *logs, size_t row)
{
    list_go(&logs->list, row);
    logs->list.at_end = false;
    logs->moved = true;
    logs_want_nothing(logs);
}

/* From the cursor; false while rows are still filtered: the numbers of those found change. */
static bool begin(struct logs *logs)
{
    if (logs->unfinished)
        logs->seek.begun = false;
    else if (!logs->seek.begun) {
        bool end = logs->list.at_end;
        list_resize(&logs->list, log_rows_count(logs->rows), MAX(logs->list.height, 1));
        if (end)
            list_end(&logs->list);
        logs_settle(logs);
        logs->seek.row = logs->list.cursor;
        logs->seek.begun = true;
    }
    return logs->seek.begun;
}

/* Past either end the row is no row any more, also when it was the first. */
static enum found look(struct logs *logs)
{
    struct seek *seek = &logs->seek;
    gint64 until = g_get_monotonic_time() + SLICE_US;
    size_t count = log_rows_count(logs->rows);
    if (!begin(logs))
        return FOUND_MORE;
    do {
        for (int i = 0; i < LOOK_ROWS; i++) {
            seek->row += (size_t)seek->direction;
            if (seek->row >= count && !seek->turns)
                return FOUND_NONE;
            if (seek->row >= count) {
                seek->turns = false;
                seek->turned = true;
                seek->direction = -seek->direction;
                seek->row = logs->list.cursor;
            } else if (is_wanted(logs, seek->row)) {
                go(logs, seek->row);
                return FOUND;
            }
        }
    } while (g_get_monotonic_time() < until);
    return FOUND_MORE;
}

void logs_seek_stop(struct logs *logs)
{
    if (logs->seek.source)
        g_source_remove(logs->seek.source);
    matcher_free(logs->seek.matcher);
    logs->seek = (struct seek){0};
}

static void say_none(struct view *view)
{
    const struct seek *seek = &((struct logs *)view->state)->seek;
    const char *where = (seek->direction > 0) != seek->turned ? "further" : "earlier";
    if (seek->matcher)
        desk_say(view->desk, true, "no %s match for %s", where, matcher_pattern(seek->matcher));
    else
        desk_say(view->desk, false, "no %s %s", where, level_name(seek->level));
}

static gboolean look_on(void *data)
{
    struct view *view = data;
    struct logs *logs = view->state;
    enum found found = look(logs);
    if (found == FOUND_MORE)
        return G_SOURCE_CONTINUE;
    logs->seek.source = 0;
    if (found == FOUND)
        desk_cursor_moved(view);
    else
        say_none(view);
    logs_seek_stop(logs);
    desk_redraw(view->desk);
    return G_SOURCE_REMOVE;
}

bool logs_seek(struct view *view, const struct matcher *matcher, enum level level, int direction,
               bool turns)
{
    struct logs *logs = view->state;
    logs_seek_stop(logs);
    logs->seek = (struct seek){.matcher = matcher_ref((struct matcher *)matcher),
                               .level = level,
                               .direction = direction,
                               .turns = turns};
    enum found found = look(logs);
    if (found == FOUND_MORE)
        logs->seek.source = g_idle_add(look_on, view);
    else
        logs_seek_stop(logs);
    return found != FOUND_NONE;
}

void logs_seek_anew(struct logs *logs)
{
    logs->seek.begun = false;
}
