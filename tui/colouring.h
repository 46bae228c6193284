/* SPDX-License-Identifier: Apache-2.0
 *
 * How the colours of a theme reach curses' current terminal: as numbers of its palette, as numbers
 * that are rgb, or as palette numbers that are borrowed and become rgb on the way (truecolour.h).
 */
#ifndef TUI_COLOURING_H
#define TUI_COLOURING_H

#include "tui/colour.h"
#include "tui/pen.h"
#include "tui/truecolour.h"

struct colouring {
    enum depth depth;
    bool direct; /* colour numbers are rgb */
    struct truecolour borrowed;
};

/* Whether palette numbers of this terminal can be borrowed. */
bool colouring_can_borrow(void);
/* The terminal's number for a colour of a theme. */
int colouring_number(const struct colouring *colouring, int32_t colour);
/* What a style is in SGR (a painter_look); `colouring` is a struct colouring. What the terminal
 * has no word for is left out. */
void colouring_look(const void *colouring, const struct style *style, struct look *look);

#endif
