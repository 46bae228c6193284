/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/emission.h"

#include <jansson.h>

struct emission *emission_new(enum emission_kind kind, enum service service, int64_t time_ns)
{
    struct emission *record = g_new0(struct emission, 1);
    record->kind = kind;
    record->service = service;
    record->time_ns = record->end_ns = record->due_ns = time_ns;
    record->attributes = json_object();
    return record;
}

void emission_free(struct emission *record)
{
    if (!record)
        return;
    g_free(record->text);
    g_free(record->segment_name);
    json_decref(record->attributes);
    json_decref(record->payload);
    json_decref(record->happened);
    json_decref(record->links);
    g_free(record);
}

bool demo_record_is_segment(const struct emission *record)
{
    return g_str_equal(record->span, record->segment);
}

void emission_take(struct emission *record, json_t *attributes)
{
    g_return_if_fail(attributes != NULL);
    json_object_update(record->attributes, attributes);
    json_decref(attributes);
}

void demo_record_set_text(struct emission *record, const char *key, const char *text)
{
    json_object_set_new(record->attributes, key, json_string(text));
}

void demo_record_set_int(struct emission *record, const char *key, int64_t value)
{
    json_object_set_new(record->attributes, key, json_integer(value));
}

void emission_happened(struct emission *span, int64_t at_ns, const char *name, json_t *attributes)
{
    if (!span->happened)
        span->happened = json_array();
    json_array_append_new(span->happened,
                          json_pack("{s:s,s:I,s:o}", "name", name, "time_ns", (json_int_t)at_ns,
                                    "attributes", attributes ? attributes : json_object()));
}

void emission_link(struct emission *span, const struct emission *other, const char *kind)
{
    if (!span->links)
        span->links = json_array();
    json_array_append_new(span->links,
                          json_pack("{s:s,s:s,s:{s:s}}", "trace_id", other->trace, "span_id",
                                    other->span, "attributes", "sentry.link.type", kind));
}

int emission_compare(const void *a, const void *b)
{
    const struct emission *x = *(struct emission *const *)a, *y = *(struct emission *const *)b;
    if (x->due_ns != y->due_ns)
        return x->due_ns < y->due_ns ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}
