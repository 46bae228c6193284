/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/listener_internal.h"

#include "base/clock.h"

#include <string.h>

/* What SDKs are told to hold back when the queue is full: every category, for some seconds. */
#define RATE_LIMITS "%d::organization:queue_full"

const char *exchange_header(const struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

void exchange_text(struct exchange *exchange, int status, const char *text)
{
    exchange->status = status;
    exchange->content_type = "text/plain; charset=utf-8";
    g_string_assign(exchange->answer, text);
}

static void add_header(struct exchange *exchange, const char *name, const char *value)
{
    g_ptr_array_add(exchange->headers, http_pair_new(name, value));
}

/* A header holds one line of printable ASCII. */
static char *header_text(const char *text)
{
    char *line = g_strndup(text, 400);
    for (char *c = line; *c; c++) {
        if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7E) {
            *c = '?';
        }
    }
    return line;
}

/* --- intake --- */

static void copy_result(struct exchange *exchange)
{
    struct intake_result *result = &exchange->result;
    exchange->status = result->status;
    exchange->content_type = result->content_type;
    g_string_truncate(exchange->answer, 0);
    g_string_append_len(exchange->answer, result->body ? result->body : "", (gssize)result->size);
    if (result->error) {
        g_autofree char *line = header_text(result->error);
        add_header(exchange, "X-Sentry-Error", line);
    }
    if (result->retry_after > 0) {
        g_autofree char *seconds = g_strdup_printf("%d", result->retry_after);
        add_header(exchange, "Retry-After", seconds);
    }
    if (result->rate_limited) {
        g_autofree char *limits = g_strdup_printf(RATE_LIMITS, result->retry_after);
        add_header(exchange, "X-Sentry-Rate-Limits", limits);
    }
}

static void committed(void *context, const GError *error)
{
    struct exchange *exchange = context;
    intake_settle(exchange->listener->options.intake, &exchange->result, error);
    copy_result(exchange);
    exchange_finish(exchange);
}

static char *query_key(const struct exchange *exchange)
{
    g_autoptr(GPtrArray) query = g_ptr_array_new_with_free_func((GDestroyNotify)http_pair_free);
    http_query_parse(exchange->query_text, query);
    for (guint i = 0; i < query->len; i++) {
        const struct http_pair *pair = query->pdata[i];
        if (strcmp(pair->name, "sentry_key") == 0 && *pair->value) {
            return g_strdup(pair->value);
        }
    }
    return NULL;
}

static char *request_key(const struct exchange *exchange)
{
    char *key = query_key(exchange);
    key = key ? key : auth_key(exchange_header(exchange, "X-Sentry-Auth"));
    return key ? key : auth_key(exchange_header(exchange, "Authorization"));
}

void exchange_run_intake(gpointer data, gpointer unused)
{
    (void)unused;
    struct exchange *exchange = data;
    const struct listener_options *options = &exchange->listener->options;
    g_autofree char *key = request_key(exchange);
    g_autoptr(GBytes) body = g_byte_array_free_to_bytes(g_steal_pointer(&exchange->body));
    struct intake_request request = {
        .route = exchange->route.intake,
        .project = exchange->route.project,
        .public_key = key,
        .content_type = exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE),
        .content_encoding = exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_ENCODING),
        .body = body,
    };
    exchange->has_result = true;
    intake_take(options->intake, &request, &exchange->result);
    store_expected(options->store);
    struct batch *batch = g_steal_pointer(&exchange->result.batch);
    g_autoptr(GError) error = NULL;
    if (!batch) {
        committed(exchange, NULL);
    } else if (!store_commit_async(options->store, batch, committed, exchange, &error)) {
        committed(exchange, error);
    }
}

void exchange_reject(struct exchange *exchange)
{
    bool large = exchange->refused == MHD_HTTP_CONTENT_TOO_LARGE;
    g_autofree char *reason =
        large ? g_strdup_printf("the body is larger than %u bytes", INTAKE_MAX_BODY)
              : g_strdup("too much waits to be read; try again later");
    if (exchange->route.kind != ROUTE_INTAKE) {
        exchange_text(exchange, exchange->refused, reason);
        return;
    }
    exchange->has_result = true;
    intake_reject(exchange->listener->options.intake, exchange->route.intake,
                  exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE), exchange->refused,
                  reason, &exchange->result);
    copy_result(exchange);
}

/* --- the API --- */

