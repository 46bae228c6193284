/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape_words.h"

#include "api/model/text_hash.h"

#include <string.h>

#define FIRST_SLOTS 256 /* a power of two */
#define ESCAPED     256 /* likewise */

struct word {
    const char *text;
    uint32_t size, hash;
    uint32_t follower; /* the name that stood behind it */
    bool quoted;       /* it has a quote, which in the text would be its end */
};

/* A text with backslashes that was met. */
struct escaped {
    const char *text; /* the tape's; NULL = none */
    uint32_t size, word;
};

struct tape_words {
    GStringChunk *chunk;
    GArray *words;   /* of struct word */
    uint32_t *slots; /* word + 1 by hash, 0 = free; at most half are taken */
    uint32_t slot_count;
    uint32_t first; /* the name that stood first in an object */
    struct text_hash hash;
    GString *scratch;
    struct escaped met[ESCAPED]; /* the last of each hash */
};

struct tape_words *tape_words_new(GStringChunk *chunk)
{
    struct tape_words *words = g_new0(struct tape_words, 1);
    words->chunk = chunk;
    words->words = g_array_new(FALSE, FALSE, sizeof(struct word));
    words->slot_count = FIRST_SLOTS;
    words->slots = g_new0(uint32_t, words->slot_count);
    words->first = TAPE_WORD_NONE;
    words->hash = text_hash_new();
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
    uint32_t hash = text_hash_of(&words->hash, text, size), slot = hash & (words->slot_count - 1);
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

/* What was unescaped once is not unescaped again as long as it is remembered. */
static uint32_t find_escaped(struct tape_words *words, const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    const char *text = tape->text + node->at;
    struct escaped *met = &words->met[text_hash_of(&words->hash, text, node->size) & (ESCAPED - 1)];
    if (met->text && met->size == node->size && memcmp(met->text, text, node->size) == 0)
        return met->word;
    tape_text(tape, index, words->scratch);
    uint32_t word = find(words, words->scratch->str, words->scratch->len);
    *met = (struct escaped){text, node->size, word};
    return word;
}

uint32_t tape_words_of(struct tape_words *words, const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    if (node->type != TAPE_TEXT)
        return TAPE_WORD_NONE;
    if (node->escaped)
        return find_escaped(words, tape, index);
    return find(words, tape->text + node->at, node->size);
}

uint32_t tape_words_name(struct tape_words *words, const struct tape *tape, uint32_t index,
                         uint32_t before)
{
    const struct tape_node *node = &tape->nodes[index];
    const char *text = tape->text + node->name;
    uint32_t guess = before == TAPE_WORD_NONE ? words->first : word_at(words, before)->follower;
    if (guess != TAPE_WORD_NONE && !node->name_escaped) {
        const struct word *word = word_at(words, guess);
        if (!word->quoted && node->name + word->size < tape->size && text[word->size] == '"' &&
            memcmp(word->text, text, word->size) == 0)
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
