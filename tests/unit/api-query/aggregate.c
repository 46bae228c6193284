/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/aggregate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define START  INT64_C(1790000000000000000)
#define SECOND INT64_C(1000000000)
#define ROWS   20000

/* The same rows as plain numbers, to count again by hand. */
struct row {
    int service;
    int status;
    double duration; /* NaN = the span has none */
    int64_t time_ns;
};

struct rows {
    struct row *rows;
    struct frame *frame;
    GPtrArray *segments;
};

static const char *const services[] = {"web", "checkout", "payment", "inventory", NULL};
static const char *const statuses[] = {"ok", "internal_error", "cancelled", NULL};

static void set_up(struct rows *rows, const void *unused)
{
    (void)unused;
    rows->rows = g_new(struct row, ROWS);
    rows->frame = frame_new(100000);
    for (size_t i = 0; i < ROWS; i++) {
        struct row row = {
            .service = g_test_rand_int_range(0, 5),
            .status = g_test_rand_int_range(0, 4),
            .duration = floor(g_test_rand_double_range(0, 1000)) / 4,
            .time_ns = START + g_test_rand_int_range(0, 3600) * SECOND,
        };
        if (i % 97 == 0)
            row.duration = (double)NAN;
        g_autoptr(item) item = item_new(ITEM_SPAN);
        item->time_ns = row.time_ns;
        item->id = g_strdup_printf("%016zx", i);
        item->project = g_strdup("shop");
        if (services[row.service])
            item_set(item, "service", value_string(services[row.service]));
        if (statuses[row.status])
            item_set(item, "span.status", value_string(statuses[row.status]));
        if (!isnan(row.duration))
            item_set(item, "span.duration", value_double(row.duration));
        item_set(item, "n", value_int((int64_t)(i % 10)));
        frame_append(rows->frame, item);
        rows->rows[i] = row;
    }
    rows->segments = frame_segments(rows->frame);
    g_assert_cmpuint(rows->segments->len, >, 1);
}

static void tear_down(struct rows *rows, const void *unused)
{
    (void)unused;
    g_ptr_array_unref(rows->segments);
    frame_free(rows->frame);
    g_free(rows->rows);
}

static struct table *ask(const struct rows *rows, const struct table_request *request)
{
    g_autoptr(GError) error = NULL;
    struct table *table = table_query(rows->segments, request, &error);
    g_assert_no_error(error);
    return table;
}

#define FIELDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct table_request request_for(const char *const *fields)
{
    return (struct table_request){.kind = ITEM_SPAN,
                                  .fields = fields,
                                  .start_ns = START,
                                  .end_ns = START + 3600 * SECOND,
                                  .limit = 1000};
}

static struct value at(const struct table *table, size_t row, size_t column)
{
    return table->values[row * table->columns + column];
}

