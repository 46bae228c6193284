/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/endpoints.h"

#include <stdint.h>
#include <string.h>

/* The formatter takes the braces of an initializer for a block. */
/* clang-format off */
#define END             {0}
#define PARAMETERS(...) ((const struct parameter[]){__VA_ARGS__, END})
#define TEXT(name)      {name, PARAMETER_TEXT, false}
#define TEXTS(name)     {name, PARAMETER_TEXT, true}
#define NUMBER(name)    {name, PARAMETER_INTEGER, false}
#define NUMBERS(name)   {name, PARAMETER_INTEGER, true}
#define PERIOD(name)    {name, PARAMETER_PERIOD, false}
#define TIME(name)      {name, PARAMETER_TIME, false}
#define FLAG(name)      {name, PARAMETER_FLAG, false}
/* clang-format on */

#define ORG     "/organizations/{org}"
#define PROJECT "/projects/{org}/{project}"

static const struct parameter none[] = {END};

static const struct parameter issue_list[] = {
    TEXT("query"),
    TEXT("sort"),
    PERIOD("groupStatsPeriod"),
    NUMBER("limit"),
    TEXTS("expand"),
    TEXTS("collapse"),
    FLAG("shortIdLookup"),
    TEXT("viewId"),
    NUMBERS("group"),
    NUMBERS("id"),
    END,
};

static const struct parameter event_table[] = {
    TEXT("dataset"),
    TEXTS("field"),
    TEXT("query"),
    TEXTS("sort"),
    TEXT("sampling"),
    FLAG("noPagination"),
    TEXT("metricName"),
    TEXT("metricType"),
    TEXT("metricUnit"),
    TEXT("referrer"),
    FLAG("allowAggregateConditions"),
    FLAG("disableAggregateExtrapolation"),
    FLAG("preventMetricAggregates"),
    END,
};

static const struct parameter timeseries[] = {
    TEXT("dataset"),
    TEXTS("yAxis"),
    TEXTS("groupBy"),
    NUMBER("topEvents"),
    TEXT("sort"),
    PERIOD("interval"),
    TEXT("query"),
    NUMBER("comparisonDelta"),
    FLAG("excludeOther"),
    TEXT("sampling"),
    TEXT("metricName"),
    TEXT("metricType"),
    TEXT("metricUnit"),
    TEXT("referrer"),
    FLAG("partial"),
    FLAG("disableAggregateExtrapolation"),
    FLAG("preventMetricAggregates"),
    END,
};

static const struct parameter attribute_list[] = {
    TEXT("dataset"),        TEXT("itemType"), TEXTS("attributeType"),
    TEXT("substringMatch"), TEXT("query"),    END,
};

static const struct parameter release_list[] = {
    TEXT("query"), TEXT("sort"), TEXT("status"), FLAG("health"), END,
};

static const struct parameter release_detail[] = {
    NUMBER("project_id"),         FLAG("health"),
    FLAG("adoptionStages"),       PERIOD("healthStatsPeriod"),
    PERIOD("summaryStatsPeriod"), END,
};

