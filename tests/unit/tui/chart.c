/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/chart.h"

#include "base/quantity.h"
#include "tui/axis.h"
#include "tui/resample.h"

#include <math.h>
#include <string.h>

static void assert_row(const struct grid *grid, int row, const char *expected)
{
    g_autofree char *text = grid_row_text(grid, row);

    g_assert_cmpstr(text, ==, expected);
}

static void assert_spark(const double *values, size_t count, int width, const char *expected)
{
    struct grid *grid = grid_new(1, 20);
    struct surface surface = surface_of_grid(grid);

    chart_spark(&surface, 0, 0, width, values, count, count);
    assert_row(grid, 0, expected);
    grid_free(grid);
}

static void test_spark_shapes(void)
{
    const double rising[] = {0, 1, 2, 3, 4, 5, 6, 7};
    const double flat_zero[] = {0, 0, 0};
    const double flat[] = {5, 5, 5};
    const double gap[] = {0, (double)NAN, 7};
    const double spike[] = {0.2, 0.2, 0.2, 45};
    const double negative[] = {-7, 0};
    const double nothing[] = {(double)NAN, (double)NAN};
    const double endless[] = {0, (double)INFINITY, 7};

    assert_spark(rising, 8, 8, "▁▂▃▄▄▅▆▇");
    assert_spark(flat_zero, 3, 3, "▁▁▁");
    assert_spark(flat, 3, 3, "▇▇▇");
    assert_spark(gap, 3, 3, "▁ ▇");
    assert_spark(spike, 4, 4, "▁▁▁▇");
    assert_spark(negative, 2, 2, "▁▇");
    assert_spark(nothing, 2, 2, "");
    assert_spark(endless, 3, 3, "▁▇▇");
    assert_spark(rising, 0, 5, "");
    assert_spark(rising, 8, 0, "");
}

static void test_spark_resamples(void)
{
    double values[100] = {0};
    const double two[] = {0, 7};

    values[37] = 7;
    assert_spark(values, 100, 10, "▁▁▁▇▁▁▁▁▁▁");
    assert_spark(two, 2, 4, "▁▁▇▇");
}

static void test_spark_changes(void)
{
    const double values[] = {1, 1, 7, 7};
    struct grid *grid = grid_new(1, 4);
    struct surface surface = surface_of_grid(grid);

    chart_spark(&surface, 0, 0, 4, values, 4, 2);
    g_assert_cmpint(grid_role(grid, 0, 1), ==, ROLE_SPARK);
    g_assert_cmpint(grid_role(grid, 0, 2), ==, ROLE_SPARK_CHANGED);
    surface.ascii = true;
    chart_spark(&surface, 0, 0, 4, values, 4, 4);
    assert_row(grid, 0, "..##");
    grid_free(grid);
}

static void assert_bar(double from, double to, const char *expected)
{
    struct grid *grid = grid_new(1, 8);
    struct surface surface = surface_of_grid(grid);

    chart_bar(&surface, 0, from, to, ROLE_BAR);
    assert_row(grid, 0, expected);
    grid_free(grid);
}

static void test_bars(void)
{
    assert_bar(0, 3, "███");
    assert_bar(0, 3.5, "███▌");
    assert_bar(0, 2.125, "██▏");
    assert_bar(1, 2, " █");
    assert_bar(1.5, 3, " ▐█");
    assert_bar(1.9, 3, " ▕█");
    assert_bar(1.1, 3, " ██");
    assert_bar(2, 2, "  ▏");
    assert_bar(2.01, 2.02, "  ▏");
    assert_bar(-5, 2, "██");
    assert_bar(6, 100, "      ██");
    assert_bar(-5, -1, "");
    assert_bar(9, 12, "");
    assert_bar(3, 1, "");
    assert_bar((double)NAN, 3, "");
    assert_bar(0, (double)NAN, "");
    assert_bar(-(double)INFINITY, (double)INFINITY, "████████");
}

