/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/segment_internal.h"

#include <math.h>
#include <string.h>

/* A segment of very long rows is sealed early, so that dropping one gives memory back in bounded
 * pieces and offsets stay within 32 bits. */
#define FULL_BYTES  (64u << 20)
#define CHUNK_BYTES (16u << 10)

static int add_column(struct segment *segment, const char *key)
{
    struct column *column = column_new(key, strcmp(key, "message") == 0);
    g_ptr_array_add(segment->columns, column);
    g_hash_table_insert(segment->by_key, column->key, GUINT_TO_POINTER(segment->columns->len));
    return (int)segment->columns->len - 1;
}

struct segment *segment_new(enum item_kind kind)
{
    struct segment *segment = g_new0(struct segment, 1);
    g_atomic_ref_count_init(&segment->references);
    segment->kind = kind;
    segment->min_ns = INT64_MAX;
    segment->max_ns = INT64_MIN;
    segment->columns = g_ptr_array_new_with_free_func((GDestroyNotify)column_free);
    segment->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    segment->chunk = g_string_chunk_new(CHUNK_BYTES);
    add_column(segment, "project");
    return segment;
}

struct segment *segment_ref(struct segment *segment)
{
    g_atomic_ref_count_inc(&segment->references);
    return segment;
}

void segment_unref(struct segment *segment)
{
    if (!segment || !g_atomic_ref_count_dec(&segment->references))
        return;
    if (segment->over) {
        over_free(segment);
        return;
    }
    g_hash_table_unref(segment->by_key);
    g_ptr_array_unref(segment->columns);
    g_string_chunk_free(segment->chunk);
    text_run_clear(&segment->ids);
    g_free(segment->times);
    g_free(segment);
}

/* Rows of one source have the same attributes in the same order, so the column that the n-th
 * attribute had in the row before is tried first. */
static int column_for(struct segment *segment, const char *key, guint nth)
{
    int *guess = nth < SEGMENT_GUESSES ? &segment->guesses[nth] : NULL;
    if (guess && strcmp(((struct column *)segment->columns->pdata[*guess])->key, key) == 0)
        return *guess;
    int column = segment_column(segment, key);
    if (column < 0)
        column = add_column(segment, key);
    if (guess)
        *guess = column;
    return column;
}

void segment_append(struct segment *segment, const struct item *item)
{
    uint32_t row = segment->rows;
    if (row == segment->capacity) {
        segment->capacity += segment->capacity / 2 + 256;
        segment->times = g_renew(int64_t, segment->times, segment->capacity);
    }
    segment->times[row] = item->time_ns;
    segment->min_ns = MIN(segment->min_ns, item->time_ns);
    segment->max_ns = MAX(segment->max_ns, item->time_ns);
    if (item->id && text_run_put(&segment->ids, row, item->id))
        segment->text_bytes += strlen(item->id) + 1;
    if (item->project)
        segment->text_bytes += column_put(segment->columns->pdata[0], row,
                                          value_string(item->project), segment->chunk);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        int place = column_for(segment, attribute->key, i);
        if (place == 0 && item->project)
            continue;
        segment->text_bytes +=
            column_put(segment->columns->pdata[place], row, attribute->value, segment->chunk);
    }
    segment->rows = row + 1;
}

bool segment_is_full(const struct segment *segment, size_t rows)
{
    size_t columns = segment->columns->len * sizeof(struct column);
    return segment->rows >= rows || segment->text_bytes + columns > FULL_BYTES;
}

void segment_seal(struct segment *segment)
{
    for (guint i = 0; i < segment->columns->len; i++)
        column_seal(segment->columns->pdata[i]);
    if (segment->ids.rows > 0)
        text_run_shrink(&segment->ids);
    segment->times = g_renew(int64_t, segment->times, segment->rows);
    segment->capacity = segment->rows;
    segment->sealed = true;
}

bool segment_is_sealed(const struct segment *segment)
{
    return segment->sealed;
}

size_t segment_memory(const struct segment *segment)
{
    if (segment->over)
        return over_memory(segment);
    size_t bytes = sizeof *segment + segment->capacity * sizeof *segment->times;
    bytes += text_run_memory(&segment->ids) + CHUNK_BYTES + segment->text_bytes;
    for (guint i = 0; i < segment->columns->len; i++) {
        const struct column *column = segment->columns->pdata[i];
        bytes += column_memory(column) - column->run.used + 64;
    }
    return bytes - segment->ids.used;
}

