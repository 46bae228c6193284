/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/trace_summary.h"

static void part_free(void *data)
{
    struct trace_part *part = data;
    g_free(part->service);
    g_free(part);
}

struct trace_summary *trace_summary_new(const char *id)
{
    struct trace_summary *summary = g_new0(struct trace_summary, 1);
    summary->id = g_strdup(id);
    summary->root_us = summary->duration_us = summary->found_us = -1;
    summary->spans = summary->errors = summary->matching = summary->services = -1;
    summary->parts = g_ptr_array_new_with_free_func(part_free);
    return summary;
}

void trace_summary_free(struct trace_summary *summary)
{
    if (!summary)
        return;
    g_free(summary->id);
    g_free(summary->service);
    g_free(summary->name);
    g_free(summary->span_id);
    g_ptr_array_unref(summary->parts);
    g_free(summary);
}

void trace_summary_add_part(struct trace_summary *summary, const char *service, double from,
                            double to)
{
    struct trace_part *part = g_new0(struct trace_part, 1);
    part->service = g_strdup(service);
    part->from = CLAMP(from, 0, 1);
    part->to = CLAMP(to, part->from, 1);
    guint at = summary->parts->len;
    while (at > 0 && ((struct trace_part *)summary->parts->pdata[at - 1])->from > part->from)
        at--;
    g_ptr_array_insert(summary->parts, (int)at, part);
}

int64_t trace_summary_took(const struct trace_summary *summary)
{
    return summary->root_us >= 0 ? summary->root_us : summary->duration_us;
}

static void learn_text(char **to, const char *from)
{
    if (!*to)
        *to = g_strdup(from);
}

static void learn_number(int64_t *to, int64_t from)
{
    if (*to < 0)
        *to = from;
}

void trace_summary_learn(struct trace_summary *summary, const struct trace_summary *other)
{
    learn_text(&summary->service, other->service);
    learn_text(&summary->name, other->name);
    learn_text(&summary->span_id, other->span_id);
    learn_number(&summary->root_us, other->root_us);
    learn_number(&summary->duration_us, other->duration_us);
    learn_number(&summary->spans, other->spans);
    learn_number(&summary->errors, other->errors);
    learn_number(&summary->matching, other->matching);
    learn_number(&summary->found_us, other->found_us);
    learn_number(&summary->services, other->services);
    if (!summary->start_ms)
        summary->start_ms = other->start_ms;
    summary->failed = summary->failed || other->failed;
    if (summary->parts->len)
        return;
    for (guint i = 0; i < other->parts->len; i++) {
        const struct trace_part *part = other->parts->pdata[i];
        trace_summary_add_part(summary, part->service, part->from, part->to);
    }
}
