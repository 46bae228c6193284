/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/intake.h"

#include "api/local/listener_route.h"
#include "api/local/store_rows.h"
#include "api/wire/compress.h"
#include "base/clock.h"

#include <string.h>

#define NOW   (INT64_C(1795335600) * NS_PER_SECOND)
#define EVENT "{\"event_id\":\"6159415a00004000800000000000000a\"}\n{\"type\":\"event\"}\n"

struct fixture {
    struct health *health;
    struct intake *intake;
    struct intake_result result;
};

static void setup(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    clock_freeze(NOW);
    f->health = health_new();
    f->intake = intake_new(f->health);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    intake_result_clear(&f->result);
    intake_free(f->intake);
    health_free(f->health);
}

static void take(struct fixture *f, struct intake_request request, const char *body)
{
    intake_result_clear(&f->result);
    g_autoptr(GBytes) bytes = g_bytes_new(body, strlen(body));
    if (!request.body) {
        request.body = bytes;
    }
    intake_take(f->intake, &request, &f->result);
}

static const struct item *first(struct fixture *f)
{
    g_assert_nonnull(f->result.batch);
    return f->result.batch->items->pdata[0];
}

static void an_event_is_answered_with_its_id(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    take(f, (struct intake_request){.public_key = "shop"},
         EVENT "{\"message\":\"hi\",\"tags\":{\"grouping.hash\":\"x\"}}");
    g_assert_cmpint(f->result.status, ==, 200);
    g_assert_cmpstr(f->result.body, ==, "{\"id\":\"6159415a00004000800000000000000a\"}");
    g_assert_cmpstr(first(f)->project, ==, "shop");
    g_assert_cmpuint(strlen(item_get_string(first(f), "grouping.hash")), ==, 32);
    g_assert_cmpuint(health_get(f->health, "error", HEALTH_TAKEN), ==, 0);
    intake_settle(f->intake, &f->result, NULL);
    g_assert_cmpuint(health_get(f->health, "error", HEALTH_TAKEN), ==, 1);
}

/* In the order of the events, whatever stands between them. */
static void payloads_of_events_come_packed(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    take(f, (struct intake_request){.public_key = "shop"},
         "{}\n{\"type\":\"event\"}\n{\"message\":\"one\"}\n"
         "{\"type\":\"log\"}\n{\"items\":[{\"body\":\"x\"}]}\n"
         "{\"type\":\"event\"}\n{\"message\":\"two\"}\n");
    const struct batch *batch = f->result.batch;
    guint event = 0;
    g_assert_cmpuint(batch->items->len, ==, 3);
    g_assert_cmpuint(batch->packed->len, ==, 2);
    for (guint i = 0; i < batch->items->len; i++) {
        const struct item *item = batch->items->pdata[i];
        gsize size;
        if (item->kind != ITEM_EVENT) {
            continue;
        }
        const void *data = g_bytes_get_data(batch->packed->pdata[event++], &size);
        g_autofree char *payload = bytes_unpack(data, size, NULL);
        g_assert_cmpstr(payload, ==, item->payload);
        g_assert_nonnull(strstr(payload, event == 1 ? "one" : "two"));
    }
}

static void the_project_is_the_word_then_the_number(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *hex = "0123456789abcdef0123456789abcdef";
    take(f, (struct intake_request){.public_key = "My Shop!", .project = "1"},
         EVENT "{\"message\":\"hi\"}");
    g_assert_cmpstr(first(f)->project, ==, "my-shop");
    take(f, (struct intake_request){.public_key = hex, .project = "42"},
         EVENT "{\"message\":\"hi\"}");
    g_assert_cmpstr(first(f)->project, ==, "42");
    take(f, (struct intake_request){0},
         "{\"dsn\":\"http://shop@localhost/9\"}\n{\"type\":\"event\"}\n{\"message\":\"hi\"}");
    g_assert_cmpstr(first(f)->project, ==, "shop");
    take(f, (struct intake_request){0}, "{}\n{\"type\":\"event\"}\n{\"message\":\"hi\"}");
    g_assert_cmpstr(first(f)->project, ==, "default");
}

static void a_bad_item_is_refused_and_its_neighbours_kept(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    take(f, (struct intake_request){.public_key = "shop"},
         "{}\n{\"type\":\"event\"}\n{\"message\":\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"x\"}"
         ",7]}\n"
         "{\"type\":\"session\"}\n{\"sid\":\"s\"}\n{\"type\":\"from_the_future\"}\nwhatever");
    g_assert_cmpint(f->result.status, ==, 200);
    g_assert_nonnull(strstr(f->result.error, "not JSON"));
    g_assert_nonnull(strstr(f->result.body, "refused"));
    g_assert_cmpuint(f->result.batch->items->len, ==, 1);
    g_assert_cmpuint(f->result.batch->raw->len, ==, 2);
    intake_settle(f->intake, &f->result, NULL);
    g_assert_cmpuint(health_get(f->health, "error", HEALTH_REFUSED), ==, 1);
    g_assert_cmpuint(health_get(f->health, "log", HEALTH_TAKEN), ==, 1);
    g_assert_cmpuint(health_get(f->health, "log", HEALTH_REFUSED), ==, 1);
    g_assert_cmpuint(health_get(f->health, "session", HEALTH_TAKEN), ==, 1);
    g_assert_cmpuint(health_get(f->health, "from_the_future", HEALTH_TAKEN), ==, 1);
}

