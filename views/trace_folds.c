/* SPDX-License-Identifier: Apache-2.0
 *
 * What of a waterfall is folded, open, left out, and in which order it stands.
 */
#include "views/trace_rows_internal.h"

#include <stdlib.h>

/* --- folds --- */

bool trace_rows_fold(struct trace_rows *rows, struct trace_row row, bool folded)
{
    if (row.run >= 0) {
        if (rows->run_rows[row.run].open != folded)
            return false;
        rows->run_rows[row.run].open = !folded;
    } else {
        if (row.span < 0 || !rows->nodes[row.span].descendants || rows->folded[row.span] == folded)
            return false;
        rows->folded[row.span] = folded;
    }
    trace_rows_rebuild(rows);
    return true;
}

static void open_runs(struct trace_rows *rows, bool open)
{
    for (int i = 0; i < span_runs_count(&rows->trace->runs); i++)
        rows->run_rows[i].open = open;
}

int trace_rows_level(struct trace_rows *rows, int by)
{
    int most = rows->max_depth + (span_runs_count(&rows->trace->runs) > 0);
    rows->level = CLAMP(rows->level + by, 0, most);
    for (int i = 0; i < trace_span_count(rows->trace); i++)
        rows->folded[i] = rows->nodes[i].descendants && rows->nodes[i].depth >= rows->level;
    open_runs(rows, rows->level > rows->max_depth);
    trace_rows_rebuild(rows);
    return rows->level;
}

/* Opens what hides `span`; true if something did. */
static bool open_above(struct trace_rows *rows, int span)
{
    bool changed = false;
    for (int at = span; at >= 0;) {
        int run = rows->trace->runs.of[at];
        if (run >= 0) {
            changed |= !rows->run_rows[run].open;
            rows->run_rows[run].open = true;
        }
        at = rows->nodes[at].parent;
        if (at < 0)
            break;
        changed |= rows->folded[at];
        rows->folded[at] = 0;
    }
    return changed;
}

void trace_rows_fold_others(struct trace_rows *rows, struct trace_row row)
{
    if (row.span < 0)
        return;
    bool open = row.run >= 0 && rows->run_rows[row.run].open;
    for (int i = 0; i < trace_span_count(rows->trace); i++)
        rows->folded[i] = rows->nodes[i].descendants > 0;
    open_runs(rows, false);
    open_above(rows, row.span);
    if (row.run >= 0)
        rows->run_rows[row.run].open = open;
    else
        rows->folded[row.span] = 0;
    trace_rows_rebuild(rows);
}

void trace_rows_reveal(struct trace_rows *rows, int span)
{
    if (span >= 0 && open_above(rows, span))
        trace_rows_rebuild(rows);
}

void trace_rows_adopt(struct trace_rows *rows, const struct trace_rows *from)
{
    for (int i = 0; i < trace_span_count(from->trace); i++) {
        int run = from->trace->runs.of[i];
        bool opened = run >= 0 && from->run_rows[run].open;
        int now = from->folded[i] || opened
                      ? trace_find(rows->trace, trace_span_at(from->trace, i)->id)
                      : -1;
        if (now < 0)
            continue;
        rows->folded[now] = from->folded[i] && rows->nodes[now].descendants;
        if (opened && rows->trace->runs.of[now] >= 0)
            rows->run_rows[rows->trace->runs.of[now]].open = true;
    }
    if (from->order != rows->order)
        trace_rows_sort(rows, from->order);
    else
        trace_rows_rebuild(rows);
}

/* --- the filter --- */

/* Children come after their parents: walking back, what is below a span is known before it. */
static size_t mark_kept(struct trace_rows *rows, const uint8_t *passes)
{
    size_t found = 0;
    for (int i = trace_span_count(rows->trace) - 1; i >= 0; i--) {
        int parent = rows->nodes[i].parent;
        if (passes[i]) {
            rows->kept[i] = TRACE_PASSES;
            found++;
        }
        if (parent >= 0 && rows->kept[i])
            rows->kept[parent] = TRACE_LEADS;
    }
    return found;
}

static void count_left_out(struct trace_rows *rows)
{
    for (int i = 0; i < trace_span_count(rows->trace); i++) {
        int parent = rows->nodes[i].parent;
        if (parent >= 0 && !rows->kept[i] && rows->kept[parent])
            rows->left_out[parent] += rows->nodes[i].descendants + 1;
    }
}

