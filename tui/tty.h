/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal as a device: its modes, its size, and that it is given back whatever happens.
 */
#ifndef TUI_TTY_H
#define TUI_TTY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct tty;

#define TTY_ERROR tty_error_quark()
GQuark tty_error_quark(void);

/* Over standard input and output; fails, saying so, when one is no terminal. */
struct tty *tty_new(GError **error);
void tty_free(struct tty *tty);
int tty_input_fd(const struct tty *tty);

/* Keys come one by one, unechoed, as sent: ^C ^\ ^Z ^S ^Q are bytes, too. */
void tty_raw(struct tty *tty);
void tty_cooked(struct tty *tty);
void tty_size(const struct tty *tty, int *rows, int *cols);
/* Writes all of it, waiting for a slow terminal; as one write where the terminal takes it. Once the
 * process was asked to end (tty_watch_ending()) it no longer waits: the rest is dropped. */
void tty_write(struct tty *tty, const char *bytes, size_t count);
/* The same for what is written last: when something was dropped before, or this would be, what the
 * terminal has not taken is thrown away in its favour. */
void tty_write_last(struct tty *tty, const char *bytes, size_t count);
/* From here SIGTERM, SIGHUP and SIGINT, before they go to who handles them now, end the waiting of
 * tty_write(): call it behind g_unix_signal_add(), and again when one came and the
 * process goes on all the same. SIGINT counts between tty_guard() and tty_unguard() only. */
void tty_watch_ending(struct tty *tty);

/* From here until tty_unguard(), exit() and signals that end the process first write `leave` and
 * set the modes back. What GLib logs meanwhile is told behind it, what it dies of at once. SIGPIPE
 * does nothing. One terminal a process; what is more than 512 bytes of `leave` is cut. */
void tty_guard(struct tty *tty, const char *leave, size_t count);
void tty_unguard(struct tty *tty);

#endif
