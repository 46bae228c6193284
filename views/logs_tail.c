/* SPDX-License-Identifier: Apache-2.0
 *
 * The tail of a log view. Each question asks again for the last half minute, and longer where rows
 * took longer to come, so that late rows are found; rows are known by their ids, so none comes
 * twice. Where more came than an answer holds, the pages before it are asked for at once; what is
 * not got then is a gap among the rows until logs_gap.c has loaded it, and so is the time while
 * nothing can be got at all.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/body.h"
#include "views/log_source.h"

#define TAIL_MS     2000
#define PAGES       4 /* asked for at a time, to close up with what was held */
#define OVERLAP_NS  (30 * NS_PER_SECOND)
#define OVERLAP_MAX (300 * NS_PER_SECOND)
#define STEADY_NS   (10 * NS_PER_SECOND) /* answers this close tell how long rows take to come */

static gboolean tail(void *data);

static bool is_busy(const struct logs_tail *tailing)
{
    return tailing->ask || tailing->taking;
}

void logs_tail_later(struct view *view)
{
    struct logs *logs = view->state;
    if (!logs->source && !logs->tail.timer && !is_busy(&logs->tail) && !logs->gap &&
        !desk_scope(view->desk)->held)
        logs->tail.timer = g_timeout_add_seconds(TAIL_MS / 1000, tail, view); /* with the clock */
}

void logs_tail_stop(struct view *view)
{
    struct logs_tail *tailing = &((struct logs *)view->state)->tail;
    desk_forget(view, tailing->ask);
    if (tailing->timer)
        g_source_remove(tailing->timer);
    logs_trouble_clear(&tailing->trouble);
    *tailing = (struct logs_tail){.lag_ns = -1};
}

void logs_go_on(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->source)
        log_source_go_on(logs->source);
    if (!logs->tail.paused || desk_paused(view->desk))
        return;
    logs->tail.paused = false;
    logs_tail_later(view);
}

void logs_tail_covers(struct logs *logs, const struct reply *answer, bool cut)
{
    logs->tail.covered_ns = answer->received_ms * NS_PER_MS;
    logs->tail.floor_ns = cut ? log_rows_oldest_ns(logs->rows) : 0;
}

/* --- asking --- */

static int64_t overlap(const struct logs *logs)
{
    int64_t took_ns;
    log_rows_late(logs->rows, &took_ns);
    return CLAMP(2 * MIN(took_ns, OVERLAP_MAX), OVERLAP_NS, OVERLAP_MAX);
}

/* What came since, and may have come late; of it, what is before that which came already. */
static void ask(struct view *view)
{
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    g_autoptr(GString) more = g_string_new(NULL);
    if (tailing->newest_ns != INT64_MIN)
        g_string_append_printf(more, "timestamp_precise:>%" G_GINT64_FORMAT,
                               MAX(tailing->newest_ns - overlap(logs), tailing->floor_ns - 1));
    if (tailing->pages > 0)
        g_string_append_printf(more, " timestamp_precise:<=%" G_GINT64_FORMAT, tailing->reach_ns);
    bool loading = view->loading; /* what is there already is what there is to show */
    struct request *request = logs_request(logs, more->str, true, tailing->per_page);
    request->patience = PATIENCE_IF_SAME;
    tailing->ask = desk_ask(view, request, 0, false);
    view->loading = loading;
}

/* What comes between two questions and half as much, so that one answer has it all. */
static int page_rows(const struct logs_tail *tailing)
{
    double rows = tailing->rate * TAIL_MS / MS_PER_SECOND * 1.5;
    return (int)CLAMP(rows, LOGS_PAGE_ROWS, LOGS_LOAD_ROWS);
}

static gboolean tail(void *data)
{
    struct view *view = data;
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    tailing->timer = 0;
    if (desk_scope(view->desk)->held || is_busy(tailing))
        return G_SOURCE_REMOVE;
    if (desk_paused(view->desk)) {
        tailing->paused = true;
        return G_SOURCE_REMOVE;
    }
    tailing->newest_ns = log_rows_newest_ns(logs->rows);
    tailing->reach_ns = INT64_MAX;
    tailing->pages = 0;
    tailing->came = 0;
    tailing->per_page = page_rows(tailing);
    ask(view);
    logs_tail_later(view);
    return G_SOURCE_REMOVE;
}

/* --- what is missed --- */

static void miss(struct logs *logs, int64_t from_ns, int64_t to_ns)
{
    struct logs_tail *tailing = &logs->tail;
    if (from_ns <= 0 || from_ns >= to_ns)
        return;
    log_rows_add_gap(logs->rows, (struct log_gap){from_ns, to_ns});
    if (to_ns != INT64_MAX)
        tailing->floor_ns = to_ns;
}

/* What the pages that came do not reach back to. Those that end within the newest moment held may
 * lack some of it, too. */
static void miss_before(struct logs *logs)
{
    const struct logs_tail *tailing = &logs->tail;
    miss(logs, MIN(tailing->newest_ns, tailing->reach_ns - 1), tailing->reach_ns);
}

static void failed(struct logs *logs, const struct reply *answer)
{
    struct logs_tail *tailing = &logs->tail;
    logs_trouble_note(&tailing->trouble, answer);
    if (tailing->failed_ns != 0 || log_rows_held(logs->rows) == 0)
        return;
    tailing->failed_ns = MAX(log_rows_newest_ns(logs->rows), tailing->covered_ns);
    miss(logs, tailing->failed_ns, INT64_MAX);
}

