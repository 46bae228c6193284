/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/monkey/server.h"

#include "tests/monkey/asked.h"
#include "tests/monkey/bodies.h"
#include "tests/monkey/time.h"

#include <string.h>

#define TIMEOUT_US (30 * G_USEC_PER_SEC)

enum fate { FATE_ANSWER, FATE_ODD, FATE_STATUS, FATE_NETWORK, FATE_TIMEOUT };

struct exchange {
    char *url;
    void *data;
    int64_t due_us;
    enum fate fate;
    long status;
    guint32 seed;
};

struct monkey_server {
    struct transport transport;
    struct choice *choice;
    GPtrArray *open; /* of struct exchange *, in the order of asking */
    enum weather weather;
};

static void exchange_free(void *data)
{
    struct exchange *exchange = data;
    g_free(exchange->url);
    g_free(exchange);
}

static enum fate draw_fate(struct monkey_server *server)
{
    unsigned lot = choice_byte(server->choice);
    switch (server->weather) {
    case WEATHER_FINE:
        return FATE_ANSWER;
    case WEATHER_CHANGEABLE:
        return lot < 100 ? FATE_ANSWER : lot < 200 ? FATE_ODD : (enum fate)(FATE_STATUS + lot % 3);
    case WEATHER_DOWN:
        return lot < 200 ? FATE_NETWORK : FATE_TIMEOUT;
    default:
        return FATE_STATUS;
    }
}

static long draw_status(struct monkey_server *server)
{
    static const long all[] = {400, 401, 403, 404, 408, 418, 429, 500, 502, 503, 504, 204, 202};
    if (server->weather == WEATHER_LOCKED)
        return 401;
    if (server->weather == WEATHER_BUSY)
        return 429;
    return all[choice_of(server->choice, G_N_ELEMENTS(all))];
}

static void *start(void *self, const char *method, const char *url, const char *body, void *data)
{
    struct monkey_server *server = self;
    (void)body;
    asked_check(method, url);
    struct exchange *exchange = g_new0(struct exchange, 1);
    exchange->url = g_strdup(url);
    exchange->data = data;
    exchange->fate = draw_fate(server);
    exchange->status = exchange->fate == FATE_STATUS ? draw_status(server) : 200;
    unsigned wait = choice_byte(server->choice);
    exchange->due_us = time_now_us() + (exchange->fate == FATE_TIMEOUT ? TIMEOUT_US
                                        : wait < 200                   ? wait * 1000
                                                                       : (wait - 199) * 100000);
    exchange->seed = choice_word(server->choice);
    g_ptr_array_add(server->open, exchange);
    return exchange;
}

static void abort_exchange(void *self, void *transfer)
{
    struct monkey_server *server = self;
    if (!g_ptr_array_remove(server->open, transfer))
        g_error("a transfer that is over was aborted");
}

static void fill(struct http_result *result, const struct exchange *exchange)
{
    static const enum failure failures[] = {[FATE_ANSWER] = FAILURE_NONE,
                                            [FATE_ODD] = FAILURE_NONE,
                                            [FATE_STATUS] = FAILURE_SERVER,
                                            [FATE_NETWORK] = FAILURE_NETWORK,
                                            [FATE_TIMEOUT] = FAILURE_TIMEOUT};
    long status = exchange->status;
    *result = (struct http_result){.failure = failures[exchange->fate], .total = -1, .hold_ms = -1};
    if (exchange->fate == FATE_STATUS && status < 300)
        result->failure = FAILURE_NONE;
    else if (status == 401 || status == 403)
        result->failure = FAILURE_AUTH;
    else if (status == 404)
        result->failure = FAILURE_MISSING;
    else if (status == 429)
        result->failure = FAILURE_LIMITED;
    else if (status >= 400 && status < 500)
        result->failure = FAILURE_REFUSED;
    if (exchange->fate < FATE_NETWORK)
        result->status = status;
    if (status == 429)
        result->hold_ms = exchange->seed % 3 ? (int64_t)(exchange->seed % 60000) : 0;
    if (exchange->fate == FATE_ANSWER || exchange->fate == FATE_ODD) {
        result->total = exchange->seed % 5 ? (int64_t)exchange->seed : -1;
        result->next_cursor = exchange->seed % 4 ? NULL : g_strdup_printf("0:%u:0", exchange->seed);
    }
    if (result->failure != FAILURE_NONE)
        result->error = g_strdup(exchange->seed % 2 ? "the server said: \x1b[31m日本 no"
                                                    : "127.0.0.1: connection refused");
}

static bool next_done(void *self, struct http_result *result, void **data)
{
    struct monkey_server *server = self;
    guint best = server->open->len;
    for (guint i = 0; i < server->open->len; i++) {
        const struct exchange *exchange = server->open->pdata[i];
        if (exchange->due_us <= time_now_us() &&
            (best == server->open->len ||
             exchange->due_us < ((struct exchange *)server->open->pdata[best])->due_us))
            best = i;
    }
    if (best == server->open->len)
        return false;
    struct exchange *exchange = g_ptr_array_steal_index(server->open, best);
    fill(result, exchange);
    bool empty = result->failure != FAILURE_NONE || exchange->status != 200;
    result->body = empty ? g_bytes_new_static("", 0)
                         : body_make(exchange->url, exchange->seed, exchange->fate == FATE_ANSWER);
    *data = exchange->data;
    exchange_free(exchange);
    return true;
}

struct monkey_server *monkey_server_new(struct choice *choice)
{
    struct monkey_server *server = g_new0(struct monkey_server, 1);
    server->choice = choice;
    server->open = g_ptr_array_new_with_free_func(exchange_free);
    server->transport = (struct transport){
        .self = server, .start = start, .abort = abort_exchange, .next_done = next_done};
    return server;
}

void monkey_server_free(struct monkey_server *server)
{
    g_ptr_array_unref(server->open);
    g_free(server);
}

const struct transport *monkey_server_transport(struct monkey_server *server)
{
    return &server->transport;
}

void monkey_server_set(struct monkey_server *server, enum weather weather)
{
    server->weather = weather;
}

unsigned monkey_server_open(const struct monkey_server *server)
{
    return server->open->len;
}
