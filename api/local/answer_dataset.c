/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"

#include "api/wire/rows.h"

#include <string.h>

#define FEW  100
#define MANY 9999

static const struct dataset datasets[] = {
    {"errors",          "errors",       ITEM_EVENT,  NULL,                  FEW },
    {"discover",        "errors",       ITEM_EVENT,  NULL,                  FEW },
    {"events",          "errors",       ITEM_EVENT,  NULL,                  FEW },
    {"spans",           "spans",        ITEM_SPAN,   NULL,                  FEW },
    {"spansIndexed",    "spans",        ITEM_SPAN,   NULL,                  FEW },
    {"spansMetrics",    "spans",        ITEM_SPAN,   NULL,                  FEW },
    {"transactions",    "transactions", ITEM_SPAN,   "is_transaction:true", FEW },
    {"metricsEnhanced", "transactions", ITEM_SPAN,   "is_transaction:true", FEW },
    {"logs",            "logs",         ITEM_LOG,    NULL,                  MANY},
    {"ourlogs",         "logs",         ITEM_LOG,    NULL,                  MANY},
    {"tracemetrics",    "tracemetrics", ITEM_METRIC, NULL,                  MANY},
    {"trace_metric",    "tracemetrics", ITEM_METRIC, NULL,                  MANY},
};

const struct dataset *dataset_named(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(datasets); i++)
        if (!strcmp(datasets[i].name, name))
            return &datasets[i];
    return NULL;
}

const struct dataset *ask_dataset(struct ask *ask, const char *name, const char *fallback,
                                  json_t **failure)
{
    const char *given = ask_get(ask, name);
    const struct dataset *dataset = dataset_named(given ? given : fallback);
    if (!dataset)
        *failure = ask_fail(ask, 400,
                            "%s \"%s\" is not here: wanted errors, spans, transactions, logs or "
                            "tracemetrics",
                            name, given);
    return dataset;
}

/* `name:"value"`, with quotes and backslashes of the value escaped. */
static void append_term(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, "%s%s:\"", text->len ? " " : "", name);
    for (const char *at = value; *at; at++) {
        if (strchr("\"\\*", *at))
            g_string_append_c(text, '\\');
        g_string_append_c(text, *at);
    }
    g_string_append_c(text, '"');
}

/* The metric that every axis names, so that groups of other metrics are not answered with it; NULL
 * when they name several or none. Newly allocated. */
static char *metric_of_axes(const struct ask *ask)
{
    g_autofree const char **axes = ask_get_all(ask, "yAxis");
    g_autofree char *metric = NULL;
    for (size_t i = 0; axes && axes[i]; i++) {
        g_auto(GStrv) arguments = g_strsplit(axes[i], ",", -1);
        bool is_triple = g_strv_length(arguments) == 4 && g_str_has_suffix(arguments[0], "(value");
        if (!is_triple || (metric && strcmp(metric, g_strstrip(arguments[1])) != 0))
            return NULL;
        g_free(metric);
        metric = g_strdup(g_strstrip(arguments[1]));
    }
    return metric && *metric ? g_steal_pointer(&metric) : NULL;
}

static void append_metric(struct ask *ask, GString *text)
{
    g_autofree char *of_axes = metric_of_axes(ask);
    const char *name = ask_get(ask, "metricName");
    if (!name)
        name = of_axes;
    const char *type = ask_get(ask, "metricType");
    const char *unit = ask_get(ask, "metricUnit");
    if (name)
        append_term(text, "metric.name", name);
    if (type)
        append_term(text, "metric.type", type);
    if (unit && (!strcmp(unit, "none") || !strcmp(unit, "-")))
        g_string_append(text, " (!has:metric.unit OR metric.unit:none)");
    else if (unit)
        append_term(text, "metric.unit", unit);
}

struct query *dataset_query(struct ask *ask, const struct dataset *dataset, json_t **failure)
{
    const char *written = ask_get(ask, "query");
    g_autoptr(query) query = ask_query(ask, written, failure);
    if (!query)
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    if (!query_is_empty(query))
        g_string_append_printf(text, "(%s)", written);
    if (dataset->terms)
        g_string_append_printf(text, "%s%s", text->len ? " " : "", dataset->terms);
    if (dataset->kind == ITEM_METRIC)
        append_metric(ask, text);
    return ask_query(ask, text->str, failure);
}

GPtrArray *dataset_segments(struct ask *ask, const struct dataset *dataset,
                            const struct query *query, const struct scope *scope)
{
    const char *needed = query_needs(query, "trace");
    g_autofree char *trace = needed ? row_hex(needed, 32) : NULL;
    return trace ? store_trace_segments(ask->store, dataset->kind, trace)
                 : store_segments(ask->store, dataset->kind, scope->start_ns, scope->end_ns);
}

size_t dataset_select(const struct query *query, const struct scope *scope,
                      const struct segment *segment, uint64_t *bits)
{
    size_t rows = segment_rows(segment), left = query_select(query, segment, rows, bits);
    int environment = segment_column(segment, "environment");
    bool whole = segment_min_ns(segment) >= scope->start_ns &&
                 segment_max_ns(segment) < scope->end_ns && !scope->projects &&
                 !scope->environments;
    for (size_t row = 0; !whole && left && row < rows; row++) {
        if (!(bits[row / 64] >> (row % 64) & 1))
            continue;
        if (!ask_scope_has_row(scope, segment, row, environment)) {
            bits[row / 64] &= ~(UINT64_C(1) << (row % 64));
            left--;
        }
    }
    return left;
}
