/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

/* The series of counts goes by the period asked for; the finest that is known comes first. */
static json_t *stats_of(const json_t *entry)
{
    static const char *const PERIODS[] = {"auto", "24h", "14d", "30d"};
    json_t *stats = json_object_get(entry, "stats");
    for (size_t i = 0; i < G_N_ELEMENTS(PERIODS); i++) {
        json_t *list = json_object_get(stats, PERIODS[i]);
        if (json_array_size(list))
            return list;
    }
    const char *period;
    json_t *list;
    json_object_foreach(stats, period, list)
    {
        if (json_array_size(list))
            return list;
    }
    return NULL;
}

static GArray *read_stats(const json_t *list)
{
    if (!list)
        return NULL;
    GArray *stats = g_array_new(FALSE, FALSE, sizeof(struct issue_stat));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *point = json_array_get(list, i);
        const json_t *count = json_array_get(point, 1);
        struct issue_stat stat = {
            .time_ms = json_time_ns(json_array_get(point, 0)) / 1000000,
            .count = json_is_number(count) ? (int64_t)CLAMP(json_number_value(count), 0, 9e18) : 0,
        };
        if (stat.time_ms)
            g_array_append_val(stats, stat);
    }
    return stats;
}

static struct issue_tag *read_tag(const json_t *entry)
{
    struct issue_tag *tag = issue_tag_new();
    tag->key = json_get_text(entry, "key");
    tag->total = decode_count(entry, "totalValues");
    if (tag->total < 0)
        tag->total = decode_count(entry, "uniqueValues");
    const json_t *values = json_object_get(entry, "topValues");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *top = json_array_get(values, i);
        struct issue_tag_value value = {.value = decode_either(top, "value", "name"),
                                        .count = decode_count(top, "count")};
        if (value.value)
            g_array_append_val(tag->values, value);
    }
    return tag;
}

static GPtrArray *read_tags(const json_t *list)
{
    GPtrArray *tags = g_ptr_array_new_with_free_func((GDestroyNotify)issue_tag_free);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct issue_tag *tag = read_tag(json_array_get(list, i));
        if (tag->key)
            g_ptr_array_add(tags, tag);
        else
            issue_tag_free(tag);
    }
    return tags;
}

static void read_texts(struct issue *issue, const json_t *entry)
{
    issue->id = json_get_text(entry, "id");
    issue->short_id = json_get_text(entry, "shortId");
    issue->title = json_get_text(entry, "title");
    issue->culprit = json_get_text(entry, "culprit");
    issue->project = decode_path_text(entry, "project.slug");
    if (!issue->project)
        issue->project = json_get_text(entry, "project");
    issue->status = json_get_text(entry, "status");
    issue->substatus = json_get_text(entry, "substatus");
    issue->priority = json_get_text(entry, "priority");
    issue->type = json_get_text(entry, "type");
    issue->platform = json_get_text(entry, "platform");
    issue->permalink = json_get_text(entry, "permalink");
    g_autofree char *level = json_get_text(entry, "level");
    issue->level = level_parse(level);
    const json_t *assignee = json_object_get(entry, "assignedTo");
    issue->assignee =
        json_is_string(assignee) ? decode_text(assignee) : decode_either(assignee, "name", "email");
}

static void read_metadata(struct issue *issue, const json_t *metadata)
{
    issue->exception_type = json_get_text(metadata, "type");
    issue->message = decode_either(metadata, "value", "message");
    if (!issue->message)
        issue->message = json_get_text(metadata, "title");
    issue->filename = json_get_text(metadata, "filename");
    issue->function = json_get_text(metadata, "function");
}

/* The list leaves counts and times out when it was asked to collapse them; then the lifetime's
 * stand, where they are told. */
static void read_counts(struct issue *issue, const json_t *entry)
{
    const json_t *lifetime = json_object_get(entry, "lifetime");
    const json_t *sources[] = {entry, lifetime};
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
        if (issue->count < 0)
            issue->count = decode_count(sources[i], "count");
        if (issue->users < 0)
            issue->users = decode_count(sources[i], "userCount");
        if (!issue->first_seen_ms)
            issue->first_seen_ms = decode_time_ms(sources[i], "firstSeen");
        if (!issue->last_seen_ms)
            issue->last_seen_ms = decode_time_ms(sources[i], "lastSeen");
    }
    issue->unhandled = json_get_bool(entry, "isUnhandled", false);
    issue->stats = read_stats(stats_of(entry));
}

static struct issue *read_issue(const json_t *entry)
{
    struct issue *issue = issue_new();
    read_texts(issue, entry);
    read_metadata(issue, json_object_get(entry, "metadata"));
    read_counts(issue, entry);
    issue->first_release = decode_path_text(entry, "firstRelease.version");
    issue->last_release = decode_path_text(entry, "lastRelease.version");
    const json_t *tags = json_object_get(entry, "tags");
    if (json_is_array(tags))
        issue->tags = read_tags(tags);
    return issue;
}

/* A bulk change answers with the fields that it changed and no issue. */
void *decode_issues(const struct request *request, json_t *root, GError **error)
{
    if (!json_is_array(root) && request->method == METHOD_GET) {
        decode_expect_list(NULL, "issues", error);
        return NULL;
    }
    GPtrArray *issues = g_ptr_array_new_with_free_func((GDestroyNotify)issue_free);
    /* One that moves while pages are asked for stands on two of them. */
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < json_array_size(root); i++) {
        struct issue *issue = read_issue(json_array_get(root, i));
        if (issue->id && !g_hash_table_contains(seen, issue->id)) {
            g_hash_table_add(seen, issue->id);
            g_ptr_array_add(issues, issue);
        } else {
            issue_free(issue);
        }
    }
    return issues;
}

/* The issue itself, or what a short id leads to, which holds it under `group`. */
void *decode_issue(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    if (!decode_expect_object(root, error))
        return NULL;
    const json_t *group = json_object_get(root, "group");
    struct issue *issue = read_issue(json_is_object(group) ? group : root);
    if (!issue->id)
        issue->id = json_get_text(root, "groupId");
    return issue;
}

void *decode_tags(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    if (json_is_array(root))
        return read_tags(root);
    if (!decode_expect_object(root, error))
        return NULL;
    GPtrArray *tags = g_ptr_array_new_with_free_func((GDestroyNotify)issue_tag_free);
    struct issue_tag *tag = read_tag(root);
    if (tag->key)
        g_ptr_array_add(tags, tag);
    else
        issue_tag_free(tag);
    return tags;
}
