/* SPDX-License-Identifier: Apache-2.0
 *
 * Monitors of scheduled jobs, uptime checks, detectors, incidents of metric alerts and alerts that
 * are sent: five shapes, one list. Incidents are not documented; their fields are those that
 * Sentry's serializer of incidents and its console's own types name: status 1 is open, 2 closed, 10
 * a warning, 20 critical.
 */
#include "api/client/decode.h"

#include "base/quantity.h"

#include <string.h>

static GPtrArray *list_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)monitor_free);
}

static bool is_true(const json_t *entry, const char *key)
{
    return json_is_true(json_object_get(entry, key));
}

/* --- crons --- */

/* A schedule is told as "0 2 * * *", as [1, "hour"], or as ["crontab", "0 2 * * *"]. */
static void append_schedule(GString *out, const json_t *schedule)
{
    const json_t *first = json_array_get(schedule, 0);
    const char *second = json_string_value(json_array_get(schedule, 1));
    if (json_is_string(schedule))
        g_string_append(out, json_string_value(schedule));
    else if (json_is_integer(first) && second)
        g_string_append_printf(out, "every %" JSON_INTEGER_FORMAT " %s%s",
                               json_integer_value(first), second,
                               json_integer_value(first) == 1 ? "" : "s");
    else if (json_is_string(first) && second)
        g_string_append(out, second);
    else
        g_string_append(out, "no schedule told");
}

static char *read_schedule(const json_t *config)
{
    GString *out = g_string_new(NULL);
    append_schedule(out, json_object_get(config, "schedule"));
    g_autofree char *zone = json_get_text(config, "timezone");
    int64_t margin = decode_count(config, "checkin_margin");
    if (zone)
        g_string_append_printf(out, " %s", zone);
    if (margin > 0)
        g_string_append_printf(out, ", margin %" G_GINT64_FORMAT "m", margin);
    return g_string_free(out, FALSE);
}

/* One that tells when it was resolved is over: the job is well again since then. Of one that is
 * over our own server tells beside the one that goes on; elsewhere its detector may (read_job()).
 */
static void read_cron_incident(struct monitor *monitor, const json_t *environment)
{
    const json_t *incident = json_object_get(environment, "activeIncident");
    if (!json_is_object(incident))
        incident = json_object_get(environment, "lastIncident");
    if (!json_is_object(incident) || monitor->disabled)
        return;
    monitor->since_ms = decode_time_ms(incident, "startingTimestamp");
    monitor->until_ms = decode_time_ms(incident, "resolvingTimestamp");
    monitor->firing = monitor->until_ms == 0;
}

static struct monitor *read_cron(const json_t *entry, const json_t *environment)
{
    struct monitor *monitor = monitor_new(MONITOR_CRON);
    g_autofree char *id = decode_either(entry, "id", "slug");
    monitor->environment = json_get_text(environment, "name");
    monitor->id =
        g_strdup_printf("%s/%s", id ? id : "", monitor->environment ? monitor->environment : "");
    monitor->name = decode_either(entry, "slug", "name");
    monitor->project = decode_path_text(entry, "project.slug");
    monitor->status = json_get_text(environment, "status");
    monitor->rule = read_schedule(json_object_get(entry, "config"));
    monitor->muted = is_true(entry, "isMuted") || is_true(environment, "isMuted");
    const char *status = json_string_value(json_object_get(entry, "status"));
    monitor->disabled = status && !strcmp(status, "disabled");
    read_cron_incident(monitor, environment);
    monitor->last_ms = decode_time_ms(environment, "lastCheckIn");
    monitor->next_ms = decode_time_ms(environment, "nextCheckIn");
    return monitor;
}

/* A job that never checked in has no environment, and is a row all the same. */
void *decode_monitors(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    if (!json_is_array(root) && !decode_expect_object(root, error))
        return NULL;
    GPtrArray *list = list_new();
    size_t count = json_is_array(root) ? json_array_size(root) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *entry = json_is_array(root) ? json_array_get(root, i) : root;
        const json_t *environments = json_object_get(entry, "environments");
        size_t all = json_array_size(environments);
        for (size_t e = 0; e < MAX(all, 1) && json_is_object(entry); e++)
            g_ptr_array_add(list, read_cron(entry, json_array_get(environments, e)));
    }
    return list;
}

