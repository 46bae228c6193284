/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/table.h"

#include "api/query/outcome.h"
#include "api/query/rows.h"

/* What one answer by groups is made of. */
struct grouping {
    struct plan *plan;
    GPtrArray *columns; /* the fields that group: const struct column_ref *, borrowed */
    GArray *place;      /* of each field: its column among those, or -1 */
    struct groups *groups;
    struct run *run;
};

static struct grouping grouping_open(struct plan *plan, double seconds)
{
    struct grouping grouping = {
        .plan = plan,
        .columns = g_ptr_array_new(),
        .place = g_array_new(FALSE, FALSE, sizeof(int)),
    };
    for (guint i = 0; i < plan->fields->len; i++) {
        struct asked_field *field = plan->fields->pdata[i];
        int place = field->kind == ASKED_COLUMN ? (int)grouping.columns->len : -1;
        g_array_append_val(grouping.place, place);
        if (field->kind == ASKED_COLUMN)
            g_ptr_array_add(grouping.columns, &field->column);
    }
    grouping.groups = groups_new(grouping.columns);
    grouping.run = run_new(plan, seconds);
    return grouping;
}

static void grouping_close(struct grouping *grouping)
{
    run_free(grouping->run);
    groups_free(grouping->groups);
    g_ptr_array_unref(grouping->columns);
    g_array_unref(grouping->place);
}

/* False when there are too many groups. */
static bool fill(struct grouping *grouping, const GPtrArray *segments, struct scope *scope)
{
    for (guint i = 0; i < segments->len; i++) {
        const struct segment *segment = segments->pdata[i];
        struct batch batch = {.segment = segment, .count = scope_rows(scope, segment)};
        if (batch.count == 0)
            continue;
        g_autofree uint32_t *cells = g_new(uint32_t, batch.count);
        groups_read(grouping->groups, segment, scope->rows, batch.count, cells);
        batch.rows = scope->rows;
        batch.cells = cells;
        size_t count = groups_count(grouping->groups);
        if (count > MOST_GROUPS)
            return false;
        run_add(grouping->run, &batch, count);
    }
    run_finish(grouping->run, groups_count(grouping->groups));
    return true;
}

static struct value value_of(const struct grouping *grouping, size_t group, size_t field)
{
    int place = g_array_index(grouping->place, int, field);
    if (place >= 0)
        return groups_value(grouping->groups, group, (guint)place);
    return run_field(grouping->run, grouping->plan->fields->pdata[field], group);
}

/* A group and what it is sorted by. */
struct entry {
    size_t group;
    const struct value *values;
};

static int compare(const void *a, const void *b, void *context)
{
    const struct entry *x = a;
    const struct entry *y = b;
    const GArray *keys = context;
    for (guint i = 0; i < keys->len; i++) {
        bool descending = g_array_index(keys, struct sort_key, i).descending;
        int order = value_compare(x->values[i], y->values[i]);
        if (order != 0)
            return descending ? -order : order;
    }
    return (x->group > y->group) - (x->group < y->group);
}

static GArray *ranked(const struct grouping *grouping, const GArray *keys, struct value **values)
{
    size_t count = groups_count(grouping->groups);
    GArray *entries = g_array_sized_new(FALSE, FALSE, sizeof(struct entry), (guint)count);
    *values = g_new(struct value, count * keys->len + 1);
    for (size_t group = 0; group < count; group++) {
        struct entry entry = {.group = group, .values = *values + group * keys->len};
        for (guint i = 0; i < keys->len; i++) {
            size_t field = g_array_index(keys, struct sort_key, i).field;
            (*values)[group * keys->len + i] = value_of(grouping, group, field);
        }
        g_array_append_val(entries, entry);
    }
    if (keys->len > 0)
        g_array_sort_with_data(entries, compare, (void *)keys);
    return entries;
}

/* The time that rates are spread over: what was asked for, or what the rows span when the request
 * has no bounds. */
static double seconds_asked(const struct table_request *request, const GPtrArray *segments)
{
    int64_t start = request->start_ns;
    int64_t end = request->end_ns;
    int64_t least = INT64_MAX;
    int64_t most = INT64_MIN;
    for (guint i = 0; i < segments->len; i++) {
        least = MIN(least, segment_min_ns(segments->pdata[i]));
        most = MAX(most, segment_max_ns(segments->pdata[i]));
    }
    if (start == INT64_MIN || start == 0)
        start = least;
    if (end == INT64_MAX)
        end = most;
    return MAX(((double)end - (double)start) / 1e9, 1.0);
}

struct table *table_of_groups(const GPtrArray *segments, const struct table_request *request,
                              struct plan *plan, const GArray *keys, GError **error)
{
    struct table *table = NULL;
    struct scope scope = scope_open(request->query, request->projects, request->environments,
                                    request->start_ns, request->end_ns);
    struct grouping grouping = grouping_open(plan, seconds_asked(request, segments));
    if (fill(&grouping, segments, &scope)) {
        struct value *values = NULL;
        g_autoptr(GArray) order = ranked(&grouping, keys, &values);
        size_t from = MIN(request->offset, order->len);
        size_t rows = MIN(request->limit, order->len - from);
        table = table_new(plan, plan->fields->len, rows);
        table->matched = order->len;
        table->scanned = scope.scanned;
        for (size_t row = 0; row < rows; row++)
            for (size_t column = 0; column < table->columns; column++)
                table_put(table, row, column,
                          value_of(&grouping, g_array_index(order, struct entry, from + row).group,
                                   column));
        g_free(values);
    } else {
        g_set_error(error, QUERY_ERROR, QUERY_ERROR_LIMIT,
                    "more than %d groups: group by something with fewer values, or select less",
                    MOST_GROUPS);
    }
    grouping_close(&grouping);
    scope_close(&scope);
    return table;
}
