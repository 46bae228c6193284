/* SPDX-License-Identifier: Apache-2.0
 *
 * What the local server keeps. SQLite (WAL) is the truth on disk; one writer thread commits. Rows
 * that come while somebody asks for their kind are also in memory, in frames; others are read back
 * when asked for, and kept as long as somebody goes on asking.
 * Issues are in issue_store.h; releases, commits, deploys and repositories in store_releases.h.
 *
 * Two ways to read:
 *   - What is in memory (segments, projects, environments, issues, releases) is borrowed between
 *     store_read_lock() and store_read_unlock(), and nothing of it may be kept past the unlock.
 *     Any number of threads may hold the lock; the writer waits, so hold it for one answer, do not
 *     take it twice, and call nothing that writes while holding it.
 *   - What comes from disk (an event's payload, commits) is newly allocated and needs no lock.
 * Every function that writes blocks until the change is on disk and visible to readers.
 *
 * Times are ns since the epoch. Names of attributes are canonical (api/model/attributes.h).
 */
#ifndef API_LOCAL_STORE_H
#define API_LOCAL_STORE_H

#include "api/model/frame.h"
#include "api/model/item.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE_ERROR store_error_quark()
GQuark store_error_quark(void);
enum store_error {
    STORE_ERROR_OPEN,    /* the directory or the database cannot be used */
    STORE_ERROR_NEWER,   /* written by a newer vigil; the message names both numbers */
    STORE_ERROR_FULL,    /* the queue is full: try again later */
    STORE_ERROR_WRITE,   /* the disk refused; nothing of the batch was kept */
    STORE_ERROR_MISSING, /* no such issue, release, ... */
};

/* The schema this program writes (PRAGMA user_version). */
#define STORE_VERSION 3

struct store_options {
    const char *directory; /* made 0700 if absent; the database is vigil.db in it */
    int64_t retention_ms;  /* rows leave this long after they arrived; 0 = never by age */
    int64_t max_bytes;     /* of the database with its log; 0 = no bound */
    size_t recent_rows;    /* rows of each kind kept in memory as they come; 0 = 1 Mi */
    size_t queue_bytes;    /* bound on what waits to be committed; 0 = 64 MiB */
};

typedef struct store store;

struct store *store_open(const struct store_options *options, GError **error);
/* Commits what waits, then closes. No other call may be under way. */
void store_close(struct store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store, store_close)

/* --- writing: for the intake --- */

/* A payload kept as it came: sessions, check-ins, attachments, ... */
struct raw_item {
    char *type;
    char *project;
    char *event_id; /* of the envelope, or NULL */
    char *header;   /* the item's header as JSON text */
    GBytes *payload;
};

/* What one request brought. Every item has its project. */
struct batch {
    GPtrArray *items; /* of struct item *, owned */
    GPtrArray *raw;   /* of struct raw_item *, owned */
    /* Of GBytes *, owned: the payloads of the error events, in order, as the store keeps them
     * (bytes_pack()), so that its one writer need not make them small; it does what is missing. */
    GPtrArray *packed;
    char *public_key; /* the key it came with, for the project; or NULL */
    size_t bytes;     /* about what it weighs, for the queue's bound */
};
struct batch *batch_new(void);
void batch_free(struct batch *batch);

/* Commits the batch, whole or not at all, together with whatever else waits (group commit). Error
 * events become part of an issue on the way: they gain the attributes `issue` (short id) and
 * `issue.id`. Blocks; the batch is taken over in every case. */
bool store_commit_take(struct store *store, struct batch *batch, GError **error);

/* The same without blocking: `done` is called on the writer's thread once the batch is on disk and
 * visible, or with the error that kept it out. When false is returned (STORE_ERROR_FULL), `done` is
 * not called. */
typedef void store_done_fn(void *context, const GError *error);
bool store_commit_async(struct store *store, struct batch *batch, store_done_fn *done,
                        void *context, GError **error);

/* Says that a batch is being made, and that it now comes or will not. While more are being made
 * than wait the writer gives them a moment, so that they share a commit: a commit costs as much as
 * many small batches. Whoever does not say so is not waited for. */
void store_expect(struct store *store);
void store_expected(struct store *store);

/* --- reading --- */

void store_read_lock(struct store *store);
void store_read_unlock(struct store *store);

