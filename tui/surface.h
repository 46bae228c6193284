/* SPDX-License-Identifier: Apache-2.0
 *
 * Where views draw: a rectangle of cells, clipped. All drawing in vigil goes through here; it
 * sanitises, measures and cuts. Surfaces are small values over one grid of cells that the screen
 * owns; a sub-surface cannot draw outside itself.
 */
#ifndef TUI_SURFACE_H
#define TUI_SURFACE_H

#include "tui/theme.h"

#include <stddef.h>

struct grid; /* the cells; screen.h makes and shows it */

struct surface {
    struct grid *grid;
    int row, col;   /* of the upper left cell in the grid */
    int rows, cols; /* size; may be 0 */
    bool ascii;     /* draw with ASCII only */
};

struct surface surface_of_grid(struct grid *grid);
/* The part at (row, col) of the given size, clipped to `surface`. */
struct surface surface_part(const struct surface *surface, int row, int col, int rows, int cols);

void surface_fill(struct surface *surface, enum role role); /* blanks */

enum surface_cut { CUT_END, CUT_MIDDLE };

/* Draws `text` (from anywhere, sanitised here) from (row, col), at most `width` cells (negative: to
 * the edge); what does not fit ends in an ellipsis. `col` may be negative: what lies left of the
 * surface is left out. Returns the cells used. */
int surface_text(struct surface *surface, int row, int col, int width, enum role role,
                 const char *text);
int surface_text_cut(struct surface *surface, int row, int col, int width, enum role role,
                     enum surface_cut cut, const char *text);
int surface_printf(struct surface *surface, int row, int col, int width, enum role role,
                   const char *format, ...) G_GNUC_PRINTF(6, 7);
/* Right-aligned in `width` cells ending before col + width. */
void surface_text_right(struct surface *surface, int row, int col, int width, enum role role,
                        const char *text);
/* `n` copies of a one-cell character. `ascii` is used when the surface is ASCII. */
void surface_run(struct surface *surface, int row, int col, int n, enum role role, const char *cell,
                 char ascii);
/* Lays the attributes and background of `role` over cells already drawn (cursor line, match, time
 * cursor); a role without a background of its own lays its foreground. Draw first, then mark. */
void surface_mark(struct surface *surface, int row, int col, int width, enum role role);
/* One text in several roles: pieces one after another until the width is used. Returns the cells
 * used. */
struct piece {
    enum role role;
    const char *text;
};
int surface_pieces(struct surface *surface, int row, int col, int width, const struct piece *pieces,
                   size_t count);

/* Cells for tests and pictures. Text of a cell: UTF-8, "" for the second half of a wide one. */
struct grid *grid_new(int rows, int cols);
void grid_free(struct grid *grid);
int grid_rows(const struct grid *grid);
int grid_cols(const struct grid *grid);
const char *grid_text(const struct grid *grid, int row, int col);
enum role grid_role(const struct grid *grid, int row, int col);
/* Whether surface_mark() laid `role` over the cell after its text was drawn. */
bool grid_marked(const struct grid *grid, int row, int col, enum role role);
/* Row as text, trailing blanks cut; newly allocated. */
char *grid_row_text(const struct grid *grid, int row);

#endif
