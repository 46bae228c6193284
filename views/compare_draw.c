/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison on the screen: the verdict, then a line a kind of spans, with a bar to the left and
 * one to the right of the middle, so that what differs leans to its side.
 */
#include "views/compare_state.h"
#include "views/span_text.h"

#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

#define LEAST_ROWS 8 /* below, the rows have all the room */
#define FIGURE     9 /* cells of a duration */

/* Widths; 0 = shed. */
struct columns {
    int service, name, count, figure, bar, change, notes;
};

/* A service that all are of is no column. */
static void fit_columns(struct columns *columns, int cols, bool one_service)
{
    int service = cols >= 110 ? 12 : cols >= 76 ? 10 : 0;
    int notes = cols >= 150 ? 34 : cols >= 100 ? 20 : cols >= 84 || one_service ? 13 : 0;
    *columns = (struct columns){
        .service = one_service ? 0 : service,
        .count = cols >= 64 ? 7 : 0,
        .figure = cols >= 44 ? FIGURE : 8,
        .bar = cols >= 116 ? CLAMP((cols - 92) / 4, 6, 20) : 0,
        .change = FIGURE,
        .notes = cols >= 76 ? notes : 0,
    };
    columns->name = cols - 2 - columns->service - columns->count - 2 * columns->figure -
                    (columns->bar ? 2 * columns->bar + 3 : 0) - columns->change -
                    (columns->notes ? columns->notes + 2 : 0);
}

/* --- the head --- */

/* As many lines of it as leave room for rows; what is left out is in the copy as Markdown. */
static GPtrArray *verdict_lines(const struct compare_state *state, int rows, int cols)
{
    GPtrArray *lines = text_wrap(state->verdict, MAX(cols - 2, 20));
    guint most = rows >= 16 ? 3 : rows >= 12 ? 2 : 1;
    if (lines->len <= most)
        return lines;
    g_autofree char *last = g_strconcat(lines->pdata[most - 1], "…", NULL);
    g_ptr_array_set_size(lines, (int)most - 1);
    g_ptr_array_add(lines, g_steal_pointer(&last));
    return lines;
}

static int head_rows(const struct compare_state *state, int rows, int cols)
{
    if (!state->diff || rows < LEAST_ROWS)
        return 0;
    g_autoptr(GPtrArray) lines = verdict_lines(state, rows, cols);
    return (int)lines->len + 1;
}

/* A name in a column of figures, where it fits; else which side it is. */
static const char *caption(const char *name, const char *side, int width)
{
    g_autofree char *safe = text_safe(name);
    return text_width(safe) < width ? name : side;
}

/* The names of the sides, beside the line in the middle where there is one. */
static int draw_sides(const struct compare_state *state, struct surface *surface, int y, int col,
                      const struct columns *columns)
{
    const char *left = state->diff->peers ? "usual" : state->diff->left_name;
    const char *right = state->diff->peers ? "here" : state->diff->right_name;
    int figure = columns->figure, bar = columns->bar;
    if (bar) {
        struct surface before = surface_part(surface, y, col + 1, 1, figure + bar);
        g_autofree char *safe = text_safe(left);
        g_autofree char *cut = text_cut_middle(safe, figure + bar - 1);
        surface_text_right(&before, 0, 0, before.cols, ROLE_ACCENT, cut);
        surface_text_cut(surface, y, col + figure + bar + 2, figure + bar, ROLE_ACCENT, CUT_MIDDLE,
                         right);
        return 2 * figure + 2 * bar + 3;
    }
    surface_text_right(surface, y, col, figure, ROLE_ACCENT, caption(left, "left", figure));
    surface_text_right(surface, y, col + figure, figure, ROLE_ACCENT,
                       caption(right, "right", figure));
    return 2 * figure;
}

static void draw_captions(const struct compare_state *state, struct surface *surface, int y,
                          const struct columns *columns)
{
    int col = 1;
    if (columns->service)
        surface_text(surface, y, col, columns->service - 1, ROLE_MUTED, "service");
    col += columns->service;
    surface_text(surface, y, col, columns->name - 1, ROLE_MUTED, "spans");
    col += columns->name;
    if (columns->count)
        surface_text_right(surface, y, col, columns->count, ROLE_MUTED, "count");
    col += columns->count;
    col += draw_sides(state, surface, y, col, columns);
    surface_text_right(surface, y, col, columns->change, ROLE_MUTED, "change");
}

static void draw_head(const struct compare_state *state, struct surface *surface, int rows)
{
    g_autoptr(GPtrArray) lines = verdict_lines(state, surface->rows, surface->cols);
    struct columns columns;
    for (guint i = 0; i < lines->len; i++)
        surface_text(surface, (int)i, 1, -1, ROLE_TEXT, lines->pdata[i]);
    fit_columns(&columns, surface->cols, state->one_service);
    draw_captions(state, surface, rows - 1, &columns);
}

