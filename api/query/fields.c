/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/fields.h"

#include "api/model/attributes.h"
#include "api/query/aggregate.h"

#include <string.h>

#define EQUATION "equation|"

struct column_ref column_ref_of(enum item_kind kind, const char *name)
{
    size_t length = 0;
    const char *inner = attribute_unwrap(name, &length);
    g_autofree char *bare = g_strndup(inner, length);
    const char *canonical = g_str_has_prefix(bare, "tags[") ? bare : attribute_canonical(bare);
    if (inner == name)
        canonical = attribute_search(kind, canonical);
    enum field field = field_of(canonical);
    if (inner != name && field != FIELD_PROJECT)
        field = FIELD_ATTRIBUTE;
    return (struct column_ref){.key = g_strdup(canonical), .field = field};
}

bool column_ref_equal(const struct column_ref *a, const struct column_ref *b)
{
    return a->field == b->field && g_strcmp0(a->key, b->key) == 0;
}

void column_ref_clear(struct column_ref *column)
{
    g_clear_pointer(&column->key, g_free);
}

static void measure_free(void *data)
{
    struct measure_spec *measure = data;
    column_ref_clear(&measure->column);
    query_free(measure->filter);
    g_free(measure->filter_text);
    g_free(measure);
}

static void field_free(void *data)
{
    struct asked_field *field = data;
    g_free(field->text);
    column_ref_clear(&field->column);
    expression_free(field->expression);
    g_free(field);
}

struct plan *plan_new(enum item_kind kind)
{
    struct plan *plan = g_new0(struct plan, 1);
    plan->kind = kind;
    plan->fields = g_ptr_array_new_with_free_func(field_free);
    plan->functions = g_array_new(FALSE, TRUE, sizeof(struct function));
    plan->measures = g_ptr_array_new_with_free_func(measure_free);
    return plan;
}

void plan_free(struct plan *plan)
{
    if (!plan)
        return;
    g_ptr_array_unref(plan->fields);
    g_array_unref(plan->functions);
    g_ptr_array_unref(plan->measures);
    g_free(plan);
}

gssize plan_measure(struct plan *plan, enum measure_kind kind, const struct column_ref *column,
                    const char *filter_text, GError **error)
{
    static const struct column_ref no_column;
    column = column ? column : &no_column;
    for (guint i = 0; i < plan->measures->len; i++) {
        const struct measure_spec *other = plan->measures->pdata[i];
        if (other->kind == kind && column_ref_equal(&other->column, column) &&
            g_strcmp0(other->filter_text, filter_text) == 0)
            return (gssize)i;
    }
    struct query *filter = NULL;
    if (filter_text) {
        filter = query_parse(filter_text, 0, NULL, error);
        if (!filter) {
            g_prefix_error(error, "in the condition of a function: ");
            return -1;
        }
    }
    struct measure_spec *measure = g_new0(struct measure_spec, 1);
    measure->kind = kind;
    measure->filter = filter;
    measure->filter_text = g_strdup(filter_text);
    measure->column = (struct column_ref){.key = g_strdup(column->key), .field = column->field};
    g_ptr_array_add(plan->measures, measure);
    return (gssize)plan->measures->len - 1;
}

static bool is_function_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_islower(text[i]) && !g_ascii_isdigit(text[i]) && text[i] != '_')
            return false;
    return length > 0;
}

#define MEASURED "(value,"

char *field_metric(const char *field)
{
    const char *named = strstr(field, MEASURED);
    if (!named)
        return NULL;
    named += strlen(MEASURED);
    return g_strstrip(g_strndup(named, strcspn(named, ",)")));
}

bool field_is_function(const char *field)
{
    const char *open = strchr(field, '(');
    if (g_str_has_prefix(field, EQUATION))
        return true;
    return open && is_function_name(field, (size_t)(open - field)) && g_str_has_suffix(field, ")");
}

const char *field_call_end(const char *text)
{
    char quote = 0;
    int depth = 0;
    for (const char *at = text; *at; at++) {
        if (quote && *at == '\\' && at[1])
            at++;
        else if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"' || *at == '`')
            quote = *at;
        else if (*at == '(')
            depth++;
        else if (*at == ')' && --depth == 0)
            return at + 1;
    }
    return NULL;
}

gssize plan_add(struct plan *plan, const char *text, GError **error)
{
    struct asked_field *field = g_new0(struct asked_field, 1);
    field->text = g_strdup(text);
    g_ptr_array_add(plan->fields, field);
    gssize place = (gssize)plan->fields->len - 1;
    if (g_str_has_prefix(text, EQUATION)) {
        field->kind = ASKED_EQUATION;
        field->expression = plan_equation(plan, text + strlen(EQUATION), error);
        return field->expression ? place : -1;
    }
    if (field_is_function(text)) {
        field->kind = ASKED_FUNCTION;
        gssize function = plan_function(plan, text, strlen(text), error);
        field->function = (size_t)function;
        return function < 0 ? -1 : place;
    }
    if (*text == '\0' || !g_utf8_validate(text, -1, NULL)) {
        g_set_error(error, QUERY_ERROR, QUERY_ERROR_VALUE, "a field without a name");
        return -1;
    }
    field->column = column_ref_of(plan->kind, text);
    return place;
}
