/* SPDX-License-Identifier: Apache-2.0
 *
 * What real clients sent, put into a running `vigil serve` over HTTP, and read back through the
 * API as Sentry's own clients read it. VIGIL names the program.
 */
#include "api/wire/json.h"
#include "tests/support/folder.h"

#include <gio/gio.h>
#include <string.h>

struct served {
    GSubprocess *process;
    char *directory, *token;
    guint16 port, otlp_port;
};

struct reply {
    int status;
    char *headers; /* with the status line */
    json_t *json;  /* NULL when the body is none */
};

static guint16 port_after(const char *line, const char *mark)
{
    const char *found = strstr(line, mark);
    g_assert_nonnull(found);
    const char *colon = strchr(strstr(found, "//"), ':');
    g_assert_nonnull(colon);
    return (guint16)g_ascii_strtoull(colon + 1, NULL, 10);
}

/* Starts the server on free ports; it has said that it listens when this returns. */
static struct served serve(void)
{
    g_autoptr(GError) error = NULL;
    struct served served = {.directory = g_dir_make_tmp("vigil-answers-XXXXXX", NULL)};
    served.process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv("VIGIL"),
                                      "serve", "--port", "0", "--otlp-port", "0", "--data",
                                      served.directory, "--retention", "876000h", NULL);
    g_assert_no_error(error);
    g_autoptr(GDataInputStream) lines =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(served.process));
    g_autofree char *line = g_data_input_stream_read_line(lines, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(line);
    served.port = port_after(line, "listening ");
    served.otlp_port = port_after(line, "otlp ");
    g_autofree char *path = g_build_filename(served.directory, "token", NULL);
    g_assert_true(g_file_get_contents(path, &served.token, NULL, &error));
    g_strstrip(served.token);
    return served;
}

static void stop(struct served *served)
{
    g_subprocess_send_signal(served->process, SIGTERM);
    g_assert_true(g_subprocess_wait(served->process, NULL, NULL));
    g_object_unref(served->process);
    folder_remove(served->directory);
    g_free(served->directory);
    g_free(served->token);
}

