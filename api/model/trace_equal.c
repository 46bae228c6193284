/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/trace.h"

#include <math.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return a == b || g_strcmp0(a, b) == 0;
}

static bool same_value(struct value a, struct value b)
{
    if (a.type != b.type)
        return false;
    switch (a.type) {
    case VALUE_STRING:
    case VALUE_ARRAY:
        return same_text(a.string, b.string);
    case VALUE_INT:
        return a.integer == b.integer;
    case VALUE_DOUBLE:
        return a.number == b.number || (isnan(a.number) && isnan(b.number));
    case VALUE_BOOL:
        return a.boolean == b.boolean;
    case VALUE_NONE:
        break;
    }
    return true;
}

static bool same_attributes(const struct span *a, const struct span *b)
{
    if (a->attribute_count != b->attribute_count)
        return false;
    for (int i = 0; i < a->attribute_count; i++)
        if (!same_text(a->attributes[i].key, b->attributes[i].key) ||
            !same_value(a->attributes[i].value, b->attributes[i].value))
            return false;
    return true;
}

/* What was told of them; what follows from that need not be looked at. */
static bool same_span(const struct span *a, const struct span *b)
{
    return a->start_us == b->start_us && a->duration_us == b->duration_us &&
           a->parent == b->parent && a->running == b->running && a->missing == b->missing &&
           same_text(a->id, b->id) && same_text(a->parent_id, b->parent_id) &&
           same_text(a->service, b->service) && same_text(a->op, b->op) &&
           same_text(a->name, b->name) && same_text(a->transaction, b->transaction) &&
           same_text(a->status, b->status) && same_text(a->release, b->release) &&
           same_attributes(a, b);
}

static bool same_error(const struct trace_error *a, const struct trace_error *b)
{
    return a->level == b->level && a->time_us == b->time_us &&
           same_text(a->event_id, b->event_id) && same_text(a->issue_id, b->issue_id) &&
           same_text(a->short_id, b->short_id) && same_text(a->title, b->title) &&
           same_text(a->span_id, b->span_id);
}

static bool same_moments(const GArray *a, const GArray *b)
{
    for (guint i = 0; i < a->len; i++) {
        const struct trace_moment *x = &g_array_index(a, struct trace_moment, i);
        const struct trace_moment *y = &g_array_index(b, struct trace_moment, i);
        if (x->span != y->span || x->time_us != y->time_us || !same_text(x->name, y->name))
            return false;
    }
    return true;
}

static bool same_links(const GArray *a, const GArray *b)
{
    for (guint i = 0; i < a->len; i++) {
        const struct trace_link *x = &g_array_index(a, struct trace_link, i);
        const struct trace_link *y = &g_array_index(b, struct trace_link, i);
        if (x->span != y->span || !same_text(x->trace_id, y->trace_id) ||
            !same_text(x->span_id, y->span_id) || !same_text(x->kind, y->kind))
            return false;
    }
    return true;
}

bool trace_equal(const struct trace *a, const struct trace *b)
{
    if (a->spans->len != b->spans->len || a->errors->len != b->errors->len ||
        a->moments->len != b->moments->len || a->links->len != b->links->len)
        return false;
    for (guint i = 0; i < a->spans->len; i++)
        if (!same_span(a->spans->pdata[i], b->spans->pdata[i]))
            return false;
    for (guint i = 0; i < a->errors->len; i++)
        if (!same_error(a->errors->pdata[i], b->errors->pdata[i]))
            return false;
    return same_moments(a->moments, b->moments) && same_links(a->links, b->links);
}
