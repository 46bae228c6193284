/* SPDX-License-Identifier: Apache-2.0
 *
 * The waterfall on the screen: rows and columns. Only rows in sight are formatted.
 */
#include "views/span_text.h"
#include "views/trace_parts.h"
#include "views/trace_usual.h"

#include "base/quantity.h"
#include "tui/text.h"
#include "views/skeleton.h"

#include <math.h>
#include <string.h>

#define LEAST_NAME 14 /* cells that a name keeps beside what is odd about its span */
#define AXIS_ROWS  6  /* a time axis from this many rows on */

static void fit_columns(struct trace_columns *columns, const struct trace_state *state, int cols)
{
    int most_service = cols >= 120 ? 16 : cols >= 70 ? 11 : 5;
    int least_service = cols >= 100 ? 7 : 4; /* "service", above it */
    columns->service = CLAMP((int)state->service_width, least_service, most_service) + 1;
    columns->took = 8;
    columns->more = cols >= 72 ? 10 : cols >= 60 ? 9 : 0; /* "p50 10ms max 14ms" of runs */
    int rest = cols - 3 - columns->service - columns->took - columns->more;
    int name = (int)MIN(state->name_width + 1, 400);
    columns->name = CLAMP(name, 12, MAX(rest * (cols >= 100 ? 42 : 50) / 100, 12));
    columns->bar = rest - columns->name - 1;
    if (columns->bar < 8) {
        columns->name = MAX(rest, 4);
        columns->bar = 0;
    }
}

static int axis_rows(const struct trace_state *state, int rows)
{
    return state->trace && rows >= AXIS_ROWS ? 1 : 0;
}

/* The minimap and the axis. */
static int head_rows(const struct trace_state *state, int rows)
{
    return trace_map_rows(state, rows) + axis_rows(state, rows);
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct trace_state *state = data;
    int index = trace_rows_span(&state->rows, row);
    return index < 0 ? SCROLLBAR_NONE : (enum scrollbar_mark)state->marks[index];
}

