/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/telemetry.h"

#include "otlp.pb-c.h"
#include "tests/bench/load.h"

#include <string.h>

#define FRAMES     16
#define ATTRIBUTES 7
#define RESOURCE   3
#define SERVICES   6
#define ROUTES     40
#define A_TRACE    20 /* spans */
#define RANGE_NS   (G_GUINT64_CONSTANT(3600) * G_GUINT64_CONSTANT(1000000000))

static const char *const services[SERVICES] = {"web",       "checkout",        "payment",
                                               "inventory", "recommendations", "research-agents"};

static void add_frames(GString *body)
{
    for (int i = 0; i < FRAMES; i++) {
        g_string_append_printf(body,
                               "%s{\"filename\":\"src/checkout/handlers/payment_%d.js\","
                               "\"function\":\"chargeWithRetry%d\",\"module\":\"checkout.payment\","
                               "\"lineno\":%d,\"colno\":17,\"in_app\":%s,\"context_line\":"
                               "\"    const reply = await this.client.charge(order, card);\"}",
                               i ? "," : "", i, i, 40 + i, i % 3 ? "true" : "false");
    }
}

void telemetry_event(void *context, guint number, GString *out)
{
    (void)context;
    g_autoptr(GString) body = g_string_sized_new(8192);
    double now = (double)g_get_real_time() / G_USEC_PER_SEC;
    g_string_append_printf(body,
                           "{\"event_id\":\"%032x\",\"sdk\":{\"name\":\"sentry.javascript.node\","
                           "\"version\":\"9.1.0\"}}\n{\"type\":\"event\"}\n"
                           "{\"event_id\":\"%032x\",\"timestamp\":%.3f,\"platform\":\"node\","
                           "\"level\":\"error\",\"environment\":\"production\",\"release\":"
                           "\"checkout@3.1.0\",\"server_name\":\"checkout-7f9c\",\"transaction\":"
                           "\"POST /charge\",\"user\":{\"id\":\"%u\"},\"tags\":{\"region\":"
                           "\"eu-west-1\",\"runtime\":\"node 22\",\"tier\":\"gold\"},"
                           "\"exception\":{\"values\":[{\"type\":\"TimeoutError\",\"value\":"
                           "\"Payment charge exceeded 30s\",\"stacktrace\":{\"frames\":[",
                           number + 1, number + 1, now, number % 100);
    add_frames(body);
    g_string_append(body, "]}}]},\"breadcrumbs\":{\"values\":[");
    for (int i = 0; i < 8; i++)
        g_string_append_printf(body,
                               "%s{\"timestamp\":%.3f,\"category\":\"http\",\"message\":"
                               "\"GET /api/resource/%d\",\"level\":\"info\"}",
                               i ? "," : "", now - i, i);
    g_string_append(body, "]}}\n");
    load_head(out, "/api/1/envelope/?sentry_key=checkout", "application/x-sentry-envelope",
              body->len);
    g_string_append_len(out, body->str, (gssize)body->len);
}

/* --- spans --- */

/* One request, whose spans are filled anew each time. */
struct telemetry_spans {
    GRand *random;
    guint64 start_ns, step_ns;
    Otlp__TracesRequest request;
    Otlp__ResourceSpans resource_spans, *resource_spans_list;
    Otlp__ScopeSpans scope_spans, *scope_spans_list;
    Otlp__Resource resource;
    Otlp__AnyValue resource_values[RESOURCE];
    Otlp__KeyValue resource_pairs[RESOURCE], *resource_list[RESOURCE];
    struct one {
        Otlp__Span span;
        Otlp__AnyValue values[ATTRIBUTES];
        Otlp__KeyValue pairs[ATTRIBUTES], *list[ATTRIBUTES];
        guint64 trace[2], id, parent;
        char name[32], route[32], user[16];
    } spans[TELEMETRY_SPANS];
    Otlp__Span *list[TELEMETRY_SPANS];
};

static void pair(Otlp__KeyValue *at, Otlp__AnyValue *value, const char *key, const char *text)
{
    otlp__any_value__init(value);
    value->value_case = OTLP__ANY_VALUE__VALUE_STRING_VALUE;
    value->string_value = (char *)text;
    otlp__key_value__init(at);
    at->key = (char *)key;
    at->value = value;
}

static ProtobufCBinaryData bytes(guint64 *of, size_t size)
{
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)of};
}

