/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_time.h"

#include "api/insight/span_times.h"

#include <math.h>

#define OVERRUN      0.2 /* of the root's length that is shown of what runs past it */
#define OVERRUN_GAPS 20  /* the same where gaps are squeezed on the way */
#define GAPS_AT_MOST 3   /* a part of the width: 1 / this */

static const struct idle_gap *gap_at(const struct trace_time *time, guint i)
{
    return &g_array_index(time->gaps, struct idle_gap, i);
}

static guint gap_count(const struct trace_time *time)
{
    return time->squeezed && time->gaps ? time->gaps->len : 0;
}

int64_t trace_time_moved(const struct trace_time *time, int span)
{
    return time->shift_us ? time->shift_us[span] : 0;
}

int64_t trace_time_start(const struct trace_time *time, int span)
{
    return span_times_start(time->trace, time->shift_us, span);
}

int64_t trace_time_end(const struct trace_time *time, int span)
{
    return span_times_end(time->trace, time->shift_us, span);
}

/* --- open time: without squeezed gaps --- */

/* Open time between the trace's start and `us`; before it, negative. */
static double open_before(const struct trace_time *time, int64_t us)
{
    double open = (double)us_between(time->trace->start_us, us);
    for (guint i = 0; i < gap_count(time) && gap_at(time, i)->from_us < us; i++)
        open -= (double)us_between(gap_at(time, i)->from_us, MIN(gap_at(time, i)->to_us, us));
    return open;
}

/* The time at which so much was open; where a gap lies there, its end, or its start when `ends`. */
static int64_t time_at(const struct trace_time *time, double open, bool ends)
{
    open = CLAMP(open, -4e18, 4e18);
    int64_t us = us_add(time->trace->start_us, (int64_t)open);
    for (guint i = 0; i < gap_count(time); i++) {
        const struct idle_gap *gap = gap_at(time, i);
        if (ends ? us <= gap->from_us : us < gap->from_us)
            break;
        us = us_add(us, us_between(gap->from_us, gap->to_us));
    }
    return us;
}

static void set_window(struct trace_time *time, int64_t start, int64_t end)
{
    time->start_us = MIN(start, INT64_MAX - 1);
    time->end_us = MAX(end, time->start_us + 1);
}

/* --- life --- */

void trace_time_init(struct trace_time *time, const struct trace *trace, int main_root)
{
    *time = (struct trace_time){.trace = trace, .main_root = main_root, .squeezed = true};
    trace_time_shift(time, NULL);
}

void trace_time_clear(struct trace_time *time)
{
    if (time->gaps)
        g_array_unref(time->gaps);
    *time = (struct trace_time){0};
}

/* From the first start to the last end. */
static void find_whole(struct trace_time *time)
{
    time->first_us = time->trace->start_us;
    time->last_us = time->trace->end_us;
    for (int i = 0; time->shift_us && i < trace_span_count(time->trace); i++) {
        time->first_us = MIN(i ? time->first_us : INT64_MAX, trace_time_start(time, i));
        time->last_us = MAX(i ? time->last_us : INT64_MIN, trace_time_end(time, i));
    }
}

void trace_time_shift(struct trace_time *time, const int64_t *shift_us)
{
    time->shift_us = shift_us;
    if (time->gaps)
        g_array_unref(time->gaps);
    time->gaps = idle_gaps_find(time->trace, shift_us);
    find_whole(time);
    trace_time_fit(time);
}

void trace_time_squeeze(struct trace_time *time, bool squeezed)
{
    time->squeezed = squeezed;
}

/* --- the part in sight --- */

/* Where no tree has half of the spans, none is the one that is looked at. */
static bool has_main_tree(const struct trace_time *time)
{
    const struct span *root = trace_span_at(time->trace, time->main_root);
    return 2 * (root->descendants + 1) >= trace_span_count(time->trace);
}

