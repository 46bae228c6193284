/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_event_shape.h"
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

static json_t *read_payload(const struct stored_event *event)
{
    json_t *payload =
        event->payload ? json_read(event->payload, strlen(event->payload), NULL, NULL) : NULL;
    return payload ? payload : json_object();
}

static json_t *event_missing(struct ask *ask)
{
    return ask_fail(ask, 404, "Event not found");
}

/* The whole event, with its neighbours unless they are collapsed. */
static json_t *event_body(struct ask *ask, const struct stored_event *event)
{
    g_autofree const char **collapse = ask_get_all(ask, "collapse");
    json_t *payload = read_payload(event);
    store_read_lock(ask->store);
    json_t *body = shape_event(ask->store, event, payload);
    store_read_unlock(ask->store);
    json_decref(payload);
    if (!collapse || !g_strv_contains(collapse, "adjacentEvents")) {
        char *previous = NULL, *next = NULL;
        store_event_neighbours(ask->store, event, &previous, &next);
        json_object_set_new(body, "previousEventID", answer_text_take(previous));
        json_object_set_new(body, "nextEventID", answer_text_take(next));
    }
    return body;
}

/* What a list of events is taken from. */
struct event_list {
    int64_t issue_id;   /* 0 = events of any issue */
    const char *query;  /* or NULL */
    const char *sort;   /* NULL = newest first */
    struct scope scope; /* cleared by its owner */
    size_t offset, limit;
};

/* Ids of the list's page, newest first unless asked otherwise, read from the rows. Under the lock.
 */
static GPtrArray *ids_by_rows(struct ask *ask, const struct event_list *list, bool *more,
                              json_t **failure)
{
    g_autoptr(query) given = ask_query(ask, list->query, failure);
    if (!given)
        return NULL;
    g_autofree char *text = list->issue_id
                                ? g_strdup_printf("issue.id:%" PRId64 "%s%s%s", list->issue_id,
                                                  query_is_empty(given) ? "" : " (",
                                                  query_is_empty(given) ? "" : list->query,
                                                  query_is_empty(given) ? "" : ")")
                                : g_strdup(list->query);
    g_autoptr(query) query = ask_query(ask, text, failure);
    if (!query)
        return NULL;
    const char *sort[] = {list->sort ? list->sort : "-timestamp", NULL};
    struct table_request request = {
        .kind = ITEM_EVENT,
        .fields = (const char *const[]){"id", "timestamp", NULL},
        .query = query,
        .projects = list->scope.projects,
        .environments = list->scope.environments,
        .start_ns = list->scope.start_ns,
        .end_ns = list->scope.end_ns,
        .sort = sort,
        .offset = list->offset,
        .limit = list->limit
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) segments =
        store_segments(ask->store, ITEM_EVENT, request.start_ns, request.end_ns);
    g_autoptr(table) table = table_query(segments, &request, &error);
    if (!table) {
        *failure = ask_fail_error(ask, error);
        return NULL;
    }
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (size_t row = 0; row < table->rows; row++)
        g_ptr_array_add(ids, value_text(table->values[row * table->columns]));
    *more = table->matched > list->offset + table->rows;
    return ids;
}

/* The same from the store's own index, which needs no rows in memory. */
static GPtrArray *ids_by_index(struct ask *ask, const struct event_list *list, bool *more)
{
    g_autoptr(GPtrArray) events =
        store_issue_events(ask->store, list->issue_id, list->scope.start_ns, list->scope.end_ns,
                           list->offset, list->limit + 1);
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < events->len && i < list->limit; i++)
        g_ptr_array_add(ids, g_strdup(((struct stored_event *)events->pdata[i])->id));
    *more = events->len > list->limit;
    return ids;
}

static GPtrArray *list_ids(struct ask *ask, const struct event_list *list, bool *more,
                           json_t **failure)
{
    bool plain = list->issue_id && !list->query && !list->sort && !list->scope.environments;
    if (plain)
        return ids_by_index(ask, list, more);
    store_read_lock(ask->store);
    GPtrArray *ids = ids_by_rows(ask, list, more, failure);
    store_read_unlock(ask->store);
    return ids;
}

static json_t *event_rows(struct ask *ask, const GPtrArray *ids)
{
    bool full = ask_flag(ask, "full");
    json_t *rows = json_array();
    for (guint i = 0; i < ids->len; i++) {
        struct stored_event *event = store_event(ask->store, ids->pdata[i]);
        if (!event)
            continue; /* Retention took it meanwhile. */
        json_t *payload = read_payload(event);
        store_read_lock(ask->store);
        json_array_append_new(rows, full ? shape_event(ask->store, event, payload)
                                         : shape_event_light(ask->store, event, payload));
        store_read_unlock(ask->store);
        json_decref(payload);
        stored_event_free(event);
    }
    return rows;
}

