/* SPDX-License-Identifier: Apache-2.0
 *
 * What must be asked of a server to explain something (api/insight/explain.h judges): the spans of
 * the origin by host and by what they call, before its onset and since, and what it has logged.
 */
#ifndef VIEWS_EXPLAIN_ASK_H
#define VIEWS_EXPLAIN_ASK_H

#include "api/client/request.h"
#include "api/insight/explain.h"

/* What is looked at since the onset: enough to see what it brought, little enough that what came
 * after it is not mixed in. */
#define EXPLAIN_SINCE_MS (10 * 60 * INT64_C(1000))
/* Where nothing is known to have moved, the first error is late: what led to it lies before. */
#define EXPLAIN_LEAD_MS   (6 * 60 * INT64_C(1000))

#define EXPLAIN_LOGS_MOST 2000 /* rows */

enum explain_by { EXPLAIN_BY_CALL, EXPLAIN_BY_HOST, EXPLAIN_BY_COUNT };

/* Without its range: side 0 is before the onset, 1 since. */
struct request *explain_rows_request(const char *service, enum explain_by by);
/* Log rows of the service, the newest first: log_rows_fields(). */
struct request *explain_logs_request(const char *service);

/* Joins the rows of an answer into `into` (of struct explain_row *). */
void explain_rows_take(GPtrArray *into, enum explain_by by, int side, const struct rows *rows);

#endif