/* --- a kind of spans --- */

static void draw_figure(struct surface *surface, int y, int col, int width,
                        const struct diff_side *side, bool unknown)
{
    char took[24];
    if (diff_side_open(side))
        surface_text_right(surface, y, col, width, ROLE_MUTED, "?");
    else if (side->count)
        surface_text_right(surface, y, col, width, ROLE_TEXT,
                           quantity_duration(side->total_us, took, sizeof took));
    else
        surface_text_right(surface, y, col, width, ROLE_MUTED,
                           unknown          ? "?"
                           : surface->ascii ? "-"
                                            : "—");
}

/* Both lean on the line in the middle. */
static void draw_bars(struct surface *surface, int y, int col, int width,
                      const struct diff_row *row, double most)
{
    struct surface left = surface_part(surface, y, col, 1, width);
    struct surface right = surface_part(surface, y, col + width + 1, 1, width);
    enum role role = role_bar_for_name(row->service ? row->service : "");
    double from = row->left.total_us / most * width, to = row->right.total_us / most * width;
    if (row->left.count && !diff_side_open(&row->left))
        chart_bar(&left, 0, width - MAX(from, 0.125), width, role);
    if (row->right.count && !diff_side_open(&row->right))
        chart_bar(&right, 0, 0, MAX(to, 0.125), row->right.failed ? ROLE_BAR_ERROR : role);
    surface_run(surface, y, col + width, 1, ROLE_HAIRLINE, "│", '|');
}

static void draw_count(struct surface *surface, int y, int col, int width,
                       const struct diff_row *row)
{
    char left[24], right[24], text[52];
    if (row->left.count == row->right.count && row->left.count == 1)
        return;
    quantity_count(row->left.count, left, sizeof left);
    quantity_count(row->right.count, right, sizeof right);
    if (row->left.count == row->right.count)
        g_snprintf(text, sizeof text, "x%s", right);
    else
        g_snprintf(text, sizeof text, "%s%s%s", row->kind == DIFF_UNKNOWN ? "?" : left,
                   surface->ascii ? ">" : "→", right);
    surface_text_right(surface, y, col, width, ROLE_MUTED, text);
}

static void draw_name(const struct compare_state *state, struct surface *surface, int y, int col,
                      int width, const struct diff_row *row)
{
    const struct span span = {.op = row->op, .name = row->name};
    const char *operation = span_operation(&span);
    int used = state->tree ? MIN(2 * row->depth, width / 3) : 0;
    if (*operation && width - used > 24) {
        used += surface_text_cut(surface, y, col + used, 14, ROLE_MUTED, CUT_END, operation);
        used += 1;
    }
    surface_text_cut(surface, y, col + used, width - used,
                     row->right.failed || row->left.failed ? ROLE_LEVEL_ERROR : ROLE_TEXT,
                     CUT_MIDDLE, row->name && *row->name ? row->name : "(no name)");
}

/* What stands out: what came or went, and what takes another part of the whole than it did. */
static bool stands_out(const struct trace_diff *diff, const struct diff_row *row)
{
    double whole = MAX(diff->left_us, diff->right_us);
    return row->kind == DIFF_GONE || row->kind == DIFF_NEW || diff_row_empty_differs(row) ||
           (isfinite(whole) && fabs(row->change_us) > 0.1 * whole);
}

static void draw_kind(const struct compare_state *state, struct surface *surface, int y,
                      const struct columns *columns, const struct diff_row *row, double most)
{
    char change[26];
    const char *service = row->service ? row->service : "?";
    enum role role = stands_out(state->diff, row) ? ROLE_CHANGED : ROLE_MUTED;
    int col = 1;
    if (columns->service)
        surface_text_cut(surface, y, col, columns->service - 1, role_for_name(service), CUT_END,
                         service);
    col += columns->service;
    draw_name(state, surface, y, col, columns->name - 1, row);
    col += columns->name;
    if (columns->count)
        draw_count(surface, y, col, columns->count, row);
    col += columns->count;
    draw_figure(surface, y, col, columns->figure, &row->left, row->kind == DIFF_UNKNOWN);
    col += columns->figure;
    if (columns->bar) {
        draw_bars(surface, y, col + 1, columns->bar, row, most);
        col += 2 * columns->bar + 3;
    }
    draw_figure(surface, y, col, columns->figure, &row->right, false);
    col += columns->figure;
    surface_text_right(surface, y, col, columns->change, role,
                       compare_change_text(state->diff, row, change, sizeof change));
    col += columns->change + 2;
    g_autoptr(GString) notes = g_string_new(NULL);
    compare_notes(row, surface->ascii, notes);
    if (columns->notes)
        surface_text(surface, y, col, columns->notes,
                     diff_row_empty_differs(row) ? ROLE_CHANGED : ROLE_MUTED, notes->str);
}

