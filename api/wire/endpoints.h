/* SPDX-License-Identifier: Apache-2.0
 *
 * The endpoints of the Sentry web API that vigil speaks, and their parameters: one table, from
 * which the client makes URLs and the local server routes requests. Paths are below /api/0 and end
 * in a slash. Source: docs.sentry.io/api and the behaviour of Sentry's own clients.
 */
#ifndef API_WIRE_ENDPOINTS_H
#define API_WIRE_ENDPOINTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum endpoint {
    ENDPOINT_ROOT,
    ENDPOINT_AUTH,
    ENDPOINT_REGIONS,
    ENDPOINT_ORGANIZATIONS,
    ENDPOINT_ORGANIZATION,
    ENDPOINT_ALL_PROJECTS,
    ENDPOINT_PROJECTS,
    ENDPOINT_PROJECT,
    ENDPOINT_PROJECT_KEYS,
    ENDPOINT_ENVIRONMENTS,
    ENDPOINT_PROJECT_ENVIRONMENTS,
    ENDPOINT_MEMBERS,
    ENDPOINT_ISSUES,
    ENDPOINT_PROJECT_ISSUES,
    ENDPOINT_ISSUE,
    ENDPOINT_SHORT_ID,
    ENDPOINT_ISSUE_EVENTS,
    ENDPOINT_ISSUE_EVENT,
    ENDPOINT_ISSUE_TAGS,
    ENDPOINT_ISSUE_TAG,
    ENDPOINT_EVENT_ID,
    ENDPOINT_PROJECT_EVENT,
    ENDPOINT_COMMITTERS,
    ENDPOINT_EVENTS,
    ENDPOINT_TIMESERIES,
    ENDPOINT_TRACE,
    ENDPOINT_TRACE_META,
    ENDPOINT_TRACE_ITEM,
    ENDPOINT_ATTRIBUTES,
    ENDPOINT_ATTRIBUTE_VALUES,
    ENDPOINT_STATS,
    ENDPOINT_TRACE_LOGS,
    ENDPOINT_RELEASES,
    ENDPOINT_RELEASE,
    ENDPOINT_RELEASE_COMMITS,
    ENDPOINT_RELEASE_DEPLOYS,
    ENDPOINT_PROJECT_RELEASES,
    ENDPOINT_PROJECT_RELEASE,
    ENDPOINT_REPOS,
    ENDPOINT_USER_ME,
    ENDPOINT_PROJECT_MEMBERS,
    ENDPOINT_USERS,
    ENDPOINT_TEAMS,
    ENDPOINT_ISSUE_LEGACY,
    ENDPOINT_ISSUES_STATS,
    ENDPOINT_ISSUES_COUNT,
    ENDPOINT_ISSUE_TAG_VALUES,
    ENDPOINT_ISSUE_ACTIVITIES,
    ENDPOINT_PROJECT_EVENTS,
    ENDPOINT_EVENT_JSON,
    ENDPOINT_EVENT_ATTACHMENTS,
    ENDPOINT_EVENTS_STATS,
    ENDPOINT_EVENTS_VALIDATE,
    ENDPOINT_TAGS,
    ENDPOINT_TAG_VALUES,
    ENDPOINT_METRICS,
    ENDPOINT_REPLAY_COUNT,
    ENDPOINT_REPLAYS,
    ENDPOINT_RELEASE_FILES,
    ENDPOINT_PROJECT_RELEASE_COMMITS,
    ENDPOINT_PROJECT_RELEASE_DEPLOYS,
    ENDPOINT_PROJECT_RELEASE_FILES,
    ENDPOINT_MONITORS,
    ENDPOINT_MONITOR,
    ENDPOINT_MONITOR_CHECK_INS,
    ENDPOINT_DETECTORS,
    ENDPOINT_UPTIME,
    ENDPOINT_INCIDENTS,
    ENDPOINT_WORKFLOWS,
    ENDPOINT_TRACES,
    ENDPOINT_COUNT
};

enum method { METHOD_GET = 1, METHOD_POST = 2, METHOD_PUT = 4, METHOD_DELETE = 8 };

enum parameter_type {
    PARAMETER_TEXT,
    PARAMETER_INTEGER,
    PARAMETER_TIME,
    PARAMETER_PERIOD,
    PARAMETER_FLAG
};

struct parameter {
    const char *name;
    enum parameter_type type;
    bool repeats;
};

struct endpoint_info {
    enum endpoint endpoint;
    const char *name; /* "issue-events": in logs and in tests */
    const char *path; /* "/organizations/{org}/issues/{issue}/events/" */
    unsigned methods; /* of enum method */
    const struct parameter
        *parameters; /* ends with a NULL name; paging and scope parameters are implied by: */
    bool scoped;     /* takes project, environment, statsPeriod, start, end */
    bool paged;      /* takes per_page (or limit), cursor; answers with Link */
    size_t max_per_page;
};

const struct endpoint_info *endpoint_info(enum endpoint endpoint);

/* Finds the endpoint of `path` (without /api/0; with or without its last slash). Path variables are
 * percent-decoded into `variables` (of char *, in the order of the template; caller's array,
 * elements freed with it). Fixed parts win over variables. Returns -1 when there is none. */
int endpoint_match(const char *path, GPtrArray *variables);

/* The path with its variables filled in, percent-encoded. `variables` NULL-terminated; as many as
 * the template has. Newly allocated. */
char *endpoint_path(enum endpoint endpoint, const char *const *variables);

#endif
