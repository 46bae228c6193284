/* SPDX-License-Identifier: Apache-2.0
 *
 * True colours for terminals whose terminfo entry knows 256 and which say otherwise (COLORTERM)
 * that they can do more. curses can only name palette colours there, so each true colour borrows
 * the number of a palette colour that the theme does not use, and the sequences that name it are
 * rewritten on their way to the terminal.
 *
 * The other way is an entry with direct colours. There is none for most terminals (no tmux-direct,
 * no screen-direct in Debian's ncurses-base), xterm-direct stands for too much that another
 * terminal does otherwise, and one made of the terminal's own would have to be compiled here and
 * laid where curses looks for files. Borrowing keeps the entry that the terminal has: keys,
 * scrolling, what it can and cannot do. It also says a colour of the palette in its shorter words.
 *
 * A theme has at most two colours a role, fewer than there are numbers, so they never run out.
 * After another theme every number may stand for another colour, of which curses knows nothing:
 * whoever changes themes draws every cell anew.
 */
#ifndef TUI_TRUECOLOUR_H
#define TUI_TRUECOLOUR_H

#include "tui/theme.h"

#define TRUECOLOUR_PROBE 200 /* a number for truecolour_can_rewrite() */

struct truecolour {
    int32_t slots[256]; /* rgb that number stands for; -1 = itself */
};

/* Whether the terminal names palette colours in the words that are rewritten here: what its entry
 * says for TRUECOLOUR_PROBE as foreground and as background. */
bool truecolour_can_rewrite(const char *foreground, const char *background);
/* Gives numbers to the true colours of `theme` and puts them in their place. */
void truecolour_assign(struct truecolour *colours, struct theme *theme);
/* Appends `bytes` of curses with borrowed numbers rewritten. */
void truecolour_rewrite(const struct truecolour *colours, const char *bytes, size_t count,
                        GString *out);

#endif
