/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts of a tape that come again and again: names of members, services, operations. Each has a
 * number, given in the order in which they are met, and is kept once. Bounded: when it is full, new
 * words have no number (TAPE_WORD_NONE) and whoever asks copies the text itself.
 */
#ifndef API_WIRE_TAPE_WORDS_H
#define API_WIRE_TAPE_WORDS_H

#include "api/wire/tape.h"

#define TAPE_WORDS_MOST 65536u
#define TAPE_WORD_NONE  UINT32_MAX

struct tape_words;

/* Its words stay in `chunk`; that and the tapes it is asked about outlive it. */
struct tape_words *tape_words_new(GStringChunk *chunk);
void tape_words_free(struct tape_words *words);
DEFINE_AUTOPTR(tape_words, tape_words_free);

uint32_t tape_words_add(struct tape_words *words, const char *text);
/* Of the text at `index`; TAPE_WORD_NONE also for what is no text. */
uint32_t tape_words_of(struct tape_words *words, const struct tape *tape, uint32_t index);
/* The same for the name of the member at `index`; `before` was the number of the name before it in
 * the object (TAPE_WORD_NONE for the first): names follow one another as they did the last time. */
uint32_t tape_words_name(struct tape_words *words, const struct tape *tape, uint32_t index,
                         uint32_t before);
uint32_t tape_words_count(const struct tape_words *words);
const char *tape_words_text(const struct tape_words *words, uint32_t word);

#endif
