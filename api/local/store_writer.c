/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"

#include "base/clock.h"

/* The writer takes what waits, up to this, into one transaction (group commit): under load many
 * requests share one, and an idle server commits each at once. */
#define GROUP_JOBS  512
#define GROUP_BYTES (8u << 20)
/* The moment for which those that wait are held back for those that are being made. */
#define GATHER_US 2000

struct job {
    struct batch *batch; /* or NULL, then: */
    store_change_fn *change;
    const void *context;
    store_done_fn *done;
    void *done_context;
    size_t bytes;
    GError *error; /* why this job alone failed */
};

static void job_free(struct job *job)
{
    batch_free(job->batch);
    g_clear_error(&job->error);
    g_free(job);
}

/* --- the queue --- */

/* Half of what is under way is committed while the other half is made. */
static bool is_enough(const struct store *store)
{
    return store->queue.length >= MIN(store->expected, GROUP_JOBS) ||
           store->queued_bytes >= GROUP_BYTES;
}

/* The writer is woken when there is something, and again when there is enough. */
static void wake_writer(struct store *store)
{
    if (store->queue.length == 1 || is_enough(store)) {
        g_cond_signal(&store->queue_filled);
    }
}

void store_expect(struct store *store)
{
    g_mutex_lock(&store->queue_lock);
    store->expected++;
    g_mutex_unlock(&store->queue_lock);
}

void store_expected(struct store *store)
{
    g_mutex_lock(&store->queue_lock);
    store->expected--;
    if (store->queue.length > 0) {
        wake_writer(store);
    }
    g_mutex_unlock(&store->queue_lock);
}

static bool enqueue(struct store *store, struct job *job, GError **error)
{
    g_mutex_lock(&store->queue_lock);
    bool room =
        !store->stopping && (!job->batch || store->queue.length == 0 ||
                             store->queued_bytes + job->bytes <= store->options.queue_bytes);
    if (room) {
        g_queue_push_tail(&store->queue, job);
        store->queued_bytes += job->bytes;
        wake_writer(store);
    }
    g_mutex_unlock(&store->queue_lock);
    if (!room) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL,
                    "too much waits to be written; try again later");
    }
    return room;
}

/* Blocks for work. Empty only when the store is closing and nothing is left. */
static GPtrArray *take_group(struct store *store)
{
    GPtrArray *group = g_ptr_array_new();
    size_t bytes = 0;
    g_mutex_lock(&store->queue_lock);
    while (store->queue.length == 0 && !store->stopping) {
        g_cond_wait(&store->queue_filled, &store->queue_lock);
    }
    gint64 until = g_get_monotonic_time() + GATHER_US;
    while (!is_enough(store) && !store->stopping &&
           g_cond_wait_until(&store->queue_filled, &store->queue_lock, until)) {
    }
    while (store->queue.length > 0 && group->len < GROUP_JOBS && bytes < GROUP_BYTES) {
        struct job *job = g_queue_pop_head(&store->queue);
        bytes += job->bytes;
        g_ptr_array_add(group, job);
    }
    store->queued_bytes -= bytes;
    g_mutex_unlock(&store->queue_lock);
    return group;
}

/* --- one transaction --- */

static bool apply_jobs(struct store *store, struct commit_work *work, GPtrArray *group,
                       GError **error)
{
    for (guint i = 0; i < group->len; i++) {
        struct job *job = group->pdata[i];
        if (job->batch) {
            if (!commit_batch(store, work, job->batch, error)) {
                return false;
            }
        } else {
            job->change(store, &work->changes, job->context, &job->error);
        }
    }
    return commit_rows(store, work, error) && issue_apply_minutes(store, work, error) &&
           commit_records(store, work, error);
}

static bool run_transaction(struct store *store, struct commit_work *work, GPtrArray *group,
                            GError **error)
{
    if (!sql_run(store->write[WRITE_BEGIN], error, "")) {
        return false;
    }
    if (apply_jobs(store, work, group, error) && sql_run(store->write[WRITE_COMMIT], error, "")) {
        return true;
    }
    sql_run(store->write[WRITE_ROLLBACK], NULL, "");
    return false;
}

