/* SPDX-License-Identifier: Apache-2.0 */
#include "views/agents_state.h"

#include <string.h>

#define MOST_GUIDES 12

static GArray *totals_of(const struct agents *agents, enum agents_section section)
{
    GArray *const all[AGENTS_SECTIONS] = {agents->by_agent, agents->by_model, agents->by_tool};
    return all[section];
}

const struct agents_row *agents_row_at(const struct agents_state *state, size_t row)
{
    return state->rows && row < state->rows->len
               ? &g_array_index(state->rows, struct agents_row, row)
               : NULL;
}

const struct agents_row *agents_row_current(const struct agents_state *state)
{
    return agents_row_at(state, state->list.cursor);
}

const struct agent_total *agents_row_total(const struct agents_state *state,
                                           const struct agents_row *row)
{
    return &g_array_index(totals_of(state->agents, row->section), struct agent_total, row->index);
}

static int node_of(const struct agents_state *state, const struct agents_row *row)
{
    switch (row->kind) {
    case AGENTS_FINDING:
        return g_array_index(state->agents->findings, struct agent_finding, row->index).node;
    case AGENTS_NODE:
        return (int)row->index;
    case AGENTS_TOTAL:
        return agents_row_total(state, row)->node;
    case AGENTS_HEADING:
    case AGENTS_GAP:
        break;
    }
    return -1;
}

const struct agent_node *agents_row_node(const struct agents_state *state,
                                         const struct agents_row *row)
{
    int node = row ? node_of(state, row) : -1;
    return node >= 0 ? agents_node(state->agents, (size_t)node) : NULL;
}

void agents_rows_begin(struct agents_state *state)
{
    guint count = state->agents->nodes->len;
    g_free(state->folded);
    g_free(state->last);
    state->folded = g_new0(uint8_t, count + 1);
    state->last = g_new0(uint8_t, count + 1);
    /* The last child of each node, and at [0] the last root: nodes stand in the order of rows. */
    g_autofree guint *last_child = g_new0(guint, count + 1);
    for (guint i = 0; i < count; i++)
        last_child[agents_node(state->agents, i)->parent + 1] = i + 1;
    for (guint i = 0; i <= count; i++)
        if (last_child[i])
            state->last[last_child[i] - 1] = 1;
}

static bool worth_showing(const struct agents_state *state, const struct agent_node *node)
{
    return !state->only || node->sums.empty || node->sums.failures || node->failed;
}

static void add_row(struct agents_state *state, enum agents_row_kind kind,
                    enum agents_section section, guint index)
{
    struct agents_row row = {kind, section, index};
    g_array_append_val(state->rows, row);
}

static void add_nodes(struct agents_state *state)
{
    guint count = state->agents->nodes->len;
    for (guint i = 0; i < count; i++) {
        const struct agent_node *node = agents_node(state->agents, i);
        if (!worth_showing(state, node)) {
            i += (guint)node->descendants;
            continue;
        }
        add_row(state, AGENTS_NODE, 0, i);
        if (state->folded[i])
            i += (guint)node->descendants;
    }
}

static void add_totals(struct agents_state *state, enum agents_section section)
{
    guint count = totals_of(state->agents, section)->len;
    if (!count)
        return;
    add_row(state, AGENTS_GAP, section, 0);
    add_row(state, AGENTS_HEADING, section, 0);
    for (guint i = 0; i < count; i++)
        add_row(state, AGENTS_TOTAL, section, i);
}

void agents_rows_build(struct agents_state *state)
{
    g_array_set_size(state->rows, 0);
    state->version++;
    for (guint i = 0; i < state->agents->findings->len; i++)
        add_row(state, AGENTS_FINDING, 0, i);
    if (state->rows->len)
        add_row(state, AGENTS_GAP, 0, 0);
    add_nodes(state);
    for (int section = 0; section < AGENTS_SECTIONS && !state->only; section++)
        add_totals(state, (enum agents_section)section);
    list_resize(&state->list, state->rows->len, state->list.height);
}

/* The row of a node, or of what hides it. */
static size_t row_of(const struct agents_state *state, guint node)
{
    size_t found = 0;
    for (size_t i = 0; i < state->rows->len; i++) {
        const struct agents_row *row = agents_row_at(state, i);
        if (row->kind == AGENTS_NODE && row->index > node)
            break;
        if (row->kind == AGENTS_NODE)
            found = i;
    }
    return found;
}

void agents_rows_go(struct agents_state *state, guint node)
{
    bool hidden = false;
    for (int up = agents_node(state->agents, node)->parent; up >= 0;
         up = agents_node(state->agents, (size_t)up)->parent) {
        hidden |= state->folded[up];
        state->folded[up] = 0;
    }
    if (hidden)
        agents_rows_build(state);
    list_go(&state->list, row_of(state, node));
}

char *agents_rows_guides(const struct agents_state *state, guint node, bool ascii)
{
    const char *marks[MOST_GUIDES];
    int count = 0;
    GString *out = g_string_new(NULL);
    const struct agent_node *at = agents_node(state->agents, node);
    bool own = true;
    for (guint i = node; at->parent >= 0 && count < MOST_GUIDES; own = false) {
        marks[count++] = own ? (state->last[i] ? (ascii ? "`-" : "└ ") : (ascii ? "|-" : "├ "))
                             : (state->last[i] ? "  " : (ascii ? "| " : "│ "));
        i = (guint)at->parent;
        at = agents_node(state->agents, i);
    }
    if (at->parent >= 0)
        g_string_append(out, ascii ? "~ " : "… ");
    while (count-- > 0)
        g_string_append(out, marks[count]);
    return g_string_free(out, FALSE);
}
