/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_sql.h"

#include "api/local/store.h"

#include <sqlite3.h>
#include <stdarg.h>

G_DEFINE_QUARK(vigil - store - error, store_error)

/* One step a version: migrations[n] brings version n to n + 1. Never changed once released. */
static const char *const migrations[STORE_VERSION] = {
    /* Rows go in batches, one a commit and kind, found by their times; `traces` is the sorted run
     * of the 16-byte ids of the traces in it. A document is a project, an issue, a release or a
     * repository, all of which are in memory; `kind` is enum record_kind. */
    "CREATE TABLE batch (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, arrived_ns INTEGER NOT "
    "NULL, min_ns INTEGER NOT NULL, max_ns INTEGER NOT NULL, rows INTEGER NOT NULL, traces BLOB, "
    "data BLOB NOT NULL);"
    "CREATE INDEX batch_kind ON batch (kind, id);"
    "CREATE TABLE event (id TEXT PRIMARY KEY, project TEXT NOT NULL, time_ns INTEGER NOT NULL, "
    "issue INTEGER NOT NULL, batch INTEGER NOT NULL, payload BLOB NOT NULL);"
    "CREATE INDEX event_issue ON event (issue, time_ns);"
    "CREATE INDEX event_batch ON event (batch);"
    "CREATE TABLE raw (id INTEGER PRIMARY KEY, type TEXT NOT NULL, project TEXT NOT NULL, event_id "
    "TEXT, arrived_ns INTEGER NOT NULL, header TEXT, payload BLOB NOT NULL);"
    "CREATE TABLE document (kind INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, "
    "PRIMARY KEY (kind, id)) WITHOUT ROWID;"
    "CREATE TABLE issue_minute (issue INTEGER NOT NULL, minute INTEGER NOT NULL, count INTEGER NOT "
    "NULL, PRIMARY KEY (issue, minute)) WITHOUT ROWID;"
    "CREATE TABLE issue_user (issue INTEGER NOT NULL, user TEXT NOT NULL, PRIMARY KEY (issue, "
    "user)) WITHOUT ROWID;"
    "CREATE TABLE release_commits (version TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;",
    /* Check-ins are read back among payloads of all types, most of which are larger. */
    "CREATE INDEX raw_check_in ON raw (arrived_ns) WHERE type = 'check_in';",
    /* Sessions, too. */
    "CREATE INDEX raw_session ON raw (arrived_ns) WHERE type IN ('session', 'sessions');",
};

static bool fail(sqlite3 *db, int code, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, code, "%s: %s", what, sqlite3_errmsg(db));
    return false;
}

bool sql_exec(sqlite3 *db, const char *text, GError **error)
{
    return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK ||
           fail(db, STORE_ERROR_WRITE, "the store", error);
}

sqlite3_stmt *sql_prepare(sqlite3 *db, const char *text, GError **error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        fail(db, STORE_ERROR_OPEN, "the store", error);
    }
    return statement;
}

static void bind_all(sqlite3_stmt *statement, const char *types, va_list values)
{
    for (int i = 1; *types; types++, i++) {
        if (*types == 'i') {
            sqlite3_bind_int64(statement, i, va_arg(values, int64_t));
        } else if (*types == 't') {
            sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_STATIC);
        } else {
            const void *data = va_arg(values, const void *);
            size_t size = va_arg(values, size_t);
            sqlite3_bind_blob64(statement, i, data ? data : "", size, SQLITE_STATIC);
        }
    }
}

void sql_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    bind_all(statement, types, values);
    va_end(values);
}

bool sql_run(sqlite3_stmt *statement, GError **error, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    bind_all(statement, types, values);
    va_end(values);
    int status = sqlite3_step(statement);
    while (status == SQLITE_ROW) {
        status = sqlite3_step(statement);
    }
    bool done = status == SQLITE_DONE;
    if (!done) {
        fail(sqlite3_db_handle(statement), STORE_ERROR_WRITE, "the store cannot be written", error);
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

bool sql_next(sqlite3_stmt *statement, GError **error)
{
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        return true;
    }
    if (status != SQLITE_DONE) {
        fail(sqlite3_db_handle(statement), STORE_ERROR_OPEN, "the store cannot be read", error);
    }
    sqlite3_reset(statement);
    return false;
}

static int read_version(sqlite3 *db)
{
    sqlite3_stmt *statement = sql_prepare(db, "PRAGMA user_version", NULL);
    int version =
        statement && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    return version;
}

static bool migrate(sqlite3 *db, const char *path, GError **error)
{
    int version = read_version(db);
    if (version < 0) {
        return fail(db, STORE_ERROR_OPEN, path, error);
    }
    if (version > STORE_VERSION) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
                    "%s was written by a newer vigil (store version %d, this one knows %d): use "
                    "that vigil, or another --data directory",
                    path, version, STORE_VERSION);
        return false;
    }
    for (; version < STORE_VERSION; version++) {
        g_autofree char *script =
            g_strdup_printf("%s BEGIN; %s PRAGMA user_version = %d; COMMIT;",
                            version == 0 ? "PRAGMA auto_vacuum = INCREMENTAL;" : "",
                            migrations[version], version + 1);
        if (!sql_exec(db, script, error)) {
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
            return false;
        }
    }
    return true;
}

sqlite3 *sql_open(const char *path, bool writer, GError **error)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_NOMUTEX |
                (writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) {
        fail(db, STORE_ERROR_OPEN, path, error);
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 5000);
    /* NORMAL in WAL mode: a killed process loses nothing that was committed; only a machine that
     * loses power may lose the last moments. */
    bool good = !writer || (migrate(db, path, error) &&
                            sql_exec(db,
                                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                                     "PRAGMA journal_size_limit = 16777216; PRAGMA locking_mode = "
                                     "NORMAL;",
                                     error));
    if (!good) {
        sqlite3_close(db);
        return NULL;
    }
    return db;
}
