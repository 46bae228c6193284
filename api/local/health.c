/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/health.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define MAX_KINDS 100
#define MAX_NAME  200 /* bytes of a kind */
#define OTHER     "other"

struct row {
    uint64_t counts[HEALTH_COUNTS];
    char *reason; /* of the last refusal, or NULL */
};

struct health {
    GMutex lock;
    GHashTable *rows; /* kind -> struct row * */
    gint64 started_us;
};

static void row_free(gpointer data)
{
    struct row *row = data;
    g_free(row->reason);
    g_free(row);
}

struct health *health_new(void)
{
    struct health *health = g_new0(struct health, 1);
    g_mutex_init(&health->lock);
    health->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, row_free);
    health->started_us = g_get_monotonic_time();
    return health;
}

void health_free(struct health *health)
{
    if (!health) {
        return;
    }
    g_hash_table_unref(health->rows);
    g_mutex_clear(&health->lock);
    g_free(health);
}

/* A kind as it stands among the rows: cut, and UTF-8. */
static char *row_name(const char *kind)
{
    return g_utf8_make_valid(kind, (gssize)strnlen(kind, MAX_NAME));
}

static struct row *row_of(struct health *health, const char *kind)
{
    g_autofree char *name = row_name(kind);
    struct row *row = g_hash_table_lookup(health->rows, name);
    if (row) {
        return row;
    }
    if (g_hash_table_size(health->rows) >= MAX_KINDS && !g_str_equal(name, OTHER)) {
        return row_of(health, OTHER);
    }
    row = g_new0(struct row, 1);
    g_hash_table_insert(health->rows, g_steal_pointer(&name), row);
    return row;
}

void health_add(struct health *health, const char *kind, enum health_count which, uint64_t number)
{
    if (number == 0) {
        return;
    }
    g_mutex_lock(&health->lock);
    row_of(health, kind)->counts[which] += number;
    g_mutex_unlock(&health->lock);
}

void health_reason(struct health *health, const char *kind, const char *reason)
{
    g_mutex_lock(&health->lock);
    struct row *row = row_of(health, kind);
    g_free(row->reason);
    row->reason = g_utf8_make_valid(reason, -1);
    g_mutex_unlock(&health->lock);
}

uint64_t health_get(struct health *health, const char *kind, enum health_count which)
{
    g_autofree char *name = row_name(kind);
    g_mutex_lock(&health->lock);
    const struct row *row = g_hash_table_lookup(health->rows, name);
    uint64_t count = row ? row->counts[which] : 0;
    g_mutex_unlock(&health->lock);
    return count;
}

static json_t *row_json(const struct row *row)
{
    static const char *const names[HEALTH_COUNTS] = {
        [HEALTH_TAKEN] = "taken",
        [HEALTH_REFUSED] = "refused",
        [HEALTH_REPAIRED] = "repaired",
        [HEALTH_DROPPED] = "dropped",
    };
    json_t *json = json_object();
    for (int i = 0; i < HEALTH_COUNTS; i++) {
        json_object_set_new(json, names[i], json_integer((json_int_t)row->counts[i]));
    }
    if (row->reason) {
        json_object_set_new(json, "last_refusal", json_string(row->reason));
    }
    return json;
}

char *health_json(struct health *health, int64_t store_bytes)
{
    json_t *kinds = json_object();
    g_mutex_lock(&health->lock);
    GHashTableIter iter;
    gpointer kind, row;
    g_hash_table_iter_init(&iter, health->rows);
    while (g_hash_table_iter_next(&iter, &kind, &row)) {
        json_object_set_new(kinds, kind, row_json(row));
    }
    g_mutex_unlock(&health->lock);
    gint64 uptime = (g_get_monotonic_time() - health->started_us) / G_USEC_PER_SEC;
    json_t *json =
        json_pack("{s:s,s:I,s:I,s:o}", "status", "ok", "uptime_seconds", (json_int_t)uptime,
                  "store_bytes", (json_int_t)store_bytes, "kinds", kinds);
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(json);
    char *copy = g_strdup(text);
    free(text);
    return copy;
}
