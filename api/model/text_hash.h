/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash of texts that come from outside: eight bytes at a time, with keys that keep whoever sends
 * the texts from knowing which of them meet. For tables in memory; it says nothing elsewhere.
 */
#ifndef API_MODEL_TEXT_HASH_H
#define API_MODEL_TEXT_HASH_H

#include <stddef.h>
#include <stdint.h>

struct text_hash {
    uint64_t key[2]; /* the second is odd */
};

/* With keys of its own. */
struct text_hash text_hash_new(void);
uint32_t text_hash_of(const struct text_hash *hash, const char *text, size_t size);

#endif
