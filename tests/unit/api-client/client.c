/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/client.h"
#include "tests/unit/api-client/server.h"

#include <poll.h>

#define TOKEN "sntryu_0123456789abcdef"

static struct client *connect_to(const struct server *server)
{
    g_autofree char *url = server_url(server);
    struct client_options options = {.url = url,
                                     .organization = "acme",
                                     .token = TOKEN,
                                     .requests_per_second = 1000,
                                     .user_agent = "vigil-test"};
    g_autoptr(GError) error = NULL;
    struct client *client = client_new(&options, &error);
    g_assert_no_error(error);
    return client;
}

/* The next reply; waits for it, and fails when none comes at all. */
static struct reply *await_reply(struct client *client, uint64_t *id)
{
    struct reply *reply;
    uint64_t ignored;
    while (!(reply = client_next_reply(client, id ? id : &ignored))) {
        struct pollfd fd = {.fd = client_fd(client), .events = POLLIN};
        g_assert_cmpint(poll(&fd, 1, 30000), ==, 1);
    }
    return reply;
}

static struct request *issues(const char *query)
{
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request_add(request, "query", query);
    return request;
}

#define ONE_ISSUE "[{\"id\":\"1\",\"shortId\":\"CHECKOUT-1\",\"count\":\"5\"}]"

static void asks_and_decodes(void)
{
    struct server *server = server_new((struct canned[]){
        ANSWER("/issues/", 200, "X-Hits: 41\r\nContent-Type: application/json\r\n", ONE_ISSUE),
        {0}});
    g_autoptr(client) client = connect_to(server);
    uint64_t asked = client_subscribe(client, issues("is:unresolved level:error"), 0, 0), id;
    g_assert_cmpuint(asked, !=, 0);
    g_autoptr(reply) reply = await_reply(client, &id);
    g_assert_cmpuint(id, ==, asked);
    g_assert_cmpint(reply->failure, ==, FAILURE_NONE);
    g_assert_cmpint(reply->kind, ==, REPLY_ISSUES);
    g_assert_cmpint(reply->total, ==, 41);
    g_assert_cmpint(reply->status, ==, 200);
    g_assert_cmpuint(reply->bytes, ==, strlen(ONE_ISSUE));
    const GPtrArray *list = reply->object;
    g_assert_cmpstr(((struct issue *)list->pdata[0])->short_id, ==, "CHECKOUT-1");
    g_autofree char *request = server_request(server, 0);
    g_assert_true(g_str_has_prefix(request, "GET /api/0/organizations/acme/issues/"
                                            "?query=is%3Aunresolved%20level%3Aerror HTTP/1.1\r\n"));
    g_assert_nonnull(strstr(request, "Authorization: Bearer " TOKEN "\r\n"));
    g_assert_nonnull(strstr(request, "User-Agent: vigil-test\r\n"));
    server_free(server);
}

static bool readable(struct client *client)
{
    struct pollfd fd = {.fd = client_fd(client), .events = POLLIN};
    return poll(&fd, 1, 0) == 1;
}

static void ask_and_await(struct client *client, enum patience patience)
{
    struct request *request = issues("a");
    request->patience = patience;
    client_subscribe(client, request, 0, 0);
    while (!client_state(client).unread)
        g_thread_yield();
}

