/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/source.h"

#include "base/clock.h"
#include "tests/bench/bodies.h"
#include "tests/support/http.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PAGE_ROWS 100 /* unless it is said */

struct source {
    GPid demo;
    int demo_port;
    char *url, *demo_url, *token;
    struct MHD_Daemon *daemon;
    GMutex lock; /* of what follows */
    struct rows_clock clock;
    char *trace_file;
    gint64 trace_spans;
    gint64 trace_sent_us, trace_took_us;
};

/* One request under way. */
struct call {
    char *uri;
    GByteArray *body;
    gint64 trace_us; /* when the large trace was asked for; 0 = something else was */
};

/* --- answers --- */

static const char *argument(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
}

/* Pages of logs that only the time narrows; searches of the linked panes are the demo's. */
static bool is_page(struct MHD_Connection *connection, const char *url)
{
    const char *query = argument(connection, "query"), *field = argument(connection, "field");
    g_auto(GStrv) terms = g_strsplit(query ? query : "", " ", -1);
    for (char **term = terms; *term; term++)
        if (**term && !g_str_has_prefix(*term, "timestamp_precise:"))
            return false;
    return g_str_has_suffix(url, "/events/") &&
           g_strcmp0(argument(connection, "dataset"), "logs") == 0 &&
           g_strcmp0(field, "sentry.item_id") == 0;
}

/* The rows [*from, *to) that the query lets through. */
static void narrow(const struct rows_clock *clock, const char *query, gint64 *from, gint64 *to)
{
    g_auto(GStrv) terms = g_strsplit(query ? query : "", " ", -1);
    *from = 0;
    *to = rows_count(clock, clock_now_ns());
    for (char **term = terms; *term; term++) {
        const char *sign = *term + strlen(**term ? "timestamp_precise:" : "");
        bool below = *sign == '<', equal = *sign && sign[1] == '=';
        gint64 time = **term ? g_ascii_strtoll(sign + 1 + equal, NULL, 10) : 0;
        gint64 at = rows_at(clock, below == equal ? time + 1 : time);
        if (below)
            *to = MIN(*to, at);
        else if (**term)
            *from = MAX(*from, at);
    }
    *from = MIN(*from, *to);
}

static char *page(struct source *source, struct MHD_Connection *connection, size_t *size)
{
    g_mutex_lock(&source->lock);
    struct rows_clock clock = source->clock;
    g_mutex_unlock(&source->lock);
    const char *sort = argument(connection, "sort");
    bool newest_first = sort && *sort == '-';
    gint64 from, to;
    narrow(&clock, argument(connection, "query"), &from, &to);
    const char *most = argument(connection, "per_page");
    gint64 count = MIN(to - from, most ? g_ascii_strtoll(most, NULL, 10) : PAGE_ROWS);
    GString *out = g_string_sized_new(512 * PAGE_ROWS);
    g_string_append(out, "{\"data\":[");
    for (gint64 i = 0; i < count; i++) {
        g_string_append(out, i ? "," : "");
        rows_append_json(&clock, newest_first ? to - 1 - i : from + i, out);
    }
    g_string_append(out, "],\"meta\":{\"fields\":{},\"units\":{},\"dataScanned\":\"full\"}}");
    *size = out->len;
    return g_string_free(out, FALSE);
}

static enum MHD_Result answer_with(struct MHD_Connection *connection, unsigned status, char *body,
                                   size_t size, const char *link)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer_with_free_callback(size, body, g_free);
    MHD_add_response_header(response, "Content-Type", "application/json");
    if (link)
        MHD_add_response_header(response, "Link", link);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result trace_meta(const struct source *source, struct MHD_Connection *connection)
{
    char *body = g_strdup_printf("{\"spansCount\":%" G_GINT64_FORMAT
                                 ",\"errorsCount\":0,\"logsCount\":0,\"metricsCount\":0}",
                                 source->trace_spans);
    return answer_with(connection, 200, body, strlen(body), NULL);
}

