/* SPDX-License-Identifier: Apache-2.0
 *
 * OTLP/HTTP export requests as JSON: records of one process (release and host) under one resource,
 * points of one metric together; counters and histograms as deltas over fifteen seconds.
 */
#include "api/demo/writer.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

/* --- values --- */
static json_t *any_value(json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_INTEGER:
        return json_pack("{s:O}", "intValue", value);
    case JSON_REAL:
        return json_pack("{s:O}", "doubleValue", value);
    case JSON_TRUE:
    case JSON_FALSE:
        return json_pack("{s:O}", "boolValue", value);
    case JSON_STRING:
        return json_pack("{s:O}", "stringValue", value);
    default:
        return json_object();
    }
}

static void add_text(json_t *list, const char *key, const char *text)
{
    if (text && *text)
        json_array_append_new(list,
                              json_pack("{s:s,s:{s:s}}", "key", key, "value", "stringValue", text));
}

static json_t *key_values(const json_t *attributes)
{
    json_t *list = json_array();
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)attributes, key, value)
        json_array_append_new(list, json_pack("{s:s,s:o}", "key", key, "value", any_value(value)));
    return list;
}

static json_t *nanos(int64_t ns)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" PRId64, ns);
    return json_string(text);
}

/* --- rows --- */
static json_t *happened_rows(const struct emission *record)
{
    json_t *rows = json_array(), *event;
    size_t i;
    json_array_foreach(record->happened, i, event)
    {
        json_array_append_new(
            rows, json_pack("{s:o,s:O,s:o}", "timeUnixNano",
                            nanos(json_integer_value(json_object_get(event, "time_ns"))), "name",
                            json_object_get(event, "name"), "attributes",
                            key_values(json_object_get(event, "attributes"))));
    }
    return rows;
}

static json_t *link_rows(const struct emission *record)
{
    json_t *rows = json_array(), *link;
    size_t i;
    json_array_foreach(record->links, i, link)
    {
        json_array_append_new(rows, json_pack("{s:O,s:O,s:o}", "traceId",
                                              json_object_get(link, "trace_id"), "spanId",
                                              json_object_get(link, "span_id"), "attributes",
                                              key_values(json_object_get(link, "attributes"))));
    }
    return rows;
}

static json_t *span_row(const struct emission *record)
{
    enum { INTERNAL = 1, SERVER = 2, CLIENT = 3 };
    int kind = demo_record_is_segment(record)       ? SERVER
               : g_str_has_prefix(record->op, "db") ? CLIENT
                                                    : INTERNAL;
    json_t *attributes = key_values(record->attributes);
    add_text(attributes, "sentry.op", record->op);
    add_text(attributes, "user.id", record->user);
    json_t *row = json_pack("{s:s,s:s,s:s,s:i}", "traceId", record->trace, "spanId", record->span,
                            "name", record->text, "kind", kind);
    if (*record->parent)
        json_object_set_new(row, "parentSpanId", json_string(record->parent));
    json_object_set_new(row, "startTimeUnixNano", nanos(record->time_ns));
    json_object_set_new(row, "endTimeUnixNano", nanos(record->unended ? 0 : record->end_ns));
    json_object_set_new(row, "attributes", attributes);
    json_object_set_new(row, "status",
                        record->status
                            ? json_pack("{s:i,s:s}", "code", 2, "message", record->status)
                            : json_pack("{s:i}", "code", 0));
    json_object_set_new(row, "events", happened_rows(record));
    json_object_set_new(row, "links", link_rows(record));
    return row;
}

static json_t *log_row(const struct emission *record)
{
    g_autofree char *severity = g_ascii_strup(record->level, -1);
    json_t *row =
        json_pack("{s:o,s:o,s:i,s:s,s:{s:s},s:o}", "timeUnixNano", nanos(record->time_ns),
                  "observedTimeUnixNano", nanos(record->time_ns), "severityNumber",
                  level_number(record->level), "severityText", severity, "body", "stringValue",
                  record->text, "attributes", key_values(record->attributes));
    if (*record->trace) {
        json_object_set_new(row, "traceId", json_string(record->trace));
        json_object_set_new(row, "spanId", json_string(record->span));
    }
    return row;
}

/* One measurement among OpenTelemetry's usual bounds, and the span in which it was made. */
static void set_histogram(json_t *point, const struct emission *record)
{
    static const int bounds[] = {0,   5,   10,   25,   50,   75,   100,  250,
                                 500, 750, 1000, 2500, 5000, 7500, 10000};
    json_t *counts = json_array(), *edges = json_array();
    for (size_t i = 0; i <= G_N_ELEMENTS(bounds); i++) {
        bool above = i == 0 || record->value > bounds[i - 1];
        bool below = i == G_N_ELEMENTS(bounds) || record->value <= bounds[i];
        json_array_append_new(counts, json_string(above && below ? "1" : "0"));
        if (i < G_N_ELEMENTS(bounds))
            json_array_append_new(edges, json_integer(bounds[i]));
    }
    json_t *exemplar =
        json_pack("{s:o,s:f,s:s,s:s}", "timeUnixNano", nanos(record->measured_ns), "asDouble",
                  record->value, "traceId", record->trace, "spanId", record->span);
    json_t *whole = json_pack("{s:s,s:f,s:f,s:f,s:o,s:o,s:[o]}", "count", "1", "sum", record->value,
                              "min", record->value, "max", record->value, "bucketCounts", counts,
                              "explicitBounds", edges, "exemplars", exemplar);
    json_object_update(point, whole);
    json_decref(whole);
}

