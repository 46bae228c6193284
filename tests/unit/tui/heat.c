/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/heat.h"

#include <math.h>
#include <string.h>

#define START INT64_C(1795318200000) /* 2026-11-22T03:30:00Z */

static const char *const edges[] = {"<10ms", "10ms", "100ms", "1.0s"};

/* Many quick ones all the time, a few slow ones at the end. */
static const double counts[] = {
    90, 3, 0, 0, 100, 4, 0, 0, 80, 2, 0, 0, 95, 3, 0, 1,
};

static struct heat heat_of(const double *values, size_t times)
{
    return (struct heat){.counts = values,
                         .times = times,
                         .bins = 4,
                         .edges = edges,
                         .cursor = (double)NAN,
                         .range_from = (double)NAN,
                         .range_to = (double)NAN,
                         .bin = SIZE_MAX,
                         .start_ms = START,
                         .end_ms = START + 3600000};
}

static struct grid *drawn(const struct heat *heat, int rows, int cols, bool ascii)
{
    struct grid *grid = grid_new(rows, cols);
    struct surface surface = surface_of_grid(grid);
    surface.ascii = ascii;
    heat_draw(&surface, heat);
    return grid;
}

static void few_are_seen_beside_many(void)
{
    struct heat heat = heat_of(counts, 4);
    int axis = heat_axis_width(&heat);
    struct grid *grid = drawn(&heat, 6, axis + 4, false);

    /* The key has the first row; the four bins share what is left with the ruler and times. */
    g_assert_cmpstr(grid_text(grid, 3, axis), ==, "█");
    g_assert_cmpstr(grid_text(grid, 3, axis + 3), ==, "█");
    g_assert_cmpstr(grid_text(grid, 1, axis + 3), !=, " ");
    g_assert_cmpstr(grid_text(grid, 1, axis), ==, " ");
    g_assert_cmpint(grid_role(grid, 3, axis), !=, grid_role(grid, 1, axis + 3));
    grid_free(grid);
}

static void every_bin_has_its_row(void)
{
    struct heat heat = heat_of(counts, 4);
    int axis = heat_axis_width(&heat);
    struct grid *grid = drawn(&heat, 7, axis + 4, true);

    g_assert_cmpstr(grid_text(grid, 4, axis), ==, "#");
    g_assert_cmpstr(grid_text(grid, 3, axis), ==, ":");
    g_assert_cmpstr(grid_text(grid, 2, axis), ==, " ");
    g_assert_cmpstr(grid_text(grid, 1, axis + 3), ==, ".");
    g_autofree char *top = grid_row_text(grid, 1);
    g_assert_nonnull(strstr(top, "1.0s"));
    grid_free(grid);
}

/* A bucket of which nothing is known is blank, as one of nothing is; neither breaks the others. */
static void unknown_is_blank(void)
{
    const double gap[] = {5, 0, 0, 0, (double)NAN, (double)NAN, (double)NAN, (double)NAN};
    struct heat heat = heat_of(gap, 2);
    int axis = heat_axis_width(&heat);
    struct grid *grid = drawn(&heat, 7, axis + 4, true);

    g_assert_cmpstr(grid_text(grid, 4, axis), ==, "#");
    g_assert_cmpstr(grid_text(grid, 4, axis + 3), ==, " ");
    grid_free(grid);
}

/* The key says from how many on a sign is used, and names no sign that stands for no number. */
static void the_key_is_true(void)
{
    struct heat heat = heat_of(counts, 4);
    struct grid *grid = drawn(&heat, 10, 80, true);
    g_autofree char *key = grid_row_text(grid, 0);
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(key), " ", -1);
    static const char signs[] = " .:+*#";
    int seen = 0;

    for (int i = 0; words[i]; i++) {
        const char *sign = words[i][0] && !words[i][1] ? strchr(signs + 1, words[i][0]) : NULL;
        if (!sign) {
            continue;
        }
        int from = atoi(words[i + 1]);
        g_assert_cmpint(heat_step(from, 100), ==, sign - signs);
        g_assert_cmpint(heat_step(from - 1, 100), <, sign - signs);
        seen++;
    }
    g_assert_cmpint(seen, ==, HEAT_STEPS);
    grid_free(grid);
}

static void steps_grow(void)
{
    int last = 0;

    g_assert_cmpint(heat_step(0, 10), ==, 0);
    g_assert_cmpint(heat_step((double)NAN, 10), ==, 0);
    g_assert_cmpint(heat_step(3, 0), ==, 0);
    for (int count = 1; count <= 1000; count++) {
        g_assert_cmpint(heat_step(count, 1000), >=, last);
        last = heat_step(count, 1000);
    }
    g_assert_cmpint(last, ==, HEAT_STEPS);
    g_assert_cmpint(heat_step(1, 1000), ==, 1);
}

static void no_size_breaks_it(void)
{
    for (int rows = 0; rows < 12; rows++) {
        for (int cols = 0; cols < 30; cols++) {
            struct heat heat = heat_of(counts, 4);
            heat.cursor = 0.5;
            heat.range_from = 0.2;
            heat.range_to = 0.7;
            heat.bin = 2;
            heat.filling = 1;
            grid_free(drawn(&heat, rows, cols, rows % 2));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/heat/a few far from the many are seen", few_are_seen_beside_many);
    g_test_add_func("/heat/every bin has its row and its name", every_bin_has_its_row);
    g_test_add_func("/heat/what is not known is blank", unknown_is_blank);
    g_test_add_func("/heat/the key says what the signs stand for", the_key_is_true);
    g_test_add_func("/heat/more is never less full", steps_grow);
    g_test_add_func("/heat/it can be of any size", no_size_breaks_it);
    return g_test_run();
}
