/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a store, for the files that make it up. Who may touch what:
 *   - `writer`, its statements and `packer` belong to the writer's thread (and to store_open).
 *   - `memory` and `records` are changed by that thread alone, with `lock` held for writing; so the
 *     writer reads them without a lock and everybody else with it.
 *   - `reader` belongs to whoever holds `reader_lock`.
 *   - the queue is under `queue_lock`.
 */
#ifndef API_LOCAL_STORE_INTERNAL_H
#define API_LOCAL_STORE_INTERNAL_H

#include "api/local/store.h"
#include "api/local/store_records.h"
#include "api/local/store_sql.h"

enum writer_statement {
    WRITE_BEGIN,
    WRITE_COMMIT,
    WRITE_ROLLBACK,
    WRITE_BATCH,
    WRITE_EVENT,
    WRITE_RAW,
    WRITE_DOCUMENT,
    WRITE_MINUTE,
    WRITE_USER,
    WRITE_COMMITS,
    WRITER_STATEMENTS
};

enum reader_statement {
    READ_EVENT,
    READ_ISSUE_EVENTS,
    READ_PREVIOUS,
    READ_NEXT,
    READ_BATCHES,
    READ_COMMITS,
    READ_RANGE,
    READ_NEWEST,
    READ_CHECK_INS,
    READ_SESSIONS,
    READER_STATEMENTS
};

/* How many rows of a batch are, or were, in the frame of its kind. */
struct resident {
    int64_t batch;
    size_t rows;
};

/* The rows of one kind that are in memory: those that came while somebody asked for the kind. What
 * nobody asks for is on disk only, and read back as history by the next who does. */
struct memory {
    struct frame *frame;
    GQueue residents; /* of struct resident *, oldest first: the batches that the frame still has */
    size_t gone;      /* rows of the oldest of them that the frame has dropped */
    int64_t since;    /* batches before this one are not in the frame */
    gint unasked;     /* looks (store_rest()) since somebody asked for the kind; atomic */
};

/* Rows read back from disk for the last answer that needed them, kept for the next. */
struct history {
    int64_t before;           /* the first batch that is not in it */
    size_t rows_of_it;        /* but for so many rows of that one */
    int64_t start_ns, end_ns; /* the range for which it is whole */
    GPtrArray *segments;      /* of struct segment *; NULL = none */
};

/* Something to commit: a batch, or a change to records. */
struct job;
/* Makes the change in the transaction under way. Must leave `changes` alone when it fails. */
typedef bool store_change_fn(struct store *store, struct changes *changes, const void *context,
                             GError **error);

struct store {
    char *path;
    struct store_options options;
    sqlite3 *writer;
    sqlite3_stmt *write[WRITER_STATEMENTS];
    struct packer *packer;
    int64_t last_batch;

    GMutex reader_lock;
    sqlite3 *reader;
    sqlite3_stmt *read[READER_STATEMENTS];
    struct history history[ITEM_KIND_COUNT]; /* under reader_lock */

    GRWLock lock;
    struct memory memory[ITEM_KIND_COUNT];
    struct records records[RECORD_KIND_END];
    GHashTable *short_ids; /* upper-case short id -> struct issue_record * */
    bool came;             /* something was committed since the last look */

    GMutex queue_lock;
    GCond queue_filled;
    GQueue queue; /* of struct job * */
    size_t queued_bytes;
    guint expected; /* batches that are being made */
    bool stopping;
    GThread *thread;
};

/* One commit: everything that several jobs bring, in one transaction. */
struct commit_work {
    GPtrArray *items; /* of struct item *, borrowed from the jobs' batches */
    struct changes changes;
    GHashTable *minutes;              /* touched issue minutes: see issue_apply.c */
    int64_t batches[ITEM_KIND_COUNT]; /* id of the batch of each kind; 0 = none */
    size_t rows[ITEM_KIND_COUNT];
    int64_t now_ns;
};

/* store_writer.c */
bool store_writer_start(struct store *store, GError **error);
void store_writer_stop(struct store *store);
/* Runs `change` on the writer's thread, in a transaction; blocks. `context` lives for the call. */
bool store_change(struct store *store, store_change_fn *change, const void *context,
                  GError **error);

/* store_commit.c: within a transaction of the writer */
bool commit_batch(struct store *store, struct commit_work *work, struct batch *batch,
                  GError **error);
bool commit_rows(struct store *store, struct commit_work *work, GError **error);
bool commit_records(struct store *store, struct commit_work *work, GError **error);
/* After the transaction, under the write lock. */
void commit_publish(struct store *store, struct commit_work *work);

/* issue_apply.c: makes an error event part of its issue. `packed` is its payload, or NULL. */
bool issue_apply(struct store *store, struct commit_work *work, struct item *event, GBytes *packed,
                 GError **error);
bool issue_apply_minutes(struct store *store, struct commit_work *work, GError **error);

/* store_projects.c */
void project_apply(struct store *store, struct commit_work *work, const struct item *item,
                   const char *public_key);
/* store_releases.c */
struct release_record *release_obtain(struct store *store, struct changes *changes,
                                      const char *version, int64_t created_ns);
void release_apply(struct store *store, struct commit_work *work, const struct item *item);
struct project *project_obtain(struct store *store, struct changes *changes, const char *slug,
                               int64_t now_ns);

/* store_segments.c */
/* Of at most about `most_rows`, asleep; batches before `since` are on disk only. */
void memory_init(struct memory *memory, size_t most_rows, int64_t since);
void memory_append(struct memory *memory, enum item_kind kind, int64_t batch, size_t rows,
                   const GPtrArray *items);
void memory_clear(struct memory *memory);
/* Lets go of all history. The caller holds reader_lock, or is alone. */
void history_forget(struct store *store);
/* Drops segments that are wholly older from what is in memory. Takes the locks. */
void store_forget_before(struct store *store, int64_t before_ns);

/* True if `list` (of char *) has `text`; adds it otherwise, as long as there is room. */
bool texts_add(GPtrArray *list, const char *text, guint most);

#endif
