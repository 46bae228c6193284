/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/scrollbar.h"

#include <string.h>

struct rows {
    size_t error, warning, hit; /* SIZE_MAX = none */
    size_t asked;
};

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    struct rows *rows = (struct rows *)data;

    rows->asked++;
    return row == rows->hit       ? SCROLLBAR_HIT
           : row == rows->error   ? SCROLLBAR_ERROR
           : row == rows->warning ? SCROLLBAR_WARNING
                                  : SCROLLBAR_NONE;
}

static void assert_cells(const struct scrollbar *bar, const char *cells)
{
    static const char letters[SCROLLBAR_MARKS] = {'.', '^', '-', '!', '<'};
    int height = (int)strlen(cells);
    g_autofree char *found = g_strdup(cells);

    for (int i = 0; i < height; i++) {
        found[i] = letters[scrollbar_cell(bar, i, height)];
    }
    g_assert_cmpstr(found, ==, cells);
}

static void test_buckets(void)
{
    struct scrollbar bar = {0};
    struct rows rows = {.error = 19, .warning = 15, .hit = 0};

    assert_cells(&bar, "....");
    g_assert_false(scrollbar_read(&bar, 40, 1, SIZE_MAX, mark_of, &rows));
    assert_cells(&bar, "<!..");
    assert_cells(&bar, "<..-!.....");
    g_assert_cmpint(scrollbar_cell(&bar, -1, 4), ==, SCROLLBAR_NONE);
    g_assert_cmpint(scrollbar_cell(&bar, 4, 4), ==, SCROLLBAR_NONE);
    /* Fewer rows than cells: every cell has a row. */
    struct scrollbar few = {0};
    struct rows second = {.error = 1, .warning = SIZE_MAX, .hit = SIZE_MAX};
    scrollbar_read(&few, 2, 1, SIZE_MAX, mark_of, &second);
    assert_cells(&few, "..!!");
}

static void test_many(void)
{
    struct scrollbar bar = {0};
    struct rows rows = {.error = 999999, .warning = 512345, .hit = SIZE_MAX};

    g_assert_false(scrollbar_read(&bar, 1000000, 1, SIZE_MAX, mark_of, &rows));
    assert_cells(&bar, ".....-...!");
    g_assert_cmpuint(bar.shown.chunk_rows, ==, 256);
}

/* Only what came is read; nothing is read twice until something else changed. */
static void test_appending(void)
{
    struct scrollbar bar = {0};
    struct rows rows = {.error = 5, .warning = 18, .hit = SIZE_MAX};

    scrollbar_read(&bar, 10, 1, SIZE_MAX, mark_of, &rows);
    assert_cells(&bar, ".!");
    scrollbar_read(&bar, 20, 1, SIZE_MAX, mark_of, &rows);
    assert_cells(&bar, "!-");
    g_assert_cmpuint(rows.asked, ==, 20);
    rows.error = SIZE_MAX;
    scrollbar_read(&bar, 20, 2, SIZE_MAX, mark_of, &rows);
    assert_cells(&bar, ".-");
    g_assert_cmpuint(rows.asked, ==, 40);
    rows.warning = 3;
    scrollbar_read(&bar, 6, 2, SIZE_MAX, mark_of, &rows); /* rows went */
    assert_cells(&bar, "...-..");
}

static void test_slices(void)
{
    struct scrollbar bar = {0};
    struct rows rows = {.error = 0, .warning = SIZE_MAX, .hit = SIZE_MAX};

    g_assert_false(scrollbar_read(&bar, 100, 1, 100, mark_of, &rows));
    assert_cells(&bar, "!...");
    rows.error = 99;
    g_assert_true(scrollbar_read(&bar, 100, 2, 60, mark_of, &rows));
    assert_cells(&bar, "!..."); /* as it was, until all is known */
    g_assert_false(scrollbar_read(&bar, 100, 2, 60, mark_of, &rows));
    assert_cells(&bar, "...!");
}

static void assert_thumb(size_t count, size_t top, int height, int first, int cells)
{
    int is_first, is_cells;

    scrollbar_thumb(count, top, height, &is_first, &is_cells);
    g_assert_cmpint(is_first, ==, first);
    g_assert_cmpint(is_cells, ==, cells);
}

static void test_thumb(void)
{
    assert_thumb(20, 0, 10, 0, 5);
    assert_thumb(20, 10, 10, 5, 5);
    assert_thumb(20, 5, 10, 2, 5);
    assert_thumb(1000000, 0, 10, 0, 1);
    assert_thumb(1000000, 1, 10, 1, 1);      /* not the first any more */
    assert_thumb(1000000, 999989, 10, 8, 1); /* not yet the last */
    assert_thumb(1000000, 999990, 10, 9, 1);
    assert_thumb(11, 1, 10, 1, 9);
    assert_thumb(5, 0, 10, 0, 10);
    assert_thumb(0, 0, 0, 0, 0);
    assert_thumb(100, 99, 1, 0, 1);
    assert_thumb(100, 1000, 10, 9, 1);
}

static char *column_text(const struct grid *grid)
{
    GString *out = g_string_new(NULL);

    for (int row = 0; row < grid_rows(grid); row++) {
        g_string_append(out, grid_text(grid, row, 0));
    }
    return g_string_free(out, FALSE);
}

static void assert_drawn(const struct scrollbar *bar, const struct list *list, bool ascii,
                         const char *text)
{
    struct grid *grid = grid_new(list->height, 1);
    struct surface column = surface_of_grid(grid);
    column.ascii = ascii;
    scrollbar_draw(bar, list, &column);
    g_autofree char *drawn = column_text(grid);
    g_assert_cmpstr(drawn, ==, text);
    grid_free(grid);
}

/* What is marked says so by its character; the thumb, too. */
static void test_drawing(void)
{
    struct scrollbar bar = {0};
    struct list list = {0};
    struct rows rows = {.error = 99, .warning = 50, .hit = 25};

    list_resize(&list, 100, 10);
    list_rest(&list);
    scrollbar_read(&bar, 100, 1, SIZE_MAX, mark_of, &rows);
    assert_drawn(&bar, &list, false, "▐ ◂  -   !");
    assert_drawn(&bar, &list, true, "# <  -   !");
    list.drift = 2;
    assert_drawn(&bar, &list, false, "◂  -   !  ");
    list.drift = -2;
    assert_drawn(&bar, &list, false, "  ▐ ◂  -  ");
    g_assert_true(scrollbar_needed(&list));
    list_resize(&list, 10, 10);
    g_assert_false(scrollbar_needed(&list));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scrollbar/the worst row of a cell is shown", test_buckets);
    g_test_add_func("/scrollbar/a million rows", test_many);
    g_test_add_func("/scrollbar/rows at the end are read once", test_appending);
    g_test_add_func("/scrollbar/in slices the old map stays until the new one is whole",
                    test_slices);
    g_test_add_func("/scrollbar/the thumb is proportional and touches the ends only there",
                    test_thumb);
    g_test_add_func("/scrollbar/marks are told by their characters", test_drawing);
    return g_test_run();
}
