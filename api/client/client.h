/* SPDX-License-Identifier: Apache-2.0
 *
 * The client of a Sentry API: one network thread (curl multi) that asks, decodes and hands over
 * replies; and the scheduler in it that joins equal requests, spaces them out, backs off and polls.
 *
 * The UI thread calls everything here; nothing blocks. Replies come out of client_next_reply()
 * after the eventfd of client_fd() turned readable. A subscription that was ended never gets
 * another reply.
 */
#ifndef API_CLIENT_CLIENT_H
#define API_CLIENT_CLIENT_H

#include "api/client/request.h"

struct transport; /* transport.h */

struct client_options {
    const char *url;          /* "https://sentry.io", "http://127.0.0.1:8969": no /api/0 */
    const char *organization; /* slug; NULL until known */
    const char *token;        /* NULL = none */
    const char *user_agent;
    int max_in_flight;          /* 0 = 6 */
    double requests_per_second; /* 0 = 8, or 40 of a server on this machine; bursts of twice that */
    const struct transport *transport; /* NULL = HTTP in a thread; outlives the client */
};

struct client;

struct client *client_new(const struct client_options *options, GError **error);
void client_free(struct client *client);
DEFINE_AUTOPTR(client, client_free);

/* With a transport: takes what was asked and what was answered since. */
void client_turn(struct client *client);

/* Readable when a reply waits. Owned by the client. */
int client_fd(const struct client *client);

/* The next reply with the subscription it belongs to, or NULL. The caller frees the reply. Equal
 * requests of several subscriptions are sent once: each subscription gets a reply of its own. */
struct reply *client_next_reply(struct client *client, uint64_t *subscription);

/* Whether the caller asks client_next_reply() every second anyway. Then what nobody waits for (a
 * poll's second and later answers, and requests that are `patient`) makes nothing readable: it is
 * taken with the rest, and the caller wakes up once instead of for each. Errors are told at once.
 */
void client_patient(struct client *client, bool patient);

/* Asks for `request` (taken) now and, when `every_ms` > 0, again that long after each answer.
 * `age_ms`: an answer no older than this, still held from an equal request, will do at once.
 * Returns the subscription's number, never 0. */
uint64_t client_subscribe(struct client *client, struct request *request, int every_ms, int age_ms);

/* Failures: NETWORK, TIMEOUT, SERVER and DECODE are tried again after 1, 2, 4 ... 60 s, LIMITED
 * when the limit ends, MISSING at a quarter of the pace; AUTH and REFUSED not before
 * client_refresh(). Changes (PUT, POST) are never sent twice. */

/* Changes how often (0 = once; hidden panes are slowed to at least 4 times); unknown numbers are
 * ignored. */
void client_pace(struct client *client, uint64_t subscription, int every_ms, bool hidden);
/* Asks again now. */
void client_refresh(struct client *client, uint64_t subscription);
/* Ends it; a request in flight that nobody else wants is aborted. */
void client_unsubscribe(struct client *client, uint64_t subscription);
/* Stops and restarts all polling. Requests with every_ms == 0 still go out. */
void client_pause(struct client *client, bool paused);

/* For the status line, tests and :debug. */
struct client_state {
    size_t in_flight, waiting, subscriptions, unread; /* unread: replies not yet taken */
    uint64_t requests, bytes, joined;                 /* since the start */
    int64_t limited_until_ms; /* a rate limit holds everything until then; 0 = none */
};
struct client_state client_state(const struct client *client);

/* What to open in a browser for an issue, trace, release of this organization; newly allocated;
 * NULL if the URL has no web pages (the local server). `kind`: "issue", "trace", "release",
 * "event". */
char *client_web_url(const struct client *client, const char *kind, const char *id);

#endif
