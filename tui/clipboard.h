/* SPDX-License-Identifier: Apache-2.0
 *
 * Text to the clipboard of the terminal, which may be several hops of ssh and tmux away.
 */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include <glib.h>
#include <stdbool.h>

#define CLIPBOARD_OSC_MAX 100000 /* bytes of base64 that terminals are trusted with */

/* Copies by tmux load-buffer inside tmux, by OSC 52 elsewhere (its sequence is appended to `bytes`,
 * for the terminal), else into a file. Returns the sentence that says which; newly allocated. */
char *clipboard_copy(const char *text, GString *bytes);

/* The sequence alone: OSC 52, wrapped for GNU screen in pieces when `in_screen`. False when the
 * text is too long. */
bool clipboard_osc(const char *text, bool in_screen, GString *bytes);

#endif
