/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp_rows.h"

#include "base/clock.h"

#include <string.h>

/* Bits of Span.flags: whether it is known that the parent is remote, and whether it is. */
#define FLAG_REMOTE_KNOWN 0x100u
#define FLAG_REMOTE       0x200u

enum kind { KIND_INTERNAL = 1, KIND_SERVER, KIND_CLIENT, KIND_PRODUCER, KIND_CONSUMER };

#define MAX_CLIMB 100

static const char *kind_name(int kind)
{
    static const char *const names[] = {NULL,     "internal", "server",
                                        "client", "producer", "consumer"};
    return kind > 0 && (size_t)kind < G_N_ELEMENTS(names) ? names[kind] : NULL;
}

/* The first span of a service in a trace: a root, or one whose parent is elsewhere. */
static bool is_segment(const Otlp__Span *span, const char *parent)
{
    if (!parent) {
        return true;
    }
    if (span->flags & FLAG_REMOTE_KNOWN) {
        return span->flags & FLAG_REMOTE;
    }
    return span->kind == KIND_SERVER || span->kind == KIND_CONSUMER;
}

static bool has(const struct item *item, const char *key)
{
    return item_get(item, key).type != VALUE_NONE;
}

/* OpenTelemetry has no op. What Sentry calls it follows from the kind and the attributes. */
static char *infer_op(const struct item *item, int kind)
{
    const char *agent = item_get_string(item, "gen_ai.operation.name");
    const char *vercel = item_get_string(item, "ai.operationId");
    bool serves = kind == KIND_SERVER || kind == KIND_CONSUMER;
    if (agent) {
        return g_strconcat("gen_ai.", agent, NULL);
    }
    if (vercel && g_str_has_prefix(vercel, "ai.")) {
        return g_strdup(vercel);
    }
    if (has(item, "http.request.method")) {
        return g_strdup(serves ? "http.server" : kind == KIND_CLIENT ? "http.client" : "http");
    }
    if (has(item, "db.system.name")) {
        return g_strdup("db");
    }
    if (has(item, "rpc.system")) {
        return g_strdup("rpc");
    }
    if (has(item, "messaging.system") || kind == KIND_PRODUCER || kind == KIND_CONSUMER) {
        return g_strdup(kind == KIND_PRODUCER ? "queue.publish" : "queue.process");
    }
    return g_strdup(has(item, "faas.trigger") ? "function" : "default");
}

static void set_status(struct item *item, const Otlp__Span *span, struct decoded *out)
{
    bool failed = span->status && span->status->code == 2;
    row_set_text(item, "span.status", failed ? "internal_error" : "ok");
    if (failed && span->status->message && *span->status->message) {
        g_autofree char *message = otlp_text(span->status->message, out);
        row_set_text(item, "span.status.message", message);
    }
}

static void set_events(struct item *item, const Otlp__Span *span, struct decoded *out)
{
    if (span->n_events == 0) {
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < span->n_events; i++) {
        const Otlp__SpanEvent *event = span->events[i];
        g_autofree char *name = otlp_text(event->name, out);
        json_t *json = json_object();
        json_object_set_new(json, "name", json_string(name));
        json_object_set_new(json, "timestamp",
                            json_real((double)(event->time_unix_nano / 1000) / 1e6));
        json_object_set_new(json, "attributes",
                            otlp_object(event->attributes, event->n_attributes, out));
        json_array_append_new(list, json);
    }
    row_set_json(item, "span.events", list);
    json_decref(list);
}

static void set_links(struct item *item, const Otlp__Span *span, struct decoded *out)
{
    if (span->n_links == 0) {
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < span->n_links; i++) {
        const Otlp__SpanLink *link = span->links[i];
        g_autofree char *trace = otlp_id(link->trace_id, 16);
        g_autofree char *id = otlp_id(link->span_id, 8);
        if (trace && id) {
            json_array_append_new(
                list, json_pack("{s:s,s:s,s:o}", "trace_id", trace, "span_id", id, "attributes",
                                otlp_object(link->attributes, link->n_attributes, out)));
        }
    }
    row_set_json(item, "span.links", list);
    json_decref(list);
}

static void add_span(const Otlp__Span *span, const struct origin *origin)
{
    struct decoded *out = origin->out;
    g_autofree char *trace = otlp_id(span->trace_id, 16);
    g_autofree char *id = otlp_id(span->span_id, 8);
    if (!trace || !id) {
        decoded_refuse(out, "a span needs a trace id of 16 and a span id of 8 bytes, not all zero");
        return;
    }
    struct item *item = item_new(ITEM_SPAN);
    g_autofree char *parent = otlp_id(span->parent_span_id, 8);
    g_autofree char *name = otlp_text(span->name, out);
    item->id = g_steal_pointer(&id);
    item->time_ns = otlp_time(item, span->start_time_unix_nano, origin);
    bool kept = item->time_ns == (int64_t)span->start_time_unix_nano;
    bool segment = is_segment(span, parent);
    row_set_text(item, "trace", trace);
    row_set_text(item, "parent_span", parent);
    row_set(item, "is_transaction", value_bool(segment));
    row_set_text(item, "span.description", name);
    row_set_duration(item, item->time_ns, kept ? (int64_t)span->end_time_unix_nano : item->time_ns);
    set_status(item, span, out);
    row_set_text(item, "span.kind", kind_name(span->kind));
    row_set_text(item, "transaction", segment ? name : NULL);
    row_set_text(item, "transaction.span_id", segment ? item->id : NULL);
    set_events(item, span, out);
    set_links(item, span, out);
    otlp_set_all(item, span->attributes, span->n_attributes, out);
    g_autofree char *op = infer_op(item, span->kind);
    row_set_op(item, op);
    otlp_set_origin(item, origin);
    g_ptr_array_add(out->items, item);
    for (size_t i = 0; i < span->n_events; i++) {
        if (g_strcmp0(span->events[i]->name, "exception") == 0) {
            otlp_add_exception(span->events[i], span, item, origin);
        }
    }
}

/* A span below a segment carries the segment's name, where that came in the same request. */
static void name_transactions(const GPtrArray *items, guint from)
{
    g_autoptr(GHashTable) spans = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = from; i < items->len; i++) {
        struct item *item = items->pdata[i];
        if (item->kind == ITEM_SPAN) {
            g_hash_table_insert(spans, item->id, item);
        }
    }
    for (guint i = from; i < items->len; i++) {
        struct item *item = items->pdata[i], *at = item;
        for (int step = 0; at && item->kind == ITEM_SPAN && step < MAX_CLIMB; step++) {
            if (item_get(at, "is_transaction").boolean) {
                item_set(item, "transaction", item_get(at, "transaction"));
                item_set(item, "transaction.span_id", value_string(at->id));
                break;
            }
            const char *parent = item_get_string(at, "parent_span");
            at = parent ? g_hash_table_lookup(spans, parent) : NULL;
        }
    }
}

void otlp_traces(const Otlp__TracesRequest *request, int64_t now_ns, struct decoded *out)
{
    guint from = out->items->len;
    for (size_t r = 0; r < request->n_resource_spans; r++) {
        const Otlp__ResourceSpans *resource = request->resource_spans[r];
        for (size_t s = 0; s < resource->n_scope_spans; s++) {
            const Otlp__ScopeSpans *scope = resource->scope_spans[s];
            struct origin origin = {resource->resource, scope->scope, now_ns, out};
            for (size_t i = 0; i < scope->n_spans; i++) {
                add_span(scope->spans[i], &origin);
            }
        }
    }
    name_transactions(out->items, from);
}
