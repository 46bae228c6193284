/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_prepare.h"

#include "api/insight/agents.h"
#include "views/span_text.h"

#include <string.h>

struct trace_prepared *trace_prepared_new(struct trace *trace)
{
    struct trace_prepared *prepared = g_new0(struct trace_prepared, 1);
    prepared->trace = trace;
    return prepared;
}

static void measure(struct trace_prepared *prepared)
{
    prepared->service_width = 4;
    for (int i = 0; i < trace_span_count(prepared->trace); i++) {
        const struct span *span = trace_span_at(prepared->trace, i);
        size_t service = span->service ? strlen(span->service) : 1;
        size_t name = strlen(span_operation(span)) + 1 + (span->name ? strlen(span->name) : 9);
        prepared->service_width = MAX(prepared->service_width, MIN(service, 40));
        prepared->name_width = MAX(prepared->name_width, name + 2 * (size_t)span->depth);
    }
}

static void mark(struct trace_prepared *prepared)
{
    int count = trace_span_count(prepared->trace);
    prepared->marks = g_new0(uint8_t, (gsize)count + 1);
    for (int i = 0; i < count; i++)
        if (trace_span_at(prepared->trace, i)->failed)
            prepared->marks[i] = SCROLLBAR_ERROR;
        else if (problems_of_span(prepared->trace->problems, i))
            prepared->marks[i] = SCROLLBAR_WARNING;
}

void trace_prepared_make(struct trace_prepared *prepared)
{
    prepared->same = prepared->shown && trace_equal(prepared->shown, prepared->trace);
    if (prepared->same)
        return;
    trace_rows_init(&prepared->rows, prepared->trace);
    trace_reading_init(&prepared->reading, &prepared->time, prepared->trace,
                       prepared->rows.main_root);
    if (prepared->corrected)
        trace_reading_correct(&prepared->reading, &prepared->time, true);
    if (prepared->wide)
        trace_reading_squeeze(&prepared->reading, &prepared->time, false);
    if (prepared->order != prepared->rows.order)
        trace_rows_sort(&prepared->rows, prepared->order);
    prepared->agents = agents_likely(prepared->trace);
    mark(prepared);
    measure(prepared);
}

void trace_prepared_clear(struct trace_prepared *prepared)
{
    trace_rows_clear(&prepared->rows);
    trace_reading_clear(&prepared->reading, &prepared->time);
    g_clear_pointer(&prepared->marks, g_free);
    g_clear_pointer(&prepared->shown, trace_free);
    g_clear_pointer(&prepared->trace, trace_free);
}

void trace_prepared_free(struct trace_prepared *prepared)
{
    if (prepared)
        trace_prepared_clear(prepared);
    g_free(prepared);
}
