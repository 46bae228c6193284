/* SPDX-License-Identifier: Apache-2.0 */
#include "views/doc.h"

#include "tui/text.h"
#include "views/body.h"

#include <stdarg.h>
#include <string.h>

#define LEAST_ELIDED 8 /* cells of a text that say anything with its middle left out */

static void line_free(void *data)
{
    struct doc_line *line = data;
    for (int i = 0; i < DOC_PIECES; i++)
        g_free(line->pieces[i].text);
    g_free(line->right);
    g_free(line);
}

void doc_init(struct doc *doc)
{
    *doc = (struct doc){.lines = g_ptr_array_new_with_free_func(line_free)};
}

void doc_clear(struct doc *doc)
{
    g_clear_pointer(&doc->lines, g_ptr_array_unref);
}

static struct doc_line *line_at(const struct doc *doc, size_t row)
{
    return g_ptr_array_index(doc->lines, (guint)row);
}

const struct doc_line *doc_current(const struct doc *doc)
{
    return doc->list.cursor < doc->lines->len ? line_at(doc, doc->list.cursor) : NULL;
}

void doc_begin(struct doc *doc, int width)
{
    doc->width = width;
    g_ptr_array_set_size(doc->lines, 0);
}

/* The nearest line the cursor may rest on, from `row` in `direction`, else the other way. */
static size_t usable_row(const struct doc *doc, size_t row, int direction)
{
    size_t count = doc->lines->len;
    for (int turn = 0; turn < 2; turn++, direction = -direction)
        for (size_t i = row; i < count; i += (size_t)direction)
            if (!line_at(doc, i)->inert)
                return i;
    return row;
}

void doc_end(struct doc *doc)
{
    doc->list.count = doc->lines->len;
    if (doc->list.cursor >= doc->list.count)
        doc->list.cursor = doc->list.count ? doc->list.count - 1 : 0;
    if (doc->list.count)
        doc->list.cursor = usable_row(doc, doc->list.cursor, 1);
}

struct doc_line *doc_add(struct doc *doc, enum role role, const char *text)
{
    struct doc_line *line = g_new0(struct doc_line, 1);
    line->indent = 1;
    doc_piece(line, role, text);
    g_ptr_array_add(doc->lines, line);
    return line;
}

struct doc_line *doc_addf(struct doc *doc, enum role role, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return doc_add(doc, role, text);
}

void doc_piece(struct doc_line *line, enum role role, const char *text)
{
    for (int i = 0; i < DOC_PIECES; i++) {
        if (line->pieces[i].text)
            continue;
        line->pieces[i].role = role;
        line->pieces[i].text = g_strdup(text ? text : "");
        return;
    }
}

void doc_piecef(struct doc_line *line, enum role role, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    doc_piece(line, role, text);
}

void doc_right(struct doc_line *line, enum role role, const char *text)
{
    g_free(line->right);
    line->right = g_strdup(text);
    line->right_role = role;
}

void doc_link(struct doc_line *line, int link, size_t index)
{
    line->link = link;
    line->index = index;
}

void doc_heading(struct doc *doc, const char *text)
{
    if (doc->lines->len)
        doc_gap(doc);
    struct doc_line *line = doc_add(doc, ROLE_TITLE, text);
    line->heading = line->inert = true;
}

void doc_gap(struct doc *doc)
{
    doc_add(doc, ROLE_TEXT, "")->inert = true;
}

/* `label` padded with blanks to `column` display cells. */
static char *padded(const char *label, int column)
{
    g_autofree char *safe = text_safe(label);
    g_autofree char *cut = text_cut_middle(safe, MAX(column - 1, 1));
    return g_strdup_printf("%s%*s", cut, MAX(column - text_width(cut), 0), "");
}

struct doc_line *doc_field(struct doc *doc, int column, const char *label, enum role role,
                           const char *text)
{
    g_autoptr(GPtrArray) parts = text_wrap(text ? text : "", MAX(doc->width - column - 2, 8));
    struct doc_line *first = NULL;
    for (guint i = 0; i < MAX(parts->len, 1); i++) {
        g_autofree char *left = padded(i ? "" : label, column);
        struct doc_line *line = doc_add(doc, ROLE_MUTED, left);
        doc_piece(line, role, parts->len ? g_ptr_array_index(parts, i) : "");
        if (!first)
            first = line;
    }
    return first;
}