/* --- detectors --- */

static char *read_condition(const json_t *entry)
{
    const json_t *source = json_array_get(json_object_get(entry, "dataSources"), 0);
    const json_t *condition =
        json_array_get(json_object_get(json_object_get(entry, "conditionGroup"), "conditions"), 0);
    g_autofree char *aggregate = decode_path_text(source, "queryObj.snubaQuery.aggregate");
    g_autofree char *query = decode_path_text(source, "queryObj.snubaQuery.query");
    g_autofree char *type = json_get_text(condition, "type");
    const json_t *limit = json_object_get(condition, "comparison");
    const char *sign = !g_strcmp0(type, "gt") ? ">" : !g_strcmp0(type, "lt") ? "<" : type;
    GString *out = g_string_new(aggregate);
    char number[24];
    if (query && *query)
        g_string_append_printf(out, " of %s", query);
    if (sign && json_is_number(limit))
        g_string_append_printf(
            out, " %s %s", sign,
            quantity_text(json_number_value(limit), NULL, number, sizeof number));
    else if (!g_strcmp0(type, "anomaly_detection"))
        g_string_append(out, " unusual");
    return g_string_free(out, FALSE);
}

/* What comes of errors stands among the issues. */
static bool is_listed_elsewhere(const char *type)
{
    return type && (!strcmp(type, "error") || !strcmp(type, "issue_stream"));
}

static enum monitor_kind kind_of(const char *type)
{
    return type && strstr(type, "uptime")     ? MONITOR_UPTIME
           : type && strstr(type, "check_in") ? MONITOR_CRON
                                              : MONITOR_DETECTOR;
}

/* A job's detector knows the job by its slug, as the list of jobs does. */
static void read_job(struct monitor *monitor, const json_t *entry)
{
    const json_t *source = json_array_get(json_object_get(entry, "dataSources"), 0);
    char *slug = decode_path_text(source, "queryObj.slug");
    if (!slug)
        return;
    g_free(monitor->name);
    monitor->name = slug;
}

/* Its issue is open as long as it fires. When that began is the issue's first sight, unless it has
 * come back since; that it is well again is known to the issue's last sight. */
static void read_latest(struct monitor *monitor, const json_t *group)
{
    const char *substatus = json_string_value(json_object_get(group, "substatus"));
    monitor->issue_id = json_get_text(group, "id");
    monitor->short_id = json_get_text(group, "shortId");
    monitor->last_ms = decode_time_ms(group, "lastSeen");
    monitor->firing = !g_strcmp0(monitor->status, "unresolved") && !monitor->disabled;
    bool ended = !g_strcmp0(monitor->status, "resolved");
    if ((monitor->firing || ended) && g_strcmp0(substatus, "regressed"))
        monitor->since_ms = decode_time_ms(group, "firstSeen");
    if (ended)
        monitor->until_ms = monitor->last_ms;
}

static struct monitor *read_detector(const json_t *entry)
{
    const json_t *group = json_object_get(entry, "latestGroup");
    const char *type = json_string_value(json_object_get(entry, "type"));
    struct monitor *monitor = monitor_new(kind_of(type));
    monitor->id = json_get_text(entry, "id");
    monitor->name = json_get_text(entry, "name");
    if (monitor->kind == MONITOR_CRON)
        read_job(monitor, entry);
    monitor->project_id = json_get_text(entry, "projectId");
    monitor->project = decode_path_text(group, "project.slug");
    monitor->rule = read_condition(entry);
    monitor->disabled = json_is_false(json_object_get(entry, "enabled"));
    monitor->status = json_get_text(group, "status");
    read_latest(monitor, group);
    if (!monitor->status)
        monitor->status = g_strdup("ok");
    return monitor;
}

void *decode_detectors(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *all = decode_expect_list(root, "detectors", error);
    if (!all)
        return NULL;
    GPtrArray *list = list_new();
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *entry = json_array_get(all, i);
        if (json_is_object(entry) &&
            !is_listed_elsewhere(json_string_value(json_object_get(entry, "type"))))
            g_ptr_array_add(list, read_detector(entry));
    }
    return list;
}

