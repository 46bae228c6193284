/* SPDX-License-Identifier: Apache-2.0
 *
 * What the distribution over time is made of: its edges, and the searches behind its bins; and how
 * an earlier series is laid over a later one.
 */
#include "views/chart_heat.h"
#include "views/chart_against.h"

#include <math.h>

static void assert_edges(double least, double most, size_t fewest)
{
    double edges[HEAT_EDGES];
    size_t count = heat_edges(least, most, "millisecond", edges);
    g_assert_cmpuint(count, >=, fewest);
    g_assert_cmpuint(count, <=, HEAT_EDGES);
    for (size_t i = 0; i < count; i++) {
        g_assert_cmpfloat(edges[i], >, least);
        g_assert_cmpfloat(edges[i], <=, most);
        if (i)
            g_assert_cmpfloat(edges[i], >, edges[i - 1]);
    }
}

static void edges_suit_the_values(void)
{
    assert_edges(150, 45000, 6);
    assert_edges(0, 45000, 6);
    assert_edges(0.001, 1e12, 6);
    assert_edges(420, 600, 4);
    assert_edges(-30, 80, 4);
    assert_edges(1e-6, 2e-6, 2);
    assert_edges(-1e308, 1e308, 2);
    assert_edges(5e-324, 1e308, 1);
    double edges[HEAT_EDGES];
    g_assert_cmpuint(heat_edges(5, 5, NULL, edges), ==, 0);
    g_assert_cmpuint(heat_edges(5e-324, 1e-320, NULL, edges), ==, 0);
    g_assert_cmpuint(heat_edges((double)NAN, 5, NULL, edges), ==, 0);
    g_assert_cmpuint(heat_edges(0, (double)INFINITY, NULL, edges), ==, 0);
}

/* What is asked for is the edge itself, however small or great. */
static void assert_number(double edge, const char *expected)
{
    struct chart_heat heat = {.edges = {edge}, .edge_count = 1};
    struct signal *signal = signal_new();
    signal->dataset = g_strdup("tracemetrics");
    g_autofree char *term = heat_term(&heat, signal, 1);
    g_assert_cmpstr(term, ==, expected);
    signal_free(signal);
}

static void numbers_are_written_out(void)
{
    assert_number(0.0000001, "value:>=0.0000001");
    assert_number(1500, "value:>=1500");
    assert_number(-2.5, "value:>=-2.5");
    assert_number(1e20, "value:>=1e+20");
}

static void assert_term(const char *dataset, size_t bin, const char *expected)
{
    struct chart_heat heat = {
        .edges = {0.5, 20000},
          .edge_count = 2
    };
    struct signal *signal = signal_new();
    signal->dataset = g_strdup(dataset);
    g_autofree char *term = heat_term(&heat, signal, bin);
    g_assert_cmpstr(term, ==, expected);
    signal_free(signal);
}

static void a_bin_is_a_search(void)
{
    assert_term("spans", 0, "span.duration:<0.5");
    assert_term("spans", 1, "span.duration:>=0.5 span.duration:<20000");
    assert_term("spans", 2, "span.duration:>=20000");
    assert_term("tracemetrics", 1, "value:>=0.5 value:<20000");
    assert_term("spans", HEAT_NO_BIN, "");
}

static char *measured_of(const char *dataset, const char *type, const char *aggregate)
{
    struct signal *signal = signal_new();
    signal->dataset = g_strdup(dataset);
    signal->metric_type = g_strdup(type);
    signal->aggregate = g_strdup(aggregate);
    char *measured = heat_measured(signal);
    signal_free(signal);
    return measured;
}

static void what_counts_measures_nothing(void)
{
    g_autofree char *spans = measured_of("spans", NULL, "failure_rate()");
    g_autofree char *metric =
        measured_of("tracemetrics", "distribution", "p95(value,lag,distribution,second)");
    g_autofree char *counter = measured_of("tracemetrics", "counter", "sum(value,a,counter,none)");
    g_autofree char *logs = measured_of("logs", NULL, "count()");
    g_assert_cmpstr(spans, ==, "span.duration");
    g_assert_cmpstr(metric, ==, "value,lag,distribution,second");
    g_assert_null(counter);
    g_assert_null(logs);
}

