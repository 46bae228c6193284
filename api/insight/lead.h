/* SPDX-License-Identifier: Apache-2.0
 *
 * The lead: what changed, in order of onset, and who moved first. Made of onsets of signals,
 * deploys, new and regressed issues, new patterns of logged errors, monitors that began to fire.
 * Pure: everything it needs is handed in; everything it gives is owned by the lead.
 *
 * The first mover is looked for in the burst that weighs most: onsets no more than LEAD_GAP_MS
 * apart belong to one burst, and a signal weighs by the logarithm of how much it changed, more when
 * it is a failure rate or a latency; what falls silent has no such factor and weighs little, and
 * once for all signals of a service, as an app may stop of what happens. Within the burst the
 * earliest move; among those that began together (within two buckets), the one deepest in the calls
 * that traces showed, for a caller that waits is not a mover (but of two that fall silent the
 * caller, for whom nobody calls is silent too); within one service a part of it, such
 * as one host of several, since it can move the whole and the whole would have moved every part;
 * where nothing of that tells, the one that changed by the largest factor, since every caller adds
 * time of its own and so dilutes it.
 */
#ifndef API_INSIGHT_LEAD_H
#define API_INSIGHT_LEAD_H

#include "api/insight/mix.h"
#include "api/model/issue.h"
#include "api/model/monitor.h"
#include "api/model/release.h"
#include "base/autoptr.h"

#define LEAD_GAP_MS (3 * 60 * INT64_C(1000))

enum change_kind {
    CHANGE_DEPLOY,
    CHANGE_SIGNAL,
    CHANGE_NEW_ISSUE,
    CHANGE_REGRESSED_ISSUE,
    CHANGE_NEW_PATTERN,
    CHANGE_FIRING
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
    char *query;   /* CHANGE_NEW_PATTERN: the search that finds its logs */
    char *monitor; /* CHANGE_FIRING: its name */
    double weight; /* signals: how much it says */
    bool part;     /* signals: one host, queue or the like of several that did not move */
};

/* A caller and its callee, as seen in traces. */
struct call_edge {
    const char *caller, *callee; /* services */
};

/* Errors logged as none was before: a pattern of messages (log_patterns.h). Owned by their array.
 */
struct new_pattern {
    char *service; /* may be NULL */
    char *text, *query;
    int64_t first_ms;
    uint64_t count;
};

/* What goes in; all borrowed. */
struct lead_input {
    const GPtrArray *signals;       /* of struct signal * */
    const struct onset *onsets;     /* one a signal */
    struct mix_shift *const *mixes; /* one a signal, NULL where none; may be NULL altogether */
    const GPtrArray *deploys;       /* of struct deploy * */
    const GPtrArray *issues;        /* of struct issue * */
    const GPtrArray *patterns;      /* of struct new_pattern *; may be NULL */
    const GPtrArray *monitors;      /* of struct monitor *; may be NULL */
    const GArray *calls;            /* of struct call_edge; may be NULL */
    int64_t start_ms, end_ms;       /* the range looked at */
};

struct lead {
    /* Of struct change *, by time; but the first mover stands before the signals and issues that
     * began together with it, as far as buckets can tell. */
    GPtrArray *changes;
    int first_mover;  /* index in changes, -1 = none */
    guint burst;      /* index of the first change of the burst; changes->len = none */
    size_t moved;     /* signals that moved */
    size_t in_burst;  /* of these, since since_ms */
    size_t looked_at; /* signals looked at */
    int64_t since_ms; /* first onset of the burst; 0 = nothing moved */
    size_t deploys, new_issues, regressed, new_patterns;
    size_t firing; /* monitors that fire now, since whenever; but for muted ones */
};

/* When an issue came back: the start of the last run of buckets with events, as its stats tell; 0
 * when they do not. */
int64_t issue_came_back_ms(const struct issue *issue);

struct lead *lead_find(const struct lead_input *input);
void lead_free(struct lead *lead);
DEFINE_AUTOPTR(lead, lead_free);

/* "p95 0.2s→45s", "+42MB a minute", "personalised 97.9%→3.3% by ranking_version": what an onset
 * says in figures, without the name. `mix` may be NULL. Newly allocated. */
char *onset_text(const struct onset *onset, const struct mix_shift *mix, const char *unit);

#endif
