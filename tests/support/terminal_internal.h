/* SPDX-License-Identifier: Apache-2.0
 *
 * What a terminal of tests/support/terminal.h is made of, for the files that implement it:
 * terminal.c (keys in, waiting), terminal_screen.c (the grid), terminal_end.c (how the program ends
 * and what it leaves).
 */
#ifndef TESTS_SUPPORT_TERMINAL_INTERNAL_H
#define TESTS_SUPPORT_TERMINAL_INTERNAL_H

#include "tests/support/terminal.h"

#include <sys/resource.h>
#include <termios.h>
#include <vterm.h>

#define TERMINAL_WAIT_US (60 * G_USEC_PER_SEC) /* a minute: builds may run beside the tests */

struct terminal {
    VTerm *vterm;
    VTermScreen *screen;
    struct modes *modes;
    struct termios before; /* the device, before the program had it */
    GPid pid;
    int fd;
    bool ended; /* reaped: `status` holds */
    int status;
    struct rusage used; /* once it ended */
    bool closed;        /* the program's side of the terminal is gone */
    bool no_idle_marks;
    bool failed;
    unsigned idle;            /* the last mark */
    int idle_rows, idle_cols; /* the size of its frame */
    unsigned idle_sent;       /* the last mark when keys were last sent */
    size_t sent, taken; /* bytes of input, and those that the program had when it gave the mark */
    size_t sent_before, taken_before; /* when keys were last sent */
    bool cursor_visible, alternate_screen;
    char *title;
    GString *copied, *notice;
    unsigned notices, bells;
    int titles_kept;
    char *home;
    GString *written; /* by the program */
    size_t reads;
    bool reading;  /* what the emulator sends now is an answer to the program */
    GString *held; /* what it sends is gathered here; NULL = goes out */
    unsigned replies;
};

/* Reads what the program writes until `deadline` (monotonic); false when nothing came. */
bool terminal_read(struct terminal *terminal, gint64 deadline);

#endif
