/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/request_path.h"
#include "api/client/signals_scope.h"
#include "api/query/query.h"
#include "base/escape.h"

#include <math.h>
#include <string.h>

/* What a y axis of spans or logs becomes. */
static const struct shape {
    const char *y_axis, *dataset, *suffix, *unit;
    enum signal_source source;
} SHAPES[] = {
    {"epm()",              "spans", " rate",      NULL,          SIGNAL_RATE  },
    {"failure_rate()",     "spans", " errors",    "ratio",       SIGNAL_ERRORS},
    {"p95(span.duration)", "spans", " p95",       "millisecond", SIGNAL_P95   },
    {"count()",            "logs",  "error logs", NULL,          SIGNAL_LOGS  },
};

static const struct shape *shape_of(const char *dataset, const char *y_axis)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SHAPES); i++)
        if (strcmp(SHAPES[i].y_axis, y_axis) == 0 && strcmp(SHAPES[i].dataset, dataset) == 0)
            return &SHAPES[i];
    return NULL;
}

static void copy_series(struct signal *signal, const struct series *from)
{
    signal->series = *from;
    signal->series.values = g_memdup2(from->values, from->count * sizeof *from->values);
}

static const char *group_value(const struct timeseries_reply *reply, const char *key)
{
    for (guint i = 0; i < reply->group_keys->len; i++)
        if (strcmp(reply->group_keys->pdata[i], key) == 0)
            return reply->group_values->pdata[i];
    return NULL;
}

/* Counts are given per bucket, shown per minute. */
static void per_minute(struct series *series)
{
    for (size_t i = 0; i < series->count; i++)
        series->values[i] *= 60000.0 / (double)series->interval_ms;
}

/* The query that selects just this group's rows. The answer's project is a slug. */
static char *query_of(const struct request *request, const struct timeseries_reply *reply)
{
    g_autoptr(GString) terms = g_string_new(NULL);
    for (guint i = 0; i < reply->group_keys->len; i++)
        if (strcmp(reply->group_keys->pdata[i], "project") != 0)
            signals_add_term(terms, reply->group_keys->pdata[i], reply->group_values->pdata[i]);
    const char *project = group_value(reply, "project");
    if (project && *project)
        signals_add_term(terms, "project", project);
    return query_both(request_get(request, "query"), g_strchug(terms->str));
}

static struct signal *derived_signal(const struct request *request,
                                     const struct timeseries_reply *reply, const char *dataset)
{
    const struct shape *shape = shape_of(dataset, reply->y_axis);
    const char *service = group_value(reply, "project");
    const char *what = group_value(reply, "transaction");
    if (!what)
        what = group_value(reply, "span.description");
    bool endpoint = strcmp(dataset, "logs") != 0;
    bool only_p95 = group_value(reply, "span.description") != NULL;
    if (!shape || reply->is_other || (endpoint && (!what || !*what)) ||
        (only_p95 && shape->source != SIGNAL_P95))
        return NULL;
    g_autofree char *seen = endpoint ? escape_unseen(what) : g_strdup("");
    struct signal *signal = signal_new();
    signal->source = shape->source;
    signal->service = g_strdup(service && *service ? service : NULL);
    signal->name = g_strconcat(seen, shape->suffix, NULL);
    signal->unit = g_strdup(shape->unit);
    signal->dataset = g_strdup(dataset);
    signal->query = query_of(request, reply);
    signal->aggregate = g_strdup(reply->y_axis);
    signal->id = g_strdup_printf("%s/%s/%s", dataset, reply->y_axis, signal->query);
    signal->sampling = reply->sampling;
    copy_series(signal, &reply->series);
    if (shape->source == SIGNAL_LOGS)
        per_minute(&signal->series);
    return signal;
}

static struct signal *metric_signal(const struct request *request, const struct metric_axis *axis,
                                    const struct timeseries_reply *reply)
{
    struct signal *signal = signal_new();
    signal->source = SIGNAL_METRIC;
    signal->dataset = g_strdup("tracemetrics");
    signal->aggregate = g_strdup(reply->y_axis);
    signal->metric_name = g_strdup(axis->name);
    signal->metric_type = g_strdup(axis->type);
    signal->unit = g_strdup(axis->unit);
    signal->name = escape_unseen(axis->name);
    const char *project = NULL;
    guint projects = 0;
    for (guint i = 0; i < request->query->len; i++) {
        const struct pair *pair = request->query->pdata[i];
        if (strcmp(pair->key, "project") == 0) {
            project = pair->value;
            projects++;
        }
    }
    signal->service = projects == 1 ? g_strdup(project) : NULL;
    GString *query = g_string_new(NULL);
    signals_add_term(query, "metric.name", axis->name);
    signals_add_term(query, "metric.type", axis->type);
    if (axis->unit)
        signals_add_term(query, "metric.unit", axis->unit);
    if (signal->service)
        signals_add_term(query, "project", signal->service);
    signal->query = query_both(query->str, request_get(request, "query"));
    g_string_free(query, TRUE);
    return signal;
}

