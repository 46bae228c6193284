/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of what generative AI says about itself in spans: one field, and every name by which SDKs
 * and conventions call it. One table. Sources: the OpenTelemetry semantic conventions for GenAI
 * spans and agent spans, 1.27 (gen_ai.system, gen_ai.usage.prompt_tokens, gen_ai.prompt), 1.37
 * (gen_ai.provider.name, gen_ai.input.messages) and 1.41 (gen_ai.usage.cache_read.input_tokens,
 * gen_ai.tool.call.result); Sentry's span conventions 0.4 (gen_ai.request.messages,
 * gen_ai.response.text, gen_ai.tool.input, gen_ai.usage.input_tokens.cached, ai.*); the telemetry
 * of the Vercel AI SDK 3 to 5 (ai.operationId, ai.usage.promptTokens, ai.toolCall.args).
 */
#ifndef API_INSIGHT_GEN_AI_NAMES_H
#define API_INSIGHT_GEN_AI_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum gen_ai_field {
    GEN_AI_OPERATION, /* "chat", "invoke_agent", "ai.generateText.doGenerate" */
    GEN_AI_TYPE,      /* Sentry's class of it: "ai_client", "agent", "tool", "handoff" */
    GEN_AI_PROVIDER,
    GEN_AI_REQUEST_MODEL,
    GEN_AI_RESPONSE_MODEL,
    GEN_AI_AGENT,
    GEN_AI_TOOL,
    GEN_AI_CONVERSATION,
    GEN_AI_INPUT_TOKENS,
    GEN_AI_OUTPUT_TOKENS,
    GEN_AI_CACHED_TOKENS,    /* of the input, read from a cache */
    GEN_AI_WRITTEN_TOKENS,   /* of the input, written to a cache */
    GEN_AI_REASONING_TOKENS, /* of the output */
    GEN_AI_COST,             /* US dollars, as an SDK or server reckons them */
    GEN_AI_ARGUMENTS,        /* of a tool call */
    GEN_AI_RESULT,
    GEN_AI_RESULT_SIZE, /* bytes, before anything was cut */
    GEN_AI_FINISH,
    /* What was said, which may be large: read where it is looked at. */
    GEN_AI_INSTRUCTIONS,
    GEN_AI_INPUT,
    GEN_AI_OUTPUT,
    GEN_AI_TOOL_CALLS, /* that the model asks for */
    GEN_AI_FIELD_COUNT
};

/* Which field a name means, and how preferred it is among those of its field: 0 is the name of
 * today. False for any other attribute. */
bool gen_ai_field_of(const char *name, enum gen_ai_field *field, unsigned *rank);

/* Row `index` of the table, which is in the order of its names; NULL past its end. */
const char *gen_ai_name_at(size_t index, enum gen_ai_field *field);

/* What was said, as against what is counted. */
static inline bool gen_ai_is_text(enum gen_ai_field field)
{
    return field >= GEN_AI_INSTRUCTIONS;
}

/* Whether an op is one of generative AI: "gen_ai.chat", "ai.pipeline.generate_text". */
bool gen_ai_is_op(const char *op);

#endif
