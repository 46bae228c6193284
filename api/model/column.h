/* SPDX-License-Identifier: Apache-2.0
 *
 * One attribute of the rows of a segment. Each kind of value has its own lane, so that a column may
 * hold text in one row and a number in the next: text, arrays and booleans as codes of a
 * dictionary, integers, doubles. `message` keeps its text in a run instead of a dictionary.
 */
#ifndef API_MODEL_COLUMN_H
#define API_MODEL_COLUMN_H

#include "api/model/lane.h"
#include "api/model/text_run.h"
#include "api/model/value.h"

#include <glib.h>

struct column {
    char *key;
    struct lane codes;   /* place in the dictionary + 1 */
    struct lane ints;    /* VALUE_INT but INT64_MIN, which is kept as a double */
    struct lane doubles; /* VALUE_DOUBLE */
    bool is_run;
    struct text_run run; /* VALUE_STRING of a column that is a run */
    GPtrArray *texts;    /* the dictionary: const char *, in the segment's chunk */
    GByteArray *types;   /* enum value_type of each */
    GHashTable *strings; /* text -> code, while the segment is open */
    GHashTable *arrays;
    uint32_t last_code; /* the code that the last row got: rows often repeat */
};

struct column *column_new(const char *key, bool is_run);
void column_free(struct column *column);

/* Adds the value of `row`; new text is copied into `chunk`. Returns the bytes of text added. */
size_t column_put(struct column *column, uint32_t row, struct value value, GStringChunk *chunk);

struct value column_get(const struct column *column, uint32_t row);

/* The value of dictionary code `code` (1 or more). */
struct value column_dictionary_value(const struct column *column, uint32_t code);

void column_seal(struct column *column);
size_t column_memory(const struct column *column); /* without the text in the chunk */

#endif
