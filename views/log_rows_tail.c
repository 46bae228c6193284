/* SPDX-License-Identifier: Apache-2.0
 *
 * Of the rows of the log view: when they came, and the stretches of which they did not. A gap has a
 * row of its own in a segment of its own.
 */
#include "views/log_rows_internal.h"

#include <string.h>

/* --- arrivals --- */

void log_rows_arriving(struct log_rows *rows, const struct log_arrival *arrival)
{
    rows->arriving = arrival ? *arrival : (struct log_arrival){0};
}

static bool is_late(const struct log_arrival *arrival, int64_t time_ns)
{
    return arrival->newest_ns > 0 && time_ns < arrival->newest_ns - LOG_LATE_NS;
}

void log_tail_note(struct log_rows *rows, int64_t time_ns)
{
    if (rows->arriving.at_ns == 0 || !is_late(&rows->arriving, time_ns))
        return;
    rows->late++;
    if (rows->late_times->len >= LOG_LATE_MOST)
        g_array_remove_range(rows->late_times, 0, LOG_LATE_MOST / 2);
    g_array_append_val(rows->late_times, time_ns);
    rows->latest_ns = MAX(rows->latest_ns, rows->arriving.at_ns - time_ns);
}

size_t log_rows_late(const struct log_rows *rows, int64_t *most_ns)
{
    *most_ns = rows->latest_ns;
    return rows->late;
}

const GArray *log_rows_late_times(const struct log_rows *rows)
{
    return rows->late_times;
}

void log_tail_arrive(struct log_rows *rows, uint32_t number, size_t from)
{
    struct slot *slot = slot_at(rows, number);
    if (!slot->arrivals && rows->arriving.at_ns == 0)
        return;
    if (!slot->arrivals)
        slot->arrivals = g_array_new(FALSE, FALSE, sizeof(struct arrival));
    g_array_append_val(slot->arrivals, ((struct arrival){from, rows->arriving}));
}

bool log_row_arrival(const struct log_rows *rows, size_t row, struct log_arrival *out)
{
    const struct place *place = log_rows_place(rows, row);
    const GArray *arrivals = slot_at(rows, place->slot)->arrivals;
    guint low = 0, high = arrivals ? arrivals->len : 0;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(arrivals, struct arrival, middle).from <= place->row)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    *out = g_array_index(arrivals, struct arrival, low - 1).came;
    return out->at_ns != 0;
}

bool log_row_late(const struct log_rows *rows, size_t row, int64_t *took_ns)
{
    struct log_arrival arrival;
    int64_t time_ns = log_row_time_ns(rows, row);
    if (!log_row_arrival(rows, row, &arrival) || !is_late(&arrival, time_ns))
        return false;
    *took_ns = arrival.at_ns - time_ns;
    return true;
}

/* --- gaps --- */

static struct log_gap *gap_at(const struct log_rows *rows, guint at)
{
    return &g_array_index(rows->gaps, struct log_gap, at);
}

/* Behind the rows of the moment at which it begins. */
static int64_t time_of(const struct log_gap *gap)
{
    return gap->from_ns + 1;
}

/* A segment of one row without text at that time. */
static struct segment *row_at(int64_t time_ns)
{
    struct frame *frame = frame_new(1);
    struct item *item = item_new(ITEM_LOG);
    item->time_ns = time_ns;
    item->id = g_strdup("gap");
    frame_append(frame, item);
    item_free(item);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    frame_free(frame);
    return segment_ref(segments->pdata[0]);
}

/* Those behind it move down, which are few where it is near the end, as most are. */
static void take_out_row(struct log_rows *rows, int64_t place)
{
    int64_t end = runway_end(&rows->places);
    struct place *at = runway_at(&rows->places, place);
    memmove(at, at + 1, (size_t)(end - place - 1) * sizeof *at);
    runway_keep(&rows->places, runway_first(&rows->places), end - 1);
    rows->changes++;
    if (place <= rows->looked_from)
        log_rows_restart(rows);
    else if (place < rows->looked_to)
        log_rows_unlook_from(rows, place);
}

