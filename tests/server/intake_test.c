/* SPDX-License-Identifier: Apache-2.0
 *
 * The intake of a running server, over sockets, as SDKs and browsers use it.
 */
#include "api/wire/compress.h"
#include "api/wire/json.h"
#include "tests/support/http.h"

#include <string.h>
#include <unistd.h>

#define EVENT(id, message)                                                 \
    "{\"event_id\":\"" id "\"}\n{\"type\":\"event\"}\n{\"event_id\":\"" id \
    "\",\"message\":\"" message "\"}\n"
#define ID_A "6159415a00004000800000000000000a"
#define ID_B "6159415a00004000800000000000000b"

static void setup(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    *serve = serve_start(serve_directory(), NULL);
}

static void teardown(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    serve_clear(serve);
}

static void assert_status(struct http_reply reply, int wanted, const char *says)
{
    if (reply.status != wanted) {
        g_test_message("%s%s", reply.headers, reply.body);
    }
    g_assert_cmpint(reply.status, ==, wanted);
    if (says) {
        g_assert_nonnull(strstr(reply.body, says));
    }
    http_reply_clear(&reply);
}

static void assert_event(const struct serve *serve, const char *id, const char *title)
{
    g_autofree char *path = g_strdup_printf("/organizations/local/eventids/%s/", id);
    assert_status(serve_get(serve, path), 200, title);
}

static void every_road_leads_in(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    static const char *const paths[] = {
        "/api/1/envelope/?sentry_version=7&sentry_key=shop",
        "/api/1/envelope?sentry_key=shop",
        "/prefix/sub/api/42/envelope/?sentry_key=shop",
        "/stream",
        "/tunnel",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *id = g_strdup_printf("6159415a0000400080000000000000%02x", (unsigned)i);
        g_autofree char *body = g_strdup_printf("{\"event_id\":\"%s\"}\n{\"type\":\"event\"}\n{"
                                                "\"event_id\":\"%s\",\"message\":\"road\"}",
                                                id, id);
        assert_status(http_request(serve->port, "POST", paths[i], NULL, body, strlen(body)), 200,
                      id);
        assert_event(serve, id, "road");
    }
    const char *event = "{\"event_id\":\"" ID_A "\",\"message\":\"stored\"}";
    assert_status(http_request(serve->port, "POST", "/api/1/store/",
                               "X-Sentry-Auth: Sentry sentry_key=old, sentry_version=5\r\n"
                               "Content-Encoding:\r\nContent-Type: application/octet-stream\r\n",
                               event, strlen(event)),
                  200, ID_A);
    assert_status(serve_get(serve, "/projects/local/old/events/" ID_A "/"), 200, "stored");
}

static void chunks_of_any_size_are_one_body(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    const char body[] = EVENT(ID_A, "in pieces");
    assert_status(http_request_chunked(serve->port, "POST", "/api/1/envelope/?sentry_key=shop",
                                       NULL, body, strlen(body), 7),
                  200, ID_A);
    assert_event(serve, ID_A, "in pieces");
}

static void compressed_bodies_are_opened(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    static const char *const names[] = {"gzip", "zstd"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *body = g_strdup_printf(
            "{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"packed with %s\"}]}", names[i]);
        g_autoptr(GBytes) plain = g_bytes_new(body, strlen(body));
        g_autoptr(GBytes) packed = body_compress(names[i], plain, NULL);
        g_autofree char *headers = g_strdup_printf("Content-Encoding: %s\r\n", names[i]);
        gsize size;
        const void *data = g_bytes_get_data(packed, &size);
        assert_status(http_request_chunked(serve->port, "POST", "/api/1/envelope/?sentry_key=shop",
                                           headers, data, size, 1000),
                      200, NULL);
        assert_status(serve_get(serve, "/organizations/local/events/?dataset=logs&field=message&"
                                       "statsPeriod=1h"),
                      200, names[i]);
    }
}

static void a_connection_serves_many_requests(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    int fd = http_connect(serve->port);
    for (int i = 0; i < 50; i++) {
        g_autofree char *body =
            g_strdup_printf("{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"number %d\"}]}", i);
        g_autofree char *request =
            g_strdup_printf("POST /api/1/envelope/?sentry_key=shop HTTP/1.1\r\nHost: localhost\r\n"
                            "Content-Length: %zu\r\n\r\n%s",
                            strlen(body), body);
        g_assert_true(http_write(fd, request, strlen(request)));
        assert_status(http_read(fd), 200, NULL);
    }
    close(fd);
    g_assert_cmpint(serve_health(serve, "log", "taken"), ==, 50);
}

