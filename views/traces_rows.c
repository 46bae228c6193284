/* SPDX-License-Identifier: Apache-2.0 */
#include "views/traces_rows.h"

#include "api/query/query.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define ROOTS      "is_transaction:true !has:parent_span"
#define TOPS       "is_transaction:true"
#define FAILING    "has:span.status !span.status:[ok,unset,unknown,cancelled]"
#define PAGE       "100"
#define ROOT_PAGES 5 /* of 100 transactions: for the roots of a page of traces */

/* --- searches --- */

bool traces_searched(const struct traces_limits *limits)
{
    return (limits->base && *limits->base) || (limits->narrowed && *limits->narrowed) ||
           limits->failing;
}

/* "span.duration:>=20ms span.duration:<50ms". */
static char *duration_terms(const struct traces_limits *limits)
{
    char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
    GString *out = g_string_new(NULL);
    if (isfinite(limits->low_ms))
        g_string_append_printf(out, "span.duration:>=%sms",
                               g_ascii_formatd(low, sizeof low, "%.3f", limits->low_ms));
    if (isfinite(limits->high_ms))
        g_string_append_printf(out, "%sspan.duration:<%sms", out->len ? " " : "",
                               g_ascii_formatd(high, sizeof high, "%.3f", limits->high_ms));
    return g_string_free(out, FALSE);
}

char *traces_subject(const struct traces_limits *limits)
{
    const char *stand_in = limits->rootless ? TOPS : ROOTS;
    g_autofree char *texts = query_both(limits->base, limits->narrowed);
    g_autofree char *failing = query_both(texts, limits->failing ? FAILING : NULL);
    g_autofree char *duration = duration_terms(limits);
    return query_both(traces_searched(limits) ? failing : stand_in, duration);
}

char *traces_search(const struct traces_limits *limits)
{
    /* A trace that began before a region may have any number of spans in it. */
    return traces_searched(limits) || limits->region ? traces_subject(limits) : g_strdup("");
}

/* --- requests --- */

static struct request *events(const char *dataset, const char *const *fields, const char *query,
                              const char *sort)
{
    struct request *request = request_rows(dataset, fields);
    request_add(request, "query", query);
    if (sort)
        request_add(request, "sort", sort);
    request_add(request, "per_page", PAGE);
    return request;
}

static const char *const span_fields[] = {
    "id",      "trace",       "parent_span",      "is_transaction", "timestamp",   "span.duration",
    "project", "transaction", "span.description", "span.op",        "span.status", NULL};
static const char *const span_groups[] = {"trace", "count()", "count_unique(project)", NULL};
static const char *const error_groups[] = {"trace", "count()", NULL};

bool traces_order_asked(enum traces_order order, const struct traces_limits *limits)
{
    g_autofree char *search = traces_search(limits);
    return order != TRACES_BY_ERRORS || !*search;
}

/* Errors are of another dataset, in which a search for spans finds nothing. */
static struct request *most_errors(void)
{
    return events("errors", error_groups, "has:trace", "-count()");
}

static struct request *most_spans(const struct traces_limits *limits)
{
    g_autofree char *search = traces_search(limits);
    g_autofree char *traced = query_both(search, "has:trace");
    return events("spans", span_groups, traced, "-count()");
}

struct request *traces_request(enum traces_order order, const struct traces_limits *limits,
                               bool told, const char *cursor)
{
    struct request *request;
    g_autofree char *search = traces_search(limits), *subject = traces_subject(limits);
    if (order == TRACES_BY_ERRORS && !*search) {
        request = most_errors();
    } else if (order == TRACES_BY_SPANS) {
        request = most_spans(limits);
    } else if (order == TRACES_BY_DURATION || !told) {
        bool longest = order == TRACES_BY_DURATION;
        request = events("spans", span_fields, subject, longest ? "-span.duration" : "-timestamp");
    } else {
        request = request_new(ENDPOINT_TRACES, NULL);
        request_add(request, "dataset", "spans");
        request_add(request, "query", search);
        request_add(request, "sort", "-timestamp");
        request_add(request, "per_page", PAGE);
    }
    if (cursor)
        request_add(request, "cursor", cursor);
    return request;
}

