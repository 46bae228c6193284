/* SPDX-License-Identifier: Apache-2.0
 *
 * The lead: what changed, in order of onset, and who moved first. Made of onsets of signals,
 * deploys, new and regressed issues. Pure: everything it needs is handed in; everything it gives is
 * owned by the lead.
 */
#ifndef API_INSIGHT_LEAD_H
#define API_INSIGHT_LEAD_H

#include "api/insight/onset.h"
#include "api/model/issue.h"
#include "api/model/release.h"

enum change_kind {
    CHANGE_DEPLOY,
    CHANGE_SIGNAL,
    CHANGE_NEW_ISSUE,
    CHANGE_REGRESSED_ISSUE,
    CHANGE_FLAG
};

struct change {
    enum change_kind kind;
    int64_t time_ms;
    char *service; /* project slug; may be NULL */
    char *text;    /* "check_stock p95 0.2s→45s", "deploy inventory 3.1.0", "NEW CHECKOUT-1" */
    struct onset onset; /* CHANGE_SIGNAL */
    char *signal_id;    /* CHANGE_SIGNAL */
    char *release;      /* CHANGE_DEPLOY */
    char *issue_id;     /* issues */
    char *short_id;
    double weight; /* rank among signals: how far out, how much traffic */
};

/* A caller and its callee, as seen in traces: a caller that waits is not the first mover. */
struct call_edge {
    const char *caller, *callee; /* services */
};

/* What goes in; all borrowed. */
struct lead_input {
    const GPtrArray *signals; /* of struct signal * */
    const GPtrArray
        *mixes; /* of struct mix_shift *, each with the signal of the same index in mix_signals */
    const GPtrArray *mix_signals;
    const GPtrArray *deploys; /* of struct deploy * */
    const GPtrArray *issues;  /* of struct issue * */
    const GArray *calls;      /* of struct call_edge; may be NULL */
    int64_t start_ms, end_ms; /* the range looked at */
};

typedef struct lead lead;
struct lead {
    GPtrArray *changes; /* of struct change *, by time */
    int first_mover;    /* index in changes, -1 = none */
    size_t moved;       /* signals that moved */
    size_t looked_at;   /* signals looked at */
    int64_t since_ms;   /* first onset; 0 = nothing moved */
    size_t deploys, new_issues, regressed;
};

struct lead *lead_find(const struct lead_input *input);
void lead_free(struct lead *lead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lead, lead_free)

#endif
