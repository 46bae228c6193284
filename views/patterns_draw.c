/* SPDX-License-Identifier: Apache-2.0 */
#include "views/patterns_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/issue_row.h"

#include <string.h>

#define NEW_CELLS    4
#define LEVEL_CELLS  2
#define COUNT_CELLS  7
#define SHARE_CELLS  7
#define DETAIL_LEAST 12 /* rows: with fewer there is no example below the list */
#define DETAIL_ROWS  4
#define LABEL_CELLS  9

const struct pattern_row *patterns_row(const struct patterns_state *state, size_t row)
{
    return state->shown && row < state->shown->len ? state->shown->pdata[row] : NULL;
}

const struct pattern_row *patterns_here(const struct view *view)
{
    const struct patterns_state *state = view->state;
    return patterns_row(state, state->list.cursor);
}

int patterns_head_rows(int rows)
{
    return rows >= 4;
}

int patterns_detail_rows(int rows)
{
    return rows >= DETAIL_LEAST ? DETAIL_ROWS : 0;
}

const char *patterns_time(const struct view *view, int64_t time_ns, char *out, size_t size)
{
    return scope_time(desk_scope(view->desk), time_ns / NS_PER_MS, out, size);
}

/* --- the list --- */

struct columns {
    int spark, first, last, service; /* cells; 0 = shed */
};

/* A time that is not of today has its date before it. */
static struct columns fit_columns(const struct view *view, int cols)
{
    const struct patterns_state *state = view->state;
    char time[40];
    int cells = (int)strlen(patterns_time(view, state->first_ns, time, sizeof time)) + 1;
    return (struct columns){
        .spark = cols >= 150   ? 32
                 : cols >= 100 ? 20
                 : cols >= 60  ? 10
                               : 0,
        .first = cols >= 90 ? cells : 0,
        .last = cols >= 130 ? cells : 0,
        .service = cols >= 110  ? 16
                   : cols >= 76 ? 11
                                : 0,
    };
}

static void draw_heads(struct surface *surface, const struct columns *columns)
{
    int col = 1 + NEW_CELLS + LEVEL_CELLS;
    surface_text_right(surface, 0, col, COUNT_CELLS, ROLE_MUTED, "rows");
    surface_text_right(surface, 0, col + COUNT_CELLS, SHARE_CELLS, ROLE_MUTED, "share");
    col += COUNT_CELLS + SHARE_CELLS + 1;
    const struct {
        int cells;
        const char *name;
    } rest[] = {
        {columns->spark,   "trend"  },
        {columns->first,   "first"  },
        {columns->last,    "last"   },
        {columns->service, "service"}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rest); i++) {
        if (rest[i].cells)
            surface_text(surface, 0, col, rest[i].cells, ROLE_MUTED, rest[i].name);
        col += rest[i].cells ? rest[i].cells + (i == 0) : 0;
    }
    surface_text(surface, 0, col, surface->cols - col, ROLE_MUTED, "pattern");
}

/* What differs is muted, so that what is common stands out. */
static void draw_text(struct surface *surface, int y, int col, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "<*>", -1);
    for (guint i = 0; parts[i] && col < surface->cols; i++) {
        if (i > 0)
            col +=
                surface_text_cut(surface, y, col, surface->cols - col, ROLE_MUTED, CUT_END, "<*>");
        if (*parts[i] && col < surface->cols)
            col += surface_text_cut(surface, y, col, surface->cols - col, ROLE_TEXT, CUT_END,
                                    parts[i]);
    }
}

/* The buckets between the first and the last row. */
static void draw_trend(const struct patterns_state *state, struct surface *surface, int y, int col,
                       int cells, const struct pattern_row *row)
{
    if (state->bucket_ns <= 0)
        return;
    size_t from = (size_t)CLAMP((state->first_ns - state->trend_ns) / state->bucket_ns, 0,
                                LOG_PATTERN_TREND - 1);
    size_t to = (size_t)CLAMP((state->last_ns - state->trend_ns) / state->bucket_ns, 0,
                              LOG_PATTERN_TREND - 1) +
                1;
    size_t changed = to - from;
    if (state->since_ns > state->trend_ns)
        changed = MIN(
            changed,
            (size_t)MAX((state->since_ns - state->trend_ns) / state->bucket_ns - (int64_t)from, 0));
    chart_spark(surface, y, col, cells, row->trend + from, to - from, changed);
}

