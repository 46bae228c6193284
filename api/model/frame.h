/* SPDX-License-Identifier: Apache-2.0
 *
 * A bounded column store for rows of one kind (logs, spans, metric samples, error events). Rows
 * arrive in any time order, are kept in arrival order, and leave oldest segment first when the
 * bound is met.
 *
 * A frame is a list of segments of at most FRAME_SEGMENT_ROWS rows. A full segment is sealed:
 * immutable, reference counted, safe to read from any thread. The last one is open: it may be read
 * only while the frame's owner keeps writers out. Text is dictionary coded per column and segment,
 * except `message`, which is one contiguous run of NUL-terminated UTF-8.
 *
 * A segment may also stand over rows whose text lies elsewhere (row_source.h): it belongs to no
 * frame, is read by the same functions, and decodes what it is asked for. Differences are told
 * where they matter.
 *
 * Columns are attribute keys. Every row also has: its time (ns), its id, its project.
 */
#ifndef API_MODEL_FRAME_H
#define API_MODEL_FRAME_H

#include "api/model/item.h"
#include "base/autoptr.h"

#define FRAME_SEGMENT_ROWS 65536

struct frame;
struct segment;

/* `max_rows` bounds the frame; whole segments are dropped to keep to it (at least two are kept). A
 * segment has at most max_rows / 8 rows, but no less than 256. Where rows are huge, memory bounds
 * the frame instead: 1 KiB a row of `max_rows`, but no less than 256 MiB. */
struct frame *frame_new(size_t max_rows);
void frame_free(struct frame *frame);
DEFINE_AUTOPTR(frame, frame_free);

/* Copies `item` into the open segment. Returns the number of rows evicted to make room (mostly 0).
 */
size_t frame_append(struct frame *frame, const struct item *item);

/* Drops whole sealed segments whose newest row is older than `before_ns`. Returns the rows dropped.
 */
size_t frame_expire(struct frame *frame, int64_t before_ns);

size_t frame_rows(const struct frame *frame);   /* rows held now */
size_t frame_memory(const struct frame *frame); /* bytes, estimated */

/* New references to every segment, oldest first; the last may be open. Free with
 * g_ptr_array_unref(), which drops the references. */
GPtrArray *frame_segments(const struct frame *frame);

struct segment *segment_ref(struct segment *segment);
void segment_unref(struct segment *segment);

enum item_kind segment_kind(const struct segment *segment);
size_t segment_rows(const struct segment *segment);
const int64_t *segment_times(const struct segment *segment); /* of every row */
int64_t segment_time_ns(const struct segment *segment, size_t row);
const char *segment_id(const struct segment *segment, size_t row);
const char *segment_project(const struct segment *segment, size_t row);
int64_t segment_min_ns(const struct segment *segment);
int64_t segment_max_ns(const struct segment *segment);

/* The column of attribute `key` (canonical), or -1 if no row of the segment has it. Stable once it
 * exists. "project" is always column 0. Rows that lie elsewhere have a column for any key: of whom
 * it is empty is known once it was read. */
int segment_column(const struct segment *segment, const char *key);
size_t segment_column_count(const struct segment *segment);
const char *segment_column_key(const struct segment *segment, int column);

/* The value at (row, column); VALUE_NONE when absent, as in column -1. Text lives as long as the
 * segment; of a row that lies elsewhere, as its id, until 60 other rows of it were asked for. */
struct value segment_value(const struct segment *segment, size_t row, int column);

/* The row's message where it lies, for searching: `length` bytes, no NUL behind them, from outside
 * as they came. NULL: the row has none, or it must be decoded (segment_value()). Any thread. */
const char *segment_message(const struct segment *segment, size_t row, size_t *length);
/* The whole of a row that lies elsewhere; NULL of others. Rows in order mostly lie one behind the
 * other, so that many are searched as one piece. Any thread. */
const char *segment_line(const struct segment *segment, size_t row, size_t *length);

/* A copy of the row with all that it has; free with item_free(). */
struct item *segment_item(const struct segment *segment, size_t row);

/* Fast paths for the evaluator: a column read a block of rows at a time, so that narrow storage
 * costs nothing and no thread needs to write. A row's value is in one part only. */
enum column_parts {
    COLUMN_CODES = 1,   /* some rows have text, arrays or booleans, as dictionary codes */
    COLUMN_NUMBERS = 2, /* some rows have integers or doubles */
    COLUMN_RUN = 4,     /* some rows have text that is not in a dictionary (`message`) */
    COLUMN_WIDE = 8,    /* some integers may not fit a double exactly */
};
unsigned segment_column_parts(const struct segment *segment, int column);

/* The dictionary codes of `count` rows from `from` on; 0 = the row has no such value. */
void segment_read_codes(const struct segment *segment, int column, size_t from, size_t count,
                        uint32_t *out);
/* The numbers of `count` rows from `from` on; NaN = the row has none. */
void segment_read_numbers(const struct segment *segment, int column, size_t from, size_t count,
                          double *out);
/* The text of a row of a COLUMN_RUN column, or NULL. Rows in order lie end to end in memory. */
const char *segment_run(const struct segment *segment, int column, size_t row);

/* Codes run from 1 to segment_dictionary_size() inclusive. */
size_t segment_dictionary_size(const struct segment *segment, int column);
struct value segment_dictionary_value(const struct segment *segment, int column, uint32_t code);

#endif
