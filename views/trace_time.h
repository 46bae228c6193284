/* SPDX-License-Identifier: Apache-2.0
 *
 * The time axis of a waterfall: the part of time in sight, and where a span's bar falls in it.
 * Pure; knows no screen. Times are us since the epoch, as in the trace.
 */
#ifndef VIEWS_TRACE_TIME_H
#define VIEWS_TRACE_TIME_H

#include "api/model/trace.h"

struct trace_time {
    const struct trace *trace; /* borrowed; outlives this */
    int main_root;             /* what is fitted to the width at first; -1 = no spans */
    int64_t start_us, end_us;  /* the part of time in sight; end > start */
};

/* Begins with the main root in sight. Owns nothing. */
void trace_time_init(struct trace_time *time, const struct trace *trace, int main_root);
/* Shows the main root, with what runs past it as far as a fifth of its length; the rest is past the
 * edge. */
void trace_time_fit(struct trace_time *time);
void trace_time_fit_span(struct trace_time *time, int span);
/* Zooms about `at_us` by `factor` (< 1 = closer); pans by a part of what is in sight. */
void trace_time_zoom(struct trace_time *time, int64_t at_us, double factor);
void trace_time_pan(struct trace_time *time, double part);

struct trace_bar {
    double from, to; /* cells from the left edge, clamped to [0, width]; at least an eighth wide */
    bool before, past; /* goes on beyond the left or right edge */
};
struct trace_bar trace_time_bar(const struct trace_time *time, int span, int width);
/* The same for any stretch of time. */
struct trace_bar trace_time_extent(const struct trace_time *time, int64_t start_us, int64_t end_us,
                                   int width);
/* The time at a cell's left edge. */
int64_t trace_time_at(const struct trace_time *time, int cell, int width);
/* A step for the time axis so that labels fall at least `cells` apart in `width`: 1, 2 or 5 times a
 * power of ten, in us. */
int64_t trace_time_tick(const struct trace_time *time, int width, int cells);

#endif
