/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/value_ids.h"

#include <string.h>

/* Up to this many pairs of two columns are remembered in a plain table while a segment is read. */
#define MOST_PAIRS (1u << 18)

/* One column joined to the combinations of those before it. */
struct level {
    const struct column_ref *column;
    struct value_ids *map;
    GHashTable *pairs; /* (combination so far, id) as int64 -> combination + 1 */
};

struct groups {
    GArray *levels;  /* of struct level */
    GArray **before; /* at each level, of uint32_t: the combination of the level before ... */
    GArray **ids;    /* ... and the id at this level, of each combination */
};

struct groups *groups_new(const GPtrArray *columns)
{
    struct groups *groups = g_new0(struct groups, 1);
    groups->levels = g_array_new(FALSE, TRUE, sizeof(struct level));
    groups->before = g_new0(GArray *, columns->len + 1);
    groups->ids = g_new0(GArray *, columns->len + 1);
    for (guint i = 0; i < columns->len; i++) {
        struct level level = {
            .column = columns->pdata[i],
            .map = value_ids_new(),
            .pairs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
        };
        g_array_append_val(groups->levels, level);
        groups->before[i] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        groups->ids[i] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    return groups;
}

void groups_free(struct groups *groups)
{
    if (!groups)
        return;
    for (guint i = 0; i < groups->levels->len; i++) {
        struct level *level = &g_array_index(groups->levels, struct level, i);
        value_ids_free(level->map);
        g_hash_table_unref(level->pairs);
        g_array_unref(groups->before[i]);
        g_array_unref(groups->ids[i]);
    }
    g_array_unref(groups->levels);
    g_free(groups->before);
    g_free(groups->ids);
    g_free(groups);
}

static size_t count_at(const struct groups *groups, guint level)
{
    return groups->ids[level]->len;
}

size_t groups_count(const struct groups *groups)
{
    guint levels = groups->levels->len;
    return levels == 0 ? 1 : count_at(groups, levels - 1);
}

static uint32_t combine(struct groups *groups, guint at, uint32_t so_far, uint32_t id)
{
    struct level *level = &g_array_index(groups->levels, struct level, at);
    int64_t pair = (int64_t)so_far << 32 | id;
    uint32_t known = GPOINTER_TO_UINT(g_hash_table_lookup(level->pairs, &pair));
    if (known != 0)
        return known - 1;
    g_array_append_val(groups->before[at], so_far);
    g_array_append_val(groups->ids[at], id);
    g_hash_table_insert(level->pairs, g_memdup2(&pair, sizeof pair),
                        GUINT_TO_POINTER(groups->ids[at]->len));
    return groups->ids[at]->len - 1;
}

/* Joins the ids of one column to the combinations in `groups_of`, row by row. */
static void join(struct groups *groups, guint at, size_t before, const uint32_t *ids, size_t count,
                 uint32_t *groups_of)
{
    const struct level *level = &g_array_index(groups->levels, struct level, at);
    size_t width = (size_t)value_ids_count(level->map) + 1;
    g_autofree uint32_t *known = NULL;
    if (before * width <= MOST_PAIRS)
        known = g_new0(uint32_t, before * width);
    for (size_t i = 0; i < count; i++) {
        if (!known) {
            groups_of[i] = combine(groups, at, groups_of[i], ids[i]);
            continue;
        }
        uint32_t *place = &known[groups_of[i] * width + ids[i]];
        if (*place == 0)
            *place = combine(groups, at, groups_of[i], ids[i]) + 1;
        groups_of[i] = *place - 1;
    }
}

void groups_read(struct groups *groups, const struct segment *segment, const uint32_t *rows,
                 size_t count, uint32_t *ids)
{
    memset(ids, 0, count * sizeof *ids);
    if (count == 0)
        return;
    g_autofree uint32_t *values = g_new(uint32_t, count);
    for (guint i = 0; i < groups->levels->len; i++) {
        const struct level *level = &g_array_index(groups->levels, struct level, i);
        value_ids_read(level->map, segment, level->column, rows, count, values);
        join(groups, i, i == 0 ? 1 : count_at(groups, i - 1), values, count, ids);
    }
}

struct value groups_value(const struct groups *groups, size_t group, guint column)
{
    for (guint i = groups->levels->len; i-- > column;) {
        if (i == column) {
            const struct level *level = &g_array_index(groups->levels, struct level, i);
            return value_ids_value(level->map, g_array_index(groups->ids[i], uint32_t, group));
        }
        group = g_array_index(groups->before[i], uint32_t, group);
    }
    return (struct value){.type = VALUE_NONE};
}