static void draw_row(const struct view *view, struct surface *surface, int y,
                     const struct columns *columns, const struct pattern_row *row)
{
    const struct patterns_state *state = view->state;
    char text[40];
    int col = 1;
    if (patterns_is_new(state, row))
        surface_text(surface, y, col, NEW_CELLS, ROLE_CHANGED, "NEW");
    col += NEW_CELLS;
    surface_text(surface, y, col, 1,
                 row->level >= LEVEL_WARNING ? level_role(row->level) : ROLE_MUTED,
                 (char[]){level_letter(row->level), '\0'});
    col += LEVEL_CELLS;
    surface_text_right(surface, y, col, COUNT_CELLS, ROLE_TEXT,
                       quantity_count((int64_t)row->count, text, sizeof text));
    col += COUNT_CELLS;
    surface_text_right(
        surface, y, col, SHARE_CELLS, ROLE_MUTED,
        quantity_text((double)row->count / (double)state->total, "ratio", text, sizeof text));
    col += SHARE_CELLS + 1;
    if (columns->spark) {
        draw_trend(state, surface, y, col, columns->spark, row);
        col += columns->spark + 1;
    }
    if (columns->first)
        surface_text(surface, y, col, columns->first - 1, ROLE_TEXT,
                     patterns_time(view, row->first_ns, text, sizeof text));
    col += columns->first;
    if (columns->last)
        surface_text(surface, y, col, columns->last - 1, ROLE_TEXT,
                     patterns_time(view, row->last_ns, text, sizeof text));
    col += columns->last;
    if (columns->service)
        surface_text_cut(surface, y, col, columns->service - 1,
                         row->service ? role_for_name(row->service) : ROLE_MUTED, CUT_END,
                         row->service    ? row->service
                         : row->services ? "several"
                                         : "");
    draw_text(surface, y, col + columns->service, row->text);
}

/* --- what one is --- */

static void draw_detail(const struct view *view, struct surface *surface)
{
    const struct pattern_row *row = patterns_here(view);
    char first[40], last[40];
    if (!row || !surface->rows)
        return;
    g_autofree char *example = text_safe(row->example);
    surface_run(surface, 0, 0, surface->cols, ROLE_HAIRLINE, "─", '-');
    surface_text(surface, 1, 1, LABEL_CELLS, ROLE_MUTED, "example");
    g_autoptr(GPtrArray) lines = text_wrap(example, MAX(surface->cols - LABEL_CELLS - 3, 10));
    for (guint i = 0; i < MIN(lines->len, 2); i++)
        surface_text(surface, 1 + (int)i, 1 + LABEL_CELLS, -1, ROLE_TEXT, lines->pdata[i]);
    surface_text(surface, 3, 1, LABEL_CELLS, ROLE_MUTED, "seen");
    surface_printf(surface, 3, 1 + LABEL_CELLS, surface->cols - LABEL_CELLS - 2, ROLE_TEXT,
                   "%s to %s%s%s", patterns_time(view, row->first_ns, first, sizeof first),
                   patterns_time(view, row->last_ns, last, sizeof last),
                   row->service    ? "  in "
                   : row->services ? "  in several services"
                                   : "",
                   row->service ? row->service : "");
}

void patterns_draw(const struct view *view, struct surface *surface)
{
    const struct patterns_state *state = view->state;
    if (!state->list.count) {
        body_message(view, surface,
                     state->batch  ? "clustering the rows…"
                     : state->held ? "no row says anything"
                                   : "No rows to cluster are loaded\nL loads the range");
        return;
    }
    int top = patterns_head_rows(surface->rows), detail = patterns_detail_rows(surface->rows);
    struct surface part = surface_part(surface, 0, 0, surface->rows - detail, surface->cols);
    struct surface body = body_rows(&part, top, &state->list, &state->bar);
    struct columns columns = fit_columns(view, body.cols);
    if (top)
        draw_heads(&body, &columns);
    for (int y = top; y < body.rows; y++) {
        size_t place = list_row(&state->list, y - top);
        const struct pattern_row *row = patterns_row(state, place);
        if (!row)
            break;
        draw_row(view, &body, y, &columns, row);
        body_cursor(view, &body, y, &state->list, place);
    }
    struct surface below = surface_part(surface, surface->rows - detail, 0, detail, surface->cols);
    draw_detail(view, &below);
}
