/* SPDX-License-Identifier: Apache-2.0
 *
 * What the requests and the reading of signals share: scope parameters, quoting, metric triples.
 */
#ifndef API_CLIENT_SIGNALS_SCOPE_H
#define API_CLIENT_SIGNALS_SCOPE_H

#include "api/client/signals.h"

/* Sentry answers the ten largest groups of a series, no more. */
#define SIGNALS_TOP "10"

/* What selects the rows of the derived signals; the group's own terms are added to it. */
#define SIGNALS_ENDPOINTS  "is_transaction:true"
#define SIGNALS_OPERATIONS "is_transaction:false !span.op:db* !span.op:http.client"
#define SIGNALS_ERROR_LOGS "severity:[error,fatal]"

/* Adds projects (`only` instead of all, when given), environment, start and end. */
void signals_add_scope(struct request *request, const struct signal_scope *scope, const char *only);
/* A background request for series: dataset, interval and scope. */
struct request *signals_series_request(const struct signal_scope *scope, const char *dataset,
                                       const char *only);
/* Appends ` key:value`, quoted and escaped where the search syntax would read more into the value;
 * ` !has:key` for an empty one. */
void signals_add_term(GString *query, const char *key, const char *value);

/* What a y axis of an application metric is made of: fn(value,name,type,unit). Newly allocated
 * parts; unit NULL for none. False when it is something else. */
struct metric_axis {
    char *function, *name, *type, *unit;
};
bool metric_axis_parse(const char *y_axis, struct metric_axis *axis);
void metric_axis_clear(struct metric_axis *axis);

/* Whether the values of a y axis are counts, which add up. */
bool signals_axis_counts(const char *axis);
/* The unit of a y axis that is an equation, from what its functions are of; newly allocated, NULL
 * when there is none that can be told. */
char *signals_equation_unit(const char *axis);

#endif
