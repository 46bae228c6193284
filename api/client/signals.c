/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/signals_scope.h"

#include "api/model/release.h"
#include "api/query/breakdown.h"
#include "api/query/query.h"

#include <string.h>

#define MOST_KEYS 3

void metric_name_free(struct metric_name *metric)
{
    if (!metric)
        return;
    g_free(metric->name);
    g_free(metric->type);
    g_free(metric->unit);
    g_free(metric->project);
    g_clear_pointer(&metric->attributes, g_ptr_array_unref);
    g_free(metric);
}

/* With a function among the fields the others group, so that each metric is one row a project. */
struct request *signals_discover_metrics(const struct signal_scope *scope)
{
    static const char *const FIELDS[] = {"metric.name", "metric.type", "metric.unit", "project",
                                         "count(metric.name)"};
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request->background = true;
    request->pages = 5;
    request_add(request, "dataset", "tracemetrics");
    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        request_add(request, "field", FIELDS[i]);
    request_add(request, "sort", "-count(metric.name)");
    request_add(request, "per_page", "100");
    if (scope->query && *scope->query)
        request_add(request, "query", scope->query);
    signals_add_scope(request, scope, NULL);
    return request;
}

static char *cell_text(const struct rows *rows, size_t row, const char *field)
{
    struct value value = rows_get(rows, row, field);
    return value.type == VALUE_STRING && *value.string ? g_strdup(value.string) : NULL;
}

static bool same_metric(const struct metric_name *a, const struct metric_name *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->type, b->type) == 0 &&
           g_strcmp0(a->unit, b->unit) == 0;
}

/* A metric that several projects send is one metric of no project. */
static void add_metric(GPtrArray *metrics, struct metric_name *metric)
{
    for (guint i = 0; i < metrics->len; i++) {
        struct metric_name *known = metrics->pdata[i];
        if (!same_metric(known, metric))
            continue;
        if (g_strcmp0(known->project, metric->project) != 0)
            g_clear_pointer(&known->project, g_free);
        metric_name_free(metric);
        return;
    }
    g_ptr_array_add(metrics, metric);
}

GPtrArray *signals_metric_names(const struct rows *rows)
{
    GPtrArray *metrics = g_ptr_array_new_with_free_func((GDestroyNotify)metric_name_free);
    for (size_t row = 0; row < rows->count; row++) {
        struct metric_name *metric = g_new0(struct metric_name, 1);
        metric->name = cell_text(rows, row, "metric.name");
        metric->type = cell_text(rows, row, "metric.type");
        metric->unit = cell_text(rows, row, "metric.unit");
        metric->project = cell_text(rows, row, "project");
        if (metric->unit && (strcmp(metric->unit, "none") == 0 || strcmp(metric->unit, "-") == 0))
            g_clear_pointer(&metric->unit, g_free);
        if (metric->name && metric->type)
            add_metric(metrics, metric);
        else
            metric_name_free(metric);
    }
    return metrics;
}

struct request *signals_metric_attributes(const struct signal_scope *scope,
                                          const struct metric_name *metric)
{
    struct request *request = request_new(ENDPOINT_ATTRIBUTES, NULL);
    g_autoptr(GString) query = g_string_new(NULL);
    signals_add_term(query, "metric.name", metric->name);
    g_autofree char *both = query_both(query->str, scope->query);
    request->background = true;
    request_add(request, "dataset", "tracemetrics");
    request_add(request, "attributeType", "string");
    request_add(request, "query", both);
    signals_add_scope(request, scope, metric->project);
    return request;
}

