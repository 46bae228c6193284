/* SPDX-License-Identifier: Apache-2.0
 *
 * What generative AI says of itself in the waterfall: asked for once a trace shows that it has any,
 * so that all other traces stay as light as they are.
 */
#include "views/agents_ask.h"
#include "views/trace_state.h"

#include "base/quantity.h"

#include <string.h>

#define MOST_SUMMED 256 /* calls of one run, of which each frame sums up those in sight */

void trace_agents_clear(struct trace_state *state)
{
    g_clear_pointer(&state->agents, agents_free);
    g_clear_pointer(&state->agents_said, g_free);
}

void trace_agents_ask(struct view *view)
{
    struct trace_state *state = view->state;
    if (!agents_likely(state->trace))
        return;
    struct request *request = agents_request(state->trace_id, state->near_ms);
    request->background = true;
    if (state->agents_asked)
        desk_forget(view, state->agents_asked);
    state->agents_asked = desk_ask(view, request, 0, true);
}

static void take(struct view *view, struct agents *agents, const struct trace *trace)
{
    struct trace_state *state = view->state;
    if (!agents || g_strcmp0(trace->id, state->trace_id)) {
        agents_free(agents);
        return;
    }
    trace_agents_clear(state);
    state->agents = agents;
    GString *said = g_string_new(NULL);
    agents_words(agents, said);
    state->agents_said = g_string_free(said, FALSE);
}

bool trace_agents_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct trace_state *state = view->state;
    if (!body_answered(&state->agents_asked, subscription, reply))
        return false;
    if (reply->kind == REPLY_TRACE && reply->object)
        agents_read(view, reply_take(reply), take);
    return true;
}

/* What came back, and what it used: "chat gpt-4o 1.2k→340 tok", "web_search → nothing"; of a
 * run of like calls, all of them together. */
static char *name_of(const struct agent_node *node, const struct agent_sums *sums, int64_t calls)
{
    g_autofree char *name = agents_name(node);
    char count[24], of[24];
    GString *out = g_string_new(node->kind == AGENT_RUN ? "agent " : "");
    g_string_append(out, name);
    if (node->kind == AGENT_TOOL && sums->empty && calls == 1)
        g_string_append(out, " → ○ nothing");
    else if (node->kind == AGENT_TOOL && sums->empty)
        g_string_append_printf(out, " → ○ nothing, %s of %s",
                               quantity_count(sums->empty, count, sizeof count),
                               quantity_count(calls, of, sizeof of));
    else if (node->outcome == GEN_AI_RESULT_FAILED)
        g_string_append(out, " → an error");
    if (sums->tokens.input >= 0 || sums->tokens.output >= 0) {
        g_string_append_c(out, ' ');
        agents_token_words(&sums->tokens, out);
    }
    return g_string_free(out, FALSE);
}

static const struct agent_node *node_of(const struct trace_state *state, int span)
{
    return state->agents ? agents_of_span(state->agents, trace_state_span(state, span)->id) : NULL;
}

char *trace_agents_name(const struct trace_state *state, struct trace_row row, bool *nothing)
{
    const struct agent_node *node = node_of(state, row.span);
    *nothing = false;
    if (!node)
        return NULL;
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
    *nothing = node->kind == AGENT_TOOL && sums.empty;
    return name_of(node, &sums, calls);
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
    if (node->outcome == GEN_AI_RESULT_EMPTY)
        g_string_append(out, node->failed ? "  its result has nothing in it"
                                          : "  its result has nothing in it, and its status is ok");
}
