/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells as curses takes them: styles as its attributes and its pairs of colours, into the screen of
 * its current terminal.
 */
#ifndef TUI_BRUSH_H
#define TUI_BRUSH_H

#include "tui/colouring.h"
#include "tui/grid.h"

struct brushes;

/* `pairs`: as many of them as the terminal has, from the one that is none. `colouring` stays the
 * caller's. */
struct brushes *brushes_new(const struct colouring *colouring, int pairs);
void brushes_free(struct brushes *brushes);
/* `theme` is kept. */
void brushes_set_theme(struct brushes *brushes, const struct theme *theme);
/* Gives curses cells of a row. */
void brushes_draw(struct brushes *brushes, const struct grid *grid, int row, int first, int count);

#endif