static void otlp_has_its_own_port(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    const char *body =
        "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
        "\"value\":{\"stringValue\":\"pay\"}}]},\"scopeLogs\":[{\"logRecords\":[{"
        "\"severityNumber\":9,\"body\":{\"stringValue\":\"charged\"}}]}]}]}";
    assert_status(http_request(serve->otlp_port, "POST", "/v1/logs",
                               "Content-Type: application/json\r\n", body, strlen(body)),
                  200, "{}");
    assert_status(http_request(serve->port, "POST", "/api/1/integration/otlp/v1/logs",
                               "Content-Type: application/json\r\n", body, strlen(body)),
                  200, "{}");
    assert_status(http_request(serve->otlp_port, "POST", "/v1/logs", "Content-Type: text/plain\r\n",
                               body, strlen(body)),
                  415, "Content-Type");
    assert_status(serve_get(serve, "/organizations/local/projects/"), 200, "\"pay\"");
    g_assert_cmpint(serve_health(serve, "log", "taken"), ==, 2);
}

static void browsers_may_send_and_strangers_may_not(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    struct http_reply reply = http_request(
        serve->port, "OPTIONS", "/api/1/envelope/",
        "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n", "", 0);
    g_autofree char *origin = http_reply_header(&reply, "Access-Control-Allow-Origin");
    g_autofree char *methods = http_reply_header(&reply, "Access-Control-Allow-Methods");
    g_assert_cmpstr(origin, ==, "*");
    g_assert_nonnull(strstr(methods, "POST"));
    assert_status(reply, 204, NULL);
    const char body[] = EVENT(ID_A, "x");
    assert_status(http_request(serve->port, "POST", "/api/1/envelope/", "Host: evil.example\r\n",
                               body, strlen(body)),
                  403, "localhost");
    assert_status(http_request(serve->port, "GET", "/api/1/envelope/", NULL, "", 0), 405, "POST");
    assert_status(http_request(serve->port, "POST", "/nowhere", NULL, "", 0), 404, "nothing here");
    g_assert_cmpint(serve_health(serve, "error", "taken"), ==, 0);
}

static void reading_needs_the_token(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    const char *path = "/api/0/organizations/";
    assert_status(http_request(serve->port, "GET", path, NULL, "", 0), 401, "not provided");
    assert_status(http_request(serve->port, "GET", path, "Authorization: Bearer wrong\r\n", "", 0),
                  401, "Invalid token");
    g_autofree char *longer = g_strdup_printf("Authorization: Bearer %sx\r\n", serve->token);
    assert_status(http_request(serve->port, "GET", path, longer, "", 0), 401, "Invalid token");
    struct http_reply reply = serve_get(serve, "/organizations/");
    g_autofree char *cache = http_reply_header(&reply, "Cache-Control");
    g_assert_cmpstr(cache, ==, "no-store");
    assert_status(reply, 200, "local");
}

static void what_was_taken_is_there_after_a_stop(struct serve *serve, gconstpointer unused)
{
    (void)unused;
    const char body[] = EVENT(ID_A, "before the stop");
    assert_status(serve_envelope(serve, "shop", body, strlen(body)), 200, ID_A);
    g_autofree char *token = g_strdup(serve->token);
    g_assert_cmpint(serve_stop(serve), ==, 0);
    *serve = serve_start(serve->data, NULL);
    g_assert_cmpstr(serve->token, ==, token);
    assert_event(serve, ID_A, "before the stop");
    const char again[] = EVENT(ID_B, "after");
    assert_status(serve_envelope(serve, "shop", again, strlen(again)), 200, ID_B);
    assert_status(serve_get(serve, "/organizations/local/issues/?query="), 200, "SHOP-2");
}

#define TEST(name, function) g_test_add(name, struct serve, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/intake/every road leads in", every_road_leads_in);
    TEST("/intake/chunks of any size are one body", chunks_of_any_size_are_one_body);
    TEST("/intake/compressed bodies are opened", compressed_bodies_are_opened);
    TEST("/intake/a connection serves many requests", a_connection_serves_many_requests);
    TEST("/intake/OTLP has its own port", otlp_has_its_own_port);
    TEST("/intake/browsers may send and strangers may not",
         browsers_may_send_and_strangers_may_not);
    TEST("/intake/reading needs the token", reading_needs_the_token);
    TEST("/intake/what was taken is there after a stop", what_was_taken_is_there_after_a_stop);
    return g_test_run();
}
