/* SPDX-License-Identifier: Apache-2.0
 *
 * Why something moved: the chain of calls from what somebody looks at down to where it began, and
 * the candidates for its cause with what speaks for and against each. Pure; explained in its own
 * words, so that whoever reads it can check each of them.
 *
 * Method. The chain goes from the subject's service to the deepest service that it calls, itself or
 * through others, of which a signal moved in the same burst: from LEAD_GAP_MS before the subject's
 * onset to two buckets after it, or earlier by the chain's own next move. A caller that waits for
 * another that moved is not where it ends, however short the way past it is; the chain goes through
 * it. At its end, the origin, stand as candidates the deploys and changes of flags by up to an hour
 * before, one host (queue, region...) of several, calls that leave the system, and what the trace
 * shows by itself. Each has a score from 0 to 1, joined of independent signs as 1 - (1 - a)(1 -
 * b)...; nearness in time halves every quarter of an hour. What stands below EXPLAIN_LEAST is told,
 * but not as the cause.
 */
#ifndef API_INSIGHT_EXPLAIN_H
#define API_INSIGHT_EXPLAIN_H

#include "api/insight/differs.h"
#include "api/insight/lead.h"
#include "api/insight/suspect.h"
#include "api/model/flag_change.h"

#define EXPLAIN_LEAST 0.3
#define EXPLAIN_WITHIN_MS \
    (60 * 60 * INT64_C(1000)) /* deploys and flags before the origin's onset */

/* A group of the origin's spans, before its onset and since: by host, or by the call it makes.
 * Durations in ms, shares 0..1; a count of 0 = none were there. */
struct explain_row {
    char *key, *value; /* "host.name", "inventory-1"; "span.description", "GET https://..." */
    char *operation;   /* span.op where it is a call; else NULL */
    uint64_t count[2];
    double p95_ms[2], failed[2];
};
void explain_row_free(struct explain_row *row);

/* The origin's spans taken apart by their attributes, as `x` does it. A value comes into question
 * when of the worse spans since the onset more have it than of the others since then, or of all
 * spans since the onset more, or fewer, than of those before: by at least EXPLAIN_APART and
 * EXPLAIN_MORE of the rows, the bound of shares_bound(). What merely says that it is worse (a
 * status), how it is built, its host or its version does not. */
#define EXPLAIN_APART 0.2
#define EXPLAIN_MORE  0.1
struct explain_apart {
    char *base;             /* the search of the spans taken apart */
    char *worse;            /* of those that are worse: "span.duration:>213ms"; NULL = none are */
    char *worse_words;      /* "that took over 213ms" */
    struct differs *within; /* the worse against the others; NULL = not known */
    struct differs *across; /* since the onset against before; NULL = not known */
    GPtrArray *rows;        /* of struct explain_row *: each value of explain_apart_keys() */
    GPtrArray *shifts;      /* of struct mix_shift *: when their shares moved */
};
struct explain_apart *explain_apart_new(const char *base);
void explain_apart_free(struct explain_apart *apart);
/* The attributes to look at further, at most EXPLAIN_APART_KEYS: of char *, borrowed of `apart`. */
#define EXPLAIN_APART_KEYS 3
GPtrArray *explain_apart_keys(const struct explain_apart *apart);
/* Sets what tells the worse spans: slower than midway, by factors, between the p95 before and
 * since, or failing; nothing when as many were before. Of `whole` the key does not matter. */
void explain_apart_worse(struct explain_apart *apart, const struct explain_row *whole);

/* What a trace shows by itself: "Skeptic: 3 of 3 web_search calls returned nothing". */
struct explain_finding {
    const char *service, *text, *span_id;
};

/* What goes in; all borrowed, each pointer may be NULL. */
struct explain_input {
    const char *subject; /* in words */
    const char *service; /* whose it is */
    const char *signal_id;
    int64_t onset_ms; /* when it began; 0 = it did not move */
    int64_t interval_ms;
    const struct lead *lead;
    const GArray *calls;      /* of struct call_edge */
    const GPtrArray *deploys; /* of struct deploy * */
    const GPtrArray *flags;   /* of struct flag_change * */
    /* Of the origin, once it is known which service that is. */
    const GPtrArray *rows;     /* of struct explain_row * */
    const GPtrArray *patterns; /* of struct new_pattern *: logged since the onset, not before */
    const GPtrArray *suspects; /* of struct suspect * */
    const GArray *findings;    /* of struct explain_finding */
    const struct explain_apart *apart;
    const struct mix_shift *mix; /* of the signal in which the chain ends */
};

/* One step of the chain. */
struct explain_step {
    char *service, *text; /* "check_stock p95 203ms→45.3s"; NULL: it did not move, it is called */
    int64_t time_ms;      /* 0 = not known */
    char *signal_id;      /* NULL = none */
    bool within; /* of the service of the step before it: a part, or the call it waits for */
};

enum cause_kind {
    CAUSE_DEPLOY,
    CAUSE_FLAG,
    CAUSE_PART,    /* one of several: a host, a queue, a value of an attribute */
    CAUSE_SHARE,   /* more, or less, of one kind than before */
    CAUSE_CALL,    /* somebody else, whom it calls */
    CAUSE_FINDING, /* in the trace itself */
    CAUSE_KIND_COUNT
};

struct cause {
    enum cause_kind kind;
    double score;
    char *what; /* "deploy inventory 3.1.0" */
    char *service;
    int64_t time_ms;   /* 0 = none of its own */
    char *release;     /* CAUSE_DEPLOY */
    char *signal_id;   /* CAUSE_PART */
    char *span_id;     /* CAUSE_FINDING */
    char *key, *value; /* CAUSE_CALL, _PART and _SHARE of spans: what they have */
    bool lacks;        /* rather what they have not */
    char *base;        /* the search that they are of; NULL = all */
    GPtrArray *supports, *speaks_against; /* of char *: sentences without a full stop */
};

struct explanation {
    GPtrArray *chain;  /* of struct explain_step *: the subject's service first, the origin last */
    GPtrArray *causes; /* of struct cause *: best first */
    GPtrArray *looked; /* of char *: at how much was looked */
    char *place;       /* the call or query of the origin that took longest and moved, or NULL */
    char *place_op, *place_call; /* its span.op and span.description */
    char *why_not;               /* when no cause reaches EXPLAIN_LEAST: "not found, because ..." */
    const char *origin;          /* service of the last step; NULL = not known */
    int64_t origin_ms;
};

/* May be called with the rows of the origin still unknown; the chain is the same then. */
struct explanation *explain_find(const struct explain_input *input);
void explanation_free(struct explanation *explanation);
DEFINE_AUTOPTR(explanation, explanation_free);

/* When a series that did not leave its usual for good was farthest from it: the first bucket of the
 * run around its peak that is higher than three robust spreads above the median. 0 = never. */
int64_t explain_peak_ms(const struct series *series);

/* How far the evidence goes, in a word: "likely" from 0.6, "possible" from EXPLAIN_LEAST, else
 * "unlikely". */
const char *cause_word(const struct cause *cause);

#endif
