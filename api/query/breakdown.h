/* SPDX-License-Identifier: Apache-2.0
 *
 * A question about rows in one line: which rows, what of them, by what:
 *
 *   FILTER | AGGREGATES group by KEYS in DATASET
 *
 *   span.op:export.generate | count(), avg(span.duration) group by export.user_tier
 *   severity:error | count() group by service.name in logs
 *   | failure_count() / count() * 100 group by transaction
 *
 * Every part may be left out: no filter is every row, no aggregate is count(), no keys are one row,
 * no dataset is that of the place where it is asked. Aggregates are those of aggregate.h, with
 * commas between; arithmetic over them is an equation. `group by` and `in` are taken in any case.
 */
#ifndef API_QUERY_BREAKDOWN_H
#define API_QUERY_BREAKDOWN_H

#include "api/query/query.h"
#include "base/autoptr.h"

#define BREAKDOWN_MOST_AGGREGATES 8
#define BREAKDOWN_MOST_KEYS       6

struct breakdown {
    const char *dataset;   /* "spans", "logs", "tracemetrics", "errors" */
    char *filter;          /* may be "" */
    GPtrArray *aggregates; /* of char *, as the API takes them ("equation|..." too); never empty */
    GPtrArray *keys;       /* of char * */
};

/* `dataset` is that of a text that names none. NULL with an error (QUERY_ERROR) and, if `offset` is
 * not NULL, the byte where it is wrong. */
struct breakdown *breakdown_parse(const char *text, const char *dataset, int64_t now_ns,
                                  size_t *offset, GError **error);
void breakdown_free(struct breakdown *breakdown);
DEFINE_AUTOPTR(breakdown, breakdown_free);

/* An aggregate as it was written: without "equation|". Borrowed from it. */
const char *breakdown_label(const char *aggregate);

/* Whether a text asks for this, rather than for rows: it has a `|` outside of quotes. */
bool breakdown_asked(const char *text);
/* Where its filter ends: the byte of the `|`, or its length. */
size_t breakdown_filter_end(const char *text);
/* The dataset that a text names, which need not be right yet; else `dataset`. */
const char *breakdown_dataset(const char *text, const char *dataset);

/* In which part of the line the cursor is, for completion; `from` is where that part's piece
 * (an aggregate, a key) begins. The line need not be right yet. */
enum breakdown_part { BREAKDOWN_FILTER, BREAKDOWN_AGGREGATE, BREAKDOWN_KEY, BREAKDOWN_DATASET };
enum breakdown_part breakdown_part_at(const char *text, size_t cursor, size_t *from);

#endif
