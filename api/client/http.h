/* SPDX-License-Identifier: Apache-2.0
 *
 * HTTP with curl multi, for one thread. Only http and https; TLS always verified; bodies capped
 * after decompression; redirects are followed here and not in curl, so that the token goes with one
 * only where credentials_allow() says so. Loopback never goes through a proxy.
 */
#ifndef API_CLIENT_HTTP_H
#define API_CLIENT_HTTP_H

#include "api/client/request.h"

#define HTTP_MAX_BODY (128u << 20)

struct http_options {
    const char *url;        /* the API's: the token's home */
    const char *token;      /* NULL = none */
    const char *user_agent; /* NULL = "vigil" */
    long connect_ms;        /* 0 = 10 000 */
    long total_ms;          /* 0 = 30 000 */
    size_t max_body;        /* 0 = HTTP_MAX_BODY */
    long delay_ms;          /* every result is kept back so long, to see what waiting looks like */
};

/* What came of a transfer. Owns its parts. */
struct http_result {
    enum failure failure;
    char *error;     /* one line; NULL when fine */
    char *elsewhere; /* " (redirected to HOST...)", which the error has, too, if there is one; NULL
                        = the API's own host answered */
    long status;     /* 0 when there was no answer */
    GBytes *body;
    char *next_cursor; /* from Link; NULL = last page */
    int64_t total;     /* X-Hits; -1 = not told */
    int64_t hold_ms; /* a limit was met, here or with this answer: ask nothing for so long; -1 = no
                        limit, 0 = a limit that does not say how long */
};
void http_result_clear(struct http_result *result);

struct http;
struct transfer;

struct http *http_new(const struct http_options *options);
/* Loads curl and sets its TLS up, which takes milliseconds: on the thread that uses it, before all
 * else. Where there is no curl, every transfer fails and says so. */
void http_open(struct http *http);
/* Drops everything in flight without waiting for it. */
void http_free(struct http *http);

/* Starts `method` `url`; `body` may be NULL. Always gives a transfer: what cannot be started comes
 * back from http_next_done() as failed. */
struct transfer *http_start(struct http *http, const char *method, const char *url,
                            const char *body, void *data);
void http_abort(struct http *http, struct transfer *transfer);

/* Moves bytes. */
void http_run(struct http *http);
/* Takes the result of a transfer that is done; `*data` is what http_start() was given. False when
 * there is none. The transfer is gone. */
bool http_next_done(struct http *http, struct http_result *result, void **data);
/* Waits for bytes, for `fds` to become readable, or for `timeout_ms` (-1 = as long as it takes). */
void http_wait(struct http *http, const int *fds, size_t fd_count, int timeout_ms);

#endif