static json_t *list_events(struct ask *ask, struct event_list *list)
{
    struct page page;
    json_t *failure = ask_page(ask, 0, &page);
    if (failure)
        return failure;
    store_read_lock(ask->store);
    failure = ask_scope(ask, &page, &list->scope);
    if (!failure && path_has_project(ask)) {
        g_free(list->scope.projects);
        list->scope.projects = g_new0(const char *, 2);
        list->scope.projects[0] = ask_project(ask)->slug;
    }
    store_read_unlock(ask->store);
    list->query = ask_get(ask, "query");
    list->sort = ask_get(ask, "sort");
    list->offset = page.offset;
    list->limit = page.limit;
    bool more = false;
    g_autoptr(GPtrArray) ids = failure ? NULL : list_ids(ask, list, &more, &failure);
    if (ids) {
        failure = event_rows(ask, ids);
        ask_link_offset(ask, &page, list->scope.end_ns / NS_PER_MS, more);
    }
    ask_scope_clear(&list->scope);
    return failure;
}

static int64_t issue_id_of_path(struct ask *ask)
{
    store_read_lock(ask->store);
    const struct issue_record *issue = ask_issue(ask);
    int64_t id = issue ? issue->id : 0;
    store_read_unlock(ask->store);
    return id;
}

json_t *answer_issue_events(struct ask *ask)
{
    struct event_list list = {.issue_id = issue_id_of_path(ask)};
    return list.issue_id ? list_events(ask, &list) : ask_missing(ask);
}

json_t *answer_project_events(struct ask *ask)
{
    struct event_list list = {0};
    return list_events(ask, &list);
}

/* The id of the event that `latest`, `oldest` or `recommended` means; NULL when there is none. */
static char *event_named(struct ask *ask, int64_t issue_id, const char *name)
{
    bool oldest = !strcmp(name, "oldest");
    if (!oldest && strcmp(name, "latest") != 0 && strcmp(name, "recommended") != 0)
        return g_strdup(name);
    struct event_list list = {
        .issue_id = issue_id, .sort = oldest ? "timestamp" : NULL, .limit = 1};
    list.scope.end_ns = INT64_MAX;
    list.scope.environments = ask_get_all(ask, "environment");
    bool more;
    json_t *failure = NULL;
    g_autoptr(GPtrArray) ids = list_ids(ask, &list, &more, &failure);
    json_decref(failure);
    ask->status = 200;
    ask_scope_clear(&list.scope);
    return ids && ids->len ? g_strdup(ids->pdata[0]) : NULL;
}

json_t *answer_issue_event(struct ask *ask)
{
    int64_t issue_id = issue_id_of_path(ask);
    if (!issue_id)
        return ask_missing(ask);
    g_autofree char *id = event_named(ask, issue_id, ask_variable(ask, 2));
    struct stored_event *event = id ? store_event(ask->store, id) : NULL;
    json_t *body =
        event && event->issue_id == issue_id ? event_body(ask, event) : event_missing(ask);
    stored_event_free(event);
    return body;
}

struct stored_event *ask_project_event(struct ask *ask)
{
    struct stored_event *event = store_event(ask->store, ask_variable(ask, 2));
    if (!event)
        return NULL;
    store_read_lock(ask->store);
    bool here = !strcmp(ask_project(ask)->slug, event->project);
    store_read_unlock(ask->store);
    if (here)
        return event;
    stored_event_free(event);
    return NULL;
}

json_t *answer_project_event(struct ask *ask)
{
    struct stored_event *event = ask_project_event(ask);
    json_t *body = event ? event_body(ask, event) : event_missing(ask);
    stored_event_free(event);
    return body;
}

json_t *answer_event_json(struct ask *ask)
{
    struct stored_event *event = ask_project_event(ask);
    json_t *body = event ? read_payload(event) : event_missing(ask);
    stored_event_free(event);
    return body;
}

json_t *answer_event_id(struct ask *ask)
{
    struct stored_event *event = store_event(ask->store, ask_variable(ask, 1));
    if (!event)
        return event_missing(ask);
    json_t *body = json_object();
    json_object_set_new(body, "organizationSlug", json_string(ANSWER_ORGANIZATION));
    json_object_set_new(body, "projectSlug", answer_text(event->project));
    json_object_set_new(body, "groupId", answer_id(event->issue_id));
    json_object_set_new(body, "eventId", answer_text(event->id));
    json_object_set_new(body, "event", event_body(ask, event));
    stored_event_free(event);
    return body;
}
