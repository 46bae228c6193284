/* SPDX-License-Identifier: Apache-2.0
 *
 * When spans began and ended, each moved by what corrects the clock of its service: `shift_us` has
 * a place for each span, or is NULL for times as they were told. In us since the epoch; what does
 * not fit stays at the edge, since whoever sends can send times that do not add up.
 */
#ifndef API_INSIGHT_SPAN_TIMES_H
#define API_INSIGHT_SPAN_TIMES_H

#include "api/model/trace.h"

static inline int64_t us_add(int64_t us, int64_t more)
{
    int64_t sum;
    if (!__builtin_add_overflow(us, more, &sum))
        return sum;
    return more > 0 ? INT64_MAX : INT64_MIN;
}

static inline int64_t us_between(int64_t from, int64_t to)
{
    int64_t between;
    if (!__builtin_sub_overflow(to, from, &between))
        return between;
    return to > from ? INT64_MAX : INT64_MIN;
}

static inline int64_t span_times_start(const struct trace *trace, const int64_t *shift_us, int span)
{
    return us_add(trace_span_at(trace, span)->start_us, shift_us ? shift_us[span] : 0);
}

/* A span that still runs has no end: it ends where the trace does, as far as anybody knows. */
static inline int64_t span_times_end(const struct trace *trace, const int64_t *shift_us, int span)
{
    const struct span *self = trace_span_at(trace, span);
    if (self->running)
        return MAX(trace->end_us, span_times_start(trace, shift_us, span));
    return us_add(span_end_us(self), shift_us ? shift_us[span] : 0);
}

#endif
