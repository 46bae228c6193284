/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/command_output.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT, COMPLAINT, STREAMS };

/* Reads what is there; false at the end. What is above the bound and one byte is dropped. */
static bool read_some(int fd, GString *text)
{
    char bytes[4096];
    ssize_t count = read(fd, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR)
        return true;
    gsize room = COMMAND_MOST_BYTES + 1 - text->len;
    g_string_append_len(text, bytes, count > 0 ? (gssize)MIN((gsize)count, room) : 0);
    return count > 0;
}

/* How long to wait for more without a word, in milliseconds; -1 = whatever it takes. */
static int patience(gint64 began_us, bool told)
{
    gint64 left_ms = COMMAND_SLOW_MS - (g_get_monotonic_time() - began_us) / 1000;
    return told ? -1 : (int)MAX(left_ms, 0);
}

/* To the end of both, or until too much was printed. */
static void read_all(const int *fds, GString *const *texts, const struct command_slow *slow)
{
    gint64 began_us = g_get_monotonic_time();
    bool told = slow == NULL;
    struct pollfd streams[STREAMS] = {
        {fds[OUTPUT],    POLLIN, 0},
        {fds[COMPLAINT], POLLIN, 0}
    };
    while ((streams[OUTPUT].fd >= 0 || streams[COMPLAINT].fd >= 0) &&
           texts[OUTPUT]->len <= COMMAND_MOST_BYTES) {
        int ready = poll(streams, STREAMS, patience(began_us, told));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0) {
            slow->tell(slow->command);
            told = true;
            continue;
        }
        for (int i = 0; i < STREAMS; i++)
            if (streams[i].fd >= 0 && streams[i].revents && !read_some(streams[i].fd, texts[i]))
                streams[i].fd = -1;
    }
}

static int end_of(GPid pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    g_spawn_close_pid(pid);
    return status;
}

/* How it ended: NULL when well. */
static GError *trouble_of(int status, GString *const *texts)
{
    GError *trouble = NULL;
    if (texts[OUTPUT]->len > COMMAND_MOST_BYTES)
        return g_error_new(G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "it printed more than %u kB",
                           COMMAND_MOST_BYTES >> 10);
    if (g_spawn_check_wait_status(status, &trouble))
        return NULL;
    const char *complaint = g_strstrip(texts[COMPLAINT]->str);
    g_autofree char *message = g_steal_pointer(&trouble->message);
    trouble->message = g_strdup_printf("%s%s%s", message, *complaint ? ": " : "", complaint);
    return trouble;
}

char *command_output(char **argv, const struct command_slow *slow, GError **error)
{
    GPid pid;
    int fds[STREAMS];
    if (!g_spawn_async_with_pipes(NULL, argv, NULL,
                                  G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN |
                                      G_SPAWN_DO_NOT_REAP_CHILD,
                                  NULL, NULL, &pid, NULL, &fds[OUTPUT], &fds[COMPLAINT], error))
        return NULL;
    GString *texts[STREAMS] = {g_string_new(NULL), g_string_new(NULL)};
    read_all(fds, texts, slow);
    if (texts[OUTPUT]->len > COMMAND_MOST_BYTES)
        kill(pid, SIGKILL);
    for (int i = 0; i < STREAMS; i++)
        close(fds[i]);
    GError *trouble = trouble_of(end_of(pid), texts);
    g_string_free(texts[COMPLAINT], TRUE);
    char *output = g_string_free(texts[OUTPUT], trouble != NULL);
    if (trouble)
        g_propagate_error(error, trouble);
    return output;
}
