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
    int flood;
    uint64_t seed;
    int64_t now_ns;
    int64_t clock_start_ns; /* of the clock when the world was at now */
    int64_t at_ns;          /* what is due by then was sent */
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

static bool is_stopping(struct demo *demo)
{
    g_mutex_lock(&demo->mutex);
    bool stopping = demo->stopping;
    g_mutex_unlock(&demo->mutex);
    return stopping;
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

static int64_t due_ns(const struct demo *demo)
{
    double passed = (double)(clock_now_ns() - demo->clock_start_ns);
    return demo->world->now_ns + (int64_t)(passed * demo->speed);
}

/* Where the server takes less than time brings, the world falls behind; it is not made in memory
 * faster than it is sent. True when there is more to send at once. */
static bool play_step(struct demo *demo)
{
    g_autoptr(GError) error = NULL;
    int64_t due = due_ns(demo);
    demo->at_ns = MIN(due, demo->at_ns + player_step_ns(demo->world, demo->at_ns));
    if (!player_advance(demo->world, demo->sender, demo->at_ns, &error) ||
        !demo->sender->flush(demo->sender, &error))
        g_debug("demo: %s", error->message);
    return demo->at_ns < due;
}

/* The world's time runs with the clock, so that a clock that stands still stops it, too. A server
 * that went away is not an end: what it missed is lost, as with any SDK. */
static gpointer play(gpointer user)
{
    struct demo *demo = user;
    demo->at_ns = demo->world->now_ns;
    while (!wait_tick(demo))
        while (play_step(demo) && !is_stopping(demo))
            continue;
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
    demo->flood = options->flood;
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
    if (demo->world && demo->flood > 0)
        player_flood(demo->world, demo->flood);
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
