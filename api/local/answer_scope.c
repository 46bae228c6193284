/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_call.h"

#include "base/clock.h"

#include <string.h>

int64_t ask_period(const char *text)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {
        {'s', 1     },
        {'m', 60    },
        {'h', 3600  },
        {'d', 86400 },
        {'w', 604800}
    };
    char *end = NULL;
    if (!g_ascii_isdigit(*text))
        return 0;
    guint64 number = g_ascii_strtoull(text, &end, 10);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (end[0] == units[i].unit && end[1] == '\0' && number > 0 &&
            number <= (guint64)(INT64_MAX / NS_PER_SECOND / units[i].seconds / 2))
            return (int64_t)number * units[i].seconds * NS_PER_SECOND;
    return 0;
}

/* RFC 3339 text, or epoch seconds or milliseconds; from 1970 on, and no later than CLOCK_MOST_NS,
 * so that two of them can be subtracted. */
static bool parse_instant(const char *text, int64_t *ns)
{
    if (clock_parse_iso(text, ns))
        return *ns >= 0 && *ns <= CLOCK_MOST_NS;
    char *end = NULL;
    double number = g_ascii_strtod(text, &end);
    double at_ns = number >= 1e11 ? number * 1e6 : number * 1e9;
    if (end == text || *end || !(at_ns >= 0 && at_ns <= (double)CLOCK_MOST_NS))
        return false;
    *ns = (int64_t)at_ns;
    return true;
}

static json_t *scope_range(struct ask *ask, const struct page *page, struct scope *scope)
{
    const char *period = ask_get(ask, "statsPeriod");
    const char *start = ask_get(ask, "start");
    const char *end = ask_get(ask, "end");
    /* A whole millisecond, since that is what a cursor carries. */
    int64_t anchor_ms =
        page && page->given && page->value > 0 ? page->value : ask->now_ns / NS_PER_MS + 1;
    int64_t anchor = MIN(anchor_ms, INT64_MAX / NS_PER_MS) * NS_PER_MS;
    scope->ranged = period || (start && end);
    scope->start_ns = 0;
    scope->end_ns = anchor;
    if (period) {
        int64_t length = ask_period(period);
        if (length == 0)
            return ask_fail(ask, 400, "Invalid statsPeriod: \"%s\" (wanted: 24h, 30m, 14d)",
                            period);
        scope->start_ns = MAX(0, anchor - NS_PER_MS - length);
    } else if (start && end) {
        if (!parse_instant(start, &scope->start_ns) || !parse_instant(end, &scope->end_ns))
            return ask_fail(ask, 400, "Invalid date range: start and end want ISO 8601 dates");
        if (scope->start_ns >= scope->end_ns)
            return ask_fail(ask, 400, "Invalid date range: start must be before end");
    } else if (start || end) {
        return ask_fail(ask, 400, "Invalid date range: start and end must both be given");
    }
    return NULL;
}

static json_t *scope_projects(struct ask *ask, struct scope *scope)
{
    g_autofree const char **given = ask_get_all(ask, "project");
    g_autofree const char **slugs = ask_get_all(ask, "projectSlug");
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    const char **lists[] = {given, slugs};
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (size_t i = 0; lists[l] && lists[l][i]; i++) {
            if (!strcmp(lists[l][i], "-1"))
                return NULL;
            const struct project *project = store_project(ask->store, lists[l][i]);
            if (!project)
                return ask_fail(ask, 400, "Invalid project parameter: there is no project \"%s\"",
                                lists[l][i]);
            g_ptr_array_add(kept, project->slug);
        }
    if (kept->len == 0)
        return NULL;
    g_ptr_array_add(kept, NULL);
    scope->projects = (const char **)g_ptr_array_free(g_steal_pointer(&kept), FALSE);
    return NULL;
}

json_t *ask_scope(struct ask *ask, const struct page *page, struct scope *scope)
{
    memset(scope, 0, sizeof *scope);
    json_t *failure = scope_range(ask, page, scope);
    if (!failure)
        failure = scope_projects(ask, scope);
    if (!failure)
        scope->environments = ask_get_all(ask, "environment");
    return failure;
}

void ask_scope_clear(struct scope *scope)
{
    g_free(scope->projects);
    g_free(scope->environments);
    memset(scope, 0, sizeof *scope);
}

bool ask_scope_has_project(const struct scope *scope, const char *slug)
{
    return !scope->projects || g_strv_contains(scope->projects, slug);
}

bool ask_scope_has_row(const struct scope *scope, const struct segment *segment, size_t row,
                       int environment)
{
    int64_t time_ns = segment_time_ns(segment, row);
    if (time_ns < scope->start_ns || time_ns >= scope->end_ns)
        return false;
    if (scope->projects && !ask_scope_has_project(scope, segment_project(segment, row)))
        return false;
    if (!scope->environments)
        return true;
    struct value value = segment_value(segment, row, environment);
    return value.type == VALUE_STRING && g_strv_contains(scope->environments, value.string);
}