/* One request on a connection of its own; `head` is the request line's target and more headers. */
static struct reply exchange(guint16 port, const char *method, const char *target,
                             const char *headers, const char *body, gsize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GSocketConnection) connection =
        g_socket_client_connect_to_host(client, "127.0.0.1", port, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(GString) request = g_string_new(NULL);
    g_string_append_printf(request,
                           "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n"
                           "Content-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n",
                           method, target, port, size, headers);
    g_string_append_len(request, body, (gssize)size);
    GOutputStream *output = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    g_output_stream_write_all(output, request->str, request->len, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
    g_output_stream_splice(memory, g_io_stream_get_input_stream(G_IO_STREAM(connection)),
                           G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
    g_assert_no_error(error);
    gsize got = g_memory_output_stream_get_data_size(G_MEMORY_OUTPUT_STREAM(memory));
    g_autofree char *text =
        g_strndup(g_memory_output_stream_get_data(G_MEMORY_OUTPUT_STREAM(memory)), got);
    char *end = strstr(text, "\r\n\r\n");
    g_assert_nonnull(end);
    *end = '\0';
    struct reply reply = {.status = (int)g_ascii_strtoll(text + strlen("HTTP/1.1 "), NULL, 10),
                          .headers = g_strdup(text)};
    if (end[4])
        reply.json = json_loads(end + 4, JSON_DECODE_ANY, NULL);
    return reply;
}

static void reply_clear(struct reply *reply)
{
    json_decref(reply->json);
    g_free(reply->headers);
}

static struct reply ask(const struct served *served, const char *method, const char *path,
                        const char *body)
{
    g_autofree char *target = g_strconcat("/api/0", path, NULL);
    g_autofree char *headers = g_strdup_printf(
        "Authorization: Bearer %s\r\nContent-Type: application/json\r\n", served->token);
    return exchange(served->port, method, target, headers, body ? body : "",
                    body ? strlen(body) : 0);
}

static json_t *get(const struct served *served, const char *path)
{
    struct reply reply = ask(served, "GET", path, NULL);
    if (reply.status != 200)
        g_error("GET %s: %s", path, reply.headers);
    g_assert_nonnull(strstr(reply.headers, "no-store"));
    json_t *json = json_incref(reply.json);
    reply_clear(&reply);
    return json;
}

static char *corpus(const char *name)
{
    const char *root = g_getenv("VIGIL_CORPUS");
    char *path = g_build_filename(root ? root : "../shared/corpus", name, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return path;
    g_free(path);
    g_test_skip("no corpus on this machine");
    return NULL;
}

/* Sends every envelope of a folder of the corpus; how many there were. */
static unsigned send_envelopes(const struct served *served, const char *folder)
{
    unsigned sent = 0;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *body = NULL;
        gsize size;
        if (!g_str_has_suffix(name, ".envelope"))
            continue;
        g_assert_true(g_file_get_contents(path, &body, &size, NULL));
        struct reply reply =
            exchange(served->port, "POST", "/api/shop/envelope/?sentry_key=shop", "", body, size);
        g_assert_cmpint(reply.status, ==, 200);
        reply_clear(&reply);
        sent++;
    }
    return sent;
}

static void send_otlp(const struct served *served, const char *signal)
{
    g_autofree char *name = g_strdup_printf("otlp/%s.json", signal);
    g_autofree char *path = corpus(name);
    g_autofree char *body = NULL;
    gsize size;
    g_assert_nonnull(path);
    g_assert_true(g_file_get_contents(path, &body, &size, NULL));
    g_autofree char *target = g_strdup_printf("/v1/%s", signal);
    struct reply reply = exchange(served->otlp_port, "POST", target,
                                  "Content-Type: application/json\r\n", body, size);
    g_assert_cmpint(reply.status, ==, 200);
    reply_clear(&reply);
}

static size_t rows(const struct served *served, const char *path)
{
    json_t *json = get(served, path);
    size_t count = json_array_size(json_is_array(json) ? json : json_object_get(json, "data"));
    json_decref(json);
    return count;
}

static void test_the_token_is_wanted(void)
{
    struct served served = serve();
    struct reply reply = exchange(served.port, "GET", "/api/0/organizations/", "", "", 0);
    g_assert_cmpint(reply.status, ==, 401);
    g_assert_true(json_is_string(json_object_get(reply.json, "detail")));
    reply_clear(&reply);
    g_assert_cmpuint(rows(&served, "/organizations/"), ==, 1);
    stop(&served);
}

static void test_envelopes_come_back(void)
{
    g_autofree char *folder = corpus("sentry-sdk/node-11.12.0-static");
    if (!folder)
        return;
    struct served served = serve();
    g_assert_cmpuint(send_envelopes(&served, folder), >, 20);
    g_assert_cmpuint(rows(&served, "/organizations/local/issues/?query="), >, 5);
    g_assert_cmpuint(rows(&served, "/organizations/local/events/?dataset=spans&field=id"), >, 5);
    g_assert_cmpuint(
        rows(&served, "/organizations/local/events/?dataset=logs&field=message&query=has:trace"), >,
        0);
    g_assert_cmpuint(
        rows(&served, "/organizations/local/events/?dataset=tracemetrics&field=metric.name"), >, 0);
    g_assert_cmpuint(rows(&served, "/organizations/local/releases/"), ==, 1);
    stop(&served);
}

/* From an issue to its latest event, to its trace, to a span's attributes: each step as a client
 * takes it, with what the step before answered. */
static void test_an_issue_leads_to_its_trace(void)
{
    g_autofree char *folder = corpus("sentry-sdk/node-11.12.0-static");
    if (!folder)
        return;
    struct served served = serve();
    send_envelopes(&served, folder);
    json_t *list = get(&served, "/organizations/local/issues/?query=is:unresolved&sort=date");
    const json_t *issue = json_array_get(list, 0);
    g_autofree char *event_path = g_strdup_printf("/organizations/local/issues/%s/events/latest/",
                                                  json_get_string(issue, "shortId"));
    json_t *event = get(&served, event_path);
    g_assert_true(json_is_array(json_object_get(event, "entries")));
    g_autofree char *by_project = g_strdup_printf(
        "/projects/local/%s/events/%s/", json_string_value(json_get_path(issue, "project.slug")),
        json_get_string(event, "eventID"));
    json_t *same = get(&served, by_project);
    g_assert_true(json_equal(same, event));
    g_autofree char *trace_path =
        g_strdup_printf("/organizations/local/trace/%s/",
                        json_string_value(json_get_path(event, "contexts.trace.trace_id")));
    json_t *trace = get(&served, trace_path);
    g_assert_cmpuint(json_array_size(trace), >, 0);
    json_decref(trace);
    json_decref(same);
    json_decref(event);
    json_decref(list);

    json_t *spans = get(&served, "/organizations/local/events/?dataset=spans&field=id&field=trace"
                                 "&field=project&per_page=1");
    const json_t *span = json_array_get(json_object_get(spans, "data"), 0);
    g_autofree char *item_path =
        g_strdup_printf("/projects/local/%s/trace-items/%s/?item_type=spans&trace_id=%s",
                        json_get_string(span, "project"), json_get_string(span, "id"),
                        json_get_string(span, "trace"));
    json_t *item = get(&served, item_path);
    g_assert_cmpuint(json_array_size(json_object_get(item, "attributes")), >, 3);
    json_decref(item);
    json_decref(spans);
    stop(&served);
}

static void test_otlp_comes_back(void)
{
    g_autofree char *folder = corpus("otlp");
    if (!folder)
        return;
    struct served served = serve();
    send_otlp(&served, "traces");
    send_otlp(&served, "logs");
    send_otlp(&served, "metrics");
    g_assert_cmpuint(rows(&served, "/organizations/local/events/?dataset=spans&field=id"), >, 3);
    g_assert_cmpuint(rows(&served, "/organizations/local/events/?dataset=logs&field=message"), >,
                     3);
    g_assert_cmpuint(rows(&served, "/organizations/local/trace-items/metrics/"), >, 3);
    json_t *keys = get(&served, "/organizations/local/trace-items/attributes/?dataset=spans");
    g_assert_cmpuint(json_array_size(keys), >, 10);
    json_decref(keys);
    stop(&served);
}

static size_t spans_below(const json_t *list)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        const char *type = json_get_string(entry, "event_type");
        count += type && !strcmp(type, "span");
        count += spans_below(json_object_get(entry, "children"));
    }
    return count;
}

