/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_time.h"

#include <math.h>

#define OVERRUN 0.2 /* of the root's length that is shown of what runs past it */

void trace_time_init(struct trace_time *time, const struct trace *trace, int main_root)
{
    *time = (struct trace_time){.trace = trace, .main_root = main_root};
    trace_time_fit(time);
}

static void set_window(struct trace_time *time, int64_t start, int64_t end)
{
    time->start_us = start;
    time->end_us = MAX(end, start + 1);
}

void trace_time_fit(struct trace_time *time)
{
    if (time->main_root < 0) {
        set_window(time, 0, 1);
        return;
    }
    const struct span *root = trace_span_at(time->trace, time->main_root);
    int64_t margin = (int64_t)((double)MAX(root->duration_us, 0) * OVERRUN);
    if (!margin) {
        set_window(time, time->trace->start_us, time->trace->end_us);
        return;
    }
    set_window(time, MAX(time->trace->start_us, root->start_us - margin),
               MIN(time->trace->end_us, span_end_us(root) + margin));
}

void trace_time_fit_span(struct trace_time *time, int span)
{
    if (span < 0)
        return;
    const struct span *self = trace_span_at(time->trace, span);
    int64_t margin = MAX(self->duration_us / 20, 1);
    set_window(time, self->start_us - margin, span_end_us(self) + margin);
}

void trace_time_zoom(struct trace_time *time, int64_t at_us, double factor)
{
    at_us = CLAMP(at_us, time->start_us, time->end_us);
    double before = (double)(at_us - time->start_us) * factor;
    double after = (double)(time->end_us - at_us) * factor;
    /* Ten times the trace is far enough out, ten us far enough in. */
    double whole = (double)(time->trace->end_us - time->trace->start_us) * 10 + 1000;
    if (before + after < 10 || before + after > whole)
        return;
    set_window(time, at_us - (int64_t)before, at_us + (int64_t)after);
}

void trace_time_pan(struct trace_time *time, double part)
{
    int64_t by = (int64_t)((double)(time->end_us - time->start_us) * part);
    int64_t start = time->start_us + by, end = time->end_us + by;
    if (start < time->trace->end_us && end > time->trace->start_us)
        set_window(time, start, end);
}

struct trace_bar trace_time_extent(const struct trace_time *time, int64_t start_us, int64_t end_us,
                                   int width)
{
    double scale = width / (double)(time->end_us - time->start_us);
    double from = ((double)start_us - (double)time->start_us) * scale;
    double to = ((double)end_us - (double)time->start_us) * scale;
    struct trace_bar bar = {.before = from<0, .past = to> width + 1e-9};
    bar.from = CLAMP(from, 0.0, MAX(width - 0.125, 0.0));
    bar.to = CLAMP(to, MIN(bar.from + 0.125, (double)width), (double)width);
    return bar;
}

struct trace_bar trace_time_bar(const struct trace_time *time, int span, int width)
{
    const struct span *self = trace_span_at(time->trace, span);
    return trace_time_extent(time, self->start_us, span_end_us(self), width);
}

int64_t trace_time_at(const struct trace_time *time, int cell, int width)
{
    double part = (double)cell / MAX(width, 1);
    return time->start_us + (int64_t)((double)(time->end_us - time->start_us) * part);
}

int64_t trace_time_tick(const struct trace_time *time, int width, int cells)
{
    double least = (double)(time->end_us - time->start_us) * cells / MAX(width, 1);
    double power = pow(10, floor(log10(MAX(least, 1))));
    static const double steps[] = {1, 2, 5, 10};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] * power >= least)
            return (int64_t)(steps[i] * power);
    return (int64_t)(10 * power);
}
