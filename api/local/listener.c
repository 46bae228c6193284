/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/listener_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A body past INTAKE_MAX_BODY is still read, into nothing, up to here, so that its sender sees the
 * answer; past this the connection is closed. */
#define DRAIN_MAX (256u << 20)
/* Bytes of all bodies that are being read or decoded at one time. */
#define BODIES_MAX (256u << 20)
/* For the head of a request and a piece of its body; libmicrohttpd clears it with each request. */
#define CONNECTION_BYTES (32u << 10)
#define MAX_CONNECTIONS  900
#define IDLE_SECONDS     60
#define POLL_THREADS     2
#define INTAKE_THREADS   2
#define API_THREADS      4

/* --- exchanges --- */

static struct exchange *exchange_new(struct listener *listener, const char *target)
{
    struct exchange *exchange = g_new0(struct exchange, 1);
    exchange->listener = listener;
    exchange->target = g_utf8_make_valid(target, -1);
    size_t length = strcspn(exchange->target, "?");
    exchange->path = g_strndup(exchange->target, length);
    exchange->query_text =
        exchange->target[length] ? exchange->target + length + 1 : exchange->target + length;
    exchange->body = g_byte_array_new();
    exchange->answer = g_string_new(NULL);
    exchange->headers = g_ptr_array_new_with_free_func((GDestroyNotify)http_pair_free);
    return exchange;
}

/* The body is given back to the bound. */
static void exchange_drop_body(struct exchange *exchange)
{
    g_atomic_pointer_add(&exchange->listener->body_bytes, -(gssize)exchange->counted);
    exchange->counted = 0;
    g_clear_pointer(&exchange->body, g_byte_array_unref);
}

static void exchange_free(struct exchange *exchange)
{
    exchange_drop_body(exchange);
    if (exchange->has_result) {
        intake_result_clear(&exchange->result);
    }
    if (exchange->answer) {
        g_string_free(exchange->answer, TRUE);
    }
    g_ptr_array_unref(exchange->headers);
    route_clear(&exchange->route);
    g_free(exchange->path);
    g_free(exchange->target);
    g_free(exchange);
}

void exchange_finish(struct exchange *exchange)
{
    struct listener *listener = exchange->listener;
    MHD_resume_connection(exchange->connection);
    g_mutex_lock(&listener->lock);
    if (--listener->under_way == 0) {
        g_cond_signal(&listener->idle);
    }
    g_mutex_unlock(&listener->lock);
}

/* Puts the connection to sleep and the exchange on a pool. False when the server is stopping. */
static bool send_to_pool(struct exchange *exchange, GThreadPool *pool)
{
    struct listener *listener = exchange->listener;
    g_mutex_lock(&listener->lock);
    bool open = !listener->stopping;
    listener->under_way += open;
    g_mutex_unlock(&listener->lock);
    if (open) {
        exchange->sent = true;
        if (pool == listener->intake_pool) {
            store_expect(listener->options.store);
        }
        MHD_suspend_connection(exchange->connection);
        g_thread_pool_push(pool, exchange, NULL);
    }
    return open;
}

/* --- one request --- */

static enum method method_of(const char *name)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {
        {"GET",    METHOD_GET   },
        {"HEAD",   METHOD_GET   },
        {"POST",   METHOD_POST  },
        {"PUT",    METHOD_PUT   },
        {"DELETE", METHOD_DELETE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (strcmp(name, methods[i].name) == 0) {
            return methods[i].method;
        }
    }
    return 0;
}

/* What can be said without the body; sets the status if so. */
static void begin(struct exchange *exchange, const char *method)
{
    struct listener *listener = exchange->listener;
    const char *host = exchange_header(exchange, MHD_HTTP_HEADER_HOST);
    exchange->method = method_of(method);
    exchange->route = route_of(exchange->path);
    if (host && host_is_loopback(listener->options.bind) && !host_is_loopback(host)) {
        exchange_text(exchange, 403,
                      "This is a local server: its name is localhost or 127.0.0.1.\n");
    } else if (exchange->route.kind == ROUTE_NONE) {
        exchange_text(exchange, 404, "There is nothing here. See /health, /api/0/ and /v1/.\n");
    } else if (exchange->route.kind == ROUTE_INTAKE && strcmp(method, "OPTIONS") == 0) {
        exchange->status = 204;
    } else if (exchange->route.kind == ROUTE_INTAKE && exchange->method != METHOD_POST) {
        exchange_text(exchange, 405, "Telemetry is sent with POST.\n");
        g_ptr_array_add(exchange->headers, http_pair_new("Allow", "POST, OPTIONS"));
    } else if (exchange->method == 0) {
        exchange_text(exchange, 405, "This method is not known here.\n");
        g_ptr_array_add(exchange->headers, http_pair_new("Allow", "GET, HEAD, POST, PUT"));
    }
}

/* Keeps a piece of the body, or says why not. */
static void receive(struct exchange *exchange, const char *data, size_t size)
{
    struct listener *listener = exchange->listener;
    exchange->received += size;
    if (exchange->refused || exchange->status) {
        return;
    }
    if (exchange->received > INTAKE_MAX_BODY) {
        exchange->refused = MHD_HTTP_CONTENT_TOO_LARGE;
    } else if ((gsize)g_atomic_pointer_get(&listener->body_bytes) + size > BODIES_MAX) {
        exchange->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
    } else {
        g_atomic_pointer_add(&listener->body_bytes, (gssize)size);
        exchange->counted += size;
        g_byte_array_append(exchange->body, (const guint8 *)data, (guint)size);
        return;
    }
    exchange_drop_body(exchange);
}

