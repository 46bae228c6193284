/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies that no well-behaved client sends: each gets a clear status and text, and what is sent
 * after it, or beside it, is kept.
 */
#include "api/wire/compress.h"
#include "api/wire/json.h"
#include "tests/support/http.h"

#include <string.h>
#include <unistd.h>

struct fixture {
    struct serve serve;
    int neighbours;
};

static void setup(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    f->serve = serve_start(serve_directory(), NULL);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    serve_clear(&f->serve);
}

/* A good log after the bad one: it must be taken, and so must all before it. */
static void assert_alive(struct fixture *f)
{
    g_autofree char *body =
        g_strdup_printf("{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"neighbour\"}]}");
    struct http_reply reply = serve_envelope(&f->serve, "shop", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
    g_assert_cmpint(serve_health(&f->serve, "log", "taken"), ==, ++f->neighbours);
}

static void assert_reply(struct fixture *f, struct http_reply reply, int status, const char *says)
{
    if (reply.status != status || (says && !strstr(reply.body, says))) {
        g_test_message("%d, wanted %d %s: %s", reply.status, status, says, reply.body);
    }
    g_assert_cmpint(reply.status, ==, status);
    if (says) {
        g_assert_nonnull(strstr(reply.body, says));
    }
    http_reply_clear(&reply);
    assert_alive(f);
}

static struct http_reply send_otlp(struct fixture *f, const char *type, const void *body,
                                   size_t size)
{
    g_autofree char *headers = g_strdup_printf("Content-Type: %s\r\n", type);
    return http_request(f->serve.otlp_port, "POST", "/v1/traces", headers, body, size);
}

static void garbage_is_refused(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    char noise[5000];
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (char)g_rand_int_range(random, 0, 256);
    }
    assert_reply(f, serve_envelope(&f->serve, "shop", noise, sizeof noise), 400, "detail");
    assert_reply(f, serve_envelope(&f->serve, "shop", "", 0), 400, "begins with its header");
    assert_reply(f, send_otlp(f, "application/x-protobuf", noise, sizeof noise), 400, "not OTLP");
    assert_reply(f, send_otlp(f, "application/json", noise, sizeof noise), 400, "not JSON");
    assert_reply(f, http_request(f->serve.port, "POST", "/api/1/store/", NULL, noise, sizeof noise),
                 400, "detail");
}

static void a_truncated_body_is_refused_whole(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *body = "{}\n{\"type\":\"event\"}\n{\"message\":\"cut off here";
    assert_reply(f, serve_envelope(&f->serve, "shop", body, strlen(body)), 400, "not JSON");
    const char *otlp = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"7";
    assert_reply(f, send_otlp(f, "application/json", otlp, strlen(otlp)), 400, "not JSON");
    g_assert_cmpint(serve_health(&f->serve, "error", "taken"), ==, 0);
}

static void a_sender_that_hangs_up_leaves_nothing_behind(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *head = "POST /api/1/envelope/?sentry_key=shop HTTP/1.1\r\nHost: localhost\r\n"
                       "Content-Length: 5000\r\n\r\n{}\n{\"type\":\"log\"}\n{\"items\":[";
    for (int i = 0; i < 20; i++) {
        int fd = http_connect(f->serve.port);
        g_assert_true(http_write(fd, head, strlen(head)));
        close(fd);
    }
    assert_alive(f);
}

static void bombs_do_not_go_off(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const names[] = {"gzip", "zstd"};
    gsize size = 120u << 20;
    g_autoptr(GBytes) zeros = g_bytes_new_take(g_malloc0(size), size);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GBytes) bomb = body_compress(names[i], zeros, NULL);
        g_autofree char *headers = g_strdup_printf("Content-Encoding: %s\r\n", names[i]);
        gsize packed;
        const void *data = g_bytes_get_data(bomb, &packed);
        assert_reply(f,
                     http_request(f->serve.port, "POST", "/api/1/envelope/", headers, data, packed),
                     413, "larger than");
    }
}

static void two_hundred_megabytes_are_drained_and_refused(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    size_t size = 200u << 20;
    g_autofree char *body = g_malloc(size);
    memset(body, 'x', size);
    assert_reply(f, serve_envelope(&f->serve, "shop", body, size), 413, "larger than");
    assert_reply(f, send_otlp(f, "application/json", body, size), 413, "larger than");
    assert_reply(
        f,
        http_request_chunked(f->serve.port, "POST", "/api/1/envelope/", NULL, body, size, 1u << 20),
        413, "larger than");
}

static void past_the_drain_the_connection_is_closed(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    int fd = http_connect(f->serve.port);
    const char *head = "POST /api/1/envelope/ HTTP/1.1\r\nHost: localhost\r\n"
                       "Content-Length: 99999999999\r\n\r\n";
    g_assert_true(http_write(fd, head, strlen(head)));
    size_t size = 1u << 20, sent = 0;
    g_autofree char *piece = g_malloc0(size);
    while (sent < (400u << 20) && http_write(fd, piece, size)) {
        sent += size;
    }
    close(fd);
    g_assert_cmpuint(sent, <, 400u << 20);
    assert_alive(f);
}