static double number_at(const struct table *table, size_t row, size_t column)
{
    double number = (double)NAN;
    g_assert_true(value_number(at(table, row, column), &number));
    return number;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Type 7, from a sorted copy. */
static double percentile(const double *sorted, size_t count, double q)
{
    double rank = q * (double)(count - 1);
    size_t low = (size_t)floor(rank);
    size_t high = (size_t)ceil(rank);
    return sorted[low] + (sorted[high] - sorted[low]) * (rank - (double)low);
}

static void assert_near(double a, double b)
{
    g_assert_cmpfloat_with_epsilon(a, b, 1e-9 * MAX(1, fabs(b)));
}

static void test_groups(struct rows *rows, const void *unused)
{
    (void)unused;
    struct table_request request = request_for(
        FIELDS("service", "count()", "sum(span.duration)", "avg(span.duration)",
               "min(span.duration)", "max(span.duration)", "p50(span.duration)",
               "p95(span.duration)", "percentile(span.duration,0.33)", "failure_rate()",
               "count_unique(n)", "count(span.duration)", "epm()", "p100(span.duration)"));
    g_autoptr(table) table = ask(rows, &request);
    g_assert_cmpuint(table->rows, ==, 5);
    g_assert_cmpuint(table->matched, ==, 5);
    g_assert_cmpuint(table->scanned, ==, ROWS);
    for (size_t group = 0; group < 5; group++) {
        struct value name = at(table, group, 0);
        g_autofree double *durations = g_new(double, ROWS);
        size_t count = 0;
        size_t with = 0;
        size_t failed = 0;
        double sum = 0;
        for (size_t i = 0; i < ROWS; i++) {
            const struct row *row = &rows->rows[i];
            const char *service = services[row->service];
            if (g_strcmp0(service, name.type == VALUE_NONE ? NULL : name.string) != 0)
                continue;
            count++;
            failed += row->status == 1;
            if (isnan(row->duration))
                continue;
            sum += row->duration;
            durations[with++] = row->duration;
        }
        qsort(durations, with, sizeof *durations, by_size);
        g_assert_cmpint(at(table, group, 1).integer, ==, (gint64)count);
        assert_near(number_at(table, group, 2), sum);
        assert_near(number_at(table, group, 3), sum / (double)with);
        assert_near(number_at(table, group, 4), durations[0]);
        assert_near(number_at(table, group, 5), durations[with - 1]);
        assert_near(number_at(table, group, 6), percentile(durations, with, 0.5));
        assert_near(number_at(table, group, 7), percentile(durations, with, 0.95));
        assert_near(number_at(table, group, 8), percentile(durations, with, 0.33));
        assert_near(number_at(table, group, 9), (double)failed / (double)count);
        assert_near(number_at(table, group, 10), 10);
        g_assert_cmpint(at(table, group, 11).integer, ==, (gint64)with);
        assert_near(number_at(table, group, 12), (double)count / 60);
        assert_near(number_at(table, group, 13), durations[with - 1]);
    }
    static const char *const types[] = {
        "string",   "integer",  "duration",   "duration", "duration", "duration", "duration",
        "duration", "duration", "percentage", "integer",  "integer",  "rate",     "duration"};
    for (size_t i = 0; i < table->columns; i++) {
        g_assert_cmpstr(table->fields[i], ==, request.fields[i]);
        g_assert_cmpstr(table->types[i], ==, types[i]);
    }
    g_assert_cmpstr(table->units[7], ==, "millisecond");
    g_assert_cmpstr(table->units[12], ==, "1/minute");
    g_assert_null(table->units[1]);
}

static void test_two_keys(struct rows *rows, const void *unused)
{
    (void)unused;
    struct table_request request = request_for(FIELDS("service", "n", "span.status", "count()"));
    request.sort = FIELDS("-count()", "service", "n");
    g_autoptr(table) table = ask(rows, &request);
    g_assert_cmpuint(table->matched, ==, 5 * 10 * 4);
    size_t counts[5][10][4] = {{{0}}};
    for (size_t i = 0; i < ROWS; i++)
        counts[rows->rows[i].service][i % 10][rows->rows[i].status]++;
    int64_t before = INT64_MAX;
    for (size_t row = 0; row < table->rows; row++) {
        struct value service = at(table, row, 0);
        struct value status = at(table, row, 2);
        int s = 0;
        int t = 0;
        while (g_strcmp0(services[s], service.type ? service.string : NULL) != 0)
            s++;
        while (g_strcmp0(statuses[t], status.type ? status.string : NULL) != 0)
            t++;
        int64_t count = at(table, row, 3).integer;
        g_assert_cmpint(count, ==, (gint64)counts[s][at(table, row, 1).integer][t]);
        g_assert_cmpint(count, <=, before);
        before = count;
    }
}

static void test_scope(struct rows *rows, const void *unused)
{
    (void)unused;
    g_autoptr(query) query = query_parse("span.duration:>100 service:[web,payment]", 0, NULL, NULL);
    struct table_request request = request_for(FIELDS("count()"));
    request.query = query;
    request.start_ns = START + 600 * SECOND;
    request.end_ns = START + 1200 * SECOND;
    request.projects = FIELDS("shop", "other");
    g_autoptr(table) table = ask(rows, &request);
    int64_t expected = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &rows->rows[i];
        expected += (row->service == 0 || row->service == 2) && row->duration > 100 &&
                    row->time_ns >= request.start_ns && row->time_ns < request.end_ns;
    }
    g_assert_cmpint(expected, >, 0);
    g_assert_cmpint(at(table, 0, 0).integer, ==, expected);
    request.projects = FIELDS("sho*");
    g_autoptr(table) none = ask(rows, &request);
    g_assert_cmpint(at(none, 0, 0).integer, ==, 0);
    request.projects = NULL;
    request.environments = FIELDS("");
    g_autoptr(table) bare = ask(rows, &request);
    g_assert_cmpint(at(bare, 0, 0).integer, ==, expected);
    request.environments = FIELDS("prod");
    g_autoptr(table) prod = ask(rows, &request);
    g_assert_cmpint(at(prod, 0, 0).integer, ==, 0);
}

