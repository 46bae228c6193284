/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_rows.h"

#include <math.h>
#include <string.h>

#define OVERRUN 0.2 /* of the root's length that is shown of what runs past it */

static const struct span *span_at(const struct trace *trace, int index)
{
    return g_ptr_array_index(trace->spans, (guint)index);
}

static int span_count(const struct trace *trace)
{
    return (int)trace->spans->len;
}

static int64_t span_end(const struct span *span)
{
    int64_t end; /* whoever sends can send times that do not add up */
    return __builtin_add_overflow(span->start_us, MAX(span->duration_us, 0), &end) ? INT64_MAX
                                                                                   : end;
}

/* --- folding --- */

static void rebuild(struct trace_rows *rows)
{
    g_array_set_size(rows->visible, 0);
    int count = span_count(rows->trace);
    for (int i = 0; i < count; i++) {
        uint32_t index = (uint32_t)i;
        if (rows->kept && !rows->kept[i])
            continue;
        g_array_append_val(rows->visible, index);
        if (rows->folded[i])
            i += span_at(rows->trace, i)->descendants;
    }
}

/* A span is the last of its siblings when what follows its descendants has another parent. */
static void find_last(struct trace_rows *rows)
{
    int count = span_count(rows->trace);
    for (int i = 0; i < count; i++) {
        const struct span *span = span_at(rows->trace, i);
        int next = i + span->descendants + 1;
        rows->last[i] = next >= count || span_at(rows->trace, next)->depth < span->depth;
        rows->max_depth = MAX(rows->max_depth, span->depth);
    }
}

