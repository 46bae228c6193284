/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sample_rows.h"

#include "api/client/signals_scope.h"
#include "api/query/query.h"
#include "api/wire/json.h"
#include "base/clock.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define MOST_SAMPLES   "100"
#define MOST_EXEMPLARS 20 /* of a point */

void sample_free(struct sample *sample)
{
    char *texts[] = {sample->id,     sample->trace_id,    sample->span_id,   sample->service,
                     sample->name,   sample->operation,   sample->release,   sample->host,
                     sample->status, sample->transaction, sample->attributes};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(sample);
}

/* --- asking --- */

static const char *const common_fields[] = {"id",      "timestamp",      "trace",       "project",
                                            "release", "server_address", "transaction", NULL};
static const char *const span_fields[] = {"span.op", "span.description", "span.duration",
                                          "span.status", NULL};
static const char *const log_fields[] = {"sentry.item_id", "timestamp_precise", "severity",
                                         "message",        "span_id",           NULL};
static const char *const metric_fields[] = {"metric.name", "value", "span_id", "metric.exemplars",
                                            NULL};

static const struct {
    const char *dataset;
    const char *const *fields;
    const char *worst;
} datasets[] = {
    {"spans",        span_fields,   "span.duration"},
    {"logs",         log_fields,    "timestamp"    },
    {"tracemetrics", metric_fields, "value"        },
};

struct request *samples_request(const char *dataset, const char *query, enum sample_order order,
                                const GPtrArray *keys)
{
    size_t kind = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(datasets); i++)
        if (!g_strcmp0(dataset, datasets[i].dataset))
            kind = i;
    struct request *request = request_rows(datasets[kind].dataset, common_fields);
    for (size_t i = 0; datasets[kind].fields[i]; i++)
        request_add(request, "field", datasets[kind].fields[i]);
    for (guint i = 0; keys && i < keys->len; i++)
        if (!g_strv_contains(common_fields, keys->pdata[i]))
            request_add(request, "field", keys->pdata[i]);
    request_add(request, "query", query ? query : "");
    request_addf(request, "sort", "%s%s", order == SAMPLES_LEAST ? "" : "-",
                 order == SAMPLES_NEWEST ? "timestamp" : datasets[kind].worst);
    request_add(request, "per_page", MOST_SAMPLES);
    return request;
}

struct request *samples_worst_request(const char *query)
{
    g_autofree char *traced =
        query && *query ? g_strdup_printf("(%s) has:trace", query) : g_strdup("has:trace");
    return samples_request("spans", traced, SAMPLES_WORST, NULL);
}

void samples_whose(GString *out, const struct signal *signal, const char *query)
{
    const char *more = signal->query ? query_beyond(query, signal->query) : NULL;
    g_string_append_printf(out, "%s  ", signal->name);
    if (more && *more)
        g_string_append_printf(out, "%s  ", more);
}

bool samples_fell(const struct view *view, const char *signal_id)
{
    const GPtrArray *signals = desk_signals(view->desk);
    for (guint i = 0; signal_id && i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        const struct onset *onset = desk_onset(view->desk, i);
        if (!g_strcmp0(signal->id, signal_id))
            return onset && onset_fell(onset) && signal->source == SIGNAL_METRIC;
    }
    return false;
}

/* --- reading --- */

static int64_t time_of(const struct rows *rows, size_t row)
{
    double precise = body_cell_number(rows, row, "timestamp_precise");
    if (isfinite(precise) && precise > 0 && precise < (double)CLOCK_MOST_NS)
        return (int64_t)precise / NS_PER_MS;
    g_autofree char *text = body_cell(rows, row, "timestamp");
    int64_t ns;
    return text && clock_parse_iso(text, &ns) ? MIN(ns, CLOCK_MOST_NS) / NS_PER_MS : 0;
}

static char *first_of(const struct rows *rows, size_t row, const char *const *fields)
{
    for (; *fields; fields++) {
        char *text = body_cell(rows, row, *fields);
        if (text)
            return text;
    }
    return NULL;
}

