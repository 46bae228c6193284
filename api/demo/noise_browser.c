/* SPDX-License-Identifier: Apache-2.0
 *
 * Noise from browsers: somebody loads a product page, then the cart. Each load is a trace that
 * begins in the browser with its web vitals; the cart's links to the product page's. The product
 * page is a little slow to paint (LCP), which nobody has looked at. Similar products come from a
 * cache, whose connection is lost now and then: the span records the exception and what it did.
 * The cart is a query with joins, and asks a tax service with JSON bodies.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>
#include <string.h>

#define CART_QUERY                                                                              \
    "SELECT c.id, l.sku, l.quantity, p.name, p.price, COALESCE(s.percent, 0) AS discount FROM " \
    "carts c JOIN cart_lines l ON l.cart_id = c.id JOIN products p ON p.sku = l.sku LEFT JOIN " \
    "(SELECT sku, MAX(percent) AS percent FROM sales WHERE starts_at <= now() AND ends_at > "   \
    "now() GROUP BY sku) s ON s.sku = p.sku WHERE c.user_id = $1 AND c.state = 'open' AND "     \
    "p.category_id IN (11, 12, 14, 15, 17, 18, 21, 22, 23, 27, 31) ORDER BY l.added_at DESC "   \
    "LIMIT 50"

#define CACHE_STACK                                                                               \
    "Traceback (most recent call last):\n"                                                        \
    "  File \"/srv/inventory/inventory/stock/similar.py\", line 41, in similar\n"                 \
    "    found = cache.get(key)\n"                                                                \
    "  File \"/usr/lib/python3/dist-packages/redis/client.py\", line 1829, in get\n"              \
    "    return self.execute_command('GET', name)\n"                                              \
    "  File \"/usr/lib/python3/dist-packages/redis/connection.py\", line 512, in read_response\n" \
    "    response = self._parser.read_response()\n"                                               \
    "ConnectionResetError: [Errno 104] Connection reset by peer\n"

struct visit {
    struct trace trace;
    struct emission *page;
    char sku[16];
};

static int64_t later(int64_t ns, double ms)
{
    return ns + ns_of_ms(ms);
}

/* --- the browser --- */

/* The figures of a load, in the order of time. */
struct vitals {
    double ttfb, fcp, lcp, inp, cls;
};

static void begin_load(struct visit *visit, const char *name, int64_t at_ns, struct vitals vitals)
{
    struct trace *trace = &visit->trace;
    int64_t end = later(at_ns, vitals.lcp + 180);
    visit->page = trace_span(trace, SERVICE_WEB, NULL, "pageload", name, at_ns, end);
    emission_take(visit->page, json_pack("{s:f,s:f,s:f,s:f,s:f}", "browser.web_vital.ttfb.value",
                                         vitals.ttfb, "browser.web_vital.fcp.value", vitals.fcp,
                                         "browser.web_vital.lcp.value", vitals.lcp,
                                         "browser.web_vital.inp.value", vitals.inp,
                                         "browser.web_vital.cls.value", vitals.cls));
    emission_take(
        visit->page,
        json_pack("{s:s,s:s,s:s,s:s,s:i,s:b}", "browser.name", "Firefox", "browser.version",
                  "145.0", "user_agent.original",
                  "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                  "sentry.origin", "auto.pageload.browser", "device.memory", 8,
                  "network.connection.save_data", 0));
    struct emission *request = trace_span(trace, SERVICE_WEB, visit->page, "browser.request",
                                          "request", later(at_ns, 4), later(at_ns, vitals.ttfb));
    demo_record_set_text(request, "sentry.origin", "auto.ui.browser.metrics");
}

static void resource(struct visit *visit, const char *op, const char *name, double from_ms,
                     double to_ms, int bytes, int decoded)
{
    int64_t start = visit->page->time_ns;
    struct emission *span = trace_span(&visit->trace, SERVICE_WEB, visit->page, op, name,
                                       later(start, from_ms), later(start, to_ms));
    emission_take(span, json_pack("{s:i,s:i,s:i,s:s}", "http.response_transfer_size", bytes + 310,
                                  "http.response_content_length", bytes,
                                  "http.decoded_response_content_length", decoded,
                                  "resource.render_blocking_status", "non-blocking"));
}

