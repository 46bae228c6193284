/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/trace_maker.h"

#include <jansson.h>
#include <string.h>

/* SDKs send a moment after the segment has ended. */
#define SEND_DELAY_NS (40 * NS_PER_MS)

struct trace trace_begin(struct world *world, struct rng *rng)
{
    struct trace trace = {.world = world, .rng = rng};
    rng_hex(rng, trace.id, 32);
    trace.user = world_user(rng);
    return trace;
}

static void become_segment(struct emission *span, struct trace *trace)
{
    memcpy(span->segment, span->span, sizeof span->segment);
    span->segment_name = g_strdup(span->text);
    span->host = world_host(span->service, trace->rng);
    span->due_ns = span->end_ns + SEND_DELAY_NS;
}

static void join_segment(struct emission *span, const struct emission *parent)
{
    memcpy(span->segment, parent->segment, sizeof span->segment);
    span->segment_name = g_strdup(parent->segment_name);
    span->host = parent->host;
    span->due_ns = MAX(parent->due_ns, span->end_ns + SEND_DELAY_NS);
}

struct emission *trace_span(struct trace *trace, enum service service,
                            const struct emission *parent, const char *op, const char *name,
                            int64_t start_ns, int64_t end_ns)
{
    struct emission *span = emission_new(EMISSION_SPAN, service, start_ns);
    span->end_ns = end_ns;
    span->op = op;
    span->text = g_strdup(name);
    span->user = trace->user;
    memcpy(span->trace, trace->id, sizeof span->trace);
    rng_hex(trace->rng, span->span, 16);
    if (parent)
        memcpy(span->parent, parent->span, sizeof span->parent);
    if (parent && parent->service == service)
        join_segment(span, parent);
    else
        become_segment(span, trace);
    return world_record(trace->world, span);
}

void trace_stretch(struct trace *trace, struct emission *segment, int64_t end_ns)
{
    segment->end_ns = end_ns;
    segment->due_ns = end_ns + SEND_DELAY_NS;
    const GPtrArray *outbox = trace->world->outbox;
    for (guint i = outbox->len; i-- > 0 && outbox->pdata[i] != segment;) {
        struct emission *record = outbox->pdata[i];
        if (record->kind == EMISSION_SPAN && g_str_equal(record->segment, segment->segment))
            record->due_ns = segment->due_ns;
    }
}

struct emission *trace_log(struct trace *trace, const struct emission *span, int64_t at_ns,
                           const char *level, json_t *attributes, const char *format, ...)
{
    struct emission *log = emission_new(EMISSION_LOG, span->service, at_ns);
    memcpy(log->trace, trace->id, sizeof log->trace);
    memcpy(log->span, span->span, sizeof log->span);
    log->host = span->host;
    log->user = trace->user;
    log->level = level;
    va_list arguments;
    va_start(arguments, format);
    log->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (attributes)
        emission_take(log, attributes);
    return world_record(trace->world, log);
}

struct emission *trace_measure(struct trace *trace, const struct emission *span, const char *name,
                               const char *unit, double value)
{
    int64_t sent_ns = (span->end_ns / EXPORT_NS + 1) * EXPORT_NS;
    struct emission *point = world_metric(trace->world, span->service, span->host, sent_ns,
                                          "histogram", name, unit, value, NULL);
    memcpy(point->trace, trace->id, sizeof point->trace);
    memcpy(point->span, span->span, sizeof point->span);
    point->measured_ns = span->end_ns;
    point->due_ns = MAX(sent_ns, span->due_ns);
    return point;
}

void span_http(struct emission *span, const char *method, const char *route, int status)
{
    demo_record_set_text(span, "http.request.method", method);
    if (route)
        demo_record_set_text(span, "http.route", route);
    demo_record_set_int(span, "http.response.status_code", status);
}

void span_query(struct emission *span, const char *table, const char *text)
{
    demo_record_set_text(span, "db.system.name", "postgresql");
    demo_record_set_text(span, "db.collection.name", table);
    demo_record_set_text(span, "db.query.text", text);
}

void span_code(struct emission *span, const char *file, const char *function)
{
    demo_record_set_text(span, "code.file.path", file);
    demo_record_set_text(span, "code.function.name", function);
}

void span_fail(struct emission *span, const char *status)
{
    span->status = status;
}