static char *joined(const GPtrArray *texts, const char *separator)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(text, "%s%s", i ? separator : "", (char *)texts->pdata[i]);
    return g_string_free(text, FALSE);
}

static bool has_values(const struct timeseries_reply *reply)
{
    for (size_t i = 0; i < reply->series.count; i++)
        if (isfinite(reply->series.values[i]))
            return true;
    return false;
}

/* A group of the metric itself: servers also name groups in which only other metrics have values.
 */
static bool is_group(const struct timeseries_reply *reply)
{
    return !reply->is_other && reply->group_keys->len && has_values(reply);
}

/* What tells a group from the others: values that all groups share say nothing. */
static char *telling(const struct timeseries_reply *reply, const GPtrArray *timeseries)
{
    GString *text = g_string_new(NULL);
    for (guint key = 0; key < reply->group_keys->len; key++) {
        const char *value = reply->group_values->pdata[key];
        bool differs = false;
        for (guint i = 0; i < timeseries->len && !differs; i++) {
            const struct timeseries_reply *other = timeseries->pdata[i];
            differs = is_group(other) && key < other->group_values->len &&
                      g_strcmp0(other->group_values->pdata[key], value) != 0;
        }
        if (!differs || !value || !*value)
            continue;
        g_autofree char *seen = escape_unseen(value);
        g_string_append_printf(text, "%s%s", text->len ? ", " : " ", seen);
    }
    return g_string_free(text, FALSE);
}

static void make_group(struct signal *signal, const struct timeseries_reply *reply,
                       const GPtrArray *timeseries)
{
    g_autofree char *values = telling(reply, timeseries);
    g_autofree char *name = g_steal_pointer(&signal->name);
    GString *query = g_string_new(signal->query);
    for (guint i = 0; i < reply->group_keys->len; i++)
        signals_add_term(query, reply->group_keys->pdata[i], reply->group_values->pdata[i]);
    g_free(signal->query);
    signal->query = g_string_free(query, FALSE);
    signal->name = g_strconcat(name, values, NULL);
    signal->group_key = joined(reply->group_keys, "\x1f");
    signal->group_value = joined(reply->group_values, "\x1f");
    copy_series(signal, &reply->series);
    signal->sampling = reply->sampling;
}

static void set_id(struct signal *signal)
{
    signal->id = g_strdup_printf("tracemetrics/%s/%s", signal->aggregate, signal->query);
}

/* The whole of the groups: counts add up, levels are averaged over the groups that have one. */
static void add_up(struct signal *whole, const GPtrArray *timeseries, bool adds)
{
    const struct timeseries_reply *first = timeseries->pdata[0];
    struct series *total = &whole->series;
    copy_series(whole, &first->series);
    g_autofree size_t *parts = g_new0(size_t, total->count);
    for (size_t bucket = 0; bucket < total->count; bucket++)
        total->values[bucket] = (double)NAN;
    struct sampling *of_all = &whole->sampling;
    *of_all = (struct sampling){0};
    for (guint i = 0; i < timeseries->len; i++) {
        const struct timeseries_reply *reply = timeseries->pdata[i];
        of_all->rate += reply->sampling.rate;
        of_all->unsure += reply->sampling.unsure;
        of_all->partial |= reply->sampling.partial;
        for (size_t bucket = 0; bucket < reply->series.count; bucket++) {
            gssize at = series_bucket(total, reply->series.start_ms +
                                                 (int64_t)bucket * reply->series.interval_ms);
            double value = reply->series.values[bucket];
            if (at < 0 || !isfinite(value))
                continue;
            total->values[at] = parts[at]++ ? total->values[at] + value : value;
        }
    }
    of_all->rate /= timeseries->len;
    of_all->unsure /= timeseries->len;
    for (size_t bucket = 0; !adds && bucket < total->count; bucket++)
        if (parts[bucket])
            total->values[bucket] /= (double)parts[bucket];
}

static bool function_adds(const char *function)
{
    return strcmp(function, "sum") == 0 || g_str_has_prefix(function, "count") ||
           g_str_has_prefix(function, "per_");
}

