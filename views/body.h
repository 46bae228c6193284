/* SPDX-License-Identifier: Apache-2.0
 *
 * What the bodies of views have in common, so that all look and move alike: the message of a view
 * that has no rows yet, the cursor line, moving a list, and asking within a range of its own.
 */
#ifndef VIEWS_BODY_H
#define VIEWS_BODY_H

#include "tui/list.h"
#include "tui/scrollbar.h"
#include "views/desk.h"

struct json_t; /* jansson's */

/* Paragraphs wrapped and centred, the first line in `role`, the others muted. */
void body_say(struct surface *surface, enum role role, const char *text);
/* Says in the middle of an empty body what it waits for: the failure and when it is tried again,
 * that it is loading, or `empty` (a sentence, and after a newline what one can do about it). */
void body_message(const struct view *view, struct surface *surface, const char *empty);
/* Whether rows are on their way to a view that has none: their places are drawn until they come. */
bool body_waits(const struct view *view);
/* Lays the cursor over the line `y`, drawn with the row `row` of the list: a bar in the first cell
 * where the cursor is, and the others lit where it was when the keys last rested. */
void body_cursor(const struct view *view, struct surface *surface, int y, const struct list *list,
                 size_t row);
/* The scrollbar of a list that is longer than its window. At the end of layout(): reads more of its
 * marks (scrollbar_read()), while keys do not move the cursor. */
void body_map(const struct view *view, struct scrollbar *bar, const struct list *list,
              uint64_t version, scrollbar_of of);
/* Draws it beside the list, which begins at line `top`; returns where the rows are drawn, with a
 * blank between. */
struct surface body_rows(struct surface *surface, int top, const struct list *list,
                         const struct scrollbar *bar);
/* At the end of layout(): the list's light follows its cursor, unless keys move it just now. */
void body_light(const struct view *view, struct list *list);
/* The common moves on a list. */
void body_move(struct list *list, enum move_unit unit, int by);
/* Whether a row is what is looked for. */
typedef bool (*body_fits)(const struct view *view, size_t row, const void *data);
/* The cursor goes to the next row in `direction` that fits, around the end; false = none does. Rows
 * are as many as the view's row_count() says. */
bool body_seek(const struct view *view, struct list *list, int direction, body_fits fits,
               const void *data);
/* The same by a pattern and the view's row_matches(). */
bool body_search(const struct view *view, struct list *list, const struct matcher *matcher,
                 int direction);
/* Subscribes `request` (taken) once, within [start_ms, end_ms) instead of the scope's range. */
uint64_t body_ask_range(struct view *view, struct request *request, int64_t start_ms,
                        int64_t end_ms);
/* True if the reply is to *subscription, which is forgotten unless it is tried again. */
bool body_answered(uint64_t *subscription, uint64_t id, const struct reply *reply);
/* "2m", "45s", "3h 10m", "2d": a span of time as a sentence has it; newly allocated. */
char *body_ago(int64_t ms);
/* "text" quoted for a search: backslash and quotes escaped; newly allocated. */
char *body_quote(const char *text);
/* The search `text` (NULL = none) narrowed to what has, or with `out` has not, this value; newly
 * allocated. */
char *body_narrowed(const char *text, const char *key, const char *value, bool out);
/* `object` (taken) on one line, for the clipboard; newly allocated, NULL when it is none. */
char *body_json(struct json_t *object);
/* Sets a number of `object`, unless it is negative, which stands for what is not known. */
void body_json_number(struct json_t *object, const char *key, int64_t number);
/* The text of a cell; newly allocated, NULL when absent or empty. */
char *body_cell(const struct rows *rows, size_t row, const char *field);
/* The number of a cell, or NAN. */
double body_cell_number(const struct rows *rows, size_t row, const char *field);

/* Why a view does not open: sets *error to a sentence; returns false. */
bool body_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
