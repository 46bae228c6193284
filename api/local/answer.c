/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

/* Answers that only read are made under the store's lock, so that one answer sees one state; those
 * that write, or that read from disk much, take it themselves. */
struct route {
    enum endpoint endpoint;
    enum method method;
    answer_fn *answer;
    bool locked;
};

static const struct route routes[] = {
    {ENDPOINT_ROOT,                    METHOD_GET,  answer_root,                 false},
    {ENDPOINT_AUTH,                    METHOD_GET,  answer_user,                 false},
    {ENDPOINT_USER_ME,                 METHOD_GET,  answer_user,                 false},
    {ENDPOINT_REGIONS,                 METHOD_GET,  answer_regions,              false},
    {ENDPOINT_ORGANIZATIONS,           METHOD_GET,  answer_organizations,        true },
    {ENDPOINT_ORGANIZATION,            METHOD_GET,  answer_organization,         true },
    {ENDPOINT_MEMBERS,                 METHOD_GET,  answer_members,              false},
    {ENDPOINT_PROJECT_MEMBERS,         METHOD_GET,  answer_members,              true },
    {ENDPOINT_USERS,                   METHOD_GET,  answer_users,                false},
    {ENDPOINT_TEAMS,                   METHOD_GET,  answer_teams,                false},
    {ENDPOINT_REPOS,                   METHOD_GET,  answer_repositories,         true },
    {ENDPOINT_REPOS,                   METHOD_POST, answer_repository_put,       false},
    {ENDPOINT_ALL_PROJECTS,            METHOD_GET,  answer_all_projects,         true },
    {ENDPOINT_PROJECTS,                METHOD_GET,  answer_projects,             true },
    {ENDPOINT_PROJECT,                 METHOD_GET,  answer_project,              true },
    {ENDPOINT_PROJECT_KEYS,            METHOD_GET,  answer_project_keys,         true },
    {ENDPOINT_ENVIRONMENTS,            METHOD_GET,  answer_environments,         true },
    {ENDPOINT_PROJECT_ENVIRONMENTS,    METHOD_GET,  answer_project_environments, true },
    {ENDPOINT_ISSUES,                  METHOD_GET,  answer_issues,               true },
    {ENDPOINT_ISSUES,                  METHOD_PUT,  answer_issues_put,           false},
    {ENDPOINT_PROJECT_ISSUES,          METHOD_GET,  answer_issues,               true },
    {ENDPOINT_PROJECT_ISSUES,          METHOD_PUT,  answer_issues_put,           false},
    {ENDPOINT_ISSUE,                   METHOD_GET,  answer_issue,                true },
    {ENDPOINT_ISSUE,                   METHOD_PUT,  answer_issue_put,            false},
    {ENDPOINT_ISSUE_LEGACY,            METHOD_GET,  answer_issue,                true },
    {ENDPOINT_ISSUE_LEGACY,            METHOD_PUT,  answer_issue_put,            false},
    {ENDPOINT_SHORT_ID,                METHOD_GET,  answer_short_id,             true },
    {ENDPOINT_ISSUES_STATS,            METHOD_GET,  answer_issues_stats,         true },
    {ENDPOINT_ISSUES_COUNT,            METHOD_GET,  answer_issues_count,         true },
    {ENDPOINT_ISSUE_ACTIVITIES,        METHOD_GET,  answer_issue_activities,     true },
    {ENDPOINT_ISSUE_TAGS,              METHOD_GET,  answer_issue_tags,           true },
    {ENDPOINT_ISSUE_TAG,               METHOD_GET,  answer_issue_tag,            true },
    {ENDPOINT_ISSUE_TAG_VALUES,        METHOD_GET,  answer_issue_tag_values,     true },
    {ENDPOINT_TAGS,                    METHOD_GET,  answer_tags,                 true },
    {ENDPOINT_TAG_VALUES,              METHOD_GET,  answer_tag_values,           true },
    {ENDPOINT_ISSUE_EVENTS,            METHOD_GET,  answer_issue_events,         false},
    {ENDPOINT_ISSUE_EVENT,             METHOD_GET,  answer_issue_event,          false},
    {ENDPOINT_PROJECT_EVENTS,          METHOD_GET,  answer_project_events,       false},
    {ENDPOINT_PROJECT_EVENT,           METHOD_GET,  answer_project_event,        false},
    {ENDPOINT_EVENT_ID,                METHOD_GET,  answer_event_id,             false},
    {ENDPOINT_EVENT_JSON,              METHOD_GET,  answer_event_json,           false},
    {ENDPOINT_COMMITTERS,              METHOD_GET,  answer_committers,           false},
    {ENDPOINT_EVENTS,                  METHOD_GET,  answer_explore,              true },
    {ENDPOINT_EVENTS_VALIDATE,         METHOD_GET,  answer_validate,             true },
    {ENDPOINT_TIMESERIES,              METHOD_GET,  answer_timeseries,           true },
    {ENDPOINT_EVENTS_STATS,            METHOD_GET,  answer_events_stats,         true },
    {ENDPOINT_TRACE,                   METHOD_GET,  answer_trace,                true },
    {ENDPOINT_TRACE_META,              METHOD_GET,  answer_trace_meta,           true },
    {ENDPOINT_TRACES,                  METHOD_GET,  answer_traces,               true },
    {ENDPOINT_TRACE_ITEM,              METHOD_GET,  answer_trace_item,           true },
    {ENDPOINT_TRACE_LOGS,              METHOD_GET,  answer_trace_logs,           true },
    {ENDPOINT_ATTRIBUTES,              METHOD_GET,  answer_attributes,           true },
    {ENDPOINT_ATTRIBUTE_VALUES,        METHOD_GET,  answer_attribute_values,     true },
    {ENDPOINT_STATS,                   METHOD_GET,  answer_stats,                true },
    {ENDPOINT_METRICS,                 METHOD_GET,  answer_metrics,              true },
    {ENDPOINT_REPLAY_COUNT,            METHOD_GET,  answer_replay_count,         true },
    {ENDPOINT_REPLAYS,                 METHOD_GET,  answer_replays,              true },
    {ENDPOINT_RELEASES,                METHOD_GET,  answer_releases,             false},
    {ENDPOINT_RELEASES,                METHOD_POST, answer_release_post,         false},
    {ENDPOINT_PROJECT_RELEASES,        METHOD_GET,  answer_releases,             false},
    {ENDPOINT_PROJECT_RELEASES,        METHOD_POST, answer_release_post,         false},
    {ENDPOINT_RELEASE,                 METHOD_GET,  answer_release,              false},
    {ENDPOINT_RELEASE,                 METHOD_PUT,  answer_release_put,          false},
    {ENDPOINT_PROJECT_RELEASE,         METHOD_GET,  answer_release,              false},
    {ENDPOINT_PROJECT_RELEASE,         METHOD_PUT,  answer_release_put,          false},
    {ENDPOINT_RELEASE_COMMITS,         METHOD_GET,  answer_release_commits,      false},
    {ENDPOINT_RELEASE_COMMITS,         METHOD_POST, answer_release_commits_post, false},
    {ENDPOINT_PROJECT_RELEASE_COMMITS, METHOD_GET,  answer_release_commits,      false},
    {ENDPOINT_RELEASE_FILES,           METHOD_GET,  answer_release_files,        false},
    {ENDPOINT_PROJECT_RELEASE_FILES,   METHOD_GET,  answer_release_files,        false},
    {ENDPOINT_RELEASE_DEPLOYS,         METHOD_GET,  answer_deploys,              true },
    {ENDPOINT_RELEASE_DEPLOYS,         METHOD_POST, answer_deploy_post,          false},
    {ENDPOINT_PROJECT_RELEASE_DEPLOYS, METHOD_GET,  answer_deploys,              true },
    {ENDPOINT_PROJECT_RELEASE_DEPLOYS, METHOD_POST, answer_deploy_post,          false},
    {ENDPOINT_MONITORS,                METHOD_GET,  answer_monitors,             true },
    {ENDPOINT_MONITOR,                 METHOD_GET,  answer_monitor,              true },
    {ENDPOINT_MONITOR_CHECK_INS,       METHOD_GET,  answer_check_ins,            true },
    {ENDPOINT_DETECTORS,               METHOD_GET,  answer_detectors,            true },
    {ENDPOINT_UPTIME,                  METHOD_GET,  answer_uptime,               true },
    {ENDPOINT_INCIDENTS,               METHOD_GET,  answer_incidents,            true },
    {ENDPOINT_WORKFLOWS,               METHOD_GET,  answer_workflows,            true },
};

