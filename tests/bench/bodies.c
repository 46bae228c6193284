/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/bodies.h"

#define REQUEST_SPANS 40
#define WIDE          10000

static const char *const services[] = {
    "web",      "checkout",        "payment",         "inventory",
    "shipping", "recommendations", "research-agents", "gateway"};
static const struct {
    const char *op, *text;
} works[] = {
    {"db",
     "SELECT \\\"stock\\\".\\\"sku\\\", \\\"stock\\\".\\\"warehouse_id\\\", "
     "\\\"stock\\\".\\\"on_hand\\\", \\\"stock\\\".\\\"reserved\\\", "
     "\\\"stock\\\".\\\"updated_at\\\" "
     "FROM \\\"inventory_stock\\\" \\\"stock\\\" INNER JOIN \\\"inventory_warehouse\\\" ON "
     "(\\\"stock\\\".\\\"warehouse_id\\\" = \\\"inventory_warehouse\\\".\\\"id\\\") WHERE "
     "(\\\"stock\\\".\\\"warehouse_id\\\" = %s AND \\\"stock\\\".\\\"sku\\\" IN (%s)) ORDER BY 1"},
    {"http.client",
     "GET https://payment.internal.example/v2/merchants/{merchant}/charges/{id}/capture"         },
    {"cache.get",       "session:current-user:permissions,session:current-user:basket"           },
    {"function",        "checkout.pipeline.stages.validate_basket_against_reserved_stock"        },
    {"queue.publish",   "orders.accepted.eu-central-1.fulfilment"                                },
    {"db",
     "UPDATE \\\"orders\\\" SET \\\"state\\\" = %s, \\\"total_cents\\\" = %s, "
     "\\\"currency\\\" = %s, \\\"updated_at\\\" = now() WHERE (\\\"orders\\\".\\\"id\\\" = %s "
     "AND \\\"orders\\\".\\\"version\\\" = %s) RETURNING \\\"orders\\\".\\\"version\\\""         },
    {"template.render", "templates/basket/überblick-mit-empfehlungen.html"                      },
    {"http.server",     "POST /api/v2/checkout/{basket}/items"                                   },
};

struct making {
    GString *out;
    guint made, wanted;
    gint64 at_us; /* where the next span starts */
};

/* The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
static guint64 scramble(guint64 x)
{
    x += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Begins a span of `took_us`, whose children are yet to come; its id. */
static guint64 begin(struct making *making, guint64 parent, gint64 took_us)
{
    guint64 id = scramble(making->made++), dice = scramble(id);
    const char *service = services[dice % G_N_ELEMENTS(services)];
    guint work = (guint)(dice >> 8) % G_N_ELEMENTS(works);
    const char *text = parent ? works[work].text : BODIES_TRACE_NAME;
    gint64 end_us = making->at_us + took_us;
    char above[24] = "null";
    if (parent)
        g_snprintf(above, sizeof above, "\"%016" G_GINT64_MODIFIER "x\"", parent);
    GString *out = making->out;
    if (out->str[out->len - 1] == '}')
        g_string_append_c(out, ',');
    g_string_append_printf(
        out,
        "{\"event_type\":\"span\",\"event_id\":\"%016" G_GINT64_MODIFIER "x\",\"transaction_id\":"
        "\"%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\",\"project_id\":%u,"
        "\"project_slug\":\"%s\",\"op\":\"%s\",\"name\":\"%s\",\"description\":\"%s\","
        "\"transaction\":\"POST /api/v2/checkout/{basket}/items\",\"is_transaction\":%s,"
        "\"parent_span_id\":%s,\"sdk_name\":\"sentry.python.django\",\"profile_id\":\"\","
        "\"profiler_id\":\"%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\",",
        id, dice, id, 4505281 + (guint)(dice % 8), service, works[work].op, works[work].op, text,
        work == 7 ? "true" : "false", above, ~id, ~dice);
    g_string_append_printf(
        out,
        "\"start_timestamp\":%" G_GINT64_FORMAT ".%06d,\"end_timestamp\":%" G_GINT64_FORMAT
        ".%06d,\"duration\":%" G_GINT64_FORMAT ".%03d%s,",
        making->at_us / G_USEC_PER_SEC, (int)(making->at_us % G_USEC_PER_SEC),
        end_us / G_USEC_PER_SEC, (int)(end_us % G_USEC_PER_SEC), took_us / 1000,
        (int)(took_us % 1000), dice % 10 ? "" : "00000000000001"); /* as doubles are written */
    g_string_append_printf(
        out,
        "\"measurements\":{},\"browser_web_vital\":{},\"mobile_app_vital\":{},"
        "\"additional_attributes\":{\"release\":\"%s@3.1.%u\",\"span.status\":\"%s\","
        "\"server.address\":\"%s-7c9f6d5b8-%04x.eu-central-1.compute.internal\","
        "\"http.response.status_code\":%u},\"children\":[",
        service, (guint)(dice % 3), dice % 200 ? "ok" : "internal_error", service,
        (guint)(dice >> 40) % 64, dice % 200 ? 200 : 500);
    return id;
}

