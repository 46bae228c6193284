/* SPDX-License-Identifier: Apache-2.0
 *
 * What the waterfall reads off a trace once, when it came: clocks that disagree, what children
 * cover of their callers, the critical path, moments to mark, how much went on when. Drawing only
 * looks up. All but the moments are read anew when clocks are corrected or gaps are squeezed.
 */
#ifndef VIEWS_TRACE_READING_H
#define VIEWS_TRACE_READING_H

#include "api/insight/clock_skew.h"
#include "api/insight/critical_path.h"
#include "api/insight/span_cover.h"
#include "views/trace_marks.h"
#include "views/trace_time.h"

#define TRACE_OVERVIEW 256 /* cells that the whole trace is counted in */

/* A stretch that no child covers, of a span that has some, is said to lack instrumentation from
 * these shares on. */
#define UNINSTRUMENTED_OF_SPAN  0.1
#define UNINSTRUMENTED_OF_TRACE 0.01

/* Owns what it holds; a zeroed one is empty. */
struct trace_reading {
    GArray *skews;       /* of struct clock_skew */
    int64_t *shift_us;   /* by span: what corrects its clock; NULL = all agree */
    bool corrected;      /* shift_us is in use */
    bool uninstrumented; /* stretches without instrumentation are shown */
    struct span_cover cover;
    GArray *path;      /* of struct critical_step; NULL until asked for */
    uint8_t *critical; /* by span, with it */
    struct trace_marks marks;
    int working[TRACE_OVERVIEW]; /* spans at work themselves, in a cell of the whole trace */
    bool failing[TRACE_OVERVIEW];
};

/* Initialises `time`, too, which borrows from it. */
void trace_reading_init(struct trace_reading *reading, struct trace_time *time,
                        const struct trace *trace, int main_root);
/* Takes what was read of another trace, or of the same that grew; what was chosen stays. `from` and
 * its time have what was there before. */
void trace_reading_take(struct trace_reading *reading, struct trace_time *time,
                        struct trace_reading *from, struct trace_time *from_time);
void trace_reading_clear(struct trace_reading *reading, struct trace_time *time);
void trace_reading_correct(struct trace_reading *reading, struct trace_time *time, bool corrected);
void trace_reading_squeeze(struct trace_reading *reading, struct trace_time *time, bool squeezed);
/* By span, 1 = on the critical path; found at the first call. Borrowed. */
const uint8_t *trace_reading_critical(struct trace_reading *reading, const struct trace_time *time);
/* The time that no child of a span covers. */
int64_t trace_reading_self_us(const struct trace_reading *reading, const struct trace_time *time,
                              int span);

/* The stretches of a span that lack instrumentation: calls `each` for one after the other. */
void trace_reading_uninstrumented(const struct trace_reading *reading,
                                  const struct trace_time *time, int span,
                                  void (*each)(int64_t from_us, int64_t to_us, void *data),
                                  void *data);
/* How many there are in the trace, and their length together. O(n). */
size_t trace_reading_count_uninstrumented(const struct trace_reading *reading,
                                          const struct trace_time *time, int64_t *total_us);

#endif
