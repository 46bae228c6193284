/* SPDX-License-Identifier: Apache-2.0
 *
 * The one table of edges between targets: from what kind, by which key, to what, and what must be
 * known for it. The evidence row, the `g` keys, the trail and help use it. A pivot that leads
 * nowhere says why.
 */
#ifndef VIEWS_PIVOTS_H
#define VIEWS_PIVOTS_H

#include "views/desk.h"

struct pivot {
    uint32_t from;    /* bits: 1 << each enum target_kind that it leads from */
    char key;         /* of the g prefix: t T l m i c r p */
    const char *name; /* "logs": for help and the evidence row */
    /* Fills `to` from `from`. False: *why (newly allocated) says why it leads nowhere. */
    bool (*resolve)(struct desk *desk, const struct target *from, struct target *to, char **why);
    /* A request whose X-Hits, or whose one cell, says how much is there; NULL = not counted. */
    struct request *(*count)(struct desk *desk, const struct target *from);
    /* The same where nobody need be asked: how much `to` holds; -1 = not known. NULL = never. */
    int64_t (*known)(struct desk *desk, const struct target *to);
    /* What they are of that are counted: "of checkout", "like it". Newly allocated, or NULL. NULL =
     * the name says it. */
    char *(*of)(struct desk *desk, const struct target *from);
};

/* The table, and its length. */
const struct pivot *pivots(size_t *count);
bool pivot_leads_from(const struct pivot *pivot, enum target_kind kind);
/* The edge from `kind` by `key`, or NULL. */
const struct pivot *pivot_find(enum target_kind kind, char key);
/* The search that selects the logs of a target: its trace, else its service and host. Newly
 * allocated. */
char *pivot_logs_query(const struct target *from);

#endif
