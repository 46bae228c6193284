/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_tags.h"
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

#define TOP_VALUES 10

/* "browser.name" -> "Browser Name". */
static json_t *tag_name(const char *key)
{
    char *name = g_strdup(key);
    bool start = true;
    for (char *at = name; *at; at++) {
        if (strchr("._-", *at))
            *at = ' ';
        else if (start)
            *at = g_ascii_toupper(*at);
        start = *at == ' ';
    }
    return answer_text_take(name);
}

static int by_count(const void *a, const void *b)
{
    const struct tag_value *const *left = a, *const *right = b;
    if ((*left)->count != (*right)->count)
        return (*left)->count > (*right)->count ? -1 : 1;
    return strcmp((*left)->text, (*right)->text);
}

static int by_last_seen(const void *a, const void *b)
{
    const struct tag_value *const *left = a, *const *right = b;
    if ((*left)->last_ns != (*right)->last_ns)
        return (*left)->last_ns > (*right)->last_ns ? -1 : 1;
    return strcmp((*left)->text, (*right)->text);
}

static int by_first_seen(const void *a, const void *b)
{
    const struct tag_value *const *left = a, *const *right = b;
    if ((*left)->first_ns != (*right)->first_ns)
        return (*left)->first_ns > (*right)->first_ns ? -1 : 1;
    return strcmp((*left)->text, (*right)->text);
}

static GPtrArray *sorted_values(const struct tag_count *tag, GCompareFunc compare)
{
    GPtrArray *values = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, tag->values);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        g_ptr_array_add(values, value);
    g_ptr_array_sort(values, compare);
    return values;
}

static json_t *tag_value_body(const char *key, const struct tag_value *value)
{
    json_t *body = json_object();
    json_object_set_new(body, "key", answer_text(key));
    json_object_set_new(body, "name", answer_text(value->text));
    json_object_set_new(body, "value", answer_text(value->text));
    json_object_set_new(body, "count", json_integer(value->count));
    json_object_set_new(body, "firstSeen", answer_time_ns(value->first_ns, 6));
    json_object_set_new(body, "lastSeen", answer_time_ns(value->last_ns, 6));
    return body;
}

static json_t *tag_brief(const struct tag_count *tag)
{
    json_t *body = json_object();
    json_object_set_new(body, "key", answer_text(tag->key));
    json_object_set_new(body, "name", tag_name(tag->key));
    json_object_set_new(body, "totalValues", json_integer(tag->total));
    return body;
}

static json_t *tag_body(const struct tag_count *tag, size_t most)
{
    g_autoptr(GPtrArray) values = sorted_values(tag, by_count);
    json_t *top = json_array(), *body = tag_brief(tag);
    for (guint i = 0; i < values->len && i < most; i++)
        json_array_append_new(top, tag_value_body(tag->key, values->pdata[i]));
    json_object_set_new(body, "uniqueValues", json_integer(values->len));
    json_object_set_new(body, "topValues", top);
    return body;
}

json_t *issue_tag_keys(struct store *store, const struct issue_record *issue)
{
    struct scope life = {.start_ns = issue->first_seen_ns, .end_ns = issue->last_seen_ns + 1};
    struct tag_request request = {.issue_id = issue->id, .scope = &life};
    g_autoptr(GPtrArray) tags = tags_count(store, &request);
    json_t *list = json_array();
    for (guint i = 0; i < tags->len; i++)
        json_array_append_new(list, tag_brief(tags->pdata[i]));
    return list;
}

/* The tags of the path's issue within the call's scope; NULL with the failure in *failure. */
static GPtrArray *issue_tags(struct ask *ask, const char *key, json_t **failure)
{
    const struct issue_record *issue = ask_issue(ask);
    struct scope scope;
    if (!issue) {
        *failure = ask_missing(ask);
        return NULL;
    }
    *failure = ask_scope(ask, NULL, &scope);
    if (*failure)
        return NULL;
    struct tag_request request = {.issue_id = issue->id, .scope = &scope, .key = key};
    GPtrArray *tags = tags_count(ask->store, &request);
    ask_scope_clear(&scope);
    return tags;
}

