/* SPDX-License-Identifier: Apache-2.0
 *
 * Noise in the traffic: a list of orders that asks the database once an order (N+1), and an export
 * that is slow for customers on the free tier who want xlsx. Both have been so all along.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>

#define ITEMS_QUERY "SELECT * FROM order_items WHERE order_id = $1"
#define LIST_QUERY  "SELECT id, total FROM orders WHERE user_id = $1"

static void play_orders(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    struct record *root =
        trace_span(&trace, SERVICE_CHECKOUT, NULL, "http.server", "GET /orders", at_ns, at_ns);
    span_http(root, "GET", "/orders", 200);
    span_code(root, "src/routes/checkout.ts", "listOrders");
    int64_t at = at_ns + 4 * NS_PER_MS;
    struct record *list =
        trace_span(&trace, SERVICE_CHECKOUT, root, "db.query", LIST_QUERY, at, at + 6 * NS_PER_MS);
    span_query(list, "orders", LIST_QUERY);
    at = list->end_ns;
    for (unsigned i = 7 + rng_below(rng, 3); i > 0; i--) {
        int64_t end = at + ns_of_ms(rng_around(rng, 11, 0.1));
        struct record *items =
            trace_span(&trace, SERVICE_CHECKOUT, root, "db.query", ITEMS_QUERY, at, end);
        span_query(items, "order_items", ITEMS_QUERY);
        at = end;
    }
    trace_stretch(&trace, root, at + 3 * NS_PER_MS);
    trace_log(&trace, root, root->end_ns, "info",
              json_pack("{s:i}", "http.response.status_code", 200), "GET /orders 200");
}

static void play_export(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const char *const tiers[] = {"free", "pro", "enterprise"};
    static const char *const formats[] = {"csv", "pdf", "xlsx"};
    const char *tier = tiers[rng_below(rng, 3)], *format = formats[rng_below(rng, 3)];
    bool slow = g_str_equal(tier, "free") && g_str_equal(format, "xlsx");
    struct trace trace = trace_begin(world, rng);
    int64_t end = at_ns + ns_of_ms(slow ? rng_around(rng, 9400, 0.06) : rng_around(rng, 460, 0.08));
    struct record *root = trace_span(&trace, SERVICE_WEB, NULL, "http.server", "POST /api/export",
                                     at_ns, end + 6 * NS_PER_MS);
    span_http(root, "POST", "/api/export", 200);
    struct record *generate = trace_span(&trace, SERVICE_WEB, root, "export.generate",
                                         "generate export", at_ns + 4 * NS_PER_MS, end);
    int rows = 4000 + (int)rng_below(rng, 900);
    record_take(generate, json_pack("{s:s,s:s,s:i}", "export.user_tier", tier, "export.format",
                                    format, "export.rows", rows));
    trace_log(&trace, generate, end, "info",
              json_pack("{s:s,s:s,s:i,s:i}", "export.user_tier", tier, "export.format", format,
                        "export.rows", rows, "took_ms", (int)((end - at_ns) / NS_PER_MS)),
              "export done format=%s rows=%d", format, rows);
}

const struct activity noise_traffic[] = {
    {"orders", 27000, 0.12, play_orders},
    {"export", 23000, 0.12, play_export},
    {NULL,     0,     0,    NULL       },
};