static void set_up(struct one *one)
{
    const struct {
        const char *key, *text; /* NULL = a number */
    } attributes[ATTRIBUTES] = {
        {"http.route",                one->route            },
        {"http.request.method",       "GET"                 },
        {"user.id",                   one->user             },
        {"server.address",            "inventory.shop.local"},
        {"network.protocol.version",  "1.1"                 },
        {"http.response.status_code", NULL                  },
        {"thread.id",                 NULL                  },
    };
    otlp__span__init(&one->span);
    one->span.has_trace_id = one->span.has_span_id = one->span.has_kind = 1;
    one->span.trace_id = bytes(one->trace, sizeof one->trace);
    one->span.span_id = bytes(&one->id, sizeof one->id);
    one->span.parent_span_id = bytes(&one->parent, sizeof one->parent);
    one->span.has_start_time_unix_nano = one->span.has_end_time_unix_nano = 1;
    one->span.name = one->name;
    one->span.n_attributes = ATTRIBUTES;
    one->span.attributes = one->list;
    for (int i = 0; i < ATTRIBUTES; i++) {
        one->list[i] = &one->pairs[i];
        pair(one->list[i], &one->values[i], attributes[i].key, attributes[i].text);
        if (!attributes[i].text)
            one->values[i].value_case = OTLP__ANY_VALUE__VALUE_INT_VALUE;
    }
}

struct telemetry_spans *telemetry_spans_new(guint requests)
{
    static const char *const keys[RESOURCE] = {"service.name", "service.version",
                                               "deployment.environment.name"};
    struct telemetry_spans *all = g_new0(struct telemetry_spans, 1);
    all->random = g_rand_new_with_seed(3);
    all->start_ns = (guint64)g_get_real_time() * 1000 - RANGE_NS;
    all->step_ns = RANGE_NS / ((guint64)requests * TELEMETRY_SPANS + 1);
    otlp__traces_request__init(&all->request);
    otlp__resource_spans__init(&all->resource_spans);
    otlp__scope_spans__init(&all->scope_spans);
    otlp__resource__init(&all->resource);
    all->request.n_resource_spans = all->resource_spans.n_scope_spans = 1;
    all->request.resource_spans = &all->resource_spans_list;
    all->resource_spans_list = &all->resource_spans;
    all->resource_spans.resource = &all->resource;
    all->resource_spans.scope_spans = &all->scope_spans_list;
    all->scope_spans_list = &all->scope_spans;
    all->resource.n_attributes = RESOURCE;
    all->resource.attributes = all->resource_list;
    for (int i = 0; i < RESOURCE; i++) {
        all->resource_list[i] = &all->resource_pairs[i];
        pair(all->resource_list[i], &all->resource_values[i], keys[i], "3.1.0");
    }
    all->scope_spans.n_spans = TELEMETRY_SPANS;
    all->scope_spans.spans = all->list;
    for (int i = 0; i < TELEMETRY_SPANS; i++) {
        all->list[i] = &all->spans[i].span;
        set_up(&all->spans[i]);
    }
    return all;
}

void telemetry_spans_free(struct telemetry_spans *all)
{
    g_rand_free(all->random);
    g_free(all);
}

static void fill(struct telemetry_spans *all, struct one *one, guint64 n)
{
    guint32 dice = g_rand_int(all->random);
    one->trace[0] = GUINT64_TO_BE(n / A_TRACE + 1);
    one->id = GUINT64_TO_BE(n + 1);
    one->parent = GUINT64_TO_BE(n - n % A_TRACE + 1);
    one->span.has_parent_span_id = n % A_TRACE != 0;
    one->span.kind = n % A_TRACE ? 3 : 2;
    one->span.end_time_unix_nano = all->start_ns + n * all->step_ns;
    one->span.start_time_unix_nano = one->span.end_time_unix_nano - dice % 100000 * 7919;
    g_snprintf(one->route, sizeof one->route, "/api/resource/%u", dice / 6 % ROUTES);
    g_snprintf(one->name, sizeof one->name, "GET %s", one->route);
    g_snprintf(one->user, sizeof one->user, "u%u", dice % 5000);
    one->values[5].int_value = dice % 50 ? 200 : 500;
    one->values[6].int_value = dice % 8;
}

void telemetry_spans(void *context, guint number, GString *out)
{
    struct telemetry_spans *all = context;
    all->resource_values[0].string_value = (char *)services[number % SERVICES];
    for (guint i = 0; i < TELEMETRY_SPANS; i++)
        fill(all, &all->spans[i], (guint64)number * TELEMETRY_SPANS + i);
    all->resource_values[2].string_value = (char *)"production";
    gsize size = otlp__traces_request__get_packed_size(&all->request);
    load_head(out, "/v1/traces", "application/x-protobuf", size);
    gsize head = out->len;
    g_string_set_size(out, head + size);
    otlp__traces_request__pack(&all->request, (uint8_t *)out->str + head);
}
