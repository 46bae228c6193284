/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall of signals: which requests give every signal of a scope, and the signals in their
 * replies. Application metrics (one request a metric, grouped by its attributes where they are
 * few), and what spans and logs give anywhere: rate, failure rate and p95 by service and endpoint,
 * error logs by service.
 */
#ifndef API_CLIENT_SIGNALS_H
#define API_CLIENT_SIGNALS_H

#include "api/client/request.h"

/* A metric that the API told of. */
struct metric_name {
    char *name, *type, *unit, *project;
    GPtrArray *attributes; /* of char *: keys worth grouping by; NULL until known */
};

/* The scope in which signals are asked; strings borrowed. */
struct signal_scope {
    const char *const *projects; /* slugs or ids, NULL-terminated, or NULL = all */
    const char *environment;     /* or NULL */
    const char *query; /* only rows that it selects, in whatever dataset; NULL or "" = all */
    int64_t start_ms, end_ms, interval_ms;
};

/* Requests that find the metrics (events/, tracemetrics) of the scope. */
struct request *signals_discover_metrics(const struct signal_scope *scope);
GPtrArray *signals_metric_names(const struct rows *rows); /* of struct metric_name * */
void metric_name_free(struct metric_name *metric);

/* Attribute keys of one metric, and which of a REPLY_NAMES answer to group by (at most 3; ids and
 * SDK keys left out). */
struct request *signals_metric_attributes(const struct signal_scope *scope,
                                          const struct metric_name *metric);
GPtrArray *signals_group_keys(const GPtrArray *names);

/* The series of one metric (its usual aggregate: counter sum, gauge avg, distribution p95), grouped
 * by `group_by` (of char *; may be NULL). */
struct request *signals_metric_series(const struct signal_scope *scope,
                                      const struct metric_name *metric, const GPtrArray *group_by);
/* The same of several metrics (of struct metric_name *), of one project or of none: a y axis each,
 * without groups. */
struct request *signals_metrics_series(const struct signal_scope *scope, const GPtrArray *metrics);
/* Rate, failure rate and p95 of the busiest endpoints; error logs a service. Array of struct
 * request *. */
GPtrArray *signals_derived_series(const struct signal_scope *scope);

/* The signals in a REPLY_TIMESERIES answer to one of the above. For each metric: the whole (groups
 * added or averaged, as its type asks) first, then a signal a group, with group_key and
 * group_value. Array of struct signal *. */
GPtrArray *signals_from_reply(const struct request *request, const GPtrArray *timeseries);

/* A question of the user's own (api/query/breakdown.h): its first aggregate, of the largest groups;
 * and the signals in the answer, called `name` and the values of their keys. */
struct breakdown;
struct request *signals_asked_series(const struct signal_scope *scope,
                                     const struct breakdown *breakdown);
GPtrArray *signals_asked(const char *name, const struct request *request,
                         const GPtrArray *timeseries);

#endif
