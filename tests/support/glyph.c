/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/glyph.h"

#define STROKE 1.2

/* Parts of a cell, in eighths: left, top, right, bottom, and how much ink. */
static const struct block {
    gunichar c;
    int left, top, right, bottom;
    double opacity;
} blocks[] = {
    {0x2580, 0, 0, 8, 4, 1   },
    {0x2581, 0, 7, 8, 8, 1   },
    {0x2582, 0, 6, 8, 8, 1   },
    {0x2583, 0, 5, 8, 8, 1   },
    {0x2584, 0, 4, 8, 8, 1   },
    {0x2585, 0, 3, 8, 8, 1   },
    {0x2586, 0, 2, 8, 8, 1   },
    {0x2587, 0, 1, 8, 8, 1   },
    {0x2588, 0, 0, 8, 8, 1   },
    {0x2589, 0, 0, 7, 8, 1   },
    {0x258a, 0, 0, 6, 8, 1   },
    {0x258b, 0, 0, 5, 8, 1   },
    {0x258c, 0, 0, 4, 8, 1   },
    {0x258d, 0, 0, 3, 8, 1   },
    {0x258e, 0, 0, 2, 8, 1   },
    {0x258f, 0, 0, 1, 8, 1   },
    {0x2590, 4, 0, 8, 8, 1   },
    {0x2591, 0, 0, 8, 8, 0.25},
    {0x2592, 0, 0, 8, 8, 0.5 },
    {0x2593, 0, 0, 8, 8, 0.75},
    {0x2594, 0, 0, 8, 1, 1   },
    {0x2595, 7, 0, 8, 8, 1   },
};

enum { LEFT = 1, UP = 2, RIGHT = 4, DOWN = 8, ROUND = 16, DOTTED = 32, BOLD = 64 };

static const struct lines {
    gunichar c;
    int arms;
} boxes[] = {
    {0x2500, LEFT | RIGHT            },
    {0x2501, LEFT | RIGHT | BOLD     },
    {0x2502, UP | DOWN               },
    {0x2503, UP | DOWN | BOLD        },
    {0x2504, LEFT | RIGHT | DOTTED   },
    {0x2506, UP | DOWN | DOTTED      },
    {0x2508, LEFT | RIGHT | DOTTED   },
    {0x250a, UP | DOWN | DOTTED      },
    {0x250c, RIGHT | DOWN            },
    {0x2510, LEFT | DOWN             },
    {0x2514, UP | RIGHT              },
    {0x2518, UP | LEFT               },
    {0x251c, UP | RIGHT | DOWN       },
    {0x2524, UP | LEFT | DOWN        },
    {0x252c, LEFT | RIGHT | DOWN     },
    {0x2534, LEFT | RIGHT | UP       },
    {0x2537, LEFT | RIGHT | UP       },
    {0x253c, LEFT | RIGHT | UP | DOWN},
    {0x254c, LEFT | RIGHT | DOTTED   },
    {0x254e, UP | DOWN | DOTTED      },
    {0x256d, RIGHT | DOWN | ROUND    },
    {0x256e, LEFT | DOWN | ROUND     },
    {0x256f, UP | LEFT | ROUND       },
    {0x2570, UP | RIGHT | ROUND      },
    {0x2574, LEFT                    },
    {0x2575, UP                      },
    {0x2576, RIGHT                   },
    {0x2577, DOWN                    },
};

static const struct block *find_block(gunichar c)
{
    for (gsize i = 0; i < G_N_ELEMENTS(blocks); i++) {
        if (blocks[i].c == c) {
            return &blocks[i];
        }
    }
    return NULL;
}

static const struct lines *find_lines(gunichar c)
{
    for (gsize i = 0; i < G_N_ELEMENTS(boxes); i++) {
        if (boxes[i].c == c) {
            return &boxes[i];
        }
    }
    return NULL;
}

static bool is_braille(gunichar c)
{
    return c >= 0x2800 && c < 0x2900;
}

bool glyph_is_shape(gunichar c)
{
    return is_braille(c) || find_block(c) || find_lines(c);
}

