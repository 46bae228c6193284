/* SPDX-License-Identifier: Apache-2.0 */
#include "views/scope.h"

#include "base/clock.h"

#include <string.h>
#include <time.h>

#define DAY_MS       (24 * 60 * MS_PER_MINUTE)
#define MAX_PERIOD   (90 * DAY_MS)
#define WANT_BUCKETS 120

void scope_init(struct scope *scope)
{
    *scope = (struct scope){.period_ms = 60 * MS_PER_MINUTE};
    scope->projects = g_ptr_array_new_with_free_func(g_free);
    scope_set_projects(scope, NULL);
}

void scope_clear(struct scope *scope)
{
    g_clear_pointer(&scope->organization, g_free);
    g_clear_pointer(&scope->environment, g_free);
    g_clear_pointer(&scope->release, g_free);
    g_clear_pointer(&scope->signals, g_free);
    g_clear_pointer(&scope->projects, g_ptr_array_unref);
}

void scope_set_projects(struct scope *scope, const char *const *slugs)
{
    g_ptr_array_set_size(scope->projects, 0);
    for (; slugs && *slugs; slugs++)
        g_ptr_array_add(scope->projects, g_strdup(*slugs));
    g_ptr_array_add(scope->projects, NULL);
    scope->projects->len--; /* the NULL stays behind the last element, for C arrays of slugs */
}

void scope_range(const struct scope *scope, int64_t *start_ms, int64_t *end_ms)
{
    *end_ms = scope->held ? scope->end_ms : clock_now_ms();
    *start_ms = scope->held ? scope->start_ms : *end_ms - scope->period_ms;
}

static void add_release(const struct scope *scope, struct request *ask)
{
    g_autofree char *term = g_strdup_printf("release:\"%s\"", scope->release);
    struct pair *query = pairs_find(ask->query, "query");
    if (!query) {
        request_add(ask, "query", term);
        return;
    }
    char *both = *query->value ? g_strdup_printf("(%s) %s", query->value, term) : g_strdup(term);
    g_free(query->value);
    query->value = both;
}

static void add_period(int64_t period_ms, struct request *ask)
{
    static const struct {
        int64_t ms;
        char unit;
    } units[] = {
        {DAY_MS,             'd'},
        {60 * MS_PER_MINUTE, 'h'},
        {MS_PER_MINUTE,      'm'},
        {1000,               's'}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if (period_ms % units[i].ms == 0 || units[i].unit == 's') {
            request_addf(ask, "statsPeriod", "%" G_GINT64_FORMAT "%c",
                         MAX(period_ms / units[i].ms, 1), units[i].unit);
            return;
        }
    }
}

void scope_apply(const struct scope *scope, struct request *ask)
{
    if (!endpoint_info(ask->endpoint)->scoped)
        return;
    if (!pairs_value(ask->query, "project"))
        for (guint i = 0; i < scope->projects->len; i++)
            request_add(ask, "project", scope->projects->pdata[i]);
    if (scope->environment && !pairs_value(ask->query, "environment"))
        request_add(ask, "environment", scope->environment);
    if (scope->release)
        add_release(scope, ask);
    if (pairs_value(ask->query, "statsPeriod") || pairs_value(ask->query, "start"))
        return;
    if (!scope->held) {
        add_period(scope->period_ms, ask);
        return;
    }
    char text[40];
    request_add(ask, "start", clock_format_iso(scope->start_ms * NS_PER_MS, 3, text, sizeof text));
    request_add(ask, "end", clock_format_iso(scope->end_ms * NS_PER_MS, 3, text, sizeof text));
}

int64_t scope_interval_ms(const struct scope *scope)
{
    static const int steps[] = {15,   30,   60,   120,   300,   600,   900,
                                1800, 3600, 7200, 10800, 14400, 43200, 86400};
    int64_t start, end;
    scope_range(scope, &start, &end);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if ((end - start) / (steps[i] * MS_PER_SECOND) <= WANT_BUCKETS)
            return steps[i] * MS_PER_SECOND;
    return DAY_MS;
}

