/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/scatter.h"

#include <math.h>
#include <string.h>

#define START INT64_C(1795318200000) /* 2026-11-22T03:30:00Z */

static const struct scatter_tick ticks[] = {
    {0, "10ms"},
    {1, "10s" }
};

/* Twenty quick ones along the foot, one slow one that failed at the upper right. */
static size_t fill(struct scatter_dot *dots)
{
    for (int i = 0; i < 20; i++)
        dots[i] = (struct scatter_dot){i / 20.0, 0.1, false};
    dots[20] = (struct scatter_dot){0.95, 0.9, true};
    dots[21] = (struct scatter_dot){1.5, 0.5, true}; /* outside */
    dots[22] = (struct scatter_dot){(double)NAN, 0.5, true};
    return 23;
}

static struct grid *drawn(struct scatter *scatter, int rows, int cols, bool ascii)
{
    struct grid *grid = grid_new(rows, cols);
    struct surface surface = surface_of_grid(grid);
    surface.ascii = ascii;
    scatter->ticks = ticks;
    scatter->tick_count = G_N_ELEMENTS(ticks);
    scatter->start_ms = START;
    scatter->end_ms = START + 3600000;
    scatter_draw(&surface, scatter);
    return grid;
}

static void two_bands_are_seen(void)
{
    struct scatter_dot dots[32];
    struct scatter scatter = {.dots = dots, .dot_count = fill(dots)};
    struct grid *grid = drawn(&scatter, 8, 26, false);
    g_autofree char *top = grid_row_text(grid, 0), *foot = grid_row_text(grid, 5);
    g_assert_nonnull(strstr(top, "10s ┤"));
    g_assert_nonnull(strstr(top, "×"));
    g_assert_nonnull(strstr(foot, "10ms ┤⠂"));
    g_assert_cmpint(grid_role(grid, 0, 25), ==, ROLE_LEVEL_ERROR);
    g_autofree char *times = grid_row_text(grid, 7);
    g_assert_nonnull(strstr(times, "04:00"));
    for (int row = 1; row < 4; row++) {
        g_autofree char *between = grid_row_text(grid, row);
        g_assert_null(strstr(between, "×"));
    }
    grid_free(grid);
}

static void ascii_tells_how_many(void)
{
    struct scatter_dot dots[40];
    for (int i = 0; i < 30; i++)
        dots[i] = (struct scatter_dot){i < 12 ? 0.05 : i < 18 ? 0.35 : 0.55, 0.1, i == 29};
    dots[30] = (struct scatter_dot){0.85, 0.1, false};
    struct scatter scatter = {.dots = dots, .dot_count = 31};
    struct grid *grid = drawn(&scatter, 6, 26, true);
    g_autofree char *foot = grid_row_text(grid, 3);
    g_assert_nonnull(strchr(foot, '#'));
    g_assert_nonnull(strchr(foot, '*'));
    g_assert_nonnull(strchr(foot, 'X'));
    g_assert_nonnull(strchr(foot, '.'));
    for (const char *at = foot; *at; at++)
        g_assert_cmpint((unsigned char)*at, <, 0x80);
    grid_free(grid);
}

/* A dot lies in the cell that is told of it, and the cell covers the dot. */
static void a_cell_covers_its_dots(void)
{
    for (int i = 0; i <= 100; i++) {
        double x = i / 100.0, y = 1 - x * x, x0, x1, y0, y1;
        struct scatter_cell cell = scatter_cell_of(x, y, 9, 31);
        scatter_cell_extent(cell, 9, 31, &x0, &x1, &y0, &y1);
        g_assert_cmpfloat(x0, <=, x + 1e-9);
        g_assert_cmpfloat(x, <=, x1 + 1e-9);
        g_assert_cmpfloat(y0, <=, y + 1e-9);
        g_assert_cmpfloat(y, <=, y1 + 1e-9);
    }
    struct scatter_cell far = scatter_cell_of(7, -3, 9, 31);
    g_assert_cmpint(far.row, ==, 8);
    g_assert_cmpint(far.col, ==, 30);
}

static void the_cursor_and_its_region(void)
{
    struct scatter_dot dots[32];
    struct scatter_cell cursor = {1, 12}, corner = {3, 8};
    struct scatter scatter = {
        .dots = dots, .dot_count = fill(dots), .cursor = &cursor, .corner = &corner};
    struct grid *grid = drawn(&scatter, 8, 26, false);
    struct scatter_frame frame = scatter_frame(&scatter, 8, 26);
    g_assert_true(grid_marked(grid, 1, frame.col + 12, ROLE_CURSOR_TIME));
    g_assert_true(grid_marked(grid, 2, frame.col + 10, ROLE_SELECTED_IDLE));
    g_assert_false(grid_marked(grid, 4, frame.col + 10, ROLE_SELECTED_IDLE));
    g_assert_false(grid_marked(grid, 2, frame.col + 7, ROLE_SELECTED_IDLE));
    g_assert_cmpstr(grid_text(grid, frame.rows, frame.col + 12), ==, "┷");
    grid_free(grid);
}

static void the_found_one_and_the_marks(void)
{
    struct scatter_dot dots[32], found = {0.5, 0.5, false};
    struct chart_mark mark = {0.25, ROLE_DEPLOY, "3.1.0"};
    struct scatter scatter = {
        .dots = dots, .dot_count = fill(dots), .found = &found, .marks = &mark, .mark_count = 1};
    struct grid *grid = drawn(&scatter, 8, 26, false);
    g_autofree char *middle = grid_row_text(grid, 3), *ruler = grid_row_text(grid, 6);
    g_assert_nonnull(strstr(middle, "◆"));
    g_assert_nonnull(strstr(middle, "┊"));
    g_assert_nonnull(strstr(ruler, "3.1.0"));
    grid_free(grid);
}

/* Whatever the size. */
static void any_size(void)
{
    struct scatter_dot dots[32];
    struct scatter_cell cursor = {40, 90}, corner = {0, 0};
    struct scatter scatter = {
        .dots = dots, .dot_count = fill(dots), .cursor = &cursor, .corner = &corner};
    for (int rows = 1; rows < 12; rows++)
        for (int cols = 1; cols < 30; cols += 3)
            grid_free(drawn(&scatter, rows, cols, rows % 2 == 0));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scatter/two bands are seen, failed ones apart", two_bands_are_seen);
    g_test_add_func("/scatter/ASCII tells how many there are", ascii_tells_how_many);
    g_test_add_func("/scatter/a cell covers its dots", a_cell_covers_its_dots);
    g_test_add_func("/scatter/the cursor and its region", the_cursor_and_its_region);
    g_test_add_func("/scatter/a point found, and marks of time", the_found_one_and_the_marks);
    g_test_add_func("/scatter/any size is drawn", any_size);
    return g_test_run();
}
