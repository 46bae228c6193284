/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/span_cover.h"

#include "api/insight/span_times.h"

#include <stdlib.h>

struct extent {
    int64_t from_us, to_us;
};

static int by_start(const void *a, const void *b)
{
    const struct extent *x = a, *y = b;
    return x->from_us < y->from_us ? -1 : x->from_us > y->from_us;
}

/* The extents of the children of a span within it, by start. Siblings come so, unless their clocks
 * were corrected differently. */
static void find_extents(const struct trace *trace, const int64_t *shift_us, int span,
                         GArray *extents)
{
    int64_t start = span_times_start(trace, shift_us, span);
    int64_t end = span_times_end(trace, shift_us, span);
    bool sorted = true;
    int stop = span + trace_span_at(trace, span)->descendants;
    g_array_set_size(extents, 0);
    for (int c = span + 1; c <= stop; c = trace_after(trace, c)) {
        struct extent extent = {MAX(span_times_start(trace, shift_us, c), start),
                                MIN(span_times_end(trace, shift_us, c), end)};
        if (extent.to_us <= extent.from_us)
            continue;
        sorted &= !extents->len ||
                  g_array_index(extents, struct extent, extents->len - 1).from_us <= extent.from_us;
        g_array_append_val(extents, extent);
    }
    if (!sorted)
        qsort(extents->data, extents->len, sizeof(struct extent), by_start);
}

/* Joins what overlaps or touches. */
static void add_stretches(GArray *stretches, const GArray *extents)
{
    guint first = stretches->len;
    for (guint i = 0; i < extents->len; i++) {
        const struct extent *extent = &g_array_index(extents, struct extent, i);
        struct cover_stretch *last =
            stretches->len > first
                ? &g_array_index(stretches, struct cover_stretch, stretches->len - 1)
                : NULL;
        if (last && extent->from_us <= last->to_us) {
            last->to_us = MAX(last->to_us, extent->to_us);
            continue;
        }
        struct cover_stretch stretch = {extent->from_us, extent->to_us, 0};
        if (last)
            stretch.before_us = us_add(last->before_us, us_between(last->from_us, last->to_us));
        g_array_append_val(stretches, stretch);
    }
}

void span_cover_init(struct span_cover *cover, const struct trace *trace, const int64_t *shift_us)
{
    int count = trace_span_count(trace);
    g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(struct extent));
    *cover = (struct span_cover){
        .stretches = g_array_new(FALSE, FALSE, sizeof(struct cover_stretch)),
        .first = g_new(uint32_t, (size_t)count + 1),
    };
    for (int i = 0; i < count; i++) {
        cover->first[i] = cover->stretches->len;
        if (!trace_span_at(trace, i)->descendants)
            continue;
        find_extents(trace, shift_us, i, extents);
        add_stretches(cover->stretches, extents);
    }
    cover->first[count] = cover->stretches->len;
}

void span_cover_clear(struct span_cover *cover)
{
    if (cover->stretches)
        g_array_unref(cover->stretches);
    g_free(cover->first);
    *cover = (struct span_cover){0};
}

const struct cover_stretch *span_cover_of(const struct span_cover *cover, int span, size_t *count)
{
    *count = cover->first ? cover->first[span + 1] - cover->first[span] : 0;
    return *count ? &g_array_index(cover->stretches, struct cover_stretch, cover->first[span])
                  : NULL;
}

/* What is covered before `us`. */
static int64_t covered_before(const struct cover_stretch *stretches, size_t count, int64_t us)
{
    size_t low = 0, high = count; /* the first stretch that begins at or after `us` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stretches[middle].from_us < us)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return 0;
    const struct cover_stretch *last = &stretches[low - 1];
    return us_add(last->before_us, us_between(last->from_us, MIN(us, last->to_us)));
}

int64_t span_cover_within(const struct span_cover *cover, int span, int64_t from_us, int64_t to_us)
{
    size_t count;
    const struct cover_stretch *stretches = span_cover_of(cover, span, &count);
    if (!count || to_us <= from_us)
        return 0;
    return us_between(covered_before(stretches, count, from_us),
                      covered_before(stretches, count, to_us));
}
