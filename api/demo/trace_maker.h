/* SPDX-License-Identifier: Apache-2.0
 *
 * Making one distributed trace: spans across services, and the logs and errors in it. A span whose
 * parent is of another service, or that has none, is its service's segment; a service's spans are
 * sent when its segment has ended.
 */
#ifndef API_DEMO_TRACE_MAKER_H
#define API_DEMO_TRACE_MAKER_H

#include "api/demo/world.h"

struct trace {
    struct world *world;
    struct rng *rng;
    char id[33];
    const char *user;
};

struct trace trace_begin(struct world *world, struct rng *rng);

/* Adds a span; times in ns. The world's outbox owns it; use it only within the same activity. */
struct emission *trace_span(struct trace *trace, enum service service,
                            const struct emission *parent, const char *op, const char *name,
                            int64_t start_ns, int64_t end_ns);

/* Gives a segment its end when its children are known; they are sent with it. */
void trace_stretch(struct trace *trace, struct emission *segment, int64_t end_ns);

/* Adds a log line at a span. Attributes are taken (may be NULL). */
struct emission *trace_log(struct trace *trace, const struct emission *span, int64_t at_ns,
                           const char *level, struct json_t *attributes, const char *format, ...)
    G_GNUC_PRINTF(6, 7);

/* Adds what was measured of a span, at its end, as a histogram of that one measurement: a point at
 * the next export, with the span as its exemplar. Only services that speak OTLP send it. */
struct emission *trace_measure(struct trace *trace, const struct emission *span, const char *name,
                               const char *unit, double value);

/* Common attributes of a span: HTTP with method, route and status; a database query. */
void span_http(struct emission *span, const char *method, const char *route, int status);
void span_query(struct emission *span, const char *table, const char *text);
void span_code(struct emission *span, const char *file, const char *function);
void span_fail(struct emission *span, const char *status);

#endif
