/* SPDX-License-Identifier: Apache-2.0
 *
 * OpenTelemetry's exemplars, from the intake of the local server to the table of samples.
 */
#include "tests/support/http.h"
#include "tests/support/stage.h"

#include <string.h>

#define MOMENT "2026-11-22T03:12:31Z still"

/* A histogram's point a minute, each with two measurements that were made in traces. */
static void send_histogram(const struct serve *serve)
{
    g_autoptr(GString) points = g_string_new(NULL);
    for (int minute = 0; minute < 20; minute++)
        g_string_append_printf(
            points,
            "%s{\"timeUnixNano\":\"%" G_GINT64_FORMAT "000000000\",\"count\":\"2\",\"sum\":120,"
            "\"bucketCounts\":[\"1\",\"1\"],\"explicitBounds\":[50],\"exemplars\":["
            "{\"timeUnixNano\":\"%" G_GINT64_FORMAT "000000000\",\"asDouble\":95,"
            "\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"00f067aa0ba902b7\","
            "\"filteredAttributes\":[{\"key\":\"tier\",\"value\":{\"stringValue\":\"gold\"}}]},"
            "{\"timeUnixNano\":\"%" G_GINT64_FORMAT "000000000\",\"asDouble\":25}]}",
            minute ? "," : "", INT64_C(1795316000) + 60 * minute,
            INT64_C(1795316000) + 60 * minute - 7, INT64_C(1795316000) + 60 * minute - 3);
    g_autofree char *body = g_strdup_printf(
        "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{"
        "\"stringValue\":\"pump\"}}]},\"scopeMetrics\":[{\"metrics\":[{\"name\":\"pump.lag\","
        "\"unit\":\"ms\",\"histogram\":{\"aggregationTemporality\":1,\"dataPoints\":[%s]}}]}]}]}",
        points->str);
    struct http_reply reply =
        http_request(serve->otlp_port, "POST", "/v1/metrics", "Content-Type: application/json\r\n",
                     body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static void an_exemplar_leads_to_its_trace(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    send_histogram(&serve);
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", serve.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve.token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, NULL};
    struct walk *walk = walk_start_with(36, 120, environment, arguments);
    walk_expect(walk, "pump.lag");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "2");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Chart");
    walk_press(walk, ".");
    walk_press(walk, "Enter");
    walk_expect(walk, "with 2 exemplars");
    walk_expect_beside(walk, "exemplar  tier=gold", "95ms");
    walk_expect_beside(walk, "exemplar  tier=gold", "0af76519");
    walk_press(walk, "j");
    walk_expect(walk, "0af7651916cd");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("VIGIL_CLOCK", MOMENT, TRUE);
    g_test_add_func("/exemplars/an exemplar leads to its trace", an_exemplar_leads_to_its_trace);
    return g_test_run();
}
