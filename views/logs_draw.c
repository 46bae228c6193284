/* SPDX-License-Identifier: Apache-2.0 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/code_lines.h"
#include "views/issue_row.h"
#include "views/log_source.h"
#include "views/skeleton.h"

#include <math.h>
#include <string.h>

#define VOLUME_CELLS 16
#define UNFOLDED_COL 16 /* below time and level: JSON needs the width */
#define GAP_NS       (10 * NS_PER_SECOND)

/* The time of day; what of it is drawn depends on the width. */
static void time_of_day(const struct view *view, int64_t ns, int cols, char *out, size_t size)
{
    char text[40];
    scope_time(desk_scope(view->desk), ns / NS_PER_MS, text, sizeof text);
    if (cols >= 70)
        g_snprintf(out, size, "%s.%03d", text, (int)(ns / NS_PER_MS % 1000));
    else
        g_strlcpy(out, text, size);
}

static int time_cells(const struct view *view, const struct logs *logs, size_t row, int cols)
{
    char text[60];
    if (logs->time_column != LOGS_TIME_OF_DAY)
        return logs->time_column == LOGS_TIME_DELTA ? 10 : 1;
    time_of_day(view, log_row_time_ns(logs->rows, row), cols, text, sizeof text);
    return 1 + text_width(text) + 1;
}

static int draw_time(const struct view *view, struct surface *surface, int y, size_t row)
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

/* The part of `safe` from the cell `skip` on. */
static const char *skip_cells(const char *safe, int skip)
{
    while (*safe && skip > 0) {
        gunichar c = g_utf8_get_char(safe);
        skip -= g_unichar_iswide(c) ? 2 : g_unichar_iszerowidth(c) ? 0 : 1;
        safe = g_utf8_next_char(safe);
    }
    return safe;
}

static void mark_matches(const struct logs *logs, struct surface *surface, int y, int col,
                         const char *shown)
{
    size_t start, end, from = 0;
    if (logs->found && logs_is_highlighted(logs, logs->found))
        return;
    for (int i = 0; logs->found && i < 16 && matcher_find(logs->found, shown, from, &start, &end);
         i++) {
        g_autofree char *before = g_strndup(shown, start);
        g_autofree char *match = g_strndup(shown + start, end - start);
        int at = col + text_width(before);
        surface_mark(surface, y, at, MIN(text_width(match), surface->cols - at), ROLE_MATCH);
        from = end;
    }
}

static void draw_line(const struct logs *logs, struct surface *surface, int y, int col,
                      const struct code_line *line)
{
    g_autofree char *text = code_line_text(line);
    int at = col + line->indent;
    for (guint i = 0; i < line->tokens->len && at < surface->cols; i++) {
        const struct code_token *token = &g_array_index(line->tokens, struct code_token, i);
        at +=
            surface_text_cut(surface, y, at, surface->cols - at, token->role, CUT_END, token->text);
    }
    g_autofree char *safe = text_safe(text);
    logs_highlight_mark(logs, surface, y, col + line->indent, safe);
    mark_matches(logs, surface, y, col + line->indent, safe);
}

static void draw_message(const struct logs *logs, struct surface *surface, int y, int col,
                         size_t row, enum level level, const GPtrArray *lines)
{
    for (guint i = 0; lines && i < lines->len && y + (int)i < surface->rows; i++)
        draw_line(logs, surface, y + (int)i,
                  i > 0 && logs_is_unfolded(logs, row) ? MIN(col, UNFOLDED_COL) : col,
                  lines->pdata[i]);
    if (lines)
        return;
    g_autofree char *safe = text_safe(log_row_text(logs->rows, row, "message"));
    const char *shown = skip_cells(safe, logs->sideways);
    enum role role = level >= LEVEL_WARNING ? level_role(level) : ROLE_TEXT;
    if (log_row_is_context(logs->rows, row))
        role = ROLE_MUTED;
    if (logs->sideways && *safe)
        col += surface_text(surface, y, col, 1, ROLE_MUTED, surface->ascii ? "<" : "…");
    surface_text_cut(surface, y, col, surface->cols - col, role, CUT_END, shown);
    logs_highlight_mark(logs, surface, y, col, shown);
    mark_matches(logs, surface, y, col, shown);
}

/* Names of services stand whole as long as messages keep three quarters of the line. That is so for
 * all rows held, so that the column does not jump while they pass. */
static int service_cols(const struct logs *logs, int cols)
{
    return CLAMP(log_rows_project_cols(logs->rows), 5, MAX(cols / 4, 5));
}

int logs_message_cells(const struct view *view, const struct logs *logs, size_t row, int cols)
{
    int cells, col = time_cells(view, logs, row, cols) + 2 + service_cols(logs, cols) + 1;
    logs_columns_fit(logs, cols - col, &cells);
    return cols - col - cells;
}

