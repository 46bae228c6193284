/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/value_ids.h"

#include <math.h>
#include <string.h>

struct value_ids {
    GHashTable *strings;
    GHashTable *arrays;
    GHashTable *integers; /* also doubles that are whole: 5 and 5.0 are one value */
    GHashTable *doubles;  /* by their bits */
    uint32_t bools[2];
    GArray *values; /* of struct value: [id - 1] */
    int64_t last_number;
    uint32_t last_id; /* of last_number; 0 = none yet */
};

struct value row_value(const struct segment *segment, const struct column_ref *column, size_t row)
{
    if (column->field == FIELD_ID)
        return value_string(segment_id(segment, row));
    if (column->field == FIELD_TIME)
        return value_int(segment_time_ns(segment, row));
    return segment_value(segment, row, segment_column(segment, column->key));
}

struct value_ids *value_ids_new(void)
{
    struct value_ids *map = g_new0(struct value_ids, 1);
    map->strings = g_hash_table_new(g_str_hash, g_str_equal);
    map->arrays = g_hash_table_new(g_str_hash, g_str_equal);
    map->integers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    map->doubles = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    map->values = g_array_new(FALSE, FALSE, sizeof(struct value));
    return map;
}

void value_ids_free(struct value_ids *map)
{
    if (!map)
        return;
    g_hash_table_unref(map->strings);
    g_hash_table_unref(map->arrays);
    g_hash_table_unref(map->integers);
    g_hash_table_unref(map->doubles);
    g_array_unref(map->values);
    g_free(map);
}

static uint32_t add(struct value_ids *map, struct value value)
{
    g_array_append_val(map->values, value);
    return map->values->len;
}

static uint32_t text_id(struct value_ids *map, GHashTable *table, struct value value)
{
    uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(table, value.string));
    if (id == 0) {
        id = add(map, value);
        g_hash_table_insert(table, (char *)value.string, GUINT_TO_POINTER(id));
    }
    return id;
}

static uint32_t number_id(struct value_ids *map, GHashTable *table, int64_t number,
                          struct value value)
{
    uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(table, &number));
    if (id == 0) {
        id = add(map, value);
        g_hash_table_insert(table, g_memdup2(&number, sizeof number), GUINT_TO_POINTER(id));
    }
    return id;
}

static uint32_t integer_id(struct value_ids *map, int64_t integer, struct value value)
{
    if (map->last_id == 0 || map->last_number != integer) {
        map->last_id = number_id(map, map->integers, integer, value);
        map->last_number = integer;
    }
    return map->last_id;
}

/* 0 for VALUE_NONE */
static uint32_t value_ids_id(struct value_ids *map, struct value value)
{
    int64_t bits = 0;
    switch (value.type) {
    case VALUE_NONE:
        return 0;
    case VALUE_STRING:
        return text_id(map, map->strings, value);
    case VALUE_ARRAY:
        return text_id(map, map->arrays, value);
    case VALUE_BOOL:
        if (map->bools[value.boolean] == 0)
            map->bools[value.boolean] = add(map, value);
        return map->bools[value.boolean];
    case VALUE_INT:
        return integer_id(map, value.integer, value);
    case VALUE_DOUBLE:
        break;
    }
    if (value.number == floor(value.number) && fabs(value.number) < 9e15)
        return integer_id(map, (int64_t)value.number, value);
    memcpy(&bits, &value.number, sizeof bits);
    return number_id(map, map->doubles, bits, value);
}

struct value value_ids_value(const struct value_ids *map, uint32_t id)
{
    if (id == 0)
        return (struct value){.type = VALUE_NONE};
    return g_array_index(map->values, struct value, id - 1);
}

uint32_t value_ids_count(const struct value_ids *map)
{
    return map->values->len;
}

/* Text of a dictionary: each entry that a row uses is looked up once a segment. */
static void read_codes(struct value_ids *map, const struct segment *segment, int column,
                       const uint32_t *rows, size_t count, uint32_t *ids)
{
    size_t size = segment_dictionary_size(segment, column);
    g_autofree uint32_t *known = g_new0(uint32_t, size + 1);
    size_t all = (size_t)rows[count - 1] + 1;
    g_autofree uint32_t *codes = g_new(uint32_t, all);
    segment_read_codes(segment, column, 0, all, codes);
    for (size_t i = 0; i < count; i++) {
        uint32_t code = codes[rows[i]];
        if (code != 0 && known[code] == 0)
            known[code] = value_ids_id(map, segment_dictionary_value(segment, column, code));
        ids[i] = known[code];
    }
}

void value_ids_read(struct value_ids *map, const struct segment *segment,
                    const struct column_ref *column, const uint32_t *rows, size_t count,
                    uint32_t *ids)
{
    bool is_column = column->field == FIELD_ATTRIBUTE || column->field == FIELD_PROJECT;
    int place = is_column ? segment_column(segment, column->key) : -1;
    if (is_column && place < 0) {
        memset(ids, 0, count * sizeof *ids);
    } else if (is_column && segment_column_parts(segment, place) == COLUMN_CODES) {
        read_codes(map, segment, place, rows, count, ids);
    } else if (is_column) {
        for (size_t i = 0; i < count; i++)
            ids[i] = value_ids_id(map, segment_value(segment, rows[i], place));
    } else {
        for (size_t i = 0; i < count; i++)
            ids[i] = value_ids_id(map, row_value(segment, column, rows[i]));
    }
}
