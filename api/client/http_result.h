/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a transfer, and the result made of it. For http.c and http_result.c only.
 */
#ifndef API_CLIENT_HTTP_RESULT_H
#define API_CLIENT_HTTP_RESULT_H

#include "api/client/http.h"

#define HTTP_PROBLEM_SIZE 256 /* CURL_ERROR_SIZE */

struct curl_slist;

struct transfer {
    void *easy; /* CURL */
    char *method, *url, *request_body;
    struct curl_slist *request_headers;
    GByteArray *body;
    GHashTable *headers; /* lower-case name -> value, of those that are wanted */
    size_t max_body;
    char problem[HTTP_PROBLEM_SIZE];
    char *refusal; /* why we gave up, where curl did not */
    unsigned redirects;
    bool added, too_large;
    bool away;      /* redirected to another host than the API's */
    int code;       /* curl's, once it is done */
    int64_t due_us; /* when its result may be had */
    void *data;
};

/* `code` is curl's of the transfer. `token` is struck out of every text,
 * unless it is too short to be one. */
void http_result_make(struct http_result *result, struct transfer *transfer, int code,
                      const char *token);

#endif
