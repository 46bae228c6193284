/* SPDX-License-Identifier: Apache-2.0
 *
 * The segments that rows are of, and what is known of their rows: a bit each.
 */
#include "views/log_rows_internal.h"

#include "api/model/segment.h"

#include <string.h>

#define LEAST_WORDS 16 /* of rows that a worker is asked for */

static bool bit(const uint64_t *bits, size_t at)
{
    return bits[at / 64] >> at % 64 & 1;
}

/* --- slots --- */

static void slot_clear(struct slot *slot)
{
    segment_unref(slot->segment);
    g_clear_pointer(&slot->arrivals, g_array_unref);
    g_free(slot->passing);
    g_free(slot->known);
    g_free(slot->asked);
    *slot = (struct slot){0};
}

static uint32_t free_slot(struct log_rows *rows)
{
    for (guint i = 0; i < rows->slots->len; i++)
        if (!slot_at(rows, i)->segment)
            return i;
    g_array_set_size(rows->slots, rows->slots->len + 1);
    return rows->slots->len - 1;
}

uint32_t log_rows_slot(struct log_rows *rows, const struct segment *segment, bool elsewhere)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(rows->slot_of, segment));
    if (number)
        return number - 1;
    uint32_t slot = free_slot(rows);
    *slot_at(rows, slot) =
        (struct slot){.segment = segment_ref((struct segment *)segment), .elsewhere = elsewhere};
    g_hash_table_insert(rows->slot_of, (void *)segment, GUINT_TO_POINTER(slot + 1));
    return slot;
}

void log_rows_sweep(struct log_rows *rows)
{
    for (guint i = 0; i < rows->slots->len; i++) {
        struct slot *slot = slot_at(rows, i);
        if (!slot->segment || g_ptr_array_find(rows->segments, slot->segment, NULL) ||
            g_ptr_array_find(rows->taken, slot->segment, NULL) ||
            g_ptr_array_find(rows->gap_rows, slot->segment, NULL))
            continue;
        g_hash_table_remove(rows->slot_of, slot->segment);
        slot_clear(slot);
    }
}

void log_rows_forget_bits(struct log_rows *rows)
{
    for (guint i = 0; i < rows->slots->len; i++) {
        struct slot *slot = slot_at(rows, i);
        g_clear_pointer(&slot->passing, g_free);
        g_clear_pointer(&slot->known, g_free);
        g_clear_pointer(&slot->asked, g_free);
        slot->words = slot->tail = slot->tail_word = 0;
    }
}

/* What stands over text kept elsewhere, and all bits. */
size_t log_rows_slots_memory(const struct log_rows *rows)
{
    size_t bytes = rows->slots->len * sizeof(struct slot);
    for (guint i = 0; i < rows->slots->len; i++) {
        const struct slot *slot = slot_at(rows, i);
        bytes += slot->words * (sizeof *slot->passing + sizeof *slot->passing / 64);
        bytes += slot->segment && slot->elsewhere ? segment_memory(slot->segment) : 0;
    }
    return bytes;
}

static size_t grown(void **bytes, size_t had, size_t room)
{
    *bytes = g_realloc(*bytes, room);
    memset((char *)*bytes + had, 0, room - had);
    return room;
}

/* Room for what is found out of all rows there are. */
static void reach(struct slot *slot, size_t rows)
{
    size_t need = (rows + WORD_ROWS - 1) / WORD_ROWS;
    if (need <= slot->words)
        return;
    size_t words = MAX(need, slot->words + slot->words / 2);
    words =
        (words + BLOCK_ROWS / WORD_ROWS - 1) / (BLOCK_ROWS / WORD_ROWS) * (BLOCK_ROWS / WORD_ROWS);
    size_t had = slot->words;
    grown((void **)&slot->passing, had * sizeof(uint64_t), words * sizeof(uint64_t));
    grown((void **)&slot->known, had / 64 * sizeof(uint64_t), words / 64 * sizeof(uint64_t));
    grown((void **)&slot->asked, had * WORD_ROWS / BLOCK_ROWS, words * WORD_ROWS / BLOCK_ROWS);
    slot->words = words;
}

/* --- finding out --- */

static bool is_known(const struct slot *slot, size_t word)
{
    return slot->known[word / 64] >> word % 64 & 1;
}

static void note_known(struct slot *slot, size_t word)
{
    slot->known[word / 64] |= UINT64_C(1) << word % 64;
}

