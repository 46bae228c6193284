/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo's dice: the same seed gives the same numbers on every machine. Each activity throws its
 * own, so that one more throw in one story changes nothing in another.
 */
#ifndef API_DEMO_RANDOM_H
#define API_DEMO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state[4];
};

/* Starts the dice of `name` (a story, an activity); `index` tells apart several of one name. */
void rng_start(struct rng *rng, uint64_t seed, const char *name, uint64_t index);

/* 0 <= x < 1. */
double rng_unit(struct rng *rng);
/* 0 <= x < bound; bound > 0. */
unsigned rng_below(struct rng *rng, unsigned bound);
/* About `mean`: bell-shaped, with a standard deviation of `share` of it, never further out than
 * three of them. */
double rng_around(struct rng *rng, double mean, double share);
/* Writes `digits` (at most 32) hex digits and a zero; never all zeros. Returns out. */
char *rng_hex(struct rng *rng, char *out, size_t digits);

#endif