/* Keys that name one thing each, or the sender's machinery: grouping by them says nothing. */
static bool is_machinery(const char *key)
{
    static const char *const STARTS[] = {"sentry.", "sdk.",     "telemetry.", "otel.",   "metric.",
                                         "trace",   "span",     "user.",      "os.",     "process.",
                                         "device",  "browser.", "client_",    "runtime", "tags["};
    static const char *const ENDS[] = {"_id", ".id", "Id", "uuid", "timestamp", "url", "_at"};
    static const char *const WHOLE[] = {"id",    "project",        "environment", "message",
                                        "value", "user",           "origin",      "platform",
                                        "dist",  "is_transaction", "payload_size"};
    for (size_t i = 0; i < G_N_ELEMENTS(STARTS); i++)
        if (g_str_has_prefix(key, STARTS[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++)
        if (g_str_has_suffix(key, ENDS[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(WHOLE); i++)
        if (strcmp(key, WHOLE[i]) == 0)
            return true;
    return false;
}

/* Where it ran comes after what the application says of itself; the release last. */
static unsigned rank_of(const char *key)
{
    static const char *const PLACES[] = {
        "host",         "host.name", "server_address",      "server.address", "server_name",
        "k8s.pod.name", "pod",       "service.instance.id", "service.name",   "service"};
    if (release_is_key(key))
        return 2;
    for (size_t i = 0; i < G_N_ELEMENTS(PLACES); i++)
        if (strcmp(key, PLACES[i]) == 0)
            return 1;
    return 0;
}

/* The application's own keys first, in the server's order within a rank; at most three. One place
 * is enough: two that say the same (host, pod) would only use up groups. */
GPtrArray *signals_group_keys(const GPtrArray *names)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    for (unsigned rank = 0; rank <= 2; rank++) {
        guint of_rank = 0;
        for (guint i = 0; i < names->len && keys->len < MOST_KEYS; i++) {
            const struct name *name = names->pdata[i];
            bool number = name->extra && strcmp(name->extra, "string") != 0 &&
                          strcmp(name->extra, "boolean") != 0;
            if (!name->slug || number || rank_of(name->slug) != rank)
                continue;
            bool machinery = rank == 0 && is_machinery(name->slug);
            if (machinery || (rank > 0 && of_rank++ > 0))
                continue;
            g_ptr_array_add(keys, g_strdup(name->slug));
        }
    }
    return keys;
}

static const char *usual_function(const char *type)
{
    if (strcmp(type, "counter") == 0)
        return "sum";
    return strcmp(type, "distribution") == 0 ? "p95" : "avg";
}

static char *usual_axis(const struct metric_name *metric)
{
    return g_strdup_printf("%s(value,%s,%s,%s)", usual_function(metric->type), metric->name,
                           metric->type, metric->unit ? metric->unit : "none");
}

struct request *signals_metrics_series(const struct signal_scope *scope, const GPtrArray *metrics)
{
    const struct metric_name *first = metrics->pdata[0];
    struct request *request = signals_series_request(scope, "tracemetrics", first->project);
    for (guint i = 0; i < metrics->len; i++) {
        g_autofree char *axis = usual_axis(metrics->pdata[i]);
        request_add(request, "yAxis", axis);
    }
    if (scope->query && *scope->query)
        request_add(request, "query", scope->query);
    return request;
}

struct request *signals_metric_series(const struct signal_scope *scope,
                                      const struct metric_name *metric, const GPtrArray *group_by)
{
    struct request *request = signals_series_request(scope, "tracemetrics", metric->project);
    g_autofree char *axis = usual_axis(metric);
    request_add(request, "yAxis", axis);
    if (scope->query && *scope->query)
        request_add(request, "query", scope->query);
    if (!group_by || !group_by->len)
        return request;
    for (guint i = 0; i < group_by->len && i < MOST_KEYS; i++)
        request_add(request, "groupBy", group_by->pdata[i]);
    request_add(request, "topEvents", SIGNALS_TOP);
    request_addf(request, "sort", "-%s", axis);
    return request;
}

/* What is asked of every service, grouped by project as well, so that the answer names it by its
 * slug whatever the scope calls it. The order must be by something asked for. */
struct derived {
    const char *dataset, *axes[4], *group, *query, *sort;
};

/* How many calls there are, how many fail, how long they take. */
static const struct derived endpoints = {
    .dataset = "spans",
    .axes = {"epm()", "failure_rate()", "p95(span.duration)"},
    .group = "transaction",
    .query = SIGNALS_ENDPOINTS,
    .sort = "-epm()",
};

/* What services do within, without the calls out of them, which are seen where they arrive. */
static const struct derived operations = {
    .dataset = "spans",
    .axes = {"p95(span.duration)", "epm()"},
    .group = "span.description",
    .query = SIGNALS_OPERATIONS,
    .sort = "-epm()",
};

static const struct derived error_logs = {
    .dataset = "logs",
    .axes = {"count()"},
    .query = SIGNALS_ERROR_LOGS,
    .sort = "-count()",
};

static struct request *derived_request(const struct derived *derived,
                                       const struct signal_scope *scope, const char *project)
{
    struct request *request = signals_series_request(scope, derived->dataset, project);
    for (size_t i = 0; derived->axes[i]; i++)
        request_add(request, "yAxis", derived->axes[i]);
    request_add(request, "groupBy", "project");
    if (derived->group)
        request_add(request, "groupBy", derived->group);
    g_autofree char *query = query_both(derived->query, scope->query);
    request_add(request, "query", query);
    request_add(request, "sort", derived->sort);
    request_add(request, "topEvents", SIGNALS_TOP);
    request_add(request, "excludeOther", "1");
    return request;
}

/* A request answers ten groups, so each project is asked on its own where they are known; error
 * logs are one group a project, so one request does for ten. */
GPtrArray *signals_derived_series(const struct signal_scope *scope)
{
    GPtrArray *requests = g_ptr_array_new_with_free_func((GDestroyNotify)request_free);
    guint count = scope->projects ? g_strv_length((char **)scope->projects) : 0;
    for (guint i = 0; i < MAX(count, 1); i++) {
        const char *project = count ? scope->projects[i] : NULL;
        g_ptr_array_add(requests, derived_request(&endpoints, scope, project));
        g_ptr_array_add(requests, derived_request(&operations, scope, project));
        if (count > 10)
            g_ptr_array_add(requests, derived_request(&error_logs, scope, project));
    }
    if (count <= 10)
        g_ptr_array_add(requests, derived_request(&error_logs, scope, NULL));
    return requests;
}

struct request *signals_asked_series(const struct signal_scope *scope,
                                     const struct breakdown *breakdown)
{
    const char *aggregate = breakdown->aggregates->pdata[0];
    struct request *request = signals_series_request(scope, breakdown->dataset, NULL);
    g_autofree char *query = query_both(breakdown->filter, scope->query);
    request_add(request, "yAxis", aggregate);
    request_add(request, "query", query);
    for (guint i = 0; i < breakdown->keys->len; i++)
        request_add(request, "groupBy", breakdown->keys->pdata[i]);
    if (!breakdown->keys->len)
        return request;
    request_addf(request, "sort", "-%s", aggregate);
    request_add(request, "topEvents", SIGNALS_TOP);
    request_add(request, "excludeOther", "1");
    return request;
}
