/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/brush.h"

#include <curses.h>
#include <wchar.h>

#define PAIRS_MOST 1024

struct pair {
    int32_t foreground, background;
};

struct brushes {
    const struct colouring *colouring;
    const struct theme *theme;
    struct pair pairs[PAIRS_MOST];
    int pair_count, pair_limit;
};

struct brushes *brushes_new(const struct colouring *colouring, int pairs)
{
    struct brushes *brushes = g_new0(struct brushes, 1);

    brushes->colouring = colouring;
    brushes->pair_count = 1;
    brushes->pair_limit = CLAMP(pairs, 1, PAIRS_MOST);
    return brushes;
}

void brushes_free(struct brushes *brushes)
{
    g_free(brushes);
}

void brushes_set_theme(struct brushes *brushes, const struct theme *theme)
{
    brushes->theme = theme;
    brushes->pair_count = 1;
}

/* The pair of two colours. Few are in use at a time; when they run out, the rest is plain. */
static int pair_of(struct brushes *brushes, int32_t foreground, int32_t background)
{
    if (brushes->colouring->depth == DEPTH_MONO || (foreground < 0 && background < 0)) {
        return 0;
    }
    for (int i = 1; i < brushes->pair_count; i++) {
        if (brushes->pairs[i].foreground == foreground &&
            brushes->pairs[i].background == background) {
            return i;
        }
    }
    if (brushes->pair_count == brushes->pair_limit) {
        return 0;
    }
    int pair = brushes->pair_count++;
    brushes->pairs[pair] = (struct pair){foreground, background};
    init_extended_pair(pair, colouring_number(brushes->colouring, foreground),
                       colouring_number(brushes->colouring, background));
    return pair;
}

static attr_t curses_attributes(unsigned attributes)
{
    static const struct {
        unsigned from;
        attr_t to;
    } map[] = {
        {THEME_BOLD,      A_BOLD     },
        {THEME_DIM,       A_DIM      },
        {THEME_ITALIC,    A_ITALIC   },
        {THEME_UNDERLINE, A_UNDERLINE},
        {THEME_REVERSE,   A_REVERSE  },
    };
    attr_t all = A_NORMAL;

    for (size_t i = 0; i < G_N_ELEMENTS(map); i++) {
        all |= attributes & map[i].from ? map[i].to : A_NORMAL;
    }
    return all;
}

/* How cells of one style are drawn; neighbours mostly share it. */
struct brush {
    const struct cell *like; /* NULL = not looked up yet */
    attr_t attributes;
    short pair;
};

static void dip(struct brushes *brushes, struct brush *brush, const struct cell *cell)
{
    if (!brush->like || !cell_same_style(brush->like, cell)) {
        struct style style = cell_style(cell, brushes->theme);
        brush->attributes = curses_attributes(style.attributes);
        brush->pair = (short)pair_of(brushes, style.foreground, style.background);
    }
    brush->like = cell;
}

/* Sets one or, for what cannot be shown, as many cells as it takes; returns how many. */
static int set_cells(const struct brush *brush, const struct cell *cell, cchar_t *cells)
{
    wchar_t wide[CLUSTER_MARKS + 2] = {(wchar_t)cell->text[0], L'\0'};
    bool ascii = cell->text[1] == '\0' && cell->width == 1;

    if (ascii || cell_wide(cell, wide)) {
        setcchar(&cells[0], wide, brush->attributes, brush->pair, NULL);
        return 1;
    }
    for (int i = 0; i < MAX(cell->width, 1); i++) {
        setcchar(&cells[i], i == 0 ? L"?" : L" ", brush->attributes, brush->pair, NULL);
    }
    return MAX(cell->width, 1);
}

void brushes_draw(struct brushes *brushes, const struct grid *grid, int row, int first, int count)
{
    if (count <= 0) {
        return;
    }
    if (grid_peek(grid, row, first)->width == 0) {
        first--; /* a wide character is drawn from its start */
        count++;
    }
    g_autofree cchar_t *cells = g_new(cchar_t, (gsize)count + 2);
    struct brush brush = {.like = NULL};
    int used = 0;
    for (const struct cell *cell = grid_peek(grid, row, first), *end = cell + count; cell < end;
         cell++) {
        if (cell->width > 0) {
            dip(brushes, &brush, cell);
            used += set_cells(&brush, cell, cells + used);
        }
    }
    mvadd_wchnstr(row, first, cells, used);
}
