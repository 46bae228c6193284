/* SPDX-License-Identifier: Apache-2.0
 *
 * A request as it goes out: method, path and query as text. For the client's own files.
 */
#ifndef API_CLIENT_REQUEST_PATH_H
#define API_CLIENT_REQUEST_PATH_H

#include "api/client/request.h"

#define CLIENT_ERROR client_error_quark()
GQuark client_error_quark(void);
enum client_error { CLIENT_ERROR_URL, CLIENT_ERROR_REQUEST, CLIENT_ERROR_CREDENTIALS };

/* "GET", ... */
const char *request_method(const struct request *request);
/* "/api/0/organizations/acme/issues/?query=..."; NULL with an error when the request has not as
 * many names as its path has places. `cursor`, when given, takes the place of one in the query.
 * Newly allocated. */
char *request_path(const struct request *request, const char *organization, const char *cursor,
                   GError **error);
/* The first value of `key` in the query, or NULL. */
const char *request_get(const struct request *request, const char *key);

#endif
