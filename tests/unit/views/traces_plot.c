/* SPDX-License-Identifier: Apache-2.0 */
#include "views/traces_state.h"

#include <math.h>

#define START  INT64_C(1795316400000)
#define MINUTE INT64_C(60000)

/* An hour, 10 ms to 100 s; quick ones all along, slow ones that failed in the last five minutes. */
static void fill(struct traces *state)
{
    struct traces_plot *plot = &state->plot;
    plot->kind = TRACES_SCATTER;
    plot->start_ms = START;
    plot->end_ms = START + 60 * MINUTE;
    plot->low = 1;
    plot->high = 5;
    plot->rows = 8;
    plot->cols = 60;
    plot->points = g_ptr_array_new_with_free_func((GDestroyNotify)traces_point_free);
    for (int i = 0; i < 65; i++) {
        struct traces_point *point = g_new0(struct traces_point, 1);
        bool slow = i >= 60;
        point->time_ms = START + (slow ? i - 5 : i) * MINUTE + 1;
        point->ms = slow ? 30000 + i : 200;
        point->failed = slow;
        g_ptr_array_add(plot->points, point);
    }
    traces_bins_of_points(plot->points, plot->bins, plot->percentiles);
}

static struct scatter_cell cell_of(const struct traces_plot *plot, const struct traces_point *point)
{
    return scatter_cell_of(traces_plot_x(plot, point->time_ms), traces_plot_y(plot, point->ms),
                           plot->rows, plot->cols);
}

/* Whatever is drawn in a cell is in the region of that cell. */
static void a_cell_is_the_region_of_its_points(void)
{
    struct traces state = {0};
    fill(&state);
    for (guint i = 0; i < state.plot.points->len; i++) {
        const struct traces_point *point = state.plot.points->pdata[i];
        state.plot.cursor = cell_of(&state.plot, point);
        struct traces_region region = traces_plot_region(&state);
        g_assert_cmpint(region.start_ms, <=, point->time_ms);
        g_assert_cmpint(region.end_ms, >, point->time_ms);
        g_assert_cmpfloat(region.low_ms, <=, point->ms);
        g_assert_cmpfloat(region.high_ms, >, point->ms);
    }
    traces_plot_clear(&state.plot);
}

static void a_region_holds_the_slow_ones(void)
{
    struct traces state = {0};
    size_t count, failed;
    fill(&state);
    state.plot.cursor = cell_of(&state.plot, state.plot.points->pdata[60]);
    state.plot.corner = (struct scatter_cell){0, 59};
    state.plot.marking = true;
    struct traces_region region = traces_plot_region(&state);
    const struct traces_point *longest = traces_plot_inside(&state, &region, &count, &failed);
    g_assert_cmpuint(count, ==, 5);
    g_assert_cmpuint(failed, ==, 5);
    g_assert_cmpfloat(longest->ms, ==, 30064);
    /* The other way round it is the same. */
    struct scatter_cell corner = state.plot.corner;
    state.plot.corner = state.plot.cursor;
    state.plot.cursor = corner;
    struct traces_region turned = traces_plot_region(&state);
    g_assert_cmpint(turned.start_ms, ==, region.start_ms);
    g_assert_cmpint(turned.end_ms, ==, region.end_ms);
    g_assert_cmpfloat(turned.low_ms, ==, region.low_ms);
    traces_plot_clear(&state.plot);
}

static void empty_bins_at_the_ends_are_not_shown(void)
{
    struct traces state = {0};
    size_t first, count;
    fill(&state);
    state.plot.kind = TRACES_HISTOGRAM;
    traces_plot_bins(&state.plot, &first, &count);
    g_assert_cmpuint(first, ==, 7); /* 200 ms to 500 ms */
    g_assert_cmpuint(count, ==, 7); /* up to 20 s to 50 s */
    state.plot.bin = first + count - 1;
    struct traces_region region = traces_plot_region(&state);
    g_assert_cmpint(region.end_ms, ==, 0); /* of all times */
    g_assert_cmpfloat(region.low_ms, ==, 20000);
    g_assert_cmpfloat(region.high_ms, ==, 50000);
    state.plot.bin = 0;
    region = traces_plot_region(&state);
    g_assert_true(isnan(region.low_ms));
    g_assert_cmpfloat(region.high_ms, ==, 2);
    traces_plot_clear(&state.plot);
}

static void a_region_is_told_in_words(void)
{
    struct scope scope;
    scope_init(&scope);
    scope.utc = true;
    struct traces_region region = {.on = true, .low_ms = 20000, .high_ms = 50000};
    g_autoptr(GString) out = g_string_new(NULL);
    traces_region_words(out, &region, &scope);
    g_assert_cmpstr(out->str, ==, "20.0s to 50.0s");
    g_string_truncate(out, 0);
    region.high_ms = (double)NAN;
    traces_region_words(out, &region, &scope);
    g_assert_cmpstr(out->str, ==, "from 20.0s");
    scope_clear(&scope);
}

static void no_points_no_numbers(void)
{
    struct traces state = {.plot = {.kind = TRACES_HISTOGRAM}};
    size_t first, count;
    state.plot.points = g_ptr_array_new();
    traces_plot_bins(&state.plot, &first, &count);
    g_assert_cmpuint(count, ==, 0);
    struct traces_region region = traces_plot_region(&state);
    g_assert_null(traces_plot_inside(&state, &region, NULL, NULL));
    traces_plot_clear(&state.plot);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/traces plot/a cell is the region of its points",
                    a_cell_is_the_region_of_its_points);
    g_test_add_func("/traces plot/a region holds the slow ones", a_region_holds_the_slow_ones);
    g_test_add_func("/traces plot/empty bins at the ends are not shown",
                    empty_bins_at_the_ends_are_not_shown);
    g_test_add_func("/traces plot/a region is told in words", a_region_is_told_in_words);
    g_test_add_func("/traces plot/without points there are no numbers", no_points_no_numbers);
    return g_test_run();
}
