/* SPDX-License-Identifier: Apache-2.0
 *
 * What generative AI did in a trace: first what came to nothing or failed, then the tree of agents
 * with what each asked of models and tools, then the totals.
 */
#include "views/agents_state.h"
#include "views/compare_sides.h"
#include "views/trace_request.h"
#include "views/views.h"

#include "base/quantity.h"
#include "views/matcher.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* --- asking --- */

static void ask(struct view *view)
{
    struct agents_state *state = view->state;
    state->asked =
        desk_ask(view, agents_request(state->trace_id, state->near_ms), TRACE_GROWING_PACE, true);
}

static bool agents_open(struct view *view, const struct target *target, GError **error)
{
    struct agents_state *state = view->state;
    if (!target || !target->trace_id || !*target->trace_id)
        return body_refuse(error, "no agents: the trace is not known");
    state->trace_id = g_strdup(target->trace_id);
    state->want_span = g_strdup(target->span_id);
    state->near_ms = target->time_ms;
    state->rows = g_array_new(FALSE, FALSE, sizeof(struct agents_row));
    ask(view);
    return true;
}

static void agents_close(struct view *view)
{
    struct agents_state *state = view->state;
    g_free(state->trace_id);
    g_free(state->want_span);
    g_free(state->root);
    g_free(state->folded);
    g_free(state->last);
    g_array_unref(state->rows);
    agents_free(state->agents);
}

/* On the node that one came from where it is one of an agent or call of its own; else on what is
 * said first. */
static void place_cursor(struct agents_state *state)
{
    const struct agent_node *node = agents_of_span(state->agents, state->want_span);
    if (node && !state->agents->findings->len)
        agents_rows_go(state, (guint)(node - agents_node(state->agents, 0)));
    else
        list_go(&state->list, 0);
}

/* Ids of the spans whose nodes are folded; they are the agents'. */
static GHashTable *folded_spans(const struct agents_state *state)
{
    GHashTable *spans = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; state->agents && i < state->agents->nodes->len; i++) {
        const struct agent_node *node = agents_node(state->agents, i);
        if (state->folded[i] && node->span_id)
            g_hash_table_add(spans, (gpointer)node->span_id);
    }
    return spans;
}

static void fold_spans(struct agents_state *state, GHashTable *spans)
{
    for (guint i = 0; i < state->agents->nodes->len; i++) {
        const char *id = agents_node(state->agents, i)->span_id;
        state->folded[i] = id && g_hash_table_contains(spans, id);
    }
}

/* Agents that grew keep the cursor on their node, and what is folded. Of two readings that were
 * begun the later counts, whichever is done first. */
static void take_agents(struct view *view, struct agents *agents, const struct trace *trace)
{
    struct agents_state *state = view->state;
    const struct agents_row *row = state->agents ? agents_row_current(state) : NULL;
    const struct agent_node *at =
        row && row->kind == AGENTS_NODE ? agents_row_node(state, row) : NULL;
    g_autofree char *span = at ? g_strdup(at->span_id) : NULL;
    size_t cursor = state->list.cursor;
    if (trace != state->reading) {
        agents_free(agents);
        return;
    }
    state->reading = NULL;
    state->none = !agents;
    if (!agents || (state->agents && agents_equal(state->agents, agents))) {
        agents_free(agents);
        return;
    }
    g_autoptr(GHashTable) folded = folded_spans(state);
    struct agents *before = state->agents;
    state->agents = agents;
    g_free(state->root);
    state->root = trace->spans->len ? g_strdup(trace_span_at(trace, 0)->name) : NULL;
    state->only &= agents->sums.empty || agents->sums.failures;
    agents_rows_begin(state);
    fold_spans(state, folded);
    agents_rows_build(state);
    agents_free(before); /* whose ids the folds were told by */
    const struct agent_node *again = span ? agents_of_span(agents, span) : NULL;
    if (state->moved && again)
        agents_rows_go(state, (guint)(again - agents_node(agents, 0)));
    else if (state->moved)
        list_go(&state->list, cursor);
    else
        place_cursor(state);
}

