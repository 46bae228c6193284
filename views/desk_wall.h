/* SPDX-License-Identifier: Apache-2.0
 *
 * What the panes share: the signals of the wall, the lead that is made of them, and what else was
 * found out once for all views (issues, releases, deploys, who calls whom, what is usual). Made on
 * the UI thread from answers and from work that threads hand back; the parts that views may point
 * into are counted and never changed.
 */
#ifndef VIEWS_DESK_WALL_H
#define VIEWS_DESK_WALL_H

#include "api/insight/mix.h"
#include "views/desk.h"
#include "views/wall_part.h"

struct wall {
    GPtrArray *entries; /* of struct wall_entry * (desk_wall.c): those derived first */
    GPtrArray *made;    /* of struct wall_part *: saved equations, worked out from the signals */
    GPtrArray *unmade;  /* of char *: names of those of which no signal is here */
    GPtrArray *old;     /* parts that views may still point into, until the next publishing */
    guint timer, publish_timer;
    bool unpublished; /* what is new is published with the next tick */
    uint64_t discovery;
    int64_t known_at_ms; /* when the metrics were last looked for */
    size_t derived, asked, answered, left_out;
    bool stopped;        /* Esc: nothing is asked before it is started again */
    uint64_t generation; /* answers to an older one are dropped */
    bool discovered;     /* it was answered which metrics there are, or that this failed */
    bool renewing;       /* since a reset, until its round is whole: the old signals stay */
};

/* Errors logged that were not before the onset; of desk_patterns.c. */
struct logged {
    GPtrArray *found;         /* of struct new_pattern *; NULL = not known */
    uint64_t ask, generation; /* the wall's, when it was asked */
    int64_t since_ms;         /* asked for this onset */
};

/* What watches and whether it fires; of desk_firing.c. By enum monitor_kind. */
struct firing {
    GPtrArray *monitors; /* of struct monitor *, all kinds: firing ones first */
    GPtrArray
        *parts[MONITOR_KINDS];   /* of struct monitor *, by what was asked; NULL = no answer yet */
    char *failed[MONITOR_KINDS]; /* why a kind is not known; NULL = it is */
    uint64_t asks[MONITOR_KINDS];
};

struct shared {
    GPtrArray *signals; /* borrowed from the parts */
    GArray *onsets;     /* of struct onset */
    GPtrArray *mixes;   /* of const struct mix_shift *, borrowed */
    struct lead *lead;
    size_t change; /* the selected change of the lead */
    bool stepped;  /* by the user, not by what moved first */
    bool lead_busy, lead_stale;
    GPtrArray *issues, *releases, *deploys;
    GPtrArray *flags; /* of struct flag_change *, newest first */
    struct firing firing;
    GHashTable *calls;     /* "caller\x1f" "callee" -> itself */
    GHashTable *usuals;    /* of desk_usual.c */
    GHashTable *peers;     /* of desk_peers.c */
    char *usual_key;       /* range for which usuals were asked */
    GHashTable *enriched;  /* issue or signal id -> struct target *: its trace, event, release */
    struct clones *clones; /* NULL until asked for */
    bool traces_sought, calls_open; /* who calls whom is asked for; not answered yet */
    guint traces_open;
    bool issues_cut;                     /* there are more issues than `issues` */
    int64_t issues_all;                  /* how many there are, when told; else -1 */
    bool issues_known, releases_known;   /* answered for this range, if only by a failure */
    bool issues_failed, releases_failed; /* of the last time */
    struct logged patterns;
    struct origin *origin; /* of desk_origin.c; NULL = no first mover */
};

/* desk_wall.c */
void desk_wall_init(struct desk *desk);
void desk_wall_free(struct desk *desk);
void desk_wall_start(struct desk *desk);
void desk_wall_stop(struct desk *desk);
/* Nothing more is asked or waited for until desk_wall_start(). */
void desk_wall_give_up(struct desk *desk);
void desk_wall_reset(struct desk *desk);
/* A tick: publishes what was left for it. */
void desk_wall_publish(struct desk *desk);
/* Every request of the round was answered or has failed once. */
bool desk_wall_complete(const struct desk *desk);
GPtrArray *desk_wall_parts(const struct desk *desk); /* of struct wall_part *, new references */

/* desk_shared.c */
void desk_shared_init(struct desk *desk);
void desk_shared_free(struct desk *desk);
void desk_shared_start(struct desk *desk);
void desk_shared_stop(struct desk *desk);

/* desk_flags.c */
void desk_flags_init(struct desk *desk);
void desk_flags_free(struct desk *desk);
void desk_flags_start(struct desk *desk);

/* desk_firing.c */
void desk_firing_init(struct desk *desk);
void desk_firing_free(struct desk *desk);
void desk_firing_start(struct desk *desk);
void desk_firing_stop(struct desk *desk);
/* Copies of the monitors that fire or did lately, for a thread. */
GPtrArray *desk_firing_copies(const struct desk *desk);

/* desk_lead.c */
void desk_lead_update(struct desk *desk);
void desk_lead_step(struct desk *desk, int by);
/* What the lead waits for, newly allocated; NULL when it is final for this range. */
char *desk_lead_waits(const struct desk *desk);
/* How it came about, and its selected change; appended. Of desk_lead_explain.c. */
void desk_lead_explain(const struct desk *desk, GString *out);
void desk_learn_calls(struct desk *desk, const struct trace *found);

/* desk_patterns.c: looks for errors logged since the onset as none was before, where that is not
 * done yet; the lead is made anew of those found. */
void desk_patterns_update(struct desk *desk);
void desk_patterns_free(struct desk *desk);

/* desk_origin.c: the lead, or what is known of its first mover, is another. */
void desk_origin_update(struct desk *desk);
void desk_origin_clear(struct desk *desk);
/* Its suspect commits; with its trace and logs when `whole`. Appended. */
void desk_origin_markdown(const struct desk *desk, GString *out, bool whole);

/* desk_usual.c: by service, operation and name, each "" when NULL. What is added is copied; what is
 * found is the table's, NULL = not known. */
GHashTable *desk_usuals_new(void);
void desk_usuals_add(GHashTable *usuals, const char *service, const char *operation,
                     const char *name, const struct usual *usual);
const struct usual *desk_usuals_find(GHashTable *usuals, const char *service, const char *operation,
                                     const char *name);
void desk_usual_clear(struct desk *desk);
/* The healthy part of the range: before the first onset, or all but the last ten minutes; whole
 * minutes. */
void desk_healthy_range(const struct desk *desk, int64_t *start_ms, int64_t *end_ms);

/* desk_peers.c */
void desk_peers_init(struct desk *desk);
void desk_peers_free(struct desk *desk);
/* Copies of the ids but for one; NULL-terminated past its length. */
GPtrArray *desk_peers_but(const GPtrArray *ids, const char *trace_id);

#endif