json_t *answer_issue_tags(struct ask *ask)
{
    json_t *failure = NULL;
    g_autofree const char **keys = ask_get_all(ask, "key");
    const char *text = ask_get(ask, "limit");
    gint64 limit = TOP_VALUES;
    if (text && !g_ascii_string_to_signed(text, 10, 0, 1000, &limit, NULL))
        return ask_fail(ask, 400, "Invalid limit value. It must be a number from 0 to 1000.");
    g_autoptr(GPtrArray) tags = issue_tags(ask, NULL, &failure);
    if (!tags)
        return failure;
    json_t *list = json_array();
    for (guint i = 0; i < tags->len; i++) {
        const struct tag_count *tag = tags->pdata[i];
        if (!keys || g_strv_contains(keys, tag->key))
            json_array_append_new(list, tag_body(tag, (size_t)limit));
    }
    return list;
}

json_t *answer_issue_tag(struct ask *ask)
{
    json_t *failure = NULL;
    g_autoptr(GPtrArray) tags = issue_tags(ask, ask_variable(ask, 2), &failure);
    if (!tags)
        return failure;
    return tags->len ? tag_body(tags->pdata[0], TOP_VALUES) : ask_missing(ask);
}

static json_t *value_list(struct ask *ask, const struct tag_count *tag)
{
    static const struct {
        const char *name;
        GCompareFunc compare;
    } sorts[] = {
        {"count", by_count     },
        {"date",  by_last_seen },
        {"age",   by_first_seen}
    };
    const char *sort = ask_get(ask, "sort");
    const char *query = ask_get(ask, "query");
    GCompareFunc compare = by_count;
    for (size_t i = 0; sort && i < G_N_ELEMENTS(sorts); i++)
        if (!strcmp(sorts[i].name, sort + (*sort == '-')))
            compare = sorts[i].compare;
    g_autofree char *wanted = query ? g_utf8_casefold(query, -1) : NULL;
    g_autoptr(GPtrArray) values = sorted_values(tag, compare);
    json_t *list = json_array();
    for (guint i = 0; i < values->len; i++) {
        const struct tag_value *value = values->pdata[i];
        g_autofree char *folded = wanted ? g_utf8_casefold(value->text, -1) : NULL;
        if (!wanted || strstr(folded, wanted))
            json_array_append_new(list, tag_value_body(tag->key, value));
    }
    return ask_page_of(ask, list);
}

json_t *answer_issue_tag_values(struct ask *ask)
{
    json_t *failure = NULL;
    g_autoptr(GPtrArray) tags = issue_tags(ask, ask_variable(ask, 2), &failure);
    if (!tags)
        return failure;
    return tags->len ? value_list(ask, tags->pdata[0]) : ask_missing(ask);
}

static GPtrArray *scope_tags(struct ask *ask, const char *key, json_t **failure)
{
    struct scope scope;
    *failure = ask_scope(ask, NULL, &scope);
    if (*failure)
        return NULL;
    struct tag_request request = {.scope = &scope, .key = key};
    GPtrArray *tags = tags_count(ask->store, &request);
    ask_scope_clear(&scope);
    return tags;
}

json_t *answer_tags(struct ask *ask)
{
    json_t *failure = NULL;
    g_autoptr(GPtrArray) tags = scope_tags(ask, NULL, &failure);
    if (!tags)
        return failure;
    json_t *list = json_array();
    for (guint i = 0; i < tags->len; i++) {
        const struct tag_count *tag = tags->pdata[i];
        json_t *body = tag_brief(tag);
        json_object_set_new(body, "uniqueValues", json_integer(g_hash_table_size(tag->values)));
        json_array_append_new(list, body);
    }
    return list;
}

json_t *answer_tag_values(struct ask *ask)
{
    json_t *failure = NULL;
    g_autoptr(GPtrArray) tags = scope_tags(ask, ask_variable(ask, 1), &failure);
    if (!tags)
        return failure;
    return tags->len ? value_list(ask, tags->pdata[0]) : ask_page_of(ask, json_array());
}