static void test_axes(void)
{
    struct axis axis = axis_fit(0, 45000, 5, "millisecond");
    g_assert_cmpfloat(axis.step, ==, 10000);
    g_assert_cmpfloat(axis.high, ==, 50000);
    axis = axis_fit(0, 290000, 5, "millisecond");
    g_assert_cmpfloat(axis.step, ==, 60000);
    axis = axis_fit(0, 0.7, 4, NULL);
    g_assert_cmpfloat(axis.high, >=, 0.7);
    axis = axis_fit(-3, 8, 4, NULL);
    g_assert_cmpfloat(axis.low, <=, -3);
    axis = axis_fit(0, 0, 4, NULL);
    g_assert_cmpfloat(axis.high, >, axis.low);
    g_assert_cmpint(time_step(50000), ==, 60000);
    g_assert_cmpint(time_step(INT64_C(86400000) * 30), >=, INT64_C(86400000) * 30);
}

static void assert_log_axis(double low, double high, int intervals, const char *unit,
                            const char *expected)
{
    struct axis axis = axis_fit_log(low, high, intervals, unit);
    g_autoptr(GString) labels = g_string_new(NULL);
    char text[32];

    g_assert_cmpint(axis_labels(&axis), <=, intervals + 2);
    g_assert_cmpfloat(axis_part(&axis, axis_value(&axis, 0)), ==, 0);
    g_assert_cmpfloat(axis_part(&axis, axis_value(&axis, axis_labels(&axis) - 1)), ==, 1);
    g_assert_cmpfloat(axis_value(&axis, 0), <, low);
    g_assert_cmpfloat(axis_value(&axis, axis_labels(&axis) - 1), >=, high * (1 - 1e-9));
    for (int i = 0; i < axis_labels(&axis); i++) {
        quantity_text(axis_value(&axis, i), unit, text, sizeof text);
        g_string_append_printf(labels, "%s%s", i ? " " : "", text);
    }
    g_assert_cmpstr(labels->str, ==, expected);
}

/* An axis that ended on the next power of ten would be as good as empty. */
static void test_log_axes_end_near_their_values(void)
{
    assert_log_axis(203, 45300, 5, "millisecond", "100ms 1.0s 10.0s 50.0s");
    assert_log_axis(230, 45300, 5, "millisecond", "200ms 1.0s 10.0s 50.0s");
    assert_log_axis(203, 45300, 1, "millisecond", "100ms 50.0s");
    assert_log_axis(195, 234, 5, "millisecond", "100ms 200ms 500ms");
    assert_log_axis(1100, 1100, 5, NULL, "500 1.0k 2.0k");
    assert_log_axis(1, 1000, 5, NULL, "0.50 10 100 1.0k");
    assert_log_axis(0.012, 0.97, 5, "ratio", "1.0% 2.0% 5.0% 10.0% 20.0% 50.0% 100%");
    assert_log_axis(3e6, 1.3e9, 4, "byte", "2.0MB 10.0MB 100MB 2.0GB");
}

/* Past a minute ten times a time is no round time. */
static void test_long_times_on_a_log_axis(void)
{
    assert_log_axis(20, 200000, 5, "millisecond", "10ms 100ms 1.0s 10.0s 60.0s 5m00s");
    assert_log_axis(40000, 100000, 5, "millisecond", "20.0s 60.0s 2m00s");
    assert_log_axis(70, 30 * 3600, 5, "second", "60.0s 10m00s 1h00m 6h00m 48h00m");
    assert_log_axis(1, 300, 5, "day", "12h00m 240h00m 2400h00m 12000h00m");
}

static void test_log_axes(void)
{
    struct axis axis = axis_fit_log(203, 45300, 5, NULL);
    g_assert_cmpfloat_with_epsilon(axis_part(&axis, 1000), 1 / log10(500), 1e-9);
    g_assert_cmpfloat(axis_part(&axis, 0), ==, 0);
    g_assert_cmpfloat(axis_part(&axis, -7), ==, 0);
    for (int intervals = -1; intervals < 40; intervals++) {
        axis = axis_fit_log(1e-300, 1e300, intervals, "nanosecond");
        g_assert_cmpint(axis_labels(&axis), <=, AXIS_LABELS);
        axis = axis_fit_log(5e-324, 1.7e308, intervals, "week");
        g_assert_true(isfinite(axis.low) && isfinite(axis.high));
    }
    axis = axis_fit_log(HUGE_VAL, 0, 4, NULL); /* no value is above zero */
    g_assert_cmpfloat(axis_part(&axis, 0), ==, 0);
    g_assert_cmpfloat(axis_value(&axis, 1), ==, 10);
}