/* True if the bearer token is right. In constant time. */
static bool token_matches(const char *header, const char *token)
{
    if (!header || g_ascii_strncasecmp(header, "Bearer ", 7) != 0) {
        return false;
    }
    const char *given = header + 7 + strspn(header + 7, " ");
    size_t length = strlen(token), differing = strlen(given) ^ length;
    for (size_t i = 0; i < length && given[i]; i++) {
        differing |= (size_t)(unsigned char)given[i] ^ (unsigned char)token[i];
    }
    return differing == 0;
}

static char *base_url(const struct exchange *exchange)
{
    const char *host = exchange_header(exchange, MHD_HTTP_HEADER_HOST);
    return host ? g_strdup_printf("http://%s", host)
                : g_strdup_printf("http://127.0.0.1:%d", exchange->listener->ports[0]);
}

static void take_answer(struct exchange *exchange, struct http_answer *answer)
{
    exchange->status = answer->status;
    exchange->content_type = answer->content_type ? answer->content_type : "application/json";
    g_string_free(exchange->answer, TRUE);
    exchange->answer = g_steal_pointer(&answer->body);
    for (guint i = 0; i < answer->headers->len; i++) {
        const struct http_pair *pair = answer->headers->pdata[i];
        add_header(exchange, pair->name, pair->value);
    }
    http_answer_free(answer);
}

void exchange_run_api(gpointer data, gpointer unused)
{
    (void)unused;
    struct exchange *exchange = data;
    const struct listener_options *options = &exchange->listener->options;
    if (!token_matches(exchange_header(exchange, MHD_HTTP_HEADER_AUTHORIZATION), options->token)) {
        add_header(exchange, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer realm=\"vigil\"");
        take_answer(exchange,
                    http_answer_detail(401, exchange_header(exchange, MHD_HTTP_HEADER_AUTHORIZATION)
                                                ? "Invalid token"
                                                : "Authentication credentials were not provided."));
        exchange_finish(exchange);
        return;
    }
    struct http_call *call = http_call_new();
    call->method = exchange->method;
    call->path = g_strdup(exchange->route.api_path);
    http_query_parse(exchange->query_text, call->query);
    call->body = exchange->body->len > 0 ? (const char *)exchange->body->data : NULL;
    call->body_size = exchange->body->len;
    call->content_type = g_strdup(exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE));
    call->user_agent = g_strdup(exchange_header(exchange, MHD_HTTP_HEADER_USER_AGENT));
    call->base_url = base_url(exchange);
    struct http_answer *refusal = outage_refuse(&options->outage, call, clock_now_ns());
    take_answer(exchange, refusal ? refusal : answer_api(options->store, call));
    http_call_free(call);
    exchange_finish(exchange);
}

/* --- sending --- */

/* Browser SDKs send from pages of any origin. The API is not for them. */
static void add_cors(struct MHD_Response *response, bool preflight)
{
    MHD_add_response_header(response, "Access-Control-Allow-Origin", "*");
    MHD_add_response_header(response, "Access-Control-Expose-Headers",
                            "X-Sentry-Error, X-Sentry-Rate-Limits, Retry-After");
    if (preflight) {
        MHD_add_response_header(response, "Access-Control-Allow-Methods", "POST, OPTIONS");
        MHD_add_response_header(response, "Access-Control-Allow-Headers",
                                "X-Sentry-Auth, X-Requested-With, Origin, Accept, Content-Type, "
                                "Content-Encoding, Authorization, sentry-trace, baggage, "
                                "traceparent");
        MHD_add_response_header(response, "Access-Control-Allow-Private-Network", "true");
        MHD_add_response_header(response, "Access-Control-Max-Age", "3600");
    }
}

enum MHD_Result exchange_send(struct exchange *exchange)
{
    size_t size = exchange->answer->len;
    char *body = g_string_free(g_steal_pointer(&exchange->answer), FALSE);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, body, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        g_free(body);
        return MHD_NO;
    }
    if (exchange->content_type) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, exchange->content_type);
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    for (guint i = 0; i < exchange->headers->len; i++) {
        const struct http_pair *pair = exchange->headers->pdata[i];
        MHD_add_response_header(response, pair->name, pair->value);
    }
    if (exchange->route.kind == ROUTE_INTAKE) {
        add_cors(response, exchange->method == 0);
    }
    if (exchange->refused) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    }
    enum MHD_Result queued =
        MHD_queue_response(exchange->connection, (unsigned)exchange->status, response);
    MHD_destroy_response(response);
    return queued;
}
