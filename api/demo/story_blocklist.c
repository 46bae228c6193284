/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 5, the blocklist cascade. A summary of reviews is asked of a language model in one of three
 * regions. For some minutes, once in an hour, the first answers 504 now and then; five of them put
 * the region on a blocklist, by count, however many calls went well. Its load moves to the next,
 * which then answers 504, too, and so on, until no region is left and every call raises
 * LlmNoRegionsToRunError; then the list expires.
 */
#include "api/demo/event_maker.h"
#include "api/demo/stories.h"

#include <jansson.h>

#define MODEL          "gemini-2.5-flash"
#define PERIOD_MINUTES 60.0
#define BEGIN_MINUTES  44.0 /* before now, and again each hour */
#define STEP_MINUTES   1.6  /* from a region's first 504 to its blocklisting */
#define MAX_ERRORS     5
#define EMPTY_MINUTES  2.2 /* until the list expires */

static const char *const regions[] = {"us-east1", "europe-west4", "asia-northeast1"};
#define REGIONS G_N_ELEMENTS(regions)

/* Minutes into the episode; negative = none goes on. */
static double episode(const struct world *world, int64_t at_ns)
{
    double minutes = (double)(at_ns - world_before(world, BEGIN_MINUTES)) / 60e9;
    while (minutes >= PERIOD_MINUTES)
        minutes -= PERIOD_MINUTES;
    return minutes < REGIONS * STEP_MINUTES + EMPTY_MINUTES ? minutes : -1;
}

bool blocklist_goes_on(const struct world *world, int64_t at_ns)
{
    return episode(world, at_ns) >= 0;
}

static struct emission *call_region(struct trace *trace, const struct emission *root,
                                    const char *region, int64_t at_ns, bool timed_out)
{
    double ms = timed_out ? rng_around(trace->rng, 8000, 0.02) : rng_around(trace->rng, 640, 0.06);
    struct emission *chat = trace_span(trace, SERVICE_AGENTS, root, "gen_ai.chat", "chat " MODEL,
                                       at_ns, at_ns + ns_of_ms(ms));
    emission_take(chat, json_pack("{s:s,s:s,s:s,s:s,s:i}", "gen_ai.operation.name", "chat",
                                  "gen_ai.provider.name", "gcp.vertex_ai", "gen_ai.request.model",
                                  MODEL, "cloud.region", region, "http.response.status_code",
                                  timed_out ? 504 : 200));
    span_code(chat, "src/llm/regions.ts", "pickRegion");
    if (timed_out)
        span_fail(chat, "deadline_exceeded");
    else
        emission_take(chat, json_pack("{s:i,s:i}", "gen_ai.usage.input_tokens", 820,
                                      "gen_ai.usage.output_tokens", 140));
    return chat;
}

static void log_timeout(struct trace *trace, const struct emission *chat, size_t region, int errors)
{
    trace_log(trace, chat, chat->end_ns, "warn",
              json_pack("{s:s,s:i}", "cloud.region", regions[region], "errors", errors),
              "llm region %s answered 504 errors=%d", regions[region], errors);
    if (errors >= MAX_ERRORS)
        trace_log(trace, chat, chat->end_ns + NS_PER_MS, "error",
                  json_pack("{s:s,s:i,s:i}", "cloud.region", regions[region], "errors", errors,
                            "regions_left", (int)(REGIONS - region - 1)),
                  "llm region %s blocklisted after 5 errors", regions[region]);
}

static struct emission *no_regions(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const struct code_frame frames[] = {
        {"node:internal/process/task_queues", "processTicksAndRejections", NULL,                               95},
        {"src/agents/debate.ts",              "speak",                     "pickRegion(agent.model",           0 },
        {"src/llm/regions.ts",                "pickRegion",                "throw new LlmNoRegionsToRunError", 0 },
        {NULL,                                NULL,                        NULL,                               0 },
    };
    struct emission *event =
        event_make(world, rng, SERVICE_AGENTS, at_ns, "error", "LlmNoRegionsToRunError",
                   "No regions left to run " MODEL, frames);
    event_transaction(event, "POST /summary");
    event_tag(event, "model", MODEL);
    event_tag(event, "blocklisted", "us-east1,europe-west4,asia-northeast1");
    return event;
}

void blocklist_no_region(struct world *world, struct rng *rng, int64_t at_ns)
{
    no_regions(world, rng, at_ns);
}

static void raise_no_regions(struct trace *trace, struct emission *root)
{
    int64_t at = root->end_ns - NS_PER_MS;
    event_in(no_regions(trace->world, trace->rng, at), root);
    trace_log(trace, root, at, "error", json_pack("{s:s}", "model", MODEL),
              "LlmNoRegionsToRunError: No regions left to run " MODEL);
    span_fail(root, "internal_error");
}

static void play_summary(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    struct emission *root = trace_span(&trace, SERVICE_AGENTS, NULL, "http.server", "POST /summary",
                                       at_ns, at_ns + 5 * NS_PER_MS);
    double minutes = episode(world, at_ns);
    bool none_left = minutes >= REGIONS * STEP_MINUTES;
    span_http(root, "POST", "/summary", none_left ? 500 : 200);
    if (none_left) {
        raise_no_regions(&trace, root);
        return;
    }
    size_t region = minutes < 0 ? 0 : (size_t)(minutes / STEP_MINUTES);
    double step = minutes / STEP_MINUTES - (double)region;
    int errors = minutes < 0 ? 0 : 1 + (int)(step * MAX_ERRORS);
    bool timed_out = errors >= MAX_ERRORS || (errors > 0 && rng_unit(rng) < 0.75);
    struct emission *chat =
        call_region(&trace, root, regions[region], at_ns + 2 * NS_PER_MS, timed_out);
    if (timed_out) {
        log_timeout(&trace, chat, region, errors);
        chat = call_region(&trace, root, regions[(region + 1) % REGIONS], chat->end_ns, false);
    }
    trace_stretch(&trace, root, chat->end_ns + 2 * NS_PER_MS);
}

const struct activity story_blocklist[] = {
    {"summary", 13000, 0.15, play_summary},
    {NULL,      0,     0,    NULL        },
};
