/* SPDX-License-Identifier: Apache-2.0
 *
 * A server on loopback that keeps what it was asked.
 */
#ifndef TESTS_UNIT_API_DEMO_FAKE_SERVER_H
#define TESTS_UNIT_API_DEMO_FAKE_SERVER_H

#include "api/wire/compress.h"

#include <glib.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

/* What the server was asked, and how it shall answer. */
struct server {
    struct MHD_Daemon *daemon;
    GMutex mutex;
    GCond arrived;
    GPtrArray *seen; /* of char *: "POST /path token encoding body" */
    unsigned busy;   /* answers 503 this many times first */
    unsigned status; /* then this */
    unsigned connections;
};

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection)
{
    g_mutex_lock(&server->mutex);
    unsigned status = server->busy > 0 ? 503 : server->status;
    server->busy -= server->busy > 0;
    g_mutex_unlock(&server->mutex);
    static char text[] = "{\"detail\":\"as told\"}";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    (void)version;
    struct server *server = user;
    if (!*state) {
        *state = g_byte_array_new();
        return MHD_YES;
    }
    if (*size) {
        g_byte_array_append(*state, (const guint8 *)data, (guint)*size);
        *size = 0;
        return MHD_YES;
    }
    GByteArray *body = *state;
    const char *encoding =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Encoding");
    const char *token = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
    g_autoptr(GBytes) raw = g_byte_array_free_to_bytes(body);
    g_autoptr(GBytes) plain = body_decompress(encoding, raw, 1 << 24, NULL);
    g_assert_nonnull(plain);
    gsize length;
    const char *text = g_bytes_get_data(plain, &length);
    g_mutex_lock(&server->mutex);
    g_ptr_array_add(server->seen,
                    g_strdup_printf("%s %s %s %s %.*s", method, url, token ? token : "-",
                                    encoding ? encoding : "-", (int)MIN(length, 60), text));
    g_mutex_unlock(&server->mutex);
    g_cond_broadcast(&server->arrived);
    *state = NULL;
    return answer(server, connection);
}

static void on_connection(void *user, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    (void)connection;
    (void)state;
    struct server *server = user;
    g_mutex_lock(&server->mutex);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        server->connections++;
    g_mutex_unlock(&server->mutex);
}

static inline struct server *server_new(void)
{
    struct server *server = g_new0(struct server, 1);
    g_mutex_init(&server->mutex);
    g_cond_init(&server->arrived);
    server->seen = g_ptr_array_new_with_free_func(g_free);
    server->status = 200;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    server->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR,
        &address, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    g_assert_nonnull(server->daemon);
    return server;
}

static inline char *server_url(const struct server *server)
{
    return g_strdup_printf("http://127.0.0.1:%d",
                           MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
}

static inline void server_free(struct server *server)
{
    MHD_stop_daemon(server->daemon);
    g_ptr_array_unref(server->seen);
    g_mutex_clear(&server->mutex);
    g_cond_clear(&server->arrived);
    g_free(server);
}

#endif
