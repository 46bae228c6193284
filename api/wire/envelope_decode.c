/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/envelope.h"

#include "api/model/issue.h"
#include "api/wire/compress.h"
#include "api/wire/event_json.h"
#include "api/wire/rows.h"
#include "api/wire/transaction.h"
#include "base/clock.h"

#include <string.h>

#define STORE_MAX (64u << 20)

static bool event_decode(json_t *event, int64_t now_ns, struct decoded *out, GError **error)
{
    if (!json_is_object(event)) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "an event is a JSON object");
        return false;
    }
    /* The time is needed before the row that would keep a bad one. */
    g_autoptr(item) notes = item_new(ITEM_EVENT);
    const json_t *sent = json_object_get(event, "timestamp");
    int64_t ns = json_time_ns(sent);
    int64_t time_ns = sent ? row_time(notes, ns, now_ns, sent, &out->repaired) : now_ns;
    const char *why = NULL;
    if (!event_json_normalise(event, time_ns, &why)) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "%s", why);
        return false;
    }
    struct item *item = event_json_item(event, time_ns);
    item_set(item, "vigil.timestamp_sent", item_get(notes, "vigil.timestamp_sent"));
    g_ptr_array_add(out->items, item);
    g_ptr_array_add(out->events, json_incref(event));
    return true;
}

/* v2 spans say only ok or error; the reason is in an attribute where it is one that Sentry knows.
 */
static void set_span_status(struct item *item, const json_t *span)
{
    static const char *const reasons[] = {
        "cancelled",           "unknown",           "unknown_error",
        "invalid_argument",    "deadline_exceeded", "not_found",
        "already_exists",      "permission_denied", "resource_exhausted",
        "failed_precondition", "aborted",           "out_of_range",
        "unimplemented",       "internal_error",    "unavailable",
        "data_loss",           "unauthenticated",   NULL};
    g_autofree char *status = json_get_text(span, "status");
    if (!status || strcmp(status, "error") != 0) {
        row_set_text(item, "span.status", status ? status : "ok");
        return;
    }
    const json_t *message =
        json_object_get(json_object_get(span, "attributes"), "sentry.status.message");
    const char *reason = json_get_string(message, "value");
    bool known = reason && g_strv_contains(reasons, reason);
    row_set_text(item, "span.status", known ? reason : "internal_error");
    row_set_text(item, "span.status.message", reason);
}

static const char *typed_text(const json_t *row, const char *key)
{
    return json_get_string(json_object_get(json_object_get(row, "attributes"), key), "value");
}

static void add_span(const json_t *span, int64_t now_ns, struct decoded *out)
{
    g_autofree char *id = row_hex(json_get_string(span, "span_id"), 16);
    g_autofree char *trace = row_hex(json_get_string(span, "trace_id"), 32);
    if (!id || !trace) {
        decoded_refuse(out, "a span needs a span_id of 16 and a trace_id of 32 hex digits");
        return;
    }
    struct item *item = item_new(ITEM_SPAN);
    item->id = g_steal_pointer(&id);
    int64_t start = json_get_time_ns(span, "start_timestamp");
    int64_t end = json_get_time_ns(span, "end_timestamp");
    item->time_ns =
        row_time(item, start, now_ns, json_object_get(span, "start_timestamp"), &out->repaired);
    g_autofree char *parent = row_hex(json_get_string(span, "parent_span_id"), 16);
    g_autofree char *name = json_get_text(span, "name");
    bool segment = json_get_bool(span, "is_segment", !parent);
    row_set_text(item, "trace", trace);
    row_set_text(item, "parent_span", parent);
    row_set(item, "is_transaction", value_bool(segment));
    row_set_op(item, typed_text(span, "sentry.op"));
    row_set_text(item, "span.description", name);
    row_set_duration(item, item->time_ns, item->time_ns == start ? end : item->time_ns);
    set_span_status(item, span);
    if (segment && !typed_text(span, "sentry.segment.name")) {
        row_set_text(item, "transaction", name);
    }
    if (json_array_size(json_object_get(span, "links")) > 0) {
        row_set_json(item, "span.links", json_object_get(span, "links"));
    }
    row_set_typed(item, json_object_get(span, "attributes"));
    g_ptr_array_add(out->items, item);
}

static int64_t severity_number(const char *level)
{
    static const int64_t numbers[LEVEL_COUNT] = {
        [LEVEL_TRACE] = 1,    [LEVEL_DEBUG] = 5,  [LEVEL_INFO] = 9,
        [LEVEL_WARNING] = 13, [LEVEL_ERROR] = 17, [LEVEL_FATAL] = 21,
    };
    return numbers[level_parse(level)];
}

