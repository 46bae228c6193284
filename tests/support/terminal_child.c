/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal_child.h"

#include "tests/support/terminal_home.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmp.h>

static void set_environment(const char *const *environment)
{
    static const char *const cleared[] = {
        "COLORTERM", "NO_COLOR", "TMUX", "STY",     "LINES",        "COLUMNS",  "SSH_CONNECTION",
        "SSH_TTY",   "LC_CTYPE", "LANG", "DISPLAY", "TERM_PROGRAM", "COLORFGBG"};

    for (size_t i = 0; i < G_N_ELEMENTS(cleared); i++) {
        unsetenv(cleared[i]);
    }
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    setenv("VIGIL_TEST_IDLE", "1", 1);
    for (size_t i = 0; environment && environment[i]; i++) {
        const char *equals = strchr(environment[i], '=');
        g_autofree char *name = equals ? g_strndup(environment[i], (gsize)(equals - environment[i]))
                                       : g_strdup(environment[i]);
        if (equals) {
            setenv(name, equals + 1, 1);
        } else {
            unsetenv(name);
        }
    }
}

static void run_child(const struct terminal_options *options, const char *home)
{
    terminal_home_set(home);
    set_environment(options->environment);
    if (options->directory && chdir(options->directory) < 0) {
        perror(options->directory);
        _exit(126);
    }
    execv(options->argv[0], (char *const *)options->argv);
    perror(options->argv[0]);
    _exit(127);
}

/* The device as the program will find it; its side of it. */
static int open_device(const struct winsize *size, int *fd, struct termios *before)
{
    int program;

    if (openpty(fd, &program, NULL, NULL, size) < 0 || tcgetattr(program, before) < 0) {
        g_error("cannot make a pseudo terminal: %s", g_strerror(errno));
    }
    before->c_iflag |= IUTF8 | IXANY;
    before->c_cc[VKILL] = '@';
    before->c_cc[VMIN] = 5;
    before->c_cc[VTIME] = 2;
    tcsetattr(program, TCSANOW, before);
    tcgetattr(program, before);
    return program;
}

GPid terminal_child_start(const struct terminal_options *options, const struct winsize *size,
                          const char *home, int *fd, struct termios *before)
{
    int program = open_device(size, fd, before);
    pid_t pid = fork();

    if (pid == 0) {
        close(*fd);
        login_tty(program);
        run_child(options, home);
    } else if (pid < 0) {
        g_error("cannot start a program: %s", g_strerror(errno));
    }
    close(program);
    fcntl(*fd, F_SETFL, O_NONBLOCK);
    fcntl(*fd, F_SETFD, FD_CLOEXEC);
    return pid;
}
