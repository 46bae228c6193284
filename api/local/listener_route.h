/* SPDX-License-Identifier: Apache-2.0
 *
 * What a request is for, from its method, path and a few headers. Pure.
 */
#ifndef API_LOCAL_LISTENER_ROUTE_H
#define API_LOCAL_LISTENER_ROUTE_H

#include "api/local/intake.h"

enum route_kind { ROUTE_NONE, ROUTE_INTAKE, ROUTE_API, ROUTE_HEALTH };

struct route {
    enum route_kind kind;
    enum intake_route intake; /* of ROUTE_INTAKE */
    char *project;            /* of ROUTE_INTAKE, or NULL */
    const char *api_path;     /* of ROUTE_API: what follows /api/0, in `path` */
};

/* `path` has no query. Sentry's paths may have any prefix and lack the last slash. */
struct route route_of(const char *path);
void route_clear(struct route *route);

/* True if the Host header names this machine's loopback: localhost, *.localhost, 127.x.x.x, [::1],
 * with or without a port. Keeps web pages of other names (DNS rebinding) out. */
bool host_is_loopback(const char *host);

/* sentry_key of "Sentry sentry_key=K, sentry_version=7" (any case, commas or blanks), or NULL.
 * Owned. */
char *auth_key(const char *header);

#endif
