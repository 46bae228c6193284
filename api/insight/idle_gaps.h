/* SPDX-License-Identifier: Apache-2.0
 *
 * Idle gaps: stretches of a trace in which nothing was open, as between a message that was sent and
 * its being worked on.
 */
#ifndef API_INSIGHT_IDLE_GAPS_H
#define API_INSIGHT_IDLE_GAPS_H

#include "api/model/trace.h"

/* Of the whole trace that a gap is at least; so there are never more than 1 / 0.05 of them. */
#define IDLE_GAP_SHARE 0.05

struct idle_gap {
    int64_t from_us, to_us; /* to > from */
};

/* Of struct idle_gap, in order of time, none touching another. Lines for missing parents do not
 * fill a gap: whether these worked is not known. O(n). */
GArray *idle_gaps_find(const struct trace *trace, const int64_t *shift_us);

#endif
