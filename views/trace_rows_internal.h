/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the files of trace_rows: trace_rows.c (which rows there are), trace_folds.c (folds,
 * filter, order), trace_moves.c (moves, guides).
 */
#ifndef VIEWS_TRACE_ROWS_INTERNAL_H
#define VIEWS_TRACE_ROWS_INTERNAL_H

#include "views/trace_rows.h"

/* The rows anew, after folds or what is kept changed. */
void trace_rows_rebuild(struct trace_rows *rows);
/* Which span, and run, is the last of its siblings: after what is kept or the order changed. */
void trace_rows_find_last(struct trace_rows *rows);

struct trace_row trace_row_of_run(const struct trace_rows *rows, int run);
/* The place after a row and all below it. */
int trace_row_end(const struct trace_rows *rows, struct trace_row row);
/* The first row at or after a place. */
size_t trace_rows_from(const struct trace_rows *rows, int place);

#endif
