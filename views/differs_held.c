/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs among the log rows of files, which no server counts: those that pass the filters, or
 * lie in the marked range, against the others. A worker counts; of many rows every n-th.
 */
#include "views/differs_state.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "views/body.h"
#include "views/differs.h"
#include "views/logs_state.h"
#include "views/views.h"

#include <string.h>

/* What goes to the worker and comes back. */
struct held {
    GPtrArray *segments; /* references */
    struct row_filter *filter;
    struct query *base;     /* of both sides; NULL = all */
    int64_t from_ns, to_ns; /* the range marked; to_ns 0 = none */
    struct differs_counts *counts;
    double rows[DIFFERS_SIDES];
};

static void held_free(void *data)
{
    struct held *held = data;
    g_ptr_array_unref(held->segments);
    row_filter_unref(held->filter);
    query_free(held->base);
    differs_counts_free(held->counts);
    g_free(held);
}

static bool bit(const uint64_t *bits, size_t row)
{
    return bits[row / 64] >> (row % 64) & 1;
}

/* The rows of both sides, a bit each. False: the search was given up. */
static bool sides_of(const struct held *held, const struct segment *segment, uint64_t *inside,
                     uint64_t *all)
{
    size_t rows = segment_rows(segment);
    struct row_filter_run *run = row_filter_run_new(held->filter);
    bool whole = row_filter_rows(run, segment, 0, rows, inside);
    row_filter_run_free(run);
    if (held->base)
        query_select(held->base, segment, rows, all);
    else
        memset(all, 0xff, (rows + 63) / 64 * sizeof *all);
    for (size_t row = 0; held->to_ns && row < rows; row++) {
        int64_t at = segment_time_ns(segment, row);
        if (at < held->from_ns || at > held->to_ns)
            inside[row / 64] &= ~(UINT64_C(1) << (row % 64));
    }
    return whole;
}

static void count_row(struct differs_counts *counts, enum differs_side side,
                      const struct segment *segment, size_t row)
{
    g_autoptr(item) item = segment_item(segment, row);
    differs_counts_rows(counts, side, 1);
    if (item->project)
        differs_counts_text(counts, side, "project", item->project, 1);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        if (differs_is_left_out(attribute->key))
            continue;
        g_autofree char *text = value_text(attribute->value);
        if (text)
            differs_counts_text(counts, side, attribute->key, text, 1);
    }
}

/* Every `step`-th row of each side. */
static void count_segment(struct held *held, const struct segment *segment, const uint64_t *inside,
                          const uint64_t *all, const size_t step[DIFFERS_SIDES],
                          size_t seen[DIFFERS_SIDES])
{
    for (size_t row = 0; row < segment_rows(segment); row++) {
        enum differs_side side = bit(inside, row) ? DIFFERS_INSIDE : DIFFERS_OUTSIDE;
        if (bit(all, row) && seen[side]++ % step[side] == 0)
            count_row(held->counts, side, segment, row);
    }
}

static void count(void *data)
{
    struct held *held = data;
    guint segments = held->segments->len;
    g_autofree uint64_t **bits = g_new0(uint64_t *, segments * 2);
    size_t step[DIFFERS_SIDES] = {1, 1}, seen[DIFFERS_SIDES] = {0, 0};
    bool whole = true;
    for (guint i = 0; i < segments && whole; i++) {
        const struct segment *segment = held->segments->pdata[i];
        size_t rows = segment_rows(segment);
        bits[2 * i] = g_new0(uint64_t, rows / 64 + 1);
        bits[2 * i + 1] = g_new0(uint64_t, rows / 64 + 1);
        whole = sides_of(held, segment, bits[2 * i], bits[2 * i + 1]);
        for (size_t row = 0; row < rows; row++)
            held->rows[bit(bits[2 * i], row) ? DIFFERS_INSIDE : DIFFERS_OUTSIDE] +=
                bit(bits[2 * i + 1], row);
    }
    for (int side = 0; side < DIFFERS_SIDES; side++)
        step[side] = (size_t)held->rows[side] / DIFFERS_HELD_ROWS + 1;
    for (guint i = 0; i < segments && whole; i++)
        count_segment(held, held->segments->pdata[i], bits[2 * i], bits[2 * i + 1], step, seen);
    for (guint i = 0; i < 2 * segments; i++)
        g_free(bits[i]);
}

static void counted(struct view *view, void *data)
{
    struct differs_state *state = view->state;
    struct held *held = data;
    memcpy(state->held_rows, held->rows, sizeof held->rows);
    differs_compare(view, g_steal_pointer(&held->counts));
}

const struct logs *differs_files(const struct view *view)
{
    const struct view *below = desk_below(view);
    while (below && below->ops == &differs_view)
        below = desk_below(below);
    const struct logs *logs = below && below->ops == &logs_view ? below->state : NULL;
    return logs && logs->source ? logs : NULL;
}

static struct query *parsed(const struct view *view, const char *text)
{
    return text && *text ? query_parse(text, desk_now_ms(view->desk) * NS_PER_MS, NULL, NULL)
                         : NULL;
}

/* What passes the filters and is found by the search, or lies in the range. */
static struct held *held_new(const struct view *view, const struct logs *logs)
{
    const struct differs_state *state = view->state;
    struct held *held = g_new0(struct held, 1);
    struct query *within = parsed(view, state->within);
    bool open;
    held->filter = logs_row_filter(logs);
    if (within) {
        struct row_query *query = row_query_new(within);
        row_filter_select(held->filter, query);
        row_query_unref(query);
    }
    held->base = parsed(view, state->base);
    held->segments = log_rows_segments(logs->rows, &open);
    held->counts = differs_counts_new();
    logs_range_times(logs, &held->from_ns, &held->to_ns);
    return held;
}

bool differs_held_begin(struct view *view, GError **error)
{
    struct differs_state *state = view->state;
    struct held *held = held_new(view, differs_files(view));
    state->held = true;
    if (row_filter_is_empty(held->filter) && !held->to_ns) {
        held_free(held);
        return body_refuse(error,
                           "nothing tells two sets of rows apart: & filters, v marks a range");
    }
    state->comparing = true;
    desk_work(view, count, counted, held, held_free);
    return true;
}