/* True when the list is of the spans that stand for traces, not of whatever has a trace. */
static bool lists_subjects(enum traces_order order, bool told)
{
    return order == TRACES_BY_DURATION || (order != TRACES_BY_SPANS && !told);
}

struct request *traces_total_request(enum traces_order order, const struct traces_limits *limits,
                                     bool told)
{
    static const char *const fields[] = {"count_unique(trace)", NULL};
    g_autofree char *search = traces_search(limits), *subject = traces_subject(limits);
    g_autofree char *traced = query_both(search, "has:trace");
    if (order == TRACES_BY_ERRORS && !*search)
        return events("errors", fields, traced, NULL);
    return events("spans", fields, lists_subjects(order, told) ? subject : traced, NULL);
}

const char *traces_total_words(enum traces_order order, const struct traces_limits *limits,
                               bool told)
{
    g_autofree char *search = traces_search(limits);
    if (*search)
        return "";
    if (order == TRACES_BY_ERRORS)
        return " with errors";
    if (!lists_subjects(order, told))
        return "";
    return limits->rootless ? " with a transaction" : " with a root";
}

/* "trace:[a,b]", and more. */
static char *of_ids(const GPtrArray *ids, const char *more)
{
    GString *out = g_string_new("trace:[");
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(out, "%s%s", i ? "," : "", (const char *)ids->pdata[i]);
    g_string_append_printf(out, "]%s%s", *more ? " " : "", more);
    return g_string_free(out, FALSE);
}

struct request *traces_roots_request(const GPtrArray *ids)
{
    g_autofree char *query = of_ids(ids, TOPS);
    struct request *request = events("spans", span_fields, query, "timestamp");
    request->pages = ROOT_PAGES;
    return request;
}

struct request *traces_counts_request(const GPtrArray *ids)
{
    g_autofree char *query = of_ids(ids, "");
    return events("spans", span_groups, query, "-count()");
}

struct request *traces_errors_request(const GPtrArray *ids)
{
    g_autofree char *query = of_ids(ids, "");
    return events("errors", error_groups, query, "-count()");
}

/* --- reading --- */

int64_t traces_row_time(const struct rows *rows, size_t row)
{
    g_autofree char *text = body_cell(rows, row, "timestamp");
    int64_t ns;
    return text && clock_parse_iso(text, &ns) ? CLAMP(ns, 0, CLOCK_MOST_NS) / NS_PER_MS : 0;
}

static int64_t us_of(const struct rows *rows, size_t row)
{
    double ms = body_cell_number(rows, row, "span.duration");
    return isfinite(ms) && ms >= 0 && ms < 1e12 ? llround(ms * 1000) : -1;
}

bool traces_row_failed(const struct rows *rows, size_t row)
{
    static const char *const fine[] = {"ok", "unset", "unknown", "cancelled", NULL};
    g_autofree char *status = body_cell(rows, row, "span.status");
    return status && !g_strv_contains(fine, status);
}

char *traces_row_name(const struct rows *rows, size_t row)
{
    static const char *const fields[] = {"transaction", "span.description", "span.op"};
    char *text = NULL;
    for (size_t i = 0; !text && i < G_N_ELEMENTS(fields); i++)
        text = body_cell(rows, row, fields[i]);
    return text;
}

/* 2: a root. 1: a transaction below another span. 0: any span. */
static int rank_at(const struct rows *rows, size_t row)
{
    g_autofree char *top = body_cell(rows, row, "is_transaction");
    g_autofree char *parent = body_cell(rows, row, "parent_span");
    bool is_top = top && (!g_ascii_strcasecmp(top, "true") || !strcmp(top, "1"));
    return !is_top ? 0 : !parent || strspn(parent, "0") == strlen(parent) ? 2 : 1;
}

