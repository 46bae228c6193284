/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of traces: what is asked for them, and what the answers say. Sentry's traces/ tells all of
 * a trace but comes in the order of time alone, and not every server has it; what is longest, what
 * has most spans or errors is asked of events/, and what a row then lacks is asked for its ids.
 *
 * A search finds a trace by any of its spans. Without one, traces are found by their roots.
 */
#ifndef VIEWS_TRACES_ROWS_H
#define VIEWS_TRACES_ROWS_H

#include "views/body.h"

enum traces_order {
    TRACES_BY_TIME,
    TRACES_BY_DURATION,
    TRACES_BY_SPANS,
    TRACES_BY_ERRORS,
    TRACES_ORDERS
};

/* What the list is limited to. */
struct traces_limits {
    const char *base, *narrowed; /* searches: opened for, the user's own; NULL or "" = none */
    bool failing;                /* a span of it failed */
    bool rootless;               /* no transaction in scope is without a parent */
    bool region;                 /* of a part of the range: what is found began in it */
    double low_ms, high_ms;      /* the duration of what is found, [low, high); NAN = open */
};

/* How many thresholds of duration are counted at once, and the bins between and around them. */
#define TRACES_EDGES 16
#define TRACES_BINS  (TRACES_EDGES + 1)
extern const double traces_edges_ms[TRACES_EDGES];

bool traces_searched(const struct traces_limits *limits);
/* The search, "" for every trace; and what stands for a trace in it, never "". Newly allocated. */
char *traces_search(const struct traces_limits *limits);
char *traces_subject(const struct traces_limits *limits);

/* A page of the list. `told`: the server has traces/. `cursor` NULL = the first page. */
struct request *traces_request(enum traces_order order, const struct traces_limits *limits,
                               bool told, const char *cursor);
/* True when the server itself brings this order; else it is made of the rows that were loaded. */
bool traces_order_asked(enum traces_order order, const struct traces_limits *limits);
/* How many traces the list is of, in this order: count_unique(trace). Not each order lists the
 * same: what these have, in words, "" = any span; static. */
struct request *traces_total_request(enum traces_order order, const struct traces_limits *limits,
                                     bool told);
const char *traces_total_words(enum traces_order order, const struct traces_limits *limits,
                               bool told);
/* What is not known of the traces `ids` (of char *): their roots, spans and services, errors. */
struct request *traces_roots_request(const GPtrArray *ids);
struct request *traces_counts_request(const GPtrArray *ids);
struct request *traces_errors_request(const GPtrArray *ids);

/* Of struct trace_summary *, each trace once, in the order of the rows: rows of spans. `lenient`:
 * of a trace without a root, its first transaction is one. `search`: what was found is spans of any
 * kind, whose longest is noted. */
GPtrArray *traces_of_spans(const struct rows *rows, bool lenient, bool search);
/* Groups by trace: of spans, or of errors. `search`: the spans that it found, not all there are. */
GPtrArray *traces_of_groups(const struct rows *rows, bool errors, bool search);
/* Puts the most first, unknown last; else as they are. */
void traces_sort(GPtrArray *traces, enum traces_order order);
/* For summaries of `ids` that an answer does not name: what is counted is none. */
void traces_none(GPtrArray *traces, const GPtrArray *ids, bool errors);

/* Of a row of spans: its beginning (0 = not told), what it is called (newly allocated, or NULL),
 * whether its status is a failure. */
int64_t traces_row_time(const struct rows *rows, size_t row);
char *traces_row_name(const struct rows *rows, size_t row);
bool traces_row_failed(const struct rows *rows, size_t row);

/* --- samples: dots of the scatter, and the counts of the histogram --- */
struct traces_point {
    char *trace_id, *service, *name;
    int64_t time_ms;
    double ms; /* > 0 */
    bool failed;
};

void traces_point_free(struct traces_point *point);
/* Some of what stands for the traces in a range, whichever; or the longest. */
struct request *traces_sample_request(const struct traces_limits *limits, bool longest);
/* Adds what `seen` (of span ids, owned by it) does not have yet. */
void traces_add_points(GPtrArray *points, GHashTable *seen, const struct rows *rows);
struct request *traces_bins_request(const struct traces_limits *limits);
/* Counts by bin, percentiles in ms (NAN = not told) and the whole count; false when the answer has
 * none of it. */
bool traces_read_bins(const struct rows *rows, double *bins, double percentiles[3], int64_t *total);
/* The same of the points that were loaded. */
void traces_bins_of_points(const GPtrArray *points, double *bins, double percentiles[3]);

#endif