#define GET         METHOD_GET
#define GET_POST    (METHOD_GET | METHOD_POST)
#define GET_PUT     (METHOD_GET | METHOD_PUT)
#define SCOPED      true
#define UNSCOPED    false
#define ONE         false, 0
#define PAGED(most) true, most
#define ROW(id, name, path, methods, parameters, scoped, ...) \
    [ENDPOINT_##id] = {ENDPOINT_##id, name, path, methods, parameters, scoped, __VA_ARGS__}

/* In the order of enum endpoint. */
static const struct endpoint_info endpoints[ENDPOINT_COUNT] = {
    ROW(ROOT, "root", "/", GET, none, UNSCOPED, ONE),
    ROW(AUTH, "auth", "/auth/", GET, none, UNSCOPED, ONE),
    ROW(REGIONS, "regions", "/users/me/regions/", GET, none, UNSCOPED, ONE),
    ROW(ORGANIZATIONS, "organizations", "/organizations/", GET,
        PARAMETERS(TEXT("query"), TEXT("sortBy"), FLAG("owner")), UNSCOPED, PAGED(100)),
    ROW(ORGANIZATION, "organization", ORG "/", GET, PARAMETERS(FLAG("detailed")), UNSCOPED, ONE),
    ROW(ALL_PROJECTS, "all-projects", "/projects/", GET, PARAMETERS(TEXT("query")), UNSCOPED,
        PAGED(100)),
    ROW(PROJECTS, "projects", ORG "/projects/", GET, PARAMETERS(TEXT("query")), UNSCOPED,
        PAGED(100)),
    ROW(PROJECT, "project", PROJECT "/", GET, PARAMETERS(TEXTS("collapse")), UNSCOPED, ONE),
    ROW(PROJECT_KEYS, "project-keys", PROJECT "/keys/", GET, PARAMETERS(TEXT("status")), UNSCOPED,
        PAGED(100)),
    ROW(ENVIRONMENTS, "environments", ORG "/environments/", GET,
        PARAMETERS(TEXT("visibility"), TEXTS("project")), UNSCOPED, ONE),
    ROW(PROJECT_ENVIRONMENTS, "project-environments", PROJECT "/environments/", GET,
        PARAMETERS(TEXT("visibility")), UNSCOPED, ONE),
    ROW(MEMBERS, "members", ORG "/members/", GET, PARAMETERS(TEXT("query")), UNSCOPED, PAGED(100)),
    ROW(ISSUES, "issues", ORG "/issues/", GET_PUT, issue_list, SCOPED, PAGED(100)),
    ROW(PROJECT_ISSUES, "project-issues", PROJECT "/issues/", GET_PUT, issue_list, SCOPED,
        PAGED(100)),
    ROW(ISSUE, "issue", ORG "/issues/{issue}/", GET_PUT,
        PARAMETERS(TEXTS("expand"), TEXTS("collapse"), TEXTS("environment")), UNSCOPED, ONE),
    ROW(SHORT_ID, "short-id", ORG "/shortids/{short_id}/", GET, PARAMETERS(TEXTS("collapse")),
        UNSCOPED, ONE),
    ROW(ISSUE_EVENTS, "issue-events", ORG "/issues/{issue}/events/", GET,
        PARAMETERS(TEXT("query"), TEXT("sort"), FLAG("full"), FLAG("sample")), SCOPED, PAGED(100)),
    ROW(ISSUE_EVENT, "issue-event", ORG "/issues/{issue}/events/{event}/", GET,
        PARAMETERS(TEXTS("environment"), TEXTS("collapse")), UNSCOPED, ONE),
    ROW(ISSUE_TAGS, "issue-tags", ORG "/issues/{issue}/tags/", GET,
        PARAMETERS(TEXTS("key"), NUMBER("limit"), FLAG("readable")), SCOPED, ONE),
    ROW(ISSUE_TAG, "issue-tag", ORG "/issues/{issue}/tags/{key}/", GET, none, SCOPED, ONE),
    ROW(EVENT_ID, "event-id", ORG "/eventids/{event}/", GET, none, UNSCOPED, ONE),
    ROW(PROJECT_EVENT, "project-event", PROJECT "/events/{event}/", GET,
        PARAMETERS(TEXTS("collapse")), UNSCOPED, ONE),
    ROW(COMMITTERS, "committers", PROJECT "/events/{event}/committers/", GET,
        PARAMETERS(NUMBER("frameLimit")), UNSCOPED, ONE),
    ROW(EVENTS, "events", ORG "/events/", GET, event_table, SCOPED, PAGED(9999)),
    ROW(TIMESERIES, "events-timeseries", ORG "/events-timeseries/", GET, timeseries, SCOPED, ONE),
    ROW(TRACE, "trace", ORG "/trace/{trace}/", GET,
        PARAMETERS(TIME("timestamp"), NUMBER("limit"), TEXTS("additional_attributes"),
                   TEXT("errorId"), FLAG("include_uptime"), TEXT("referrer")),
        SCOPED, ONE),
    ROW(TRACE_META, "trace-meta", ORG "/trace-meta/{trace}/", GET,
        PARAMETERS(FLAG("include_uptime")), SCOPED, ONE),
    ROW(TRACE_ITEM, "trace-item", PROJECT "/trace-items/{item}/", GET,
        PARAMETERS(TEXT("trace_id"), TEXT("item_type"), TIME("timestamp"), TEXT("referrer")),
        UNSCOPED, ONE),
    ROW(ATTRIBUTES, "attributes", ORG "/trace-items/attributes/", GET, attribute_list, SCOPED,
        PAGED(1000)),
    ROW(ATTRIBUTE_VALUES, "attribute-values", ORG "/trace-items/attributes/{key}/values/", GET,
        attribute_list, SCOPED, PAGED(1000)),
    ROW(STATS, "trace-item-stats", ORG "/trace-items/stats/", GET,
        PARAMETERS(TEXT("statsType"), TEXT("itemType"), TEXT("query"), TEXT("substringMatch"),
                   NUMBER("traceItemsLimit")),
        SCOPED, ONE),
    ROW(TRACE_LOGS, "trace-logs", ORG "/trace-logs/", GET,
        PARAMETERS(TEXTS("traceId"), TEXT("replayId"), TEXT("query"), TEXT("sort"),
                   TIME("timestamp")),
        SCOPED, PAGED(9999)),
    ROW(RELEASES, "releases", ORG "/releases/", GET_POST, release_list, SCOPED, PAGED(100)),
    ROW(RELEASE, "release", ORG "/releases/{version}/", GET_PUT, release_detail, SCOPED, ONE),
    ROW(RELEASE_COMMITS, "release-commits", ORG "/releases/{version}/commits/", GET_POST, none,
        UNSCOPED, PAGED(100)),
    ROW(RELEASE_DEPLOYS, "release-deploys", ORG "/releases/{version}/deploys/", GET_POST, none,
        UNSCOPED, PAGED(100)),
    ROW(PROJECT_RELEASES, "project-releases", PROJECT "/releases/", GET_POST, release_list, SCOPED,
        PAGED(100)),
    ROW(PROJECT_RELEASE, "project-release", PROJECT "/releases/{version}/", GET_PUT, release_detail,
        SCOPED, ONE),
    ROW(REPOS, "repos", ORG "/repos/", GET_POST, PARAMETERS(TEXT("query"), TEXT("status")),
        UNSCOPED, PAGED(100)),
    ROW(USER_ME, "user-me", "/users/me/", GET, none, UNSCOPED, ONE),
    ROW(PROJECT_MEMBERS, "project-members", PROJECT "/members/", GET, PARAMETERS(TEXT("query")),
        UNSCOPED, PAGED(100)),
    ROW(USERS, "users", ORG "/users/", GET, PARAMETERS(TEXTS("project")), UNSCOPED, ONE),
    ROW(TEAMS, "teams", ORG "/teams/", GET, PARAMETERS(TEXT("query"), FLAG("detailed")), UNSCOPED,
        PAGED(100)),
    ROW(ISSUE_LEGACY, "issue-legacy", "/issues/{issue}/", GET_PUT,
        PARAMETERS(TEXTS("expand"), TEXTS("collapse"), TEXTS("environment")), UNSCOPED, ONE),
    ROW(ISSUES_STATS, "issues-stats", ORG "/issues-stats/", GET,
        PARAMETERS(NUMBERS("groups"), PERIOD("groupStatsPeriod"), TEXT("query"), TEXTS("collapse")),
        SCOPED, ONE),
    ROW(ISSUES_COUNT, "issues-count", ORG "/issues-count/", GET, PARAMETERS(TEXTS("query")), SCOPED,
        ONE),
    ROW(ISSUE_TAG_VALUES, "issue-tag-values", ORG "/issues/{issue}/tags/{key}/values/", GET,
        PARAMETERS(TEXT("sort")), SCOPED, PAGED(100)),
    ROW(ISSUE_ACTIVITIES, "issue-activities", ORG "/issues/{issue}/activities/", GET, none,
        UNSCOPED, ONE),
    ROW(PROJECT_EVENTS, "project-events", PROJECT "/events/", GET,
        PARAMETERS(FLAG("full"), FLAG("sample")), SCOPED, PAGED(100)),
    ROW(EVENT_JSON, "event-json", PROJECT "/events/{event}/json/", GET, none, UNSCOPED, ONE),
    ROW(EVENT_ATTACHMENTS, "event-attachments", PROJECT "/events/{event}/attachments/", GET, none,
        UNSCOPED, PAGED(100)),
    ROW(EVENTS_STATS, "events-stats", ORG "/events-stats/", GET,
        PARAMETERS(TEXT("dataset"), TEXTS("yAxis"), TEXTS("field"), NUMBER("topEvents"),
                   TEXT("sort"), PERIOD("interval"), TEXT("query"), FLAG("excludeOther"),
                   TEXT("referrer")),
        SCOPED, ONE),
    ROW(EVENTS_VALIDATE, "events-validate", ORG "/events/validate/", GET,
        PARAMETERS(TEXT("dataset"), TEXTS("field"), TEXTS("orderby"), TEXT("query")), SCOPED, ONE),
    ROW(TAGS, "tags", ORG "/tags/", GET, PARAMETERS(TEXT("dataset"), TEXT("query")), SCOPED, ONE),
    ROW(TAG_VALUES, "tag-values", ORG "/tags/{key}/values/", GET,
        PARAMETERS(TEXT("dataset"), TEXT("query"), TEXT("sort")), SCOPED, PAGED(100)),
    ROW(METRICS, "metrics", ORG "/trace-items/metrics/", GET,
        PARAMETERS(TEXT("query"), TEXT("sort"), TEXTS("expand")), SCOPED, PAGED(1000)),
    ROW(REPLAY_COUNT, "replay-count", ORG "/replay-count/", GET,
        PARAMETERS(TEXT("query"), TEXT("data_source"), FLAG("returnIds")), SCOPED, ONE),
    ROW(REPLAYS, "replays", ORG "/replays/", GET,
        PARAMETERS(TEXTS("field"), TEXT("query"), TEXT("sort")), SCOPED, PAGED(100)),
    ROW(RELEASE_FILES, "release-files", ORG "/releases/{version}/commitfiles/", GET, none, UNSCOPED,
        PAGED(100)),
    ROW(PROJECT_RELEASE_COMMITS, "project-release-commits", PROJECT "/releases/{version}/commits/",
        GET, none, UNSCOPED, PAGED(100)),
    ROW(PROJECT_RELEASE_DEPLOYS, "project-release-deploys", PROJECT "/releases/{version}/deploys/",
        GET_POST, none, UNSCOPED, PAGED(100)),
    ROW(TRACES, "traces", ORG "/traces/", GET,
        PARAMETERS(TEXT("dataset"), TEXTS("query"), TEXT("sort"), NUMBER("breakdownSlices"),
                   TEXT("referrer")),
        SCOPED, PAGED(100)),
    ROW(PROJECT_RELEASE_FILES, "project-release-files", PROJECT "/releases/{version}/commitfiles/",
        GET, none, UNSCOPED, PAGED(100)),
    ROW(MONITORS, "monitors", ORG "/monitors/", GET, PARAMETERS(TEXT("query"), TEXTS("owner")),
        SCOPED, PAGED(100)),
    ROW(MONITOR, "monitor", ORG "/monitors/{monitor}/", GET, none, SCOPED, ONE),
    ROW(MONITOR_CHECK_INS, "monitor-checkins", ORG "/monitors/{monitor}/checkins/", GET, none,
        SCOPED, PAGED(100)),
    ROW(DETECTORS, "detectors", ORG "/detectors/", GET,
        PARAMETERS(TEXT("query"), TEXT("sortBy"), NUMBERS("id")), SCOPED, PAGED(100)),
    ROW(UPTIME, "uptime", ORG "/uptime/", GET, PARAMETERS(TEXT("query"), TEXTS("owner")), SCOPED,
        PAGED(100)),
    ROW(INCIDENTS, "incidents", ORG "/incidents/", GET, PARAMETERS(TEXT("status")), SCOPED,
        PAGED(100)),
    ROW(WORKFLOWS, "workflows", ORG "/workflows/", GET,
        PARAMETERS(TEXT("query"), TEXT("sortBy"), NUMBERS("id")), SCOPED, PAGED(100)),
};

const struct endpoint_info *endpoint_info(enum endpoint endpoint)
{
    return (unsigned)endpoint < ENDPOINT_COUNT ? &endpoints[endpoint] : NULL;
}

/* Steps over one part of a path; false at its end. Slashes at the ends do not count. */
static bool next_part(const char **cursor, const char **part, size_t *length)
{
    const char *at = *cursor;
    if (*at == '/') {
        at++;
    }
    if (!*at) {
        return false;
    }
    *part = at;
    *length = strcspn(at, "/");
    *cursor = at + *length;
    return true;
}

/* How well `path` fits `template`: one bit a part, the first part highest, set where the part is
 * fixed; -1 when it does not fit. So that fixed parts win over variables, the earliest first. */
static int64_t fit(const char *template, const char *path)
{
    const char *wanted, *given;
    size_t wanted_length, given_length;
    int64_t score = 0, bit = INT64_C(1) << 40;
    for (;; bit >>= 1) {
        bool more = next_part(&template, &wanted, &wanted_length);
        if (next_part(&path, &given, &given_length) != more) {
            return -1;
        }
        if (!more) {
            return score;
        }
        if (*wanted == '{') {
            if (given_length == 0) {
                return -1;
            }
        } else if (wanted_length == given_length && memcmp(wanted, given, given_length) == 0) {
            score |= bit;
        } else {
            return -1;
        }
    }
}

/* Appends the decoded variables; false when one is not text (a NUL, a broken escape). */
static bool read_variables(const char *template, const char *path, GPtrArray *variables)
{
    const char *wanted, *given;
    size_t wanted_length, given_length;
    while (next_part(&template, &wanted, &wanted_length) &&
           next_part(&path, &given, &given_length)) {
        if (*wanted != '{') {
            continue;
        }
        g_autofree char *text = g_uri_unescape_segment(given, given + given_length, NULL);
        if (!text) {
            return false;
        }
        g_ptr_array_add(variables, g_utf8_make_valid(text, -1));
    }
    return true;
}

int endpoint_match(const char *path, GPtrArray *variables)
{
    int best = -1;
    int64_t best_score = -1;
    for (int i = 0; i < ENDPOINT_COUNT; i++) {
        int64_t score = fit(endpoints[i].path, path);
        if (score > best_score) {
            best = i;
            best_score = score;
        }
    }
    if (best >= 0 && variables && !read_variables(endpoints[best].path, path, variables)) {
        return -1;
    }
    return best;
}

char *endpoint_path(enum endpoint endpoint, const char *const *variables)
{
    const char *template = endpoints[endpoint].path;
    GString *path = g_string_new(NULL);
    while (*template) {
        if (*template != '{') {
            g_string_append_c(path, *template ++);
            continue;
        }
        g_assert(variables && *variables);
        g_string_append_uri_escaped(path, *variables++, NULL, false);
        template += strcspn(template, "}") + 1;
    }
    return g_string_free(path, FALSE);
}
