/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of log_files: one file (log_file.c), the threads and what they tell (log_files.c).
 */
#ifndef API_FILES_LOG_FILES_INTERNAL_H
#define API_FILES_LOG_FILES_INTERNAL_H

#include "api/files/line_index.h"
#include "api/files/log_files.h"
#include "api/files/spool.h"

#include <stdatomic.h>
#include <sys/stat.h>

#define WORKERS_MOST 4

/* One file, from when it was opened until another took its place. */
struct log_file {
    struct log_files *all;
    char *path;          /* NULL = standard input */
    uint32_t number;     /* in ids */
    struct spool *spool; /* NULL = the file itself is mapped */
    int file;
    dev_t device;
    ino_t inode;
    uint16_t service;         /* of names: the file's own name, for rows that tell none */
    struct text_piece *piece; /* from the beginning, with room to grow */
    int64_t changed_ns;       /* its last change, when it was opened */
    uint64_t opened_to;       /* the text that was there then, in whole lines */
    bool stamped;

    /* Under the lock of all: the part that was there, indexed from its end backwards. */
    uint64_t head;     /* what is before this waits */
    size_t next_chunk; /* bytes of the next stretch */
    unsigned working;  /* workers on it */
    int64_t oldest_ns; /* row indexed so far; INT64_MAX = none */
    GPtrArray *held;   /* of struct held *: segments handed out */
    bool gone;         /* replaced or cut: what is still being indexed of it is dropped */

    /* The follower's own. */
    uint64_t tail;             /* what is before this is indexed, or waits in the head */
    struct line_index growing; /* of what comes behind */
    struct segment *segment;   /* that grows; a reference; NULL = none */
    size_t told;               /* rows of it */
    struct text_piece *at_tail;
    bool said_gone, ended;
    int64_t still_since_us; /* the last line has no end, and did not change since */
    uint64_t still_at;
};

/* A segment handed out, and where its text lies. */
struct held {
    struct segment *segment; /* a reference */
    uint64_t from;           /* of the file */
    size_t rows;
};

struct log_files {
    struct log_files_options options;
    struct names *names;
    char *title;
    GPtrArray *files; /* of struct log_file *: those being read; the follower changes it */
    GPtrArray *paths; /* of char *, by number */
    GMutex lock;      /* over files' heads, held, events */
    GCond more;       /* there is work, or the end */
    GQueue events;    /* of struct log_event * */
    bool told;        /* came() was called since the last event was taken */
    bool stopping, cut, incomplete;
    GThread *workers[WORKERS_MOST], *follower;
    unsigned worker_count;
    int wake;   /* eventfd: the follower is to look */
    int notify; /* inotify; -1 = polled only */
    _Atomic uint64_t bytes, indexed, rows, dropped;
    _Atomic size_t formats[LINE_FORMAT_COUNT], guessed;
    atomic_bool reading, unpacking;
};

/* log_file.c. Opens; NULL with why. `input` is taken when `path` is "-". */
struct log_file *log_file_open(struct log_files *all, const char *path, int input, GError **error);
void log_file_free(struct log_file *file);
/* The follower's look: what came is indexed, what went is said. Returns true when text came. */
bool log_file_look(struct log_file *file);
/* Another file has the name by now: NULL when not, or when it cannot be opened yet. */
struct log_file *log_file_successor(struct log_file *file);
/* Indexes one stretch of the head; the lock is held at the call and at the return. */
void log_file_index(struct log_file *file);

/* log_files.c. The lock is held. */
void log_files_tell_rows(struct log_file *file, struct segment *segment, size_t from, size_t to);
void log_files_say(struct log_files *files, bool trouble, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* Forgets the segments of the file whose text is before `offset`. */
void log_files_drop(struct log_file *file, uint64_t offset);

#endif
