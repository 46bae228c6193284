/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/outcome.h"

#include <math.h>

struct run *run_new(const struct plan *plan, double seconds)
{
    struct run *run = g_new(struct run, 1);
    run->plan = plan;
    run->seconds = seconds;
    run->measures = g_ptr_array_new_with_free_func((GDestroyNotify)measure_free);
    for (guint i = 0; i < plan->measures->len; i++)
        g_ptr_array_add(run->measures, measure_new(plan->measures->pdata[i]));
    return run;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    g_ptr_array_unref(run->measures);
    g_free(run);
}

void run_add(struct run *run, const struct batch *batch, size_t cells)
{
    for (guint i = 0; i < run->measures->len; i++)
        measure_add(run->measures->pdata[i], batch, cells);
}

void run_finish(struct run *run, size_t cells)
{
    for (guint i = 0; i < run->measures->len; i++)
        measure_finish(run->measures->pdata[i], cells);
}

static struct value number_value(double number)
{
    return isfinite(number) ? value_double(number) : (struct value){.type = VALUE_NONE};
}

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : (double)NAN;
}

/* A function's answer for a cell; VALUE_NONE when there is nothing to say. */
static struct value run_function(const struct run *run, size_t place, size_t cell)
{
    const struct function *function = &g_array_index(run->plan->functions, struct function, place);
    const struct measure *measure = run->measures->pdata[function->measure];
    const struct measure *base = run->measures->pdata[function->base];
    uint64_t count = measure_count(measure, cell);
    double sum = 0;
    switch (function->outcome) {
    case OUTCOME_COUNT:
        return value_int((int64_t)count);
    case OUTCOME_SUM:
        return number_value(measure_sum(measure, cell));
    case OUTCOME_AVERAGE:
        return number_value(measure_sum(measure, cell) / (double)count);
    case OUTCOME_LEAST:
        return number_value(measure_least(measure, cell));
    case OUTCOME_GREATEST:
        return number_value(measure_greatest(measure, cell));
    case OUTCOME_QUANTILE:
        return number_value(measure_quantile(measure, cell, function->quantile));
    case OUTCOME_ANY:
        return measure_any(measure, cell);
    case OUTCOME_FIRST_TIME:
        return count ? value_int(measure_first_ns(measure, cell)) : (struct value){0};
    case OUTCOME_LAST_TIME:
        return count ? value_int(measure_last_ns(measure, cell)) : (struct value){0};
    case OUTCOME_SHARE:
        return number_value(share(count, measure_count(base, cell)));
    case OUTCOME_RATE:
        return number_value((double)count / run->seconds * function->factor);
    case OUTCOME_SUM_RATE:
        sum = count ? measure_sum(measure, cell) : 0;
        return number_value(sum / run->seconds * function->factor);
    }
    return (struct value){.type = VALUE_NONE};
}

static double evaluate(const struct run *run, const struct expression *expression, size_t cell)
{
    double number = (double)NAN;
    if (expression->kind == EXPRESSION_NUMBER)
        return expression->number;
    if (expression->kind == EXPRESSION_FUNCTION) {
        struct value value = run_function(run, expression->function, cell);
        return value_number(value, &number) ? number : (double)NAN;
    }
    double left = evaluate(run, expression->left, cell);
    double right = evaluate(run, expression->right, cell);
    switch (expression->operation) {
    case '+':
        return left + right;
    case '-':
        return left - right;
    case '*':
        return left * right;
    default:
        return right == 0 ? (double)NAN : left / right;
    }
}

struct value run_field(const struct run *run, const struct asked_field *field, size_t cell)
{
    if (field->kind == ASKED_FUNCTION)
        return run_function(run, field->function, cell);
    if (field->kind == ASKED_EQUATION)
        return number_value(evaluate(run, field->expression, cell));
    return (struct value){.type = VALUE_NONE};
}

double run_number(const struct run *run, const struct asked_field *field, size_t cell)
{
    double number = (double)NAN;
    return value_number(run_field(run, field, cell), &number) ? number : (double)NAN;
}

void run_field_type(const struct plan *plan, const struct asked_field *field, const char **type,
                    const char **unit)
{
    *type = "number";
    *unit = NULL;
    if (field->kind != ASKED_FUNCTION)
        return;
    const struct function *function =
        &g_array_index(plan->functions, struct function, field->function);
    *type = function->type;
    *unit = function->unit;
}
