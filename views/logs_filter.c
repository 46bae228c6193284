/* SPDX-License-Identifier: Apache-2.0
 *
 * What narrows a log view: a pattern and a floor of severity over the rows held, terms added to
 * what is asked for. Whatever is let through, the cursor stays on its row, or on the nearest in
 * time.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/body.h"
#include "views/message_fields.h"

#define FIRST_PAGE_US 6000   /* that a frame may wait for rows that pass */
#define KEY_LOOK_US   1000   /* between two looks whether a key came meanwhile */
#define AHEAD_US      500000 /* the same of a key */

static void remember(struct view *view)
{
    const struct logs *logs = view->state;
    bool floor = logs->floor > LEVEL_UNKNOWN;
    desk_remember(view, "level", floor ? level_name(logs->floor) : NULL);
    desk_remember(view, "query", logs->narrowed->len ? logs->narrowed->str : NULL);
    logs_filters_remember(view);
}

/* What is held is filtered anew, the cursor's row kept. */
static void refilter(struct logs *logs)
{
    logs_keep_row(logs);
    log_rows_set_filter(logs->rows, logs_row_filter(logs));
    logs->unfinished = log_rows_work(logs->rows, 0);
    logs->filters.fresh = logs->filters.awaited = true;
    logs->filters.ahead_us = g_get_monotonic_time() + AHEAD_US;
    logs_seek_anew(logs);
}

/* Several keys may have come before this frame: what they typed is waited for once, until the next
 * key at most. */
void logs_first_page(struct view *view)
{
    struct logs *logs = view->state;
    size_t page = (size_t)MAX(logs->list.height, 1);
    int64_t until = g_get_monotonic_time() + FIRST_PAGE_US;
    if (logs->filters.fresh && logs->unfinished)
        logs_hold_row(logs);
    while (logs->filters.fresh && logs->unfinished && log_rows_count(logs->rows) < page &&
           g_get_monotonic_time() < until && !desk_key_waits(view->desk))
        logs->unfinished = log_rows_work_for(logs->rows, page, KEY_LOOK_US);
    logs->filters.fresh = false;
}

void logs_redraw(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->filters.awaited && !logs->unfinished)
        desk_redraw_answer(view->desk);
    else
        desk_redraw(view->desk);
    logs->filters.awaited &= logs->unfinished;
    desk_ready(view->desk);
}

/* The newest row that passes is known first; of another, once those before it are looked at. */
static bool is_placed(const struct logs *logs)
{
    if (!logs->unfinished)
        return true;
    if (log_rows_count(logs->rows) == 0)
        return false;
    return !logs->wanted_ns || (log_rows_looked_ns(logs->rows) < logs->wanted_ns - NS_PER_MS &&
                                log_row_time_ns(logs->rows, 0) <= logs->wanted_ns);
}

void logs_place_cursor(struct logs *logs, int rows)
{
    bool end = logs->list.at_end, placed = is_placed(logs);
    size_t count = log_rows_count(logs->rows);
    list_resize(&logs->list, count, MAX(rows, 1));
    if (placed && logs->wanted_ns)
        logs_settle(logs);
    else if (end && count > 0)
        list_end(&logs->list);
    if (placed)
        logs->filters.ahead_us = 0;
}

bool logs_ready(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->filters.ahead_us == 0)
        return true;
    logs_first_page(view);
    logs_place_cursor(logs, logs->list.height);
    return logs->filters.ahead_us <= g_get_monotonic_time();
}

void logs_recall(struct view *view)
{
    struct logs *logs = view->state;
    g_autofree char *level = desk_recall(view, "level", true);
    g_autofree char *query = desk_recall(view, "query", true);
    g_autofree char *time = desk_recall(view, "time", false);
    g_autofree char *wrap = desk_recall(view, "wrap", false);
    logs->lines.wrap = wrap != NULL;
    logs_filters_recall(view);
    logs->floor = level ? level_parse(level) : LEVEL_UNKNOWN;
    if (query)
        g_string_assign(logs->narrowed, query);
    if (time && g_ascii_isdigit(*time))
        logs->time_column = (enum logs_time)(g_ascii_digit_value(*time) % LOGS_TIME_COUNT);
    log_rows_set_filter(logs->rows, logs_row_filter(logs));
}

void logs_filters_changed(struct view *view)
{
    refilter(view->state);
    remember(view);
    desk_redraw(view->desk);
}

static bool is_filtered(const struct logs *logs)
{
    return logs_filters_any(&logs->filters) || logs->floor > LEVEL_UNKNOWN || logs->narrowed->len;
}

static void clear_filters(struct view *view)
{
    struct logs *logs = view->state;
    bool asked = logs->narrowed->len > 0;
    g_string_truncate(logs->narrowed, 0);
    logs->floor = LEVEL_UNKNOWN;
    logs_filters_off(&logs->filters);
    logs_filters_changed(view);
    if (asked)
        logs_ask(view);
}

bool logs_unfilter(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->loading_all) {
        logs_load(view, false);
        return true;
    }
    if (logs_drop_range(logs))
        return true;
    if (!is_filtered(logs))
        return false;
    clear_filters(view);
    if (logs->base)
        desk_say(view->desk, false, "no filter: every log of %s",
                 logs->about ? logs->about : logs->base);
    else
        desk_say(view->desk, false, "no filter: every log in scope");
    return true;
}

void logs_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    if (!matcher && !logs_unfilter(view))
        desk_say(view->desk, false, "nothing was filtered");
    if (!matcher)
        return;
    logs_filters_add(&((struct logs *)view->state)->filters, matcher, hide);
    logs_filters_changed(view);
}

