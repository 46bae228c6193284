/* SPDX-License-Identifier: Apache-2.0
 *
 * What the decoders of large bodies share: members of an object found in one pass, values of
 * attributes. Bodies are tapes (api/wire/tape.h); what they mean is as in decode.h.
 */
#ifndef API_CLIENT_DECODE_TAPE_H
#define API_CLIENT_DECODE_TAPE_H

#include "api/client/request.h"
#include "api/wire/tape_words.h"

/* A tape of one page, mended first where that is needed. The page outlives it. NULL with an error.
 */
struct tape_page *tape_page_read(const char *text, size_t size, GError **error);
void tape_page_free(struct tape_page *page);
const struct tape *tape_page_tape(const struct tape_page *page);

/* Where the values of the first `count` names of `words` stand in an object (`at` has as many
 * places); 0 = nowhere. False when it is no object. */
bool decode_members(struct tape_words *words, const struct tape *tape, uint32_t object,
                    uint32_t *at, uint32_t count);

/* What is known of the texts of one attribute or column: ids and the like, of which each is told
 * once, are not worth a place among the words. */
struct word_use {
    uint32_t told, fresh; /* texts so far, and those that were no word before */
};

/* A value of an attribute; text in `chunk`. */
struct value decode_tape_value(const struct tape *tape, uint32_t index, GStringChunk *chunk);
/* The same where many say the same: of `words`, whose chunk it is, as long as that pays. */
struct value decode_tape_word(struct tape_words *words, struct word_use *use,
                              const struct tape *tape, uint32_t index, GStringChunk *chunk);

/* The decoders, one a shape; `pages` of struct tape_page *; the first is no JSON null. */
void *decode_rows(const struct request *request, const GPtrArray *pages, GError **error);
void *decode_trace(const struct request *request, const GPtrArray *pages, GError **error);
/* Its first part: the spans and errors, arranged. */
struct trace *decode_trace_spans(const char *id, const GPtrArray *pages);

#endif
