/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as text: what comes out holds no control, is as wide as it says, and is cut, wrapped
 * and drawn without leaving its room. */
#include "tui/grid.h"
#include "tui/surface.h"
#include "tui/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_safe(const char *safe)
{
    g_assert_true(g_utf8_validate(safe, -1, NULL));
    for (const char *p = safe; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_assert_true(c >= 0x20 && !(c >= 0x7f && c < 0xa0));
        g_assert_true(g_unichar_type(c) != G_UNICODE_FORMAT);
    }
    g_autofree char *again = text_safe(safe);
    g_assert_cmpstr(again, ==, safe);
}

static void check_cuts(const char *safe, int cells)
{
    g_autofree char *end = text_cut(safe, cells);
    g_autofree char *middle = text_cut_middle(safe, cells);

    g_assert_cmpint(text_width(end), <=, cells);
    g_assert_cmpint(text_width(middle), <=, cells);
    check_safe(end);
    check_safe(middle);
}

static void check_wrap(const char *text, int cells)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, cells);

    g_assert_cmpuint(lines->len, >, 0);
    for (guint i = 0; i < lines->len; i++) {
        check_safe(lines->pdata[i]);
        g_assert_cmpint(text_width(lines->pdata[i]), <=, MAX(cells, 2));
    }
}

/* Cells outside the part stay as they were; the row is as wide as the grid. */
static void check_drawing(const char *text, int col, int width, bool ascii)
{
    struct grid *grid = grid_new(3, 20);
    struct surface surface = surface_of_grid(grid);
    surface.ascii = ascii;
    struct surface part = surface_part(&surface, 1, 5, 1, 8);

    g_assert_cmpint(surface_text(&part, 0, col, width, ROLE_TITLE, text), >=, 0);
    surface_text_cut(&part, 0, 0, width, ROLE_TITLE, CUT_MIDDLE, text);
    surface_text_right(&part, 0, 0, width, ROLE_TITLE, text);
    for (int row = 0; row < 3; row++) {
        int cells = 0;
        for (int at = 0; at < 20; at++) {
            const struct cell *cell = grid_peek(grid, row, at);
            bool inside = row == 1 && at >= 5 && at < 13;
            g_assert_true(inside || strcmp(cell->text, " ") == 0);
            g_assert_true(!ascii || (unsigned char)cell->text[0] < 0x80);
            cells += cell->width;
        }
        g_assert_cmpint(cells, ==, 20);
    }
    grid_free(grid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    int cells = data[0] % 24;
    int col = data[1] % 24 - 12;
    g_autofree char *text = g_strndup((const char *)data + 2, size - 2);
    g_autofree char *safe = text_safe(text);

    check_safe(safe);
    check_cuts(safe, cells);
    check_wrap(text, cells);
    check_drawing(text, col, cells - 2, false);
    check_drawing(text, col, cells - 2, true);
    return 0;
}
