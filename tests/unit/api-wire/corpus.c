/* SPDX-License-Identifier: Apache-2.0
 *
 * Real bodies of unmodified clients, decoded; where the folder with them is there.
 */
#include "api/wire/compress.h"
#include "api/wire/envelope.h"
#include "api/wire/json.h"
#include "api/wire/otlp.h"
#include "base/clock.h"

#include <string.h>

#define NOW (INT64_C(1795340000) * NS_PER_SECOND)

/* Where the bodies are; NULL (and the test skipped) when they are not. */
static char *corpus(const char *folder)
{
    const char *root = g_getenv("VIGIL_CORPUS");
    char *path = g_build_filename(root ? root : "../shared/corpus", folder, NULL);
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_test_skip("no corpus of real bodies here");
        g_clear_pointer(&path, g_free);
    }
    return path;
}

static GBytes *read_file(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text;
    gsize size;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, &size, &error);
    g_assert_no_error(error);
    return g_bytes_new_take(text, size);
}

struct totals {
    unsigned envelopes, items, rows[ITEM_KIND_COUNT], events, repaired;
};

static bool is_row_type(const char *type)
{
    static const char *const types[] = {"event", "transaction",  "span",
                                        "log",   "trace_metric", NULL};
    return g_strv_contains(types, type);
}

static void decode_item(const struct envelope_item *item, struct totals *totals)
{
    g_assert_cmpstr(item->problem, ==, NULL);
    totals->items++;
    if (!is_row_type(item->type)) {
        return;
    }
    struct decoded out;
    decoded_init(&out);
    g_autoptr(GError) error = NULL;
    g_assert_true(envelope_decode(item, NOW, &out, &error));
    g_assert_cmpuint(out.refused, ==, 0);
    g_assert_cmpuint(out.items->len, >, 0);
    int64_t told = json_get_int(item->header, "item_count", -1);
    if (told >= 0) {
        g_assert_cmpint(out.items->len, ==, told);
    }
    for (guint i = 0; i < out.items->len; i++) {
        totals->rows[((struct item *)out.items->pdata[i])->kind]++;
    }
    totals->repaired += out.repaired;
    totals->events += out.events->len;
    decoded_clear(&out);
}

/* What the recording of the request says its items are. */
static void assert_expected(const char *folder, const char *name, const struct envelope *envelope)
{
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".envelope"));
    g_autofree char *notes_name = g_strconcat(stem, ".headers.json", NULL);
    g_autoptr(GBytes) bytes = read_file(folder, notes_name);
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    json_t *notes = json_read(text, size, NULL, NULL);
    const json_t *items = json_get_path(notes, "expect.items");
    g_assert_cmpuint(json_array_size(items), ==, envelope->items->len);
    for (guint i = 0; i < envelope->items->len; i++) {
        const struct envelope_item *item = envelope->items->pdata[i];
        g_assert_cmpstr(json_string_value(json_get_path(json_array_get(items, i), "header.type")),
                        ==, item->type);
    }
    json_decref(notes);
}

static void decode_folder(const char *folder, struct totals *totals)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        if (!g_str_has_suffix(name, ".envelope")) {
            continue;
        }
        g_test_message("%s/%s", folder, name);
        g_autoptr(GBytes) bytes = read_file(folder, name);
        gsize size;
        const char *body = g_bytes_get_data(bytes, &size);
        g_autoptr(envelope) envelope = envelope_parse(body, size, NULL);
        g_assert_nonnull(envelope);
        totals->envelopes++;
        assert_expected(folder, name, envelope);
        for (guint i = 0; i < envelope->items->len; i++) {
            decode_item(envelope->items->pdata[i], totals);
        }
    }
}

static void every_envelope_decodes(void)
{
    g_autofree char *root = corpus("sentry-sdk");
    if (!root) {
        return;
    }
    struct totals totals = {0};
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *folder = g_build_filename(root, name, NULL);
        decode_folder(folder, &totals);
    }
    g_assert_cmpuint(totals.envelopes, >=, 130);
    g_assert_cmpuint(totals.items, >=, totals.envelopes);
    g_assert_cmpuint(totals.rows[ITEM_EVENT], ==, totals.events);
    g_assert_cmpuint(totals.rows[ITEM_EVENT], >=, 50);
    g_assert_cmpuint(totals.rows[ITEM_SPAN], >=, 300);
    g_assert_cmpuint(totals.rows[ITEM_LOG], >=, 30);
    g_assert_cmpuint(totals.rows[ITEM_METRIC], ==, 19);
    g_assert_cmpuint(totals.repaired, ==, 0);
}

