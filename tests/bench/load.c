/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/load.h"

#include "tests/support/http.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 60000

struct connection {
    int fd;
    GString *request, *answer;
    gsize sent;
};

void load_head(GString *out, const char *path, const char *type, gsize size)
{
    g_string_append_printf(out,
                           "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\n"
                           "Content-Length: %zu\r\n\r\n",
                           path, type, size);
}

static bool try_again(void)
{
    return errno == EAGAIN || errno == EINTR;
}

static void push(struct connection *connection)
{
    const GString *request = connection->request;
    while (connection->sent < request->len) {
        ssize_t sent = send(connection->fd, request->str + connection->sent,
                            request->len - connection->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && try_again())
            return;
        if (sent <= 0)
            g_error("the server under load closed a connection: %s", g_strerror(errno));
        connection->sent += (gsize)sent;
    }
}

/* Where the answer ends, or 0 while it is not whole. */
static gsize whole(const GString *answer)
{
    const char *end = strstr(answer->str, "\r\n\r\n");
    if (!end)
        return 0;
    const char *length = strcasestr(answer->str, "\r\nContent-Length:");
    gsize head = (gsize)(end - answer->str) + 4;
    gsize body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
    return answer->len >= head + body ? head + body : 0;
}

/* True when the answer to the request under way is whole. */
static bool pull(struct connection *connection)
{
    char bytes[4096];
    ssize_t got = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && try_again())
        return false;
    if (got <= 0)
        g_error("the server under load closed a connection without an answer");
    g_string_append_len(connection->answer, bytes, got);
    if (!whole(connection->answer))
        return false;
    const char *status = strchr(connection->answer->str, ' ');
    if (!status || status[1] != '2')
        g_error("the server under load answered: %s", connection->answer->str);
    g_string_truncate(connection->answer, 0);
    return true;
}

static void begin(const struct load *load, struct connection *connection, guint number)
{
    g_string_truncate(connection->request, 0);
    connection->sent = 0;
    load->make(load->context, number, connection->request);
    push(connection);
}

static void send_all(const struct load *load, struct connection *all, struct pollfd *polls)
{
    guint begun = 0, answered = 0;
    for (; begun < MIN(load->connections, load->requests); begun++)
        begin(load, &all[begun], begun);
    while (answered < load->requests) {
        for (guint i = 0; i < load->connections; i++) {
            bool more = all[i].sent < all[i].request->len;
            polls[i] = (struct pollfd){.fd = all[i].fd, .events = POLLIN | (more ? POLLOUT : 0)};
        }
        if (poll(polls, load->connections, PATIENCE_MS) == 0)
            g_error("the server under load did not answer for a minute");
        for (guint i = 0; i < load->connections; i++) {
            if (polls[i].revents & POLLOUT)
                push(&all[i]);
            if (!(polls[i].revents & (POLLIN | POLLHUP | POLLERR)) || !pull(&all[i]))
                continue;
            answered++;
            if (begun < load->requests)
                begin(load, &all[i], begun++);
        }
    }
}

double load_run(const struct load *load)
{
    g_autofree struct connection *all = g_new0(struct connection, load->connections);
    g_autofree struct pollfd *polls = g_new0(struct pollfd, load->connections);
    for (guint i = 0; i < load->connections; i++) {
        all[i] = (struct connection){http_connect(load->port), g_string_new(NULL),
                                     g_string_new(NULL), 0};
        if (all[i].fd < 0)
            g_error("the server under load refuses a connection to port %d", load->port);
    }
    gint64 start = g_get_monotonic_time();
    send_all(load, all, polls);
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    for (guint i = 0; i < load->connections; i++) {
        close(all[i].fd);
        g_string_free(all[i].request, TRUE);
        g_string_free(all[i].answer, TRUE);
    }
    return seconds;
}
