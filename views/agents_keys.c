/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of the view of agents: folds, and comparisons.
 */
#include "views/agents_state.h"

#include "views/compare_sides.h"

#include <string.h>

const struct agent_node *agents_current_node(struct view *view)
{
    struct agents_state *state = view->state;
    const struct agents_row *row = state->agents ? agents_row_current(state) : NULL;
    return row && row->kind == AGENTS_NODE ? agents_row_node(state, row) : NULL;
}

static bool set_fold(struct view *view, guint index, bool folded)
{
    struct agents_state *state = view->state;
    state->folded[index] = folded;
    agents_rows_build(state);
    agents_rows_go(state, index);
    agents_moved(view);
    return true;
}

static bool fold(void *context)
{
    struct view *view = context;
    struct agents_state *state = view->state;
    const struct agent_node *node = agents_current_node(view);
    if (!node)
        return false;
    guint index = (guint)(node - agents_node(state->agents, 0));
    if (node->descendants && !state->folded[index])
        return set_fold(view, index, true);
    if (node->parent >= 0)
        agents_rows_go(state, (guint)node->parent);
    agents_moved(view);
    return true;
}

static bool unfold(void *context)
{
    struct view *view = context;
    struct agents_state *state = view->state;
    const struct agent_node *node = agents_current_node(view);
    if (!node || !node->descendants)
        return false;
    guint index = (guint)(node - agents_node(state->agents, 0));
    if (state->folded[index])
        return set_fold(view, index, false);
    agents_rows_go(state, index + 1);
    agents_moved(view);
    return true;
}

static bool fold_all(struct view *view, bool folded)
{
    struct agents_state *state = view->state;
    if (!state->agents)
        return false;
    const struct agent_node *node = agents_current_node(view);
    guint index = node ? (guint)(node - agents_node(state->agents, 0)) : 0;
    while (folded && agents_node(state->agents, index)->parent >= 0)
        index = (guint)agents_node(state->agents, index)->parent;
    memset(state->folded, folded, state->agents->nodes->len);
    agents_rows_build(state);
    if (node)
        agents_rows_go(state, index);
    agents_moved(view);
    return true;
}

static bool fold_every(void *context)
{
    return fold_all(context, true);
}

static bool unfold_every(void *context)
{
    return fold_all(context, false);
}

bool agents_differs(const struct view *view, struct target *target)
{
    const struct agents_state *state = view->state;
    return compare_with_healthy(state->trace_id, target);
}

/* What is said first is a side by the agent whose calls it counts. */
static bool compare_sides(void *context)
{
    struct view *view = context;
    const struct agents_state *state = view->state;
    const struct agents_row *row = state->agents ? agents_row_current(state) : NULL;
    const struct agent_node *node = row ? agents_row_node(state, row) : NULL;
    while (row && row->kind == AGENTS_FINDING && node->kind != AGENT_RUN && node->parent >= 0)
        node = agents_node(state->agents, (guint)node->parent);
    if (!node)
        return false;
    g_autofree char *name = agents_name(node);
    struct target side;
    target_init(&side, TARGET_SPAN);
    target_set(&side.trace_id, state->trace_id);
    target_set(&side.span_id, node->span_id);
    target_set(&side.name, name);
    bool taken = compare_take_side(view, &side);
    target_clear(&side);
    return taken;
}

const struct command agents_commands[] = {
    {"h Left",  "fold",       "Fold this agent, or go to what called it",   fold,          false},
    {"l Right", "unfold",     "Unfold this agent, or go to its first call", unfold,        false},
    {"_ -",     "fold-all",   "Fold every agent",                           fold_every,    false},
    {"* +",     "unfold-all", "Unfold every agent",                         unfold_every,  false},
    {"D",       "compare",    "Choose a side, or the other, to compare",    compare_sides, false},
    {NULL,      NULL,         NULL,                                         NULL,          false},
};
