/* SPDX-License-Identifier: Apache-2.0
 *
 * A small HTTP server on a free port of this machine that answers by a script, with every fault
 * that a network or a server can have. One thread for each connection.
 */
#ifndef TESTS_UNIT_API_CLIENT_SERVER_H
#define TESTS_UNIT_API_CLIENT_SERVER_H

#include <gio/gio.h>
#include <stdbool.h>
#include <string.h>

enum fault {
    FAULT_NONE,
    FAULT_CUT,      /* the body ends after half of what was announced */
    FAULT_BYTEWISE, /* chunked, a byte a chunk */
    FAULT_SILENT,   /* takes the request and never answers */
    FAULT_HELD,     /* answers when server_release() is called */
    FAULT_CLOSE,    /* closes the connection without a word */
};

/* What is answered to requests whose target contains `match`. */
struct canned {
    const char *match;
    int status;
    const char *headers; /* lines that end in \r\n, or NULL */
    const char *body;
    enum fault fault;
    int uses;      /* 0 = as often as asked; else so many times, then the next that matches */
    size_t repeat; /* the body so many times over; 0 = once */
    size_t size;   /* of the body; 0 = as text */
};

/* One of a script; faults and such by name after it. */
#define ANSWER(to, code, lines, text, ...)                                       \
    {                                                                            \
        .match = to, .status = code, .headers = lines, .body = text, __VA_ARGS__ \
    }

struct server {
    GSocketListener *listener;
    GCancellable *stop;
    GThread *thread;
    guint16 port;
    GMutex lock;
    GCond changed;
    /* Under the lock: */
    GArray *script;      /* of struct canned */
    GPtrArray *requests; /* of char *: method, target, headers and body as they came */
    GPtrArray *threads;  /* of GThread * */
    bool released;
};

struct visit {
    struct server *server;
    GSocketConnection *connection;
};

static inline struct canned server_choose(struct server *server, const char *request)
{
    struct canned chosen = {.status = 404, .body = "{\"detail\":\"Not found\"}"};
    g_autofree char *line = g_strndup(request, strcspn(request, "\r"));
    for (guint i = 0; i < server->script->len; i++) {
        struct canned *canned = &g_array_index(server->script, struct canned, i);
        if (!strstr(line, canned->match) || canned->uses < 0)
            continue;
        if (canned->uses > 0 && --canned->uses == 0)
            canned->uses = -1;
        return *canned;
    }
    return chosen;
}

static inline GString *server_body(const struct canned *canned)
{
    GString *body = g_string_new(NULL);
    for (size_t i = 0; i < MAX(canned->repeat, 1); i++)
        g_string_append_len(body, canned->body ? canned->body : "",
                            canned->size ? (gssize)canned->size : -1);
    return body;
}

static inline bool server_write(struct visit *visit, const char *text, size_t size)
{
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(visit->connection));
    return g_output_stream_write_all(out, text, size, NULL, visit->server->stop, NULL);
}

static inline bool server_answer(struct visit *visit, const struct canned *canned)
{
    g_autoptr(GString) body = server_body(canned);
    g_autoptr(GString) head = g_string_new(NULL);
    bool bytewise = canned->fault == FAULT_BYTEWISE;
    g_string_append_printf(head, "HTTP/1.1 %d X\r\n%s", canned->status,
                           canned->headers ? canned->headers : "");
    if (bytewise)
        g_string_append(head, "Transfer-Encoding: chunked\r\n\r\n");
    else
        g_string_append_printf(head, "Content-Length: %zu\r\n\r\n", body->len);
    bool fine = server_write(visit, head->str, head->len);
    if (canned->fault == FAULT_CUT) {
        server_write(visit, body->str, body->len / 2);
        return false;
    }
    for (size_t i = 0; bytewise && fine && i < body->len; i++) {
        char chunk[] = {'1', '\r', '\n', body->str[i], '\r', '\n'};
        fine = server_write(visit, chunk, sizeof chunk);
    }
    if (bytewise)
        return fine && server_write(visit, "0\r\n\r\n", 5);
    return fine && server_write(visit, body->str, body->len);
}

/* Reads one request, head and body. NULL at the end of the connection. */
static inline char *server_read(struct visit *visit, GDataInputStream *in)
{
    GString *request = g_string_new(NULL);
    gsize length = 0, size;
    while (true) {
        g_autofree char *line = g_data_input_stream_read_line(in, &size, visit->server->stop, NULL);
        if (!line) {
            g_string_free(request, TRUE);
            return NULL;
        }
        if (g_ascii_strncasecmp(line, "content-length:", 15) == 0)
            length = g_ascii_strtoull(line + 15, NULL, 10);
        if (!*g_strchomp(line))
            break;
        g_string_append_printf(request, "%s\r\n", line);
    }
    g_autofree char *body = g_malloc0(length + 1);
    g_input_stream_read_all(G_INPUT_STREAM(in), body, length, NULL, visit->server->stop, NULL);
    g_string_append_printf(request, "\r\n%s", body);
    return g_string_free(request, FALSE);
}

