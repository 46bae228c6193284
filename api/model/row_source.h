/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows whose text lies elsewhere, as the lines of a file do: a segment over them (segment_over())
 * holds only their times and asks for the rest. Columns that the evaluator reads are built when
 * they are first asked for, one at a time.
 *
 * Every operation may be called from several threads at once. The text may change or vanish under
 * it (a file that is cut while it is read): what is answered then is another text, never a crash.
 */
#ifndef API_MODEL_ROW_SOURCE_H
#define API_MODEL_ROW_SOURCE_H

#include "api/model/frame.h"

#define ROW_ID_BYTES 48

struct row_source {
    /* Adds to `out` (empty) what the row says: everything, or only the attribute `key`. */
    void (*read)(const void *rows, size_t row, const char *key, struct item *out);
    /* Where the row's message lies as it is to be shown; NULL when it must be decoded first. */
    const char *(*message)(const void *rows, size_t row, size_t *length);
    /* Where the whole row lies. */
    const char *(*line)(const void *rows, size_t row, size_t *length);
    /* Known without reading the row; these live as long as the rows, and may be NULL. */
    const char *(*severity)(const void *rows, size_t row);
    const char *(*project)(const void *rows, size_t row);
    /* Whether the row itself tells its time, which is a guess otherwise; NULL = all rows do. */
    bool (*tells_time)(const void *rows, size_t row);
    void (*id)(const void *rows, size_t row, char out[ROW_ID_BYTES]);
    size_t (*memory)(const void *rows); /* bytes held, the text not counted */
    void (*free)(void *rows);
};

/* Takes `rows`. `times` has room for `capacity` rows, belongs to them and never moves; the first
 * `count` are there now. */
struct segment *segment_over(enum item_kind kind, const struct row_source *source, void *rows,
                             const int64_t *times, size_t count);
/* More rows are there now. While a segment grows, only one thread may read its columns, and not
 * during this call; every other function may be called for the rows that it was told of. */
void segment_grow(struct segment *segment, size_t count);
bool segment_is_over(const struct segment *segment);
/* The row's severity as far as it is known without reading the row; NULL = it is not. Any thread.
 */
const char *segment_known_severity(const struct segment *segment, size_t row);
/* False: its time is a guess. Of any segment, on any thread. */
bool segment_tells_time(const struct segment *segment, size_t row);

#endif
