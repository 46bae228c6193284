/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/frame.h"

#include "api/model/segment.h"

#define LEAST_SEGMENT_ROWS 256
#define LEAST_SEGMENTS     2
/* Rows are bounded by their number; so that a flood of huge ones is bounded too, their memory may
 * not pass this much a row (of max_rows), nor this much in a small frame. */
#define ROW_BYTES   1024
#define LEAST_BYTES (256u << 20)

struct frame {
    size_t max_rows;
    size_t max_bytes;
    size_t segment_rows;
    GPtrArray *segments; /* oldest first; the last is open */
    size_t rows;
    size_t sealed_bytes;
};

struct frame *frame_new(size_t max_rows)
{
    struct frame *frame = g_new0(struct frame, 1);
    frame->max_rows = max_rows;
    frame->max_bytes = MAX(LEAST_BYTES, max_rows * ROW_BYTES);
    frame->segment_rows = CLAMP(max_rows / 8, LEAST_SEGMENT_ROWS, FRAME_SEGMENT_ROWS);
    frame->segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    return frame;
}

void frame_free(struct frame *frame)
{
    if (!frame)
        return;
    g_ptr_array_unref(frame->segments);
    g_free(frame);
}

static struct segment *newest(const struct frame *frame)
{
    return frame->segments->len ? frame->segments->pdata[frame->segments->len - 1] : NULL;
}

static size_t drop(struct frame *frame, guint index)
{
    struct segment *segment = frame->segments->pdata[index];
    size_t rows = segment_rows(segment);
    frame->rows -= rows;
    frame->sealed_bytes -= segment_memory(segment);
    g_ptr_array_remove_index(frame->segments, index);
    return rows;
}

size_t frame_append(struct frame *frame, const struct item *item)
{
    struct segment *open = newest(frame);
    if (!open || segment_is_sealed(open)) {
        open = segment_new(item->kind);
        g_ptr_array_add(frame->segments, open);
    }
    segment_append(open, item);
    frame->rows++;
    if (segment_is_full(open, frame->segment_rows)) {
        segment_seal(open);
        frame->sealed_bytes += segment_memory(open);
    }
    size_t dropped = 0;
    while (frame->segments->len > LEAST_SEGMENTS &&
           (frame->rows > frame->max_rows || frame->sealed_bytes > frame->max_bytes))
        dropped += drop(frame, 0);
    return dropped;
}

size_t frame_expire(struct frame *frame, int64_t before_ns)
{
    size_t dropped = 0;
    for (guint i = 0; i < frame->segments->len;) {
        const struct segment *segment = frame->segments->pdata[i];
        if (segment_is_sealed(segment) && segment_max_ns(segment) < before_ns)
            dropped += drop(frame, i);
        else
            i++;
    }
    return dropped;
}

size_t frame_rows(const struct frame *frame)
{
    return frame->rows;
}

size_t frame_memory(const struct frame *frame)
{
    const struct segment *open = newest(frame);
    size_t bytes = sizeof *frame + frame->sealed_bytes;
    return open && !segment_is_sealed(open) ? bytes + segment_memory(open) : bytes;
}

GPtrArray *frame_segments(const struct frame *frame)
{
    GPtrArray *segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    for (guint i = 0; i < frame->segments->len; i++)
        g_ptr_array_add(segments, segment_ref(frame->segments->pdata[i]));
    return segments;
}
