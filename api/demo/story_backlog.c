/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 3, the backlog. Four workers of checkout take placed orders from a queue. Worker-3 was
 * restarted 25 minutes ago and has leaked 42 MB a minute since; as its pauses grow, the four take
 * less out than comes in, and the queue ramps. No trace points there: only gauges and the workers'
 * own logs. At 2 GB the pod is killed, starts anew and leaks anew.
 */
#include "api/demo/stories.h"

#include <jansson.h>
#include <math.h>

#define LEAK_MB_A_MINUTE 42.0
#define FRESH_MB         312.0
#define LIMIT_MB         2048.0
#define BACKLOG_A_MINUTE 58.0
#define IDLE_DEPTH       14.0
#define PUBLISHED        300.0 /* in 15 s */

static const char *const hosts[] = {"worker-1", "worker-2", "worker-3", "worker-4"};
#define LEAKING 2

static double minutes_since_start(const struct world *world, int64_t at_ns)
{
    return (double)(at_ns - world_before(world, LEAK_MINUTES)) / 60e9;
}

/* What worker-3 holds; before its restart it was as healthy as the others. */
static double leaked_mb(const struct world *world, int64_t at_ns)
{
    double minutes = minutes_since_start(world, at_ns);
    if (minutes < 0)
        return 0;
    return fmod(minutes, (LIMIT_MB - FRESH_MB) / LEAK_MB_A_MINUTE) * LEAK_MB_A_MINUTE;
}

static void play_memory(struct world *world, struct rng *rng, int64_t at_ns)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        double mb = rng_around(rng, FRESH_MB + 9.0 * (double)i, 0.008);
        if (i == LEAKING)
            mb += leaked_mb(world, at_ns);
        world_metric(world, SERVICE_CHECKOUT, hosts[i], at_ns, "gauge", "worker.memory", "megabyte",
                     round(mb * 10) / 10, json_pack("{s:s}", "host.name", hosts[i]));
    }
}

/* Depth at the end of the `index`-th beat; the noise is that beat's own, so in and out add up. */
static double depth_at(const struct world *world, int64_t at_ns, uint64_t index)
{
    struct rng rng;
    rng_start(&rng, world->seed, "depth", index);
    double minutes = minutes_since_start(world, at_ns);
    double ramp = minutes > 0 ? BACKLOG_A_MINUTE * minutes : 0;
    return round(rng_around(&rng, IDLE_DEPTH, 0.2) + ramp);
}

static void play_queue(struct world *world, struct rng *rng, int64_t at_ns)
{
    int64_t beat = 15 * NS_PER_SECOND;
    uint64_t index = (uint64_t)((at_ns - world_before(world, HISTORY_MINUTES)) / beat);
    double depth = depth_at(world, at_ns, index);
    double before = index ? depth_at(world, at_ns - beat, index - 1) : depth;
    double published = round(rng_around(rng, PUBLISHED, 0.012));
    const char *host = world_service(SERVICE_CHECKOUT)->hosts[0];
    const char *key = "messaging.destination.name", *queue = "order.placed";
    world_metric(world, SERVICE_CHECKOUT, host, at_ns, "gauge", "queue.depth", "message", depth,
                 json_pack("{s:s}", key, queue));
    world_metric(world, SERVICE_CHECKOUT, host, at_ns, "counter", "queue.published", "message",
                 published, json_pack("{s:s}", key, queue));
    world_metric(world, SERVICE_CHECKOUT, host, at_ns, "counter", "queue.consumed", "message",
                 fmax(0, published - (depth - before)), json_pack("{s:s}", key, queue));
}

/* The collector's own log is written out only now and then: its rows come late. */
#define GC_LOG_LATE_NS (12 * NS_PER_SECOND)

static void log_batch(struct world *world, struct rng *rng, size_t worker, int64_t at_ns)
{
    double heap = worker == LEAKING ? leaked_mb(world, at_ns) : 0;
    int took = (int)rng_around(rng, 610 + heap * 1.9, 0.05);
    int64_t when = at_ns + ns_of_ms(9000 * rng_unit(rng));
    world_log(world, SERVICE_CHECKOUT, hosts[worker], when, took > 1500 ? "warn" : "info",
              json_pack("{s:i,s:i,s:s,s:s}", "took_ms", took, "size", 50, "host.name",
                        hosts[worker], "messaging.destination.name", "order.placed"),
              "batch took %d ms size=50", took);
    int pause = (int)rng_around(rng, 12 + heap * 0.55, 0.1);
    if (pause <= 40)
        return;
    struct emission *log =
        world_log(world, SERVICE_CHECKOUT, hosts[worker], when + ns_of_ms(took), "warn",
                  json_pack("{s:i,s:i,s:s}", "pause_ms", pause, "heap_mb", (int)(FRESH_MB + heap),
                            "host.name", hosts[worker]),
                  "gc pause %d ms heap=%d MB", pause, (int)(FRESH_MB + heap));
    log->due_ns = log->time_ns + GC_LOG_LATE_NS;
}

static void play_batches(struct world *world, struct rng *rng, int64_t at_ns)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
        log_batch(world, rng, i, at_ns);
}

/* Worker-3 starts, 25 minutes ago and after each time that it was killed. */
static void play_restart(struct world *world, struct rng *rng, int64_t at_ns)
{
    double life = (LIMIT_MB - FRESH_MB) / LEAK_MB_A_MINUTE;
    double minutes = minutes_since_start(world, at_ns);
    double next = minutes <= 0 ? 0 : ceil(minutes / life) * life;
    (void)rng;
    if (next >= minutes + 1)
        return;
    int64_t when = at_ns + (int64_t)((next - minutes) * 60e9);
    if (next > 0)
        world_log(world, SERVICE_CHECKOUT, hosts[LEAKING], when - NS_PER_SECOND, "fatal",
                  json_pack("{s:s}", "host.name", hosts[LEAKING]),
                  "killed: out of memory (2048 MB)");
    world_log(world, SERVICE_CHECKOUT, hosts[LEAKING], when, "info",
              json_pack("{s:s}", "host.name", hosts[LEAKING]),
              "order-worker started pod=worker-3 heap_limit=2048 MB");
}

const struct activity story_backlog[] = {
    {"memory",  15000, 0, play_memory },
    {"queue",   15000, 0, play_queue  },
    {"batches", 10000, 0, play_batches},
    {"restart", 60000, 0, play_restart},
    {NULL,      0,     0, NULL        },
};
