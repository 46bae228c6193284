/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

/* Replays are not played here, but events name the replay that they happened in: what can be said
 * of replays is what their events say. */
static struct table *replay_table(struct ask *ask, const struct scope *scope,
                                  const struct query *given, const char *group, GError **error)
{
    const struct dataset *errors = dataset_named("errors");
    g_autofree char *written = query_print(given);
    g_autofree char *text = query_is_empty(given) ? g_strdup("has:replay.id")
                                                  : g_strdup_printf("(%s) has:replay.id", written);
    g_autoptr(query) query = query_parse(text, ask->now_ns, NULL, error);
    if (!query)
        return NULL;
    struct table_request request = {
        .kind = ITEM_EVENT,
        .fields = (const char *const[]){"replay.id",       group, "count()", "min(timestamp)",
                                        "last_seen()", NULL},
        .query = query,
        .projects = scope->projects,
        .environments = scope->environments,
        .start_ns = scope->start_ns,
        .end_ns = scope->end_ns,
        .sort = (const char *const[]){"-last_seen()", NULL           },
        .limit = 10000
    };
    g_autoptr(GPtrArray) segments = dataset_segments(ask, errors, query, scope);
    return table_query(segments, &request, error);
}

typedef json_t *replay_body_fn(struct ask *ask, const struct table *table);

static json_t *answer_with(struct ask *ask, const char *group, replay_body_fn *make)
{
    struct scope scope;
    json_t *body = ask_scope(ask, NULL, &scope);
    if (!body) {
        g_autoptr(GError) error = NULL;
        g_autoptr(query) query = ask_query(ask, ask_get(ask, "query"), &body);
        g_autoptr(table) table = query ? replay_table(ask, &scope, query, group, &error) : NULL;
        if (query)
            body = table ? make(ask, table) : ask_fail_error(ask, error);
    }
    ask_scope_clear(&scope);
    return body;
}

/* {issue id: how many replays}, or their ids. */
static json_t *count_body(struct ask *ask, const struct table *table)
{
    bool ids = ask_flag(ask, "returnIds");
    json_t *body = json_object();
    for (size_t row = 0; row < table->rows; row++) {
        const struct value *cells = &table->values[row * table->columns];
        g_autofree char *issue = value_text(cells[1]);
        if (!issue)
            continue;
        json_t *known = json_object_get(body, issue);
        if (!ids) {
            json_object_set_new(body, issue, json_integer(json_integer_value(known) + 1));
            continue;
        }
        if (!known) {
            known = json_array();
            json_object_set_new(body, issue, known);
        }
        json_array_append_new(known, answer_value(cells[0]));
    }
    return body;
}

json_t *answer_replay_count(struct ask *ask)
{
    return answer_with(ask, "issue.id", count_body);
}

static json_t *list_body(struct ask *ask, const struct table *table)
{
    json_t *list = json_array();
    for (size_t row = 0; row < table->rows; row++) {
        const struct value *cells = &table->values[row * table->columns];
        json_t *body = json_object();
        json_object_set_new(body, "id", answer_value(cells[0]));
        json_object_set_new(body, "count_errors", answer_value(cells[2]));
        json_object_set_new(body, "started_at",
                            cells[3].type == VALUE_INT ? answer_time_ns(cells[3].integer, 6)
                                                       : json_null());
        json_object_set_new(body, "finished_at",
                            cells[4].type == VALUE_INT ? answer_time_ns(cells[4].integer, 6)
                                                       : json_null());
        json_object_set_new(body, "is_archived", json_false());
        json_array_append_new(list, body);
    }
    list = ask_page_of(ask, list);
    return ask->status == 200 ? json_pack("{s:o}", "data", list) : list;
}

json_t *answer_replays(struct ask *ask)
{
    return answer_with(ask, "project", list_body);
}