static struct emission *fetch(struct visit *visit, const char *name, const char *url,
                              double from_ms, double ms)
{
    int64_t start = later(visit->page->time_ns, from_ms);
    struct emission *span = trace_span(&visit->trace, SERVICE_WEB, visit->page, "http.client", name,
                                       start, later(start, ms));
    span_http(span, "GET", NULL, 200);
    demo_record_set_text(span, "url.full", url);
    return span;
}

/* --- similar products, out of a cache --- */

/* The connection is gone; the second attempt answers. */
static void lose_connection(struct emission *read)
{
    emission_happened(read, later(read->time_ns, 6), "exception",
                      json_pack("{s:s,s:s,s:s,s:b}", "exception.type", "ConnectionResetError",
                                "exception.message", "[Errno 104] Connection reset by peer",
                                "exception.stacktrace", CACHE_STACK, "exception.escaped", 0));
    emission_happened(read, later(read->time_ns, 7), "retry",
                      json_pack("{s:i,s:s}", "attempt", 2, "pool", "similar"));
}

static struct emission *serve_similar(struct trace *trace, const struct emission *caller,
                                      const char *sku, int64_t start_ns, int64_t end_ns)
{
    struct emission *serve =
        trace_span(trace, SERVICE_INVENTORY, caller, "function", "similar", start_ns, end_ns);
    span_code(serve, "inventory/stock/similar.py", "similar");
    struct emission *read = trace_span(trace, SERVICE_INVENTORY, serve, "cache.get", "GET similar",
                                       later(start_ns, 1), later(end_ns, -2));
    emission_take(read, json_pack("{s:s,s:s,s:b,s:i}", "db.system.name", "redis", "cache.key", sku,
                                  "cache.hit", 1, "cache.item_size", 18342));
    return read;
}

void browser_cache_error(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    lose_connection(serve_similar(&trace, NULL, "SKU-1402", at_ns, later(at_ns, 44)));
}

static void play_similar(struct visit *visit, const struct emission *caller)
{
    struct emission *read = serve_similar(&visit->trace, caller, visit->sku,
                                          later(caller->time_ns, 3), later(caller->end_ns, -3));
    if (rng_below(visit->trace.rng, 4) == 0)
        lose_connection(read);
}

static void play_product(struct visit *visit, int64_t at_ns)
{
    struct rng *rng = visit->trace.rng;
    struct vitals vitals = {rng_around(rng, 340, 0.08), rng_around(rng, 1450, 0.05),
                            rng_around(rng, 2950, 0.05), rng_around(rng, 120, 0.1),
                            (double)(4 + rng_below(rng, 4)) / 100};
    begin_load(visit, "/product/:sku", at_ns, vitals);
    g_autofree char *url = g_strdup_printf(
        "https://shop.example/product/%s?ref=newsletter&utm_campaign=autumn%%20boots&size=42",
        visit->sku);
    demo_record_set_text(visit->page, "url.full", url);
    resource(visit, "resource.script", "https://cdn.shop.example/product.js", vitals.ttfb + 10,
             vitals.fcp - 200, 96400, 341200);
    resource(visit, "resource.img", "https://img.shop.example/product.avif", vitals.fcp,
             vitals.lcp - 20, 412000, 412000);
    g_autofree char *similar =
        g_strdup_printf("https://shop.example/api/similar?sku=%s&limit=8", visit->sku);
    struct emission *call =
        fetch(visit, "GET /api/similar", similar, vitals.fcp + 40, rng_around(rng, 48, 0.1));
    /* SDKs keep the beginning of a body only. */
    demo_record_set_text(call, "http.response.body.data",
                         "{\"items\":[{\"sku\":\"SKU-1402\",\"score\":0.93},{\"sku\":\"SKU-77\","
                         "\"score\":0.91},{\"sku\":\"SKU-1170\",\"sco");
    play_similar(visit, call);
}

/* --- the cart --- */

