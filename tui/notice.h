/* SPDX-License-Identifier: Apache-2.0
 *
 * A notice outside the screen: the bell, and the text as the terminal takes it. OSC 777 (rxvt's)
 * for rxvt, foot and those made with VTE; OSC 9 (iTerm2's) for all others that are like xterm,
 * which pass over what they do not know; nothing but the bell for terminals that would show it.
 * Inside tmux the text goes through to the terminal around it where `allow-passthrough` lets it.
 */
#ifndef TUI_NOTICE_H
#define TUI_NOTICE_H

#include <glib.h>
#include <stdbool.h>

struct notice_terminal {
    const char *term; /* TERM */
    bool tmux, vte;   /* inside tmux; made with VTE */
};

/* What the environment says of the terminal. */
struct notice_terminal notice_terminal(void);

/* Appends the bytes. `text` comes from outside: controls are taken out, and it is cut. */
void notice_append(GString *out, const struct notice_terminal *terminal, const char *text);

#endif
