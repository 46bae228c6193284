/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/network.h"

#include "api/client/answers.h"
#include "api/client/decode.h"
#include "api/client/decoding.h"
#include "api/client/http.h"
#include "api/client/request_path.h"
#include "api/client/scheduler.h"
#include "api/client/transport.h"
#include "base/clock.h"

#include <string.h>

#define ANSWERS_BYTES (16u << 20)

struct network {
    struct shared *shared;
    struct http *http;
    const struct transport *transport; /* in its place; NULL = none */
    struct scheduler *scheduler;
    struct answers *answers;
    GThreadPool *pool;
    GThread *thread;
    char *url, *organization;
    uint64_t requests, bytes;
    uint64_t handled;
    bool stopping;
};

static void command_free(struct command *command)
{
    request_free(command->request);
    g_free(command);
}

void delivery_free(struct delivery *delivery)
{
    reply_free(delivery->reply);
    g_free(delivery);
}

static void shared_clear(void *data)
{
    struct shared *shared = data;
    mailbox_free(shared->commands);
    mailbox_free(shared->replies);
    g_mutex_clear(&shared->lock);
}

struct shared *shared_new(GError **error)
{
    g_autoptr(mailbox) commands = mailbox_new((GDestroyNotify)command_free, error);
    g_autoptr(mailbox) replies =
        commands ? mailbox_new((GDestroyNotify)delivery_free, error) : NULL;
    if (!replies)
        return NULL;
    struct shared *shared = g_atomic_rc_box_new0(struct shared);
    shared->commands = g_steal_pointer(&commands);
    shared->replies = g_steal_pointer(&replies);
    g_mutex_init(&shared->lock);
    return shared;
}

static struct shared *shared_ref(struct shared *shared)
{
    return g_atomic_rc_box_acquire(shared);
}

void shared_unref(struct shared *shared)
{
    g_atomic_rc_box_release_full(shared, shared_clear);
}

static void abandon(struct job *job, void *data)
{
    struct network *network = data;
    if (!job->transfer)
        return;
    if (network->transport)
        network->transport->abort(network->transport->self, job->transfer);
    else
        http_abort(network->http, job->transfer);
}

/* Everything but the object of the replies to `job`. */
static struct decoding *decoding_new(struct network *network, const struct request *request,
                                     const GPtrArray *pages, const GArray *subscribers)
{
    struct decoding *decoding = g_new0(struct decoding, 1);
    decoding->shared = shared_ref(network->shared);
    decoding->request = request_copy(request);
    decoding->pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < pages->len; i++) {
        g_ptr_array_add(decoding->pages, g_bytes_ref(pages->pdata[i]));
        decoding->reply.bytes += g_bytes_get_size(pages->pdata[i]);
    }
    decoding->subscribers = g_array_copy((GArray *)subscribers);
    decoding->reply.endpoint = request->endpoint;
    decoding->reply.kind = decode_kind(request->endpoint);
    decoding->reply.total = -1;
    decoding->reply.received_ms = clock_now_ms();
    return decoding;
}

/* The answer that is still held, if it is young enough. Returns when it came, or SCHEDULER_NEVER.
 */
static int64_t answer_from_held(struct network *network, const struct command *command,
                                int64_t now_us)
{
    if (command->age_ms <= 0 || command->request->method != METHOD_GET)
        return SCHEDULER_NEVER;
    g_autofree char *key = request_key(command->request);
    int64_t since_us = now_us - command->age_ms * INT64_C(1000);
    const struct answer *held = answers_find(network->answers, key, since_us);
    if (!held)
        return SCHEDULER_NEVER;
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(struct subscriber));
    struct subscriber subscriber = {command->id, PATIENCE_NONE};
    g_array_append_val(to, subscriber);
    struct decoding *decoding = decoding_new(network, command->request, held->pages, to);
    decoding->reply.status = held->status;
    decoding->reply.total = held->total;
    decoding->reply.next_cursor = g_strdup(held->next_cursor);
    decoding->reply.received_ms = held->received_ms;
    decoding_go(network->pool, decoding);
    return held->at_us;
}

static void subscribe(struct network *network, struct command *command, int64_t now_us)
{
    int64_t last_us = answer_from_held(network, command, now_us);
    scheduler_subscribe(network->scheduler, command->id, g_steal_pointer(&command->request),
                        command->every_ms, last_us, now_us);
}

