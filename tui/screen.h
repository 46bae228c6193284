/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal: opened, drawn to, read from, given back. curses lives behind this page only. One
 * frame: draw on screen_surface(), then screen_flush(); what reaches the terminal is the
 * difference, as one write where it fits. Every way out restores the terminal (exit, signals,
 * crash).
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "tui/background.h"
#include "tui/keymap.h"
#include "tui/mouse.h"
#include "tui/surface.h"

struct screen;

/* Fails, saying what to do, when stdin or stdout is no terminal or TERM is unusable. */
struct screen *screen_new(const struct theme *theme, GError **error);
void screen_free(struct screen *screen);
void screen_set_theme(struct screen *screen, const struct theme *theme);
/* Asks the terminal, behind the next frame, whether its background is light or dark. The answer is
 * an input, which may never come. False when this terminal is better not asked. */
bool screen_ask_background(struct screen *screen);

struct surface screen_surface(struct screen *screen); /* whole, blank in ROLE_TEXT */
struct surface screen_kept(struct screen *screen);    /* as the last flush left it */
void screen_flush(struct screen *screen);
/* What the last flush cost. */
struct screen_cost {
    int64_t diff_us, write_us;
    size_t bytes;
};
struct screen_cost screen_cost(const struct screen *screen);
/* How long a frame that no key asked for is to wait, so that a slow line stays free for keys
 * (tui/pace.h). INPUT_READY may shorten that. */
int screen_pace_ms(struct screen *screen);
void screen_repaint(struct screen *screen); /* the next flush redraws everything */
/* Goes out with the next frame where it is another; the terminal's own is back when it is given
 * back. */
void screen_set_title(struct screen *screen, const char *title);
void screen_resize(struct screen *screen);  /* asks the terminal for its size */
void screen_suspend(struct screen *screen); /* gives the terminal back to a child */
void screen_resume(struct screen *screen);
void screen_tell(struct screen *screen, const char *text); /* while it is given back; safe */
/* Takes the line that was typed meanwhile; false when nobody is there any more. */
bool screen_skip_line(struct screen *screen);
/* From here SIGTERM, SIGHUP and SIGINT are not held up by a terminal that takes nothing: behind
 * g_unix_signal_add(), and again when one came that does not end the process. */
void screen_watch_ending(struct screen *screen);
/* Job control: when the descriptor is readable, the process is to stop (^Z) or went on. Then
 * screen_job() gives the terminal back, stops, and takes it again; the next frame is whole. */
int screen_job_fd(const struct screen *screen);
void screen_job(struct screen *screen);
int screen_fd(const struct screen *screen); /* readable when input waits */
/* Where the cursor stands after the flush; row < 0 hides it. */
void screen_cursor(struct screen *screen, int row, int col);
/* The bell, and the text as a notice of the desktop, with the next frame (tui/notice.h). */
void screen_notify(struct screen *screen, const char *text);
/* Sends text to the terminal's clipboard: tmux load-buffer -w inside tmux, else OSC 52 (100 kB at
 * most), else a file in $XDG_RUNTIME_DIR. Returns a sentence that says which was used ("copied 214
 * bytes to tmux"); newly allocated. */
char *screen_copy(struct screen *screen, const char *text);
/* Test mode (VIGIL_TEST_IDLE=1): writes ESC ] 7777 ; idle ; N ; BYTES ; ROWSxCOLS BEL behind the
 * frame, where BYTES of input are taken and the frame is of that size; not while a lone Esc waits
 * to become a key. VIGIL_TEST_GRID names a file that gets the cells. */
void screen_idle_mark(struct screen *screen);

/* Whether the terminal tells of its mouse; then its own selection takes Shift. */
void screen_mouse(struct screen *screen, bool on);

/* Input. Reads what waits; gives the next event. Terminal replies are swallowed, pastes come whole.
 */
enum input_kind {
    INPUT_NONE,
    INPUT_KEY,
    INPUT_PASTE,
    INPUT_HANGUP,
    INPUT_BACKGROUND,
    INPUT_MOUSE,
    INPUT_READY,
    INPUT_CURSOR
};
struct input {
    enum input_kind kind;
    struct key key;
    const char *paste; /* UTF-8, valid until the next call */
    enum background background;
    struct mouse mouse;
    int column; /* of the cursor, from 0 */
};
struct input screen_input(struct screen *screen);
/* Whether something came from the terminal that screen_input() has not read. */
bool screen_input_waits(const struct screen *screen);
/* ms until a lone Esc counts as the key; -1 when nothing is pending. */
int screen_input_timeout(const struct screen *screen);

#endif
