/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/http_result.h"

#include "api/client/decode.h"
#include "api/client/link.h"
#include "api/client/url.h"
#include "base/clock.h"
#include "late/curl.h"

#include <string.h>

#define SECRET_LEAST 8

G_STATIC_ASSERT(HTTP_PROBLEM_SIZE >= CURL_ERROR_SIZE);

void http_result_clear(struct http_result *result)
{
    g_free(result->error);
    g_free(result->elsewhere);
    g_free(result->next_cursor);
    g_clear_pointer(&result->body, g_bytes_unref);
    *result = (struct http_result){0};
}

static enum failure failure_of_status(long status)
{
    if (status >= 200 && status < 300)
        return FAILURE_NONE;
    if (status == 401 || status == 403)
        return FAILURE_AUTH;
    if (status == 404)
        return FAILURE_MISSING;
    if (status == 408)
        return FAILURE_TIMEOUT;
    if (status == 429)
        return FAILURE_LIMITED;
    return status >= 500 ? FAILURE_SERVER : FAILURE_REFUSED;
}

static enum failure failure_of_code(int code)
{
    if (code == CURLE_OPERATION_TIMEDOUT)
        return FAILURE_TIMEOUT;
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return FAILURE_REFUSED;
    if (code == CURLE_BAD_CONTENT_ENCODING)
        return FAILURE_DECODE;
    return FAILURE_NETWORK;
}

/* What went wrong below HTTP, with the host, since there may be several; curl often names it. */
static char *code_text(const struct transfer *transfer, int code)
{
    g_autofree char *host = url_host(transfer->url);
    const char *problem =
        *transfer->problem ? transfer->problem : curl_easy_strerror((CURLcode)code);
    if (host && strstr(problem, host))
        return g_strdup(problem);
    return g_strdup_printf("%s: %s", host ? host : transfer->url, problem);
}

/* The secret is struck out wherever a server or a proxy sends it back. What is shorter than any
 * real token is part of words that say something else. */
static char *without_secret(char *text, const char *token)
{
    if (!text || !token || strlen(token) < SECRET_LEAST || !strstr(text, token))
        return text;
    g_auto(GStrv) parts = g_strsplit(text, token, -1);
    g_free(text);
    return g_strjoinv("[token]", parts);
}

static const char *header(const struct transfer *transfer, const char *name)
{
    return g_hash_table_lookup(transfer->headers, name);
}

/* A 429 holds for as long as it says; an answer that used up the window, until the window opens
 * again. */
static int64_t hold_of(const struct transfer *transfer, long status)
{
    const char *date = header(transfer, "date");
    const char *remaining = header(transfer, "x-sentry-rate-limit-remaining");
    bool used_up = remaining && strcmp(remaining, "0") == 0;
    bool busy = status == 429 || status == 503;
    if (!busy && !used_up)
        return -1;
    int64_t now_ms = clock_now_ms();
    int64_t wait = link_retry_after_ms(header(transfer, "retry-after"), date, now_ms);
    int64_t reset = used_up || status == 429
                        ? link_reset_ms(header(transfer, "x-sentry-rate-limit-reset"), date, now_ms)
                        : -1;
    int64_t hold = MAX(wait, reset);
    return status == 429 ? MAX(hold, 0) : hold;
}

static void read_answer(struct http_result *result, struct transfer *transfer)
{
    result->failure = failure_of_status(result->status);
    result->next_cursor = link_next_cursor(header(transfer, "link"));
    const char *hits = header(transfer, "x-hits");
    gint64 total;
    if (hits && g_ascii_string_to_signed(hits, 10, 0, G_MAXINT64, &total, NULL))
        result->total = total;
    result->hold_ms = hold_of(transfer, result->status);
    if (result->failure != FAILURE_NONE)
        result->error = decode_error_text(result->status, (const char *)transfer->body->data,
                                          transfer->body->len);
}

/* Who asks here wonders why another host answers, or why the token does not count there. */
static char *elsewhere_text(const struct transfer *transfer, const char *token)
{
    const char *host = strstr(transfer->url, "://");
    int origin = host ? (int)(host + 3 - transfer->url + (ptrdiff_t)strcspn(host + 3, "/?#"))
                      : (int)strlen(transfer->url);
    return g_strdup_printf(" (redirected to %.*s%s)", origin, transfer->url,
                           token ? ", which is not given the token" : "");
}

void http_result_make(struct http_result *result, struct transfer *transfer, int code,
                      const char *token)
{
    *result = (struct http_result){.total = -1, .hold_ms = -1};
    if (transfer->added)
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &result->status);
    if (transfer->too_large) {
        result->failure = FAILURE_DECODE;
        result->error = g_strdup_printf("the answer is larger than %zu MB; ask for less",
                                        transfer->max_body >> 20);
    } else if (transfer->refusal) {
        result->failure = FAILURE_REFUSED;
        result->error = g_strdup(transfer->refusal);
    } else if (code != CURLE_OK) {
        result->failure = failure_of_code(code);
        result->error = code_text(transfer, code);
    } else {
        read_answer(result, transfer);
    }
    if (transfer->away)
        result->elsewhere = elsewhere_text(transfer, token);
    if (result->error && result->elsewhere) {
        g_autofree char *error = g_steal_pointer(&result->error);
        result->error = g_strconcat(error, result->elsewhere, NULL);
    }
    result->error = without_secret(result->error, token);
    result->body = g_byte_array_free_to_bytes(transfer->body);
    transfer->body = g_byte_array_new();
}
