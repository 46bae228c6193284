/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/aggregate.h"

#include "api/query/outcome.h"
#include "api/query/rows.h"

#include <math.h>
#include <string.h>

#define MOST_BUCKETS 10100
#define MOST_GROUPS  100000
#define MOST_CELLS   (4u << 20)
#define NO_SLOT      UINT32_MAX

/* The work on one request: buckets, the groups that get a series of their own, and the rest. */
struct series_work {
    const struct timeseries_request *request;
    struct plan *plan; /* y axes, then what groups are ranked by */
    size_t axes;
    GPtrArray *columns; /* group by: struct column_ref * */
    size_t group_keys;
    int64_t start_ns;
    size_t buckets;
    struct groups *groups;
    uint32_t *slots;  /* of each group: its series, or NO_SLOT */
    uint32_t *ranked; /* of each slot: its group */
    size_t slot_count;
    bool has_other; /* one more slot, for all that have none */
};

static void timeseries_free(void *data)
{
    struct timeseries *series = data;
    for (size_t i = 0; series->group && i < series->group_count; i++)
        g_free(series->group[i]);
    g_free(series->group);
    g_free(series->y_axis);
    g_free(series->values);
    g_free(series->sample_counts);
    g_free(series);
}

static void column_free(void *data)
{
    column_ref_clear(data);
    g_free(data);
}

static bool refuse(GError **error, enum query_error code, const char *what)
{
    g_set_error_literal(error, QUERY_ERROR, (int)code, what);
    return false;
}

static bool open_time(struct series_work *work, GError **error)
{
    const struct timeseries_request *request = work->request;
    if (request->interval_ns <= 0 || request->end_ns <= request->start_ns ||
        request->start_ns < INT64_MIN / 2)
        return refuse(error, QUERY_ERROR_VALUE, "the time range or the interval is empty");
    int64_t into = request->start_ns % request->interval_ns;
    work->start_ns = request->start_ns - (into < 0 ? into + request->interval_ns : into);
    double buckets =
        ceil(((double)request->end_ns - (double)work->start_ns) / (double)request->interval_ns);
    if (buckets > MOST_BUCKETS)
        return refuse(error, QUERY_ERROR_LIMIT,
                      "too many intervals: choose a longer interval or a shorter time range");
    work->buckets = (size_t)buckets;
    return true;
}

static bool open_fields(struct series_work *work, GError **error)
{
    const struct timeseries_request *request = work->request;
    for (; request->y_axes && request->y_axes[work->axes]; work->axes++) {
        const char *axis = request->y_axes[work->axes];
        if (!field_is_function(axis)) {
            g_set_error(error, QUERY_ERROR, QUERY_ERROR_FUNCTION,
                        "%s is no function, so there is nothing to draw over time", axis);
            return false;
        }
        if (plan_add(work->plan, axis, error) < 0)
            return false;
    }
    if (work->axes == 0 || work->axes > MOST_FIELDS)
        return refuse(error, QUERY_ERROR_LIMIT, "1 to 20 y axes can be asked for");
    for (; request->group_by && request->group_by[work->group_keys]; work->group_keys++) {
        if (work->group_keys == MOST_FIELDS)
            return refuse(error, QUERY_ERROR_LIMIT, "more than 20 fields to group by");
        if (field_is_function(request->group_by[work->group_keys]))
            return refuse(error, QUERY_ERROR_VALUE, "cannot group by a function");
        struct column_ref *column = g_new(struct column_ref, 1);
        *column = column_ref_of(request->kind, request->group_by[work->group_keys]);
        g_ptr_array_add(work->columns, column);
    }
    return true;
}

/* Moves rows from their groups to the cells of the groups' series: `slot` by bucket. Returns how
 * many rows have one. */
static size_t into_buckets(const struct series_work *work, const struct segment *segment,
                           uint32_t *rows, uint32_t *cells, size_t count)
{
    const int64_t *times = segment_times(segment);
    size_t kept = 0;
    for (size_t at = 0; at < count; at++) {
        uint32_t slot = work->slots[cells[at]];
        if (slot == NO_SLOT)
            continue;
        int64_t since = times[rows[at]] - work->start_ns;
        size_t bucket = (size_t)(since / work->request->interval_ns);
        rows[kept] = rows[at];
        cells[kept++] = (uint32_t)(slot * work->buckets + bucket);
    }
    return kept;
}

