/* SPDX-License-Identifier: Apache-2.0 */
#include "views/open.h"

#include "base/clock.h"
#include "views/desk_state.h"

#include <string.h>

static bool is_hex(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isxdigit(text[i]))
            return false;
    return text[length] == '\0';
}

static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* "CHECKOUT-1", "pump-station-1a2": words joined by dashes, the last of them base 36. */
static bool is_short_id(const char *text)
{
    const char *dash = strrchr(text, '-');
    if (!dash || dash == text || !dash[1] || strlen(text) > 120 || !g_ascii_isalpha(*text))
        return false;
    for (const char *p = text; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
            return false;
    return strchr(dash + 1, '_') == NULL && strlen(dash + 1) <= 13;
}

/* 32 hex digits with or without dashes, as trace ids are pasted; NULL when it is no such id. */
static char *long_id(const char *text)
{
    GString *digits = g_string_new(NULL);
    for (const char *p = text; *p; p++)
        if (*p != '-')
            g_string_append_c(digits, g_ascii_tolower(*p));
    if (digits->len == 32 && is_hex(digits->str, 32))
        return g_string_free(digits, FALSE);
    g_string_free(digits, TRUE);
    return NULL;
}

static bool name_issue(struct opening *opening, const char *name)
{
    opening->target.kind = TARGET_ISSUE;
    if (is_number(name)) {
        target_set(&opening->target.issue_id, name);
        return true;
    }
    if (!is_short_id(name))
        return false;
    opening->target.short_id = g_ascii_strup(name, -1);
    return true;
}

static bool name_trace(struct opening *opening, const char *name)
{
    opening->target.kind = TARGET_TRACE;
    opening->target.trace_id = long_id(name);
    return opening->target.trace_id != NULL;
}

static bool name_release(struct opening *opening, const char *name)
{
    opening->target.kind = TARGET_RELEASE;
    target_set(&opening->target.release, name);
    return *name != '\0';
}

/* --- URLs --- */

static const struct {
    const char *segment;
    bool (*name)(struct opening *opening, const char *name);
} segments[] = {
    {"issues",   name_issue  },
    {"trace",    name_trace  },
    {"releases", name_release},
};

static void read_path(struct opening *opening, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 32);
    for (size_t i = 0; parts[i] && parts[i + 1]; i++) {
        g_autofree char *next = g_uri_unescape_string(parts[i + 1], NULL);
        if (!next || !*next)
            continue;
        if (strcmp(parts[i], "organizations") == 0)
            target_set(&opening->organization, next);
        if (strcmp(parts[i], "events") == 0 && !opening->target.event_id)
            opening->target.event_id = long_id(next);
        for (size_t s = 0; s < G_N_ELEMENTS(segments); s++)
            if (strcmp(parts[i], segments[s].segment) == 0 && opening->target.kind == TARGET_NONE &&
                !segments[s].name(opening, next))
                opening->target.kind = TARGET_NONE;
    }
}

static int64_t time_of(const char *text)
{
    int64_t ns;
    return clock_parse_iso(text, &ns) ? ns / NS_PER_MS : 0;
}

static void read_parameter(struct opening *opening, const char *key, const char *value)
{
    if (strcmp(key, "project") == 0 && strcmp(value, "-1") != 0)
        target_set(&opening->project, value);
    else if (strcmp(key, "environment") == 0)
        target_set(&opening->environment, value);
    else if (strcmp(key, "statsPeriod") == 0)
        period_parse(value, &opening->period_ms);
    else if (strcmp(key, "start") == 0)
        opening->start_ms = time_of(value);
    else if (strcmp(key, "end") == 0)
        opening->end_ms = time_of(value);
    else if (strcmp(key, "timestamp") == 0)
        opening->target.time_ms = g_ascii_strtoll(value, NULL, 10) * MS_PER_SECOND;
    else if (strcmp(key, "node") == 0 && g_str_has_prefix(value, "span-"))
        target_set(&opening->target.span_id, value + strlen("span-"));
}

static void read_host(struct opening *opening, const char *host)
{
    /* acme.sentry.io names the organization; sentry.io and us.sentry.io do not. */
    const char *end = host ? strstr(host, ".sentry.io") : NULL;
    if (!end || end[strlen(".sentry.io")] || opening->organization)
        return;
    g_autofree char *name = g_strndup(host, (gsize)(end - host));
    if (strcmp(name, "us") != 0 && strcmp(name, "de") != 0 && !strchr(name, '.'))
        target_set(&opening->organization, name);
}

static bool read_url(struct opening *opening, const char *text, char **why)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
    if (!uri || !g_uri_get_host(uri)) {
        *why = g_strdup("that is no URL that can be read");
        return false;
    }
    read_path(opening, g_uri_get_path(uri));
    read_host(opening, g_uri_get_host(uri));
    const char *query = g_uri_get_query(uri);
    if (query) {
        GUriParamsIter iter;
        g_uri_params_iter_init(&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
        char *key, *value;
        while (g_uri_params_iter_next(&iter, &key, &value, NULL)) {
            read_parameter(opening, key, value);
            g_free(key);
            g_free(value);
        }
    }
    if (opening->target.kind == TARGET_NONE)
        *why = g_strdup("that URL names no issue, trace or release");
    return opening->target.kind != TARGET_NONE;
}

bool opening_parse(const char *given, struct opening *opening, char **why)
{
    *opening = (struct opening){0};
    target_init(&opening->target, TARGET_NONE);
    g_autofree char *text = g_strstrip(g_strdup(given));
    if (strlen(text) > 4096) {
        *why = g_strdup("that is too long to be an id or a URL");
        return false;
    }
    if (g_str_has_prefix(text, "https://") || g_str_has_prefix(text, "http://"))
        return read_url(opening, text, why);
    if (name_trace(opening, text) || name_issue(opening, text))
        return true;
    opening->target.kind = TARGET_NONE;
    *why = g_strdup_printf("\"%.60s\" is no URL, short id (CHECKOUT-1) or trace id (32 hex digits)",
                           text);
    return false;
}

void opening_clear(struct opening *opening)
{
    target_clear(&opening->target);
    g_free(opening->organization);
    g_free(opening->project);
    g_free(opening->environment);
    *opening = (struct opening){0};
}

/* --- opening --- */

static void set_scope(struct desk *desk, const struct opening *opening)
{
    struct scope *scope = &desk->scope;
    bool changed = opening->project || opening->environment || opening->period_ms;
    if (opening->project)
        scope_set_projects(scope, (const char *const[]){opening->project, NULL});
    if (opening->environment)
        target_set(&scope->environment, opening->environment);
    if (opening->period_ms)
        scope->period_ms = opening->period_ms;
    if (changed) {
        desk_wall_reset(desk);
        desk_scope_changed(desk);
    }
    if (opening->start_ms && opening->end_ms > opening->start_ms)
        desk_hold(desk, opening->start_ms, opening->end_ms);
}

bool open_text(struct desk *desk, const char *text)
{
    struct opening opening;
    g_autofree char *why = NULL;
    if (g_str_has_prefix(text, "open "))
        text += strlen("open ");
    bool opened = false;
    if (!opening_parse(text, &opening, &why)) {
        desk_say(desk, true, "%s", why);
    } else if (opening.organization && desk->scope.organization &&
               strcmp(opening.organization, desk->scope.organization) != 0) {
        desk_say(desk, true, "that is of organization %s, not %s: start vigil with --org %s",
                 opening.organization, desk->scope.organization, opening.organization);
    } else {
        set_scope(desk, &opening);
        opened = desk_open(desk, &opening.target);
    }
    opening_clear(&opening);
    return opened;
}
