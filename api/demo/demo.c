/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/demo.h"

#include "api/demo/log_lines.h"
#include "api/demo/player.h"

#define TICK_US (250 * 1000)

struct demo {
    struct world *world;
    struct sender *sender;
    char *directory;
    char *logs; /* folder of log files; NULL = none */
    double speed;
    uint64_t seed;
    int64_t now_ns;
    int64_t clock_start_ns; /* of the clock when the world was at now */
    GThread *thread;
    GMutex mutex;
    GCond stop_asked;
    bool stopping; /* under mutex */
};

static void demo_free(struct demo *demo)
{
    if (demo->sender)
        demo->sender->free(demo->sender);
    player_world_free(demo->world);
    g_mutex_clear(&demo->mutex);
    g_cond_clear(&demo->stop_asked);
    g_free(demo->directory);
    g_free(demo->logs);
    g_free(demo);
}

/* Waits a tick; true when the demo shall stop. */
static bool wait_tick(struct demo *demo)
{
    int64_t until = g_get_monotonic_time() + TICK_US;
    g_mutex_lock(&demo->mutex);
    while (!demo->stopping && g_cond_wait_until(&demo->stop_asked, &demo->mutex, until))
        ;
    bool stopping = demo->stopping;
    g_mutex_unlock(&demo->mutex);
    return stopping;
}

/* The world's time runs with the clock, so that a clock that stands still stops it, too. A server
 * that went away is not an end: what it missed is lost, as with any SDK. */
static gpointer play(gpointer user)
{
    struct demo *demo = user;
    while (!wait_tick(demo)) {
        double passed = (double)(clock_now_ns() - demo->clock_start_ns);
        int64_t until = demo->world->now_ns + (int64_t)(passed * demo->speed);
        g_autoptr(GError) error = NULL;
        if (!player_advance(demo->world, demo->sender, until, &error) ||
            !demo->sender->flush(demo->sender, &error))
            g_debug("demo: %s", error->message);
    }
    return NULL;
}

struct demo *demo_new(const struct demo_options *options)
{
    struct demo *demo = g_new0(struct demo, 1);
    g_mutex_init(&demo->mutex);
    g_cond_init(&demo->stop_asked);
    demo->directory = g_strdup(options->directory);
    demo->logs = g_strdup(options->logs);
    demo->speed = options->speed > 0 ? options->speed : 1;
    demo->seed = options->seed;
    demo->now_ns = options->now_ns;
    demo->sender = http_sender_new(options->intake, options->otlp, options->token);
    return demo;
}

bool demo_start(struct demo *demo, GError **error)
{
    demo->clock_start_ns = clock_now_ns();
    demo->world = player_world(demo->seed, demo->now_ns, demo->directory, error);
    if (demo->world && demo->logs && !(demo->world->lines = log_lines_new(demo->logs, error)))
        return false;
    if (!demo->world || !player_history(demo->world, demo->sender, error))
        return false;
    demo->thread = g_thread_new("demo", play, demo);
    return true;
}

void demo_cancel(struct demo *demo)
{
    demo->sender->stop(demo->sender);
}

void demo_stop(struct demo *demo)
{
    if (!demo)
        return;
    demo_cancel(demo);
    g_mutex_lock(&demo->mutex);
    demo->stopping = true;
    g_cond_signal(&demo->stop_asked);
    g_mutex_unlock(&demo->mutex);
    if (demo->thread)
        g_thread_join(demo->thread);
    demo_free(demo);
}

const char *demo_repositories(const struct demo *demo)
{
    return demo->directory;
}
