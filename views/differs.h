/* SPDX-License-Identifier: Apache-2.0
 *
 * What a view that asks with a search compares when it is asked what differs (`x`): for its
 * operation `differs`.
 */
#ifndef VIEWS_DIFFERS_H
#define VIEWS_DIFFERS_H

#include "api/insight/differs_counts.h"
#include "api/model/distribution.h"
#include "views/view.h"

/* A range of its own against what lay before it; else the rows of the user's search against the
 * others; else, without either, since the onset against before. */
bool differs_of_search(const struct view *view, struct target *target);
/* The rows that a signal is made of, since its onset; with a range (end_ms > 0), in it. */
bool differs_of_signal(const struct signal *signal, int64_t start_ms, int64_t end_ms,
                       struct target *target);

/* The events of the issue that the cursor is on against all other errors; for views whose target is
 * one. */
bool differs_of_issue(const struct view *view, struct target *target);

/* Differs by nature, or says when a row was rather than what: nobody compares it. */
bool differs_is_left_out(const char *key);
/* Counts what the server told of one side; on any thread. */
void differs_count(struct differs_counts *counts, enum differs_side side,
                   const struct distributions *distributions);

#endif
