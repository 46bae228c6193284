/* SPDX-License-Identifier: Apache-2.0
 *
 * What each filter of a log view does: of the rows held that all the others let through, how many
 * it lets through, too. Every pattern is held against every row once: rows that are still written
 * in slices here, all others by a worker. Asked for by the list of filters, and said in it.
 */
#include "views/logs_counts.h"

#include "base/quantity.h"
#include "views/desk.h"

#include "api/model/segment.h"

#include <string.h>

#define SLICE_ROWS 1024
#define BLOCK_ROWS 16384
#define WORDS      (BLOCK_ROWS / 64)
#define MOST       (LOGS_FILTERS_MOST + 1) /* the floor of severity is one */

/* One of them. */
struct part {
    char *label; /* in the list */
    struct row_filter *filter;
    bool off;
    size_t lets, of;
    uint64_t bits[WORDS];
};

struct logs_counts {
    GPtrArray *segments;     /* references, for the worker */
    struct segment *open;    /* a reference; NULL = none is still written */
    size_t at, end;          /* rows of it that are counted, of so many */
    struct row_filter *base; /* rows that are selected by a query */
    uint64_t bits[WORDS];    /* of the base */
    struct part parts[MOST];
    guint count;
    guint source;
};

static void counts_free(void *data)
{
    struct logs_counts *counts = data;
    for (guint i = 0; i < counts->count; i++) {
        g_free(counts->parts[i].label);
        row_filter_unref(counts->parts[i].filter);
    }
    row_filter_unref(counts->base);
    g_ptr_array_unref(counts->segments);
    g_clear_pointer(&counts->open, segment_unref);
    g_free(counts);
}

/* --- counting --- */

static bool find_bits(struct row_filter *filter, const struct segment *segment, size_t from,
                      size_t to, uint64_t *bits)
{
    struct row_filter_run *run = row_filter_run_new(filter);
    memset(bits, 0, WORDS * sizeof *bits);
    bool whole = row_filter_rows(run, segment, from, to, bits);
    row_filter_run_free(run);
    return whole;
}

/* Of 64 rows, those that all but one of what is on let through. */
static uint64_t without(const struct logs_counts *counts, guint one, size_t word)
{
    uint64_t bits = counts->bits[word];
    for (guint i = 0; i < counts->count; i++)
        if (i != one && !counts->parts[i].off)
            bits &= counts->parts[i].bits[word];
    return bits;
}

/* At most BLOCK_ROWS rows; false when it was cancelled. */
static bool count_rows(struct logs_counts *counts, const struct segment *segment, size_t from,
                       size_t to)
{
    if (!find_bits(counts->base, segment, from, to, counts->bits))
        return false;
    for (guint i = 0; i < counts->count; i++)
        if (!find_bits(counts->parts[i].filter, segment, from, to, counts->parts[i].bits))
            return false;
    for (size_t word = 0; word < (to - from + 63) / 64; word++)
        for (guint i = 0; i < counts->count; i++) {
            struct part *part = &counts->parts[i];
            uint64_t others = without(counts, i, word);
            part->of += (size_t)__builtin_popcountll(others);
            part->lets += (size_t)__builtin_popcountll(others & part->bits[word]);
        }
    return true;
}

static void count_all(void *data)
{
    struct logs_counts *counts = data;
    for (guint i = 0; i < counts->segments->len; i++) {
        const struct segment *segment = counts->segments->pdata[i];
        size_t count = segment_rows(segment);
        for (size_t from = 0; from < count; from += BLOCK_ROWS)
            if (!count_rows(counts, segment, from, MIN(from + BLOCK_ROWS, count)))
                return;
    }
}

/* --- saying --- */

static char *words(const struct part *part)
{
    char lets[24], of[24];
    return g_strdup_printf("%s of %s  %s", quantity_count((int64_t)part->lets, lets, sizeof lets),
                           quantity_count((int64_t)part->of, of, sizeof of),
                           part->off ? "switch on" : "switch off");
}

/* Unless another count was begun meanwhile. */
static void counted(struct view *view, void *data)
{
    struct logs *logs = view->state;
    const struct logs_counts *counts = data;
    if (logs->counts != counts)
        return;
    for (guint i = 0; i < counts->count; i++) {
        g_autofree char *detail = words(&counts->parts[i]);
        desk_pick_detail(view, counts->parts[i].label, detail);
    }
    logs->counts = NULL;
}

static gboolean count_open(void *data)
{
    struct view *view = data;
    struct logs_counts *counts = ((struct logs *)view->state)->counts;
    size_t to = MIN(counts->at + SLICE_ROWS, counts->end);
    if (counts->open && counts->at < to)
        count_rows(counts, counts->open, counts->at, to);
    counts->at = to;
    if (to < counts->end)
        return G_SOURCE_CONTINUE;
    counts->source = 0;
    desk_work(view, count_all, counted, counts, counts_free);
    return G_SOURCE_REMOVE;
}

/* --- beginning and end --- */

void logs_counts_stop(struct logs *logs)
{
    struct logs_counts *counts = g_steal_pointer(&logs->counts);
    if (!counts)
        return;
    if (counts->source) {
        g_source_remove(counts->source);
        counts_free(counts);
        return;
    }
    row_filter_cancel(counts->base); /* the worker has it */
    for (guint i = 0; i < counts->count; i++)
        row_filter_cancel(counts->parts[i].filter);
}

static void add_segments(struct logs_counts *counts, const struct log_rows *rows)
{
    bool open;
    counts->segments = log_rows_segments(rows, &open);
    struct segment *last =
        open ? g_ptr_array_index(counts->segments, counts->segments->len - 1) : NULL;
    if (!last || segment_is_sealed(last))
        return;
    counts->open = segment_ref(last);
    counts->end = segment_rows(last);
    g_ptr_array_set_size(counts->segments, (gint)counts->segments->len - 1);
}

void logs_counts_begin(struct logs *logs)
{
    logs_counts_stop(logs);
    struct logs_counts *counts = logs->counts = g_new0(struct logs_counts, 1);
    counts->base = row_filter_new(LEVEL_UNKNOWN);
    log_rows_select(logs->rows, counts->base);
    add_segments(counts, logs->rows);
}

void logs_counts_add(struct logs *logs, const char *label, struct row_filter *filter, bool off)
{
    struct logs_counts *counts = logs->counts;
    struct part *part = &counts->parts[counts->count++];
    *part = (struct part){.label = g_strdup(label), .filter = filter, .off = off};
}

void logs_counts_go(struct view *view)
{
    struct logs *logs = view->state;
    logs->counts->source = g_idle_add(count_open, view);
}
