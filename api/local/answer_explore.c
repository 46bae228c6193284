/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_explore.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_trace_rows.h"

#include "api/local/answer_json.h"
#include "api/model/attributes.h"
#include "api/wire/rows.h"
#include "base/clock.h"

#include <string.h>

#define MOST_FIELDS 20

/* `fields` NULL-terminated. Free the result with g_free(). */
static struct column *columns_of(const char *const *fields, size_t *count)
{
    *count = g_strv_length((char **)fields);
    struct column *columns = g_new0(struct column, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        columns[i].asked = columns[i].queried = fields[i];
        columns[i].project_id =
            !strcmp(fields[i], "project.id") || !strcmp(fields[i], "project_id");
        if (columns[i].project_id)
            columns[i].queried = "project";
    }
    return columns;
}

/* "2026-11-22T03:10:04.123000+00:00", or without the fraction where there is none. */
static json_t *iso_offset(int64_t time_ns)
{
    char text[48];
    bool whole = time_ns % NS_PER_SECOND == 0;
    clock_format_iso(time_ns, whole ? 0 : 6, text, sizeof text);
    text[strlen(text) - 1] = '\0';
    return answer_text_take(g_strconcat(text, "+00:00", NULL));
}

/* Nanoseconds, which the evaluator knows as a date like any other. */
static bool is_precise(const char *field)
{
    return !strcmp(attribute_canonical(field), "timestamp_precise");
}

/* A cell: dates as ISO text, project numbers, all else as it is. Under the lock. */
static json_t *table_cell(struct ask *ask, const struct column *column, const char *type,
                          struct value value)
{
    if (column->project_id) {
        const char *slug = value_as_string(value);
        const struct project *project = slug ? store_project(ask->store, slug) : NULL;
        return project ? json_integer(project->id) : json_null();
    }
    if (value.type == VALUE_INT && !strcmp(type, "date") && !is_precise(column->asked))
        return iso_offset(value.integer);
    return answer_value(value);
}

static json_t *table_meta(const struct dataset *dataset, const struct table *table,
                          const struct column *columns, size_t count)
{
    json_t *fields = json_object();
    json_t *units = json_object();
    for (size_t i = 0; i < count; i++) {
        const char *type = columns[i].project_id          ? "integer"
                           : is_precise(columns[i].asked) ? "number"
                           : table->types[i]              ? table->types[i]
                                                          : "string";
        json_object_set_new(fields, columns[i].asked, json_string(type));
        json_object_set_new(units, columns[i].asked, answer_text(table->units[i]));
    }
    json_t *meta = json_object();
    json_object_set_new(meta, "fields", fields);
    json_object_set_new(meta, "units", units);
    json_object_set_new(meta, "dataset", json_string(dataset->said));
    json_object_set_new(meta, "datasetReason", json_string("unchanged"));
    json_object_set_new(meta, "isMetricsData", json_boolean(dataset->kind == ITEM_METRIC));
    json_object_set_new(meta, "isMetricsExtractedData", json_false());
    json_object_set_new(meta, "tips", json_object());
    json_object_set_new(meta, "dataScanned", json_string("full"));
    return meta;
}

/* The table as {"data", "meta", "confidence"}. Under the lock. */
static json_t *table_body(struct ask *ask, const struct dataset *dataset, const struct table *table,
                          const struct column *columns, size_t count)
{
    json_t *data = json_array();
    for (size_t row = 0; row < table->rows; row++) {
        json_t *body = json_object();
        for (size_t i = 0; i < count; i++)
            json_object_set_new(body, columns[i].asked,
                                table_cell(ask, &columns[i], table->types[i] ? table->types[i] : "",
                                           table->values[row * table->columns + i]));
        json_array_append_new(data, body);
    }
    json_t *body = json_object();
    json_object_set_new(body, "data", data);
    json_object_set_new(body, "meta", table_meta(dataset, table, columns, count));
    return body;
}

/* `-count` of a saved query is `-count()`; what is no field stays, and is refused by name. */
static char *full_sort(const char *sort, const char *const *fields)
{
    const char *name = sort + (*sort == '-');
    if (!strchr(name, '(') && !g_strv_contains(fields, name)) {
        g_autofree char *start = g_strconcat(name, "(", NULL);
        for (size_t i = 0; fields[i]; i++)
            if (g_str_has_prefix(fields[i], start))
                return g_strconcat(*sort == '-' ? "-" : "", fields[i], NULL);
    }
    if (!strcmp(name, "project.id") || !strcmp(name, "project_id"))
        return g_strconcat(*sort == '-' ? "-" : "", "project", NULL);
    return g_strdup(sort);
}

char **ask_sort(const struct ask *ask, const char *const *fields)
{
    g_autofree const char **given = ask_get_all(ask, "sort");
    if (!given)
        return NULL;
    size_t count = g_strv_length((char **)given);
    char **sort = g_new0(char *, count + 1);
    for (size_t i = 0; i < count; i++)
        sort[i] = full_sort(given[i], fields);
    return sort;
}

/* The fields as asked; of errors, with the short id beside the number, as Sentry adds it.
 */
