/* SPDX-License-Identifier: Apache-2.0 */
#include "views/log_rows_internal.h"

#include "api/model/row_source.h"
#include "api/model/segment.h"
#include "base/clock.h"
#include "tui/text.h"

#include <string.h>

static void new_frame(struct log_rows *rows)
{
    /* What goes for its number is chosen here, by time; the frame minds the memory. */
    rows->frame = frame_new(rows->most + rows->most / 16);
    rows->segments = frame_segments(rows->frame);
}

struct log_rows *log_rows_new(size_t most)
{
    struct log_rows *rows = g_new0(struct log_rows, 1);
    rows->most = most;
    rows->kept = g_ptr_array_new_with_free_func(g_free);
    rows->taken = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    new_frame(rows);
    rows->slots = g_array_new(FALSE, TRUE, sizeof(struct slot));
    rows->slot_of = g_hash_table_new(NULL, NULL);
    rows->hub = filter_hub_new();
    runway_init(&rows->places, sizeof(struct place), most + LOG_GAPS_MOST);
    runway_init(&rows->shown, sizeof(int64_t), most + LOG_GAPS_MOST);
    log_tail_init(rows);
    log_ids_init(rows);
    return rows;
}

void log_rows_free(struct log_rows *rows)
{
    log_rows_set_filter(rows, NULL);
    filter_hub_free(rows->hub);
    g_ptr_array_set_size(rows->segments, 0);
    g_ptr_array_set_size(rows->taken, 0);
    log_tail_empty(rows);
    log_rows_sweep(rows);
    g_ptr_array_unref(rows->segments);
    g_ptr_array_unref(rows->taken);
    g_ptr_array_unref(rows->kept);
    g_array_unref(rows->slots);
    g_hash_table_unref(rows->slot_of);
    frame_free(rows->frame);
    row_query_unref(rows->query);
    runway_clear(&rows->places);
    runway_clear(&rows->shown);
    log_tail_clear(rows);
    log_ids_clear(rows);
    g_free(rows);
}

void log_rows_clear(struct log_rows *rows)
{
    g_ptr_array_set_size(rows->segments, 0);
    g_ptr_array_set_size(rows->taken, 0);
    log_tail_empty(rows);
    log_rows_sweep(rows);
    g_ptr_array_unref(rows->segments);
    frame_free(rows->frame);
    new_frame(rows);
    runway_empty(&rows->places);
    rows->project_cols = 0;
    rows->evicted = 0;
    log_ids_empty(rows);
    log_rows_restart(rows);
}

void log_rows_set_most(struct log_rows *rows, size_t most)
{
    rows->most = most;
    log_rows_clear(rows);
    runway_clear(&rows->places);
    runway_clear(&rows->shown);
    runway_init(&rows->places, sizeof(struct place), most + LOG_GAPS_MOST);
    runway_init(&rows->shown, sizeof(int64_t), most + LOG_GAPS_MOST);
    log_rows_restart(rows);
}

size_t log_rows_memory(const struct log_rows *rows)
{
    size_t bytes = frame_memory(rows->frame) + log_rows_slots_memory(rows);
    bytes += runway_count(&rows->places) * sizeof(struct place);
    return bytes + runway_count(&rows->shown) * sizeof(int64_t);
}

/* --- taking in --- */

const char *const *log_rows_fields(void)
{
    static const char *const fields[] = {
        "sentry.item_id", "timestamp_precise", "timestamp", "severity", "message", "project",
        "trace",          "span_id",           "release",   NULL};
    return fields;
}

static int64_t told_time(const struct rows *answer, size_t row)
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

int64_t log_rows_time_of(const struct rows *answer, size_t row)
{
    return MIN(told_time(answer, row), CLOCK_MOST_NS);
}

/* What tells a row from others, which may be of the same moment. Newly allocated. */
static char *id_of(const struct rows *answer, size_t row, int64_t time_ns)
{
    const char *id = value_as_string(rows_get(answer, row, "sentry.item_id"));
    if (!id)
        id = value_as_string(rows_get(answer, row, "id"));
    return id ? g_strdup(id) : g_strdup_printf("%" G_GINT64_FORMAT ".%zu", time_ns, row);
}

void log_rows_keep(struct log_rows *rows, const GPtrArray *keys)
{
    g_ptr_array_set_size(rows->kept, 0);
    for (guint i = 0; i < keys->len; i++)
        g_ptr_array_add(rows->kept, g_strdup(keys->pdata[i]));
}

