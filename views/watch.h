/* SPDX-License-Identifier: Apache-2.0
 *
 * A watch: how many rows a search finds within a while, and a bound for it.
 *
 *   [errors | logs | spans] SEARCH > NUMBER [for PERIOD]        also <
 *
 *   checkout level:error > 5 for 5m       more than 5 errors within 5 minutes
 *   logs severity:error < 1 for 1h        no such log within an hour
 *
 * Errors are meant where nothing is said, 5 minutes where no period is; 1 minute is the least and a
 * day the most.
 */
#ifndef VIEWS_WATCH_H
#define VIEWS_WATCH_H

#include "api/client/request.h"

struct watch {
    char *dataset; /* "errors", "logs", "spans" */
    char *query;
    bool below;
    int64_t limit, period_ms;
    /* What is known of it: */
    int64_t count; /* -1 = not yet, or the last question failed */
    bool firing;
    int64_t since_ms; /* that it fires */
    char *error;      /* of the last answer */
    uint64_t ask;     /* whoever polls it */
};

/* NULL with what is wrong and at which byte (*offset; may be NULL). `now_ms`: what dates in the
 * search count from. */
struct watch *watch_parse(const char *text, int64_t now_ms, size_t *offset, GError **error);
void watch_free(struct watch *watch);

/* As watch_parse() takes it, everything said; newly allocated. */
char *watch_text(const struct watch *watch);
/* "7 now", "7 now, since 03:10", "not answered yet"; newly allocated. `since`: the time in words.
 */
char *watch_state(const struct watch *watch, const char *since);
/* How often it is asked: a fifth of its period, between a quarter of a minute and one. */
int watch_pace_ms(const struct watch *watch);
/* The question, without project and environment. */
struct request *watch_request(const struct watch *watch);
/* An answer: true when it fires from now on, and did not before. */
bool watch_take(struct watch *watch, int64_t count, int64_t now_ms);

#endif
