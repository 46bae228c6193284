/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/modes.h"
#include "tests/support/terminal_internal.h"

#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Reads to the end, so that the program can write its last, and reaps it. */
static bool wait_for_end(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + TERMINAL_WAIT_US;

    while (!terminal->ended && g_get_monotonic_time() < deadline) {
        terminal_read(terminal, MIN(deadline, g_get_monotonic_time() + 20000));
        if (wait4(terminal->pid, &terminal->status, WNOHANG, &terminal->used) == terminal->pid) {
            terminal->ended = true;
        } else if (terminal->closed) {
            poll(NULL, 0, 1);
        }
    }
    while (terminal_read(terminal, 0)) {
    }
    if (!terminal->ended) {
        terminal_fail(terminal, "the program did not end within a minute");
    }
    return terminal->ended;
}

/* What `stty -a` would show otherwise than before. */
static const char *device_differs(const struct terminal *terminal)
{
    const struct termios *before = &terminal->before;
    struct termios now;

    if (tcgetattr(terminal->fd, &now) < 0) {
        return "modes that cannot be read";
    }
    if (now.c_lflag != before->c_lflag) {
        return "other line modes (raw?)";
    }
    if (now.c_iflag != before->c_iflag || now.c_oflag != before->c_oflag) {
        return "other input or output modes";
    }
    bool same = now.c_cflag == before->c_cflag && !memcmp(now.c_cc, before->c_cc, NCCS) &&
                cfgetispeed(&now) == cfgetispeed(before) &&
                cfgetospeed(&now) == cfgetospeed(before);
    return same ? NULL : "other control characters, size of characters or speed";
}

bool terminal_is_given_back(struct terminal *terminal, char **why)
{
    g_autofree char *left = modes_left(terminal->modes, terminal_rows(terminal));

    if (terminal->alternate_screen || !terminal->cursor_visible) {
        *why = g_strdup(terminal->alternate_screen ? "the alternate screen was not left"
                                                   : "the cursor was left hidden");
    } else if (left) {
        *why = g_strdup_printf("modes were left set: %s", left);
    } else if (terminal->fd >= 0 && device_differs(terminal)) {
        *why = g_strdup_printf("the device was left with %s", device_differs(terminal));
    } else {
        return true;
    }
    return false;
}

static void assert_given_back(struct terminal *terminal)
{
    g_autofree char *why = NULL;

    if (!terminal_is_given_back(terminal, &why)) {
        terminal_fail(terminal, why);
    }
}

void terminal_expect_given_back(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + TERMINAL_WAIT_US;
    g_autofree char *why = NULL;

    while (!terminal->failed && !terminal_is_given_back(terminal, &why)) {
        terminal_read(terminal, MIN(deadline, g_get_monotonic_time() + 20000));
        if (g_get_monotonic_time() >= deadline) {
            terminal_fail(terminal, why);
        }
        g_clear_pointer(&why, g_free);
    }
}

void terminal_expect_stopped(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + TERMINAL_WAIT_US;
    siginfo_t told = {0};

    while (!terminal->failed && told.si_pid != terminal->pid) {
        terminal_read(terminal, MIN(deadline, g_get_monotonic_time() + 1000));
        waitid(P_PID, (id_t)terminal->pid, &told, WSTOPPED | WNOHANG);
        if (g_get_monotonic_time() >= deadline) {
            terminal_fail(terminal, "the program did not stop within a minute");
        }
    }
}

void terminal_hang_up(struct terminal *terminal)
{
    if (terminal->fd >= 0) {
        close(terminal->fd);
    }
    terminal->fd = -1;
    terminal->closed = true;
}

int terminal_wait(struct terminal *terminal)
{
    return terminal->failed || !wait_for_end(terminal) ? -1 : terminal->status;
}

void terminal_assert_exit(struct terminal *terminal, int status)
{
    if (terminal->failed || !wait_for_end(terminal)) {
        return;
    }
    if (!WIFEXITED(terminal->status) || WEXITSTATUS(terminal->status) != status) {
        g_autofree char *why =
            g_strdup_printf("the program ended with %s %d, not with status %d",
                            WIFEXITED(terminal->status) ? "status" : "signal",
                            WIFEXITED(terminal->status) ? WEXITSTATUS(terminal->status)
                                                        : WTERMSIG(terminal->status),
                            status);
        terminal_fail(terminal, why);
        return;
    }
    assert_given_back(terminal);
}

void terminal_assert_killed(struct terminal *terminal, int signal_number)
{
    if (terminal->failed || !wait_for_end(terminal)) {
        return;
    }
    if (!WIFSIGNALED(terminal->status) || WTERMSIG(terminal->status) != signal_number) {
        terminal_fail(terminal, "the program did not end by the signal");
        return;
    }
    assert_given_back(terminal);
}

gint64 terminal_cpu_us(const struct terminal *terminal)
{
    const struct timeval *user = &terminal->used.ru_utime, *system = &terminal->used.ru_stime;

    return (user->tv_sec + system->tv_sec) * G_USEC_PER_SEC + user->tv_usec + system->tv_usec;
}

GPid terminal_pid(const struct terminal *terminal)
{
    return terminal->pid;
}
