/* SPDX-License-Identifier: Apache-2.0
 *
 * One request to the API and its answer, as plain data: what the listener hands to answer_api()
 * (api/local/answer.h) and gets back. The HTTP library stays behind the listener.
 */
#ifndef API_LOCAL_HTTP_CALL_H
#define API_LOCAL_HTTP_CALL_H

#include "api/wire/endpoints.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* A query parameter, or a header of an answer; both owned. */
struct http_pair {
    char *name;
    char *value;
};

struct http_call {
    enum method method;
    char *path;       /* what follows /api/0, not decoded, without the query: "/organizations/" */
    GPtrArray *query; /* of struct http_pair *, percent- and plus-decoded, UTF-8, in order */
    const char *body; /* decompressed; NULL when there is none. Not NUL-terminated */
    size_t body_size;
    char *content_type; /* or NULL */
    char *user_agent;   /* or NULL */
    char *base_url;     /* "http://127.0.0.1:8969": for Link headers and permalinks */
};

struct http_answer {
    int status;
    GString *body;            /* owned; taken over by the listener without a copy */
    const char *content_type; /* static text; NULL = application/json */
    GPtrArray *headers;       /* of struct http_pair *. The listener adds Cache-Control: no-store,
                                 Content-Length and the CORS headers itself */
};

/* An answer with an empty body and no headers. */
struct http_answer *http_answer_new(int status);
void http_answer_free(struct http_answer *answer);
void http_answer_header(struct http_answer *answer, const char *name, const char *value);
/* {"detail": text}, with every byte of the text made safe for JSON. */
struct http_answer *http_answer_detail(int status, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The first value of a query parameter, or NULL. */
const char *http_call_get(const struct http_call *call, const char *name);
/* Every value of a parameter, in order: borrowed text; free with g_ptr_array_unref(). */
GPtrArray *http_call_get_all(const struct http_call *call, const char *name);

struct http_call *http_call_new(void);
void http_call_free(struct http_call *call);
struct http_pair *http_pair_new(const char *name, const char *value);
void http_pair_free(struct http_pair *pair);

/* Splits "a=1&b=2" into pairs appended to `query`. Bytes that are not UTF-8 become U+FFFD. */
void http_query_parse(const char *text, GPtrArray *query);

#endif
