/* SPDX-License-Identifier: Apache-2.0
 *
 * SQL laid out for reading: a line a clause. Works on text of any dialect, cut short or not SQL at
 * all; changes nothing but white space outside of quotes.
 */
#ifndef VIEWS_SQL_LINES_H
#define VIEWS_SQL_LINES_H

#include <glib.h>
#include <stdbool.h>

struct sql_line {
    int indent;    /* cells */
    char *keyword; /* "SELECT", "ORDER BY" as it was written; "" when the line begins otherwise */
    char *rest;
};

/* True if the text begins as SQL does. */
bool sql_looks_like(const char *text);
/* Of struct sql_line *, freed with the array. */
GPtrArray *sql_lines(const char *text);

#endif
