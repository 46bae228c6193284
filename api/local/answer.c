/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

/* Answers that only read are made under the store's lock, so that one answer sees one state; those
 * that write, or that read from disk much, take it themselves. */
struct route {
    const char *endpoint; /* its name in api/wire/endpoints.h's table */
    enum method method;
    answer_fn *answer;
    bool locked;
};

static const struct route routes[] = {
    {"root",                    METHOD_GET,  answer_root,                 false},
    {"auth",                    METHOD_GET,  answer_user,                 false},
    {"user-me",                 METHOD_GET,  answer_user,                 false},
    {"regions",                 METHOD_GET,  answer_regions,              false},
    {"organizations",           METHOD_GET,  answer_organizations,        true },
    {"organization",            METHOD_GET,  answer_organization,         true },
    {"members",                 METHOD_GET,  answer_members,              false},
    {"project-members",         METHOD_GET,  answer_members,              true },
    {"users",                   METHOD_GET,  answer_users,                false},
    {"teams",                   METHOD_GET,  answer_teams,                false},
    {"repos",                   METHOD_GET,  answer_repositories,         true },
    {"repos",                   METHOD_POST, answer_repository_put,       false},
    {"all-projects",            METHOD_GET,  answer_all_projects,         true },
    {"projects",                METHOD_GET,  answer_projects,             true },
    {"project",                 METHOD_GET,  answer_project,              true },
    {"project-keys",            METHOD_GET,  answer_project_keys,         true },
    {"environments",            METHOD_GET,  answer_environments,         true },
    {"project-environments",    METHOD_GET,  answer_project_environments, true },
    {"issues",                  METHOD_GET,  answer_issues,               true },
    {"issues",                  METHOD_PUT,  answer_issues_put,           false},
    {"project-issues",          METHOD_GET,  answer_issues,               true },
    {"project-issues",          METHOD_PUT,  answer_issues_put,           false},
    {"issue",                   METHOD_GET,  answer_issue,                true },
    {"issue",                   METHOD_PUT,  answer_issue_put,            false},
    {"issue-legacy",            METHOD_GET,  answer_issue,                true },
    {"issue-legacy",            METHOD_PUT,  answer_issue_put,            false},
    {"short-id",                METHOD_GET,  answer_short_id,             true },
    {"issues-stats",            METHOD_GET,  answer_issues_stats,         true },
    {"issues-count",            METHOD_GET,  answer_issues_count,         true },
    {"issue-activities",        METHOD_GET,  answer_issue_activities,     true },
    {"issue-tags",              METHOD_GET,  answer_issue_tags,           true },
    {"issue-tag",               METHOD_GET,  answer_issue_tag,            true },
    {"issue-tag-values",        METHOD_GET,  answer_issue_tag_values,     true },
    {"tags",                    METHOD_GET,  answer_tags,                 true },
    {"tag-values",              METHOD_GET,  answer_tag_values,           true },
    {"issue-events",            METHOD_GET,  answer_issue_events,         false},
    {"issue-event",             METHOD_GET,  answer_issue_event,          false},
    {"project-events",          METHOD_GET,  answer_project_events,       false},
    {"project-event",           METHOD_GET,  answer_project_event,        false},
    {"event-id",                METHOD_GET,  answer_event_id,             false},
    {"event-json",              METHOD_GET,  answer_event_json,           false},
    {"committers",              METHOD_GET,  answer_committers,           false},
    {"events",                  METHOD_GET,  answer_explore,              true },
    {"events-validate",         METHOD_GET,  answer_validate,             true },
    {"events-timeseries",       METHOD_GET,  answer_timeseries,           true },
    {"events-stats",            METHOD_GET,  answer_events_stats,         true },
    {"trace",                   METHOD_GET,  answer_trace,                true },
    {"trace-meta",              METHOD_GET,  answer_trace_meta,           true },
    {"trace-item",              METHOD_GET,  answer_trace_item,           true },
    {"trace-logs",              METHOD_GET,  answer_trace_logs,           true },
    {"attributes",              METHOD_GET,  answer_attributes,           true },
    {"attribute-values",        METHOD_GET,  answer_attribute_values,     true },
    {"metrics",                 METHOD_GET,  answer_metrics,              true },
    {"releases",                METHOD_GET,  answer_releases,             false},
    {"releases",                METHOD_POST, answer_release_post,         false},
    {"project-releases",        METHOD_GET,  answer_releases,             false},
    {"project-releases",        METHOD_POST, answer_release_post,         false},
    {"release",                 METHOD_GET,  answer_release,              false},
    {"release",                 METHOD_PUT,  answer_release_put,          false},
    {"project-release",         METHOD_GET,  answer_release,              false},
    {"project-release",         METHOD_PUT,  answer_release_put,          false},
    {"release-commits",         METHOD_GET,  answer_release_commits,      false},
    {"release-commits",         METHOD_POST, answer_release_commits_post, false},
    {"project-release-commits", METHOD_GET,  answer_release_commits,      false},
    {"release-files",           METHOD_GET,  answer_release_files,        false},
    {"project-release-files",   METHOD_GET,  answer_release_files,        false},
    {"release-deploys",         METHOD_GET,  answer_deploys,              true },
    {"release-deploys",         METHOD_POST, answer_deploy_post,          false},
    {"project-release-deploys", METHOD_GET,  answer_deploys,              true },
    {"project-release-deploys", METHOD_POST, answer_deploy_post,          false},
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
            if (!strcmp(routes[i].endpoint, ask->endpoint->name) && routes[i].method == methods[m])
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
        if (strcmp(routes[i].endpoint, ask->endpoint->name) != 0)
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
