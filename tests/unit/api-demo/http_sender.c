/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP sender: what arrives, what is tried again, and what is said when it fails.
 */
#include "api/demo/outgoing.h"
#include "api/wire/compress.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

/* What the server was asked, and how it shall answer. */
struct server {
    struct MHD_Daemon *daemon;
    GMutex mutex;
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

static struct server *server_new(void)
{
    struct server *server = g_new0(struct server, 1);
    g_mutex_init(&server->mutex);
    server->seen = g_ptr_array_new_with_free_func(g_free);
    server->status = 200;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    server->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR,
        &address, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    g_assert_nonnull(server->daemon);
    return server;
}

static char *server_url(const struct server *server)
{
    return g_strdup_printf("http://127.0.0.1:%d",
                           MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
}

static void server_free(struct server *server)
{
    MHD_stop_daemon(server->daemon);
    g_ptr_array_unref(server->seen);
    g_mutex_clear(&server->mutex);
    g_free(server);
}

static struct outgoing *envelope(const char *text)
{
    return outgoing_new(TO_INTAKE, "POST", g_strdup("/api/1/envelope/"), NULL,
                        g_bytes_new(text, strlen(text)));
}

static const char *seen(const struct server *server, guint i)
{
    g_assert_cmpuint(i, <, server->seen->len);
    return server->seen->pdata[i];
}

static void posts_arrive_over_a_few_kept_connections(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    struct sender *sender = http_sender_new(url, url, "secret");
    for (int i = 0; i < 200; i++)
        g_assert_true(sender->post(sender, envelope("{}"), &error));
    g_assert_true(sender->flush(sender, &error));
    g_assert_cmpuint(server->seen->len, ==, 200);
    g_assert_cmpuint(server->connections, <=, 8);
    sender->free(sender);
    server_free(server);
}

static void the_token_goes_to_the_api_and_nowhere_else(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    struct sender *sender = http_sender_new(url, url, "secret");
    g_assert_true(sender->post(sender, envelope("{}"), &error));
    g_assert_true(sender->flush(sender, &error));
    g_autofree char *body =
        sender->ask(sender, outgoing_new(TO_API, "GET", g_strdup("/api/0/x/"), NULL, NULL), &error);
    g_assert_cmpstr(body, ==, "{\"detail\":\"as told\"}");
    g_assert_cmpstr(seen(server, 0), ==, "POST /api/1/envelope/ - - {}");
    g_assert_cmpstr(seen(server, 1), ==, "GET /api/0/x/ Bearer secret - ");
    sender->free(sender);
    server_free(server);
}

static void large_bodies_are_compressed(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server), *large = g_strnfill(100000, 'a');
    struct sender *sender = http_sender_new(url, url, NULL);
    g_assert_true(sender->post(sender, envelope(large), &error));
    g_assert_true(sender->flush(sender, &error));
    g_assert_true(g_str_has_prefix(seen(server, 0), "POST /api/1/envelope/ - gzip aaaa"));
    sender->free(sender);
    server_free(server);
}

static void a_busy_server_is_asked_again(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    server->busy = 2;
    g_autofree char *url = server_url(server);
    struct sender *sender = http_sender_new(url, url, NULL);
    g_assert_true(sender->post(sender, envelope("again"), &error));
    g_assert_true(sender->flush(sender, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(server->seen->len, ==, 3);
    sender->free(sender);
    server_free(server);
}

static void a_refusal_says_what_was_answered_and_to_what(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    server->status = 401;
    g_autofree char *url = server_url(server);
    struct sender *sender = http_sender_new(url, url, NULL);
    bool done = sender->post(sender, envelope("{}"), &error) && sender->flush(sender, &error);
    g_assert_false(done);
    g_assert_nonnull(strstr(error->message, "/api/1/envelope/ answered 401"));
    g_assert_nonnull(strstr(error->message, "as told"));
    g_clear_error(&error);
    server->status = 200;
    g_assert_true(sender->post(sender, envelope("{}"), &error));
    g_assert_true(sender->flush(sender, &error));
    sender->free(sender);
    server_free(server);
}

static void a_server_that_is_not_there_is_named(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    server_free(server);
    struct sender *sender = http_sender_new(url, url, NULL);
    g_assert_null(
        sender->ask(sender, outgoing_new(TO_API, "GET", g_strdup("/api/0/"), NULL, NULL), &error));
    g_assert_nonnull(strstr(error->message, url));
    sender->free(sender);
}

static void after_stop_everything_fails_at_once(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    struct sender *sender = http_sender_new(url, url, NULL);
    sender->stop(sender);
    g_assert_false(sender->post(sender, envelope("{}"), &error));
    g_assert_nonnull(strstr(error->message, "stopped"));
    sender->free(sender);
    server_free(server);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/demo/http/" name, function)
    TEST("posts arrive over a few kept connections", posts_arrive_over_a_few_kept_connections);
    TEST("the token goes to the API and nowhere else", the_token_goes_to_the_api_and_nowhere_else);
    TEST("large bodies are compressed", large_bodies_are_compressed);
    TEST("a busy server is asked again", a_busy_server_is_asked_again);
    TEST("a refusal says what was answered and to what",
         a_refusal_says_what_was_answered_and_to_what);
    TEST("a server that is not there is named", a_server_that_is_not_there_is_named);
    TEST("after stop everything fails at once", after_stop_everything_fails_at_once);
    return g_test_run();
}
