/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 1, the dropped index. An order goes web -> checkout -> payment -> inventory -> database.
 * Inventory 3.1.0 is deployed; two minutes later its migration 0047 has dropped the index that
 * check_stock's query lives on, and the query goes from 0.2 s to 45 s. Payment gives up after 30 s
 * and its span ends while inventory still works; checkout raises TimeoutError and cancels the
 * charge; web answers 504. The stack trace blames checkout. Payment 2.8.1, deployed minutes before,
 * has nothing to do with it. It grows: customers try again, check_stock fills inventory's pool of
 * connections, and three minutes in, product pages begin to wait for one.
 */
#include "api/demo/event_maker.h"
#include "api/demo/stories.h"

#include <jansson.h>

#define STOCK_QUERY "SELECT id, on_hand, reserved FROM stock WHERE sku = $1 AND warehouse_id = $2"
#define GIVE_UP_MS  30000.0

/* Inventory's pool of connections: it has room for the first slow ones, then fills. */
#define POOL_SIZE     40
#define POOL_SLACK    0.8 /* minutes */
#define POOL_A_MINUTE 14.0

/* One order on its way. */
struct order {
    struct trace trace;
    char id[16], sku[16];
    unsigned items, amount;
    bool slow;                     /* the index is gone */
    int64_t asked_ns, answered_ns; /* what payment waits for inventory */
    int64_t checked_ns;            /* when inventory is done */
    int64_t paid_ns;
    struct emission *web, *web_call, *checkout, *checkout_call, *payment, *payment_call, *stock;
};

static double minutes_broken(const struct world *world, int64_t at_ns)
{
    return (double)(at_ns - world_before(world, STOCK_ONSET_MINUTES)) / 60e9;
}

double index_pool_wait_ms(const struct world *world, int64_t at_ns)
{
    double exhausted = minutes_broken(world, at_ns) - POOL_SLACK - (POOL_SIZE - 5) / POOL_A_MINUTE;
    if (exhausted < 0 || !world_plays(world, story_index))
        return 0;
    return MIN(8000, exhausted * 350);
}

static int64_t later(int64_t ns, double ms)
{
    return ns + ns_of_ms(ms);
}

static struct order plan_order(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct order order = {.trace = trace_begin(world, rng)};
    g_snprintf(order.id, sizeof order.id, "A-%u", 20000 + rng_below(rng, 60000));
    g_snprintf(order.sku, sizeof order.sku, "SKU-%u", 1000 + rng_below(rng, 800));
    order.items = 1 + rng_below(rng, 5);
    order.amount = 900 + rng_below(rng, 19000);
    order.asked_ns = later(at_ns, rng_around(rng, 46, 0.1));
    order.slow = order.asked_ns >= world_before(world, STOCK_ONSET_MINUTES);
    double check = order.slow ? rng_around(rng, 45000, 0.006) : rng_around(rng, 196, 0.06);
    order.checked_ns = later(order.asked_ns, check);
    order.answered_ns = order.slow ? later(order.asked_ns, GIVE_UP_MS) : later(order.checked_ns, 3);
    order.paid_ns = order.slow ? later(order.answered_ns, 2)
                               : later(order.answered_ns, rng_around(rng, 96, 0.08));
    return order;
}

static struct emission *call_span(struct order *order, struct emission *parent, const char *name,
                                  int64_t start_ns, int64_t end_ns)
{
    struct emission *span =
        trace_span(&order->trace, parent->service, parent, "http.client", name, start_ns, end_ns);
    span_http(span, "POST", NULL, order->slow ? 504 : 200);
    if (order->slow)
        span_fail(span, "deadline_exceeded");
    return span;
}

static struct emission *server_span(struct order *order, enum service service,
                                    const struct emission *parent, const char *route,
                                    int64_t start_ns, int64_t end_ns)
{
    g_autofree char *name = g_strdup_printf("POST %s", route);
    struct emission *span =
        trace_span(&order->trace, service, parent, "http.server", name, start_ns, end_ns);
    span_http(span, "POST", route, order->slow ? 504 : 201);
    if (order->slow)
        span_fail(span, "deadline_exceeded");
    return span;
}

static void play_web(struct order *order, int64_t at_ns)
{
    int64_t end = later(order->paid_ns, 17);
    order->web = server_span(order, SERVICE_WEB, NULL, "/api/checkout", at_ns, end);
    order->web_call = call_span(order, order->web, "POST http://checkout/checkout", later(at_ns, 3),
                                later(end, -3));
    trace_log(&order->trace, order->web, end, order->slow ? "error" : "info",
              json_pack("{s:i,s:i}", "http.response.status_code", order->slow ? 504 : 201,
                        "duration_ms", (int)((end - at_ns) / NS_PER_MS)),
              "POST /api/checkout %d", order->slow ? 504 : 201);
}

