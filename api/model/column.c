/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/column.h"

#include <math.h>
#include <string.h>

struct column *column_new(const char *key, bool is_run)
{
    struct column *column = g_new0(struct column, 1);
    column->key = g_strdup(key);
    column->codes.kind = LANE_CODE;
    column->ints.kind = LANE_INT;
    column->doubles.kind = LANE_DOUBLE;
    column->is_run = is_run;
    return column;
}

void column_free(struct column *column)
{
    lane_clear(&column->codes);
    lane_clear(&column->ints);
    lane_clear(&column->doubles);
    text_run_clear(&column->run);
    column_seal(column); /* drops the look-up tables */
    g_clear_pointer(&column->texts, g_ptr_array_unref);
    g_clear_pointer(&column->types, g_byte_array_unref);
    g_free(column->key);
    g_free(column);
}

static bool is_last(const struct column *column, enum value_type type, const char *text)
{
    uint32_t code = column->last_code;
    return code != 0 && column->types->data[code - 1] == type &&
           strcmp(column->texts->pdata[code - 1], text) == 0;
}

/* The code of `text`, which joins the dictionary when it is new. */
static uint32_t code_of(struct column *column, enum value_type type, const char *text,
                        GStringChunk *chunk, size_t *added)
{
    if (is_last(column, type, text))
        return column->last_code;
    if (!column->texts) {
        column->texts = g_ptr_array_new();
        column->types = g_byte_array_new();
    }
    GHashTable **table = type == VALUE_STRING ? &column->strings : &column->arrays;
    if (!*table)
        *table = g_hash_table_new(g_str_hash, g_str_equal);
    uint32_t code = GPOINTER_TO_UINT(g_hash_table_lookup(*table, text));
    if (code == 0) {
        size_t length = strlen(text);
        char *copy = g_string_chunk_insert_len(chunk, text, (gssize)length);
        uint8_t type_byte = (uint8_t)type;
        g_ptr_array_add(column->texts, copy);
        g_byte_array_append(column->types, &type_byte, 1);
        code = column->texts->len;
        g_hash_table_insert(*table, copy, GUINT_TO_POINTER(code));
        *added += length + 1;
    }
    column->last_code = code;
    return code;
}

/* Booleans are two entries of the dictionary; there is no table of them to look in. */
static uint32_t code_of_bool(struct column *column, bool boolean)
{
    static const char *const names[] = {"false", "true"};
    if (is_last(column, VALUE_BOOL, names[boolean]))
        return column->last_code;
    if (!column->texts) {
        column->texts = g_ptr_array_new();
        column->types = g_byte_array_new();
    }
    uint32_t code = 0;
    for (uint32_t i = 0; i < column->texts->len && code == 0; i++)
        if (column->texts->pdata[i] == names[boolean])
            code = i + 1;
    if (code == 0) {
        uint8_t type = VALUE_BOOL;
        g_ptr_array_add(column->texts, (char *)names[boolean]);
        g_byte_array_append(column->types, &type, 1);
        code = column->texts->len;
    }
    column->last_code = code;
    return code;
}

static size_t put_text(struct column *column, uint32_t row, struct value value, GStringChunk *chunk)
{
    size_t added = 0;
    if (column->is_run && value.type == VALUE_STRING) {
        size_t before = column->run.used;
        text_run_put(&column->run, row, value.string);
        return column->run.used - before;
    }
    uint32_t code = code_of(column, value.type, value.string, chunk, &added);
    lane_put_code(&column->codes, row, code);
    return added;
}

size_t column_put(struct column *column, uint32_t row, struct value value, GStringChunk *chunk)
{
    switch (value.type) {
    case VALUE_STRING:
    case VALUE_ARRAY:
        return put_text(column, row, value, chunk);
    case VALUE_BOOL:
        lane_put_code(&column->codes, row, code_of_bool(column, value.boolean));
        break;
    case VALUE_INT:
        if (value.integer == INT64_MIN)
            lane_put_double(&column->doubles, row, (double)INT64_MIN);
        else
            lane_put_int(&column->ints, row, value.integer);
        break;
    case VALUE_DOUBLE:
        if (!isnan(value.number))
            lane_put_double(&column->doubles, row, value.number);
        break;
    case VALUE_NONE:
        break;
    }
    return 0;
}

struct value column_dictionary_value(const struct column *column, uint32_t code)
{
    if (code == 0 || !column->texts || code > column->texts->len)
        return (struct value){.type = VALUE_NONE};
    enum value_type type = column->types->data[code - 1];
    const char *text = column->texts->pdata[code - 1];
    if (type == VALUE_BOOL)
        return value_bool(text[0] == 't');
    return (struct value){.type = type, .string = text};
}

struct value column_get(const struct column *column, uint32_t row)
{
    uint32_t code = lane_code(&column->codes, row);
    if (code != 0)
        return column_dictionary_value(column, code);
    int64_t integer = 0;
    if (lane_int(&column->ints, row, &integer))
        return value_int(integer);
    double number = 0;
    if (lane_double(&column->doubles, row, &number))
        return value_double(number);
    return value_string(text_run_get(&column->run, row));
}

void column_seal(struct column *column)
{
    g_clear_pointer(&column->strings, g_hash_table_unref);
    g_clear_pointer(&column->arrays, g_hash_table_unref);
    lane_shrink(&column->codes);
    lane_shrink(&column->ints);
    lane_shrink(&column->doubles);
    if (column->run.rows > 0)
        text_run_shrink(&column->run);
}

size_t column_memory(const struct column *column)
{
    size_t bytes = sizeof *column + strlen(column->key) + 1;
    bytes += lane_memory(&column->codes) + lane_memory(&column->ints);
    bytes += lane_memory(&column->doubles) + text_run_memory(&column->run);
    size_t entries = column->texts ? column->texts->len : 0;
    bytes += entries * (sizeof(char *) + 1);
    if (column->strings || column->arrays)
        bytes += entries * 32; /* a slot of a hash table that is about half full */
    return bytes;
}