/* On a linear axis a 45 s peak leaves nothing of the 0.2 s beside it. */
static void test_log_scale(void)
{
    const double values[] = {200, 200, 45000, 45000};
    const struct chart_line line = {values, 4, ROLE_SERVICE_1, NULL};
    struct chart chart = {.lines = &line,
                          .line_count = 1,
                          .cursor = (double)NAN,
                          .range_from = (double)NAN,
                          .range_to = (double)NAN,
                          .unit = "millisecond",
                          .log = true};
    struct grid *grid = grid_new(12, 30);
    struct surface surface = surface_of_grid(grid);
    int axis = chart_axis_width(&chart);

    chart_draw(&surface, &chart);
    g_assert_cmpstr(grid_text(grid, 9, axis), ==, "█");
    chart.log = false;
    struct grid *linear = grid_new(12, 30);
    surface = surface_of_grid(linear);
    chart_draw(&surface, &chart);
    g_assert_cmpstr(grid_text(linear, 9, chart_axis_width(&chart)), ==, "▁");
    grid_free(grid);
    grid_free(linear);
}

static void test_time_labels(void)
{
    char out[32];
    int64_t at = INT64_C(1795317000000); /* 2026-11-22T03:10:00Z */

    g_assert_cmpstr(time_label(at, 60000, 0, out, sizeof out), ==, "03:10");
    g_assert_cmpstr(time_label(at + 30000, 30000, 0, out, sizeof out), ==, "03:10:30");
    g_assert_cmpstr(time_label(at, 60000, 3600, out, sizeof out), ==, "04:10");
    g_assert_cmpstr(time_label(at, 86400000, 0, out, sizeof out), ==, "22 Nov");
    g_assert_cmpstr(time_label(at - 11400000, 3600000, 0, out, sizeof out), ==, "22 Nov");
    g_assert_cmpstr(time_label(INT64_MAX, 60000, 0, out, sizeof out), !=, "");
}

static struct chart chart_of(const struct chart_line *lines, size_t count)
{
    return (struct chart){.lines = lines,
                          .line_count = count,
                          .cursor = (double)NAN,
                          .range_from = (double)NAN,
                          .range_to = (double)NAN,
                          .unit = "millisecond",
                          .start_ms = INT64_C(1795317000000),
                          .end_ms = INT64_C(1795320600000)};
}

static void test_area(void)
{
    const double values[] = {0, 0, 10, 10};
    const struct chart_line line = {values, 4, ROLE_SERVICE_1, NULL};
    struct chart chart = chart_of(&line, 1);
    struct grid *grid = grid_new(5, 12 + chart_axis_width(&chart) - 6);
    struct surface surface = surface_of_grid(grid);

    chart_draw(&surface, &chart);
    int axis = chart_axis_width(&chart);
    g_assert_cmpstr(grid_text(grid, 2, axis), ==, "▁");
    g_assert_cmpstr(grid_text(grid, 0, axis + 5), ==, "█");
    g_assert_cmpint(grid_role(grid, 0, axis + 5), ==, ROLE_SERVICE_1);
    g_assert_cmpstr(grid_text(grid, 3, axis - 1), ==, "└");
    grid_free(grid);
}

static void assert_limit(double limit, bool ascii, int row, const char *expected)
{
    const double values[] = {2, 2, 9, 10};
    const struct chart_line line = {values, 4, ROLE_SERVICE_1, NULL};
    struct chart chart = chart_of(&line, 1);
    chart.limit = &limit;
    chart.unit = NULL;
    struct grid *grid = grid_new(10, 30);
    struct surface surface = surface_of_grid(grid);

    surface.ascii = ascii;
    chart_draw(&surface, &chart);
    assert_row(grid, row, expected);
    grid_free(grid);
}

