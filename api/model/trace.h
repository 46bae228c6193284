/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace: its spans in the order a waterfall shows them (each parent before its children, siblings
 * by start), and the errors that belong to it. Owns everything in it; all of it is given
 * back at once, so that a trace of 100 000 spans costs no more to drop than a small one. Texts
 * never change once they are in; words that repeat (services, operations) are there once.
 */
#ifndef API_MODEL_TRACE_H
#define API_MODEL_TRACE_H

#include "api/model/issue.h"
#include "api/model/problem.h"
#include "api/model/span_like.h"
#include "api/model/span_runs.h"
#include "api/model/value.h"
#include "base/autoptr.h"

struct arena;
struct trace_ids;

struct trace_error {
    const char *event_id;
    const char *issue_id;
    const char *short_id;
    const char *title;
    const char *span_id; /* NULL: belongs to no span we have */
    enum level level;
    int64_t time_us;
};

struct span {
    const char *id;        /* 16 hex */
    const char *parent_id; /* NULL for a root; may name a span we do not have */
    const char *service;   /* project slug */
    const char *op;
    const char *name; /* description, or the span's name */
    const char *transaction;
    const char *status;  /* "ok", "internal_error", ... or NULL */
    const char *release; /* NULL = not told */
    int64_t start_us;    /* since the epoch */
    int64_t duration_us; /* may be 0; negative is kept and shown as such */
    const struct attribute *attributes;
    int attribute_count;
    int index;       /* its own place in trace.spans */
    int parent;      /* index in trace.spans, -1 for a root or an orphan */
    int depth;       /* 0 for a root */
    int children;    /* direct */
    int descendants; /* all below, which follow it directly in trace.spans */
    int errors;      /* of its own */
    int first_error; /* in trace.errors, where they follow one another */
    uint32_t like;   /* its place in trace.likes: spans with the same are alike */
    bool failed;     /* status says so, or it has an error */
    bool orphan;     /* it names a parent that the trace does not have */
    bool running;    /* no end was told: duration_us is 0 and says nothing */
    bool missing;    /* no span: stands for a parent that the trace does not have */
};

/* Something that a span says happened while it ran. Text owned by the trace. */
struct trace_moment {
    int span; /* index in trace.spans */
    int64_t time_us;
    const char *name;
};

/* A span names another, of this trace or another. Text owned by the trace. */
struct trace_link {
    int span; /* index in trace.spans */
    const char *trace_id, *span_id;
    const char *kind; /* "previous_trace", ...; NULL = not told */
};

/* One service calls another. Text owned by the trace. */
struct trace_call {
    const char *caller, *callee;
};

struct trace {
    char *id;          /* 32 hex */
    GPtrArray *spans;  /* of struct span *, in waterfall order */
    GPtrArray *errors; /* of struct trace_error *, in the order of their spans; of none: last */
    GArray *moments;   /* of struct trace_moment, by span */
    GArray *links;     /* of struct trace_link, by span */
    int missing;       /* of the spans: lines that stand for parents it does not have */
    int64_t start_us;
    int64_t end_us;
    int services;
    GHashTable *service_names; /* of them, a set; once arranged */
    GArray *calls;             /* of struct trace_call, each once */
    int failed;                /* spans that failed */
    GArray *likes;             /* of struct span_like, by first appearance */
    GHashTable *like_of_key;   /* of span_likes_find() */
    struct span_runs runs;     /* of like siblings */
    GStringChunk *text;
    struct arena *memory;
    struct trace_ids *ids;     /* of the spans; once arranged */
    struct problems *problems; /* whoever decodes looks for them; NULL = none found */
    int references;            /* trace_ref() */
};

struct trace *trace_new(const char *id);
/* One more owner, of a trace that nobody changes any more; each calls trace_free(). Any thread. */
struct trace *trace_ref(struct trace *trace);
void trace_free(struct trace *trace);
DEFINE_AUTOPTR(trace, trace_free);

/* A new span or error, owned by the trace and in its list, with nothing set. */
struct span *trace_add_span(struct trace *trace);
struct trace_error *trace_add_error(struct trace *trace);
/* A copy of `text` that the trace owns; NULL for NULL. Of a word that is likely to come again there
 * is one only. */
const char *trace_text(struct trace *trace, const char *text);
const char *trace_word(struct trace *trace, const char *word);
/* The span has a copy of `count` attributes, in place of those it had; their texts are the
 * trace's. */
void trace_set_attributes(struct trace *trace, struct span *span,
                          const struct attribute *attributes, size_t count);
/* The attribute `key` (by its canonical name) of a span; VALUE_NONE when it has none. */
struct value trace_attribute(const struct span *span, const char *key);

/* Adds a span for each parent that is named and not there, so that what it called stands together
 * below a line that says so: it lasts as far as its children are known to, and belongs to no
 * service. Before trace_arrange(). O(n). */
void trace_add_missing(struct trace *trace);
/* Puts spans that were added in any order into waterfall order and fills index, parent, depth,
 * children, descendants, orphan, errors, first_error, failed, like, likes, runs, start_us, end_us,
 * services, service_names, calls. Iterative; cycles and repeated ids are broken at the later span,
 * which becomes an orphan. O(n log n). */
void trace_arrange(struct trace *trace);

/* True when both, arranged, say the same of the same spans, errors, moments and links. O(n). */
bool trace_equal(const struct trace *a, const struct trace *b);
/* Index of the first span (by start) that has this id, or -1. Of an arranged trace, in O(1). */
int trace_find(const struct trace *trace, const char *span_id);
/* The first error of a span; NULL when it has none. */
const struct trace_error *trace_span_error(const struct trace *trace, const struct span *span);
/* The span at `index`, which must be one of the trace's. */
const struct span *trace_span_at(const struct trace *trace, int index);
/* How many spans it has. */
int trace_span_count(const struct trace *trace);
/* When the span ended, in us: its start when its duration is negative, INT64_MAX when the two do
 * not add up. */
int64_t span_end_us(const struct span *span);
/* The transaction that a root stands for: its own name, where none was told beside it. */
const char *span_transaction(const struct span *span);
/* Of rows in the order of spans, whose first member is the index of their span (moments, links):
 * those of `span`, *count of them; NULL when it has none. O(log n). */
const void *trace_of_span(const GArray *rows, int span, size_t *count);
/* The root that the trace is mostly about: the one with most below it, the first where that is less
 * than half of all; -1 when there are no spans. O(roots). */
int trace_main_root(const struct trace *trace);
/* The span at `index`; of one that stands for a missing parent, the first that we have of what it
 * called. -1 stays. */
int trace_told_span(const struct trace *trace, int index);
/* The next sibling of `index`, or what follows the last one: a loop over the children of `parent`
 * runs from parent + 1 while <= parent + descendants. */
int trace_after(const struct trace *trace, int index);

#endif
