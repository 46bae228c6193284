/* SPDX-License-Identifier: Apache-2.0
 *
 * Older pages of the logs, of a server that gives the same one again and again.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include "api/client/decode.h"
#include "base/clock.h"

#define START G_GINT64_CONSTANT(1790000000000000000)

static struct rows *page_of(int from, int count, int64_t step_ns)
{
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    for (int n = from; n < from + count; n++)
        g_string_append_printf(
            text,
            "%s{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
            ",\"severity\":\"info\",\"message\":\"row %d\"}",
            n > from ? "," : "", n, START - n * step_ns, n);
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    return decode_page(request, text->str, text->len, NULL);
}

static struct rows *page(int from, int count)
{
    return page_of(from, count, NS_PER_SECOND);
}

/* An older page comes: the next ones are asked for, or they are not. */
static void come(struct view *view, struct rows *rows)
{
    struct logs *logs = view->state;
    struct reply *reply = g_new0(struct reply, 1);
    reply->kind = REPLY_ROWS;
    reply->object = rows;
    logs->older_ask = 7;
    logs_view.reply(view, 7, reply);
    while (logs->taking_older)
        g_main_context_iteration(NULL, TRUE);
    reply_free(reply);
}

static void what_brings_nothing_is_not_asked_for_again(gconstpointer count)
{
    int rows = GPOINTER_TO_INT(count);
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    logs->first_ask = 0;
    logs->fresh = false;
    logs->loading_all = rows > LOGS_PAGE_ROWS;
    come(view, page(0, rows));
    g_assert_cmpuint(log_rows_held(logs->rows), ==, rows);
    g_assert_false(logs->no_older);
    logs->loading_all = rows > LOGS_PAGE_ROWS;
    come(view, page(0, rows));
    g_assert_cmpuint(log_rows_held(logs->rows), ==, rows);
    g_assert_true(logs->no_older);
    g_assert_false(logs->loading_all);
    desk_free(desk);
}

/* An older page of rows of one moment comes, with the server's cursor behind it. */
static void come_of_one_moment(struct view *view, int from, const char *next)
{
    struct logs *logs = view->state;
    struct reply *reply = g_new0(struct reply, 1);
    reply->kind = REPLY_ROWS;
    reply->object = page_of(from, LOGS_PAGE_ROWS, 0);
    reply->next_cursor = g_strdup(next);
    logs->older_ask = 7;
    logs_view.reply(view, 7, reply);
    reply_free(reply);
}

/* A moment has more rows than a page: the page that begins with it brings what is known. */
static void a_moment_of_many_pages_is_gone_through(void)
{
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    logs->first_ask = 0;
    logs->fresh = false;
    come_of_one_moment(view, 0, NULL);
    logs->older_paging.from_ns = START; /* as it is when asked from there */
    come_of_one_moment(view, 0, "0:1000:0");
    g_assert_cmpuint(log_rows_held(logs->rows), ==, LOGS_PAGE_ROWS);
    g_assert_false(logs->no_older);
    g_assert_cmpstr(logs->older_paging.cursor, ==, "0:1000:0");
    come_of_one_moment(view, LOGS_PAGE_ROWS, "0:2000:0");
    g_assert_cmpuint(log_rows_held(logs->rows), ==, 2 * LOGS_PAGE_ROWS);
    g_assert_cmpstr(logs->older_paging.cursor, ==, "0:2000:0");
    come_of_one_moment(view, LOGS_PAGE_ROWS, NULL);
    g_assert_true(logs->no_older);
    desk_free(desk);
}

static void nothing_more(struct view *view, const struct rows *rows, size_t added)
{
    (void)view;
    g_assert_cmpuint(added, ==, rows->count);
}

/* Behind its frame there would be another in which nothing is new. */
static void a_page_that_is_taken_whole_leaves_no_work(void)
{
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    logs_take_slowly(view, page(0, LOGS_PAGE_ROWS), NULL, nothing_more);
    g_assert_cmpuint(log_rows_count(logs->rows), ==, LOGS_PAGE_ROWS);
    g_assert_cmpuint(logs->work_source, ==, 0);
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/logs feed/a page that brings nothing is the last",
                         GINT_TO_POINTER(LOGS_PAGE_ROWS),
                         what_brings_nothing_is_not_asked_for_again);
    g_test_add_data_func("/logs feed/a large page that brings nothing is the last",
                         GINT_TO_POINTER(LOGS_LOAD_ROWS),
                         what_brings_nothing_is_not_asked_for_again);
    g_test_add_func("/logs feed/a page that is taken whole leaves no work",
                    a_page_that_is_taken_whole_leaves_no_work);
    g_test_add_func("/logs feed/a moment with more rows than a page is gone through",
                    a_moment_of_many_pages_is_gone_through);
    return g_test_run();
}