static void every_stored_event_decodes(void)
{
    g_autofree char *folder = corpus("sentry-sdk/python-1.9.10");
    if (!folder) {
        return;
    }
    unsigned count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        if (!g_str_has_suffix(name, ".store.json")) {
            continue;
        }
        g_autoptr(GBytes) bytes = read_file(folder, name);
        gsize size;
        const char *body = g_bytes_get_data(bytes, &size);
        struct decoded out;
        decoded_init(&out);
        g_assert_true(store_decode(body, size, NOW, &out, NULL));
        const struct item *event = out.items->pdata[0];
        g_assert_cmpstr(item_get_string(event, "release"), ==, "billing@3.1.0");
        g_assert_cmpstr(item_get_string(event, "platform"), ==, "python");
        decoded_clear(&out);
        count++;
    }
    g_assert_cmpuint(count, ==, 5);
}

static void gzip_on_the_wire_is_the_body(void)
{
    g_autofree char *folder = corpus("sentry-sdk/node-11.12.0-gzip");
    if (!folder) {
        return;
    }
    g_autoptr(GBytes) packed = read_file(folder, "0005-span.envelope.gz");
    g_autoptr(GBytes) plain = read_file(folder, "0005-span.envelope");
    g_autoptr(GBytes) body = body_decompress("gzip", packed, 10u << 20, NULL);
    g_assert_true(g_bytes_equal(body, plain));
}

/* --- OTLP --- */

static struct decoded decode_otlp(const char *folder, const char *name, enum otlp_signal signal)
{
    g_autoptr(GBytes) bytes = read_file(folder, name);
    gsize size;
    const void *body = g_bytes_get_data(bytes, &size);
    struct decoded out;
    decoded_init(&out);
    g_autoptr(GError) error = NULL;
    bool json = g_str_has_suffix(name, ".json");
    bool done = otlp_decode(signal, json, body, size, NOW, &out, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    g_assert_cmpuint(out.refused, ==, 0);
    g_assert_cmpuint(out.repaired, ==, 0);
    return out;
}

static void assert_same_item(const struct item *a, const struct item *b)
{
    g_assert_cmpint(a->kind, ==, b->kind);
    g_assert_cmpstr(a->project, ==, b->project);
    g_assert_cmpint(a->time_ns, ==, b->time_ns);
    g_assert_cmpuint(a->attributes->len, ==, b->attributes->len);
    for (guint i = 0; i < a->attributes->len; i++) {
        const struct attribute *x = &g_array_index(a->attributes, struct attribute, i);
        const struct attribute *y = &g_array_index(b->attributes, struct attribute, i);
        g_autofree char *left = value_text(x->value);
        g_autofree char *right = value_text(y->value);
        g_assert_cmpstr(x->key, ==, y->key);
        g_assert_cmpint(x->value.type, ==, y->value.type);
        g_assert_cmpstr(left, ==, right);
    }
}

static void both_encodings_mean_the_same(void)
{
    static const char *const folders[] = {"otlp", "otlp/sdk-0.301", "otlp/delta"};
    static const struct {
        const char *name;
        enum otlp_signal signal;
    } bodies[] = {
        {"traces",                           OTLP_TRACES },
        {"logs",                             OTLP_LOGS   },
        {"metrics",                          OTLP_METRICS},
        {"metrics-export2",                  OTLP_METRICS},
        {"metrics-second-cumulative-export", OTLP_METRICS},
    };
    unsigned pairs = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(folders) * G_N_ELEMENTS(bodies); i++) {
        const char *name = bodies[i % G_N_ELEMENTS(bodies)].name;
        g_autofree char *folder = corpus(folders[i / G_N_ELEMENTS(bodies)]);
        if (!folder) {
            return;
        }
        g_autofree char *json_name = g_strconcat(name, ".json", NULL);
        g_autofree char *binary_name = g_strconcat(name, ".pb", NULL);
        g_autofree char *path = g_build_filename(folder, binary_name, NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
            continue;
        }
        g_test_message("%s", path);
        enum otlp_signal signal = bodies[i % G_N_ELEMENTS(bodies)].signal;
        struct decoded json = decode_otlp(folder, json_name, signal);
        struct decoded binary = decode_otlp(folder, binary_name, signal);
        g_assert_cmpuint(json.items->len, ==, binary.items->len);
        g_assert_cmpuint(json.items->len, >, 0);
        pairs++;
        decoded_clear(&json);
        decoded_clear(&binary);
    }
    g_assert_cmpuint(pairs, >=, 9);
}

