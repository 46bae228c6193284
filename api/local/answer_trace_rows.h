/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of one trace: where they stand, and their values by key.
 */
#ifndef API_LOCAL_ANSWER_TRACE_ROWS_H
#define API_LOCAL_ANSWER_TRACE_ROWS_H

#include "api/local/answer_call.h"

struct trace_row {
    const struct segment *segment;
    size_t row;
};

/* The rows of `kind` of a trace. Holds their segments; valid under the lock. */
struct trace_rows {
    GPtrArray *segments;
    GArray *rows; /* of struct trace_row, in order of arrival, each id once */
};

/* Appends the rows of a segment that the query selects to `rows` (of struct trace_row). Of rows of
 * one id the longest stands, in the place of the first: a span that was sent while it ran is sent
 * again when it ends. `ids` leads from ids to places in `rows`, counted from 1. */
void trace_rows_select(GArray *rows, const struct segment *segment, const struct query *query,
                       GHashTable *ids);
/* `trace` is 32 hex, lower case. */
struct trace_rows ask_trace_rows_find(struct store *store, enum item_kind kind, const char *trace);
void ask_trace_rows_clear(struct trace_rows *rows);

/* Values of a row; VALUE_NONE and NULL when it has none. Text lives as long as the rows. */
struct value trace_row_value(const struct trace_row *row, const char *key);
const char *trace_row_text(const struct trace_row *row, const char *key);
int64_t trace_row_start_ns(const struct trace_row *row);

#endif
