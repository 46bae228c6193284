/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies of late answers by request, so that a view that asks for what another has just had gets it
 * at once. Bounded by bytes; the oldest goes first. For one thread.
 */
#ifndef API_CLIENT_ANSWERS_H
#define API_CLIENT_ANSWERS_H

#include <glib.h>
#include <stdint.h>

struct answer {
    char *key;
    GPtrArray *pages; /* of GBytes */
    char *next_cursor;
    int64_t total;
    long status;
    int64_t received_ms; /* wall clock, for the reply */
    int64_t at_us;       /* monotonic, for the age */
    size_t bytes;
};

struct answers;

struct answers *answers_new(size_t max_bytes);
void answers_free(struct answers *answers);
/* Takes `answer`; an older one of the same key goes. One that is larger than a quarter of all is
 * not kept. */
void answers_keep(struct answers *answers, struct answer *answer);
/* Borrowed until the next call; NULL if there is none since `since_us`. */
const struct answer *answers_find(struct answers *answers, const char *key, int64_t since_us);
/* Something was changed on the server: nothing that is held is sure to be so any more. */
void answers_clear(struct answers *answers);

#endif
