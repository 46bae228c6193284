/* SPDX-License-Identifier: Apache-2.0
 *
 * Gaps among the rows of logs, loaded from a server with a moment that has more rows than a page.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include "api/client/decode.h"
#include "base/clock.h"

#include <stdlib.h>

#define START    G_GINT64_CONSTANT(1790000000000000000)
#define PAGE     5
#define HELD     3  /* rows before the gap, a second from each other */
#define IN_GAP   4  /* rows in it, likewise */
#define AT_ONCE  18 /* rows of its last moment */
#define ALL_ROWS (HELD + IN_GAP + AT_ONCE)

/* Row 0 is the oldest. */
static int64_t time_of(int row)
{
    return START + MIN(row, HELD + IN_GAP) * NS_PER_SECOND;
}

/* What the server answers: of the rows in (from, to], newest first, a page behind `skip` of them.
 */
static struct reply *answer(int64_t from_ns, int64_t to_ns, int skip)
{
    struct reply *reply = g_new0(struct reply, 1);
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    int given = 0;
    for (int row = ALL_ROWS; row-- > 0;) {
        if (time_of(row) <= from_ns || time_of(row) > to_ns || skip-- > 0)
            continue;
        if (given++ < PAGE)
            g_string_append_printf(
                text,
                "%s{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
                ",\"severity\":\"info\",\"message\":\"row %d\"}",
                given > 1 ? "," : "", row, time_of(row), row);
    }
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    reply->kind = REPLY_ROWS;
    reply->object = decode_page(request, text->str, text->len, NULL);
    return reply;
}

/* How many of the rows in (from, to] there are. */
static int count_in(int64_t from_ns, int64_t to_ns)
{
    int count = 0;
    for (int row = 0; row < ALL_ROWS; row++)
        count += time_of(row) > from_ns && time_of(row) <= to_ns;
    return count;
}

/* The question for a page of the gap is answered; `leads`: with a cursor behind the page. */
static void answer_fill(struct view *view, bool leads)
{
    struct logs *logs = view->state;
    const struct log_gap *gap = &logs->fill.gap;
    int skip = logs->fill.paging.cursor ? atoi(logs->fill.paging.cursor) : 0;
    struct reply *reply = answer(gap->from_ns, gap->to_ns, skip);
    bool more = skip + PAGE < count_in(gap->from_ns, gap->to_ns);
    reply->next_cursor = more ? g_strdup_printf("%d", leads ? skip + PAGE : 0) : NULL;
    logs->fill.ask = 7;
    logs_view.reply(view, 7, reply);
    while (logs->fill.taking)
        g_main_context_iteration(NULL, TRUE);
    reply_free(reply);
}

/* The view holds the first rows, and lacks the others. */
static struct view *with_a_gap(struct desk *desk)
{
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    logs->first_ask = 0;
    logs->fresh = false;
    struct reply *held = answer(0, time_of(HELD - 1), 0);
    const struct rows *rows = held->object;
    log_rows_add(logs->rows, rows, 0, rows->count);
    reply_free(held);
    log_rows_add_gap(logs->rows, (struct log_gap){time_of(HELD - 1), time_of(ALL_ROWS - 1)});
    while (log_rows_work(logs->rows, 0))
        continue;
    return view;
}

static bool choose_gap(struct view *view)
{
    struct logs *logs = view->state;
    struct log_gap gap;
    list_resize(&logs->list, log_rows_count(logs->rows), 10);
    for (size_t row = 0; row < log_rows_count(logs->rows); row++) {
        if (!log_row_gap(logs->rows, row, &gap))
            continue;
        list_go(&logs->list, row);
        return logs_gap_load(view);
    }
    return false;
}

/* Enter after Enter on what is left of the gap. */
static void load_all(struct view *view, bool leads)
{
    int pages = 0;
    while (choose_gap(view)) {
        answer_fill(view, leads);
        g_assert_cmpint(++pages, <, 3 * ALL_ROWS / PAGE);
    }
}

static void a_moment_of_many_pages_is_loaded(void)
{
    struct desk *desk = desk_new();
    struct view *view = with_a_gap(desk);
    struct logs *logs = view->state;
    load_all(view, true);
    g_assert_cmpuint(log_rows_gaps(logs->rows), ==, 0);
    g_assert_cmpuint(log_rows_held(logs->rows), ==, ALL_ROWS);
    desk_free(desk);
}

/* Of the moment there is a page; what was before it comes all the same. */
static void a_server_that_leads_nowhere_hides_no_older_rows(void)
{
    struct desk *desk = desk_new();
    struct view *view = with_a_gap(desk);
    struct logs *logs = view->state;
    load_all(view, false);
    g_assert_cmpuint(log_rows_gaps(logs->rows), ==, 0);
    g_assert_cmpuint(log_rows_held(logs->rows), >=, HELD + IN_GAP + PAGE);
    desk_free(desk);
}

/* The tail asks again and again for what there is since: a page of the newest. */
static void answer_tail(struct view *view)
{
    struct logs *logs = view->state;
    struct reply *reply = answer(0, time_of(ALL_ROWS - 1), 0);
    reply->next_cursor = g_strdup_printf("%d", PAGE);
    logs->tail.ask = 8;
    logs_view.reply(view, 8, reply);
    while (logs->tail.taking)
        g_main_context_iteration(NULL, TRUE);
    reply_free(reply);
}

static void begin_tail(struct logs *logs)
{
    logs->tail.newest_ns = log_rows_newest_ns(logs->rows);
    logs->tail.reach_ns = INT64_MAX;
    logs->tail.pages = 0;
    logs->tail.came = 0;
    logs->tail.per_page = PAGE;
    g_assert_cmpint(logs->tail.newest_ns, ==, time_of(ALL_ROWS - 1));
}

/* Some of the newest moment was held; more of it came since than the tail could get. Once it was
 * got, nothing is lacking, however often the tail is given the same page of it. */
static void what_the_tail_lacks_of_a_moment_is_a_gap(void)
{
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    logs->first_ask = 0;
    logs->fresh = false;
    struct reply *held = answer(0, time_of(ALL_ROWS - 1), AT_ONCE - 2);
    const struct rows *rows = held->object;
    log_rows_add(logs->rows, rows, 0, rows->count);
    reply_free(held);
    begin_tail(logs);
    for (int page = 0; page < 10 && log_rows_gaps(logs->rows) == 0; page++)
        answer_tail(view);
    g_assert_cmpuint(log_rows_gaps(logs->rows), ==, 1);
    load_all(view, true);
    g_assert_cmpuint(log_rows_held(logs->rows), ==, PAGE - 2 + AT_ONCE);
    begin_tail(logs);
    for (int page = 0; page < 10; page++) {
        answer_tail(view);
        g_assert_cmpuint(log_rows_gaps(logs->rows), ==, 0);
    }
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs gap/a moment with more rows than a page is loaded",
                    a_moment_of_many_pages_is_loaded);
    g_test_add_func("/logs gap/a server that leads nowhere hides no older rows",
                    a_server_that_leads_nowhere_hides_no_older_rows);
    g_test_add_func("/logs gap/what the tail lacks of a moment is one",
                    what_the_tail_lacks_of_a_moment_is_a_gap);
    return g_test_run();
}
