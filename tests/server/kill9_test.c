/* SPDX-License-Identifier: Apache-2.0
 *
 * kill -9 during intake at full speed, twenty times: everything that was acknowledged is there
 * after the next start, and nothing is there by halves.
 */
#include "api/wire/json.h"
#include "tests/support/http.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS  20
#define SENDERS 4
#define LOGS    3 /* in each envelope */

/* One connection that sends envelope after envelope until the server dies. */
struct sender {
    const struct serve *serve;
    int round, number;
    GArray *acknowledged; /* of int: the numbers of its envelopes */
    gint *total;          /* of all senders; atomic */
};

static char *new_request(int round, int sender, int envelope)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_string_append_printf(body,
                           "{}\n{\"type\":\"event\"}\n{\"message\":\"e %d\"}\n"
                           "{\"type\":\"log\"}\n{\"items\":[",
                           envelope);
    for (int i = 0; i < LOGS; i++) {
        g_string_append_printf(body, "%s{\"body\":\"r%d-%d-%d\"}", i ? "," : "", round, sender,
                               envelope);
    }
    g_string_append(body, "]}");
    return g_strdup_printf("POST /api/1/envelope/?sentry_key=shop HTTP/1.1\r\nHost: localhost\r\n"
                           "Content-Length: %zu\r\n\r\n%s",
                           body->len, body->str);
}

static gpointer send_until_death(gpointer data)
{
    struct sender *sender = data;
    int fd = http_connect(sender->serve->port);
    for (int envelope = 0; fd >= 0; envelope++) {
        g_autofree char *request = new_request(sender->round, sender->number, envelope);
        if (!http_write(fd, request, strlen(request))) {
            break;
        }
        struct http_reply reply = http_read(fd);
        int status = reply.status;
        http_reply_clear(&reply);
        if (status == 200) {
            g_array_append_val(sender->acknowledged, envelope);
            g_atomic_int_inc(sender->total);
        } else if (status == 0) {
            break;
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return NULL;
}

/* How often each log of the round is there: "r7-1-33" -> count. */
static GHashTable *read_back(const struct serve *serve, int round)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *path = g_strdup_printf(
        "/organizations/local/events/?dataset=logs&field=message&statsPeriod=1d&per_page=9999&"
        "query=message%%3Ar%d-*",
        round);
    struct http_reply reply = serve_get(serve, path);
    g_assert_cmpint(reply.status, ==, 200);
    json_t *json = json_read(reply.body, reply.size, NULL, NULL);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(json, "data"), i, row)
    {
        const char *message = json_get_string(row, "message");
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, message));
        g_hash_table_replace(counts, g_strdup(message), GUINT_TO_POINTER(count + 1));
    }
    json_decref(json);
    http_reply_clear(&reply);
    return counts;
}

static void assert_kept(const struct serve *serve, const struct sender *senders)
{
    g_autoptr(GHashTable) counts = read_back(serve, senders->round);
    for (int s = 0; s < SENDERS; s++) {
        for (guint i = 0; i < senders[s].acknowledged->len; i++) {
            g_autofree char *message = g_strdup_printf(
                "r%d-%d-%d", senders[s].round, s, g_array_index(senders[s].acknowledged, int, i));
            if (!g_hash_table_lookup(counts, message)) {
                g_error("%s was acknowledged and is lost", message);
            }
        }
    }
    GHashTableIter iter;
    gpointer message, count;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &message, &count)) {
        g_assert_cmpuint(GPOINTER_TO_UINT(count), ==, LOGS);
    }
}

/* Sends from all senders, kills the server once `enough` were acknowledged. */
static void run_round(struct serve *serve, struct sender *senders, int round, int enough)
{
    GThread *threads[SENDERS];
    gint total = 0;
    for (int s = 0; s < SENDERS; s++) {
        senders[s] =
            (struct sender){serve, round, s, g_array_new(FALSE, FALSE, sizeof(int)), &total};
        threads[s] = g_thread_new("sender", send_until_death, &senders[s]);
    }
    while (g_atomic_int_get(&total) < enough) {
        g_thread_yield();
    }
    serve_kill(serve);
    for (int s = 0; s < SENDERS; s++) {
        g_thread_join(threads[s]);
    }
    g_assert_cmpint(g_atomic_int_get(&total), >=, enough);
}

static void everything_acknowledged_survives(void)
{
    char *data = serve_directory();
    struct serve serve = serve_start(data, NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(20);
    for (int round = 0; round < ROUNDS; round++) {
        struct sender senders[SENDERS];
        run_round(&serve, senders, round, g_rand_int_range(random, 20, 150));
        serve = serve_start(data, NULL);
        assert_kept(&serve, senders);
        for (int s = 0; s < SENDERS; s++) {
            g_array_unref(senders[s].acknowledged);
        }
    }
    serve_clear(&serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kill9/everything acknowledged is there after twenty kills",
                    everything_acknowledged_survives);
    return g_test_run();
}
