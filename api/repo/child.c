/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo_internal.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_OUTPUT (64u << 10)

/* Reads what the child prints until it closes both pipes. False when the time is up. */
static bool drain(int out_fd, int err_fd, gint64 deadline_us, GString *out, GString *said)
{
    struct pollfd fds[] = {
        {.fd = out_fd, .events = POLLIN},
        {.fd = err_fd, .events = POLLIN}
    };
    GString *into[] = {out, said};
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        gint64 left_ms = (deadline_us - g_get_monotonic_time()) / 1000;
        if (left_ms <= 0)
            return false;
        if (poll(fds, 2, (int)MIN(left_ms, 60000)) < 0 && errno != EINTR)
            return false;
        for (int i = 0; i < 2; i++) {
            char bytes[4096];
            if (fds[i].fd < 0 || fds[i].revents == 0)
                continue;
            ssize_t got = read(fds[i].fd, bytes, sizeof bytes);
            if (got <= 0 && !(got < 0 && errno == EINTR))
                fds[i].fd = -1;
            else if (got > 0 && into[i]->len < MOST_OUTPUT)
                g_string_append_len(into[i], bytes, got);
        }
    }
    return true;
}

/* A git that neither asks, nor pages, nor listens to a hook's environment. */
static char **child_environment(void)
{
    static const char *const dropped[] = {"GIT_DIR",           "GIT_WORK_TREE",
                                          "GIT_INDEX_FILE",    "GIT_OBJECT_DIRECTORY",
                                          "GIT_EXTERNAL_DIFF", "GIT_NAMESPACE"};
    char **environment = g_get_environ();
    for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++)
        environment = g_environ_unsetenv(environment, dropped[i]);
    environment = g_environ_setenv(environment, "GIT_TERMINAL_PROMPT", "0", TRUE);
    environment = g_environ_setenv(environment, "GIT_OPTIONAL_LOCKS", "0", TRUE);
    environment = g_environ_setenv(environment, "GIT_PAGER", "cat", TRUE);
    return g_environ_setenv(environment, "LC_ALL", "C.UTF-8", TRUE);
}

static bool judge(int status, bool in_time, int timeout_ms, const char *name, const char *said,
                  GError **error)
{
    if (!in_time)
        g_set_error(error, REPO_ERROR, REPO_ERROR_TIME,
                    "%s took longer than %.3g s and was "
                    "stopped",
                    name, timeout_ms / 1000.0);
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        g_set_error(error, REPO_ERROR, REPO_ERROR_FAILED, "%s failed: %s", name,
                    *said ? said : "it said nothing");
    else
        return true;
    return false;
}

bool repo_run(const char *const *argv, const char *folder, int timeout_ms, GString *out,
              GError **error)
{
    g_auto(GStrv) environment = child_environment();
    g_autoptr(GString) said = g_string_new(NULL);
    GPid child = 0;
    int out_fd = -1;
    int err_fd = -1;
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD;
    if (!g_spawn_async_with_pipes(folder, (char **)argv, environment, flags, NULL, NULL, &child,
                                  NULL, &out_fd, &err_fd, error))
        return false;
    bool in_time = drain(out_fd, err_fd, deadline, out, said);
    if (!in_time)
        kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    close(out_fd);
    close(err_fd);
    g_spawn_close_pid(child);
    return judge(status, in_time, timeout_ms, argv[0], g_strchomp(said->str), error);
}
