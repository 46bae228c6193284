/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/ast.h"
#include "api/query/lexer.h"

#include "api/model/attributes.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

/* Where a row's values come from: an item, or a caller's function. */
struct subject {
    const struct item *item; /* or */
    query_get_fn *get;
    const void *thing;
};

/* All three are false where a side is no number. */
static bool holds(enum term_operator op, bool less, bool equal, bool greater)
{
    switch (op) {
    case OP_GREATER:
        return greater;
    case OP_GREATER_EQUAL:
        return greater || equal;
    case OP_LESS:
        return less;
    case OP_LESS_EQUAL:
        return less || equal;
    default:
        return equal;
    }
}

static bool compare_number(enum term_operator op, double left, double right)
{
    return holds(op, (left < right), left == right, (left > right));
}

/* Integers past 2^53 are compared as integers: as doubles, neighbours would be equal. */
static bool compare_integer(enum term_operator op, int64_t left, int64_t right)
{
    return holds(op, (left < right), left == right, (left > right));
}

static bool compare_time(enum term_operator op, int64_t ns, const struct operand *time)
{
    if (op == OP_IS)
        return ns >= time->from_ns && ns < time->to_ns;
    return compare_integer(op, ns, time->from_ns);
}

static bool value_time(struct value value, int64_t *ns)
{
    if (value.type == VALUE_INT) {
        *ns = value.integer;
        return true;
    }
    return value.type == VALUE_STRING && clock_parse_iso(value.string, ns);
}

static bool operand_matches(enum term_operator op, const struct operand *operand,
                            struct value value)
{
    int64_t ns = 0;
    double number = 0;
    if (operand->kind == OPERAND_TIME)
        return value_time(value, &ns) && compare_time(op, ns, operand);
    if (operand->kind != OPERAND_NUMBER)
        return false;
    if (value.type == VALUE_INT && operand->is_integer)
        return compare_integer(op, value.integer, operand->integer);
    return value_number(value, &number) && compare_number(op, number, operand->number);
}

static bool bool_matches(const struct choice *choice, bool boolean)
{
    return pattern_matches(&choice->pattern, boolean ? "true" : "false") ||
           pattern_matches(&choice->pattern, boolean ? "1" : "0");
}

/* The next element of the JSON array text `at` (after `[` or a comma) as the text to compare; NULL
 * at the end. Nested arrays and objects are compared as one text up to their first comma. */
static char *next_element(const char **at)
{
    while (**at && strchr("[, \t\r\n", **at))
        (*at)++;
    if (**at == '\0' || **at == ']')
        return NULL;
    const char *start = *at;
    if (*start == '"') {
        const char *end = after_quote(start);
        *at = end ? end : start + strlen(start);
        g_autofree char *raw = g_strndup(start + 1, (size_t)(*at - start) - (end ? 2 : 1));
        return g_strcompress(raw);
    }
    *at += strcspn(start, ",] \t\r\n");
    return g_strndup(start, (size_t)(*at - start));
}

static bool array_matches(const struct choice *choice, const char *array)
{
    if (pattern_matches(&choice->pattern, array))
        return true;
    for (const char *at = array;;) {
        g_autofree char *element = next_element(&at);
        if (!element)
            return false;
        if (pattern_matches(&choice->pattern, element))
            return true;
    }
}

static bool choice_matches(const struct term *term, const struct choice *choice, struct value value)
{
    if (term->op != OP_IS || term->is_date)
        return operand_matches(term->op, &choice->operand, value);
    switch (value.type) {
    case VALUE_STRING:
        return pattern_matches(&choice->pattern, value.string);
    case VALUE_ARRAY:
        return array_matches(choice, value.string);
    case VALUE_BOOL:
        return bool_matches(choice, value.boolean);
    case VALUE_INT:
    case VALUE_DOUBLE:
        break;
    case VALUE_NONE:
        return false;
    }
    if (operand_matches(OP_IS, &choice->operand, value))
        return true;
    if (!pattern_is_glob(&choice->pattern))
        return false;
    g_autofree char *text = value_text(value);
    return pattern_matches(&choice->pattern, text);
}

