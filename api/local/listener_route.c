/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/listener_route.h"

#include <string.h>

static const struct {
    const char *rest; /* of the path, after the project */
    enum intake_route intake;
} intakes[] = {
    {"/envelope",                    INTAKE_ENVELOPE},
    {"/store",                       INTAKE_STORE   },
    {"/integration/otlp/v1/traces",  INTAKE_TRACES  },
    {"/integration/otlp/v1/logs",    INTAKE_LOGS    },
    {"/integration/otlp/v1/metrics", INTAKE_METRICS },
};

static const struct {
    const char *path;
    enum intake_route intake;
} fixed[] = {
    {"/stream",     INTAKE_ENVELOPE},
    {"/tunnel",     INTAKE_ENVELOPE},
    {"/v1/traces",  INTAKE_TRACES  },
    {"/v1/logs",    INTAKE_LOGS    },
    {"/v1/metrics", INTAKE_METRICS },
};

/* Equal but for slashes at the end of `path`. */
static bool same_path(const char *path, const char *wanted)
{
    size_t length = strlen(wanted);
    return strncmp(path, wanted, length) == 0 &&
           strspn(path + length, "/") == strlen(path + length);
}

/* .../api/<project>/<rest>, the last "/api/" that fits. */
static bool match_project(const char *path, struct route *route)
{
    for (const char *at = strstr(path, "/api/"); at; at = strstr(at + 1, "/api/")) {
        const char *project = at + strlen("/api/");
        size_t length = strcspn(project, "/");
        for (size_t i = 0; length > 0 && i < G_N_ELEMENTS(intakes); i++) {
            if (same_path(project + length, intakes[i].rest)) {
                route->kind = ROUTE_INTAKE;
                route->intake = intakes[i].intake;
                route->project = g_strndup(project, MIN(length, 128));
                return true;
            }
        }
    }
    return false;
}

struct route route_of(const char *path)
{
    struct route route = {0};
    if (match_project(path, &route)) {
        return route;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++) {
        if (same_path(path, fixed[i].path)) {
            route.kind = ROUTE_INTAKE;
            route.intake = fixed[i].intake;
            return route;
        }
    }
    if (g_str_has_prefix(path, "/api/0/") || strcmp(path, "/api/0") == 0) {
        route.kind = ROUTE_API;
        route.api_path = path[6] ? path + 6 : "/";
    } else if (same_path(path, "/health")) {
        route.kind = ROUTE_HEALTH;
    }
    return route;
}

void route_clear(struct route *route)
{
    g_clear_pointer(&route->project, g_free);
}

/* Nothing, or a colon and a number: the host goes back out in links. */
static bool is_port(const char *text)
{
    return *text == '\0' || (*text == ':' && strspn(text + 1, "0123456789") == strlen(text + 1));
}

bool host_is_loopback(const char *host)
{
    g_autofree char *name = g_ascii_strdown(host, -1);
    if (g_str_has_prefix(name, "[::1]")) {
        return is_port(name + 5);
    }
    size_t length = strcspn(name, ":");
    if (!is_port(name + length)) {
        return false;
    }
    name[length] = '\0';
    if (strcmp(name, "localhost") == 0 || g_str_has_suffix(name, ".localhost")) {
        return true;
    }
    g_auto(GStrv) parts = g_strsplit(name, ".", 5);
    if (g_strv_length(parts) != 4 || strcmp(parts[0], "127") != 0) {
        return false;
    }
    for (int i = 1; i < 4; i++) {
        size_t digits = strlen(parts[i]);
        if (digits == 0 || digits > 3 || strspn(parts[i], "0123456789") != digits) {
            return false;
        }
    }
    return true;
}

char *auth_key(const char *header)
{
    const char *at = header ? strstr(header, "sentry_key=") : NULL;
    if (!at) {
        return NULL;
    }
    at += strlen("sentry_key=");
    g_autofree char *key = g_strndup(at, MIN(strcspn(at, ", \t\""), 256));
    return *key ? g_utf8_make_valid(key, -1) : NULL;
}