/* --- an attribute --- */

static void draw_value(struct surface *surface, int y, int col, int width, const char *value)
{
    surface_text_cut(surface, y, col, width - 1, value ? ROLE_TEXT : ROLE_MUTED, CUT_MIDDLE,
                     !value   ? "not set"
                     : *value ? value
                              : "(empty)");
}

static void draw_attribute(const struct compare_state *state, struct surface *surface, int y,
                           const struct compare_row *row)
{
    const struct diff_attribute *attribute = state->differing->pdata[row->index];
    const struct diff_row *kind = compare_kind_of(state, row);
    int key = MAX(surface->cols * 2 / 5, 12), value = (surface->cols - 1 - key) / 2;
    int used = 0;
    const char *name = attribute->key;
    if (attribute->row > 0 && kind && surface->cols >= 60) {
        /* What they share tells least. */
        name += strlen(g_str_has_prefix(name, "gen_ai.usage.") ? "gen_ai.usage."
                       : g_str_has_prefix(name, "gen_ai.")     ? "gen_ai."
                                                               : "");
        int rest = MAX(key - 3 - text_width(name), key / 5);
        used = surface_text_cut(surface, y, 1, MIN(rest, key / 2), ROLE_MUTED, CUT_MIDDLE,
                                kind->name ? kind->name : "");
        used += 1;
    }
    surface_text_cut(surface, y, 1 + used, key - 1 - used, ROLE_ACCENT, CUT_MIDDLE, name);
    draw_value(surface, y, 1 + key, value, attribute->left);
    draw_value(surface, y, 1 + key + value, value, attribute->right);
}

static void draw_heading(const struct compare_state *state, struct surface *surface, int y)
{
    int key = MAX(surface->cols * 2 / 5, 12), value = (surface->cols - 1 - key) / 2;
    const struct trace_diff *diff = state->diff;
    int used = surface_text(surface, y, 1, key - 1, ROLE_TITLE, "Attributes that differ");
    if (diff->comparable > diff->compared) {
        g_autofree char *of = g_strdup_printf("  %u of %u kinds", diff->compared, diff->comparable);
        surface_text(surface, y, 1 + used, key - 1 - used, ROLE_MUTED, of);
    }
    surface_text_cut(surface, y, 1 + key, value - 1, ROLE_MUTED, CUT_MIDDLE,
                     state->diff->left_name);
    surface_text_cut(surface, y, 1 + key + value, value - 1, ROLE_MUTED, CUT_MIDDLE,
                     state->diff->right_name);
}

/* --- all --- */

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct compare_state *state = data;
    const struct compare_row *at = compare_row_at(state, row);
    const struct diff_row *kind = compare_kind_of(state, at);
    return at && at->what == COMPARE_KIND && kind && stands_out(state->diff, kind)
               ? SCROLLBAR_CHANGE
               : SCROLLBAR_NONE;
}

void compare_layout(struct view *view, int rows, int cols)
{
    struct compare_state *state = view->state;
    int height = rows - head_rows(state, rows, cols);
    list_resize(&state->list, state->rows->len, MAX(height, 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, ++state->drawn, mark_of);
}

static void draw_row(const struct compare_state *state, struct surface *surface, int y,
                     const struct columns *columns, const struct compare_row *row, double most)
{
    if (row->what == COMPARE_KIND)
        draw_kind(state, surface, y, columns, compare_kind_of(state, row), most);
    else if (row->what == COMPARE_HEADING)
        draw_heading(state, surface, y);
    else if (row->what == COMPARE_ATTRIBUTE)
        draw_attribute(state, surface, y, row);
}

void compare_draw(const struct view *view, struct surface *surface)
{
    const struct compare_state *state = view->state;
    struct columns columns;
    if (!state->diff || !state->rows->len) {
        g_autofree char *why =
            state->why ? g_strdup_printf("Nothing to compare with\n%s", state->why) : NULL;
        body_message(view, surface, why ? why : "comparing…\nhealthy traces are asked for");
        return;
    }
    int top = head_rows(state, surface->rows, surface->cols);
    if (top)
        draw_head(state, surface, top);
    struct surface body = body_rows(surface, top, &state->list, &state->bar);
    fit_columns(&columns, body.cols, state->one_service);
    double most = state->longest_us;
    for (int y = top; y < body.rows; y++) {
        size_t place = list_row(&state->list, y - top);
        const struct compare_row *row = compare_row_at(state, place);
        if (!row)
            break;
        draw_row(state, &body, y, &columns, row, most);
        body_cursor(view, &body, y, &state->list, place);
    }
}
