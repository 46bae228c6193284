/* SPDX-License-Identifier: Apache-2.0
 *
 * What a pane shows while it waits for its first rows: the places of its columns, in muted blocks.
 * Rows come where the blocks stood, so nothing jumps.
 */
#ifndef VIEWS_SKELETON_H
#define VIEWS_SKELETON_H

#include "tui/surface.h"

#include <stdbool.h>
#include <stddef.h>

struct bone {
    int at, width; /* cells; width 0 or less = there is no such column */
    bool ragged;   /* text: rows fill it unequally */
};

/* From line `top` to the end. */
void skeleton_draw(struct surface *surface, int top, const struct bone *bones, size_t count);
/* A page of text. */
void skeleton_text(struct surface *surface);

#endif