static void test_rows(struct rows *rows, const void *unused)
{
    (void)unused;
    struct table_request request = request_for(FIELDS("id", "timestamp", "span.duration", "nope"));
    request.limit = 50;
    g_autoptr(table) newest = ask(rows, &request);
    g_assert_cmpuint(newest->rows, ==, 50);
    g_assert_cmpuint(newest->matched, ==, ROWS);
    for (size_t i = 1; i < newest->rows; i++)
        g_assert_cmpint(at(newest, i - 1, 1).integer, >=, at(newest, i, 1).integer);
    g_assert_cmpstr(newest->types[1], ==, "date");
    g_assert_cmpstr(newest->types[2], ==, "duration");
    g_assert_cmpint(at(newest, 0, 3).type, ==, VALUE_NONE);
    request.sort = FIELDS("-span.duration", "timestamp");
    request.offset = 10;
    g_autoptr(table) slowest = ask(rows, &request);
    request.offset = 0;
    request.limit = 60;
    g_autoptr(table) whole = ask(rows, &request);
    g_autofree double *all = g_new(double, ROWS);
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (!isnan(rows->rows[i].duration))
            all[count++] = rows->rows[i].duration;
    qsort(all, count, sizeof *all, by_size);
    for (size_t i = 0; i < 60; i++)
        assert_near(number_at(whole, i, 2), all[count - 1 - i]);
    for (size_t i = 0; i < 50; i++)
        g_assert_cmpstr(at(slowest, i, 0).string, ==, at(whole, i + 10, 0).string);
    request.sort = FIELDS("timestamp");
    request.limit = SIZE_MAX;
    g_autoptr(table) oldest = ask(rows, &request);
    g_assert_cmpuint(oldest->rows, ==, ROWS);
    for (size_t i = 1; i < oldest->rows; i++)
        g_assert_cmpint(at(oldest, i - 1, 1).integer, <=, at(oldest, i, 1).integer);
    request.offset = ROWS + 5;
    g_autoptr(table) past = ask(rows, &request);
    g_assert_cmpuint(past->rows, ==, 0);
}

