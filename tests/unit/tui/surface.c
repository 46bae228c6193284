/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/surface.h"

#include "tui/grid.h"
#include "tui/text.h"

#include <string.h>

static struct surface new_surface(int rows, int cols)
{
    return surface_of_grid(grid_new(rows, cols));
}

static void assert_row(const struct surface *surface, int row, const char *expected)
{
    g_autofree char *text = grid_row_text(surface->grid, row);

    g_assert_cmpstr(text, ==, expected);
}

static void test_text(void)
{
    struct surface surface = new_surface(2, 10);

    g_assert_cmpint(surface_text(&surface, 0, 1, -1, ROLE_TITLE, "ab\x1b[2Jc"), ==, 3);
    assert_row(&surface, 0, " abc");
    g_assert_cmpint(grid_role(surface.grid, 0, 1), ==, ROLE_TITLE);
    g_assert_cmpint(grid_role(surface.grid, 0, 4), ==, ROLE_TEXT);
    g_assert_cmpint(surface_text(&surface, 1, 0, 4, ROLE_TEXT, "abcdef"), ==, 4);
    assert_row(&surface, 1, "abc…");
    g_assert_cmpint(surface_text(&surface, 1, 0, -1, ROLE_TEXT, NULL), ==, 0);
    grid_free(surface.grid);
}

static void test_edges(void)
{
    struct surface surface = new_surface(2, 5);

    surface_text(&surface, -1, 0, -1, ROLE_TEXT, "above");
    surface_text(&surface, 2, 0, -1, ROLE_TEXT, "below");
    surface_text(&surface, 0, 9, -1, ROLE_TEXT, "right");
    surface_text(&surface, 0, -2, -1, ROLE_TEXT, "abcdefg");
    assert_row(&surface, 0, "cdefg");
    surface_text(&surface, 1, -2, -1, ROLE_TEXT, "abcdefgh");
    assert_row(&surface, 1, "cdef…");
    surface_text(&surface, 1, G_MININT, -1, ROLE_TEXT, "x");
    surface_run(&surface, 1, G_MAXINT, G_MAXINT, ROLE_TEXT, "-", '-');
    surface_run(&surface, 1, -5, G_MAXINT, ROLE_TEXT, "─", '-');
    assert_row(&surface, 1, "─────");
    surface_mark(&surface, 0, G_MININT, G_MAXINT, ROLE_SELECTED);
    surface_mark(&surface, 5, 0, -1, ROLE_SELECTED);
    grid_free(surface.grid);
}

static void test_parts_clip(void)
{
    struct surface surface = new_surface(4, 10);
    struct surface part = surface_part(&surface, 1, 2, 2, 4);

    surface_text(&part, 0, 0, -1, ROLE_TEXT, "abcdefgh");
    surface_text(&part, 2, 0, -1, ROLE_TEXT, "outside");
    surface_run(&part, 1, -3, 100, ROLE_HAIRLINE, "─", '-');
    assert_row(&surface, 0, "");
    assert_row(&surface, 1, "  abc…");
    assert_row(&surface, 2, "  ────");
    assert_row(&surface, 3, "");
    struct surface none = surface_part(&part, 5, 5, 3, 3);
    g_assert_cmpint(none.rows, ==, 0);
    g_assert_cmpint(none.cols, ==, 0);
    surface_text(&none, 0, 0, -1, ROLE_TEXT, "x");
    struct surface whole = surface_part(&surface, -5, -5, G_MAXINT, G_MAXINT);
    g_assert_cmpint(whole.rows, ==, 4);
    g_assert_cmpint(whole.cols, ==, 10);
    struct surface negative = surface_part(&surface, 0, 0, -3, -3);
    g_assert_cmpint(negative.rows, ==, 0);
    grid_free(surface.grid);
}

static void test_wide(void)
{
    struct surface surface = new_surface(3, 6);

    surface_text(&surface, 0, 0, -1, ROLE_TEXT, "日本語");
    g_assert_cmpstr(grid_text(surface.grid, 0, 1), ==, "");
    surface_text(&surface, 0, 1, 1, ROLE_TEXT, "x");
    assert_row(&surface, 0, " x本語");
    surface_text(&surface, 0, 4, 1, ROLE_TEXT, "y");
    assert_row(&surface, 0, " x本y");
    surface_text(&surface, 1, 5, -1, ROLE_TEXT, "日");
    assert_row(&surface, 1, "     …");
    surface_text(&surface, 2, -1, -1, ROLE_TEXT, "日ab");
    assert_row(&surface, 2, " ab");
    grid_free(surface.grid);
}

