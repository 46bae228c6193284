/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a segment, shared by segment.c (rows that are held here) and segment_over.c (rows
 * whose text lies elsewhere).
 */
#ifndef API_MODEL_SEGMENT_INTERNAL_H
#define API_MODEL_SEGMENT_INTERNAL_H

#include "api/model/column.h"
#include "api/model/row_source.h"
#include "api/model/segment.h"

#define SEGMENT_GUESSES 64

struct over; /* segment_over.c */

struct segment {
    gatomicrefcount references;
    enum item_kind kind;
    bool sealed;
    uint32_t rows; /* of one that grows: written by its owner, read by all */
    uint32_t capacity;
    int64_t *times;
    int64_t min_ns, max_ns;
    struct text_run ids;
    GPtrArray *columns; /* of struct column *; [0] is the project */
    GHashTable *by_key; /* key -> place + 1 */
    GStringChunk *chunk;
    size_t text_bytes;            /* in the chunk and in runs */
    int guesses[SEGMENT_GUESSES]; /* the column of the n-th attribute of the row before */
    struct over *over;            /* NULL = the rows are held here */
};

/* What frame.h says, for a segment with `over`. */
void over_free(struct segment *segment);
size_t over_memory(const struct segment *segment);
const char *over_id(const struct segment *segment, size_t row);
const char *over_project(const struct segment *segment, size_t row);
const char *over_message(const struct segment *segment, size_t row, size_t *length);
const char *over_line(const struct segment *segment, size_t row, size_t *length);
struct item *over_item(const struct segment *segment, size_t row);
int over_column(const struct segment *segment, const char *key);
size_t over_column_count(const struct segment *segment);
const char *over_column_key(const struct segment *segment, int column);
struct value over_value(const struct segment *segment, size_t row, int column);
/* The column with all rows in it. */
const struct column *over_built(const struct segment *segment, int column);

#endif