void trace_time_fit(struct trace_time *time)
{
    int64_t first = time->first_us, last = time->last_us;
    time->chosen = false;
    if (time->main_root < 0) {
        set_window(time, 0, 1);
        return;
    }
    double from = open_before(time, trace_time_start(time, time->main_root));
    double to = open_before(time, trace_time_end(time, time->main_root));
    double margin = (to - from) * (gap_count(time) ? OVERRUN_GAPS : OVERRUN);
    if (margin < 1 || !has_main_tree(time)) {
        set_window(time, first, last);
        return;
    }
    set_window(time, MAX(first, time_at(time, from - margin, false)),
               MIN(last, time_at(time, to + margin, true)));
}

void trace_time_fit_span(struct trace_time *time, int span)
{
    if (span < 0)
        return;
    int64_t start = trace_time_start(time, span), end = MAX(trace_time_end(time, span), start);
    int64_t margin = MAX(us_between(start, end) / 20, 1);
    set_window(time, us_add(start, -margin), us_add(end, margin));
    time->chosen = true;
}

void trace_time_keep(struct trace_time *time, const struct trace_time *before)
{
    if (!before->chosen)
        return;
    set_window(time, before->start_us, before->end_us);
    time->chosen = true;
}

void trace_time_zoom(struct trace_time *time, int64_t at_us, double factor)
{
    at_us = CLAMP(at_us, time->start_us, time->end_us);
    double at = open_before(time, at_us);
    double before = (at - open_before(time, time->start_us)) * factor;
    double after = (open_before(time, time->end_us) - at) * factor;
    /* Ten times the trace is far enough out, ten us far enough in. */
    double whole = (double)us_between(time->trace->start_us, time->trace->end_us) * 10 + 1000;
    if (before + after < 10 || before + after > whole)
        return;
    set_window(time, time_at(time, at - before, false), time_at(time, at + after, true));
    time->chosen = true;
}

void trace_time_pan(struct trace_time *time, double part)
{
    double from = open_before(time, time->start_us), to = open_before(time, time->end_us);
    double by = (to - from) * part;
    int64_t start = time_at(time, from + by, false), end = time_at(time, to + by, true);
    if (start >= time->trace->end_us || end <= time->trace->start_us)
        return;
    set_window(time, start, end);
}

/* --- us <-> cells --- */

/* A gap takes no more than it would if nothing was squeezed. */
static double cells_of_gap(const struct trace_scale *scale, const struct idle_gap *gap)
{
    return MIN(scale->gap_cells, (double)us_between(gap->from_us, gap->to_us) * scale->even);
}

/* Cells of all gaps in sight; partly seen ones count in part. */
static double cells_of_gaps(const struct trace_scale *scale, double *count)
{
    double cells = 0;
    *count = 0;
    for (guint i = 0; i < gap_count(scale->time); i++) {
        const struct idle_gap *gap = gap_at(scale->time, i);
        int64_t from = MAX(gap->from_us, scale->start_us), to = MIN(gap->to_us, scale->end_us);
        if (to <= from)
            continue;
        double part = (double)us_between(from, to) / (double)us_between(gap->from_us, gap->to_us);
        cells += part * cells_of_gap(scale, gap);
        *count += part;
    }
    return cells;
}

static struct trace_scale scale_of(const struct trace_time *time, int64_t start, int64_t end,
                                   int width)
{
    struct trace_scale scale = {time, start, end, width, 0, TRACE_GAP_CELLS, 0};
    double open = open_before(time, end) - open_before(time, start), count;
    scale.even = width / (double)MAX(us_between(start, end), 1);
    double gaps = cells_of_gaps(&scale, &count);
    if (gaps > (double)width / GAPS_AT_MOST) {
        scale.gap_cells = (double)width / GAPS_AT_MOST / count;
        gaps = cells_of_gaps(&scale, &count);
    }
    if (open < 1 || gaps <= 0) { /* nothing but gap, or none */
        scale.gap_cells = 0;
        scale.cells_per_us = scale.even;
        return scale;
    }
    scale.cells_per_us = (width - gaps) / open;
    return scale;
}

