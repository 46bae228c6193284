/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/problem_internal.h"

#include <string.h>

#define SENTRY "docs.sentry.io, performance issues: "

/* clang-format off */
static const struct problem_rule rules[PROBLEM_KIND_COUNT] = {
    [PROBLEM_N_PLUS_ONE] = {
        .name = "N+1 queries",
        .limits = "5 or more, over 50ms together",
        .rule = "At least 5 like queries under one parent, one after another, over 50ms together, with "
                "another query before them.",
        .cure = "Ask once: a join, IN (...), or the loader of your ORM.",
        .source = SENTRY "N+1 Queries",
    },
    [PROBLEM_N_PLUS_ONE_CALLS] = {
        .name = "N+1 calls",
        .limits = "10 or more at once, over 300ms together",
        .rule = "At least 10 GETs of like URLs that begin within 5ms of each other, over 300ms together, "
                "in a page or screen.",
        .cure = "Ask for all of them in one call, or when they are seen.",
        .source = SENTRY "N+1 API Calls",
    },
    [PROBLEM_SLOW_QUERY] = {
        .name = "Slow query",
        .limits = "500ms or more",
        .rule = "A SELECT that takes 500ms or more.",
        .cure = "EXPLAIN it: most often an index is missing.",
        .source = SENTRY "Slow DB Queries",
    },
    [PROBLEM_REPEATED] = {
        .name = "Repeated call",
        .limits = "3 times or more, over 50ms after the first",
        .rule = "The same read, to the last letter, at least 3 times under one parent, over 50ms after "
                "the first.",
        .cure = "Keep the first answer for the rest of the request.",
        .source = "RFC 9110, 9.2.1 (safe methods); " SENTRY "N+1 Queries",
    },
    [PROBLEM_QUERIES_IN_ROW] = {
        .name = "Queries in a row",
        .limits = "over 100ms and a tenth to be saved",
        .rule = "Queries one after another of which later ones (SELECT without WHERE and parameters, over "
                "30ms) could run at once: over 100ms and a tenth of their time saved.",
        .cure = "Send those that wait for nothing together.",
        .source = SENTRY "Consecutive DB Queries",
    },
    [PROBLEM_CALLS_IN_ROW] = {
        .name = "Calls in a row",
        .limits = "3 or more of over 500ms, over 2s to be saved",
        .rule = "At least 3 HTTP calls one after another, each over 500ms, at most 500ms between them: "
                "over 2s saved if run at once.",
        .cure = "Run together what does not need the other's answer.",
        .source = SENTRY "Consecutive HTTP",
    },
    [PROBLEM_LARGE_PAYLOAD] = {
        .name = "Large payload",
        .limits = "over 300kB and 100ms",
        .rule = "An HTTP call that received over 300kB in over 100ms.",
        .cure = "Ask for fewer fields, or in pages.",
        .source = SENTRY "Large HTTP Payload",
    },
    [PROBLEM_UNCOMPRESSED] = {
        .name = "Uncompressed asset",
        .limits = "over 512kB and 500ms",
        .rule = "A script or stylesheet sent as large as it is, over 512kB in over 500ms, where the "
                "browser took another one compressed.",
        .cure = "Turn on gzip or brotli for it at the server or CDN.",
        .source = SENTRY "Uncompressed Asset",
    },
    [PROBLEM_RENDER_BLOCKING] = {
        .name = "Render-blocking asset",
        .limits = "over 500kB and a third of a first paint after 2s",
        .rule = "A script or stylesheet of over 500kB that blocks rendering and takes a third or more of "
                "the time to the first contentful paint, which is at 2 to 10s.",
        .cure = "Split it, or load it with defer or async.",
        .source = SENTRY "Large Render Blocking Asset",
    },
    [PROBLEM_SLOW_WORK] = {
        .name = "Slow work",
        .limits = "over 1s and half of the request",
        .rule = "A second or more, and half or more of a request that someone waits for, in one span of "
                "the service's own work.",
        .cure = "Profile it; or answer first and do it in a job.",
        .source = "Nielsen, Response Times: The 3 Important Limits (1 s)",
    },
};
/* clang-format on */

const struct problem_rule *problem_rule(enum problem_kind kind)
{
    return &rules[kind];
}

const char *const *problem_attributes(void)
{
    static const char *const names[] = {
        "http.request.method",
        "http.response_content_length",
        "http.decoded_response_content_length",
        "http.response_transfer_size",
        "resource.render_blocking_status",
        "measurements.fcp",
        "browser.web_vital.fcp.value",
        NULL,
    };
    return names;
}

static void (*const detectors[])(struct problem_search *search) = {
    problem_find_loops,
    problem_find_in_row,
    problem_find_slow,
    problem_find_payloads,
};

/* --- adding --- */

struct problem *problem_new(struct problem_search *search, enum problem_kind kind, int where)
{
    struct problem *problem = g_new0(struct problem, 1);
    problem->kind = kind;
    problem->where = where;
    problem->spans = g_array_new(FALSE, FALSE, sizeof(int));
    problem->worst = -1;
    g_ptr_array_add(search->out->found, problem);
    return problem;
}

