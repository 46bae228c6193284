/* SPDX-License-Identifier: Apache-2.0
 *
 * The cells behind surfaces. A cell knows the role that its text was drawn in and the marks laid
 * over it; colours are looked up only when it is shown.
 */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include "tui/cluster.h"
#include "tui/theme.h"

#include <wchar.h>

#define CELL_MARKS 3 /* selection, match and time cursor may meet in one cell */

struct cell {
    char text[CLUSTER_BYTES];
    uint8_t width; /* cells: 1, 2; 0 = the second half of a wide one */
    uint8_t role;
    uint8_t mark_count;
    uint8_t marks[CELL_MARKS];
};

/* Most of a screen is blank: of each row it is known where something may stand, so that clearing
 * and comparing pass over the rest. */
struct grid {
    int rows, cols;
    struct cell *cells;
    int shift;      /* so many cells, as a power of two, share a bit of `used` */
    uint64_t *used; /* one a row; a bit that is not set: blanks in ROLE_TEXT */
};

/* Blanks in ROLE_TEXT. */
void grid_clear(struct grid *grid);
/* NULL outside. The first is for one cell that is about to be changed. */
struct cell *grid_cell(struct grid *grid, int row, int col);
const struct cell *grid_peek(const struct grid *grid, int row, int col);
/* Puts a cluster; a wide one takes the next cell too. What it covers by half becomes blank. Nothing
 * happens where it does not fit whole. */
void grid_put(struct grid *grid, int row, int col, const struct cluster *cluster, enum role role);
/* The same for `count` printable ASCII characters, and for `count` blanks; all lie inside. */
void grid_put_plain(struct grid *grid, int row, int col, const char *text, int count,
                    enum role role);
void grid_put_blanks(struct grid *grid, int row, int col, int count, enum role role);
/* Copies cells of a row to the same place in a grid of the same size; they lie inside. */
void grid_copy(struct grid *to, const struct grid *from, int row, int first, int count);
/* The cells of a row by which two grids of the same size differ: from *first on; returns how many.
 * The row lies inside. */
int grid_differs(const struct grid *a, const struct grid *b, int row, int *first);
/* The same text in the same style. */
bool cell_same(const struct cell *a, const struct cell *b);
/* The text as wide characters. False when the C library would give it another width than ours: the
 * cursor of the terminal would then be lost. */
bool cell_wide(const struct cell *cell, wchar_t wide[CLUSTER_MARKS + 2]);
/* Drawn in the same role under the same marks. */
bool cell_same_style(const struct cell *a, const struct cell *b);
/* The colours and attributes of a cell under a theme: its role's, then each mark's attributes with
 * its background, or with its foreground when it has no background of its own. */
struct style cell_style(const struct cell *cell, const struct theme *theme);

#endif