static void agents_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct agents_state *state = view->state;
    if (!subscription || subscription != state->asked || reply->kind != REPLY_TRACE ||
        !reply->object)
        return;
    struct trace *trace = reply_take(reply);
    if (!trace_may_grow(trace, state->near_ms)) {
        desk_forget(view, state->asked);
        state->asked = 0;
    }
    state->reading = trace;
    agents_read(view, trace, take_agents);
}

/* --- what it says --- */

static void agents_status(const struct view *view, GString *out)
{
    const struct agents_state *state = view->state;
    g_string_append_printf(out, "%.8s", state->trace_id);
    if (!state->agents)
        return;
    g_string_append_printf(out, "  %s  ", state->root ? state->root : "");
    agents_words(state->agents, out);
    if (state->agents->conversation)
        g_string_append_printf(out, "  %s", state->agents->conversation);
    if (state->only)
        g_string_append(out, "  only empty or failed");
    compare_waiting(view, out);
}

static void append_tokens(const struct gen_ai_tokens *tokens, GString *out)
{
    static const char *const words[] = {"in", "cached", "written to the cache", "out", "reasoning"};
    const int64_t counts[] = {tokens->input, tokens->cached, tokens->written, tokens->output,
                              tokens->reasoning};
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        char count[24];
        bool part = i == 1 || i == 2 || i == 4;
        if (counts[i] < 0 || (part && !counts[i]))
            continue;
        g_string_append_printf(out, "%s%s %s%s",
                               any && !part ? ", "
                               : part       ? " ("
                                            : "",
                               quantity_count(counts[i], count, sizeof count), words[i],
                               part ? ")" : "");
        any = true;
    }
    if (any)
        g_string_append(out, " tokens");
}

static void node_evidence(const struct agent_node *node, GString *out)
{
    char took[24];
    g_autofree char *name = agents_name(node);
    if (*node->agent && node->kind != AGENT_RUN)
        g_string_append_printf(out, "%s: ", node->agent);
    g_string_append_printf(out, "%s  %s", name,
                           quantity_duration((double)MAX(node->duration_us, 0), took, sizeof took));
    if (node->sums.tokens.input >= 0 || node->sums.tokens.output >= 0) {
        g_string_append(out, "  ");
        append_tokens(&node->sums.tokens, out);
        g_string_append(out, "  ");
        agents_cost_words(&node->sums, out);
    }
    agents_outcome_words(node, out);
    if (node->kind == AGENT_RUN && !node->counted && node->told.input >= 0 &&
        node->told.input != node->sums.tokens.input) {
        g_string_append(out, "  (its own span says ");
        agents_token_words(&node->told, out);
        g_string_append(out, ")");
    }
}

static void agents_evidence(const struct view *view, GString *out)
{
    const struct agents_state *state = view->state;
    const struct agents_row *row = state->agents ? agents_row_current(state) : NULL;
    if (!row)
        return;
    if (row->kind == AGENTS_FINDING) {
        g_string_append(
            out, g_array_index(state->agents->findings, struct agent_finding, row->index).text);
    } else if (row->kind == AGENTS_NODE) {
        node_evidence(agents_row_node(state, row), out);
    } else if (row->kind == AGENTS_TOTAL) {
        const struct agent_total *total = agents_row_total(state, row);
        g_string_append_printf(out, "%s  ", *total->name ? total->name : "(not told)");
        agents_cost_words(&total->sums, out);
        if (total->sums.unpriced)
            g_string_append(out, " ([prices] in the config)");
        g_string_append(out, "  ");
        append_tokens(&total->sums.tokens, out);
    }
}

static bool agents_target(const struct view *view, struct target *target)
{
    const struct agents_state *state = view->state;
    const struct agents_row *row = state->agents ? agents_row_current(state) : NULL;
    const struct agent_node *node = row ? agents_row_node(state, row) : NULL;
    if (!node)
        return false;
    g_autofree char *name = agents_name(node);
    target->kind = TARGET_CALL;
    target_set(&target->trace_id, state->trace_id);
    target_set(&target->span_id, node->span_id);
    target_set(&target->service, node->service);
    target_set(&target->name, name);
    target_set(&target->key, *node->agent ? node->agent : NULL);
    g_autoptr(GString) said = g_string_new(NULL);
    agents_words(state->agents, said);
    target_set(&target->agents, said->str);
    target->time_ms = node->start_us / 1000;
    target->duration_us = node->duration_us;
    return true;
}

