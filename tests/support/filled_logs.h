/* SPDX-License-Identifier: Apache-2.0
 *
 * A log view with rows: one a second from FILLED_START_NS on, each saying something and its number.
 */
#ifndef TESTS_SUPPORT_FILLED_LOGS_H
#define TESTS_SUPPORT_FILLED_LOGS_H

#include "api/client/decode.h"
#include "base/clock.h"
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#define FILLED_START_NS G_GINT64_CONSTANT(1790000000000000000)

/* Row n says `even` or `odd` with its number; each tenth from the first on is an error. */
static inline void logs_fill(struct logs *logs, int count, const char *even, const char *odd)
{
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    for (int n = count; n-- > 0;)
        g_string_append_printf(
            text,
            "{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
            ",\"severity\":\"%s\",\"message\":\"%s %d\"}%s",
            n, FILLED_START_NS + n * NS_PER_SECOND, n % 10 ? "info" : "error", n % 2 ? odd : even,
            n, n ? "," : "");
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    struct rows *answer = decode_page(request, text->str, text->len, NULL);
    g_assert_cmpuint(log_rows_add(logs->rows, answer, 0, answer->count), ==, (size_t)count);
    logs->fresh = false;
    rows_free(answer);
}

/* The log view of a desk, with the focus, 10 rows of 80 cells; the desk's. */
static inline struct view *logs_filled(struct desk *desk, int count, const char *even,
                                       const char *odd)
{
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    desk_focus(desk, PANE_LOGS);
    logs_fill(view->state, count, even, odd);
    logs_view.layout(view, 10, 80);
    return view;
}

#endif
