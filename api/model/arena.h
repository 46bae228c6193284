/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory for many small things that live and die together: taken piece by piece, given back as a
 * whole. What is taken is zeroed and never moves. One thread at a time.
 */
#ifndef API_MODEL_ARENA_H
#define API_MODEL_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);
/* `size` bytes, aligned for any type; never NULL, also for 0. */
void *arena_take(struct arena *arena, size_t size);

#endif
