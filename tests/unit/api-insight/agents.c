/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/agents.h"
#include "api/insight/gen_ai_names.h"

#include <math.h>
#include <string.h>

/* One span of a test's trace; its attributes are "key=value" parted by "; ". Numbers are numbers.
 */
struct said {
    const char *id, *parent, *op, *name, *attributes;
    bool failed;
};

static struct attribute read_attribute(struct trace *trace, const char *text)
{
    const char *equals = strchr(text, '=');
    g_assert_nonnull(equals);
    g_autofree char *key = g_strndup(text, (gsize)(equals - text));
    char *end;
    double number = g_ascii_strtod(equals + 1, &end);
    bool numeric = equals[1] && !*end;
    return (struct attribute){.key = trace_word(trace, key),
                              .value = numeric ? value_double(number)
                                               : value_string(trace_text(trace, equals + 1))};
}

static void add_attributes(struct trace *trace, struct span *span, const char *text)
{
    struct attribute attributes[16];
    size_t count = 0;
    g_auto(GStrv) pairs = g_strsplit(text ? text : "", "; ", -1);
    for (char **pair = pairs; *pair && **pair; pair++) {
        g_assert_cmpuint(count, <, G_N_ELEMENTS(attributes));
        attributes[count++] = read_attribute(trace, *pair);
    }
    trace_set_attributes(trace, span, attributes, count);
}

static struct trace *trace_of(const struct said *said, size_t count)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (size_t i = 0; i < count; i++) {
        struct span *span = trace_add_span(trace);
        span->id = said[i].id;
        span->parent_id = said[i].parent;
        span->service = "agents";
        span->op = said[i].op;
        span->name = said[i].name;
        span->status = said[i].failed ? "internal_error" : "ok";
        span->start_us = 1000000 + (int64_t)i * 1000;
        span->duration_us = 500;
        add_attributes(trace, span, said[i].attributes);
    }
    trace_arrange(trace);
    return trace;
}

static struct agents *agents_of(const struct said *said, size_t count, const struct prices *prices)
{
    struct trace *trace = trace_of(said, count);
    struct agents *agents = agents_of_trace(trace, prices);
    trace_free(trace); /* what was found owns its text */
    return agents;
}

#define AGENTS_OF(table) agents_of(table, G_N_ELEMENTS(table), NULL)

static const struct agent_node *node_named(const struct agents *agents, const char *span)
{
    const struct agent_node *node = agents_of_span(agents, span);
    g_assert_nonnull(node);
    return node;
}

static const struct agent_total *total_named(const GArray *rows, const char *name)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct agent_total *total = &g_array_index(rows, struct agent_total, i);
        if (!strcmp(total->name, name))
            return total;
    }
    g_error("no total of \"%s\"", name);
}

/* --- names --- */

static void the_table_of_names_is_sorted_and_finds_itself(void)
{
    const char *before = "", *name;
    enum gen_ai_field field, found;
    unsigned rank, canonical[GEN_AI_FIELD_COUNT] = {0};
    for (size_t i = 0; (name = gen_ai_name_at(i, &field)); i++) {
        g_assert_cmpstr(before, <, name);
        g_assert_true(gen_ai_field_of(name, &found, &rank));
        g_assert_cmpint(found, ==, field);
        canonical[field] += rank == 0;
        before = name;
    }
    for (int i = 0; i < GEN_AI_FIELD_COUNT; i++)
        g_assert_cmpuint(canonical[i], ==, 1);
    g_assert_false(gen_ai_field_of("http.method", &found, &rank));
    g_assert_false(gen_ai_field_of("gen_ai.request.seed", &found, &rank));
}

/* --- the tree --- */