void problem_add(struct problem_search *search, struct problem *problem, int index)
{
    int64_t took = problem_took(trace_span_at(search->trace, index));
    if (problem->worst < 0 || took > problem_took(trace_span_at(search->trace, problem->worst)))
        problem->worst = index;
    problem->took_us += took;
    g_array_append_val(problem->spans, index);
}

void problem_add_single(struct problem_search *search, enum problem_kind kind, int index,
                        int64_t lost_us, char *text)
{
    const struct span *span = trace_span_at(search->trace, index);
    gpointer key = GSIZE_TO_POINTER((gsize)span->like * PROBLEM_KIND_COUNT + kind + 1);
    struct problem *problem = g_hash_table_lookup(search->groups, key);
    if (!problem) {
        problem = problem_new(search, kind, span->parent);
        g_hash_table_insert(search->groups, key, problem);
    }
    problem_add(search, problem, index);
    problem->lost_us += lost_us;
    if (problem->worst == index) {
        g_free(problem->text);
        problem->text = g_steal_pointer(&text);
    }
    g_free(text);
}

/* --- the whole --- */

/* A service is entered by a root, by a span whose caller is of another service, and by what the
 * SDK calls a transaction. Parents come before their children. */
static int *find_segments(const struct trace *trace)
{
    int count = trace_span_count(trace);
    int *segment = g_new(int, (gsize)count + 1);
    for (int i = 0; i < count; i++) {
        const struct span *span = trace_span_at(trace, i);
        struct value told = trace_attribute(span, "is_transaction");
        bool entry = span->parent < 0 || (told.type == VALUE_BOOL && told.boolean) ||
                     g_strcmp0(span->service, trace_span_at(trace, span->parent)->service) != 0;
        segment[i] = entry ? i : segment[span->parent];
    }
    return segment;
}

static uint8_t *find_classes(const struct trace *trace)
{
    uint8_t *classes = g_new0(uint8_t, trace->likes->len + 1);
    for (guint i = 0; i < trace->likes->len; i++) {
        const struct span_like *like = &g_array_index(trace->likes, struct span_like, i);
        classes[i] = problem_class_of(trace_span_at(trace, (int)like->first));
    }
    return classes;
}

static uint8_t *find_below(const struct trace *trace, const uint8_t *classes)
{
    int count = trace_span_count(trace);
    uint8_t *below = g_new0(uint8_t, (gsize)count + 1);
    for (int i = 0; i < count; i++) {
        const struct span *span = trace_span_at(trace, i);
        if (span->parent >= 0)
            below[span->parent] |= classes[span->like];
    }
    return below;
}

/* Like ones count together, and the text tells of the worst. */
static void tell_of_many(struct problem *problem)
{
    if (problem->spans->len < 2)
        return;
    char *worst = problem->text;
    problem->text = g_strdup_printf("%u times, the longest: %s", problem->spans->len, worst);
    g_free(worst);
}

static int by_cost(gconstpointer a, gconstpointer b)
{
    const struct problem *x = *(struct problem *const *)a, *y = *(struct problem *const *)b;
    if (x->lost_us != y->lost_us)
        return x->lost_us > y->lost_us ? -1 : 1;
    int first = g_array_index(x->spans, int, 0), other = g_array_index(y->spans, int, 0);
    return first != other ? (first > other ? 1 : -1) : (int)x->kind - (int)y->kind;
}

static void place_on_spans(struct problems *out)
{
    out->of = g_new0(uint32_t, (gsize)out->spans + 1);
    for (guint i = out->found->len; i-- > 0;) {
        const struct problem *problem = out->found->pdata[i];
        for (guint s = 0; s < problem->spans->len; s++)
            out->of[g_array_index(problem->spans, int, s)] = i + 1;
    }
}

struct problems *problems_find(const struct trace *trace)
{
    struct problems *out = g_new0(struct problems, 1);
    out->found = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
    out->spans = trace_span_count(trace);
    struct problem_search search = {.trace = trace,
                                    .out = out,
                                    .segment = find_segments(trace),
                                    .classes = find_classes(trace),
                                    .groups = g_hash_table_new(NULL, NULL)};
    search.below = find_below(trace, search.classes);
    for (size_t i = 0; i < G_N_ELEMENTS(detectors); i++)
        detectors[i](&search);
    GHashTableIter each;
    gpointer group;
    g_hash_table_iter_init(&each, search.groups);
    while (g_hash_table_iter_next(&each, NULL, &group))
        tell_of_many(group);
    g_hash_table_unref(search.groups);
    g_free(search.segment);
    g_free(search.classes);
    g_free(search.below);
    if (!out->found->len) {
        problems_free(out);
        return NULL;
    }
    g_ptr_array_sort(out->found, by_cost);
    place_on_spans(out);
    return out;
}
