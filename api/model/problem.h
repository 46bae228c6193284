/* SPDX-License-Identifier: Apache-2.0
 *
 * Performance problems of one trace, as api/insight/problems.h finds them: of what kind, in which
 * spans, what they cost.
 */
#ifndef API_MODEL_PROBLEM_H
#define API_MODEL_PROBLEM_H

#include <glib.h>
#include <stdint.h>

enum problem_kind {
    PROBLEM_N_PLUS_ONE,       /* a query in a loop */
    PROBLEM_N_PLUS_ONE_CALLS, /* a request in a loop of a page */
    PROBLEM_SLOW_QUERY,
    PROBLEM_REPEATED,       /* the same asked again, word for word */
    PROBLEM_QUERIES_IN_ROW, /* that could run at once */
    PROBLEM_CALLS_IN_ROW,
    PROBLEM_LARGE_PAYLOAD,
    PROBLEM_UNCOMPRESSED,
    PROBLEM_RENDER_BLOCKING,
    PROBLEM_SLOW_WORK, /* of the service itself, while someone waits */
    PROBLEM_KIND_COUNT
};

struct problem {
    enum problem_kind kind;
    int where;       /* index of the span they are under; -1 = they are roots */
    GArray *spans;   /* of int: the spans that make it up, in waterfall order; one at least */
    int worst;       /* the one that took longest */
    int64_t took_us; /* all of them, added up */
    int64_t lost_us; /* what could be won, at most */
    char *text;      /* "9 like queries one after another" */
};

struct problems {
    GPtrArray *found; /* of struct problem *, those that cost most first; one at least */
    uint32_t *of;     /* by span: place in `found` + 1 of the first problem it is in; 0 = none */
    int spans;        /* of the trace: how long `of` is */
};

void problem_free(struct problem *problem);
void problems_free(struct problems *problems);

/* The first problem that the span `index` is in; NULL = none. `problems` may be NULL. */
const struct problem *problems_of_span(const struct problems *problems, int index);
/* How many there are; 0 for NULL. */
size_t problems_count(const struct problems *problems);

#endif