static const struct said debate[] = {
    {"root",    NULL,    "http.server",         "POST /research",          NULL,                  false},
    {"adv",     "root",  "gen_ai.invoke_agent", "invoke_agent Advocate",
     "gen_ai.operation.name=invoke_agent; gen_ai.agent.name=Advocate; "
     "gen_ai.usage.input_tokens=4000; gen_ai.usage.output_tokens=700",                            false},
    {"queue",   "adv",   "queue.process",       "process",                 NULL,                  false},
    {"adv-web", "queue", "gen_ai.execute_tool", "execute_tool web_search",
     "gen_ai.operation.name=execute_tool; gen_ai.tool.name=web_search; "
     "gen_ai.tool.call.arguments={\"query\":\"a\"}; gen_ai.tool.call.result=[{\"title\":\"x\"}]", false},
    {"adv-llm", "adv",   "gen_ai.chat",         "chat gemini-2.5-pro",
     "gen_ai.operation.name=chat; gen_ai.provider.name=gcp.vertex_ai; "
     "gen_ai.request.model=gemini-2.5-pro; gen_ai.usage.input_tokens=3900; "
     "gen_ai.usage.output_tokens=620; gen_ai.usage.cache_read.input_tokens=1000; "
     "gen_ai.usage.reasoning.output_tokens=200",                                                  false},
    {"skp",     "root",  "gen_ai.invoke_agent", "invoke_agent Skeptic",
     "gen_ai.operation.name=invoke_agent; gen_ai.agent.name=Skeptic",                             false},
    {"skp-web", "skp",   "gen_ai.execute_tool", "execute_tool web_search",
     "gen_ai.tool.name=web_search; gen_ai.tool.call.result=[]",                                   false},
    {"skp-two", "skp",   "gen_ai.execute_tool", "execute_tool web_search",
     "gen_ai.tool.name=web_search; gen_ai.tool.call.result={\"results\": [], \"total\": 0}",      false},
    {"skp-llm", "skp",   "gen_ai.chat",         "chat gemini-2.5-pro",
     "gen_ai.request.model=gemini-2.5-pro; gen_ai.usage.input_tokens=410; "
     "gen_ai.usage.output_tokens=45",                                                             false},
};

static void the_tree_reaches_through_what_is_not_of_ai(void)
{
    g_autoptr(agents) agents = AGENTS_OF(debate);
    const struct agent_node *tool = node_named(agents, "adv-web");
    g_assert_cmpuint(agents->nodes->len, ==, 7);
    g_assert_cmpstr(agents_node(agents, (size_t)tool->parent)->span_id, ==, "adv");
    g_assert_cmpint(tool->depth, ==, 1);
    g_assert_cmpint(tool->kind, ==, AGENT_TOOL);
    g_assert_cmpstr(tool->name, ==, "web_search");
    g_assert_cmpstr(tool->agent, ==, "Advocate");
    g_assert_cmpstr(tool->arguments, ==, "{\"query\":\"a\"}");
    g_assert_cmpint(node_named(agents, "adv")->children, ==, 2);
    g_assert_cmpint(node_named(agents, "skp")->descendants, ==, 3);
    g_assert_cmpint(agents->distinct, ==, 2);
    g_assert_null(agents_of_span(agents, "queue"));
}

static void an_agents_own_report_is_not_added_to_its_calls(void)
{
    g_autoptr(agents) agents = AGENTS_OF(debate);
    const struct agent_node *advocate = node_named(agents, "adv");
    g_assert_false(advocate->counted);
    g_assert_cmpint(advocate->told.input, ==, 4000);
    g_assert_cmpint(advocate->sums.tokens.input, ==, 3900);
    g_assert_cmpint(advocate->sums.tokens.output, ==, 620);
    g_assert_cmpint(agents->sums.tokens.input, ==, 4310);
    g_assert_cmpint(agents->sums.tokens.output, ==, 665);
}

static void cached_and_reasoning_are_parts_and_not_added(void)
{
    g_autoptr(agents) agents = AGENTS_OF(debate);
    const struct agent_node *call = node_named(agents, "adv-llm");
    g_assert_cmpint(call->sums.tokens.input, ==, 3900);
    g_assert_cmpint(call->sums.tokens.cached, ==, 1000);
    g_assert_cmpint(call->sums.tokens.reasoning, ==, 200);
    g_assert_cmpint(node_named(agents, "skp-llm")->sums.tokens.cached, ==, -1);
    g_assert_cmpint(agents->sums.tokens.cached, ==, 1000);
}

