/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/signals_scope.h"

#include "base/clock.h"

#include <string.h>

static void add_time(struct request *request, const char *key, int64_t ms)
{
    char text[40];
    request_add(request, key, clock_format_iso(ms * NS_PER_MS, 3, text, sizeof text));
}

void signals_add_scope(struct request *request, const struct signal_scope *scope, const char *only)
{
    request_add(request, "project", only);
    for (const char *const *project = scope->projects; !only && project && *project; project++)
        request_add(request, "project", *project);
    request_add(request, "environment", scope->environment);
    add_time(request, "start", scope->start_ms);
    add_time(request, "end", scope->end_ms);
}

static void add_interval(struct request *request, int64_t interval_ms)
{
    int64_t seconds = MAX(interval_ms / 1000, 1);
    if (seconds % 3600 == 0)
        request_addf(request, "interval", "%" G_GINT64_FORMAT "h", seconds / 3600);
    else if (seconds % 60 == 0)
        request_addf(request, "interval", "%" G_GINT64_FORMAT "m", seconds / 60);
    else
        request_addf(request, "interval", "%" G_GINT64_FORMAT "s", seconds);
}

struct request *signals_series_request(const struct signal_scope *scope, const char *dataset,
                                       const char *only)
{
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    request->background = true;
    request_add(request, "dataset", dataset);
    add_interval(request, scope->interval_ms);
    signals_add_scope(request, scope, only);
    return request;
}

/* A word that the search syntax cannot take for anything else. */
static bool is_plain(const char *value)
{
    for (const char *at = value; *at; at++)
        if (!g_ascii_isalnum(*at) && !strchr("_-.", *at))
            return false;
    return g_ascii_isalpha(*value);
}

void signals_add_term(GString *query, const char *key, const char *value)
{
    if (query->len)
        g_string_append_c(query, ' ');
    if (!value || !*value) {
        g_string_append_printf(query, "!has:%s", key);
        return;
    }
    if (is_plain(value)) {
        g_string_append_printf(query, "%s:%s", key, value);
        return;
    }
    g_string_append_printf(query, "%s:\"", key);
    for (const char *at = value; *at; at++) {
        if (strchr("\"\\*", *at))
            g_string_append_c(query, '\\');
        g_string_append_c(query, *at);
    }
    g_string_append_c(query, '"');
}

void metric_axis_clear(struct metric_axis *axis)
{
    g_free(axis->function);
    g_free(axis->name);
    g_free(axis->type);
    g_free(axis->unit);
    *axis = (struct metric_axis){0};
}

/* Type and unit are the last two arguments; what is between is the name, whatever is in it. */
bool metric_axis_parse(const char *y_axis, struct metric_axis *axis)
{
    *axis = (struct metric_axis){0};
    const char *open = strstr(y_axis, "(value,");
    size_t length = strlen(y_axis);
    if (!open || open == y_axis || y_axis[length - 1] != ')')
        return false;
    const char *from = open + strlen("(value,");
    g_autofree char *arguments = g_strndup(from, (gsize)(y_axis + length - 1 - from));
    char *unit = strrchr(arguments, ',');
    if (unit)
        *unit++ = '\0';
    char *type = unit ? strrchr(arguments, ',') : NULL;
    if (!type)
        return false;
    *type++ = '\0';
    axis->function = g_strndup(y_axis, (gsize)(open - y_axis));
    axis->name = g_strdup(arguments);
    axis->type = g_strdup(type);
    axis->unit = strcmp(unit, "none") && strcmp(unit, "-") && *unit ? g_strdup(unit) : NULL;
    return true;
}