static void test_conditions(struct rows *rows, const void *unused)
{
    (void)unused;
    struct table_request request = request_for(FIELDS(
        "count_if(span.duration:>200)", "count_if(service,equals,web)",
        "count_if(service,notEquals,web)", "count_if(span.duration,greater,200)",
        "equation|count_if(span.duration:>200) / count() * 100", "equation|(1 + 2) * 3 - 4 / 2",
        "last_seen()", "any(service)", "count_if(`service:web OR service:payment`)",
        "sum_if(`service:web`,n)", "equation|count() / (count() - count())", "failure_count()",
        "eps()", "min(timestamp)", "equation|count_if(service:\"a\\\")b\") + count()"));
    g_autoptr(table) table = ask(rows, &request);
    int64_t slow = 0;
    int64_t web = 0;
    int64_t both = 0;
    int64_t sum = 0;
    int64_t failed = 0;
    int64_t last = 0;
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < ROWS; i++) {
        slow += rows->rows[i].duration > 200;
        web += rows->rows[i].service == 0;
        both += rows->rows[i].service == 0 || rows->rows[i].service == 2;
        sum += rows->rows[i].service == 0 ? (int64_t)(i % 10) : 0;
        failed += rows->rows[i].status == 1;
        last = MAX(last, rows->rows[i].time_ns);
        first = MIN(first, rows->rows[i].time_ns);
    }
    g_assert_cmpuint(table->rows, ==, 1);
    g_assert_cmpint(at(table, 0, 0).integer, ==, slow);
    g_assert_cmpint(at(table, 0, 1).integer, ==, web);
    g_assert_cmpint(at(table, 0, 2).integer, ==, ROWS - web);
    g_assert_cmpint(at(table, 0, 3).integer, ==, slow);
    assert_near(number_at(table, 0, 4), (double)slow / ROWS * 100);
    assert_near(number_at(table, 0, 5), 7);
    g_assert_cmpint(at(table, 0, 6).integer, ==, last);
    g_assert_cmpint(at(table, 0, 7).type, ==, VALUE_STRING);
    g_assert_cmpint(at(table, 0, 8).integer, ==, both);
    assert_near(number_at(table, 0, 9), (double)sum);
    g_assert_cmpint(at(table, 0, 10).type, ==, VALUE_NONE);
    g_assert_cmpint(at(table, 0, 11).integer, ==, failed);
    assert_near(number_at(table, 0, 12), ROWS / 3600.0);
    g_assert_cmpint(at(table, 0, 13).integer, ==, first);
    assert_near(number_at(table, 0, 14), ROWS);
    g_assert_cmpstr(table->types[6], ==, "date");
    g_assert_cmpstr(table->types[7], ==, "string");
}