static void an_agents_report_counts_where_its_calls_report_nothing(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.invoke_agent", "invoke_agent Shopper",
         "gen_ai.agent.name=Shopper; gen_ai.request.model=gpt-4o; gen_ai.usage.input_tokens=1200; "
         "gen_ai.usage.output_tokens=340",                                                       false},
        {"b", "a",  "gen_ai.chat",         "chat gpt-4o",          "gen_ai.operation.name=chat", false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_true(node_named(agents, "a")->counted);
    g_assert_cmpint(agents->sums.tokens.input, ==, 1200);
    g_assert_cmpint(agents->sums.calls, ==, 1);
}

/* What a framework and the provider's own instrumentation both report. */
static void a_call_that_wraps_a_call_counts_once(void)
{
    static const struct said spans[] = {
        {"outer", NULL,    "gen_ai.chat", "chat gpt-4o",
         "gen_ai.request.model=gpt-4o; gen_ai.usage.input_tokens=100; "
         "gen_ai.usage.output_tokens=10", false},
        {"inner", "outer", "gen_ai.chat", "chat gpt-4o",
         "gen_ai.request.model=gpt-4o; gen_ai.usage.input_tokens=100; "
         "gen_ai.usage.output_tokens=10", false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpint(agents->sums.tokens.input, ==, 100);
    g_assert_cmpint(agents->sums.calls, ==, 1);
}

/* A tool that asks a model itself is not what the model above it used. */
static void a_call_of_a_tool_below_a_call_is_a_call_of_its_own(void)
{
    static const struct said spans[] = {
        {"outer", NULL,    "gen_ai.chat",         "chat",             "gen_ai.usage.input_tokens=100", false},
        {"tool",  "outer", "gen_ai.execute_tool", "execute_tool sum", "gen_ai.tool.name=sum",          false},
        {"inner", "tool",  "gen_ai.chat",         "chat",             "gen_ai.usage.input_tokens=7",   false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpint(agents->sums.tokens.input, ==, 107);
    g_assert_cmpint(agents->sums.calls, ==, 2);
}

static void parts_that_are_counted_apart_are_added_once(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.chat", "chat",
         "gen_ai.usage.input_tokens=10; gen_ai.usage.input_tokens.cached=90; "
         "gen_ai.usage.output_tokens=5; gen_ai.usage.output_tokens.reasoning=20", false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpint(agents->sums.tokens.input, ==, 100);
    g_assert_cmpint(agents->sums.tokens.cached, ==, 90);
    g_assert_cmpint(agents->sums.tokens.output, ==, 25);
}

static void names_of_the_first_generation_mean_the_same(void)
{
    static const struct said spans[] = {
        {"a", NULL, "ai.chat_completions.create.openai", "Chat Completion",
         "gen_ai.system=openai; ai.model_id=gpt-4; gen_ai.usage.prompt_tokens=50; "
         "gen_ai.usage.completion_tokens=9", false},
        {"t", "a",  "gen_ai.execute_tool",               "execute_tool search_catalog",
         "gen_ai.tool.name=search_catalog; gen_ai.tool.input={\"q\":\"shoes\"}; "
         "gen_ai.tool.output=[1,2]",         false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    const struct agent_node *call = node_named(agents, "a"), *tool = node_named(agents, "t");
    g_assert_cmpint(call->kind, ==, AGENT_MODEL);
    g_assert_cmpstr(call->model, ==, "gpt-4");
    g_assert_cmpstr(call->provider, ==, "openai");
    g_assert_cmpint(call->told.input, ==, 50);
    g_assert_cmpint(call->told.output, ==, 9);
    g_assert_cmpstr(tool->arguments, ==, "{\"q\":\"shoes\"}");
    g_assert_cmpint(tool->outcome, ==, GEN_AI_RESULT_SOME);
}

static void spans_of_the_vercel_sdk_are_read(void)
{
    static const struct said spans[] = {
        {"g", NULL, "default", "ai.generateText",
         "ai.operationId=ai.generateText; ai.telemetry.functionId=planner; ai.model.id=gpt-4o; "
         "ai.usage.promptTokens=30; ai.usage.completionTokens=4", false},
        {"d", "g",  "default", "ai.generateText.doGenerate",
         "ai.operationId=ai.generateText.doGenerate; gen_ai.request.model=gpt-4o; "
         "gen_ai.usage.prompt_tokens=30; gen_ai.usage.completion_tokens=4; "
         "ai.usage.promptTokens=30",                              false},
        {"t", "g",  "default", "ai.toolCall",
         "ai.operationId=ai.toolCall; ai.toolCall.name=weather; "
         "ai.toolCall.args={\"city\":\"Oslo\"}; "
         "ai.toolCall.result={}",                                 false},
    };
    struct trace *trace = trace_of(spans, G_N_ELEMENTS(spans));
    g_assert_true(agents_likely(trace));
    trace_free(trace);
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpint(node_named(agents, "g")->kind, ==, AGENT_RUN);
    g_assert_cmpstr(node_named(agents, "g")->name, ==, "planner");
    g_assert_cmpint(node_named(agents, "d")->kind, ==, AGENT_MODEL);
    g_assert_cmpstr(node_named(agents, "t")->name, ==, "weather");
    g_assert_cmpint(node_named(agents, "t")->outcome, ==, GEN_AI_RESULT_EMPTY);
    g_assert_cmpint(agents->sums.tokens.input, ==, 30);
    g_assert_cmpint(agents->sums.calls, ==, 1);
}

static void a_trace_without_ai_has_no_agents(void)
{
    static const struct said spans[] = {
        {"a", NULL, "http.server", "GET /",  "http.request.method=GET", false},
        {"b", "a",  "db",          "SELECT", NULL,                      false},
    };
    struct trace *trace = trace_of(spans, G_N_ELEMENTS(spans));
    g_assert_false(agents_likely(trace));
    g_assert_null(agents_of_trace(trace, NULL));
    trace_free(trace);
}

static void a_retry_is_the_same_again_after_it_failed(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.invoke_agent", "invoke_agent X", "gen_ai.agent.name=X",    false},
        {"1", "a",  "gen_ai.chat",         "chat m",         "gen_ai.request.model=m", true },
        {"2", "a",  "gen_ai.chat",         "chat m",         "gen_ai.request.model=m", true },
        {"3", "a",  "gen_ai.chat",         "chat m",         "gen_ai.request.model=m", false},
        {"4", "a",  "gen_ai.chat",         "chat m",         "gen_ai.request.model=m", false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_false(node_named(agents, "1")->retry);
    g_assert_true(node_named(agents, "2")->retry);
    g_assert_true(node_named(agents, "3")->retry);
    g_assert_false(node_named(agents, "4")->retry);
    g_assert_cmpint(agents->sums.retries, ==, 2);
    g_assert_cmpint(agents->sums.failures, ==, 2);
    const struct agent_finding *first = &g_array_index(agents->findings, struct agent_finding, 0);
    g_assert_cmpstr(first->text, ==, "X: 2 of 4 chat calls failed");
}

/* --- money --- */

static struct prices *price_list(void)
{
    struct prices *prices = prices_new();
    g_assert_true(prices_add(prices, "gemini-*", "1 2", NULL));
    g_assert_true(prices_add(prices, "Gemini-2.5-pro", "1.25 10 0.25", NULL));
    return prices;
}

static void what_calls_cost_follows_the_price_table(void)
{
    g_autoptr(prices) prices = price_list();
    g_autoptr(agents) agents = agents_of(debate, G_N_ELEMENTS(debate), prices);
    double advocate = (2900 * 1.25 + 1000 * 0.25 + 620 * 10) / 1e6;
    double skeptic = (410 * 1.25 + 45 * 10) / 1e6;
    g_assert_cmpfloat_with_epsilon(node_named(agents, "adv")->sums.usd, advocate, 1e-9);
    g_assert_cmpfloat_with_epsilon(agents->sums.usd, advocate + skeptic, 1e-9);
    g_assert_cmpint(agents->sums.unpriced, ==, 0);
}

static void without_a_price_there_are_tokens_only(void)
{
    g_autoptr(agents) agents = AGENTS_OF(debate);
    g_assert_cmpfloat(agents->sums.usd, ==, 0);
    g_assert_cmpint(agents->sums.unpriced, ==, 2);
}

static void a_cost_that_the_span_tells_stands_in_for_a_price(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.chat", "chat",
         "gen_ai.request.model=m; gen_ai.response.model=m-2026; gen_ai.usage.input_tokens=10; "
         "gen_ai.cost.total_tokens=0.5", false},
    };
    g_autoptr(agents) told = AGENTS_OF(spans);
    g_assert_cmpfloat(told->sums.usd, ==, 0.5);
    g_autoptr(prices) prices = prices_new();
    g_assert_true(prices_add(prices, "m", "100000 0", NULL));
    g_autoptr(agents) priced = agents_of(spans, 1, prices);
    g_assert_cmpfloat_with_epsilon(priced->sums.usd, 1, 1e-9);
}

static void the_longest_pattern_of_a_price_counts(void)
{
    g_autoptr(prices) prices = price_list();
    struct gen_ai_tokens million = {1000000, 0, -1, -1, -1};
    g_assert_cmpfloat(prices_cost(prices, "gemini-2.5-pro", &million), ==, 1.25);
    g_assert_cmpfloat(prices_cost(prices, "GEMINI-flash", &million), ==, 1);
    g_assert_true(isnan(prices_cost(prices, "gpt-4o", &million)));
    g_assert_true(isnan(prices_cost(NULL, "gpt-4o", &million)));
}

static void a_price_that_is_none_is_refused_by_name(void)
{
    static const char *const wrong[] = {"", "1", "1 x", "-1 2", "1 2 3 4 5", "nan 2", "1e9 2"};
    g_autoptr(prices) prices = prices_new();
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(prices_add(prices, "gpt-4o", wrong[i], &error));
        g_assert_nonnull(strstr(error->message, "gpt-4o"));
    }
    struct gen_ai_tokens million = {1000000, 0, -1, -1, -1};
    g_assert_true(isnan(prices_cost(prices, "gpt-4o", &million)));
}

/* --- results --- */

static void a_result_with_nothing_in_it_is_empty(void)
{
    static const char *const empty[] = {
        "",
        "  ",
        "null",
        "[]",
        "{}",
        "\"\"",
        "[ ]",
        "{\"results\": []}",
        "{\"results\":[],\"total\":0,\"query\":\"free returns\"}",
        "[[], {}]",
        "No results found.",
        "\"no results\"",
        "[{\"type\":\"text\",\"text\":\"\"}]",
        "{\"content\":[{\"type\":\"text\",\"text\":\"\"}],\"isError\":false}",
        "{\"data\":null}",
    };
    static const char *const some[] = {
        "0",
        "false",
        "[0]",
        "{\"total\":0}",
        "{\"results\":[1]}",
        "ok",
        "[",
        "{\"results\":[",
        "[1,2]",
        "{\"results\":[],\"data\":[1]}",
        "\"none of these\"",
        "{\"found\":false}",
        "[] tail",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(empty); i++)
        g_assert_cmpint(gen_ai_result_of(empty[i]), ==, GEN_AI_RESULT_EMPTY);
    for (size_t i = 0; i < G_N_ELEMENTS(some); i++)
        g_assert_cmpint(gen_ai_result_of(some[i]), ==, GEN_AI_RESULT_SOME);
    g_assert_cmpint(gen_ai_result_of(NULL), ==, GEN_AI_RESULT_UNTOLD);
}

static void a_result_may_say_itself_that_it_failed(void)
{
    g_assert_cmpint(gen_ai_result_of("{\"isError\": true, \"content\": []}"), ==,
                    GEN_AI_RESULT_FAILED);
    g_assert_cmpint(gen_ai_result_of("{\"error\":\"quota exceeded\"}"), ==, GEN_AI_RESULT_FAILED);
    g_assert_cmpint(gen_ai_result_of("{\"error\":{\"error\":\"quota exceeded\"}}"), ==,
                    GEN_AI_RESULT_FAILED);
    g_assert_cmpint(gen_ai_result_of("{\"error\":null,\"data\":[1]}"), ==, GEN_AI_RESULT_SOME);
}

static void a_result_nested_without_end_is_something(void)
{
    g_autofree char *deep = g_strnfill(100000, '[');
    g_assert_cmpint(gen_ai_result_of(deep), ==, GEN_AI_RESULT_SOME);
}

/* A size of 0 tells of an empty text that was not recorded. */
static void the_size_of_a_result_tells_where_its_text_was_left_out(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.call.result.size=0",
         false                                                                                      },
        {"b", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.call.result.size=9",
         false                                                                                      },
        {"c", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.name=t",             false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpint(node_named(agents, "a")->outcome, ==, GEN_AI_RESULT_EMPTY);
    g_assert_cmpint(node_named(agents, "b")->outcome, ==, GEN_AI_RESULT_UNTOLD);
    g_assert_cmpint(node_named(agents, "b")->result_bytes, ==, 9);
    g_assert_cmpint(node_named(agents, "c")->outcome, ==, GEN_AI_RESULT_UNTOLD);
}

/* --- what is said --- */

static void empty_results_are_said_first_and_against_the_others(void)
{
    g_autoptr(agents) agents = AGENTS_OF(debate);
    g_assert_cmpuint(agents->findings->len, ==, 1);
    const struct agent_finding *first = &g_array_index(agents->findings, struct agent_finding, 0);
    g_assert_cmpint(first->kind, ==, FINDING_EMPTY);
    g_assert_cmpstr(first->text, ==,
                    "Skeptic: 2 of 2 web_search calls returned nothing; Advocate's 1 returned "
                    "something");
    g_assert_cmpstr(agents_node(agents, (size_t)first->node)->span_id, ==, "skp-web");
}

static void a_loop_of_like_calls_is_said(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.call.arguments={\"q\":1}",
         false},
        {"b", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.call.arguments={\"q\":1}",
         false},
        {"c", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.call.arguments={\"q\":2}",
         false},
        {"d", NULL, "gen_ai.execute_tool", "execute_tool t", "gen_ai.tool.call.arguments={\"q\":1}",
         false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpuint(agents->findings->len, ==, 1);
    g_assert_cmpstr(g_array_index(agents->findings, struct agent_finding, 0).text, ==,
                    "t asked the same 3 times");
}

static void an_agent_without_runs_took_what_it_asked_for(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.chat",         "chat m",             "gen_ai.agent.name=Scout; gen_ai.request.model=m",
         false                                                                                                           },
        {"b", NULL, "gen_ai.execute_tool", "execute_tool t",     "gen_ai.agent.name=Scout",                         false},
        {"c", NULL, "gen_ai.execute_tool", "execute_tool t",     "gen_ai.agent.name=Judge",                         false},
        {"d", NULL, "gen_ai.invoke_agent", "invoke_agent Judge",
         "gen_ai.operation.name=invoke_agent; gen_ai.agent.name=Judge",                                             false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    const struct agent_total *scout = total_named(agents->by_agent, "Scout");
    g_assert_cmpint(scout->times, ==, 0);
    g_assert_cmpint(scout->duration_us, ==, 1000);
    const struct agent_total *judge = total_named(agents->by_agent, "Judge");
    g_assert_cmpint(judge->times, ==, 1);
    g_assert_cmpint(judge->sums.tools, ==, 1);
    g_assert_cmpint(judge->duration_us, ==, 500);
}

static void totals_add_up_by_agent_model_and_tool(void)
{
    g_autoptr(agents) agents = AGENTS_OF(debate);
    const struct agent_total *skeptic = total_named(agents->by_agent, "Skeptic");
    g_assert_cmpint(skeptic->times, ==, 1);
    g_assert_cmpint(skeptic->sums.tools, ==, 2);
    g_assert_cmpint(skeptic->sums.empty, ==, 2);
    g_assert_cmpint(skeptic->sums.tokens.input, ==, 410);
    g_assert_cmpint(skeptic->duration_us, ==, 500);
    const struct agent_total *model = total_named(agents->by_model, "gemini-2.5-pro");
    g_assert_cmpint(model->times, ==, 2);
    g_assert_cmpint(model->sums.tokens.input, ==, 4310);
    const struct agent_total *tool = total_named(agents->by_tool, "web_search");
    g_assert_cmpint(tool->times, ==, 3);
    g_assert_cmpint(tool->sums.empty, ==, 2);
    g_assert_cmpint(agents->sums.tools, ==, 3);
    g_assert_cmpint(agents->sums.calls, ==, 2);
    g_assert_cmpint(agents->sums.empty, ==, 2);
}

static void numbers_that_are_none_are_not_told(void)
{
    static const struct said spans[] = {
        {"a", NULL, "gen_ai.chat", "chat",
         "gen_ai.usage.input_tokens=-5; gen_ai.usage.output_tokens=1e300",   false},
        {"b", NULL, "gen_ai.chat", "chat", "gen_ai.usage.input_tokens=many", false},
    };
    g_autoptr(agents) agents = AGENTS_OF(spans);
    g_assert_cmpint(agents->sums.tokens.input, ==, -1);
    g_assert_cmpint(agents->sums.tokens.output, ==, -1);
}

/* 100 000 spans, each below the one before. */
static void a_large_deep_trace_is_read(void)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < 100000; i++) {
        char id[12], parent[12];
        g_snprintf(id, sizeof id, "%x", (unsigned)i);
        g_snprintf(parent, sizeof parent, "%x", (unsigned)i - 1);
        struct span *span = trace_add_span(trace);
        span->id = trace_text(trace, id);
        span->parent_id = i ? trace_text(trace, parent) : NULL;
        span->op = span->name = "gen_ai.chat";
        span->start_us = i;
        span->duration_us = 200000 - i;
        add_attributes(trace, span, "gen_ai.usage.input_tokens=1");
    }
    trace_arrange(trace);
    g_autoptr(agents) agents = agents_of_trace(trace, NULL);
    trace_free(trace);
    g_assert_cmpuint(agents->nodes->len, ==, 100000);
    g_assert_cmpint(agents->sums.tokens.input, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func("/agents/" name, function)
    ADD("the table of names is sorted and finds itself",
        the_table_of_names_is_sorted_and_finds_itself);
    ADD("the tree reaches through what is not of AI", the_tree_reaches_through_what_is_not_of_ai);
    ADD("an agent's own report is not added to its calls",
        an_agents_own_report_is_not_added_to_its_calls);
    ADD("cached and reasoning tokens are parts and not added",
        cached_and_reasoning_are_parts_and_not_added);
    ADD("an agent's report counts where its calls report nothing",
        an_agents_report_counts_where_its_calls_report_nothing);
    ADD("a call that wraps a call counts once", a_call_that_wraps_a_call_counts_once);
    ADD("a call of a tool below a call is a call of its own",
        a_call_of_a_tool_below_a_call_is_a_call_of_its_own);
    ADD("parts that are counted apart are added once", parts_that_are_counted_apart_are_added_once);
    ADD("names of the first generation mean the same", names_of_the_first_generation_mean_the_same);
    ADD("spans of the Vercel SDK are read", spans_of_the_vercel_sdk_are_read);
    ADD("a trace without AI has no agents", a_trace_without_ai_has_no_agents);
    ADD("a retry is the same again after it failed", a_retry_is_the_same_again_after_it_failed);
    ADD("what calls cost follows the price table", what_calls_cost_follows_the_price_table);
    ADD("without a price there are tokens only", without_a_price_there_are_tokens_only);
    ADD("a cost that the span tells stands in for a price",
        a_cost_that_the_span_tells_stands_in_for_a_price);
    ADD("the longest pattern of a price counts", the_longest_pattern_of_a_price_counts);
    ADD("a price that is none is refused by name", a_price_that_is_none_is_refused_by_name);
    ADD("a result with nothing in it is empty", a_result_with_nothing_in_it_is_empty);
    ADD("a result may say itself that it failed", a_result_may_say_itself_that_it_failed);
    ADD("a result nested without end is something", a_result_nested_without_end_is_something);
    ADD("the size of a result tells where its text was left out",
        the_size_of_a_result_tells_where_its_text_was_left_out);
    ADD("empty results are said first, and against the others",
        empty_results_are_said_first_and_against_the_others);
    ADD("a loop of like calls is said", a_loop_of_like_calls_is_said);
    ADD("an agent without runs took what it asked for",
        an_agent_without_runs_took_what_it_asked_for);
    ADD("totals add up by agent, model and tool", totals_add_up_by_agent_model_and_tool);
    ADD("numbers that are none are not told", numbers_that_are_none_are_not_told);
    ADD("a large deep trace is read", a_large_deep_trace_is_read);
    return g_test_run();
}