static void works_again(struct logs *logs)
{
    if (logs->tail.failed_ns != 0)
        log_rows_end_gap(logs->rows, logs->tail.failed_ns, 0);
    logs->tail.failed_ns = 0;
    logs_trouble_clear(&logs->tail.trouble);
}

/* --- what came --- */

static gint by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Rows that were not there at the last answer came since: half an interval ago, taken together. How
 * long before that they happened is how long they took, in the middle. */
static void note_lag(struct logs_tail *tailing, const struct rows *rows, int64_t now_ns)
{
    int64_t interval = now_ns - tailing->covered_ns;
    g_autofree int64_t *ages = g_new(int64_t, rows->count + 1);
    size_t count = 0;
    for (size_t row = 0; row < rows->count; row++) {
        int64_t time_ns = log_rows_time_of(rows, row);
        if (time_ns > tailing->newest_ns)
            ages[count++] = now_ns - time_ns;
    }
    if (tailing->covered_ns == 0 || interval > STEADY_NS || count == 0)
        return;
    qsort(ages, count, sizeof *ages, by_value);
    int64_t lag = MAX(ages[count / 2] - interval / 2, 0);
    tailing->lag_ns = tailing->lag_ns < 0 ? lag : tailing->lag_ns + (lag - tailing->lag_ns) / 4;
}

static void note_rate(struct logs_tail *tailing, const struct rows *rows, int64_t now_ns, bool cut)
{
    int64_t oldest = INT64_MAX, newest = INT64_MIN;
    double interval = (double)(now_ns - tailing->covered_ns) / (double)NS_PER_SECOND;
    if (tailing->covered_ns > 0 && interval > 0)
        tailing->rate = (double)tailing->came / interval;
    for (size_t row = 0; cut && row < rows->count; row++) {
        oldest = MIN(oldest, log_rows_time_of(rows, row));
        newest = MAX(newest, log_rows_time_of(rows, row));
    }
    if (newest > oldest)
        tailing->rate = (double)rows->count * NS_PER_SECOND / (double)(newest - oldest);
}

/* A live range may have moved past what was got before a long silence. */
static void whole(struct view *view, int64_t now_ns)
{
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    int64_t start_ns = now_ns - desk_scope(view->desk)->period_ms * NS_PER_MS;
    if (tailing->covered_ns > 0)
        miss(logs, MAX(tailing->newest_ns, tailing->covered_ns), start_ns);
    tailing->covered_ns = now_ns;
}

/* The newest rows came, and one of the pages before them did not: what it would have had is a gap,
 * which is asked for again later, while newer rows go on coming. */
static void page_failed(struct view *view)
{
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    desk_forget(view, tailing->ask);
    tailing->ask = 0;
    miss_before(logs);
    whole(view, tailing->received_ns);
    logs_gap_rest(logs);
    logs_tail_later(view);
}

/* Whether the pages that came do not reach what was held, or end within its newest moment and had
 * some that is new: where nothing is, the moment fills a page each time and lacks nothing. */
static bool ends_short(const struct logs_tail *tailing)
{
    return tailing->newest_ns != INT64_MIN &&
           (tailing->reach_ns > tailing->newest_ns ||
            (tailing->reach_ns == tailing->newest_ns && tailing->came > 0));
}

/* More may have come than a page holds: the pages before it are asked for at once, as large as they
 * can be, up to what was held or to where newer rows have waited long enough: what is left is a
 * gap, which is loaded between the next answers. */
static void came(struct view *view, const struct rows *rows, int64_t now_ns)
{
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    works_again(logs);
    bool whole_page = rows->count >= (size_t)tailing->per_page;
    bool more = (whole_page || tailing->continues) && ends_short(tailing);
    if (tailing->pages == 0 && !more)
        note_lag(tailing, rows, now_ns);
    if (more && ++tailing->pages < PAGES) {
        tailing->per_page = LOGS_LOAD_ROWS;
        ask(view);
        return;
    }
    note_rate(tailing, rows, now_ns, more);
    if (more)
        miss_before(logs);
    whole(view, now_ns);
    logs_gap_load_newest(view);
}

static void taken(struct view *view, const struct rows *rows, size_t added)
{
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    int64_t took_ns;
    tailing->taking = false;
    tailing->came += added;
    for (size_t row = 0; row < rows->count; row++)
        tailing->reach_ns = MIN(tailing->reach_ns, log_rows_time_of(rows, row));
    if (log_rows_late(logs->rows, &took_ns) > tailing->late_before)
        tailing->late_at_ns = tailing->received_ns;
    logs->waiting += logs->list.at_end ? 0 : added;
    came(view, rows, tailing->received_ns);
    logs_tail_later(view);
}

void logs_tail_reply(struct view *view, struct reply *answer)
{
    struct logs *logs = view->state;
    struct logs_tail *tailing = &logs->tail;
    int64_t took_ns;
    body_answered(&tailing->ask, tailing->ask, answer);
    if (answer->failure != FAILURE_NONE && tailing->pages > 0) {
        page_failed(view);
    } else if (answer->failure != FAILURE_NONE) {
        failed(logs, answer);
    } else if (answer->kind == REPLY_ROWS && answer->object) {
        tailing->received_ns = answer->received_ms * NS_PER_MS;
        tailing->late_before = log_rows_late(logs->rows, &took_ns);
        tailing->continues = answer->next_cursor != NULL;
        tailing->taking = true;
        logs_take_slowly(view, reply_take(answer),
                         &(struct log_arrival){tailing->received_ns, tailing->newest_ns}, taken);
    }
}
