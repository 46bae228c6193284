/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/monkey/time.h"

#include "base/clock.h"

#include <errno.h>
#include <sys/types.h>

#define BEGIN_NS INT64_C(1795317151000000000) /* 2026-11-22T03:12:31Z */
#define STEP_US  20000

struct timer {
    guint id;
    int priority;
    int64_t due_us, every_us;
    GSourceFunc run;
    void *data;
    GDestroyNotify free_data;
    bool work; /* of a pool: not a source */
};

struct pool {
    GThreadPool face; /* what callers hold */
    GFunc run;
    void *data;
    GDestroyNotify free_item;
};

struct work {
    struct pool *pool;
    void *item;
};

static struct {
    GPtrArray *timers;
    struct choice *choice;
    const struct timer *running;
    bool running_gone;
    int64_t now_us;
    guint last_id;
} virtual;

static void timer_free(void *data)
{
    struct timer *timer = data;
    if (timer->free_data)
        timer->free_data(timer->data);
    g_free(timer);
}

void time_begin(struct choice *choice)
{
    virtual.timers = g_ptr_array_new();
    virtual.choice = choice;
    virtual.now_us = G_USEC_PER_SEC;
    virtual.last_id = 0;
    clock_freeze(BEGIN_NS);
}

void time_end(void)
{
    g_ptr_array_set_free_func(virtual.timers, timer_free);
    g_clear_pointer(&virtual.timers, g_ptr_array_unref);
}

int64_t time_now_us(void)
{
    return virtual.now_us;
}

unsigned time_left(void)
{
    return virtual.timers->len;
}

static struct timer *next_due(int64_t until_us)
{
    struct timer *next = NULL;
    for (guint i = 0; i < virtual.timers->len; i++) {
        struct timer *timer = virtual.timers->pdata[i];
        if (timer->due_us > until_us)
            continue;
        if (!next || timer->due_us < next->due_us ||
            (timer->due_us == next->due_us && timer->priority < next->priority))
            next = timer;
    }
    return next;
}

static void set_now(int64_t now_us)
{
    virtual.now_us = MAX(now_us, virtual.now_us);
    clock_freeze(BEGIN_NS + (virtual.now_us - G_USEC_PER_SEC) * 1000);
}

static void run_one(struct timer *timer)
{
    set_now(timer->due_us);
    g_ptr_array_remove(virtual.timers, timer);
    const struct timer *before = virtual.running;
    virtual.running = timer;
    virtual.running_gone = false;
    bool again = timer->run(timer->data) && !virtual.running_gone;
    virtual.running = before;
    if (again) {
        timer->due_us = virtual.now_us + timer->every_us;
        g_ptr_array_add(virtual.timers, timer);
    } else {
        timer_free(timer);
    }
}

void time_pass(int64_t us, void (*between)(void *data), void *data)
{
    int64_t until = virtual.now_us + us;
    do {
        int64_t step = MIN(until, virtual.now_us + MAX(STEP_US, us / 64));
        struct timer *timer;
        while ((timer = next_due(step)))
            run_one(timer);
        set_now(step);
        between(data);
    } while (virtual.now_us < until);
}

static guint add(int64_t wait_us, int priority, GSourceFunc run, void *data,
                 GDestroyNotify free_data)
{
    struct timer *timer = g_new(struct timer, 1);
    *timer = (struct timer){.id = ++virtual.last_id,
                            .priority = priority,
                            .due_us = virtual.now_us + wait_us,
                            .every_us = MAX(wait_us, 1),
                            .run = run,
                            .data = data,
                            .free_data = free_data};
    g_ptr_array_add(virtual.timers, timer);
    return timer->id;
}

/* --- in GLib's place --- */

guint __wrap_g_timeout_add(guint ms, GSourceFunc run, gpointer data);
guint __wrap_g_timeout_add_full(gint priority, guint ms, GSourceFunc run, gpointer data,
                                GDestroyNotify free_data);
