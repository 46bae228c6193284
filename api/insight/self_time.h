/* SPDX-License-Identifier: Apache-2.0
 *
 * Self time: what of a span none of its children covers. Overlapping children count once; of a
 * child that outlives its caller, only what lies within.
 */
#ifndef API_INSIGHT_SELF_TIME_H
#define API_INSIGHT_SELF_TIME_H

#include "api/model/trace.h"

/* The self time of every span in us; `self_us` has as many places as there are spans. O(n) after
 * trace_arrange(), since siblings come by start. */
void self_time_fill(const struct trace *trace, int64_t *self_us);

#endif