/* --- moving --- */

void agents_moved(struct view *view)
{
    struct agents_state *state = view->state;
    state->moved = true;
    desk_cursor_moved(view);
}

/* The cursor passes what it can do nothing with. */
static void step_over(struct agents_state *state, int direction)
{
    const struct agents_row *row = agents_row_current(state);
    size_t from = state->list.cursor;
    while (row && (row->kind == AGENTS_GAP || row->kind == AGENTS_HEADING)) {
        size_t next = state->list.cursor + (size_t)direction;
        if (next >= state->rows->len) {
            list_go(&state->list, direction > 0 && from ? from - 1 : from);
            return;
        }
        list_go(&state->list, next);
        row = agents_row_current(state);
    }
}

static void move_section(struct agents_state *state, int by)
{
    size_t step = by > 0 ? 1 : SIZE_MAX;
    bool left = false;
    for (size_t i = state->list.cursor + step; i < state->rows->len; i += step) {
        bool gap = agents_row_at(state, i)->kind == AGENTS_GAP;
        if (gap && by < 0 && left) {
            list_go(&state->list, i + 1);
            step_over(state, 1);
            return;
        }
        left |= !gap && agents_row_at(state, i)->kind != AGENTS_HEADING;
        if (!gap || by < 0)
            continue;
        list_go(&state->list, i);
        step_over(state, 1);
        return;
    }
    if (by < 0)
        list_go(&state->list, 0);
}

static void agents_move(struct view *view, enum move_unit unit, int by)
{
    struct agents_state *state = view->state;
    if (!state->agents)
        return;
    if (unit == MOVE_SECTION)
        move_section(state, by);
    else
        body_move(&state->list, unit, by);
    step_over(state, unit == MOVE_TOP || (by > 0 && unit != MOVE_END) ? 1 : -1);
    agents_moved(view);
}

static char *row_text(const struct agents_state *state, const struct agents_row *row)
{
    GString *out = g_string_new(NULL);
    const struct agent_node *node = agents_row_node(state, row);
    if (row->kind == AGENTS_NODE) {
        g_autofree char *name = agents_name(node);
        g_string_append_printf(out, "%s %s %s → %s", node->agent, name,
                               node->arguments ? node->arguments : "",
                               node->result ? node->result : "");
    } else if (row->kind == AGENTS_FINDING) {
        g_string_append(
            out, g_array_index(state->agents->findings, struct agent_finding, row->index).text);
    } else if (row->kind == AGENTS_TOTAL) {
        g_string_append(out, agents_row_total(state, row)->name);
    }
    return g_string_free(out, FALSE);
}

static bool agents_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct agents_state *state = view->state;
    if (!agents_row_at(state, row))
        return false;
    g_autofree char *text = row_text(state, agents_row_at(state, row));
    return matcher_matches(matcher, text);
}

static size_t agents_row_count(const struct view *view)
{
    const struct agents_state *state = view->state;
    return state->agents ? state->rows->len : 0;
}

static bool agents_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct agents_state *state = view->state;
    if (!body_search(view, &state->list, matcher, direction))
        return false;
    agents_moved(view);
    return true;
}

/* The next node that failed, or of warnings that came back empty, folded ones too. */
static bool agents_next_level(struct view *view, enum level level, int direction)
{
    struct agents_state *state = view->state;
    size_t count = state->agents ? state->agents->nodes->len : 0;
    const struct agents_row *row = count ? agents_row_current(state) : NULL;
    size_t from = row && row->kind == AGENTS_NODE ? row->index : count - 1;
    for (size_t step = 1; step <= count; step++) {
        size_t index = (from + count + (direction > 0 ? step : count - step)) % count;
        const struct agent_node *node = agents_node(state->agents, index);
        if (!node->failed && !(level <= LEVEL_WARNING && node->outcome == GEN_AI_RESULT_EMPTY))
            continue;
        agents_rows_go(state, (guint)index);
        agents_moved(view);
        return true;
    }
    return false;
}

