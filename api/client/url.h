/* SPDX-License-Identifier: Apache-2.0
 *
 * The few questions that the client asks of a URL. Hosts are compared in lower case. Pure.
 */
#ifndef API_CLIENT_URL_H
#define API_CLIENT_URL_H

#include <glib.h>
#include <stdbool.h>

/* http or https, with a host and without a user name in it. */
bool url_is_http(const char *url);
/* The host, without port and brackets, in lower case; NULL if there is none. Newly allocated. */
char *url_host(const char *url);
/* localhost, 127.0.0.0/8, ::1. */
bool url_is_loopback(const char *url);
/* Same scheme, host and port (the scheme's own where none is written). */
bool url_same_origin(const char *a, const char *b);
/* sentry.io or a host below it, by https on its usual port. */
bool url_is_sentry(const char *url);
/* "https://host[:port][/path]" from what people write: a bare host, a slash at the end, /api/0
 * after it. NULL with an error when it is no http(s) URL. Newly allocated. */
char *url_normalise(const char *text, GError **error);

#endif