/* Asks the usual of what is in sight, so that drawing only reads. */
void trace_layout(struct view *view, int rows, int cols)
{
    (void)cols;
    struct trace_state *state = view->state;
    int height = rows - head_rows(state, rows) - trace_foot_rows(view, rows);
    if (!state->moved)
        state->list.top = 0; /* or what was once too small to show the cursor would show for ever */
    list_resize(&state->list, trace_rows_count(&state->rows), MAX(height, 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list,
             (uint64_t)(uintptr_t)state->trace * 31 + state->rows.changes, mark_of);
    g_array_set_size(state->usuals, 0);
    for (int y = 0; state->trace && y < height; y++) {
        int index = trace_rows_span(&state->rows, list_row(&state->list, y));
        if (index < 0)
            break;
        const struct span *span = trace_state_span(state, index);
        struct trace_usual usual = trace_usual(view, span);
        g_array_append_val(state->usuals, usual);
    }
}

/* --- a row --- */

/* How many spans the row hides: folded, or left out by a filter. */
static void hidden_text(const struct trace_state *state, struct trace_row row, bool ascii,
                        char *out, size_t size)
{
    char count[24];
    int hidden = trace_rows_hidden(&state->rows, row);
    const char *mark = row.run < 0 && trace_rows_is_folded(&state->rows, row) ? (ascii ? "+" : "▸")
                                                                              : (ascii ? "~" : "…");
    *out = '\0';
    if (hidden)
        g_snprintf(out, size, " %s%s", mark, quantity_count(hidden, count, sizeof count));
}

/* What only leads to what passes a filter is drawn lightly. */
static enum role name_role(const struct trace_state *state, const struct span *span, int index)
{
    bool leads = state->rows.kept && state->rows.kept[index] == TRACE_LEADS;
    return span->failed ? ROLE_LEVEL_ERROR : leads ? ROLE_MUTED : ROLE_TEXT;
}

/* The operation where there is room, and the name. */
static int draw_words(const struct trace_state *state, struct surface *surface, int y, int col,
                      int width, struct trace_row row, enum role role)
{
    const char *operation = span_operation(trace_state_span(state, row.span));
    g_autofree char *name = trace_row_name(state, row);
    int used = 0;
    if (*operation && width > 24) {
        used += surface_text_cut(surface, y, col, 14, ROLE_MUTED, CUT_END, operation);
        used += surface_text(surface, y, col + used, 1, ROLE_MUTED, " ");
    }
    return used + surface_text_cut(surface, y, col + used, width - used, role, CUT_MIDDLE, name);
}

/* A call of generative AI: what it used or came to stays where its name is cut. */
static int draw_said(struct surface *surface, int y, int col, int width,
                     const struct trace_said *said, enum role role)
{
    const char *behind = said->behind;
    int least = MIN(LEAST_NAME, (int)g_utf8_strlen(said->name, -1));
    if (width - (int)g_utf8_strlen(behind, -1) < least)
        behind = said->mark;
    int room = width - (int)g_utf8_strlen(behind, -1);
    enum role mark = said->nothing ? ROLE_CHANGED : ROLE_MUTED;
    int used = surface_text_cut(surface, y, col, room, said->nothing ? mark : role, CUT_MIDDLE,
                                said->name);
    return used + surface_text(surface, y, col + used, width - used, mark, behind);
}

static void draw_name(const struct trace_state *state, struct surface *surface, int y, int col,
                      int width, struct trace_row row)
{
    const struct span *span = trace_state_span(state, row.span);
    g_autofree char *guides =
        trace_rows_guides(&state->rows, row, MAX(width * 2 / 5, 2), surface->ascii);
    char hidden[32], count[32];
    int used = surface_text(surface, y, col, width, ROLE_MUTED, guides);
    if (row.run >= 0) {
        trace_run_count(state, row.run, surface->ascii, count, sizeof count);
        used += surface_text(surface, y, col + used, width - used, ROLE_ACCENT, count);
        used += surface_text(surface, y, col + used, 1, ROLE_MUTED, " ");
    }
    hidden_text(state, row, surface->ascii, hidden, sizeof hidden);
    int tail = (int)g_utf8_strlen(hidden, -1);
    const char *odd = row.run >= 0 ? "" : trace_odd_text(state, span, surface->ascii);
    int spare = (int)g_utf8_strlen(odd, -1);
    if (width - used - tail - spare < LEAST_NAME)
        spare = 0;
    int room = width - used - tail - spare;
    enum role role = name_role(state, span, row.span);
    struct trace_said said;
    if (trace_agents_say(state, row, &said))
        used += draw_said(surface, y, col + used, room, &said, role);
    else
        used += draw_words(state, surface, y, col + used, room, row, role);
    trace_said_clear(&said);
    used += surface_text(surface, y, col + used, spare, ROLE_CHANGED, odd);
    if (tail)
        surface_text(surface, y, col + used, tail, ROLE_ACCENT, hidden);
}

static void draw_numbers(const struct trace_state *state, const struct span *span,
                         const struct trace_usual *usual, bool peers,
                         const struct trace_columns *columns, struct surface *surface, int y,
                         int col)
{
    char took[26], off[28];
    enum role role = trace_span_unusual(span, &usual->usual) ? ROLE_CHANGED : ROLE_MUTED;
    trace_took_text(state, span, took, sizeof took);
    surface_text_right(surface, y, col, columns->took,
                       role == ROLE_CHANGED ? ROLE_CHANGED : ROLE_TEXT, took);
    surface_text_right(surface, y, col + columns->took, columns->more,
                       usual->of == USUAL_NEW ? ROLE_CHANGED : role,
                       trace_usual_text(usual, span, peers, off, sizeof off));
}

static void draw_row(const struct trace_state *state, struct surface *surface, int y,
                     const struct trace_columns *columns, struct trace_row row,
                     const struct trace_usual *usual)
{
    const struct span *span = trace_state_span(state, row.span);
    const char *service = span->service ? span->service : "?";
    int col = 1;
    enum surface_cut cut = columns->service < 9 ? CUT_END : CUT_MIDDLE; /* "in…ry" says nothing */
    surface_text_cut(surface, y, col, columns->service - 1, role_for_name(service), cut, service);
    col += columns->service;
    draw_name(state, surface, y, col, columns->name - 1, row);
    col += columns->name;
    if (span->failed)
        surface_text(surface, y, col, 1, ROLE_LEVEL_ERROR, "!");
    else if (problems_of_span(state->trace->problems, row.span))
        surface_text(surface, y, col, 1, ROLE_LEVEL_WARNING, "~");
    col += 1;
    if (columns->bar) {
        surface_run(surface, y, col, 1, ROLE_HAIRLINE, "│", '|');
        struct surface cells = surface_part(surface, y, col + 1, 1, columns->bar);
        if (row.run >= 0)
            trace_run_bar(state, &cells, row.run);
        else
            trace_bar_draw(state, &cells, row.span);
        col += 1 + columns->bar;
    }
    if (row.run >= 0)
        trace_run_numbers(state, surface, y, col, columns->took + columns->more, row.run);
    else
        draw_numbers(state, span, usual, state->against != NULL, columns, surface, y, col);
}

/* Where spans will stand; how wide names are comes with them. */
static void draw_places(const struct trace_state *state, struct surface *surface)
{
    struct trace_columns columns;
    fit_columns(&columns, state, surface->cols);
    int service = MAX(columns.service - 2, surface->cols >= 70 ? 8 : 4);
    int name = service + 2, bar = surface->cols / 2;
    const struct bone bones[] = {
        {1,    service,                                 false              },
        {name, MIN(bar - name - 2,                      40),                 true},
        {bar,    surface->cols - bar - columns.took - columns.more - 2,                                         true   },
        {surface->cols - columns.took - columns.more,    columns.took - 1, false}
    };
    skeleton_draw(surface, surface->rows >= AXIS_ROWS ? 1 : 0, bones, G_N_ELEMENTS(bones));
}

static const char *empty_text(const struct view *view)
{
    const struct trace_state *state = view->state;
    if (state->trace && state->growing)
        return "No spans yet: each comes when its work ends\nasked again until then";
    if (state->trace)
        return "This trace has no spans\nIt was not sampled, or is past retention";
    if (state->trace_id)
        return state->failed ? "The trace did not come\nr asks again" : "loading the trace…";
    if (state->hint_asked)
        return "looking for the worst trace…";
    return "No trace yet\nMove onto a signal, an issue or a log row: its trace shows here";
}

void trace_draw(const struct view *view, struct surface *surface)
{
    const struct trace_state *state = view->state;
    bool waits = (state->trace_id && !state->failed) || state->hint_asked;
    if (!state->trace && waits && !view->stopped && !view->error) {
        draw_places(state, surface);
        return;
    }
    if (!state->trace || !state->trace->spans->len) {
        body_message(view, surface, empty_text(view));
        return;
    }
    struct trace_columns columns;
    int map = trace_map_rows(state, surface->rows), axis = axis_rows(state, surface->rows);
    int foot = trace_foot_rows(view, surface->rows), top = map + axis;
    struct surface above = surface_part(surface, 0, 0, surface->rows - foot, surface->cols);
    struct surface body = body_rows(&above, top, &state->list, &state->bar);
    fit_columns(&columns, state, body.cols);
    if (map)
        trace_map_draw(state, &body, &columns);
    struct surface times = surface_part(&body, map, 0, axis, body.cols);
    if (axis)
        trace_axis_draw(state, &times, &columns);
    if (foot)
        trace_foot_draw(view, surface, &columns, foot);
    for (int y = top; y < body.rows; y++) {
        size_t number = list_row(&state->list, y - top);
        struct trace_row row = trace_rows_at(&state->rows, number);
        if (row.span < 0)
            break;
        struct trace_usual none = {0};
        guint place = (guint)(y - top);
        const struct trace_usual *usual =
            place < state->usuals->len ? &g_array_index(state->usuals, struct trace_usual, place)
                                       : &none;
        draw_row(state, &body, y, &columns, row, usual);
        body_cursor(view, &body, y, &state->list, number);
    }
}
