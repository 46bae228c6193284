/* SPDX-License-Identifier: Apache-2.0
 *
 * Between agents.c, which makes the tree, and agents_totals.c, which sums it up.
 */
#ifndef API_INSIGHT_AGENTS_INTERNAL_H
#define API_INSIGHT_AGENTS_INTERNAL_H

#include "api/insight/agents.h"

struct agent_node *agents_node_at(const struct agents *agents, size_t index);

/* agents_totals.c: the lines of the totals, and what is to be said first. */
void agents_total(struct agents *agents);
void agents_find(struct agents *agents);

#endif
