/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_reading.h"

#include "api/insight/span_times.h"

#include <string.h>

/* --- the whole trace in cells --- */

struct counting {
    struct trace_scale scale;
    int at[TRACE_OVERVIEW + 1]; /* begun in a cell, less ended before it */
};

static int cell_of(const struct counting *counting, int64_t us)
{
    return (int)CLAMP(trace_scale_cell(&counting->scale, us), 0.0, TRACE_OVERVIEW - 1.0);
}

static void count_stretch(struct counting *counting, int64_t from_us, int64_t to_us)
{
    int first = cell_of(counting, from_us);
    counting->at[first]++;
    counting->at[MAX(cell_of(counting, to_us), first) + 1]--;
}

/* A span works itself where none of its children does. */
static void count_span(const struct trace_reading *reading, const struct trace_time *time,
                       struct counting *counting, int span)
{
    size_t stretches;
    const struct cover_stretch *covered = span_cover_of(&reading->cover, span, &stretches);
    int64_t at = trace_time_start(time, span), end = trace_time_end(time, span);
    for (size_t i = 0; i < stretches; i++) {
        if (covered[i].from_us > at)
            count_stretch(counting, at, covered[i].from_us);
        at = covered[i].to_us;
    }
    if (end > at || !stretches)
        count_stretch(counting, at, end);
}

static void read_overview(struct trace_reading *reading, const struct trace_time *time)
{
    struct counting counting = {.scale = trace_time_overview(time, TRACE_OVERVIEW)};
    memset(reading->failing, 0, sizeof reading->failing);
    for (int i = 0; i < trace_span_count(time->trace); i++) {
        const struct span *span = trace_span_at(time->trace, i);
        if (!span->missing)
            count_span(reading, time, &counting, i);
        if (span->failed)
            reading->failing[cell_of(&counting, trace_time_end(time, i))] = true;
    }
    int working = 0;
    for (int cell = 0; cell < TRACE_OVERVIEW; cell++)
        reading->working[cell] = working += counting.at[cell];
}

/* --- life --- */

static const int64_t *shift_of(const struct trace_reading *reading)
{
    return reading->corrected ? reading->shift_us : NULL;
}

static void forget_path(struct trace_reading *reading)
{
    if (reading->path)
        g_array_unref(reading->path);
    reading->path = NULL;
    g_clear_pointer(&reading->critical, g_free);
}

void trace_reading_init(struct trace_reading *reading, struct trace_time *time,
                        const struct trace *trace, int main_root)
{
    *reading = (struct trace_reading){.skews = clock_skew_find(trace, main_root)};
    if (reading->skews->len)
        reading->shift_us = clock_skew_shifts(trace, reading->skews);
    trace_time_init(time, trace, main_root);
    span_cover_init(&reading->cover, trace, NULL);
    trace_marks_init(&reading->marks, trace);
    read_overview(reading, time);
}

void trace_reading_take(struct trace_reading *reading, struct trace_time *time,
                        struct trace_reading *from, struct trace_time *from_time)
{
    struct trace_reading before = *reading;
    struct trace_time time_before = *time;
    *reading = *from;
    *time = *from_time;
    *from = before;
    *from_time = time_before;
    reading->uninstrumented = before.uninstrumented;
    if (reading->shift_us && reading->corrected != before.corrected)
        trace_reading_correct(reading, time, before.corrected);
    if (time_before.trace && time->squeezed != time_before.squeezed)
        trace_reading_squeeze(reading, time, time_before.squeezed);
    if (time_before.trace && !g_strcmp0(time_before.trace->id, time->trace->id))
        trace_time_keep(time, &time_before);
}

void trace_reading_clear(struct trace_reading *reading, struct trace_time *time)
{
    if (reading->skews)
        g_array_unref(reading->skews);
    forget_path(reading);
    span_cover_clear(&reading->cover);
    trace_marks_clear(&reading->marks);
    g_free(reading->shift_us);
    *reading = (struct trace_reading){0};
    trace_time_clear(time);
}

void trace_reading_correct(struct trace_reading *reading, struct trace_time *time, bool corrected)
{
    reading->corrected = corrected && reading->shift_us;
    forget_path(reading);
    span_cover_clear(&reading->cover);
    span_cover_init(&reading->cover, time->trace, shift_of(reading));
    trace_time_shift(time, shift_of(reading));
    read_overview(reading, time);
}

void trace_reading_squeeze(struct trace_reading *reading, struct trace_time *time, bool squeezed)
{
    trace_time_squeeze(time, squeezed);
    read_overview(reading, time);
}

const uint8_t *trace_reading_critical(struct trace_reading *reading, const struct trace_time *time)
{
    if (reading->path)
        return reading->critical;
    reading->critical = g_new0(uint8_t, (size_t)trace_span_count(time->trace) + 1);
    reading->path = critical_path_find(time->trace, shift_of(reading), reading->critical);
    return reading->critical;
}

int64_t trace_reading_self_us(const struct trace_reading *reading, const struct trace_time *time,
                              int span)
{
    int64_t start = trace_time_start(time, span), end = trace_time_end(time, span);
    return us_between(span_cover_within(&reading->cover, span, start, end), us_between(start, end));
}

/* --- what lacks instrumentation --- */

void trace_reading_uninstrumented(const struct trace_reading *reading,
                                  const struct trace_time *time, int span,
                                  void (*each)(int64_t from_us, int64_t to_us, void *data),
                                  void *data)
{
    size_t count;
    const struct cover_stretch *covered = span_cover_of(&reading->cover, span, &count);
    const struct trace *trace = time->trace;
    const struct span *self = trace_span_at(trace, span);
    if (!count || self->missing || self->running)
        return;
    int64_t at = trace_time_start(time, span), end = trace_time_end(time, span);
    double least =
        MAX((double)us_between(at, end) * UNINSTRUMENTED_OF_SPAN,
            (double)us_between(trace->start_us, trace->end_us) * UNINSTRUMENTED_OF_TRACE);
    for (size_t i = 0; i <= count; i++) {
        int64_t next = i < count ? covered[i].from_us : end;
        if (next > at && (double)us_between(at, next) >= least)
            each(at, next, data);
        if (i < count)
            at = covered[i].to_us;
    }
}

struct total {
    size_t count;
    int64_t us;
};

static void add_up(int64_t from_us, int64_t to_us, void *data)
{
    struct total *total = data;
    total->count++;
    total->us = us_add(total->us, us_between(from_us, to_us));
}

size_t trace_reading_count_uninstrumented(const struct trace_reading *reading,
                                          const struct trace_time *time, int64_t *total_us)
{
    struct total total = {0};
    for (int i = 0; i < trace_span_count(time->trace); i++)
        trace_reading_uninstrumented(reading, time, i, add_up, &total);
    *total_us = total.us;
    return total.count;
}
