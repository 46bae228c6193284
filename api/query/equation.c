/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/fields.h"

#include "api/query/aggregate.h"

#include <string.h>

#define MOST_NESTING 64

struct equation {
    struct plan *plan;
    const char *at;
    int depth;
    GError **error;
};

void expression_free(struct expression *expression)
{
    if (!expression)
        return;
    expression_free(expression->left);
    expression_free(expression->right);
    g_free(expression);
}

static struct expression *parse_sum(struct equation *equation);

static void skip_spaces(struct equation *equation)
{
    while (g_ascii_isspace(*equation->at))
        equation->at++;
}

static struct expression *fail(struct equation *equation, const char *what)
{
    if (*equation->error == NULL)
        g_set_error(equation->error, QUERY_ERROR, QUERY_ERROR_SYNTAX, "equation: %s at \"%.20s\"",
                    what, equation->at);
    return NULL;
}

static struct expression *parse_call(struct equation *equation)
{
    const char *end = field_call_end(equation->at);
    if (!end)
        return fail(equation, "unclosed parenthesis");
    gssize function =
        plan_function(equation->plan, equation->at, (size_t)(end - equation->at), equation->error);
    if (function < 0)
        return NULL;
    struct expression *expression = g_new0(struct expression, 1);
    expression->kind = EXPRESSION_FUNCTION;
    expression->function = (size_t)function;
    equation->at = end;
    return expression;
}

static struct expression *parse_number(struct equation *equation)
{
    char *end = NULL;
    double number = g_ascii_strtod(equation->at, &end);
    if (end == equation->at)
        return fail(equation, "a function or a number should stand");
    struct expression *expression = g_new0(struct expression, 1);
    expression->kind = EXPRESSION_NUMBER;
    expression->number = number;
    equation->at = end;
    return expression;
}

static struct expression *parse_factor(struct equation *equation)
{
    skip_spaces(equation);
    if (g_ascii_isalpha(*equation->at) && strchr(equation->at, '('))
        return parse_call(equation);
    if (*equation->at != '(')
        return g_ascii_isalpha(*equation->at)
                   ? fail(equation, "a function or a number should stand")
                   : parse_number(equation);
    if (++equation->depth > MOST_NESTING)
        return fail(equation, "parentheses nested too deep");
    equation->at++;
    struct expression *inside = parse_sum(equation);
    equation->depth--;
    skip_spaces(equation);
    if (inside && *equation->at != ')') {
        expression_free(inside);
        return fail(equation, "unclosed parenthesis");
    }
    equation->at += inside != NULL;
    return inside;
}

static struct expression *join(char operation, struct expression *left, struct expression *right)
{
    struct expression *both = g_new0(struct expression, 1);
    both->kind = EXPRESSION_OPERATION;
    both->operation = operation;
    both->left = left;
    both->right = right;
    return both;
}

static struct expression *parse_chain(struct equation *equation, const char *operations,
                                      struct expression *(*next)(struct equation *))
{
    struct expression *left = next(equation);
    for (;;) {
        skip_spaces(equation);
        char operation = *equation->at;
        if (!left || operation == '\0' || !strchr(operations, operation))
            return left;
        equation->at++;
        struct expression *right = next(equation);
        if (!right) {
            expression_free(left);
            return NULL;
        }
        left = join(operation, left, right);
    }
}

static struct expression *parse_product(struct equation *equation)
{
    return parse_chain(equation, "*/", parse_factor);
}

static struct expression *parse_sum(struct equation *equation)
{
    return parse_chain(equation, "+-", parse_product);
}

struct expression *plan_equation(struct plan *plan, const char *text, GError **error)
{
    GError *own = NULL;
    struct equation equation = {.plan = plan, .at = text, .error = &own};
    struct expression *expression = NULL;
    /* A chain of operations is as deep as it is long, and is walked by recursion. */
    if (strlen(text) > 4096)
        g_set_error(&own, QUERY_ERROR, QUERY_ERROR_LIMIT, "equation: longer than 4096 bytes");
    else
        expression = parse_sum(&equation);
    skip_spaces(&equation);
    if (expression && *equation.at) {
        g_clear_pointer(&expression, expression_free);
        fail(&equation, "an operator should stand");
    }
    if (own)
        g_propagate_error(error, own);
    return expression;
}
