/* SPDX-License-Identifier: Apache-2.0
 *
 * Noise in the times of traces, such as any real system has:
 *
 *  - the host recs-4c8e-2, which answers searches, has a clock that is 1.2 s behind, and is set
 * back a little ever so often, so that a span ends before it begins;
 *  - once it loads its model from afar, and what is searched then waits 2.3 s for it: a bucket
 * unlike any before, and no onset. How long ranking took is a histogram with exemplars;
 *  - receipts wait in a queue for twelve seconds, in which nothing of their trace is open, and who
 *    takes one is silent for a while about what it does;
 *  - a digest is made of what several other traces put into a queue, and names them by links;
 *  - a visit continues the one before it, and the browser that began it sent nothing;
 *  - a rebuild has been running since the hour began, and nobody knows for how long it will.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>
#include <string.h>

#define BEHIND_NS (1200 * NS_PER_MS)
#define SHARD_NS  (55 * NS_PER_SECOND)

/* Once, so long ago, a search has to wait for the model. */
#define MODEL_MINUTES 17.0
#define MODEL_MS      2300.0
#define SEARCH_GAP_NS (35 * NS_PER_SECOND) /* no two searches lie further apart */

static int64_t later(int64_t ns, double ms)
{
    return ns + ns_of_ms(ms);
}

/* A span on the host whose clock is behind. */
static struct emission *span_behind(struct trace *trace, const struct emission *parent,
                                    const char *op, const char *name, int64_t start_ns,
                                    int64_t end_ns)
{
    struct emission *span = trace_span(trace, SERVICE_RECOMMENDATIONS, parent, op, name,
                                       start_ns - BEHIND_NS, end_ns - BEHIND_NS);
    span->host = world_service(SERVICE_RECOMMENDATIONS)->hosts[1];
    span->due_ns = MAX(span->due_ns, end_ns + 40 * NS_PER_MS);
    return span;
}

static bool model_is_far(const struct world *world, int64_t at_ns)
{
    int64_t since = at_ns - world_before(world, MODEL_MINUTES);
    return since >= 0 && since < SEARCH_GAP_NS;
}

static void play_search(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    double loading = model_is_far(world, at_ns) ? MODEL_MS : 0;
    int64_t end = later(at_ns, rng_around(rng, 140, 0.1) + loading);
    struct emission *root =
        trace_span(&trace, SERVICE_WEB, NULL, "http.server", "GET /api/search", at_ns, end);
    span_http(root, "GET", "/api/search", 200);
    struct emission *call =
        trace_span(&trace, SERVICE_WEB, root, "http.client", "GET http://recommendations/search",
                   later(at_ns, 4), later(end, -5));
    span_http(call, "GET", NULL, 200);
    struct emission *search =
        span_behind(&trace, call, "http.server", "GET /search", later(at_ns, 8), later(end, -9));
    span_http(search, "GET", "/search", 200);
    /* A cache within the process answers within the clock's tick. */
    span_behind(&trace, search, "cache.get", "cache.get search", later(at_ns, 9), later(at_ns, 9));
    emission_happened(search, search->time_ns + ns_of_ms(1.5), "cache.miss", NULL);
    struct emission *rank =
        span_behind(&trace, search, "function", "rank results", later(at_ns, 12), later(end, -14));
    /* Its clock was set back a little just then. */
    span_behind(&trace, search, "function", "write log", later(end, -12), later(end, -15));
    emission_happened(rank, rank->time_ns + ns_of_ms(20 + loading), "model.loaded", NULL);
    trace_measure(&trace, rank, "search.rank.duration", "ms",
                  (double)(rank->end_ns - rank->time_ns) / (double)NS_PER_MS);
}

static void play_receipt(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    int64_t end = later(at_ns, rng_around(rng, 70, 0.1));
    struct emission *root =
        trace_span(&trace, SERVICE_WEB, NULL, "http.server", "POST /api/receipts", at_ns, end);
    span_http(root, "POST", "/api/receipts", 202);
    struct emission *put = trace_span(&trace, SERVICE_WEB, root, "queue.publish",
                                      "publish receipts", later(at_ns, 40), later(at_ns, 52));
    emission_take(put, json_pack("{s:s,s:s}", "messaging.system", "kafka",
                                 "messaging.destination.name", "receipts"));
    int64_t taken = later(at_ns, rng_around(rng, 12000, 0.05));
    struct emission *take = trace_span(&trace, SERVICE_CHECKOUT, put, "queue.process",
                                       "process receipts", taken, later(taken, 900));
    emission_take(take, json_pack("{s:s,s:s}", "messaging.system", "kafka",
                                  "messaging.destination.name", "receipts"));
    trace_span(&trace, SERVICE_CHECKOUT, take, "template.render", "render receipt.html",
               later(taken, 6), later(taken, 120));
    struct emission *mail =
        trace_span(&trace, SERVICE_CHECKOUT, take, "http.client", "POST https://mail.example/send",
                   later(taken, 560), later(taken, 880));
    span_http(mail, "POST", NULL, 202);
    trace_log(&trace, take, later(taken, 890), "info", NULL, "receipt sent");
}