static void play_checkout(struct order *order, int64_t at_ns)
{
    struct emission *parent = order->web_call;
    order->checkout = server_span(order, SERVICE_CHECKOUT, parent, "/checkout", later(at_ns, 6),
                                  later(order->paid_ns, 11));
    span_code(order->checkout, "src/routes/checkout.ts", "placeOrder");
    struct emission *insert =
        trace_span(&order->trace, SERVICE_CHECKOUT, order->checkout, "db.query",
                   "INSERT INTO orders (user_id, total) VALUES ($1, $2) RETURNING id",
                   later(at_ns, 9), later(at_ns, rng_around(order->trace.rng, 22, 0.1)));
    span_query(insert, "orders", insert->text);
    order->checkout_call = call_span(order, order->checkout, "POST http://payment/charge",
                                     later(at_ns, 30), later(order->paid_ns, 6));
    span_code(order->checkout_call, "src/payment/client.ts", "charge");
    if (order->slow) /* what no healthy order does */
        span_http(trace_span(&order->trace, SERVICE_CHECKOUT, order->checkout, "http.client",
                             "POST http://payment/charge/cancel", later(order->paid_ns, 7),
                             later(order->paid_ns, 10)),
                  "POST", NULL, 202);
    if (!order->slow)
        trace_log(&order->trace, order->checkout, later(order->paid_ns, 9), "info",
                  json_pack("{s:s,s:s}", "order.id", order->id, "messaging.destination.name",
                            "order.placed"),
                  "order %s charged and queued", order->id);
    trace_log(&order->trace, order->checkout, later(at_ns, 28), "info",
              json_pack("{s:s,s:i,s:i}", "order.id", order->id, "items", (int)order->items,
                        "amount_cents", (int)order->amount),
              "order %s accepted", order->id);
}

static void play_payment(struct order *order, int64_t at_ns)
{
    order->payment = server_span(order, SERVICE_PAYMENT, order->checkout_call, "/charge",
                                 later(at_ns, 34), later(order->paid_ns, 3));
    span_code(order->payment, "src/charge/charge.ts", "charge");
    order->payment_call = call_span(order, order->payment, "POST http://inventory/check_stock",
                                    order->asked_ns, order->answered_ns);
    span_code(order->payment_call, "src/inventory/client.ts", "checkStock");
    trace_log(&order->trace, order->payment, order->asked_ns, "debug",
              json_pack("{s:s,s:s}", "order.id", order->id, "stock.sku", order->sku),
              "asking inventory for %s", order->sku);
    if (order->slow)
        return;
    struct emission *gateway = trace_span(
        &order->trace, SERVICE_PAYMENT, order->payment, "http.client",
        "POST https://api.cardgate.example/charges", later(order->answered_ns, 4), order->paid_ns);
    span_http(gateway, "POST", NULL, 200);
    trace_log(&order->trace, order->payment, order->paid_ns, "info",
              json_pack("{s:s,s:i,s:i}", "order.id", order->id, "amount_cents", (int)order->amount,
                        "attempt", 1),
              "charged order %s", order->id);
}

static void play_inventory(struct order *order)
{
    int64_t start = later(order->asked_ns, 2);
    order->stock = trace_span(&order->trace, SERVICE_INVENTORY, order->payment_call, "function",
                              "check_stock", start, order->checked_ns);
    span_code(order->stock, "inventory/stock/service.py", "check_stock");
    emission_take(order->stock, json_pack("{s:s,s:s,s:s,s:i}", "rpc.system", "jsonrpc",
                                          "rpc.method", "check_stock", "stock.sku", order->sku,
                                          "warehouse.id", 1 + (int)order->amount % 3));
    struct emission *query = trace_span(&order->trace, SERVICE_INVENTORY, order->stock, "db",
                                        STOCK_QUERY, later(start, 4), later(order->checked_ns, -5));
    span_query(query, "stock", STOCK_QUERY);
    demo_record_set_text(query, "db.operation.name", "SELECT");
    span_code(query, "inventory/stock/queries.py", "stock_of");
    int took = (int)((order->checked_ns - start) / NS_PER_MS);
    if (order->slow)
        trace_log(&order->trace, query, order->checked_ns, "warn",
                  json_pack("{s:i,s:s,s:s}", "took_ms", took, "plan", "Seq Scan on stock",
                            "stock.sku", order->sku),
                  "slow query took_ms=%d plan=\"Seq Scan on stock\": " STOCK_QUERY, took);
    else
        trace_log(&order->trace, order->stock, order->checked_ns, "info",
                  json_pack("{s:i,s:s}", "took_ms", took, "stock.sku", order->sku),
                  "check_stock %s enough", order->sku);
}

