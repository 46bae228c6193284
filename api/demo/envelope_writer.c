/* SPDX-License-Identifier: Apache-2.0
 *
 * Envelopes as Sentry's SDKs write them: items end at a newline, batches are told by item_count and
 * content_type.
 */
#include "api/demo/writer.h"

#include <jansson.h>
#include <string.h>

static json_t *seconds(int64_t ns)
{
    return json_real((double)(ns / NS_PER_US) / 1e6);
}

static void append_request(enum service service, GString *body, GPtrArray *requests)
{
    const struct service_info *info = world_service(service);
    char *path = g_strdup_printf("/api/%d/envelope/?sentry_version=7&sentry_key=%s&sentry_client="
                                 "%s%%2F%s",
                                 (int)service + 1, info->name, info->sdk, info->sdk_version);
    g_ptr_array_add(requests,
                    outgoing_new(TO_INTAKE, "POST", path, NULL, g_string_free_to_bytes(body)));
}

static json_t *sdk_of(enum service service)
{
    const struct service_info *info = world_service(service);
    return json_pack("{s:s,s:s}", "name", info->sdk, "version", info->sdk_version);
}

/* --- attributes: {"value": v, "type": t} --- */
static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "double";
    case JSON_TRUE:
    case JSON_FALSE:
        return "boolean";
    case JSON_ARRAY:
        return "array";
    default:
        return "string";
    }
}

static void add_value(json_t *typed, const char *key, json_t *value)
{
    json_object_set_new(typed, key,
                        json_pack("{s:O,s:s}", "value", value, "type", type_name(value)));
    json_decref(value);
}

static void add_text(json_t *typed, const char *key, const char *text)
{
    if (text && *text)
        add_value(typed, key, json_string(text));
}

static json_t *typed_attributes(const struct world *world, const struct emission *record)
{
    const struct service_info *info = world_service(record->service);
    json_t *typed = json_object();
    const char *key;
    json_t *value;
    json_object_foreach(record->attributes, key, value) add_value(typed, key, json_incref(value));
    add_text(typed, "user.id", record->user);
    add_text(typed, "server.address", record->host);
    add_text(typed, "sentry.release", world_release(world, record->service, record->time_ns));
    add_text(typed, "sentry.environment", "production");
    add_text(typed, "sentry.sdk.name", info->sdk);
    add_text(typed, "sentry.sdk.version", info->sdk_version);
    return typed;
}

/* Sentry's SDKs say whether the other was sampled, and write attributes as those of its spans. */
static json_t *links_of(const struct emission *record, bool typed)
{
    json_t *list = json_array(), *link, *value;
    size_t i;
    json_array_foreach(record->links, i, link)
    {
        const char *key;
        json_t *attributes = json_object();
        json_object_foreach(json_object_get(link, "attributes"), key, value)
        {
            if (typed)
                add_value(attributes, key, json_incref(value));
            else
                json_object_set(attributes, key, value);
        }
        json_array_append_new(list, json_pack("{s:O,s:O,s:b,s:o}", "trace_id",
                                              json_object_get(link, "trace_id"), "span_id",
                                              json_object_get(link, "span_id"), "sampled", 1,
                                              "attributes", attributes));
    }
    return list;
}

/* --- items --- */
static json_t *span_item(const struct world *world, const struct emission *record)
{
    json_t *attributes = typed_attributes(world, record);
    add_text(attributes, "sentry.op", record->op);
    add_text(attributes, "sentry.segment.id", record->segment);
    add_text(attributes, "sentry.segment.name", record->segment_name);
    add_text(attributes, "sentry.status.message", record->status);
    json_t *item = json_pack("{s:s,s:s,s:s}", "name", record->text, "span_id", record->span,
                             "trace_id", record->trace);
    if (*record->parent)
        json_object_set_new(item, "parent_span_id", json_string(record->parent));
    json_object_set_new(item, "start_timestamp", seconds(record->time_ns));
    json_object_set_new(item, "end_timestamp", seconds(record->end_ns));
    json_object_set_new(item, "is_segment", json_boolean(demo_record_is_segment(record)));
    json_object_set_new(item, "status", json_string(record->status ? "error" : "ok"));
    json_object_set_new(item, "attributes", attributes);
    if (record->links)
        json_object_set_new(item, "links", links_of(record, true));
    return item;
}