bool glyph_runs_on(gunichar c)
{
    const struct block *block = find_block(c);
    const struct lines *lines = find_lines(c);

    return block ? block->left == 0 && block->right == 8
                 : lines && (lines->arms & (LEFT | UP | RIGHT | DOWN)) == (LEFT | RIGHT);
}

static void draw_block(GString *out, const struct block *block, int cells, double x, double y,
                       unsigned rgb)
{
    double run = (cells - 1) * GLYPH_WIDTH;
    double across = GLYPH_WIDTH / 8;
    double down = GLYPH_HEIGHT / 8;

    /* A hair more than the cell, so that neighbours show no seam. */
    g_string_append_printf(out, "<rect x='%.2f' y='%.2f' width='%.2f' height='%.2f' fill='#%06x'",
                           x + block->left * across, y + block->top * down,
                           (block->right - block->left) * across + run,
                           (block->bottom - block->top) * down + (block->bottom == 8 ? 0.15 : 0),
                           rgb);
    if (block->opacity < 1) {
        g_string_append_printf(out, " opacity='%.2f'", block->opacity);
    }
    g_string_append(out, "/>\n");
}

static void draw_lines(GString *out, const struct lines *lines, int cells, double x, double y,
                       unsigned rgb)
{
    double middle_x = x + GLYPH_WIDTH / 2;
    double middle_y = y + GLYPH_HEIGHT / 2;
    double ends[4][2] = {
        {x,                       middle_y        },
        {middle_x,                y               },
        {x + GLYPH_WIDTH * cells, middle_y        },
        {middle_x,                y + GLYPH_HEIGHT}
    };

    g_string_append(out, "<path d='");
    if (lines->arms & ROUND) {
        const double *side = ends[lines->arms & LEFT ? 0 : 2];
        const double *end = ends[lines->arms & UP ? 1 : 3];
        g_string_append_printf(out, "M%.2f %.2fQ%.2f %.2f %.2f %.2f", side[0], side[1], middle_x,
                               middle_y, end[0], end[1]);
    } else {
        for (int i = 0; i < 4; i++) {
            if (lines->arms & 1 << i) {
                g_string_append_printf(out, "M%.2f %.2fL%.2f %.2f", middle_x, middle_y, ends[i][0],
                                       ends[i][1]);
            }
        }
    }
    g_string_append_printf(out, "' stroke='#%06x' stroke-width='%.1f' fill='none'%s/>\n", rgb,
                           lines->arms & BOLD ? STROKE * 2 : STROKE,
                           lines->arms & DOTTED ? " stroke-dasharray='1.4 2.8'" : "");
}

static void draw_braille(GString *out, unsigned bits, double x, double y, unsigned rgb)
{
    static const struct {
        unsigned bit;
        int across, down;
    } dots[] = {
        {0x01, 0, 0},
        {0x02, 0, 1},
        {0x04, 0, 2},
        {0x40, 0, 3},
        {0x08, 1, 0},
        {0x10, 1, 1},
        {0x20, 1, 2},
        {0x80, 1, 3}
    };

    for (gsize i = 0; i < G_N_ELEMENTS(dots); i++) {
        if (bits & dots[i].bit) {
            g_string_append_printf(out, "<circle cx='%.2f' cy='%.2f' r='1.5' fill='#%06x'/>\n",
                                   x + (dots[i].across + 0.5) * GLYPH_WIDTH / 2,
                                   y + (dots[i].down + 0.5) * GLYPH_HEIGHT / 4, rgb);
        }
    }
}

void glyph_draw(GString *out, gunichar c, int cells, double x, double y, unsigned rgb)
{
    const struct block *block = find_block(c);
    const struct lines *lines = find_lines(c);

    if (block) {
        draw_block(out, block, cells, x, y, rgb);
    } else if (lines) {
        draw_lines(out, lines, cells, x, y, rgb);
    } else if (is_braille(c)) {
        draw_braille(out, c & 0xff, x, y, rgb);
    }
}