/* Of both intakes: each trace in the list is as large as the trace that it names. */
static void test_the_list_of_traces_keeps_its_word(void)
{
    g_autofree char *folder = corpus("sentry-sdk/node-11.12.0-static");
    if (!folder)
        return;
    struct served served = serve();
    send_envelopes(&served, folder);
    send_otlp(&served, "traces");
    json_t *body = get(&served, "/organizations/local/traces/?sort=-timestamp");
    const json_t *list = json_object_get(body, "data");
    int64_t before = INT64_MAX;
    g_assert_cmpuint(json_array_size(list), >, 1);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        g_autofree char *path =
            g_strdup_printf("/organizations/local/trace/%s/", json_get_string(one, "trace"));
        json_t *trace = get(&served, path);
        g_assert_cmpuint(spans_below(trace), ==, json_get_int(one, "numSpans", -1));
        g_assert_cmpint(json_get_int(one, "start", -1), <=, before);
        before = json_get_int(one, "start", -1);
        json_decref(trace);
    }
    json_decref(body);
    stop(&served);
}

static void test_triage_and_releases_are_kept(void)
{
    g_autofree char *folder = corpus("sentry-sdk/node-11.12.0-static");
    if (!folder)
        return;
    struct served served = serve();
    send_envelopes(&served, folder);
    struct reply reply =
        ask(&served, "PUT", "/organizations/local/issues/1/", "{\"status\":\"resolved\"}");
    g_assert_cmpint(reply.status, ==, 200);
    reply_clear(&reply);
    g_assert_cmpuint(rows(&served, "/organizations/local/issues/?query=is:resolved"), ==, 1);
    reply = ask(&served, "POST",
                "/organizations/local/releases/checkout-api%401.4.2%2Bbuild.7/"
                "deploys/",
                "{\"environment\":\"production\"}");
    g_assert_cmpint(reply.status, ==, 201);
    reply_clear(&reply);
    g_assert_cmpuint(
        rows(&served, "/organizations/local/releases/checkout-api%401.4.2%2Bbuild.7/deploys/"), ==,
        1);
    reply = ask(&served, "GET", "/organizations/local/issues/?query=(((", NULL);
    g_assert_cmpint(reply.status, ==, 400);
    g_assert_nonnull(strstr(json_get_string(reply.json, "detail"), "at character"));
    reply_clear(&reply);
    stop(&served);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (!g_getenv("VIGIL"))
        return 77;
    g_test_add_func("/server/answers/the token is wanted", test_the_token_is_wanted);
    g_test_add_func("/server/answers/what a Sentry SDK sent comes back", test_envelopes_come_back);
    g_test_add_func("/server/answers/an issue leads to its event, its trace and a span",
                    test_an_issue_leads_to_its_trace);
    g_test_add_func("/server/answers/what OpenTelemetry sent comes back", test_otlp_comes_back);
    g_test_add_func("/server/answers/the list of traces keeps its word",
                    test_the_list_of_traces_keeps_its_word);
    g_test_add_func("/server/answers/triage and releases are kept",
                    test_triage_and_releases_are_kept);
    return g_test_run();
}
