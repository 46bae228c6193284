/* SPDX-License-Identifier: Apache-2.0
 *
 * A page of lines with a cursor: what span, release, commit and suspect views are made of. A line
 * is a few pieces of text in roles; it may lead somewhere (a link: a kind and an index that mean
 * something to its view). The cursor rests on lines that one can use and skips headings and gaps.
 */
#ifndef VIEWS_DOC_H
#define VIEWS_DOC_H

#include "tui/list.h"
#include "views/code_lines.h"
#include "views/matcher.h"
#include "views/view.h"

struct doc_piece {
    enum role role;
    char *text;
};

struct doc_line {
    struct doc_piece *pieces;
    int count;
    char *right;  /* at the right edge, muted; may be NULL */
    char *fold;   /* what the line folds, a name within the page; NULL = nothing */
    bool open;    /* it is not folded now */
    char *within; /* text that is folded away here, for searching; may be NULL */
    int indent;   /* cells before the first piece */
    int elide;    /* this piece is shortened in its middle where the line is too long; 0 = none */
    bool heading; /* { and } go there */
    bool inert;   /* the cursor passes it */
    int link;     /* 0 = leads nowhere */
    size_t index;
};

struct doc {
    GPtrArray *lines; /* of struct doc_line * */
    struct list list;
    int width; /* cells the lines were made for; 0 = make them again */
    struct {
        int link;
        size_t index, nth; /* the line of those with that link */
        char *fold;
    } was; /* where the cursor was, while lines are made anew */
};

void doc_init(struct doc *doc);
void doc_clear(struct doc *doc);
/* Begins anew; the cursor will return to the line with the same link, else to the same row. */
void doc_begin(struct doc *doc, int width);
void doc_end(struct doc *doc);

/* Appending. Texts are copied; the line stays the document's. */
struct doc_line *doc_add(struct doc *doc, enum role role, const char *text);
struct doc_line *doc_addf(struct doc *doc, enum role role, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void doc_piece(struct doc_line *line, enum role role, const char *text);
void doc_piecef(struct doc_line *line, enum role role, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The last piece is a path or the like, of which the end matters. */
void doc_elide(struct doc_line *line);
void doc_right(struct doc_line *line, const char *text);
void doc_link(struct doc_line *line, int link, size_t index);
void doc_heading(struct doc *doc, const char *text);
/* The line folds what is called `fold` (copied), and is `open` or not: it gets a mark. */
void doc_fold(struct doc_line *line, const char *fold, bool open);
/* The text that is folded away at the line (copied), which a search finds all the same. */
void doc_within(struct doc_line *line, const char *text);
/* Code laid out, from `indent` on: its tokens wrapped between words. Returns the first line. */
struct doc_line *doc_code(struct doc *doc, int indent, const struct code_line *code);
void doc_gap(struct doc *doc);
/* `label` in a column of `column` cells, then `text` wrapped beside it. Returns the first line. */
struct doc_line *doc_field(struct doc *doc, int column, const char *label, enum role role,
                           const char *text);
/* The same `indent` cells in, the text from cell `column` on. */
struct doc_line *doc_field_at(struct doc *doc, int indent, int column, const char *label,
                              enum role role, const char *text);

const struct doc_line *doc_current(const struct doc *doc); /* NULL when empty */
void doc_go_link(struct doc *doc, int link, size_t index);
void doc_layout(struct doc *doc, const struct view *view, int rows);
void doc_draw(const struct doc *doc, const struct view *view, struct surface *surface);
void doc_move(struct doc *doc, enum move_unit unit, int by);
/* To the next line that matches, or has folded away what does. */
bool doc_search(struct doc *doc, const struct matcher *matcher, int direction);
/* The line on which the named fold stands gets the cursor; false when there is none. */
bool doc_go_fold(struct doc *doc, const char *fold);
/* What the cursor's line unfolds is in sight, as far as `rows` take it. */
void doc_reveal(struct doc *doc, int rows);
/* Lines, and whether the search stops at one. */
size_t doc_count(const struct doc *doc);
bool doc_matches(const struct doc *doc, size_t row, const struct matcher *matcher);
/* The line as plain text; newly allocated. */
char *doc_text(const struct doc_line *line);

#endif
