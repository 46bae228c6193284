/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/table.h"

#include "api/model/attributes.h"
#include "api/query/outcome.h"

#include <string.h>

static gssize field_named(const struct plan *plan, const char *name)
{
    for (guint i = 0; i < plan->fields->len; i++) {
        const struct asked_field *field = plan->fields->pdata[i];
        if (strcmp(field->text, name) == 0)
            return (gssize)i;
    }
    struct column_ref column = column_ref_of(plan->kind, name);
    gssize found = -1;
    for (guint i = 0; i < plan->fields->len && found < 0; i++) {
        const struct asked_field *field = plan->fields->pdata[i];
        if (field->kind == ASKED_COLUMN && column_ref_equal(&field->column, &column))
            found = (gssize)i;
    }
    column_ref_clear(&column);
    return found;
}

/* The sort keys of a request. False with an error when one is no field. */
static bool sort_keys(struct plan *plan, const char *const *sort, bool grouped, GArray *keys,
                      GError **error)
{
    for (; sort && *sort; sort++) {
        struct sort_key key = {.descending = **sort == '-'};
        const char *name = *sort + key.descending;
        gssize field = field_named(plan, name);
        /* Rows have their time whether it is asked for or not. */
        if (field < 0 && !grouped && strcmp(name, "timestamp") == 0)
            field = plan_add(plan, name, error);
        if (field < 0) {
            g_set_error(error, QUERY_ERROR, QUERY_ERROR_VALUE,
                        "cannot sort by %s: it is not among the fields asked for", name);
            return false;
        }
        if (keys->len == MOST_FIELDS) {
            g_set_error(error, QUERY_ERROR, QUERY_ERROR_LIMIT, "more than %d fields to sort by",
                        MOST_FIELDS);
            return false;
        }
        key.field = (size_t)field;
        g_array_append_val(keys, key);
    }
    return true;
}

struct table *table_new(const struct plan *plan, size_t columns, size_t rows)
{
    struct table *table = g_new0(struct table, 1);
    table->columns = columns;
    table->rows = rows;
    table->fields = g_new0(char *, columns + 1);
    table->types = g_new0(const char *, columns + 1);
    table->units = g_new0(const char *, columns + 1);
    table->values = g_new0(struct value, columns * rows + 1);
    table->text = g_string_chunk_new(4096);
    for (size_t i = 0; i < columns; i++)
        table->fields[i] = g_strdup(((struct asked_field *)plan->fields->pdata[i])->text);
    return table;
}

void table_free(struct table *table)
{
    if (!table)
        return;
    g_strfreev(table->fields);
    g_free(table->types);
    g_free(table->units);
    g_free(table->values);
    g_string_chunk_free(table->text);
    g_free(table);
}

void table_put(struct table *table, size_t row, size_t column, struct value value)
{
    if (value.type == VALUE_STRING || value.type == VALUE_ARRAY)
        value.string = g_string_chunk_insert(table->text, value.string);
    table->values[row * table->columns + column] = value;
}

/* The type that the values of a column show. */
static const char *type_seen(const struct table *table, size_t column)
{
    static const char *const names[] = {
        [VALUE_NONE] = "string",   [VALUE_STRING] = "string", [VALUE_INT] = "integer",
        [VALUE_DOUBLE] = "number", [VALUE_BOOL] = "boolean",  [VALUE_ARRAY] = "array",
    };
    enum value_type seen = VALUE_NONE;
    for (size_t row = 0; row < table->rows; row++) {
        enum value_type type = table->values[row * table->columns + column].type;
        if (type == VALUE_NONE || type == seen)
            continue;
        bool numbers = (type == VALUE_INT && seen == VALUE_DOUBLE) ||
                       (type == VALUE_DOUBLE && seen == VALUE_INT);
        if (seen != VALUE_NONE && !numbers)
            return "string";
        seen = numbers ? VALUE_DOUBLE : type;
    }
    return names[seen];
}

static void settle_column(struct table *table, size_t column, const struct column_ref *ref)
{
    const char *unit = attribute_unit(ref->key);
    table->units[column] = unit;
    if (ref->field == FIELD_TIME)
        table->types[column] = strcmp(ref->key, "timestamp_precise") == 0 ? "integer" : "date";
    else if (unit)
        table->types[column] = strcmp(unit, "byte") == 0 ? "size" : "duration";
    else
        table->types[column] = type_seen(table, column);
}

/* Types and units: of functions by what they are, of columns by name or by what came. */
static void table_settle_types(struct table *table, const struct plan *plan)
{
    for (size_t i = 0; i < table->columns; i++) {
        const struct asked_field *field = plan->fields->pdata[i];
        if (field->kind == ASKED_COLUMN)
            settle_column(table, i, &field->column);
        else
            run_field_type(plan, field, &table->types[i], &table->units[i]);
        if (!table->types[i]) /* any(): as what it found */
            table->types[i] = type_seen(table, i);
    }
}

struct table *table_query(const GPtrArray *segments, const struct table_request *request,
                          GError **error)
{
    g_autoptr(plan) plan = plan_new(request->kind);
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(struct sort_key));
    size_t asked = 0;
    bool grouped = false;
    for (; request->fields && request->fields[asked]; asked++) {
        if (asked == MOST_FIELDS) {
            g_set_error(error, QUERY_ERROR, QUERY_ERROR_LIMIT, "more than %d fields", MOST_FIELDS);
            return NULL;
        }
        if (plan_add(plan, request->fields[asked], error) < 0)
            return NULL;
        grouped |= field_is_function(request->fields[asked]);
    }
    if (asked == 0) {
        g_set_error(error, QUERY_ERROR, QUERY_ERROR_VALUE, "no field is asked for");
        return NULL;
    }
    if (!sort_keys(plan, request->sort, grouped, keys, error))
        return NULL;
    struct table *table = grouped ? table_of_groups(segments, request, plan, keys, error)
                                  : table_of_rows(segments, request, plan, keys);
    if (table)
        table_settle_types(table, plan);
    return table;
}
