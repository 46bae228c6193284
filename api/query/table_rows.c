/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/table.h"

#include "api/query/rows.h"
#include "api/query/value_ids.h"

/* A row that may be among the first `offset + limit`. */
struct candidate {
    uint32_t segment;
    uint32_t row;
    int64_t time_ns;
    uint64_t arrival; /* place among all rows, for a stable order */
};

/* The best rows so far, the worst of them at the root of a heap, so that each further row costs one
 * comparison unless it is better. The values of keys that are not the time are kept aside. */
struct best {
    const GPtrArray *segments;
    const struct plan *plan;
    const GArray *keys;
    struct candidate *rows;
    struct value *values; /* count x keys */
    size_t count, capacity, most;
};

static struct value key_value(const struct best *best, guint key, const struct candidate *row)
{
    size_t field = g_array_index(best->keys, struct sort_key, key).field;
    const struct asked_field *asked = best->plan->fields->pdata[field];
    return row_value(best->segments->pdata[row->segment], &asked->column, row->row);
}

/* <0 when `a` comes before `b`: by the keys, then newest first, then what came last first. */
static int compare(const struct best *best, const struct candidate *a, const struct value *a_values,
                   const struct candidate *b, const struct value *b_values)
{
    bool oldest_first = false;
    for (guint i = 0; i < best->keys->len; i++) {
        const struct sort_key *key = &g_array_index(best->keys, struct sort_key, i);
        const struct asked_field *asked = best->plan->fields->pdata[key->field];
        int order = value_compare(a_values[i], b_values[i]);
        if (order != 0)
            return key->descending ? -order : order;
        oldest_first |= asked->column.field == FIELD_TIME && !key->descending;
    }
    int order = (a->time_ns < b->time_ns) - (a->time_ns > b->time_ns);
    if (order == 0)
        order = (a->arrival < b->arrival) - (a->arrival > b->arrival);
    return oldest_first ? -order : order;
}

static struct value *values_at(const struct best *best, size_t at)
{
    return best->values + at * best->keys->len;
}

static int compare_at(const struct best *best, size_t a, size_t b)
{
    return compare(best, &best->rows[a], values_at(best, a), &best->rows[b], values_at(best, b));
}

static void swap(struct best *best, size_t a, size_t b)
{
    struct candidate row = best->rows[a];
    best->rows[a] = best->rows[b];
    best->rows[b] = row;
    for (guint i = 0; i < best->keys->len; i++) {
        struct value value = values_at(best, a)[i];
        values_at(best, a)[i] = values_at(best, b)[i];
        values_at(best, b)[i] = value;
    }
}

static void sink(struct best *best, size_t at, size_t count)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count)
            return;
        if (child + 1 < count && compare_at(best, child + 1, child) > 0)
            child++;
        if (compare_at(best, at, child) >= 0)
            return;
        swap(best, at, child);
        at = child;
    }
}

static void rise(struct best *best, size_t at)
{
    while (at > 0 && compare_at(best, at, (at - 1) / 2) > 0) {
        swap(best, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static void set(struct best *best, size_t at, const struct candidate *row,
                const struct value *values)
{
    best->rows[at] = *row;
    for (guint i = 0; i < best->keys->len; i++)
        values_at(best, at)[i] = values[i];
}

static void offer(struct best *best, const struct candidate *row)
{
    struct value values[MOST_FIELDS];
    for (guint i = 0; i < best->keys->len; i++)
        values[i] = key_value(best, i, row);
    if (best->count == best->most) {
        if (compare(best, row, values, &best->rows[0], values_at(best, 0)) >= 0)
            return;
        set(best, 0, row, values);
        sink(best, 0, best->count);
        return;
    }
    if (best->count == best->capacity) {
        best->capacity = MIN(best->most, best->capacity * 2 + 128);
        best->rows = g_renew(struct candidate, best->rows, best->capacity);
        best->values = g_renew(struct value, best->values, best->capacity * best->keys->len + 1);
    }
    set(best, best->count, row, values);
    rise(best, best->count++);
}

/* The heap becomes a list, first row first. */
static void unfold(struct best *best)
{
    for (size_t left = best->count; left > 1; left--) {
        swap(best, 0, left - 1);
        sink(best, 0, left - 1);
    }
}

/* The newest rows mostly come last: they are offered first, so that the others are turned away at
 * once. */
static size_t offer_all(struct best *best, struct scope *scope)
{
    size_t matched = 0;
    uint64_t before = 0;
    for (guint i = 0; i < best->segments->len; i++)
        before += segment_rows(best->segments->pdata[i]);
    for (guint i = best->segments->len; i-- > 0;) {
        const struct segment *segment = best->segments->pdata[i];
        size_t count = scope_rows(scope, segment);
        matched += count;
        before -= segment_rows(segment);
        for (size_t left = count; left-- > 0 && best->most > 0;) {
            uint32_t row = scope->rows[left];
            struct candidate candidate = {
                .segment = i,
                .row = row,
                .time_ns = segment_time_ns(segment, row),
                .arrival = before + row,
            };
            offer(best, &candidate);
        }
    }
    return matched;
}

struct table *table_of_rows(const GPtrArray *segments, const struct table_request *request,
                            struct plan *plan, const GArray *keys)
{
    struct scope scope = scope_open(request->query, request->projects, request->environments,
                                    request->start_ns, request->end_ns);
    struct best best = {.segments = segments, .plan = plan, .keys = keys};
    if (__builtin_add_overflow(request->offset, request->limit, &best.most))
        best.most = SIZE_MAX;
    size_t columns = 0;
    while (request->fields[columns])
        columns++;
    size_t matched = offer_all(&best, &scope);
    unfold(&best);
    size_t from = MIN(request->offset, best.count);
    struct table *table = table_new(plan, columns, best.count - from);
    table->matched = matched;
    table->scanned = scope.scanned;
    for (size_t i = 0; i < table->rows; i++) {
        const struct candidate *row = &best.rows[from + i];
        for (size_t column = 0; column < columns; column++) {
            const struct asked_field *field = plan->fields->pdata[column];
            table_put(table, i, column,
                      row_value(segments->pdata[row->segment], &field->column, row->row));
        }
    }
    g_free(best.rows);
    g_free(best.values);
    scope_close(&scope);
    return table;
}
