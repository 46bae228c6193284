/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_marks.h"

#include "api/model/issue.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/log_rows.h"

#include <stdlib.h>

const char *const trace_marks_fields[] = {"timestamp_precise", "timestamp", "severity", "span_id",
                                          NULL};

static int by_span(const void *a, const void *b)
{
    const struct trace_mark *x = a, *y = b;
    if (x->span != y->span)
        return x->span - y->span;
    return x->time_us < y->time_us ? -1 : x->time_us > y->time_us;
}

static void sort(struct trace_marks *marks)
{
    if (marks->all->len)
        qsort(marks->all->data, marks->all->len, sizeof(struct trace_mark), by_span);
}

static void add(struct trace_marks *marks, int span, enum trace_mark_kind kind, int64_t time_us)
{
    struct trace_mark mark = {span, kind, time_us};
    if (span >= 0 && time_us)
        g_array_append_val(marks->all, mark);
    else
        marks->apart++;
}

void trace_marks_init(struct trace_marks *marks, const struct trace *trace)
{
    *marks = (struct trace_marks){.all = g_array_new(FALSE, FALSE, sizeof(struct trace_mark))};
    for (guint i = 0; i < trace->errors->len; i++) {
        const struct trace_error *error = g_ptr_array_index(trace->errors, i);
        add(marks, trace_find(trace, error->span_id),
            error->level == LEVEL_WARNING ? MARK_WARNING : MARK_ERROR, error->time_us);
    }
    for (guint i = 0; i < trace->moments->len; i++) {
        const struct trace_moment *moment = &g_array_index(trace->moments, struct trace_moment, i);
        add(marks, moment->span, MARK_EVENT, moment->time_us);
    }
    sort(marks);
}

void trace_marks_clear(struct trace_marks *marks)
{
    if (marks->all)
        g_array_unref(marks->all);
    *marks = (struct trace_marks){0};
}

static enum trace_mark_kind kind_of(const struct rows *rows, size_t row)
{
    enum level level = level_parse(value_as_string(rows_get(rows, row, "severity")));
    return level == LEVEL_ERROR || level == LEVEL_FATAL ? MARK_ERROR_LOG
           : level == LEVEL_WARNING                     ? MARK_WARNING
                                                        : MARK_LOG;
}

void trace_marks_take_logs(struct trace_marks *marks, const struct trace *trace,
                           const struct rows *rows)
{
    for (size_t row = 0; row < rows->count; row++) {
        const char *span = value_as_string(rows_get(rows, row, "span_id"));
        add(marks, span ? trace_find(trace, span) : -1, kind_of(rows, row),
            log_rows_time_of(rows, row) / NS_PER_US);
    }
    marks->logs += rows->count;
    sort(marks);
}

const struct trace_mark *trace_marks_of(const struct trace_marks *marks, int span, size_t *count)
{
    *count = 0;
    return marks->all ? trace_of_span(marks->all, span, count) : NULL;
}

void trace_marks_text(const struct trace_marks *marks, int span, GString *out)
{
    static const char *const nouns[MARK_KINDS] = {"log", "event", "warning", "error log", "error"};
    size_t count, of_kind[MARK_KINDS] = {0};
    const struct trace_mark *own = trace_marks_of(marks, span, &count);
    for (size_t i = 0; i < count; i++)
        of_kind[own[i].kind]++;
    for (int kind = MARK_KINDS - 1; kind >= 0; kind--) {
        char text[24];
        if (of_kind[kind])
            g_string_append_printf(out, " %s %s%s",
                                   quantity_count((int64_t)of_kind[kind], text, sizeof text),
                                   nouns[kind], of_kind[kind] == 1 ? "" : "s");
    }
    if (count)
        g_string_append(out, " here");
}
