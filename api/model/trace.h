/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace: its spans in the order a waterfall shows them (each parent before its children, siblings
 * by start), and the errors and logs that belong to it. Owns everything in it.
 */
#ifndef API_MODEL_TRACE_H
#define API_MODEL_TRACE_H

#include "api/model/issue.h"
#include "api/model/span_like.h"
#include "api/model/value.h"
#include "base/autoptr.h"

struct trace_error {
    char *event_id;
    char *issue_id;
    char *short_id;
    char *title;
    char *span_id; /* NULL: belongs to no span we have */
    enum level level;
    int64_t time_us;
};

struct span {
    char *id;        /* 16 hex */
    char *parent_id; /* NULL for a root; may name a span we do not have */
    char *service;   /* project slug */
    char *op;
    char *name; /* description, or the span's name */
    char *transaction;
    char *status;        /* "ok", "internal_error", ... or NULL */
    char *release;       /* NULL = not told */
    int64_t start_us;    /* since the epoch */
    int64_t duration_us; /* may be 0; negative is kept and shown as such */
    int parent;          /* index in trace.spans, -1 for a root or an orphan */
    int depth;           /* 0 for a root */
    int children;        /* direct */
    int descendants;     /* all below, which follow it directly in trace.spans */
    int errors;          /* of its own */
    uint32_t like;       /* its place in trace.likes: spans with the same are alike */
    bool failed;         /* status says so, or it has an error */
    bool orphan;         /* it names a parent that the trace does not have */
    GArray *attributes;  /* of struct attribute; text owned by the trace; NULL until asked for */
};

struct trace {
    char *id;          /* 32 hex */
    GPtrArray *spans;  /* of struct span *, in waterfall order */
    GPtrArray *errors; /* of struct trace_error * */
    int64_t start_us;
    int64_t end_us;
    int services;
    int64_t logs;            /* -1 = not told */
    int64_t not_loaded;      /* spans the server left out; -1 = not told */
    GArray *likes;           /* of struct span_like, by first appearance */
    GHashTable *like_of_key; /* of span_likes_find() */
    GStringChunk *text;
};

struct trace *trace_new(const char *id);
void trace_free(struct trace *trace);
DEFINE_AUTOPTR(trace, trace_free);

struct span *span_new(void);
void span_free(struct span *span);
struct trace_error *trace_error_new(void);
void trace_error_free(struct trace_error *error);

/* Puts spans that were added in any order into waterfall order and fills parent, depth, children,
 * descendants, orphan, errors, failed, like, likes, start_us, end_us, services. Iterative; cycles
 * and repeated ids are broken at the later span, which becomes an orphan. O(n log n). */
void trace_arrange(struct trace *trace);

/* Index of the span `id`, or -1. */
int trace_find(const struct trace *trace, const char *span_id);
/* The span at `index`, which must be one of the trace's. */
const struct span *trace_span_at(const struct trace *trace, int index);
/* How many spans it has. */
int trace_span_count(const struct trace *trace);
/* When the span ended, in us: its start when its duration is negative, INT64_MAX when the two do
 * not add up. */
int64_t span_end_us(const struct span *span);
/* The next sibling of `index`, or what follows the last one: a loop over the children of `parent`
 * runs from parent + 1 while <= parent + descendants. */
int trace_after(const struct trace *trace, int index);

#endif
