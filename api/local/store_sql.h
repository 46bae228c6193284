/* SPDX-License-Identifier: Apache-2.0
 *
 * The little of SQLite that the store needs: open and migrate, prepare, run.
 */
#ifndef API_LOCAL_STORE_SQL_H
#define API_LOCAL_STORE_SQL_H

#include <glib.h>
#include <stdbool.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

/* Opens (and for the writer makes and migrates) the database. */
sqlite3 *sql_open(const char *path, bool writer, GError **error);

bool sql_exec(sqlite3 *db, const char *text, GError **error);

/* A statement kept for the life of the connection. */
sqlite3_stmt *sql_prepare(sqlite3 *db, const char *text, GError **error);

/* Binds by a letter each: i int64_t, t const char * (NULL = null), b const void * and size_t. The
 * values must live until the statement is reset. */
void sql_bind(sqlite3_stmt *statement, const char *types, ...);

/* Binds, runs to the end, resets. */
bool sql_run(sqlite3_stmt *statement, GError **error, const char *types, ...);

/* True for a row; at the end, or on an error (which sets *error if given), resets and is false. */
bool sql_next(sqlite3_stmt *statement, GError **error);

#endif