static const char *method_name(enum method method)
{
    return method == METHOD_GET    ? "GET"
           : method == METHOD_POST ? "POST"
           : method == METHOD_PUT  ? "PUT"
                                   : "DELETE";
}

static json_t *wrong_method(struct ask *ask)
{
    static const enum method methods[] = {METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE};
    g_autoptr(GString) allowed = g_string_new(NULL);
    for (size_t m = 0; m < G_N_ELEMENTS(methods); m++)
        for (size_t i = 0; i < G_N_ELEMENTS(routes); i++)
            if (routes[i].endpoint == ask->endpoint->endpoint && routes[i].method == methods[m])
                g_string_append_printf(allowed, "%s%s", allowed->len ? ", " : "",
                                       method_name(methods[m]));
    g_ptr_array_add(ask->headers, http_pair_new("Allow", allowed->str));
    return ask_fail(ask, 405, "Method \"%s\" not allowed.", method_name(ask->call->method));
}

/* The organization and the project that the path names must be there. */
static json_t *check_place(struct ask *ask)
{
    const char *path = ask->endpoint->path;
    const char *organization = ask_variable(ask, 0);
    if (!strstr(path, "{org}"))
        return NULL;
    if (g_ascii_strcasecmp(organization, ANSWER_ORGANIZATION) != 0 &&
        strcmp(organization, G_STRINGIFY(ANSWER_ORGANIZATION_ID)) != 0)
        return ask_fail(ask, 404,
                        "The requested resource does not exist (the organization here is "
                        "\"" ANSWER_ORGANIZATION "\")");
    if (!path_has_project(ask))
        return NULL;
    store_read_lock(ask->store);
    bool there = ask_project(ask) != NULL;
    store_read_unlock(ask->store);
    return there ? NULL : ask_missing(ask);
}

