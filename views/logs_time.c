/* SPDX-License-Identifier: Apache-2.0
 *
 * The time column of the log pane.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/desk.h"

#include <string.h>

#define FINE_COLS  70 /* from so many on there is room for milliseconds */

#define SPAN_CELLS 8

static const struct {
    const char *says;
    enum logs_time next;
    int cells; /* 0 = none, -1 = as the time of day */
} modes[LOGS_TIME_COUNT] = {
    [LOGS_TIME_OF_DAY] = {"the time of day",                                  LOGS_TIME_DELTA,    -1        },
    [LOGS_TIME_DELTA] = {"the time since the row above",                     LOGS_TIME_RELATIVE, SPAN_CELLS},
    [LOGS_TIME_RELATIVE] = {"the time from the cursor's row",                   LOGS_TIME_AGO,      SPAN_CELLS},
    [LOGS_TIME_AGO] = {"how long ago",                                     LOGS_TIME_ARRIVAL,  SPAN_CELLS},
    [LOGS_TIME_ARRIVAL] = {"when rows were received; - = loaded, from before", LOGS_TIME_NONE,     -1        },
    [LOGS_TIME_NONE] = {"no time",                                          LOGS_TIME_OF_DAY,   0         },
};

bool logs_switch_time(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    logs->time_column = modes[logs->time_column].next;
    g_autofree char *text = g_strdup_printf("%d", (int)logs->time_column);
    desk_remember(view, "time", logs->time_column ? text : NULL);
    desk_say(view->desk, false, "time column: %s", modes[logs->time_column].says);
    return true;
}

int logs_time_cols(const struct logs *logs, int cols)
{
    int cells = modes[logs->time_column].cells;
    return cells >= 0 ? cells : cols >= FINE_COLS ? 12 : 8;
}

/* Whether what stands in the column follows from a time that the row does not tell. */
static bool is_guess(const struct logs *logs, size_t row)
{
    return logs->time_column != LOGS_TIME_NONE && logs->time_column != LOGS_TIME_ARRIVAL &&
           !log_row_tells_time(logs->rows, row);
}

/* The time of day; what of it is drawn depends on the width. */
static void time_of_day(const struct view *view, int64_t ns, int cols, char *out, size_t size)
{
    (cols >= FINE_COLS ? scope_time_fine : scope_time)(desk_scope(view->desk), ns / NS_PER_MS, out,
                                                       size);
}

/* "+1.2s", "-45.0s". */
static void signed_span(int64_t ns, char *out, size_t size)
{
    char text[24];
    quantity_duration((double)(ns < 0 ? -ns : ns) / 1000, text, sizeof text);
    g_snprintf(out, size, "%s%s", ns < 0 ? "-" : "+", text);
}

/* What stands in the column; "" = nothing. */
static void text_of(const struct view *view, size_t row, int cols, char *out, size_t size)
{
    const struct logs *logs = view->state;
    int64_t ns = log_row_time_ns(logs->rows, row);
    struct log_arrival arrival;
    *out = 0;
    if (logs->time_column == LOGS_TIME_OF_DAY)
        time_of_day(view, ns, cols, out, size);
    else if (logs->time_column == LOGS_TIME_DELTA && row > 0)
        quantity_duration((double)(ns - log_row_time_ns(logs->rows, row - 1)) / 1000, out, size);
    else if (logs->time_column == LOGS_TIME_RELATIVE &&
             logs->list.cursor < log_rows_count(logs->rows))
        signed_span(ns - log_row_time_ns(logs->rows, logs->list.cursor), out, size);
    else if (logs->time_column == LOGS_TIME_AGO)
        quantity_age(desk_now_ms(view->desk) - ns / NS_PER_MS, out, size);
    else if (logs->time_column == LOGS_TIME_ARRIVAL && log_row_arrival(logs->rows, row, &arrival))
        time_of_day(view, arrival.at_ns, cols, out, size);
    else if (logs->time_column == LOGS_TIME_ARRIVAL)
        g_strlcpy(out, "-", size);
}

/* What the column takes with `text` in it, which has a date when it is not of today. */
static int cells_of(const struct logs *logs, int cols, const char *text)
{
    int cells = logs_time_cols(logs, cols);
    if (modes[logs->time_column].cells >= 0)
        return cells ? cells + 2 : 1;
    return MAX((int)strlen(text), cells) + 2;
}

int logs_time_cells(const struct view *view, size_t row, int cols)
{
    char text[60];
    text_of(view, row, cols, text, sizeof text);
    return cells_of(view->state, cols, text);
}

int logs_time_draw(const struct view *view, struct surface *surface, int y, size_t row)
{
    const struct logs *logs = view->state;
    char text[60];
    text_of(view, row, surface->cols, text, sizeof text);
    int next = cells_of(logs, surface->cols, text);
    int end = 1 + SPAN_CELLS;
    bool guess = is_guess(logs, row);
    if (guess && logs->time_column == LOGS_TIME_OF_DAY)
        text[strcspn(text, ".")] = '\0';
    if (modes[logs->time_column].cells > 0)
        surface_text_right(surface, y, 1, SPAN_CELLS, ROLE_MUTED, text);
    else
        end = 1 + surface_text(surface, y, 1, -1, ROLE_MUTED, text);
    if (guess)
        surface_text(surface, y, end, 1, ROLE_CHANGED, "~");
    return next;
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
