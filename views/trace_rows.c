/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_rows_internal.h"

#include "api/insight/self_time.h"

#include <string.h>

#define RUN_ROW 0x80000000u /* in `visible`: the rest is a run, else a span */

/* --- places --- */

int trace_rows_at_place(const struct trace_rows *rows, int place)
{
    return rows->order == TRACE_BY_DURATION ? rows->by_duration[place] : place;
}

static int place_of(const struct trace_rows *rows, int span)
{
    return rows->order == TRACE_BY_DURATION ? rows->places[span] : span;
}

int trace_rows_run(const struct trace_rows *rows, int span)
{
    int run = rows->trace->runs.of[span];
    return run >= 0 && !rows->run_rows[run].apart ? run : -1;
}

/* Where a row and all below it begin. */
static int row_place(const struct trace_rows *rows, struct trace_row row)
{
    return place_of(rows, row.run >= 0 ? rows->run_rows[row.run].head : row.span);
}

int trace_row_end(const struct trace_rows *rows, struct trace_row row)
{
    int below = row.run >= 0 ? span_runs_at(&rows->trace->runs, row.run)->spans
                             : rows->nodes[row.span].descendants + 1;
    return row_place(rows, row) + below;
}

int trace_rows_before(const struct trace_rows *rows, struct trace_row row, int direction)
{
    if (row.span < 0)
        return 0;
    return row_place(rows, row) - (row.run >= 0 && direction > 0);
}

int trace_rows_beyond(const struct trace_rows *rows, struct trace_row row, int direction)
{
    if (row.run >= 0 && direction > 0 && !rows->run_rows[row.run].open)
        return trace_row_end(rows, row) - 1;
    return trace_rows_before(rows, row, direction);
}

/* --- which rows there are --- */

/* From place to place; what is folded or left out is stepped over whole. */
void trace_rows_rebuild(struct trace_rows *rows)
{
    int count = trace_span_count(rows->trace);
    rows->changes++;
    g_array_set_size(rows->visible, (guint)(count + span_runs_count(&rows->trace->runs)));
    uint32_t *out = (uint32_t *)rows->visible->data;
    for (int place = 0; place < count;) {
        int span = trace_rows_at_place(rows, place);
        int after = place + rows->nodes[span].descendants + 1, run = trace_rows_run(rows, span);
        if (rows->kept && !rows->kept[span]) {
            place = after;
            continue;
        }
        if (run >= 0 && rows->run_rows[run].head == span) {
            *out++ = RUN_ROW | (uint32_t)run;
            if (!rows->run_rows[run].open) {
                place += span_runs_at(&rows->trace->runs, run)->spans;
                continue;
            }
        }
        *out++ = (uint32_t)span;
        place = rows->folded[span] ? after : place + 1;
    }
    g_array_set_size(rows->visible, (guint)(out - (uint32_t *)rows->visible->data));
}

/* Walking back over the places, the first child seen of a parent is its last. A run is one child
 * of its parent, and the parent of its members. */
void trace_rows_find_last(struct trace_rows *rows)
{
    int count = trace_span_count(rows->trace);
    g_autofree uint8_t *seen = g_new0(uint8_t, (gsize)count + 1); /* by parent + 1 */
    g_autofree uint8_t *seen_member =
        g_new0(uint8_t, (gsize)span_runs_count(&rows->trace->runs) + 1);
    for (int place = count - 1; place >= 0; place--) {
        int span = trace_rows_at_place(rows, place), run = trace_rows_run(rows, span);
        uint8_t *parent = &seen[rows->nodes[span].parent + 1];
        if (rows->kept && !rows->kept[span])
            continue;
        if (run >= 0) {
            rows->last[span] = !seen_member[run];
            if (!seen_member[run])
                rows->run_rows[run].last = !*parent;
            seen_member[run] = 1;
        } else {
            rows->last[span] = !*parent;
        }
        *parent = 1;
    }
}

static void read_nodes(struct trace_rows *rows)
{
    for (int i = 0; i < trace_span_count(rows->trace); i++) {
        const struct span *span = trace_span_at(rows->trace, i);
        rows->nodes[i] =
            (struct trace_node){span->duration_us, span->parent, span->descendants, span->depth};
        rows->max_depth = MAX(rows->max_depth, span->depth);
        rows->roots += span->parent < 0;
    }
    rows->main_root = trace_main_root(rows->trace);
}

static void read_runs(struct trace_rows *rows)
{
    rows->run_rows = g_new0(struct trace_run, (gsize)span_runs_count(&rows->trace->runs) + 1);
    for (int i = 0; i < span_runs_count(&rows->trace->runs); i++)
        rows->run_rows[i].head =
            span_runs_member(&rows->trace->runs, span_runs_at(&rows->trace->runs, i), 0);
}