/* Takes the id. */
static struct item *item_of(const struct log_rows *rows, const struct rows *answer, size_t row,
                            int64_t time_ns, char *id)
{
    static const char *const kept[] = {"severity", "message", "trace", "span_id", "release"};
    struct item *item = item_new(ITEM_LOG);
    item->time_ns = time_ns;
    item->id = id;
    struct value project = rows_get(answer, row, "project");
    if (project.type == VALUE_STRING)
        item->project = g_strdup(project.string);
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
        item_set(item, kept[i], rows_get(answer, row, kept[i]));
    for (guint i = 0; i < rows->kept->len; i++)
        item_set(item, rows->kept->pdata[i], rows_get(answer, row, rows->kept->pdata[i]));
    return item;
}

/* --- places --- */

static gint by_time(const void *a, const void *b)
{
    int64_t x = ((const struct fresh *)a)->time_ns, y = ((const struct fresh *)b)->time_ns;
    return (x > y) - (x < y);
}

int64_t log_rows_place_from(const struct log_rows *rows, int64_t time_ns)
{
    int64_t low = runway_first(&rows->places), high = runway_end(&rows->places);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (place_time(rows, runway_at(&rows->places, middle)) < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Merges `fresh`, sorted, where most of it is new: those held that are newer move up. */
static void merge_up(struct log_rows *rows, const struct fresh *fresh, size_t left)
{
    int64_t old = runway_end(&rows->places), first = runway_first(&rows->places);
    int64_t was_end = old;
    runway_append(&rows->places, left);
    int64_t to = runway_end(&rows->places);
    while (left > 0) {
        const struct place *below = old > first ? runway_at(&rows->places, old - 1) : NULL;
        bool take_old = below && place_time(rows, below) > fresh[left - 1].time_ns;
        *(struct place *)runway_at(&rows->places, --to) = take_old ? *below : fresh[left - 1].place;
        old -= take_old;
        left -= !take_old;
    }
    rows->changes += to < was_end;
    if (to <= rows->looked_from)
        log_rows_restart(rows);
    else if (to < rows->looked_to)
        log_rows_unlook_from(rows, to);
}

/* The same where most of it is old: those held that are older move down. */
static void merge_down(struct log_rows *rows, const struct fresh *fresh, size_t count)
{
    int64_t old = runway_first(&rows->places), end = runway_end(&rows->places);
    runway_prepend(&rows->places, count);
    int64_t to = runway_first(&rows->places);
    for (size_t taken = 0; taken < count;) {
        const struct place *above = old < end ? runway_at(&rows->places, old) : NULL;
        bool take_old = above && place_time(rows, above) < fresh[taken].time_ns;
        *(struct place *)runway_at(&rows->places, to++) = take_old ? *above : fresh[taken].place;
        old += take_old;
        taken += !take_old;
    }
    rows->changes++;
    if (to >= rows->looked_to)
        log_rows_restart(rows);
    else if (to > rows->looked_from)
        log_rows_unlook_before(rows, to);
}

/* Puts `fresh` in its place, moving the fewer of those held. */
static void merge(struct log_rows *rows, GArray *fresh)
{
    struct fresh *places = (struct fresh *)(void *)fresh->data;
    bool in_order = true;
    for (guint i = 1; i < fresh->len && in_order; i++)
        in_order = places[i - 1].time_ns <= places[i].time_ns;
    if (!in_order)
        g_array_sort(fresh, by_time);
    int64_t older =
        log_rows_place_from(rows, places[fresh->len - 1].time_ns) - runway_first(&rows->places);
    int64_t newer = runway_end(&rows->places) - log_rows_place_from(rows, places[0].time_ns + 1);
    /* Of a moment with those held, what is loaded stands before them, what arrives behind. */
    if (older < newer || (older == newer && rows->arriving.at_ns == 0))
        merge_down(rows, places, fresh->len);
    else
        merge_up(rows, places, fresh->len);
}

static void add_places(GArray *out, const struct segment *segment, uint32_t slot, size_t from,
                       size_t to)
{
    for (size_t row = from; row < to; row++) {
        struct fresh fresh = {
            segment_time_ns(segment, row), {slot, (uint32_t)row}
        };
        g_array_append_val(out, fresh);
    }
}

/* Finds the places of the last `count` rows of the frame. */
static void place_new(struct log_rows *rows, size_t count)
{
    g_autoptr(GArray) fresh = g_array_sized_new(FALSE, FALSE, sizeof(struct fresh), (guint)count);
    guint first = rows->segments->len;
    size_t before = count; /* rows that are new in the first segment which has one */
    for (size_t after = count; after > 0 && first > 0;) {
        size_t held = segment_rows(rows->segments->pdata[--first]);
        before = after;
        after -= MIN(after, held);
    }
    for (guint s = first; s < rows->segments->len; s++) { /* in the order in which they came */
        const struct segment *segment = rows->segments->pdata[s];
        size_t held = segment_rows(segment), from = s == first ? held - MIN(held, before) : 0;
        uint32_t slot = log_rows_slot(rows, segment, false);
        add_places(fresh, segment, slot, from, held);
        log_tail_arrive(rows, slot, from);
    }
    merge(rows, fresh);
}

void log_rows_put(struct log_rows *rows, int64_t time_ns, struct place place)
{
    g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(struct fresh));
    g_array_append_val(fresh, ((struct fresh){time_ns, place}));
    merge(rows, fresh);
}

/* --- taking in an answer --- */

/* No name has more cells than bytes: few are measured. */
static void note_project(struct log_rows *rows, const char *name)
{
    if (name && strlen(name) > (size_t)rows->project_cols)
        rows->project_cols = MAX(rows->project_cols, text_width(name));
}

size_t log_rows_add(struct log_rows *rows, const struct rows *answer, size_t from, size_t to)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    size_t added = 0, evicted = 0;
    if (frame_rows(rows->frame) + (to - from) > rows->most)
        log_rows_make_room(rows);
    size_t room = rows->most - log_rows_held(rows);
    for (size_t row = to; row-- > from && added < room;) { /* most answers come newest first */
        int64_t time_ns = log_rows_time_of(answer, row);
        g_autofree char *id = id_of(answer, row, time_ns);
        if (time_ns <= 0 || log_ids_have(rows, time_ns, id) ||
            !g_hash_table_add(seen, g_strdup(id)))
            continue;
        struct item *item = item_of(rows, answer, row, time_ns, g_steal_pointer(&id));
        note_project(rows, item->project);
        log_ids_note(rows, time_ns, item->id);
        log_tail_note(rows, time_ns);
        evicted += frame_append(rows->frame, item);
        item_free(item);
        added++;
    }
    if (added == 0)
        return 0;
    log_rows_take_segments(rows, evicted > 0);
    place_new(rows, added);
    return added;
}

