/* SPDX-License-Identifier: Apache-2.0
 *
 * True colours for terminals whose terminfo entry knows 256. curses can only name palette colours
 * there, so each true colour borrows the number of a palette colour that the theme does not use,
 * and the sequences that name it are rewritten on their way to the terminal.
 */
#ifndef TUI_TRUECOLOUR_H
#define TUI_TRUECOLOUR_H

#include "tui/theme.h"

struct truecolour {
    int32_t slots[256]; /* rgb that number stands for; -1 = itself */
};

/* Gives numbers to the true colours of `theme` and puts them in their place. */
void truecolour_assign(struct truecolour *colours, struct theme *theme);
/* Appends `bytes` of curses with borrowed numbers rewritten. */
void truecolour_rewrite(const struct truecolour *colours, const char *bytes, size_t count,
                        GString *out);

#endif
