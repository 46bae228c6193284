/* SPDX-License-Identifier: Apache-2.0 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include "api/client/decode.h"
#include "base/clock.h"

#define START_MS INT64_C(1790000000000)
#define MINUTE   INT64_C(60000)

static void assert_stack(double errors, double warnings, double rest, double most, const int *cells)
{
    const double counts[LOGS_STRIP_KINDS] = {errors, warnings, rest};
    int got[LOGS_STRIP_KINDS];
    logs_strip_stack(counts, most, 5, got);
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++)
        g_assert_cmpint(got[kind], ==, cells[kind]);
}

static void cells_are_shared_by_counts(void)
{
    assert_stack(20, 20, 60, 100, (const int[]){1, 1, 3});
    assert_stack(0, 0, 50, 100, (const int[]){0, 0, 3});
    assert_stack(0, 0, 0, 0, (const int[]){0, 0, 0});
}

static void one_error_among_thousands_is_seen(void)
{
    assert_stack(1, 0, 9999, 10000, (const int[]){1, 0, 4});
    assert_stack(1, 1, 1, 10000, (const int[]){1, 1, 1});
}

/* A row each minute, and half a minute more: the last is newer than what was counted. */
static void fill(struct logs *logs, int minutes)
{
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    for (int n = minutes; n >= 0; n--)
        g_string_append_printf(
            text,
            "{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
            ",\"severity\":\"info\",\"message\":\"row %d\"}%s",
            n, (START_MS + n * MINUTE + MINUTE / 2) * NS_PER_MS, n, n ? "," : "");
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    struct rows *answer = decode_page(request, text->str, text->len, NULL);
    log_rows_add(logs->rows, answer, 0, answer->count);
    logs->fresh = false;
    rows_free(answer);
}

static void the_newest_row_is_behind_the_last_time(void)
{
    struct desk *desk = desk_new();
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    struct logs *logs = view->state;
    desk_focus(desk, PANE_LOGS);
    fill(logs, 10);
    series_init(&logs->strip.series[LOGS_STRIP_REST], START_MS, MINUTE, 10);
    logs->strip.shown = logs->strip.entered = true;
    logs_view.layout(view, 20, 80);
    g_assert_cmpstr(log_row_id(logs->rows, logs->list.cursor), ==, "id-10");
    g_assert_true(logs_strip_side(view, -1));
    g_assert_cmpstr(log_row_id(logs->rows, logs->list.cursor), ==, "id-9");
    g_assert_true(logs_strip_side(view, 1));
    g_assert_cmpstr(log_row_id(logs->rows, logs->list.cursor), ==, "id-9");
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs strip/cells are shared by counts", cells_are_shared_by_counts);
    g_test_add_func("/logs strip/one error among thousands is seen",
                    one_error_among_thousands_is_seen);
    g_test_add_func("/logs strip/the newest row is behind the last time",
                    the_newest_row_is_behind_the_last_time);
    return g_test_run();
}