static void handle(struct network *network, struct command *command, int64_t now_us)
{
    struct scheduler *scheduler = network->scheduler;
    switch (command->kind) {
    case COMMAND_SUBSCRIBE:
        subscribe(network, command, now_us);
        break;
    case COMMAND_PACE:
        scheduler_pace(scheduler, command->id, command->every_ms, command->flag, now_us);
        break;
    case COMMAND_REFRESH:
        scheduler_refresh(scheduler, command->id, now_us);
        break;
    case COMMAND_UNSUBSCRIBE:
        scheduler_unsubscribe(scheduler, command->id);
        break;
    case COMMAND_PAUSE:
        scheduler_pause(scheduler, command->flag);
        break;
    case COMMAND_STOP:
        network->stopping = true;
        break;
    }
    network->handled++;
    command_free(command);
}

/* Keeps what a GET brought; after a change nothing that is held is sure to be so any more. */
static void remember(struct network *network, const struct job *job, const struct reply *reply,
                     int64_t now_us)
{
    if (reply->failure != FAILURE_NONE)
        return;
    if (job->request->method != METHOD_GET) {
        answers_clear(network->answers);
        scheduler_changed(network->scheduler);
        return;
    }
    struct answer *answer = g_new0(struct answer, 1);
    *answer = (struct answer){.key = g_strdup(job->key),
                              .pages = g_ptr_array_ref(job->pages),
                              .next_cursor = g_strdup(reply->next_cursor),
                              .total = reply->total,
                              .status = reply->status,
                              .received_ms = reply->received_ms,
                              .at_us = now_us,
                              .bytes = reply->bytes};
    answers_keep(network->answers, answer);
}

/* True when an equal request had the very same bytes, and they are still held. */
static bool same_as_held(struct network *network, const struct job *job)
{
    const struct answer *held = answers_find(network->answers, job->key, 0);
    if (!held || held->pages->len != job->pages->len)
        return false;
    for (guint i = 0; i < job->pages->len; i++)
        if (!g_bytes_equal(held->pages->pdata[i], job->pages->pdata[i]))
            return false;
    return true;
}

/* The job is over, well or badly: replies to everyone who waits for it. Takes the job. */
static void finish(struct network *network, struct job *job, struct http_result *result)
{
    struct decoding *decoding = decoding_new(network, job->request, job->pages, job->subscribers);
    struct reply *reply = &decoding->reply;
    reply->failure = result->failure;
    reply->error = g_steal_pointer(&result->error);
    reply->status = result->status;
    reply->total = result->total;
    reply->next_cursor = g_steal_pointer(&result->next_cursor);
    decoding->elsewhere = g_steal_pointer(&result->elsewhere);
    decoding->same = same_as_held(network, job);
    decoding_try(decoding);
    int64_t now_us = g_get_monotonic_time();
    int64_t next_us =
        scheduler_finish(network->scheduler, job, reply->failure, result->hold_ms, now_us);
    if (next_us != SCHEDULER_NEVER)
        decoding->next_ms = reply->received_ms + (next_us - now_us) / 1000;
    if (reply->failure != FAILURE_NONE)
        reply->retry_at_ms = decoding->next_ms;
    remember(network, job, reply, now_us);
    decoding_go(network->pool, decoding);
    job_free(job);
}

/* True when there is one more page to ask for. */
static bool wants_more(const struct job *job, const struct http_result *result)
{
    return result->failure == FAILURE_NONE && result->next_cursor &&
           job->pages->len < job->request->pages &&
           g_strcmp0(result->next_cursor, job->cursor) != 0;
}

static void take_result(struct network *network, struct job *job, struct http_result *result)
{
    network->bytes += g_bytes_get_size(result->body);
    job->transfer = NULL;
    if (result->failure == FAILURE_NONE)
        g_ptr_array_add(job->pages, g_bytes_ref(result->body));
    if (wants_more(job, result)) {
        g_free(job->cursor);
        job->cursor = g_steal_pointer(&result->next_cursor);
        scheduler_continue(network->scheduler, job, result->hold_ms, g_get_monotonic_time());
    } else {
        finish(network, job, result);
    }
    http_result_clear(result);
}

static void start(struct network *network, struct job *job)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = request_path(job->request, network->organization, job->cursor, &error);
    if (!path) {
        struct http_result result = {.failure = FAILURE_REFUSED,
                                     .error = g_strdup(error->message),
                                     .total = -1,
                                     .hold_ms = -1};
        finish(network, job, &result);
        return;
    }
    g_autofree char *url = g_strconcat(network->url, path, NULL);
    network->requests++;
    const char *method = request_method(job->request);
    const struct transport *transport = network->transport;
    job->transfer = transport
                        ? transport->start(transport->self, method, url, job->request->body, job)
                        : http_start(network->http, method, url, job->request->body, job);
}