/* Gives the rows of every segment to `run`: by group first, for the ranking, and by the buckets of
 * the groups' series once those have slots. */
static bool read_all(struct series_work *work, const GPtrArray *segments, struct scope *scope,
                     struct run *run, GError **error)
{
    for (guint i = 0; i < segments->len; i++) {
        const struct segment *segment = segments->pdata[i];
        size_t count = scope_rows(scope, segment);
        if (count == 0)
            continue;
        g_autofree uint32_t *cells = g_new(uint32_t, count);
        groups_read(work->groups, segment, scope->rows, count, cells);
        size_t cell_count = groups_count(work->groups);
        if (cell_count > MOST_GROUPS)
            return refuse(error, QUERY_ERROR_LIMIT,
                          "more than 100000 groups: group by something with fewer values");
        if (work->slots) {
            count = into_buckets(work, segment, scope->rows, cells, count);
            cell_count = (work->slot_count + work->has_other) * work->buckets;
        }
        struct batch batch = {
            .segment = segment, .rows = scope->rows, .cells = cells, .count = count};
        run_add(run, &batch, cell_count);
    }
    return true;
}

struct rank {
    uint32_t group;
    double number;
    bool descending;
};

static int by_rank(const void *a, const void *b)
{
    const struct rank *x = a;
    const struct rank *y = b;
    if (isnan(x->number) != isnan(y->number))
        return isnan(x->number) ? 1 : -1;
    if (x->number != y->number && !isnan(x->number))
        return (x->number < y->number) == x->descending ? 1 : -1;
    return (x->group > y->group) - (x->group < y->group);
}

static const char *ranked_by(const struct series_work *work, bool *descending)
{
    const char *sort = work->request->sort;
    *descending = !sort || *sort == '-';
    return sort ? sort + *descending : work->request->y_axes[0];
}

/* Gives the first groups by rank a slot each; the others share one, or have none. */
static void assign_slots(struct series_work *work, struct rank *ranks, size_t count)
{
    size_t top = work->request->top ? work->request->top : count;
    work->slot_count = MIN(top, count);
    work->has_other = count > work->slot_count && !work->request->exclude_other;
    work->slots = g_new(uint32_t, count + 1);
    work->ranked = g_new(uint32_t, work->slot_count + 1);
    uint32_t rest = work->has_other ? (uint32_t)work->slot_count : NO_SLOT;
    qsort(ranks, count, sizeof *ranks, by_rank);
    for (size_t i = 0; i < count; i++) {
        bool own = i < work->slot_count;
        work->slots[ranks[i].group] = own ? (uint32_t)i : rest;
        if (own)
            work->ranked[i] = ranks[i].group;
    }
}

static bool rank_groups(struct series_work *work, const GPtrArray *segments, struct scope *scope,
                        GError **error)
{
    bool descending = false;
    g_autoptr(plan) plan = plan_new(work->request->kind);
    const char *by = ranked_by(work, &descending);
    if (!field_is_function(by)) {
        g_set_error(error, QUERY_ERROR, QUERY_ERROR_VALUE, "cannot sort by %s: it is no function",
                    by);
        return false;
    }
    if (plan_add(plan, by, error) < 0)
        return false;
    double range = ((double)work->request->end_ns - (double)work->start_ns) / 1e9;
    g_autoptr(run) run = run_new(plan, range);
    /* Without groups there is one, which needs no ranking. */
    if (work->group_keys > 0 && !read_all(work, segments, scope, run, error))
        return false;
    size_t count = groups_count(work->groups);
    run_finish(run, count);
    struct rank *ranks = g_new(struct rank, count + 1);
    for (size_t i = 0; i < count; i++)
        ranks[i] =
            (struct rank){(uint32_t)i, run_number(run, plan->fields->pdata[0], i), descending};
    assign_slots(work, ranks, count);
    g_free(ranks);
    if ((work->slot_count + work->has_other) * work->buckets > MOST_CELLS)
        return refuse(error, QUERY_ERROR_LIMIT, "too many groups for so many intervals");
    return true;
}

