/* SPDX-License-Identifier: Apache-2.0
 *
 * The time axis of a waterfall: the part of time in sight, and where a time falls in it. Pure;
 * knows no screen. Times are us since the epoch, as in the trace, moved by what corrects clocks.
 *
 * Idle gaps, in which nothing was open, take a few cells whatever their length, while they are
 * squeezed; all other time is drawn to one scale. Zoom and pan then count open time only, so that
 * one does not pan through a gap. Whatever is drawn at a time or read off a cell goes through
 * struct trace_scale.
 */
#ifndef VIEWS_TRACE_TIME_H
#define VIEWS_TRACE_TIME_H

#include "api/insight/idle_gaps.h"
#include "api/model/trace.h"

#define TRACE_GAP_CELLS 8 /* of a squeezed gap, where there is room: "≈12.0s " */

struct trace_time {
    const struct trace *trace; /* borrowed; outlives this */
    const int64_t *shift_us;   /* by span, borrowed; NULL = times as told */
    int main_root;             /* what is fitted to the width at first; -1 = no spans */
    int64_t start_us, end_us;  /* the part of time in sight; end > start */
    int64_t first_us, last_us; /* the whole trace, by corrected clocks */
    GArray *gaps;              /* of struct idle_gap */
    bool squeezed;             /* gaps are */
    bool chosen;               /* the part in sight was: by zoom or pan, not by fitting */
};

/* Begins with the main root in sight, gaps squeezed. */
void trace_time_init(struct trace_time *time, const struct trace *trace, int main_root);
void trace_time_clear(struct trace_time *time);
/* Other corrections of clocks (borrowed; NULL = none): gaps are looked for anew. */
void trace_time_shift(struct trace_time *time, const int64_t *shift_us);
/* The same part of time stays in sight. */
void trace_time_squeeze(struct trace_time *time, bool squeezed);

/* Of one span: when it began and ended, and by what both are moved. */
int64_t trace_time_moved(const struct trace_time *time, int span);
int64_t trace_time_start(const struct trace_time *time, int span);
int64_t trace_time_end(const struct trace_time *time, int span);

/* Shows the main root, with what runs past it as far as a fifth of its length, or all of it when
 * only gaps lay between; the rest is past the edge. */
void trace_time_fit(struct trace_time *time);
void trace_time_fit_span(struct trace_time *time, int span);
/* Shows the part of time that was chosen in `before`, of the same trace before it grew; nothing
 * changes where none was. */
void trace_time_keep(struct trace_time *time, const struct trace_time *before);
/* Zooms about `at_us` by `factor` (< 1 = closer); pans by a part of what is in sight. */
void trace_time_zoom(struct trace_time *time, int64_t at_us, double factor);
void trace_time_pan(struct trace_time *time, double part);

/* us <-> cells, for one width. */
struct trace_scale {
    const struct trace_time *time;
    int64_t start_us, end_us; /* the first and the last cell's edge */
    int width;
    double cells_per_us; /* outside gaps */
    double gap_cells;    /* that a gap takes at most; 0 = none is squeezed */
    double even;         /* cells_per_us if nothing was squeezed: what a gap never exceeds */
};
/* What is in sight over `width` cells; the whole trace, for an overview. */
struct trace_scale trace_time_scale(const struct trace_time *time, int width);
struct trace_scale trace_time_overview(const struct trace_time *time, int width);
/* Cells from the left edge; outside [0, width] for times out of sight. Grows with the time. */
double trace_scale_cell(const struct trace_scale *scale, int64_t us);
/* The gap `i`, if it is squeezed here and in sight: its cells. */
bool trace_scale_gap(const struct trace_scale *scale, guint i, double *from, double *to);
/* The time at a place, which is within [0, width]. */
int64_t trace_scale_us(const struct trace_scale *scale, double cell);

struct trace_bar {
    double from, to; /* cells from the left edge, clamped to [0, width]; at least an eighth wide */
    bool before, past; /* goes on beyond the left or right edge */
};
/* Any stretch of time. */
struct trace_bar trace_scale_bar(const struct trace_scale *scale, int64_t from_us, int64_t to_us);
/* A step for the time axis so that labels fall at least `cells` apart: 1, 2 or 5 times a power of
 * ten, in us. */
int64_t trace_scale_tick(const struct trace_scale *scale, int cells);

#endif
