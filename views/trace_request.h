/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for a whole trace, and letting go of it: what the waterfall, problems, comparisons and
 * agents have in common.
 */
#ifndef VIEWS_TRACE_REQUEST_H
#define VIEWS_TRACE_REQUEST_H

#include "api/client/request.h"
#include "api/model/trace.h"

#define TRACE_LOOK_BACK    "14d" /* a trace is looked for that long ago */
#define TRACE_GROWING_MS   60000 /* one that ended less long ago may still grow */
#define TRACE_GROWING_PACE 10000 /* ms from one asking for such a one to the next */

/* Its spans with no attribute of theirs; the caller adds "additional_attributes". `near_ms` is a
 * time within the trace; 0 and less = not known. */
struct request *trace_request_bare(const char *trace_id, int64_t near_ms);
/* The same with what the waterfall shows and problems are found by. */
struct request *trace_request(const char *trace_id, int64_t near_ms);

/* Spans come when their work ends: a trace without any is as young as `near_ms`, at which something
 * pointed at it. */
bool trace_may_grow(const struct trace *trace, int64_t near_ms);

struct desk;
/* Gives a reference back (NULL: none): that of a large trace on another thread, since it may be the
 * last, and freeing so much takes longer than a key may wait. */
void trace_release(struct desk *desk, struct trace *trace);

#endif
