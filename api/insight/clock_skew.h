/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks of services that disagree. A call that was answered lies within the span of its caller; a
 * callee that does not by its own clock runs on a clock that is off. The rule is that of Jaeger's
 * clock skew adjuster (github.com/jaegertracing/jaeger, "clockskew"): the callee is moved so that
 * the network took as long there as back; one that lasted longer than its caller only so far that
 * it does not begin before it. Beyond it:
 *
 *  - One clock a service and trace, made of all calls from one service to another: each call says
 *    between which bounds its callee must be moved to fit. If no move fits them all, the median of
 *    what each would take. If none is needed for some, clocks agree.
 *  - A callee that ends after its caller is no sign when the caller failed (it gave up, and the
 *    callee went on) or when the callee takes from a queue.
 *  - Less than a millisecond is let be.
 */
#ifndef API_INSIGHT_CLOCK_SKEW_H
#define API_INSIGHT_CLOCK_SKEW_H

#include "api/model/trace.h"

struct clock_skew {
    const char *service; /* of the trace: whose clock is off, */
    const char *against; /* against whose: its caller's */
    int64_t behind_us;   /* its clock is behind by; negative = ahead */
    int64_t shift_us;    /* what all its times are moved by, which is that and what its caller is
                            moved by */
    int calls;           /* that tell */
    bool agreed;         /* one move fits them all */
};

/* Of struct clock_skew: services whose times are to be moved, callers before callees. The clock of
 * the main root's service (`main_root`) is taken to be right. O(n log n). */
GArray *clock_skew_find(const struct trace *trace, int main_root);
/* The entry of a service, or NULL. */
const struct clock_skew *clock_skew_of(const GArray *skews, const char *service);
/* For each span what its times are moved by; newly allocated. */
int64_t *clock_skew_shifts(const struct trace *trace, const GArray *skews);

#endif
