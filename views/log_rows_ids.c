/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rows are held already, by time and id. Of a moment with many rows (times that were cut to
 * seconds, a batch that was stamped at once) the ids are kept as a set, so that a row costs the
 * same however many happened with it.
 */
#include "views/log_rows_internal.h"

#include <string.h>

#define SCAN_MOST 16    /* rows of one moment that are looked through */
#define IDS_MOST  65536 /* kept, but those of one moment always are */

void log_ids_init(struct log_rows *rows)
{
    rows->ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                      (GDestroyNotify)g_hash_table_unref);
}

void log_ids_clear(struct log_rows *rows)
{
    g_hash_table_unref(rows->ids);
}

void log_ids_empty(struct log_rows *rows)
{
    g_hash_table_remove_all(rows->ids);
    rows->ids_kept = 0;
}

static void keep(struct log_rows *rows, GHashTable *set, const char *id)
{
    rows->ids_kept += g_hash_table_add(set, g_strdup(id));
}

static const char *id_at(struct log_rows *rows, int64_t at)
{
    const struct place *place = runway_at(&rows->places, at);
    rows->ids_read++;
    return segment_id(place_segment(rows, place), place->row);
}

static bool is_of(const struct log_rows *rows, int64_t at, int64_t time_ns)
{
    return at < runway_end(&rows->places) &&
           place_time(rows, runway_at(&rows->places, at)) == time_ns;
}

static GHashTable *read_moment(struct log_rows *rows, int64_t time_ns, int64_t at)
{
    if (rows->ids_kept > IDS_MOST)
        log_ids_empty(rows);
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(rows->ids, g_memdup2(&time_ns, sizeof time_ns), set);
    for (; is_of(rows, at, time_ns); at++)
        keep(rows, set, id_at(rows, at));
    return set;
}

bool log_ids_have(struct log_rows *rows, int64_t time_ns, const char *id)
{
    GHashTable *set = g_hash_table_lookup(rows->ids, &time_ns);
    int64_t first = set ? 0 : log_rows_place_from(rows, time_ns);
    for (int64_t at = first; !set && is_of(rows, at, time_ns); at++) {
        if (at - first == SCAN_MOST)
            set = read_moment(rows, time_ns, first);
        else if (strcmp(id_at(rows, at), id) == 0)
            return true;
    }
    return set && g_hash_table_contains(set, id);
}

void log_ids_note(struct log_rows *rows, int64_t time_ns, const char *id)
{
    GHashTable *set = g_hash_table_lookup(rows->ids, &time_ns);
    if (set)
        keep(rows, set, id);
}

size_t log_rows_ids_read(const struct log_rows *rows)
{
    return rows->ids_read;
}
