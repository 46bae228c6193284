/* SPDX-License-Identifier: Apache-2.0 */
#include "views/explain_ask.h"

#include "api/query/query.h"
#include "views/body.h"
#include "views/chart_data.h"
#include "views/log_rows.h"

#include <math.h>
#include <string.h>

#define MOST_GROUPS "100"
#define MOST_SHARES "10" /* values of a key; the rest are one */
#define OTHERS      "(others)"

/* Hosts are told by servers as what they are or where they listen; a request has one of these. */
static const char *const host_keys[] = {"host.name", "server.address", NULL};

struct request *explain_rows_request(const char *service, enum explain_by by)
{
    static const char *const calls[] = {"span.op",        "span.description", "p95(span.duration)",
                                        "failure_rate()", "count()",          NULL};
    static const char *const hosts[] = {"host.name",      "server.address", "p95(span.duration)",
                                        "failure_rate()", "count()",        NULL};
    struct request *request = request_rows("spans", by == EXPLAIN_BY_HOST ? hosts : calls);
    g_autofree char *quoted = body_quote(service);
    request_addf(request, "query", "project:%s%s", quoted,
                 by == EXPLAIN_BY_HOST ? " is_transaction:true" : "");
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", MOST_GROUPS);
    return request;
}

struct request *explain_logs_request(const char *service)
{
    struct request *request = request_rows("logs", log_rows_fields());
    g_autofree char *quoted = body_quote(service);
    request_addf(request, "query", "project:%s", quoted);
    request_add(request, "sort", "-timestamp_precise");
    request_addf(request, "per_page", "%d", EXPLAIN_LOGS_MOST);
    return request;
}

/* --- answers --- */

static struct explain_row *row_of(GPtrArray *into, const char *key, const char *value,
                                  const char *operation)
{
    for (guint i = 0; i < into->len; i++) {
        struct explain_row *row = into->pdata[i];
        if (!strcmp(row->key, key) && !strcmp(row->value, value) &&
            !g_strcmp0(row->operation, operation))
            return row;
    }
    struct explain_row *row = g_new0(struct explain_row, 1);
    row->key = g_strdup(key);
    row->value = g_strdup(value);
    row->operation = g_strdup(operation);
    g_ptr_array_add(into, row);
    return row;
}

static double number(const struct rows *rows, size_t row, const char *field)
{
    double number = body_cell_number(rows, row, field);
    return isfinite(number) ? number : 0;
}

/* A group of which it is not known how long it took is as one that was not there. */
static void take(struct explain_row *row, int side, const struct rows *rows, size_t at)
{
    double p95_ms = body_cell_number(rows, at, "p95(span.duration)");
    if (!isfinite(p95_ms))
        return;
    row->count[side] = (uint64_t)CLAMP(number(rows, at, "count()"), 0.0, 1e18);
    row->p95_ms[side] = p95_ms;
    row->failed[side] = number(rows, at, "failure_rate()");
}

/* What a service does itself is no call: only operations that ask somebody else count. */
static bool asks_another(const char *operation)
{
    return operation &&
           (g_str_has_prefix(operation, "db") || strstr(operation, "client") ||
            g_str_has_prefix(operation, "cache") || !strcmp(operation, "gen_ai.chat") ||
            g_str_has_prefix(operation, "rpc") || !strcmp(operation, "http"));
}

void explain_rows_take(GPtrArray *into, enum explain_by by, int side, const struct rows *rows)
{
    for (size_t at = 0; at < rows->count; at++) {
        if (by == EXPLAIN_BY_CALL) {
            g_autofree char *operation = body_cell(rows, at, "span.op");
            g_autofree char *text = body_cell(rows, at, "span.description");
            if (text && asks_another(operation))
                take(row_of(into, "span.description", text, operation), side, rows, at);
            continue;
        }
        for (size_t key = 0; host_keys[key]; key++) {
            g_autofree char *host = body_cell(rows, at, host_keys[key]);
            if (!host)
                continue;
            take(row_of(into, host_keys[key], host, NULL), side, rows, at);
            break;
        }
    }
}

/* --- taken apart --- */

char *explain_base(const struct signal *signal, const struct explanation *explanation)
{
    if (signal && !g_strcmp0(signal->dataset, "spans") && signal->query && *signal->query)
        return g_strdup(signal->query);
    g_autofree char *all = body_narrowed(NULL, "project", explanation->origin, false);
    if (!explanation->place_call)
        return query_both(all, "is_transaction:true");
    g_autofree char *calls = body_narrowed(all, "span.op", explanation->place_op, false);
    return body_narrowed(calls, "span.description", explanation->place_call, false);
}

struct request *explain_whole_request(const char *base)
{
    static const char *const fields[] = {"p95(span.duration)", "failure_rate()", "count()", NULL};
    struct request *request = request_rows("spans", fields);
    request_add(request, "query", base);
    return request;
}

void explain_whole_take(struct explain_row *whole, int side, const struct rows *rows)
{
    if (rows->count > 0)
        take(whole, side, rows, 0);
}

struct request *explain_stats_request(const char *search)
{
    struct request *request = request_new(ENDPOINT_STATS, NULL);
    request_add(request, "statsType", "attributeDistributions");
    request_add(request, "itemType", "spans");
    request_add(request, "query", search);
    return request;
}

char *explain_side(const struct explain_apart *apart, enum differs_side side)
{
    g_autofree char *others = query_negated(apart->worse);
    if (!others)
        return NULL;
    return query_both(apart->base, side == DIFFERS_INSIDE ? apart->worse : others);
}

struct request *explain_values_request(const char *base, const char *key)
{
    const char *const fields[] = {key, "p95(span.duration)", "failure_rate()", "count()", NULL};
    struct request *request = request_rows("spans", fields);
    request_add(request, "query", base);
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", MOST_GROUPS);
    return request;
}

void explain_values_take(GPtrArray *into, const char *key, int side, const struct rows *rows)
{
    for (size_t at = 0; at < rows->count; at++) {
        g_autofree char *value = body_cell(rows, at, key);
        if (value)
            take(row_of(into, key, value, NULL), side, rows, at);
    }
}

struct request *explain_share_request(const char *base, const char *key, int64_t interval_ms)
{
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    request_add(request, "dataset", "spans");
    chart_data_interval(request, interval_ms);
    request_add(request, "yAxis", "count()");
    request_add(request, "query", base);
    request_add(request, "groupBy", key);
    request_add(request, "sort", "-count()");
    request_add(request, "topEvents", MOST_SHARES);
    return request;
}

void explain_share_take(struct explain_apart *apart, const char *key, const GPtrArray *timeseries)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    for (guint i = 0; i < timeseries->len; i++) {
        const struct timeseries_reply *reply = timeseries->pdata[i];
        const struct series *series = &reply->series;
        const char *value = reply->group_values->len ? reply->group_values->pdata[0] : "";
        struct signal *signal = signal_new();
        signal->group_key = g_strdup(key);
        signal->group_value = g_strdup(reply->is_other ? OTHERS : value);
        series_init(&signal->series, series->start_ms, series->interval_ms, series->count);
        memcpy(signal->series.values, series->values, series->count * sizeof *series->values);
        signal->series.incomplete = series->incomplete;
        g_ptr_array_add(groups, signal);
    }
    struct mix_shift *shift = groups->len > 1 ? mix_shift_find(groups) : NULL;
    if (shift)
        g_ptr_array_add(apart->shifts, shift);
}
