/* SPDX-License-Identifier: Apache-2.0 */
#include "views/chart_data.h"

#include "base/clock.h"
#include "views/body.h"

#include <string.h>

#define MOST_GROUPS "5"

/* --- aggregates --- */

static const char *const span_functions[] = {
    "p50(span.duration)",
    "p75(span.duration)",
    "p95(span.duration)",
    "p99(span.duration)",
    "avg(span.duration)",
    "max(span.duration)",
    "count()",
    "failure_rate()",
    NULL,
};
static const char *const counter_functions[] = {"sum", "per_second", "count", NULL};
static const char *const gauge_functions[] = {"avg", "min", "max", NULL};
static const char *const distribution_functions[] = {"p50", "p75", "p90", "p95",   "p99",
                                                     "avg", "max", "sum", "count", NULL};

static const char *const *functions_of(const struct signal *signal)
{
    if (!g_strcmp0(signal->dataset, "spans"))
        return span_functions;
    if (!g_strcmp0(signal->metric_type, "counter"))
        return counter_functions;
    if (!g_strcmp0(signal->metric_type, "gauge"))
        return gauge_functions;
    return g_strcmp0(signal->metric_type, "distribution") ? NULL : distribution_functions;
}

/* "sum" in place of the function of "p95(value,name,type,unit)"; a whole function stays. */
static char *with_function(const struct signal *signal, const char *function)
{
    const char *arguments = signal->aggregate ? strchr(signal->aggregate, '(') : NULL;
    return strchr(function, '(') || !arguments ? g_strdup(function)
                                               : g_strconcat(function, arguments, NULL);
}

static const char *aggregate_of(const struct chart_data *data)
{
    return data->aggregate ? data->aggregate : data->base->aggregate;
}

char *chart_data_aggregate(const struct chart_data *data)
{
    const char *aggregate = aggregate_of(data) ? aggregate_of(data) : "";
    return g_strndup(aggregate, strcspn(aggregate, "("));
}

char *chart_data_cycle(struct chart_data *data, struct view *view)
{
    const char *const *functions = functions_of(data->base);
    if (!functions)
        return NULL;
    size_t next = 0;
    for (size_t i = 0; functions[i]; i++) {
        g_autofree char *candidate = with_function(data->base, functions[i]);
        if (!g_strcmp0(candidate, aggregate_of(data)))
            next = functions[i + 1] ? i + 1 : 0;
    }
    char *chosen = with_function(data->base, functions[next]);
    g_free(data->aggregate);
    data->aggregate = chosen;
    if (!g_strcmp0(chosen, data->base->aggregate))
        g_clear_pointer(&data->aggregate, g_free);
    chart_data_refresh(data, view);
    return chart_data_aggregate(data);
}

/* --- asking --- */

static bool own_series(const struct chart_data *data)
{
    return data->aggregate || data->group_key || data->narrowed;
}

static char *joined_query(const char *query, const char *more)
{
    if (!more || !*more)
        return g_strdup(query ? query : "");
    return query && *query ? g_strdup_printf("(%s) %s", query, more) : g_strdup(more);
}

/* Newly allocated. */
static char *searched(const struct chart_data *data)
{
    g_autofree char *within = joined_query(data->base->query, data->within);
    return joined_query(within, data->narrowed);
}

static void add_interval(struct request *request, int64_t interval_ms)
{
    int64_t seconds = MAX(interval_ms / MS_PER_SECOND, 1);
    if (seconds % 60)
        request_addf(request, "interval", "%" G_GINT64_FORMAT "s", seconds);
    else
        request_addf(request, "interval", "%" G_GINT64_FORMAT "m", seconds / 60);
}

static void ask(struct chart_data *data, struct view *view)
{
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    g_autofree char *query = searched(data);
    request_add(request, "dataset", data->base->dataset);
    request_add(request, "yAxis", aggregate_of(data));
    request_add(request, "query", query);
    add_interval(request, scope_interval_ms(desk_scope(view->desk)));
    if (data->group_key) {
        request_add(request, "groupBy", data->group_key);
        request_add(request, "topEvents", MOST_GROUPS);
        request_addf(request, "sort", "-%s", aggregate_of(data));
    }
    bool held = desk_scope(view->desk)->held;
    data->asked = desk_ask(view, request, held ? 0 : 15000, false);
}

static void show_base(struct chart_data *data)
{
    g_ptr_array_set_size(data->lines, 0);
    g_ptr_array_add(data->lines, signal_copy(data->base));
}

static void take_base(struct chart_data *data, struct desk *desk, const char *signal_id)
{
    const GPtrArray *signals = desk_signals(desk);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        if (g_strcmp0(signal->id, signal_id))
            continue;
        struct signal *copy = signal_copy(signal);
        g_clear_pointer(&data->base, signal_free);
        data->base = copy;
        const struct onset *onset = desk_onset(desk, i);
        data->onset = onset ? *onset : (struct onset){0};
        const struct mix_shift *mix = desk_mix(desk, i);
        if (mix && data->onset.kind == ONSET_NONE)
            data->onset = mix->onset;
        return;
    }
}

