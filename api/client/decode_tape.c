/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode_tape.h"

#include "api/wire/json.h"
#include "api/wire/json_mend.h"

#include <string.h>

#define WORDS_TRIED 64 /* texts of an attribute, before it is judged */

struct tape_page {
    struct tape *tape;
    GString *mended; /* its text; NULL when the page was right as it came */
};

struct tape_page *tape_page_read(const char *text, size_t size, GError **error)
{
    struct tape_page *page = g_new0(struct tape_page, 1);
    g_autoptr(GError) problem = NULL;
    page->tape = tape_read(text, size, &problem);
    if (!page->tape && !g_error_matches(problem, WIRE_ERROR, WIRE_ERROR_LIMIT)) {
        unsigned mended = 0;
        page->mended = json_mend(text, size, &mended);
        if (mended > 0)
            page->tape = tape_read(page->mended->str, page->mended->len, NULL);
    }
    if (page->tape)
        return page;
    g_propagate_error(error, g_steal_pointer(&problem));
    tape_page_free(page);
    return NULL;
}

void tape_page_free(struct tape_page *page)
{
    if (!page)
        return;
    tape_free(page->tape);
    if (page->mended)
        g_string_free(page->mended, TRUE);
    g_free(page);
}

const struct tape *tape_page_tape(const struct tape_page *page)
{
    return page->tape;
}

bool decode_members(struct tape_words *words, const struct tape *tape, uint32_t object,
                    uint32_t *at, uint32_t count)
{
    memset(at, 0, count * sizeof *at);
    if (tape_type(tape, object) != TAPE_OBJECT)
        return false;
    uint32_t word = TAPE_WORD_NONE, end = tape_end(tape, object);
    for (uint32_t member = object + 1; member < end; member = tape_next(tape, member)) {
        word = tape_words_name(words, tape, member, word);
        if (word < count)
            at[word] = member;
    }
    return true;
}

struct value decode_tape_value(const struct tape *tape, uint32_t index, GStringChunk *chunk)
{
    switch (tape_type(tape, index)) {
    case TAPE_TEXT:
        return value_string(tape_text_insert(tape, index, chunk));
    case TAPE_INTEGER:
        return value_int(tape_integer(tape, index));
    case TAPE_REAL:
        return value_double(tape_real(tape, index));
    case TAPE_TRUE:
    case TAPE_FALSE:
        return value_bool(tape_type(tape, index) == TAPE_TRUE);
    case TAPE_OBJECT:
    case TAPE_ARRAY: {
        g_autoptr(GString) text = g_string_new(NULL);
        tape_append_json(tape, index, text);
        return (struct value){.type = VALUE_ARRAY,
                              .string = g_string_chunk_insert(chunk, text->str)};
    }
    case TAPE_NULL:
        break;
    }
    return (struct value){0};
}

struct value decode_tape_word(struct tape_words *words, struct word_use *use,
                              const struct tape *tape, uint32_t index, GStringChunk *chunk)
{
    bool pays = use->told < WORDS_TRIED || use->fresh < use->told / 2;
    if (tape_type(tape, index) != TAPE_TEXT || !pays)
        return decode_tape_value(tape, index, chunk);
    uint32_t known = tape_words_count(words), word = tape_words_of(words, tape, index);
    use->told++;
    use->fresh += word >= known;
    return word == TAPE_WORD_NONE ? decode_tape_value(tape, index, chunk)
                                  : value_string(tape_words_text(words, word));
}
