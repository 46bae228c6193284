/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace read as agents: who was invoked, what each asked of models and tools, what that used and
 * cost, and what came back. Made from spans that carry the attributes of gen_ai_names.h, whatever
 * lies between them; owns all it says, so that the trace may go.
 *
 * Tokens. Cached and written ones are a part of the input, reasoning a part of the output
 * (OpenTelemetry GenAI 1.41; Sentry's conventions say the same of .cached and .reasoning); where
 * an SDK counts them apart, which shows by the part being larger than the whole, they are added to
 * the whole once. What an agent's own span reports sums up the calls below it: it counts only where
 * none of those reports any. So does the usage of a call that wraps another call.
 */
#ifndef API_INSIGHT_AGENTS_H
#define API_INSIGHT_AGENTS_H

#include "api/insight/gen_ai_result.h"
#include "api/insight/prices.h"
#include "api/model/trace.h"

enum agent_kind {
    AGENT_RUN,     /* an agent, or a call that runs models and tools in turns */
    AGENT_MODEL,   /* one request to a model */
    AGENT_TOOL,    /* a tool, a retrieval or a memory asked */
    AGENT_HANDOFF, /* from one agent to the next */
    AGENT_STEP,    /* anything else that says it is of generative AI */
    AGENT_KIND_COUNT
};

/* How often, how much; of one node, or of a node and all below it. */
struct agent_sums {
    int64_t runs, calls, tools; /* of agents, models, tools; a call that wraps another is none */
    int64_t empty;              /* tool results with nothing in them */
    int64_t failures;
    int64_t retries; /* the same again after it failed */
    struct gen_ai_tokens tokens;
    double usd;       /* of those calls whose price is known */
    int64_t unpriced; /* calls with tokens whose price is not */
};

struct agent_node {
    enum agent_kind kind;
    int parent, depth; /* parent: index in agents.nodes, -1 = none */
    int children, descendants;
    int span; /* index in the trace that it was made from */
    const char *span_id, *service;
    const char *name;  /* of the agent, tool or operation */
    const char *agent; /* whose it is: its own, or that of the nearest agent above; "" = none */
    const char *model, *provider, *operation; /* "" = not told */
    const char *status;                       /* NULL = fine */
    const char *arguments, *result; /* their beginnings; NULL = not told. All of it is asked for */
    uint32_t asked;                 /* a hash of all the arguments */
    int64_t result_bytes;           /* -1 = not told */
    enum gen_ai_result outcome;
    bool failed; /* by its status, its error or its result */
    bool retry;
    bool counted; /* its tokens are in the sums */
    int64_t start_us, duration_us;
    struct gen_ai_tokens told; /* as its own span reports, set right */
    struct agent_sums sums;    /* of it and all below */
};

enum agent_finding_kind {
    FINDING_EMPTY,    /* tool calls that returned nothing */
    FINDING_FAILED,   /* calls that failed */
    FINDING_REPEATED, /* one tool asked the same again and again */
};

struct agent_finding {
    enum agent_finding_kind kind;
    int node; /* the first of them */
    int64_t count, of;
    const char *text; /* "Skeptic: 3 of 3 web_search calls returned nothing" */
};

/* One line of the totals. */
struct agent_total {
    const char *name;           /* "" = no agent, or no model told */
    int node;                   /* the first of them */
    int64_t times, duration_us; /* durations added up: calls side by side count each. Of an agent
                                   its runs; without any, its calls, and times is 0 */
    struct agent_sums sums;     /* of these nodes alone, not of what lies below */
};

struct agents {
    GArray *nodes; /* of struct agent_node, each before what lies below it */
    GArray *by_agent, *by_model, *by_tool; /* of struct agent_total, most used first */
    GArray *findings;                      /* of struct agent_finding, worst first */
    struct agent_sums sums;
    int64_t distinct;         /* agents by name */
    const char *conversation; /* NULL = not told, or several */
    GHashTable *by_span;      /* span id -> index in nodes + 1 */
    GStringChunk *text;
};

/* NULL when no span of the trace is of generative AI. `prices` may be NULL. O(spans + attributes).
 */
struct agents *agents_of_trace(const struct trace *trace, const struct prices *prices);
void agents_free(struct agents *agents);
DEFINE_AUTOPTR(agents, agents_free);
/* True when both say the same of the same spans. O(nodes). */
bool agents_equal(const struct agents *a, const struct agents *b);

void agent_sums_init(struct agent_sums *sums); /* nothing, and nothing told */
void agent_sums_add(struct agent_sums *to, const struct agent_sums *from);

/* Whether it is worth asking for the attributes: a span's op or name is one of generative AI. */
bool agents_likely(const struct trace *trace);

const struct agent_node *agents_node(const struct agents *agents, size_t index);
/* The node of a span; NULL when it has none. */
const struct agent_node *agents_of_span(const struct agents *agents, const char *span_id);

#endif
