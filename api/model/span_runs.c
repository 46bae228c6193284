/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/span_runs.h"

#include "api/model/trace.h"

#include <stdlib.h>
#include <string.h>

struct finding {
    const struct trace *trace;
    struct span_runs *runs;
    uint64_t *shapes; /* by span: of all below it; 0 = not known yet */
    uint8_t *odd;     /* by span: stands for itself */
    GArray *times;    /* of int64_t: for the median */
};

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * 0x9e3779b97f4a7c15u; /* 2^64 / the golden ratio */
    return hash ^ (hash >> 29);
}

/* Children come after their parent, so that walking back every shape is whole before it is taken
 * into its parent's. Of equal neighbours only one counts. */
static uint64_t shape_of(struct finding *find, int top)
{
    int end = trace_after(find->trace, top);
    if (find->shapes[top] || end == top + 1)
        return find->shapes[top];
    g_autofree uint64_t *later = g_new0(uint64_t, (gsize)(end - top));
    for (int i = end - 1; i > top; i--) {
        const struct span *span = trace_span_at(find->trace, i);
        uint64_t whole = MAX(mix(span->like + 1, find->shapes[i]), 1);
        if (later[span->parent - top] == whole)
            continue;
        later[span->parent - top] = whole;
        find->shapes[span->parent] = MAX(mix(find->shapes[span->parent], whole), 1);
    }
    return find->shapes[top];
}

static bool alike(struct finding *find, int a, int b)
{
    const struct span *one = trace_span_at(find->trace, a), *other = trace_span_at(find->trace, b);
    if (one->like != other->like || find->odd[a] || find->odd[b] ||
        !one->descendants != !other->descendants)
        return false;
    return !one->descendants || shape_of(find, a) == shape_of(find, b);
}

/* --- what a run says --- */

static void add_time(int64_t *sum, int64_t from, int64_t to)
{
    int64_t time;
    if (__builtin_sub_overflow(to, from, &time) || __builtin_add_overflow(*sum, time, sum))
        *sum = INT64_MAX;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void add_member(struct finding *find, struct span_run *run, int index)
{
    const struct span *span = trace_span_at(find->trace, index);
    int64_t end = span_end_us(span), from = MAX(span->start_us, run->end_us);
    int32_t member = index;
    int first = run->count ? span_runs_member(find->runs, run, 0) : index;
    find->runs->of[index] = (int32_t)find->runs->list->len;
    g_array_append_val(find->runs->members, member);
    g_array_append_val(find->times, span->duration_us);
    add_time(&run->sum_us, 0, span->duration_us);
    if (run->count++ == 0)
        from = run->start_us = span->start_us;
    if (end > from)
        add_time(&run->union_us, from, end);
    run->end_us = run->count == 1 ? end : MAX(run->end_us, end);
    g_array_append_val(find->runs->reach, run->end_us);
    run->spans += span->descendants + 1;
    run->varied |= g_strcmp0(span->name, trace_span_at(find->trace, first)->name) != 0;
    if (run->count > 1 && span->duration_us <= run->max_us)
        return;
    run->max_us = span->duration_us;
    run->slowest = index;
}

/* The children of `parent` from `first` on, `count` of them, are alike. */
static void add_run(struct finding *find, int parent, int first, int count)
{
    struct span_run run = {.first = (int)find->runs->members->len, .parent = parent};
    g_array_set_size(find->times, 0);
    for (int at = first, k = 0; k < count; k++, at = trace_after(find->trace, at))
        add_member(find, &run, at);
    qsort(find->times->data, find->times->len, sizeof(int64_t), by_time);
    run.median_us = g_array_index(find->times, int64_t, (guint)(count - 1) / 2);
    g_array_append_val(find->runs->list, run);
}

static void look_below(struct finding *find, int parent)
{
    int end = trace_after(find->trace, parent);
    int first = parent + 1, count = 1;
    for (int at = first, next; at < end; at = next) {
        next = trace_after(find->trace, at);
        if (next < end && alike(find, at, next)) {
            count++;
            continue;
        }
        if (count >= RUN_LEAST)
            add_run(find, parent, first, count);
        first = next;
        count = 1;
    }
}

static void find_odd(struct finding *find)
{
    for (int i = trace_span_count(find->trace) - 1; i >= 0; i--) {
        const struct span *span = trace_span_at(find->trace, i);
        find->odd[i] |= span->failed;
        if (span->parent >= 0)
            find->odd[span->parent] |= find->odd[i];
    }
    for (int i = trace_span_count(find->trace) - 1; i >= 0; i--)
        find->odd[i] |= trace_span_at(find->trace, i)->duration_us < 0;
}

void span_runs_find(struct trace *trace)
{
    struct span_runs *runs = &trace->runs;
    gsize count = (gsize)trace_span_count(trace);
    span_runs_clear(runs);
    *runs = (struct span_runs){
        .list = g_array_new(FALSE, FALSE, sizeof(struct span_run)),
        .members = g_array_new(FALSE, FALSE, sizeof(int32_t)),
        .reach = g_array_new(FALSE, FALSE, sizeof(int64_t)),
        .of = g_new(int32_t, count + 1),
    };
    memset(runs->of, 0xff, sizeof *runs->of * (count + 1)); /* -1 */
    struct finding find = {
        .trace = trace,
        .runs = runs,
        .shapes = g_new0(uint64_t, count + 1),
        .odd = g_new0(uint8_t, count + 1),
        .times = g_array_new(FALSE, FALSE, sizeof(int64_t)),
    };
    find_odd(&find);
    for (int i = 0; i < (int)count; i++)
        if (trace_span_at(trace, i)->children >= RUN_LEAST)
            look_below(&find, i);
    g_free(find.shapes);
    g_free(find.odd);
    g_array_unref(find.times);
}

void span_runs_clear(struct span_runs *runs)
{
    g_clear_pointer(&runs->list, g_array_unref);
    g_clear_pointer(&runs->members, g_array_unref);
    g_clear_pointer(&runs->reach, g_array_unref);
    g_clear_pointer(&runs->of, g_free);
}

const struct span_run *span_runs_at(const struct span_runs *runs, int run)
{
    return &g_array_index(runs->list, struct span_run, (guint)run);
}

int span_runs_count(const struct span_runs *runs)
{
    return runs->list ? (int)runs->list->len : 0;
}

int span_runs_member(const struct span_runs *runs, const struct span_run *run, int place)
{
    return g_array_index(runs->members, int32_t, (guint)(run->first + place));
}

/* Of those that began before `to_us`, the one that ended last ended after `from_us`. */
bool span_runs_busy(const struct span_runs *runs, const struct trace *trace, int run,
                    int64_t from_us, int64_t to_us)
{
    const struct span_run *self = span_runs_at(runs, run);
    int low = 0, high = self->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (trace_span_at(trace, span_runs_member(runs, self, middle))->start_us < to_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low && g_array_index(runs->reach, int64_t, (guint)(self->first + low - 1)) > from_us;
}