static void nesting_of_twenty_thousand_is_refused(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *deep = g_strnfill(20000, '[');
    g_autofree char *event =
        g_strdup_printf("{}\n{\"type\":\"event\"}\n{\"extra\":{\"a\":%s", deep);
    assert_reply(f, serve_envelope(&f->serve, "shop", event, strlen(event)), 400, "nested deeper");
    assert_reply(f, send_otlp(f, "application/json", deep, 20000), 400, "nested deeper");
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (int i = 0; i < 20000; i++) {
        guint8 head[12];
        guint length = 0;
        guint64 size = bytes->len;
        /* resource_spans, resource, attributes, value, then lists in lists, from the inside out */
        int level = 19999 - i;
        head[length++] = level == 3 ? 0x12 : level > 3 && level % 2 == 0 ? 0x2A : 0x0A;
        do {
            head[length++] = (guint8)((size & 0x7F) | (size > 0x7F ? 0x80 : 0));
            size >>= 7;
        } while (size);
        g_byte_array_prepend(bytes, head, length);
    }
    assert_reply(f, send_otlp(f, "application/x-protobuf", bytes->data, bytes->len), 400,
                 "nested deeper");
}

static void bad_values_are_mended_and_counted(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *body =
        "{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"nan\",\"timestamp\":NaN,\"attributes\":{"
        "\"big\":{\"value\":18446744073709551616},\"nan\":{\"value\":NaN},\"lone\":{\"value\":"
        "\"\\ud800\"},\"utf\":{\"value\":\"\xff\xfe\"}}},{\"body\":\"zero\",\"timestamp\":0},{"
        "\"body\":"
        "\"future\",\"timestamp\":4070908800},{\"body\":{\"wrong\":\"type\"},\"timestamp\":[]},7]}";
    struct http_reply reply = serve_envelope(&f->serve, "shop", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_nonnull(strstr(reply.body, "refused"));
    http_reply_clear(&reply);
    f->neighbours = 3;
    g_assert_cmpint(serve_health(&f->serve, "log", "taken"), ==, 3);
    g_assert_cmpint(serve_health(&f->serve, "log", "refused"), ==, 2);
    g_assert_cmpint(serve_health(&f->serve, "log", "repaired"), >=, 7);
    reply =
        serve_get(&f->serve, "/organizations/local/events/?dataset=logs&field=message&field=big&"
                             "field=utf&statsPeriod=1h");
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_nonnull(strstr(reply.body, "future"));
    g_assert_nonnull(strstr(reply.body, "zero"));
    http_reply_clear(&reply);
    assert_alive(f);
}

static void a_thousand_attributes_do_no_harm(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    for (int round = 0; round < 5; round++) {
        g_autoptr(GString) body = g_string_new("{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":"
                                               "\"wide\",\"attributes\":{\"a\":{\"value\":1}");
        for (int i = 0; i < 1000; i++) {
            g_string_append_printf(body, ",\"k%d_%d\":{\"value\":%d}", round, i, i);
        }
        g_string_append(body, "}}]}");
        f->neighbours++;
        assert_reply(f, serve_envelope(&f->serve, "shop", body->str, body->len), 200, NULL);
    }
    struct http_reply reply = serve_get(
        &f->serve, "/organizations/local/events/?dataset=logs&field=count()&statsPeriod=1h");
    g_assert_nonnull(strstr(reply.body, "\"count()\":10"));
    http_reply_clear(&reply);
}

static void half_an_envelope_keeps_its_good_half(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *body = "{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"first\"}]}\n"
                       "{\"type\":\"event\"}\n{\"message\":[[[\n"
                       "not a header at all\n"
                       "{\"type\":\"log\"}\n{\"items\":[{\"body\":\"last\"}]}\n"
                       "{\"type\":\"attachment\",\"length\":123456789}\nshort";
    struct http_reply reply = serve_envelope(&f->serve, "shop", body, strlen(body));
    g_autofree char *error = http_reply_header(&reply, "X-Sentry-Error");
    g_assert_nonnull(error);
    f->neighbours += 2;
    assert_reply(f, reply, 200, "refused");
    g_assert_cmpint(serve_health(&f->serve, "attachment", "refused"), ==, 1);
    g_assert_cmpint(serve_health(&f->serve, "attachment", "taken"), ==, 0);
}

static void requests_that_are_no_http_do_no_harm(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const lines[] = {
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02",
        "POST / HTTP/9.9\r\n\r\n",
        "GET /%00%ff%zz?%=&&&=%u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/0/%2e%2e/%00/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /api/1/envelope/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        ("POST /api/1/envelope/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
         "chunked\r\n\r\nZZ\r\n"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        int fd = http_connect(f->serve.port);
        http_write(fd, lines[i], strlen(lines[i]));
        close(fd);
        assert_alive(f);
    }
}

#define TEST(name, function) g_test_add(name, struct fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/hostile/garbage is refused", garbage_is_refused);
    TEST("/hostile/a truncated body is refused whole", a_truncated_body_is_refused_whole);
    TEST("/hostile/a sender that hangs up leaves nothing behind",
         a_sender_that_hangs_up_leaves_nothing_behind);
    TEST("/hostile/bombs do not go off", bombs_do_not_go_off);
    TEST("/hostile/200 MB are drained and refused", two_hundred_megabytes_are_drained_and_refused);
    TEST("/hostile/past the drain the connection is closed",
         past_the_drain_the_connection_is_closed);
    TEST("/hostile/nesting of 20000 is refused", nesting_of_twenty_thousand_is_refused);
    TEST("/hostile/bad values are mended and counted", bad_values_are_mended_and_counted);
    TEST("/hostile/a thousand attributes do no harm", a_thousand_attributes_do_no_harm);
    TEST("/hostile/half an envelope keeps its good half", half_an_envelope_keeps_its_good_half);
    TEST("/hostile/requests that are no HTTP do no harm", requests_that_are_no_http_do_no_harm);
    return g_test_run();
}