static void test_middle_and_right(void)
{
    struct surface surface = new_surface(3, 12);

    surface_text_cut(&surface, 0, 0, 9, ROLE_TEXT, CUT_MIDDLE, "com.acme.payment.Service");
    assert_row(&surface, 0, "com.…vice");
    surface_text_right(&surface, 1, 2, 8, ROLE_TEXT, "42");
    assert_row(&surface, 1, "        42");
    surface_text_right(&surface, 2, 0, 4, ROLE_TEXT, "123456");
    assert_row(&surface, 2, "123…");
    grid_free(surface.grid);
}

static void test_pieces(void)
{
    struct surface surface = new_surface(3, 12);
    const struct piece pieces[] = {
        {ROLE_KEY,    "gl"    },
        {ROLE_TEXT,   " logs "},
        {ROLE_MUTED,  NULL    },
        {ROLE_ACCENT, "1234"  }
    };

    g_assert_cmpint(surface_pieces(&surface, 0, 0, -1, pieces, 4), ==, 12);
    assert_row(&surface, 0, "gl logs 1234");
    g_assert_cmpint(surface_pieces(&surface, 1, 0, 11, pieces, 4), ==, 11);
    assert_row(&surface, 1, "gl logs 12…");
    g_assert_cmpint(grid_role(surface.grid, 1, 0), ==, ROLE_KEY);
    g_assert_cmpint(grid_role(surface.grid, 1, 9), ==, ROLE_ACCENT);
    surface_pieces(&surface, 2, 0, 8, pieces, 4);
    assert_row(&surface, 2, "gl logs…");
    grid_free(surface.grid);
}

static void test_marks(void)
{
    struct surface surface = new_surface(1, 6);
    struct theme theme;

    theme_init(&theme);
    theme.styles[ROLE_LEVEL_ERROR] = (struct style){1, -1, 0};
    theme.styles[ROLE_SELECTED] = (struct style){-1, 4, THEME_BOLD};
    theme.styles[ROLE_MATCH] = (struct style){3, -1, THEME_UNDERLINE};
    theme.styles[ROLE_TEXT] = (struct style){-1, -1, 0};
    surface_text(&surface, 0, 0, -1, ROLE_LEVEL_ERROR, "error");
    surface_mark(&surface, 0, 0, -1, ROLE_SELECTED);
    surface_mark(&surface, 0, 1, 2, ROLE_MATCH);
    struct style plain = cell_style(grid_peek(surface.grid, 0, 0), &theme);
    g_assert_cmpint(plain.foreground, ==, 1);
    g_assert_cmpint(plain.background, ==, 4);
    g_assert_cmpuint(plain.attributes, ==, THEME_BOLD);
    struct style matched = cell_style(grid_peek(surface.grid, 0, 1), &theme);
    g_assert_cmpint(matched.foreground, ==, 3);
    g_assert_cmpint(matched.background, ==, 4);
    g_assert_cmpuint(matched.attributes, ==, THEME_BOLD | THEME_UNDERLINE);
    g_assert_true(grid_marked(surface.grid, 0, 1, ROLE_MATCH));
    g_assert_false(grid_marked(surface.grid, 0, 3, ROLE_MATCH));
    g_assert_cmpint(grid_role(surface.grid, 0, 1), ==, ROLE_LEVEL_ERROR);
    surface_text(&surface, 0, 0, -1, ROLE_TEXT, "x");
    g_assert_false(grid_marked(surface.grid, 0, 0, ROLE_SELECTED));
    for (int i = 0; i < 10; i++) {
        surface_mark(&surface, 0, 0, 1, i % 2 ? ROLE_MATCH : ROLE_CURSOR_TIME);
    }
    g_assert_true(grid_marked(surface.grid, 0, 0, ROLE_MATCH));
    grid_free(surface.grid);
}

static void test_ascii(void)
{
    struct surface surface = new_surface(2, 12);

    surface.ascii = true;
    surface_text(&surface, 0, 0, 9, ROLE_TEXT, "é 日 ▸ ● long");
    assert_row(&surface, 0, "e ?  > *~");
    surface_run(&surface, 1, 0, 3, ROLE_HAIRLINE, "─", '=');
    assert_row(&surface, 1, "===");
    grid_free(surface.grid);
}

