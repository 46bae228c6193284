/* SPDX-License-Identifier: Apache-2.0
 *
 * Every body of the corpus of real clients, sent to a running server: accepted, counted, and what
 * has an endpoint comes back through it.
 */
#include "api/wire/envelope.h"
#include "api/wire/json.h"
#include "tests/support/http.h"

#include <string.h>

/* 2026-11-22T14:00:00Z, after every time in the corpus. */
#define CLOCK "2026-11-22T14:00:00Z"

struct fixture {
    struct serve serve;
    char *root; /* NULL: no corpus, the test is skipped */
};

static void setup(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    const char *root = g_getenv("VIGIL_CORPUS");
    f->root = g_strdup(root ? root : "../shared/corpus");
    if (!g_file_test(f->root, G_FILE_TEST_IS_DIR)) {
        g_clear_pointer(&f->root, g_free);
        g_test_skip("no corpus of real bodies here");
        return;
    }
    g_setenv("VIGIL_CLOCK", CLOCK, TRUE);
    f->serve = serve_start(serve_directory(), NULL);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    if (f->root) {
        serve_clear(&f->serve);
        g_free(f->root);
    }
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The files below `folder` whose names end so, in order. */
static GPtrArray *files(const struct fixture *f, const char *folder, const char *suffix)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *root = g_build_filename(f->root, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(root, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            g_autofree char *below = g_build_filename(folder, name, NULL);
            g_autoptr(GPtrArray) more = files(f, below, suffix);
            g_ptr_array_extend_and_steal(paths, g_steal_pointer(&more));
        } else if (g_str_has_suffix(name, suffix)) {
            g_ptr_array_add(paths, g_steal_pointer(&path));
        }
    }
    g_ptr_array_sort(paths, by_name);
    return paths;
}

static json_t *get_json(const struct serve *serve, const char *path)
{
    struct http_reply reply = serve_get(serve, path);
    if (reply.status != 200) {
        g_test_message("%s: %d %s", path, reply.status, reply.body);
    }
    g_assert_cmpint(reply.status, ==, 200);
    json_t *json = json_read(reply.body, reply.size, NULL, NULL);
    g_assert_nonnull(json);
    http_reply_clear(&reply);
    return json;
}

static void count_one(GHashTable *counts, const char *type)
{
    gpointer count = g_hash_table_lookup(counts, type);
    g_hash_table_replace(counts, g_strdup(type), GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
}

/* Counts the items of an envelope that are kept as they came, and the ids of its events. */
static void note_items(const char *body, size_t size, GHashTable *counts, GHashTable *events)
{
    g_autoptr(envelope) envelope = envelope_parse(body, size, NULL);
    for (guint i = 0; i < envelope->items->len; i++) {
        const struct envelope_item *item = envelope->items->pdata[i];
        count_one(counts, item->type);
        if (strcmp(item->type, "event") == 0) {
            json_t *event = json_read(item->payload, item->size, NULL, NULL);
            g_hash_table_add(events, g_strdup(json_get_string(event, "event_id")));
            json_decref(event);
        }
    }
}

static void send_envelopes(struct fixture *f, GHashTable *counts, GHashTable *events)
{
    g_autoptr(GPtrArray) paths = files(f, "sentry-sdk", ".envelope");
    g_assert_cmpuint(paths->len, >, 100);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *body = NULL;
        gsize size;
        g_assert_true(g_file_get_contents(paths->pdata[i], &body, &size, NULL));
        struct http_reply reply = serve_envelope(&f->serve, "shop", body, size);
        g_test_message("%s", (char *)paths->pdata[i]);
        g_assert_cmpint(reply.status, ==, 200);
        g_assert_null(strstr(reply.body, "refused"));
        http_reply_clear(&reply);
        note_items(body, size, counts, events);
    }
}

static void every_envelope_is_taken_and_counted(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const kept[] = {"session",          "sessions",   "check_in", "attachment",
                                       "client_report",    "feedback",   "profile",  "replay_event",
                                       "replay_recording", "transaction"};
    if (!f->root) {
        return;
    }
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) events = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    send_envelopes(f, counts, events);
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        guint sent = GPOINTER_TO_UINT(g_hash_table_lookup(counts, kept[i]));
        g_assert_cmpint(serve_health(&f->serve, kept[i], "taken"), ==, sent);
    }
    guint sent = GPOINTER_TO_UINT(g_hash_table_lookup(counts, "event"));
    g_assert_cmpint(serve_health(&f->serve, "error", "taken"), ==, sent);
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, events);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        g_autofree char *path = g_strdup_printf("/projects/local/shop/events/%s/", (char *)id);
        json_t *event = get_json(&f->serve, path);
        g_assert_cmpstr(json_get_string(event, "eventID"), ==, id);
        json_decref(event);
    }
}

static int64_t count_rows(struct fixture *f, const char *dataset)
{
    g_autofree char *path = g_strdup_printf(
        "/organizations/local/events/?dataset=%s&field=count()&statsPeriod=1d", dataset);
    json_t *json = get_json(&f->serve, path);
    const json_t *row = json_array_get(json_object_get(json, "data"), 0);
    int64_t count = json_get_int(row, "count()", 0);
    json_decref(json);
    return count;
}

static void rows_come_back_through_their_dataset(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    if (!f->root) {
        return;
    }
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) events = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    send_envelopes(f, counts, events);
    static const char *const pairs[][2] = {
        {"spans",        "span"  },
        {"logs",         "log"   },
        {"tracemetrics", "metric"}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        int64_t taken = serve_health(&f->serve, pairs[i][1], "taken");
        g_assert_cmpint(taken, >, 0);
        g_assert_cmpint(count_rows(f, pairs[i][0]), ==, taken);
    }
    g_assert_cmpint(count_rows(f, "errors"), ==, g_hash_table_size(events));
}

