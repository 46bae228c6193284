/* SPDX-License-Identifier: Apache-2.0
 *
 * What terminals take beyond what terminfo tells of them, by their names (TERM). Those that are not
 * known are taken to be like xterm.
 */
#ifndef TUI_ABILITIES_H
#define TUI_ABILITIES_H

#include <stdbool.h>

enum ability {
    ABILITY_MODES = 1, /* private modes: bracketed paste, the mouse */
    ABILITY_STRINGS =
        2,              /* control strings (OSC): one that is not known is passed over, not shown */
    ABILITY_WINDOW = 4, /* titles and notices: what concerns the window around the screen */
};

/* `term` may be NULL, which has none. */
bool term_has(const char *term, enum ability ability);

#endif
