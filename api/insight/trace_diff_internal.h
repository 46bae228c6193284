/* SPDX-License-Identifier: Apache-2.0
 *
 * How sides are gathered, for trace_diff.c. Private to api/insight.
 */
#ifndef API_INSIGHT_TRACE_DIFF_INTERNAL_H
#define API_INSIGHT_TRACE_DIFF_INTERNAL_H

#include "api/insight/trace_diff.h"

#define TRACE_DIFF_EXPLAINS 0.05 /* of a change: a part of it that is less explains nothing */

/* One kind of spans of a part. */
struct diff_group {
    struct diff_side side;
    uint32_t like;   /* in trace.likes */
    int first, last; /* spans */
    int depth;
    int other; /* its group on the other side; -1 = none */
};

/* All kinds of a part, by first appearance. */
struct diff_sides {
    const struct trace *trace;
    GArray *groups; /* of struct diff_group */
    int *of_like;   /* place in groups by like; -1 = not in the part */
    int from, to;   /* spans of the part: [from, to) */
    int *next;      /* by span, from `from` on: the next of its kind; -1 = it is the last */
    double length_us;
    struct diff_side all;
};

void diff_sides_gather(struct diff_sides *sides, const struct diff_part *part);
void diff_sides_clear(struct diff_sides *sides);
/* Nothing yet. */
struct diff_side diff_side_none(void);

/* The attributes that the spans of two groups have and that differ: those of which no value is on
 * both sides. Appended to diff.attributes. */
void diff_attributes_find(struct trace_diff *diff, guint row, const struct diff_sides *left,
                          const struct diff_group *left_group, const struct diff_sides *right,
                          const struct diff_group *right_group);

#endif
