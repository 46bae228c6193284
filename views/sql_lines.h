/* SPDX-License-Identifier: Apache-2.0
 *
 * SQL laid out for reading: a line a clause, joins and conditions below theirs, subqueries moved
 * in, each word in its role. Works on text of any dialect, cut short or not SQL at all; changes
 * nothing but white space outside of quotes and comments. Pure; O(length).
 */
#ifndef VIEWS_SQL_LINES_H
#define VIEWS_SQL_LINES_H

#include "views/code_lines.h"

/* True if the text begins as SQL does. */
bool sql_looks_like(const char *text);
/* Of struct code_line *, freed with the array. Unless `whole`, of a list of more than a few values
 * (IN (...), the rows of VALUES) the first are shown, and how many more there are; *cut (may be
 * NULL) says that this was so. */
GPtrArray *sql_lines(const char *text, bool whole, bool *cut);

#endif