int log_rows_project_cols(const struct log_rows *rows)
{
    return rows->project_cols;
}

/* --- segments over text kept elsewhere --- */

/* The oldest rows, all of one segment, go without a look at the others. */
static bool drop_front(struct log_rows *rows, const struct segment *segment)
{
    int64_t first = runway_first(&rows->places), to = first;
    while (to < runway_end(&rows->places) &&
           place_segment(rows, runway_at(&rows->places, to)) == segment)
        to++;
    if ((size_t)(to - first) != segment_rows(segment))
        return false;
    log_rows_cut_front(rows, to);
    return true;
}

void log_rows_drop(struct log_rows *rows, const struct segment *segment)
{
    if (drop_front(rows, segment))
        g_ptr_array_remove(rows->taken, (struct segment *)segment);
    else if (g_ptr_array_remove(rows->taken, (struct segment *)segment))
        log_rows_forget_places(rows, rows->segments);
    log_rows_sweep(rows);
}

/* Rows in order mostly have one name, at one address. */
static void note_projects(struct log_rows *rows, const struct segment *segment, size_t from,
                          size_t to)
{
    const char *last = NULL;
    for (size_t row = from; row < to; row++) {
        const char *name = segment_project(segment, row);
        if (name != last)
            note_project(rows, name);
        last = name;
    }
}

static bool evict_taken(struct log_rows *rows, const struct segment *but)
{
    const struct segment *oldest = NULL;
    for (guint i = 0; i < rows->taken->len; i++) {
        const struct segment *segment = rows->taken->pdata[i];
        if (segment != but && (!oldest || segment_max_ns(segment) < segment_max_ns(oldest)))
            oldest = segment;
    }
    if (oldest)
        log_rows_drop(rows, oldest);
    return oldest != NULL;
}

bool log_rows_take(struct log_rows *rows, struct segment *segment, size_t from, size_t to)
{
    while (log_rows_held(rows) + (to - from) > rows->most)
        if (!evict_taken(rows, segment))
            return false;
    if (!g_ptr_array_find(rows->taken, segment, NULL))
        g_ptr_array_add(rows->taken, segment_ref(segment));
    g_autoptr(GArray) fresh =
        g_array_sized_new(FALSE, FALSE, sizeof(struct fresh), (guint)(to - from));
    add_places(fresh, segment, log_rows_slot(rows, segment, true), from, to);
    note_projects(rows, segment, from, to);
    if (fresh->len > 0)
        merge(rows, fresh);
    return true;
}

GPtrArray *log_rows_segments(const struct log_rows *rows, bool *open)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    for (guint i = 0; i < rows->taken->len; i++)
        g_ptr_array_add(all, segment_ref(rows->taken->pdata[i]));
    for (guint i = 0; i < rows->segments->len; i++)
        g_ptr_array_add(all, segment_ref(rows->segments->pdata[i]));
    *open = rows->segments->len > 0;
    return all;
}