/* What OpenTelemetry's and Sentry's statuses and severities call no failure. */
static bool failing(const char *status)
{
    static const char *const fine[] = {"ok",    "unset", "unknown", "cancelled", "trace",
                                       "debug", "info",  "warn",    "warning",   NULL};
    return status && !g_strv_contains(fine, status);
}

static struct sample *read_sample(const struct rows *rows, size_t row)
{
    static const char *const ids[] = {"sentry.item_id", "id", NULL};
    static const char *const names[] = {"span.description", "message", "metric.name", "span.op",
                                        NULL};
    struct sample *sample = g_new0(struct sample, 1);
    sample->id = first_of(rows, row, ids);
    sample->trace_id = body_cell(rows, row, "trace");
    sample->span_id = body_cell(rows, row, "span_id");
    sample->service = body_cell(rows, row, "project");
    sample->name = first_of(rows, row, names);
    sample->operation = body_cell(rows, row, "span.op");
    sample->transaction = body_cell(rows, row, "transaction");
    sample->release = body_cell(rows, row, "release");
    sample->host = body_cell(rows, row, "server_address");
    sample->status = body_cell(rows, row, "span.status");
    if (!sample->status)
        sample->status = body_cell(rows, row, "severity");
    sample->time_ms = time_of(rows, row);
    sample->value = body_cell_number(rows, row, "value");
    double ms = body_cell_number(rows, row, "span.duration");
    sample->duration_us = isfinite(ms) && fabs(ms) < 1e12 ? llround(ms * 1000) : -1;
    if (sample->duration_us >= 0 && !sample->span_id)
        sample->span_id = g_strdup(sample->id);
    sample->failed = failing(sample->status);
    return sample;
}

GPtrArray *samples_of_rows(const struct rows *rows, bool failed_first)
{
    GPtrArray *samples = g_ptr_array_new_with_free_func((GDestroyNotify)sample_free);
    GPtrArray *fine = g_ptr_array_new();
    for (size_t row = 0; row < rows->count; row++) {
        struct sample *sample = read_sample(rows, row);
        g_ptr_array_add(!failed_first || sample->failed ? samples : fine, sample);
    }
    g_ptr_array_extend_and_steal(samples, fine);
    return samples;
}

void samples_add_attributes(GPtrArray *samples, const struct rows *rows, const GPtrArray *keys)
{
    for (guint row = 0; row < samples->len && row < rows->count; row++) {
        struct sample *sample = g_ptr_array_index(samples, row);
        GString *text = g_string_new(NULL);
        for (guint i = 0; i < keys->len; i++) {
            g_autofree char *value = body_cell(rows, row, keys->pdata[i]);
            if (value)
                g_string_append_printf(text, "%s%s=%s", text->len ? "  " : "",
                                       (const char *)keys->pdata[i], value);
        }
        g_free(sample->attributes);
        sample->attributes = g_string_free(text, text->len == 0);
    }
}

/* --- exemplars --- */

/* "tier=gold  cart=12": what a measurement was told with. Newly allocated, NULL for nothing. */
static char *exemplar_words(const json_t *attributes)
{
    GString *text = g_string_new("exemplar");
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)attributes, key, value)
    {
        g_autofree char *words = json_get_text(attributes, key);
        if (words)
            g_string_append_printf(text, "  %s=%s", key, words);
    }
    return g_string_free(text, FALSE);
}

static struct sample *exemplar_of(const struct sample *point, const json_t *object)
{
    struct sample *sample = g_new0(struct sample, 1);
    sample->trace_id = json_get_text(object, "trace_id");
    sample->span_id = json_get_text(object, "span_id");
    sample->attributes = exemplar_words(json_object_get(object, "attributes"));
    sample->service = g_strdup(point->service);
    sample->name = g_strdup(point->name);
    sample->release = g_strdup(point->release);
    sample->host = g_strdup(point->host);
    int64_t at = json_get_time_ns(object, "timestamp");
    sample->time_ms = at ? at / NS_PER_MS : point->time_ms;
    sample->value = json_get_double(object, "value", (double)NAN);
    sample->duration_us = -1;
    return sample;
}