static void test_series(struct rows *rows, const void *unused)
{
    (void)unused;
    struct timeseries_request request = {
        .kind = ITEM_SPAN,
        .y_axes = FIELDS("count()", "p95(span.duration)", "per_second()"),
        .start_ns = START + 7 * SECOND,
        .end_ns = START + 3600 * SECOND,
        .interval_ns = 60 * SECOND,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = timeseries_query(rows->segments, &request, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 3);
    const struct timeseries *counts = all->pdata[0];
    const struct timeseries *p95 = all->pdata[1];
    const struct timeseries *rate = all->pdata[2];
    int64_t into = request.start_ns % request.interval_ns;
    g_assert_cmpint(counts->start_ns, ==, request.start_ns - into);
    g_assert_cmpuint(counts->buckets, ==,
                     (size_t)((request.end_ns - counts->start_ns + 59 * SECOND) / (60 * SECOND)));
    for (size_t bucket = 0; bucket < counts->buckets; bucket++) {
        int64_t from = counts->start_ns + (int64_t)bucket * request.interval_ns;
        g_autofree double *durations = g_new(double, ROWS);
        size_t with = 0;
        size_t count = 0;
        for (size_t i = 0; i < ROWS; i++) {
            const struct row *row = &rows->rows[i];
            if (row->time_ns < from || row->time_ns >= from + request.interval_ns)
                continue;
            count++;
            if (!isnan(row->duration))
                durations[with++] = row->duration;
        }
        qsort(durations, with, sizeof *durations, by_size);
        assert_near(counts->values[bucket], (double)count);
        g_assert_cmpuint(counts->sample_counts[bucket], ==, count);
        assert_near(p95->values[bucket], percentile(durations, with, 0.95));
        assert_near(rate->values[bucket], (double)count / 60);
    }
    g_assert_cmpstr(p95->type, ==, "duration");
    g_assert_cmpstr(p95->unit, ==, "millisecond");
    g_assert_null(counts->group);
    g_assert_false(counts->is_other);
}

/* A share is known where all rows are, though none of them failed. */
static void test_share_over_time(struct rows *rows, const void *unused)
{
    (void)unused;
    struct timeseries_request request = {
        .kind = ITEM_SPAN,
        .y_axes = FIELDS("equation|count_if(service:nobody) / count() * 100", "count()"),
        .start_ns = START,
        .end_ns = START + 3600 * SECOND,
        .interval_ns = 600 * SECOND,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = timeseries_query(rows->segments, &request, &error);
    g_assert_no_error(error);
    const struct timeseries *share = all->pdata[0], *counts = all->pdata[1];
    for (size_t bucket = 0; bucket < share->buckets; bucket++) {
        g_assert_cmpuint(share->sample_counts[bucket], ==, (uint64_t)counts->values[bucket]);
        g_assert_cmpfloat(share->values[bucket], ==, 0);
    }
}

static void test_top(struct rows *rows, const void *unused)
{
    (void)unused;
    struct timeseries_request request = {
        .kind = ITEM_SPAN,
        .y_axes = FIELDS("count()"),
        .group_by = FIELDS("service"),
        .top = 2,
        .start_ns = START,
        .end_ns = START + 3600 * SECOND,
        .interval_ns = 600 * SECOND,
    };
    size_t totals[5] = {0};
    for (size_t i = 0; i < ROWS; i++)
        totals[rows->rows[i].service]++;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = timeseries_query(rows->segments, &request, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 3);
    double sums[3] = {0};
    for (size_t i = 0; i < 3; i++) {
        const struct timeseries *series = all->pdata[i];
        g_assert_cmpuint(series->order, ==, i);
        g_assert_cmpint(series->is_other, ==, i == 2);
        for (size_t bucket = 0; bucket < series->buckets; bucket++)
            sums[i] += series->values[bucket];
        if (i == 2)
            continue;
        int service = 0;
        while (g_strcmp0(services[service], series->group[0]) != 0)
            service++;
        assert_near(sums[i], (double)totals[service]);
    }
    g_assert_cmpfloat(sums[0], >=, sums[1]);
    assert_near(sums[0] + sums[1] + sums[2], ROWS);
    request.exclude_other = true;
    request.sort = "count()";
    g_autoptr(GPtrArray) least = timeseries_query(rows->segments, &request, NULL);
    g_assert_cmpuint(least->len, ==, 2);
    size_t smallest = SIZE_MAX;
    for (size_t i = 0; i < 5; i++)
        smallest = MIN(smallest, totals[i]);
    double sum = 0;
    const struct timeseries *first = least->pdata[0];
    for (size_t bucket = 0; bucket < first->buckets; bucket++)
        sum += first->values[bucket];
    assert_near(sum, (double)smallest);
}

static void test_empty_buckets(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    g_autoptr(item) item = item_new(ITEM_SPAN);
    item->time_ns = START;
    item_set(item, "span.duration", value_double(5));
    frame_append(frame, item);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct timeseries_request request = {
        .kind = ITEM_SPAN,
        .y_axes = FIELDS("count()", "avg(span.duration)", "sum(span.duration)", "failure_rate()"),
        .start_ns = START,
        .end_ns = START + 2 * SECOND,
        .interval_ns = SECOND,
    };
    g_autoptr(GPtrArray) all = timeseries_query(segments, &request, NULL);
    const double empty[] = {0, (double)NAN, 0, (double)NAN};
    for (guint i = 0; i < all->len; i++) {
        const struct timeseries *series = all->pdata[i];
        g_assert_cmpuint(series->buckets, ==, 2);
        g_assert_false(isnan(series->values[0]));
        g_assert_true(isnan(empty[i]) ? isnan(series->values[1]) : series->values[1] == empty[i]);
    }
    struct table_request table_request = {.kind = ITEM_SPAN,
                                          .fields = FIELDS("count()", "avg(span.duration)"),
                                          .start_ns = 5,
                                          .end_ns = 6,
                                          .limit = 10};
    g_autoptr(table) table = table_query(segments, &table_request, NULL);
    g_assert_cmpuint(table->rows, ==, 1);
    g_assert_cmpint(at(table, 0, 0).integer, ==, 0);
    g_assert_cmpint(at(table, 0, 1).type, ==, VALUE_NONE);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    request.group_by = FIELDS("service");
    g_autoptr(GPtrArray) nothing = timeseries_query(none, &request, NULL);
    g_assert_cmpuint(nothing->len, ==, 0);
}

static void add_metric(struct frame *frame, const char *name, const char *type, const char *unit,
                       double value)
{
    g_autoptr(item) item = item_new(ITEM_METRIC);
    item->time_ns = START;
    item_set(item, "metric.name", value_string(name));
    item_set(item, "metric.type", value_string(type));
    item_set(item, "metric.unit", value_string(unit));
    item_set(item, "value", value_double(value));
    frame_append(frame, item);
}

static void test_metrics(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    add_metric(frame, "latency", "distribution", "millisecond", 100);
    add_metric(frame, "latency", "distribution", "millisecond", 300);
    add_metric(frame, "latency", "distribution", NULL, 9);
    add_metric(frame, "orders", "counter", NULL, 5);
    add_metric(frame, "orders", "counter", "none", 7);
    add_metric(frame, "orders", "gauge", NULL, 1000);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct table_request request = {
        .kind = ITEM_METRIC,
        .fields = FIELDS("p50(value,latency,distribution,millisecond)",
                         "count(value,latency,distribution,-)", "sum(value,orders,counter,none)",
                         "sum(value,orders,counter,-)", "sum(value,orders,counter,)",
                         "sum(value,orders,counter)", "count(metric.name,orders,,)",
                         "per_second(value,orders,counter,none)", "max(value)",
                         "sum_if(`value:>6`,value,orders,counter,none)",
                         "equation|sum(value,orders,counter,none) + avg(value,latency,distribution,"
                         "millisecond)"),
        .start_ns = START,
        .end_ns = START + 10 * SECOND,
        .limit = 10,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(table) table = table_query(segments, &request, &error);
    g_assert_no_error(error);
    static const double expected[] = {200, 1, 12, 12, 12, 12, 3, 1.2, 1000, 7, 212};
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_near(number_at(table, 0, i), expected[i]);
    g_assert_cmpstr(table->types[0], ==, "duration");
    g_assert_cmpstr(table->units[0], ==, "millisecond");
    g_assert_cmpstr(table->types[2], ==, "number");
    g_assert_null(table->units[2]);
}

static void test_types(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    for (int i = 0; i < 3; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        item->time_ns = START + i;
        item_set(item, "code", i == 0 ? value_int(5) : value_double(i == 1 ? 5.0 : 5.5));
        item_set(item, "line", value_string(i == 0 ? "41" : "43"));
        item_set(item, "flag", value_bool(i == 0));
        item_set(item, "message", value_string(i == 0 ? "a" : "b"));
        frame_append(frame, item);
    }
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct table_request request = {.kind = ITEM_LOG,
                                    .fields = FIELDS("code", "count()", "avg(line)", "sum(flag)"),
                                    .start_ns = START,
                                    .end_ns = START + SECOND,
                                    .limit = 10};
    g_autoptr(table) table = table_query(segments, &request, NULL);
    g_assert_cmpuint(table->rows, ==, 2); /* 5 and 5.0 are one value */
    g_assert_cmpint(at(table, 0, 1).integer, ==, 2);
    assert_near(number_at(table, 0, 2), 42);
    assert_near(number_at(table, 0, 3), 1);
    request.fields = FIELDS("message", "count()", "count_unique(code)", "flag");
    g_autoptr(table) texts = table_query(segments, &request, NULL);
    g_assert_cmpuint(texts->rows, ==, 2);
    g_assert_cmpstr(at(texts, 1, 0).string, ==, "b");
    g_assert_cmpint(at(texts, 1, 2).integer, ==, 2);
    g_assert_cmpstr(texts->types[3], ==, "boolean");
}

/* Names that a search must quote, or has no letters of ASCII in. */
static void test_odd_names(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    for (int i = 0; i < 3; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        item->time_ns = START + i;
        if (i > 0)
            item_set(item, "größe", value_int(i));
        item_set(item, "order id", value_string(i == 1 ? "a b" : "c"));
        frame_append(frame, item);
    }
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct table_request request = {
        .kind = ITEM_LOG,
        .fields = FIELDS("count(größe)", "count(order id)", "count_if(order id,equals,a b)",
                         "count_if(größe,greater,1)", "count(tags[größe,number])"),
        .start_ns = START,
        .end_ns = START + SECOND,
        .limit = 10};
    g_autoptr(GError) error = NULL;
    g_autoptr(table) table = table_query(segments, &request, &error);
    g_assert_no_error(error);
    g_assert_cmpint(at(table, 0, 0).integer, ==, 2);
    g_assert_cmpint(at(table, 0, 1).integer, ==, 3);
    g_assert_cmpint(at(table, 0, 2).integer, ==, 1);
    g_assert_cmpint(at(table, 0, 3).integer, ==, 1);
    g_assert_cmpint(at(table, 0, 4).integer, ==, 2);
}

static void test_mistakes(struct rows *rows, const void *unused)
{
    (void)unused;
    static const struct {
        const char *field;
        const char *sort;
        int code;
        const char *says;
    } wrong[] = {
        {"frobnicate(x)",               NULL,        QUERY_ERROR_FUNCTION, "not a known function"    },
        {"p95()",                       NULL,        QUERY_ERROR_FUNCTION, "wants a column"          },
        {"p95(span.duration,3)",        NULL,        QUERY_ERROR_FUNCTION, "too many"                },
        {"percentile(span.duration)",   NULL,        QUERY_ERROR_FUNCTION, "from 0 to 1"             },
        {"percentile(span.duration,2)", NULL,        QUERY_ERROR_FUNCTION, "from 0 to 1"             },
        {"failure_rate(x)",             NULL,        QUERY_ERROR_FUNCTION, "no arguments"            },
        {"count_if()",                  NULL,        QUERY_ERROR_FUNCTION, "wants a condition"       },
        {"count_if(a:\"b)",             NULL,        QUERY_ERROR_SYNTAX,   "condition of a function" },
        {"count_if(span.duration:>x)",  NULL,        QUERY_ERROR_VALUE,    "wants a duration"        },
        {"equation|",                   NULL,        QUERY_ERROR_SYNTAX,   "equation"                },
        {"equation|count() +",          NULL,        QUERY_ERROR_SYNTAX,   "equation"                },
        {"equation|(count()",           NULL,        QUERY_ERROR_SYNTAX,   "unclosed"                },
        {"equation|count() count()",    NULL,        QUERY_ERROR_SYNTAX,   "operator"                },
        {"equation|nope() + 1",         NULL,        QUERY_ERROR_FUNCTION, "not a known"             },
        {"equation|span.duration * 2",  NULL,        QUERY_ERROR_SYNTAX,   "a function or a number"  },
        {"",                            NULL,        QUERY_ERROR_VALUE,    "without a name"          },
        {"count()",                     "-sum(n)",   QUERY_ERROR_VALUE,    "cannot sort by sum(n)"   },
        {"count()",                     "timestamp", QUERY_ERROR_VALUE,    "cannot sort by timestamp"},
        {"n",                           "-service",  QUERY_ERROR_VALUE,    "cannot sort by service"  },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        struct table_request request = request_for(FIELDS(wrong[i].field));
        g_autoptr(GError) error = NULL;
        request.sort = wrong[i].sort ? FIELDS(wrong[i].sort) : NULL;
        g_test_message("%s %s", wrong[i].field, wrong[i].sort);
        g_assert_null(table_query(rows->segments, &request, &error));
        g_assert_error(error, QUERY_ERROR, wrong[i].code);
        g_assert_nonnull(strstr(error->message, wrong[i].says));
    }
}

static void test_limits(void)
{
    g_autoptr(frame) frame = frame_new(200000);
    for (int i = 0; i < 100001; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        item->time_ns = START;
        item_set(item, "n", value_int(i));
        frame_append(frame, item);
    }
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct table_request request = {.kind = ITEM_LOG,
                                    .fields = FIELDS("n", "count()"),
                                    .start_ns = START,
                                    .end_ns = START + 1,
                                    .limit = 10};
    g_autoptr(GError) groups = NULL;
    g_assert_null(table_query(segments, &request, &groups));
    g_assert_error(groups, QUERY_ERROR, QUERY_ERROR_LIMIT);
    const char *many[22] = {NULL};
    for (size_t i = 0; i < 21; i++)
        many[i] = "n";
    request.fields = many;
    g_autoptr(GError) fields = NULL;
    g_assert_null(table_query(segments, &request, &fields));
    g_assert_error(fields, QUERY_ERROR, QUERY_ERROR_LIMIT);
    request.fields = FIELDS("n");
    request.sort = many;
    g_autoptr(GError) keys = NULL;
    g_assert_null(table_query(segments, &request, &keys));
    g_assert_error(keys, QUERY_ERROR, QUERY_ERROR_LIMIT);
    many[20] = NULL;
    g_autoptr(table) sorted = table_query(segments, &request, NULL);
    g_assert_cmpuint(sorted->rows, ==, 10);
    struct timeseries_request series = {.kind = ITEM_LOG,
                                        .y_axes = FIELDS("count()"),
                                        .start_ns = 0,
                                        .end_ns = START,
                                        .interval_ns = SECOND};
    g_autoptr(GError) buckets = NULL;
    g_assert_null(timeseries_query(segments, &series, &buckets));
    g_assert_error(buckets, QUERY_ERROR, QUERY_ERROR_LIMIT);
    series.interval_ns = 0;
    g_autoptr(GError) interval = NULL;
    g_assert_null(timeseries_query(segments, &series, &interval));
    g_assert_error(interval, QUERY_ERROR, QUERY_ERROR_VALUE);
}

#define ADD(name, test) g_test_add(name, struct rows, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/aggregate/every function gives what counting by hand gives", test_groups);
    ADD("/aggregate/groups of several keys hold the rows that have them all", test_two_keys);
    ADD("/aggregate/time, projects, environments and query limit the rows", test_scope);
    ADD("/aggregate/rows come sorted, by pages", test_rows);
    ADD("/aggregate/conditions and equations", test_conditions);
    ADD("/aggregate/a series has one value an interval", test_series);
    ADD("/aggregate/a share over time is of all its rows", test_share_over_time);
    ADD("/aggregate/the first groups get a series, the rest share one", test_top);
    ADD("/aggregate/a mistake in a field says what is wrong", test_mistakes);
    g_test_add_func("/aggregate/nothing is 0 only where it was counted", test_empty_buckets);
    g_test_add_func("/aggregate/a metric is its name, type and unit", test_metrics);
    g_test_add_func("/aggregate/numbers in text count, and types are told", test_types);
    g_test_add_func("/aggregate/names that a search quotes are counted", test_odd_names);
    g_test_add_func("/aggregate/too much is refused", test_limits);
    return g_test_run();
}
