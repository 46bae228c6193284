/* SPDX-License-Identifier: Apache-2.0
 *
 * What the detectors of problems.h share. Each is a function that looks through the trace once and
 * adds what it finds.
 */
#ifndef API_INSIGHT_PROBLEM_INTERNAL_H
#define API_INSIGHT_PROBLEM_INTERNAL_H

#include "api/insight/problems.h"

/* Times are rounded on their way: what ends this much after the next begins is before it. */
#define PROBLEM_ROUNDING_US 1000

/* What a span is; like ones are the same. */
enum problem_class {
    CLASS_QUERY = 1,  /* of a database */
    CLASS_SELECT = 2, /* a query that begins so */
    CLASS_CALL = 4,   /* an HTTP request to elsewhere */
    CLASS_ASSET = 8,  /* a script or stylesheet of a page */
    CLASS_CACHE = 16, /* something looked up in a cache */
    CLASS_OWN = 32,   /* the service's own work */
};

struct problem_search {
    const struct trace *trace;
    struct problems *out;
    int *segment;       /* by span: the span by which its service was entered */
    uint8_t *classes;   /* by likeness: bits of enum problem_class */
    uint8_t *below;     /* by span: those of its children */
    GHashTable *groups; /* kind and likeness -> the problem that single spans of it make up */
};

/* --- finding --- */
/* A new problem under the span `where`, of no spans yet. Borrowed from the result. */
struct problem *problem_new(struct problem_search *search, enum problem_kind kind, int where);
/* The spans come in waterfall order. */
void problem_add(struct problem_search *search, struct problem *problem, int index);
/* One more span of a kind of which each is a problem by itself: like ones are one problem. `text`
 * (taken) tells of the worst. */
void problem_add_single(struct problem_search *search, enum problem_kind kind, int index,
                        int64_t lost_us, char *text);

/* --- times, which strangers choose: kept where sums of all spans do not overflow --- */
int64_t problem_took(const struct span *span);
/* From one time to a later one; negative when it is earlier. */
int64_t problem_gap(int64_t from_us, int64_t to_us);
char *problem_duration(int64_t us);

/* --- what a span is --- */
uint8_t problem_class_of(const struct span *span);
static inline bool problem_is(const struct problem_search *search, const struct span *span,
                              enum problem_class class)
{
    return search->classes[span->like] & class;
}
/* Its name is a whole query: neither empty nor cut short by an SDK. */
bool problem_is_complete(const struct span *span);
/* "GET", or "" when neither the attributes nor the name tell. `room` is at least 16 bytes. */
const char *problem_method(const struct span *span, char *room, size_t size);
/* What it asked for, without the method; borrowed from the name. */
const char *problem_url(const struct span *span);
/* ".png" at the end of the path; "" when there is none. `room` is at least 16 bytes. */
const char *problem_extension(const struct span *span, char *room, size_t size);
/* A number among its attributes; negative when it is not told. */
double problem_number(const struct span *span, const char *key);

/* --- detectors, one file a family --- */
void problem_find_loops(struct problem_search *search);    /* problem_loops.c: N+1, repeated */
void problem_find_in_row(struct problem_search *search);   /* problem_row.c */
void problem_find_slow(struct problem_search *search);     /* problem_slow.c */
void problem_find_payloads(struct problem_search *search); /* problem_payload.c */

#endif
