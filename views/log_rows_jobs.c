/* SPDX-License-Identifier: Apache-2.0
 *
 * Filtering on workers: blocks of rows go to a pool, their bits come back to the thread that asked,
 * which is woken. A filter that was cancelled ends within a few rows.
 */
#include "base/background.h"
#include "views/log_rows_internal.h"

#include <string.h>

#define WORKERS_MOST 4

struct filter_hub {
    gatomicrefcount references;
    GThreadPool *pool;
    void (*wake)(void *data); /* this and its data: of the asking thread */
    void *data;
    GMutex lock; /* over all that follows */
    GCond came;
    GQueue done; /* of struct job * */
    bool told;
};

struct job {
    struct filter_hub *hub;
    struct row_filter *filter;
    struct segment *segment;
    uint32_t slot;
    size_t from, to;
    bool whole;
    uint64_t bits[BLOCK_ROWS / WORD_ROWS];
};

static void hub_unref(void *data)
{
    struct filter_hub *hub = data;
    if (!g_atomic_ref_count_dec(&hub->references))
        return;
    g_mutex_clear(&hub->lock);
    g_cond_clear(&hub->came);
    g_free(hub);
}

static void job_free(struct job *job)
{
    row_filter_unref(job->filter);
    segment_unref(job->segment);
    g_free(job);
}

static gboolean woken(void *data)
{
    struct filter_hub *hub = data;
    g_mutex_lock(&hub->lock);
    hub->told = false;
    g_mutex_unlock(&hub->lock);
    if (hub->wake)
        hub->wake(hub->data);
    return G_SOURCE_REMOVE;
}

static void report(struct filter_hub *hub, struct job *job)
{
    g_mutex_lock(&hub->lock);
    g_queue_push_tail(&hub->done, job);
    bool tell = !hub->told;
    hub->told = true;
    g_cond_signal(&hub->came);
    g_mutex_unlock(&hub->lock);
    if (!tell)
        return;
    g_atomic_ref_count_inc(&hub->references);
    g_idle_add_full(G_PRIORITY_DEFAULT, woken, hub, hub_unref);
}

static void run_job(void *data, void *pool_data)
{
    struct job *job = data;
    (void)pool_data;
    background_thread();
    struct row_filter_run *run = row_filter_run_new(job->filter);
    job->whole = row_filter_rows(run, job->segment, job->from, job->to, job->bits);
    row_filter_run_free(run);
    report(job->hub, job);
}

struct filter_hub *filter_hub_new(void)
{
    struct filter_hub *hub = g_new0(struct filter_hub, 1);
    int workers = CLAMP((int)g_get_num_processors(), 1, WORKERS_MOST);
    g_atomic_ref_count_init(&hub->references);
    g_mutex_init(&hub->lock);
    g_cond_init(&hub->came);
    g_queue_init(&hub->done);
    hub->pool = g_thread_pool_new(run_job, NULL, workers, FALSE, NULL);
    return hub;
}

void filter_hub_free(struct filter_hub *hub)
{
    struct job *job;
    hub->wake = NULL;
    g_thread_pool_free(hub->pool, FALSE, TRUE);
    while ((job = g_queue_pop_head(&hub->done)))
        job_free(job);
    hub_unref(hub);
}

void filter_hub_listen(struct filter_hub *hub, void (*wake)(void *data), void *data)
{
    hub->wake = wake;
    hub->data = data;
}

void filter_hub_ask(struct filter_hub *hub, struct row_filter *filter, uint32_t slot,
                    struct segment *segment, size_t from, size_t to)
{
    struct job *job = g_new0(struct job, 1);
    job->hub = hub;
    job->filter = row_filter_ref(filter);
    job->segment = segment_ref(segment);
    job->slot = slot;
    job->from = from;
    job->to = to;
    g_thread_pool_push(hub->pool, job, NULL);
}

void filter_hub_take(struct filter_hub *hub, struct log_rows *rows, int64_t wait_us)
{
    GQueue done = G_QUEUE_INIT;
    struct job *job;
    gint64 until = g_get_monotonic_time() + wait_us;
    g_mutex_lock(&hub->lock);
    while (wait_us > 0 && g_queue_is_empty(&hub->done) &&
           g_cond_wait_until(&hub->came, &hub->lock, until))
        continue;
    while ((job = g_queue_pop_head(&hub->done)))
        g_queue_push_tail(&done, job);
    g_mutex_unlock(&hub->lock);
    while ((job = g_queue_pop_head(&done))) {
        if (job->filter == rows->filter && job->whole)
            log_rows_learn(rows, job->slot, job->segment, job->from, job->to, job->bits);
        job_free(job);
    }
}
