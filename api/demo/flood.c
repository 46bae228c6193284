/* SPDX-License-Identifier: Apache-2.0
 *
 * The flood: from the start on, web writes a debug row for each look into a cache that holds
 * nothing, so many a second. The rows are numbered: whoever counts them sees whether one is
 * missing.
 */
#include "api/demo/stories.h"

#include <jansson.h>

#define BEAT_MS 50

static void play_flood(struct world *world, struct rng *rng, int64_t at_ns)
{
    if (at_ns < world->now_ns)
        return;
    int64_t beat = (at_ns - world->now_ns) / (BEAT_MS * NS_PER_MS);
    int64_t beats = 1000 / BEAT_MS; /* a second */
    const char *host = world_host(SERVICE_WEB, rng);
    for (int64_t n = beat * world->flood / beats; n < (beat + 1) * world->flood / beats; n++) {
        int64_t when_ns = world->now_ns + n * NS_PER_SECOND / world->flood;
        int sku = 1000 + (int)rng_below(rng, 1000);
        world_log(world, SERVICE_WEB, host, when_ns, "debug",
                  json_pack("{s:I,s:i}", "cache.miss", (json_int_t)n, "cache.sku", sku),
                  "cache miss %" G_GINT64_FORMAT " key=img/SKU-%d", n, sku);
    }
}

const struct activity story_flood[] = {
    {"flood", BEAT_MS, 0, play_flood},
    {NULL,    0,       0, NULL      },
};