static struct emission *watch(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    struct emission *root = trace_span(&trace, SERVICE_WEB, NULL, "http.server", "POST /api/watch",
                                       at_ns, later(at_ns, rng_around(rng, 30, 0.1)));
    span_http(root, "POST", "/api/watch", 202);
    return trace_span(&trace, SERVICE_WEB, root, "queue.publish", "publish watched",
                      later(at_ns, 9), later(at_ns, 17));
}

static void play_digest(struct world *world, struct rng *rng, int64_t at_ns)
{
    const struct emission *put[] = {watch(world, rng, at_ns), watch(world, rng, later(at_ns, 1700)),
                                    watch(world, rng, later(at_ns, 4100))};
    struct trace trace = trace_begin(world, rng);
    int64_t taken = later(at_ns, 8000), end = later(taken, rng_around(rng, 340, 0.1));
    struct emission *batch = trace_span(&trace, SERVICE_RECOMMENDATIONS, NULL, "queue.process",
                                        "process watched", taken, end);
    for (size_t i = 0; i < G_N_ELEMENTS(put); i++)
        emission_link(batch, put[i], "batch");
    trace_span(&trace, SERVICE_RECOMMENDATIONS, batch, "function", "choose offers",
               later(taken, 10), later(end, -20));
}

/* What the browser itself did was not sampled: both requests name a span that never comes. */
static void play_visit(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace first = trace_begin(world, rng);
    struct emission *home = trace_span(&first, SERVICE_WEB, NULL, "http.server", "GET /home", at_ns,
                                       later(at_ns, rng_around(rng, 60, 0.1)));
    span_http(home, "GET", "/home", 200);
    struct trace second = trace_begin(world, rng);
    char browser[17];
    static const char *const routes[] = {"/api/wishlist", "/api/offers"};
    g_autofree char *previous = g_strdup_printf("%s-%s-1", home->trace, home->span);
    rng_hex(rng, browser, 16);
    for (size_t i = 0; i < G_N_ELEMENTS(routes); i++) {
        g_autofree char *name = g_strdup_printf("GET %s", routes[i]);
        int64_t start = later(at_ns, 6000 + 90 * (double)i);
        struct emission *page = trace_span(&second, SERVICE_WEB, NULL, "http.server", name, start,
                                           later(start, rng_around(rng, 60 + 40 * (double)i, 0.1)));
        span_http(page, "GET", routes[i], 200);
        memcpy(page->parent, browser, sizeof browser);
        demo_record_set_text(page, "sentry.previous_trace", previous);
    }
}

/* One trace for all, made anew each time from the same seed. */
static void play_rebuild(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct rng own;
    rng_start(&own, world->seed, "rebuild", 1);
    struct trace trace = trace_begin(world, &own);
    int64_t begun = world_before(world, HISTORY_MINUTES) + 20 * NS_PER_SECOND;
    bool first = at_ns < begun;
    struct emission root = {.service = SERVICE_RECOMMENDATIONS,
                            .segment_name = (char *)"rebuild embeddings"};
    rng_hex(&own, root.span, 16);
    memcpy(root.segment, root.span, sizeof root.segment);
    root.host = world_service(SERVICE_RECOMMENDATIONS)->hosts[0];
    trace.rng = rng;
    if (first) {
        struct emission *span = trace_span(&trace, SERVICE_RECOMMENDATIONS, NULL, "queue.task",
                                           "rebuild embeddings", begun, begun);
        memcpy(span->span, root.span, sizeof span->span);
        memcpy(span->segment, root.span, sizeof span->segment);
        span->host = root.host;
        span->unended = true;
    }
    int64_t start = MAX(at_ns, begun) + NS_PER_SECOND;
    int64_t since = at_ns - world_before(world, HISTORY_MINUTES);
    g_autofree char *name =
        g_strdup_printf("rebuild shard %d", (int)(since / (60 * NS_PER_SECOND)));
    trace_span(&trace, SERVICE_RECOMMENDATIONS, &root, "function", name, start,
               start + (first ? SHARD_NS / 2 : SHARD_NS));
}

const struct activity noise_times[] = {
    {"search",       31000, 0.1, play_search },
    {"receipt",      43000, 0.1, play_receipt},
    {"digest",       57000, 0.1, play_digest },
    {"return visit", 49000, 0.1, play_visit  },
    {"rebuild",      60000, 0,   play_rebuild},
    {NULL,           0,     0,   NULL        },
};
