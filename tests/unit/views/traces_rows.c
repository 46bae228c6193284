/* SPDX-License-Identifier: Apache-2.0 */
#include "views/traces_rows.h"

#include "api/query/query.h"
#include "tests/support/text_rows.h"

#include <math.h>
#include <string.h>

static const struct traces_limits everything = {.low_ms = (double)NAN, .high_ms = (double)NAN};

/* --- asking --- */

static void assert_asked(enum traces_order order, const struct traces_limits *limits, bool told,
                         enum endpoint endpoint, const char *query, const char *sort)
{
    g_autoptr(request) request = traces_request(order, limits, told, NULL);
    g_assert_cmpint(request->endpoint, ==, (int)endpoint);
    g_assert_cmpstr(pairs_value(request->query, "query"), ==, query);
    g_assert_cmpstr(pairs_value(request->query, "sort"), ==, sort);
    g_autoptr(query) parsed = query_parse(query, 0, NULL, NULL);
    g_assert_nonnull(parsed);
}

static void each_order_is_asked_where_it_is_answered(void)
{
    static const char roots[] = "is_transaction:true !has:parent_span";
    assert_asked(TRACES_BY_TIME, &everything, true, ENDPOINT_TRACES, "", "-timestamp");
    assert_asked(TRACES_BY_TIME, &everything, false, ENDPOINT_EVENTS, roots, "-timestamp");
    assert_asked(TRACES_BY_DURATION, &everything, true, ENDPOINT_EVENTS, roots, "-span.duration");
    assert_asked(TRACES_BY_SPANS, &everything, true, ENDPOINT_EVENTS, "has:trace", "-count()");
    assert_asked(TRACES_BY_ERRORS, &everything, true, ENDPOINT_EVENTS, "has:trace", "-count()");
}

static void assert_total(enum traces_order order, const struct traces_limits *limits, bool told,
                         const char *query, const char *words)
{
    g_autoptr(request) request = traces_total_request(order, limits, told);
    g_assert_cmpstr(pairs_value(request->query, "query"), ==, query);
    g_assert_cmpstr(pairs_value(request->query, "field"), ==, "count_unique(trace)");
    g_assert_cmpstr(traces_total_words(order, limits, told), ==, words);
}

/* Two orders that list the same say the same number; others say what they list. */
static void a_total_is_of_what_the_order_lists(void)
{
    static const char roots[] = "is_transaction:true !has:parent_span";
    assert_total(TRACES_BY_TIME, &everything, true, "has:trace", "");
    assert_total(TRACES_BY_SPANS, &everything, true, "has:trace", "");
    assert_total(TRACES_BY_DURATION, &everything, true, roots, " with a root");
    assert_total(TRACES_BY_TIME, &everything, false, roots, " with a root");
    assert_total(TRACES_BY_ERRORS, &everything, true, "has:trace", " with errors");
    struct traces_limits limits = everything;
    limits.narrowed = "span.op:db";
    assert_total(TRACES_BY_TIME, &limits, true, "span.op:db has:trace", "");
    assert_total(TRACES_BY_DURATION, &limits, true, "span.op:db", "");
    limits = everything;
    limits.rootless = true;
    assert_total(TRACES_BY_DURATION, &limits, true, "is_transaction:true", " with a transaction");
}

static void a_search_finds_by_any_span(void)
{
    struct traces_limits limits = {
        .base = "project:a OR project:b", .narrowed = "span.op:db", .low_ms = 20, .high_ms = 50};
    static const char found[] = "(project:a OR project:b) span.op:db span.duration:>=20.000ms "
                                "span.duration:<50.000ms";
    g_assert_true(traces_searched(&limits));
    assert_asked(TRACES_BY_TIME, &limits, true, ENDPOINT_TRACES, found, "-timestamp");
    assert_asked(TRACES_BY_DURATION, &limits, true, ENDPOINT_EVENTS, found, "-span.duration");
    /* Errors are not spans: in what a search found they are counted, not asked for. */
    g_assert_false(traces_order_asked(TRACES_BY_ERRORS, &limits));
    assert_asked(TRACES_BY_ERRORS, &limits, true, ENDPOINT_TRACES, found, "-timestamp");
    g_assert_true(traces_order_asked(TRACES_BY_ERRORS, &everything));
}

