/* SPDX-License-Identifier: Apache-2.0
 *
 * How the console is coloured: as the command line or the config says, else as was chosen here or
 * the last time, else as the terminal tells of its background.
 */
#ifndef VIEWS_DESK_THEME_H
#define VIEWS_DESK_THEME_H

#include "tui/background.h"
#include "tui/keymap.h"
#include "tui/theme.h"

struct desk;

struct looks {
    char *name;   /* of the theme; THEME_AUTO: dark or light, as the terminal is */
    char *folder; /* where the user's own themes lie; NULL = nowhere */
    struct theme theme;
    bool named;           /* by the command line or the config, which stand above what was saved */
    bool light;           /* the terminal's background is, as far as is known; worth keeping, too */
    bool asked, answered; /* the terminal, about its background */
    bool trying;          /* another theme is shown while one looks at the list */
};

/* The screen is there. `theme` NULL = auto: the terminal is asked. */
void desk_theme_start(struct desk *desk, const struct theme *theme, const char *folder);
/* The theme of the last session, unless one was named for this one. */
void desk_theme_restore(struct desk *desk, const char *name);
/* How the terminal was then, unless it is known how it is now. */
void desk_theme_restore_background(struct desk *desk, bool light);
/* The terminal has answered. */
void desk_theme_background(struct desk *desk, enum background background);
void desk_theme_free(struct desk *desk);
extern const struct argument desk_theme_argument; /* of ":theme NAME" */

#endif
