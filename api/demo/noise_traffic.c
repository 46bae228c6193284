/* SPDX-License-Identifier: Apache-2.0
 *
 * Noise in the traffic: a list of orders that asks the database once an order (N+1) and for the
 * same exchange rate again and again, and an export that is slow for customers on the free tier who
 * want xlsx. All have been so all along.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>

#define ITEMS_QUERY "SELECT * FROM order_items WHERE order_id = $1"
#define LIST_QUERY  "SELECT id, total FROM orders WHERE user_id = $1"
#define RATE_CALL   "GET https://rates.example/v1/latest/eur"
#define RATE_CALLS  4

/* Nobody kept the first answer. Returns when the last one came. */
static int64_t ask_rates(struct trace *trace, const struct emission *root, int64_t at_ns)
{
    for (int i = 0; i < RATE_CALLS; i++) {
        int64_t end = at_ns + ns_of_ms(rng_around(trace->rng, 24, 0.1));
        struct emission *call =
            trace_span(trace, SERVICE_CHECKOUT, root, "http.client", RATE_CALL, at_ns, end);
        span_http(call, "GET", NULL, 200);
        at_ns = end;
    }
    return at_ns;
}

static void play_orders(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    struct emission *root =
        trace_span(&trace, SERVICE_CHECKOUT, NULL, "http.server", "GET /orders", at_ns, at_ns);
    span_http(root, "GET", "/orders", 200);
    span_code(root, "src/routes/checkout.ts", "listOrders");
    int64_t at = at_ns + 4 * NS_PER_MS;
    struct emission *list =
        trace_span(&trace, SERVICE_CHECKOUT, root, "db.query", LIST_QUERY, at, at + 6 * NS_PER_MS);
    span_query(list, "orders", LIST_QUERY);
    at = list->end_ns;
    for (unsigned i = 7 + rng_below(rng, 3); i > 0; i--) {
        int64_t end = at + ns_of_ms(rng_around(rng, 11, 0.1));
        struct emission *items =
            trace_span(&trace, SERVICE_CHECKOUT, root, "db.query", ITEMS_QUERY, at, end);
        span_query(items, "order_items", ITEMS_QUERY);
        at = end;
    }
    at = ask_rates(&trace, root, at);
    trace_stretch(&trace, root, at + 3 * NS_PER_MS);
    trace_log(&trace, root, root->end_ns, "info",
              json_pack("{s:i}", "http.response.status_code", 200), "GET /orders 200");
}

static void export_as(struct world *world, struct rng *rng, int64_t at_ns, const char *tier,
                      const char *format, double ms)
{
    struct trace trace = trace_begin(world, rng);
    int64_t end = at_ns + ns_of_ms(ms);
    struct emission *root = trace_span(&trace, SERVICE_WEB, NULL, "http.server", "POST /api/export",
                                       at_ns, end + 6 * NS_PER_MS);
    span_http(root, "POST", "/api/export", 200);
    struct emission *generate = trace_span(&trace, SERVICE_WEB, root, "export.generate",
                                           "generate export", at_ns + 4 * NS_PER_MS, end);
    int rows = 4000 + (int)rng_below(rng, 900);
    emission_take(generate, json_pack("{s:s,s:s,s:i}", "export.user_tier", tier, "export.format",
                                      format, "export.rows", rows));
    trace_log(&trace, generate, end, "info",
              json_pack("{s:s,s:s,s:i,s:i}", "export.user_tier", tier, "export.format", format,
                        "export.rows", rows, "took_ms", (int)ms),
              "export done format=%s rows=%d", format, rows);
}

static void play_export(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const char *const kinds[][2] = {
        {"free",       "csv" },
        {"free",       "pdf" },
        {"pro",        "csv" },
        {"pro",        "pdf" },
        {"pro",        "xlsx"},
        {"enterprise", "csv" },
        {"enterprise", "xlsx"}
    };
    const char *const *kind = kinds[rng_below(rng, G_N_ELEMENTS(kinds))];
    export_as(world, rng, at_ns, kind[0], kind[1], rng_around(rng, 460, 0.08));
}

static void play_slow_export(struct world *world, struct rng *rng, int64_t at_ns)
{
    export_as(world, rng, at_ns, "free", "xlsx", rng_around(rng, 9400, 0.05));
}

/* Payment settles its cards in batches and logs what the network answers as JSON in the message, of
 * which no attribute is made: that every refusal is of one bank stands only there. */
static void play_settlement(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const char *const banks[] = {"Nordbank", "Banco Sur", "First Valley", "Kreditverein"};
    static const char *const networks[] = {"visa", "mastercard"};
    const char *host = world_service(SERVICE_PAYMENT)->hosts[0];
    int64_t at = at_ns + 71 * NS_PER_SECOND; /* until the batch is full */
    for (unsigned i = 0; i < 8; i++) {
        unsigned bank = rng_below(rng, G_N_ELEMENTS(banks));
        bool refused = bank == 0 && rng_unit(rng) < 0.7;
        at += ns_of_ms(rng_around(rng, 40, 0.3));
        world_log(world, SERVICE_PAYMENT, host, at, "info", NULL,
                  "card network answered {\"network\":\"%s\",\"result\":\"%s\",\"issuer\":"
                  "{\"bank\":\"%s\",\"code\":%d},\"amount_cents\":%u,\"took_ms\":%d}",
                  networks[rng_below(rng, 2)], refused ? "refused" : "approved", banks[bank],
                  refused ? 91 : 0, 900 + rng_below(rng, 24000), (int)rng_around(rng, 180, 0.3));
    }
}

const struct activity noise_traffic[] = {
    {"orders",      27000,  0.12, play_orders     },
    {"export",      21000,  0.12, play_export     },
    {"slow export", 22000,  0.12, play_slow_export},
    {"settlement",  120000, 0,    play_settlement },
    {NULL,          0,      0,    NULL            },
};
