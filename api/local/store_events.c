/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"
#include "api/local/store_rows.h"
#include "api/wire/rows.h"

#include <sqlite3.h>

void stored_event_free(struct stored_event *event)
{
    if (!event) {
        return;
    }
    g_free(event->id);
    g_free(event->project);
    g_free(event->payload);
    g_free(event);
}

static char *column_text(sqlite3_stmt *row, int column)
{
    return g_strdup((const char *)sqlite3_column_text(row, column));
}

static struct stored_event *read_event(sqlite3_stmt *row)
{
    struct stored_event *event = g_new0(struct stored_event, 1);
    event->id = column_text(row, 0);
    event->project = column_text(row, 1);
    event->time_ns = sqlite3_column_int64(row, 2);
    return event;
}

struct stored_event *store_event(struct store *store, const char *id)
{
    g_autofree char *hex = row_hex(id, 32);
    struct stored_event *event = NULL;
    if (!hex) {
        return NULL;
    }
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = store->read[READ_EVENT];
    sql_bind(row, "t", hex);
    if (sql_next(row, NULL)) {
        event = read_event(row);
        event->issue_id = sqlite3_column_int64(row, 3);
        event->payload =
            bytes_unpack(sqlite3_column_blob(row, 4), (size_t)sqlite3_column_bytes(row, 4), NULL);
        sqlite3_reset(row);
    }
    g_mutex_unlock(&store->reader_lock);
    if (event && !event->payload) {
        g_clear_pointer(&event, stored_event_free); /* damaged */
    }
    return event;
}

GPtrArray *store_issue_events(struct store *store, int64_t issue_id, int64_t start_ns,
                              int64_t end_ns, size_t offset, size_t limit)
{
    GPtrArray *events = g_ptr_array_new_with_free_func((GDestroyNotify)stored_event_free);
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = store->read[READ_ISSUE_EVENTS];
    sql_bind(row, "iiiii", issue_id, start_ns, end_ns, (int64_t)MIN(limit, INT64_MAX),
             (int64_t)MIN(offset, INT64_MAX));
    while (sql_next(row, NULL)) {
        struct stored_event *event = read_event(row);
        event->issue_id = issue_id;
        g_ptr_array_add(events, event);
    }
    g_mutex_unlock(&store->reader_lock);
    return events;
}

static char *neighbour(sqlite3_stmt *row, const struct stored_event *event)
{
    char *id = NULL;
    sql_bind(row, "iit", event->issue_id, event->time_ns, event->id);
    if (sql_next(row, NULL)) {
        id = column_text(row, 0);
        sqlite3_reset(row);
    }
    return id;
}

void store_event_neighbours(struct store *store, const struct stored_event *event, char **previous,
                            char **next)
{
    g_mutex_lock(&store->reader_lock);
    *previous = neighbour(store->read[READ_PREVIOUS], event);
    *next = neighbour(store->read[READ_NEXT], event);
    g_mutex_unlock(&store->reader_lock);
}