struct trace_scale trace_time_scale(const struct trace_time *time, int width)
{
    return scale_of(time, time->start_us, time->end_us, width);
}

struct trace_scale trace_time_overview(const struct trace_time *time, int width)
{
    int64_t start = MIN(time->first_us, time->start_us);
    int64_t end = MAX(time->last_us, time->end_us);
    return scale_of(time, start, MAX(end, us_add(start, 1)), width);
}

/* Walks over the gaps in sight: each is a stretch drawn to its own scale. */
double trace_scale_cell(const struct trace_scale *scale, int64_t us)
{
    double cell = 0;
    int64_t at = scale->start_us;
    for (guint i = 0; scale->gap_cells > 0 && i < gap_count(scale->time); i++) {
        const struct idle_gap *gap = gap_at(scale->time, i);
        int64_t from = MAX(gap->from_us, scale->start_us), to = MIN(gap->to_us, us);
        if (gap->to_us <= scale->start_us)
            continue;
        if (us <= from || from >= scale->end_us)
            break;
        cell += (double)us_between(at, from) * scale->cells_per_us;
        cell += (double)us_between(from, to) / (double)us_between(gap->from_us, gap->to_us) *
                cells_of_gap(scale, gap);
        at = to;
    }
    return cell + (double)us_between(at, us) * scale->cells_per_us;
}

int64_t trace_scale_us(const struct trace_scale *scale, double cell)
{
    int64_t at = scale->start_us;
    for (guint i = 0; scale->gap_cells > 0 && i < gap_count(scale->time); i++) {
        const struct idle_gap *gap = gap_at(scale->time, i);
        int64_t from = MAX(gap->from_us, scale->start_us);
        double open = (double)us_between(at, from) * scale->cells_per_us;
        if (gap->to_us <= scale->start_us)
            continue;
        if (cell <= open || from >= scale->end_us)
            break;
        double length = (double)us_between(gap->from_us, gap->to_us);
        double whole = cells_of_gap(scale, gap);
        double taken = (double)us_between(from, gap->to_us) / length * whole;
        cell -= open;
        if (cell < taken)
            return us_add(from, (int64_t)(cell / whole * length));
        cell -= taken;
        at = gap->to_us;
    }
    return us_add(at, (int64_t)CLAMP(cell / scale->cells_per_us, -4e18, 4e18));
}

bool trace_scale_gap(const struct trace_scale *scale, guint i, double *from, double *to)
{
    const struct idle_gap *gap = gap_at(scale->time, i);
    double natural = (double)us_between(gap->from_us, gap->to_us) * scale->even;
    *from = trace_scale_cell(scale, gap->from_us);
    *to = trace_scale_cell(scale, gap->to_us);
    return scale->gap_cells > 0 && natural > scale->gap_cells && *to > 0 && *from < scale->width;
}

struct trace_bar trace_scale_bar(const struct trace_scale *scale, int64_t from_us, int64_t to_us)
{
    double from = trace_scale_cell(scale, from_us), to = trace_scale_cell(scale, to_us);
    double width = scale->width;
    struct trace_bar bar;
    bar.before = from < -1e-9;
    bar.past = to > width + 1e-9;
    bar.from = CLAMP(from, 0.0, MAX(width - 0.125, 0.0));
    bar.to = CLAMP(to, MIN(bar.from + 0.125, width), width);
    return bar;
}

int64_t trace_scale_tick(const struct trace_scale *scale, int cells)
{
    double least = cells / MAX(scale->cells_per_us, 1e-18);
    double power = pow(10, floor(log10(MAX(least, 1))));
    static const double steps[] = {1, 2, 5, 10};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] * power >= least)
            return (int64_t)MIN(steps[i] * power, 4e18);
    return (int64_t)MIN(10 * power, 4e18);
}
