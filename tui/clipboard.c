/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/clipboard.h"

#include "tui/abilities.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCREEN_PIECE 700  /* GNU screen takes 768 bytes of a DCS string */
#define TMUX_WAIT_MS 1000 /* a local socket; only a stopped server takes longer */

bool clipboard_osc(const char *text, bool in_screen, GString *bytes)
{
    g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
    g_autofree char *sequence = NULL;

    if (strlen(base64) > CLIPBOARD_OSC_MAX) {
        return false;
    }
    if (!in_screen) {
        g_string_append_printf(bytes, "\x1b]52;c;%s\x1b\\", base64);
        return true;
    }
    /* BEL, since ST would end the wrapping. */
    sequence = g_strdup_printf("\x1b]52;c;%s\a", base64);
    for (size_t at = 0, length = strlen(sequence); at < length; at += SCREEN_PIECE) {
        g_string_append_printf(bytes, "\x1bP%.*s\x1b\\", (int)MIN(SCREEN_PIECE, length - at),
                               sequence + at);
    }
    return true;
}

/* Writes to a child that may stop reading; SIGPIPE must not end us. */
static bool feed(int fd, const char *text, size_t count, gint64 deadline)
{
    while (count > 0) {
        struct pollfd ready = {fd, POLLOUT, 0};
        gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        if (left <= 0 || poll(&ready, 1, (int)left) <= 0 || !(ready.revents & POLLOUT)) {
            return false;
        }
        ssize_t written = write(fd, text, count);
        if (written < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        text += MAX(written, 0);
        count -= (size_t)MAX(written, 0);
    }
    return true;
}

static bool wait_for(GPid pid, gint64 deadline)
{
    int status;

    for (;;) {
        pid_t done = waitpid(pid, &status, WNOHANG);
        if (done == pid) {
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        }
        if (done < 0 && errno != EINTR) {
            return false;
        }
        if (g_get_monotonic_time() >= deadline) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return false;
        }
        poll(NULL, 0, 2);
    }
}

/* Runs argv with `text` as its input; true when it ends well in time. */
static bool run_with_input(char **argv, const char *text)
{
    GPid pid;
    int input;
    gint64 deadline = g_get_monotonic_time() + TMUX_WAIT_MS * 1000;
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                        G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;

    if (!g_spawn_async_with_pipes(NULL, argv, NULL, flags, NULL, NULL, &pid, &input, NULL, NULL,
                                  NULL)) {
        return false;
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    sigaction(SIGPIPE, &ignore, &before);
    fcntl(input, F_SETFL, O_NONBLOCK);
    bool fed = feed(input, text, strlen(text), deadline);
    close(input);
    sigaction(SIGPIPE, &before, NULL);
    bool done = wait_for(pid, deadline);
    g_spawn_close_pid(pid);
    return fed && done;
}

static char *copy_to_file(const char *text)
{
    g_autofree char *name = g_strdup_printf("vigil-copy-%d.txt", (int)getuid());
    g_autofree char *path = g_build_filename(g_get_user_runtime_dir(), name, NULL);
    GError *error = NULL;

    if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) {
        char *said = g_strdup_printf("not copied: %s", error->message);
        g_error_free(error);
        return said;
    }
    return g_strdup_printf("copied %zu bytes to %s", strlen(text), path);
}

static bool set(const char *name)
{
    const char *value = getenv(name);

    return value && value[0];
}

char *clipboard_copy(const char *text, GString *bytes)
{
    char *tmux[] = {(char *)"tmux", (char *)"load-buffer", (char *)"-w", (char *)"-", NULL};
    bool in_screen = set("STY") && !set("TMUX");

    if (set("TMUX") && run_with_input(tmux, text)) {
        return g_strdup_printf("copied %zu bytes to tmux", strlen(text));
    }
    if (term_has(getenv("TERM"), ABILITY_STRINGS) && clipboard_osc(text, in_screen, bytes)) {
        return g_strdup_printf("copied %zu bytes to the terminal's clipboard", strlen(text));
    }
    return copy_to_file(text);
}
