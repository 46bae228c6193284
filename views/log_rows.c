/* SPDX-License-Identifier: Apache-2.0 */
#include "views/log_rows.h"

#include "base/clock.h"

#include <string.h>

#define SLICE 8000 /* rows filtered at a time: well below a frame with a pattern of JIT */

struct place {
    int64_t time_ns;
    const struct segment *segment;
    uint32_t row;
};

struct log_rows {
    struct frame *frame;
    GPtrArray *segments; /* references, so that places stay good */
    GArray *places;      /* of struct place, by time */
    GHashTable *known;   /* hashes of ids */
    GArray *shown;       /* of guint: indexes in places that pass; unused without a filter */
    guint looked_at;     /* places filtered so far */
    enum level floor;
    struct matcher *matcher;
    bool hide;
};

struct log_rows *log_rows_new(void)
{
    struct log_rows *rows = g_new0(struct log_rows, 1);
    rows->frame = frame_new(LOG_ROWS_MOST);
    rows->segments = frame_segments(rows->frame);
    rows->places = g_array_new(FALSE, FALSE, sizeof(struct place));
    rows->known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    rows->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    return rows;
}

void log_rows_free(struct log_rows *rows)
{
    g_ptr_array_unref(rows->segments);
    frame_free(rows->frame);
    g_array_unref(rows->places);
    g_hash_table_unref(rows->known);
    g_array_unref(rows->shown);
    matcher_free(rows->matcher);
    g_free(rows);
}

void log_rows_clear(struct log_rows *rows)
{
    g_ptr_array_unref(rows->segments);
    frame_free(rows->frame);
    rows->frame = frame_new(LOG_ROWS_MOST);
    rows->segments = frame_segments(rows->frame);
    g_array_set_size(rows->places, 0);
    g_array_set_size(rows->shown, 0);
    g_hash_table_remove_all(rows->known);
    rows->looked_at = 0;
}

/* --- taking in --- */

const char *const *log_rows_fields(void)
{
    static const char *const fields[] = {
        "sentry.item_id", "timestamp_precise", "timestamp", "severity", "message", "project",
        "trace",          "span_id",           "release",   NULL};
    return fields;
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo): ids are random, a collision in a million is not. */
static uint64_t hash_of(const char *id)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *p = id; *p; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
    return hash;
}

static int64_t time_of(const struct rows *answer, size_t row)
{
    struct value precise = rows_get(answer, row, "timestamp_precise");
    if (precise.type == VALUE_INT && precise.integer > 0)
        return precise.integer;
    if (precise.type == VALUE_STRING) {
        int64_t ns = g_ascii_strtoll(precise.string, NULL, 10);
        if (ns > 0)
            return ns;
    }
    struct value plain = rows_get(answer, row, "timestamp");
    int64_t ns = 0;
    if (plain.type == VALUE_STRING)
        clock_parse_iso(plain.string, &ns);
    return ns;
}

static struct item *item_of(const struct rows *answer, size_t row)
{
    static const char *const kept[] = {"severity", "message", "trace", "span_id", "release"};
    struct value id = rows_get(answer, row, "sentry.item_id");
    if (id.type != VALUE_STRING)
        id = rows_get(answer, row, "id");
    struct item *item = item_new(ITEM_LOG);
    item->time_ns = time_of(answer, row);
    item->id = id.type == VALUE_STRING
                   ? g_strdup(id.string)
                   : g_strdup_printf("%" G_GINT64_FORMAT ".%zu", item->time_ns, row);
    struct value project = rows_get(answer, row, "project");
    if (project.type == VALUE_STRING)
        item->project = g_strdup(project.string);
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
        item_set(item, kept[i], rows_get(answer, row, kept[i]));
    return item;
}

static void restart_filter(struct log_rows *rows)
{
    g_array_set_size(rows->shown, 0);
    rows->looked_at = 0;
}

static gint by_time(const void *a, const void *b)
{
    int64_t x = ((const struct place *)a)->time_ns, y = ((const struct place *)b)->time_ns;
    return (x > y) - (x < y);
}

/* Merges `fresh`, sorted, into the places from the end, so that rows at either end cost one pass.
 */
static void merge(struct log_rows *rows, const GArray *fresh)
{
    guint old = rows->places->len, left = fresh->len;
    if (left == 0)
        return;
    g_array_set_size(rows->places, old + left);
    struct place *places = (struct place *)(void *)rows->places->data;
    const struct place *news = (const struct place *)(const void *)fresh->data;
    guint to = old + left;
    while (left > 0) {
        if (old > 0 && places[old - 1].time_ns > news[left - 1].time_ns)
            places[--to] = places[--old];
        else
            places[--to] = news[--left];
    }
    if (to < rows->looked_at)
        restart_filter(rows);
}

