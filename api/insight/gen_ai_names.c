/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/gen_ai_names.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *name;
    enum gen_ai_field field;
    unsigned rank;
};

/* clang-format off */
/* Sorted by bytes (a test holds it to that). Where one span carries several names of a field, the
 * one of the lowest rank counts. */
static const struct row table[] = {
    {"ai.completion_tokens.used", GEN_AI_OUTPUT_TOKENS, 3},
    {"ai.finishReason", GEN_AI_FINISH, 3},
    {"ai.finish_reason", GEN_AI_FINISH, 4},
    {"ai.input_messages", GEN_AI_INPUT, 3},
    {"ai.model.id", GEN_AI_REQUEST_MODEL, 1},
    {"ai.model.provider", GEN_AI_PROVIDER, 2},
    {"ai.model_id", GEN_AI_REQUEST_MODEL, 2},
    {"ai.operationId", GEN_AI_OPERATION, 1},
    {"ai.prompt", GEN_AI_INPUT, 5},
    {"ai.prompt.messages", GEN_AI_INPUT, 4},
    {"ai.prompt_tokens.used", GEN_AI_INPUT_TOKENS, 3},
    {"ai.response.finishReason", GEN_AI_FINISH, 2},
    {"ai.response.model", GEN_AI_RESPONSE_MODEL, 1},
    {"ai.response.object", GEN_AI_OUTPUT, 4},
    {"ai.response.text", GEN_AI_OUTPUT, 3},
    {"ai.response.toolCalls", GEN_AI_TOOL_CALLS, 1},
    {"ai.responses", GEN_AI_OUTPUT, 7},
    {"ai.result.object", GEN_AI_OUTPUT, 6},
    {"ai.result.text", GEN_AI_OUTPUT, 5},
    {"ai.result.toolCalls", GEN_AI_TOOL_CALLS, 2},
    {"ai.telemetry.functionId", GEN_AI_AGENT, 2},
    {"ai.toolCall.args", GEN_AI_ARGUMENTS, 2},
    {"ai.toolCall.name", GEN_AI_TOOL, 1},
    {"ai.toolCall.result", GEN_AI_RESULT, 2},
    {"ai.tool_calls", GEN_AI_TOOL_CALLS, 3},
    {"ai.total_cost", GEN_AI_COST, 2},
    {"ai.usage.cachedInputTokens", GEN_AI_CACHED_TOKENS, 3},
    {"ai.usage.completionTokens", GEN_AI_OUTPUT_TOKENS, 4},
    {"ai.usage.inputTokens", GEN_AI_INPUT_TOKENS, 2},
    {"ai.usage.outputTokens", GEN_AI_OUTPUT_TOKENS, 2},
    {"ai.usage.promptTokens", GEN_AI_INPUT_TOKENS, 4},
    {"ai.usage.reasoningTokens", GEN_AI_REASONING_TOKENS, 2},
    {"ai.usage.tokens", GEN_AI_INPUT_TOKENS, 5},
    {"gen_ai.agent.name", GEN_AI_AGENT, 0},
    {"gen_ai.completion", GEN_AI_OUTPUT, 2},
    {"gen_ai.conversation.id", GEN_AI_CONVERSATION, 0},
    {"gen_ai.cost.total_tokens", GEN_AI_COST, 0},
    {"gen_ai.function_id", GEN_AI_AGENT, 1},
    {"gen_ai.input.messages", GEN_AI_INPUT, 0},
    {"gen_ai.operation.name", GEN_AI_OPERATION, 0},
    {"gen_ai.operation.type", GEN_AI_TYPE, 0},
    {"gen_ai.output.messages", GEN_AI_OUTPUT, 0},
    {"gen_ai.prompt", GEN_AI_INPUT, 2},
    {"gen_ai.provider.name", GEN_AI_PROVIDER, 0},
    {"gen_ai.request.messages", GEN_AI_INPUT, 1},
    {"gen_ai.request.model", GEN_AI_REQUEST_MODEL, 0},
    {"gen_ai.response.finish_reason", GEN_AI_FINISH, 1},
    {"gen_ai.response.finish_reasons", GEN_AI_FINISH, 0},
    {"gen_ai.response.model", GEN_AI_RESPONSE_MODEL, 0},
    {"gen_ai.response.object", GEN_AI_OUTPUT, 8},
    {"gen_ai.response.text", GEN_AI_OUTPUT, 1},
    {"gen_ai.response.tool_calls", GEN_AI_TOOL_CALLS, 0},
    {"gen_ai.system", GEN_AI_PROVIDER, 1},
    {"gen_ai.system.message", GEN_AI_INSTRUCTIONS, 1},
    {"gen_ai.system_instructions", GEN_AI_INSTRUCTIONS, 0},
    {"gen_ai.tool.call.arguments", GEN_AI_ARGUMENTS, 0},
    {"gen_ai.tool.call.result", GEN_AI_RESULT, 0},
    {"gen_ai.tool.call.result.size", GEN_AI_RESULT_SIZE, 0},
    {"gen_ai.tool.input", GEN_AI_ARGUMENTS, 1},
    {"gen_ai.tool.message", GEN_AI_RESULT, 3},
    {"gen_ai.tool.name", GEN_AI_TOOL, 0},
    {"gen_ai.tool.output", GEN_AI_RESULT, 1},
    {"gen_ai.usage.cache_creation.input_tokens", GEN_AI_WRITTEN_TOKENS, 0},
    {"gen_ai.usage.cache_creation_input_tokens", GEN_AI_WRITTEN_TOKENS, 2},
    {"gen_ai.usage.cache_read.input_tokens", GEN_AI_CACHED_TOKENS, 0},
    {"gen_ai.usage.cache_read_input_tokens", GEN_AI_CACHED_TOKENS, 2},
    {"gen_ai.usage.completion_tokens", GEN_AI_OUTPUT_TOKENS, 1},
    {"gen_ai.usage.input_tokens", GEN_AI_INPUT_TOKENS, 0},
    {"gen_ai.usage.input_tokens.cache_write", GEN_AI_WRITTEN_TOKENS, 1},
    {"gen_ai.usage.input_tokens.cached", GEN_AI_CACHED_TOKENS, 1},
    {"gen_ai.usage.output_tokens", GEN_AI_OUTPUT_TOKENS, 0},
    {"gen_ai.usage.output_tokens.reasoning", GEN_AI_REASONING_TOKENS, 1},
    {"gen_ai.usage.prompt_tokens", GEN_AI_INPUT_TOKENS, 1},
    {"gen_ai.usage.reasoning.output_tokens", GEN_AI_REASONING_TOKENS, 0},
    {"gen_ai.usage.total_cost", GEN_AI_COST, 1},
};
/* clang-format on */

static int by_name(const void *key, const void *row)
{
    return strcmp(key, ((const struct row *)row)->name);
}

bool gen_ai_field_of(const char *name, enum gen_ai_field *field, unsigned *rank)
{
    if (!g_str_has_prefix(name, "gen_ai.") && !g_str_has_prefix(name, "ai."))
        return false;
    const struct row *row = bsearch(name, table, G_N_ELEMENTS(table), sizeof *table, by_name);
    if (!row)
        return false;
    *field = row->field;
    *rank = row->rank;
    return true;
}

const char *gen_ai_name_at(size_t index, enum gen_ai_field *field)
{
    if (index >= G_N_ELEMENTS(table))
        return NULL;
    *field = table[index].field;
    return table[index].name;
}

bool gen_ai_is_op(const char *op)
{
    return op && (g_str_has_prefix(op, "gen_ai.") || g_str_has_prefix(op, "ai."));
}
