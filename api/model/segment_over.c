/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments over rows whose text lies elsewhere: rows that were read last are kept decoded, columns
 * are built when the evaluator first reads them.
 */
#include "api/model/segment_internal.h"

#include <string.h>

#define DECODED_MOST 64
#define IDS_MOST     256

/* A row read whole. */
struct decoded {
    size_t row;
    struct item *item; /* NULL = the place is free */
};

/* A column; `column` is NULL until all rows were asked for it. */
struct asked {
    char *key;
    struct column *column;
    size_t rows; /* that are in it */
};

struct over {
    const struct row_source *source;
    void *rows;
    GMutex lock; /* over all that follows */
    struct decoded decoded[DECODED_MOST];
    unsigned next_decoded, next_id;
    char (*ids)[ROW_ID_BYTES]; /* told last */
    GPtrArray *asked;          /* of struct asked *; the first are the fixed ones */
    size_t keys_of;            /* rows whose keys are all among them */
};

/* Columns that every log may have, so that asking for one of a row decodes nothing. */
static const char *const fixed[] = {"project", "severity", "message"};
enum { FIXED_PROJECT, FIXED_SEVERITY, FIXED_MESSAGE };

static void asked_free(void *data)
{
    struct asked *asked = data;
    if (asked->column)
        column_free(asked->column);
    g_free(asked->key);
    g_free(asked);
}

static int add_key(struct segment *segment, const char *key)
{
    struct asked *asked = g_new0(struct asked, 1);
    asked->key = g_strdup(key);
    g_ptr_array_add(segment->over->asked, asked);
    g_hash_table_insert(segment->by_key, asked->key, GUINT_TO_POINTER(segment->over->asked->len));
    return (int)segment->over->asked->len - 1;
}

struct segment *segment_over(enum item_kind kind, const struct row_source *source, void *rows,
                             const int64_t *times, size_t count)
{
    struct segment *segment = g_new0(struct segment, 1);
    struct over *over = segment->over = g_new0(struct over, 1);
    g_atomic_ref_count_init(&segment->references);
    segment->kind = kind;
    segment->sealed = true;
    segment->times = (int64_t *)times;
    segment->min_ns = INT64_MAX;
    segment->max_ns = INT64_MIN;
    segment->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    over->source = source;
    over->rows = rows;
    over->asked = g_ptr_array_new_with_free_func(asked_free);
    g_mutex_init(&over->lock);
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
        add_key(segment, fixed[i]);
    segment_grow(segment, count);
    return segment;
}

void segment_grow(struct segment *segment, size_t count)
{
    for (size_t row = segment->rows; row < count; row++) {
        segment->min_ns = MIN(segment->min_ns, segment->times[row]);
        segment->max_ns = MAX(segment->max_ns, segment->times[row]);
    }
    __atomic_store_n(&segment->rows, (uint32_t)count, __ATOMIC_RELEASE);
}

void over_free(struct segment *segment)
{
    struct over *over = segment->over;
    for (size_t i = 0; i < DECODED_MOST; i++)
        if (over->decoded[i].item)
            item_free(over->decoded[i].item);
    g_hash_table_unref(segment->by_key);
    g_ptr_array_unref(over->asked);
    if (segment->chunk)
        g_string_chunk_free(segment->chunk);
    g_free(over->ids);
    g_mutex_clear(&over->lock);
    over->source->free(over->rows);
    g_free(over);
    g_free(segment);
}

size_t over_memory(const struct segment *segment)
{
    struct over *over = segment->over;
    size_t bytes = sizeof *segment + sizeof *over + over->source->memory(over->rows);
    g_mutex_lock(&over->lock);
    for (guint i = 0; i < over->asked->len; i++) {
        const struct asked *asked = over->asked->pdata[i];
        bytes += sizeof *asked + (asked->column ? column_memory(asked->column) : 0);
    }
    g_mutex_unlock(&over->lock);
    return bytes + segment->text_bytes + (over->ids ? IDS_MOST * ROW_ID_BYTES : 0);
}

const char *over_id(const struct segment *segment, size_t row)
{
    struct over *over = segment->over;
    g_mutex_lock(&over->lock);
    if (!over->ids)
        over->ids = g_malloc(IDS_MOST * sizeof *over->ids);
    char *id = over->ids[over->next_id++ % IDS_MOST];
    over->source->id(over->rows, row, id);
    g_mutex_unlock(&over->lock);
    return id;
}

const char *over_project(const struct segment *segment, size_t row)
{
    return segment->over->source->project(segment->over->rows, row);
}

const char *over_message(const struct segment *segment, size_t row, size_t *length)
{
    return segment->over->source->message(segment->over->rows, row, length);
}

