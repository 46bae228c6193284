/* SPDX-License-Identifier: Apache-2.0
 *
 * Stretches of time of which no rows were received: how such a gap looks among the rows, and
 * loading what is missing.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "views/body.h"

#define PAGES         4 /* of gaps that are asked for by themselves, between two answers of the tail */
#define RESTS         5 /* such answers, after a failure */
#define RESTS_OF_PAGE 2 /* the same, after one of a page of the tail */

/* --- pages that do not come --- */

void logs_trouble_clear(struct logs_trouble *trouble)
{
    g_clear_pointer(&trouble->error, g_free);
    trouble->retry_at_ms = 0;
}

bool logs_trouble_note(struct logs_trouble *trouble, const struct reply *answer)
{
    logs_trouble_clear(trouble);
    if (answer->failure == FAILURE_NONE)
        return false;
    trouble->error = g_strdup(answer->error ? answer->error : "the request failed");
    trouble->retry_at_ms = answer->retry_at_ms;
    return true;
}

void logs_trouble_say(const struct view *view, const struct logs_trouble *trouble, GString *out)
{
    int64_t wait_ms = trouble->retry_at_ms - desk_now_ms(view->desk);
    g_autofree char *wait = body_ago(wait_ms);
    g_string_append(out, trouble->error);
    if (trouble->retry_at_ms && wait_ms > 0)
        g_string_append_printf(out, ", next try in %s", wait);
    else if (trouble->retry_at_ms)
        g_string_append(out, ", tried again");
}

/* --- what is said --- */

bool logs_gap_here(const struct logs *logs, struct log_gap *out)
{
    return logs->list.cursor < log_rows_count(logs->rows) &&
           log_row_gap(logs->rows, logs->list.cursor, out);
}

static void append_range(const struct view *view, const struct log_gap *gap, GString *out)
{
    char from[40], to[40], length[24];
    double us = (double)(gap->to_ns - gap->from_ns) / 1000;
    g_string_append_printf(
        out, "%s - %s (%s)",
        scope_time(desk_scope(view->desk), gap->from_ns / NS_PER_MS, from, sizeof from),
        scope_time(desk_scope(view->desk), gap->to_ns / NS_PER_MS, to, sizeof to),
        quantity_duration(us, length, sizeof length));
}

static bool is_loading(const struct logs *logs)
{
    return logs->fill.ask || logs->fill.taking;
}

void logs_gap_say(const struct view *view, const struct log_gap *gap, GString *out)
{
    const struct logs *logs = view->state;
    char time[40];
    if (gap->to_ns == INT64_MAX) {
        g_string_append_printf(
            out, "nothing received since %s",
            scope_time(desk_scope(view->desk), gap->from_ns / NS_PER_MS, time, sizeof time));
        if (logs->tail.trouble.error)
            g_string_append(out, ": ");
        if (logs->tail.trouble.error)
            logs_trouble_say(view, &logs->tail.trouble, out);
        return;
    }
    bool asked = is_loading(logs) && logs->fill.gap.from_ns == gap->from_ns;
    bool failed = asked && logs->fill.trouble.error;
    g_string_append(out, asked && !failed ? "loading " : "not received ");
    append_range(view, gap, out);
    if (failed)
        g_string_append(out, ": ");
    if (failed)
        logs_trouble_say(view, &logs->fill.trouble, out);
    else if (!asked)
        g_string_append(out, ", Enter loads it");
}

bool logs_gap_draw(const struct view *view, struct surface *surface, int y, size_t row)
{
    const struct logs *logs = view->state;
    struct log_gap gap;
    if (!log_row_gap(logs->rows, row, &gap))
        return false;
    g_autoptr(GString) text = g_string_new(NULL);
    logs_gap_say(view, &gap, text);
    surface_run(surface, y, 1, surface->cols - 1, ROLE_HAIRLINE, "─", '-');
    surface_printf(surface, y, 4, surface->cols - 4, ROLE_CHANGED, " %s ", text->str);
    return true;
}

/* --- loading: what the user asks for, and by itself what more came than an answer holds --- */

static void ask(struct view *view)
{
    struct logs *logs = view->state;
    const struct log_gap *gap = &logs->fill.gap;
    g_autofree char *more = g_strdup_printf("timestamp_precise:>%" G_GINT64_FORMAT
                                            " timestamp_precise:<=%" G_GINT64_FORMAT,
                                            gap->from_ns, gap->to_ns);
    struct request *request = logs_request(logs, more, true, LOGS_LOAD_ROWS);
    logs_paging_go_on(&logs->fill.paging, request, gap->to_ns);
    logs->fill.ask =
        body_ask_range(view, request, gap->from_ns / NS_PER_MS, gap->to_ns / NS_PER_MS + 1);
}

static void begin(struct view *view, struct log_gap gap, bool chosen)
{
    struct logs *logs = view->state;
    logs->fill.gap = gap;
    logs->fill.chosen = chosen;
    logs->fill.came = 0;
    logs_trouble_clear(&logs->fill.trouble);
    ask(view);
}

void logs_gap_rest(struct logs *logs)
{
    logs->fill.rests = RESTS_OF_PAGE;
}

