/* SPDX-License-Identifier: Apache-2.0
 *
 * What answers in place of the network, for tests that must repeat exactly: no thread is made, and
 * client_turn() does what the thread would, in the caller's time.
 */
#ifndef API_CLIENT_TRANSPORT_H
#define API_CLIENT_TRANSPORT_H

#include "api/client/http.h"

struct transport {
    void *self;
    /* As http_start(): the transport makes of a transfer what it likes, but not NULL. */
    void *(*start)(void *self, const char *method, const char *url, const char *body, void *data);
    void (*abort)(void *self, void *transfer);
    /* As http_next_done(). */
    bool (*next_done)(void *self, struct http_result *result, void **data);
};

#endif
