/* SPDX-License-Identifier: Apache-2.0
 *
 * What takes long by itself: queries, and work of the service's own.
 */
#include "api/insight/problem_internal.h"

#define SLOW_QUERY_US 500000
#define SLOW_WORK_US  1000000

/* A query within a query (an ORM's span around the driver's) is told once, by the inner one. */
static bool has_query_below(const struct problem_search *search, int index)
{
    const struct trace *trace = search->trace;
    int last = index + trace_span_at(trace, index)->descendants;
    for (int c = index + 1; c <= last; c = trace_after(trace, c))
        if (problem_is(search, trace_span_at(trace, c), CLASS_QUERY))
            return true;
    return false;
}

static void look_at_query(struct problem_search *search, int index)
{
    const struct span *span = trace_span_at(search->trace, index);
    int64_t took = problem_took(span);
    if (took < SLOW_QUERY_US || !problem_is(search, span, CLASS_SELECT) ||
        has_query_below(search, index))
        return;
    g_autofree char *duration = problem_duration(took);
    problem_add_single(search, PROBLEM_SLOW_QUERY, index, took,
                       g_strdup_printf("a query of %s", duration));
}

static void look_at_work(struct problem_search *search, int index)
{
    const struct span *span = trace_span_at(search->trace, index);
    const struct span *request = trace_span_at(search->trace, search->segment[index]);
    int64_t took = problem_took(span), whole = problem_took(request);
    if (took < SLOW_WORK_US || span->children || request == span ||
        !problem_is(search, span, CLASS_OWN) || g_strcmp0(request->op, "http.server") != 0 ||
        took < whole / 2)
        return;
    g_autofree char *duration = problem_duration(took), *of = problem_duration(whole);
    problem_add_single(search, PROBLEM_SLOW_WORK, index, took,
                       g_strdup_printf("%s of the request's %s", duration, of));
}

void problem_find_slow(struct problem_search *search)
{
    for (int i = 0; i < trace_span_count(search->trace); i++) {
        look_at_query(search, i);
        look_at_work(search, i);
    }
}