void log_rows_learn(struct log_rows *rows, uint32_t number, const struct segment *segment,
                    size_t from, size_t to, const uint64_t *bits)
{
    struct slot *slot = number < rows->slots->len ? slot_at(rows, number) : NULL;
    if (!slot || slot->segment != segment || !slot->asked)
        return;
    slot->asked[from / BLOCK_ROWS] = 0;
    for (size_t word = from / WORD_ROWS; word < to / WORD_ROWS; word++) {
        slot->passing[word] = bits[word - from / WORD_ROWS];
        note_known(slot, word);
    }
}

/* The rows of a word, or of what there is of it, by this thread. */
static void find_out(struct log_rows *rows, struct slot *slot, size_t word)
{
    size_t from = word * WORD_ROWS, to = MIN(from + WORD_ROWS, segment_rows(slot->segment));
    size_t had = slot->tail_word == word ? slot->tail : 0;
    uint64_t bits = 0;
    row_filter_rows(rows->run, slot->segment, from + had, to, &bits);
    slot->passing[word] = (had ? slot->passing[word] : 0) | bits << had;
    if (to - from == WORD_ROWS) {
        note_known(slot, word);
    } else {
        slot->tail_word = word;
        slot->tail = to - from;
    }
}

static bool for_workers(const struct slot *slot)
{
    return slot->elsewhere || segment_is_sealed(slot->segment);
}

/* Asks for the words of the block that are not known; false when they are too few. */
static bool ask_worker(struct log_rows *rows, uint32_t number, size_t block)
{
    struct slot *slot = slot_at(rows, number);
    size_t first = block * (BLOCK_ROWS / WORD_ROWS);
    size_t end = MIN(first + BLOCK_ROWS / WORD_ROWS, segment_rows(slot->segment) / WORD_ROWS);
    while (first < end && is_known(slot, first))
        first++;
    while (first < end && is_known(slot, end - 1))
        end--;
    if (end - MIN(first, end) < LEAST_WORDS)
        return false;
    slot->asked[block] = 1;
    filter_hub_ask(rows->hub, rows->filter, number, slot->segment, first * WORD_ROWS,
                   end * WORD_ROWS);
    return true;
}

enum passing log_rows_passing_at(struct log_rows *rows, const struct place *place)
{
    struct slot *slot = slot_at(rows, place->slot);
    size_t word = place->row / WORD_ROWS, block = place->row / BLOCK_ROWS;
    if (slot->gap)
        return PASSING_YES;
    if (word >= slot->words)
        reach(slot, segment_rows(slot->segment));
    bool known =
        is_known(slot, word) || (word == slot->tail_word && place->row % WORD_ROWS < slot->tail);
    if (!known) {
        bool ready =
            !slot->asked[block] && !(for_workers(slot) && ask_worker(rows, place->slot, block));
        if (!ready)
            return PASSING_LATER;
        find_out(rows, slot, word);
    }
    return bit(slot->passing, place->row) ? PASSING_YES : PASSING_NO;
}

/* --- all of it, newest first --- */

static gint by_newest(const void *a, const void *b, void *data)
{
    const struct log_rows *rows = data;
    int64_t x = segment_max_ns(slot_at(rows, *(const uint32_t *)a)->segment);
    int64_t y = segment_max_ns(slot_at(rows, *(const uint32_t *)b)->segment);
    return (x < y) - (x > y);
}

static void ask_for_slot(struct log_rows *rows, uint32_t number)
{
    struct slot *slot = slot_at(rows, number);
    size_t count = segment_rows(slot->segment), blocks = (count + BLOCK_ROWS - 1) / BLOCK_ROWS;
    bool upwards = segment_time_ns(slot->segment, 0) > segment_time_ns(slot->segment, count - 1);
    reach(slot, count);
    for (size_t i = 0; i < blocks; i++)
        ask_worker(rows, number, upwards ? i : blocks - 1 - i);
}

void log_rows_ask_workers(struct log_rows *rows)
{
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t i = 0; i < rows->slots->len; i++)
        if (slot_at(rows, i)->segment && !slot_at(rows, i)->gap && for_workers(slot_at(rows, i)) &&
            segment_rows(slot_at(rows, i)->segment) > 0)
            g_array_append_val(order, i);
    g_array_sort_with_data(order, by_newest, rows);
    for (guint i = 0; i < order->len; i++)
        ask_for_slot(rows, g_array_index(order, uint32_t, i));
}
