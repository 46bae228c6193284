/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 2, the quiet fallback. A product page asks recommendations for what the user may like.
 * Somebody points the flag ranking_v2.table at a table that nobody has filled: ranking version 2,
 * 45 % of the traffic, finds no rows and serves what sells instead. Every answer is a 200, nothing
 * is raised, recommendations.served counts as many as ever; only its mix moves: within version v2
 * the personalised share goes from 97.9 % to 3.3 %. An info log knows why.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>

#define PRODUCT_QUERY "SELECT id, name, price FROM products WHERE id = $1"

static bool flag_changed(const struct world *world, int64_t at_ns)
{
    return at_ns >= world_before(world, FLAG_CHANGE_MINUTES);
}

static void play_recommendations(struct trace *trace, const struct emission *caller, int64_t at_ns)
{
    struct world *world = trace->world;
    bool second = rng_unit(trace->rng) < 0.45;
    bool empty = second && flag_changed(world, at_ns);
    const char *query = empty ? "SELECT item, score FROM recommendations_v2 WHERE user_id = $1"
                              : "SELECT item, score FROM recommendations_v1 WHERE user_id = $1";
    struct emission *serve =
        trace_span(trace, SERVICE_RECOMMENDATIONS, caller, "http.server", "GET /recommendations",
                   at_ns, caller->end_ns - 2 * NS_PER_MS);
    span_http(serve, "GET", "/recommendations", 200);
    span_code(serve, "ranking/ranking.go", "Personalised");
    demo_record_set_text(serve, "ranking_version", second ? "v2" : "v1");
    struct emission *read = trace_span(trace, SERVICE_RECOMMENDATIONS, serve, "db", query,
                                       at_ns + 3 * NS_PER_MS, serve->end_ns - 4 * NS_PER_MS);
    span_query(read, empty ? "recommendations_v2" : "recommendations_v1", query);
    demo_record_set_int(read, "db.response.returned_rows", empty ? 0 : 24);
    if (empty)
        trace_log(trace, serve, read->end_ns, "info",
                  json_pack("{s:s,s:s,s:i,s:s}", "ranking_version", "v2", "table",
                            "recommendations_v2", "rows", 0, "source", "fallback"),
                  "ranking_v2: recommendations_v2 returned 0 rows, serving fallback");
    else
        trace_log(trace, serve, read->end_ns, "info",
                  json_pack("{s:s,s:i,s:s}", "ranking_version", second ? "v2" : "v1", "rows", 24,
                            "source", "personalised"),
                  "served 24 recommendations");
}

static void play_product(struct trace *trace, const struct emission *caller, int64_t at_ns)
{
    struct emission *get = trace_span(trace, SERVICE_INVENTORY, caller, "function", "get_product",
                                      at_ns, caller->end_ns - 2 * NS_PER_MS);
    emission_take(get,
                  json_pack("{s:s,s:s}", "rpc.system", "jsonrpc", "rpc.method", "get_product"));
    int64_t connected = at_ns + ns_of_ms(2 + index_pool_wait_ms(trace->world, at_ns));
    struct emission *read = trace_span(trace, SERVICE_INVENTORY, get, "db", PRODUCT_QUERY,
                                       connected, get->end_ns - 2 * NS_PER_MS);
    span_query(read, "products", PRODUCT_QUERY);
    span_code(read, "inventory/stock/queries.py", "product");
    trace_log(trace, get, get->end_ns, "debug", NULL, "get_product took %d ms",
              (int)((get->end_ns - get->time_ns) / NS_PER_MS));
}

static struct emission *client(struct trace *trace, const struct emission *page, const char *name,
                               int64_t at_ns, double ms)
{
    struct emission *call =
        trace_span(trace, SERVICE_WEB, page, "http.client", name, at_ns, at_ns + ns_of_ms(ms));
    span_http(call, "GET", NULL, 200);
    return call;
}

