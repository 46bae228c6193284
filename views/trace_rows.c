/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_rows.h"

#include "api/insight/self_time.h"

#include <string.h>

/* --- folding --- */

static void rebuild(struct trace_rows *rows)
{
    g_array_set_size(rows->visible, 0);
    int count = trace_span_count(rows->trace);
    for (int i = 0; i < count; i++) {
        uint32_t index = (uint32_t)i;
        if (rows->kept && !rows->kept[i])
            continue;
        g_array_append_val(rows->visible, index);
        if (rows->folded[i])
            i += trace_span_at(rows->trace, i)->descendants;
    }
}

/* A span is the last of its siblings when what follows its descendants has another parent. */
static void find_last(struct trace_rows *rows)
{
    int count = trace_span_count(rows->trace);
    for (int i = 0; i < count; i++) {
        const struct span *span = trace_span_at(rows->trace, i);
        int next = trace_after(rows->trace, i);
        rows->last[i] = next >= count || trace_span_at(rows->trace, next)->depth < span->depth;
        rows->max_depth = MAX(rows->max_depth, span->depth);
    }
}

static void find_main_root(struct trace_rows *rows)
{
    rows->main_root = -1;
    int most = -1;
    int count = trace_span_count(rows->trace);
    for (int i = 0; i < count; i = trace_after(rows->trace, i)) {
        if (trace_span_at(rows->trace, i)->descendants <= most)
            continue;
        most = trace_span_at(rows->trace, i)->descendants;
        rows->main_root = i;
    }
}

void trace_rows_init(struct trace_rows *rows, const struct trace *trace)
{
    size_t count = trace->spans->len;
    *rows = (struct trace_rows){
        .trace = trace,
        .visible = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
        .folded = g_new0(uint8_t, count + 1),
        .last = g_new0(uint8_t, count + 1),
        .self_us = g_new0(int64_t, count + 1),
    };
    find_last(rows);
    find_main_root(rows);
    self_time_fill(trace, rows->self_us);
    rows->level = rows->max_depth;
    rebuild(rows);
}

void trace_rows_clear(struct trace_rows *rows)
{
    if (rows->visible)
        g_array_unref(rows->visible);
    g_free(rows->folded);
    g_free(rows->kept);
    g_free(rows->last);
    g_free(rows->self_us);
    g_free(rows->critical);
    *rows = (struct trace_rows){0};
}

size_t trace_rows_count(const struct trace_rows *rows)
{
    return rows->visible ? rows->visible->len : 0;
}

int trace_rows_span(const struct trace_rows *rows, size_t row)
{
    return row < trace_rows_count(rows) ? (int)g_array_index(rows->visible, uint32_t, row) : -1;
}

/* Rows are in span order, so the row of a span is the last that does not come after it: itself, or
 * the folded ancestor that hides it. */
size_t trace_rows_row(const struct trace_rows *rows, int span)
{
    size_t low = 0, high = trace_rows_count(rows);
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (trace_rows_span(rows, middle) <= span)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void trace_rows_fold(struct trace_rows *rows, int span, bool folded)
{
    if (span < 0 || !trace_span_at(rows->trace, span)->descendants || rows->folded[span] == folded)
        return;
    rows->folded[span] = folded;
    rebuild(rows);
}

static void fold_below(struct trace_rows *rows, int level)
{
    for (int i = 0; i < trace_span_count(rows->trace); i++) {
        const struct span *span = trace_span_at(rows->trace, i);
        rows->folded[i] = span->descendants && span->depth >= level;
    }
    rebuild(rows);
}

int trace_rows_level(struct trace_rows *rows, int by)
{
    rows->level = CLAMP(rows->level + by, 0, rows->max_depth);
    fold_below(rows, rows->level);
    return rows->level;
}

void trace_rows_reveal(struct trace_rows *rows, int span)
{
    bool changed = false;
    for (int i = span < 0 ? -1 : trace_span_at(rows->trace, span)->parent; i >= 0;
         i = trace_span_at(rows->trace, i)->parent) {
        changed |= rows->folded[i];
        rows->folded[i] = 0;
    }
    if (changed)
        rebuild(rows);
}

size_t trace_rows_keep(struct trace_rows *rows,
                       bool (*keep)(const struct span *span, const void *data), const void *data)
{
    size_t found = 0;
    g_clear_pointer(&rows->kept, g_free);
    if (keep)
        rows->kept = g_new0(uint8_t, (size_t)trace_span_count(rows->trace) + 1);
    for (int i = 0; keep && i < trace_span_count(rows->trace); i++) {
        if (!keep(trace_span_at(rows->trace, i), data))
            continue;
        found++;
        for (int at = i; at >= 0 && !rows->kept[at]; at = trace_span_at(rows->trace, at)->parent)
            rows->kept[at] = 1;
    }
    rebuild(rows);
    return found;
}

char *trace_rows_guides(const struct trace_rows *rows, int span, int cells, bool ascii)
{
    const struct span *self = trace_span_at(rows->trace, span);
    if (!self->depth)
        return g_strdup("");
    int levels = MIN(self->depth, MAX(cells / 2, 1));
    const char **parts = g_new0(const char *, (gsize)levels + 1);
    bool cut = levels < self->depth;
    parts[levels - 1] = rows->last[span] ? (ascii ? "`-" : "└ ") : (ascii ? "|-" : "├ ");
    int at = self->parent;
    for (int k = levels - 2; k >= 0 && at >= 0; k--, at = trace_span_at(rows->trace, at)->parent)
        parts[k] = rows->last[at] ? "  " : (ascii ? "| " : "│ ");
    if (cut && levels > 1)
        parts[0] = ascii ? "~ " : "… ";
    for (int k = 0; k < levels; k++)
        parts[k] = parts[k] ? parts[k] : "  ";
    char *text = g_strjoinv("", (char **)parts);
    g_free(parts);
    return text;
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
    return (int64_t)CLAMP(beyond, 0.0, (double)rows->self_us[span]);
}