/* All of one metric: the whole first, then a signal a group. "Other" is in the whole only. */
static void add_metric_signals(GPtrArray *signals, const struct request *request,
                               const GPtrArray *timeseries)
{
    struct metric_axis axis;
    const struct timeseries_reply *first = timeseries->pdata[0];
    if (!metric_axis_parse(first->y_axis, &axis))
        return;
    struct signal *whole = metric_signal(request, &axis, first);
    add_up(whole, timeseries, function_adds(axis.function));
    set_id(whole);
    g_ptr_array_add(signals, whole);
    for (guint i = 0; i < timeseries->len; i++) {
        const struct timeseries_reply *reply = timeseries->pdata[i];
        if (!is_group(reply))
            continue;
        struct signal *group = metric_signal(request, &axis, reply);
        make_group(group, reply, timeseries);
        set_id(group);
        g_ptr_array_add(signals, group);
    }
    metric_axis_clear(&axis);
}

static bool comes_again(const GPtrArray *timeseries, guint index, const char *axis)
{
    for (guint i = 0; i < index; i++)
        if (!strcmp(((const struct timeseries_reply *)timeseries->pdata[i])->y_axis, axis))
            return true;
    return false;
}

/* A metric is a y axis. */
static void add_metrics(GPtrArray *signals, const struct request *request,
                        const GPtrArray *timeseries)
{
    for (guint i = 0; i < timeseries->len; i++) {
        const char *axis = ((const struct timeseries_reply *)timeseries->pdata[i])->y_axis;
        if (comes_again(timeseries, i, axis))
            continue;
        g_autoptr(GPtrArray) own = g_ptr_array_new();
        for (guint j = i; j < timeseries->len; j++)
            if (!strcmp(((const struct timeseries_reply *)timeseries->pdata[j])->y_axis, axis))
                g_ptr_array_add(own, timeseries->pdata[j]);
        add_metric_signals(signals, request, own);
    }
}

GPtrArray *signals_from_reply(const struct request *request, const GPtrArray *timeseries)
{
    GPtrArray *signals = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    const char *dataset = request_get(request, "dataset");
    if (!dataset || !timeseries->len)
        return signals;
    if (strcmp(dataset, "tracemetrics") == 0) {
        add_metrics(signals, request, timeseries);
        return signals;
    }
    for (guint i = 0; i < timeseries->len; i++) {
        struct signal *signal = derived_signal(request, timeseries->pdata[i], dataset);
        if (signal)
            g_ptr_array_add(signals, signal);
    }
    return signals;
}

/* "free, xlsx"; the project stands before the name, as it does everywhere. */
static char *asked_values(const struct timeseries_reply *reply)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (guint i = 0; i < reply->group_values->len && i < reply->group_keys->len; i++)
        if (strcmp(reply->group_keys->pdata[i], "project") != 0)
            g_ptr_array_add(values, reply->group_values->pdata[i]);
    return joined(values, ", ");
}

static struct signal *asked_signal(const char *name, const struct request *request,
                                   const struct timeseries_reply *reply)
{
    const char *service = group_value(reply, "project");
    g_autofree char *values = asked_values(reply);
    struct signal *signal = signal_new();
    signal->source = SIGNAL_ASKED;
    signal->service = g_strdup(service && *service ? service : NULL);
    signal->name = g_strdup_printf("%s%s%s", name, *values ? " " : "", values);
    bool told = reply->unit && *reply->unit;
    signal->unit = !g_strcmp0(reply->type, "percentage") ? g_strdup("ratio")
                   : told                                ? g_strdup(reply->unit)
                                                         : signals_equation_unit(reply->y_axis);
    signal->dataset = g_strdup(request_get(request, "dataset"));
    signal->query = query_of(request, reply);
    signal->aggregate = g_strdup(reply->y_axis);
    signal->id = g_strdup_printf("asked/%s/%s/%s", name, reply->y_axis, signal->query);
    signal->sampling = reply->sampling;
    if (reply->group_keys->len) {
        signal->group_key = joined(reply->group_keys, "\x1f");
        signal->group_value = joined(reply->group_values, "\x1f");
    }
    copy_series(signal, &reply->series);
    return signal;
}

GPtrArray *signals_asked(const char *name, const struct request *request,
                         const GPtrArray *timeseries)
{
    GPtrArray *signals = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    for (guint i = 0; i < timeseries->len; i++) {
        const struct timeseries_reply *reply = timeseries->pdata[i];
        if (!reply->is_other)
            g_ptr_array_add(signals, asked_signal(name, request, reply));
    }
    return signals;
}
