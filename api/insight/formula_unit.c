/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/formula_internal.h"

#include <stdbool.h>
#include <string.h>

#define PERCENT 100.0

enum kind {
    KIND_UNKNOWN,
    KIND_NUMBER,   /* stands in the text */
    KIND_QUOTIENT, /* of two of a kind */
    KIND_UNIT,
};

struct dimension {
    enum kind kind;
    double number;
    const char *unit;
};

static const struct dimension unknown = {KIND_UNKNOWN, 0, NULL};
static const struct dimension quotient = {KIND_QUOTIENT, 0, NULL};
static const struct dimension percent = {KIND_UNIT, 0, "percent"};

static bool is_unit(const struct dimension *it, const char *unit)
{
    return it->kind == KIND_UNIT && !g_strcmp0(it->unit, unit);
}

static bool is_share(const struct dimension *it)
{
    return it->kind == KIND_QUOTIENT || is_unit(it, "ratio");
}

static bool converts(double number)
{
    static const double factors[] = {60, 1000, 1024, 3600, 86400, 1e6, 1048576, 1e9, 1073741824};
    for (size_t i = 0; i < G_N_ELEMENTS(factors); i++)
        if (number == factors[i] || number == 1 / factors[i])
            return true;
    return false;
}

static bool same(const struct dimension *a, const struct dimension *b)
{
    return a->kind == b->kind && !g_strcmp0(a->unit, b->unit);
}

static struct dimension sum(struct dimension a, struct dimension b)
{
    if (b.kind == KIND_NUMBER && a.kind != KIND_NUMBER)
        return a;
    if (a.kind == KIND_NUMBER)
        return b;
    return same(&a, &b) ? a : unknown;
}

/* By a number that stands in the text; `by` is what it is multiplied by. */
static struct dimension scaled(struct dimension it, double by)
{
    if (is_share(&it))
        return by == PERCENT ? percent : it;
    if (is_unit(&it, "percent") && by == 1 / PERCENT)
        return quotient;
    return converts(by) ? unknown : it;
}

static struct dimension product(struct dimension a, struct dimension b)
{
    if (a.kind == KIND_NUMBER && b.kind == KIND_NUMBER)
        return (struct dimension){KIND_NUMBER, a.number * b.number, NULL};
    if (a.kind == KIND_NUMBER)
        return scaled(b, a.number);
    if (b.kind == KIND_NUMBER)
        return scaled(a, b.number);
    if (a.kind == KIND_UNKNOWN || b.kind == KIND_UNKNOWN)
        return unknown;
    if (is_share(&a) || is_unit(&a, "count"))
        return b;
    return is_share(&b) || is_unit(&b, "count") ? a : unknown;
}

static struct dimension division(struct dimension a, struct dimension b)
{
    if (a.kind == KIND_NUMBER && b.kind == KIND_NUMBER)
        return (struct dimension){KIND_NUMBER, b.number != 0 ? a.number / b.number : 0, NULL};
    if (b.kind == KIND_NUMBER)
        return scaled(a, b.number != 0 ? 1 / b.number : 0);
    if (a.kind == KIND_NUMBER)
        return is_share(&b) ? quotient : unknown;
    if (a.kind == KIND_UNKNOWN || b.kind == KIND_UNKNOWN)
        return unknown;
    if (same(&a, &b))
        return quotient;
    return is_unit(&b, "count") || is_share(&b) ? a : unknown;
}

static struct dimension applied(char op, struct dimension a, struct dimension b)
{
    switch (op) {
    case '*':
        return product(a, b);
    case '/':
        return division(a, b);
    default:
        return sum(a, b);
    }
}

char *formula_unit(const struct formula *formula, const char *const *units)
{
    struct dimension stack[FORMULA_STEPS + 1] = {0};
    size_t top = 0;
    for (guint i = 0; i < formula->steps->len; i++) {
        const struct formula_step *step = &g_array_index(formula->steps, struct formula_step, i);
        if (step->op == 'n') {
            stack[top++] = (struct dimension){KIND_NUMBER, step->number, NULL};
        } else if (step->op == 't') {
            const char *unit = units[step->term];
            stack[top++] = unit ? (struct dimension){KIND_UNIT, 0, unit} : unknown;
        } else if (step->op == '~') {
            stack[top - 1].number = -stack[top - 1].number;
        } else {
            top--;
            stack[top - 1] = applied(step->op, stack[top - 1], stack[top]);
        }
    }
    return g_strdup(stack[0].kind == KIND_UNIT ? stack[0].unit : NULL);
}