static void a_region_alone_is_of_roots(void)
{
    struct traces_limits limits = {.region = true, .low_ms = 10000, .high_ms = (double)NAN};
    g_autofree char *search = traces_search(&limits);
    g_assert_cmpstr(search, ==, "is_transaction:true !has:parent_span span.duration:>=10000.000ms");
    limits.low_ms = (double)NAN;
    g_autofree char *timed = traces_search(&limits);
    g_assert_cmpstr(timed, ==, "is_transaction:true !has:parent_span");
    limits.low_ms = 10000;
    limits.rootless = true;
    g_autofree char *tops = traces_subject(&limits);
    g_assert_cmpstr(tops, ==, "is_transaction:true span.duration:>=10000.000ms");
    g_assert_false(traces_searched(&limits));
}

static void the_next_page_is_asked_by_its_cursor(void)
{
    g_autoptr(request) next = traces_request(TRACES_BY_TIME, &everything, true, "0:100:0");
    g_assert_cmpstr(pairs_value(next->query, "cursor"), ==, "0:100:0");
}

/* --- reading --- */

static const char *const span_fields[] = {"id",          "trace",
                                          "parent_span", "is_transaction",
                                          "timestamp",   "span.duration",
                                          "project",     "transaction",
                                          "span.status", NULL};
static const char *const span_cells[] = {
    /* a child that began first, its root, the root of another, one without a root, no trace */
    "a2",
    "aa",
    "a1",
    "true",
    "2026-11-22T03:10:00Z",
    "45000",
    "inventory",
    "check",
    "ok",
    "a1",
    "aa",
    NULL,
    "true",
    "2026-11-22T03:10:01Z",
    "30000",
    "web",
    "charge",
    "internal_error",
    "b1",
    "bb",
    "",
    "1",
    "2026-11-22T03:09:00Z",
    "1.5",
    "web",
    "get",
    "ok",
    "c2",
    "cc",
    "c1",
    "true",
    "2026-11-22T03:08:02Z",
    "20",
    "worker",
    "later",
    NULL,
    "c3",
    "cc",
    "c1",
    "true",
    "2026-11-22T03:08:01Z",
    "30",
    "worker",
    "first",
    NULL,
    "c4",
    "cc",
    "c3",
    "false",
    "2026-11-22T03:08:00Z",
    "10",
    "worker",
    "part",
    NULL,
    "d1",
    NULL,
    NULL,
    "true",
    "2026-11-22T03:08:00Z",
    "10",
    "worker",
    "part",
    NULL,
};

static const struct trace_summary *one_of(const GPtrArray *traces, guint index)
{
    return g_ptr_array_index((GPtrArray *)traces, index);
}

static void a_trace_is_what_its_root_is(void)
{
    struct rows *rows = rows_of(span_fields, span_cells, 7);
    g_autoptr(GPtrArray) traces = traces_of_spans(rows, true, false);
    g_assert_cmpuint(traces->len, ==, 3);
    const struct trace_summary *first = one_of(traces, 0), *third = one_of(traces, 2);
    g_assert_cmpstr(first->id, ==, "aa");
    g_assert_cmpstr(first->service, ==, "web");
    g_assert_cmpstr(first->name, ==, "charge");
    g_assert_cmpstr(first->span_id, ==, "a1");
    g_assert_cmpint(first->root_us, ==, 30000000);
    g_assert_true(first->failed);
    g_assert_cmpint(first->found_us, ==, -1);
    g_assert_cmpint(one_of(traces, 1)->root_us, ==, 1500);
    g_assert_cmpstr(third->name, ==, "first"); /* the earliest transaction, not the latest row */
    g_assert_cmpint(third->spans, ==, -1);
    g_assert_cmpint(third->errors, ==, -1);
    rows_free(rows);
}