static json_t *log_item(const struct world *world, const struct emission *record)
{
    json_t *attributes = typed_attributes(world, record);
    add_text(attributes, "sentry.trace.parent_span_id", record->span);
    json_t *item = json_pack("{s:o,s:s,s:s,s:i}", "timestamp", seconds(record->time_ns), "level",
                             record->level, "body", record->text, "severity_number",
                             level_number(record->level));
    if (*record->trace)
        json_object_set_new(item, "trace_id", json_string(record->trace));
    json_object_set_new(item, "attributes", attributes);
    return item;
}

static json_t *metric_item(const struct world *world, const struct emission *record)
{
    json_t *item = json_pack("{s:o,s:s,s:s,s:f}", "timestamp", seconds(record->time_ns), "name",
                             record->text, "type", record->type, "value", record->value);
    if (*record->trace)
        json_object_set_new(item, "trace_id", json_string(record->trace));
    if (record->unit)
        json_object_set_new(item, "unit", json_string(record->unit));
    json_object_set_new(item, "attributes", typed_attributes(world, record));
    return item;
}

struct container {
    enum emission_kind kind;
    const char *type, *content_type;
    json_t *(*item)(const struct world *world, const struct emission *record);
};

static const struct container span_container = {
    EMISSION_SPAN, "span", "application/vnd.sentry.items.span.v2+json", span_item};
static const struct container log_container = {EMISSION_LOG, "log",
                                               "application/vnd.sentry.items.log+json", log_item};
static const struct container metric_container = {
    EMISSION_METRIC, "trace_metric", "application/vnd.sentry.items.trace-metric+json", metric_item};

static void write_container(const struct world *world, enum service service,
                            const GPtrArray *records, const struct container *container,
                            GPtrArray *requests)
{
    for (guint from = 0;;) {
        g_autoptr(GPtrArray) batch = demo_records_batch(records, container->kind, &from);
        if (!batch->len)
            return;
        json_t *items = json_array();
        for (guint i = 0; i < batch->len; i++)
            json_array_append_new(items, container->item(world, batch->pdata[i]));
        GString *body = g_string_new(NULL);
        outgoing_line_take(body, json_pack("{s:o}", "sdk", sdk_of(service)));
        outgoing_line_take(body,
                           json_pack("{s:s,s:i,s:s}", "type", container->type, "item_count",
                                     (int)batch->len, "content_type", container->content_type));
        outgoing_line_take(body, json_pack("{s:i,s:o}", "version", 2, "items", items));
        append_request(service, body, requests);
    }
}

/* --- events and transactions: one an envelope --- */
static void add_common(const struct world *world, const struct emission *record, json_t *payload)
{
    json_object_set_new(payload, "platform",
                        json_string(json_string_value(json_object_get(payload, "platform"))
                                        ?: world_service(record->service)->platform));
    json_object_set_new(payload, "release",
                        json_string(world_release(world, record->service, record->time_ns)));
    json_object_set_new(payload, "environment", json_string("production"));
    json_object_set_new(payload, "sdk", sdk_of(record->service));
    if (record->host)
        json_object_set_new(payload, "server_name", json_string(record->host));
    if (record->user) {
        g_autofree char *email = g_strdup_printf("%s@shop.example", record->user);
        json_object_set_new(payload, "user",
                            json_pack("{s:s,s:s}", "id", record->user, "email", email));
    }
}

static void write_single(const struct emission *record, const char *type, const char *id,
                         json_t *payload, GPtrArray *requests)
{
    char sent_at[40];
    clock_format_iso(record->due_ns, 3, sent_at, sizeof sent_at);
    GString *body = g_string_new(NULL);
    outgoing_line_take(body, json_pack("{s:s,s:s,s:o}", "event_id", id, "sent_at", sent_at, "sdk",
                                       sdk_of(record->service)));
    outgoing_line_take(body, json_pack("{s:s}", "type", type));
    outgoing_line_take(body, payload);
    append_request(record->service, body, requests);
}