bool term_matches_value(const struct term *term, struct value value)
{
    bool empty = value.type == VALUE_STRING && value.string[0] == '\0';
    if (term->op == OP_HAS)
        return !empty;
    const struct choice *choices = (const struct choice *)(const void *)term->choices->data;
    if (!term->key)
        return value.type == VALUE_STRING && pattern_is_within(&choices->pattern, value.string);
    for (guint i = 0; i < term->choices->len; i++)
        if (choice_matches(term, &choices[i], value))
            return true;
    return false;
}

bool term_matches_absent(const struct term *term)
{
    return term->wants_empty;
}

bool term_matches_number(const struct term *term, double number)
{
    if (term->op == OP_HAS)
        return true;
    const struct choice *choices = (const struct choice *)(const void *)term->choices->data;
    for (guint i = 0; i < term->choices->len; i++) {
        const struct choice *choice = &choices[i];
        if (choice->operand.kind != OPERAND_NUMBER || term->is_date)
            return term_matches_value(term, value_double(number));
        if (compare_number(term->op, number, choice->operand.number))
            return true;
        if (term->op == OP_IS && pattern_is_glob(&choice->pattern))
            return term_matches_value(term, value_double(number));
    }
    return false;
}

const char *term_needle(const struct term *term)
{
    if (term->op != OP_IS || term->choices->len != 1 || term->is_date)
        return NULL;
    const struct choice *choice = &g_array_index(term->choices, struct choice, 0);
    char **pieces = (char **)choice->pattern.pieces->pdata;
    guint count = choice->pattern.pieces->len;
    if (!term->key)
        return count == 1 && *pieces[0] ? pieces[0] : NULL;
    return count == 3 && !*pieces[0] && !*pieces[2] ? pieces[1] : NULL;
}

static struct value item_field(const struct item *item, const struct term *term)
{
    const char *key = term->exact ? term->key : attribute_search(item->kind, term->key);
    enum field field = field_of(key);
    if (term->exact && field != FIELD_PROJECT)
        field = FIELD_ATTRIBUTE;
    switch (field) {
    case FIELD_ID:
        return value_string(item->id);
    case FIELD_TIME:
        return value_int(item->time_ns);
    case FIELD_PROJECT:
        if (item->project)
            return value_string(item->project);
        break;
    case FIELD_ATTRIBUTE:
        break;
    }
    return item_get(item, key);
}

static bool free_text_matches(const struct term *term, const struct item *item)
{
    for (const char *const *key = free_text_keys(item->kind); *key; key++)
        if (term_matches_value(term, item_get(item, *key)))
            return true;
    return false;
}

static bool term_matches(const struct term *term, const struct subject *subject)
{
    bool matches = false;
    if (!term->key && subject->item) {
        matches = free_text_matches(term, subject->item);
    } else {
        struct value value = subject->item ? item_field(subject->item, term)
                                           : subject->get(subject->thing, term->key);
        matches =
            value.type == VALUE_NONE ? term_matches_absent(term) : term_matches_value(term, value);
    }
    return matches != term->negated;
}

static bool node_matches(const struct node *node, const struct subject *subject)
{
    if (node->kind == NODE_TERM)
        return term_matches(node->term, subject);
    bool wanted = node->kind == NODE_OR;
    for (guint i = 0; i < node->children->len; i++)
        if (node_matches(node->children->pdata[i], subject) == wanted)
            return wanted;
    return !wanted;
}

bool query_matches(const struct query *query, query_get_fn *get, const void *thing)
{
    struct subject subject = {.get = get, .thing = thing};
    return query_is_empty(query) || node_matches(query->root, &subject);
}

bool query_matches_item(const struct query *query, const struct item *item)
{
    struct subject subject = {.item = item};
    return query_is_empty(query) || node_matches(query->root, &subject);
}
