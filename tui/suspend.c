/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/suspend.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* What the handlers need: nothing else reaches them. */
static struct suspension {
    int fd; /* plus one: nought = not opened yet */
    volatile sig_atomic_t wanted;
} suspension;

int suspend_fd(void)
{
    if (!suspension.fd) {
        suspension.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) + 1;
    }
    return suspension.fd - 1;
}

static void on_signal(int number)
{
    int saved = errno;

    if (number == SIGTSTP) {
        suspension.wanted = 1;
    }
    eventfd_write(suspension.fd - 1, 1);
    errno = saved;
}

/* A handler and no blocked signal: children that are executed have the default again. */
static void take(int number, void (*handler)(int))
{
    struct sigaction before, action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        sigaction(number, &action, NULL);
    }
}

void suspend_watch(void)
{
    if (suspend_fd() >= 0) {
        take(SIGTSTP, on_signal);
        take(SIGCONT, on_signal);
    }
}

void suspend_unwatch(void)
{
    take(SIGTSTP, SIG_DFL);
    take(SIGCONT, SIG_DFL);
}

bool suspend_wanted(void)
{
    eventfd_t count;

    eventfd_read(suspend_fd(), &count);
    bool wanted = suspension.wanted;
    suspension.wanted = 0;
    return wanted;
}

void suspend_now(void)
{
    raise(SIGTSTP);
}
