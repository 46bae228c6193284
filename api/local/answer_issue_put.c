/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

/* What a body asks for. Texts are borrowed from the body or static, but for the assignee. */
struct wanted {
    struct issue_change change;
    char *assignee;
};

static const char *const priorities[] = {"low", "medium", "high", NULL};
static const char *const archived[] = {"archived_forever", "archived_until_escalating",
                                       "archived_until_condition_met", NULL};
static const char *const statuses[] = {"resolved", "unresolved", "ignored", "resolvedInNextRelease",
                                       "muted",    NULL};

/* {"field": ["message"]}, as Sentry's serializers refuse. */
static json_t *refuse(struct ask *ask, const char *field, const char *value)
{
    ask->status = 400;
    g_autofree char *text = g_strdup_printf("\"%s\" is not a valid choice.", value ? value : "");
    return json_pack("{s:[o]}", field, answer_text(text));
}

/* Archiving until something: a time, or a number of events. Older clients put these at the top. */
static void read_conditions(const json_t *object, int64_t now_ns, struct issue_change *change)
{
    int64_t minutes = json_get_int(object, "ignoreDuration", 0);
    int64_t count = json_get_int(object, "ignoreCount", 0);
    int64_t until = json_get_time_ns(object, "ignoreUntil");
    if (minutes > 0 && minutes < INT64_C(10) * 365 * 24 * 60)
        change->ignore_until_ns = now_ns + minutes * 60 * NS_PER_SECOND;
    if (until > 0)
        change->ignore_until_ns = until;
    if (count > 0)
        change->ignore_count = count;
}

static void read_resolution(const json_t *details, const char *status, struct issue_change *change)
{
    const char *release = json_get_string(details, "inRelease");
    if (release)
        change->resolved_in = !strcmp(release, "latest") ? "@latest" : release;
    if (json_get_bool(details, "inNextRelease", false) || !strcmp(status, "resolvedInNextRelease"))
        change->resolved_in = "@latest";
}

static json_t *read_status(struct ask *ask, const json_t *body, struct issue_change *change)
{
    const char *status = json_get_string(body, "status");
    const char *substatus = json_get_string(body, "substatus");
    const json_t *details = json_object_get(body, "statusDetails");
    if (!status)
        return NULL;
    if (!g_strv_contains(statuses, status))
        return refuse(ask, "status", status);
    read_resolution(details, status, change);
    change->status = !strcmp(status, "muted")                   ? "ignored"
                     : !strcmp(status, "resolvedInNextRelease") ? "resolved"
                                                                : status;
    if (strcmp(change->status, "ignored") != 0)
        return NULL;
    change->ignore_until_ns = 0;
    change->ignore_count = 0;
    read_conditions(body, ask->now_ns, change);
    read_conditions(details, ask->now_ns, change);
    bool bound = change->ignore_until_ns > 0 || change->ignore_count > 0;
    if (substatus && !g_strv_contains(archived, substatus))
        return refuse(ask, "substatus", substatus);
    change->substatus = substatus ? substatus
                        : bound   ? "archived_until_condition_met"
                                  : "archived_until_escalating";
    return NULL;
}

static json_t *read_change(struct ask *ask, const json_t *body, struct wanted *wanted)
{
    struct issue_change *change = &wanted->change;
    issue_change_init(change);
    json_t *failure = read_status(ask, body, change);
    if (failure)
        return failure;
    change->priority = json_get_string(body, "priority");
    if (change->priority && !g_strv_contains(priorities, change->priority))
        return refuse(ask, "priority", change->priority);
    const json_t *assigned = json_object_get(body, "assignedTo");
    if (assigned) {
        wanted->assignee =
            json_is_null(assigned) ? g_strdup("") : json_get_text(body, "assignedTo");
        if (!wanted->assignee)
            return refuse(ask, "assignedTo", "");
        change->assignee = wanted->assignee;
    }
    if (json_object_get(body, "hasSeen"))
        change->seen = json_get_bool(body, "hasSeen", true);
    if (json_object_get(body, "isBookmarked"))
        change->bookmarked = json_get_bool(body, "isBookmarked", true);
    if (json_object_get(body, "inbox"))
        change->reviewed = !json_get_bool(body, "inbox", false);
    return NULL;
}

