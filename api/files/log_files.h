/* SPDX-License-Identifier: Apache-2.0
 *
 * Log files as one source of rows: opened, indexed from their ends backwards on threads of their
 * own, and followed as `tail -F` does. Rows come as segments (api/model/frame.h) with the file's
 * text left where it is; whoever takes them puts them in order of time.
 *
 * A file that was cut loses its rows, since their text is gone; one that was renamed keeps them,
 * and the file that took its name is followed. Standard input and compressed files are spooled
 * (spool.h); of a stream that never ends the oldest rows go.
 */
#ifndef API_FILES_LOG_FILES_H
#define API_FILES_LOG_FILES_H

#include "api/model/frame.h"
#include "base/autoptr.h"

struct log_files;

#define LOG_FILES_MOST 512 /* at a time */

struct log_files_options {
    const char *const *paths; /* "-" is standard input; ends with NULL */
    int input;                /* the descriptor that "-" stands for; taken when "-" is opened */
    uint64_t stream_bytes;    /* kept of a stream; 0 = 1 GiB */
    uint64_t most_rows;       /* 0 = no bound */
    /* Called from any thread, which must not be held up, when log_files_next() has something, once
     * until it was asked. */
    void (*came)(void *data);
    void *data;
};

/* Fails with the name of the file that cannot be opened, and why. Indexing begins at once. */
struct log_files *log_files_open(const struct log_files_options *options, GError **error);
/* Sets came() now; what came before is told. After NULL was set it is not called again. */
void log_files_listen(struct log_files *files, void (*came)(void *data), void *data);
/* Ends its threads. Segments that were taken stay good. */
void log_files_close(struct log_files *files);
DEFINE_AUTOPTR(log_files, log_files_close);

enum log_change {
    LOG_ROWS,    /* the segment has the rows [from, to) more; the first time, it is new */
    LOG_DROPPED, /* the segment's text is gone: forget it */
    LOG_SAID,    /* `text`: something the user should know */
};

struct log_event {
    enum log_change change;
    struct segment *segment; /* a reference, the taker's */
    size_t from, to;
    char *text; /* the taker's */
    bool trouble;
};

/* What happened next; false = nothing more. The UI thread's. */
bool log_files_next(struct log_files *files, struct log_event *event);
void log_event_clear(struct log_event *event);

struct log_files_state {
    unsigned files;
    unsigned services;       /* names that rows had so far, those of files for rows without one */
    uint64_t bytes, indexed; /* of text known, and looked through */
    uint64_t guessed;        /* rows that tell no time: in the files' order, at a guess */
    uint64_t dropped;        /* rows of streams that went, oldest first */
    bool indexing;           /* what was there at the beginning is not all indexed */
    bool reading;            /* a stream or a compressed file has not ended */
    bool busy;               /* more is known to come without anybody writing */
    bool cut;                /* rows before these were not indexed: most_rows */
    bool incomplete;         /* a stream or a compressed file was damaged, or ended early */
};
struct log_files_state log_files_state(struct log_files *files);
/* "app.log", "app.log + 2 files", "standard input"; borrowed. */
const char *log_files_title(const struct log_files *files);
/* "JSON lines": what nearly all rows are; "mixed formats" where none is; NULL while unknown. */
const char *log_files_format(struct log_files *files);
/* The path of the file with the number that an id begins with ("2:1234"); NULL = none. */
const char *log_files_path(const struct log_files *files, const char *id);

#endif
