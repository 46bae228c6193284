/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/text_hash.h"

#include <glib.h>
#include <string.h>

static uint64_t random_key(void)
{
    return (uint64_t)g_random_int() << 32 | g_random_int();
}

struct text_hash text_hash_new(void)
{
    return (struct text_hash){
        {random_key(), random_key() | 1}
    };
}

/* The product's upper half goes into the lower one: what of a change the lower half alone would
 * lose (its high bits) or foretell comes back mixed with the keys. */
static uint64_t fold(uint64_t hash, uint64_t key)
{
    __extension__ unsigned __int128 product = (unsigned __int128)hash * key;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint32_t text_hash_of(const struct text_hash *hash, const char *text, size_t size)
{
    uint64_t value = hash->key[0] ^ size, part;
    for (; size >= sizeof part; text += sizeof part, size -= sizeof part) {
        memcpy(&part, text, sizeof part);
        value = fold(value ^ part, hash->key[1]);
    }
    part = 0;
    memcpy(&part, text, size);
    return (uint32_t)fold(value ^ part, hash->key[1]);
}
