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

/* --- the origin's spans taken apart (struct explain_apart), in three rounds --- */

/* The search of the spans in which it moved: those of `signal` (NULL = none), where it is made of
 * spans; else the call that took longest; else all that the origin answers. Newly allocated. */
char *explain_base(const struct signal *signal, const struct explanation *explanation);
/* First, of each side: how slow they are, how many fail; and which values they have. */
struct request *explain_whole_request(const char *base);
struct request *explain_stats_request(const char *search);
void explain_whole_take(struct explain_row *whole, int side, const struct rows *rows);
/* Second, when some are worse: the values of `worse`, and of the others. NULL when the search
 * cannot be turned round. Newly allocated. */
char *explain_side(const struct explain_apart *apart, enum differs_side side);
/* Third, of each key that comes into question: its values on each side, and their shares by time.
 */
struct request *explain_values_request(const char *base, const char *key);
void explain_values_take(GPtrArray *into, const char *key, int side, const struct rows *rows);
struct request *explain_share_request(const char *base, const char *key, int64_t interval_ms);
/* `timeseries` of struct timeseries_reply *; adds a shift when there is one. */
void explain_share_take(struct explain_apart *apart, const char *key, const GPtrArray *timeseries);

/* Joins the rows of an answer into `into` (of struct explain_row *). */
void explain_rows_take(GPtrArray *into, enum explain_by by, int side, const struct rows *rows);

#endif