static void nothing_but_refusals_is_a_400(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const bodies[] = {
        "garbage",
        "",
        "{}\n{\"type\":\"event\"}\nnope",
        "{}\n{\"type\":\"transaction\"}\n{}",
        "{}\n{\"type\":\"span\"}\n[]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        take(f, (struct intake_request){0}, bodies[i]);
        g_assert_cmpint(f->result.status, ==, 400);
        g_assert_null(f->result.batch);
        g_assert_nonnull(strstr(f->result.body, "\"detail\""));
    }
}

static void a_full_queue_is_429_to_sentry_and_503_to_otlp(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) full = g_error_new(STORE_ERROR, STORE_ERROR_FULL, "too much");
    take(f, (struct intake_request){0}, EVENT "{\"message\":\"hi\"}");
    intake_settle(f->intake, &f->result, full);
    g_assert_cmpint(f->result.status, ==, 429);
    g_assert_true(f->result.rate_limited);
    g_assert_cmpint(f->result.retry_after, >, 0);
    g_assert_cmpuint(health_get(f->health, "error", HEALTH_DROPPED), ==, 1);
    take(f, (struct intake_request){.route = INTAKE_LOGS, .content_type = "application/json"},
         "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"}}]}]"
         "}]}");
    intake_settle(f->intake, &f->result, full);
    g_assert_cmpint(f->result.status, ==, 503);
    g_assert_false(f->result.rate_limited);
    g_assert_cmpint(f->result.retry_after, >, 0);
    g_assert_cmpstr(f->result.body, ==, "{\"code\":14,\"message\":\"too much\"}");
}

/* An exporter keeps what it is told 503 for, and gives up what it is told 500 for. */
static void a_full_disk_is_503_to_otlp(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) disk = g_error_new(STORE_ERROR, STORE_ERROR_WRITE, "the disk is full");
    take(f, (struct intake_request){.route = INTAKE_LOGS, .content_type = "application/json"},
         "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"}}]}]"
         "}]}");
    intake_settle(f->intake, &f->result, disk);
    g_assert_cmpint(f->result.status, ==, 503);
    g_assert_cmpint(f->result.retry_after, >, 0);
    take(f, (struct intake_request){0}, EVENT "{\"message\":\"hi\"}");
    intake_settle(f->intake, &f->result, disk);
    g_assert_cmpint(f->result.status, ==, 500);
    g_assert_false(f->result.rate_limited);
}

static void otlp_is_answered_in_its_own_encoding(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    take(f, (struct intake_request){.route = INTAKE_TRACES, .content_type = "application/json"},
         "{\"resourceSpans\":[]}");
    g_assert_cmpint(f->result.status, ==, 200);
    g_assert_cmpstr(f->result.body, ==, "{}");
    take(f,
         (struct intake_request){.route = INTAKE_TRACES, .content_type = "application/x-protobuf"},
         "");
    g_assert_cmpint(f->result.status, ==, 200);
    g_assert_cmpuint(f->result.size, ==, 0);
    g_assert_cmpstr(f->result.content_type, ==, "application/x-protobuf");
    take(f, (struct intake_request){.route = INTAKE_TRACES, .content_type = "text/plain"}, "x");
    g_assert_cmpint(f->result.status, ==, 415);
    take(f,
         (struct intake_request){.route = INTAKE_TRACES,
                                 .content_type = "application/json; charset=utf-8"},
         "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}");
    g_assert_cmpint(f->result.status, ==, 200);
    g_assert_nonnull(strstr(f->result.body, "\"rejectedSpans\":1"));
    take(f, (struct intake_request){.route = INTAKE_TRACES, .content_type = "application/json"},
         "{\"resourceSpans\":");
    g_assert_cmpint(f->result.status, ==, 400);
    g_assert_nonnull(strstr(f->result.body, "\"code\":3"));
}

static void encodings_come_off_first(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *body = EVENT "{\"message\":\"hi\"}";
    g_autoptr(GBytes) plain = g_bytes_new(body, strlen(body));
    g_autoptr(GBytes) packed = body_compress("gzip", plain, NULL);
    take(f, (struct intake_request){.body = packed, .content_encoding = "gzip"}, "");
    g_assert_cmpint(f->result.status, ==, 200);
    take(f, (struct intake_request){.body = plain, .content_encoding = ""}, "");
    g_assert_cmpint(f->result.status, ==, 200);
    take(f, (struct intake_request){.body = plain, .content_encoding = "gzip"}, "");
    g_assert_cmpint(f->result.status, ==, 400);
    take(f, (struct intake_request){.body = plain, .content_encoding = "br"}, "");
    g_assert_cmpint(f->result.status, ==, 400);
}