static json_t *point_of(const struct emission *record)
{
    json_t *point = json_pack("{s:o,s:o}", "attributes", key_values(record->attributes),
                              "timeUnixNano", nanos(record->time_ns));
    if (!g_str_equal(record->type, "gauge"))
        json_object_set_new(point, "startTimeUnixNano", nanos(record->time_ns - EXPORT_NS));
    if (g_str_equal(record->type, "counter")) {
        json_object_set_new(point, "asInt", json_integer((json_int_t)record->value));
    } else if (g_str_equal(record->type, "histogram")) {
        set_histogram(point, record);
    } else {
        json_object_set_new(point, "asDouble", json_real(record->value));
    }
    return point;
}

static json_t *metric_row(const struct emission *record, json_t *points)
{
    json_t *row =
        json_pack("{s:s,s:s}", "name", record->text, "unit", record->unit ? record->unit : "1");
    if (g_str_equal(record->type, "counter"))
        json_object_set_new(row, "sum",
                            json_pack("{s:i,s:b,s:o}", "aggregationTemporality", 1, "isMonotonic",
                                      1, "dataPoints", points));
    else if (g_str_equal(record->type, "histogram"))
        json_object_set_new(
            row, "histogram",
            json_pack("{s:i,s:o}", "aggregationTemporality", 1, "dataPoints", points));
    else
        json_object_set_new(row, "gauge", json_pack("{s:o}", "dataPoints", points));
    return row;
}

/* --- requests --- */
static json_t *resource_of(const struct world *world, const struct emission *record)
{
    const struct service_info *info = world_service(record->service);
    json_t *attributes = json_array();
    add_text(attributes, "service.name", info->name);
    add_text(attributes, "service.version", world_release(world, record->service, record->time_ns));
    add_text(attributes, "deployment.environment.name", "production");
    add_text(attributes, "host.name", record->host);
    add_text(attributes, "telemetry.sdk.language", info->platform);
    add_text(attributes, "telemetry.sdk.name", info->sdk);
    add_text(attributes, "telemetry.sdk.version", info->sdk_version);
    return json_pack("{s:o}", "attributes", attributes);
}

static json_t *rows_of_spans(const GPtrArray *records)
{
    json_t *rows = json_array();
    for (guint i = 0; i < records->len; i++)
        json_array_append_new(rows, span_row(records->pdata[i]));
    return rows;
}

static json_t *rows_of_logs(const GPtrArray *records)
{
    json_t *rows = json_array();
    for (guint i = 0; i < records->len; i++)
        json_array_append_new(rows, log_row(records->pdata[i]));
    return rows;
}

static json_t *rows_of_metrics(const GPtrArray *records)
{
    json_t *rows = json_array(), *points;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < records->len; i++) {
        const struct emission *record = records->pdata[i];
        points = g_hash_table_lookup(known, record->text);
        if (!points) {
            points = json_array();
            g_hash_table_insert(known, record->text, points);
            json_array_append_new(rows, metric_row(record, points));
        }
        json_array_append_new(points, point_of(record));
    }
    return rows;
}

struct signal_form {
    enum emission_kind kind;
    const char *path, *resources, *scopes, *rows;
    json_t *(*make)(const GPtrArray *records);
};

static const struct signal_form forms[] = {
    {EMISSION_SPAN,   "/v1/traces",  "resourceSpans",   "scopeSpans",   "spans",      rows_of_spans  },
    {EMISSION_LOG,    "/v1/logs",    "resourceLogs",    "scopeLogs",    "logRecords", rows_of_logs   },
    {EMISSION_METRIC, "/v1/metrics", "resourceMetrics", "scopeMetrics", "metrics",    rows_of_metrics},
};

/* Splits a batch by process: the first that is left, and all like it. */
static GPtrArray *same_process(const struct world *world, GPtrArray *batch)
{
    GPtrArray *same = g_ptr_array_new();
    const struct emission *first = batch->pdata[0];
    const char *release = world_release(world, first->service, first->time_ns);
    for (guint i = 0; i < batch->len;) {
        struct emission *record = batch->pdata[i];
        if (g_strcmp0(record->host, first->host) == 0 &&
            g_str_equal(world_release(world, record->service, record->time_ns), release)) {
            g_ptr_array_add(same, record);
            g_ptr_array_remove_index(batch, i);
        } else {
            i++;
        }
    }
    return same;
}

static void write_form(const struct world *world, const struct signal_form *form, GPtrArray *batch,
                       GPtrArray *requests)
{
    json_t *resources = json_array();
    while (batch->len) {
        g_autoptr(GPtrArray) same = same_process(world, batch);
        json_t *scope = json_pack("{s:{s:s,s:s},s:o}", "scope", "name", "shop", "version", "1.0",
                                  form->rows, form->make(same));
        json_array_append_new(resources,
                              json_pack("{s:o,s:[o]}", "resource",
                                        resource_of(world, same->pdata[0]), form->scopes, scope));
    }
    json_t *body = json_pack("{s:o}", form->resources, resources);
    char *text = json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(16));
    json_decref(body);
    g_ptr_array_add(requests,
                    outgoing_new(TO_OTLP, "POST", g_strdup(form->path), "application/json",
                                 g_bytes_new_with_free_func(text, strlen(text), free, text)));
}

void otlp_write(const struct world *world, enum service service, const GPtrArray *records,
                GPtrArray *requests)
{
    (void)service;
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        for (guint from = 0;;) {
            g_autoptr(GPtrArray) batch = demo_records_batch(records, forms[i].kind, &from);
            if (!batch->len)
                break;
            write_form(world, &forms[i], batch, requests);
        }
    }
}