/* Under the lock: every segment that may hold rows of `kind` in [start, end), in order of arrival;
 * recent ones from memory, older ones read back from disk. A segment also holds rows outside the
 * range: the evaluator takes the range. Free with g_ptr_array_unref(). Rows of ITEM_EVENT are error
 * events; of ITEM_SPAN both transactions' roots and spans; of ITEM_LOG logs; of ITEM_METRIC
 * samples. */
GPtrArray *store_segments(struct store *store, enum item_kind kind, int64_t start_ns,
                          int64_t end_ns);

/* Under the lock: the segments that may hold rows of the trace (32 hex), whenever it was. */
GPtrArray *store_trace_segments(struct store *store, enum item_kind kind, const char *trace_id);

/* Under the lock: [*first, *last] times of the rows kept of a kind; false when there are none. */
bool store_time_range(struct store *store, enum item_kind kind, int64_t *first_ns,
                      int64_t *last_ns);

/* An error event with its payload: the JSON text described in api/wire/event_json.h. */
struct stored_event {
    char *id;      /* 32 hex */
    char *project; /* slug */
    int64_t time_ns;
    int64_t issue_id;
    char *payload; /* JSON object; NULL in lists */
};
void stored_event_free(struct stored_event *event);

/* The event, or NULL. `id` is 32 hex, any case, with or without hyphens. No lock needed. */
struct stored_event *store_event(struct store *store, const char *id);

/* Events of an issue, newest first, without payloads. No lock needed. For a search among them use
 * the event segments with `issue.id`. */
GPtrArray *store_issue_events(struct store *store, int64_t issue_id, int64_t start_ns,
                              int64_t end_ns, size_t offset, size_t limit);

/* The neighbours of an event within its issue by time: ids, or NULL at the ends. No lock needed. */
void store_event_neighbours(struct store *store, const struct stored_event *event, char **previous,
                            char **next);

/* A check-in of a scheduled job, as it was sent. */
struct stored_check_in {
    char *project;
    int64_t time_ns; /* when it was sent, where it says so; else when it came */
    GBytes *payload; /* JSON */
};
/* Those that came since, oldest first; of more than `limit` the newest. Of struct stored_check_in
 * *, owned by the array. No lock needed. */
GPtrArray *store_check_ins(struct store *store, int64_t since_ns, size_t limit);

/* Sessions, or counts of them, as they were sent. */
struct stored_session {
    char *project;
    bool counted;       /* "sessions": counts by the minute; else "session" */
    int64_t arrived_ns; /* as it came */
    GBytes *payload;    /* JSON */
};
/* Those that came since, oldest first; of more than `limit` the newest. Of struct stored_session *,
 * owned by the array. No lock needed. */
GPtrArray *store_sessions(struct store *store, int64_t since_ns, size_t limit);

struct project {
    int64_t id; /* its slug, where that is a number; else from 1000001, in order of appearance */
    char *slug;
    char *platform;   /* of the first event or span that tells one; or NULL */
    char *public_key; /* the key last used for it, or NULL */
    int64_t first_seen_ns;
    int64_t last_seen_ns;
    GPtrArray *environments; /* of char *, in order of appearance */
    int64_t issues;          /* issues so far: the last number of a short id */
};

/* Under the lock: of struct project *, by id; borrowed, not to be freed. */
const GPtrArray *store_projects(struct store *store);
/* Under the lock: by slug, or by the decimal text of its id. NULL when there is none. */
const struct project *store_project(struct store *store, const char *slug_or_id);
/* Makes the project if it is not there. */
bool store_project_put(struct store *store, const char *slug, GError **error);

/* Bytes on disk now, with the write-ahead log. */
int64_t store_bytes(struct store *store);

/* One step of retention: removes a small part of what is too old or too much; true when there is
 * more to remove. The server calls it from a timer. */
bool store_retain_step(struct store *store, int64_t now_ns);

/* A look at what is idle; the server calls it from the same timer, every ten seconds. Rows of a
 * kind for which nobody asked during STORE_LOOKS_KEPT looks leave memory. True when memory became
 * free since the look before, so that it is worth to give it back to the system. */
#define STORE_LOOKS_KEPT 6
bool store_rest(struct store *store);

#endif
