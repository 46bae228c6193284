/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_explore.h"
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define MOST_BUCKETS 10100
#define MOST_TOP     10
#define FINE_BUCKETS 150 /* without an interval: at most so many */

/* Sentry's granularities, in seconds. */
static const int64_t granularities[] = {15,   30,   60,   120,   300,   600,   900,
                                        1800, 3600, 7200, 10800, 14400, 43200, 86400};

/* What a chart was asked for; freed by chart_clear(). */
struct chart {
    const struct dataset *dataset;
    struct scope scope;
    struct query *query;
    const char **axes;
    const char **groups;
    char **sort;
    size_t top;
    int64_t interval_ns;
};

static void chart_clear(struct chart *chart)
{
    ask_scope_clear(&chart->scope);
    query_free(chart->query);
    g_free(chart->axes);
    g_free(chart->groups);
    g_strfreev(chart->sort);
}

static int64_t interval_for(int64_t range_ns)
{
    for (size_t i = 0; i < G_N_ELEMENTS(granularities); i++)
        if (range_ns <= granularities[i] * NS_PER_SECOND * FINE_BUCKETS)
            return granularities[i] * NS_PER_SECOND;
    return granularities[G_N_ELEMENTS(granularities) - 1] * NS_PER_SECOND;
}

/* "15m", or plain seconds; what is neither is chosen from the range. */
static json_t *read_interval(struct ask *ask, struct chart *chart)
{
    const char *text = ask_get(ask, "interval");
    int64_t range = chart->scope.end_ns - chart->scope.start_ns;
    gint64 seconds;
    chart->interval_ns = text ? ask_period(text) : 0;
    if (text && g_ascii_string_to_signed(text, 10, 1, 366 * 86400, &seconds, NULL))
        chart->interval_ns = seconds * NS_PER_SECOND;
    if (chart->interval_ns == 0)
        chart->interval_ns = interval_for(range);
    if (range / chart->interval_ns >= MOST_BUCKETS)
        return ask_fail(ask, 400,
                        "Your interval and date range would create too many results. Use a larger "
                        "interval, or a smaller date range.");
    return NULL;
}

/* Without a range a chart begins with the first row kept. */
static json_t *read_range(struct ask *ask, struct chart *chart)
{
    json_t *failure = ask_scope(ask, NULL, &chart->scope);
    int64_t first, last;
    if (failure || chart->scope.ranged)
        return failure;
    chart->scope.start_ns = chart->scope.end_ns - 3600 * NS_PER_SECOND;
    if (store_time_range(ask->store, chart->dataset->kind, &first, &last))
        chart->scope.start_ns = MIN(chart->scope.start_ns, first);
    return NULL;
}

/* The older form lists the functions among the fields to group by. */
static void drop_functions(const char ***groups)
{
    size_t kept = 0;
    for (size_t i = 0; *groups && (*groups)[i]; i++)
        if (!field_is_function((*groups)[i]))
            (*groups)[kept++] = (*groups)[i];
    if (*groups)
        (*groups)[kept] = NULL;
    if (kept == 0)
        g_clear_pointer(groups, g_free);
}

static json_t *read_groups(struct ask *ask, struct chart *chart, const char *parameter)
{
    const char *top = ask_get(ask, "topEvents");
    gint64 number = 5;
    chart->groups = ask_get_all(ask, parameter);
    drop_functions(&chart->groups);
    if (top && !g_ascii_string_to_signed(top, 10, 1, MOST_TOP, &number, NULL))
        return ask_fail(ask, 400, "topEvents must be a number from 1 to %d", MOST_TOP);
    if (top && !chart->groups)
        return ask_fail(ask, 400, "%s is a required parameter when doing topEvents", parameter);
    chart->top = (size_t)number;
    return NULL;
}

