/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/http.h"

#include "api/client/credentials.h"
#include "api/client/http_result.h"
#include "api/client/request_path.h"
#include "api/client/url.h"
#include "late/curl.h"

#include <string.h>

#define MAX_REDIRECTS 5

struct http {
    CURLM *multi;
    char *url, *token, *user_agent;
    long connect_ms, total_ms;
    size_t max_body;
    int64_t delay_us;
    GHashTable *transfers; /* set of struct transfer * */
    GQueue late;           /* of struct transfer *: done, their results kept back */
    GQueue failed;         /* of struct transfer *: could not be started */
    char *trouble;         /* why there is no curl; NULL = there is */
};

struct http *http_new(const struct http_options *options)
{
    struct http *http = g_new0(struct http, 1);
    http->url = g_strdup(options->url);
    http->token = g_strdup(options->token);
    http->user_agent = g_strdup(options->user_agent ? options->user_agent : "vigil");
    http->connect_ms = options->connect_ms ? options->connect_ms : 10000;
    http->total_ms = options->total_ms ? options->total_ms : 30000;
    http->max_body = options->max_body ? options->max_body : HTTP_MAX_BODY;
    http->transfers = g_hash_table_new(NULL, NULL);
    http->delay_us = options->delay_ms * INT64_C(1000);
    g_queue_init(&http->late);
    g_queue_init(&http->failed);
    return http;
}

void http_open(struct http *http)
{
    g_autoptr(GError) error = NULL;
    if (!late_open(LATE_CURL, &error)) {
        http->trouble = g_strdup(error->message);
        return;
    }
    /* Counted by curl, and safe to call from any thread since 7.84. */
    http->multi = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_multi_init() : NULL;
    if (!http->multi)
        g_error("cannot set up curl: out of memory");
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, 8L);
    curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 8L);
    curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
}

static void transfer_free(struct transfer *transfer)
{
    if (transfer->easy)
        curl_easy_cleanup(transfer->easy);
    if (transfer->request_headers)
        curl_slist_free_all(transfer->request_headers);
    g_byte_array_unref(transfer->body);
    g_hash_table_unref(transfer->headers);
    g_free(transfer->method);
    g_free(transfer->url);
    g_free(transfer->request_body);
    g_free(transfer->refusal);
    g_free(transfer);
}

static void drop(struct http *http, struct transfer *transfer)
{
    if (transfer->added)
        curl_multi_remove_handle(http->multi, transfer->easy);
    g_queue_remove(&http->failed, transfer);
    g_queue_remove(&http->late, transfer);
    g_hash_table_remove(http->transfers, transfer);
    transfer_free(transfer);
}

void http_abort(struct http *http, struct transfer *transfer)
{
    if (g_hash_table_contains(http->transfers, transfer))
        drop(http, transfer);
}

void http_free(struct http *http)
{
    if (!http)
        return;
    g_autoptr(GList) transfers = g_hash_table_get_keys(http->transfers);
    for (GList *at = transfers; at; at = at->next)
        drop(http, at->data);
    if (http->multi)
        curl_multi_cleanup(http->multi);
    g_hash_table_unref(http->transfers);
    g_free(http->url);
    g_free(http->token);
    g_free(http->user_agent);
    g_free(http->trouble);
    g_free(http);
}

/* Whatever the server sends, decompressed, until the cap. */
static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct transfer *transfer = data;
    size_t length = size * count;
    if (length > transfer->max_body - transfer->body->len) {
        transfer->too_large = true;
        return 0;
    }
    g_byte_array_append(transfer->body, (const guint8 *)bytes, (guint)length);
    return length;
}

/* The few headers that matter; a new status line starts a new set (after 100 Continue). */
static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    static const char *const WANTED[] = {"link",
                                         "x-hits",
                                         "retry-after",
                                         "date",
                                         "x-sentry-rate-limit-remaining",
                                         "x-sentry-rate-limit-reset",
                                         NULL};
    struct transfer *transfer = data;
    size_t length = size * count;
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        g_hash_table_remove_all(transfer->headers);
    const char *colon = memchr(bytes, ':', length);
    if (!colon)
        return length;
    g_autofree char *name = g_ascii_strdown(bytes, colon - bytes);
    if (g_strv_contains(WANTED, name))
        g_hash_table_replace(
            transfer->headers, g_steal_pointer(&name),
            g_strstrip(g_strndup(colon + 1, length - (size_t)(colon + 1 - bytes))));
    return length;
}

static void set_headers(struct http *http, struct transfer *transfer)
{
    curl_slist_free_all(transfer->request_headers);
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    if (transfer->request_body) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
        headers = curl_slist_append(headers, "Expect:");
    }
    if (http->token && credentials_allow(http->url, transfer->url)) {
        g_autofree char *bearer = g_strconcat("Authorization: Bearer ", http->token, NULL);
        headers = curl_slist_append(headers, bearer);
    }
    transfer->request_headers = headers;
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, headers);
}

static void set_method(struct transfer *transfer)
{
    CURL *easy = transfer->easy;
    if (transfer->request_body) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->request_body);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)strlen(transfer->request_body));
    } else {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                     strcmp(transfer->method, "GET") ? transfer->method : NULL);
}

/* Everything that depends on where it goes: asked again for each redirect. */
static void set_url(struct http *http, struct transfer *transfer)
{
    curl_easy_setopt(transfer->easy, CURLOPT_URL, transfer->url);
    /* A token for loopback must not reach a proxy that the environment names. */
    curl_easy_setopt(transfer->easy, CURLOPT_PROXY, url_is_loopback(transfer->url) ? "" : NULL);
    set_method(transfer);
    set_headers(http, transfer);
}