static void a_trace_of_node_11_comes_back_whole(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    if (!f->root) {
        return;
    }
    g_autoptr(GPtrArray) paths = files(f, "sentry-sdk/node-11.12.0-stream", "span.envelope");
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *body = NULL;
        gsize size;
        g_file_get_contents(paths->pdata[i], &body, &size, NULL);
        struct http_reply reply = serve_envelope(&f->serve, "shop", body, size);
        g_assert_cmpint(reply.status, ==, 200);
        http_reply_clear(&reply);
    }
    json_t *json =
        get_json(&f->serve, "/organizations/local/events/?dataset=spans&field=trace&field=count()&"
                            "sort=-count()&statsPeriod=1d");
    const json_t *biggest = json_array_get(json_object_get(json, "data"), 0);
    g_assert_cmpint(json_get_int(biggest, "count()", 0), >=, 10);
    g_autofree char *path = g_strdup_printf("/organizations/local/trace/%s/?statsPeriod=1d",
                                            json_get_string(biggest, "trace"));
    json_t *trace = get_json(&f->serve, path);
    g_assert_cmpuint(json_array_size(trace), >=, 1);
    json_decref(trace);
    json_decref(json);
}

/* --- OTLP --- */

static void send_otlp(struct fixture *f, const char *path, const char *signal)
{
    g_autofree char *body = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &body, &size, NULL));
    bool packed = g_str_has_suffix(path, ".gz"), json = strstr(path, ".json") != NULL;
    g_autofree char *headers = g_strdup_printf("Content-Type: %s\r\n%s",
                                               json ? "application/json" : "application/x-protobuf",
                                               packed ? "Content-Encoding: gzip\r\n" : "");
    g_autofree char *target = g_strconcat("/v1/", signal, NULL);
    struct http_reply reply =
        http_request_chunked(f->serve.otlp_port, "POST", target, headers, body, size, 4096);
    g_test_message("%s", path);
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_cmpstr(reply.body, ==, json ? "{}" : "");
    http_reply_clear(&reply);
}

static bool is_body(const char *path)
{
    return !strstr(path, "headers.json") && !strstr(path, "decoded-by");
}

static void every_otlp_body_is_taken(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const signals[] = {"traces", "logs", "metrics"};
    static const char *const suffixes[] = {".json", ".pb", ".json.gz", ".pb.gz"};
    if (!f->root) {
        return;
    }
    unsigned sent = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(signals) * G_N_ELEMENTS(suffixes); i++) {
        const char *signal = signals[i / G_N_ELEMENTS(suffixes)];
        g_autoptr(GPtrArray) paths = files(f, "otlp", suffixes[i % G_N_ELEMENTS(suffixes)]);
        for (guint p = 0; p < paths->len; p++) {
            g_autofree char *name = g_path_get_basename(paths->pdata[p]);
            if (is_body(paths->pdata[p]) && g_str_has_prefix(name, signal)) {
                send_otlp(f, paths->pdata[p], signal);
                sent++;
            }
        }
    }
    g_assert_cmpuint(sent, >, 30);
    g_assert_cmpint(serve_health(&f->serve, "span", "refused"), ==, 0);
    g_assert_cmpint(serve_health(&f->serve, "log", "refused"), ==, 0);
    g_assert_cmpint(serve_health(&f->serve, "metric", "refused"), ==, 0);
    g_assert_cmpint(count_rows(f, "logs"), ==, serve_health(&f->serve, "log", "taken"));
    g_assert_cmpint(count_rows(f, "tracemetrics"), ==, serve_health(&f->serve, "metric", "taken"));
    g_assert_cmpint(serve_health(&f->serve, "error", "taken"), >, 0);
}

static double sum_of(struct fixture *f, const char *metric)
{
    g_autofree char *path =
        g_strdup_printf("/organizations/local/events/?dataset=tracemetrics&field=sum(value)&query="
                        "metric.name:%s&statsPeriod=1d",
                        metric);
    json_t *json = get_json(&f->serve, path);
    double sum =
        json_get_double(json_array_get(json_object_get(json, "data"), 0), "sum(value)", -1);
    json_decref(json);
    return sum;
}

static void a_repeated_cumulative_export_counts_once(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    if (!f->root) {
        return;
    }
    g_autofree char *first = g_build_filename(f->root, "otlp/metrics.json", NULL);
    g_autofree char *second =
        g_build_filename(f->root, "otlp/metrics-second-cumulative-export.json", NULL);
    send_otlp(f, first, "metrics");
    g_assert_cmpfloat(sum_of(f, "orders.int"), ==, 7);
    g_assert_cmpfloat(sum_of(f, "orders.created"), ==, 3.5);
    send_otlp(f, first, "metrics");
    g_assert_cmpfloat(sum_of(f, "orders.created"), ==, 3.5);
    send_otlp(f, second, "metrics");
    g_assert_cmpfloat(sum_of(f, "orders.created"), ==, 3.5);
    g_assert_cmpint(serve_health(&f->serve, "metric", "dropped"), >, 0);
}

#define TEST(name, function) g_test_add(name, struct fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/corpus/every envelope is taken and counted", every_envelope_is_taken_and_counted);
    TEST("/corpus/rows come back through their dataset", rows_come_back_through_their_dataset);
    TEST("/corpus/a trace of node 11 comes back whole", a_trace_of_node_11_comes_back_whole);
    TEST("/corpus/every OTLP body is taken", every_otlp_body_is_taken);
    TEST("/corpus/a repeated cumulative export counts once",
         a_repeated_cumulative_export_counts_once);
    return g_test_run();
}