/* A product page: product and recommendations, one after the other. */
static void play_page(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    double product_ms = rng_around(rng, 24, 0.08), recommend_ms = rng_around(rng, 62, 0.08);
    product_ms += index_pool_wait_ms(world, at_ns);
    int64_t end = at_ns + ns_of_ms(product_ms + recommend_ms + 30);
    struct emission *page =
        trace_span(&trace, SERVICE_WEB, NULL, "http.server", "GET /product/:sku", at_ns, end);
    span_http(page, "GET", "/product/:sku", 200);
    struct emission *product = client(&trace, page, "POST http://inventory/get_product",
                                      at_ns + 5 * NS_PER_MS, product_ms);
    play_product(&trace, product, product->time_ns + NS_PER_MS);
    struct emission *recommend = client(&trace, page, "GET http://recommendations/recommendations",
                                        product->end_ns + 2 * NS_PER_MS, recommend_ms);
    play_recommendations(&trace, recommend, recommend->time_ns + NS_PER_MS);
    trace_log(&trace, page, end, "info",
              json_pack("{s:i,s:i}", "http.response.status_code", 200, "duration_ms",
                        (int)((end - at_ns) / NS_PER_MS)),
              "GET /product/SKU-%u 200", 1000 + rng_below(rng, 800));
}

/* --- the counter --- */
struct mix {
    double personalised, popular; /* shares; the rest is fallback */
};

static void count(struct world *world, int64_t at_ns, const char *source, const char *version,
                  const char *region, double served)
{
    if (served > 0)
        world_metric(world, SERVICE_RECOMMENDATIONS,
                     world_service(SERVICE_RECOMMENDATIONS)->hosts[0], at_ns, "counter",
                     "recommendations.served", "{recommendation}", served,
                     json_pack("{s:s,s:s,s:s}", "source", source, "ranking_version", version,
                               "region", region));
}

/* Shares are dealt so that rounding does not move them, with the dice only on top. */
static void count_mix(struct world *world, struct rng *rng, int64_t at_ns, const char *version,
                      const char *region, double total, struct mix mix)
{
    double spread = mix.personalised > 0.5 ? 0.002 : 0.03;
    double personalised = (double)(int)(total * rng_around(rng, mix.personalised, spread) + 0.5);
    double popular = mix.popular > 0 ? (double)(int)(total * mix.popular + rng_unit(rng)) : 0;
    if (personalised + popular > total)
        popular = total - personalised;
    count(world, at_ns, "personalised", version, region, personalised);
    count(world, at_ns, "popular", version, region, popular);
    count(world, at_ns, "fallback", version, region, total - personalised - popular);
}

static void play_served(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const struct mix healthy = {0.979, 0.009}, empty = {0.033, 0.012};
    static const struct {
        const char *region;
        double a_beat;
        bool bestsellers; /* only one has a list of what is popular */
    } regions[] = {
        {"eu-central", 1900, true },
        {"us-east",    1300, false}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(regions); i++) {
        double total = (double)(int)rng_around(rng, regions[i].a_beat, 0.012);
        double second = (double)(int)(total * rng_around(rng, 0.45, 0.01));
        struct mix mix = flag_changed(world, at_ns) ? empty : healthy, usual = healthy;
        if (!regions[i].bestsellers)
            mix.popular = usual.popular = 0;
        count_mix(world, rng, at_ns, "v1", regions[i].region, total - second, usual);
        count_mix(world, rng, at_ns, "v2", regions[i].region, second, mix);
    }
}

/* The flag service says who changed what, once. */
static void play_flag(struct world *world, struct rng *rng, int64_t at_ns)
{
    int64_t when = world_before(world, FLAG_CHANGE_MINUTES);
    (void)rng;
    if (when < at_ns || when >= at_ns + 60 * NS_PER_SECOND)
        return;
    world_log(world, SERVICE_RECOMMENDATIONS, "flagd-1", when, "info",
              json_pack("{s:s,s:s,s:s,s:s,s:s}", "feature_flag.key", "ranking_v2.table",
                        "feature_flag.before", "recommendations_v1", "feature_flag.result.value",
                        "recommendations_v2", "feature_flag.changed_by", "dario.conti@acme.example",
                        "logger.name", "flagd"),
              "flag changed ranking_v2.table recommendations_v1 -> recommendations_v2 by "
              "dario.conti");
}

const struct activity story_fallback[] = {
    {"page",   9500,  0.2, play_page  },
    {"served", 15000, 0,   play_served},
    {"flag",   60000, 0,   play_flag  },
    {NULL,     0,     0,   NULL       },
};
