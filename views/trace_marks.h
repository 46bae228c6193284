/* SPDX-License-Identifier: Apache-2.0
 *
 * Ticks: the moments of a trace that are marked on the bars of its spans. Errors and span events
 * come with the trace, logs are asked for once (trace_ask.c). Kept by span, so that a bar finds its
 * own at once. A moment that names no span of the trace is on no bar, and counted.
 */
#ifndef VIEWS_TRACE_MARKS_H
#define VIEWS_TRACE_MARKS_H

#include "api/client/request.h"
#include "api/model/trace.h"

enum trace_mark_kind { MARK_LOG, MARK_EVENT, MARK_WARNING, MARK_ERROR_LOG, MARK_ERROR };
#define MARK_KINDS (MARK_ERROR + 1)

struct trace_mark {
    int span;
    enum trace_mark_kind kind; /* the later in the enum, the more it says */
    int64_t time_us;           /* as told */
};

/* Owns its array; a zeroed one is empty. */
struct trace_marks {
    GArray *all;  /* of struct trace_mark, by span, then time */
    size_t apart; /* moments of no span that is there */
    size_t logs;  /* rows of logs taken */
};

/* The errors and span events of a trace. */
void trace_marks_init(struct trace_marks *marks, const struct trace *trace);
void trace_marks_clear(struct trace_marks *marks);
/* The fields that rows of logs are asked for with; ends with NULL. */
extern const char *const trace_marks_fields[];
/* Adds the rows of an answer to these. */
void trace_marks_take_logs(struct trace_marks *marks, const struct trace *trace,
                           const struct rows *rows);
/* Those of a span, by time. */
const struct trace_mark *trace_marks_of(const struct trace_marks *marks, int span, size_t *count);
/* "2 logs 1 error here"; nothing when there is nothing. Appended. */
void trace_marks_text(const struct trace_marks *marks, int span, GString *out);

#endif
