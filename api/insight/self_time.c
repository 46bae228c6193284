/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/self_time.h"

void self_time_fill(const struct trace *trace, int64_t *self_us)
{
    int count = trace_span_count(trace);
    for (int i = 0; i < count; i++) {
        const struct span *span = trace_span_at(trace, i);
        int64_t end = span_end_us(span), covered = 0, reached = span->start_us;
        int stop = i + span->descendants;
        /* Siblings come by start, so one sweep gives the union. */
        for (int c = i + 1; c <= stop; c = trace_after(trace, c)) {
            const struct span *child = trace_span_at(trace, c);
            int64_t from = MAX(child->start_us, reached), to = MIN(span_end_us(child), end);
            if (to <= from)
                continue;
            covered += to - from;
            reached = to;
        }
        self_us[i] = end - span->start_us - covered;
    }
}
