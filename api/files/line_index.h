/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding the rows in a stretch of a log file: where each begins, its time, level, service and
 * message. A line that begins with a stamp or is structured begins a row; other lines belong to the
 * row of text before them (stack traces), or are rows of their own where there is none.
 *
 * A stretch may begin and end anywhere. It has the rows that begin in it, and reads on behind its
 * end until another row begins; what stands in front of the first is the stretch before's. So
 * stretches are indexed in any order, on any thread, to the same rows.
 */
#ifndef API_FILES_LINE_INDEX_H
#define API_FILES_LINE_INDEX_H

#include "api/files/file_rows.h"
#include "api/files/line_read.h"

struct line_index {
    struct text_piece *piece; /* borrowed */
    struct names *names;      /* borrowed */
    uint32_t file;
    uint16_t service_default; /* of rows that tell none */
    bool stamped;             /* the file has stamps: a line without one begins no row */
    int64_t loose_ns;  /* rows without a time, and no row to have it from: this and their offset */
    bool arriving;     /* ... or when they came */
    uint32_t capacity; /* rows made at a time */
    size_t span;       /* bytes of text under them, about; 0 = as many as can be counted */
    /* Takes rows that are complete, or full. */
    void (*made)(void *data, struct file_rows *rows);
    void *data;

    /* Its own. */
    struct line_clock clock;
    struct file_rows *rows; /* being filled; NULL = none */
    enum line_format last;  /* of the row before */
    bool any, last_loose;   /* there is one; it had no stamp */
    int64_t last_ns;
    char service[64]; /* told last, and its number */
    size_t service_length;
    uint16_t service_number;
    size_t formats[LINE_FORMAT_COUNT]; /* rows seen of each */
    size_t guessed;                    /* of them, that tell no time */
};

/* Sets the rest after the public members were set. */
void line_index_begin(struct line_index *index, int64_t reference_ns);
/* Indexes the rows that begin in [from, to). The text ends at `limit`, with a newline unless
 * nothing more will come. `first`: nothing stands before `from` in the file. */
void line_index_stretch(struct line_index *index, const char *from, const char *to,
                        const char *limit, bool first);
/* The same for text behind what was indexed before: complete lines, which go on where the last ones
 * ended. */
void line_index_more(struct line_index *index, const char *from, const char *to);
/* Hands out the rows that are being filled, if there are any. */
void line_index_end(struct line_index *index);

/* Whether lines of the text have stamps, and what most of them are. */
bool line_index_probe(const char *from, const char *to, int64_t reference_ns,
                      enum line_format *format);

#endif
