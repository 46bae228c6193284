/* SPDX-License-Identifier: Apache-2.0
 *
 * What the title of a log pane owns up to: rows that went to make room, and how many are left.
 */
#include "tests/unit/views/log_pages.h"

#include "base/quantity.h"
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include <string.h>

#define PAGE 8192

static char *title_of(const struct view *view)
{
    GString *title = g_string_new(NULL);
    logs_view.status(view, title);
    return g_string_free(title, FALSE);
}

static void rows_that_made_room_are_counted(void)
{
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    log_rows_set_most(logs->rows, 2 * FRAME_SEGMENT_ROWS);
    for (int from = 0; from < 2 * FRAME_SEGMENT_ROWS; from += PAGE)
        add_page(logs->rows, from, from + PAGE);
    g_autofree char *whole = title_of(view);
    g_assert_null(strstr(whole, "older rows went"));
    add_page(logs->rows, 2 * FRAME_SEGMENT_ROWS, 2 * FRAME_SEGMENT_ROWS + PAGE);
    g_autofree char *title = title_of(view);
    char count[24];
    uint64_t gone = log_rows_evicted(logs->rows);
    g_autofree char *said =
        g_strconcat(quantity_count((int64_t)gone, count, sizeof count), " older rows went", NULL);
    g_assert_cmpuint(gone, >, 0);
    g_assert_nonnull(strstr(title, said));
    g_assert_cmpuint(log_rows_held(logs->rows) + gone, ==, 2 * FRAME_SEGMENT_ROWS + PAGE);
    desk_free(desk);
}

/* What came before the server was gone is no rate at which rows come. */
static void no_rate_is_told_while_nothing_comes(void)
{
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    logs->tail.rate = 4;
    g_autofree char *coming = title_of(view);
    g_assert_nonnull(strstr(coming, "+4/s"));
    logs->tail.failed_ns = 1;
    g_autofree char *gone = title_of(view);
    g_assert_null(strstr(gone, "/s"));
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs title/rows that made room are counted", rows_that_made_room_are_counted);
    g_test_add_func("/logs title/no rate is told while nothing comes",
                    no_rate_is_told_while_nothing_comes);
    return g_test_run();
}
