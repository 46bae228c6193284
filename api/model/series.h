/* SPDX-License-Identifier: Apache-2.0
 *
 * A series of numbers at even steps, and a signal: a series with a name, a unit and the query it
 * came from, so that whoever looks at it can ask for its samples.
 */
#ifndef API_MODEL_SERIES_H
#define API_MODEL_SERIES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct series {
    int64_t start_ms;    /* start of bucket 0, ms since the epoch */
    int64_t interval_ms; /* width of a bucket */
    size_t count;
    double *values;    /* `count` of them; NAN = no data, which is not 0 */
    size_t incomplete; /* so many of the last buckets are still filling; `count` at most */
};

/* What the server says of the rows behind a series. */
struct sampling {
    double rate;   /* 0..1 of the rows were kept, from which it extrapolates; 0 = not told */
    double unsure; /* 0..1 of the buckets: estimates of which it is not confident */
    bool partial;  /* it did not read all that there is */
};

enum signal_source {
    SIGNAL_METRIC, /* an application metric (dataset tracemetrics) */
    SIGNAL_RATE,   /* spans a minute of a service's endpoint (dataset spans) */
    SIGNAL_ERRORS, /* failure rate 0..1 of a service's endpoint (dataset spans) */
    SIGNAL_P95,    /* p95(span.duration) in ms of a service's endpoint (dataset spans) */
    SIGNAL_LOGS,   /* error logs a minute of a service (dataset logs) */
    SIGNAL_ASKED,  /* what a user's own query gives */
};

/* Where a signal's limit is from (api/insight/limits.h). */
enum limit_from {
    LIMIT_NONE,    /* none is known */
    LIMIT_STATED,  /* the user's config */
    LIMIT_MISFIT,  /* stated, in a unit that the signal does not have */
    LIMIT_OF_UNIT, /* a share ends at 100 % */
};

/* One signal. Owns everything in it. */
struct signal {
    char *id; /* stable between polls: source, dataset, aggregate, group. Never shown */
    enum signal_source source;
    char *service;     /* project slug; NULL when the series spans services */
    char *name;        /* what a row shows: "check_stock p95", "recommendations.served" */
    char *unit;        /* "millisecond", "byte", "percent", ... or NULL for a plain number */
    char *dataset;     /* "spans", "logs", "tracemetrics" */
    char *query;       /* search that selects its rows, in Sentry's syntax; may be "" */
    char *aggregate;   /* yAxis: "p95(span.duration)" */
    char *metric_name; /* SIGNAL_METRIC: the triple; else NULL */
    char *metric_type; /* counter, gauge, distribution */
    char *group_key;   /* group by that made this part of a signal (host, source...) or NULL */
    char *group_value;
    char *formula; /* worked out from signals by their names; its rows are those of the first one.
                    * NULL = asked for as it is */
    struct series series;
    enum limit_from limit_from;
    double limit; /* what it must not reach, in its unit */
    struct sampling sampling;
};

/* Buckets all NAN. */
void series_init(struct series *series, int64_t start_ms, int64_t interval_ms, size_t count);
void series_clear(struct series *series);
/* The bucket of `time_ms`, or -1 outside the series. */
gssize series_bucket(const struct series *series, int64_t time_ms);
/* Last bucket that has a value and is not incomplete; -1 if none. */
gssize series_last(const struct series *series);

struct signal *signal_new(void);
struct signal *signal_copy(const struct signal *signal);
void signal_free(struct signal *signal);

#endif
