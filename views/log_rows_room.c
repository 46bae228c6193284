/* SPDX-License-Identifier: Apache-2.0
 *
 * Room among the rows of the log view: the oldest go, a segment at a time, at the cost of that
 * segment however many are held.
 */
#include "views/log_rows_internal.h"

#include "api/model/segment.h"

/* The newest time of the sealed segment that is oldest in time. */
static int64_t oldest_segment_ns(const struct log_rows *rows)
{
    int64_t oldest = INT64_MAX;
    for (guint i = 0; i + 1 < rows->segments->len; i++)
        oldest = MIN(oldest, segment_max_ns(rows->segments->pdata[i]));
    return oldest;
}

void log_rows_cut_front(struct log_rows *rows, int64_t to)
{
    runway_keep(&rows->places, to, runway_end(&rows->places));
    log_ids_empty(rows);
    rows->changes++;
    if (rows->looked_to <= to)
        log_rows_restart(rows);
    else if (rows->looked_from < to)
        log_rows_unlook_before(rows, to);
}

/* Forgets what is not after it, all of which stands at the front. */
static void forget_until(struct log_rows *rows, int64_t until_ns)
{
    int64_t first = runway_first(&rows->places), to = log_rows_place_from(rows, until_ns + 1);
    rows->evicted += (size_t)(to - first) - log_tail_forget(rows, until_ns);
    log_rows_cut_front(rows, to);
}

/* Those left move together at the end. */
void log_rows_forget_places(struct log_rows *rows, const GPtrArray *kept)
{
    const struct place *last = NULL;
    bool stays = false;
    int64_t to = runway_end(&rows->places);
    for (int64_t at = to; at-- > runway_first(&rows->places);) {
        const struct place *place = runway_at(&rows->places, at);
        const struct segment *segment = slot_at(rows, place->slot)->segment;
        if (!last || last->slot != place->slot)
            stays = g_ptr_array_find((GPtrArray *)kept, segment, NULL) ||
                    g_ptr_array_find(rows->taken, segment, NULL) || place_is_gap(rows, place);
        last = place;
        if (stays)
            *(struct place *)runway_at(&rows->places, --to) = *place;
    }
    rows->evicted += (size_t)(to - runway_first(&rows->places));
    runway_keep(&rows->places, to, runway_end(&rows->places));
    log_ids_empty(rows);
    log_rows_restart(rows);
}

void log_rows_take_segments(struct log_rows *rows, bool dropped)
{
    GPtrArray *kept = frame_segments(rows->frame);
    if (dropped)
        log_rows_forget_places(rows, kept);
    g_ptr_array_unref(rows->segments);
    rows->segments = kept;
    if (dropped)
        log_rows_sweep(rows);
}

/* Whatever segment they came in: there is no hole. */
void log_rows_make_room(struct log_rows *rows)
{
    int64_t oldest = oldest_segment_ns(rows);
    if (oldest == INT64_MAX || frame_expire(rows->frame, oldest + 1) == 0)
        return;
    forget_until(rows, oldest);
    log_rows_take_segments(rows, false);
    log_rows_sweep(rows);
}

bool log_rows_full(const struct log_rows *rows, size_t page)
{
    return frame_rows(rows->frame) + page > rows->most;
}
