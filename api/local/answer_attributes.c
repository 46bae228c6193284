/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_explore.h"
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "api/model/attributes.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define BLOCK 1024

enum attribute_kind {
    KIND_STRING = 1,
    KIND_NUMBER = 2,
    KIND_BOOLEAN = 4,
    KIND_ARRAY = 8,
};

static const struct {
    const char *name;
    unsigned kind;
} kinds[] = {
    {"string",  KIND_STRING },
    {"number",  KIND_NUMBER },
    {"boolean", KIND_BOOLEAN},
    {"array",   KIND_ARRAY  }
};

/* Which attributes to look for, and in which rows. */
struct search {
    const struct dataset *dataset;
    struct scope scope;
    struct query *query;
    unsigned wanted; /* of enum attribute_kind */
    char *substring; /* case folded; NULL = any */
};

static json_t *search_read(struct ask *ask, struct search *search)
{
    json_t *failure = NULL;
    const char *name = ask_get(ask, "dataset") ? "dataset" : "itemType";
    g_autofree const char **types = ask_get_all(ask, "attributeType");
    const char *substring = ask_get(ask, "substringMatch");
    memset(search, 0, sizeof *search);
    search->dataset = ask_dataset(ask, name, "spans", &failure);
    if (!search->dataset || (failure = ask_scope(ask, NULL, &search->scope)))
        return failure;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!types || g_strv_contains(types, kinds[i].name))
            search->wanted |= kinds[i].kind;
    if (search->wanted == 0)
        return ask_fail(ask, 400, "Invalid attributeType: wanted string, number, boolean or array");
    search->substring = substring ? g_utf8_casefold(substring, -1) : NULL;
    search->query = dataset_query(ask, search->dataset, &failure);
    return search->query ? NULL : failure;
}

static void search_clear(struct search *search)
{
    ask_scope_clear(&search->scope);
    query_free(search->query);
    g_free(search->substring);
}

static bool fits(const struct search *search, const char *text)
{
    if (!search->substring)
        return true;
    g_autofree char *folded = g_utf8_casefold(text, -1);
    return strstr(folded, search->substring) != NULL;
}

static unsigned kind_of(struct value value)
{
    return value.type == VALUE_STRING  ? KIND_STRING
           : value.type == VALUE_ARRAY ? KIND_ARRAY
           : value.type == VALUE_BOOL  ? KIND_BOOLEAN
           : value.type == VALUE_NONE  ? 0
                                       : KIND_NUMBER;
}

/* What kinds of values the chosen rows have in a column, found a block at a time. */
static unsigned column_kinds(const struct segment *segment, int column, const uint64_t *bits)
{
    unsigned parts = segment_column_parts(segment, column), found = 0;
    size_t rows = segment_rows(segment);
    uint32_t codes[BLOCK];
    double numbers[BLOCK];
    for (size_t from = 0; from < rows && !(found & KIND_STRING); from += BLOCK) {
        size_t count = MIN(BLOCK, rows - from);
        if (parts & COLUMN_CODES)
            segment_read_codes(segment, column, from, count, codes);
        if (parts & COLUMN_NUMBERS)
            segment_read_numbers(segment, column, from, count, numbers);
        for (size_t i = 0; i < count; i++) {
            size_t row = from + i;
            if (!(bits[row / 64] >> (row % 64) & 1))
                continue;
            if (parts & COLUMN_CODES && codes[i])
                found |= kind_of(segment_dictionary_value(segment, column, codes[i]));
            if (parts & COLUMN_NUMBERS && !isnan(numbers[i]))
                found |= KIND_NUMBER;
            if (parts & COLUMN_RUN && segment_run(segment, column, row))
                found |= KIND_STRING;
        }
    }
    return found;
}

static void find_in_segment(const struct search *search, const struct segment *segment,
                            GHashTable *found)
{
    g_autofree uint64_t *bits = g_new0(uint64_t, (segment_rows(segment) + 63) / 64 + 1);
    if (dataset_select(search->query, &search->scope, segment, bits) == 0)
        return;
    for (size_t i = 0; i < segment_column_count(segment); i++) {
        const char *key = segment_column_key(segment, (int)i);
        guint known = GPOINTER_TO_UINT(g_hash_table_lookup(found, key));
        if (known & KIND_STRING || !fits(search, key))
            continue;
        unsigned kind = column_kinds(segment, (int)i, bits);
        if (kind)
            g_hash_table_insert(found, g_strdup(key), GUINT_TO_POINTER(known | kind));
    }
}

static json_t *attribute_body(const char *key, const char *type)
{
    static const char *const sentry[] = {
        "project",   "environment",     "release", "trace",          "transaction", "message",
        "severity",  "severity_number", "value",   "is_transaction", "parent_span", "span_id",
        "timestamp", "server_address",  "origin",  "platform",       NULL};
    static const char *const prefixes[] = {"span.", "sdk.",    "metric.", "transaction.",
                                           "user.", "sentry.", "vigil."};
    bool own = g_strv_contains(sentry, key);
    for (size_t i = 0; !own && i < G_N_ELEMENTS(prefixes); i++)
        own = g_str_has_prefix(key, prefixes[i]);
    json_t *body = json_object();
    json_object_set_new(body, "key", answer_text(key));
    json_object_set_new(body, "name", answer_text(key));
    json_object_set_new(body, "attributeType", json_string(type));
    json_object_set_new(body, "attributeSource",
                        json_pack("{s:s}", "source_type", own ? "sentry" : "user"));
    json_object_set_new(body, "secondaryAliases", json_array());
    return body;
}

