/* SPDX-License-Identifier: Apache-2.0
 *
 * By which aggregates a signal can be shown: one table, of what each is called here, what it says,
 * and how Sentry names it for rows of each kind (spans, logs, application metrics by their type).
 * Pure.
 */
#ifndef VIEWS_CHART_AGGREGATES_H
#define VIEWS_CHART_AGGREGATES_H

#include "api/model/series.h"

struct chart_aggregate {
    const char *name, *words; /* "p90", "nine of ten are below it"; the table's */
    char *axis;               /* "p90(span.duration)" */
};

/* Those that suit the signal, in the order of the table; of struct chart_aggregate *. What only
 * counts has counts alone; a counter is added up, a gauge never is. */
GPtrArray *chart_aggregates(const struct signal *signal);
/* What an axis of the signal is called: "p90"; the function of one that the table does not have, or
 * the equation that it is. Newly allocated, "" without an axis. */
char *chart_aggregate_name(const struct signal *signal, const char *axis);

#endif