/* On its row where it lies within, through the area; else at the edge beyond which it lies. The
 * scale is that of the values. */
static void test_limit(void)
{
    assert_limit(7, false, 2, " 7 ┝━ limit ━━━━━━━━━━━━━━━━━━");
    assert_limit(7, true, 2, " 7 == limit ==================");
    assert_limit(500, false, 0, "10 ┤┈▲ limit 500┈▂▂▂▂▂▂▂██████");
    assert_limit(500, true, 0, "10 + ^ limit 500 .......######");
    assert_limit(-3, true, 7, " 0 +#v limit -3###############");
}

/* Hatched, and not by colour alone: a bucket that has just begun is no fall. */
static void test_filling(void)
{
    const double values[] = {10, 10, 10, 1};
    const struct chart_line line = {values, 4, ROLE_SERVICE_1, NULL};
    struct chart chart = chart_of(&line, 1);
    chart.filling = 1;
    struct grid *grid = grid_new(5, 12 + chart_axis_width(&chart) - 6);
    struct surface surface = surface_of_grid(grid);

    chart_draw(&surface, &chart);
    int axis = chart_axis_width(&chart);
    int last = axis + 5;
    g_assert_cmpstr(grid_text(grid, 2, axis), ==, "█");
    g_assert_cmpstr(grid_text(grid, 2, last), ==, "░");
    g_assert_cmpstr(grid_text(grid, 3, last), ==, "…");
    g_assert_cmpstr(grid_text(grid, 3, axis), !=, "…");
    surface.ascii = true;
    chart_draw(&surface, &chart);
    g_assert_cmpstr(grid_text(grid, 2, last), ==, "~");
    g_assert_cmpstr(grid_text(grid, 3, last), ==, "~");
    const struct chart_mark mark = {0.99, ROLE_DEPLOY, "d"};
    chart.marks = &mark;
    chart.mark_count = 1;
    chart_draw(&surface, &chart);
    g_assert_cmpstr(grid_text(grid, 3, last), ==, "d"); /* it happened just now */
    grid_free(grid);
}

static void test_cursor_and_marks(void)
{
    const double values[] = {1, 2, 3, 4};
    const struct chart_line line = {values, 4, ROLE_SERVICE_1, "p95"};
    const struct chart_mark marks[] = {
        {0.5,         ROLE_DEPLOY, "▲"},
        {(double)NAN, ROLE_DEPLOY, "x"  },
        {7,           ROLE_DEPLOY, "x"  }
    };
    struct chart chart = chart_of(&line, 1);
    int axis = chart_axis_width(&chart);
    int plot = 52;
    struct grid *grid = grid_new(10, axis + plot);
    struct surface surface = surface_of_grid(grid);

    chart.marks = marks;
    chart.mark_count = 3;
    chart.cursor = 0.25;
    chart.range_from = 0.6;
    chart.range_to = 0.8;
    chart_draw(&surface, &chart);
    g_autofree char *legend = grid_row_text(grid, 0);
    g_assert_nonnull(strstr(legend, "● p95 2.0ms"));
    g_assert_nonnull(strstr(legend, "03:25:00"));
    g_assert_true(grid_marked(grid, 3, axis + plot / 4, ROLE_CURSOR_TIME));
    g_assert_true(grid_marked(grid, 3, axis + plot * 7 / 10, ROLE_SELECTED_IDLE));
    g_assert_cmpstr(grid_text(grid, 1, axis + plot / 2), ==, "┊");
    g_assert_cmpstr(grid_text(grid, 8, axis + plot / 2), ==, "▲");
    grid_free(grid);
}

static void assert_drawn_where_it_is_told(size_t count, int width, size_t value, double within)
{
    int column = resample_column(count, width, ((double)value + within) / (double)count);
    struct range range = resample_range(count, width, column);

    g_assert_cmpint(column, >=, 0);
    g_assert_cmpint(column, <, width);
    g_assert_cmpuint(range.from, <=, value);
    g_assert_cmpuint(range.to, >, value);
}

