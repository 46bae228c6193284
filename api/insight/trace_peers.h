/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace against its peers: healthy traces of the same root. For each kind of its spans
 * (api/model/span_like.h) what is usual there, which kinds are new here, which are usually there
 * and gone. Pure.
 *
 * The peers come as a table of service, op and name with medians and counts, as a server answers
 * it. Names that differ only in ids are rows of their own there and become one group here: its
 * median is the median of the rows' medians weighed by their counts, which is the true one where
 * the rows are much alike, and between the smallest and the largest of them always.
 */
#ifndef API_INSIGHT_TRACE_PEERS_H
#define API_INSIGHT_TRACE_PEERS_H

#include "api/insight/onset.h"
#include "api/model/trace.h"
#include "base/autoptr.h"

/* With fewer peers nothing is called new or gone. */
#define PEERS_LEAST 3

/* A row of the table. */
struct peer_row {
    const char *service, *op, *name;
    double median_us, high_us; /* high: the 95th percentile */
    double count;              /* spans, in all peers together */
    uint32_t traces;           /* in so many of the peers */
};

/* A kind of spans of the peers. */
struct peer_group {
    char *service, *op, *name; /* of the largest row */
    char *key;                 /* span_like_key() */
    double median_us, high_us;
    double count;
    uint32_t traces; /* at most: where ids were told apart, a trace may be counted twice */
};

struct trace_peers {
    GPtrArray *ids;    /* of char *: the traces */
    GPtrArray *groups; /* of struct peer_group *, most spans first */
    GHashTable *of;    /* key -> struct peer_group *, borrowed */
    bool partial;      /* the table was cut: what is not in it is not known */
    int references;
};

/* `ids` and `rows` are copied. O(n log n). */
struct trace_peers *trace_peers_new(const char *const *ids, const struct peer_row *rows,
                                    size_t count, bool partial);
struct trace_peers *trace_peers_ref(struct trace_peers *peers); /* from any thread */
void trace_peers_unref(struct trace_peers *peers);
DEFINE_AUTOPTR(trace_peers, trace_peers_unref);
/* How many spans of a group a trace that has any has. */
double peer_group_each(const struct peer_group *group);

/* A trace against them. */
struct trace_against {
    struct trace_peers *peers;
    const struct peer_group **of; /* by place in trace.likes; NULL = no peer has such spans */
    GPtrArray *gone; /* of const struct peer_group *: in half of the peers or more, not here */
    uint32_t others; /* peers but for the trace itself */
    uint32_t new_spans;
    double change_us; /* the whole trace's length beyond the peers' root; NAN = not known */
};

/* `root`: the span that the peers are like, -1 = none. Keeps a reference to `peers`. O(kinds). */
struct trace_against *trace_against_new(const struct trace *trace, int root,
                                        struct trace_peers *peers);
void trace_against_free(struct trace_against *against);
DEFINE_AUTOPTR(trace_against, trace_against_free);

/* What is usual for the span; samples 0 when no peer has its like. */
struct usual trace_against_usual(const struct trace_against *against, const struct span *span);
/* True when no other peer has a span like it, and enough is known to say so. */
bool trace_against_new_here(const struct trace_against *against, const struct span *span);

#endif
