/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_request.h"

#include "api/insight/problems.h"
#include "base/clock.h"
#include "views/desk.h"
#include "views/trace_prepare.h"

#define MOST_SPANS "100000"

/* Of every span; all else is asked for a span at a time. */
static const char *const attributes[] = {
    "release",      "span.status",           "span.kind", "span.events", "span.links",
    "sentry.links", "sentry.previous_trace",
};

struct request *trace_request_bare(const char *trace_id, int64_t near_ms)
{
    struct request *request = request_new(ENDPOINT_TRACE, trace_id, NULL);
    request_add(request, "project", "-1");
    request_add(request, "limit", MOST_SPANS);
    request_add(request, "statsPeriod", TRACE_LOOK_BACK);
    if (near_ms > 0) /* the API takes no other; rows may have any */
        request_addf(request, "timestamp", "%" G_GINT64_FORMAT, near_ms / MS_PER_SECOND);
    return request;
}

struct request *trace_request(const char *trace_id, int64_t near_ms)
{
    struct request *request = trace_request_bare(trace_id, near_ms);
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++)
        request_add(request, "additional_attributes", attributes[i]);
    for (const char *const *name = problem_attributes(); *name; name++)
        request_add(request, "additional_attributes", *name);
    return request;
}

bool trace_may_grow(const struct trace *trace, int64_t near_ms)
{
    int64_t end_ms = trace->spans->len ? trace->end_us / 1000 : near_ms;
    return end_ms && clock_now_ms() - end_ms < TRACE_GROWING_MS;
}

static void free_trace(void *data)
{
    trace_free(data);
}

void trace_release(struct desk *desk, struct trace *trace)
{
    if (trace && trace->spans->len >= TRACE_PREPARE_LARGE)
        desk_discard(desk, trace, free_trace);
    else
        trace_free(trace);
}