void trace_rows_init(struct trace_rows *rows, const struct trace *trace)
{
    size_t count = trace->spans->len;
    *rows = (struct trace_rows){
        .trace = trace,
        .visible = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
        .nodes = g_new(struct trace_node, count + 1),
        .folded = g_new0(uint8_t, count + 1),
        .last = g_new0(uint8_t, count + 1),
        .self_us = g_new0(int64_t, count + 1),
    };
    read_nodes(rows);
    read_runs(rows);
    self_time_fill(trace, rows->self_us);
    rows->level = rows->max_depth;
    trace_rows_find_last(rows);
    trace_rows_rebuild(rows);
}

void trace_rows_clear(struct trace_rows *rows)
{
    if (rows->visible)
        g_array_unref(rows->visible);
    void *owned[] = {rows->nodes, rows->run_rows, rows->folded,   rows->kept,   rows->left_out,
                     rows->last,  rows->self_us,  rows->critical, rows->places, rows->by_duration};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    *rows = (struct trace_rows){0};
}

/* --- reading rows --- */

size_t trace_rows_count(const struct trace_rows *rows)
{
    return rows->visible ? rows->visible->len : 0;
}

struct trace_row trace_rows_at(const struct trace_rows *rows, size_t row)
{
    if (row >= trace_rows_count(rows))
        return (struct trace_row){-1, -1};
    uint32_t value = g_array_index(rows->visible, uint32_t, row);
    int run = (int)(value & ~RUN_ROW);
    return value & RUN_ROW ? trace_row_of_run(rows, run) : (struct trace_row){(int)value, -1};
}

struct trace_row trace_row_of_run(const struct trace_rows *rows, int run)
{
    return (struct trace_row){span_runs_at(&rows->trace->runs, run)->slowest, run};
}

int trace_rows_span(const struct trace_rows *rows, size_t row)
{
    return trace_rows_at(rows, row).span;
}

/* The first row at or after a place. */
size_t trace_rows_from(const struct trace_rows *rows, int place)
{
    size_t low = 0, high = trace_rows_count(rows);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row_place(rows, trace_rows_at(rows, middle)) < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Rows are in the order of places, so what hides a span is the last row that does not come after
 * it. An open run and its first member have the same place: the member is the later row. */
size_t trace_rows_row(const struct trace_rows *rows, int span)
{
    size_t after = span < 0 ? 0 : trace_rows_from(rows, place_of(rows, span) + 1);
    return after ? after - 1 : 0;
}

size_t trace_rows_find(const struct trace_rows *rows, struct trace_row row)
{
    if (row.span < 0 || row.run < 0)
        return trace_rows_row(rows, row.span);
    size_t at = trace_rows_from(rows, row_place(rows, row));
    return trace_rows_at(rows, at).run == row.run ? at : trace_rows_row(rows, row.span);
}

bool trace_rows_is_folded(const struct trace_rows *rows, struct trace_row row)
{
    if (row.run >= 0)
        return !rows->run_rows[row.run].open;
    return rows->folded[row.span] && rows->nodes[row.span].descendants;
}

int trace_rows_hidden(const struct trace_rows *rows, struct trace_row row)
{
    if (row.run >= 0) {
        const struct span_run *run = span_runs_at(&rows->trace->runs, row.run);
        return rows->run_rows[row.run].open ? 0 : run->spans - run->count;
    }
    if (trace_rows_is_folded(rows, row))
        return rows->nodes[row.span].descendants;
    return rows->left_out ? rows->left_out[row.span] : 0;
}

bool trace_rows_is_critical(const struct trace_rows *rows, struct trace_row row)
{
    if (!rows->critical)
        return false;
    return row.run >= 0 ? rows->run_rows[row.run].critical : rows->critical[row.span];
}

void trace_rows_take_critical(struct trace_rows *rows, uint8_t *critical)
{
    g_free(rows->critical);
    rows->critical = critical;
    for (int i = 0; i < span_runs_count(&rows->trace->runs); i++)
        rows->run_rows[i].critical = false;
    for (int i = 0; critical && i < trace_span_count(rows->trace); i++)
        if (critical[i] && rows->trace->runs.of[i] >= 0)
            rows->run_rows[rows->trace->runs.of[i]].critical = true;
}

/* --- reading the trace --- */

size_t trace_rows_heaviest(const struct trace_rows *rows, int top, int *spans, size_t count)
{
    size_t found = 0;
    int first = MAX(top, 0), end = trace_span_count(rows->trace);
    if (top >= 0)
        end = MIN(end, top + trace_span_at(rows->trace, top)->descendants + 1);
    for (int i = first; i < end; i++) {
        size_t place = found;
        while (place > 0 && rows->self_us[spans[place - 1]] < rows->self_us[i])
            place--;
        if (place >= count)
            continue;
        found = MIN(found + 1, count);
        memmove(spans + place + 1, spans + place, (found - place - 1) * sizeof *spans);
        spans[place] = i;
    }
    return found;
}

int64_t trace_rows_excess(const struct trace_rows *rows, int span, double usual_us)
{
    if (usual_us < 0)
        return rows->self_us[span];
    double beyond = (double)trace_span_at(rows->trace, span)->duration_us - usual_us;
    if (beyond >= (double)rows->self_us[span])
        return rows->self_us[span];
    return (int64_t)MAX(beyond, 0.0);
}
