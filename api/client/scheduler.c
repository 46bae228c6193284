/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/scheduler.h"

#include "api/client/request_path.h"

#include <string.h>

#define US_PER_SECOND    G_USEC_PER_SEC
#define US_PER_MS        INT64_C(1000)
#define BACKOFF_FIRST_US US_PER_SECOND
#define BACKOFF_MOST_US  (60 * US_PER_SECOND)
/* A server that answered nothing for so long, and failed so often meanwhile, was down. */
#define DOWN_US    (5 * US_PER_SECOND)
#define DOWN_FAILS 3
/* So many places in flight are kept for what a person waits for. */
#define RESERVED 2

struct subscription {
    uint64_t id;
    struct request *request;
    char *key;
    int every_ms;
    bool hidden;
    bool wanted; /* just asked for by a person or a view: goes out although polling is paused */
    int64_t due_us;
    int64_t answered_us;
    unsigned failures; /* in a row */
    struct job *job;   /* that will answer it */
};

struct scheduler {
    int max_in_flight;
    double rate, tokens;
    int64_t refilled_us;
    GRand *random;
    void (*abandon)(struct job *job, void *data);
    void *data;
    GHashTable *subscriptions; /* id -> struct subscription */
    GHashTable *jobs;          /* key -> struct job that may be joined */
    GHashTable *all_jobs;      /* set of struct job: in flight or continued */
    GQueue continued;          /* of struct job *: wait for their next page */
    size_t in_flight;
    uint64_t joined;
    bool paused;
    int64_t held_until_us;    /* by a rate limit */
    int64_t offline_until_us; /* the server could not be reached */
    unsigned limited, offline;
    int64_t worked_us; /* when an answer came last */
    unsigned failed;   /* since then */
};

static void subscription_free(void *data)
{
    struct subscription *subscription = data;
    request_free(subscription->request);
    g_free(subscription->key);
    g_free(subscription);
}

struct scheduler *scheduler_new(const struct scheduler_options *options,
                                void (*abandon)(struct job *job, void *data), void *data)
{
    struct scheduler *scheduler = g_new0(struct scheduler, 1);
    scheduler->max_in_flight = options->max_in_flight;
    scheduler->rate = options->requests_per_second;
    scheduler->tokens = 2 * options->requests_per_second;
    scheduler->random = g_rand_new_with_seed(options->seed);
    scheduler->abandon = abandon;
    scheduler->data = data;
    scheduler->subscriptions =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, subscription_free);
    scheduler->jobs = g_hash_table_new(g_str_hash, g_str_equal);
    scheduler->all_jobs = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)job_free, NULL);
    g_queue_init(&scheduler->continued);
    return scheduler;
}

void job_free(struct job *job)
{
    if (!job)
        return;
    g_free(job->key);
    request_free(job->request);
    g_array_unref(job->subscribers);
    g_ptr_array_unref(job->pages);
    g_free(job->cursor);
    g_free(job);
}

static struct subscription *find(const struct scheduler *scheduler, uint64_t id)
{
    return g_hash_table_lookup(scheduler->subscriptions, &id);
}

/* Out of the books, wherever it stands; not freed. */
static void forget_job(struct scheduler *scheduler, struct job *job)
{
    if (g_hash_table_lookup(scheduler->jobs, job->key) == job)
        g_hash_table_remove(scheduler->jobs, job->key);
    g_queue_remove(&scheduler->continued, job);
    g_hash_table_steal(scheduler->all_jobs, job);
    scheduler->in_flight -= job->started;
}

static void leave_job(struct scheduler *scheduler, struct subscription *subscription)
{
    struct job *job = g_steal_pointer(&subscription->job);
    if (!job)
        return;
    for (guint i = 0; i < job->subscribers->len; i++)
        if (g_array_index(job->subscribers, struct subscriber, i).id == subscription->id)
            g_array_remove_index_fast(job->subscribers, i--);
    /* A change that was sent is seen through: nobody can tell whether it was made. */
    if (job->subscribers->len || (job->request->method != METHOD_GET && job->started))
        return;
    forget_job(scheduler, job);
    scheduler->abandon(job, scheduler->data);
    job_free(job);
}

static void join_job(struct subscription *subscription, struct job *job)
{
    bool polled = !subscription->wanted;
    struct subscriber subscriber = {subscription->id,
                                    polled ? PATIENCE_ALWAYS : subscription->request->patience};
    g_array_append_val(job->subscribers, subscriber);
    subscription->job = job;
    subscription->wanted = false;
}

