/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells to bytes, by curses and, where most rows are new, by the painter (paint.h). curses draws
 * into a file in memory, so that a frame can leave as one write and nothing but the screen touches
 * the terminal. One output a process (curses has one current terminal).
 *
 * Nothing flashes without synchronised output (DECSET 2026): a frame is one write and overwrites
 * cells where they are; the terminal is cleared only when it is entered and when the user asks for
 * it. Its two sequences would be a seventh of the bytes of a scrolled line.
 */
#ifndef TUI_OUTPUT_H
#define TUI_OUTPUT_H

#include "tui/grid.h"

struct output;

/* Fails when `term` is unknown or cannot address the cursor. */
struct output *output_new(const char *term, int rows, int cols, GError **error);
void output_free(struct output *output);

/* The next frame draws every cell, without clearing before. */
void output_set_theme(struct output *output, const struct theme *theme);
bool output_has_colours(const struct output *output);
void output_resize(struct output *output, int rows, int cols);
/* The mouse is reported from the next entering on. True when the terminal, entered already, is yet
 * to be told (MOUSE_ON, MOUSE_OFF). */
bool output_mouse(struct output *output, bool on);
/* The next frame is drawn whole, over what is there; or on a cleared terminal. */
void output_repaint(struct output *output);
void output_clear(struct output *output);
/* Appends what changes the terminal from the last frame to `grid`, with the cursor at (row, col)
 * or, for a negative row, hidden. The first frame after output_leave() enters again. True when
 * every cell was drawn. */
bool output_frame(struct output *output, const struct grid *grid, int row, int col, GString *bytes);
/* Appends, behind a frame that drew every cell, a question whether the tab stops stand where they
 * stand unless the terminal is told otherwise; false where that gains nothing. Tabs are half as
 * long as other ways between columns, but `tabs -4`, or who had the terminal meanwhile, may have
 * moved the stops. The answer is a report of the cursor (CPR, ECMA-48 8.3.14): its column, from 0.
 */
bool output_ask_stops(struct output *output, int row, int col, GString *bytes);
void output_stops_answer(struct output *output, int column);
/* Appends what gives the terminal back. */
void output_leave(struct output *output, GString *bytes);
/* The same without curses, for signal handlers: appends a fixed sequence. */
void output_emergency(const struct output *output, GString *bytes);

#endif
