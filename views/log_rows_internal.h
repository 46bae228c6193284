/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of the rows of the log view: where they stand (log_rows.c) and which of them pass
 * (log_rows_filter.c).
 */
#ifndef VIEWS_LOG_ROWS_INTERNAL_H
#define VIEWS_LOG_ROWS_INTERNAL_H

#include "views/log_rows.h"
#include "views/runway.h"

/* A row by its place in time. */
struct place {
    int64_t time_ns;
    const struct segment *segment;
    uint32_t row;
};

/* The columns that a filter reads, of the segment that it read last. */
struct reader {
    const struct segment *segment;
    int severity, message;
};

struct log_rows {
    size_t most;
    struct frame *frame;
    GPtrArray *segments;            /* references, so that places stay good */
    GPtrArray *taken;               /* references to those over text kept elsewhere */
    struct runway places;           /* of struct place, by time */
    struct runway shown;            /* of int64_t: places that pass; unused without a filter */
    int64_t looked_from, looked_to; /* places filtered so far */
    uint64_t changes;               /* other than rows at the end */
    struct reader reader;
    enum level floor;
    struct matcher *matcher;
    struct query *query;
    bool hide;
    int project_cols;
    GPtrArray *kept; /* of char *: attributes beyond those of every row */
};

bool log_rows_filtering(const struct log_rows *rows);
/* All rows are to be looked at again. */
void log_rows_restart(struct log_rows *rows);

#endif