static void test_a_place_is_in_the_column_of_its_value(void)
{
    for (size_t count = 1; count < 250; count += 3) {
        for (int width = 1; width < 250; width += 7) {
            for (size_t value = 0; value < count; value++) {
                assert_drawn_where_it_is_told(count, width, value, 0);
                assert_drawn_where_it_is_told(count, width, value, 0.5);
                assert_drawn_where_it_is_told(count, width, value, 0.99);
            }
        }
    }
    g_assert_cmpint(resample_column(4, 40, 0.3), ==, 12); /* within the ten of its value */
    g_assert_cmpint(resample_column(0, 40, 0.5), ==, 20);
}

/* Of nearly as many values as columns, which begin and end in the midst of columns. */
static void test_marks_stand_at_their_values(void)
{
    double values[121];
    const struct chart_line line = {values, 121, ROLE_SPARK, NULL};

    for (size_t at = 0; at < 121; at++) {
        const struct chart_mark mark = {(double)at / 121, ROLE_DEPLOY, "d"};
        struct chart chart = chart_of(&line, 1);
        memset(values, 0, sizeof values);
        values[at] = 9;
        chart.marks = &mark;
        chart.mark_count = 1;
        chart.cursor = ((double)at + 0.01) / 121;
        int axis = chart_axis_width(&chart), spike = 0;
        struct grid *grid = grid_new(12, axis + 113);
        struct surface surface = surface_of_grid(grid);
        chart_draw(&surface, &chart);
        while (spike < 113 && strcmp(grid_text(grid, 8, axis + spike), "█")) {
            spike++;
        }
        g_assert_true(grid_marked(grid, 8, axis + spike, ROLE_CURSOR_TIME));
        g_assert_cmpstr(grid_text(grid, 10, axis + spike), ==, "┷");
        chart.cursor = (double)NAN; /* which hides the sign of the mark */
        grid_free(grid);
        grid = grid_new(12, axis + 113);
        surface = surface_of_grid(grid);
        chart_draw(&surface, &chart);
        g_assert_cmpstr(grid_text(grid, 10, axis + spike), ==, "d");
        grid_free(grid);
    }
}

/* A column of cells costs more than the sign below it: it follows when keys rest. */
static void test_a_gliding_cursor_leaves_its_column_lit_where_it_was(void)
{
    const double values[] = {1, 2, 3, 4};
    const struct chart_line line = {values, 4, ROLE_SPARK, "p95"};
    struct chart chart = chart_of(&line, 1);
    int axis = chart_axis_width(&chart);
    int plot = 52;
    struct grid *grid = grid_new(10, axis + plot);
    struct surface surface = surface_of_grid(grid);

    chart.cursor = 0.75;
    chart.rested = 0.25;
    chart.glides = true;
    chart_draw(&surface, &chart);
    g_assert_true(grid_marked(grid, 3, axis + plot / 4, ROLE_CURSOR_TIME));
    g_assert_false(grid_marked(grid, 3, axis + plot * 3 / 4, ROLE_CURSOR_TIME));
    g_assert_cmpstr(grid_text(grid, 8, axis + plot * 3 / 4), ==, "┷");
    g_assert_cmpstr(grid_text(grid, 8, axis + plot / 4), !=, "┷");
    grid_free(grid);
}

/* Where marks meet, the later one stands after the earlier, as long as it is near its place. */
static void test_marks_that_meet(void)
{
    const struct chart_mark marks[] = {
        {0.5,   ROLE_DEPLOY, "a"         },
        {0.5,   ROLE_DEPLOY, "b"         },
        {0.501, ROLE_DEPLOY, "cde"       },
        {0.502, ROLE_DEPLOY, "f"         },
        {0.99,  ROLE_DEPLOY, "at the end"}
    };
    struct grid *grid = grid_new(1, 41);
    struct surface surface = surface_of_grid(grid);

    chart_ruler_marks(&surface, 0, marks, G_N_ELEMENTS(marks));
    g_autofree char *text = grid_row_text(grid, 0);
    g_assert_cmpstr(text, ==, "                     abcde     at the end");
    grid_free(grid);
}

