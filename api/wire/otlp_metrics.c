/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp_rows.h"

#include <math.h>
#include <string.h>

#define CUMULATIVE    2
#define FLAG_NO_VALUE 1u

/* What the points of one metric share. */
struct metric {
    const struct origin *origin;
    char *name;
    const char *type; /* counter, gauge, distribution */
    char *unit;       /* Sentry's word, or NULL */
    bool cumulative;
};

/* UCUM codes that OpenTelemetry uses, in Sentry's words. */
static char *unit_word(const char *unit, struct decoded *out)
{
    static const char *const words[][2] = {
        {"ns",   "nanosecond" },
        {"us",   "microsecond"},
        {"ms",   "millisecond"},
        {"s",    "second"     },
        {"min",  "minute"     },
        {"h",    "hour"       },
        {"d",    "day"        },
        {"By",   "byte"       },
        {"KiBy", "kibibyte"   },
        {"MiBy", "mebibyte"   },
        {"GiBy", "gibibyte"   },
        {"kBy",  "kilobyte"   },
        {"KBy",  "kilobyte"   },
        {"MBy",  "megabyte"   },
        {"GBy",  "gigabyte"   },
        {"bit",  "bit"        },
        {"%",    "percent"    },
        {"Cel",  "celsius"    },
    };
    if (!unit || !*unit || strcmp(unit, "1") == 0) {
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(unit, words[i][0]) == 0) {
            return g_strdup(words[i][1]);
        }
    }
    char *word = otlp_text(unit, out);
    size_t length = strlen(word);
    if (length > 2 && word[0] == '{' && word[length - 1] == '}') {
        memmove(word, word + 1, length - 2); /* {order}: an annotation */
        word[length - 2] = '\0';
    }
    return word;
}

static struct item *begin(const struct metric *metric, uint64_t time_ns, uint64_t start_ns)
{
    struct item *item = item_new(ITEM_METRIC);
    item->id = row_new_id();
    item->time_ns = otlp_time(item, time_ns, metric->origin);
    row_set_text(item, "metric.name", metric->name);
    row_set_text(item, "metric.type", metric->type);
    row_set_text(item, "metric.unit", metric->unit);
    if (metric->cumulative) {
        row_set(item, "metric.start", value_int((int64_t)MIN(start_ns, (uint64_t)INT64_MAX)));
    }
    return item;
}

static void end(struct item *item, const struct metric *metric, Otlp__KeyValue *const *attributes,
                size_t count)
{
    otlp_set_all(item, attributes, count, metric->origin->out);
    otlp_set_origin(item, metric->origin);
    g_ptr_array_add(metric->origin->out->items, item);
}

static double exemplar_value(const Otlp__Exemplar *exemplar)
{
    return exemplar->value_case == OTLP__EXEMPLAR__VALUE_AS_INT ? (double)exemplar->as_int
                                                                : exemplar->as_double;
}

static json_t *exemplar_json(const Otlp__Exemplar *exemplar, const char *trace, const char *span,
                             struct decoded *out)
{
    json_t *json = json_object();
    json_object_set_new(json, "timestamp",
                        json_real((double)(exemplar->time_unix_nano / 1000) / 1e6));
    json_object_set_new(json, "value", json_real(exemplar_value(exemplar)));
    if (trace) {
        json_object_set_new(json, "trace_id", json_string(trace));
    }
    if (span) {
        json_object_set_new(json, "span_id", json_string(span));
    }
    json_object_set_new(
        json, "attributes",
        otlp_object(exemplar->filtered_attributes, exemplar->n_filtered_attributes, out));
    return json;
}

/* An exemplar is one measurement, with the trace in which it was made. All are kept beside the
 * point, which takes the trace of the largest: a row for each would be counted twice. */