static void test_fill_and_empty(void)
{
    struct surface surface = new_surface(2, 4);
    struct surface empty = new_surface(0, 0);

    surface_text(&surface, 0, 0, -1, ROLE_TITLE, "日本");
    struct surface part = surface_part(&surface, 0, 1, 1, 2);
    surface_fill(&part, ROLE_SELECTED);
    assert_row(&surface, 0, "");
    g_assert_cmpint(grid_role(surface.grid, 0, 1), ==, ROLE_SELECTED);
    surface_fill(&empty, ROLE_TEXT);
    surface_text(&empty, 0, 0, -1, ROLE_TEXT, "x");
    g_assert_cmpstr(grid_text(empty.grid, 0, 0), ==, "");
    grid_free(surface.grid);
    grid_free(empty.grid);
}

/* What `text` is, cluster by cluster; returns its cells. */
static int walk(const char *text, GString *out)
{
    struct cluster cluster;
    int width = 0;

    for (const char *end = text + strlen(text); cluster_next(&text, end, &cluster);) {
        g_string_append(out, cluster.text);
        width += cluster.width;
    }
    return width;
}

static void assert_like_one_by_one(struct surface *surface, const char *text)
{
    g_autoptr(GString) expected = g_string_new(NULL);
    g_autofree char *safe = text_safe(text);
    int width = walk(text, expected);

    g_assert_cmpstr(safe, ==, expected->str);
    g_assert_cmpint(text_width(text), ==, width);
    for (int cells = 0; cells <= surface->cols; cells++) {
        g_assert_cmpint(cluster_fits(text, text + strlen(text), cells), ==, width <= cells);
    }
    surface_fill(surface, ROLE_TEXT);
    g_assert_cmpint(surface_text(surface, 0, 0, -1, ROLE_TEXT, text), ==, width);
    assert_row(surface, 0, g_strchomp(expected->str));
    surface_fill(surface, ROLE_TEXT);
    g_assert_cmpint(surface_text(surface, 0, 0, width - 1, ROLE_TEXT, text), <, MAX(width, 1));
    g_assert_cmpstr(grid_text(surface->grid, 0, MAX(width - 1, 0)), ==, " ");
}

/* Every text of five of these. */
static void test_runs(void)
{
    static const char *const parts[] = {"a", " ", "b", "\xcc\x81", "\xe4\xb8\x96", "\x1b[m", ""};
    struct surface surface = new_surface(1, 12);

    for (int number = 0; number < 7 * 7 * 7 * 7 * 7; number++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int rest = number, i = 0; i < 5; i++, rest /= 7) {
            g_string_append(text, parts[rest % 7]);
        }
        assert_like_one_by_one(&surface, text->str);
    }
    grid_free(surface.grid);
}

static void test_runs_over_wide(void)
{
    static const char wide[] = "\xe4\xb8\x96\xe4\xb8\x96\xe4\xb8\x96";
    struct surface surface = new_surface(1, 6);

    surface_text(&surface, 0, 0, -1, ROLE_TEXT, wide);
    surface_text(&surface, 0, 1, -1, ROLE_TEXT, "ab");
    assert_row(&surface, 0, " ab \xe4\xb8\x96");
    surface_text(&surface, 0, 0, -1, ROLE_TEXT, wide);
    struct surface part = surface_part(&surface, 0, 1, 1, 2);
    surface_fill(&part, ROLE_TEXT);
    assert_row(&surface, 0, "    \xe4\xb8\x96");
    surface_text(&surface, 0, -2, -1, ROLE_TEXT, "abcdefghijkl");
    assert_row(&surface, 0, "cdefg…");
    grid_free(surface.grid);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/surface/text is made safe, measured and cut", test_text);
    g_test_add_func("/surface/nothing is drawn outside", test_edges);
    g_test_add_func("/surface/a part cannot draw outside itself", test_parts_clip);
    g_test_add_func("/surface/wide characters stay whole or go", test_wide);
    g_test_add_func("/surface/cuts in the middle, right alignment", test_middle_and_right);
    g_test_add_func("/surface/pieces share one width", test_pieces);
    g_test_add_func("/surface/marks lie over what is drawn", test_marks);
    g_test_add_func("/surface/ASCII surfaces draw ASCII", test_ascii);
    g_test_add_func("/surface/fill blanks, empty surfaces hold nothing", test_fill_and_empty);
    g_test_add_func("/surface/runs of plain characters are as one by one", test_runs);
    g_test_add_func("/surface/runs leave no half of a wide character", test_runs_over_wide);
    return g_test_run();
}
