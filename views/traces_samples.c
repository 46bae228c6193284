/* SPDX-License-Identifier: Apache-2.0
 *
 * Samples of the traces in scope: what is asked for the scatter and the histogram, and read.
 */
#include "views/traces_rows.h"

#include <math.h>
#include <string.h>

/* 1, 2, 5 times powers of ten: as many as fit beside a count and three percentiles into the twenty
 * fields that events/ takes. */
const double traces_edges_ms[TRACES_EDGES] = {
    2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};

static const char *const percentile_fields[] = {"p50(span.duration)", "p95(span.duration)",
                                                "p99(span.duration)"};

void traces_point_free(struct traces_point *point)
{
    g_free(point->trace_id);
    g_free(point->service);
    g_free(point->name);
    g_free(point);
}

/* Ids are random, so that the first of them by id are spread over the range like all of them. */
struct request *traces_sample_request(const struct traces_limits *limits, bool longest)
{
    static const char *const fields[] = {
        "id",      "trace",       "timestamp",        "span.duration", "span.status",
        "project", "transaction", "span.description", "span.op",       NULL};
    g_autofree char *subject = traces_subject(limits);
    struct request *request = request_rows("spans", fields);
    request->background = true;
    request_add(request, "query", subject);
    request_add(request, "sort", longest ? "-span.duration" : "id");
    request_add(request, "per_page", "100");
    return request;
}

static struct traces_point *read_point(const struct rows *rows, size_t row)
{
    g_autofree char *trace = body_cell(rows, row, "trace");
    int64_t time_ms = traces_row_time(rows, row);
    double ms = body_cell_number(rows, row, "span.duration");
    if (!trace || !time_ms || !isfinite(ms) || ms < 0 || ms > 1e12)
        return NULL;
    struct traces_point *point = g_new0(struct traces_point, 1);
    point->trace_id = g_steal_pointer(&trace);
    point->service = body_cell(rows, row, "project");
    point->name = traces_row_name(rows, row);
    point->time_ms = time_ms;
    point->ms = MAX(ms, 0.001);
    point->failed = traces_row_failed(rows, row);
    return point;
}

void traces_add_points(GPtrArray *points, GHashTable *seen, const struct rows *rows)
{
    for (size_t row = 0; row < rows->count; row++) {
        char *id = body_cell(rows, row, "id");
        struct traces_point *point = NULL;
        if (id && g_hash_table_add(seen, id))
            point = read_point(rows, row);
        if (point)
            g_ptr_array_add(points, point);
    }
}

/* --- the histogram --- */

static char *edge_field(size_t edge)
{
    return g_strdup_printf("count_if(span.duration,greaterOrEquals,%d)",
                           (int)traces_edges_ms[edge]);
}

struct request *traces_bins_request(const struct traces_limits *limits)
{
    g_autofree char *subject = traces_subject(limits);
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request->background = true;
    request_add(request, "dataset", "spans");
    request_add(request, "field", "count()");
    for (size_t i = 0; i < G_N_ELEMENTS(percentile_fields); i++)
        request_add(request, "field", percentile_fields[i]);
    for (size_t i = 0; i < TRACES_EDGES; i++) {
        g_autofree char *field = edge_field(i);
        request_add(request, "field", field);
    }
    request_add(request, "query", subject);
    return request;
}

bool traces_read_bins(const struct rows *rows, double *bins, double percentiles[3], int64_t *total)
{
    double above[TRACES_BINS + 1] = {body_cell_number(rows, 0, "count()")};
    for (size_t i = 0; i < TRACES_EDGES; i++) {
        g_autofree char *field = edge_field(i);
        above[i + 1] = body_cell_number(rows, 0, field);
    }
    for (size_t i = 0; i < TRACES_BINS; i++)
        if (!isfinite(above[i]) || above[i] > 1e15)
            return false;
    for (size_t i = 0; i < TRACES_BINS; i++)
        bins[i] = MAX(above[i] - above[i + 1], 0);
    for (size_t i = 0; i < 3; i++)
        percentiles[i] = body_cell_number(rows, 0, percentile_fields[i]);
    *total = (int64_t)above[0];
    return true;
}

static int by_duration(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void traces_bins_of_points(const GPtrArray *points, double *bins, double percentiles[3])
{
    static const double parts[] = {0.5, 0.95, 0.99};
    g_autofree double *sorted = g_new(double, points->len + 1);
    memset(bins, 0, TRACES_BINS * sizeof *bins);
    for (guint i = 0; i < points->len; i++) {
        const struct traces_point *point = points->pdata[i];
        size_t bin = 0;
        while (bin < TRACES_EDGES && point->ms >= traces_edges_ms[bin])
            bin++;
        bins[bin]++;
        sorted[i] = point->ms;
    }
    qsort(sorted, points->len, sizeof *sorted, by_duration);
    for (size_t i = 0; i < 3; i++)
        percentiles[i] = points->len ? sorted[(size_t)(parts[i] * (points->len - 1))] : (double)NAN;
}