static void part_runs(struct trace_rows *rows)
{
    for (int i = 0; i < span_runs_count(&rows->trace->runs); i++) {
        const struct span_run *run = span_runs_at(&rows->trace->runs, i);
        bool whole = true;
        for (int k = 0; rows->kept && whole && k < run->count; k++)
            whole = rows->kept[span_runs_member(&rows->trace->runs, run, k)];
        rows->run_rows[i].apart = !whole;
    }
}

size_t trace_rows_keep(struct trace_rows *rows, const uint8_t *passes)
{
    size_t count = (size_t)trace_span_count(rows->trace), found = 0;
    g_clear_pointer(&rows->kept, g_free);
    g_clear_pointer(&rows->left_out, g_free);
    if (passes) {
        rows->kept = g_new0(uint8_t, count + 1);
        rows->left_out = g_new0(int32_t, count + 1);
        found = rows->passing = mark_kept(rows, passes);
        count_left_out(rows);
    }
    part_runs(rows);
    trace_rows_find_last(rows);
    trace_rows_rebuild(rows);
    return found;
}

/* --- order --- */

/* A span, or with `run` >= 0 a run, among its siblings. */
struct unit {
    int32_t span, run; /* of a run: its first member by start */
    int64_t us;
};

static int shortest_first(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;
    if (x->us != y->us)
        return x->us < y->us ? -1 : 1;
    return y->span - x->span;
}

/* They are taken from the end. */
static void sort_from(GArray *stack, guint first)
{
    if (stack->len - first > 1)
        qsort(&g_array_index(stack, struct unit, first), stack->len - first, sizeof(struct unit),
              shortest_first);
}

static void push_children(struct trace_rows *rows, int parent, GArray *stack)
{
    int end =
        parent < 0 ? trace_span_count(rows->trace) : parent + rows->nodes[parent].descendants + 1;
    guint first = stack->len;
    for (int i = parent + 1; i < end; i += rows->nodes[i].descendants + 1) {
        struct unit unit = {i, rows->trace->runs.of[i], rows->nodes[i].duration_us};
        const struct span_run *run =
            unit.run >= 0 ? span_runs_at(&rows->trace->runs, unit.run) : NULL;
        if (run && span_runs_member(&rows->trace->runs, run, 0) != i)
            continue;
        if (run)
            unit.us = run->union_us;
        g_array_append_val(stack, unit);
    }
    sort_from(stack, first);
}

static void push_members(struct trace_rows *rows, int index, GArray *stack)
{
    const struct span_run *run = span_runs_at(&rows->trace->runs, index);
    guint first = stack->len;
    for (int k = 0; k < run->count; k++) {
        int span = span_runs_member(&rows->trace->runs, run, k);
        struct unit unit = {span, -1, rows->nodes[span].duration_us};
        g_array_append_val(stack, unit);
    }
    sort_from(stack, first);
}

/* Depth first with a stack of what is still to come. */
static void place_by_duration(struct trace_rows *rows)
{
    int32_t written = 0;
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct unit));
    rows->by_duration = g_new(int32_t, (gsize)trace_span_count(rows->trace) + 1);
    rows->places = g_new(int32_t, (gsize)trace_span_count(rows->trace) + 1);
    push_children(rows, -1, stack);
    while (stack->len) {
        struct unit unit = g_array_index(stack, struct unit, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        if (unit.run >= 0) {
            push_members(rows, unit.run, stack);
            continue;
        }
        rows->places[unit.span] = written;
        rows->by_duration[written++] = unit.span;
        if (rows->nodes[unit.span].descendants)
            push_children(rows, unit.span, stack);
    }
}

/* Of members as long as the slowest, the one that comes first is it. */
void trace_rows_sort(struct trace_rows *rows, enum trace_order order)
{
    if (order == TRACE_BY_DURATION && !rows->by_duration)
        place_by_duration(rows);
    rows->order = order;
    for (int i = 0; i < span_runs_count(&rows->trace->runs); i++) {
        const struct span_run *run = span_runs_at(&rows->trace->runs, i);
        rows->run_rows[i].head = order == TRACE_BY_DURATION
                                     ? run->slowest
                                     : span_runs_member(&rows->trace->runs, run, 0);
    }
    trace_rows_find_last(rows);
    trace_rows_rebuild(rows);
}
