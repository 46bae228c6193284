/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"
#include "api/wire/json.h"

#include <sqlite3.h>
#include <string.h>

/* From the newest first, as they are read to keep those, to the oldest first. */
static void turn_round(GPtrArray *list)
{
    for (guint i = 0; i < list->len / 2; i++) {
        void *swapped = list->pdata[i];
        list->pdata[i] = list->pdata[list->len - 1 - i];
        list->pdata[list->len - 1 - i] = swapped;
    }
}

static void check_in_free(void *data)
{
    struct stored_check_in *one = data;
    g_free(one->project);
    g_bytes_unref(one->payload);
    g_free(one);
}

/* What was sent late, after a time without a network, tells when. A clock ahead of ours is not
 * believed. */
static int64_t sent_at(const char *header, int64_t arrived_ns)
{
    json_t *told = header ? json_read(header, strlen(header), NULL, NULL) : NULL;
    int64_t sent_ns = json_is_object(told) ? json_get_time_ns(told, "sent_at") : 0;
    json_decref(told);
    return sent_ns > 0 && sent_ns < arrived_ns ? sent_ns : arrived_ns;
}

GPtrArray *store_check_ins(struct store *store, int64_t since_ns, size_t limit)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(check_in_free);
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = store->read[READ_CHECK_INS];
    sql_bind(row, "ii", since_ns, (int64_t)limit);
    while (sql_next(row, NULL)) {
        struct stored_check_in *one = g_new0(struct stored_check_in, 1);
        one->project = g_strdup((const char *)sqlite3_column_text(row, 0));
        one->time_ns =
            sent_at((const char *)sqlite3_column_text(row, 2), sqlite3_column_int64(row, 1));
        one->payload =
            g_bytes_new(sqlite3_column_blob(row, 3), (size_t)sqlite3_column_bytes(row, 3));
        g_ptr_array_add(found, one);
    }
    g_mutex_unlock(&store->reader_lock);
    turn_round(found);
    return found;
}

/* --- sessions --- */

static void session_free(void *data)
{
    struct stored_session *one = data;
    g_free(one->project);
    g_bytes_unref(one->payload);
    g_free(one);
}

GPtrArray *store_sessions(struct store *store, int64_t since_ns, size_t limit)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(session_free);
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = store->read[READ_SESSIONS];
    sql_bind(row, "ii", since_ns, (int64_t)limit);
    while (sql_next(row, NULL)) {
        struct stored_session *one = g_new0(struct stored_session, 1);
        one->project = g_strdup((const char *)sqlite3_column_text(row, 0));
        one->counted = sqlite3_column_int(row, 1) != 0;
        one->arrived_ns = sqlite3_column_int64(row, 2);
        one->payload =
            g_bytes_new(sqlite3_column_blob(row, 3), (size_t)sqlite3_column_bytes(row, 3));
        g_ptr_array_add(found, one);
    }
    g_mutex_unlock(&store->reader_lock);
    turn_round(found);
    return found;
}