const char *over_line(const struct segment *segment, size_t row, size_t *length)
{
    return segment->over->source->line(segment->over->rows, row, length);
}

bool segment_is_over(const struct segment *segment)
{
    return segment->over != NULL;
}

const char *segment_known_severity(const struct segment *segment, size_t row)
{
    return segment->over->source->severity(segment->over->rows, row);
}

bool segment_tells_time(const struct segment *segment, size_t row)
{
    const struct over *over = segment->over;
    return !over || !over->source->tells_time || over->source->tells_time(over->rows, row);
}

/* --- keys --- */

/* Which keys a row has is only known once it was read: any key that is asked for has a column. */
int over_column(const struct segment *segment, const char *key)
{
    g_mutex_lock(&segment->over->lock);
    int column = (int)GPOINTER_TO_UINT(g_hash_table_lookup(segment->by_key, key)) - 1;
    if (column < 0)
        column = add_key((struct segment *)segment, key);
    g_mutex_unlock(&segment->over->lock);
    return column;
}

static struct item *read_row(const struct over *over, size_t row, const char *key)
{
    struct item *item = item_new(ITEM_LOG);
    over->source->read(over->rows, row, key, item);
    return item;
}

struct item *over_item(const struct segment *segment, size_t row)
{
    return read_row(segment->over, row, NULL);
}

size_t over_column_count(const struct segment *segment)
{
    struct over *over = segment->over;
    size_t rows = segment_rows(segment);
    g_mutex_lock(&over->lock);
    for (; over->keys_of < rows; over->keys_of++) {
        struct item *item = read_row(over, over->keys_of, NULL);
        for (guint i = 0; i < item->attributes->len; i++) {
            const char *key = g_array_index(item->attributes, struct attribute, i).key;
            if (!g_hash_table_contains(segment->by_key, key))
                add_key((struct segment *)segment, key);
        }
        item_free(item);
    }
    size_t count = over->asked->len;
    g_mutex_unlock(&over->lock);
    return count;
}

static struct asked *asked_at(const struct segment *segment, int column)
{
    return segment->over->asked->pdata[column];
}

const char *over_column_key(const struct segment *segment, int column)
{
    g_mutex_lock(&segment->over->lock);
    const char *key = asked_at(segment, column)->key;
    g_mutex_unlock(&segment->over->lock);
    return key;
}

/* --- values --- */

static const struct item *decoded_row(struct over *over, size_t row)
{
    for (size_t i = 0; i < DECODED_MOST; i++)
        if (over->decoded[i].item && over->decoded[i].row == row)
            return over->decoded[i].item;
    struct decoded *place = &over->decoded[over->next_decoded++ % DECODED_MOST];
    if (place->item)
        item_free(place->item);
    *place = (struct decoded){row, read_row(over, row, NULL)};
    return place->item;
}

struct value over_value(const struct segment *segment, size_t row, int column)
{
    struct over *over = segment->over;
    if (column == FIXED_PROJECT)
        return value_string(over_project(segment, row));
    const char *severity =
        column == FIXED_SEVERITY ? over->source->severity(over->rows, row) : NULL;
    if (severity)
        return value_string(severity);
    g_mutex_lock(&over->lock);
    struct value value = item_get(decoded_row(over, row), asked_at(segment, column)->key);
    g_mutex_unlock(&over->lock);
    return value;
}

/* --- columns --- */

static struct value value_of(const struct segment *segment, size_t row, int column,
                             struct item **item)
{
    const struct over *over = segment->over;
    if (column == FIXED_PROJECT)
        return value_string(over_project(segment, row));
    if (column == FIXED_SEVERITY)
        return value_string(over->source->severity(over->rows, row));
    *item = read_row(over, row, asked_at(segment, column)->key);
    return item_get(*item, asked_at(segment, column)->key);
}

static void build(struct segment *segment, int column)
{
    struct asked *asked = asked_at(segment, column);
    size_t rows = segment_rows(segment);
    if (!asked->column)
        asked->column = column_new(asked->key, column == FIXED_MESSAGE);
    if (!segment->chunk)
        segment->chunk = g_string_chunk_new(1024);
    for (; asked->rows < rows; asked->rows++) {
        struct item *item = NULL;
        struct value value = value_of(segment, asked->rows, column, &item);
        segment->text_bytes +=
            column_put(asked->column, (uint32_t)asked->rows, value, segment->chunk);
        if (item)
            item_free(item);
    }
}

const struct column *over_built(const struct segment *segment, int column)
{
    struct over *over = segment->over;
    g_mutex_lock(&over->lock);
    struct asked *asked = asked_at(segment, column);
    if (!asked->column || asked->rows < segment_rows(segment))
        build((struct segment *)segment, column);
    g_mutex_unlock(&over->lock);
    return asked->column;
}
