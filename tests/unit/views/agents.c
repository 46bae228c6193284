/* SPDX-License-Identifier: Apache-2.0 */
#include "views/agents_state.h"

#include <string.h>

/* Two agents; the first calls a tool and a model, the second the first's like, in vain. */
static const struct {
    const char *id, *parent, *op, *name, *result;
    double input, output;
} spans[] = {
    {"root", NULL,   "http.server",         "POST /research",          NULL,  0,    0  },
    {"a",    "root", "gen_ai.invoke_agent", "invoke_agent Advocate",   NULL,  0,    0  },
    {"a1",   "a",    "gen_ai.execute_tool", "execute_tool web_search", "[1]", 0,    0  },
    {"a2",   "a",    "gen_ai.chat",         "chat gpt-4o",             NULL,  1200, 340},
    {"b",    "root", "gen_ai.invoke_agent", "invoke_agent Skeptic",    NULL,  0,    0  },
    {"b1",   "b",    "gen_ai.execute_tool", "execute_tool web_search", "[]",  0,    0  },
};

static struct agents *agents_made(const struct prices *prices)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
        struct span *span = trace_add_span(trace);
        struct attribute told[] = {
            {"gen_ai.tool.call.result",    value_string(spans[i].result)},
            {"gen_ai.usage.input_tokens",  value_double(spans[i].input) },
            {"gen_ai.usage.output_tokens", value_double(spans[i].output)},
            {"gen_ai.request.model",       value_string("gpt-4o")       },
        };
        span->id = spans[i].id;
        span->parent_id = spans[i].parent;
        span->op = spans[i].op;
        span->name = spans[i].name;
        span->status = "ok";
        span->start_us = (int64_t)i * 1000;
        span->duration_us = 100000;
        trace_set_attributes(trace, span, told, spans[i].input > 0 ? 4 : spans[i].result ? 1 : 0);
    }
    trace_arrange(trace);
    struct agents *agents = agents_of_trace(trace, prices);
    trace_free(trace);
    return agents;
}

/* --- words --- */