void doc_go_link(struct doc *doc, int link, size_t index)
{
    for (guint i = 0; i < doc->lines->len; i++) {
        const struct doc_line *line = line_at(doc, i);
        if (line->link != link || line->index != index)
            continue;
        list_go(&doc->list, i);
        return;
    }
}

void doc_layout(struct doc *doc, const struct view *view, int rows)
{
    list_resize(&doc->list, doc->lines->len, rows);
    /* A heading above the first usable line is in sight with it. */
    if (doc->lines->len && doc->list.cursor < (size_t)MAX(rows, 0) &&
        usable_row(doc, 0, 1) == doc->list.cursor)
        doc->list.top = 0;
    body_light(view, &doc->list);
}

void doc_elide(struct doc_line *line)
{
    for (int i = 0; i < DOC_PIECES && line->pieces[i].text; i++)
        line->elide = i;
}

static void draw_line(const struct doc_line *line, struct surface *surface, int row)
{
    struct piece pieces[DOC_PIECES];
    size_t count = 0;
    int width = line->indent;
    for (; count < DOC_PIECES && line->pieces[count].text; count++) {
        pieces[count] = (struct piece){line->pieces[count].role, line->pieces[count].text};
        width += text_width(line->pieces[count].text);
    }
    int right = 0;
    if (line->right) {
        g_autofree char *safe = text_safe(line->right);
        right = text_width(safe) + 2;
        if (right > surface->cols / 2)
            right = 0;
        else
            surface_text_right(surface, row, surface->cols - right, right - 1, line->right_role,
                               safe);
    }
    g_autofree char *shorter = NULL;
    int over = width + right - surface->cols;
    if (line->elide && over > 0) {
        g_autofree char *safe = text_safe(pieces[line->elide].text);
        int left = text_width(safe) - over;
        if (left >= LEAST_ELIDED)
            pieces[line->elide].text = shorter = text_cut_middle(safe, left);
    }
    surface_pieces(surface, row, line->indent, MAX(surface->cols - line->indent - right, 0), pieces,
                   count);
}

void doc_draw(const struct doc *doc, const struct view *view, struct surface *surface)
{
    for (int y = 0; y < surface->rows; y++) {
        size_t row = list_row(&doc->list, y);
        if (row >= doc->lines->len)
            break;
        draw_line(line_at(doc, row), surface, y);
        body_cursor(view, surface, y, &doc->list, row);
    }
}

static void move_section(struct doc *doc, int by)
{
    size_t row = doc->list.cursor;
    for (size_t i = row + (size_t)by; i < doc->lines->len; i += (size_t)by) {
        if (!line_at(doc, i)->heading)
            continue;
        size_t target = usable_row(doc, i, 1);
        if (target == row)
            continue;
        list_go(&doc->list, target);
        return;
    }
}

void doc_move(struct doc *doc, enum move_unit unit, int by)
{
    if (!doc->lines->len || !by)
        by = by ? by : 1;
    if (!doc->lines->len)
        return;
    if (unit == MOVE_SECTION) {
        move_section(doc, by > 0 ? 1 : -1);
        return;
    }
    body_move(&doc->list, unit, by);
    int direction = unit == MOVE_TOP ? 1 : unit == MOVE_END ? -1 : by > 0 ? 1 : -1;
    list_go(&doc->list, usable_row(doc, doc->list.cursor, direction));
}

char *doc_text(const struct doc_line *line)
{
    GString *out = g_string_new(NULL);
    for (int i = 0; i < DOC_PIECES && line->pieces[i].text; i++)
        g_string_append(out, line->pieces[i].text);
    if (line->right)
        g_string_append_printf(out, "  %s", line->right);
    return g_string_free(out, FALSE);
}

size_t doc_count(const struct doc *doc)
{
    return doc->lines->len;
}

bool doc_matches(const struct doc *doc, size_t row, const struct matcher *matcher)
{
    if (row >= doc->lines->len || line_at(doc, row)->inert)
        return false;
    g_autofree char *text = doc_text(line_at(doc, row));
    return matcher_matches(matcher, text);
}

bool doc_search(struct doc *doc, const struct matcher *matcher, int direction)
{
    size_t count = doc->lines->len;
    for (size_t step = 1; step <= count; step++) {
        size_t row = (doc->list.cursor + count + (direction > 0 ? step : count - step)) % count;
        if (!doc_matches(doc, row, matcher))
            continue;
        list_go(&doc->list, row);
        return true;
    }
    return false;
}
