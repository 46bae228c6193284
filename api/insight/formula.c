/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/formula_internal.h"

#include "api/query/aggregate.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define MOST_NESTING 64

struct parse {
    struct formula *formula;
    const char *text, *at;
    const char *why;
    int depth;
};

void formula_free(struct formula *formula)
{
    if (!formula)
        return;
    g_ptr_array_unref(formula->terms);
    g_array_unref(formula->steps);
    g_free(formula);
}

/* --- reading --- */

static bool refuse(struct parse *parse, const char *why)
{
    if (!parse->why)
        parse->why = why;
    return false;
}

static char next(struct parse *parse)
{
    while (g_ascii_isspace(*parse->at))
        parse->at++;
    return *parse->at;
}

static bool add(struct parse *parse, struct formula_step step)
{
    if (parse->formula->steps->len == FORMULA_STEPS)
        return refuse(parse, "too long");
    g_array_append_val(parse->formula->steps, step);
    return true;
}

static bool add_term(struct parse *parse, const char *end)
{
    g_autofree char *text = g_strndup(parse->at, (size_t)(end - parse->at));
    GPtrArray *terms = parse->formula->terms;
    guint place = 0;
    if (!g_ptr_array_find_with_equal_func(terms, text, g_str_equal, &place)) {
        if (terms->len == FORMULA_TERMS)
            return refuse(parse, "more than 12 different terms");
        place = terms->len;
        g_ptr_array_add(terms, g_steal_pointer(&text));
    }
    parse->at = end;
    return add(parse, (struct formula_step){.op = 't', .term = place});
}

static bool read_name(struct parse *parse)
{
    const char *end = parse->at;
    while (g_ascii_isalnum(*end) || *end == '_')
        end++;
    if (*end == '(') {
        const char *close = field_call_end(end);
        return close ? add_term(parse, close) : refuse(parse, "this ( is never closed");
    }
    if (end - parse->at == 1 && g_ascii_isupper(*parse->at))
        return add_term(parse, end);
    return refuse(parse, "a function wants ( ) after its name; a signal stands in quotes");
}

static bool read_sum(struct parse *parse);

static bool read_group(struct parse *parse)
{
    const char *open = parse->at++;
    if (!read_sum(parse))
        return false;
    if (next(parse) != ')') {
        parse->at = open;
        return refuse(parse, "this ( is never closed");
    }
    parse->at++;
    return true;
}

static bool read_quoted(struct parse *parse)
{
    const char *close = strchr(parse->at + 1, '"');
    return close && close > parse->at + 1 ? add_term(parse, close + 1)
                                          : refuse(parse, "a name wants \" at both ends");
}

static bool read_operand(struct parse *parse)
{
    char first = next(parse);
    char *end = NULL;
    if (first == '(')
        return read_group(parse);
    if (first == '"')
        return read_quoted(parse);
    if (g_ascii_isalpha(first))
        return read_name(parse);
    if (!g_ascii_isdigit(first) && first != '.')
        return refuse(parse, first ? "a number, A, a function or a \"signal\" belongs here"
                                   : "something belongs at the end");
    double number = g_ascii_strtod(parse->at, &end);
    if (end == parse->at || !isfinite(number))
        return refuse(parse, "no number");
    parse->at = end;
    return add(parse, (struct formula_step){.op = 'n', .number = number});
}

static bool read_signed(struct parse *parse)
{
    bool minus = next(parse) == '-';
    bool right;
    if (parse->depth++ == MOST_NESTING)
        return refuse(parse, "nested too deeply");
    if (minus) {
        parse->at++;
        right = read_signed(parse) && add(parse, (struct formula_step){.op = '~'});
    } else {
        right = read_operand(parse);
    }
    parse->depth--;
    return right;
}

static bool read_product(struct parse *parse)
{
    if (!read_signed(parse))
        return false;
    for (char op = next(parse); op == '*' || op == '/'; op = next(parse)) {
        parse->at++;
        if (!read_signed(parse) || !add(parse, (struct formula_step){.op = op}))
            return false;
    }
    return true;
}