static void finish(struct job *job, const GError *error)
{
    if (job->done) {
        job->done(job->done_context, job->error ? job->error : error);
    }
    job_free(job);
}

static void commit_group(struct store *store, GPtrArray *group)
{
    g_autoptr(GError) error = NULL;
    struct commit_work work = {
        .items = g_ptr_array_new(),
        .minutes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify)g_hash_table_unref),
        .now_ns = clock_now_ns(),
    };
    changes_init(&work.changes);
    int64_t last_batch = store->last_batch;
    if (run_transaction(store, &work, group, &error)) {
        g_rw_lock_writer_lock(&store->lock);
        commit_publish(store, &work);
        g_rw_lock_writer_unlock(&store->lock);
    } else {
        store->last_batch = last_batch;
    }
    changes_clear(&work.changes);
    g_hash_table_unref(work.minutes);
    g_ptr_array_unref(work.items);
    for (guint i = 0; i < group->len; i++) {
        finish(group->pdata[i], error);
    }
}

static gpointer write_loop(gpointer data)
{
    struct store *store = data;
    for (;;) {
        g_autoptr(GPtrArray) group = take_group(store);
        if (group->len == 0) {
            return NULL;
        }
        commit_group(store, group);
    }
}

bool store_writer_start(struct store *store, GError **error)
{
    store->thread = g_thread_try_new("store", write_loop, store, error);
    return store->thread != NULL;
}

void store_writer_stop(struct store *store)
{
    g_mutex_lock(&store->queue_lock);
    store->stopping = true;
    g_cond_signal(&store->queue_filled);
    g_mutex_unlock(&store->queue_lock);
    if (store->thread) {
        g_thread_join(store->thread);
        store->thread = NULL;
    }
}

/* --- asking --- */

bool store_commit_async(struct store *store, struct batch *batch, store_done_fn *done,
                        void *context, GError **error)
{
    struct job *job = g_new0(struct job, 1);
    job->batch = batch;
    job->bytes = batch->bytes;
    job->done = done;
    job->done_context = context;
    if (!enqueue(store, job, error)) {
        job_free(job);
        return false;
    }
    return true;
}

/* Lets a thread wait for its job. */
struct waiter {
    GMutex lock;
    GCond done;
    bool finished;
    GError *error;
};

static void wake(void *context, const GError *error)
{
    struct waiter *waiter = context;
    g_mutex_lock(&waiter->lock);
    waiter->finished = true;
    waiter->error = error ? g_error_copy(error) : NULL;
    g_cond_signal(&waiter->done);
    g_mutex_unlock(&waiter->lock);
}

static bool wait_for(struct waiter *waiter, bool queued, GError **error)
{
    g_mutex_lock(&waiter->lock);
    while (queued && !waiter->finished) {
        g_cond_wait(&waiter->done, &waiter->lock);
    }
    g_mutex_unlock(&waiter->lock);
    g_mutex_clear(&waiter->lock);
    g_cond_clear(&waiter->done);
    if (waiter->error) {
        g_propagate_error(error, waiter->error);
        return false;
    }
    return queued;
}

static void waiter_init(struct waiter *waiter)
{
    *waiter = (struct waiter){0};
    g_mutex_init(&waiter->lock);
    g_cond_init(&waiter->done);
}

bool store_commit_take(struct store *store, struct batch *batch, GError **error)
{
    struct waiter waiter;
    waiter_init(&waiter);
    bool queued = store_commit_async(store, batch, wake, &waiter, error);
    return wait_for(&waiter, queued, error);
}

bool store_change(struct store *store, store_change_fn *change, const void *context, GError **error)
{
    struct waiter waiter;
    waiter_init(&waiter);
    struct job *job = g_new0(struct job, 1);
    job->change = change;
    job->context = context;
    job->done = wake;
    job->done_context = &waiter;
    bool queued = enqueue(store, job, error);
    if (!queued) {
        job_free(job);
    }
    return wait_for(&waiter, queued, error);
}
