/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rows a request looks at: its time, projects, environments and query. Private to api/query.
 */
#ifndef API_QUERY_ROWS_H
#define API_QUERY_ROWS_H

#include "api/query/query.h"

struct scope {
    const struct query *query;
    struct query *names; /* of projects and environments */
    int64_t start_ns, end_ns;
    uint32_t *rows; /* what scope_rows() gives: valid until the next call */
    uint64_t *bits;
    size_t capacity;
    size_t scanned; /* rows looked at so far */
};

struct scope scope_open(const struct query *query, const char *const *projects,
                        const char *const *environments, int64_t start_ns, int64_t end_ns);
void scope_close(struct scope *scope);

/* The rows of `segment` that are asked for, in order; returns how many. */
size_t scope_rows(struct scope *scope, const struct segment *segment);

#endif