static void set_options(const struct http *http, struct transfer *transfer)
{
    CURL *easy = transfer->easy;
    const char *authorities = g_getenv("SSL_CERT_FILE");
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (authorities && *authorities)
        curl_easy_setopt(easy, CURLOPT_CAINFO, authorities);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, http->connect_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, http->total_ms);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, http->user_agent);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->problem);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
}

static void fail(struct http *http, struct transfer *transfer, const char *why)
{
    transfer->refusal = g_strdup(why);
    g_queue_push_tail(&http->failed, transfer);
}

static void add(struct http *http, struct transfer *transfer)
{
    transfer->added = curl_multi_add_handle(http->multi, transfer->easy) == CURLM_OK;
    if (!transfer->added)
        fail(http, transfer, "curl would not start the request");
}

struct transfer *http_start(struct http *http, const char *method, const char *url,
                            const char *body, void *data)
{
    struct transfer *transfer = g_new0(struct transfer, 1);
    transfer->method = g_strdup(method);
    transfer->url = g_strdup(url);
    bool has_body = body || strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0;
    transfer->request_body = has_body ? g_strdup(body ? body : "") : NULL;
    transfer->body = g_byte_array_new();
    transfer->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    transfer->max_body = http->max_body;
    transfer->data = data;
    g_hash_table_add(http->transfers, transfer);
    if (http->trouble) {
        fail(http, transfer, http->trouble);
        return transfer;
    }
    transfer->easy = curl_easy_init();
    set_options(http, transfer);
    set_url(http, transfer);
    add(http, transfer);
    return transfer;
}

void http_run(struct http *http)
{
    int running;
    if (http->multi)
        curl_multi_perform(http->multi, &running);
}

/* Goes where a redirect leads, if it is one that may be followed. Only what asks is sent again:
 * a change goes to the place that it was meant for or nowhere. */
static bool follow(struct http *http, struct transfer *transfer)
{
    long status = 0;
    char *target = NULL;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &target);
    if (status < 300 || status > 399 || !target || strcmp(transfer->method, "GET") != 0)
        return false;
    if (!url_is_http(target)) {
        transfer->refusal = g_strdup("the server redirects to something that is not http(s)");
        return false;
    }
    if (++transfer->redirects > MAX_REDIRECTS) {
        transfer->refusal = g_strdup("the server redirects in circles");
        return false;
    }
    g_free(transfer->url);
    transfer->url = g_strdup(target);
    transfer->away = !url_same_origin(http->url, target) && !credentials_allow(http->url, target);
    g_byte_array_set_size(transfer->body, 0);
    g_hash_table_remove_all(transfer->headers);
    curl_multi_remove_handle(http->multi, transfer->easy);
    set_url(http, transfer);
    add(http, transfer);
    return true;
}

/* Takes what curl is done with. What is to be kept back has its time from here. */
static void take_done(struct http *http)
{
    int left;
    for (CURLMsg *message; http->multi && (message = curl_multi_info_read(http->multi, &left));) {
        if (message->msg != CURLMSG_DONE)
            continue;
        struct transfer *transfer = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        if (code == CURLE_OK && follow(http, transfer))
            continue;
        transfer->code = (int)code;
        transfer->due_us = http->delay_us ? g_get_monotonic_time() + http->delay_us : 0;
        g_queue_push_tail(&http->late, transfer);
    }
}

bool http_next_done(struct http *http, struct http_result *result, void **data)
{
    take_done(http);
    struct transfer *transfer = g_queue_peek_head(&http->failed);
    int code = CURLE_FAILED_INIT;
    if (!transfer) {
        transfer = g_queue_peek_head(&http->late);
        if (!transfer || (transfer->due_us && transfer->due_us > g_get_monotonic_time()))
            return false;
        code = transfer->code;
    }
    http_result_make(result, transfer, code, http->token);
    *data = transfer->data;
    drop(http, transfer);
    return true;
}

/* Until the next result that is kept back, in ms; a negative timeout is refused by curl, a day is
 * as good. */
static int bounded(const struct http *http, int timeout_ms)
{
    const struct transfer *next = g_queue_peek_head((GQueue *)&http->late);
    int bound = timeout_ms < 0 ? 86400000 : timeout_ms;
    if (!next)
        return bound;
    int64_t wait_ms = (next->due_us - g_get_monotonic_time() + 999) / 1000;
    return (int)CLAMP(wait_ms, 0, bound);
}

/* For `fds` alone. */
static void wait_without_curl(const int *fds, size_t fd_count, int timeout_ms)
{
    GPollFD waits[4];
    for (size_t i = 0; i < fd_count; i++)
        waits[i] = (GPollFD){.fd = fds[i], .events = G_IO_IN};
    g_poll(waits, (guint)fd_count, timeout_ms);
}

void http_wait(struct http *http, const int *fds, size_t fd_count, int timeout_ms)
{
    struct curl_waitfd waits[4];
    g_assert(fd_count <= G_N_ELEMENTS(waits));
    if (!http->multi) {
        wait_without_curl(fds, fd_count, timeout_ms);
        return;
    }
    for (size_t i = 0; i < fd_count; i++)
        waits[i] = (struct curl_waitfd){.fd = fds[i], .events = CURL_WAIT_POLLIN};
    curl_multi_poll(http->multi, waits, (unsigned)fd_count, bounded(http, timeout_ms), NULL);
}