static void a_bomb_is_413(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    gsize size = INTAKE_MAX_INFLATED + 1;
    g_autoptr(GBytes) zeros = g_bytes_new_take(g_malloc0(size), size);
    g_autoptr(GBytes) bomb = body_compress("zstd", zeros, NULL);
    take(f, (struct intake_request){.body = bomb, .content_encoding = "zstd"}, "");
    g_assert_cmpint(f->result.status, ==, 413);
    g_assert_nonnull(strstr(f->result.body, "larger than"));
}

/* --- routes --- */

static void assert_route(const char *path, enum route_kind kind, enum intake_route intake,
                         const char *project)
{
    struct route route = route_of(path);
    g_test_message("%s", path);
    g_assert_cmpint(route.kind, ==, kind);
    if (kind == ROUTE_INTAKE) {
        g_assert_cmpint(route.intake, ==, intake);
    }
    g_assert_cmpstr(route.project, ==, project);
    route_clear(&route);
}

static void paths_lead_where_sdks_expect(void)
{
    assert_route("/api/1/envelope/", ROUTE_INTAKE, INTAKE_ENVELOPE, "1");
    assert_route("/api/1/envelope", ROUTE_INTAKE, INTAKE_ENVELOPE, "1");
    assert_route("/prefix/sub/api/42/envelope/", ROUTE_INTAKE, INTAKE_ENVELOPE, "42");
    assert_route("/api/api/7/store/", ROUTE_INTAKE, INTAKE_STORE, "7");
    assert_route("/stream", ROUTE_INTAKE, INTAKE_ENVELOPE, NULL);
    assert_route("/v1/traces", ROUTE_INTAKE, INTAKE_TRACES, NULL);
    assert_route("/v1/logs/", ROUTE_INTAKE, INTAKE_LOGS, NULL);
    assert_route("/api/1/integration/otlp/v1/metrics", ROUTE_INTAKE, INTAKE_METRICS, "1");
    assert_route("/health", ROUTE_HEALTH, 0, NULL);
    assert_route("/api/0/organizations/", ROUTE_API, 0, NULL);
    assert_route("/api/0", ROUTE_API, 0, NULL);
    assert_route("/api/0/organizations/local/releases/envelope/", ROUTE_API, 0, NULL);
    assert_route("/", ROUTE_NONE, 0, NULL);
    assert_route("/api/", ROUTE_NONE, 0, NULL);
    assert_route("/v1/traces/x", ROUTE_NONE, 0, NULL);
}

static void only_loopback_names_are_let_in(void)
{
    static const char *const good[] = {"localhost",       "localhost:8969", "127.0.0.1:1",
                                       "app.localhost:2", "[::1]:8969",     "LOCALHOST",
                                       "127.1.2.3"};
    static const char *const bad[] = {"evil.example",
                                      "localhost.evil.example",
                                      "127.evil.example",
                                      "1.2.3.4",
                                      "[::2]",
                                      "",
                                      "127.0.0.1.evil.com",
                                      "127.0.0",
                                      "localhost:1@evil.example",
                                      "127.0.0.1:80>; rel=\"next\"",
                                      "[::1]:x"};
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_assert_true(host_is_loopback(good[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(host_is_loopback(bad[i]));
    }
}

static void keys_come_in_headers(void)
{
    g_autofree char *key = auth_key("Sentry sentry_key=K, sentry_version=7");
    g_assert_cmpstr(key, ==, "K");
    g_autofree char *tight = auth_key("sentry sentry_version=7,sentry_key=abc");
    g_assert_cmpstr(tight, ==, "abc");
    g_assert_null(auth_key("Bearer x"));
    g_assert_null(auth_key("Sentry sentry_key="));
    g_assert_null(auth_key(NULL));
}

#define TEST(name, function) g_test_add(name, struct fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/intake/payloads of events come packed", payloads_of_events_come_packed);
    TEST("/intake/an event is answered with its id", an_event_is_answered_with_its_id);
    TEST("/intake/the project is the word, then the number",
         the_project_is_the_word_then_the_number);
    TEST("/intake/a bad item is refused and its neighbours kept",
         a_bad_item_is_refused_and_its_neighbours_kept);
    TEST("/intake/nothing but refusals is a 400", nothing_but_refusals_is_a_400);
    TEST("/intake/a full queue is 429 to Sentry and 503 to OTLP",
         a_full_queue_is_429_to_sentry_and_503_to_otlp);
    TEST("/intake/a full disk is 503 to OTLP", a_full_disk_is_503_to_otlp);
    TEST("/intake/OTLP is answered in its own encoding", otlp_is_answered_in_its_own_encoding);
    TEST("/intake/encodings come off first", encodings_come_off_first);
    TEST("/intake/a bomb is 413", a_bomb_is_413);
    g_test_add_func("/route/paths lead where SDKs expect", paths_lead_where_sdks_expect);
    g_test_add_func("/route/only loopback names are let in", only_loopback_names_are_let_in);
    g_test_add_func("/route/keys come in headers", keys_come_in_headers);
    return g_test_run();
}