/* `lines`: what is shown of its message; NULL = one line. */
static void draw_row(const struct view *view, struct surface *surface, int y, size_t row,
                     const GPtrArray *lines)
{
    const struct logs *logs = view->state;
    enum level level = log_row_level(logs->rows, row);
    const char *project = log_row_project(logs->rows, row);
    const char *span = log_row_text(logs->rows, row, "span_id");
    int col = draw_time(view, surface, y, row);
    /* What is usual looks like the time beside it: a style less on most rows. */
    bool context = log_row_is_context(logs->rows, row);
    surface_printf(surface, y, col, 1,
                   level >= LEVEL_WARNING && !context ? level_role(level) : ROLE_MUTED, "%c",
                   level_letter(level));
    col += 2;
    int service = service_cols(logs, surface->cols);
    if (project)
        surface_text_cut(surface, y, col, service, context ? ROLE_MUTED : role_for_name(project),
                         CUT_MIDDLE, project);
    col += service + 1;
    int cells;
    guint columns = logs_columns_fit(logs, surface->cols - col, &cells);
    logs_columns_draw(logs, surface, y, col, columns, row);
    draw_message(logs, surface, y, col + cells, row, level, lines);
    if (logs->span && span && strcmp(logs->span, span) == 0)
        surface_text(surface, y, 0, 1, ROLE_ACCENT, surface->ascii ? "*" : "▸");
    else if (log_row_begins_group(logs->rows, row))
        surface_text(surface, y, 0, 1, ROLE_MUTED, surface->ascii ? ":" : "⋮");
}

/* Where rows will stand: time, level, service, message. */
static void draw_places(const struct logs *logs, struct surface *surface)
{
    static const int times[LOGS_TIME_COUNT] = {[LOGS_TIME_OF_DAY] = 8, [LOGS_TIME_DELTA] = 8};
    int time = times[logs->time_column], service = service_cols(logs, surface->cols);
    if (logs->time_column == LOGS_TIME_OF_DAY && surface->cols >= 70)
        time += 4;
    int level = time ? time + 2 : 1, message = level + 2 + service + 1;
    const struct bone bones[] = {
        {1,         time,                        false},
        {level,     1,                           false},
        {level + 2, service,                     false},
        {message,   surface->cols - message - 1, true }
    };
    skeleton_draw(surface, 0, bones, G_N_ELEMENTS(bones));
}

static void draw_empty(const struct view *view, struct surface *surface)
{
    const struct logs *logs = view->state;
    size_t held = log_rows_held(logs->rows);
    g_autofree char *text = NULL;
    if (held == 0 && (logs->page || body_waits(view))) {
        draw_places(logs, surface);
        return;
    }
    if (logs->source && held == 0 && !logs->unfinished)
        text = g_strdup(log_source_busy(logs->source)
                            ? "reading…"
                            : "no rows yet\nlines are shown as they are written");
    else if (logs->unfinished)
        text = g_strdup("filtering…");
    else if (held > 0)
        text = g_strdup_printf("none of %zu loaded rows passes the filter\nEsc clears it", held);
    else if (logs->base)
        text = g_strdup_printf("no logs: %s\nu shows every log in scope",
                               logs->about ? logs->about : logs->base);
    else
        text = g_strdup("no logs in this range\nt widens the range, s changes the scope");
    body_message(view, surface, text);
}

enum scrollbar_mark logs_mark(const void *data, size_t row)
{
    const struct logs *logs = data;
    if (logs->indexing)
        return SCROLLBAR_NONE;
    if (logs->found && matcher_matches(logs->found, log_row_text(logs->rows, row, "message")))
        return SCROLLBAR_HIT;
    enum level level = log_row_level(logs->rows, row);
    return level >= LEVEL_ERROR     ? SCROLLBAR_ERROR
           : level == LEVEL_WARNING ? SCROLLBAR_WARNING
                                    : SCROLLBAR_NONE;
}

uint64_t logs_version(const struct logs *logs)
{
    return log_rows_version(logs->rows) * 31 + logs->searches + logs->indexing;
}

/* The names of the columns, which stand where those of the first row do. */
static void draw_head(const struct view *view, struct surface *surface, int cols)
{
    const struct logs *logs = view->state;
    size_t row = MIN(logs_lines_top(logs), log_rows_count(logs->rows) - 1);
    int cells, col = time_cells(view, logs, row, cols) + 2 + service_cols(logs, cols) + 1;
    guint columns = logs_columns_fit(logs, cols - col, &cells);
    logs_columns_head(logs, surface, col, columns);
}

/* A row with all its lines; returns how many. */
static int draw_lines(const struct view *view, struct surface *body, int y, size_t row)
{
    const struct logs *logs = view->state;
    int cells = logs_message_cells(view, logs, row, body->cols);
    g_autoptr(GPtrArray) lines = logs_lines_of(logs, row, cells, body->rows);
    int height = lines ? (int)lines->len : 1;
    draw_row(view, body, y, row, lines);
    for (int line = y; line < MIN(y + height, body->rows); line++) {
        if (logs_in_range(logs, row))
            surface_mark(body, line, 1, body->cols, ROLE_SELECTED_IDLE);
        body_cursor(view, body, line, &logs->list, row);
    }
    return height;
}

