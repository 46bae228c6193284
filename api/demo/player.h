/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays a world into a sender: all that came before now at once, then on as time goes.
 */
#ifndef API_DEMO_PLAYER_H
#define API_DEMO_PLAYER_H

#include "api/demo/outgoing.h"
#include "api/demo/world.h"

/* A world with its repositories made below `directory` and every story scheduled. */
struct world *player_world(uint64_t seed, int64_t now_ns, const char *directory, GError **error);
void player_world_free(struct world *world);

/* From now on web writes so many rows of logs a second besides. */
void player_flood(struct world *world, int rows_a_second);

/* Releases, the error that was resolved, then all that is due by now. */
bool player_history(struct world *world, struct sender *sender, GError **error);
/* Lets the world go on to `until_ns` and sends what is due by then. */
bool player_advance(struct world *world, struct sender *sender, int64_t until_ns, GError **error);
/* The most that is due at once, from `at_ns` on: batches are full by then, and memory is not. Who
 * is behind goes on in such steps. Of a flood a second is as much. */
int64_t player_step_ns(const struct world *world, int64_t at_ns);

#endif