static void test_lines_in_braille(void)
{
    const double one[] = {0, 0, 0, 0};
    const double other[] = {10, 10, 10, 10};
    const struct chart_line lines[] = {
        {one,   4, ROLE_SERVICE_0, "a"},
        {other, 4, ROLE_SERVICE_1, "b"}
    };
    struct chart chart = chart_of(lines, 2);
    struct grid *grid = grid_new(5, 30);
    struct surface surface = surface_of_grid(grid);
    int axis = chart_axis_width(&chart);

    chart_draw(&surface, &chart);
    g_assert_cmpstr(grid_text(grid, 0, axis + 1), ==, "⠉");
    g_assert_cmpint(grid_role(grid, 0, axis + 1), ==, ROLE_SERVICE_1);
    g_assert_cmpstr(grid_text(grid, 2, axis + 1), ==, "⣀");
    g_assert_cmpint(grid_role(grid, 2, axis + 1), ==, ROLE_SERVICE_0);
    grid_free(grid);
}

/* Charts of nothing, of one value and of hostile values, in every size. */
static void test_every_size(void)
{
    const double hostile[] = {(double)NAN, (double)INFINITY, -(double)INFINITY,
                              1e308,       -1e308,           5e-324};
    const struct chart_line lines[] = {
        {hostile, 6, ROLE_SERVICE_0, "\x1b[31mred"},
        {hostile, 1, ROLE_SERVICE_1, NULL         },
        {NULL,    0, ROLE_SERVICE_2, "none"       }
    };

    for (int rows = 0; rows < 14; rows++) {
        for (int cols = 0; cols < 30; cols += 3) {
            for (size_t count = 0; count <= 3; count++) {
                struct grid *grid = grid_new(rows, cols);
                struct surface surface = surface_of_grid(grid);
                struct chart chart = chart_of(lines, count);
                chart.cursor = rows % 2 ? 0.99 : 3.5;
                chart.range_from = -2;
                chart.range_to = 9;
                chart_draw(&surface, &chart);
                chart = chart_of(lines + 2, 1);
                chart.start_ms = INT64_MIN / 4;
                chart.end_ms = INT64_MAX / 4;
                chart_draw(&surface, &chart);
                grid_free(grid);
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart/a logarithmic axis holds whatever there is", test_log_axes);
    g_test_add_func("/chart/it ends on round values near its own",
                    test_log_axes_end_near_their_values);
    g_test_add_func("/chart/of long times these are minutes and hours",
                    test_long_times_on_a_log_axis);
    g_test_add_func("/chart/on it the small is seen beside the great", test_log_scale);
    g_test_add_func("/chart/zero is the lowest mark and no data is blank", test_spark_shapes);
    g_test_add_func("/chart/no spike is lost in few columns", test_spark_resamples);
    g_test_add_func("/chart/what changed has its own colour", test_spark_changes);
    g_test_add_func("/chart/bars have edges of eighths", test_bars);
    g_test_add_func("/chart/axes have round steps", test_axes);
    g_test_add_func("/chart/times are told in the zone", test_time_labels);
    g_test_add_func("/chart/one line is an area", test_area);
    g_test_add_func("/chart/a limit is a line, and outside the scale told at its edge", test_limit);
    g_test_add_func("/chart/what still comes in is hatched and marked", test_filling);
    g_test_add_func("/chart/cursor, range and marks lie over it", test_cursor_and_marks);
    g_test_add_func("/chart/a place is in the column in which its value is drawn",
                    test_a_place_is_in_the_column_of_its_value);
    g_test_add_func("/chart/marks and the cursor stand at their values",
                    test_marks_stand_at_their_values);
    g_test_add_func("/chart/a gliding cursor leaves its column lit where it was",
                    test_a_gliding_cursor_leaves_its_column_lit_where_it_was);
    g_test_add_func("/chart/marks that meet stand one after another", test_marks_that_meet);
    g_test_add_func("/chart/several lines are braille", test_lines_in_braille);
    g_test_add_func("/chart/any values fit any size", test_every_size);
    return g_test_run();
}
