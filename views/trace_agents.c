/* SPDX-License-Identifier: Apache-2.0
 *
 * What generative AI says of itself in the waterfall: asked for once a trace shows that it has any,
 * so that all other traces stay as light as they are.
 */
#include "views/agents_ask.h"
#include "views/trace_parts.h"

#include "base/quantity.h"

#include <string.h>

#define RUN_ROOM    4   /* of "×3 " before a name */
#define MOST_SUMMED 256 /* calls of one run, of which each frame sums up those in sight */

void trace_agents_clear(struct trace_state *state)
{
    g_clear_pointer(&state->agents, agents_free);
    g_clear_pointer(&state->agents_said, g_free);
}

void trace_agents_ask(struct view *view)
{
    struct trace_state *state = view->state;
    struct request *request = agents_request(state->trace_id, state->near_ms);
    request->background = true;
    if (state->agents_asked)
        desk_forget(view, state->agents_asked);
    state->agents_asked = desk_ask(view, request, 0, true);
}

/* What came back, and what it used; of a run of like calls, all of them together. */
static struct trace_said said_of(const struct agent_node *node, const struct agent_sums *sums,
                                 int64_t calls)
{
    g_autofree char *name = agents_name(node);
    char count[24], of[24];
    struct trace_said said = {
        .name = g_strconcat(node->kind == AGENT_RUN ? "agent " : "", name, NULL),
        .nothing = node->kind == AGENT_TOOL && sums->empty,
        .mark = "",
    };
    GString *behind = g_string_new(NULL);
    if (said.nothing && calls == 1)
        g_string_append(behind, " → ○ nothing");
    else if (said.nothing)
        g_string_append_printf(behind, " → ○ nothing %s/%s",
                               quantity_count(sums->empty, count, sizeof count),
                               quantity_count(calls, of, sizeof of));
    else if (node->outcome == GEN_AI_RESULT_FAILED)
        g_string_append(behind, " → an error");
    if (sums->tokens.input >= 0 || sums->tokens.output >= 0) {
        g_string_append_c(behind, ' ');
        agents_token_words(&sums->tokens, behind);
    }
    if (said.nothing)
        said.mark = " ○";
    said.behind = g_string_free(behind, FALSE);
    return said;
}

void trace_said_clear(struct trace_said *said)
{
    g_clear_pointer(&said->name, g_free);
    g_clear_pointer(&said->behind, g_free);
}

/* These names are longer than what the spans are called. */
static void make_room(struct trace_state *state, const struct trace *trace)
{
    for (guint i = 0; i < state->agents->nodes->len; i++) {
        const struct agent_node *node = agents_node(state->agents, i);
        struct trace_said said = said_of(node, &node->sums, 1);
        size_t depth = (size_t)trace_span_at(trace, node->span)->depth;
        size_t cells = (size_t)(g_utf8_strlen(said.name, -1) + g_utf8_strlen(said.behind, -1));
        state->name_width = MAX(state->name_width, cells + 2 * depth + RUN_ROOM);
        trace_said_clear(&said);
    }
}

static void take(struct view *view, struct agents *agents, const struct trace *trace)
{
    struct trace_state *state = view->state;
    bool latest = trace == state->agents_of;
    if (latest)
        state->agents_of = NULL;
    if (!agents || !latest || g_strcmp0(trace->id, state->trace_id)) {
        agents_free(agents);
        return;
    }
    trace_agents_clear(state);
    state->agents = agents;
    GString *said = g_string_new(NULL);
    agents_words(agents, said);
    state->agents_said = g_string_free(said, FALSE);
    make_room(state, trace);
}

bool trace_agents_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct trace_state *state = view->state;
    if (!body_answered(&state->agents_asked, subscription, reply))
        return false;
    if (reply->kind == REPLY_TRACE && reply->object) {
        struct trace *trace = reply_take(reply);
        state->agents_of = trace;
        agents_read(view, trace, take);
    }
    return true;
}

static const struct agent_node *node_of(const struct trace_state *state, int span)
{
    return state->agents ? agents_of_span(state->agents, trace_state_span(state, span)->id) : NULL;
}

bool trace_agents_say(const struct trace_state *state, struct trace_row row,
                      struct trace_said *said)
{
    const struct agent_node *node = node_of(state, row.span);
    *said = (struct trace_said){0};
    if (!node)
        return false;
    struct agent_sums sums = node->sums;
    const struct span_run *run = row.run >= 0 ? span_runs_at(&state->trace->runs, row.run) : NULL;
    int calls = run ? run->count : 1;
    if (run)
        agent_sums_init(&sums);
    for (int i = 0; run && calls <= MOST_SUMMED && i < calls; i++) {
        const struct agent_node *member =
            node_of(state, span_runs_member(&state->trace->runs, run, i));
        if (member)
            agent_sums_add(&sums, &member->sums);
    }
    *said = said_of(node, &sums, calls);
    return true;
}

void trace_agents_evidence(const struct trace_state *state, const struct span *span, GString *out)
{
    const struct agent_node *node = state->agents ? agents_of_span(state->agents, span->id) : NULL;
    if (!node)
        return;
    g_string_append(out, "  ");
    agents_token_words(&node->sums.tokens, out);
    if (node->sums.usd > 0) {
        g_string_append(out, "  ");
        agents_cost_words(&node->sums, out);
    }
    if (node->outcome == GEN_AI_RESULT_EMPTY || node->outcome == GEN_AI_RESULT_FAILED)
        agents_outcome_words(node, out);
}