guint __wrap_g_timeout_add_seconds(guint seconds, GSourceFunc run, gpointer data);
guint __wrap_g_idle_add(GSourceFunc run, gpointer data);
guint __wrap_g_idle_add_full(gint priority, GSourceFunc run, gpointer data,
                             GDestroyNotify free_data);
gboolean __wrap_g_source_remove(guint id);
gboolean __wrap_g_idle_remove_by_data(gpointer data);
gint64 __wrap_g_get_monotonic_time(void);
gboolean __wrap_g_main_context_pending(GMainContext *context);
gboolean __wrap_g_main_context_iteration(GMainContext *context, gboolean may_block);
GThreadPool *__wrap_g_thread_pool_new(GFunc run, gpointer data, gint most, gboolean exclusive,
                                      GError **error);
GThreadPool *__wrap_g_thread_pool_new_full(GFunc run, gpointer data, GDestroyNotify free_item,
                                           gint most, gboolean exclusive, GError **error);
gboolean __wrap_g_thread_pool_push(GThreadPool *face, gpointer item, GError **error);
void __wrap_g_thread_pool_free(GThreadPool *face, gboolean immediate, gboolean wait);
gboolean __wrap_g_spawn_async(const char *directory, char **argv, char **environment,
                              GSpawnFlags flags, GSpawnChildSetupFunc set_up, void *data,
                              GPid *child, GError **error);
gboolean __wrap_g_spawn_sync(const char *directory, char **argv, char **environment,
                             GSpawnFlags flags, GSpawnChildSetupFunc set_up, void *data, char **out,
                             char **err, int *status, GError **error);
gboolean __wrap_g_spawn_async_with_pipes(const char *directory, char **argv, char **environment,
                                         GSpawnFlags flags, GSpawnChildSetupFunc set_up, void *data,
                                         GPid *child, int *in, int *out, int *err, GError **error);
pid_t __wrap_fork(void);

guint __wrap_g_timeout_add(guint ms, GSourceFunc run, gpointer data)
{
    return add(ms * INT64_C(1000), G_PRIORITY_DEFAULT, run, data, NULL);
}

guint __wrap_g_timeout_add_full(gint priority, guint ms, GSourceFunc run, gpointer data,
                                GDestroyNotify free_data)
{
    return add(ms * INT64_C(1000), priority, run, data, free_data);
}

guint __wrap_g_timeout_add_seconds(guint seconds, GSourceFunc run, gpointer data)
{
    return add(seconds * G_USEC_PER_SEC, G_PRIORITY_DEFAULT, run, data, NULL);
}

guint __wrap_g_idle_add(GSourceFunc run, gpointer data)
{
    return add(0, G_PRIORITY_DEFAULT_IDLE, run, data, NULL);
}

guint __wrap_g_idle_add_full(gint priority, GSourceFunc run, gpointer data,
                             GDestroyNotify free_data)
{
    return add(0, priority, run, data, free_data);
}

/* GLib only complains of a source that is gone; here it is a failure. */
gboolean __wrap_g_source_remove(guint id)
{
    for (guint i = 0; i < virtual.timers->len; i++) {
        struct timer *timer = virtual.timers->pdata[i];
        if (timer->id == id) {
            g_ptr_array_remove_index(virtual.timers, i);
            timer_free(timer);
            return TRUE;
        }
    }
    if (!virtual.running || virtual.running->id != id)
        g_error("a timer that is gone already was removed");
    virtual.running_gone = true;
    return TRUE;
}

gboolean __wrap_g_idle_remove_by_data(gpointer data)
{
    for (guint i = 0; i < virtual.timers->len; i++) {
        struct timer *timer = virtual.timers->pdata[i];
        if (timer->data == data)
            return __wrap_g_source_remove(timer->id);
    }
    return FALSE;
}

gint64 __wrap_g_get_monotonic_time(void)
{
    return virtual.now_us;
}