/* The row under the cursor with where it stood. */
struct logs_place {
    bool at_end;
    char *id;
    int64_t time_ns;
    size_t line;
};

void logs_forget_trial(struct logs *logs)
{
    if (!logs->before)
        return;
    g_free(logs->before->id);
    g_clear_pointer(&logs->before, g_free);
}

static void begin_trial(struct logs *logs)
{
    size_t row = logs->list.cursor;
    logs_forget_trial(logs);
    logs->filters.edited = NULL;
    logs->before = g_new0(struct logs_place, 1);
    logs->before->at_end = logs->list.at_end;
    if (row >= log_rows_count(logs->rows))
        return;
    logs->before->id = g_strdup(log_row_id(logs->rows, row));
    logs->before->time_ns = log_row_time_ns(logs->rows, row);
    logs->before->line = row - MIN(logs->list.top, row);
}

static void set_trial(struct logs *logs, const struct matcher *matcher, bool hide)
{
    struct matcher *taken = matcher_ref((struct matcher *)matcher);
    matcher_free(logs->filters.trial.matcher);
    logs->filters.trial = (struct logs_filter){.matcher = taken, .hide = hide};
    refilter(logs);
}

static void back_from_trial(struct logs *logs)
{
    const struct logs_place *before = logs->before;
    if (!logs->filters.trial.matcher) /* nothing was tried, or it was gone back from */
        return;
    logs_want_nothing(logs);
    logs->list.at_end = before->at_end;
    if (!before->at_end) {
        logs->wanted = g_strdup(before->id);
        logs->wanted_ns = before->time_ns;
        logs->wanted_line = before->line;
    }
    set_trial(logs, NULL, false);
}

void logs_try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                     bool hide)
{
    struct logs *logs = view->state;
    if (step == FILTER_BEGIN)
        begin_trial(logs);
    else if (step == FILTER_TRY)
        set_trial(logs, matcher, hide);
    else if (logs->before)
        back_from_trial(logs);
}

static void set_floor(struct view *view, int level)
{
    struct logs *logs = view->state;
    logs->floor = (enum level)CLAMP(level, LEVEL_UNKNOWN, LEVEL_FATAL);
    refilter(logs);
    remember(view);
    if (logs->floor > LEVEL_UNKNOWN)
        desk_say(view->desk, false, "%s and worse; Esc clears it", level_name(logs->floor));
    else
        desk_say(view->desk, false, "every level");
}

void logs_only_errors(struct view *view)
{
    struct logs *logs = view->state;
    set_floor(view, logs->floor == LEVEL_ERROR ? LEVEL_UNKNOWN : LEVEL_ERROR);
}

bool logs_raise_floor(void *context)
{
    struct logs *logs = ((struct view *)context)->state;
    set_floor(context, (int)logs->floor + 1);
    return true;
}

bool logs_lower_floor(void *context)
{
    struct logs *logs = ((struct view *)context)->state;
    set_floor(context, (int)logs->floor - 1);
    return true;
}

void logs_set_query(struct view *view, const char *text)
{
    struct logs *logs = view->state;
    logs_keep_row(logs);
    g_string_assign(logs->narrowed, text);
    remember(view);
    logs_ask(view);
}

void logs_narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct logs *logs = view->state;
    if (message_key(key)) { /* no server knows what stands in messages */
        g_autofree char *pattern = message_pattern(message_key(key), value);
        g_autoptr(matcher) matcher = matcher_new(pattern, NULL, NULL);
        if (matcher)
            logs_filter(view, matcher, out);
        return;
    }
    g_autofree char *text = body_narrowed(logs->narrowed->str, key, value, out);
    logs_set_query(view, text);
}

bool logs_query(const struct view *view, struct view_query *out)
{
    const struct logs *logs = view->state;
    *out = (struct view_query){.kind = QUERY_LOGS,
                               .text = logs->narrowed->str,
                               .fixed = logs->base,
                               .about = logs->about ? logs->about : logs->base};
    return true;
}

/* How many rows the server has for it: patterns of & are looked for here only. */
char *logs_question(const struct view *view)
{
    const struct logs *logs = view->state;
    g_autofree char *query = query_both(logs->base, logs->narrowed->str);
    if (logs->source) {
        desk_say(view->desk, true, "rows of files are counted by no server");
        return NULL;
    }
    return g_strdup_printf("%s | count() in logs", query);
}

static void forget_base(struct logs *logs)
{
    g_clear_pointer(&logs->base, g_free);
    g_clear_pointer(&logs->about, g_free);
}

bool logs_all(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    desk_clear_recalled(view->desk);
    clear_filters(view);
    forget_base(logs);
    logs_ask(view);
    desk_say(view->desk, false, "every log in scope");
    return true;
}

bool logs_go_to_row(struct view *view, const struct target *row)
{
    struct logs *logs = view->state;
    if (!row->item_id || row->time_ms <= 0)
        return false;
    logs_want_nothing(logs);
    logs->wanted = g_strdup(row->item_id);
    logs->wanted_ns = row->time_ms * NS_PER_MS;
    logs->wanted_line = (size_t)MAX(logs->list.height, 1) / 3;
    logs->list.at_end = false;
    logs->moved = true;
    if (!logs->fresh && log_rows_find(logs->rows, row->item_id, logs->wanted_ns,
                                      logs->wanted_ns + NS_PER_MS) != SIZE_MAX) {
        logs_settle(logs);
        return true;
    }
    if (logs->source && !is_filtered(logs))
        return false;
    if (is_filtered(logs) || (logs->base && !logs->fresh))
        return logs_all(view);
    logs_ask(view);
    return true;
}
