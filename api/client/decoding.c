/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decoding.h"

#include "api/client/decode.h"
#include "api/client/scheduler.h"
#include "base/background.h"

#define POOL_THREADS 2

static void decoding_free(struct decoding *decoding)
{
    if (decoding->counted) {
        g_mutex_lock(&decoding->shared->lock);
        decoding->shared->decoding--;
        g_mutex_unlock(&decoding->shared->lock);
    }
    shared_unref(decoding->shared);
    request_free(decoding->request);
    g_ptr_array_unref(decoding->pages);
    g_array_unref(decoding->subscribers);
    decoded_json_free(decoding->json);
    reply_object_free(decoding->reply.kind, decoding->object);
    g_free(decoding->reply.error);
    g_free(decoding->reply.next_cursor);
    g_free(decoding->elsewhere);
    g_free(decoding);
}

static bool is_large(const struct decoding *decoding)
{
    return decoding->reply.bytes > DECODE_INLINE_BYTES;
}

static void decode_first(struct decoding *decoding)
{
    g_autoptr(GError) error = NULL;
    if (decoding->json || !decoding->pages->len || decoding->reply.kind == REPLY_NONE)
        return;
    decoding->json = decode_read(decoding->request, decoding->pages, &error);
    if (decoding->json)
        decoding->object = decode_object(decoding->request, decoding->json, &error);
    if (error && decoding->reply.failure == FAILURE_NONE) {
        decoding->reply.failure = FAILURE_DECODE;
        decoding->reply.error = g_strconcat(error->message, decoding->elsewhere, NULL);
        decoding->reply.retry_at_ms = decoding->next_ms;
    }
}

void decoding_try(struct decoding *decoding)
{
    if (!is_large(decoding))
        decode_first(decoding);
}

/* The text is parsed once; each subscription has an object of its own made from it. */
static struct reply *make_reply(struct decoding *decoding)
{
    struct reply *reply = g_new(struct reply, 1);
    *reply = decoding->reply;
    reply->error = g_strdup(decoding->reply.error);
    reply->next_cursor = g_strdup(decoding->reply.next_cursor);
    reply->object = g_steal_pointer(&decoding->object);
    if (!reply->object && decoding->json)
        reply->object = decode_object(decoding->request, decoding->json, NULL);
    return reply;
}

static bool awaited(struct decoding *decoding, enum patience patience)
{
    bool calm = patience == PATIENCE_ALWAYS || (patience == PATIENCE_IF_SAME && decoding->same);
    if (!calm || decoding->reply.error)
        return true;
    g_mutex_lock(&decoding->shared->lock);
    bool patient = decoding->shared->patient;
    g_mutex_unlock(&decoding->shared->lock);
    return !patient;
}

static void post_replies(struct decoding *decoding)
{
    decode_first(decoding);
    for (guint i = 0; i < decoding->subscribers->len; i++) {
        struct subscriber to = g_array_index(decoding->subscribers, struct subscriber, i);
        struct delivery *delivery = g_new(struct delivery, 1);
        *delivery = (struct delivery){.reply = make_reply(decoding), .id = to.id};
        bool wake = awaited(decoding, to.patience);
        (wake ? mailbox_send : mailbox_leave)(decoding->shared->replies, delivery);
    }
}

static void run(struct decoding *decoding)
{
    post_replies(decoding);
    decoding_free(decoding);
}

/* Keys go before large bodies. */
static void run_in_pool(void *data, void *unused)
{
    (void)unused;
    background_thread();
    run(data);
}

GThreadPool *decoding_pool(GError **error)
{
    return g_thread_pool_new_full(run_in_pool, NULL, (GDestroyNotify)decoding_free, POOL_THREADS,
                                  FALSE, error);
}

void decoding_go(GThreadPool *pool, struct decoding *decoding)
{
    if (!is_large(decoding)) {
        run(decoding);
        return;
    }
    g_mutex_lock(&decoding->shared->lock);
    decoding->shared->decoding++;
    decoding->counted = true;
    g_mutex_unlock(&decoding->shared->lock);
    g_thread_pool_push(pool, decoding, NULL);
}
