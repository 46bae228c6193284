/* SPDX-License-Identifier: Apache-2.0
 *
 * What the trace view works out of a trace before it shows it: everything that takes time by the
 * number of spans. Pure: of a large trace it is made on another thread.
 */
#ifndef VIEWS_TRACE_PREPARE_H
#define VIEWS_TRACE_PREPARE_H

#include "tui/scrollbar.h"
#include "views/trace_reading.h"
#include "views/trace_rows.h"

/* Spans from which on it would hold up a key. */
#define TRACE_PREPARE_LARGE 5000

struct trace_prepared {
    struct trace *trace;
    struct trace *shown;    /* what is shown of it so far, a reference; NULL = nothing */
    bool same;              /* `trace` says nothing else than that: nothing was worked out */
    bool corrected;         /* clocks are wanted so */
    bool wide;              /* idle gaps are wanted in full */
    enum trace_order order; /* in which the rows are wanted */
    bool agents;            /* generative AI is in it */
    uint8_t *marks;         /* by span, of enum scrollbar_mark */
    struct trace_rows rows;
    struct trace_time time;
    struct trace_reading reading;
    size_t service_width; /* the longest name of a service, in characters */
    size_t name_width;    /* the longest name with its guides */
};

/* Takes the trace. Nothing is worked out yet. */
struct trace_prepared *trace_prepared_new(struct trace *trace);
void trace_prepared_make(struct trace_prepared *prepared);
/* What it holds goes, in a time by the number of spans, too; it is empty then. Any thread. */
void trace_prepared_clear(struct trace_prepared *prepared);
void trace_prepared_free(struct trace_prepared *prepared);

#endif
