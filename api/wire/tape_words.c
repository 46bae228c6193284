/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape_words.h"

#include <string.h>

#define FIRST_SLOTS 256 /* a power of two */

struct word {
    const char *text;
    uint32_t size, hash;
    uint32_t follower; /* the name that stood behind it */
    bool quoted;       /* it has a quote, which in the text would be its end */
};

struct tape_words {
    GStringChunk *chunk;
    GArray *words;   /* of struct word */
    uint32_t *slots; /* word + 1 by hash, 0 = free; at most half are taken */
    uint32_t slot_count;
    uint32_t first;  /* the name that stood first in an object */
    uint64_t key[2]; /* of the hash; the second is odd */
    GString *scratch;
};

struct tape_words *tape_words_new(GStringChunk *chunk)
{
    struct tape_words *words = g_new0(struct tape_words, 1);
    words->chunk = chunk;
    words->words = g_array_new(FALSE, FALSE, sizeof(struct word));
    words->slot_count = FIRST_SLOTS;
    words->slots = g_new0(uint32_t, words->slot_count);
    words->first = TAPE_WORD_NONE;
    words->key[0] = (uint64_t)g_random_int() << 32 | g_random_int();
    words->key[1] = (uint64_t)g_random_int() << 32 | g_random_int() | 1;
    words->scratch = g_string_new(NULL);
    return words;
}

void tape_words_free(struct tape_words *words)
{
    if (!words)
        return;
    g_array_unref(words->words);
    g_free(words->slots);
    g_string_free(words->scratch, TRUE);
    g_free(words);
}

static struct word *word_at(const struct tape_words *words, uint32_t word)
{
    return &g_array_index(words->words, struct word, word);
}

/* The product's upper half goes into the lower one: what of a change the lower half alone would
 * lose (its high bits) or foretell comes back mixed with the keys. */
static uint64_t fold(uint64_t hash, uint64_t key)
{
    __extension__ unsigned __int128 product = (unsigned __int128)hash * key;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes at a time, multiplied and folded; the keys keep whoever sends the words from knowing
 * which of them meet. */
static uint32_t hash_of(const struct tape_words *words, const char *text, size_t size)
{
    uint64_t hash = words->key[0] ^ size, part;
    for (; size >= sizeof part; text += sizeof part, size -= sizeof part) {
        memcpy(&part, text, sizeof part);
        hash = fold(hash ^ part, words->key[1]);
    }
    part = 0;
    memcpy(&part, text, size);
    return (uint32_t)fold(hash ^ part, words->key[1]);
}

static bool is_word(const struct word *word, const char *text, size_t size)
{
    return word->size == size && memcmp(word->text, text, size) == 0;
}

static void grow(struct tape_words *words)
{
    words->slot_count *= 2;
    g_free(words->slots);
    words->slots = g_new0(uint32_t, words->slot_count);
    for (uint32_t i = 0; i < words->words->len; i++) {
        uint32_t slot = word_at(words, i)->hash & (words->slot_count - 1);
        while (words->slots[slot])
            slot = (slot + 1) & (words->slot_count - 1);
        words->slots[slot] = i + 1;
    }
}

static uint32_t find(struct tape_words *words, const char *text, size_t size)
{
    uint32_t hash = hash_of(words, text, size), slot = hash & (words->slot_count - 1);
    for (; words->slots[slot]; slot = (slot + 1) & (words->slot_count - 1)) {
        const struct word *word = word_at(words, words->slots[slot] - 1);
        if (word->hash == hash && is_word(word, text, size))
            return words->slots[slot] - 1;
    }
    if (words->words->len >= TAPE_WORDS_MOST)
        return TAPE_WORD_NONE;
    struct word word = {.text = g_string_chunk_insert_len(words->chunk, text, (gssize)size),
                        .size = (uint32_t)size,
                        .hash = hash,
                        .follower = TAPE_WORD_NONE,
                        .quoted = memchr(text, '"', size)};
    g_array_append_val(words->words, word);
    words->slots[slot] = words->words->len;
    if (words->words->len > words->slot_count / 2)
        grow(words);
    return words->words->len - 1;
}

uint32_t tape_words_add(struct tape_words *words, const char *text)
{
    return find(words, text, strlen(text));
}

uint32_t tape_words_of(struct tape_words *words, const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    if (node->type != TAPE_TEXT)
        return TAPE_WORD_NONE;
    if (!node->escaped)
        return find(words, tape->text + node->at, node->size);
    tape_text(tape, index, words->scratch);
    return find(words, words->scratch->str, words->scratch->len);
}

uint32_t tape_words_name(struct tape_words *words, const struct tape *tape, uint32_t index,
                         uint32_t before)
{
    const struct tape_node *node = &tape->nodes[index];
    const char *text = tape->text + node->name;
    uint32_t guess = before == TAPE_WORD_NONE ? words->first : word_at(words, before)->follower;
    if (guess != TAPE_WORD_NONE && !node->name_escaped) {
        /* Behind every name stands a quote, so no byte past it is looked at. */
        const struct word *word = word_at(words, guess);
        if (!word->quoted && strncmp(word->text, text, word->size) == 0 && text[word->size] == '"')
            return guess;
    }
    if (node->name_escaped)
        text = tape_name(tape, index, words->scratch);
    uint32_t word =
        find(words, text, node->name_escaped ? words->scratch->len : tape_name_size(tape, index));
    if (before == TAPE_WORD_NONE)
        words->first = word;
    else
        word_at(words, before)->follower = word;
    return word;
}

uint32_t tape_words_count(const struct tape_words *words)
{
    return words->words->len;
}

const char *tape_words_text(const struct tape_words *words, uint32_t word)
{
    return word_at(words, word)->text;
}
