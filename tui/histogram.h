/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts by bucket as columns side by side, with eighth-block tops; lines where chosen values lie.
 * Any count that is not zero is seen.
 */
#ifndef TUI_HISTOGRAM_H
#define TUI_HISTOGRAM_H

#include "tui/chart.h"

struct histogram {
    const double *counts;
    const char *const *edges; /* labels of the lower edge of each bucket */
    size_t count;
    const struct chart_mark *marks; /* at: 0..1 over all buckets; by place */
    size_t mark_count;
    size_t cursor, corner; /* buckets from the one to the other are marked; SIZE_MAX = none */
};

/* Cells a bucket has in a surface of `cols` columns; 0 when there are too many buckets for it. */
int histogram_bucket_cols(const struct histogram *histogram, int cols);
/* The bucket in a column. */
size_t histogram_bucket_at(const struct histogram *histogram, int col, int cols);
void histogram_draw(struct surface *surface, const struct histogram *histogram);

#endif
