/* SPDX-License-Identifier: Apache-2.0
 *
 * By which aggregates a signal can be shown, and how they are asked for.
 */
#include "views/chart_aggregates.h"

#include <string.h>

static struct signal *signal_of(const char *dataset, const char *type, const char *aggregate)
{
    struct signal *signal = signal_new();
    signal->dataset = g_strdup(dataset);
    signal->metric_type = g_strdup(type);
    signal->aggregate = g_strdup(aggregate);
    return signal;
}

/* "p50 p75 ...", and in *axes what is asked. */
static char *shown(const char *dataset, const char *type, const char *aggregate, char **axes)
{
    struct signal *signal = signal_of(dataset, type, aggregate);
    GString *names = g_string_new(NULL), *asked = g_string_new(NULL);
    g_autoptr(GPtrArray) all = chart_aggregates(signal);
    for (guint i = 0; i < all->len; i++) {
        const struct chart_aggregate *one = all->pdata[i];
        g_autofree char *name = chart_aggregate_name(signal, one->axis);
        g_assert_cmpstr(name, ==, one->name);
        g_assert_cmpuint(strlen(one->words), >, 0);
        g_string_append_printf(names, "%s%s", i ? " " : "", one->name);
        g_string_append_printf(asked, "%s%s", i ? " " : "", one->axis);
    }
    signal_free(signal);
    *axes = g_string_free(asked, FALSE);
    return g_string_free(names, FALSE);
}

static void assert_shown(const char *dataset, const char *type, const char *aggregate,
                         const char *names, const char *asked)
{
    g_autofree char *axes = NULL;
    g_autofree char *found = shown(dataset, type, aggregate, &axes);
    g_assert_cmpstr(found, ==, names);
    g_assert_cmpstr(axes, ==, asked);
}

#define EVERY "p50 p75 p90 p95 p99 min max avg sum count rate"

static void spans_have_every_aggregate(void)
{
    const char *asked = "p50(span.duration) p75(span.duration) p90(span.duration) "
                        "p95(span.duration) p99(span.duration) min(span.duration) "
                        "max(span.duration) avg(span.duration) sum(span.duration) count() eps() "
                        "failure_rate()";
    assert_shown("spans", NULL, "p95(span.duration)", EVERY " failure_rate", asked);
    assert_shown("spans", NULL, "epm()", EVERY " failure_rate", asked);
    assert_shown("spans", NULL, "count_unique(user)", EVERY " failure_rate", asked);
}

static void each_type_of_metric_has_its_own(void)
{
    g_autofree char *axes = NULL;
    g_autofree char *all =
        shown("tracemetrics", "distribution", "p95(value,charge.time,distribution,none)", &axes);
    g_assert_cmpstr(all, ==, EVERY);
    g_assert_nonnull(strstr(axes, "p90(value,charge.time,distribution,none)"));
    g_assert_nonnull(strstr(axes, "per_second(value,charge.time,distribution,none)"));
    assert_shown("tracemetrics", "counter", "sum(value,orders,counter,none)", "sum count rate",
                 "sum(value,orders,counter,none) count(value,orders,counter,none) "
                 "per_second(value,orders,counter,none)");
    assert_shown("tracemetrics", "gauge", "avg(value,mem,gauge,byte)", "min max avg count rate",
                 "min(value,mem,gauge,byte) max(value,mem,gauge,byte) avg(value,mem,gauge,byte) "
                 "count(value,mem,gauge,byte) per_second(value,mem,gauge,byte)");
}

/* What is measured beside it are the durations of the same spans. */
static void an_equation_is_named_by_itself(void)
{
    struct signal *signal =
        signal_of("spans", NULL, "equation|p95(span.duration) / p50(span.duration)");
    g_autofree char *name = chart_aggregate_name(signal, signal->aggregate);
    g_autoptr(GPtrArray) all = chart_aggregates(signal);
    g_assert_cmpstr(name, ==, "p95(span.duration) / p50(span.duration)");
    g_assert_cmpstr(((const struct chart_aggregate *)all->pdata[0])->axis, ==,
                    "p50(span.duration)");
    signal_free(signal);
    assert_shown("logs", NULL, "equation|max(batch.ms) / count(x)", "count rate", "count() eps()");
}

static void logs_are_counted_unless_a_number_was_asked_for(void)
{
    assert_shown("logs", NULL, "count()", "count rate", "count() eps()");
    assert_shown("logs", NULL, "max(batch.ms)", EVERY,
                 "p50(batch.ms) p75(batch.ms) p90(batch.ms) p95(batch.ms) p99(batch.ms) "
                 "min(batch.ms) max(batch.ms) avg(batch.ms) sum(batch.ms) count() eps()");
}

static void another_function_has_its_own_name(void)
{
    struct signal *signal = signal_of("spans", NULL, "epm()");
    g_autofree char *name = chart_aggregate_name(signal, "epm()");
    g_autofree char *none = chart_aggregate_name(signal, NULL);
    g_assert_cmpstr(name, ==, "epm");
    g_assert_cmpstr(none, ==, "");
    signal_free(signal);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart aggregates/spans have every one", spans_have_every_aggregate);
    g_test_add_func("/chart aggregates/each type of metric has those that suit it",
                    each_type_of_metric_has_its_own);
    g_test_add_func("/chart aggregates/logs are counted, unless a number was asked for",
                    logs_are_counted_unless_a_number_was_asked_for);
    g_test_add_func("/chart aggregates/another function keeps its name",
                    another_function_has_its_own_name);
    g_test_add_func("/chart aggregates/an equation is named by itself",
                    an_equation_is_named_by_itself);
    return g_test_run();
}
