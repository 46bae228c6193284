/* SPDX-License-Identifier: Apache-2.0
 *
 * What real SDKs of several generations sent of an agent that asks a model and a tool, read as
 * agents; where the machine has the corpus.
 */
#include "api/insight/agents.h"
#include "api/wire/envelope.h"
#include "api/wire/otlp.h"
#include "base/clock.h"

#include <string.h>

#define NOW (INT64_C(1795335600) * NS_PER_SECOND)

static char *body_of(const char *name, gsize *size)
{
    const char *root = g_getenv("VIGIL_CORPUS");
    g_autofree char *path = g_build_filename(root ? root : "../shared/corpus", name, NULL);
    char *text = NULL;
    if (!g_file_get_contents(path, &text, size, NULL))
        g_test_skip("no corpus on this machine");
    return text;
}

/* As the server keeps it and answers it: spans with their attributes by canonical names. */
static struct trace *trace_of(const struct decoded *decoded)
{
    struct trace *trace = trace_new("290bde17b9be4c2595feaa3c2e49e12d");
    for (guint i = 0; i < decoded->items->len; i++) {
        const struct item *item = decoded->items->pdata[i];
        if (item->kind != ITEM_SPAN)
            continue;
        struct span *span = trace_add_span(trace);
        span->id = trace_text(trace, item->id);
        span->parent_id = trace_text(trace, item_get_string(item, "parent_span"));
        span->op = trace_text(trace, item_get_string(item, "span.op"));
        span->name = trace_text(trace, item_get_string(item, "span.description"));
        span->status = trace_text(trace, item_get_string(item, "span.status"));
        span->start_us = item->time_ns / NS_PER_US;
        g_autoptr(GArray) attributes = g_array_new(FALSE, FALSE, sizeof(struct attribute));
        for (guint k = 0; k < item->attributes->len; k++) {
            struct attribute one = g_array_index(item->attributes, struct attribute, k);
            if (one.value.type == VALUE_STRING || one.value.type == VALUE_ARRAY)
                one.value.string = trace_text(trace, one.value.string);
            one.key = trace_word(trace, one.key);
            g_array_append_val(attributes, one);
        }
        trace_set_attributes(trace, span, (const struct attribute *)(void *)attributes->data,
                             attributes->len);
    }
    trace_arrange(trace);
    return trace;
}

static struct agents *agents_in(const struct decoded *decoded)
{
    struct trace *trace = trace_of(decoded);
    struct agents *agents = agents_of_trace(trace, NULL);
    trace_free(trace);
    return agents;
}

static void decode_envelope(const char *body, gsize size, struct decoded *out)
{
    g_autoptr(envelope) envelope = envelope_parse(body, size, NULL);
    g_assert_nonnull(envelope);
    for (guint i = 0; i < envelope->items->len; i++) {
        const struct envelope_item *item = envelope->items->pdata[i];
        if (!strcmp(item->type, "span") || !strcmp(item->type, "transaction"))
            envelope_decode(item, NOW, out, NULL);
    }
}

/* All four say the same: the agent sums up 1 200 and 340 tokens, its one call reports 1 000 (128 of
 * them cached) and 300, and the tool failed having found two. */
static void envelopes_of_sentry_sdks(void)
{
    static const char *const names[] = {
        "sentry-sdk/node-8.55.2/0006-transaction+profile.envelope",
        "sentry-sdk/node-10.78.0/0003-transaction+span.envelope",
        "sentry-sdk/node-11.12.0-static/0003-transaction+span.envelope",
        "sentry-sdk/node-11.12.0-stream/0022-span.envelope",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize size;
        g_autofree char *body = body_of(names[i], &size);
        if (!body)
            return;
        struct decoded decoded;
        decoded_init(&decoded);
        decode_envelope(body, size, &decoded);
        g_autoptr(agents) agents = agents_in(&decoded);
        decoded_clear(&decoded);
        g_assert_nonnull(agents);
        g_assert_cmpint(agents->distinct, ==, 1);
        g_assert_cmpint(agents->sums.tokens.input, ==, 1000);
        g_assert_cmpint(agents->sums.tokens.cached, ==, 128);
        g_assert_cmpint(agents->sums.tokens.output, ==, 300);
        g_assert_cmpint(agents->sums.calls, ==, 1);
        g_assert_cmpint(agents->sums.tools, ==, 1);
        g_assert_cmpint(agents->sums.failures, ==, 1);
        g_assert_cmpstr(agents->conversation, ==, "conv-1");
        const struct agent_node *agent = agents_node(agents, 0);
        g_assert_cmpstr(agent->name, ==, "Shopper");
        g_assert_cmpint(agent->told.input, ==, 1200);
        const struct agent_total *tool = &g_array_index(agents->by_tool, struct agent_total, 0);
        g_assert_cmpstr(tool->name, ==, "search_catalog");
        const struct agent_node *call = agents_node(agents, (size_t)tool->node);
        g_assert_cmpstr(call->arguments, ==, "{\"q\":\"shoes\"}");
        g_assert_cmpstr(call->result, ==, "[1,2]");
        g_assert_cmpint(call->outcome, ==, GEN_AI_RESULT_SOME);
        g_assert_true(call->failed);
    }
}

/* Its call reports no tokens: what the agent sums up counts. */
static void traces_of_opentelemetry(void)
{
    gsize size;
    g_autofree char *body = body_of("otlp/traces.json", &size);
    if (!body)
        return;
    struct decoded decoded;
    decoded_init(&decoded);
    g_assert_true(otlp_decode(OTLP_TRACES, true, body, size, NOW, &decoded, NULL));
    g_autoptr(agents) agents = agents_in(&decoded);
    decoded_clear(&decoded);
    g_assert_nonnull(agents);
    g_assert_cmpint(agents->distinct, ==, 1);
    g_assert_cmpint(agents->sums.tokens.input, ==, 1200);
    g_assert_cmpint(agents->sums.tokens.output, ==, 340);
    g_assert_cmpint(agents->sums.calls, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/agents/corpus/envelopes of Sentry SDKs 8 to 11 are read alike",
                    envelopes_of_sentry_sdks);
    g_test_add_func("/agents/corpus/traces of OpenTelemetry are read", traces_of_opentelemetry);
    return g_test_run();
}
