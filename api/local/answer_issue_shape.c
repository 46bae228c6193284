/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

json_t *shape_assignee(const char *assignee)
{
    if (!assignee || !*assignee)
        return json_null();
    bool local = !strcmp(assignee, "user:" SHAPE_USER_ID) || !strcmp(assignee, "me") ||
                 !strcmp(assignee, SHAPE_USER_EMAIL);
    const char *colon = strchr(assignee, ':');
    const char *name = colon ? colon + 1 : assignee;
    json_t *body = json_object();
    json_object_set_new(body, "type",
                        json_string(g_str_has_prefix(assignee, "team:") ? "team" : "user"));
    json_object_set_new(body, "id", answer_text(local ? SHAPE_USER_ID : name));
    json_object_set_new(body, "name", answer_text(local ? SHAPE_USER_NAME : name));
    if (local || strchr(name, '@'))
        json_object_set_new(body, "email", answer_text(local ? SHAPE_USER_EMAIL : name));
    return body;
}

json_t *shape_issue_stats(const struct issue_record *issue, int64_t end_ns, int64_t width_ns,
                          size_t buckets)
{
    json_t *stats = json_array();
    int64_t first = (end_ns / width_ns - (int64_t)buckets + 1) * width_ns;
    for (size_t i = 0; i < buckets; i++) {
        int64_t start = first + (int64_t)i * width_ns;
        json_t *point = json_array();
        json_array_append_new(point, json_integer(start / NS_PER_SECOND));
        json_array_append_new(point,
                              json_integer(issue_count_between(issue, start, start + width_ns)));
        json_array_append_new(stats, point);
    }
    return stats;
}

static json_t *metadata(const struct issue_record *issue)
{
    json_t *body = json_object();
    if (issue->metadata_type)
        json_object_set_new(body, "type", answer_text(issue->metadata_type));
    if (issue->metadata_value)
        json_object_set_new(body, "value", answer_text(issue->metadata_value));
    if (issue->metadata_filename)
        json_object_set_new(body, "filename", answer_text(issue->metadata_filename));
    if (issue->metadata_function)
        json_object_set_new(body, "function", answer_text(issue->metadata_function));
    json_object_set_new(body, "title", answer_text(issue->title));
    return body;
}

static json_t *status_details(const struct issue_record *issue)
{
    json_t *body = json_object();
    if (!strcmp(issue->status, "resolved") && issue->resolved_in)
        json_object_set_new(body, "inRelease", answer_text(issue->resolved_in));
    if (!strcmp(issue->status, "ignored") && issue->ignore_until_ns > 0)
        json_object_set_new(body, "ignoreUntil", answer_time_ns(issue->ignore_until_ns, 0));
    if (!strcmp(issue->status, "ignored") && issue->ignore_count > 0)
        json_object_set_new(body, "ignoreCount", json_integer(issue->ignore_count));
    return body;
}

/* Members that say the same of every issue here. */
static void add_constants(json_t *body)
{
    static const char *const nulls[] = {"shareId",
                                        "logger",
                                        "priorityLockedAt",
                                        "seerFixabilityScore",
                                        "seerAutofixLastTriggered",
                                        "seerExplorerAutofixLastTriggered",
                                        "subscriptionDetails"};
    for (size_t i = 0; i < G_N_ELEMENTS(nulls); i++)
        json_object_set_new(body, nulls[i], json_null());
    json_object_set_new(body, "isPublic", json_false());
    json_object_set_new(body, "isSubscribed", json_false());
    json_object_set_new(body, "annotations", json_array());
    json_object_set_new(body, "numComments", json_integer(0));
    json_object_set_new(body, "issueType", json_string("error"));
    json_object_set_new(body, "issueCategory", json_string("error"));
}

/* What changes as events come and as triage goes on. */
static void add_state(json_t *body, const struct issue_record *issue, int64_t now_ns)
{
    json_object_set_new(body, "level", json_string(level_name(issue->level)));
    json_object_set_new(body, "status", answer_text(issue->status));
    json_object_set_new(body, "substatus", answer_text(issue_substatus(issue, now_ns)));
    json_object_set_new(body, "statusDetails", status_details(issue));
    json_object_set_new(body, "priority", answer_text(issue->priority));
    json_object_set_new(body, "assignedTo", shape_assignee(issue->assignee));
    json_object_set_new(body, "isBookmarked", json_boolean(issue->bookmarked));
    json_object_set_new(body, "hasSeen", json_boolean(issue->seen));
    json_object_set_new(body, "isUnhandled", json_boolean(issue->unhandled));
    json_object_set_new(body, "count", answer_id(issue->count));
    json_object_set_new(body, "userCount", json_integer(issue->users));
    json_object_set_new(body, "firstSeen", answer_time_ns(issue->first_seen_ns, 6));
    json_object_set_new(body, "lastSeen", answer_time_ns(issue->last_seen_ns, 6));
}

json_t *shape_issue(struct store *store, const struct issue_record *issue, int64_t now_ns,
                    const char *base_url)
{
    json_t *body = json_object();
    json_object_set_new(body, "id", answer_id(issue->id));
    json_object_set_new(body, "shortId", answer_text(issue->short_id));
    json_object_set_new(body, "title", answer_text(issue->title));
    json_object_set_new(body, "culprit", answer_text(issue->culprit));
    json_object_set_new(body, "permalink",
                        answer_text_take(g_strdup_printf("%s/organizations/" ANSWER_ORGANIZATION
                                                         "/issues/%" PRId64 "/",
                                                         base_url ? base_url : "", issue->id)));
    json_object_set_new(body, "platform", answer_text(issue->platform));
    json_object_set_new(body, "project", shape_project_brief(store, issue->project));
    json_object_set_new(body, "type", answer_text(issue->type));
    json_object_set_new(body, "metadata", metadata(issue));
    add_constants(body);
    add_state(body, issue, now_ns);
    return body;
}