static void set_exemplars(struct item *item, Otlp__Exemplar *const *exemplars, size_t count,
                          struct decoded *out)
{
    json_t *list = json_array();
    double largest = -(double)INFINITY;
    g_autofree char *trace = NULL;
    g_autofree char *span = NULL;
    for (size_t i = 0; i < count; i++) {
        g_autofree char *its_trace = otlp_id(exemplars[i]->trace_id, 16);
        g_autofree char *its_span = otlp_id(exemplars[i]->span_id, 8);
        if (!isfinite(exemplar_value(exemplars[i]))) {
            out->repaired++;
            continue;
        }
        json_array_append_new(list, exemplar_json(exemplars[i], its_trace, its_span, out));
        if (its_trace && exemplar_value(exemplars[i]) > largest) {
            largest = exemplar_value(exemplars[i]);
            g_free(trace);
            g_free(span);
            trace = g_steal_pointer(&its_trace);
            span = g_steal_pointer(&its_span);
        }
    }
    if (json_array_size(list) > 0) {
        row_set_json(item, "metric.exemplars", list);
    }
    json_decref(list);
    row_set_text(item, "trace", trace);
    row_set_text(item, "span_id", span);
}

static void add_numbers(const struct metric *metric, Otlp__NumberPoint *const *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Otlp__NumberPoint *point = points[i];
        double value = point->value_case == OTLP__NUMBER_POINT__VALUE_AS_INT ? (double)point->as_int
                                                                             : point->as_double;
        if (point->flags & FLAG_NO_VALUE) {
            continue;
        }
        if (point->value_case == OTLP__NUMBER_POINT__VALUE__NOT_SET || !isfinite(value)) {
            decoded_refuse(metric->origin->out, "a point of %s has no finite value", metric->name);
            continue;
        }
        struct item *item = begin(metric, point->time_unix_nano, point->start_time_unix_nano);
        row_set(item, "value", value_double(value));
        if (metric->cumulative) {
            row_set(item, "metric.total", value_double(value));
        }
        set_exemplars(item, point->exemplars, point->n_exemplars, metric->origin->out);
        end(item, metric, point->attributes, point->n_attributes);
    }
}

static void set_optional(struct item *item, const char *key, bool has, double value)
{
    if (has) {
        row_set(item, key, value_double(value));
    }
}

/* count, sum, mean; and for cumulative ones the total, which is the sum. */
static void set_summary(struct item *item, const struct metric *metric, uint64_t count, double sum)
{
    row_set(item, "value", value_double(count > 0 ? sum / (double)count : 0));
    row_set(item, "histogram.count", value_double((double)count));
    row_set(item, "histogram.sum", value_double(sum));
    if (metric->cumulative) {
        row_set(item, "metric.total", value_double(sum));
    }
}

static void set_list(struct item *item, const char *key, json_t *list)
{
    row_set_json(item, key, list);
    json_decref(list);
}

static json_t *counts_json(const uint64_t *counts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_integer((json_int_t)counts[i]));
    }
    return list;
}

/* Of a point that stands for many values; NULL when it has none that can be summed. */
static struct item *begin_summary(const struct metric *metric, uint32_t flags, uint64_t time_ns,
                                  uint64_t start_ns, uint64_t count, double sum)
{
    if (flags & FLAG_NO_VALUE) {
        return NULL;
    }
    if (!isfinite(sum)) {
        decoded_refuse(metric->origin->out, "a point of %s has no finite sum", metric->name);
        return NULL;
    }
    struct item *item = begin(metric, time_ns, start_ns);
    set_summary(item, metric, count, sum);
    return item;
}

static void add_histograms(const struct metric *metric, Otlp__HistogramPoint *const *points,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Otlp__HistogramPoint *point = points[i];
        struct item *item = begin_summary(metric, point->flags, point->time_unix_nano,
                                          point->start_time_unix_nano, point->count, point->sum);
        if (!item) {
            continue;
        }
        set_optional(item, "histogram.min", point->has_min, point->min);
        set_optional(item, "histogram.max", point->has_max, point->max);
        json_t *bounds = json_array();
        for (size_t b = 0; b < point->n_explicit_bounds; b++) {
            json_array_append_new(bounds, json_real(point->explicit_bounds[b]));
        }
        set_list(item, "histogram.bounds", bounds);
        set_list(item, "histogram.counts",
                 counts_json(point->bucket_counts, point->n_bucket_counts));
        set_exemplars(item, point->exemplars, point->n_exemplars, metric->origin->out);
        end(item, metric, point->attributes, point->n_attributes);
    }
}

static void set_buckets(struct item *item, const char *name, const Otlp__Buckets *buckets)
{
    if (buckets && buckets->n_bucket_counts > 0) {
        g_autofree char *offset = g_strconcat(name, "_offset", NULL);
        row_set(item, offset, value_int(buckets->offset));
        set_list(item, name, counts_json(buckets->bucket_counts, buckets->n_bucket_counts));
    }
}