/* --- uptime --- */

/* 2, "2" and "failed" have all been seen for the same. Headers and bodies may hold secrets: they
 * are not read. */
static bool is_down(const json_t *entry)
{
    const json_t *status = json_object_get(entry, "uptimeStatus");
    const char *text = json_string_value(status);
    return json_is_integer(status) ? json_integer_value(status) == 2
                                   : text && (!strcmp(text, "2") || !strcmp(text, "failed"));
}

static struct monitor *read_uptime(const json_t *entry)
{
    struct monitor *monitor = monitor_new(MONITOR_UPTIME);
    g_autofree char *url = json_get_text(entry, "url");
    g_autofree char *method = json_get_text(entry, "method");
    int64_t every = decode_count(entry, "intervalSeconds");
    const char *status = json_string_value(json_object_get(entry, "status"));
    monitor->id = json_get_text(entry, "id");
    monitor->name = decode_either(entry, "name", "url");
    monitor->project = json_get_text(entry, "projectSlug");
    monitor->environment = json_get_text(entry, "environment");
    monitor->disabled = status && !strcmp(status, "disabled");
    monitor->firing = is_down(entry) && !monitor->disabled;
    monitor->status = g_strdup(monitor->firing ? "failed" : "ok");
    monitor->rule = g_strdup_printf("%s %s every %" G_GINT64_FORMAT "s", method ? method : "GET",
                                    url ? url : "?", MAX(every, 0));
    return monitor;
}

void *decode_uptime(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *all = decode_expect_list(root, "uptime checks", error);
    if (!all)
        return NULL;
    GPtrArray *list = list_new();
    for (size_t i = 0; i < json_array_size(all); i++)
        if (json_is_object(json_array_get(all, i)))
            g_ptr_array_add(list, read_uptime(json_array_get(all, i)));
    return list;
}

/* --- incidents of metric alerts --- */

/* "count() of level:error > 100 in 5m" */
static char *read_alert_rule(const json_t *rule)
{
    const json_t *trigger = json_array_get(json_object_get(rule, "triggers"), 0);
    const json_t *limit = json_object_get(trigger, "alertThreshold");
    g_autofree char *aggregate = json_get_text(rule, "aggregate");
    g_autofree char *query = json_get_text(rule, "query");
    int64_t window = decode_count(rule, "timeWindow"); /* minutes */
    bool below = json_integer_value(json_object_get(rule, "thresholdType")) == 1;
    GString *out = g_string_new(aggregate ? aggregate : "a metric");
    char number[24];
    if (query && *query)
        g_string_append_printf(out, " of %s", query);
    if (json_is_number(limit))
        g_string_append_printf(
            out, " %s %s", below ? "<" : ">",
            quantity_text(json_number_value(limit), NULL, number, sizeof number));
    if (window > 0)
        g_string_append_printf(out, " in %" G_GINT64_FORMAT "m", window);
    return g_string_free(out, FALSE);
}

static struct monitor *read_incident(const json_t *entry)
{
    enum { CLOSED = 2, CRITICAL = 20 };
    const json_t *rule = json_object_get(entry, "alertRule");
    int64_t status = decode_count(entry, "status");
    struct monitor *monitor = monitor_new(MONITOR_INCIDENT);
    const json_t *project = json_array_get(json_object_get(entry, "projects"), 0);
    monitor->id = decode_either(rule, "id", "name");
    if (!monitor->id)
        monitor->id = decode_either(entry, "identifier", "id");
    monitor->name = json_get_text(rule, "name");
    if (!monitor->name)
        monitor->name = json_get_text(entry, "title");
    monitor->project = json_is_string(project) ? decode_text(project) : NULL;
    monitor->environment = json_get_text(rule, "environment");
    monitor->rule = read_alert_rule(rule);
    monitor->firing = status > 0 && status != CLOSED;
    monitor->status = g_strdup(status == CLOSED     ? "resolved"
                               : status == CRITICAL ? "critical"
                               : status > 0         ? "warning"
                                                    : "not told");
    monitor->since_ms = decode_time_ms(entry, "dateStarted");
    monitor->until_ms = status == CLOSED ? decode_time_ms(entry, "dateClosed") : 0;
    monitor->last_ms = monitor->until_ms ? monitor->until_ms : monitor->since_ms;
    return monitor;
}