static enum MHD_Result trace(const struct source *source, struct MHD_Connection *connection,
                             struct call *call)
{
    int fd = open(source->trace_file, O_RDONLY | O_CLOEXEC);
    struct stat status;
    g_assert_true(fd >= 0 && fstat(fd, &status) == 0);
    call->trace_us = g_get_monotonic_time();
    struct MHD_Response *response =
        MHD_create_response_from_fd_at_offset64((uint64_t)status.st_size, fd, 0);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

/* "/trace/" or "/trace-meta/", before the id of the large trace. */
static bool is_trace(const struct source *source, const char *url, const char *what)
{
    const char *at = source->trace_file ? strstr(url, what) : NULL;
    return at && strncmp(at + strlen(what), BODIES_TRACE_ID, 8) == 0;
}

static enum MHD_Result pass_on(struct source *source, struct MHD_Connection *connection,
                               const char *method, const struct call *call)
{
    g_autofree char *headers = g_strdup_printf(
        "Authorization: Bearer %s\r\nContent-Type: application/json\r\n", source->token);
    struct http_reply reply = http_request(source->demo_port, method, call->uri, headers,
                                           call->body->data, call->body->len);
    g_autofree char *link = http_reply_header(&reply, "Link");
    size_t size = reply.size;
    char *body = g_steal_pointer(&reply.body);
    unsigned status = reply.status ? (unsigned)reply.status : 502;
    http_reply_clear(&reply);
    return answer_with(connection, status, body ? body : g_strdup(""), size, link);
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **context)
{
    struct source *source = user;
    struct call *call = *context;
    (void)version;
    if (!call->body) {
        call->body = g_byte_array_new();
        return MHD_YES;
    }
    if (*size > 0) {
        g_byte_array_append(call->body, (const guint8 *)data, (guint)*size);
        *size = 0;
        return MHD_YES;
    }
    if (is_page(connection, url)) {
        size_t length;
        char *body = page(source, connection, &length);
        return answer_with(connection, 200, body, length, NULL);
    }
    if (is_trace(source, url, "/trace/"))
        return trace(source, connection, call);
    if (is_trace(source, url, "/trace-meta/"))
        return trace_meta(source, connection);
    return pass_on(source, connection, method, call);
}

static void *on_uri(void *user, const char *uri, struct MHD_Connection *connection)
{
    (void)user;
    (void)connection;
    struct call *call = g_new0(struct call, 1);
    call->uri = g_strdup(uri);
    return call;
}

static void on_end(void *user, struct MHD_Connection *connection, void **context,
                   enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    struct source *source = user;
    struct call *call = *context;
    if (!call)
        return;
    if (call->trace_us) {
        g_mutex_lock(&source->lock);
        source->trace_sent_us = g_get_monotonic_time();
        source->trace_took_us = source->trace_sent_us - call->trace_us;
        g_mutex_unlock(&source->lock);
    }
    g_free(call->uri);
    if (call->body)
        g_byte_array_unref(call->body);
    g_free(call);
}

/* --- start and end --- */

static void start_demo(struct source *source)
{
    const char *program = g_getenv("VIGIL");
    g_assert_nonnull(program);
    const char *const argv[] = {program, "demo", "--no-console", "--seed", "1", NULL};
    g_autoptr(GError) error = NULL;
    int out;
    g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                             &source->demo, NULL, &out, NULL, &error);
    g_assert_no_error(error);
    FILE *lines = fdopen(out, "r");
    char line[2048] = "", file[1024] = "";
    g_assert_nonnull(fgets(line, sizeof line, lines));
    fclose(lines);
    int found = sscanf(line, "listening http://127.0.0.1:%d otlp %*s token-file %1023s",
                       &source->demo_port, file);
    g_assert_cmpint(found, ==, 2);
    source->demo_url = g_strdup_printf("http://127.0.0.1:%d", source->demo_port);
    g_file_get_contents(file, &source->token, NULL, &error);
    g_assert_no_error(error);
    g_strstrip(source->token);
}

struct source *source_start(void)
{
    struct source *source = g_new0(struct source, 1);
    g_mutex_init(&source->lock);
    start_demo(source);
    source->clock.start_ns = clock_now_ns();
    source->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL, on_request,
        source, MHD_OPTION_SOCK_ADDR,
        &(struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, source, MHD_OPTION_NOTIFY_COMPLETED, on_end, source,
        MHD_OPTION_END);
    g_assert_nonnull(source->daemon);
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(source->daemon, MHD_DAEMON_INFO_BIND_PORT);
    source->url = g_strdup_printf("http://127.0.0.1:%d", info->port);
    return source;
}

void source_free(struct source *source)
{
    MHD_stop_daemon(source->daemon);
    kill(source->demo, SIGTERM);
    waitpid(source->demo, NULL, 0);
    g_mutex_clear(&source->lock);
    g_free(source->url);
    g_free(source->trace_file);
    g_free(source->demo_url);
    g_free(source->token);
    g_free(source);
}

const char *source_url(const struct source *source)
{
    return source->url;
}

const char *source_demo_url(const struct source *source)
{
    return source->demo_url;
}

const char *source_token(const struct source *source)
{
    return source->token;
}

void source_flow(struct source *source, gint64 rate)
{
    g_mutex_lock(&source->lock);
    source->clock.flow_ns = clock_now_ns();
    source->clock.rate = rate;
    g_mutex_unlock(&source->lock);
}

void source_trace(struct source *source, const char *file, gint64 spans)
{
    g_mutex_lock(&source->lock);
    g_free(source->trace_file);
    source->trace_file = g_strdup(file);
    source->trace_spans = spans;
    source->trace_sent_us = 0;
    g_mutex_unlock(&source->lock);
}

gint64 source_trace_sent_us(const struct source *source, gint64 *took_us)
{
    g_mutex_lock((GMutex *)&source->lock);
    gint64 sent_us = source->trace_sent_us;
    *took_us = source->trace_took_us;
    g_mutex_unlock((GMutex *)&source->lock);
    return sent_us;
}

struct rows_clock source_clock(const struct source *source)
{
    return source->clock;
}