static void what_nobody_waits_for_wakes_nobody(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/issues/", 200, NULL, ONE_ISSUE), {0}});
    g_autoptr(client) client = connect_to(server);
    static const struct {
        enum patience patience;
        bool asks_anyway, wakes;
    } cases[] = {
        {PATIENCE_IF_SAME, true,  true }, /* nothing was there before */
        {PATIENCE_IF_SAME, true,  false},
        {PATIENCE_IF_SAME, false, true },
        {PATIENCE_ALWAYS,  true,  false},
        {PATIENCE_ALWAYS,  false, true },
        {PATIENCE_NONE,    true,  true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        client_patient(client, cases[i].asks_anyway);
        ask_and_await(client, cases[i].patience);
        g_assert_cmpint(readable(client), ==, cases[i].wakes);
        uint64_t id;
        g_autoptr(reply) reply = client_next_reply(client, &id);
        g_assert_nonnull(reply->object);
    }
    server_free(server);
}

static void equal_requests(void)
{
    struct server *server = server_new(
        (struct canned[]){ANSWER("/issues/", 200, NULL, ONE_ISSUE, .fault = FAULT_HELD), {0}});
    g_autoptr(client) client = connect_to(server);
    uint64_t first = client_subscribe(client, issues("a"), 0, 0), id, other;
    uint64_t second = client_subscribe(client, issues("a"), 0, 0);
    server_await(server, 1);
    uint64_t third = client_subscribe(client, issues("a"), 0, 0), last;
    while (client_state(client).joined < 2 && client_state(client).waiting)
        g_thread_yield();
    server_release(server);
    g_autoptr(reply) one = await_reply(client, &id);
    g_autoptr(reply) two = await_reply(client, &other);
    g_autoptr(reply) three = await_reply(client, &last);
    g_assert_cmpuint(id + other + last, ==, first + second + third);
    g_assert_true(one->object && two->object && one->object != two->object);
    g_assert_nonnull(three->object);
    g_assert_cmpuint(server_count(server), ==, 1);
    g_assert_cmpuint(client_state(client).joined, ==, 2);
    server_free(server);
}

static void follows_pages(void)
{
    static const char NEXT[] = "Link: <http://x/?&cursor=0:0:1>; rel=\"previous\"; "
                               "results=\"false\"; cursor=\"0:0:1\", <http://x/?&cursor=9:9:0>; "
                               "rel=\"next\"; results=\"true\"; cursor=\"9:9:0\"\r\n";
    static const char LAST[] = "Link: <http://x/?&cursor=8:8:0>; rel=\"next\"; results=\"false\"; "
                               "cursor=\"8:8:0\"\r\n";
    struct server *server = server_new(
        (struct canned[]){ANSWER("cursor=9%3A9%3A0", 200, LAST, "[{\"id\":2},{\"id\":3}]"),
                          ANSWER("/issues/", 200, NEXT, "[{\"id\":1}]"),
                          {0}});
    g_autoptr(client) client = connect_to(server);
    struct request *all = issues("a");
    all->pages = 5;
    client_subscribe(client, all, 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpuint(((GPtrArray *)reply->object)->len, ==, 3);
    g_assert_null(reply->next_cursor);
    g_assert_cmpuint(server_count(server), ==, 2);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) first_page = await_reply(client, NULL);
    g_assert_cmpuint(((GPtrArray *)first_page->object)->len, ==, 1);
    g_assert_cmpstr(first_page->next_cursor, ==, "9:9:0");
    server_free(server);
}

static void pages_without_end(void)
{
    static const char NEXT[] = "Link: <http://x/?&cursor=1:1:0>; rel=\"next\"; results=\"true\"; "
                               "cursor=\"1:1:0\"\r\n";
    struct server *server =
        server_new((struct canned[]){ANSWER("/issues/", 200, NEXT, "[{\"id\":1}]"), {0}});
    g_autoptr(client) client = connect_to(server);
    struct request *all = issues("a");
    all->pages = 100;
    client_subscribe(client, all, 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpuint(server_count(server), ==, 2);
    g_assert_cmpint(reply->failure, ==, FAILURE_NONE);
    server_free(server);
}

static void a_page_fails(void)
{
    static const char NEXT[] = "Link: <http://x/?&cursor=1:1:0>; rel=\"next\"; results=\"true\"; "
                               "cursor=\"1:1:0\"\r\n";
    struct server *server = server_new(
        (struct canned[]){ANSWER("cursor=", 500, NULL, "{\"detail\":\"Internal Error\"}"),
                          ANSWER("/issues/", 200, NEXT, "[{\"id\":1}]"),
                          {0}});
    g_autoptr(client) client = connect_to(server);
    struct request *all = issues("a");
    all->pages = 3;
    client_subscribe(client, all, 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_SERVER);
    g_assert_cmpstr(reply->error, ==, "Internal Error");
    g_assert_cmpuint(((GPtrArray *)reply->object)->len, ==, 1);
    server_free(server);
}

/* Each fault, what it is called, and whether it is tried again. */
static const struct {
    struct canned canned;
    enum failure failure;
    bool again;
} FAULTS[] = {
    {ANSWER("/issues/", 200, NULL,             "[{\"id\":"),            FAILURE_DECODE,      false                                            },
    {ANSWER("/issues/", 200, NULL,             "{\"not\":\"a list\"}"), FAILURE_DECODE,      false                                            },
    {ANSWER("/issues/", 200, NULL,             ONE_ISSUE,               .fault = FAULT_CUT), FAILURE_NETWORK,                                   true},
    {ANSWER("/issues/",                 200,    NULL, ONE_ISSUE,                 .fault = FAULT_CLOSE),                           FAILURE_NETWORK,                                       true},
    {ANSWER("/issues/",             503,                NULL,                ""),                        FAILURE_SERVER,                        true                },
    {ANSWER("/issues/",             400,                NULL,                "{\"detail\":\"bad query\"}"),                        FAILURE_REFUSED, false},
    {ANSWER("/issues/",            401,               NULL,               "{\"detail\":\"Invalid token\"}"),                        FAILURE_AUTH,                         false                                     },
    {ANSWER("/issues/",            403,               NULL,               "{}"),                        FAILURE_AUTH, false},
    {ANSWER("/issues/",            404,               NULL,               ""),                        FAILURE_MISSING,                         false                                                               },
    {ANSWER("/issues/",            200,               "Content-Encoding: gzip\r\n",               "not gzip"),                        FAILURE_DECODE,false},
};

static void faults(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        struct server *server = server_new((struct canned[]){FAULTS[i].canned, {0}});
        g_autoptr(client) client = connect_to(server);
        client_subscribe(client, issues("a"), 0, 0);
        g_autoptr(reply) reply = await_reply(client, NULL);
        g_assert_cmpint(reply->failure, ==, FAULTS[i].failure);
        g_assert_nonnull(reply->error);
        g_assert_null(reply->object);
        g_assert_true((reply->retry_at_ms != 0) == FAULTS[i].again);
        server_free(server);
    }
}

static void nobody_listens(void)
{
    struct server *server = server_new((struct canned[]){{0}});
    g_autoptr(client) client = connect_to(server);
    g_autofree char *port = g_strdup_printf("%u", server->port);
    server_free(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_NETWORK);
    g_assert_cmpint(reply->status, ==, 0);
    g_assert_nonnull(strstr(reply->error, "127.0.0.1"));
    g_assert_nonnull(strstr(reply->error, port));
    g_assert_cmpint(reply->retry_at_ms, >, 0);
}

static void byte_by_byte(void)
{
    struct server *server = server_new(
        (struct canned[]){ANSWER("/issues/", 200, NULL, ONE_ISSUE, .fault = FAULT_BYTEWISE), {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_NONE);
    g_assert_cmpuint(((GPtrArray *)reply->object)->len, ==, 1);
    server_free(server);
}

static void tries_again(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/issues/", 500, NULL, "", .uses = 1),
                                     ANSWER("/issues/", 200, NULL, ONE_ISSUE),
                                     {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) bad = await_reply(client, NULL);
    g_autoptr(reply) good = await_reply(client, NULL);
    g_assert_cmpint(bad->failure, ==, FAILURE_SERVER);
    g_assert_cmpint(good->failure, ==, FAILURE_NONE);
    g_assert_nonnull(good->object);
    server_free(server);
}

static void rate_limited(void)
{
    struct server *server = server_new((struct canned[]){
        ANSWER("query=a", 429, "Retry-After: 600\r\n", "{\"detail\":\"too frequently\"}"),
        ANSWER("/issues/", 200, NULL, ONE_ISSUE),
        {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_LIMITED);
    g_assert_cmpint(reply->retry_at_ms - reply->received_ms, >=, 590000);
    client_subscribe(client, issues("b"), 0, 0);
    while (client_state(client).subscriptions < 2)
        g_thread_yield();
    struct client_state state = client_state(client);
    g_assert_cmpint(state.limited_until_ms, >, reply->received_ms);
    g_assert_cmpuint(state.in_flight, ==, 0);
    g_assert_cmpuint(server_count(server), ==, 1);
    server_free(server);
}

static void redirect_elsewhere(void)
{
    struct server *elsewhere =
        server_new((struct canned[]){ANSWER("/moved", 200, NULL, ONE_ISSUE), {0}});
    g_autofree char *headers =
        g_strdup_printf("Location: http://127.0.0.1:%u/moved\r\n", elsewhere->port);
    struct server *server =
        server_new((struct canned[]){ANSWER("/issues/", 302, headers, ""), {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_NONE);
    g_autofree char *kept = server_request(server, 0);
    g_autofree char *sent = server_request(elsewhere, 0);
    g_assert_nonnull(strstr(kept, TOKEN));
    g_assert_null(strstr(sent, TOKEN));
    g_assert_null(strstr(sent, "Authorization"));
    server_free(server);
    server_free(elsewhere);
}

/* The first body is an answer that only lacks the token, the second a page to log in. */
static void redirect_elsewhere_that_fails(void)
{
    static const struct {
        int status;
        const char *body;
    } answers[] = {
        {401, "{\"detail\":\"Authentication credentials were not provided.\"}"},
        {200, "<html>log in</html>"                                           }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        struct server *elsewhere = server_new(
            (struct canned[]){ANSWER("/moved", answers[i].status, NULL, answers[i].body), {0}});
        g_autofree char *headers =
            g_strdup_printf("Location: http://127.0.0.1:%u/moved?a\r\n", elsewhere->port);
        g_autofree char *said = g_strdup_printf(
            " (redirected to http://127.0.0.1:%u, which is not given the token)", elsewhere->port);
        struct server *server =
            server_new((struct canned[]){ANSWER("/issues/", 302, headers, ""), {0}});
        g_autoptr(client) client = connect_to(server);
        client_subscribe(client, issues("a"), 0, 0);
        g_autoptr(reply) reply = await_reply(client, NULL);
        g_assert_cmpint(reply->failure, !=, FAILURE_NONE);
        g_assert_true(g_str_has_suffix(reply->error, said));
        server_free(server);
        server_free(elsewhere);
    }
}

static void redirect_here(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/issues/", 301, "Location: /there\r\n", ""),
                                     ANSWER("/there", 200, NULL, ONE_ISSUE),
                                     {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_NONE);
    g_autofree char *second = server_request(server, 1);
    g_assert_nonnull(strstr(second, "Authorization: Bearer " TOKEN));
    server_free(server);
}

static void redirects_that_are_not_followed(void)
{
    static const char *const PLACES[] = {"Location: /api/0/organizations/acme/issues/\r\n",
                                         "Location: file:///etc/passwd\r\n",
                                         "Location: http://user:pass@127.0.0.1/\r\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(PLACES); i++) {
        struct server *server =
            server_new((struct canned[]){ANSWER("/issues/", 302, PLACES[i], ""), {0}});
        g_autoptr(client) client = connect_to(server);
        client_subscribe(client, issues("a"), 0, 0);
        g_autoptr(reply) reply = await_reply(client, NULL);
        g_assert_cmpint(reply->failure, ==, FAILURE_REFUSED);
        g_assert_cmpint(reply->retry_at_ms, ==, 0);
        server_free(server);
    }
}

static void change_is_not_redirected(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("PUT", 307, "Location: /there\r\n", ""), {0}});
    g_autoptr(client) client = connect_to(server);
    struct request *change = request_new(ENDPOINT_ISSUE, "1", NULL);
    change->method = METHOD_PUT;
    change->body = g_strdup("{\"status\":\"resolved\"}");
    client_subscribe(client, change, 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_REFUSED);
    g_assert_cmpuint(server_count(server), ==, 1);
    server_free(server);
}

static void sends_changes(void)
{
    struct server *server = server_new(
        (struct canned[]){ANSWER("PUT", 200, NULL, "{\"id\":\"1\",\"status\":\"resolved\"}"), {0}});
    g_autoptr(client) client = connect_to(server);
    struct request *change = request_new(ENDPOINT_ISSUE, "1", NULL);
    change->method = METHOD_PUT;
    change->body = g_strdup("{\"status\":\"resolved\"}");
    client_subscribe(client, change, 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpstr(((struct issue *)reply->object)->status, ==, "resolved");
    g_autofree char *request = server_request(server, 0);
    g_assert_nonnull(strstr(request, "Content-Type: application/json\r\n"));
    g_assert_true(g_str_has_suffix(request, "\r\n\r\n{\"status\":\"resolved\"}"));
    server_free(server);
}

static void secret_sent_back(void)
{
    struct server *server = server_new((struct canned[]){
        ANSWER("/issues/", 401, NULL, "{\"detail\":\"Invalid token " TOKEN "!\"}"), {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpstr(reply->error, ==, "Invalid token [token]!");
    server_free(server);
}

/* A token that somebody made up is part of other words. */
static void short_token(void)
{
    struct server *server = server_new(
        (struct canned[]){ANSWER("/issues/", 401, NULL, "{\"detail\":\"Invalid token x\"}"), {0}});
    g_autofree char *url = server_url(server);
    struct client_options options = {.url = url, .organization = "acme", .token = "n"};
    g_autoptr(client) client = client_new(&options, NULL);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpstr(reply->error, ==, "Invalid token x");
    server_free(server);
}

static void silent_server(void)
{
    struct server *server = server_new(
        (struct canned[]){ANSWER("/issues/", 200, NULL, "", .fault = FAULT_SILENT), {0}});
    struct client *client = connect_to(server);
    for (int i = 0; i < 20; i++) {
        g_autofree char *query = g_strdup_printf("q%d", i);
        client_subscribe(client, issues(query), 1000, 0);
    }
    server_await(server, 6);
    client_free(client);
    server_free(server);
}

static void ended_subscription(void)
{
    struct server *server = server_new(
        (struct canned[]){ANSWER("query=slow", 200, NULL, ONE_ISSUE, .fault = FAULT_SILENT),
                          ANSWER("/issues/", 200, NULL, ONE_ISSUE),
                          {0}});
    g_autoptr(client) client = connect_to(server);
    uint64_t slow = client_subscribe(client, issues("slow"), 0, 0), id;
    server_await(server, 1);
    client_unsubscribe(client, slow);
    uint64_t quick = client_subscribe(client, issues("quick"), 0, 0);
    struct pollfd fd = {.fd = client_fd(client), .events = POLLIN};
    g_assert_cmpint(poll(&fd, 1, 30000), ==, 1);
    client_unsubscribe(client, quick);
    uint64_t last = client_subscribe(client, issues("last"), 0, 0);
    reply_free(await_reply(client, &id));
    g_assert_cmpuint(id, ==, last);
    while (client_state(client).in_flight)
        g_thread_yield();
    server_free(server);
}

static void held_answer(void)
{
    struct server *server = server_new((struct canned[]){
        ANSWER("/issues/", 200, NULL, ONE_ISSUE), ANSWER("PUT", 200, NULL, "{\"id\":\"1\"}"), {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) first = await_reply(client, NULL);
    client_subscribe(client, issues("a"), 0, 600000);
    g_autoptr(reply) again = await_reply(client, NULL);
    g_assert_cmpuint(server_count(server), ==, 1);
    g_assert_cmpint(again->received_ms, ==, first->received_ms);
    g_assert_true(again->object && again->object != first->object);
    client_subscribe(client, issues("a"), 0, 0);
    reply_free(await_reply(client, NULL));
    g_assert_cmpuint(server_count(server), ==, 2);
    struct request *change = issues("x");
    change->method = METHOD_PUT;
    change->body = g_strdup("{}");
    client_subscribe(client, change, 0, 0);
    reply_free(await_reply(client, NULL));
    client_subscribe(client, issues("a"), 0, 600000);
    reply_free(await_reply(client, NULL));
    g_assert_cmpuint(server_count(server), ==, 4);
    server_free(server);
}

static void large_body(void)
{
    static const char ROW[] = "{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"},";
    GString *body = g_string_new("{\"data\":[");
    for (int i = 0; i < 10000; i++)
        g_string_append(body, ROW);
    g_string_append(body, "{\"id\":\"last\"}]}");
    g_assert_cmpuint(body->len, >, 256 << 10);
    struct server *server =
        server_new((struct canned[]){ANSWER("/events/", 200, NULL, body->str), {0}});
    g_autoptr(client) client = connect_to(server);
    client_subscribe(client, request_new(ENDPOINT_EVENTS, NULL), 0, 0);
    g_autoptr(reply) reply = await_reply(client, NULL);
    g_assert_cmpint(reply->failure, ==, FAILURE_NONE);
    g_assert_cmpuint(((struct rows *)reply->object)->count, ==, 10001);
    while (client_state(client).in_flight)
        g_thread_yield();
    server_free(server);
    g_string_free(body, TRUE);
}

static void bad_requests(void)
{
    struct server *server = server_new((struct canned[]){{0}});
    g_autofree char *url = server_url(server);
    g_autoptr(client) client = client_new(&(struct client_options){.url = url}, NULL);
    client_subscribe(client, issues("a"), 0, 0);
    g_autoptr(reply) no_organization = await_reply(client, NULL);
    g_assert_cmpint(no_organization->failure, ==, FAILURE_REFUSED);
    g_assert_nonnull(strstr(no_organization->error, "organization"));
    g_assert_cmpuint(server_count(server), ==, 0);
    server_free(server);
}

static void nothing_to_come(void)
{
    struct server *server =
        server_new((struct canned[]){ANSWER("/issues/", 200, NULL, ONE_ISSUE), {0}});
    g_autoptr(client) client = connect_to(server);
    for (int i = 0; i < 50; i++) {
        g_autofree char *query = g_strdup_printf("q%d", i);
        client_subscribe(client, issues(query), 0, 0);
        struct client_state state;
        do
            state = client_state(client);
        while (state.in_flight || state.waiting);
        g_assert_cmpuint(client_state(client).unread, ==, 1);
        reply_free(await_reply(client, &(uint64_t){0}));
        g_assert_cmpuint(client_state(client).unread, ==, 0);
    }
    server_free(server);
}

static void refused_at_once(void)
{
    static const struct {
        struct client_options options;
        const char *says;
    } WRONG[] = {
        {{.url = NULL},                                               "no server"          },
        {{.url = "gopher://x"},                                       "not an http"        },
        {{.url = "http://sentry.example.com", .token = TOKEN},        "https"              },
        {{.url = "https://sentry.example.com", .token = "a\r\nX: y"}, "blanks or line ends"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(client_new(&WRONG[i].options, &error));
        g_assert_nonnull(strstr(error->message, WRONG[i].says));
        g_assert_null(strstr(error->message, TOKEN));
    }
}

static void web_pages(void)
{
    static const struct {
        const char *url, *organization, *kind, *id, *page;
    } PAGES[] = {
        {"https://us.sentry.io", "acme",  "issue",   "12",    "https://acme.sentry.io/issues/12/"      },
        {"https://sentry.io",    "acme",  "release", "a@1/2",
         "https://acme.sentry.io/releases/a%401%2F2/"                                                  },
        {"https://x.example",    "acme",  "trace",   "7f",
         "https://x.example/organizations/acme/performance/trace/7f/"                                  },
        {"https://sentry.io",    "acme",  "event",   "12/ab",
         "https://acme.sentry.io/issues/12/events/ab/"                                                 },
        {"https://sentry.io",    "acme",  "event",   "ab",    "https://acme.sentry.io/issues/?query=ab"},
        {"http://127.0.0.1:1",   "local", "issue",   "12",    NULL                                     },
        {"https://sentry.io",    NULL,    "issue",   "12",    NULL                                     },
        {"https://sentry.io",    "acme",  "planet",  "12",    NULL                                     },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PAGES); i++) {
        struct client_options options = {.url = PAGES[i].url,
                                         .organization = PAGES[i].organization};
        g_autoptr(client) client = client_new(&options, NULL);
        g_autofree char *page = client_web_url(client, PAGES[i].kind, PAGES[i].id);
        g_assert_cmpstr(page, ==, PAGES[i].page);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/what nobody waits for wakes nobody",
                    what_nobody_waits_for_wakes_nobody);
    g_test_add_func("/client/asks with its token and decodes the answer", asks_and_decodes);
    g_test_add_func("/client/equal requests go out once, each asker gets its own", equal_requests);
    g_test_add_func("/client/follows as many pages as were asked for", follows_pages);
    g_test_add_func("/client/pages that lead to themselves end", pages_without_end);
    g_test_add_func("/client/a page that fails leaves what came before", a_page_fails);
    g_test_add_func("/client/every fault has its name and says what is wrong", faults);
    g_test_add_func("/client/nobody listens", nobody_listens);
    g_test_add_func("/client/chunks of a byte each", byte_by_byte);
    g_test_add_func("/client/a failure is tried again", tries_again);
    g_test_add_func("/client/a rate limit holds everything", rate_limited);
    g_test_add_func("/client/a redirect to another port does not carry the token",
                    redirect_elsewhere);
    g_test_add_func("/client/what fails after a redirect to another host says so",
                    redirect_elsewhere_that_fails);
    g_test_add_func("/client/a redirect within the host carries the token", redirect_here);
    g_test_add_func("/client/circles and other schemes are not followed",
                    redirects_that_are_not_followed);
    g_test_add_func("/client/a token of one letter strikes out no letters", short_token);
    g_test_add_func("/client/a change is not sent on by a redirect", change_is_not_redirected);
    g_test_add_func("/client/changes are sent as JSON", sends_changes);
    g_test_add_func("/client/a token that comes back in an error is struck out", secret_sent_back);
    g_test_add_func("/client/ends at once although the server never answers", silent_server);
    g_test_add_func("/client/an ended subscription gets no reply", ended_subscription);
    g_test_add_func("/client/a young answer does at once, until something is changed", held_answer);
    g_test_add_func("/client/a large body is decoded on the pool", large_body);
    g_test_add_func("/client/a request without an organization says so", bad_requests);
    g_test_add_func("/client/when nothing is in flight or waiting, all replies are there",
                    nothing_to_come);
    g_test_add_func("/client/what cannot work is refused at once", refused_at_once);
    g_test_add_func("/client/pages on the web", web_pages);
    return g_test_run();
}
