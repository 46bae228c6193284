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

#define MODEL "gemini-2.5-pro"

struct agent {
    const char *name;
    bool searches;
    const char *found; /* what web_search answers */
    double input_tokens, output_tokens, think_ms;
};

static const struct agent agents[] = {
    {"Advocate",    true,
     "[{\"title\":\"Return rates fall\"},{\"title\":\"Three case studies\"},{\"title\":\"A "
     "survey\"}]",               3900, 620, 2600},
    {"Skeptic",     true,  "[]", 410,  45,  700 },
    {"Synthesizer", false, NULL, 1500, 380, 1900},
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

static int64_t search(struct debate *debate, const struct agent *agent,
                      const struct emission *parent, int64_t at_ns)
{
    int64_t end = at_ns + ns_of_ms(rng_around(debate->trace.rng, 430, 0.08));
    struct emission *tool =
        agent_span(debate, parent, "gen_ai.execute_tool", "execute_tool", "web_search", at_ns, end);
    emission_take(tool, json_pack("{s:s,s:s,s:s,s:s}", "gen_ai.tool.name", "web_search",
                                  "gen_ai.agent.name", agent->name, "gen_ai.tool.call.arguments",
                                  "{\"query\":\"free returns\"}", "gen_ai.tool.call.result",
                                  agent->found));
    trace_log(
        &debate->trace, tool, end, "info",
        json_pack("{s:s,s:s}", "gen_ai.agent.name", agent->name, "gen_ai.tool.name", "web_search"),
        "%s web_search results=%d", agent->name, agent->found[1] == ']' ? 0 : 3);
    return end;
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
    emission_take(chat, json_pack("{s:i,s:i}", "gen_ai.usage.input_tokens",
                                  (int)rng_around(rng, agent->input_tokens, 0.05),
                                  "gen_ai.usage.output_tokens",
                                  (int)rng_around(rng, agent->output_tokens, 0.05)));
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
    if (agent->searches)
        end = search(debate, agent, turn, end) + NS_PER_MS;
    turn->end_ns = think(debate, agent, turn, end) + NS_PER_MS;
    return turn->end_ns;
}

static void play_debate(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct debate debate = {.trace = trace_begin(world, rng), .region = "us-east1"};
    g_snprintf(debate.conversation, sizeof debate.conversation, "debate-%u",
               10000 + rng_below(rng, 90000));
    struct emission *root = trace_span(&debate.trace, SERVICE_AGENTS, NULL, "http.server",
                                       "POST /research", at_ns, at_ns);
    span_http(root, "POST", "/research", 200);
    int64_t end = at_ns + 3 * NS_PER_MS;
    for (size_t i = 0; i < G_N_ELEMENTS(agents); i++)
        end = speak(&debate, &agents[i], root, end) + NS_PER_MS;
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