json_t *answer_issue_put(struct ask *ask)
{
    json_t *failure = NULL;
    json_t *sent = ask_body(ask, &failure);
    struct wanted wanted = {0};
    if (!sent)
        return failure;
    failure = read_change(ask, sent, &wanted);
    store_read_lock(ask->store);
    const struct issue_record *issue = ask_issue(ask);
    int64_t id = issue ? issue->id : 0;
    store_read_unlock(ask->store);
    if (!failure && !id)
        failure = ask_missing(ask);
    g_autoptr(GError) error = NULL;
    if (!failure && !store_issue_change(ask->store, id, &wanted.change, &error))
        failure = ask_fail(ask, 500, "%s", error->message);
    json_t *body = failure;
    if (!failure) {
        store_read_lock(ask->store);
        issue = store_issue(ask->store, id);
        body = issue ? issue_detail(ask, issue) : ask_missing(ask);
        store_read_unlock(ask->store);
    }
    g_free(wanted.assignee);
    json_decref(sent);
    return body;
}

/* The numbers of the issues that a bulk change is for: those named by `id`, else those that the
 * search selects. */
static GArray *bulk_ids(struct ask *ask, json_t **failure)
{
    g_autofree const char **ids = ask_get_all(ask, "id");
    g_autoptr(GArray) chosen = g_array_new(FALSE, FALSE, sizeof(int64_t));
    struct scope scope;
    store_read_lock(ask->store);
    *failure = ask_scope(ask, NULL, &scope);
    if (!*failure)
        issue_scope_to_path(ask, &scope);
    for (size_t i = 0; !*failure && ids && ids[i]; i++) {
        const struct issue_record *issue = issue_find(ask->store, ids[i]);
        if (issue && ask_scope_has_project(&scope, issue->project))
            g_array_append_val(chosen, issue->id);
    }
    if (!*failure && !ids) {
        const char *text = http_call_get(ask->call, "query");
        g_autoptr(GPtrArray) found =
            issue_search(ask, &scope, text ? text : "is:unresolved", failure);
        for (guint i = 0; found && i < found->len; i++)
            g_array_append_val(chosen, ((const struct issue_record *)found->pdata[i])->id);
    }
    ask_scope_clear(&scope);
    store_read_unlock(ask->store);
    return *failure ? NULL : g_steal_pointer(&chosen);
}

/* Only what was changed, as Sentry answers a bulk change. */
static json_t *changed(const struct issue_change *change)
{
    json_t *body = json_object();
    if (change->status) {
        json_t *details = json_object();
        if (change->resolved_in)
            json_object_set_new(details, "inRelease", answer_text(change->resolved_in));
        json_object_set_new(body, "status", json_string(change->status));
        json_object_set_new(body, "statusDetails", details);
    }
    if (change->substatus)
        json_object_set_new(body, "substatus", json_string(change->substatus));
    if (change->priority)
        json_object_set_new(body, "priority", json_string(change->priority));
    if (change->assignee)
        json_object_set_new(body, "assignedTo", shape_assignee(change->assignee));
    if (change->seen >= 0)
        json_object_set_new(body, "hasSeen", json_boolean(change->seen));
    if (change->bookmarked >= 0)
        json_object_set_new(body, "isBookmarked", json_boolean(change->bookmarked));
    if (change->reviewed >= 0)
        json_object_set_new(body, "inbox", json_boolean(!change->reviewed));
    return body;
}

static json_t *change_all(struct ask *ask, const GArray *ids, const struct issue_change *change)
{
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(GError) error = NULL;
        if (!store_issue_change(ask->store, g_array_index(ids, int64_t, i), change, &error) &&
            !g_error_matches(error, STORE_ERROR, STORE_ERROR_MISSING))
            return ask_fail(ask, 500, "%s (after %u of %u issues)", error->message, i, ids->len);
    }
    return NULL;
}

json_t *answer_issues_put(struct ask *ask)
{
    json_t *failure = NULL;
    json_t *sent = ask_body(ask, &failure);
    struct wanted wanted = {0};
    if (!sent)
        return failure;
    g_autoptr(GArray) ids = NULL;
    failure = read_change(ask, sent, &wanted);
    if (!failure)
        ids = bulk_ids(ask, &failure);
    json_t *body = failure;
    if (!failure && ids->len == 0)
        ask->status = 204;
    else if (!failure && !(body = change_all(ask, ids, &wanted.change)))
        body = changed(&wanted.change);
    g_free(wanted.assignee);
    json_decref(sent);
    return body;
}