static const char **ask_fields(struct ask *ask, const struct dataset *dataset, json_t **failure)
{
    g_autofree const char **given = ask_get_all(ask, "field");
    size_t count = given ? g_strv_length((char **)given) : 0;
    if (count == 0 || count > MOST_FIELDS) {
        *failure = count
                       ? ask_fail(ask, 400, "You can view up to %d fields at a time.", MOST_FIELDS)
                       : ask_fail(ask, 400, "No columns selected: give at least one field.");
        return NULL;
    }
    const char **fields = g_new0(const char *, count + 2);
    memcpy(fields, given, count * sizeof *fields);
    if (dataset->kind == ITEM_EVENT && count < MOST_FIELDS && g_strv_contains(fields, "issue.id") &&
        !g_strv_contains(fields, "issue"))
        fields[count] = "issue";
    return fields;
}

/* What events/ was asked for; all of it borrowed or freed by explore_clear(). */
struct explore {
    const struct dataset *dataset;
    struct page page;
    struct scope scope;
    const char **fields;
    struct column *columns;
    size_t count;
    char **sort;
    struct query *query;
};

static void explore_clear(struct explore *explore)
{
    ask_scope_clear(&explore->scope);
    g_free(explore->fields);
    g_free(explore->columns);
    g_strfreev(explore->sort);
    query_free(explore->query);
}

static json_t *explore_read(struct ask *ask, struct explore *explore)
{
    json_t *failure = NULL;
    explore->dataset = ask_dataset(ask, "dataset", "errors", &failure);
    if (!explore->dataset)
        return failure;
    if ((failure = ask_page(ask, explore->dataset->most_rows, &explore->page)) ||
        (failure = ask_scope(ask, &explore->page, &explore->scope)))
        return failure;
    explore->fields = ask_fields(ask, explore->dataset, &failure);
    if (!explore->fields)
        return failure;
    explore->columns = columns_of(explore->fields, &explore->count);
    explore->sort = ask_sort(ask, explore->fields);
    explore->query = dataset_query(ask, explore->dataset, &failure);
    return explore->query ? NULL : failure;
}

static struct table *explore_table(struct ask *ask, const struct explore *explore, GError **error)
{
    g_autofree const char **queried = g_new0(const char *, explore->count + 1);
    for (size_t i = 0; i < explore->count; i++)
        queried[i] = explore->columns[i].queried;
    struct table_request request = {.kind = explore->dataset->kind,
                                    .fields = queried,
                                    .query = explore->query,
                                    .projects = explore->scope.projects,
                                    .environments = explore->scope.environments,
                                    .start_ns = explore->scope.start_ns,
                                    .end_ns = explore->scope.end_ns,
                                    .sort = (const char *const *)explore->sort,
                                    .offset = explore->page.offset,
                                    .limit = explore->page.limit};
    g_autoptr(GPtrArray) segments =
        dataset_segments(ask, explore->dataset, explore->query, &explore->scope);
    return table_query(segments, &request, error);
}

static json_t *explore_body(struct ask *ask, const struct explore *explore)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table) table = explore_table(ask, explore, &error);
    if (!table)
        return ask_fail_error(ask, error);
    if (!ask_flag(ask, "noPagination"))
        ask_link_offset(ask, &explore->page, explore->scope.end_ns / NS_PER_MS,
                        explore->page.offset + table->rows < table->matched);
    return table_body(ask, explore->dataset, table, explore->columns, explore->count);
}

json_t *answer_explore(struct ask *ask)
{
    struct explore explore = {0};
    json_t *body = explore_read(ask, &explore);
    if (!body)
        body = explore_body(ask, &explore);
    explore_clear(&explore);
    return body;
}

/* The search of trace-logs: any of the traces, and what the caller searches for. */
static struct query *trace_logs_query(struct ask *ask, json_t **failure)
{
    g_autofree const char **given = ask_get_all(ask, "traceId");
    const char *written = ask_get(ask, "query");
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; given && given[i]; i++) {
        g_autofree char *trace = row_hex(given[i], 32);
        if (trace)
            g_string_append_printf(text, "%s%s", text->len ? "," : "trace:[", trace);
    }
    if (text->len == 0) {
        *failure = ask_fail(ask, 400, "traceId is wanted: 32 hexadecimal digits, or several such");
        return NULL;
    }
    g_autoptr(query) query = ask_query(ask, written, failure);
    if (!query)
        return NULL;
    g_string_append_c(text, ']');
    if (!query_is_empty(query))
        g_string_append_printf(text, " (%s)", written);
    return ask_query(ask, text->str, failure);
}

json_t *answer_trace_logs(struct ask *ask)
{
    static const char *const fields[] = {
        "id",        "project.id",        "trace",   "severity", "severity_number",
        "timestamp", "timestamp_precise", "message", "span_id",  NULL};
    struct explore explore = {.dataset = dataset_named("logs")};
    json_t *body = NULL;
    if ((body = ask_page(ask, 0, &explore.page)) ||
        (body = ask_scope(ask, &explore.page, &explore.scope)))
        return body;
    explore.query = trace_logs_query(ask, &body);
    explore.columns = columns_of(fields, &explore.count);
    explore.sort = ask_sort(ask, fields);
    if (!explore.sort)
        explore.sort = g_strsplit("-timestamp", ",", 1);
    if (explore.query)
        body = explore_body(ask, &explore);
    explore_clear(&explore);
    return body;
}
