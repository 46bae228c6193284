/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a transfer, and the result made of it. For http.c and http_result.c only.
 */
#ifndef API_CLIENT_HTTP_RESULT_H
#define API_CLIENT_HTTP_RESULT_H

#include "api/client/http.h"

#include <curl/curl.h>

struct transfer {
    CURL *easy;
    char *method, *url, *request_body;
    struct curl_slist *request_headers;
    GByteArray *body;
    GHashTable *headers; /* lower-case name -> value, of those that are wanted */
    size_t max_body;
    char problem[CURL_ERROR_SIZE];
    char *refusal; /* why we gave up, where curl did not */
    unsigned redirects;
    bool added, too_large;
    void *data;
};

/* `token` is struck out of every text. */
void http_result_make(struct http_result *result, struct transfer *transfer, CURLcode code,
                      const char *token);

#endif
