/* SPDX-License-Identifier: Apache-2.0
 *
 * What of each span its children cover, as stretches of time, so that a bar can show a span's own
 * work apart from its waiting, whatever the zoom, at the cost of the cells that it takes.
 */
#ifndef API_INSIGHT_SPAN_COVER_H
#define API_INSIGHT_SPAN_COVER_H

#include "api/model/trace.h"

struct cover_stretch {
    int64_t from_us, to_us; /* children cover all of it; to > from */
    int64_t before_us;      /* covered in the stretches of this span before it */
};

/* Owns its arrays; a zeroed one is empty. */
struct span_cover {
    GArray *stretches; /* of struct cover_stretch, span by span, in order of time */
    uint32_t *first;   /* by span, and one more: its first stretch */
};

/* Overlapping children count once; of one that outlives its caller, what lies within. O(n log n) at
 * most. */
void span_cover_init(struct span_cover *cover, const struct trace *trace, const int64_t *shift_us);
void span_cover_clear(struct span_cover *cover);
/* How much of [from_us, to_us) children cover, in us. O(log of the stretches). */
int64_t span_cover_within(const struct span_cover *cover, int span, int64_t from_us, int64_t to_us);
/* The stretches of a span. */
const struct cover_stretch *span_cover_of(const struct span_cover *cover, int span, size_t *count);

#endif