/* Takes the next result there is. */
static bool next_done(struct network *network, struct http_result *result, void **data)
{
    const struct transport *transport = network->transport;
    return transport ? transport->next_done(transport->self, result, data)
                     : http_next_done(network->http, result, data);
}

/* Replies are in the mailbox before the state stops counting what they answer, so that nothing is
 * ever in neither. */
static void publish(struct network *network, int64_t now_us)
{
    struct shared *shared = network->shared;
    int64_t held_us = scheduler_held_until(network->scheduler);
    g_mutex_lock(&shared->lock);
    shared->state = (struct client_state){
        .in_flight = scheduler_in_flight(network->scheduler),
        .waiting = scheduler_waiting(network->scheduler, now_us),
        .subscriptions = scheduler_subscriptions(network->scheduler),
        .requests = network->requests,
        .bytes = network->bytes,
        .joined = scheduler_joined(network->scheduler),
        .limited_until_ms = held_us > now_us ? clock_now_ms() + (held_us - now_us) / 1000 : 0,
    };
    shared->handled = network->handled;
    g_mutex_unlock(&shared->lock);
}

static void wait_for_something(struct network *network)
{
    int64_t wait_us = scheduler_wait(network->scheduler, g_get_monotonic_time());
    int timeout_ms = wait_us < 0 ? -1 : (int)MIN((wait_us + 999) / 1000, G_MAXINT);
    int fd = mailbox_fd(network->shared->commands);
    http_wait(network->http, &fd, 1, timeout_ms);
}

bool network_turn(struct network *network)
{
    struct command *command;
    while (!network->stopping && (command = mailbox_take(network->shared->commands)))
        handle(network, command, g_get_monotonic_time());
    struct job *job;
    while ((job = scheduler_next(network->scheduler, g_get_monotonic_time())))
        start(network, job);
    if (!network->transport)
        http_run(network->http);
    struct http_result result;
    void *done;
    bool finished = false;
    while (next_done(network, &result, &done)) {
        take_result(network, done, &result);
        finished = true;
    }
    publish(network, g_get_monotonic_time());
    return finished;
}

static void *run(void *data)
{
    struct network *network = data;
    http_open(network->http);
    while (!network->stopping)
        if (!network_turn(network) && !network->stopping)
            wait_for_something(network);
    return NULL;
}

static void network_free(struct network *network)
{
    if (network->pool)
        g_thread_pool_free(network->pool, TRUE, FALSE);
    if (network->scheduler)
        scheduler_free(network->scheduler);
    http_free(network->http);
    answers_free(network->answers);
    shared_unref(network->shared);
    g_free(network->url);
    g_free(network->organization);
    g_free(network);
}

/* VIGIL_DELAY_MS in the environment keeps every answer back, to see what waiting looks like. */
static long delay_ms(void)
{
    const char *text = g_getenv("VIGIL_DELAY_MS");
    return text ? (long)MIN(g_ascii_strtoull(text, NULL, 10), 60000) : 0;
}

/* A server of many is asked with restraint; one on this machine serves nobody else. */
static double usual_rate(const char *url)
{
    static const char *const here[] = {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"};
    for (size_t i = 0; i < G_N_ELEMENTS(here); i++)
        if (g_str_has_prefix(url, here[i]))
            return 40;
    return 8;
}

struct network *network_start(const struct client_options *options, struct shared *shared,
                              GError **error)
{
    struct network *network = g_new0(struct network, 1);
    network->shared = shared_ref(shared);
    network->url = g_strdup(options->url);
    network->organization = g_strdup(options->organization);
    network->answers = answers_new(ANSWERS_BYTES);
    network->pool = decoding_pool(error);
    struct http_options http = {
        .url = options->url,
        .token = options->token,
        .user_agent = options->user_agent,
        .delay_ms = delay_ms(),
    };
    network->transport = options->transport;
    struct scheduler_options scheduling = {
        .max_in_flight = options->max_in_flight > 0 ? options->max_in_flight : 6,
        .requests_per_second = options->requests_per_second > 0 ? options->requests_per_second
                                                                : usual_rate(options->url),
        .seed = options->transport ? 1 : g_random_int()};
    network->scheduler = scheduler_new(&scheduling, abandon, network);
    if (network->transport && network->pool)
        return network;
    network->http = network->pool ? http_new(&http) : NULL;
    network->thread = network->http ? g_thread_try_new("vigil-network", run, network, error) : NULL;
    if (network->thread)
        return network;
    network_free(network);
    return NULL;
}

void network_stop(struct network *network)
{
    struct command *command = g_new0(struct command, 1);
    command->kind = COMMAND_STOP;
    mailbox_send(network->shared->commands, command);
    if (network->thread)
        g_thread_join(network->thread);
    network_free(network);
}