void chart_data_refresh(struct chart_data *data, struct view *view)
{
    g_autofree char *id = g_strdup(data->base->id);
    take_base(data, view->desk, id);
    if (data->asked)
        desk_forget(view, data->asked);
    data->asked = 0;
    if (own_series(data))
        ask(data, view);
    else
        show_base(data);
}

/* The shift is seen best as its groups, within the value where it happened. */
static void group_by_mix(struct chart_data *data, const struct mix_shift *mix)
{
    data->group_key = g_strdup(mix->key);
    if (!mix->within_key || !mix->within_value)
        return;
    g_autofree char *value = body_quote(mix->within_value);
    data->within = g_strdup_printf("%s:%s", mix->within_key, value);
}

bool chart_data_open(struct chart_data *data, struct view *view, const char *signal_id)
{
    *data =
        (struct chart_data){.lines = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free)};
    take_base(data, view->desk, signal_id);
    if (!data->base)
        return false;
    const GPtrArray *signals = desk_signals(view->desk);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        if (!g_strcmp0(signal->id, signal_id) && desk_mix(view->desk, i))
            group_by_mix(data, desk_mix(view->desk, i));
    }
    show_base(data);
    if (own_series(data))
        ask(data, view);
    return true;
}

void chart_data_clear(struct chart_data *data)
{
    g_clear_pointer(&data->base, signal_free);
    g_clear_pointer(&data->lines, g_ptr_array_unref);
    g_clear_pointer(&data->group_key, g_free);
    g_clear_pointer(&data->within, g_free);
    g_clear_pointer(&data->narrowed, g_free);
    g_clear_pointer(&data->aggregate, g_free);
}

void chart_data_group(struct chart_data *data, struct view *view, const char *key)
{
    g_free(data->group_key);
    data->group_key = g_strdup(key);
    g_clear_pointer(&data->within, g_free);
    chart_data_refresh(data, view);
}

void chart_data_narrow(struct chart_data *data, struct view *view, const char *query)
{
    g_free(data->narrowed);
    data->narrowed = query && *query ? g_strdup(query) : NULL;
    chart_data_refresh(data, view);
}

/* --- answers --- */

static char *join(const GPtrArray *texts, const char *separator)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(out, "%s%s", i ? separator : "",
                               (const char *)g_ptr_array_index(texts, i));
    return g_string_free(out, FALSE);
}

/* One line of the chart; takes the series. */
static struct signal *line_of(const struct chart_data *data, struct timeseries_reply *reply)
{
    struct signal *line = signal_new();
    line->service = g_strdup(data->base->service);
    line->dataset = g_strdup(data->base->dataset);
    line->query = searched(data);
    line->aggregate = g_strdup(aggregate_of(data));
    line->unit = g_strdup(reply->unit && *reply->unit ? reply->unit
                          : data->aggregate           ? NULL
                                                      : data->base->unit);
    line->group_key = g_strdup(data->group_key);
    line->group_value = reply->is_other ? g_strdup("other") : join(reply->group_values, " ");
    line->name = g_strdup(*line->group_value ? line->group_value
                          : data->group_key  ? "(none)"
                                             : data->base->name);
    line->sample_rate = reply->sample_rate;
    line->series = reply->series;
    reply->series = (struct series){0};
    return line;
}

bool chart_data_reply(struct chart_data *data, uint64_t subscription, struct reply *reply)
{
    if (!subscription || subscription != data->asked)
        return false;
    if (reply->kind != REPLY_TIMESERIES || !reply->object)
        return true;
    g_ptr_array_set_size(data->lines, 0);
    GPtrArray *series = reply->object;
    for (guint i = 0; i < series->len; i++)
        g_ptr_array_add(data->lines, line_of(data, g_ptr_array_index(series, i)));
    if (!data->lines->len)
        show_base(data);
    return true;
}

char *chart_data_query(const struct chart_data *data, int line)
{
    char *query = searched(data);
    if (line < 0 || (guint)line >= data->lines->len || !data->group_key)
        return query;
    const struct signal *part = g_ptr_array_index(data->lines, (guint)line);
    /* The whole stands in for its groups until they come, or when there are none. */
    if (g_strcmp0(part->group_key, data->group_key) || !part->group_value ||
        !strcmp(part->group_value, "other"))
        return query;
    g_autofree char *quoted = body_quote(part->group_value);
    g_autofree char *term = *part->group_value ? g_strdup_printf("%s:%s", data->group_key, quoted)
                                               : g_strdup_printf("!has:%s", data->group_key);
    char *both = joined_query(query, term);
    g_free(query);
    return both;
}
