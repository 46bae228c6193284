/* SPDX-License-Identifier: Apache-2.0
 *
 * The one frame there is: around what pops up over the panes.
 */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/surface.h"

/* Blanks `surface`, draws a frame with `title` at its edge, and gives the inside with a blank
 * column at each side. Where there is no room for a frame the inside is all of it. */
struct surface frame_draw(struct surface *surface, const char *title);
/* A hairline across the inside, joined to the frame. */
void frame_rule(struct surface *framed, int row);
/* The first of `count` rows to show in `height`, so that `cursor` is in the middle where it can. */
size_t frame_top(size_t cursor, size_t count, int height);

#endif
