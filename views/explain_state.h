/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the files of the view that explains: explain_view.c, explain_evidence.c (what is asked),
 * explain_lines.c (what is said).
 */
#ifndef VIEWS_EXPLAIN_STATE_H
#define VIEWS_EXPLAIN_STATE_H

#include "views/agents_ask.h"
#include "views/doc.h"
#include "views/explain_ask.h"
#include "views/suspects.h"

enum explain_link { EXPLAIN_LINK_NONE, EXPLAIN_LINK_STEP, EXPLAIN_LINK_CAUSE };

struct explain_state {
    struct target subject;
    char *words; /* what the subject is called */
    int64_t onset_ms;
    GPtrArray *names; /* owns the texts of `calls` */
    GArray *calls;
    /* Of the origin, whichever service the chain ends at. */
    char *origin;
    int64_t origin_ms, since_ms;
    uint64_t rows_ask[EXPLAIN_BY_COUNT][2], logs_ask, trace_ask;
    GPtrArray *rows, *patterns;
    struct explain_rounds *rounds; /* explain_rounds.c; NULL until the calls and hosts are known */
    uint64_t rounds_number;        /* which of them */
    struct suspect_search *search;
    char *failed;          /* the first of what could not be asked; NULL = all came */
    struct agents *agents; /* of the trace that the subject names; NULL = none, or not known */
    GArray *findings;
    GPtrArray *problems; /* of char *: what that trace shows of slowness; NULL = it is not known */
    struct explanation *explanation;
    struct doc doc;
};

/* explain_evidence.c */
void explain_begin(struct view *view);
/* The lead or what was asked for is another: judges anew, and asks for another origin. */
void explain_again(struct view *view);
/* True when the subscription was one of these. */
bool explain_reply(struct view *view, uint64_t subscription, struct reply *reply);
void explain_end(struct view *view);
/* How many answers are still to come. */
unsigned explain_waits(const struct explain_state *state);

/* explain_rounds.c: the origin's spans since its onset taken apart (struct explain_apart) */
void explain_rounds_begin(struct view *view, const char *base, int64_t start_ms, int64_t since_ms,
                          int64_t until_ms);
void explain_rounds_free(struct view *view, struct explain_rounds *rounds);
/* NULL when they have not begun; is filled round by round. */
const struct explain_apart *explain_rounds_found(const struct explain_rounds *rounds);
unsigned explain_rounds_wait(const struct explain_rounds *rounds);
/* True when the subscription was one of these. */
bool explain_rounds_reply(struct view *view, uint64_t subscription, struct reply *reply);

/* explain_lines.c */
void explain_build(struct view *view, int cols);
void explain_markdown(const struct view *view, GString *out);

#endif
