/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/critical_path.h"

#include <string.h>

struct step {
    int span;
    int64_t until; /* the path leaves the span here */
};

static int by_end_falling(gconstpointer a, gconstpointer b, gpointer trace)
{
    int64_t end_a = span_end_us(trace_span_at(trace, *(const int *)a));
    int64_t end_b = span_end_us(trace_span_at(trace, *(const int *)b));
    return end_a > end_b ? -1 : end_a < end_b;
}

/* Pushes the children of `step` that the path runs through. */
static void push_critical_children(const struct trace *trace, struct step step, GArray *children,
                                   GArray *stack)
{
    const struct span *span = trace_span_at(trace, step.span);
    g_array_set_size(children, 0);
    int stop = step.span + span->descendants;
    for (int c = step.span + 1; c <= stop; c = trace_after(trace, c))
        g_array_append_val(children, c);
    g_array_sort_with_data(children, by_end_falling, (gpointer)trace);
    int64_t reached = MIN(step.until, span_end_us(span));
    for (guint i = 0; i < children->len; i++) {
        int index = g_array_index(children, int, i);
        const struct span *child = trace_span_at(trace, index);
        /* A child that outlives its caller still kept it waiting until the caller ended. */
        bool outlives = i == 0 && span_end_us(child) > reached && child->start_us < reached;
        if ((span_end_us(child) > reached && !outlives) || child->start_us >= reached)
            continue;
        struct step next = {index, reached};
        g_array_append_val(stack, next);
        reached = child->start_us;
    }
}

void critical_path_mark(const struct trace *trace, uint8_t *critical)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct step));
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(int));
    int count = trace_span_count(trace);
    memset(critical, 0, (size_t)count);
    for (int i = 0; i < count; i = trace_after(trace, i)) {
        struct step root = {i, INT64_MAX};
        g_array_append_val(stack, root);
    }
    while (stack->len) {
        struct step step = g_array_index(stack, struct step, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        critical[step.span] = 1;
        push_critical_children(trace, step, children, stack);
    }
}
