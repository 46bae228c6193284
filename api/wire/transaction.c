/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/transaction.h"

#include "api/wire/rows.h"
#include "base/clock.h"

#include <string.h>

/* What the spans of one transaction share. */
struct shared {
    const json_t *event;
    const char *name; /* of the transaction */
    char *trace;
    char *root; /* span id */
    int64_t now_ns;
    struct decoded *out;
};

static void set_shared(struct item *item, const struct shared *shared)
{
    static const char *const texts[] = {"release", "environment", "dist", "platform",
                                        "server_name"};
    row_set_text(item, "trace", shared->trace);
    row_set_text(item, "transaction", shared->name);
    row_set_text(item, "transaction.span_id", shared->root);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *text = json_get_text(shared->event, texts[i]);
        row_set_text(item, texts[i], text);
    }
    row_set_user(item, json_object_get(shared->event, "user"));
    row_set_text(item, "sdk.name", json_string_value(json_get_path(shared->event, "sdk.name")));
    row_set_text(item, "sdk.version",
                 json_string_value(json_get_path(shared->event, "sdk.version")));
}

/* A measurement's own unit stands beside it, as `<its name>.unit`. */
static void set_measurements(struct item *item, const json_t *measurements)
{
    const char *name;
    json_t *measurement;
    json_object_foreach((json_t *)measurements, name, measurement)
    {
        g_autofree char *key = g_strconcat("measurements.", name, NULL);
        g_autofree char *unit_key = g_strconcat(key, ".unit", NULL);
        const char *unit = json_get_string(measurement, "unit");
        row_set_json(item, key, json_object_get(measurement, "value"));
        if (unit && *unit && strcmp(unit, "none"))
            row_set_text(item, unit_key, unit);
    }
}

static void set_tags(struct item *item, const json_t *tags)
{
    row_set_members(item, json_is_object(tags) ? tags : NULL);
    size_t i;
    json_t *tag;
    json_array_foreach(tags, i, tag)
    {
        const char *key = json_string_value(json_array_get(tag, 0));
        row_set_json(item, key ? key : "", json_array_get(tag, 1));
    }
}

/* Start and end; an SDK that could not tell an end leaves it away: then the span has no length. */
static void set_times(struct item *item, const json_t *span, const struct shared *shared)
{
    int64_t start = json_get_time_ns(span, "start_timestamp");
    int64_t end = json_get_time_ns(span, "timestamp");
    item->time_ns = row_time(item, start, shared->now_ns, json_object_get(span, "start_timestamp"),
                             &shared->out->repaired);
    bool kept = item->time_ns == start;
    row_set_duration(item, item->time_ns, kept ? end : item->time_ns);
}

static void set_links(struct item *item, const json_t *links)
{
    if (json_array_size(links) > 0) {
        row_set_json(item, "span.links", links);
    }
}

static struct item *root_span(const struct shared *shared)
{
    const json_t *context = json_get_path(shared->event, "contexts.trace");
    struct item *item = item_new(ITEM_SPAN);
    item->id = g_strdup(shared->root);
    set_times(item, shared->event, shared);
    g_autofree char *parent = row_hex(json_get_string(context, "parent_span_id"), 16);
    g_autofree char *status = json_get_text(context, "status");
    row_set_text(item, "parent_span", parent);
    row_set(item, "is_transaction", value_bool(true));
    row_set_op(item, json_get_string(context, "op"));
    row_set_text(item, "span.description", shared->name);
    row_set_text(item, "span.status", status ? status : "ok");
    row_set_json(item, "span.self_time", json_object_get(context, "exclusive_time"));
    row_set_text(item, "origin", json_get_string(context, "origin"));
    row_set_text(item, "event_id", NULL);
    set_shared(item, shared);
    set_measurements(item, json_object_get(shared->event, "measurements"));
    set_links(item, json_object_get(context, "links"));
    row_set_members(item, json_object_get(context, "data"));
    set_tags(item, json_object_get(shared->event, "tags"));
    row_set_text(item, "url.full", json_string_value(json_get_path(shared->event, "request.url")));
    row_set_text(item, "http.request.method",
                 json_string_value(json_get_path(shared->event, "request.method")));
    return item;
}

static void add_child(const json_t *span, const struct shared *shared)
{
    g_autofree char *id = row_hex(json_get_string(span, "span_id"), 16);
    if (!id) {
        decoded_refuse(shared->out, "a span of the transaction has no span_id of 16 hex digits");
        return;
    }
    struct item *item = item_new(ITEM_SPAN);
    item->id = g_steal_pointer(&id);
    set_times(item, span, shared);
    g_autofree char *parent = row_hex(json_get_string(span, "parent_span_id"), 16);
    g_autofree char *status = json_get_text(span, "status");
    g_autofree char *description = json_get_text(span, "description");
    const char *op = json_get_string(span, "op");
    row_set_text(item, "parent_span", parent ? parent : shared->root);
    row_set(item, "is_transaction", value_bool(false));
    row_set_op(item, op);
    row_set_text(item, "span.description", description ? description : op);
    row_set_text(item, "span.status", status);
    row_set_json(item, "span.self_time", json_object_get(span, "exclusive_time"));
    row_set_text(item, "origin", json_get_string(span, "origin"));
    set_shared(item, shared);
    set_measurements(item, json_object_get(span, "measurements"));
    set_links(item, json_object_get(span, "links"));
    row_set_members(item, json_object_get(span, "data"));
    set_tags(item, json_object_get(span, "tags"));
    g_ptr_array_add(shared->out->items, item);
}

bool transaction_decode(const json_t *event, int64_t now_ns, struct decoded *out, GError **error)
{
    const json_t *context = json_get_path(event, "contexts.trace");
    g_autofree char *trace = row_hex(json_get_string(context, "trace_id"), 32);
    g_autofree char *root = row_hex(json_get_string(context, "span_id"), 16);
    if (!trace || !root) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE,
                    "a transaction needs contexts.trace with a trace_id of 32 and a span_id of 16 "
                    "hex digits");
        return false;
    }
    g_autofree char *name = json_get_text(event, "transaction");
    struct shared shared = {event, name ? name : "<unlabeled transaction>", trace, root, now_ns,
                            out};
    g_ptr_array_add(out->items, root_span(&shared));
    size_t i;
    json_t *span;
    json_array_foreach(json_object_get(event, "spans"), i, span)
    {
        add_child(span, &shared);
    }
    return true;
}
