/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/limits.h"

#include <math.h>

static void assert_limit(const struct limits *limits, const char *service, const char *metric,
                         const char *name, const char *unit, enum limit_from from, double limit)
{
    struct signal signal = {.source = metric ? SIGNAL_METRIC : SIGNAL_P95,
                            .service = (char *)service,
                            .metric_name = (char *)metric,
                            .name = (char *)name,
                            .unit = (char *)unit};
    limits_apply(limits, &signal);
    g_assert_cmpint(signal.limit_from, ==, from);
    if (from == LIMIT_STATED || from == LIMIT_OF_UNIT)
        g_assert_cmpfloat_with_epsilon(signal.limit, limit, 1e-9);
}

static struct limits *table(void)
{
    struct limits *limits = limits_new();
    g_assert_true(limits_add(limits, "worker.memory", "2048MB", NULL));
    g_assert_true(limits_add(limits, "worker.*", "10", NULL));
    g_assert_true(limits_add(limits, "check_stock p95", "30s", NULL));
    g_assert_true(limits_add(limits, "web GET /* p95", "2s", NULL));
    return limits;
}

static void a_limit_is_found_by_metric_name_or_service(void)
{
    g_autoptr(limits) limits = table();
    assert_limit(limits, "checkout", "worker.memory", "worker.memory worker-3", "megabyte",
                 LIMIT_STATED, 2048);
    assert_limit(limits, "checkout", "worker.memory", "worker.memory", "byte", LIMIT_STATED,
                 2048e6);
    assert_limit(limits, "checkout", "worker.jobs", "worker.jobs", NULL, LIMIT_STATED, 10);
    assert_limit(limits, "inventory", NULL, "check_stock p95", "millisecond", LIMIT_STATED, 30000);
    assert_limit(limits, "web", NULL, "GET /a p95", "millisecond", LIMIT_STATED, 2000);
    assert_limit(limits, "api", NULL, "GET /a p95", "millisecond", LIMIT_NONE, 0);
}

static void a_limit_of_another_unit_is_said_to_be_one(void)
{
    g_autoptr(limits) limits = table();
    assert_limit(limits, "checkout", "worker.memory", "worker.memory", "second", LIMIT_MISFIT, 0);
}

static void a_share_of_a_metric_ends_at_all(void)
{
    assert_limit(NULL, NULL, "disk.used", "disk.used", "percent", LIMIT_OF_UNIT, 100);
    assert_limit(NULL, NULL, "disk.used", "disk.used", "ratio", LIMIT_OF_UNIT, 1);
    assert_limit(NULL, NULL, "disk.used", "disk.used", "byte", LIMIT_NONE, 0);
    assert_limit(NULL, "web", NULL, "GET / errors", "ratio", LIMIT_NONE, 0);
}

static void what_is_no_limit_is_named(void)
{
    g_autoptr(limits) limits = limits_new();
    g_autoptr(GError) error = NULL;
    g_assert_false(limits_add(limits, "x", "", &error));
    g_assert_cmpstr(error->message, ==,
                    "the limit of x is \"\"; expected a number and its unit, such as 2048MB, "
                    "30s, 90% or 40");
}

/* The ramp itself is onset_find()'s: 300 and then 42 a minute for 25 minutes, to 1350. */
static void a_found_ramp_reaches_its_limit_when_the_line_does(void)
{
    struct series series;
    series_init(&series, 1795300000000, 30000, 120);
    for (size_t i = 0; i < series.count; i++)
        series.values[i] = 300 + (i % 3) + (i >= 70 ? 21.0 * (double)(i - 70) : 0);
    struct onset onset = onset_find(&series);
    g_assert_cmpint(onset.kind, ==, ONSET_RAMP);
    int64_t at = 0;
    double left = (2000 - series.values[119]) / 42 * 60000;
    g_assert_true(limit_reached_at(&series, &onset, 2000, &at));
    g_assert_cmpfloat(fabs((double)(at - series.start_ms) - 120 * 30000 - left), <, 60000);
    g_assert_true(limit_reached_at(&series, &onset, 1000, &at));
    g_assert_cmpint(at, ==, series.start_ms + 120 * INT64_C(30000));
    g_assert_false(limit_reached_at(&series, &onset, 200, &at));
    g_assert_false(limit_reached_at(&series, &onset, 1e15, &at));
    series.values[119] = 990;
    g_assert_true(limit_reached_at(&series, &onset, 1000, &at));
    series.values[119] = 310; /* restarted */
    g_assert_false(limit_reached_at(&series, &onset, 1000, &at));
    onset.kind = ONSET_RISE;
    g_assert_false(limit_reached_at(&series, &onset, 2000, &at));
    series_clear(&series);
}

/* What is said of one signal stands above every pattern, and goes again. */
static void a_limit_of_one_signal_stands_above_the_table(void)
{
    struct limits *limits = table();
    limits_set(limits, "inventory check_stock p95", "10 s");
    limits_set(limits, "worker.memory", "none");
    assert_limit(limits, "inventory", NULL, "check_stock p95", "millisecond", LIMIT_STATED, 10000);
    assert_limit(limits, "stock", NULL, "check_stock p95", "millisecond", LIMIT_STATED, 30000);
    assert_limit(limits, "checkout", "worker.memory", "worker.memory a", "megabyte", LIMIT_NONE, 0);
    limits_set(limits, "worker.memory", NULL);
    assert_limit(limits, "checkout", "worker.memory", "worker.memory a", "megabyte", LIMIT_STATED,
                 2048);
    limits_unref(limits);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/limits/one is found by metric, by name, and by service and name",
                    a_limit_is_found_by_metric_name_or_service);
    g_test_add_func("/limits/one of another unit is said to be one",
                    a_limit_of_another_unit_is_said_to_be_one);
    g_test_add_func("/limits/a share of a metric ends at all of it",
                    a_share_of_a_metric_ends_at_all);
    g_test_add_func("/limits/what is none is named", what_is_no_limit_is_named);
    g_test_add_func("/limits/a ramp that was found reaches one when its line does",
                    a_found_ramp_reaches_its_limit_when_the_line_does);
    g_test_add_func("/limits/a limit of one signal stands above the table",
                    a_limit_of_one_signal_stands_above_the_table);
    return g_test_run();
}