/* `groups` is the parameter that names what to group by. */
static json_t *chart_read(struct ask *ask, const char *groups, struct chart *chart)
{
    json_t *failure = NULL;
    chart->dataset = ask_dataset(ask, "dataset", "errors", &failure);
    if (!chart->dataset)
        return failure;
    if ((failure = read_range(ask, chart)) || (failure = read_interval(ask, chart)) ||
        (failure = read_groups(ask, chart, groups)))
        return failure;
    chart->axes = ask_get_all(ask, "yAxis");
    if (!chart->axes) {
        chart->axes = g_new0(const char *, 2);
        chart->axes[0] = "count()";
    }
    chart->sort = ask_sort(ask, chart->axes);
    chart->query = dataset_query(ask, chart->dataset, &failure);
    return chart->query ? NULL : failure;
}

static GPtrArray *chart_series(struct ask *ask, const struct chart *chart, GError **error)
{
    struct timeseries_request request = {.kind = chart->dataset->kind,
                                         .y_axes = chart->axes,
                                         .group_by = chart->groups,
                                         .top = chart->top,
                                         .exclude_other = ask_flag(ask, "excludeOther"),
                                         .sort = chart->sort ? chart->sort[0] : NULL,
                                         .query = chart->query,
                                         .projects = chart->scope.projects,
                                         .environments = chart->scope.environments,
                                         .start_ns = chart->scope.start_ns,
                                         .end_ns = chart->scope.end_ns,
                                         .interval_ns = chart->interval_ns};
    g_autoptr(GPtrArray) segments =
        dataset_segments(ask, chart->dataset, chart->query, &chart->scope);
    return timeseries_query(segments, &request, error);
}

static int64_t bucket_ns(const struct chart *chart, size_t bucket)
{
    return (chart->scope.start_ns / chart->interval_ns + (int64_t)bucket) * chart->interval_ns;
}

static json_t *finite_or_null(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *series_values(const struct ask *ask, const struct chart *chart,
                             const struct timeseries *series)
{
    json_t *values = json_array();
    for (size_t i = 0; i < series->buckets; i++) {
        int64_t start = bucket_ns(chart, i);
        bool incomplete = start + chart->interval_ns > ask->now_ns;
        json_t *point = json_object();
        json_object_set_new(point, "timestamp", json_integer(start / NS_PER_MS));
        json_object_set_new(point, "value", finite_or_null(series->values[i]));
        json_object_set_new(point, "incomplete", json_boolean(incomplete));
        if (incomplete)
            json_object_set_new(point, "incompleteReason", json_string("INCOMPLETE_BUCKET"));
        if (series->sample_counts)
            json_object_set_new(point, "sampleCount",
                                json_integer((json_int_t)series->sample_counts[i]));
        json_array_append_new(values, point);
    }
    return values;
}

static json_t *series_groups(const struct chart *chart, const struct timeseries *series)
{
    json_t *groups = json_array();
    for (size_t i = 0; chart->groups[i]; i++) {
        const char *value = series->group ? series->group[i] : NULL;
        json_t *group = json_object();
        json_object_set_new(group, "key", answer_text(chart->groups[i]));
        json_object_set_new(group, "value", answer_text(value && *value ? value : NULL));
        json_array_append_new(groups, group);
    }
    return groups;
}

static json_t *series_body(const struct ask *ask, const struct chart *chart,
                           const struct timeseries *series)
{
    json_t *meta = json_object();
    json_object_set_new(meta, "valueType", answer_text(series->type));
    json_object_set_new(meta, "valueUnit", answer_text(series->unit));
    json_object_set_new(meta, "interval", json_integer(chart->interval_ns / NS_PER_MS));
    json_object_set_new(meta, "dataScanned", json_string("full"));
    if (chart->groups) {
        json_object_set_new(meta, "order", json_integer((json_int_t)series->order));
        json_object_set_new(meta, "isOther", json_boolean(series->is_other));
    }
    json_t *body = json_object();
    json_object_set_new(body, "yAxis", answer_text(series->y_axis));
    if (chart->groups)
        json_object_set_new(body, "groupBy",
                            series->is_other ? json_null() : series_groups(chart, series));
    json_object_set_new(body, "values", series_values(ask, chart, series));
    json_object_set_new(body, "meta", meta);
    return body;
}

static json_t *chart_body(const struct ask *ask, const struct chart *chart, const GPtrArray *all)
{
    json_t *list = json_array();
    for (guint i = 0; i < all->len; i++)
        json_array_append_new(list, series_body(ask, chart, all->pdata[i]));
    json_t *meta = json_object();
    json_object_set_new(meta, "dataset", json_string(chart->dataset->said));
    json_object_set_new(meta, "start", json_integer(chart->scope.start_ns / NS_PER_MS));
    json_object_set_new(meta, "end", json_integer(chart->scope.end_ns / NS_PER_MS));
    json_t *body = json_object();
    json_object_set_new(body, "timeSeries", list);
    json_object_set_new(body, "meta", meta);
    return body;
}

typedef json_t *chart_body_fn(const struct ask *ask, const struct chart *chart,
                              const GPtrArray *all);

static json_t *answer_chart(struct ask *ask, const char *groups, chart_body_fn *make)
{
    struct chart chart = {0};
    json_t *body = chart_read(ask, groups, &chart);
    if (!body) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) all = chart_series(ask, &chart, &error);
        body = all ? make(ask, &chart, all) : ask_fail_error(ask, error);
    }
    chart_clear(&chart);
    return body;
}

