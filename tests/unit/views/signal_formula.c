/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals that are worked out from others by their names.
 */
#include "views/signal_formula.h"

#include <math.h>

static struct signal *counter(const char *service, const char *name, const char *unit, double first)
{
    struct signal *signal = signal_new();
    signal->id = g_strdup_printf("tracemetrics/%s/%s", service, name);
    signal->source = SIGNAL_METRIC;
    signal->service = g_strdup(service);
    signal->name = g_strdup(name);
    signal->unit = g_strdup(unit);
    signal->dataset = g_strdup("tracemetrics");
    signal->metric_type = g_strdup("counter");
    signal->query = g_strdup_printf("metric.name:%s", name);
    signal->aggregate = g_strdup_printf("sum(value,%s,counter,%s)", name, unit ? unit : "none");
    series_init(&signal->series, 60000, 30000, 4);
    for (size_t i = 0; i < 4; i++)
        signal->series.values[i] = first * (double)(i + 1);
    return signal;
}

static GPtrArray *wall(void)
{
    GPtrArray *signals = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    g_ptr_array_add(signals, counter("checkout", "queue.consumed", "message", 5));
    g_ptr_array_add(signals, counter("checkout", "queue.published", "message", 10));
    g_ptr_array_add(signals, counter("payment", "charges", NULL, 1));
    return signals;
}

static void a_ratio_of_two_metrics(void)
{
    g_autoptr(GPtrArray) signals = wall();
    struct signal *published = signals->pdata[1];
    published->series.values[1] = (double)NAN;
    published->series.values[2] = 0;
    published->series.incomplete = 1;
    struct signal *share =
        signal_formula("drain", "\"queue.consumed\" / \"queue.published\" * 100", signals);
    g_assert_cmpstr(share->name, ==, "drain");
    g_assert_cmpstr(share->id, ==, "formula/drain");
    g_assert_cmpstr(share->unit, ==, "percent");
    g_assert_cmpstr(share->service, ==, "checkout"); /* both are */
    g_assert_cmpstr(share->query, ==, "metric.name:queue.consumed");
    g_assert_cmpfloat(share->series.values[0], ==, 50);
    g_assert_true(isnan(share->series.values[1])); /* a term is not known */
    g_assert_true(isnan(share->series.values[2])); /* divided by none */
    g_assert_cmpfloat(share->series.values[3], ==, 50);
    g_assert_cmpuint(share->series.incomplete, ==, 1); /* where one of them fills */
    signal_free(share);
}

/* Buckets are held together by their times. */
static void of_other_datasets_and_grids(void)
{
    g_autoptr(GPtrArray) signals = wall();
    struct signal *rate = signals->pdata[2];
    series_clear(&rate->series);
    series_init(&rate->series, 90000, 60000, 1);
    rate->series.values[0] = 100;
    struct signal *sum =
        signal_formula("both", "\"payment charges\" + \"queue.consumed\"", signals);
    g_assert_null(sum->service);
    g_assert_null(sum->unit);
    g_assert_cmpuint(sum->series.count, ==, 1);
    g_assert_cmpfloat(sum->series.values[0], ==, 110);
    signal_free(sum);
}

static void what_is_missing_is_unknown(void)
{
    g_autoptr(GPtrArray) signals = wall();
    struct signal *half = signal_formula("half", "\"no such\" / \"queue.published\"", signals);
    g_assert_nonnull(half);
    for (size_t i = 0; i < half->series.count; i++)
        g_assert_true(isnan(half->series.values[i]));
    signal_free(half);
    g_assert_null(signal_formula("none", "\"no such\" * 2", signals));
    g_assert_null(signal_formula("broken", "\"queue.published\" *", signals));
}

static char *kept(const char *text, char **why)
{
    g_autoptr(GPtrArray) signals = wall();
    *why = NULL;
    return signal_formula_text(text, signals->pdata[0], signals, why);
}

static void an_equation_is_kept_by_whole_names(void)
{
    char *why;
    g_autofree char *text = kept("100 * (A - \"queue.pub\") / \"charges\"", &why);
    g_assert_cmpstr(text, ==,
                    "100 * (\"checkout queue.consumed\" - \"checkout queue.published\") / "
                    "\"payment charges\"");
    g_assert_null(why);
    g_assert_null(kept("A / \"queue\"", &why));
    g_assert_cmpstr(why, ==, "2 signals have \"queue\" in their names");
    g_clear_pointer(&why, g_free);
    g_assert_null(kept("A / \"nobody\"", &why));
    g_assert_cmpstr(why, ==, "no signal of the wall is named \"nobody\"");
    g_clear_pointer(&why, g_free);
    g_assert_null(kept("count() / \"charges\"", &why));
    g_assert_true(g_str_has_prefix(why, "count() is no signal of the wall"));
    g_clear_pointer(&why, g_free);
    g_autoptr(GPtrArray) signals = wall();
    struct signal *hostile = signals->pdata[0];
    g_free(hostile->name);
    hostile->name = g_strdup("GET \"/\"\n/x");
    g_assert_null(signal_formula_text("A / \"charges\"", hostile, signals, &why));
    g_assert_cmpstr(why, ==,
                    "checkout GET \"/\" /x has a quote or a line's end in its name: it cannot be "
                    "kept by it");
    g_clear_pointer(&why, g_free);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/signal formula/a ratio of two metrics is a signal", a_ratio_of_two_metrics);
    g_test_add_func("/signal formula/buckets are held together by their times",
                    of_other_datasets_and_grids);
    g_test_add_func("/signal formula/what a missing signal is part of is unknown",
                    what_is_missing_is_unknown);
    g_test_add_func("/signal formula/an equation is kept by whole names",
                    an_equation_is_kept_by_whole_names);
    return g_test_run();
}
