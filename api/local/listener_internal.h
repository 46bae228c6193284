/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of the listener: one exchange is one request and its answer.
 */
#ifndef API_LOCAL_LISTENER_INTERNAL_H
#define API_LOCAL_LISTENER_INTERNAL_H

#include "api/local/answer.h"
#include "api/local/listener.h"
#include "api/local/listener_route.h"
#include "late/microhttpd.h"

struct listener {
    struct listener_options options;
    struct MHD_Daemon *daemons[2]; /* Sentry and API; OTLP */
    int ports[2];
    GThreadPool *intake_pool;
    GThreadPool *api_pool;
    GMutex lock;
    GCond idle;
    guint under_way; /* suspended exchanges */
    bool stopping;
    gsize body_bytes; /* of all bodies being read or decoded; atomic */
};

struct exchange {
    struct listener *listener;
    struct MHD_Connection *connection;
    char *target; /* as on the request line */
    char *path;   /* of it, without the query */
    const char *query_text;
    enum method method;
    bool head;
    bool begun;
    struct route route;
    GByteArray *body;
    size_t counted; /* bytes of it in listener.body_bytes */
    size_t received;
    int refused; /* status that the body earned while it was read; 0 = none */
    bool sent;   /* to a pool */
    /* The answer. */
    int status;
    GString *answer;
    const char *content_type;
    GPtrArray *headers; /* of struct http_pair */
    struct intake_result result;
    bool has_result;
};

/* Sets an answer of plain text. */
void exchange_text(struct exchange *exchange, int status, const char *text);
/* A request header, or NULL. */
const char *exchange_header(const struct exchange *exchange, const char *name);

/* listener_answer.c: run on the pools; each ends in exchange_finish(). */
void exchange_run_intake(gpointer exchange, gpointer listener);
void exchange_run_api(gpointer exchange, gpointer listener);
/* Refuses a body that was too long, or for which there was no room. */
void exchange_reject(struct exchange *exchange);
/* Wakes the connection, which then sends the answer. */
void exchange_finish(struct exchange *exchange);
/* Hands the answer to the connection. */
enum MHD_Result exchange_send(struct exchange *exchange);

#endif