static void set_root(struct trace_summary *one, const struct rows *rows, size_t row)
{
    g_free(one->service);
    g_free(one->name);
    g_free(one->span_id);
    one->service = body_cell(rows, row, "project");
    one->name = traces_row_name(rows, row);
    one->span_id = body_cell(rows, row, "id");
    one->start_ms = traces_row_time(rows, row);
    one->root_us = us_of(rows, row);
    one->failed = traces_row_failed(rows, row);
}

/* The summary of the trace in the row's `trace`, made when it is the first; NULL without one. */
static struct trace_summary *of_row(GPtrArray *traces, GHashTable *by_id, const struct rows *rows,
                                    size_t row)
{
    g_autofree char *id = body_cell(rows, row, "trace");
    struct trace_summary *one = id ? g_hash_table_lookup(by_id, id) : NULL;
    if (id && !one) {
        one = trace_summary_new(id);
        g_ptr_array_add(traces, one);
        g_hash_table_insert(by_id, one->id, one);
    }
    return one;
}

GPtrArray *traces_of_spans(const struct rows *rows, bool lenient, bool search)
{
    GPtrArray *traces = g_ptr_array_new_with_free_func((GDestroyNotify)trace_summary_free);
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) ranks = g_hash_table_new(NULL, NULL);
    for (size_t row = 0; row < rows->count; row++) {
        struct trace_summary *one = of_row(traces, by_id, rows, row);
        int rank = rank_at(rows, row);
        if (!one)
            continue;
        if (search)
            one->found_us = MAX(one->found_us, us_of(rows, row));
        int best = GPOINTER_TO_INT(g_hash_table_lookup(ranks, one));
        bool earlier = rank == best && traces_row_time(rows, row) < one->start_ms;
        if (rank < (lenient ? 1 : 2) || rank < best || (rank == best && !earlier))
            continue;
        g_hash_table_insert(ranks, one, GINT_TO_POINTER(rank));
        set_root(one, rows, row);
    }
    return traces;
}

GPtrArray *traces_of_groups(const struct rows *rows, bool errors, bool search)
{
    GPtrArray *traces = g_ptr_array_new_with_free_func((GDestroyNotify)trace_summary_free);
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t row = 0; row < rows->count; row++) {
        struct trace_summary *one = of_row(traces, by_id, rows, row);
        double count = body_cell_number(rows, row, "count()");
        double services = body_cell_number(rows, row, "count_unique(project)");
        if (!one || !(count >= 0) || count > 1e15)
            continue;
        *(errors ? &one->errors : search ? &one->matching : &one->spans) = (int64_t)count;
        if (!errors && !search && services >= 0 && services < 1e9)
            one->services = (int64_t)services;
    }
    return traces;
}

void traces_none(GPtrArray *traces, const GPtrArray *ids, bool errors)
{
    g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < traces->len; i++)
        g_hash_table_add(named, ((struct trace_summary *)traces->pdata[i])->id);
    for (guint i = 0; i < ids->len; i++) {
        if (g_hash_table_contains(named, ids->pdata[i]))
            continue;
        struct trace_summary *one = trace_summary_new(ids->pdata[i]);
        *(errors ? &one->errors : &one->spans) = 0;
        g_ptr_array_add(traces, one);
    }
}

static int64_t weight(const struct trace_summary *one, enum traces_order order)
{
    switch (order) {
    case TRACES_BY_DURATION:
        return one->found_us >= 0 ? one->found_us : trace_summary_took(one);
    case TRACES_BY_SPANS:
        return one->matching >= 0 ? one->matching : one->spans;
    case TRACES_BY_ERRORS:
        return one->errors;
    case TRACES_BY_TIME:
    case TRACES_ORDERS:
        break;
    }
    return one->start_ms;
}

static int compare(const void *a, const void *b, void *data)
{
    enum traces_order order = *(const enum traces_order *)data;
    int64_t x = weight(*(struct trace_summary *const *)a, order);
    int64_t y = weight(*(struct trace_summary *const *)b, order);
    return (x < y) - (x > y);
}

void traces_sort(GPtrArray *traces, enum traces_order order)
{
    g_ptr_array_sort_with_data(traces, compare, &order);
}