/* Three buckets, of the second nothing is known: it is not said that nothing was measured. */
static void what_is_not_known_is_not_none(void)
{
    double counts[] = {1, 3, (double)NAN, (double)NAN, 0, 0};
    struct chart_heat heat = {
        .edges = {20}, .edge_count = 1, .bin = HEAT_NO_BIN, .counts = counts, .counted = 2};
    g_autoptr(GString) words = g_string_new(NULL);
    series_init(&heat.times, 0, 1000, 3);
    chart_heat_words(&heat, NULL, 0, 3000, words);
    g_assert_cmpstr(words->str, ==, "4 measured");
    g_string_truncate(words, 0);
    chart_heat_words(&heat, NULL, 1000, 2000, words);
    g_assert_cmpstr(words->str, ==, "how many were measured is not known");
    g_string_truncate(words, 0);
    chart_heat_words(&heat, NULL, 2000, 3000, words);
    g_assert_cmpstr(words->str, ==, "0 measured");
    chart_heat_move(&heat, 1000, 1);
    g_assert_cmpuint(heat.bin, ==, 0);
    heat.bin = HEAT_NO_BIN;
    chart_heat_move(&heat, 0, 1);
    g_assert_cmpuint(heat.bin, ==, 1);
    g_string_truncate(words, 0);
    chart_heat_words(&heat, NULL, 0, 1000, words);
    g_assert_cmpstr(words->str, ==, "4 measured, 3 from 20 on");
    series_clear(&heat.times);
}

/* --- against an earlier one --- */

static struct series series_at(int64_t start_ms, size_t count, double first)
{
    struct series series;
    series_init(&series, start_ms, 1000, count);
    for (size_t i = 0; i < count; i++)
        series.values[i] = first + (double)i;
    return series;
}

static void the_period_before_lies_below(void)
{
    struct series now = series_at(10000, 4, 100), then = series_at(6000, 4, 1);
    g_autofree double *laid = against_lay(&then, &now, 4000, 10000);
    for (size_t i = 0; i < 4; i++)
        g_assert_cmpfloat(laid[i], ==, 1 + (double)i);
    series_clear(&now);
    series_clear(&then);
}

/* A server that begins elsewhere, or knows less, leaves gaps and moves nothing. */
static void gaps_stay_gaps(void)
{
    struct series now = series_at(10000, 4, 100), then = series_at(7000, 2, 1);
    g_autofree double *laid = against_lay(&then, &now, 4000, 10000);
    g_assert_true(isnan(laid[0]));
    g_assert_cmpfloat(laid[1], ==, 1);
    g_assert_cmpfloat(laid[2], ==, 2);
    g_assert_true(isnan(laid[3]));
    series_clear(&now);
    series_clear(&then);
}

static void the_bucket_of_a_deploy_is_on_no_side(void)
{
    struct series series = series_at(10000, 10, 0);
    int64_t from = 0;
    /* Within bucket 6: compared from bucket 7 on, with what ended before bucket 6. */
    int64_t offset = against_deploy_offset(&series, 16400, &from);
    g_assert_cmpint(from, ==, 17000);
    g_assert_cmpint(offset, ==, 4000);
    g_autofree double *laid = against_lay(&series, &series, offset, from);
    g_assert_true(isnan(laid[6]));
    g_assert_cmpfloat(laid[7], ==, 3);
    g_assert_cmpfloat(laid[9], ==, 5);
    /* On an edge no bucket is mixed. */
    g_assert_cmpint(against_deploy_offset(&series, 16000, &from), ==, 4000);
    g_assert_cmpint(from, ==, 16000);
    /* In the last bucket nothing follows it; outside there is nothing to compare. */
    g_assert_cmpint(against_deploy_offset(&series, 19500, &from), ==, 0);
    g_assert_cmpint(against_deploy_offset(&series, 9999, &from), ==, 0);
    g_assert_cmpint(against_deploy_offset(&series, 20000, &from), ==, 0);
    series_clear(&series);
}

static void the_filling_bucket_is_left_out(void)
{
    struct series now = series_at(10000, 4, 100);
    double values[] = {1, (double)NAN, 3, 50};
    struct chart_against against = {.values = values, .count = 4};
    now.incomplete = true;
    struct against_summary summary = against_summary(&against, &now);
    g_assert_cmpuint(summary.buckets, ==, 2);
    g_assert_cmpfloat(summary.now, ==, 101);
    g_assert_cmpfloat(summary.then, ==, 2);
    against.values = NULL;
    summary = against_summary(&against, &now);
    g_assert_cmpuint(summary.buckets, ==, 0);
    g_assert_true(isnan(summary.now));
    series_clear(&now);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart heat/edges are few, round and inside", edges_suit_the_values);
    g_test_add_func("/chart heat/numbers are written out", numbers_are_written_out);
    g_test_add_func("/chart heat/a bin is a search", a_bin_is_a_search);
    g_test_add_func("/chart heat/what only counts has none", what_counts_measures_nothing);
    g_test_add_func(
        "/chart heat/a bucket of which nothing is known is not one without a measurement",
        what_is_not_known_is_not_none);
    g_test_add_func("/chart against/the period before is laid bucket on bucket",
                    the_period_before_lies_below);
    g_test_add_func("/chart against/gaps stay gaps", gaps_stay_gaps);
    g_test_add_func("/chart against/the deploy's own bucket is on neither side",
                    the_bucket_of_a_deploy_is_on_no_side);
    g_test_add_func("/chart against/a bucket still filling does not count",
                    the_filling_bucket_is_left_out);
    return g_test_run();
}