static void add_exponentials(const struct metric *metric, Otlp__ExponentialPoint *const *points,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Otlp__ExponentialPoint *point = points[i];
        struct item *item = begin_summary(metric, point->flags, point->time_unix_nano,
                                          point->start_time_unix_nano, point->count, point->sum);
        if (!item) {
            continue;
        }
        set_optional(item, "histogram.min", point->has_min, point->min);
        set_optional(item, "histogram.max", point->has_max, point->max);
        row_set(item, "histogram.scale", value_int(point->scale));
        row_set(item, "histogram.zero_count", value_int((int64_t)point->zero_count));
        set_buckets(item, "histogram.positive", point->positive);
        set_buckets(item, "histogram.negative", point->negative);
        set_exemplars(item, point->exemplars, point->n_exemplars, metric->origin->out);
        end(item, metric, point->attributes, point->n_attributes);
    }
}

static void add_summaries(const struct metric *metric, Otlp__SummaryPoint *const *points,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Otlp__SummaryPoint *point = points[i];
        struct item *item = begin_summary(metric, point->flags, point->time_unix_nano,
                                          point->start_time_unix_nano, point->count, point->sum);
        if (!item) {
            continue;
        }
        json_t *quantiles = json_array();
        for (size_t q = 0; q < point->n_quantile_values; q++) {
            json_t *pair = json_pack("[ff]", point->quantile_values[q]->quantile,
                                     point->quantile_values[q]->value);
            if (pair) {
                json_array_append_new(quantiles, pair);
            }
        }
        set_list(item, "histogram.quantiles", quantiles);
        end(item, metric, point->attributes, point->n_attributes);
    }
}

static void add_metric(const Otlp__Metric *sent, const struct origin *origin)
{
    if (!sent->name || !*sent->name) {
        decoded_refuse(origin->out, "a metric has no name");
        return;
    }
    g_autofree char *name = otlp_text(sent->name, origin->out);
    g_autofree char *unit = unit_word(sent->unit, origin->out);
    struct metric metric = {origin, name, "distribution", unit, false};
    switch (sent->data_case) {
    case OTLP__METRIC__DATA_GAUGE:
        metric.type = "gauge";
        add_numbers(&metric, sent->gauge->data_points, sent->gauge->n_data_points);
        break;
    case OTLP__METRIC__DATA_SUM:
        metric.type = sent->sum->is_monotonic ? "counter" : "gauge";
        metric.cumulative = sent->sum->aggregation_temporality == CUMULATIVE;
        add_numbers(&metric, sent->sum->data_points, sent->sum->n_data_points);
        break;
    case OTLP__METRIC__DATA_HISTOGRAM:
        metric.cumulative = sent->histogram->aggregation_temporality == CUMULATIVE;
        add_histograms(&metric, sent->histogram->data_points, sent->histogram->n_data_points);
        break;
    case OTLP__METRIC__DATA_EXPONENTIAL_HISTOGRAM:
        metric.cumulative = sent->exponential_histogram->aggregation_temporality == CUMULATIVE;
        add_exponentials(&metric, sent->exponential_histogram->data_points,
                         sent->exponential_histogram->n_data_points);
        break;
    case OTLP__METRIC__DATA_SUMMARY:
        metric.cumulative = true;
        add_summaries(&metric, sent->summary->data_points, sent->summary->n_data_points);
        break;
    default:
        decoded_refuse(origin->out, "%s is of a kind that is not known", name);
    }
}

void otlp_metrics(const Otlp__MetricsRequest *request, int64_t now_ns, struct decoded *out)
{
    for (size_t r = 0; r < request->n_resource_metrics; r++) {
        const Otlp__ResourceMetrics *resource = request->resource_metrics[r];
        for (size_t s = 0; s < resource->n_scope_metrics; s++) {
            const Otlp__ScopeMetrics *scope = resource->scope_metrics[s];
            struct origin origin = {resource->resource, scope->scope, now_ns, out};
            for (size_t i = 0; i < scope->n_metrics; i++) {
                add_metric(scope->metrics[i], &origin);
            }
        }
    }
}
