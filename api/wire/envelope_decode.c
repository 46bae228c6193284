/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/envelope.h"

#include "api/model/issue.h"
#include "api/wire/compress.h"
#include "api/wire/event_json.h"
#include "api/wire/rows.h"
#include "api/wire/tape_json.h"
#include "api/wire/tape_loose.h"
#include "api/wire/transaction.h"
#include "base/clock.h"

#include <string.h>

#define STORE_MAX (64u << 20)

/* A time that cannot be is replaced by now, and stays beside the row. */
static void keep_bad_time(struct item *item, const struct tape *sent, int64_t ns, int64_t now_ns,
                          struct decoded *out)
{
    size_t size;
    const char *bytes = tape_bytes(sent, tape_get(sent, TAPE_ROOT, "timestamp"), &size);
    json_t *told = json_read(bytes, size, NULL, NULL);
    g_autoptr(item) notes = item_new(ITEM_EVENT);
    row_time(notes, ns, now_ns, told, &out->repaired);
    item_set(item, "vigil.timestamp_sent", item_get(notes, "vigil.timestamp_sent"));
    json_decref(told);
}

static bool event_decode(const struct tape *sent, int64_t now_ns, struct decoded *out,
                         GError **error)
{
    uint32_t told = tape_get(sent, TAPE_ROOT, "timestamp");
    int64_t ns = tape_loose_time_ns(sent, told);
    bool good = row_is_time(ns, now_ns);
    struct tape *event = NULL;
    struct item *item = event_json_item(sent, good ? ns : now_ns, &event, error);
    if (!item) {
        return false;
    }
    if (told && !good) {
        keep_bad_time(item, sent, ns, now_ns, out);
    }
    g_ptr_array_add(out->items, item);
    g_ptr_array_add(out->events, event);
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

static bool rows_decode(const char *type, const json_t *payload, int64_t now_ns,
                        struct decoded *out, GError **error)
{
    static const struct {
        const char *type;
        add_row_fn *add;
    } batches[] = {
        {"span",         add_span  },
        {"log",          add_log   },
        {"trace_metric", add_metric}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(batches); i++) {
        if (strcmp(type, batches[i].type) == 0) {
            return batch_decode(payload, batches[i].add, now_ns, out, error);
        }
    }
    return false;
}

/* Events stay on the tape: they come one by one, and most of what they are is kept as it is. */
static bool payload_decode(const char *type, const struct tape *tape, int64_t now_ns,
                           struct decoded *out, GError **error)
{
    if (strcmp(type, "event") == 0) {
        return event_decode(tape, now_ns, out, error);
    }
    json_t *payload = tape_json(tape);
    bool done = strcmp(type, "transaction") == 0 ? transaction_decode(payload, now_ns, out, error)
                                                 : rows_decode(type, payload, now_ns, out, error);
    json_decref(payload);
    return done;
}

bool envelope_decode(const struct envelope_item *item, int64_t now_ns, struct decoded *out,
                     GError **error)
{
    g_autoptr(GString) mended = NULL;
    unsigned repaired;
    g_autoptr(tape) tape = json_tape(item->payload, item->size, &mended, &repaired, error);
    if (!tape) {
        return false;
    }
    out->repaired += repaired;
    return payload_decode(item->type, tape, now_ns, out, error);
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
    g_autoptr(GString) mended = NULL;
    unsigned repaired;
    g_autoptr(tape) tape = json_tape(body, size, &mended, &repaired, error);
    if (!tape) {
        return false;
    }
    out->repaired += repaired;
    bool transaction = tape_text_is(tape, tape_get(tape, TAPE_ROOT, "type"), "transaction");
    return payload_decode(transaction ? "transaction" : "event", tape, now_ns, out, error);
}