/* By name; an attribute of mixed types stands once, as what most can be made of it: text. */
static json_t *attribute_list(const struct search *search, GHashTable *found)
{
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(found), (GCompareFunc)strcmp);
    json_t *list = json_array();
    for (GList *key = keys; key; key = key->next) {
        guint has = GPOINTER_TO_UINT(g_hash_table_lookup(found, key->data));
        for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
            if (has & kinds[i].kind) {
                if (search->wanted & kinds[i].kind)
                    json_array_append_new(list, attribute_body(key->data, kinds[i].name));
                break;
            }
    }
    return list;
}

json_t *answer_attributes(struct ask *ask)
{
    struct search search;
    json_t *body = search_read(ask, &search);
    if (!body) {
        g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) segments =
            dataset_segments(ask, search.dataset, search.query, &search.scope);
        for (guint i = 0; i < segments->len; i++)
            find_in_segment(&search, segments->pdata[i], found);
        body = ask_page_of(ask, attribute_list(&search, found));
    }
    search_clear(&search);
    return body;
}

/* Values of one attribute, most frequent first; `substringMatch` is looked for in the values. */
static json_t *value_list(struct ask *ask, const struct search *search, const char *key,
                          GError **error)
{
    g_autofree char *named = g_strdup_printf("tags[%s]", key);
    const char *field = strpbrk(key, "[]()") ? key : named;
    if (strcmp(attribute_canonical(key), key) != 0 || !strcmp(key, "project"))
        field = attribute_canonical(key);
    struct table_request request = {
        .kind = search->dataset->kind,
        .fields = (const char *const[]){field, "count()", "last_seen()", NULL},
        .query = search->query,
        .projects = search->scope.projects,
        .environments = search->scope.environments,
        .start_ns = search->scope.start_ns,
        .end_ns = search->scope.end_ns,
        .sort = (const char *const[]){"-count()", NULL         },
        .limit = 10000
    };
    g_autoptr(GPtrArray) segments =
        dataset_segments(ask, search->dataset, search->query, &search->scope);
    g_autoptr(table) table = table_query(segments, &request, error);
    json_t *list = table ? json_array() : NULL;
    for (size_t row = 0; table && row < table->rows; row++) {
        const struct value *cells = &table->values[row * table->columns];
        g_autofree char *text = value_text(cells[0]);
        if (!text || !fits(search, text))
            continue;
        json_t *body = json_object();
        json_object_set_new(body, "key", answer_text(key));
        json_object_set_new(body, "name", answer_text(text));
        json_object_set_new(body, "value", answer_text(text));
        json_object_set_new(body, "count", answer_value(cells[1]));
        json_object_set_new(body, "firstSeen", json_null());
        json_object_set_new(body, "lastSeen",
                            cells[2].type == VALUE_INT ? answer_time_ns(cells[2].integer, 6)
                                                       : json_null());
        json_array_append_new(list, body);
    }
    return list;
}

json_t *answer_attribute_values(struct ask *ask)
{
    struct search search;
    json_t *body = search_read(ask, &search);
    if (!body) {
        g_autoptr(GError) error = NULL;
        json_t *list = value_list(ask, &search, ask_variable(ask, 1), &error);
        body = list ? ask_page_of(ask, list) : ask_fail_error(ask, error);
    }
    search_clear(&search);
    return body;
}

/* Every metric: its name, type and unit, how many samples, and when the last one came (ns). */
json_t *answer_metrics(struct ask *ask)
{
    static const char *const fields[] = {"metric.name", "metric.type", "metric.unit",
                                         "count()",     "last_seen()", NULL};
    const struct dataset *metrics = dataset_named("tracemetrics");
    struct scope scope;
    json_t *failure = ask_scope(ask, NULL, &scope);
    if (failure)
        return failure;
    g_autoptr(query) query = dataset_query(ask, metrics, &failure);
    struct table_request request = {
        .kind = ITEM_METRIC,
        .fields = fields,
        .query = query,
        .projects = scope.projects,
        .environments = scope.environments,
        .start_ns = scope.start_ns,
        .end_ns = scope.end_ns,
        .sort = (const char *const[]){"-count()", NULL},
        .limit = 100000
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) segments = query ? dataset_segments(ask, metrics, query, &scope) : NULL;
    g_autoptr(table) table = query ? table_query(segments, &request, &error) : NULL;
    ask_scope_clear(&scope);
    if (!table)
        return query ? ask_fail_error(ask, error) : failure;
    json_t *list = json_array();
    for (size_t row = 0; row < table->rows; row++) {
        const struct value *cells = &table->values[row * table->columns];
        json_t *body = json_object();
        json_object_set_new(body, "name", answer_value(cells[0]));
        json_object_set_new(body, "type", answer_value(cells[1]));
        json_object_set_new(body, "unit", answer_value(cells[2]));
        json_object_set_new(body, "count", answer_value(cells[3]));
        json_object_set_new(body, "lastSeen", answer_value(cells[4]));
        json_array_append_new(list, body);
    }
    return ask_page_of(ask, list);
}