/* --- rows --- */

/* Filtered rows are found newest first. */
uint64_t log_rows_version(const struct log_rows *rows)
{
    return rows->changes * 0x9e3779b97f4a7c15u +
           (uint64_t)(log_rows_filtered(rows) ? rows->looked_from : 0);
}

static int64_t place_number(const struct log_rows *rows, size_t row)
{
    if (!log_rows_filtered(rows))
        return runway_first(&rows->places) + (int64_t)row;
    return *(int64_t *)runway_at(&rows->shown, runway_first(&rows->shown) + (int64_t)row) >> 1;
}

const struct place *log_rows_place(const struct log_rows *rows, size_t row)
{
    return runway_at(&rows->places, place_number(rows, row));
}

bool log_row_is_context(const struct log_rows *rows, size_t row)
{
    return log_rows_filtered(rows) &&
           *(int64_t *)runway_at(&rows->shown, runway_first(&rows->shown) + (int64_t)row) & 1;
}

bool log_row_begins_group(const struct log_rows *rows, size_t row)
{
    return rows->context > 0 && log_rows_filtered(rows) && row > 0 &&
           place_number(rows, row) != place_number(rows, row - 1) + 1;
}

static const char *text_at(const struct log_rows *rows, const struct place *place, const char *key)
{
    const struct segment *segment = place_segment(rows, place);
    return value_as_string(segment_value(segment, place->row, segment_column(segment, key)));
}

size_t log_rows_count(const struct log_rows *rows)
{
    return runway_count(log_rows_filtered(rows) ? &rows->shown : &rows->places);
}

size_t log_rows_passing(const struct log_rows *rows)
{
    size_t others = rows->gaps->len + (log_rows_filtered(rows) ? rows->context_shown : 0);
    return MAX(log_rows_count(rows), others) - others;
}

uint64_t log_rows_evicted(const struct log_rows *rows)
{
    return rows->evicted;
}

void log_rows_listen(struct log_rows *rows, void (*wake)(void *data), void *data)
{
    filter_hub_listen(rows->hub, wake, data);
}

size_t log_rows_held(const struct log_rows *rows)
{
    return runway_count(&rows->places) - rows->gaps->len;
}

int64_t log_row_time_ns(const struct log_rows *rows, size_t row)
{
    return place_time(rows, log_rows_place(rows, row));
}

/* The scrollbar and `e` ask for a million. */
enum level log_row_level(const struct log_rows *rows, size_t row)
{
    const struct place *place = log_rows_place(rows, row);
    struct slot *slot = slot_at(rows, place->slot);
    uint32_t code = LEVELS_KNOWN;
    if (slot->severity == 0 && !slot->elsewhere)
        slot->severity = segment_column(slot->segment, "severity") + 1;
    if (slot->severity > 0)
        segment_read_codes(slot->segment, slot->severity - 1, place->row, 1, &code);
    if (code >= LEVELS_KNOWN)
        return level_parse(text_at(rows, place, "severity"));
    if (slot->levels[code] == 0)
        slot->levels[code] = (uint8_t)(level_parse(text_at(rows, place, "severity")) + 1);
    return (enum level)(slot->levels[code] - 1);
}

const char *log_row_id(const struct log_rows *rows, size_t row)
{
    const struct place *place = log_rows_place(rows, row);
    return segment_id(place_segment(rows, place), place->row);
}

struct item *log_row_item(const struct log_rows *rows, size_t row)
{
    const struct place *place = log_rows_place(rows, row);
    return segment_item(place_segment(rows, place), place->row);
}

const char *log_row_project(const struct log_rows *rows, size_t row)
{
    const struct place *place = log_rows_place(rows, row);
    return segment_project(place_segment(rows, place), place->row);
}

bool log_row_tells_time(const struct log_rows *rows, size_t row)
{
    const struct place *place = log_rows_place(rows, row);
    return segment_tells_time(place_segment(rows, place), place->row);
}

const char *log_row_text(const struct log_rows *rows, size_t row, const char *key)
{
    return text_at(rows, log_rows_place(rows, row), key);
}

struct value log_row_value(const struct log_rows *rows, size_t row, const char *key)
{
    const struct place *place = log_rows_place(rows, row);
    const struct segment *segment = place_segment(rows, place);
    return segment_value(segment, place->row, segment_column(segment, key));
}

struct segment *log_row_segment(const struct log_rows *rows, size_t row, size_t *at)
{
    const struct place *place = log_rows_place(rows, row);
    const struct slot *slot = slot_at(rows, place->slot);
    *at = place->row;
    return slot->elsewhere || segment_is_sealed(slot->segment) ? slot->segment : NULL;
}
