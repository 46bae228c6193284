/* SPDX-License-Identifier: Apache-2.0 */
#include "views/agents_ask.h"

#include "api/insight/gen_ai_names.h"
#include "base/quantity.h"
#include "views/desk.h"
#include "views/trace_request.h"

struct request *agents_request(const char *trace_id, int64_t near_ms)
{
    struct request *request = trace_request_bare(trace_id, near_ms);
    const char *name;
    enum gen_ai_field field;
    request_add(request, "additional_attributes", "release");
    request_add(request, "additional_attributes", "span.status");
    for (size_t i = 0; (name = gen_ai_name_at(i, &field)); i++)
        if (!gen_ai_is_text(field))
            request_add(request, "additional_attributes", name);
    return request;
}

/* --- reading --- */

struct reading {
    struct trace *trace;
    struct prices *prices;
    struct agents *agents;
    void (*done)(struct view *view, struct agents *agents, const struct trace *trace);
};

static void read_it(void *data)
{
    struct reading *reading = data;
    reading->agents = agents_of_trace(reading->trace, reading->prices);
}

static void read_done(struct view *view, void *data)
{
    struct reading *reading = data;
    reading->done(view, g_steal_pointer(&reading->agents), reading->trace);
    trace_release(view->desk, g_steal_pointer(&reading->trace));
}

static void reading_free(void *data)
{
    struct reading *reading = data;
    trace_free(reading->trace);
    prices_unref(reading->prices);
    agents_free(reading->agents);
    g_free(reading);
}

void agents_read(struct view *view, struct trace *trace,
                 void (*done)(struct view *view, struct agents *agents, const struct trace *trace))
{
    struct reading *reading = g_new0(struct reading, 1);
    *reading = (struct reading){trace, prices_ref(desk_prices(view->desk)), NULL, done};
    desk_work(view, read_it, read_done, reading, reading_free);
}

/* --- words --- */

static void append_count(GString *out, int64_t count, const char *one, const char *many)
{
    char text[24];
    g_string_append_printf(out, "%s %s", quantity_count(count, text, sizeof text),
                           count == 1 ? one : many);
}

static bool told(const struct gen_ai_tokens *tokens)
{
    return tokens->input >= 0 || tokens->output >= 0;
}

static void format_usd(double usd, char *out, size_t size)
{
    g_snprintf(out, size, usd >= 1000 ? "$%.0f" : usd >= 0.1 ? "$%.2f" : "$%.4f", usd);
}

char *agents_cost(const struct agent_sums *sums, char *out, size_t size)
{
    char usd[24];
    format_usd(sums->usd, usd, sizeof usd);
    if (!told(&sums->tokens))
        g_strlcpy(out, "", size);
    else if (sums->unpriced && sums->usd <= 0)
        g_strlcpy(out, "?", size);
    else
        g_snprintf(out, size, "%s%s", usd, sums->unpriced ? "+" : "");
    return out;
}

void agents_cost_words(const struct agent_sums *sums, GString *out)
{
    char usd[24];
    if (!told(&sums->tokens))
        return;
    if (sums->usd > 0 || !sums->unpriced) {
        format_usd(sums->usd, usd, sizeof usd);
        g_string_append(out, usd);
    }
    if (!sums->unpriced)
        return;
    if (sums->usd > 0)
        g_string_append(out, " and ");
    append_count(out, sums->unpriced, "call", "calls");
    g_string_append(out, " without a price");
}

void agents_words(const struct agents *agents, GString *out)
{
    const struct agent_sums *sums = &agents->sums;
    if (agents->distinct)
        append_count(out, agents->distinct, "agent", "agents");
    else
        append_count(out, sums->calls + sums->tools, "call", "calls");
    if (told(&sums->tokens)) {
        g_string_append(out, " · ");
        append_count(out, gen_ai_count_plus(sums->tokens.input, sums->tokens.output), "token",
                     "tokens");
    }
    if (sums->usd > 0) {
        char usd[24];
        g_string_append_printf(out, " · %s", agents_cost(sums, usd, sizeof usd));
    }
}

void agents_token_words(const struct gen_ai_tokens *tokens, GString *out)
{
    char input[24], output[24];
    if (!told(tokens))
        return;
    g_string_append_printf(
        out, "%s→%s tok",
        tokens->input < 0 ? "?" : quantity_count(tokens->input, input, sizeof input),
        tokens->output < 0 ? "?" : quantity_count(tokens->output, output, sizeof output));
}

char *agents_name(const struct agent_node *node)
{
    if (node->kind == AGENT_MODEL && *node->model)
        return g_strdup_printf("%s %s", *node->name ? node->name : "call", node->model);
    return g_strdup(*node->name ? node->name : "(no name)");
}

void agents_outcome_words(const struct agent_node *node, GString *out)
{
    if (node->outcome == GEN_AI_RESULT_EMPTY)
        g_string_append(out, node->failed ? "  its result has nothing in it"
                                          : "  its result has nothing in it, and its span says ok");
    else if (node->outcome == GEN_AI_RESULT_FAILED)
        g_string_append(out, "  its result says that it failed");
    else if (node->failed && node->status)
        g_string_append_printf(out, "  %s", node->status);
}
