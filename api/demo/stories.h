/* SPDX-License-Identifier: Apache-2.0
 *
 * The stories, as lists of activities for world_schedule(). What happens in each stands at the top
 * of its file.
 */
#ifndef API_DEMO_STORIES_H
#define API_DEMO_STORIES_H

#include "api/demo/world.h"

extern const struct activity story_index[], story_fallback[], story_backlog[], story_agents[],
    story_blocklist[], noise_traffic[], noise_errors[];

/* How long a request waits for one of inventory's connections (story 1). */
double index_pool_wait_ms(const struct world *world, int64_t at_ns);

/* The error that is resolved before the rest of history is sent, so that it comes back. */
struct record *noise_regression(struct world *world, struct rng *rng, int64_t at_ns);
#define REGRESSION_TYPE "ChunkLoadError"

#endif