guint samples_add_exemplars(GPtrArray *samples, const struct rows *rows)
{
    guint added = 0;
    for (guint row = MIN(samples->len, (guint)rows->count); row-- > 0;) {
        g_autofree char *text = body_cell(rows, row, "metric.exemplars");
        json_t *list = text ? json_read(text, strlen(text), NULL, NULL) : NULL;
        size_t count = MIN(json_array_size(list), MOST_EXEMPLARS);
        for (size_t i = count; i-- > 0;) {
            const json_t *object = json_array_get(list, i);
            if (!json_is_object(object))
                continue;
            g_ptr_array_insert(samples, (gint)row + 1,
                               exemplar_of(g_ptr_array_index(samples, row), object));
            added++;
        }
        json_decref(list);
    }
    return added;
}

bool samples_any_trace(const GPtrArray *samples)
{
    for (guint i = 0; i < samples->len; i++)
        if (((struct sample *)g_ptr_array_index(samples, i))->trace_id)
            return true;
    return false;
}

/* --- saying --- */

void sample_target(const struct sample *sample, bool log, struct target *out)
{
    out->kind = log && !sample->trace_id ? TARGET_LOG : TARGET_SAMPLE;
    target_set(&out->service, sample->service);
    target_set(&out->trace_id, sample->trace_id);
    target_set(&out->span_id, sample->span_id);
    target_set(&out->name, sample->name);
    target_set(&out->operation, sample->operation);
    target_set(&out->transaction, sample->transaction);
    target_set(&out->release, sample->release);
    target_set(&out->host, sample->host);
    if (log) {
        target_set(&out->item_id, sample->id);
        target_set(&out->text, sample->name);
    }
    out->time_ms = sample->time_ms;
    out->duration_us = sample->duration_us;
}

char *sample_unit(const struct signal *signal)
{
    struct metric_axis axis;
    bool metric = signal->aggregate && metric_axis_parse(signal->aggregate, &axis);
    if (!metric)
        return signal->formula ? NULL : g_strdup(signal->unit);
    char *unit = g_strdup(axis.unit);
    metric_axis_clear(&axis);
    return unit;
}

const char *sample_value(const struct sample *sample, const char *unit, char *out, size_t size)
{
    if (sample->duration_us >= 0)
        return quantity_duration((double)sample->duration_us, out, size);
    if (isfinite(sample->value))
        return quantity_text(sample->value, unit, out, size);
    g_strlcpy(out, sample->status ? sample->status : "", size);
    return out;
}

char *sample_text(const struct sample *sample, const char *unit, const struct scope *scope)
{
    char at[40], value[24];
    const char *texts[] = {sample->service, sample->name, sample->attributes,
                           sample->release, sample->host, sample->trace_id};
    GString *out = g_string_new(scope_time(scope, sample->time_ms, at, sizeof at));
    g_string_append_printf(out, "  %s", sample_value(sample, unit, value, sizeof value));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (texts[i])
            g_string_append_printf(out, "  %s", texts[i]);
    if (sample->failed)
        g_string_append_printf(out, "  %s", sample->status);
    return g_string_free(out, FALSE);
}

void sample_fields(const struct sample *sample, GPtrArray *pairs)
{
    const char *const fields[][2] = {
        {"project",        sample->service    },
        {"release",        sample->release    },
        {"server_address", sample->host       },
        {"transaction",    sample->transaction},
        {"span.op",        sample->operation  },
        {"trace",          sample->trace_id   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (fields[i][1])
            g_ptr_array_add(pairs, pair_new(fields[i][0], fields[i][1]));
}

char *sample_json(const struct sample *sample)
{
    json_t *object = json_pack("{s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:I}", "id", sample->id,
                               "trace", sample->trace_id, "span_id", sample->span_id, "project",
                               sample->service, "name", sample->name, "release", sample->release,
                               "host", sample->host, "time_ms", (json_int_t)sample->time_ms);
    return body_json(object);
}