void logs_gap_stop(struct view *view)
{
    struct logs_fill *fill = &((struct logs *)view->state)->fill;
    desk_forget(view, fill->ask);
    logs_trouble_clear(&fill->trouble);
    logs_paging_clear(&fill->paging);
    *fill = (struct logs_fill){0};
}

/* One that waits for its next try is asked for anew: the user may know better. */
static void begin_now(struct view *view, struct log_gap gap)
{
    struct logs_fill *fill = &((struct logs *)view->state)->fill;
    struct logs_paging paging = fill->paging;
    fill->paging = (struct logs_paging){0};
    logs_gap_stop(view);
    fill->paging = paging; /* within a moment it goes on where it was */
    begin(view, gap, true);
}

bool logs_gap_load(struct view *view)
{
    struct logs *logs = view->state;
    struct log_gap gap;
    if (!logs_gap_here(logs, &gap))
        return false;
    if (gap.to_ns == INT64_MAX)
        desk_say(view->desk, false, "it is asked for again and again; r asks now");
    else if (is_loading(logs) && !logs->fill.trouble.error)
        desk_say(view->desk, false, "a gap is being loaded");
    else
        begin_now(view, gap);
    return true;
}

/* The newest that ended within the live range; what is before it the user did not ask for. */
static bool newest(const struct view *view, struct log_gap *out)
{
    const struct logs *logs = view->state;
    int64_t start_ns = clock_now_ns() - desk_scope(view->desk)->period_ms * NS_PER_MS;
    for (size_t at = log_rows_gaps(logs->rows); at-- > 0;) {
        *out = log_rows_gap(logs->rows, at);
        if (out->to_ns != INT64_MAX)
            return out->to_ns > start_ns;
    }
    return false;
}

static void load_next(struct view *view)
{
    struct logs *logs = view->state;
    struct logs_fill *fill = &logs->fill;
    struct log_gap gap;
    if (is_loading(logs) || fill->pages <= 0 || log_rows_full(logs->rows, LOGS_LOAD_ROWS) ||
        desk_scope(view->desk)->held || desk_paused(view->desk) || !newest(view, &gap))
        return;
    fill->pages--;
    begin(view, gap, false);
}

void logs_gap_load_newest(struct view *view)
{
    struct logs_fill *fill = &((struct logs *)view->state)->fill;
    fill->rests -= fill->rests > 0;
    fill->pages = fill->rests > 0 ? 0 : PAGES;
    load_next(view);
}

/* --- what came --- */

static int64_t oldest_of(const struct rows *rows)
{
    int64_t oldest = INT64_MAX;
    for (size_t row = 0; row < rows->count; row++)
        oldest = MIN(oldest, log_rows_time_of(rows, row));
    return oldest;
}

static void tell(const struct view *view, const struct logs_fill *fill, bool more)
{
    char count[24];
    quantity_count((int64_t)fill->came, count, sizeof count);
    if (more)
        desk_say(view->desk, false, "%s rows came; Enter loads more of the gap", count);
    else if (fill->came == 0)
        desk_say(view->desk, false, "no rows are there: nothing was missed");
    else
        desk_say(view->desk, false, "%s rows came: the gap is closed", count);
}

/* Newest first: what is left of a gap is its beginning, up to where this says; 0 = nothing is. Of a
 * moment with more rows than a page the server's cursor leads on; where it does not, what is before
 * that moment is left. */
static int64_t left_of(const struct logs_fill *fill, const struct rows *rows)
{
    int64_t oldest = oldest_of(rows);
    if (rows->count == 0 || (rows->count < LOGS_LOAD_ROWS && !fill->continues))
        return 0;
    if (oldest < fill->gap.to_ns)
        return oldest;
    return fill->paging.cursor ? fill->gap.to_ns : fill->gap.to_ns - 1;
}

static void taken(struct view *view, const struct rows *rows, size_t added)
{
    struct logs *logs = view->state;
    struct logs_fill *fill = &logs->fill;
    logs_paging_taken(logs, &fill->paging, rows, added);
    int64_t left_ns = left_of(fill, rows);
    bool more = left_ns > fill->gap.from_ns;
    fill->taking = false;
    fill->came += added;
    logs_keep_row(logs);
    log_rows_end_gap(logs->rows, fill->gap.from_ns, left_ns);
    logs_work(view);
    if (fill->chosen && more && added == 0) {
        fill->gap.to_ns = left_ns;
        ask(view);
        return;
    }
    if (fill->chosen)
        tell(view, fill, more);
    load_next(view);
}

void logs_gap_reply(struct view *view, struct reply *answer)
{
    struct logs *logs = view->state;
    body_answered(&logs->fill.ask, logs->fill.ask, answer);
    if (logs_trouble_note(&logs->fill.trouble, answer)) {
        logs->fill.rests = RESTS;
    } else if (answer->kind == REPLY_ROWS && answer->object) {
        logs->fill.taking = true;
        logs->fill.continues = answer->next_cursor != NULL;
        logs_paging_came(&logs->fill.paging, answer, true);
        logs_take_slowly(view, reply_take(answer), NULL, taken);
    }
}
