/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define LEAVE_BYTES 512
#define STACK_BYTES 65536
#define SIZE_MOST   4000
#define HELD_MOST   4096
#define STALL_MS    250    /* a terminal that takes nothing: how soon a wish to end is seen */
#define CANCEL      "\x18" /* ends a sequence that was cut (ECMA-48 8.3.6) */

G_DEFINE_QUARK(vigil - tty - error, tty_error)

struct tty {
    int input, output;
    bool own_output; /* opened here: writing there never waits */
    bool cut;        /* something was not written */
    struct termios cooked;
};

/* The terminal once more: O_NONBLOCK on standard output would hold for the shell, too. Where it may
 * not be opened (another user's), writing waits, and a terminal that takes nothing holds the
 * program. */
static void open_output(struct tty *tty)
{
    int fd = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    tty->own_output = fd >= 0;
    tty->output = fd >= 0 ? fd : STDOUT_FILENO;
}

struct tty *tty_new(GError **error)
{
    struct tty *tty = g_new0(struct tty, 1);

    tty->input = STDIN_FILENO;
    tty->output = STDOUT_FILENO;
    if (!isatty(tty->input) || !isatty(tty->output)) {
        g_set_error(error, TTY_ERROR, 0, "the console needs a terminal, and standard %s is none",
                    isatty(tty->input) ? "output" : "input");
    } else if (tcgetattr(tty->input, &tty->cooked) < 0) {
        g_set_error(error, TTY_ERROR, 0, "cannot read the terminal's modes: %s", g_strerror(errno));
    } else {
        open_output(tty);
        return tty;
    }
    g_free(tty);
    return NULL;
}

void tty_free(struct tty *tty)
{
    if (tty->own_output) {
        close(tty->output);
    }
    g_free(tty);
}

int tty_input_fd(const struct tty *tty)
{
    return tty->input;
}

/* TCSADRAIN would wait on a terminal that no longer reads. */
void tty_raw(struct tty *tty)
{
    struct termios raw = tty->cooked;

    /* ^C, ^Z, ^\, ^S and ^Q come as bytes: in pasted text they must not act. */
    raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP | INPCK | IXON);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN | ISIG);
    raw.c_cflag |= CS8;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(tty->input, TCSANOW, &raw);
}

void tty_cooked(struct tty *tty)
{
    tcsetattr(tty->input, TCSANOW, &tty->cooked);
}

void tty_size(const struct tty *tty, int *rows, int *cols)
{
    struct winsize size = {0};

    if (ioctl(tty->output, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0) {
        size.ws_row = 24;
        size.ws_col = 80;
    }
    *rows = MIN(size.ws_row, SIZE_MOST);
    *cols = MIN(size.ws_col, SIZE_MOST);
}

/* Signals that end the process, where nobody else has taken them. */
static const int fatal_signals[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL, SIGABRT, SIGSYS,
                                    SIGTRAP, SIGTERM, SIGQUIT, SIGINT, SIGHUP,  SIGXCPU};

/* What a signal handler needs: nothing else reaches it. */
static struct guard {
    volatile sig_atomic_t armed;
    pid_t owner;                  /* a forked child must not touch the terminal */
    volatile sig_atomic_t ending; /* SIGTERM, SIGHUP or SIGINT came */
    int input, output;
    struct termios cooked;
    char leave[LEAVE_BYTES];
    size_t leave_length;
    bool installed;
    struct sigaction before[G_N_ELEMENTS(fatal_signals)];
    struct sigaction asked_before[3];
    GMutex lock;
    GString *held; /* under the lock: what was logged while the screen was up; may be NULL */
} guard;

static const int asking_signals[] = {SIGTERM, SIGHUP, SIGINT};

/* SIGINT is meant for a program that has the terminal, if one has. */
static void on_asked(int number)
{
    if (number != SIGINT || guard.armed) {
        guard.ending = 1;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(asking_signals); i++) {
        if (asking_signals[i] == number) {
            guard.asked_before[i].sa_handler(number);
        }
    }
}

void tty_watch_ending(struct tty *tty)
{
    struct sigaction action = {.sa_handler = on_asked, .sa_flags = SA_RESTART};

    (void)tty;
    guard.ending = 0;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < G_N_ELEMENTS(asking_signals); i++) {
        struct sigaction before;
        if (sigaction(asking_signals[i], NULL, &before) == 0 && before.sa_handler != SIG_DFL &&
            before.sa_handler != SIG_IGN && before.sa_handler != on_asked) {
            guard.asked_before[i] = before;
            sigaction(asking_signals[i], &action, NULL);
        }
    }
}