/* Holds on while the script says so. False when the connection is to be closed. */
static inline bool server_hold(struct visit *visit, enum fault fault)
{
    struct server *server = visit->server;
    g_mutex_lock(&server->lock);
    while (!g_cancellable_is_cancelled(server->stop) &&
           (fault == FAULT_SILENT || (fault == FAULT_HELD && !server->released)))
        g_cond_wait(&server->changed, &server->lock);
    g_mutex_unlock(&server->lock);
    return fault != FAULT_SILENT && fault != FAULT_CLOSE;
}

static inline void *server_visit(void *data)
{
    struct visit *visit = data;
    struct server *server = visit->server;
    GInputStream *raw = g_io_stream_get_input_stream(G_IO_STREAM(visit->connection));
    g_autoptr(GDataInputStream) in = g_data_input_stream_new(raw);
    g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    bool open = true;
    char *request;
    while (open && (request = server_read(visit, in))) {
        g_mutex_lock(&server->lock);
        g_ptr_array_add(server->requests, request);
        struct canned canned = server_choose(server, request);
        g_cond_broadcast(&server->changed);
        g_mutex_unlock(&server->lock);
        open = server_hold(visit, canned.fault) && server_answer(visit, &canned);
    }
    g_io_stream_close(G_IO_STREAM(visit->connection), NULL, NULL);
    g_object_unref(visit->connection);
    g_free(visit);
    return NULL;
}

static inline void *server_run(void *data)
{
    struct server *server = data;
    GSocketConnection *connection;
    while ((connection = g_socket_listener_accept(server->listener, NULL, server->stop, NULL))) {
        struct visit *visit = g_new(struct visit, 1);
        *visit = (struct visit){.server = server, .connection = connection};
        GThread *thread = g_thread_new("visit", server_visit, visit);
        g_mutex_lock(&server->lock);
        g_ptr_array_add(server->threads, thread);
        g_mutex_unlock(&server->lock);
    }
    return NULL;
}

/* Listens on a free port; `script` ends with a NULL match. */
static inline struct server *server_new(const struct canned *script)
{
    struct server *server = g_new0(struct server, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) any = g_inet_socket_address_new(loopback, 0);
    g_autoptr(GSocketAddress) bound = NULL;
    server->listener = g_socket_listener_new();
    g_socket_listener_add_address(server->listener, any, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
    g_assert_no_error(error);
    server->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    server->stop = g_cancellable_new();
    server->script = g_array_new(FALSE, FALSE, sizeof(struct canned));
    server->requests = g_ptr_array_new_with_free_func(g_free);
    server->threads = g_ptr_array_new();
    for (; script->match; script++)
        g_array_append_val(server->script, *script);
    server->thread = g_thread_new("server", server_run, server);
    return server;
}

static inline char *server_url(const struct server *server)
{
    return g_strdup_printf("http://127.0.0.1:%u", server->port);
}

static inline void server_release(struct server *server)
{
    g_mutex_lock(&server->lock);
    server->released = true;
    g_cond_broadcast(&server->changed);
    g_mutex_unlock(&server->lock);
}

/* Waits until `count` requests have come. */
static inline void server_await(struct server *server, guint count)
{
    gint64 limit = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
    g_mutex_lock(&server->lock);
    while (server->requests->len < count)
        g_assert_true(g_cond_wait_until(&server->changed, &server->lock, limit));
    g_mutex_unlock(&server->lock);
}

static inline guint server_count(struct server *server)
{
    g_mutex_lock(&server->lock);
    guint count = server->requests->len;
    g_mutex_unlock(&server->lock);
    return count;
}

/* The request of that number as it came; newly allocated. */
static inline char *server_request(struct server *server, guint index)
{
    g_mutex_lock(&server->lock);
    g_assert_cmpuint(index, <, server->requests->len);
    char *request = g_strdup(server->requests->pdata[index]);
    g_mutex_unlock(&server->lock);
    return request;
}

static inline void server_free(struct server *server)
{
    g_mutex_lock(&server->lock);
    g_cancellable_cancel(server->stop);
    g_cond_broadcast(&server->changed);
    g_mutex_unlock(&server->lock);
    g_thread_join(server->thread);
    for (guint i = 0; i < server->threads->len; i++)
        g_thread_join(server->threads->pdata[i]);
    g_socket_listener_close(server->listener);
    g_object_unref(server->listener);
    g_object_unref(server->stop);
    g_ptr_array_unref(server->requests);
    g_ptr_array_unref(server->threads);
    g_array_unref(server->script);
    g_free(server);
}

#endif
