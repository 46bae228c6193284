/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace so large that it is worked out beside the keys: it is shown whole, and only when it is
 * still the one that is wanted. And one of which the server answers only the first spans. Sent to a
 * server of its own over OTLP.
 */
#include "base/clock.h"
#include "tests/support/gate.h"
#include "tests/support/http.h"
#include "tests/support/walk.h"

#define LARGE "7f3a01c2d5e84b6f9a0c1d2e3f405162"
#define SMALL "1290cb31ab4a4751b216e5d136614240"
#define SPANS 12000 /* above TRACE_PREPARE_LARGE */
#define BATCH 3000

/* One span that lasts as long as the trace, the others below it, each with a number of its own. */
static void append_span(GString *out, const char *trace_id, int number, gint64 start_ns)
{
    gint64 from = start_ns + number * NS_PER_MS,
           to = number ? from + NS_PER_MS : from + 60 * NS_PER_SECOND;
    g_string_append_printf(out,
                           "{\"traceId\":\"%s\",\"spanId\":\"%016x\",\"name\":\"%s%c%d\","
                           "\"kind\":1,\"startTimeUnixNano\":\"%" G_GINT64_FORMAT
                           "\",\"endTimeUnixNano\":\"%" G_GINT64_FORMAT "\"",
                           trace_id, number + 1, number ? "step v" : "import v", 'a' + number % 26,
                           number, from, to);
    if (number)
        g_string_append(out, ",\"parentSpanId\":\"0000000000000001\"");
    g_string_append_c(out, '}');
}

static void send_spans(const struct serve *serve, const char *trace_id, int from, int to,
                       gint64 start_ns)
{
    g_autoptr(GString) body = g_string_new(
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
        "{\"stringValue\":\"importer\"}}]},\"scopeSpans\":[{\"spans\":[");
    for (int i = from; i < to; i++) {
        g_string_append(body, i > from ? "," : "");
        append_span(body, trace_id, i, start_ns);
    }
    g_string_append(body, "]}]}]}");
    struct http_reply reply =
        http_request(serve->otlp_port, "POST", "/v1/traces", "Content-Type: application/json\r\n",
                     body->str, body->len);
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static struct serve server(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    gint64 start_ns = clock_now_ns() - 600 * NS_PER_SECOND;
    for (int at = 0; at < SPANS; at += BATCH)
        send_spans(&serve, LARGE, at, at + BATCH, start_ns);
    send_spans(&serve, SMALL, 0, 3, start_ns);
    return serve;
}

static struct walk *console(const struct serve *serve, int port, const char *trace_id)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve->token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", trace_id, NULL};
    return walk_start_with(36, 120, environment, arguments);
}

static void a_large_trace_is_shown_whole(void)
{
    struct serve serve = server();
    struct walk *walk = console(&serve, serve.port, LARGE);
    walk_expect(walk, "12.0k spans");
    walk_press(walk, "\\");
    walk_press(walk, "G");
    walk_expect(walk, "step vn11999");
    walk_press(walk, "/");
    walk_type(walk, "vk6666");
    walk_press(walk, "Enter");
    walk_expect(walk, "step vk6666");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* The large one is still on its way, or being worked out, when the other is asked for. */
static void of_two_the_last_that_was_wanted_is_shown(void)
{
    struct serve serve = server();
    struct walk *walk = console(&serve, serve.port, LARGE);
    walk_press(walk, ":");
    walk_type(walk, "open " SMALL);
    walk_press(walk, "Enter");
    walk_expect(walk, "3 spans");
    walk_press(walk, "r");
    walk_expect(walk, "3 spans");
    g_assert_false(walk_sees(walk, "12.0k spans"));
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* What was there goes on while it is looked at: of four spans three fit into an answer, and then
 * one arrives that began before two of them. */
static void of_a_part_the_newest_answer_is_shown(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    gint64 start_ns = clock_now_ns() - 5 * NS_PER_SECOND;
    struct gate *gate = gate_open(serve.port, NULL);
    gate_replace(gate, "limit=100000", "limit=3");
    send_spans(&serve, SMALL, 0, 1, start_ns);
    send_spans(&serve, SMALL, 2, 5, start_ns);
    struct walk *walk = console(&serve, gate_port(gate), SMALL);
    walk_press(walk, "\\");
    walk_expect(walk, "3 of 4 spans loaded");
    walk_expect(walk, "step vd3");
    walk_press(walk, "g g");
    walk_press(walk, "j");
    walk_expect(walk, "importer step vc2");
    send_spans(&serve, SMALL, 1, 2, start_ns);
    walk_press(walk, "r");
    walk_expect(walk, "step vb1");
    walk_expect_gone(walk, "step vd3");
    walk_press(walk, "k"); /* from the span that it stood on */
    walk_expect(walk, "importer step vb1");
    walk_quit(walk, "Q");
    gate_close(gate);
    serve_clear(&serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/large trace/is shown whole", a_large_trace_is_shown_whole);
    g_test_add_func("/large trace/of two the last that was wanted is shown",
                    of_two_the_last_that_was_wanted_is_shown);
    g_test_add_func("/large trace/of a part the newest answer is shown, the cursor on its span",
                    of_a_part_the_newest_answer_is_shown);
    return g_test_run();
}