static void spans_that_were_searched_for_are_no_roots(void)
{
    struct rows *rows = rows_of(span_fields, span_cells, 7);
    g_autoptr(GPtrArray) traces = traces_of_spans(rows, false, true);
    const struct trace_summary *first = one_of(traces, 0), *third = one_of(traces, 2);
    g_assert_cmpint(first->found_us, ==, 45000000);
    g_assert_cmpstr(first->name, ==, "charge");
    g_assert_null(third->name);
    g_assert_cmpint(third->start_ms, ==, 0);
    g_assert_cmpint(third->found_us, ==, 30000);
    rows_free(rows);
}

static void none_counted_is_zero_only_where_it_was_asked(void)
{
    static const char *const fields[] = {"trace", "count()", "count_unique(project)", NULL};
    static const char *const cells[] = {"aa", "41", "4", "bb", "garbage", "1"};
    struct rows *rows = rows_of(fields, cells, 2);
    g_autoptr(GPtrArray) counts = traces_of_groups(rows, false, false);
    g_autoptr(GPtrArray) asked = g_ptr_array_new();
    g_ptr_array_add(asked, (char *)"aa");
    g_ptr_array_add(asked, (char *)"cc");
    g_assert_cmpint(one_of(counts, 0)->spans, ==, 41);
    g_assert_cmpint(one_of(counts, 0)->services, ==, 4);
    g_assert_cmpint(one_of(counts, 1)->spans, ==, -1);
    traces_none(counts, asked, true);
    g_assert_cmpuint(counts->len, ==, 3);
    g_assert_cmpint(one_of(counts, 0)->errors, ==, -1);
    g_assert_cmpint(one_of(counts, 2)->errors, ==, 0);
    g_assert_cmpint(one_of(counts, 2)->spans, ==, -1);
    rows_free(rows);
}

static void the_unknown_is_sorted_last(void)
{
    g_autoptr(GPtrArray) traces =
        g_ptr_array_new_with_free_func((GDestroyNotify)trace_summary_free);
    static const int64_t errors[] = {-1, 0, 7, 2};
    for (size_t i = 0; i < G_N_ELEMENTS(errors); i++) {
        struct trace_summary *one = trace_summary_new("x");
        one->errors = errors[i];
        g_ptr_array_add(traces, one);
    }
    traces_sort(traces, TRACES_BY_ERRORS);
    g_assert_cmpint(one_of(traces, 0)->errors, ==, 7);
    g_assert_cmpint(one_of(traces, 2)->errors, ==, 0);
    g_assert_cmpint(one_of(traces, 3)->errors, ==, -1);
}

/* --- samples --- */

static void samples_are_taken_once(void)
{
    struct rows *rows = rows_of(span_fields, span_cells, 7);
    g_autoptr(GPtrArray) points = g_ptr_array_new_with_free_func((GDestroyNotify)traces_point_free);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    traces_add_points(points, seen, rows);
    traces_add_points(points, seen, rows);
    g_assert_cmpuint(points->len, ==, 6); /* one has no trace to open */
    const struct traces_point *second = points->pdata[1];
    g_assert_cmpstr(second->trace_id, ==, "aa");
    g_assert_cmpfloat(second->ms, ==, 30000);
    g_assert_true(second->failed);
    rows_free(rows);
}

static size_t bin_of(double ms)
{
    g_autoptr(GPtrArray) points = g_ptr_array_new_with_free_func((GDestroyNotify)traces_point_free);
    struct traces_point *point = g_new0(struct traces_point, 1);
    double bins[TRACES_BINS], percentiles[3];
    point->ms = ms;
    g_ptr_array_add(points, point);
    traces_bins_of_points(points, bins, percentiles);
    g_assert_cmpfloat(percentiles[0], ==, ms);
    for (size_t i = 0; i < TRACES_BINS; i++)
        if (bins[i] > 0)
            return i;
    g_assert_not_reached();
}

