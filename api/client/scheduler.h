/* SPDX-License-Identifier: Apache-2.0
 *
 * When to ask what: subscriptions, and the jobs that serve them. A job is one request in flight for
 * every subscription that wants just that. Spaces jobs out (token bucket), bounds how many are in
 * flight, backs off on failures, holds everything while a rate limit lasts, slows what is hidden.
 *
 * Pure: no clock, no thread, no network. Whoever drives it says what time it is (monotonic, us),
 * starts the jobs that it names, and tells it what came of them.
 */
#ifndef API_CLIENT_SCHEDULER_H
#define API_CLIENT_SCHEDULER_H

#include "api/client/request.h"

#define SCHEDULER_HIDDEN_FACTOR 4
#define SCHEDULER_NEVER         INT64_MAX

struct scheduler_options {
    int max_in_flight;
    double requests_per_second; /* bursts of twice that */
    guint32 seed;               /* of the jitter */
};

/* Who waits for a job. */
struct subscriber {
    uint64_t id;
    enum patience patience;
};

struct job {
    char *key;
    struct request *request;
    GArray *subscribers; /* of struct subscriber */
    GPtrArray *pages;    /* of GBytes: bodies so far */
    char *cursor;        /* of the next page to ask for; NULL = the first */
    bool started;        /* in flight; else waits for its turn */
    void *transfer;      /* the driver's */
};

struct scheduler;

/* `abandon` is called when nobody wants a job any more: the driver lets go of its transfer; the job
 * is freed after that. */
struct scheduler *scheduler_new(const struct scheduler_options *options,
                                void (*abandon)(struct job *job, void *data), void *data);
void scheduler_free(struct scheduler *scheduler);

/* `request` is taken. `last_us`: an answer from then was delivered already (age cache), so that the
 * next is due that long after it; SCHEDULER_NEVER = ask now. */
void scheduler_subscribe(struct scheduler *scheduler, uint64_t id, struct request *request,
                         int every_ms, int64_t last_us, int64_t now_us);
void scheduler_pace(struct scheduler *scheduler, uint64_t id, int every_ms, bool hidden,
                    int64_t now_us);
void scheduler_refresh(struct scheduler *scheduler, uint64_t id, int64_t now_us);
void scheduler_unsubscribe(struct scheduler *scheduler, uint64_t id);
void scheduler_pause(struct scheduler *scheduler, bool paused);

/* Until when a rate limit holds everything; 0 = none was met. */
int64_t scheduler_held_until(const struct scheduler *scheduler);

/* The next job to start now, marked started; NULL if there is none that may. */
struct job *scheduler_next(struct scheduler *scheduler, int64_t now_us);
/* How long until scheduler_next() may give one, in us; -1 = not before something else happens. */
int64_t scheduler_wait(const struct scheduler *scheduler, int64_t now_us);

/* The job has one page and wants the next: it queues again, before all that is new. */
void scheduler_continue(struct scheduler *scheduler, struct job *job, int64_t hold_ms,
                        int64_t now_us);
/* The job is done. Its subscriptions get their next time: the first of these is returned, or
 * SCHEDULER_NEVER. `hold_ms`: as struct http_result has it. The job is the caller's to free. */
int64_t scheduler_finish(struct scheduler *scheduler, struct job *job, enum failure failure,
                         int64_t hold_ms, int64_t now_us);
void job_free(struct job *job);

/* Something was changed on the server: what is in flight may answer with how it was before, so
 * nobody joins it any more. */
void scheduler_changed(struct scheduler *scheduler);

size_t scheduler_in_flight(const struct scheduler *scheduler);
size_t scheduler_waiting(const struct scheduler *scheduler, int64_t now_us);
size_t scheduler_subscriptions(const struct scheduler *scheduler);
uint64_t scheduler_joined(const struct scheduler *scheduler);

#endif
