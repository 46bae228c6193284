/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/critical_path.h"

#include "api/insight/span_times.h"

#include <stdlib.h>
#include <string.h>

/* A span that is still to be walked; the path leaves it at `until_us`. */
struct visit {
    int span;
    int64_t until_us;
};

struct walk {
    const struct trace *trace;
    const int64_t *shift_us;
    GArray *visits;   /* of struct visit */
    GArray *children; /* of struct visit: the children of the span in hand, with their ends */
    GArray *steps;    /* of struct critical_step */
};

static int by_end_falling(const void *a, const void *b)
{
    const struct visit *x = a, *y = b;
    if (x->until_us != y->until_us)
        return x->until_us > y->until_us ? -1 : 1;
    return x->span - y->span;
}

static void add_step(struct walk *walk, int span, int64_t from_us, int64_t to_us)
{
    struct critical_step step = {span, from_us, to_us};
    if (to_us > from_us)
        g_array_append_val(walk->steps, step);
}

static void gather_children(struct walk *walk, int span)
{
    int stop = span + trace_span_at(walk->trace, span)->descendants;
    g_array_set_size(walk->children, 0);
    for (int c = span + 1; c <= stop; c = trace_after(walk->trace, c)) {
        struct visit child = {c, span_times_end(walk->trace, walk->shift_us, c)};
        g_array_append_val(walk->children, child);
    }
    if (walk->children->len)
        qsort(walk->children->data, walk->children->len, sizeof(struct visit), by_end_falling);
}

/* Walks back through one span, from where the path leaves it to its start. */
static void walk_back(struct walk *walk, struct visit visit)
{
    int64_t start = span_times_start(walk->trace, walk->shift_us, visit.span);
    int64_t reached = MIN(visit.until_us, span_times_end(walk->trace, walk->shift_us, visit.span));
    bool taken = false;
    gather_children(walk, visit.span);
    for (guint i = 0; i < walk->children->len; i++) {
        struct visit child = g_array_index(walk->children, struct visit, i);
        int64_t began = span_times_start(walk->trace, walk->shift_us, child.span);
        /* A child that outlives its caller still kept it waiting until the caller ended; one that
         * was over before, by a clock that is off, did not. */
        if ((child.until_us > reached && taken) || began >= reached || child.until_us < start)
            continue;
        add_step(walk, visit.span, child.until_us, reached);
        child.until_us = MIN(child.until_us, reached);
        g_array_append_val(walk->visits, child);
        reached = MAX(began, start);
        taken = true;
    }
    add_step(walk, visit.span, start, reached);
}

static int by_span(const void *a, const void *b)
{
    const struct critical_step *x = a, *y = b;
    if (x->span != y->span)
        return x->span - y->span;
    return x->from_us < y->from_us ? -1 : x->from_us > y->from_us;
}

GArray *critical_path_find(const struct trace *trace, const int64_t *shift_us, uint8_t *critical)
{
    g_autoptr(GArray) visits = g_array_new(FALSE, FALSE, sizeof(struct visit));
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(struct visit));
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct critical_step));
    struct walk walk = {trace, shift_us, visits, children, steps};
    int count = trace_span_count(trace);
    memset(critical, 0, (size_t)count);
    for (int i = 0; i < count; i = trace_after(trace, i)) {
        struct visit root = {i, INT64_MAX};
        g_array_append_val(visits, root);
    }
    while (visits->len) {
        struct visit visit = g_array_index(visits, struct visit, visits->len - 1);
        g_array_set_size(visits, visits->len - 1);
        critical[visit.span] = 1;
        walk_back(&walk, visit);
    }
    if (steps->len) /* a trace may be errors alone */
        qsort(steps->data, steps->len, sizeof(struct critical_step), by_span);
    return steps;
}

const struct critical_step *critical_path_of(const GArray *steps, int span, size_t *count)
{
    return trace_of_span(steps, span, count);
}