static void a_duration_falls_into_one_bin(void)
{
    g_assert_cmpuint(bin_of(0.001), ==, 0);
    g_assert_cmpuint(bin_of(1.999), ==, 0);
    g_assert_cmpuint(bin_of(2), ==, 1);
    g_assert_cmpuint(bin_of(4.999), ==, 1);
    g_assert_cmpuint(bin_of(30000), ==, 13); /* 20s to 50s */
    g_assert_cmpuint(bin_of(1e9), ==, TRACES_BINS - 1);
}

/* The API counts what is at least as long as each edge; bins are what lies between. */
static void counts_above_edges_become_bins(void)
{
    g_autoptr(request) asked = traces_bins_request(&everything);
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < asked->query->len; i++) {
        const struct pair *pair = asked->query->pdata[i];
        if (!strcmp(pair->key, "field"))
            g_ptr_array_add(fields, pair->value);
    }
    g_assert_cmpuint(fields->len, ==, 20);  /* as many as events/ takes */
    for (guint i = 0; i < fields->len; i++) /* 100 in all, 60 above 2 ms, 50 above 5 ms, then 0 */
        g_ptr_array_add(cells, g_strdup(i == 0   ? "100"
                                        : i <= 3 ? "4.5"
                                        : i == 4 ? "60"
                                        : i == 5 ? "50"
                                                 : "0"));
    g_ptr_array_add(fields, NULL);
    struct rows *rows =
        rows_of((const char *const *)fields->pdata, (const char *const *)cells->pdata, 1);
    double bins[TRACES_BINS], percentiles[3];
    int64_t total;
    g_assert_true(traces_read_bins(rows, bins, percentiles, &total));
    g_assert_cmpfloat(bins[0], ==, 40);
    g_assert_cmpfloat(bins[1], ==, 10);
    g_assert_cmpfloat(bins[2], ==, 50);
    g_assert_cmpfloat(bins[3], ==, 0);
    g_assert_cmpfloat(bins[TRACES_BINS - 1], ==, 0);
    g_assert_cmpint(total, ==, 100);
    g_assert_cmpfloat(percentiles[2], ==, 4.5);
    rows_free(rows);
    static const char *const other[] = {"count()", NULL};
    static const char *const cell[] = {"7"};
    rows = rows_of(other, cell, 1);
    g_assert_false(traces_read_bins(rows, bins, percentiles, &total));
    rows_free(rows);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/traces rows/each order is asked where it is answered",
                    each_order_is_asked_where_it_is_answered);
    g_test_add_func("/traces rows/a search finds by any span", a_search_finds_by_any_span);
    g_test_add_func("/traces rows/a region alone is of roots", a_region_alone_is_of_roots);
    g_test_add_func("/traces rows/the next page is asked by its cursor",
                    the_next_page_is_asked_by_its_cursor);
    g_test_add_func("/traces rows/a trace is what its root is", a_trace_is_what_its_root_is);
    g_test_add_func("/traces rows/spans that were searched for are no roots",
                    spans_that_were_searched_for_are_no_roots);
    g_test_add_func("/traces rows/none counted is zero only where it was asked",
                    none_counted_is_zero_only_where_it_was_asked);
    g_test_add_func("/traces rows/the unknown is sorted last", the_unknown_is_sorted_last);
    g_test_add_func("/traces rows/samples are taken once", samples_are_taken_once);
    g_test_add_func("/traces rows/a duration falls into one bin", a_duration_falls_into_one_bin);
    g_test_add_func("/traces rows/counts above edges become bins", counts_above_edges_become_bins);
    g_test_add_func("/traces rows/a total is of what the order lists",
                    a_total_is_of_what_the_order_lists);
    return g_test_run();
}