void tty_write(struct tty *tty, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(tty->output, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN && !guard.ending) {
            struct pollfd ready = {tty->output, POLLOUT, 0};
            poll(&ready, 1, STALL_MS);
        } else if (written >= 0 || errno != EINTR) {
            tty->cut = true;
            return; /* the terminal is gone, and reading says so too; or it is to be left */
        }
    }
}

/* Only async-signal-safe calls (POSIX 2.4.3). What waits for a terminal that takes nothing is
 * thrown away: the last words are what it needs when it goes on. */
static void make_room(int output)
{
    tcflow(output, TCOON);
    tcflush(output, TCOFLUSH);
    ssize_t ignored = write(output, CANCEL, strlen(CANCEL));
    (void)ignored;
}

void tty_write_last(struct tty *tty, const char *bytes, size_t count)
{
    if (tty->cut) {
        make_room(tty->output);
    }
    tty->cut = false;
    tty_write(tty, bytes, count);
    if (tty->cut) {
        make_room(tty->output);
        tty_write(tty, bytes, count);
    }
}

/* Only async-signal-safe calls. */
static void restore(void)
{
    if (!guard.armed || guard.owner != getpid()) {
        return;
    }
    guard.armed = 0;
    int saved = errno;
    if (write(guard.output, guard.leave, guard.leave_length) < 0 && errno == EAGAIN) {
        make_room(guard.output);
        ssize_t ignored = write(guard.output, guard.leave, guard.leave_length);
        (void)ignored;
    }
    tcsetattr(guard.input, TCSANOW, &guard.cooked);
    errno = saved;
}

/* Gives the signal back to whoever had it before: the default, or a sanitizer. It is blocked while
 * the handler runs and arrives again behind it. */
static void on_fatal(int number)
{
    restore();
    for (size_t i = 0; i < G_N_ELEMENTS(fatal_signals); i++) {
        if (fatal_signals[i] == number) {
            sigaction(number, &guard.before[i], NULL);
        }
    }
    raise(number);
}

/* A stack that overflowed cannot run a handler. */
static void prepare_stack(void)
{
    static char stack[STACK_BYTES];
    stack_t now;

    if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_DISABLE) {
        stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
        sigaltstack(&own, NULL);
    }
}

static bool is_crash(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL ||
           number == SIGABRT || number == SIGSYS || number == SIGTRAP;
}

/* Not SIG_IGN, which a child would inherit. */
static void on_broken_pipe(int number)
{
    (void)number;
}

/* What ends the process is said on the screen that was there before; anything else waits for it, so
 * that it is not written over the panes. */
static void on_log(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
    if (level & G_LOG_FLAG_FATAL) {
        restore();
    }
    if (!guard.armed || guard.owner != getpid()) {
        g_log_default_handler(domain, level, message, data);
        return;
    }
    g_mutex_lock(&guard.lock);
    if (!guard.held) {
        guard.held = g_string_new(NULL);
    }
    if (guard.held->len < HELD_MOST) {
        g_string_append_printf(guard.held, "%s: %s\n", domain ? domain : "vigil", message);
    }
    g_mutex_unlock(&guard.lock);
}

static void tell_held(void)
{
    g_mutex_lock(&guard.lock);
    if (guard.held) {
        fputs(guard.held->str, stderr);
        g_string_free(g_steal_pointer(&guard.held), TRUE);
    }
    g_mutex_unlock(&guard.lock);
}

static void install(void)
{
    struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};

    if (guard.installed) {
        return;
    }
    guard.installed = true;
    prepare_stack();
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < G_N_ELEMENTS(fatal_signals); i++) {
        sigaction(fatal_signals[i], NULL, &guard.before[i]);
        bool taken = guard.before[i].sa_handler != SIG_DFL;
        if (is_crash(fatal_signals[i]) || !taken) {
            sigaction(fatal_signals[i], &action, NULL);
        }
    }
    action.sa_handler = on_broken_pipe;
    struct sigaction pipe;
    if (sigaction(SIGPIPE, NULL, &pipe) == 0 && pipe.sa_handler == SIG_DFL) {
        sigaction(SIGPIPE, &action, NULL);
    }
    g_log_set_default_handler(on_log, NULL);
    atexit(restore);
}

void tty_guard(struct tty *tty, const char *leave, size_t count)
{
    guard.armed = 0;
    atomic_signal_fence(memory_order_seq_cst);
    guard.owner = getpid();
    guard.input = tty->input;
    guard.output = tty->output;
    guard.cooked = tty->cooked;
    guard.leave_length = MIN(count, sizeof guard.leave);
    memcpy(guard.leave, leave, guard.leave_length);
    install();
    atomic_signal_fence(memory_order_seq_cst); /* the handler sees all of it, or none */
    guard.armed = 1;
}

void tty_unguard(struct tty *tty)
{
    (void)tty;
    guard.armed = 0;
    tell_held();
}