static json_t *answer_route(struct ask *ask)
{
    const struct route *route = NULL;
    bool known = false;
    for (size_t i = 0; !route && i < G_N_ELEMENTS(routes); i++) {
        if (routes[i].endpoint != ask->endpoint->endpoint)
            continue;
        known = true;
        if (routes[i].method == ask->call->method)
            route = &routes[i];
    }
    if (!route)
        return known ? wrong_method(ask) : ask_fail(ask, 404, "Not found");
    json_t *failure = check_place(ask);
    if (failure)
        return failure;
    if (route->locked)
        store_read_lock(ask->store);
    json_t *body = route->answer(ask);
    if (route->locked)
        store_read_unlock(ask->store);
    return body;
}

static int append_bytes(const char *bytes, size_t size, void *text)
{
    g_string_append_len(text, bytes, (gssize)size);
    return 0;
}

struct http_answer *answer_api(struct store *store, const struct http_call *call)
{
    g_autoptr(GPtrArray) variables = g_ptr_array_new_with_free_func(g_free);
    struct ask ask = {.store = store,
                      .call = call,
                      .variables = variables,
                      .now_ns = clock_now_ns(),
                      .status = 200,
                      .headers = g_ptr_array_new()};
    int endpoint = endpoint_match(call->path, variables);
    if (endpoint >= 0)
        ask.endpoint = endpoint_info((enum endpoint)endpoint);
    json_t *body = ask.endpoint ? answer_route(&ask) : ask_fail(&ask, 404, "Not found");

    struct http_answer *answer = http_answer_new(ask.status);
    for (guint i = 0; i < ask.headers->len; i++) {
        struct http_pair *pair = g_ptr_array_index(ask.headers, i);
        http_answer_header(answer, pair->name, pair->value);
        http_pair_free(pair);
    }
    g_ptr_array_unref(ask.headers);
    if (body)
        json_dump_callback(body, append_bytes, answer->body, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(body);
    return answer;
}