/* What payment and checkout have to say once payment has given up. */
static void play_timeout(struct order *order, struct world *world)
{
    static const struct code_frame frames[] = {
        {"node:internal/process/task_queues",        "processTicksAndRejections", NULL,                      95 },
        {"node_modules/express/lib/router/layer.js", "handle",                    NULL,                      152},
        {"src/server.ts",                            "wrap",                      "f(req, res).catch(next)", 0  },
        {"src/routes/checkout.ts",                   "placeOrder",                "await charge(order)",     0  },
        {"src/payment/client.ts",                    "charge",                    "throw new TimeoutError",  0  },
        {NULL,                                       NULL,                        NULL,                      0  },
    };
    struct trace *trace = &order->trace;
    for (int attempt = 1; attempt <= 2; attempt++)
        trace_log(trace, order->payment_call, later(order->asked_ns, 10000.0 * attempt), "warn",
                  json_pack("{s:i,s:s}", "attempt", attempt, "stock.sku", order->sku),
                  "inventory slow attempt=%d", attempt);
    trace_log(trace, order->payment_call, order->answered_ns, "error",
              json_pack("{s:s,s:i,s:i}", "sentry.message.template",
                        "inventory check timed out attempt=%s timeout_ms=%s", "attempt", 3,
                        "timeout_ms", 30000),
              "inventory check timed out attempt=3 timeout_ms=30000");
    int64_t raised = later(order->paid_ns, 8);
    struct emission *event = event_make(world, trace->rng, SERVICE_CHECKOUT, raised, "error",
                                        "TimeoutError", "Payment charge exceeded 30s", frames);
    event_in(event, order->checkout_call);
    event_tag(event, "payment.method", order->amount % 3 ? "card" : "wallet");
    event_tag(event, "region", order->amount % 2 ? "eu-central" : "us-east");
    event_request(event, "POST", "https://checkout.shop.example/checkout");
    event_breadcrumb(event, order->checkout->time_ns, "http", "info", "POST /checkout");
    event_breadcrumb(event, order->checkout_call->time_ns, "query", "info",
                     "INSERT INTO orders (user_id, total) VALUES ($1, $2) RETURNING id");
    event_breadcrumb(event, raised, "http", "error", "POST http://payment/charge 504");
    trace_log(trace, order->checkout, raised, "error", json_pack("{s:s}", "order.id", order->id),
              "order %s failed: TimeoutError: Payment charge exceeded 30s", order->id);
}

static void play_order(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct order order = plan_order(world, rng, at_ns);
    play_web(&order, at_ns);
    play_checkout(&order, at_ns);
    play_payment(&order, at_ns);
    play_inventory(&order);
    if (order.slow)
        play_timeout(&order, world);
}

/* Who got a 504 tries again; more of them as it goes on. */
static void play_retry(struct world *world, struct rng *rng, int64_t at_ns)
{
    if (rng_unit(rng) < minutes_broken(world, at_ns) / 12)
        play_order(world, rng, at_ns);
}

/* Connections that check_stock holds: few while it is quick, then ever more, up to the pool. */
static void play_pool(struct world *world, struct rng *rng, int64_t at_ns)
{
    double minutes = minutes_broken(world, at_ns);
    double held = rng_around(rng, 5, 0.12);
    if (minutes > POOL_SLACK)
        held = 5 + POOL_A_MINUTE * (minutes - POOL_SLACK);
    held = held > POOL_SIZE ? POOL_SIZE : (double)(int)(held + 0.5);
    const char *host = world_service(SERVICE_INVENTORY)->hosts[0];
    world_metric(world, SERVICE_INVENTORY, host, at_ns, "gauge", "db.pool.in_use", "{connection}",
                 held, json_pack("{s:s}", "pool", "inventory"));
    if (held >= POOL_SIZE)
        world_log(world, SERVICE_INVENTORY, host, at_ns, "warn",
                  json_pack("{s:i,s:i}", "in_use", 40, "waiting", (int)(minutes * 9)),
                  "pool exhausted in_use=40 waiting=%d", (int)(minutes * 9));
}

struct line {
    double minutes; /* before now */
    enum service service;
    const char *text;
};

/* What the deploys say while they happen. */
static void play_rollouts(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const struct line lines[] = {
        {PAYMENT_DEPLOY_MINUTES,      SERVICE_PAYMENT,   "started version=2.8.1"                   },
        {STOCK_DEPLOY_MINUTES,        SERVICE_INVENTORY, "started version=3.1.0"                   },
        {STOCK_DEPLOY_MINUTES - 0.2,  SERVICE_INVENTORY, "migrate: 0046_create_export_cursors done"},
        {STOCK_DEPLOY_MINUTES - 0.22, SERVICE_INVENTORY, "migrate: 0047_drop_unused_indexes begun" },
        {STOCK_ONSET_MINUTES + 0.01,  SERVICE_INVENTORY, "migrate: 0047_drop_unused_indexes done"  },
    };
    (void)rng;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        int64_t when = world_before(world, lines[i].minutes);
        if (when >= at_ns && when < at_ns + 60 * NS_PER_SECOND)
            world_log(world, lines[i].service, world_service(lines[i].service)->hosts[0], when,
                      "info", NULL, "%s", lines[i].text);
    }
}

const struct activity story_index[] = {
    {"order",    9000,  0.2, play_order   },
    {"retry",    5000,  0.2, play_retry   },
    {"pool",     15000, 0,   play_pool    },
    {"rollouts", 60000, 0,   play_rollouts},
    {NULL,       0,     0,   NULL         },
};
