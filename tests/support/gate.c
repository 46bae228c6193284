/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/gate.h"

#include "tests/support/http.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#define MOST_HEAD 65536
#define THREADS   16

struct gate {
    GThread *thread;
    GMainLoop *loop;
    GMainContext *context;
    GSocketService *service;
    int port, to_port;
    const char *closed;
    const char *from, *to; /* of gate_replace(); NULL = nothing is */
    gint refused;          /* atomic */
    const char *text;      /* of gate_answer(); NULL = none is */
    char *(*answer)(void *data, const char *request);
    void *data;
};

/* Up to the blank line; requests here have no body. */
static bool read_head(GInputStream *in, GString *head)
{
    char bytes[4096];

    while (head->len < MOST_HEAD && !strstr(head->str, "\r\n\r\n")) {
        gssize size = g_input_stream_read(in, bytes, sizeof bytes, NULL, NULL);
        if (size <= 0) {
            return false;
        }
        g_string_append_len(head, bytes, size);
    }
    return true;
}

/* The head with one answer a connection, so that its end is the answer's; replaced what is to be.
 */
static char *one_answer(const struct gate *gate, const char *head)
{
    g_auto(GStrv) lines = g_strsplit(head, "\r\n", -1);
    GString *out = g_string_new(NULL);

    for (char **line = lines; *line && **line; line++) {
        if (g_ascii_strncasecmp(*line, "Connection:", 11) != 0) {
            g_string_append_printf(out, "%s\r\n", *line);
        }
    }
    g_string_append(out, "Connection: close\r\n\r\n");
    if (gate->from) {
        g_string_replace(out, gate->from, gate->to, 0);
    }
    return g_string_free(out, FALSE);
}

static void pass(const struct gate *gate, const char *head, GOutputStream *out)
{
    g_autofree char *request = one_answer(gate, head);
    char bytes[16384];
    ssize_t size;
    int fd = http_connect(gate->to_port);

    if (fd < 0 || !http_write(fd, request, strlen(request))) {
        return;
    }
    while ((size = read(fd, bytes, sizeof bytes)) > 0 &&
           g_output_stream_write_all(out, bytes, (gsize)size, NULL, NULL, NULL)) {
    }
    close(fd);
}

/* False when the request is to be passed on. */
static bool answered(const struct gate *gate, const char *head, GOutputStream *out)
{
    g_autofree char *line = g_strndup(head, strcspn(head, "\r"));
    g_autofree char *request = g_uri_unescape_string(line, NULL);

    if (!gate->text || !request || !strstr(request, gate->text)) {
        return false;
    }
    g_autofree char *body = gate->answer(gate->data, request);
    g_autofree char *answer = g_strdup_printf("HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
                                              "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                                              body ? "200 OK" : "503 Service Unavailable",
                                              body ? strlen(body) : 2, body ? body : "{}");
    g_output_stream_write_all(out, answer, strlen(answer), NULL, NULL, NULL);
    return true;
}

static gboolean serve(GThreadedSocketService *service, GSocketConnection *connection,
                      GObject *source, gpointer data)
{
    static const char missing[] = "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 29\r\nConnection: close\r\n\r\n"
                                  "{\"detail\":\"Not found, really\"}";
    struct gate *gate = data;
    g_autoptr(GString) head = g_string_new(NULL);
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    (void)service;
    (void)source;

    if (!read_head(g_io_stream_get_input_stream(G_IO_STREAM(connection)), head)) {
        return TRUE;
    }
    g_autofree char *line = g_strndup(head->str, strcspn(head->str, "\r?"));
    if (gate->closed && strstr(line, gate->closed)) {
        g_atomic_int_inc(&gate->refused);
        g_output_stream_write_all(out, missing, strlen(missing), NULL, NULL, NULL);
    } else if (!answered(gate, head->str, out)) {
        pass(gate, head->str, out);
    }
    g_io_stream_close(G_IO_STREAM(connection), NULL, NULL);
    return TRUE;
}

static gpointer run(gpointer data)
{
    struct gate *gate = data;

    g_main_context_push_thread_default(gate->context);
    g_socket_service_start(gate->service);
    g_main_loop_run(gate->loop);
    g_main_context_pop_thread_default(gate->context);
    return NULL;
}

struct gate *gate_open(int to_port, const char *closed)
{
    struct gate *gate = g_new0(struct gate, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GInetAddress) here = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) any = g_inet_socket_address_new(here, 0);
    g_autoptr(GSocketAddress) bound = NULL;

    gate->to_port = to_port;
    gate->closed = closed;
    gate->context = g_main_context_new();
    gate->loop = g_main_loop_new(gate->context, FALSE);
    g_main_context_push_thread_default(gate->context);
    gate->service = g_threaded_socket_service_new(THREADS);
    g_signal_connect(gate->service, "run", G_CALLBACK(serve), gate);
    g_socket_listener_add_address(G_SOCKET_LISTENER(gate->service), any, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
    g_main_context_pop_thread_default(gate->context);
    g_assert_no_error(error);
    gate->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    gate->thread = g_thread_new("gate", run, gate);
    return gate;
}

void gate_replace(struct gate *gate, const char *from, const char *to)
{
    gate->from = from;
    gate->to = to;
}

void gate_answer(struct gate *gate, const char *text,
                 char *(*answer)(void *data, const char *request), void *data)
{
    gate->text = text;
    gate->answer = answer;
    gate->data = data;
}

int gate_port(const struct gate *gate)
{
    return gate->port;
}

int gate_refused(struct gate *gate)
{
    return g_atomic_int_get(&gate->refused);
}

void gate_close(struct gate *gate)
{
    g_main_loop_quit(gate->loop);
    g_thread_join(gate->thread);
    g_socket_service_stop(gate->service);
    g_socket_listener_close(G_SOCKET_LISTENER(gate->service));
    g_object_unref(gate->service);
    g_main_loop_unref(gate->loop);
    g_main_context_unref(gate->context);
    g_free(gate);
}