gboolean __wrap_g_main_context_pending(GMainContext *context)
{
    (void)context;
    return next_due(virtual.now_us) != NULL;
}

gboolean __wrap_g_main_context_iteration(GMainContext *context, gboolean may_block)
{
    (void)context;
    (void)may_block;
    struct timer *timer = next_due(virtual.now_us);
    if (timer)
        run_one(timer);
    return timer != NULL;
}

/* --- pools: work is done at once, but its time comes when a decision says --- */

static gboolean run_work(void *data)
{
    struct work *work = data;
    struct pool *pool = work->pool;
    void *item = g_steal_pointer(&work->item);
    work->pool = NULL;
    pool->run(item, pool->data);
    return G_SOURCE_REMOVE;
}

GThreadPool *__wrap_g_thread_pool_new(GFunc run, gpointer data, gint most, gboolean exclusive,
                                      GError **error)
{
    return __wrap_g_thread_pool_new_full(run, data, NULL, most, exclusive, error);
}

GThreadPool *__wrap_g_thread_pool_new_full(GFunc run, gpointer data, GDestroyNotify free_item,
                                           gint most, gboolean exclusive, GError **error)
{
    (void)most;
    (void)exclusive;
    (void)error;
    struct pool *pool = g_new0(struct pool, 1);
    pool->run = run;
    pool->data = data;
    pool->free_item = free_item;
    return &pool->face;
}

gboolean __wrap_g_thread_pool_push(GThreadPool *face, gpointer item, GError **error)
{
    (void)error;
    struct work *work = g_new0(struct work, 1);
    work->pool = (struct pool *)face;
    work->item = item;
    int64_t wait_us = choice_byte(virtual.choice) * INT64_C(4000);
    add(wait_us, G_PRIORITY_DEFAULT, run_work, work, g_free);
    ((struct timer *)virtual.timers->pdata[virtual.timers->len - 1])->work = true;
    return TRUE;
}

void __wrap_g_thread_pool_free(GThreadPool *face, gboolean immediate, gboolean wait)
{
    struct pool *pool = (struct pool *)face;
    (void)wait;
    for (guint i = 0; i < virtual.timers->len; i++) {
        struct timer *timer = virtual.timers->pdata[i];
        struct work *work = timer->work ? timer->data : NULL;
        if (!work || work->pool != pool)
            continue;
        g_ptr_array_remove_index(virtual.timers, i);
        i = G_MAXUINT; /* from the start: the work may add timers */
        if (!immediate)
            run_work(work);
        else if (pool->free_item)
            pool->free_item(work->item);
        timer_free(timer);
    }
    g_free(pool);
}

/* --- no children --- */

static gboolean refuse(GError **error)
{
    g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT, "no such program");
    return FALSE;
}

#define UNUSED(...) (void)sizeof((void *[]){__VA_ARGS__})

gboolean __wrap_g_spawn_async(const char *directory, char **argv, char **environment,
                              GSpawnFlags flags, GSpawnChildSetupFunc set_up, void *data,
                              GPid *child, GError **error)
{
    UNUSED((void *)directory, argv, environment, &flags, &set_up, data, child);
    return refuse(error);
}

gboolean __wrap_g_spawn_sync(const char *directory, char **argv, char **environment,
                             GSpawnFlags flags, GSpawnChildSetupFunc set_up, void *data, char **out,
                             char **err, int *status, GError **error)
{
    UNUSED((void *)directory, argv, environment, &flags, &set_up, data, out, err, status);
    return refuse(error);
}

gboolean __wrap_g_spawn_async_with_pipes(const char *directory, char **argv, char **environment,
                                         GSpawnFlags flags, GSpawnChildSetupFunc set_up, void *data,
                                         GPid *child, int *in, int *out, int *err, GError **error)
{
    UNUSED((void *)directory, argv, environment, &flags, &set_up, data, child, in, out, err);
    return refuse(error);
}

pid_t __wrap_fork(void)
{
    errno = EAGAIN;
    return -1;
}
