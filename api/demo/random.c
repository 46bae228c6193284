/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/random.h"

#include <math.h>

/* splitmix64 (Steele, Lea, Flood 2014), which fills the state of the other. */
static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_name(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return hash;
}

void rng_start(struct rng *rng, uint64_t seed, const char *name, uint64_t index)
{
    uint64_t state = seed ^ hash_name(name) ^ (index * UINT64_C(0xd6e8feb86659fd93));
    for (size_t i = 0; i < 4; i++)
        rng->state[i] = split_mix(&state);
}

static uint64_t rotate(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

/* xoshiro256** (Blackman, Vigna 2018). */
static uint64_t rng_next(struct rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double rng_unit(struct rng *rng)
{
    return (double)(rng_next(rng) >> 11) * 0x1.0p-53;
}

unsigned rng_below(struct rng *rng, unsigned bound)
{
    return (unsigned)(rng_unit(rng) * bound);
}

/* Twelve even throws make a bell (Irwin-Hall), without the last bit of a libm deciding a byte. */
double rng_around(struct rng *rng, double mean, double share)
{
    double bell = -6;
    for (int i = 0; i < 12; i++)
        bell += rng_unit(rng);
    return mean * (1 + share * fmax(-3, fmin(3, bell)));
}

char *rng_hex(struct rng *rng, char *out, size_t digits)
{
    static const char letters[] = "0123456789abcdef";
    uint64_t bits = 0;
    for (size_t i = 0; i < digits; i++) {
        if (i % 16 == 0)
            bits = rng_next(rng) | 1;
        out[i] = letters[bits & 15];
        bits >>= 4;
    }
    out[digits] = '\0';
    return out;
}