/* The body is whole. */
static enum MHD_Result complete(struct exchange *exchange)
{
    struct listener *listener = exchange->listener;
    if (exchange->status == 0 && exchange->refused) {
        exchange_reject(exchange);
    } else if (exchange->status == 0 && exchange->route.kind == ROUTE_HEALTH) {
        g_autofree char *json =
            health_json(listener->options.health, store_bytes(listener->options.store));
        g_string_assign(exchange->answer, json);
        exchange->content_type = "application/json";
        exchange->status = 200;
    } else if (exchange->status == 0) {
        GThreadPool *pool =
            exchange->route.kind == ROUTE_INTAKE ? listener->intake_pool : listener->api_pool;
        if (send_to_pool(exchange, pool)) {
            return MHD_YES;
        }
        exchange_text(exchange, 503, "The server is stopping.\n");
    }
    return exchange_send(exchange);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **slot)
{
    (void)context, (void)url, (void)version;
    struct exchange *exchange = *slot;
    exchange->connection = connection;
    if (!exchange->begun) {
        exchange->begun = true;
        begin(exchange, method);
        return MHD_YES;
    }
    if (*size > 0) {
        receive(exchange, data, *size);
        *size = 0;
        return exchange->received > DRAIN_MAX ? MHD_NO : MHD_YES;
    }
    return exchange->sent ? exchange_send(exchange) : complete(exchange);
}

static void *note_target(void *context, const char *target, struct MHD_Connection *connection)
{
    (void)connection;
    return exchange_new(context, target);
}

static void completed(void *context, struct MHD_Connection *connection, void **slot,
                      enum MHD_RequestTerminationCode why)
{
    (void)context, (void)connection, (void)why;
    if (*slot) {
        exchange_free(*slot);
        *slot = NULL;
    }
}

/* --- sockets --- */

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static bool parse_address(const char *bind_to, int port, union address *address, socklen_t *size)
{
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, bind_to, &address->four.sin_addr) == 1) {
        address->four.sin_family = AF_INET;
        address->four.sin_port = htons((uint16_t)port);
        *size = sizeof address->four;
        return true;
    }
    address->six.sin6_family = AF_INET6;
    address->six.sin6_port = htons((uint16_t)port);
    *size = sizeof address->six;
    return inet_pton(AF_INET6, bind_to, &address->six.sin6_addr) == 1;
}

/* A listening socket; *port is set to the one it got. */
static int open_socket(const char *bind_to, int *port, GError **error)
{
    union address address;
    socklen_t size;
    if (!parse_address(bind_to, *port, &address, &size)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "%s is no IP address", bind_to);
        return -1;
    }
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (fd < 0 || bind(fd, &address.any, size) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, &address.any, &size) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "cannot listen on %s port %d: %s%s",
                    bind_to, *port, g_strerror(errno),
                    errno == EADDRINUSE ? " (is another vigil serve running? --port and "
                                          "--otlp-port choose others)"
                                        : "");
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    *port = ntohs(address.any.sa_family == AF_INET ? address.four.sin_port : address.six.sin6_port);
    return fd;
}

static bool start_daemon(struct listener *listener, int which, int port, GError **error)
{
    listener->ports[which] = port;
    int fd = open_socket(listener->options.bind, &listener->ports[which], error);
    if (fd < 0) {
        return false;
    }
    listener->daemons[which] = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        handle, listener, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, note_target,
        listener, MHD_OPTION_NOTIFY_COMPLETED, completed, listener, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MAX_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)POLL_THREADS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_BYTES, MHD_OPTION_END);
    if (!listener->daemons[which]) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "the HTTP server does not start: %s",
                    g_strerror(errno));
        close(fd);
        return false;
    }
    return true;
}

struct listener *listener_start(const struct listener_options *options, int port, int otlp_port,
                                GError **error)
{
    if (!late_open(LATE_MICROHTTPD, error)) {
        return NULL;
    }
    struct listener *listener = g_new0(struct listener, 1);
    listener->options = *options;
    listener->ports[1] = -1;
    g_mutex_init(&listener->lock);
    g_cond_init(&listener->idle);
    listener->intake_pool =
        g_thread_pool_new(exchange_run_intake, listener, INTAKE_THREADS, FALSE, NULL);
    listener->api_pool = g_thread_pool_new(exchange_run_api, listener, API_THREADS, FALSE, NULL);
    if (!start_daemon(listener, 0, port, error) ||
        (otlp_port >= 0 && !start_daemon(listener, 1, otlp_port, error))) {
        listener_stop(listener);
        return NULL;
    }
    return listener;
}

void listener_stop(struct listener *listener)
{
    if (!listener) {
        return;
    }
    g_mutex_lock(&listener->lock);
    listener->stopping = true;
    while (listener->under_way > 0) {
        g_cond_wait(&listener->idle, &listener->lock);
    }
    g_mutex_unlock(&listener->lock);
    for (int i = 0; i < 2; i++) {
        if (listener->daemons[i]) {
            MHD_stop_daemon(listener->daemons[i]);
        }
    }
    g_thread_pool_free(listener->intake_pool, FALSE, TRUE);
    g_thread_pool_free(listener->api_pool, FALSE, TRUE);
    g_mutex_clear(&listener->lock);
    g_cond_clear(&listener->idle);
    g_free(listener);
}

int listener_port(const struct listener *listener)
{
    return listener->ports[0];
}

int listener_otlp_port(const struct listener *listener)
{
    return listener->ports[1];
}
