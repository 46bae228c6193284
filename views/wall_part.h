/* SPDX-License-Identifier: Apache-2.0
 *
 * The signals that one request of the wall gave, with what insight says of each, and the lead that
 * such parts make together. No desk is needed for it, so that it can be done on any thread, and by
 * tests.
 */
#ifndef VIEWS_WALL_PART_H
#define VIEWS_WALL_PART_H

#include "api/client/signals.h"
#include "api/insight/lead.h"
#include "api/insight/limits.h"

/* Immutable once it was looked through. */
struct wall_part {
    gint references;
    GPtrArray *signals; /* of struct signal * */
    GArray *onsets;     /* of struct onset, index by index */
    GPtrArray *mixes;   /* of struct mix_shift *, NULL where none */
    bool split;         /* the groups that moved are rows in place of the whole */
};

/* Of the answer (of struct timeseries_reply *) to a request of api/client/signals.h; not looked
 * through yet. */
struct wall_part *wall_part_new(const struct request *request, const GPtrArray *timeseries);
/* The same of a saved table (signals_asked()). */
struct wall_part *wall_part_asked(const char *name, const struct request *request,
                                  const GPtrArray *timeseries);
/* Of signals that were made here (of struct signal *; taken). */
struct wall_part *wall_part_of(GPtrArray *signals);
struct wall_part *wall_part_ref(struct wall_part *part);
void wall_part_unref(struct wall_part *part); /* NULL is nothing */
/* Sets the limits of its signals; before it is looked through. `limits` may be NULL. */
void wall_part_limit(struct wall_part *part, const struct limits *limits);
/* Finds its onsets and its shift of mix: once, on a thread. */
void wall_part_look(struct wall_part *part);
/* Whether its signal is a row of the wall: the whole, or its groups, not both. */
bool wall_part_shows(const struct wall_part *part, guint index);

/* `parts` of struct wall_part *, looked through; the signals, onsets and mixes of `rest` are
 * theirs. */
struct lead *wall_parts_lead(const GPtrArray *parts, const struct lead_input *rest);

#endif
