/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decoding.h"

#include "api/client/decode.h"
#include "api/client/scheduler.h"

#define POOL_THREADS 2

void decoding_free(struct decoding *decoding)
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
    g_free(decoding->reply.error);
    g_free(decoding->reply.next_cursor);
    g_free(decoding);
}

static struct reply *make_reply(const struct decoding *decoding, json_t *root,
                                const GError *problem)
{
    struct reply *reply = g_new(struct reply, 1);
    g_autoptr(GError) error = problem ? g_error_copy(problem) : NULL;
    *reply = decoding->reply;
    reply->error = g_strdup(decoding->reply.error);
    reply->next_cursor = g_strdup(decoding->reply.next_cursor);
    reply->object = root && !error ? decode_object(decoding->request, root, &error) : NULL;
    if (error && reply->failure == FAILURE_NONE) {
        reply->failure = FAILURE_DECODE;
        reply->error = g_strdup(error->message);
    }
    return reply;
}

/* The text is parsed once; each subscription has an object of its own made from it. */
static void post_replies(const struct decoding *decoding)
{
    g_autoptr(GError) problem = NULL;
    json_t *root = decoding->pages->len && decode_kind(decoding->request->endpoint) != REPLY_NONE
                       ? decode_read(decoding->request, decoding->pages, &problem)
                       : NULL;
    for (guint i = 0; i < decoding->subscribers->len; i++) {
        struct subscriber to = g_array_index(decoding->subscribers, struct subscriber, i);
        struct delivery *delivery = g_new(struct delivery, 1);
        *delivery = (struct delivery){
            .reply = make_reply(decoding, root, problem), .id = to.id, .revision = to.revision};
        mailbox_send(decoding->shared->replies, delivery);
    }
    json_decref(root);
}

static void run(void *data, void *unused)
{
    (void)unused;
    struct decoding *decoding = data;
    post_replies(decoding);
    decoding_free(decoding);
}

GThreadPool *decoding_pool(GError **error)
{
    return g_thread_pool_new_full(run, NULL, (GDestroyNotify)decoding_free, POOL_THREADS, FALSE,
                                  error);
}

void decoding_go(GThreadPool *pool, struct decoding *decoding)
{
    bool large = decoding->reply.bytes > DECODE_INLINE_BYTES;
    if (decoding->reply.bytes == 0 || !(large || decoding->request->background)) {
        run(decoding, NULL);
        return;
    }
    g_mutex_lock(&decoding->shared->lock);
    decoding->shared->decoding++;
    decoding->counted = true;
    g_mutex_unlock(&decoding->shared->lock);
    g_thread_pool_push(pool, decoding, NULL);
}
