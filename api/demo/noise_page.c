/* SPDX-License-Identifier: Apache-2.0
 *
 * Noise in the browser: the shop's front page, which loads slowly as it always has. Its script
 * bundle blocks rendering, an old analytics script is sent uncompressed, and each product on the
 * shelf asks for its own price.
 */
#include "api/demo/stories.h"
#include "api/demo/trace_maker.h"

#include <jansson.h>

#define CDN "https://cdn.shop.example/"

struct asset {
    const char *op, *url, *status;
    double start_ms, ms;
    int encoded, decoded; /* bytes */
};

static const struct asset assets[] = {
    {"resource.css",    CDN "assets/theme.css",        "blocking",     380, 90,   41000,   188000 },
    {"resource.script", CDN "assets/vendor.js",        "blocking",     390, 1450, 640000,  2140000},
    {"resource.script", CDN "assets/shop.js",          "non-blocking", 400, 310,  96000,   402000 },
    {"resource.script", CDN "legacy/analytics.js",     "non-blocking", 700, 820,  1310000, 1310000},
    {"resource.img",    CDN "assets/hero-winter.avif", "non-blocking", 900, 240,  88000,   88000  },
};

static void add_asset(struct trace *trace, const struct emission *page, const struct asset *asset)
{
    int64_t start = page->time_ns + ns_of_ms(asset->start_ms);
    int64_t end = start + ns_of_ms(rng_around(trace->rng, asset->ms, 0.03));
    struct emission *span = trace_span(trace, SERVICE_WEB, page, asset->op, asset->url, start, end);
    demo_record_set_int(span, "http.response_content_length", asset->encoded);
    demo_record_set_int(span, "http.decoded_response_content_length", asset->decoded);
    demo_record_set_int(span, "http.response_transfer_size", asset->encoded + 300);
    demo_record_set_text(span, "resource.render_blocking_status", asset->status);
}

/* One request a product, all at once, when the bundle has run. */
static void add_prices(struct trace *trace, const struct emission *page, int64_t at_ns)
{
    for (unsigned i = 10 + rng_below(trace->rng, 2); i > 0; i--) {
        g_autofree char *name =
            g_strdup_printf("GET https://shop.example/api/price/SKU-%u", 1000 + i * 7);
        int64_t end = at_ns + ns_of_ms(rng_around(trace->rng, 64, 0.15));
        struct emission *call =
            trace_span(trace, SERVICE_WEB, page, "http.client", name, at_ns, end);
        span_http(call, "GET", NULL, 200);
        at_ns += 2 * NS_PER_MS;
    }
}

static void play_page(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct trace trace = trace_begin(world, rng);
    double paint = rng_around(rng, 3050, 0.02);
    int64_t end = at_ns + ns_of_ms(rng_around(rng, 4300, 0.02));
    struct emission *page = trace_span(&trace, SERVICE_WEB, NULL, "pageload", "/shop", at_ns, end);
    emission_take(page,
                  json_pack("{s:s,s:f,s:f,s:f,s:f,s:f}", "browser.name", "Chrome",
                            "browser.web_vital.ttfb.value", rng_around(rng, 340, 0.05),
                            "browser.web_vital.fcp.value", paint, "browser.web_vital.lcp.value",
                            paint + 640, "browser.web_vital.inp.value", rng_around(rng, 160, 0.1),
                            "browser.web_vital.cls.value", 0.04));
    emission_take(page, json_pack("{s:f,s:f}", "measurements.connection.rtt", 75.0,
                                  "measurements.ttfb.requesttime", 214.0));
    for (size_t i = 0; i < G_N_ELEMENTS(assets); i++)
        add_asset(&trace, page, &assets[i]);
    add_prices(&trace, page, at_ns + 2200 * NS_PER_MS);
}

const struct activity noise_page[] = {
    {"front page", 100000, 0.12, play_page},
    {NULL,         0,      0,    NULL     },
};