json_t *answer_timeseries(struct ask *ask)
{
    return answer_chart(ask, "groupBy", chart_body);
}

/* One series in the older form: [[seconds, [{"count": value}]] ...]. */
static json_t *old_series(const struct chart *chart, const struct timeseries *series)
{
    json_t *data = json_array();
    for (size_t i = 0; i < series->buckets; i++) {
        json_t *count = json_object();
        json_object_set_new(count, "count",
                            isfinite(series->values[i]) ? json_real(series->values[i])
                                                        : json_integer(0));
        json_t *counts = json_array();
        json_array_append_new(counts, count);
        json_t *point = json_array();
        json_array_append_new(point, json_integer(bucket_ns(chart, i) / NS_PER_SECOND));
        json_array_append_new(point, counts);
        json_array_append_new(data, point);
    }
    json_t *fields = json_object();
    json_t *units = json_object();
    json_object_set_new(fields, series->y_axis, answer_text(series->type));
    json_object_set_new(units, series->y_axis, answer_text(series->unit));
    json_t *body = json_object();
    json_object_set_new(body, "data", data);
    json_object_set_new(body, "order", json_integer((json_int_t)series->order));
    json_object_set_new(body, "start", json_integer(chart->scope.start_ns / NS_PER_SECOND));
    json_object_set_new(body, "end", json_integer(chart->scope.end_ns / NS_PER_SECOND));
    json_object_set_new(body, "isMetricsData", json_false());
    json_object_set_new(body, "meta", json_pack("{s:o, s:o}", "fields", fields, "units", units));
    return body;
}

/* The label of a series: its group's values, its axis, or both. */
static char *old_label(const struct chart *chart, const struct timeseries *series)
{
    if (series->is_other)
        return g_strdup("Other");
    if (!series->group)
        return g_strdup(series->y_axis);
    g_autofree char *values = g_strjoinv(",", series->group);
    return chart->axes[1] ? g_strdup_printf("%s,%s", values, series->y_axis)
                          : g_steal_pointer(&values);
}

static json_t *old_chart_body(const struct ask *ask, const struct chart *chart,
                              const GPtrArray *all)
{
    (void)ask;
    if (!chart->groups && all->len == 1)
        return old_series(chart, all->pdata[0]);
    json_t *body = json_object();
    for (guint i = 0; i < all->len; i++) {
        g_autofree char *label = old_label(chart, all->pdata[i]);
        json_object_set_new(body, label, old_series(chart, all->pdata[i]));
    }
    return body;
}

json_t *answer_events_stats(struct ask *ask)
{
    return answer_chart(ask, ask_get(ask, "topEvents") ? "field" : "groupBy", old_chart_body);
}
