/* SPDX-License-Identifier: Apache-2.0
 *
 * The network thread: takes commands, drives the scheduler and curl, decodes (large bodies on a
 * small pool) and hands out replies. What the UI thread and it share is only this page.
 */
#ifndef API_CLIENT_NETWORK_H
#define API_CLIENT_NETWORK_H

#include "api/client/client.h"
#include "api/client/mailbox.h"

enum command_kind {
    COMMAND_SUBSCRIBE,
    COMMAND_PACE,
    COMMAND_REFRESH,
    COMMAND_UNSUBSCRIBE,
    COMMAND_PAUSE,
    COMMAND_STOP,
};

struct command {
    enum command_kind kind;
    uint64_t id;
    struct request *request; /* owned */
    int every_ms, age_ms;
    bool flag; /* PACE: hidden; PAUSE: paused */
};

/* A reply on its way to one subscription. */
struct delivery {
    struct reply *reply;
    uint64_t id;
};
void delivery_free(struct delivery *delivery);

/* What both threads and the pool look at. Counted references: the pool may outlive the client. */
struct shared {
    struct mailbox *commands; /* of struct command */
    struct mailbox *replies;  /* of struct delivery */
    GMutex lock;
    /* Under the lock: */
    struct client_state state; /* without `unread` */
    uint64_t handled;          /* commands that `state` accounts for */
    size_t decoding;           /* bodies on the pool */
    bool patient;              /* see client_patient() */
};
struct shared *shared_new(GError **error);
void shared_unref(struct shared *shared);

struct network;

/* Makes everything and starts the thread, unless options->transport does without. `options->url` is
 * normalised and the token checked. */
struct network *network_start(const struct client_options *options, struct shared *shared,
                              GError **error);
/* One turn of what the thread does; true when something came to its end, so that more may. */
bool network_turn(struct network *network);
/* Stops the thread: what is in flight is dropped, not waited for. */
void network_stop(struct network *network);

#endif
