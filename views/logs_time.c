/* SPDX-License-Identifier: Apache-2.0
 *
 * The time column of the log pane.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/desk.h"

#define FINE_COLS 70 /* from so many on there is room for milliseconds */

int logs_time_cols(const struct logs *logs, int cols)
{
    switch (logs->time_column) {
    case LOGS_TIME_OF_DAY:
        return cols >= FINE_COLS ? 12 : 8;
    case LOGS_TIME_DELTA:
        return 8;
    default:
        return 0;
    }
}

/* The time of day; what of it is drawn depends on the width. */
static void time_of_day(const struct view *view, int64_t ns, int cols, char *out, size_t size)
{
    char text[40];
    scope_time(desk_scope(view->desk), ns / NS_PER_MS, text, sizeof text);
    if (cols >= FINE_COLS)
        g_snprintf(out, size, "%s.%03d", text, (int)(ns / NS_PER_MS % 1000));
    else
        g_strlcpy(out, text, size);
}

int logs_time_cells(const struct view *view, size_t row, int cols)
{
    const struct logs *logs = view->state;
    char text[60];
    if (logs->time_column != LOGS_TIME_OF_DAY)
        return logs->time_column == LOGS_TIME_DELTA ? 10 : 1;
    time_of_day(view, log_row_time_ns(logs->rows, row), cols, text, sizeof text);
    return 1 + text_width(text) + 1;
}

int logs_time_draw(const struct view *view, struct surface *surface, int y, size_t row)
{
    const struct logs *logs = view->state;
    int64_t ns = log_row_time_ns(logs->rows, row);
    char text[60];
    if (logs->time_column == LOGS_TIME_NONE)
        return 1;
    if (logs->time_column == LOGS_TIME_DELTA) {
        if (row > 0) {
            double us = (double)(ns - log_row_time_ns(logs->rows, row - 1)) / 1000;
            quantity_duration(us, text, sizeof text);
            surface_text_right(surface, y, 1, 8, ROLE_MUTED, text);
        }
        return 10;
    }
    time_of_day(view, ns, surface->cols, text, sizeof text);
    return 1 + surface_text(surface, y, 1, -1, ROLE_MUTED, text) + 1;
}

/* "late 12s", or nothing. */
static void late_text(const struct logs *logs, size_t row, char *out, size_t size)
{
    int64_t took_ns;
    char text[24];
    *out = 0;
    if (log_row_late(logs->rows, row, &took_ns))
        g_snprintf(out, size, "late %s", quantity_age(took_ns / NS_PER_MS, text, sizeof text));
}

int logs_late_cells(const struct logs *logs, size_t row)
{
    char text[32];
    late_text(logs, row, text, sizeof text);
    return *text ? text_width(text) + 1 : 0;
}

int logs_late_draw(const struct logs *logs, struct surface *surface, int y, int col, size_t row)
{
    char text[32];
    late_text(logs, row, text, sizeof text);
    return *text ? surface_text(surface, y, col, -1, ROLE_CHANGED, text) + 1 : 0;
}
