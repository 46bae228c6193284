/* SPDX-License-Identifier: Apache-2.0
 *
 * Span events and span links, which come as attributes of spans whose values are JSON. Sources:
 * OpenTelemetry's Span.Event and Span.Link; Sentry's span links, with the attribute
 * sentry.previous_trace ("trace-span-sampled") of SDKs that set it beside them.
 */
#include "api/client/decode.h"

#include <string.h>

#define MOST_OF_A_SPAN 1000 /* beyond, who sends means no single ones */

static void read_moment(struct trace *trace, int span, const json_t *told)
{
    struct trace_moment moment = {.span = span};
    moment.time_us = json_get_time_ns(told, "timestamp") / 1000;
    if (!moment.time_us)
        moment.time_us = json_get_time_ns(told, "time_unix_nano") / 1000;
    moment.name = trace_word(trace, json_get_string(told, "name"));
    if (moment.time_us)
        g_array_append_val(trace->moments, moment);
}

/* {"sentry.link.type": "previous_trace"}, or {"value": "previous_trace"} in its place. */
static const char *kind_of(const json_t *told)
{
    const json_t *kind = json_object_get(json_object_get(told, "attributes"), "sentry.link.type");
    return json_is_object(kind) ? json_get_string(kind, "value") : json_string_value(kind);
}

static void add_link(struct trace *trace, int span, const char *trace_id, const char *span_id,
                     const char *kind)
{
    if (!trace_id || !*trace_id)
        return;
    struct trace_link link = {span, trace_word(trace, trace_id), trace_word(trace, span_id),
                              trace_word(trace, kind)};
    for (guint i = trace->links->len; i-- > 0;) {
        const struct trace_link *other = &g_array_index(trace->links, struct trace_link, i);
        if (other->span != span)
            break;
        if (!g_strcmp0(other->trace_id, trace_id) && !g_strcmp0(other->span_id, span_id))
            return;
    }
    g_array_append_val(trace->links, link);
}

static void read_link(struct trace *trace, int span, const json_t *told)
{
    add_link(trace, span, json_get_string(told, "trace_id"), json_get_string(told, "span_id"),
             kind_of(told));
}

static void read_previous(struct trace *trace, int span, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "-", 3);
    if (parts[0] && parts[1] && strlen(parts[0]) == 32 && strlen(parts[1]) == 16)
        add_link(trace, span, parts[0], parts[1], "previous_trace");
}

static void read_list(struct trace *trace, int span, const char *text,
                      void (*read)(struct trace *trace, int span, const json_t *told))
{
    json_t *list = json_read(text, strlen(text), NULL, NULL);
    for (size_t i = 0; i < MIN(json_array_size(list), MOST_OF_A_SPAN); i++)
        read(trace, span, json_array_get(list, i));
    json_decref(list);
}

/* The names of what is looked for, as the trace has them: all of its names are words. */
struct wanted {
    const char *events, *links, *sentry_links, *previous;
};

static void read_attribute(struct trace *trace, int span, const struct wanted *wanted,
                           const struct attribute *attribute)
{
    if (attribute->value.type != VALUE_ARRAY && attribute->value.type != VALUE_STRING)
        return;
    if (attribute->key == wanted->events)
        read_list(trace, span, attribute->value.string, read_moment);
    else if (attribute->key == wanted->links || attribute->key == wanted->sentry_links)
        read_list(trace, span, attribute->value.string, read_link);
    else if (attribute->key == wanted->previous)
        read_previous(trace, span, attribute->value.string);
}

void decode_moments(struct trace *trace)
{
    const struct wanted wanted = {trace_word(trace, "span.events"), trace_word(trace, "span.links"),
                                  trace_word(trace, "sentry.links"),
                                  trace_word(trace, "sentry.previous_trace")};
    for (int i = 0; i < trace_span_count(trace); i++) {
        const struct span *span = trace_span_at(trace, i);
        for (int k = 0; k < span->attribute_count; k++)
            read_attribute(trace, i, &wanted, &span->attributes[k]);
    }
}
