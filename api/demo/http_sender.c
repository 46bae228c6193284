/* SPDX-License-Identifier: Apache-2.0
 *
 * The sender that speaks HTTP: a few keep-alive connections under one curl multi handle, bodies
 * over 32 KiB compressed, busy answers (429, 503) tried again when they say.
 */
#include "api/demo/outgoing.h"
#include "api/wire/compress.h"
#include "late/curl.h"

#include <string.h>

#define CONNECTIONS    8
#define TRIES          5
#define COMPRESS_ABOVE 32768
#define POLL_MS        200
#define TIMEOUT_MS     20000L

struct http_sender {
    struct sender sender;
    CURLM *multi;
    struct slot {
        CURL *easy;
        struct transfer *active; /* NULL = idle */
    } slots[CONNECTIONS];
    GQueue waiting; /* of struct transfer *, to be tried again, soonest first */
    char *base[TO_API + 1];
    char *authorization;
    int stopped; /* atomic */
    GError *failure;
};

struct transfer {
    struct outgoing *outgoing;
    GBytes *body; /* as sent */
    struct curl_slist *headers;
    GByteArray *answer;
    unsigned tries;
    int64_t not_before_us;
    char problem[CURL_ERROR_SIZE];
};

static GQuark sender_error(void)
{
    return g_quark_from_static_string("demo-sender");
}

static void transfer_free(struct transfer *transfer)
{
    outgoing_free(transfer->outgoing);
    g_clear_pointer(&transfer->body, g_bytes_unref);
    curl_slist_free_all(transfer->headers);
    g_byte_array_unref(transfer->answer);
    g_free(transfer);
}

static size_t keep_answer(char *data, size_t size, size_t count, void *user)
{
    struct transfer *transfer = user;
    g_byte_array_append(transfer->answer, (const guint8 *)data, (guint)(size * count));
    return size * count;
}

static void add_header(struct transfer *transfer, const char *name, const char *value)
{
    g_autofree char *line = g_strconcat(name, value, NULL);
    transfer->headers = curl_slist_append(transfer->headers, line);
}

static struct transfer *transfer_new(const struct http_sender *http, struct outgoing *outgoing,
                                     GError **error)
{
    struct transfer *transfer = g_new0(struct transfer, 1);
    transfer->outgoing = outgoing;
    transfer->answer = g_byte_array_new();
    if (outgoing->body && g_bytes_get_size(outgoing->body) > COMPRESS_ABOVE) {
        transfer->body = body_compress("gzip", outgoing->body, error);
        if (!transfer->body) {
            transfer_free(transfer);
            return NULL;
        }
        add_header(transfer, "Content-Encoding: ", "gzip");
    } else if (outgoing->body) {
        transfer->body = g_bytes_ref(outgoing->body);
    }
    if (outgoing->content_type)
        add_header(transfer, "Content-Type: ", outgoing->content_type);
    else
        add_header(transfer, "Content-Type:", "");
    add_header(transfer, "Expect:", "");
    if (outgoing->to == TO_API && http->authorization)
        add_header(transfer, "Authorization: ", http->authorization);
    return transfer;
}

static struct slot *idle_slot(struct http_sender *http)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (!http->slots[i].active)
            return &http->slots[i];
    return NULL;
}

static bool all_idle(const struct http_sender *http)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (http->slots[i].active)
            return false;
    return http->waiting.length == 0;
}

static void start(struct http_sender *http, struct slot *slot, struct transfer *transfer)
{
    CURL *easy = slot->easy;
    g_autofree char *url =
        g_strconcat(http->base[transfer->outgoing->to], transfer->outgoing->path, NULL);
    gsize size = 0;
    const char *body = transfer->body ? g_bytes_get_data(transfer->body, &size) : NULL;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, transfer->outgoing->method);
    if (body) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->problem);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, slot);
    slot->active = transfer;
    g_byte_array_set_size(transfer->answer, 0);
    transfer->problem[0] = '\0';
    transfer->tries++;
    curl_multi_add_handle(http->multi, easy);
}

static GError *failed(const struct http_sender *http, const struct transfer *transfer,
                      CURLcode code, long status)
{
    const struct outgoing *outgoing = transfer->outgoing;
    const char *base = http->base[outgoing->to];
    if (code != CURLE_OK)
        return g_error_new(sender_error(), (int)code, "cannot reach %s: %s", base,
                           *transfer->problem ? transfer->problem : curl_easy_strerror(code));
    return g_error_new(sender_error(), (int)status, "%s%s answered %ld to the demo: %.*s", base,
                       outgoing->path, status, (int)MIN(transfer->answer->len, 200),
                       transfer->answer->len ? (const char *)transfer->answer->data : "");
}

/* True if the transfer waits to be tried again. */
static bool again(struct http_sender *http, struct transfer *transfer, CURL *easy, CURLcode code,
                  long status)
{
    curl_off_t wait_s = 0;
    if (code != CURLE_OK || (status != 429 && status != 503) || transfer->tries >= TRIES)
        return false;
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait_s);
    int64_t wait_us =
        wait_s > 0 ? (int64_t)MIN(wait_s, 10) * G_USEC_PER_SEC : (50000 << transfer->tries);
    transfer->not_before_us = g_get_monotonic_time() + wait_us;
    g_queue_push_tail(&http->waiting, transfer);
    return true;
}

