/* SPDX-License-Identifier: Apache-2.0
 *
 * In what an equation is: servers tell a number, and no unit.
 */
#include "api/client/signals_scope.h"

#include "api/insight/formula.h"
#include "api/query/breakdown.h"

#include <string.h>

bool signals_axis_counts(const char *axis)
{
    struct metric_axis metric;
    bool counter = metric_axis_parse(axis, &metric) && !strcmp(metric.function, "sum") &&
                   !g_strcmp0(metric.type, "counter");
    metric_axis_clear(&metric);
    return counter || g_str_has_prefix(axis, "count") || g_str_has_prefix(axis, "failure_count");
}

/* Newly allocated, NULL where nothing tells. */
static char *unit_of(const char *call)
{
    struct metric_axis axis;
    bool metric = metric_axis_parse(call, &axis);
    g_autofree char *own = g_strdup(axis.unit);
    metric_axis_clear(&axis);
    if (signals_axis_counts(call))
        return g_strdup("count");
    if (g_str_has_prefix(call, "failure_rate"))
        return g_strdup("ratio");
    if (metric)
        return g_steal_pointer(&own);
    return strstr(call, "(span.duration") || strstr(call, "(span.self_time")
               ? g_strdup("millisecond")
               : NULL;
}

char *signals_equation_unit(const char *axis)
{
    const char *text = breakdown_label(axis);
    g_autofree char *why = NULL;
    size_t at;
    g_autoptr(formula) formula = text == axis ? NULL : formula_parse(text, &why, &at);
    if (!formula)
        return NULL;
    size_t count = formula_term_count(formula);
    g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < count; i++)
        g_ptr_array_add(units, unit_of(formula_term(formula, i)));
    char *unit = formula_unit(formula, (const char *const *)units->pdata);
    if (!g_strcmp0(unit, "count"))
        g_clear_pointer(&unit, g_free);
    return unit;
}