static void play_taxes(struct visit *visit, const struct emission *cart, int64_t at_ns)
{
    struct rng *rng = visit->trace.rng;
    unsigned cents = 2000 + rng_below(rng, 9000);
    struct emission *quote = trace_span(&visit->trace, SERVICE_CHECKOUT, cart, "http.client",
                                        "POST https://api.taxes.example/v2/quote", at_ns,
                                        later(at_ns, rng_around(rng, 38, 0.1)));
    span_http(quote, "POST", NULL, 200);
    g_autofree char *asked = g_strdup_printf(
        "{\"currency\":\"EUR\",\"customer\":{\"country\":\"NO\",\"postcode\":\"0155\",\"business\":"
        "false},\"lines\":[{\"sku\":\"%s\",\"quantity\":1,\"net_cents\":%u,\"tags\":[\"shoes\","
        "\"outdoor\"]},{\"sku\":\"SKU-88\",\"quantity\":2,\"net_cents\":450,\"tags\":[\"laces\"]}],"
        "\"shipping\":{\"method\":\"parcel\",\"net_cents\":590}}",
        visit->sku, cents);
    g_autofree char *answered = g_strdup_printf("{\"quote\":\"q_%08x\",\"total_tax_cents\":%u,"
                                                "\"rates\":{\"standard\":0.25,\"reduced\":0.15},"
                                                "\"expires_at\":null}",
                                                rng_below(rng, 1U << 30), (cents + 1490) / 4);
    demo_record_set_text(quote, "http.request.body.data", asked);
    demo_record_set_text(quote, "http.response.body.data", answered);
    demo_record_set_int(quote, "http.request.body.size", (int64_t)strlen(asked));
    demo_record_set_int(quote, "http.response.body.size", (int64_t)strlen(answered));
}

static void serve_cart(struct visit *visit, const struct emission *caller)
{
    int64_t start = later(caller->time_ns, 4), end = later(caller->end_ns, -4);
    struct emission *cart =
        trace_span(&visit->trace, SERVICE_CHECKOUT, caller, "http.server", "GET /cart", start, end);
    span_http(cart, "GET", "/cart", 200);
    span_code(cart, "src/routes/checkout.ts", "cart");
    struct emission *read = trace_span(&visit->trace, SERVICE_CHECKOUT, cart, "db.query",
                                       CART_QUERY, later(start, 2), later(start, 19));
    span_query(read, "carts", CART_QUERY);
    play_taxes(visit, cart, later(start, 21));
}

static void play_cart(struct visit *visit, const struct emission *before, int64_t at_ns)
{
    struct rng *rng = visit->trace.rng;
    struct vitals vitals = {rng_around(rng, 210, 0.08), rng_around(rng, 820, 0.05),
                            rng_around(rng, 1320, 0.05), rng_around(rng, 240, 0.1), 0.02};
    begin_load(visit, "/cart", at_ns, vitals);
    demo_record_set_text(visit->page, "url.full", "https://shop.example/cart");
    emission_link(visit->page, before, "previous_trace");
    resource(visit, "resource.script", "https://cdn.shop.example/cart.js", vitals.ttfb + 8,
             vitals.fcp - 90, 41800, 148000);
    serve_cart(visit, fetch(visit, "GET /api/cart", "https://shop.example/api/cart?expand=taxes",
                            vitals.fcp - 60, rng_around(rng, 84, 0.05)));
}

static void play_visit(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct visit product = {.trace = trace_begin(world, rng)};
    struct visit cart = {.trace = trace_begin(world, rng)};
    cart.trace.user = product.trace.user;
    g_snprintf(product.sku, sizeof product.sku, "SKU-%u", 1000 + rng_below(rng, 800));
    g_strlcpy(cart.sku, product.sku, sizeof cart.sku);
    play_product(&product, at_ns);
    play_cart(&cart, product.page, later(at_ns, 1000 * rng_around(rng, 14, 0.2)));
}

const struct activity noise_browser[] = {
    {"visit", 34000, 0.15, play_visit},
    {NULL,    0,     0,    NULL      },
};
