/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/histogram.h"

#include <string.h>

static const char *const edges[] = {"10ms", "20ms", "50ms", "100ms", "200ms"};

static struct grid *drawn(const struct histogram *histogram, int rows, int cols, bool ascii)
{
    struct grid *grid = grid_new(rows, cols);
    struct surface surface = surface_of_grid(grid);
    surface.ascii = ascii;
    histogram_draw(&surface, histogram);
    return grid;
}

static void few_are_seen_beside_many(void)
{
    static const double counts[] = {0, 4000, 900, 0, 3};
    struct histogram histogram = {
        .counts = counts, .edges = edges, .count = 5, .cursor = SIZE_MAX, .corner = SIZE_MAX};
    struct grid *grid = drawn(&histogram, 9, 51, false);
    g_autofree char *top = grid_row_text(grid, 1), *last = grid_row_text(grid, 6);
    g_autofree char *foot = grid_row_text(grid, 8), *above = grid_row_text(grid, 5);
    g_assert_nonnull(strstr(top, "4.0k"));
    g_assert_nonnull(strstr(last, "█████████ █████████"));
    g_assert_nonnull(strstr(last, "▁▁▁▁▁▁▁▁▁"));
    g_assert_nonnull(strstr(above, "3"));
    g_assert_cmpstr(foot, ==, "10ms      20ms      50ms      100ms     200ms");
    grid_free(grid);
}

static void marks_have_labels_that_do_not_run_into_each_other(void)
{
    static const double counts[] = {1, 4, 9, 2, 1};
    static const struct chart_mark marks[] = {
        {0.5,  ROLE_ACCENT, "p50 60ms" },
        {0.55, ROLE_ACCENT, "p95 80ms" },
        {0.99, ROLE_ACCENT, "p99 300ms"},
    };
    struct histogram histogram = {.counts = counts,
                                  .edges = edges,
                                  .count = 5,
                                  .marks = marks,
                                  .mark_count = 3,
                                  .cursor = 2,
                                  .corner = 3};
    struct grid *grid = drawn(&histogram, 9, 60, true);
    g_autofree char *head = grid_row_text(grid, 0);
    g_assert_nonnull(strstr(head, "p50 60ms  p95 80ms"));
    g_assert_nonnull(strstr(head, "p99 300ms"));
    for (const char *at = head; *at; at++)
        g_assert_cmpint((unsigned char)*at, <, 0x80);
    int width = histogram_bucket_cols(&histogram, 60);
    g_assert_true(grid_marked(grid, 3, 2 * width, ROLE_SELECTED_IDLE));
    g_assert_true(grid_marked(grid, 3, 4 * width - 2, ROLE_SELECTED_IDLE));
    g_assert_false(grid_marked(grid, 3, 4 * width, ROLE_SELECTED_IDLE));
    g_assert_cmpuint(histogram_bucket_at(&histogram, 2 * width + 1, 60), ==, 2);
    g_assert_cmpuint(histogram_bucket_at(&histogram, 59, 60), ==, 4);
    grid_free(grid);
}

static void any_size(void)
{
    static const double counts[] = {1, 4, 9, 2, 1};
    struct histogram histogram = {
        .counts = counts, .edges = edges, .count = 5, .cursor = 0, .corner = SIZE_MAX};
    for (int rows = 1; rows < 10; rows++)
        for (int cols = 1; cols < 20; cols++)
            grid_free(drawn(&histogram, rows, cols, false));
    histogram.count = 0;
    grid_free(drawn(&histogram, 9, 40, false));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/histogram/few are seen beside many", few_are_seen_beside_many);
    g_test_add_func("/histogram/marks have labels with room between them",
                    marks_have_labels_that_do_not_run_into_each_other);
    g_test_add_func("/histogram/any size is drawn", any_size);
    return g_test_run();
}
