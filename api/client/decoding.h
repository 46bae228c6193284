/* SPDX-License-Identifier: Apache-2.0
 *
 * From bodies to replies: one decoded object for each subscription that waits. Small bodies are
 * decoded where they arrive, large ones on a pool of two threads.
 */
#ifndef API_CLIENT_DECODING_H
#define API_CLIENT_DECODING_H

#include "api/client/network.h"

#define DECODE_INLINE_BYTES (256u << 10)

/* Everything that a reply says, and who gets it. Owns its parts. */
struct decoding {
    struct shared *shared;
    struct request *request;
    GPtrArray *pages;          /* of GBytes */
    GArray *subscribers;       /* of struct subscriber */
    struct reply reply;        /* without object; `error` and `next_cursor` are copied into each */
    int64_t next_ms;           /* when it is asked again if it cannot be decoded; 0 = never */
    struct decoded_json *json; /* once it is parsed */
    void *object;              /* the first, once it is made */
    char *elsewhere; /* whose answer it is, " (redirected to HOST)"; NULL = the API's own */
    bool counted;    /* in shared->decoding */
    bool same;       /* as what an equal request had before */
};

GThreadPool *decoding_pool(GError **error);
/* Parses and decodes a body that is small enough to do so at once; what cannot be decoded becomes a
 * failure of the reply before anything else is made of it. */
void decoding_try(struct decoding *decoding);
/* Takes `decoding` and posts its replies, now or from the pool. */
void decoding_go(GThreadPool *pool, struct decoding *decoding);

#endif
