/* SPDX-License-Identifier: Apache-2.0
 *
 * Traces for tests, written as a table.
 */
#ifndef TESTS_SUPPORT_TRACES_H
#define TESTS_SUPPORT_TRACES_H

#include "api/model/trace.h"

/* One span: its id is its name, too. */
struct given_span {
    const char *id, *parent;
    int64_t start_ms, duration_ms;
    bool failed;
    const char *service; /* NULL = web */
    bool running;
};

/* Arranged; the caller frees it. */
static inline struct trace *trace_of(const struct given_span *given, size_t count)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (size_t i = 0; i < count; i++) {
        struct span *span = trace_add_span(trace);
        span->id = trace_text(trace, given[i].id);
        span->parent_id = trace_text(trace, given[i].parent);
        span->service = given[i].service ? given[i].service : "web";
        span->running = given[i].running;
        span->name = span->id;
        span->status = given[i].failed ? "internal_error" : "ok";
        span->start_us = 1000000 + given[i].start_ms * 1000;
        span->duration_us = given[i].duration_ms * 1000;
    }
    trace_arrange(trace);
    return trace;
}

/* web calls checkout, checkout calls payment; payment's callee outlives it. */
static const struct given_span given_story[] = {
    {"web",       NULL,        0,  30000, false},
    {"checkout",  "web",       10, 29980, true },
    {"payment",   "checkout",  20, 29900, false},
    {"inventory", "payment",   40, 45000, false},
    {"select",    "inventory", 50, 44900, false},
    {"cache",     "web",       1,  5,     false},
};

#endif