/* They come newest first: of one rule the first says how it is. */
void *decode_incidents(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *all = decode_expect_list(root, "incidents", error);
    if (!all)
        return NULL;
    GPtrArray *list = list_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < json_array_size(all); i++) {
        if (!json_is_object(json_array_get(all, i)))
            continue;
        struct monitor *monitor = read_incident(json_array_get(all, i));
        if (monitor->id && g_hash_table_contains(seen, monitor->id)) {
            monitor_free(monitor);
            continue;
        }
        g_ptr_array_add(list, monitor);
        if (monitor->id)
            g_hash_table_add(seen, monitor->id);
    }
    return list;
}

/* --- alerts that are sent --- */

/* " 100 in 1h", as far as it is told. */
static void append_comparison(GString *out, const json_t *comparison)
{
    const json_t *value = json_object_get(comparison, "value");
    const char *interval = json_string_value(json_object_get(comparison, "interval"));
    char number[24];
    if (json_is_number(comparison))
        value = comparison;
    if (json_is_number(value))
        g_string_append_printf(
            out, " %s", quantity_text(json_number_value(value), NULL, number, sizeof number));
    if (interval)
        g_string_append_printf(out, " in %s", interval);
}

/* Conditions by their types' own words: "on new high priority issue or regression event". */
static void append_conditions(GString *out, const char *before, const json_t *conditions)
{
    bool first = true;
    for (size_t i = 0; i < json_array_size(conditions); i++) {
        const json_t *condition = json_array_get(conditions, i);
        g_autofree char *type = json_get_text(condition, "type");
        if (!type)
            continue;
        if (first)
            g_string_append_printf(out, "%s%s ", out->len ? " " : "", before);
        g_string_append_printf(out, "%s%s", first ? "" : " or ", g_strdelimit(type, "_", ' '));
        append_comparison(out, json_object_get(condition, "comparison"));
        first = false;
    }
}

/* "on new high priority issue if event frequency count 100 in 1h, at most every 30m" */
static char *read_triggers(const json_t *entry)
{
    const json_t *triggers = json_object_get(entry, "triggers");
    const json_t *filters = json_object_get(entry, "actionFilters");
    int64_t minutes = decode_count(json_object_get(entry, "config"), "frequency");
    GString *out = g_string_new(NULL);
    append_conditions(out, "on", json_object_get(triggers, "conditions"));
    for (size_t i = 0; i < json_array_size(filters); i++)
        append_conditions(out, "if", json_object_get(json_array_get(filters, i), "conditions"));
    if (minutes > 0 && minutes % 60 == 0)
        g_string_append_printf(out, "%sat most every %" G_GINT64_FORMAT "h", out->len ? ", " : "",
                               minutes / 60);
    else if (minutes > 0)
        g_string_append_printf(out, "%sat most every %" G_GINT64_FORMAT "m", out->len ? ", " : "",
                               minutes);
    return g_string_free(out, FALSE);
}

static struct monitor *read_workflow(const json_t *entry)
{
    struct monitor *monitor = monitor_new(MONITOR_ALERT);
    monitor->id = json_get_text(entry, "id");
    monitor->name = json_get_text(entry, "name");
    monitor->environment = json_get_text(entry, "environment");
    monitor->rule = read_triggers(entry);
    monitor->disabled = json_is_false(json_object_get(entry, "enabled"));
    monitor->last_ms = decode_time_ms(entry, "lastTriggered");
    monitor->status = g_strdup(monitor->last_ms ? "sent" : "never sent");
    return monitor;
}

void *decode_workflows(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *all = decode_expect_list(root, "alerts", error);
    if (!all)
        return NULL;
    GPtrArray *list = list_new();
    for (size_t i = 0; i < json_array_size(all); i++)
        if (json_is_object(json_array_get(all, i)))
            g_ptr_array_add(list, read_workflow(json_array_get(all, i)));
    return list;
}