/* Takes what is done off the multi handle. `wanted` (may be NULL) is kept by who asked. */
static void finish(struct http_sender *http, const struct transfer *wanted, bool *wanted_done)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(http->multi, &left))) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        struct slot *slot = NULL;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_multi_remove_handle(http->multi, easy);
        struct transfer *transfer = g_steal_pointer(&slot->active);
        if (again(http, transfer, easy, code, status))
            continue;
        if ((code != CURLE_OK || status / 100 != 2) && !http->failure)
            http->failure = failed(http, transfer, code, status);
        if (transfer == wanted)
            *wanted_done = true;
        else
            transfer_free(transfer);
    }
}

static void start_waiting(struct http_sender *http)
{
    int64_t now = g_get_monotonic_time();
    struct slot *slot;
    for (guint i = http->waiting.length; i > 0 && (slot = idle_slot(http)); i--) {
        struct transfer *transfer = g_queue_pop_head(&http->waiting);
        if (transfer->not_before_us <= now)
            start(http, slot, transfer);
        else
            g_queue_push_tail(&http->waiting, transfer);
    }
}

static void pump(struct http_sender *http, int wait_ms, const struct transfer *wanted, bool *done)
{
    int running;
    start_waiting(http);
    curl_multi_perform(http->multi, &running);
    finish(http, wanted, done);
    if (wait_ms > 0 && (running > 0 || http->waiting.length > 0) && !(done && *done))
        curl_multi_poll(http->multi, NULL, 0, wait_ms, NULL);
}

static bool pass_failure(struct http_sender *http, GError **error)
{
    if (g_atomic_int_get(&http->stopped) && !http->failure)
        http->failure = g_error_new_literal(sender_error(), 0, "the demo was stopped");
    if (!http->failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&http->failure));
    return false;
}

static bool http_post(struct sender *sender, struct outgoing *outgoing, GError **error)
{
    struct http_sender *http = (struct http_sender *)sender;
    struct transfer *transfer = transfer_new(http, outgoing, error);
    if (!transfer)
        return false;
    while (!idle_slot(http) && !http->failure && !g_atomic_int_get(&http->stopped))
        pump(http, POLL_MS, NULL, NULL);
    if (!pass_failure(http, error)) {
        transfer_free(transfer);
        return false;
    }
    start(http, idle_slot(http), transfer);
    pump(http, 0, NULL, NULL);
    return true;
}

static bool http_flush(struct sender *sender, GError **error)
{
    struct http_sender *http = (struct http_sender *)sender;
    while (!all_idle(http) && !http->failure && !g_atomic_int_get(&http->stopped))
        pump(http, POLL_MS, NULL, NULL);
    return pass_failure(http, error);
}

static char *http_ask(struct sender *sender, struct outgoing *outgoing, GError **error)
{
    struct http_sender *http = (struct http_sender *)sender;
    if (!http_flush(sender, error)) {
        outgoing_free(outgoing);
        return NULL;
    }
    struct transfer *transfer = transfer_new(http, outgoing, error);
    if (!transfer)
        return NULL;
    bool done = false;
    start(http, idle_slot(http), transfer);
    while (!done && !g_atomic_int_get(&http->stopped))
        pump(http, POLL_MS, transfer, &done);
    char *answer = NULL;
    if (pass_failure(http, error))
        answer = g_strndup((const char *)transfer->answer->data, transfer->answer->len);
    if (done)
        transfer_free(transfer);
    return answer;
}

static void http_stop(struct sender *sender)
{
    struct http_sender *http = (struct http_sender *)sender;
    g_atomic_int_set(&http->stopped, 1);
    curl_multi_wakeup(http->multi);
}

/* What is still under way is dropped. */
static void http_free(struct sender *sender)
{
    struct http_sender *http = (struct http_sender *)sender;
    for (size_t i = 0; i < CONNECTIONS; i++) {
        if (http->slots[i].active) {
            curl_multi_remove_handle(http->multi, http->slots[i].easy);
            transfer_free(http->slots[i].active);
        }
        curl_easy_cleanup(http->slots[i].easy);
    }
    curl_multi_cleanup(http->multi);
    g_queue_clear_full(&http->waiting, (GDestroyNotify)transfer_free);
    for (size_t i = 0; i < G_N_ELEMENTS(http->base); i++)
        g_free(http->base[i]);
    g_free(http->authorization);
    g_clear_error(&http->failure);
    g_free(http);
}

static char *without_slash(const char *url)
{
    size_t length = strlen(url);
    return g_strndup(url, length && url[length - 1] == '/' ? length - 1 : length);
}

struct sender *http_sender_new(const char *intake, const char *otlp, const char *token)
{
    struct http_sender *http = g_new0(struct http_sender, 1);
    http->sender = (struct sender){.post = http_post,
                                   .flush = http_flush,
                                   .ask = http_ask,
                                   .stop = http_stop,
                                   .free = http_free};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    http->multi = curl_multi_init();
    /* The cache's own default follows how many are busy now, and closes those that wait. */
    curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS);
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, 2L * CONNECTIONS);
    for (size_t i = 0; i < CONNECTIONS; i++)
        http->slots[i].easy = curl_easy_init();
    g_queue_init(&http->waiting);
    http->base[TO_INTAKE] = without_slash(intake);
    http->base[TO_OTLP] = without_slash(otlp);
    http->base[TO_API] = without_slash(intake);
    if (token)
        http->authorization = g_strconcat("Bearer ", token, NULL);
    return &http->sender;
}
