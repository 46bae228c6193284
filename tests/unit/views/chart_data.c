/* SPDX-License-Identifier: Apache-2.0
 *
 * What a line of a chart stands for.
 */
#include "views/chart_data.h"

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
    assert_query(line("version", "2"), "(a:b) version:\"2\"");
    assert_query(line("version", ""), "(a:b) !has:version");
    assert_query(line("version", "other"), "a:b");
}

/* On a slow line the cursor moves before the groups are there. */
static void before_the_groups_come(void)
{
    assert_query(line(NULL, NULL), "a:b");
    assert_query(line("host", "worker-3"), "a:b");
}

/* A term that the user adds holds for the samples behind the chart, too. */
static void narrowed(void)
{
    struct chart_data data = {.base = line(NULL, NULL), .narrowed = g_strdup("host:worker-3")};
    g_autofree char *query = chart_data_query(&data, -1);
    g_assert_cmpstr(query, ==, "(a:b) host:worker-3");
    signal_free(data.base);
    g_free(data.narrowed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart data/a group's samples are asked by its value", of_a_group);
    g_test_add_func("/chart data/until the groups come the line asks for the whole",
                    before_the_groups_come);
    g_test_add_func("/chart data/what narrows the chart narrows its samples", narrowed);
    return g_test_run();
}