void scheduler_free(struct scheduler *scheduler)
{
    if (!scheduler)
        return;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, scheduler->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        leave_job(scheduler, value);
    g_hash_table_unref(scheduler->subscriptions);
    g_hash_table_unref(scheduler->jobs);
    g_hash_table_unref(scheduler->all_jobs);
    g_rand_free(scheduler->random);
    g_free(scheduler);
}

static int64_t period_us(const struct subscription *subscription)
{
    return subscription->every_ms * US_PER_MS *
           (subscription->hidden ? SCHEDULER_HIDDEN_FACTOR : 1);
}

/* The next poll, counted from the last answer. */
static int64_t next_poll(const struct subscription *subscription)
{
    return subscription->every_ms > 0 ? subscription->answered_us + period_us(subscription)
                                      : SCHEDULER_NEVER;
}

void scheduler_subscribe(struct scheduler *scheduler, uint64_t id, struct request *request,
                         int every_ms, int64_t last_us, int64_t now_us)
{
    struct subscription *subscription = g_new0(struct subscription, 1);
    subscription->id = id;
    subscription->request = request;
    subscription->key = request_key(request);
    subscription->every_ms = every_ms;
    subscription->answered_us = last_us;
    subscription->wanted = last_us == SCHEDULER_NEVER;
    subscription->due_us = subscription->wanted ? now_us : next_poll(subscription);
    g_hash_table_insert(scheduler->subscriptions, &subscription->id, subscription);
}

void scheduler_pace(struct scheduler *scheduler, uint64_t id, int every_ms, bool hidden,
                    int64_t now_us)
{
    struct subscription *subscription = find(scheduler, id);
    if (!subscription)
        return;
    subscription->every_ms = every_ms;
    subscription->hidden = hidden;
    bool waits_for_poll = !subscription->wanted && !subscription->failures &&
                          subscription->answered_us != SCHEDULER_NEVER;
    if (waits_for_poll) {
        int64_t due = next_poll(subscription);
        subscription->due_us = due == SCHEDULER_NEVER ? due : MAX(due, now_us);
    }
}

static void want_now(struct subscription *subscription, int64_t now_us)
{
    subscription->wanted = !subscription->job;
    subscription->due_us = now_us;
    subscription->failures = 0;
}

void scheduler_refresh(struct scheduler *scheduler, uint64_t id, int64_t now_us)
{
    struct subscription *subscription = find(scheduler, id);
    if (subscription)
        want_now(subscription, now_us);
}

void scheduler_unsubscribe(struct scheduler *scheduler, uint64_t id)
{
    struct subscription *subscription = find(scheduler, id);
    if (!subscription)
        return;
    leave_job(scheduler, subscription);
    g_hash_table_remove(scheduler->subscriptions, &id);
}

void scheduler_pause(struct scheduler *scheduler, bool paused)
{
    scheduler->paused = paused;
}

int64_t scheduler_held_until(const struct scheduler *scheduler)
{
    return scheduler->held_until_us;
}

/* When `subscription` may go out as far as it alone is concerned; SCHEDULER_NEVER = not by itself.
 */
static int64_t ready_at(const struct scheduler *scheduler, const struct subscription *subscription)
{
    if (subscription->job || subscription->due_us == SCHEDULER_NEVER)
        return SCHEDULER_NEVER;
    if (subscription->wanted)
        return subscription->due_us;
    if (scheduler->paused && subscription->every_ms > 0)
        return SCHEDULER_NEVER;
    return MAX(subscription->due_us, scheduler->offline_until_us);
}

static bool has_place(const struct scheduler *scheduler, const struct subscription *subscription)
{
    int places = scheduler->max_in_flight;
    if (subscription->request->background && places > RESERVED)
        places -= RESERVED;
    return (int)scheduler->in_flight < places;
}

/* True if `a` goes before `b`: what was asked for, then what is not in the background, then what is
 * seen, then what is due first. */
static bool goes_before(const struct subscription *a, const struct subscription *b)
{
    if (a->request->background != b->request->background)
        return b->request->background;
    if (a->wanted != b->wanted)
        return a->wanted;
    if (a->hidden != b->hidden)
        return b->hidden;
    return a->due_us != b->due_us ? a->due_us < b->due_us : a->id < b->id;
}