/* Rows that a function looks at. */
static uint64_t looked_at(const struct run *run, size_t place, size_t cell)
{
    const struct function *function = &g_array_index(run->plan->functions, struct function, place);
    return measure_count(run->measures->pdata[function->base], cell);
}

/* Of the function of an equation that looks at most: of those that failed there may be none, and
 * the share that failed is known all the same. */
static uint64_t most_looked_at(const struct run *run, const struct expression *expression,
                               size_t cell)
{
    if (expression->kind == EXPRESSION_NUMBER)
        return 0;
    if (expression->kind == EXPRESSION_FUNCTION)
        return looked_at(run, expression->function, cell);
    uint64_t left = most_looked_at(run, expression->left, cell);
    uint64_t right = most_looked_at(run, expression->right, cell);
    return MAX(left, right);
}

/* Rows behind a bucket. */
static uint64_t samples(const struct run *run, const struct asked_field *field, size_t cell)
{
    return field->expression ? most_looked_at(run, field->expression, cell)
                             : looked_at(run, field->function, cell);
}

static bool zero_when_empty(const struct plan *plan, const struct asked_field *field)
{
    return field->kind == ASKED_FUNCTION &&
           g_array_index(plan->functions, struct function, field->function).zero_when_empty;
}

static struct timeseries *make_series(const struct series_work *work, const struct run *run,
                                      size_t slot, size_t axis)
{
    const struct asked_field *field = work->plan->fields->pdata[axis];
    struct timeseries *series = g_new0(struct timeseries, 1);
    series->y_axis = g_strdup(field->text);
    series->order = slot;
    series->is_other = slot == work->slot_count;
    series->buckets = work->buckets;
    series->start_ns = work->start_ns;
    series->values = g_new(double, work->buckets);
    series->sample_counts = g_new(uint64_t, work->buckets);
    run_field_type(work->plan, field, &series->type, &series->unit);
    if (!series->type)
        series->type = "number";
    if (work->group_keys && !series->is_other) {
        series->group_count = work->group_keys;
        series->group = g_new0(char *, work->group_keys + 1);
        for (guint i = 0; i < work->group_keys; i++)
            series->group[i] = value_text(groups_value(work->groups, work->ranked[slot], i));
    }
    bool zero = zero_when_empty(work->plan, field);
    for (size_t bucket = 0; bucket < work->buckets; bucket++) {
        size_t cell = slot * work->buckets + bucket;
        double number = run_number(run, field, cell);
        series->values[bucket] = zero && isnan(number) ? 0 : number;
        series->sample_counts[bucket] = samples(run, field, cell);
    }
    return series;
}

static GPtrArray *answer(struct series_work *work, const GPtrArray *segments, GError **error)
{
    const struct timeseries_request *request = work->request;
    struct scope scope = scope_open(request->query, request->projects, request->environments,
                                    work->start_ns, request->end_ns);
    g_autoptr(run) run = run_new(work->plan, (double)request->interval_ns / 1e9);
    GPtrArray *all = NULL;
    work->groups = groups_new(work->columns);
    if (rank_groups(work, segments, &scope, error) &&
        read_all(work, segments, &scope, run, error)) {
        size_t slots = work->slot_count + work->has_other;
        run_finish(run, slots * work->buckets);
        all = g_ptr_array_new_with_free_func(timeseries_free);
        for (size_t slot = 0; slot < slots; slot++)
            for (size_t axis = 0; axis < work->axes; axis++)
                g_ptr_array_add(all, make_series(work, run, slot, axis));
    }
    scope_close(&scope);
    return all;
}

GPtrArray *timeseries_query(const GPtrArray *segments, const struct timeseries_request *request,
                            GError **error)
{
    struct series_work work = {
        .request = request,
        .plan = plan_new(request->kind),
        .columns = g_ptr_array_new_with_free_func(column_free),
    };
    GPtrArray *all = NULL;
    if (open_time(&work, error) && open_fields(&work, error))
        all = answer(&work, segments, error);
    groups_free(work.groups);
    g_free(work.slots);
    g_free(work.ranked);
    plan_free(work.plan);
    g_ptr_array_unref(work.columns);
    return all;
}