/* The official schema's reading of the same bytes, written as JSON. */
static void protobuf_is_read_as_the_official_schema_reads_it(void)
{
    static const struct {
        const char *binary, *official;
        enum otlp_signal signal;
    } bodies[] = {
        {"traces.pb",  "traces.decoded-by-protobufjs.json",  OTLP_TRACES },
        {"logs.pb",    "logs.decoded-by-protobufjs.json",    OTLP_LOGS   },
        {"metrics.pb", "metrics.decoded-by-protobufjs.json", OTLP_METRICS},
    };
    g_autofree char *folder = corpus("otlp");
    if (!folder) {
        return;
    }
    unsigned compared = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autofree char *path = g_build_filename(folder, bodies[i].official, NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
            continue;
        }
        struct decoded binary = decode_otlp(folder, bodies[i].binary, bodies[i].signal);
        struct decoded official = decode_otlp(folder, bodies[i].official, bodies[i].signal);
        g_assert_cmpuint(binary.items->len, ==, official.items->len);
        for (guint r = 0; r < binary.items->len; r++) {
            assert_same_item(binary.items->pdata[r], official.items->pdata[r]);
        }
        compared++;
        decoded_clear(&binary);
        decoded_clear(&official);
    }
    g_assert_cmpuint(compared, >, 0);
}

static const struct item *find(const struct decoded *out, const char *key, const char *text)
{
    for (guint i = 0; i < out->items->len; i++) {
        const struct item *item = out->items->pdata[i];
        if (g_strcmp0(item_get_string(item, key), text) == 0) {
            return item;
        }
    }
    g_error("no row with %s = %s", key, text);
}

static void a_trace_says_what_happened(void)
{
    g_autofree char *folder = corpus("otlp");
    if (!folder) {
        return;
    }
    struct decoded out = decode_otlp(folder, "traces.json", OTLP_TRACES);
    const struct item *server = find(&out, "span.description", "POST /checkout/:id");
    double duration;
    g_assert_true(value_number(item_get(server, "span.duration"), &duration));
    g_assert_cmpfloat(duration, ==, 13.4261);
    g_assert_cmpstr(item_get_string(server, "span.op"), ==, "http.server");
    g_assert_cmpint(item_get(server, "http.response.status_code").integer, ==, 500);
    g_assert_cmpint(item_get(server, "big.int").integer, ==, INT64_C(9007199254740991));
    g_assert_cmpstr(item_get(server, "list.bool").string, ==, "[true,false]");
    const struct item *query = find(&out, "span.description", "SELECT carts");
    g_assert_cmpstr(item_get_string(query, "transaction"), ==, "POST /checkout/:id");
    const struct item *error = find(&out, "title", "TypeError: card number must be digits");
    g_assert_cmpint(error->kind, ==, ITEM_EVENT);
    decoded_clear(&out);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/corpus/every envelope decodes", every_envelope_decodes);
    g_test_add_func("/corpus/every stored event decodes", every_stored_event_decodes);
    g_test_add_func("/corpus/gzip on the wire is the body", gzip_on_the_wire_is_the_body);
    g_test_add_func("/corpus/both encodings mean the same", both_encodings_mean_the_same);
    g_test_add_func("/corpus/protobuf is read as the official schema reads it",
                    protobuf_is_read_as_the_official_schema_reads_it);
    g_test_add_func("/corpus/a trace says what happened", a_trace_says_what_happened);
    return g_test_run();
}