void logs_draw(const struct view *view, struct surface *surface)
{
    const struct logs *logs = view->state;
    if (log_rows_count(logs->rows) == 0) {
        draw_empty(view, surface);
        return;
    }
    bool head = logs_columns_shown(logs);
    struct surface body = body_rows(surface, head, &logs->list, &logs->bar);
    if (head)
        draw_head(view, surface, body.cols);
    body = surface_part(&body, head, 0, body.rows - head, body.cols);
    int y = 0;
    for (size_t row = logs_lines_top(logs); y < body.rows && row < logs->list.count; row++)
        y += draw_lines(view, &body, y, row);
}

/* --- title --- */

void logs_append_volume(GString *out, const struct series *volume)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double most = 0;
    for (size_t i = 0; i < volume->count; i++)
        if (isfinite(volume->values[i]))
            most = MAX(most, volume->values[i]);
    if (most <= 0)
        return;
    for (size_t cell = 0; cell < VOLUME_CELLS; cell++) {
        double value = (double)NAN;
        for (size_t i = cell * volume->count / VOLUME_CELLS;
             i < (cell + 1) * volume->count / VOLUME_CELLS; i++)
            if (isfinite(volume->values[i]) && volume->values[i] >= 0)
                value = fmax(value, volume->values[i]); /* fmax passes over NAN */
        g_string_append(out, isnan(value) ? " " : blocks[lround(value / most * 7)]);
    }
}

/* What a filter and the bound on rows held leave out without being asked to. */
static void append_costs(const struct logs *logs, GString *out)
{
    size_t costly = log_rows_costly(logs->rows);
    uint64_t evicted = log_rows_evicted(logs->rows);
    char count[24];
    if (costly > 0)
        g_string_append_printf(out, "%s row%s too costly for the pattern  ",
                               quantity_count((int64_t)costly, count, sizeof count),
                               costly == 1 ? "" : "s");
    if (evicted > 0 && !logs->source)
        g_string_append_printf(out, "%s older rows went  ",
                               quantity_count((int64_t)evicted, count, sizeof count));
}

static void append_filters(const struct logs *logs, GString *out)
{
    if (logs->narrowed->len)
        g_string_append_printf(out, "%s  ", logs->narrowed->str);
    if (logs->floor > LEVEL_UNKNOWN)
        g_string_append_printf(out, "%s and worse  ", level_name(logs->floor));
    logs_filters_say(logs, out);
    if (log_rows_filtered(logs->rows))
        g_string_append_printf(out, "%zu of %zu loaded  ", log_rows_passing(logs->rows),
                               log_rows_held(logs->rows));
    if (logs->unfinished)
        g_string_append_printf(out, "filtering %d %%  ", (int)(100 * log_rows_looked(logs->rows)));
    append_costs(logs, out);
}

/* Of what, then what is left out of it, then how it moves: the title is cut at its end. Logs of one
 * trace are a whole, not something to follow. */
void logs_status(const struct view *view, GString *out)
{
    const struct logs *logs = view->state;
    const struct scope *scope = desk_scope(view->desk);
    bool traced = logs->base && g_str_has_prefix(logs->base, "trace:");
    char count[24];
    if (logs->source)
        log_source_status(logs->source, log_rows_held(logs->rows), out);
    if (logs->base)
        g_string_append_printf(out, "%s  ", logs->about ? logs->about : logs->base);
    append_filters(logs, out);
    if (logs->loading_all)
        g_string_append_printf(
            out, "loading: %s  ",
            quantity_count((int64_t)log_rows_held(logs->rows), count, sizeof count));
    if (logs->waiting)
        g_string_append_printf(out, "%s new (G)  ",
                               quantity_count((int64_t)logs->waiting, count, sizeof count));
    if (view->opened.kind != TARGET_NONE && !desk_focused(view))
        g_string_append(out, "not linked  ");
    if (!scope->held && logs->gap)
        g_string_append(out, "more below (G)  ");
    else if (!scope->held && !traced)
        g_string_append(out, logs->list.at_end ? "following  " : "waiting  ");
    if (!scope->held && logs->rate >= 1)
        g_string_append_printf(out, "+%s/s  ",
                               quantity_count((int64_t)lround(logs->rate), count, sizeof count));
    if (!scope->held && logs->skipped)
        g_string_append(out, "not all loaded  ");
    logs_append_volume(out, &logs->volume);
}

void logs_next_burst(struct view *view, int direction)
{
    struct logs *logs = view->state;
    size_t count = log_rows_count(logs->rows);
    for (size_t row = logs->list.cursor + (size_t)direction; row > 0 && row < count;
         row += (size_t)direction) {
        int64_t gap = log_row_time_ns(logs->rows, row) - log_row_time_ns(logs->rows, row - 1);
        if (gap < GAP_NS)
            continue;
        list_go(&logs->list, row);
        logs->list.at_end = false;
        return;
    }
    desk_say(view->desk, false, "no pause of 10 s or more %s", direction > 0 ? "below" : "above");
}
