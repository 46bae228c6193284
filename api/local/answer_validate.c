/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_explore.h"
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"

#include <string.h>

/* {"name", "valid", "error"} of something that was asked for; *valid falls when it is wrong. */
static json_t *verdict(const char *name, const char *error, bool *valid)
{
    json_t *body = json_object();
    json_object_set_new(body, "name", answer_text(name));
    json_object_set_new(body, "valid", json_boolean(!error));
    json_object_set_new(body, "error", answer_text(error));
    *valid = *valid && !error;
    return body;
}

static json_t *check_dataset(struct ask *ask, const struct dataset **dataset, bool *valid)
{
    const char *name = ask_get(ask, "dataset");
    *dataset = dataset_named(name ? name : "errors");
    json_t *list = json_array();
    json_array_append_new(
        list, verdict(name ? name : "errors", *dataset ? NULL : "Unknown dataset", valid));
    return list;
}

/* Asks the evaluator for the fields over no rows at all: it refuses what it does not know. */
static char *ask_evaluator(const struct dataset *dataset, const char *const *fields,
                           const char *const *sort)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    struct table_request request = {
        .kind = dataset->kind, .fields = fields, .sort = sort, .limit = 1};
    g_autoptr(table) table = table_query(none, &request, &error);
    return table ? NULL : g_strdup(error->message);
}

static json_t *check_fields(struct ask *ask, const struct dataset *dataset, bool *valid)
{
    g_autofree const char **fields = ask_get_all(ask, "field");
    json_t *list = json_array();
    for (size_t i = 0; dataset && fields && fields[i]; i++) {
        const char *const one[] = {fields[i], NULL};
        g_autofree char *error = ask_evaluator(dataset, one, NULL);
        json_array_append_new(list, verdict(fields[i], error, valid));
    }
    return list;
}

static json_t *check_sort(struct ask *ask, const struct dataset *dataset, bool *valid)
{
    g_autofree const char **fields = ask_get_all(ask, "field");
    g_autofree const char **orders = ask_get_all(ask, "orderby");
    json_t *list = json_array();
    for (size_t i = 0; dataset && orders && orders[i]; i++) {
        const char *const one[] = {orders[i], NULL};
        g_autofree char *error = fields ? ask_evaluator(dataset, fields, one)
                                        : g_strdup("Orderby must also be a selected field");
        json_array_append_new(list, verdict(orders[i], error, valid));
    }
    return list;
}

static json_t *check_query(struct ask *ask, bool *valid)
{
    json_t *failure = NULL;
    g_autoptr(query) query = ask_query(ask, ask_get(ask, "query"), &failure);
    json_t *body = json_object();
    json_object_set_new(body, "valid", json_boolean(query != NULL));
    json_object_set_new(body, "error", answer_member(failure, "detail"));
    json_object_set_new(body, "fields", json_array());
    json_decref(failure);
    *valid = *valid && query;
    return body;
}

static json_t *check_projects(struct ask *ask, bool *valid)
{
    g_autofree const char **projects = ask_get_all(ask, "project");
    json_t *list = json_array();
    for (size_t i = 0; projects && projects[i]; i++) {
        bool known = !strcmp(projects[i], "-1") || store_project(ask->store, projects[i]);
        json_array_append_new(list, verdict(projects[i], known ? NULL : "Unknown project", valid));
    }
    return list;
}

/* Says, before a search is run, whether it can be. A wrong one is answered 400, with the same body.
 */
json_t *answer_validate(struct ask *ask)
{
    const struct dataset *dataset = NULL;
    bool valid = true;
    json_t *body = json_object();
    json_object_set_new(body, "projects", check_projects(ask, &valid));
    json_object_set_new(body, "dataset", check_dataset(ask, &dataset, &valid));
    json_object_set_new(body, "environment", json_array());
    json_object_set_new(body, "field", check_fields(ask, dataset, &valid));
    json_object_set_new(body, "query", check_query(ask, &valid));
    json_object_set_new(body, "orderby", check_sort(ask, dataset, &valid));
    json_object_set_new(body, "valid", json_boolean(valid));
    ask->status = valid ? 200 : 400;
    return body;
}
