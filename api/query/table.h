/* SPDX-License-Identifier: Apache-2.0
 *
 * How a table is filled. Private to api/query.
 */
#ifndef API_QUERY_TABLE_H
#define API_QUERY_TABLE_H

#include "api/query/aggregate.h"
#include "api/query/fields.h"

/* One key that rows or groups are sorted by. */
/* A request has MOST_FIELDS of them at most. */
struct sort_key {
    size_t field; /* place in plan.fields */
    bool descending;
};

/* An empty table with room for `rows`. */
struct table *table_new(const struct plan *plan, size_t columns, size_t rows);
/* Copies the text of `value`. */
void table_put(struct table *table, size_t row, size_t column, struct value value);

/* The rows themselves, without functions. */
struct table *table_of_rows(const GPtrArray *segments, const struct table_request *request,
                            struct plan *plan, const GArray *keys);
/* Functions, by groups. */
struct table *table_of_groups(const GPtrArray *segments, const struct table_request *request,
                              struct plan *plan, const GArray *keys, GError **error);

#define MOST_GROUPS 100000

#endif