/* An error now and then. */
static void end(struct making *making, guint64 id)
{
    GString *out = making->out;
    g_string_append(out, "],\"errors\":[");
    if (scramble(id) % 200 == 0)
        g_string_append_printf(
            out,
            "{\"event_type\":\"error\",\"event_id\":\"%032" G_GINT64_MODIFIER
            "x\",\"issue_id\":%u,\"project_id\":4505281,\"project_slug\":\"checkout\","
            "\"description\":\"TimeoutError: Payment charge exceeded 30s\",\"level\":\"error\","
            "\"short_id\":\"CHECKOUT-%u\",\"start_timestamp\":%" G_GINT64_FORMAT ".5}",
            id, (guint)(id % 40) + 1, (guint)(id % 40) + 1, making->at_us / G_USEC_PER_SEC);
    g_string_append(out, "],\"occurrences\":[]}");
}

static bool more(const struct making *making)
{
    return making->made < making->wanted;
}

/* A request: spans one below and one behind another. */
static void add_request(struct making *making, guint64 parent, guint spans, gint64 took_us)
{
    guint64 open[8];
    guint depth = 0;
    for (guint i = 0; i < spans && more(making); i++) {
        while (depth > 0 && (depth == G_N_ELEMENTS(open) || scramble(making->made) % 3 == 0))
            end(making, open[--depth]);
        guint64 above = depth ? open[depth - 1] : parent;
        open[depth++] = begin(making, above, MAX(took_us - (gint64)i * took_us / spans, 1));
        making->at_us += took_us / spans / 2;
    }
    while (depth > 0)
        end(making, open[--depth]);
}

static void add_wide(struct making *making, guint64 parent, guint children)
{
    guint64 id = begin(making, parent, (gint64)children * 1200);
    for (guint i = 0; i < children && more(making); i++) {
        guint64 child = begin(making, id, 900 + (gint64)(scramble(i) % 300));
        end(making, child);
        making->at_us += 1200;
    }
    end(making, id);
}

static void add_deep(struct making *making, guint64 parent, guint depth)
{
    g_autofree guint64 *open = g_new(guint64, depth);
    guint opened = 0;
    for (; opened < depth && more(making); opened++) {
        parent = open[opened] = begin(making, parent, (gint64)(depth - opened) * 100);
        making->at_us += 40;
    }
    while (opened > 0)
        end(making, open[--opened]);
}

GString *bodies_trace(guint spans, guint deep, gint64 start_ms)
{
    struct making making = {.out = g_string_sized_new((gsize)spans * 1150 + 4096),
                            .wanted = spans,
                            .at_us = start_ms * 1000};
    g_string_append_c(making.out, '[');
    guint64 root = begin(&making, 0, 45 * G_USEC_PER_SEC);
    add_request(&making, root, REQUEST_SPANS, 30000);
    add_wide(&making, root, MIN(WIDE, spans / 10));
    add_deep(&making, root, deep);
    while (more(&making))
        add_request(&making, root, REQUEST_SPANS, 12000);
    end(&making, root);
    g_string_append_c(making.out, ']');
    return making.out;
}

GString *bodies_rows(guint rows)
{
    GString *out = g_string_sized_new((gsize)rows * 720 + 4096);
    g_string_append(out, "{\"data\":[");
    for (guint i = 0; i < rows; i++) {
        guint64 dice = scramble(i), id = scramble(dice);
        const char *service = services[dice % G_N_ELEMENTS(services)];
        guint work = (guint)(dice >> 8) % G_N_ELEMENTS(works);
        g_string_append_printf(
            out,
            "%s{\"id\":\"%016" G_GINT64_MODIFIER
            "x\",\"timestamp\":\"2026-11-22T03:%02u:%02u+00:00\","
            "\"project\":\"%s\",\"project.name\":\"%s\",\"trace\":\"%016" G_GINT64_MODIFIER
            "x%016" G_GINT64_MODIFIER "x\",\"span.op\":\"%s\",\"span.description\":\"%s\","
            "\"span.duration\":%u.%06u,\"span.self_time\":%u.%03u,\"transaction\":"
            "\"POST "
            "/api/v2/checkout/{basket}/items\",\"is_transaction\":%s,\"release\":\"%s@3.1.0\","
            "\"environment\":\"prod\",\"span.status\":\"ok\",\"user.id\":\"%u\",\"precise.start_"
            "ts\":"
            "1795316%03u.%06u}",
            i ? "," : "", id, i / 60 % 60, i % 60, service, service, id, dice, works[work].op,
            works[work].text, (guint)(dice % 4000), (guint)(id % 1000000), (guint)(id % 900),
            (guint)(dice % 1000), work == 7 ? "true" : "false", service,
            (guint)(dice >> 30) % 100000, i % 1000, (guint)(id % 1000000));
    }
    g_string_append(out,
                    "],\"meta\":{\"fields\":{\"id\":\"string\",\"span.duration\":\"duration\"},"
                    "\"units\":{\"span.duration\":\"millisecond\"},\"dataScanned\":\"full\"}}");
    return out;
}
