/* SPDX-License-Identifier: Apache-2.0
 *
 * The local server: listens on loopback, takes what Sentry and OpenTelemetry SDKs send, keeps it in
 * SQLite, answers the Sentry API. Runs on threads of its own between start and stop.
 */
#ifndef API_LOCAL_SERVER_H
#define API_LOCAL_SERVER_H

#include "api/local/outage.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct server_options {
    int port;          /* 0 = a free one; Sentry intake and the API */
    int otlp_port;     /* 0 = a free one; -1 = none */
    const char *data;  /* directory, made 0700 if absent */
    const char *token; /* NULL = VIGIL_TOKEN, else the one kept in data/token (made 0600) */
    int64_t retention_ms;
    int64_t max_bytes;
    const char *bind;     /* NULL = 127.0.0.1 */
    struct outage outage; /* played on purpose */
};

typedef struct server server;

/* Starts listening; returns once both ports accept. Fails when a port is taken, the data cannot be
 * opened, or the store is of a newer vigil (naming both numbers). */
struct server *server_start(const struct server_options *options, GError **error);
/* Stops intake, commits what was taken, closes. */
void server_stop(struct server *server);

int server_port(const struct server *server);
int server_otlp_port(const struct server *server);
const char *server_token(const struct server *server);

#endif