static void take_out(struct log_rows *rows, guint at)
{
    const struct segment *segment = rows->gap_rows->pdata[at];
    int64_t place = log_rows_place_from(rows, time_of(gap_at(rows, at)));
    while (place < runway_end(&rows->places) &&
           place_segment(rows, runway_at(&rows->places, place)) != segment)
        place++;
    if (place < runway_end(&rows->places))
        take_out_row(rows, place);
    g_array_remove_index(rows->gaps, at);
    g_ptr_array_remove_index(rows->gap_rows, at);
    log_rows_sweep(rows);
}

static void put_in(struct log_rows *rows, struct log_gap gap)
{
    guint at = rows->gaps->len;
    struct segment *segment = row_at(time_of(&gap));
    while (at > 0 && gap_at(rows, at - 1)->from_ns > gap.from_ns)
        at--;
    g_array_insert_val(rows->gaps, at, gap);
    g_ptr_array_insert(rows->gap_rows, (gint)at, segment);
    uint32_t slot = log_rows_slot(rows, segment, true);
    slot_at(rows, slot)->gap = true;
    log_rows_put(rows, time_of(&gap), (struct place){slot, 0});
}

void log_rows_add_gap(struct log_rows *rows, struct log_gap gap)
{
    if (gap.to_ns <= gap.from_ns)
        return;
    for (guint at = rows->gaps->len; at-- > 0;) {
        const struct log_gap *other = gap_at(rows, at);
        bool open = gap.to_ns == INT64_MAX || other->to_ns == INT64_MAX;
        if (open || other->to_ns < gap.from_ns || other->from_ns > gap.to_ns)
            continue;
        gap.from_ns = MIN(gap.from_ns, other->from_ns);
        gap.to_ns = MAX(gap.to_ns, other->to_ns);
        take_out(rows, at);
    }
    if (rows->gaps->len == LOG_GAPS_MOST) { /* what lies between the oldest two counts as missed */
        gap_at(rows, 0)->to_ns = gap_at(rows, 1)->to_ns;
        take_out(rows, 1);
    }
    put_in(rows, gap);
}

void log_rows_end_gap(struct log_rows *rows, int64_t from_ns, int64_t to_ns)
{
    for (guint at = 0; at < rows->gaps->len; at++) {
        if (gap_at(rows, at)->from_ns != from_ns)
            continue;
        if (to_ns > from_ns)
            gap_at(rows, at)->to_ns = to_ns;
        else
            take_out(rows, at);
        return;
    }
}

size_t log_rows_gaps(const struct log_rows *rows)
{
    return rows->gaps->len;
}

struct log_gap log_rows_gap(const struct log_rows *rows, size_t at)
{
    return *gap_at(rows, (guint)at);
}

bool log_row_gap(const struct log_rows *rows, size_t row, struct log_gap *out)
{
    const struct place *place = log_rows_place(rows, row);
    guint at;
    if (!place_is_gap(rows, place) ||
        !g_ptr_array_find(rows->gap_rows, place_segment(rows, place), &at))
        return false;
    *out = *gap_at(rows, at);
    return true;
}

/* --- with the rows --- */

void log_tail_init(struct log_rows *rows)
{
    rows->gaps = g_array_new(FALSE, FALSE, sizeof(struct log_gap));
    rows->gap_rows = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    rows->late_times = g_array_new(FALSE, FALSE, sizeof(int64_t));
}

void log_tail_clear(struct log_rows *rows)
{
    g_array_unref(rows->gaps);
    g_ptr_array_unref(rows->gap_rows);
    g_array_unref(rows->late_times);
}

void log_tail_empty(struct log_rows *rows)
{
    g_array_set_size(rows->gaps, 0);
    g_ptr_array_set_size(rows->gap_rows, 0);
    g_array_set_size(rows->late_times, 0);
    rows->late = 0;
    rows->latest_ns = 0;
}

guint log_tail_forget(struct log_rows *rows, int64_t until_ns)
{
    guint gone = 0;
    while (gone < rows->gaps->len && time_of(gap_at(rows, gone)) <= until_ns)
        gone++;
    g_array_remove_range(rows->gaps, 0, gone);
    g_ptr_array_remove_range(rows->gap_rows, 0, gone);
    return gone;
}