static void add_log(const json_t *log, int64_t now_ns, struct decoded *out)
{
    g_autofree char *body = json_get_text(log, "body");
    if (!body) {
        decoded_refuse(out, "a log needs a body");
        return;
    }
    struct item *item = item_new(ITEM_LOG);
    item->id = row_new_id();
    item->time_ns = row_time(item, json_get_time_ns(log, "timestamp"), now_ns,
                             json_object_get(log, "timestamp"), &out->repaired);
    g_autofree char *level = json_get_text(log, "level");
    g_autofree char *trace = row_hex(json_get_string(log, "trace_id"), 32);
    g_autofree char *span = row_hex(json_get_string(log, "span_id"), 16);
    int64_t number = json_get_int(log, "severity_number", level ? severity_number(level) : 0);
    row_set_text(item, "severity", level ? level : "info");
    if (number > 0) {
        row_set(item, "severity_number", value_int(number));
    }
    row_set_text(item, "message", body);
    row_set_text(item, "trace", trace);
    row_set_text(item, "span_id", span);
    row_set_typed(item, json_object_get(log, "attributes"));
    g_ptr_array_add(out->items, item);
}

static void add_metric(const json_t *metric, int64_t now_ns, struct decoded *out)
{
    const char *name = json_get_string(metric, "name");
    const json_t *value = json_object_get(metric, "value");
    if (!name || !*name || !(json_is_number(value) || json_is_string(value))) {
        decoded_refuse(out, "a metric needs a name and a value that is a number");
        return;
    }
    struct item *item = item_new(ITEM_METRIC);
    item->id = row_new_id();
    item->time_ns = row_time(item, json_get_time_ns(metric, "timestamp"), now_ns,
                             json_object_get(metric, "timestamp"), &out->repaired);
    g_autofree char *trace = row_hex(json_get_string(metric, "trace_id"), 32);
    g_autofree char *span = row_hex(json_get_string(metric, "span_id"), 16);
    const char *type = json_get_string(metric, "type");
    const char *unit = json_get_string(metric, "unit");
    row_set_text(item, "metric.name", name);
    row_set_text(item, "metric.type", type ? type : "counter");
    row_set_text(item, "metric.unit", unit && *unit ? unit : NULL);
    row_set(item, "value", value_double(json_get_double(metric, "value", 0)));
    row_set_text(item, "trace", trace);
    row_set_text(item, "span_id", span);
    row_set_typed(item, json_object_get(metric, "attributes"));
    g_ptr_array_add(out->items, item);
}

typedef void add_row_fn(const json_t *row, int64_t now_ns, struct decoded *out);

/* {"items": [...]}, with or without a version; one row alone also stands for itself. */
static bool batch_decode(const json_t *payload, add_row_fn *add, int64_t now_ns,
                         struct decoded *out, GError **error)
{
    if (!json_is_object(payload)) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the payload is no JSON object");
        return false;
    }
    const json_t *items = json_object_get(payload, "items");
    if (!items) {
        add(payload, now_ns, out);
        return true;
    }
    size_t i;
    json_t *row;
    json_array_foreach(items, i, row)
    {
        if (json_is_object(row)) {
            add(row, now_ns, out);
        } else {
            decoded_refuse(out, "row %zu is no JSON object", i);
        }
    }
    return true;
}

bool envelope_decode(const struct envelope_item *item, int64_t now_ns, struct decoded *out,
                     GError **error)
{
    static const struct {
        const char *type;
        add_row_fn *add;
    } batches[] = {
        {"span",         add_span  },
        {"log",          add_log   },
        {"trace_metric", add_metric}
    };
    unsigned repaired = 0;
    json_t *payload = json_read(item->payload, item->size, &repaired, error);
    if (!payload) {
        return false;
    }
    out->repaired += repaired;
    bool done = false;
    if (strcmp(item->type, "event") == 0) {
        done = event_decode(payload, now_ns, out, error);
    } else if (strcmp(item->type, "transaction") == 0) {
        done = transaction_decode(payload, now_ns, out, error);
    } else {
        for (size_t i = 0; i < G_N_ELEMENTS(batches); i++) {
            if (strcmp(item->type, batches[i].type) == 0) {
                done = batch_decode(payload, batches[i].add, now_ns, out, error);
            }
        }
    }
    json_decref(payload);
    return done;
}

/* Old clients send base64 of zlib of JSON, and call it application/octet-stream. */
static GBytes *unwrap_store(const char *body, size_t size, GError **error)
{
    g_autofree char *text = g_strndup(body, size);
    gsize length = 0;
    guchar *raw = g_base64_decode(text, &length);
    g_autoptr(GBytes) packed = g_bytes_new_take(raw, length);
    return body_decompress("deflate", packed, STORE_MAX, error);
}

bool store_decode(const char *body, size_t size, int64_t now_ns, struct decoded *out,
                  GError **error)
{
    g_autoptr(GBytes) unwrapped = NULL;
    size_t at = 0;
    while (at < size && g_ascii_isspace(body[at])) {
        at++;
    }
    if (at < size && body[at] != '{') {
        unwrapped = unwrap_store(body + at, size - at, error);
        if (!unwrapped) {
            g_prefix_error(error, "a stored event is JSON, or base64 of zlib of JSON: ");
            return false;
        }
        body = g_bytes_get_data(unwrapped, &size);
    }
    unsigned repaired = 0;
    json_t *event = json_read(body, size, &repaired, error);
    if (!event) {
        return false;
    }
    out->repaired += repaired;
    const char *type = json_get_string(event, "type");
    bool done = type && strcmp(type, "transaction") == 0
                    ? transaction_decode(event, now_ns, out, error)
                    : event_decode(event, now_ns, out, error);
    json_decref(event);
    return done;
}