/* Lets everybody who is due join a job that is in flight already, and returns who goes next. */
static struct subscription *join_and_choose(struct scheduler *scheduler, int64_t now_us)
{
    struct subscription *best = NULL;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, scheduler->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct subscription *subscription = value;
        if (ready_at(scheduler, subscription) > now_us)
            continue;
        struct job *job = g_hash_table_lookup(scheduler->jobs, subscription->key);
        if (job) {
            join_job(subscription, job);
            scheduler->joined++;
        } else if (has_place(scheduler, subscription) &&
                   (!best || goes_before(subscription, best))) {
            best = subscription;
        }
    }
    return best;
}

static struct job *job_new(const struct subscription *subscription)
{
    struct job *job = g_new0(struct job, 1);
    job->key = g_strdup(subscription->key);
    job->request = request_copy(subscription->request);
    job->subscribers = g_array_new(FALSE, FALSE, sizeof(struct subscriber));
    job->pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    return job;
}

/* Polls of the same thing that are more than half way to their next turn come along. */
static void bring_along(struct scheduler *scheduler, struct job *job, int64_t now_us)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, scheduler->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct subscription *other = value;
        int64_t ready = ready_at(scheduler, other);
        if (ready == SCHEDULER_NEVER || ready - period_us(other) / 2 > now_us ||
            strcmp(other->key, job->key) != 0)
            continue;
        join_job(other, job);
        scheduler->joined++;
    }
}

static void refill(struct scheduler *scheduler, int64_t now_us)
{
    if (scheduler->refilled_us && now_us > scheduler->refilled_us)
        scheduler->tokens +=
            scheduler->rate * (double)(now_us - scheduler->refilled_us) / (double)US_PER_SECOND;
    scheduler->tokens = MIN(scheduler->tokens, 2 * scheduler->rate);
    scheduler->refilled_us = now_us;
}

struct job *scheduler_next(struct scheduler *scheduler, int64_t now_us)
{
    refill(scheduler, now_us);
    struct subscription *chosen = join_and_choose(scheduler, now_us);
    if (now_us < scheduler->held_until_us || scheduler->tokens < 1 ||
        (int)scheduler->in_flight >= scheduler->max_in_flight)
        return NULL;
    struct job *job = g_queue_pop_head(&scheduler->continued);
    if (!job && !chosen)
        return NULL;
    if (!job) {
        job = job_new(chosen);
        g_hash_table_add(scheduler->all_jobs, job);
        join_job(chosen, job);
        if (job->request->method == METHOD_GET) {
            g_hash_table_insert(scheduler->jobs, job->key, job);
            bring_along(scheduler, job, now_us);
        }
    }
    job->started = true;
    scheduler->in_flight++;
    scheduler->tokens -= 1;
    return job;
}

int64_t scheduler_wait(const struct scheduler *scheduler, int64_t now_us)
{
    int64_t earliest = scheduler->continued.length ? now_us : SCHEDULER_NEVER;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, scheduler->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        if (has_place(scheduler, value))
            earliest = MIN(earliest, ready_at(scheduler, value));
    if (earliest == SCHEDULER_NEVER || (int)scheduler->in_flight >= scheduler->max_in_flight)
        return -1;
    earliest = MAX(earliest, scheduler->held_until_us);
    if (scheduler->tokens < 1)
        earliest = MAX(
            earliest,
            scheduler->refilled_us +
                (int64_t)((1 - scheduler->tokens) / scheduler->rate * (double)US_PER_SECOND) + 1);
    return MAX(earliest - now_us, 0);
}

/* Exponential backoff with "equal jitter": half of the wait is fixed, half is random, so that many
 * clients do not come back at once. M. Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015. */
static int64_t backoff_us(struct scheduler *scheduler, unsigned failures)
{
    int64_t wait = BACKOFF_FIRST_US << MIN(failures > 0 ? failures - 1 : 0, 6);
    wait = MIN(wait, BACKOFF_MOST_US);
    return wait / 2 + (int64_t)(g_rand_double(scheduler->random) * (double)(wait / 2));
}

/* What a failure says about all requests, not only the one that failed. */
static void note_failure(struct scheduler *scheduler, enum failure failure, int64_t hold_ms,
                         int64_t now_us)
{
    if (failure == FAILURE_LIMITED && hold_ms <= 0) {
        scheduler->limited++;
        hold_ms = backoff_us(scheduler, scheduler->limited) / US_PER_MS;
    } else if (failure == FAILURE_NONE) {
        scheduler->limited = 0;
    }
    if (hold_ms > 0)
        scheduler->held_until_us = MAX(scheduler->held_until_us, now_us + hold_ms * US_PER_MS);
    if (failure != FAILURE_NETWORK) {
        scheduler->offline = 0;
        scheduler->offline_until_us = 0;
    } else if (now_us >= scheduler->offline_until_us) {
        /* Several that fail together are one failure. */
        scheduler->offline++;
        scheduler->offline_until_us = now_us + backoff_us(scheduler, scheduler->offline);
    }
}

