/* SPDX-License-Identifier: Apache-2.0
 *
 * What a line of a chart stands for.
 */
#include "views/chart_data.h"

#include "views/chart_equation.h"

#include <math.h>

static struct signal *line(const char *key, const char *value)
{
    struct signal *signal = signal_new();
    signal->group_key = g_strdup(key);
    signal->group_value = g_strdup(value);
    signal->query = g_strdup("a:b");
    return signal;
}

static void assert_query(struct signal *shown, const char *expected)
{
    struct chart_data data = {.group_key = g_strdup("version"),
                              .base = line(NULL, NULL),
                              .lines = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free)};
    g_ptr_array_add(data.lines, shown);
    g_autofree char *query = chart_data_query(&data, 0);
    g_assert_cmpstr(query, ==, expected);
    chart_data_clear(&data);
}

static void of_a_group(void)
{
    assert_query(line("version", "2"), "a:b version:\"2\"");
    assert_query(line("version", ""), "a:b !has:version");
    assert_query(line("version", "other"), "a:b");
}

/* On a slow line the cursor moves before the groups are there. */
static void before_the_groups_come(void)
{
    assert_query(line(NULL, NULL), "a:b");
    assert_query(line("host", "worker-3"), "a:b");
}

/* A term that the user adds holds for the samples behind the chart, too. */
static void assert_narrowed(const char *narrowed, const char *expected)
{
    struct chart_data data = {.base = line(NULL, NULL), .narrowed = g_strdup(narrowed)};
    g_autofree char *query = chart_data_query(&data, -1);
    g_assert_cmpstr(query, ==, expected);
    signal_free(data.base);
    g_free(data.narrowed);
}

static void narrowed(void)
{
    assert_narrowed("host:worker-3", "a:b host:worker-3");
    assert_narrowed("host:worker-3 OR host:worker-4", "a:b (host:worker-3 OR host:worker-4)");
}

static struct timeseries_reply *answer(const char *axis, const char *unit, double value)
{
    struct timeseries_reply *reply = g_new0(struct timeseries_reply, 1);
    reply->y_axis = g_strdup(axis);
    reply->unit = g_strdup(unit);
    reply->group_keys = g_ptr_array_new();
    reply->group_values = g_ptr_array_new();
    series_init(&reply->series, 0, 60000, 3);
    reply->series.values[0] = value;
    reply->series.incomplete = 2;
    return reply;
}

/* The value of an equation over A in ms, max(x) in seconds and count(); *unit (taken) of it. */
static double worked_out(const char *equation, char **unit)
{
    g_autofree char *why = NULL;
    size_t at;
    struct chart_data data = {.base = line(NULL, NULL)};
    data.base->aggregate = g_strdup("p95(span.duration)");
    data.formula = formula_parse(equation, &why, &at);
    g_autoptr(GPtrArray) replies =
        g_ptr_array_new_with_free_func((GDestroyNotify)timeseries_reply_free);
    g_ptr_array_add(replies, answer("p95(span.duration)", "millisecond", 500));
    g_ptr_array_add(replies, answer("max(x)", "second", 2));
    g_ptr_array_add(replies, answer("count()", NULL, 10));
    g_ptr_array_add(replies, answer("count_if(y:z)", NULL, 5));
    struct series series = chart_equation_series(&data, replies, NULL, unit);
    double value = series.values[0];
    g_assert_cmpuint(series.incomplete, ==, 2);
    g_assert_true(isnan(series.values[1]));
    series_clear(&series);
    formula_free(data.formula);
    signal_free(data.base);
    return value;
}

static void assert_worked_out(const char *equation, double value, const char *unit)
{
    g_autofree char *told = NULL;
    g_assert_cmpfloat(worked_out(equation, &told), ==, value);
    g_assert_cmpstr(told, ==, unit);
}

static void an_equation_keeps_its_units(void)
{
    assert_worked_out("A + max(x)", 2500, "millisecond");
    assert_worked_out("max(x) - A", 1.5, "second");
    assert_worked_out("A / max(x) * 100", 25, "percent");
    assert_worked_out("A / count()", 50, "millisecond");
    assert_worked_out("count_if(y:z) / count() * 100", 50, "percent");
    assert_worked_out("A * max(x)", 1e6, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart data/a group's samples are asked by its value", of_a_group);
    g_test_add_func("/chart data/until the groups come the line asks for the whole",
                    before_the_groups_come);
    g_test_add_func("/chart data/what narrows the chart narrows its samples", narrowed);
    g_test_add_func("/chart data/an equation keeps its units", an_equation_keeps_its_units);
    return g_test_run();
}
