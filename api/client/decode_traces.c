/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

#include <math.h>
#include <string.h>

#define MOST_PARTS 100 /* of a trace: more services than a row can show */

/* Milliseconds that may be text or have a fraction; -1 when absent or below zero. */
static int64_t read_us(const json_t *object, const char *key)
{
    double ms = 0;
    const json_t *value = json_object_get(object, key);
    g_autofree char *text = value ? decode_text(value) : NULL;
    if (!text || !value_number(value_string(text), &ms))
        return -1;
    return ms >= 0 && ms < 1e12 ? llround(ms * 1000) : -1;
}

static bool in_services(const GPtrArray *services, const char *name)
{
    for (guint i = 0; i < services->len; i++)
        if (strcmp(services->pdata[i], name) == 0)
            return true;
    return false;
}

/* Breakdowns of kind "missing" and "other" are of no service. */
static void read_parts(struct trace_summary *summary, const json_t *list, int64_t start_ms,
                       int64_t end_ms)
{
    g_autoptr(GPtrArray) services = g_ptr_array_new_with_free_func(g_free);
    double whole = MAX((double)end_ms - (double)start_ms, 1);
    for (size_t i = 0; i < json_array_size(list) && i < MOST_PARTS; i++) {
        const json_t *entry = json_array_get(list, i);
        g_autofree char *project = json_get_text(entry, "project");
        int64_t from = decode_count(entry, "start"), to = decode_count(entry, "end");
        if (!project || !*project)
            continue;
        if (!in_services(services, project))
            g_ptr_array_add(services, g_strdup(project));
        if (from >= 0 && to >= from)
            trace_summary_add_part(summary, project, ((double)from - (double)start_ms) / whole,
                                   ((double)to - (double)start_ms) / whole);
    }
    if (services->len)
        summary->services = services->len;
}

static struct trace_summary *read_summary(const json_t *entry)
{
    g_autofree char *id = json_get_text(entry, "trace");
    if (!id || !*id)
        return NULL;
    struct trace_summary *summary = trace_summary_new(id);
    int64_t start_ms = decode_count(entry, "start"), end_ms = decode_count(entry, "end");
    summary->service = decode_path_text(entry, "project");
    summary->name = decode_path_text(entry, "name");
    summary->start_ms = MAX(start_ms, 0);
    summary->duration_us = read_us(entry, "duration");
    summary->root_us = read_us(entry, "rootDuration");
    summary->spans = decode_count(entry, "numSpans");
    summary->errors = decode_count(entry, "numErrors");
    summary->matching = decode_count(entry, "matchingSpans");
    read_parts(summary, json_object_get(entry, "breakdowns"), start_ms, end_ms);
    return summary;
}

void *decode_traces(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *list = decode_expect_list(root, "data", error);
    if (!list)
        return NULL;
    GPtrArray *traces = g_ptr_array_new_with_free_func((GDestroyNotify)trace_summary_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct trace_summary *one = read_summary(json_array_get(list, i));
        /* Adding would put the id of the one that goes in place of the one that stays. */
        if (!one || g_hash_table_contains(seen, one->id)) {
            trace_summary_free(one);
            continue;
        }
        g_hash_table_add(seen, one->id);
        g_ptr_array_add(traces, one);
    }
    return traces;
}
