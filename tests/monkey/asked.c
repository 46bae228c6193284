/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/monkey/asked.h"

#include "api/wire/endpoints.h"
#include "base/clock.h"

#include <glib.h>
#include <string.h>

static const struct parameter scope[] = {
    {"project",     PARAMETER_TEXT,   true },
    {"environment", PARAMETER_TEXT,   true },
    {"statsPeriod", PARAMETER_PERIOD, false},
    {"start",       PARAMETER_TIME,   false},
    {"end",         PARAMETER_TIME,   false},
    {NULL,          0,                false}
};

static const struct parameter paging[] = {
    {"per_page", PARAMETER_INTEGER, false},
    {"cursor",   PARAMETER_TEXT,    false},
    {NULL,       0,                 false}
};

static unsigned method_of(const char *name)
{
    return !strcmp(name, "GET")      ? METHOD_GET
           : !strcmp(name, "POST")   ? METHOD_POST
           : !strcmp(name, "PUT")    ? METHOD_PUT
           : !strcmp(name, "DELETE") ? METHOD_DELETE
                                     : 0;
}

static const struct parameter *named(const struct parameter *list, const char *name)
{
    for (; list->name; list++)
        if (!strcmp(list->name, name))
            return list;
    return NULL;
}

static const struct parameter *parameter_of(const struct endpoint_info *info, const char *name)
{
    const struct parameter *found = named(info->parameters, name);
    if (!found && info->scoped)
        found = named(scope, name);
    if (!found && info->paged)
        found = named(paging, name);
    return found;
}

static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool is_time(const char *text)
{
    int64_t ns;
    return clock_parse_iso(text, &ns) || (*text && text[strspn(text, "0123456789.")] == '\0');
}

/* "14d"; the server's choice by the range is "auto". */
static bool is_period(const char *text)
{
    if (!strcmp(text, "auto"))
        return true;
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && text[digits] && strchr("smhdw", text[digits]) && !text[digits + 1];
}

static bool is_flag(const char *text)
{
    return g_strv_contains((const char *const[]){"0", "1", "true", "false", NULL}, text);
}

static bool is_of_type(enum parameter_type type, const char *value)
{
    static bool (*const is[])(const char *) = {[PARAMETER_INTEGER] = is_number,
                                               [PARAMETER_TIME] = is_time,
                                               [PARAMETER_PERIOD] = is_period,
                                               [PARAMETER_FLAG] = is_flag};
    return type == PARAMETER_TEXT || is[type](value);
}

static void check_pair(const struct endpoint_info *info, GHashTable *seen, const char *text)
{
    g_auto(GStrv) pair = g_strsplit(text, "=", 2);
    g_autofree char *name = g_uri_unescape_string(pair[0], NULL);
    g_autofree char *value = pair[1] ? g_uri_unescape_string(pair[1], NULL) : NULL;
    const struct parameter *parameter = name ? parameter_of(info, name) : NULL;
    if (!parameter || !value)
        g_error("%s takes no %s", info->name, text);
    if (!is_of_type(parameter->type, value))
        g_error("%s: %s cannot be \"%s\"", info->name, name, value);
    if (!g_hash_table_add(seen, g_steal_pointer(&name)) && !parameter->repeats)
        g_error("%s takes only one %s", info->name, parameter->name);
}

void asked_check(const char *method, const char *url)
{
    const char *path = strstr(url, "/api/0");
    g_auto(GStrv) parts = g_strsplit(path ? path + strlen("/api/0") : url, "?", 2);
    int endpoint = endpoint_match(parts[0], NULL);
    const struct endpoint_info *info = endpoint < 0 ? NULL : endpoint_info((enum endpoint)endpoint);
    if (!info || !(info->methods & method_of(method)))
        g_error("%s %s is nothing that can be asked", method, url);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) pairs = g_strsplit(parts[1] ? parts[1] : "", "&", -1);
    for (char **pair = pairs; *pair; pair++)
        check_pair(info, seen, *pair);
}
