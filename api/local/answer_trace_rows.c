/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_trace_rows.h"

#include "api/model/attributes.h"

#include <string.h>

/* Less than any time when no end was told. */
static double took(const struct trace_row *row)
{
    double ms;
    return value_number(trace_row_value(row, "span.duration"), &ms) && ms >= 0 ? ms : -1;
}

void trace_rows_select(GArray *rows, const struct segment *segment, const struct query *query,
                       GHashTable *ids)
{
    size_t count = segment_rows(segment);
    g_autofree uint64_t *bits = g_new0(uint64_t, (count + 63) / 64 + 1);
    if (query_select(query, segment, count, bits) == 0)
        return;
    for (size_t row = 0; row < count; row++) {
        if (!(bits[row / 64] >> (row % 64) & 1))
            continue;
        const char *id = segment_id(segment, row);
        struct trace_row entry = {segment, row};
        guint place = id ? GPOINTER_TO_UINT(g_hash_table_lookup(ids, id)) : 0;
        if (place) {
            struct trace_row *before = &g_array_index(rows, struct trace_row, place - 1);
            if (took(&entry) > took(before))
                *before = entry;
            continue;
        }
        g_array_append_val(rows, entry);
        if (id)
            g_hash_table_insert(ids, (gpointer)id, GUINT_TO_POINTER(rows->len));
    }
}

struct trace_rows ask_trace_rows_find(struct store *store, enum item_kind kind, const char *trace)
{
    struct trace_rows rows = {store_trace_segments(store, kind, trace),
                              g_array_new(FALSE, FALSE, sizeof(struct trace_row))};
    g_autofree char *text = g_strdup_printf("trace:%s", trace);
    g_autoptr(query) query = query_parse(text, 0, NULL, NULL);
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; query && i < rows.segments->len; i++)
        trace_rows_select(rows.rows, rows.segments->pdata[i], query, ids);
    return rows;
}

void ask_trace_rows_clear(struct trace_rows *rows)
{
    g_array_unref(rows->rows);
    g_ptr_array_unref(rows->segments);
}

struct value trace_row_value(const struct trace_row *row, const char *key)
{
    const char *canonical = attribute_canonical(key);
    if (!strcmp(canonical, "project"))
        return value_string(segment_project(row->segment, row->row));
    return segment_value(row->segment, row->row, segment_column(row->segment, canonical));
}

const char *trace_row_text(const struct trace_row *row, const char *key)
{
    return value_as_string(trace_row_value(row, key));
}

int64_t trace_row_start_ns(const struct trace_row *row)
{
    return segment_time_ns(row->segment, row->row);
}
