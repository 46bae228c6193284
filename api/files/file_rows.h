/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a part of a log file: 20 bytes each, beside the text, which stays where it is. Made
 * by the index (line_index.h), told by a segment (api/model/row_source.h).
 */
#ifndef API_FILES_FILE_ROWS_H
#define API_FILES_FILE_ROWS_H

#include "api/files/names.h"
#include "api/files/text_piece.h"
#include "api/model/row_source.h"

enum row_flags {
    ROW_DECODE = 1, /* the message is only known once the row was decoded */
    ROW_REST = 2,   /* the message goes on to the end of the row */
    ROW_RECORD = 4, /* a record in a line of OTLP */
    ROW_GUESS = 8,  /* it tells no time that can be read: where it stands tells about when it was */
};

struct row_note {
    uint32_t start; /* counted from the first row's */
    uint16_t message_at, message_length;
    uint16_t service; /* of names */
    uint8_t level, flags;
};

struct file_rows {
    struct text_piece *piece; /* a reference */
    const char *base;         /* where the first row begins */
    uint64_t offset;          /* the same in the file */
    struct names *names;      /* a reference */
    uint32_t file;            /* which, for ids */
    int64_t reference_ns;     /* for stamps without a year */
    uint32_t capacity;
    int64_t *times;
    struct row_note *notes;
    uint32_t count, end; /* end: of the last row. Written by the index, read by all */
};

/* Room for `capacity` rows that begin at `base`.. */
struct file_rows *file_rows_new(struct text_piece *piece, const char *base, struct names *names,
                                uint32_t file, int64_t reference_ns, uint32_t capacity);
void file_rows_free(struct file_rows *rows);
/* Adds a row. Its text ends where file_rows_end() says, or the next one begins. */
void file_rows_add(struct file_rows *rows, int64_t time_ns, const struct row_note *note);
void file_rows_end(struct file_rows *rows, const char *end);
/* Gives back room that is not needed. */
void file_rows_seal(struct file_rows *rows);

/* Takes the rows. */
struct segment *file_rows_segment(struct file_rows *rows);

#endif
