/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/http.h"

#include "tests/unit/api-client/server.h"

#include <zlib.h>

/* Sends one GET for `path` and waits for what comes of it. */
static struct http_result fetch(const struct server *server, struct http_options options,
                                const char *path)
{
    g_autofree char *home = server_url(server);
    g_autofree char *url = g_strconcat(home, path, NULL);
    options.url = home;
    struct http *http = http_new(&options);
    http_open(http);
    int mark;
    http_start(http, "GET", url, NULL, &mark);
    struct http_result result;
    void *data;
    http_run(http);
    while (!http_next_done(http, &result, &data)) {
        http_wait(http, NULL, 0, 20000);
        http_run(http);
    }
    g_assert_true(data == &mark);
    g_assert_false(http_next_done(http, &(struct http_result){0}, &data));
    http_free(http);
    return result;
}

static void gives_up(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/", 200, NULL, "", .fault = FAULT_SILENT), {0}});
    struct http_result result = fetch(server, (struct http_options){.total_ms = 30}, "/x");
    g_assert_cmpint(result.failure, ==, FAILURE_TIMEOUT);
    g_assert_nonnull(strstr(result.error, "127.0.0.1"));
    http_result_clear(&result);
    server_free(server);
}

static void body_cap(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/large", 200, NULL, "0123456789", .repeat = 1000),
                                     ANSWER("/fits", 200, NULL, "0123456789", .repeat = 100),
                                     {0}});
    struct http_options options = {.max_body = 1000};
    struct http_result large = fetch(server, options, "/large");
    struct http_result fits = fetch(server, options, "/fits");
    g_assert_cmpint(large.failure, ==, FAILURE_DECODE);
    g_assert_nonnull(strstr(large.error, "larger"));
    g_assert_cmpint(fits.failure, ==, FAILURE_NONE);
    g_assert_cmpuint(g_bytes_get_size(fits.body), ==, 1000);
    http_result_clear(&large);
    http_result_clear(&fits);
    server_free(server);
}

