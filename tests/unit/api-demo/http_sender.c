/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP sender: what arrives, what is tried again, and what is said when it fails.
 */
#include "api/demo/outgoing.h"
#include "tests/unit/api-demo/fake_server.h"

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
