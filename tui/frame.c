/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/frame.h"

#define FRAME_ROWS 5
#define FRAME_COLS 12

static void draw_edge(struct surface *surface, int row, const char *left, const char *right)
{
    surface_run(surface, row, 0, 1, ROLE_HAIRLINE, left, '+');
    surface_run(surface, row, 1, surface->cols - 2, ROLE_HAIRLINE, "─", '-');
    surface_run(surface, row, surface->cols - 1, 1, ROLE_HAIRLINE, right, '+');
}

struct surface frame_draw(struct surface *surface, const char *title)
{
    surface_fill(surface, ROLE_TEXT);
    if (surface->rows < FRAME_ROWS || surface->cols < FRAME_COLS) {
        return *surface;
    }
    draw_edge(surface, 0, "╭", "╮");
    draw_edge(surface, surface->rows - 1, "╰", "╯");
    for (int row = 1; row < surface->rows - 1; row++) {
        surface_run(surface, row, 0, 1, ROLE_HAIRLINE, "│", '|');
        surface_run(surface, row, surface->cols - 1, 1, ROLE_HAIRLINE, "│", '|');
    }
    if (title && title[0]) {
        struct piece pieces[] = {
            {ROLE_TEXT,        " "  },
            {ROLE_TITLE_FOCUS, title},
            {ROLE_TEXT,        " "  }
        };
        surface_pieces(surface, 0, 2, surface->cols - 4, pieces, G_N_ELEMENTS(pieces));
    }
    return surface_part(surface, 1, 2, surface->rows - 2, surface->cols - 4);
}

void frame_rule(struct surface *framed, int row)
{
    if (framed->rows >= FRAME_ROWS && framed->cols >= FRAME_COLS) {
        draw_edge(framed, row, "├", "┤");
    }
}

size_t frame_top(size_t cursor, size_t count, int height)
{
    size_t rows = height > 0 ? (size_t)height : 1;

    if (count <= rows || cursor < rows / 2) {
        return 0;
    }
    return MIN(cursor - rows / 2, count - rows);
}
