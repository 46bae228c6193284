/* SPDX-License-Identifier: Apache-2.0
 *
 * The stories, as lists of activities for world_schedule(). What happens in each stands at the top
 * of its file.
 */
#ifndef API_DEMO_STORIES_H
#define API_DEMO_STORIES_H

#include "api/demo/world.h"

extern const struct activity story_index[], story_fallback[], story_backlog[], story_agents[],
    story_blocklist[], noise_traffic[], noise_times[], noise_page[], noise_errors[],
    noise_browser[];

/* Played only where rows are asked for (the world's `flood`). */
extern const struct activity story_flood[];

/* How long a request waits for one of inventory's connections (story 1). */
double index_pool_wait_ms(const struct world *world, int64_t at_ns);

/* Raises what is raised when no region is left (story 5). */
void blocklist_no_region(struct world *world, struct rng *rng, int64_t at_ns);

/* Regions are going on the blocklist, or are all on it. */
bool blocklist_goes_on(const struct world *world, int64_t at_ns);

/* The exception that a lost connection to the cache records on its span. */
void browser_cache_error(struct world *world, struct rng *rng, int64_t at_ns);

/* Errors of the days before history. The last is of REGRESSION_TYPE, and the server shall be told
 * that it is resolved before anything newer is sent: history brings it back. */
void noise_past(struct world *world);
#define REGRESSION_TYPE        "ChunkLoadError"
#define NOISE_RESOLVED_MINUTES 58.0

#endif
