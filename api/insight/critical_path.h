/* SPDX-License-Identifier: Apache-2.0
 *
 * The critical path: what the end of a trace waited for. Walking back from the end of each root,
 * always the child that finished last before the point reached (Zhang et al., "CRISP: Critical Path
 * Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022). Where no child was open
 * the path runs through the span itself: making those stretches shorter makes the trace shorter.
 */
#ifndef API_INSIGHT_CRITICAL_PATH_H
#define API_INSIGHT_CRITICAL_PATH_H

#include "api/model/trace.h"

/* A stretch in which the path runs through the span itself. */
struct critical_step {
    int span;
    int64_t from_us, to_us; /* to > from */
};

/* Of struct critical_step, by span, then time. Sets 1 in `critical` for each span that the path
 * runs through, itself or below it, 0 for the rest; it has as many places as there are spans.
 * `shift_us` as in span_times.h. O(n log n). */
GArray *critical_path_find(const struct trace *trace, const int64_t *shift_us, uint8_t *critical);
/* The first step of a span, and how many follow it; NULL when it has none. O(log n). */
const struct critical_step *critical_path_of(const GArray *steps, int span, size_t *count);

#endif