enum item_kind segment_kind(const struct segment *segment)
{
    return segment->kind;
}

size_t segment_rows(const struct segment *segment)
{
    return __atomic_load_n(&segment->rows, __ATOMIC_ACQUIRE);
}

int64_t segment_time_ns(const struct segment *segment, size_t row)
{
    return segment->times[row];
}

const int64_t *segment_times(const struct segment *segment)
{
    return segment->times;
}

const char *segment_id(const struct segment *segment, size_t row)
{
    return segment->over ? over_id(segment, row) : text_run_get(&segment->ids, (uint32_t)row);
}

const char *segment_project(const struct segment *segment, size_t row)
{
    if (segment->over)
        return over_project(segment, row);
    return value_as_string(segment_value(segment, row, 0));
}

int64_t segment_min_ns(const struct segment *segment)
{
    return segment->min_ns;
}

int64_t segment_max_ns(const struct segment *segment)
{
    return segment->max_ns;
}

int segment_column(const struct segment *segment, const char *key)
{
    if (segment->over)
        return over_column(segment, key);
    return (int)GPOINTER_TO_UINT(g_hash_table_lookup(segment->by_key, key)) - 1;
}

size_t segment_column_count(const struct segment *segment)
{
    return segment->over ? over_column_count(segment) : segment->columns->len;
}

static const struct column *column_at(const struct segment *segment, int column)
{
    return segment->over ? over_built(segment, column) : segment->columns->pdata[column];
}

const char *segment_column_key(const struct segment *segment, int column)
{
    return segment->over ? over_column_key(segment, column) : column_at(segment, column)->key;
}

struct value segment_value(const struct segment *segment, size_t row, int column)
{
    if (column < 0)
        return (struct value){0};
    if (segment->over)
        return over_value(segment, row, column);
    return column_get(column_at(segment, column), (uint32_t)row);
}

unsigned segment_column_parts(const struct segment *segment, int column)
{
    const struct column *from = column_at(segment, column);
    unsigned parts = 0;
    parts |= from->codes.count > 0 ? COLUMN_CODES : 0;
    parts |= from->ints.count > 0 || from->doubles.count > 0 ? COLUMN_NUMBERS : 0;
    parts |= from->ints.width == sizeof(int64_t) ? COLUMN_WIDE : 0;
    parts |= from->run.rows > 0 ? COLUMN_RUN : 0;
    return parts;
}

void segment_read_codes(const struct segment *segment, int column, size_t from, size_t count,
                        uint32_t *out)
{
    lane_read_codes(&column_at(segment, column)->codes, (uint32_t)from, (uint32_t)count, out);
}

void segment_read_numbers(const struct segment *segment, int column, size_t from, size_t count,
                          double *out)
{
    const struct column *source = column_at(segment, column);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)NAN;
    lane_read_numbers(&source->ints, (uint32_t)from, (uint32_t)count, out);
    lane_read_numbers(&source->doubles, (uint32_t)from, (uint32_t)count, out);
}

size_t segment_dictionary_size(const struct segment *segment, int column)
{
    const GPtrArray *texts = column_at(segment, column)->texts;
    return texts ? texts->len : 0;
}

struct value segment_dictionary_value(const struct segment *segment, int column, uint32_t code)
{
    return column_dictionary_value(column_at(segment, column), code);
}

const char *segment_run(const struct segment *segment, int column, size_t row)
{
    return text_run_get(&column_at(segment, column)->run, (uint32_t)row);
}

const char *segment_message(const struct segment *segment, size_t row, size_t *length)
{
    if (segment->over)
        return over_message(segment, row, length);
    const char *text =
        value_as_string(segment_value(segment, row, segment_column(segment, "message")));
    *length = text ? strlen(text) : 0;
    return text;
}

const char *segment_line(const struct segment *segment, size_t row, size_t *length)
{
    return segment->over ? over_line(segment, row, length) : NULL;
}

struct item *segment_item(const struct segment *segment, size_t row)
{
    if (segment->over)
        return over_item(segment, row);
    struct item *item = item_new(segment->kind);
    item->time_ns = segment_time_ns(segment, row);
    item->id = g_strdup(segment_id(segment, row));
    item->project = g_strdup(segment_project(segment, row));
    for (int column = 0; column < (int)segment_column_count(segment); column++)
        item_set(item, segment_column_key(segment, column), segment_value(segment, row, column));
    return item;
}
