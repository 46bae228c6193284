/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/issue_store.h"
#include "api/local/store_internal.h"
#include "base/clock.h"

#include <sqlite3.h>

/* One step takes at most this many batches and raw payloads away: a few milliseconds of the
 * writer's time, so that intake hardly notices. */
#define STEP_BATCHES "64"
#define STEP_PAGES   "256"

/* What leaves: the oldest, and those that arrived before a time. */
static const char *const remove_old[] = {
    "DELETE FROM event WHERE batch IN (SELECT id FROM batch WHERE arrived_ns < ?1 ORDER BY id "
    "LIMIT " STEP_BATCHES ")",
    "DELETE FROM batch WHERE id IN (SELECT id FROM batch WHERE arrived_ns < ?1 ORDER BY id "
    "LIMIT " STEP_BATCHES ")",
    "DELETE FROM raw WHERE id IN (SELECT id FROM raw WHERE arrived_ns < ?1 ORDER BY id "
    "LIMIT " STEP_BATCHES ")",
    "DELETE FROM issue_minute WHERE minute < ?1 / 60000000000 - 11520", /* 8 days: issue_store.h */
};

struct step {
    int64_t before_ns; /* what arrived earlier leaves */
    bool more;         /* something was removed */
};

static bool remove_step(struct store *store, struct changes *changes, const void *context,
                        GError **error)
{
    (void)changes;
    struct step *step = (struct step *)context;
    for (size_t i = 0; i < G_N_ELEMENTS(remove_old); i++) {
        sqlite3_stmt *statement = sql_prepare(store->writer, remove_old[i], error);
        bool good = statement && sql_run(statement, error, "i", step->before_ns);
        step->more |= good && sqlite3_changes(store->writer) > 0 && i < 3;
        sqlite3_finalize(statement);
        if (!good) {
            return false;
        }
    }
    return sql_exec(store->writer, "PRAGMA incremental_vacuum(" STEP_PAGES ")", error);
}

static int64_t read_number(struct store *store, const char *text)
{
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = sql_prepare(store->reader, text, NULL);
    int64_t number = row && sqlite3_step(row) == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_finalize(row);
    g_mutex_unlock(&store->reader_lock);
    return number;
}

/* Pages in use: those that are free already do not count. */
static int64_t used_bytes(struct store *store)
{
    return read_number(store, "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT "
                              "freelist_count FROM pragma_freelist_count)") *
           read_number(store, "SELECT page_size FROM pragma_page_size");
}

/* When the size is past its bound: the arrival time up to which one step's worth is older. */
static int64_t size_cutoff(struct store *store)
{
    if (store->options.max_bytes <= 0 || used_bytes(store) <= store->options.max_bytes) {
        return 0;
    }
    int64_t batches = read_number(store, "SELECT max(arrived_ns) + 1 FROM (SELECT arrived_ns FROM "
                                         "batch ORDER BY id LIMIT " STEP_BATCHES ")");
    int64_t raw = read_number(store, "SELECT max(arrived_ns) + 1 FROM (SELECT arrived_ns FROM raw "
                                     "ORDER BY id LIMIT " STEP_BATCHES ")");
    return batches && raw ? MIN(batches, raw) : MAX(batches, raw);
}

bool store_retain_step(struct store *store, int64_t now_ns)
{
    int64_t by_age = store->options.retention_ms > 0
                         ? now_ns - store->options.retention_ms * NS_PER_MS
                         : INT64_MIN;
    int64_t by_size = size_cutoff(store);
    struct step step = {.before_ns = MAX(by_age, by_size)};
    if (step.before_ns <= 0) {
        return false;
    }
    g_autoptr(GError) error = NULL;
    if (!store_change(store, remove_step, &step, &error)) {
        g_warning("retention: %s", error->message);
        return false;
    }
    store_forget_before(store, step.before_ns);
    return step.more;
}