static void find_main_root(struct trace_rows *rows)
{
    rows->main_root = -1;
    int most = -1;
    int count = span_count(rows->trace);
    for (int i = 0; i < count; i += span_at(rows->trace, i)->descendants + 1) {
        if (span_at(rows->trace, i)->descendants <= most)
            continue;
        most = span_at(rows->trace, i)->descendants;
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
    trace_self_times(trace, rows->self_us);
    rows->level = rows->max_depth;
    rebuild(rows);
    trace_rows_fit(rows);
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
    if (span < 0 || !span_at(rows->trace, span)->descendants || rows->folded[span] == folded)
        return;
    rows->folded[span] = folded;
    rebuild(rows);
}

static void fold_below(struct trace_rows *rows, int level)
{
    for (int i = 0; i < span_count(rows->trace); i++) {
        const struct span *span = span_at(rows->trace, i);
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
    for (int i = span < 0 ? -1 : span_at(rows->trace, span)->parent; i >= 0;
         i = span_at(rows->trace, i)->parent) {
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
        rows->kept = g_new0(uint8_t, (size_t)span_count(rows->trace) + 1);
    for (int i = 0; keep && i < span_count(rows->trace); i++) {
        if (!keep(span_at(rows->trace, i), data))
            continue;
        found++;
        for (int at = i; at >= 0 && !rows->kept[at]; at = span_at(rows->trace, at)->parent)
            rows->kept[at] = 1;
    }
    rebuild(rows);
    return found;
}

char *trace_rows_guides(const struct trace_rows *rows, int span, int cells, bool ascii)
{
    const struct span *self = span_at(rows->trace, span);
    if (!self->depth)
        return g_strdup("");
    int levels = MIN(self->depth, MAX(cells / 2, 1));
    const char **parts = g_new0(const char *, (gsize)levels + 1);
    bool cut = levels < self->depth;
    parts[levels - 1] = rows->last[span] ? (ascii ? "`-" : "└ ") : (ascii ? "|-" : "├ ");
    int at = self->parent;
    for (int k = levels - 2; k >= 0 && at >= 0; k--, at = span_at(rows->trace, at)->parent)
        parts[k] = rows->last[at] ? "  " : (ascii ? "| " : "│ ");
    if (cut && levels > 1)
        parts[0] = ascii ? "~ " : "… ";
    for (int k = 0; k < levels; k++)
        parts[k] = parts[k] ? parts[k] : "  ";
    char *text = g_strjoinv("", (char **)parts);
    g_free(parts);
    return text;
}

/* --- time --- */

static void set_window(struct trace_rows *rows, int64_t start, int64_t end)
{
    rows->start_us = start;
    rows->end_us = MAX(end, start + 1);
}

void trace_rows_fit(struct trace_rows *rows)
{
    if (rows->main_root < 0) {
        set_window(rows, 0, 1);
        return;
    }
    const struct span *root = span_at(rows->trace, rows->main_root);
    int64_t margin = (int64_t)((double)MAX(root->duration_us, 0) * OVERRUN);
    if (!margin) {
        set_window(rows, rows->trace->start_us, rows->trace->end_us);
        return;
    }
    set_window(rows, MAX(rows->trace->start_us, root->start_us - margin),
               MIN(rows->trace->end_us, span_end(root) + margin));
}

void trace_rows_fit_span(struct trace_rows *rows, int span)
{
    if (span < 0)
        return;
    const struct span *self = span_at(rows->trace, span);
    int64_t margin = MAX(self->duration_us / 20, 1);
    set_window(rows, self->start_us - margin, span_end(self) + margin);
}

void trace_rows_zoom(struct trace_rows *rows, int64_t at_us, double factor)
{
    at_us = CLAMP(at_us, rows->start_us, rows->end_us);
    double before = (double)(at_us - rows->start_us) * factor;
    double after = (double)(rows->end_us - at_us) * factor;
    /* Ten times the trace is far enough out, ten us far enough in. */
    double whole = (double)(rows->trace->end_us - rows->trace->start_us) * 10 + 1000;
    if (before + after < 10 || before + after > whole)
        return;
    set_window(rows, at_us - (int64_t)before, at_us + (int64_t)after);
}

void trace_rows_pan(struct trace_rows *rows, double part)
{
    int64_t by = (int64_t)((double)(rows->end_us - rows->start_us) * part);
    int64_t start = rows->start_us + by, end = rows->end_us + by;
    if (start < rows->trace->end_us && end > rows->trace->start_us)
        set_window(rows, start, end);
}

struct trace_bar trace_rows_bar(const struct trace_rows *rows, int span, int width)
{
    const struct span *self = span_at(rows->trace, span);
    double scale = width / (double)(rows->end_us - rows->start_us);
    double from = (double)(self->start_us - rows->start_us) * scale;
    double to = (double)(span_end(self) - rows->start_us) * scale;
    struct trace_bar bar = {.before = from<0, .past = to> width + 1e-9};
    bar.from = CLAMP(from, 0.0, MAX(width - 0.125, 0.0));
    bar.to = CLAMP(to, MIN(bar.from + 0.125, (double)width), (double)width);
    return bar;
}

int64_t trace_rows_tick(const struct trace_rows *rows, int width, int cells)
{
    double least = (double)(rows->end_us - rows->start_us) * cells / MAX(width, 1);
    double power = pow(10, floor(log10(MAX(least, 1))));
    static const double steps[] = {1, 2, 5, 10};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] * power >= least)
            return (int64_t)(steps[i] * power);
    return (int64_t)(10 * power);
}

/* --- reading the trace --- */

void trace_self_times(const struct trace *trace, int64_t *self_us)
{
    int count = span_count(trace);
    for (int i = 0; i < count; i++) {
        const struct span *span = span_at(trace, i);
        int64_t end = span_end(span), covered = 0, reached = span->start_us;
        int stop = i + span->descendants;
        /* Siblings come by start, so one sweep gives the union. */
        for (int c = i + 1; c <= stop; c += span_at(trace, c)->descendants + 1) {
            const struct span *child = span_at(trace, c);
            int64_t from = MAX(child->start_us, reached), to = MIN(span_end(child), end);
            if (to <= from)
                continue;
            covered += to - from;
            reached = to;
        }
        self_us[i] = end - span->start_us - covered;
    }
}

struct step {
    int span;
    int64_t until; /* the path leaves the span here */
};

static int by_end_falling(gconstpointer a, gconstpointer b, gpointer trace)
{
    int64_t end_a = span_end(span_at(trace, *(const int *)a));
    int64_t end_b = span_end(span_at(trace, *(const int *)b));
    return end_a > end_b ? -1 : end_a < end_b;
}

/* Pushes the children of `step` that the path runs through. */
static void push_critical_children(const struct trace *trace, struct step step, GArray *children,
                                   GArray *stack)
{
    const struct span *span = span_at(trace, step.span);
    g_array_set_size(children, 0);
    int stop = step.span + span->descendants;
    for (int c = step.span + 1; c <= stop; c += span_at(trace, c)->descendants + 1)
        g_array_append_val(children, c);
    g_array_sort_with_data(children, by_end_falling, (gpointer)trace);
    int64_t reached = MIN(step.until, span_end(span));
    for (guint i = 0; i < children->len; i++) {
        int index = g_array_index(children, int, i);
        const struct span *child = span_at(trace, index);
        /* A child that outlives its caller still kept it waiting until the caller ended. */
        bool outlives = i == 0 && span_end(child) > reached && child->start_us < reached;
        if ((span_end(child) > reached && !outlives) || child->start_us >= reached)
            continue;
        struct step next = {index, reached};
        g_array_append_val(stack, next);
        reached = child->start_us;
    }
}

void trace_critical_path(const struct trace *trace, uint8_t *critical)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct step));
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(int));
    int count = span_count(trace);
    memset(critical, 0, (size_t)count);
    for (int i = 0; i < count; i += span_at(trace, i)->descendants + 1) {
        struct step root = {i, INT64_MAX};
        g_array_append_val(stack, root);
    }
    while (stack->len) {
        struct step step = g_array_index(stack, struct step, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        critical[step.span] = 1;
        push_critical_children(trace, step, children, stack);
    }
}

size_t trace_rows_heaviest(const struct trace_rows *rows, int top, int *spans, size_t count)
{
    size_t found = 0;
    int first = MAX(top, 0), end = span_count(rows->trace);
    if (top >= 0)
        end = MIN(end, top + span_at(rows->trace, top)->descendants + 1);
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
    double beyond = (double)span_at(rows->trace, span)->duration_us - usual_us;
    return (int64_t)CLAMP(beyond, 0.0, (double)rows->self_us[span]);
}
