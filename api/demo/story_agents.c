/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 4, the lopsided agents. Research is a debate: Advocate argues for, Skeptic against,
 * Synthesizer decides. The Skeptic's web_search answers [] every time, so it has nothing to say and
 * the verdict is always the Advocate's. Every span says ok; only the results, the tokens and the
 * verdicts differ.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>
#include <stdlib.h>

#define MODEL    "gemini-2.5-pro"
#define SEARCHES 3

struct agent {
    const char *name;
    const char *instructions;
    bool searches;
    const char *argument; /* what it has to say */
    double input_tokens, output_tokens, think_ms;
    double cached, reasoning; /* shares of these */
};

static const struct agent agents[] = {
    {"Advocate",    "You argue for the proposition. Search first; cite what you found.",      true,
     "Free returns pay for themselves.\n\n1. Return rates fall once sizes are shown [1].\n2. Three "
     "shops kept more customers than they lost in postage [2].\n3. Asked why they came back, 61 of "
     "100 named free returns [3].",                         3900, 620, 2600, 0.5, 0.25},
    {"Skeptic",
     "You argue against the proposition. Search first; never make a claim without a source.", true,
     "I found no sources, so I raise no objection.",        410,  45,  700,  0,   0.2 },
    {"Synthesizer", "You decide, weighing only arguments that cite sources.",                 false,
     "Verdict: advocate. The skeptic raised no objection.", 1500, 380, 1900, 0.3, 0.4 },
};

static const struct {
    const char *query;
    const char *found; /* by the Advocate */
} searches[SEARCHES] = {
    {"free returns retail margin",
     "[{\"title\":\"Return rates fall\",\"url\":\"https://example.com/rates\"}]"            },
    {"free returns case study",
     "{\"results\":[{\"title\":\"Three case studies\"},{\"title\":\"Postage, revisited\"}]}"},
    {"why customers come back survey", "[{\"title\":\"A survey\",\"answers\":100}]"         },
};

struct debate {
    struct trace trace;
    char conversation[20];
    const char *region;
};

static struct emission *agent_span(struct debate *debate, const struct emission *parent,
                                   const char *op, const char *operation, const char *what,
                                   int64_t start_ns, int64_t end_ns)
{
    g_autofree char *name = g_strdup_printf("%s %s", operation, what);
    struct emission *span =
        trace_span(&debate->trace, SERVICE_AGENTS, parent, op, name, start_ns, end_ns);
    emission_take(span, json_pack("{s:s,s:s}", "gen_ai.operation.name", operation,
                                  "gen_ai.conversation.id", debate->conversation));
    return span;
}

/* The Skeptic asks the same index and is answered nothing. */
static const char *found_by(const struct agent *agent, size_t nth)
{
    return agent == &agents[0] ? searches[nth].found : "[]";
}

static int64_t search(struct debate *debate, const struct agent *agent, size_t nth,
                      const struct emission *parent, int64_t at_ns)
{
    int64_t end = at_ns + ns_of_ms(rng_around(debate->trace.rng, 430, 0.08));
    struct emission *tool =
        agent_span(debate, parent, "gen_ai.execute_tool", "execute_tool", "web_search", at_ns, end);
    const char *found = found_by(agent, nth);
    g_autofree char *arguments = g_strdup_printf("{\"query\":\"%s\"}", searches[nth].query);
    emission_take(tool, json_pack("{s:s,s:s,s:s,s:s}", "gen_ai.tool.name", "web_search",
                                  "gen_ai.agent.name", agent->name, "gen_ai.tool.call.arguments",
                                  arguments, "gen_ai.tool.call.result", found));
    trace_log(
        &debate->trace, tool, end, "info",
        json_pack("{s:s,s:s}", "gen_ai.agent.name", agent->name, "gen_ai.tool.name", "web_search"),
        "%s web_search results=%d", agent->name, found[1] == ']' ? 0 : (int)nth % 2 + 1);
    return end;
}

static json_t *part(const char *type, const char *key, json_t *value)
{
    return json_pack("{s:s,s:o}", "type", type, key, value);
}

static json_t *message(const char *role, json_t *parts)
{
    return json_pack("{s:s,s:o}", "role", role, "parts", parts);
}