void scope_hold(struct scope *scope, int64_t start_ms, int64_t end_ms)
{
    int64_t most_ms = CLOCK_MOST_NS / NS_PER_MS;
    scope->held = true;
    scope->start_ms = CLAMP(MIN(start_ms, end_ms), 0, most_ms);
    scope->end_ms =
        CLAMP(MAX(start_ms, end_ms), scope->start_ms + MS_PER_SECOND, most_ms + MS_PER_SECOND);
}

void scope_go_live(struct scope *scope)
{
    scope->held = false;
    scope->cursor_ms = 0;
    scope->start_ms = scope->end_ms = 0;
}

bool period_parse(const char *text, int64_t *ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {
        {'s', 1000              },
        {'m', MS_PER_MINUTE     },
        {'h', 60 * MS_PER_MINUTE},
        {'d', DAY_MS            },
        {'w', 7 * DAY_MS        }
    };
    if (!text || !g_ascii_isdigit(*text))
        return false;
    char *rest;
    guint64 number = g_ascii_strtoull(text, &rest, 10);
    if (number == 0 || number > 100000000 || !*rest || rest[1])
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        int64_t period = (int64_t)number * units[i].ms;
        if (*rest == units[i].unit && period <= MAX_PERIOD) {
            *ms = period;
            return true;
        }
    }
    return false;
}

/* False for a time that has no year of four digits. */
static bool in_zone(const struct scope *scope, int64_t time_ms, struct tm *out)
{
    time_t seconds = (time_t)(time_ms / MS_PER_SECOND);
    if (!(scope->utc ? gmtime_r : localtime_r)(&seconds, out))
        return false;
    return out->tm_year >= -1900 && out->tm_year <= 9999 - 1900;
}

/* Two digits and what stands behind them. */
static char *put_pair(char *at, int number, char behind)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
    at[2] = behind;
    return at + 3;
}

/* Every row of a list has a time, so that this is no strftime(). */
char *scope_time(const struct scope *scope, int64_t time_ms, char *out, size_t size)
{
    struct tm time, now;
    char text[16], *at = text;
    if (time_ms <= 0 || !in_zone(scope, time_ms, &time) || !in_zone(scope, clock_now_ms(), &now)) {
        g_strlcpy(out, "?", size);
        return out;
    }
    if (time.tm_year != now.tm_year || time.tm_yday != now.tm_yday) {
        at = put_pair(at, time.tm_mon + 1, '-');
        at = put_pair(at, time.tm_mday, ' ');
    }
    at = put_pair(at, time.tm_hour, ':');
    at = put_pair(at, time.tm_min, ':');
    put_pair(at, time.tm_sec, '\0');
    g_strlcpy(out, strlen(text) < size ? text : "?", size);
    return out;
}

char *scope_time_fine(const struct scope *scope, int64_t time_ms, char *out, size_t size)
{
    scope_time(scope, time_ms, out, size);
    size_t length = strlen(out);
    if (length > 1 && length + 5 <= size) {
        int ms = (int)(time_ms % MS_PER_SECOND);
        out[length] = '.';
        out[length + 1] = (char)('0' + ms / 100);
        put_pair(out + length + 2, ms % 100, '\0');
    }
    return out;
}

int scope_zone_offset_s(const struct scope *scope, int64_t time_ms)
{
    struct tm time;
    return in_zone(scope, time_ms, &time) ? (int)time.tm_gmtoff : 0;
}

const char *scope_zone_name(const struct scope *scope, char *out, size_t size)
{
    struct tm now;
    bool known = !scope->utc && in_zone(scope, clock_now_ms(), &now);
    g_strlcpy(out, known ? now.tm_zone : "UTC", size);
    return out;
}

struct signal_scope scope_signals(const struct scope *scope)
{
    struct signal_scope signals = {
        .projects = scope->projects->len ? (const char *const *)scope->projects->pdata : NULL,
        .environment = scope->environment,
        .query = scope->signals,
        .interval_ms = scope_interval_ms(scope),
    };
    scope_range(scope, &signals.start_ms, &signals.end_ms);
    /* Whole buckets, so that polls a few seconds apart ask for the same thing and join. A held
     * range asks for the same thing anyway; nothing after its end belongs to it. */
    int64_t width = signals.interval_ms;
    signals.start_ms = signals.start_ms / width * width;
    if (!scope->held)
        signals.end_ms = (signals.end_ms + width - 1) / width * width;
    return signals;
}
