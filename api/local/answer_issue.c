/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"
#include "api/local/answer_tags.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

#define HOUR_NS (3600 * NS_PER_SECOND)

static void add_activity(json_t *list, const char *id, const char *type, int64_t time_ns)
{
    json_t *entry = json_object();
    json_object_set_new(entry, "id", json_string(id));
    json_object_set_new(entry, "type", json_string(type));
    json_object_set_new(entry, "user", json_null());
    json_object_set_new(entry, "data", json_object());
    json_object_set_new(entry, "dateCreated", answer_time_ns(time_ns, 6));
    json_array_append_new(list, entry);
}

/* What the record still tells of the issue's life, newest first. */
static json_t *activity(const struct issue_record *issue)
{
    json_t *list = json_array();
    bool regressed_last = issue->regressed_ns >= issue->status_changed_ns;
    const char *change = !strcmp(issue->status, "resolved")  ? "set_resolved"
                         : !strcmp(issue->status, "ignored") ? "set_ignored"
                                                             : "set_unresolved";
    if (issue->regressed_ns && regressed_last)
        add_activity(list, "2", "set_regression", issue->regressed_ns);
    if (issue->status_changed_ns && issue->status_changed_ns != issue->regressed_ns)
        add_activity(list, "1", change, issue->status_changed_ns);
    if (issue->regressed_ns && !regressed_last)
        add_activity(list, "2", "set_regression", issue->regressed_ns);
    add_activity(list, "0", "first_seen", issue->first_seen_ns);
    return list;
}

static void add_detail(struct ask *ask, json_t *body, const struct issue_record *issue)
{
    g_autofree const char **collapse = ask_get_all(ask, "collapse");
    json_object_set_new(body, "firstRelease",
                        shape_release_brief(ask->store, issue->first_release));
    json_object_set_new(body, "lastRelease", shape_release_brief(ask->store, issue->last_release));
    json_object_set_new(body, "activity", activity(issue));
    json_object_set_new(body, "seenBy", json_array());
    json_object_set_new(body, "participants", json_array());
    json_object_set_new(body, "userReportCount", json_integer(0));
    json_object_set_new(body, "pluginActions", json_array());
    json_object_set_new(body, "pluginIssues", json_array());
    json_object_set_new(body, "pluginContexts", json_array());
    if (!collapse || !g_strv_contains(collapse, "stats"))
        json_object_set_new(body, "stats",
                            json_pack("{s:o, s:o}", "24h",
                                      shape_issue_stats(issue, ask->now_ns, HOUR_NS, 25), "30d",
                                      shape_issue_stats(issue, ask->now_ns, 24 * HOUR_NS, 31)));
    if (!collapse || !g_strv_contains(collapse, "tags"))
        json_object_set_new(body, "tags", issue_tag_keys(ask->store, issue));
}

/* The issue that the path names: the last variable of both forms of the path. */
const struct issue_record *ask_issue(struct ask *ask)
{
    bool legacy = ask->endpoint->endpoint == ENDPOINT_ISSUE_LEGACY;
    return issue_find(ask->store, ask_variable(ask, legacy ? 0 : 1));
}

json_t *issue_detail(struct ask *ask, const struct issue_record *issue)
{
    json_t *body = shape_issue(ask->store, issue, ask->now_ns, ask->call->base_url);
    add_detail(ask, body, issue);
    return body;
}

json_t *answer_issue(struct ask *ask)
{
    const struct issue_record *issue = ask_issue(ask);
    return issue ? issue_detail(ask, issue) : ask_missing(ask);
}

json_t *answer_short_id(struct ask *ask)
{
    const struct issue_record *issue = store_issue_by_short_id(ask->store, ask_variable(ask, 1));
    if (!issue)
        return ask_missing(ask);
    json_t *body = json_object();
    json_object_set_new(body, "organizationSlug", json_string(ANSWER_ORGANIZATION));
    json_object_set_new(body, "projectSlug", answer_text(issue->project));
    json_object_set_new(body, "groupId", answer_id(issue->id));
    json_object_set_new(body, "group", issue_detail(ask, issue));
    json_object_set_new(body, "shortId", answer_text(issue->short_id));
    return body;
}

json_t *answer_issue_activities(struct ask *ask)
{
    const struct issue_record *issue = ask_issue(ask);
    return issue ? json_pack("{s:o}", "activity", activity(issue)) : ask_missing(ask);
}

/* Counts of issues that are on a client's screen, without the rest of them. */
json_t *answer_issues_stats(struct ask *ask)
{
    g_autofree const char **groups = ask_get_all(ask, "groups");
    if (!groups)
        return ask_fail(ask, 400, "You should include `groups` with your request.");
    if (g_strv_length((char **)groups) > 100)
        return ask_fail(ask, 400, "Too many groups requested.");
    struct scope scope;
    json_t *failure = ask_scope(ask, NULL, &scope);
    if (failure)
        return failure;
    static const char *const members[] = {"id",       "count",     "userCount",
                                          "lastSeen", "firstSeen", "isUnhandled"};
    json_t *list = json_array();
    for (size_t i = 0; groups[i]; i++) {
        const struct issue_record *issue = issue_find(ask->store, groups[i]);
        if (!issue)
            continue;
        json_t *whole = shape_issue(ask->store, issue, ask->now_ns, NULL);
        json_t *body = json_object();
        for (size_t m = 0; m < G_N_ELEMENTS(members); m++)
            json_object_set(body, members[m], json_object_get(whole, members[m]));
        json_decref(whole);
        const char *name;
        json_t *stats = issue_stats_for(ask, issue, &scope, &name);
        json_object_set_new(body, "stats", json_pack("{s:o}", name, stats));
        json_array_append_new(list, body);
    }
    ask_scope_clear(&scope);
    return list;
}

json_t *answer_issues_count(struct ask *ask)
{
    g_autofree const char **queries = ask_get_all(ask, "query");
    struct scope scope;
    json_t *failure = ask_scope(ask, NULL, &scope);
    if (failure)
        return failure;
    json_t *body = json_object();
    for (size_t i = 0; queries && queries[i] && !failure; i++) {
        g_autoptr(GPtrArray) found = issue_search(ask, &scope, queries[i], &failure);
        if (found)
            json_object_set_new(body, queries[i], json_integer(found->len));
    }
    ask_scope_clear(&scope);
    if (!failure)
        return body;
    json_decref(body);
    return failure;
}