void scheduler_continue(struct scheduler *scheduler, struct job *job, int64_t hold_ms,
                        int64_t now_us)
{
    note_failure(scheduler, FAILURE_NONE, hold_ms, now_us);
    job->started = false;
    job->transfer = NULL;
    scheduler->in_flight--;
    g_queue_push_tail(&scheduler->continued, job);
}

static int64_t retry_at(struct scheduler *scheduler, struct subscription *subscription,
                        enum failure failure, int64_t now_us)
{
    if (subscription->request->method != METHOD_GET)
        return SCHEDULER_NEVER;
    switch (failure) {
    case FAILURE_NETWORK:
        return MAX(now_us + backoff_us(scheduler, subscription->failures),
                   scheduler->offline_until_us);
    case FAILURE_TIMEOUT:
    case FAILURE_SERVER:
        return now_us + backoff_us(scheduler, subscription->failures);
    case FAILURE_LIMITED:
        return scheduler->held_until_us;
    case FAILURE_MISSING:
    case FAILURE_DECODE:
        /* It may come to be (a trace that is still being taken in), or to be right: polled on, but
         * slowly. What is asked for once would be answered the same again. */
        return subscription->every_ms > 0
                   ? now_us + SCHEDULER_HIDDEN_FACTOR * subscription->every_ms * US_PER_MS
                   : SCHEDULER_NEVER;
    case FAILURE_AUTH:
    case FAILURE_REFUSED:
    case FAILURE_NONE:
        break;
    }
    return SCHEDULER_NEVER;
}

/* The first answer of a server that was down tells that the others may be asked for again: within a
 * second, not when each of them would have been. */
static void note_recovery(struct scheduler *scheduler, enum failure failure, int64_t now_us)
{
    bool down = scheduler->failed >= DOWN_FAILS && now_us - scheduler->worked_us >= DOWN_US;
    bool fails =
        failure == FAILURE_NETWORK || failure == FAILURE_TIMEOUT || failure == FAILURE_SERVER;
    scheduler->failed += fails;
    if (failure != FAILURE_NONE)
        return;
    scheduler->failed = 0;
    scheduler->worked_us = now_us;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, scheduler->subscriptions);
    while (down && g_hash_table_iter_next(&iter, NULL, &value)) {
        struct subscription *waiting = value;
        if (waiting->failures > 0 && !waiting->job && waiting->due_us != SCHEDULER_NEVER)
            waiting->due_us = MIN(waiting->due_us, now_us + backoff_us(scheduler, 1));
    }
}

int64_t scheduler_finish(struct scheduler *scheduler, struct job *job, enum failure failure,
                         int64_t hold_ms, int64_t now_us)
{
    int64_t earliest = SCHEDULER_NEVER;
    forget_job(scheduler, job);
    note_failure(scheduler, failure, hold_ms, now_us);
    note_recovery(scheduler, failure, now_us);
    for (guint i = 0; i < job->subscribers->len; i++) {
        uint64_t id = g_array_index(job->subscribers, struct subscriber, i).id;
        struct subscription *subscription = find(scheduler, id);
        if (!subscription || subscription->job != job)
            continue;
        subscription->job = NULL;
        subscription->answered_us = now_us;
        if (failure == FAILURE_NONE) {
            subscription->failures = 0;
            subscription->due_us = next_poll(subscription);
        } else {
            subscription->failures++;
            subscription->due_us = retry_at(scheduler, subscription, failure, now_us);
        }
        earliest = MIN(earliest, subscription->due_us);
    }
    return earliest;
}

void scheduler_changed(struct scheduler *scheduler)
{
    g_hash_table_remove_all(scheduler->jobs);
}

size_t scheduler_in_flight(const struct scheduler *scheduler)
{
    return scheduler->in_flight;
}

size_t scheduler_waiting(const struct scheduler *scheduler, int64_t now_us)
{
    size_t waiting = scheduler->continued.length;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, scheduler->subscriptions);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        waiting += ready_at(scheduler, value) <= now_us;
    return waiting;
}

size_t scheduler_subscriptions(const struct scheduler *scheduler)
{
    return g_hash_table_size(scheduler->subscriptions);
}

uint64_t scheduler_joined(const struct scheduler *scheduler)
{
    return scheduler->joined;
}