/* `size` zeros, compressed. */
static GByteArray *bomb(size_t size)
{
    g_autofree guint8 *zeros = g_malloc0(size);
    uLong bound = compressBound(size) + 32;
    GByteArray *packed = g_byte_array_new();
    g_byte_array_set_size(packed, (guint)bound);
    z_stream stream = {.next_in = zeros,
                       .avail_in = (uInt)size,
                       .next_out = packed->data,
                       .avail_out = (uInt)bound};
    g_assert_cmpint(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    g_byte_array_set_size(packed, (guint)stream.total_out);
    deflateEnd(&stream);
    return packed;
}

static void decompression_cap(void)
{
    g_autoptr(GByteArray) packed = bomb(4 << 20);
    g_assert_cmpuint(packed->len, <, 10000);
    const char *body = (const char *)packed->data;
    struct server *server = server_new((struct canned[]){
        ANSWER("/", 200, "Content-Encoding: gzip\r\n", body, .size = packed->len), {0}});
    struct http_result capped = fetch(server, (struct http_options){.max_body = 1 << 20}, "/");
    struct http_result whole = fetch(server, (struct http_options){.max_body = 8 << 20}, "/");
    g_assert_cmpint(capped.failure, ==, FAILURE_DECODE);
    g_assert_cmpuint(g_bytes_get_size(capped.body), <=, 1 << 20);
    g_assert_cmpint(whole.failure, ==, FAILURE_NONE);
    g_assert_cmpuint(g_bytes_get_size(whole.body), ==, 4 << 20);
    http_result_clear(&capped);
    http_result_clear(&whole);
    server_free(server);
}

static void no_proxy_for_loopback(void)
{
    struct server *proxy = server_new((struct canned[]){ANSWER("/", 200, NULL, "proxy"), {0}});
    struct server *server = server_new((struct canned[]){ANSWER("/", 200, NULL, "server"), {0}});
    g_autofree char *url = server_url(proxy);
    g_setenv("http_proxy", url, TRUE);
    g_setenv("ALL_PROXY", url, TRUE);
    struct http_result result = fetch(server, (struct http_options){.token = "secret"}, "/x");
    g_unsetenv("http_proxy");
    g_unsetenv("ALL_PROXY");
    g_assert_cmpint(result.failure, ==, FAILURE_NONE);
    g_assert_cmpuint(server_count(proxy), ==, 0);
    g_assert_cmpuint(server_count(server), ==, 1);
    http_result_clear(&result);
    server_free(proxy);
    server_free(server);
}

/* Headers of an answer, and how long they ask to hold off. */
static void limits(void)
{
    static const struct {
        int status;
        const char *headers;
        int64_t hold_ms;
    } LIMITS[] = {
        {200, NULL,                                                                             -1   },
        {200, "X-Sentry-Rate-Limit-Remaining: 12\r\nX-Sentry-Rate-Limit-Reset: 1795316405\r\n", -1   },
        {200,
         "Date: Sun, 22 Nov 2026 03:00:00 GMT\r\nX-Sentry-Rate-Limit-Remaining: 0\r\n"
         "X-Sentry-Rate-Limit-Reset: 1795316402\r\n",                                           2000 },
        {429, NULL,                                                                             0    },
        {429, "Retry-After: 7\r\n",                                                             7000 },
        {429,
         "retry-after: 7\r\nDate: Sun, 22 Nov 2026 03:00:00 GMT\r\n"
         "X-Sentry-Rate-Limit-Reset: 1795316430\r\n",                                           30000},
        {503, "Retry-After: 3\r\n",                                                             3000 },
        {503, NULL,                                                                             -1   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        struct server *server = server_new(
            (struct canned[]){ANSWER("/", LIMITS[i].status, LIMITS[i].headers, "{}"), {0}});
        struct http_result result = fetch(server, (struct http_options){0}, "/x");
        g_assert_cmpint(result.hold_ms, ==, LIMITS[i].hold_ms);
        http_result_clear(&result);
        server_free(server);
    }
}

static void bad_urls(void)
{
    static const char *const URLS[] = {"file:///etc/passwd", "gopher://127.0.0.1/x", "", "http://"};
    struct http *http = http_new(&(struct http_options){.url = "https://x.example"});
    http_open(http);
    for (size_t i = 0; i < G_N_ELEMENTS(URLS); i++) {
        http_start(http, "GET", URLS[i], NULL, NULL);
        struct http_result result;
        void *data;
        http_run(http);
        while (!http_next_done(http, &result, &data))
            http_run(http);
        g_assert_cmpint(result.failure, ==, FAILURE_REFUSED);
        http_result_clear(&result);
    }
    http_free(http);
}

static void aborted(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/", 200, NULL, "", .fault = FAULT_SILENT), {0}});
    g_autofree char *url = server_url(server);
    struct http *http = http_new(&(struct http_options){.url = url});
    http_open(http);
    int mark, next;
    struct transfer *transfer = http_start(http, "GET", url, NULL, &mark);
    http_run(http);
    http_abort(http, transfer);
    http_start(http, "GET", "gopher://127.0.0.1/x", NULL, &next);
    struct http_result result;
    void *data;
    while (!http_next_done(http, &result, &data))
        http_run(http);
    g_assert_true(data == &next); /* of the aborted one nothing comes */
    http_result_clear(&result);
    g_assert_false(http_next_done(http, &result, &data));
    http_start(http, "GET", url, NULL, NULL);
    http_free(http);
    server_free(server);
}

/* The result is not early, and what is aborted meanwhile never comes. */
static void kept_back(void)
{
    struct server *server = server_new((struct canned[]){ANSWER("/", 200, NULL, "{}"), {0}});
    gint64 began_us = g_get_monotonic_time();
    struct http_result result = fetch(server, (struct http_options){.delay_ms = 40}, "/x");
    g_assert_cmpint(result.failure, ==, FAILURE_NONE);
    g_assert_cmpint(g_get_monotonic_time() - began_us, >=, 40000);
    http_result_clear(&result);
    g_autofree char *url = server_url(server);
    struct http *http = http_new(&(struct http_options){.url = url, .delay_ms = 60000});
    http_open(http);
    struct transfer *transfer = http_start(http, "GET", url, NULL, NULL);
    while (server_count(server) < 2)
        http_run(http);
    void *data;
    g_assert_false(http_next_done(http, &result, &data));
    http_abort(http, transfer);
    http_run(http);
    g_assert_false(http_next_done(http, &result, &data));
    http_free(http);
    server_free(server);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http/a server that never answers is given up", gives_up);
    g_test_add_func("/http/a body past the cap is not taken", body_cap);
    g_test_add_func("/http/the cap counts what a body unpacks to", decompression_cap);
    g_test_add_func("/http/a proxy never sees what is for this machine", no_proxy_for_loopback);
    g_test_add_func("/http/limits are read from every form of header", limits);
    g_test_add_func("/http/only http and https", bad_urls);
    g_test_add_func("/http/what is aborted is gone", aborted);
    g_test_add_func("/http/a result can be kept back, and let go meanwhile", kept_back);
    return g_test_run();
}