static json_t *trace_context(const struct emission *record)
{
    json_t *context = json_pack("{s:s,s:s}", "trace_id", record->trace, "span_id", record->span);
    if (*record->parent)
        json_object_set_new(context, "parent_span_id", json_string(record->parent));
    return context;
}

static void write_event(const struct world *world, const struct emission *record,
                        GPtrArray *requests)
{
    json_t *payload = json_deep_copy(record->payload);
    json_object_set_new(payload, "event_id", json_string(record->id));
    json_object_set_new(payload, "timestamp", seconds(record->time_ns));
    json_object_set_new(payload, "level", json_string(record->level));
    if (*record->trace) {
        json_t *contexts = json_object_get(payload, "contexts");
        if (!contexts)
            json_object_set_new(payload, "contexts", contexts = json_object());
        json_object_set_new(contexts, "trace", trace_context(record));
    }
    add_common(world, record, payload);
    write_single(record, "event", record->id, payload, requests);
}

static json_t *child_span(const struct emission *record)
{
    json_t *span =
        json_pack("{s:s,s:s,s:s,s:s,s:s}", "span_id", record->span, "trace_id", record->trace,
                  "parent_span_id", record->parent, "op", record->op, "description", record->text);
    json_object_set_new(span, "start_timestamp", seconds(record->time_ns));
    json_object_set_new(span, "timestamp", seconds(record->end_ns));
    json_object_set_new(span, "status", json_string(record->status ? record->status : "ok"));
    json_object_set_new(span, "origin", json_string("auto"));
    json_object_set(span, "data", record->attributes);
    if (record->links)
        json_object_set_new(span, "links", links_of(record, false));
    return span;
}

/* `spans` maps the id of a segment to the array of its children. */
static void write_transaction(const struct world *world, const struct emission *root,
                              GHashTable *spans, GPtrArray *requests)
{
    json_t *context = trace_context(root);
    json_object_set_new(context, "op", json_string(root->op));
    json_object_set_new(context, "status", json_string(root->status ? root->status : "ok"));
    json_object_set(context, "data", root->attributes);
    if (root->links)
        json_object_set_new(context, "links", links_of(root, false));
    json_t *payload =
        json_pack("{s:s,s:s,s:{s:s},s:{s:o}}", "type", "transaction", "transaction", root->text,
                  "transaction_info", "source", "route", "contexts", "trace", context);
    json_object_set_new(payload, "start_timestamp", seconds(root->time_ns));
    json_object_set_new(payload, "timestamp", seconds(root->end_ns));
    json_t *children = g_hash_table_lookup(spans, root->segment);
    json_object_set_new(payload, "spans", children ? json_incref(children) : json_array());
    g_autofree char *id = g_strdup_printf("%s%.16s", root->span, root->trace);
    json_object_set_new(payload, "event_id", json_string(id));
    add_common(world, root, payload);
    write_single(root, "transaction", id, payload, requests);
}

static void write_transactions(const struct world *world, const GPtrArray *records,
                               GPtrArray *requests)
{
    g_autoptr(GHashTable) spans =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)json_decref);
    for (guint i = 0; i < records->len; i++) {
        const struct emission *record = records->pdata[i];
        if (record->kind != EMISSION_SPAN || demo_record_is_segment(record))
            continue;
        json_t *children = g_hash_table_lookup(spans, record->segment);
        if (!children)
            g_hash_table_insert(spans, (gpointer)record->segment, children = json_array());
        json_array_append_new(children, child_span(record));
    }
    for (guint i = 0; i < records->len; i++) {
        const struct emission *record = records->pdata[i];
        if (record->kind == EMISSION_SPAN && demo_record_is_segment(record))
            write_transaction(world, record, spans, requests);
    }
}

void envelope_write(const struct world *world, enum service service, const GPtrArray *records,
                    GPtrArray *requests)
{
    for (guint i = 0; i < records->len; i++) {
        const struct emission *record = records->pdata[i];
        if (record->kind == EMISSION_EVENT)
            write_event(world, record, requests);
    }
    if (world_service(service)->dialect == DIALECT_TRANSACTIONS)
        write_transactions(world, records, requests);
    else
        write_container(world, service, records, &span_container, requests);
    write_container(world, service, records, &log_container, requests);
    write_container(world, service, records, &metric_container, requests);
}