static bool read_sum(struct parse *parse)
{
    if (!read_product(parse))
        return false;
    for (char op = next(parse); op == '+' || op == '-'; op = next(parse)) {
        parse->at++;
        if (!read_product(parse) || !add(parse, (struct formula_step){.op = op}))
            return false;
    }
    return true;
}

struct formula *formula_parse(const char *text, char **why, size_t *at)
{
    struct formula *formula = g_new0(struct formula, 1);
    formula->terms = g_ptr_array_new_with_free_func(g_free);
    formula->steps = g_array_new(FALSE, FALSE, sizeof(struct formula_step));
    struct parse parse = {.formula = formula, .text = text, .at = text};
    bool right = read_sum(&parse);
    if (right && next(&parse))
        right = refuse(&parse, "+ - * or / belongs here");
    if (right && !formula->terms->len)
        right = refuse(&parse, "it names nothing that is measured");
    if (right)
        return formula;
    *why = g_strdup(parse.why);
    *at = (size_t)(parse.at - text);
    formula_free(formula);
    return NULL;
}

/* Where the term at `at` ends; NULL where none begins. */
static const char *term_end(const char *at)
{
    const char *end = at;
    if (*at == '"') {
        end = strchr(at + 1, '"');
        return end ? end + 1 : NULL;
    }
    while (g_ascii_isalnum(*end) || *end == '_')
        end++;
    if (end > at && *end == '(')
        return field_call_end(end);
    return end == at + 1 && g_ascii_isupper(*at) ? end : NULL;
}

char *formula_rewrite(const char *text, char *(*put)(const char *term, void *data), void *data)
{
    GString *out = g_string_new(NULL);
    bool whole = true;
    for (const char *at = text; *at && whole;) {
        const char *end = term_end(at);
        g_autofree char *term = end ? g_strndup(at, (gsize)(end - at)) : NULL;
        g_autofree char *written = term ? put(term, data) : NULL;
        whole = !term || written;
        if (!term) {
            end = at + 1;
            while (g_ascii_isalnum(*at) && (g_ascii_isalnum(*end) || *end == '_'))
                end++;
            g_string_append_len(out, at, end - at);
        } else if (written) {
            g_string_append(out, written);
        }
        at = end;
    }
    return g_string_free(out, !whole);
}

struct letter {
    char letter;
    const char *put;
};

static char *put_letter(const char *term, void *data)
{
    const struct letter *letter = data;
    if (*term == '"')
        return NULL;
    return g_strdup(*term == letter->letter && !term[1] ? letter->put : term);
}

char *formula_put(const char *text, char letter, const char *put)
{
    struct letter what = {letter, put};
    return formula_rewrite(text, put_letter, &what);
}

/* --- what it comes to --- */

size_t formula_term_count(const struct formula *formula)
{
    return formula->terms->len;
}

const char *formula_term(const struct formula *formula, size_t term)
{
    return g_ptr_array_index(formula->terms, (guint)term);
}

static double applied(char op, double a, double b)
{
    switch (op) {
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    default:
        return b == 0 ? (double)NAN : a / b;
    }
}

double formula_value(const struct formula *formula, const double *values)
{
    double stack[FORMULA_STEPS + 1] = {0};
    size_t top = 0;
    for (guint i = 0; i < formula->steps->len; i++) {
        const struct formula_step *step = &g_array_index(formula->steps, struct formula_step, i);
        if (step->op == 'n') {
            stack[top++] = step->number;
        } else if (step->op == 't') {
            stack[top++] = values[step->term];
        } else if (step->op == '~') {
            stack[top - 1] = -stack[top - 1];
        } else {
            top--;
            stack[top - 1] = applied(step->op, stack[top - 1], stack[top]);
        }
    }
    return isfinite(stack[0]) ? stack[0] : (double)NAN;
}
