/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP side of the local server: sockets, requests, routes. Bodies are read by two polling
 * threads; decoding and answering happen on pools of their own, and a request sleeps (suspended)
 * until its data is committed.
 */
#ifndef API_LOCAL_LISTENER_H
#define API_LOCAL_LISTENER_H

#include "api/local/intake.h"
#include "api/local/outage.h"

struct listener_options {
    struct store *store;
    struct intake *intake;
    struct health *health;
    const char *token; /* for /api/0 */
    const char *bind;  /* an IPv4 or IPv6 address */
    struct outage outage;
};

struct listener;

/* A port of 0 is a free one, an OTLP port of -1 none. What the options point to must outlive the
 * listener. */
struct listener *listener_start(const struct listener_options *options, int port, int otlp_port,
                                GError **error);
/* Refuses new requests, lets those under way end, closes. */
void listener_stop(struct listener *listener);

int listener_port(const struct listener *listener);
int listener_otlp_port(const struct listener *listener);

#endif
