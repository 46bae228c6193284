/* SPDX-License-Identifier: Apache-2.0
 *
 * A program in a pseudo terminal, with an emulator (libvterm) that understands what it writes.
 * Keys go in by name, the screen comes out as text, colours and attributes. Nothing sleeps: after
 * keys the program's idle mark (ESC ] 7777 ; idle ; N BEL; tui/screen.h) is waited for.
 *
 * What goes wrong is said with the whole screen and fails the test once; further calls then return
 * at once, so that a broken walk does not wait again at every step.
 */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct terminal;

struct terminal_options {
    const char *const *argv; /* ends with NULL; argv[0] is a path */
    const char *const
        *environment;      /* "NAME=value", or "NAME" to unset; ends with NULL; may be NULL */
    int rows, cols;        /* 0 = 24x80 */
    const char *directory; /* working directory; NULL = ours */
    bool no_idle_marks;    /* the program gives none: only texts are waited for */
};

/* The program sees TERM=xterm-256color, LC_ALL=C.UTF-8, TZ=UTC, VIGIL_TEST_IDLE=1 and no colour
 * settings or multiplexers of ours; HOME and XDG_*_HOME lie in a folder of its own, which goes with
 * it. Aborts when it cannot be started. */
struct terminal *terminal_start(const struct terminal_options *options);
/* Ends the program if it still runs. */
void terminal_free(struct terminal *terminal);

/* Keys by name, separated by spaces: "j", "^D", "Enter", "Esc", "S-Tab", "A-b", "Space", "PgDn",
 * "F1", "g l". */
void terminal_press(struct terminal *terminal, const char *keys);
void terminal_type(struct terminal *terminal, const char *text);
void terminal_paste(struct terminal *terminal, const char *text);
void terminal_send(struct terminal *terminal, const char *bytes, size_t count);
void terminal_resize(struct terminal *terminal, int rows, int cols);
void terminal_signal(struct terminal *terminal, int number);

/* Waits until the program has been idle after the last keys. False, and the test failed, after
 * a minute. */
bool terminal_settle(struct terminal *terminal);
/* Takes what the program writes; false when nothing comes for 50 ms. For waiting on what a test
 * finds out by itself. */
bool terminal_take(struct terminal *terminal);
/* Waits until the screen, settled, has `text` in a row (anywhere for row < 0), or has it not. */
bool terminal_expect(struct terminal *terminal, int row, const char *text);
bool terminal_expect_gone(struct terminal *terminal, const char *text);
/* The same for `text` in the first row that has `beside`, wherever that stands by then. */
bool terminal_expect_beside(struct terminal *terminal, const char *beside, const char *text);
/* Fails the test with `why` and the screen. */
void terminal_fail(struct terminal *terminal, const char *why);
bool terminal_failed(const struct terminal *terminal);

int terminal_rows(const struct terminal *terminal);
int terminal_cols(const struct terminal *terminal);
/* A row without trailing blanks; the screen with newlines. Newly allocated. */
char *terminal_row(const struct terminal *terminal, int row);
char *terminal_text(const struct terminal *terminal);
/* The first place of `text`, in cells. */
bool terminal_find(const struct terminal *terminal, const char *text, int *row, int *col);

#define TERMINAL_RGB 0x1000000
struct terminal_cell {
    char text[32]; /* UTF-8; " " when empty, "" for the second half of a wide one */
    int width;     /* 1, 2; 0 for a second half */
    int32_t foreground, background; /* -1 = default, 0..255, TERMINAL_RGB | rgb */
    bool bold, italic, underline, reverse;
};
struct terminal_cell terminal_cell(const struct terminal *terminal, int row, int col);

struct terminal_state {
    int cursor_row, cursor_col;
    bool cursor_visible, alternate_screen;
    bool canonical, echo; /* modes of the terminal device */
    const char *title;    /* last OSC 2; "" = none */
    const char *copied;   /* base64 of the last OSC 52; "" = none */
    const char *notice;   /* last OSC 9 or OSC 777, whole; "" = none */
    unsigned notices;
    int titles_kept; /* CSI 22 t less CSI 23 t */
    unsigned bells;
    /* Since terminal_count_from_here(): what the program wrote, in how many reads, and how often
     * that made the terminal answer. */
    const char *written;
    size_t bytes, reads;
    unsigned replies;
};
struct terminal_state terminal_state(const struct terminal *terminal);
void terminal_count_from_here(struct terminal *terminal);

/* Waits for the end; asserts the exit status, and that the terminal was given back: every mode that
 * was set is taken back (modes.h), and the device is as it was in all that `stty -a` shows. */
void terminal_assert_exit(struct terminal *terminal, int status);
/* The same when a signal ended it. */
void terminal_assert_killed(struct terminal *terminal, int signal_number);
/* Waits until the terminal is given back, while the program lives on. */
void terminal_expect_given_back(struct terminal *terminal);
/* Waits until the program is stopped: SIGCONT sent any earlier would come before the stop. */
void terminal_expect_stopped(struct terminal *terminal);
/* Whether it is now; else *why says what is not (newly allocated). */
bool terminal_is_given_back(struct terminal *terminal, char **why);
/* The terminal goes away under the program. */
void terminal_hang_up(struct terminal *terminal);
/* Waits for the end, however it comes; the status of waitpid(), -1 when it does not. */
int terminal_wait(struct terminal *terminal);
/* CPU time that the program used, once it ended. */
gint64 terminal_cpu_us(const struct terminal *terminal);
GPid terminal_pid(const struct terminal *terminal);

#endif
