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
    for (int i = 0; i < line->count; i++)
        g_free(line->pieces[i].text);
    g_free(line->pieces);
    g_free(line->right);
    g_free(line->fold);
    g_free(line->within);
    g_free(line);
}

void doc_init(struct doc *doc)
{
    *doc = (struct doc){.lines = g_ptr_array_new_with_free_func(line_free)};
}

void doc_clear(struct doc *doc)
{
    g_clear_pointer(&doc->lines, g_ptr_array_unref);
    g_clear_pointer(&doc->was.fold, g_free);
}

static struct doc_line *line_at(const struct doc *doc, size_t row)
{
    return g_ptr_array_index(doc->lines, (guint)row);
}

const struct doc_line *doc_current(const struct doc *doc)
{
    return doc->list.cursor < doc->lines->len ? line_at(doc, doc->list.cursor) : NULL;
}

static bool same_place(const struct doc *doc, const struct doc_line *line)
{
    return line->link == doc->was.link && line->index == doc->was.index &&
           !g_strcmp0(line->fold, doc->was.fold);
}

void doc_begin(struct doc *doc, int width)
{
    const struct doc_line *line = doc_current(doc);
    g_clear_pointer(&doc->was.fold, g_free);
    doc->was.link = line ? line->link : 0;
    doc->was.index = line ? line->index : 0;
    doc->was.fold = g_strdup(line ? line->fold : NULL);
    doc->was.nth = 0;
    for (size_t i = 0; line && i < doc->list.cursor; i++)
        doc->was.nth += same_place(doc, line_at(doc, i));
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

/* To where the cursor was, if that is still there. */
static void return_cursor(struct doc *doc)
{
    size_t nth = 0;
    if (!doc->was.link && !doc->was.fold)
        return;
    for (guint i = 0; i < doc->lines->len; i++) {
        if (!same_place(doc, line_at(doc, i)))
            continue;
        doc->list.cursor = i;
        if (nth++ == doc->was.nth)
            return;
    }
}

void doc_end(struct doc *doc)
{
    doc->list.count = doc->lines->len;
    return_cursor(doc);
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
    if ((line->count & (line->count - 1)) == 0) /* full: at every power of two */
        line->pieces = g_renew(struct doc_piece, line->pieces, MAX(line->count * 2, 1));
    line->pieces[line->count++] = (struct doc_piece){role, g_strdup(text ? text : "")};
}

void doc_piecef(struct doc_line *line, enum role role, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    doc_piece(line, role, text);
}

void doc_right(struct doc_line *line, const char *text)
{
    g_free(line->right);
    line->right = g_strdup(text);
}

void doc_link(struct doc_line *line, int link, size_t index)
{
    line->link = link;
    line->index = index;
}

void doc_fold(struct doc_line *line, const char *fold, bool open)
{
    g_free(line->fold);
    line->fold = g_strdup(fold);
    line->open = open;
}

void doc_within(struct doc_line *line, const char *text)
{
    g_free(line->within);
    line->within = g_strdup(text);
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

struct doc_line *doc_field_at(struct doc *doc, int indent, int column, const char *label,
                              enum role role, const char *text)
{
    g_autoptr(GPtrArray) parts = text_wrap(text ? text : "", MAX(doc->width - column - 1, 8));
    struct doc_line *first = NULL;
    for (guint i = 0; i < MAX(parts->len, 1); i++) {
        g_autofree char *left = padded(i ? "" : label, MAX(column - indent, 0));
        struct doc_line *line = doc_add(doc, ROLE_MUTED, left);
        line->indent = indent;
        doc_piece(line, role, parts->len ? g_ptr_array_index(parts, i) : "");
        if (!first)
            first = line;
    }
    return first;
}

struct doc_line *doc_field(struct doc *doc, int column, const char *label, enum role role,
                           const char *text)
{
    return doc_field_at(doc, 1, column + 1, label, role, text);
}

/* --- code --- */

struct wrapping {
    struct doc *doc;
    struct doc_line *first, *line;
    int indent, used, room; /* cells */
};

static void wrap_line(struct wrapping *wrapping)
{
    wrapping->line = g_new0(struct doc_line, 1);
    wrapping->line->indent = wrapping->indent + (wrapping->first ? 2 : 0);
    wrapping->room = MAX(wrapping->doc->width - wrapping->line->indent - 1, 8);
    wrapping->used = 0;
    g_ptr_array_add(wrapping->doc->lines, wrapping->line);
    if (!wrapping->first)
        wrapping->first = wrapping->line;
}

/* A word with the blanks behind it; one that is longer than a line is cut into lines. */
static void wrap_word(struct wrapping *wrapping, enum role role, const char *word, gsize length)
{
    g_autofree char *text = g_strndup(word, length);
    g_autofree char *safe = text_safe(text);
    int width = text_width(safe);
    bool blanks = !*g_strchug(text);
    if (wrapping->used && wrapping->used + width > wrapping->room && !blanks)
        wrap_line(wrapping);
    if (width <= wrapping->room) {
        doc_piece(wrapping->line, role, safe);
        wrapping->used += width;
        return;
    }
    g_autoptr(GPtrArray) parts = text_wrap(safe, wrapping->room - 2);
    for (guint i = 0; i < parts->len; i++) {
        if (i)
            wrap_line(wrapping);
        doc_piece(wrapping->line, role, g_ptr_array_index(parts, i));
        wrapping->used = wrapping->room;
    }
}

struct doc_line *doc_code(struct doc *doc, int indent, const struct code_line *code)
{
    struct wrapping wrapping = {.doc = doc, .indent = indent + code->indent};
    wrap_line(&wrapping);
    for (guint i = 0; i < code->tokens->len; i++) {
        const struct code_token *token = &g_array_index(code->tokens, struct code_token, i);
        for (const char *at = token->text; *at;) {
            gsize length = strcspn(at, " ");
            length += strspn(at + length, " ");
            wrap_word(&wrapping, token->role, at, length);
            at += length;
        }
    }
    return wrapping.first;
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

bool doc_go_fold(struct doc *doc, const char *fold)
{
    for (guint i = 0; i < doc->lines->len; i++) {
        if (g_strcmp0(line_at(doc, i)->fold, fold))
            continue;
        list_go(&doc->list, i);
        return true;
    }
    return false;
}

void doc_reveal(struct doc *doc, int rows)
{
    const struct doc_line *line = doc_current(doc);
    size_t cursor = doc->list.cursor, end = cursor + 1;
    if (!line || rows < 1)
        return;
    while (end < doc->lines->len && line_at(doc, end)->indent > line->indent)
        end++;
    size_t least = end > (size_t)rows ? end - (size_t)rows : 0;
    if (doc->list.top < least)
        doc->list.top = MIN(least, cursor);
}

void doc_elide(struct doc_line *line)
{
    line->elide = line->count - 1;
}

/* The mark of a fold stands in the two cells before the text. */
static void draw_fold(const struct doc_line *line, struct surface *surface, int row)
{
    const char *mark = line->open ? (surface->ascii ? "-" : "▾") : (surface->ascii ? "+" : "▸");
    surface_text(surface, row, MAX(line->indent - 2, 1), 1, ROLE_ACCENT, mark);
}

/* Draws what stands at the right edge; returns the cells it takes. */
static int draw_right(const struct doc_line *line, struct surface *surface, int row)
{
    if (!line->right)
        return 0;
    g_autofree char *safe = text_safe(line->right);
    int width = text_width(safe) + 2;
    if (width > surface->cols / 2)
        return 0;
    surface_text_right(surface, row, surface->cols - width, width - 1, ROLE_MUTED, safe);
    return width;
}

static void draw_line(const struct doc_line *line, struct surface *surface, int row)
{
    g_autofree struct piece *pieces = g_new(struct piece, (gsize)line->count + 1);
    int width = line->indent;
    for (int i = 0; i < line->count; i++) {
        pieces[i] = (struct piece){line->pieces[i].role, line->pieces[i].text};
        width += text_width(line->pieces[i].text);
    }
    if (line->fold)
        draw_fold(line, surface, row);
    int right = draw_right(line, surface, row);
    g_autofree char *shorter = NULL;
    int over = width + right - surface->cols;
    if (line->elide && over > 0) {
        g_autofree char *safe = text_safe(pieces[line->elide].text);
        int left = text_width(safe) - over;
        if (left >= LEAST_ELIDED)
            pieces[line->elide].text = shorter = text_cut_middle(safe, left);
    }
    surface_pieces(surface, row, line->indent, MAX(surface->cols - line->indent - right, 0), pieces,
                   (size_t)line->count);
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
    if (!doc->lines->len)
        return;
    by = by ? by : 1;
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
    for (int i = 0; i < line->count; i++)
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
    const struct doc_line *line = line_at(doc, row);
    g_autofree char *text = doc_text(line);
    return matcher_matches(matcher, text) ||
           (line->within && !line->open && matcher_matches(matcher, line->within));
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
