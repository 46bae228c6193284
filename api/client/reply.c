/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/request.h"

#include <string.h>

struct value rows_get(const struct rows *rows, size_t row, const char *field)
{
    if (row >= rows->count)
        return (struct value){0};
    for (guint i = 0; i < rows->fields->len; i++)
        if (strcmp(rows->fields->pdata[i], field) == 0)
            return g_array_index(rows->cells, struct value, row * rows->fields->len + i);
    return (struct value){0};
}

void rows_free(struct rows *rows)
{
    if (!rows)
        return;
    g_ptr_array_unref(rows->fields);
    g_ptr_array_unref(rows->types);
    g_ptr_array_unref(rows->units);
    g_array_unref(rows->cells);
    g_string_chunk_free(rows->text);
    g_free(rows);
}

void name_free(struct name *name)
{
    if (!name)
        return;
    g_free(name->id);
    g_free(name->slug);
    g_free(name->name);
    g_free(name->extra);
    g_free(name);
}

void timeseries_reply_free(struct timeseries_reply *reply)
{
    if (!reply)
        return;
    g_free(reply->y_axis);
    g_ptr_array_unref(reply->group_keys);
    g_ptr_array_unref(reply->group_values);
    g_free(reply->unit);
    g_free(reply->type);
    series_clear(&reply->series);
    g_free(reply);
}

/* How an object of each kind is freed; arrays carry the function for their elements. */
static const GDestroyNotify FREE[] = {
    [REPLY_NAMES] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_ISSUES] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_ISSUE] = (GDestroyNotify)issue_free,
    [REPLY_TAGS] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_EVENT] = (GDestroyNotify)event_free,
    [REPLY_ROWS] = (GDestroyNotify)rows_free,
    [REPLY_TIMESERIES] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_TRACE] = (GDestroyNotify)trace_free,
    [REPLY_TRACE_META] = g_free,
    [REPLY_ATTRIBUTES] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_RELEASES] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_MONITORS] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_COMMITS] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_DEPLOYS] = (GDestroyNotify)g_ptr_array_unref,
    [REPLY_DISTRIBUTIONS] = (GDestroyNotify)distributions_free,
    [REPLY_TRACES] = (GDestroyNotify)g_ptr_array_unref,
};

void reply_object_free(enum reply_kind kind, void *object)
{
    if (object && (size_t)kind < G_N_ELEMENTS(FREE) && FREE[kind])
        FREE[kind](object);
}

void *reply_take(struct reply *reply)
{
    return g_steal_pointer(&reply->object);
}

void reply_free(struct reply *reply)
{
    if (!reply)
        return;
    reply_object_free(reply->kind, reply->object);
    g_free(reply->error);
    g_free(reply->next_cursor);
    g_free(reply);
}
