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

#include <string.h>

#define UNFOLDED_COL 16 /* below time and level: JSON needs the width */

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
    int cells, col = logs_time_cells(view, row, cols) + 2 + service_cols(logs, cols) + 1;
    logs_columns_fit(logs, cols - col, &cells);
    return cols - col - cells - logs_late_cells(logs, row);
}

/* `lines`: what is shown of its message; NULL = one line. */
static void draw_row(const struct view *view, struct surface *surface, int y, size_t row,
                     const GPtrArray *lines)
{
    const struct logs *logs = view->state;
    enum level level = log_row_level(logs->rows, row);
    const char *project = log_row_project(logs->rows, row);
    const char *span = log_row_text(logs->rows, row, "span_id");
    if (logs_gap_draw(view, surface, y, row))
        return;
    int col = logs_time_draw(view, surface, y, row);
    /* What is usual looks like the time beside it: a style less on most rows. */
    bool context = log_row_is_context(logs->rows, row);
    const char letter[] = {level_letter(level), '\0'};
    surface_text(surface, y, col, 1,
                 level >= LEVEL_WARNING && !context ? level_role(level) : ROLE_MUTED, letter);
    col += 2;
    int service = service_cols(logs, surface->cols);
    if (project)
        surface_text_cut(surface, y, col, service, context ? ROLE_MUTED : role_for_name(project),
                         CUT_MIDDLE, project);
    col += service + 1;
    int cells;
    guint columns = logs_columns_fit(logs, surface->cols - col, &cells);
    logs_columns_draw(logs, surface, y, col, columns, row);
    col += cells;
    col += logs_late_draw(logs, surface, y, col, row);
    draw_message(logs, surface, y, col, row, level, lines);
    if (logs->span && span && strcmp(logs->span, span) == 0)
        surface_text(surface, y, 0, 1, ROLE_ACCENT, surface->ascii ? "*" : "▸");
    else if (log_row_begins_group(logs->rows, row))
        surface_text(surface, y, 0, 1, ROLE_MUTED, surface->ascii ? ":" : "⋮");
    else if (context)
        surface_text(surface, y, 0, 1, ROLE_MUTED, surface->ascii ? "|" : "┊");
}

/* Where rows will stand: time, level, service, message. */
static void draw_places(const struct logs *logs, struct surface *surface)
{
    int time = logs_time_cols(logs, surface->cols), service = service_cols(logs, surface->cols);
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
    if (held == 0 && (logs->pages || body_waits(view))) {
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
    struct log_gap gap;
    if (log_row_gap(logs->rows, row, &gap))
        return SCROLLBAR_CHANGE;
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
    int cells, col = logs_time_cells(view, row, cols) + 2 + service_cols(logs, cols) + 1;
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

/* Where in all rows the time cursor is. */
static void draw_time(const struct view *view, struct surface *surface, int top)
{
    const struct logs *logs = view->state;
    const struct scope *scope = desk_scope(view->desk);
    int64_t time_ns = scope->held ? scope->cursor_ms * NS_PER_MS : 0;
    if (time_ns <= 0 || !scrollbar_needed(&logs->list) ||
        time_ns < log_rows_oldest_ns(logs->rows) || time_ns > log_rows_newest_ns(logs->rows))
        return;
    struct surface column = surface_part(surface, top, surface->cols - 1, surface->rows - top, 1);
    scrollbar_draw_time(&logs->list, log_rows_at(logs->rows, time_ns), &column);
}

void logs_draw(const struct view *view, struct surface *surface)
{
    const struct logs *logs = view->state;
    if (log_rows_count(logs->rows) == 0) {
        draw_empty(view, surface);
        return;
    }
    bool head = logs_columns_shown(logs);
    struct surface below = logs_strip_draw(view, surface);
    surface = &below;
    struct surface body = body_rows(surface, head, &logs->list, &logs->bar);
    draw_time(view, surface, head);
    if (head)
        draw_head(view, surface, body.cols);
    body = surface_part(&body, head, 0, body.rows - head, body.cols);
    int y = 0;
    for (size_t row = logs_lines_top(logs); y < body.rows && row < logs->list.count; row++)
        y += draw_lines(view, &body, y, row);
}
