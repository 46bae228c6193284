/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs of like siblings: three or more children of one span, one after another by start, that are
 * alike (span_like.h) down to their leaves, so that one line can stand for all of them. Below a
 * member, how often a call repeats does not matter, only which calls follow one another.
 *
 * A span that failed, or has one below it that did, is never in a run, nor is one of negative
 * duration: it stands for itself, and ends the run before it. Roots are no siblings.
 */
#ifndef API_MODEL_SPAN_RUNS_H
#define API_MODEL_SPAN_RUNS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct trace;

#define RUN_LEAST 3 /* members */

struct span_run {
    int first, count;         /* its members are members[first] to members[first + count - 1] */
    int parent;               /* the span that all are children of */
    int spans;                /* of all members and what is below them */
    int slowest;              /* the member that took longest; the earliest of several */
    bool varied;              /* names of members differ in what varies from call to call */
    int64_t start_us, end_us; /* first start, last end */
    int64_t sum_us;           /* of durations; INT64_MAX when they do not add up */
    int64_t union_us;         /* time in which any member ran */
    int64_t median_us;        /* nearest rank: half of the members took at most that */
    int64_t max_us;
};

struct span_runs {
    GArray *list;    /* of struct span_run, parents first */
    GArray *members; /* of int32_t: spans, by run and start */
    GArray *reach;   /* of int64_t: when the last of a run's members up to that one ended */
    int32_t *of;     /* by span: its run, or -1 */
};

/* Fills trace.runs; of trace_arrange(). O(n log n), for the medians. */
void span_runs_find(struct trace *trace);
void span_runs_clear(struct span_runs *runs);
const struct span_run *span_runs_at(const struct span_runs *runs, int run);
int span_runs_count(const struct span_runs *runs);
/* The member at `place` of a run, by start. */
int span_runs_member(const struct span_runs *runs, const struct span_run *run, int place);
/* True if a member of the run was at work in [from_us, to_us). O(log count). */
bool span_runs_busy(const struct span_runs *runs, const struct trace *trace, int run,
                    int64_t from_us, int64_t to_us);

#endif
