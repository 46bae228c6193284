/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields and functions of Sentry's events endpoints: parsed from their text, and answered over the
 * segments of a frame as rows or as time series. One evaluator serves every dataset.
 *
 *   count() count(k) count_unique(k) sum avg min max p50 p75 p90 p95 p99 p100 (k)
 *   percentile(k,0.95)  any(k)  last_seen()  failure_rate()  failure_count()
 *   count_if(filter)  count_if(key,equals,value)  sum_if(`filter`,k)  avg_if(`filter`,k)
 *   per_second() per_minute() eps() epm(): rows, over the time asked for or the bucket
 *   tracemetrics: fn(value,<name>,<type>,<unit>), count(metric.name,<name>,<type>,<unit>),
 *     fn_if(`filter`,value,<name>,<type>,<unit>); unit `none`, `-` or empty are the same. The rate
 *     of a counter is that of its sum
 *   equation|<arithmetic over functions>  (+ - * / parentheses numbers)
 *
 * Dates (timestamp, last_seen()) are integers of ns. Text that is wholly a number counts as one.
 * Percentiles interpolate linearly between closest ranks (Hyndman & Fan 1996, type 7), exactly.
 */
#ifndef API_QUERY_AGGREGATE_H
#define API_QUERY_AGGREGATE_H

#include "api/query/query.h"
#include "base/autoptr.h"

/* What to answer. Strings and arrays are borrowed for the call. */
struct table_request {
    enum item_kind kind;
    /* NULL-terminated, as asked; with a function among them, the others group. */
    const char *const *fields;
    const struct query *query;   /* NULL = everything */
    const char *const *projects; /* NULL-terminated slugs, or NULL = all */
    const char *const *environments;
    int64_t start_ns, end_ns; /* [start, end) */
    /* Each a field (of rows also `timestamp`), `-` before it = descending. NULL = rows newest
     * first, groups as they were met. Ties: rows newest first. */
    const char *const *sort;
    size_t offset, limit;
};

/* Rows by columns of values. Owns its text. */
struct table {
    size_t columns, rows;
    char **fields; /* as asked, columns of them */
    /* Sentry's: string integer number duration date boolean percentage size rate array */
    const char **types;
    const char **units;   /* "millisecond", "byte", ... or NULL */
    struct value *values; /* rows x columns, row by row */
    size_t matched;       /* rows or groups before offset and limit */
    size_t scanned;       /* rows looked at */
    GStringChunk *text;
};

/* Answers `request` over `segments` (of struct segment *; the caller keeps them alive and quiet).
 * Fails with QUERY_ERROR for an unknown function, a bad argument, a sort that is no field, more
 * than 20 fields or keys to sort by, or more than 100 000 groups (QUERY_ERROR_LIMIT). */
struct table *table_query(const GPtrArray *segments, const struct table_request *request,
                          GError **error);
void table_free(struct table *table);
DEFINE_AUTOPTR(table, table_free);

struct timeseries_request {
    enum item_kind kind;
    const char *const *y_axes;
    const char *const *group_by; /* NULL-terminated or NULL */
    /* With group_by: how many groups get a series of their own (0 = all). The rest become one
     * "other" unless exclude_other. */
    size_t top;
    bool exclude_other;
    const char *sort; /* `-count()`, ...; NULL = by the first y axis, descending */
    const struct query *query;
    const char *const *projects;
    const char *const *environments;
    int64_t start_ns, end_ns, interval_ns; /* start is rounded down to the interval */
};

struct timeseries {
    char *y_axis;
    /* The values of the group_by keys, NULL for a key that the rows lack. NULL without groups, and
     * for "other". */
    char **group;
    size_t group_count;
    bool is_other;
    size_t order;
    const char *type; /* of the y axis, as table.types */
    const char *unit;
    int64_t start_ns; /* of bucket 0 */
    size_t buckets;
    double *values; /* count-like empty buckets are 0, others NAN (the endpoint prints null) */
    uint64_t *sample_counts; /* rows behind each bucket */
};

/* Array of struct timeseries *, freed with the array. */
GPtrArray *timeseries_query(const GPtrArray *segments, const struct timeseries_request *request,
                            GError **error);

/* Past the parenthesis that closes the first one of `text`; NULL when none does. Those in quotes
 * (") or in back quotes do not count. */
const char *field_call_end(const char *text);

/* The metric that an aggregate is of, or the first of an equation that is of one: of
 * `sum(value,queue.depth,gauge,message)` queue.depth. Newly allocated; NULL = it is of none. */
char *field_metric(const char *field);

/* True if `field` is a function call or an equation; false for a plain column. */
bool field_is_function(const char *field);

#endif