static void words_say_agents_tokens_and_cost(void)
{
    g_autoptr(prices) prices = prices_new();
    g_assert_true(prices_add(prices, "gpt-4o", "100 1000", NULL));
    g_autoptr(agents) priced = agents_made(prices);
    g_autoptr(agents) plain = agents_made(NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    agents_words(priced, out);
    g_assert_cmpstr(out->str, ==, "2 agents · 1.5k tokens · $0.46");
    g_string_truncate(out, 0);
    agents_words(plain, out);
    g_assert_cmpstr(out->str, ==, "2 agents · 1.5k tokens");
    g_string_truncate(out, 0);
    agents_token_words(&plain->sums.tokens, out);
    g_assert_cmpstr(out->str, ==, "1.2k→340 tok");
    g_string_truncate(out, 0);
    agents_cost_words(&plain->sums, out);
    g_assert_cmpstr(out->str, ==, "1 call without a price");
}

static void a_cost_that_is_not_whole_says_so(void)
{
    char text[24];
    struct agent_sums sums;
    agent_sums_init(&sums);
    g_assert_cmpstr(agents_cost(&sums, text, sizeof text), ==, "");
    sums.tokens.input = 10;
    sums.usd = 0.0312;
    g_assert_cmpstr(agents_cost(&sums, text, sizeof text), ==, "$0.0312");
    sums.unpriced = 2;
    g_assert_cmpstr(agents_cost(&sums, text, sizeof text), ==, "$0.0312+");
    sums.usd = 0;
    g_assert_cmpstr(agents_cost(&sums, text, sizeof text), ==, "?");
}

/* --- rows --- */

static void set_up(struct agents_state *state)
{
    *state = (struct agents_state){.agents = agents_made(NULL)};
    state->rows = g_array_new(FALSE, FALSE, sizeof(struct agents_row));
    state->list.height = 40;
    agents_rows_begin(state);
    agents_rows_build(state);
}

static void tear_down(struct agents_state *state)
{
    g_array_unref(state->rows);
    g_free(state->folded);
    g_free(state->last);
    agents_free(state->agents);
}

static guint count_of(const struct agents_state *state, enum agents_row_kind kind)
{
    guint count = 0;
    for (size_t i = 0; agents_row_at(state, i); i++)
        count += agents_row_at(state, i)->kind == kind;
    return count;
}

static void findings_come_first_then_the_tree_then_totals(void)
{
    struct agents_state state;
    set_up(&state);
    g_assert_cmpint(agents_row_at(&state, 0)->kind, ==, AGENTS_FINDING);
    g_assert_cmpint(agents_row_at(&state, 1)->kind, ==, AGENTS_GAP);
    g_assert_cmpint(agents_row_at(&state, 2)->kind, ==, AGENTS_NODE);
    g_assert_cmpuint(count_of(&state, AGENTS_NODE), ==, 5);
    g_assert_cmpuint(count_of(&state, AGENTS_HEADING), ==, 3);
    g_assert_cmpuint(count_of(&state, AGENTS_TOTAL), ==, 4);
    tear_down(&state);
}

static void a_folded_agent_hides_its_calls_until_one_goes_there(void)
{
    struct agents_state state;
    set_up(&state);
    state.folded[0] = 1;
    agents_rows_build(&state);
    g_assert_cmpuint(count_of(&state, AGENTS_NODE), ==, 3);
    agents_rows_go(&state, 2);
    g_assert_cmpuint(count_of(&state, AGENTS_NODE), ==, 5);
    g_assert_cmpstr(agents_row_node(&state, agents_row_current(&state))->span_id, ==, "a2");
    tear_down(&state);
}

static void only_what_is_empty_leaves_the_rest_out(void)
{
    struct agents_state state;
    set_up(&state);
    state.only = true;
    agents_rows_build(&state);
    g_assert_cmpuint(count_of(&state, AGENTS_NODE), ==, 2);
    g_assert_cmpuint(count_of(&state, AGENTS_TOTAL), ==, 0);
    tear_down(&state);
}

static void guides_show_the_tree(void)
{
    struct agents_state state;
    set_up(&state);
    g_autofree char *agent = agents_rows_guides(&state, 0, false);
    g_autofree char *tool = agents_rows_guides(&state, 1, false);
    g_autofree char *last = agents_rows_guides(&state, 2, false);
    g_autofree char *plain = agents_rows_guides(&state, 2, true);
    g_assert_cmpstr(agent, ==, "");
    g_assert_cmpstr(tool, ==, "├ ");
    g_assert_cmpstr(last, ==, "└ ");
    g_assert_cmpstr(plain, ==, "`-");
    tear_down(&state);
}

/* As many calls may have come to something else: a tool that ran has a result now. */
static void agents_that_say_something_else_are_not_the_same(void)
{
    g_autoptr(agents) one = agents_made(NULL), same = agents_made(NULL), other = agents_made(NULL);
    g_assert_true(agents_equal(one, same));
    g_array_index(other->nodes, struct agent_node, 4).outcome = GEN_AI_RESULT_FAILED;
    g_assert_false(agents_equal(one, other));
    g_array_index(same->nodes, struct agent_node, 1).duration_us++;
    g_assert_false(agents_equal(one, same));
}

/* --- asking --- */

static void what_was_said_is_not_asked_of_every_span(void)
{
    g_autoptr(request) request = agents_request("7f3a01c2000000000000000000000000", 0);
    g_autofree char *key = request_key(request);
    g_assert_nonnull(strstr(key, "gen_ai.usage.input_tokens"));
    g_assert_nonnull(strstr(key, "gen_ai.tool.call.result"));
    g_assert_nonnull(strstr(key, "gen_ai.usage.prompt_tokens"));
    g_assert_null(strstr(key, "gen_ai.input.messages"));
    g_assert_null(strstr(key, "gen_ai.response.text"));
    g_assert_cmpuint(strlen(key), <, 4000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/agents view/words say agents, tokens and cost",
                    words_say_agents_tokens_and_cost);
    g_test_add_func("/agents view/a cost that is not whole says so",
                    a_cost_that_is_not_whole_says_so);
    g_test_add_func("/agents view/findings come first, then the tree, then totals",
                    findings_come_first_then_the_tree_then_totals);
    g_test_add_func("/agents view/a folded agent hides its calls until one goes there",
                    a_folded_agent_hides_its_calls_until_one_goes_there);
    g_test_add_func("/agents view/only what is empty or failed leaves the rest out",
                    only_what_is_empty_leaves_the_rest_out);
    g_test_add_func("/agents view/guides show the tree", guides_show_the_tree);
    g_test_add_func("/agents view/what was said is not asked of every span",
                    what_was_said_is_not_asked_of_every_span);
    g_test_add_func("/agents view/agents that say something else are not the same",
                    agents_that_say_something_else_are_not_the_same);
    return g_test_run();
}
