/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_prepare.h"

#include "views/trace_state.h"

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
        size_t name =
            strlen(trace_span_operation(span)) + 1 + (span->name ? strlen(span->name) : 9);
        prepared->service_width = MAX(prepared->service_width, MIN(service, 40));
        prepared->name_width = MAX(prepared->name_width, name + 2 * (size_t)span->depth);
    }
}

void trace_prepared_make(struct trace_prepared *prepared)
{
    trace_rows_init(&prepared->rows, prepared->trace);
    trace_reading_init(&prepared->reading, &prepared->time, prepared->trace,
                       prepared->rows.main_root);
    measure(prepared);
}

void trace_prepared_free(struct trace_prepared *prepared)
{
    if (!prepared)
        return;
    trace_rows_clear(&prepared->rows);
    trace_reading_clear(&prepared->reading, &prepared->time);
    trace_free(prepared->trace);
    g_free(prepared);
}