/* The proposition, and for those who search what they asked and were answered. */
static json_t *heard(const struct agent *agent)
{
    json_t *messages = json_array();
    json_array_append_new(
        messages,
        message("user",
                json_pack("[o]",
                          part("text", "content",
                               json_string("Proposition: the shop should offer free returns.")))));
    for (size_t i = 0; agent->searches && i < SEARCHES; i++) {
        json_array_append_new(
            messages,
            message("assistant", json_pack("[{s:s,s:s,s:{s:s}}]", "type", "tool_call", "name",
                                           "web_search", "arguments", "query", searches[i].query)));
        json_array_append_new(
            messages,
            message("tool", json_pack("[{s:s,s:s,s:s}]", "type", "tool_call_response", "name",
                                      "web_search", "response", found_by(agent, i))));
    }
    for (size_t i = 0; !agent->searches && i < 2; i++) {
        g_autofree char *text = g_strdup_printf("%s says: %s", agents[i].name, agents[i].argument);
        json_array_append_new(messages, message("user", json_pack("[o]", part("text", "content",
                                                                              json_string(text)))));
    }
    return messages;
}

static void take_dump(struct emission *span, const char *key, json_t *value)
{
    char *dump = json_dumps(value, JSON_COMPACT);
    demo_record_set_text(span, key, dump);
    free(dump);
    json_decref(value);
}

static void take_tokens(struct emission *chat, const struct agent *agent, struct rng *rng)
{
    int input = (int)rng_around(rng, agent->input_tokens, 0.05);
    int output = (int)rng_around(rng, agent->output_tokens, 0.05);
    emission_take(chat, json_pack("{s:i,s:i,s:i,s:i}", "gen_ai.usage.input_tokens", input,
                                  "gen_ai.usage.output_tokens", output,
                                  "gen_ai.usage.input_tokens.cached", (int)(input * agent->cached),
                                  "gen_ai.usage.output_tokens.reasoning",
                                  (int)(output * agent->reasoning)));
}

static int64_t think(struct debate *debate, const struct agent *agent,
                     const struct emission *parent, int64_t at_ns)
{
    struct rng *rng = debate->trace.rng;
    int64_t end = at_ns + ns_of_ms(rng_around(rng, agent->think_ms, 0.06));
    struct emission *chat = agent_span(debate, parent, "gen_ai.chat", "chat", MODEL, at_ns, end);
    emission_take(chat,
                  json_pack("{s:s,s:s,s:s,s:s,s:s}", "gen_ai.provider.name", "gcp.vertex_ai",
                            "gen_ai.request.model", MODEL, "gen_ai.response.model", MODEL,
                            "gen_ai.agent.name", agent->name, "cloud.region", debate->region));
    take_tokens(chat, agent, rng);
    demo_record_set_text(chat, "gen_ai.system_instructions", agent->instructions);
    take_dump(chat, "gen_ai.input.messages", heard(agent));
    take_dump(chat, "gen_ai.output.messages",
              json_pack("[o]", message("assistant",
                                       json_pack("[o]", part("text", "content",
                                                             json_string(agent->argument))))));
    return end;
}

/* One agent's turn; returns its end. */
static int64_t speak(struct debate *debate, const struct agent *agent,
                     const struct emission *parent, int64_t at_ns)
{
    struct emission *turn = agent_span(debate, parent, "gen_ai.invoke_agent", "invoke_agent",
                                       agent->name, at_ns, at_ns);
    demo_record_set_text(turn, "gen_ai.agent.name", agent->name);
    int64_t end = at_ns + 2 * NS_PER_MS;
    for (size_t i = 0; agent->searches && i < SEARCHES; i++)
        end = search(debate, agent, i, turn, end) + NS_PER_MS;
    turn->end_ns = think(debate, agent, turn, end) + NS_PER_MS;
    return turn->end_ns;
}

/* Both argue at the same time; who has nothing to say is done first. */
static void play_debate(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct debate debate = {.trace = trace_begin(world, rng), .region = "us-east1"};
    g_snprintf(debate.conversation, sizeof debate.conversation, "debate-%u",
               10000 + rng_below(rng, 90000));
    struct emission *root = trace_span(&debate.trace, SERVICE_AGENTS, NULL, "http.server",
                                       "POST /research", at_ns, at_ns);
    span_http(root, "POST", "/research", 200);
    int64_t begin = at_ns + 3 * NS_PER_MS;
    int64_t end = speak(&debate, &agents[0], root, begin);
    end = MAX(end, speak(&debate, &agents[1], root, begin)) + NS_PER_MS;
    agent_span(&debate, root, "gen_ai.handoff", "handoff", "from Advocate, Skeptic to Synthesizer",
               end, end + 2 * NS_PER_MS);
    end = speak(&debate, &agents[2], root, end + 3 * NS_PER_MS) + NS_PER_MS;
    trace_stretch(&debate.trace, root, end);
    trace_log(&debate.trace, root, end, "info",
              json_pack("{s:s,s:s}", "verdict", "advocate", "gen_ai.conversation.id",
                        debate.conversation),
              "verdict=advocate: the skeptic raised no objection");
}

const struct activity story_agents[] = {
    {"debate", 27000, 0.12, play_debate},
    {NULL,     0,     0,    NULL       },
};
