/* SPDX-License-Identifier: Apache-2.0 */
#include "views/chart_aggregates.h"

#include "api/query/breakdown.h"

#include <string.h>

enum kind {
    KIND_SPANS = 1,
    KIND_COUNTER = 2,
    KIND_GAUGE = 4,
    KIND_DISTRIBUTION = 8,
    KIND_ROWS = 16,    /* logs, errors: they are counted, */
    KIND_NUMBERS = 32, /* or a number of theirs was asked for */
};

#define MEASURED (KIND_SPANS | KIND_DISTRIBUTION | KIND_NUMBERS)
#define ALL      (MEASURED | KIND_COUNTER | KIND_GAUGE | KIND_ROWS)

/* clang-format off */
static const struct {
    const char *name, *function; /* the function takes what is measured, */
    const char *counts;          /* or over rows this is asked instead */
    const char *words;
    unsigned kinds;
} rows[] = {
    {"p50",    "p50",          NULL,             "half are below it",              MEASURED},
    {"p75",    "p75",          NULL,             "three of four are below it",     MEASURED},
    {"p90",    "p90",          NULL,             "nine of ten are below it",       MEASURED},
    {"p95",    "p95",          NULL,             "95 of 100 are below it",         MEASURED},
    {"p99",    "p99",          NULL,             "99 of 100 are below it",         MEASURED},
    {"min",    "min",          NULL,             "the least",                      MEASURED | KIND_GAUGE},
    {"max",    "max",          NULL,             "the greatest",                   MEASURED | KIND_GAUGE},
    {"avg",    "avg",          NULL,             "the mean",                       MEASURED | KIND_GAUGE},
    {"sum",    "sum",          NULL,             "all added up",                   MEASURED | KIND_COUNTER},
    {"count",  "count",        "count()",        "how many there are in a bucket", ALL},
    {"rate",   "per_second",   "eps()",          "so many a second",               ALL},
    {"failure_rate", NULL,           "failure_rate()", "the share that failed",          KIND_SPANS},
};
/* clang-format on */

/* "(span.duration)" of "p95(span.duration)"; NULL for what is no single call. */
static const char *arguments_of(const struct signal *signal)
{
    const char *axis = signal->aggregate ? signal->aggregate : "";
    return breakdown_label(axis) == axis ? strchr(axis, '(') : NULL;
}

static enum kind kind_of(const struct signal *signal)
{
    const char *type = signal->metric_type;
    if (!g_strcmp0(signal->dataset, "spans"))
        return KIND_SPANS;
    if (!g_strcmp0(type, "counter"))
        return KIND_COUNTER;
    if (!g_strcmp0(type, "gauge"))
        return KIND_GAUGE;
    if (!g_strcmp0(type, "distribution"))
        return KIND_DISTRIBUTION;
    const char *arguments = arguments_of(signal);
    bool measures =
        arguments && arguments[1] != ')' && !g_str_has_prefix(signal->aggregate, "count");
    return measures ? KIND_NUMBERS : KIND_ROWS;
}

/* "(span.duration)", "(value,name,type,unit)": what the signal's own aggregate is of. */
static char *measured(const struct signal *signal, enum kind kind)
{
    const char *arguments = arguments_of(signal);
    bool whole = arguments && arguments[1] != ')' && g_str_has_suffix(arguments, ")");
    bool counts = kind == KIND_SPANS && whole && g_str_has_prefix(signal->aggregate, "count");
    if (whole && !counts)
        return g_strdup(arguments);
    return kind == KIND_SPANS ? g_strdup("(span.duration)") : NULL;
}

static char *axis_of(const struct signal *signal, enum kind kind, size_t row)
{
    bool metric = kind == KIND_COUNTER || kind == KIND_GAUGE || kind == KIND_DISTRIBUTION;
    if (rows[row].counts && !metric)
        return g_strdup(rows[row].counts);
    g_autofree char *arguments = measured(signal, kind);
    return arguments && rows[row].function ? g_strconcat(rows[row].function, arguments, NULL)
                                           : NULL;
}

static void aggregate_free(void *data)
{
    g_free(((struct chart_aggregate *)data)->axis);
    g_free(data);
}

GPtrArray *chart_aggregates(const struct signal *signal)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(aggregate_free);
    enum kind kind = kind_of(signal);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *axis = rows[i].kinds & kind ? axis_of(signal, kind, i) : NULL;
        if (!axis)
            continue;
        struct chart_aggregate *aggregate = g_new0(struct chart_aggregate, 1);
        *aggregate = (struct chart_aggregate){rows[i].name, rows[i].words, axis};
        g_ptr_array_add(found, aggregate);
    }
    return found;
}

char *chart_aggregate_name(const struct signal *signal, const char *axis)
{
    g_autoptr(GPtrArray) all = chart_aggregates(signal);
    for (guint i = 0; axis && i < all->len; i++) {
        const struct chart_aggregate *aggregate = all->pdata[i];
        if (!strcmp(aggregate->axis, axis))
            return g_strdup(aggregate->name);
    }
    if (axis && breakdown_label(axis) != axis)
        return g_strdup(breakdown_label(axis));
    return g_strndup(axis ? axis : "", strcspn(axis ? axis : "", "("));
}