/* Finds the places of the last `count` rows of the frame. */
static void place_new(struct log_rows *rows, size_t count)
{
    g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(struct place));
    for (guint s = rows->segments->len; s-- > 0 && count > 0;) {
        const struct segment *segment = rows->segments->pdata[s];
        size_t held = segment_rows(segment), take = MIN(held, count);
        for (size_t row = held - take; row < held; row++) {
            struct place place = {segment_time_ns(segment, row), segment, (uint32_t)row};
            g_array_append_val(fresh, place);
        }
        count -= take;
    }
    g_array_sort(fresh, by_time);
    merge(rows, fresh);
}

/* After an eviction every place is looked up anew. */
static void place_all(struct log_rows *rows)
{
    g_array_set_size(rows->places, 0);
    restart_filter(rows);
    place_new(rows, frame_rows(rows->frame));
}

size_t log_rows_add(struct log_rows *rows, const struct rows *answer)
{
    size_t added = 0, evicted = 0;
    for (size_t row = answer->count; row-- > 0;) { /* answers come newest first */
        struct item *item = item_of(answer, row);
        uint64_t hash = hash_of(item->id);
        if (item->time_ns > 0 && g_hash_table_add(rows->known, g_memdup2(&hash, sizeof hash))) {
            evicted += frame_append(rows->frame, item);
            added++;
        }
        item_free(item);
    }
    if (added == 0)
        return 0;
    g_ptr_array_unref(rows->segments);
    rows->segments = frame_segments(rows->frame);
    if (evicted)
        place_all(rows);
    else
        place_new(rows, added);
    return added;
}

/* --- rows --- */

static bool filtering(const struct log_rows *rows)
{
    return rows->matcher || rows->floor > LEVEL_UNKNOWN;
}

static const struct place *place_of(const struct log_rows *rows, size_t row)
{
    guint index = filtering(rows) ? g_array_index(rows->shown, guint, row) : (guint)row;
    return &g_array_index(rows->places, struct place, index);
}

static const char *text_at(const struct place *place, const char *key)
{
    struct value value =
        segment_value(place->segment, place->row, segment_column(place->segment, key));
    return value.type == VALUE_STRING ? value.string : NULL;
}

size_t log_rows_count(const struct log_rows *rows)
{
    return filtering(rows) ? rows->shown->len : rows->places->len;
}

size_t log_rows_held(const struct log_rows *rows)
{
    return rows->places->len;
}

int64_t log_rows_oldest_ns(const struct log_rows *rows)
{
    return rows->places->len ? g_array_index(rows->places, struct place, 0).time_ns : INT64_MAX;
}

int64_t log_rows_newest_ns(const struct log_rows *rows)
{
    guint count = rows->places->len;
    return count ? g_array_index(rows->places, struct place, count - 1).time_ns : INT64_MIN;
}

int64_t log_row_time_ns(const struct log_rows *rows, size_t row)
{
    return place_of(rows, row)->time_ns;
}

enum level log_row_level(const struct log_rows *rows, size_t row)
{
    return level_parse(text_at(place_of(rows, row), "severity"));
}

const char *log_row_id(const struct log_rows *rows, size_t row)
{
    const struct place *place = place_of(rows, row);
    return segment_id(place->segment, place->row);
}

const char *log_row_project(const struct log_rows *rows, size_t row)
{
    const struct place *place = place_of(rows, row);
    return segment_project(place->segment, place->row);
}

const char *log_row_text(const struct log_rows *rows, size_t row, const char *key)
{
    return text_at(place_of(rows, row), key);
}

size_t log_rows_at(const struct log_rows *rows, int64_t time_ns)
{
    size_t low = 0, high = log_rows_count(rows);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (log_row_time_ns(rows, middle) < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && low == log_rows_count(rows) ? low - 1 : low;
}

size_t log_rows_find(const struct log_rows *rows, const char *id, size_t hint)
{
    size_t count = log_rows_count(rows);
    for (size_t i = 0; id && i < count; i++) {
        size_t row = (hint + i) % count;
        if (strcmp(log_row_id(rows, row), id) == 0)
            return row;
    }
    return SIZE_MAX;
}

/* --- filter --- */

void log_rows_filter(struct log_rows *rows, enum level floor, const struct matcher *matcher,
                     bool hide)
{
    struct matcher *taken = matcher_ref((struct matcher *)matcher);
    matcher_free(rows->matcher);
    rows->matcher = taken;
    rows->floor = floor;
    rows->hide = hide;
    restart_filter(rows);
}

static bool passes(const struct log_rows *rows, const struct place *place)
{
    if (rows->floor > LEVEL_UNKNOWN && level_parse(text_at(place, "severity")) < rows->floor)
        return false;
    if (!rows->matcher)
        return true;
    bool matches = matcher_matches(rows->matcher, text_at(place, "message")) ||
                   matcher_matches(rows->matcher, segment_project(place->segment, place->row));
    return matches != rows->hide;
}

bool log_rows_work(struct log_rows *rows)
{
    if (!filtering(rows))
        return false;
    guint end = MIN(rows->places->len, rows->looked_at + SLICE);
    for (; rows->looked_at < end; rows->looked_at++)
        if (passes(rows, &g_array_index(rows->places, struct place, rows->looked_at)))
            g_array_append_val(rows->shown, rows->looked_at);
    return rows->looked_at < rows->places->len;
}
