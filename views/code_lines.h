/* SPDX-License-Identifier: Apache-2.0
 *
 * Code laid out for reading: lines of tokens, each in its role. What sql_lines.h and json_lines.h
 * make and a page of lines (doc.h) shows.
 */
#ifndef VIEWS_CODE_LINES_H
#define VIEWS_CODE_LINES_H

#include "tui/theme.h"

#include <glib.h>
#include <stdbool.h>

struct code_token {
    enum role role;
    char *text; /* as it stands in the code; blanks between tokens are tokens, too */
};

struct code_line {
    int indent;     /* cells */
    int node;       /* what it folds, for the maker; -1 = nothing */
    bool folds;     /* it hides something, or shows what can be hidden */
    bool open;      /* it shows it */
    GArray *tokens; /* of struct code_token; owned */
};

/* An array that frees its lines (of struct code_line *). */
GPtrArray *code_lines_new(void);
/* Begins a line at the end. */
struct code_line *code_line_begin(GPtrArray *lines, int indent);
/* Appends `length` bytes of `text` (-1 = all); nothing when there are none. */
void code_line_add(struct code_line *line, enum role role, const char *text, gssize length);
/* The line as text, without its indent; newly allocated. */
char *code_line_text(const struct code_line *line);

#endif