/* The costliest call; without prices the one of most tokens. */
static bool agents_worst(struct view *view)
{
    struct agents_state *state = view->state;
    double most = -1;
    guint best = 0;
    for (guint i = 0; state->agents && i < state->agents->nodes->len; i++) {
        const struct agent_node *node = agents_node(state->agents, i);
        const struct agent_sums *sums = &node->sums;
        double weight = sums->usd * 1e12 + (double)MAX(sums->tokens.input, 0) +
                        (double)MAX(sums->tokens.output, 0);
        if (node->kind != AGENT_MODEL || !node->counted || weight <= most)
            continue;
        most = weight;
        best = i;
    }
    if (most < 0)
        return false;
    agents_rows_go(state, best);
    agents_moved(view);
    return true;
}

static void agents_only_errors(struct view *view)
{
    struct agents_state *state = view->state;
    if (!state->agents) { /* typed ahead of them */
        state->only = !state->only;
        return;
    }
    const struct agent_sums *sums = &state->agents->sums;
    if (!state->only && !sums->empty && !sums->failures) {
        desk_say(view->desk, false, "no call failed or came back empty");
        return;
    }
    const struct agents_row *row = agents_row_current(state);
    const struct agent_node *node = row ? agents_row_node(state, row) : NULL;
    bool on_node = row && row->kind == AGENTS_NODE;
    state->only = !state->only;
    agents_rows_build(state);
    if (on_node)
        agents_rows_go(state, (guint)(node - agents_node(state->agents, 0)));
    agents_moved(view);
}

/* --- copies --- */

static char *agents_line(const struct view *view)
{
    const struct agents_state *state = view->state;
    const struct agents_row *row = state->agents ? agents_row_current(state) : NULL;
    return row ? row_text(state, row) : NULL;
}

static void agents_markdown(const struct view *view, GString *out)
{
    const struct agents_state *state = view->state;
    if (!state->agents)
        return;
    g_string_append_printf(out, "Agents of trace `%s`: ", state->trace_id);
    agents_words(state->agents, out);
    g_string_append(out, "\n\n");
    for (guint i = 0; i < state->agents->findings->len; i++)
        g_string_append_printf(
            out, "- %s\n", g_array_index(state->agents->findings, struct agent_finding, i).text);
    for (guint i = 0; i < state->agents->by_agent->len; i++) {
        const struct agent_total *total =
            &g_array_index(state->agents->by_agent, struct agent_total, i);
        g_string_append_printf(out, "- %s: ", *total->name ? total->name : "(no agent)");
        agents_token_words(&total->sums.tokens, out);
        g_string_append(out, " ");
        agents_cost_words(&total->sums, out);
        g_string_append_c(out, '\n');
    }
}

static char *agents_json(const struct view *view)
{
    struct view *own = (struct view *)view;
    const struct agent_node *node = agents_current_node(own);
    if (!node)
        return NULL;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*, s:s*, s:I}", "span_id", node->span_id, "agent",
                  node->agent, "name", node->name, "operation", node->operation, "model",
                  node->model, "arguments", node->arguments, "result", node->result, "duration_us",
                  (json_int_t)node->duration_us);
    if (!object)
        return NULL;
    body_json_number(object, "input_tokens", node->sums.tokens.input);
    body_json_number(object, "output_tokens", node->sums.tokens.output);
    return body_json(object);
}

const struct view_ops agents_view = {
    .name = "agents",
    .title = "Agents",
    .state_size = sizeof(struct agents_state),
    .commands = agents_commands,
    .open = agents_open,
    .close = agents_close,
    .reply = agents_reply,
    .layout = agents_layout,
    .draw = agents_draw,
    .status = agents_status,
    .target = agents_target,
    .differs = agents_differs,
    .evidence = agents_evidence,
    .move = agents_move,
    .search = agents_search,
    .row_count = agents_row_count,
    .row_matches = agents_row_matches,
    .only_errors = agents_only_errors,
    .worst = agents_worst,
    .next_level = agents_next_level,
    .markdown = agents_markdown,
    .line = agents_line,
    .json = agents_json,
};
