/* SPDX-License-Identifier: Apache-2.0
 *
 * Siblings one after another that could run at once: queries that ask for all of something, and
 * calls.
 */
#include "api/insight/problem_internal.h"

#include <string.h>

#define LEAST_QUERIES      2
#define LEAST_QUERY_US     30000
#define QUERIES_SAVED_US   100000
#define QUERIES_SAVED_PART 10 /* of their time, one part of so many */
#define LEAST_CALLS        3
#define LEAST_CALL_US      500000
#define MOST_BETWEEN_US    500000
#define CALLS_SAVED_US     2000000

struct row {
    const struct trace *trace;
    GArray *spans; /* of int: siblings that follow one another */
    int64_t end_us;
};

struct kind {
    enum problem_class of;
    bool (*fits)(const struct problem_search *search, const struct span *span);
    int64_t most_between_us;
    void (*settle)(struct problem_search *search, struct row *row);
};

static const struct span *in_row(const struct row *row, guint i)
{
    return trace_span_at(row->trace, g_array_index(row->spans, int, i));
}

/* --- queries --- */

/* It asks for all of something: nothing that an earlier query answered can be in it. */
static bool waits_for_nothing(const struct problem_search *search, const struct span *span)
{
    if (!problem_is(search, span, CLASS_SELECT) || !problem_is_complete(span) ||
        problem_took(span) <= LEAST_QUERY_US || strcasestr(span->name, " where "))
        return false;
    g_autoptr(GString) like = g_string_new(NULL);
    span_like_name(like, span->name);
    return !strchr(like->str, '?');
}

static bool are_all_alike(const struct row *row)
{
    for (guint i = 1; i < row->spans->len; i++)
        if (in_row(row, i)->like != in_row(row, 0)->like)
            return false;
    return true;
}

static void add_queries(struct problem_search *search, const struct row *row, int64_t saved_us)
{
    struct problem *problem = problem_new(search, PROBLEM_QUERIES_IN_ROW, in_row(row, 0)->parent);
    for (guint i = 1; i < row->spans->len; i++)
        if (waits_for_nothing(search, in_row(row, i)))
            problem_add(search, problem, g_array_index(row->spans, int, i));
    problem->lost_us = saved_us;
    problem->text = g_strdup_printf("%u of %u queries in a row could run at once",
                                    problem->spans->len, row->spans->len);
}

static void settle_queries(struct problem_search *search, struct row *row)
{
    int64_t total = 0, free_us = 0, longest_us = 0;
    for (guint i = 0; i < row->spans->len; i++) {
        int64_t took = problem_took(in_row(row, i));
        total += took;
        if (i == 0 || !waits_for_nothing(search, in_row(row, i)))
            continue;
        free_us += took;
        longest_us = MAX(longest_us, took);
    }
    int64_t saved = total - MAX(longest_us, total - free_us);
    if (row->spans->len >= LEAST_QUERIES && !are_all_alike(row) && saved > QUERIES_SAVED_US &&
        saved > total / QUERIES_SAVED_PART)
        add_queries(search, row, saved);
}

/* --- calls --- */

static bool is_query(const struct problem_search *search, const struct span *span)
{
    return problem_is(search, span, CLASS_QUERY);
}

static bool is_long_call(const struct problem_search *search, const struct span *span)
{
    static const char *const methods[] = {"GET", "POST", "DELETE", "PUT", "PATCH", NULL};
    static const char *const others[] = {"_next/static/", "_next/data/",
                                         "aiplatform.googleapis.com"};
    char room[16];
    if (!problem_is(search, span, CLASS_CALL) || problem_took(span) <= LEAST_CALL_US ||
        !g_strv_contains(methods, problem_method(span, room, sizeof room)))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (strstr(problem_url(span), others[i]))
            return false;
    return true;
}

static void settle_calls(struct problem_search *search, struct row *row)
{
    int64_t total = 0, longest = 0;
    for (guint i = 0; i < row->spans->len; i++) {
        int64_t took = problem_took(in_row(row, i));
        total += took;
        longest = MAX(longest, took);
    }
    if (row->spans->len < LEAST_CALLS || total - longest <= CALLS_SAVED_US)
        return;
    struct problem *problem = problem_new(search, PROBLEM_CALLS_IN_ROW, in_row(row, 0)->parent);
    for (guint i = 0; i < row->spans->len; i++)
        problem_add(search, problem, g_array_index(row->spans, int, i));
    problem->lost_us = total - longest;
    problem->text = g_strdup_printf("%u calls in a row", row->spans->len);
}

static const struct kind kinds[] = {
    {CLASS_QUERY, is_query,     INT64_MAX,       settle_queries},
    {CLASS_CALL,  is_long_call, MOST_BETWEEN_US, settle_calls  },
};

/* --- rows --- */

static void end_row(struct problem_search *search, const struct kind *kind, struct row *row)
{
    if (row->spans->len > 1)
        kind->settle(search, row);
    g_array_set_size(row->spans, 0);
}

static void look_below(struct problem_search *search, const struct kind *kind, struct row *row,
                       int parent)
{
    int last = parent + trace_span_at(row->trace, parent)->descendants;
    for (int c = parent + 1; c <= last; c = trace_after(row->trace, c)) {
        const struct span *span = trace_span_at(row->trace, c);
        if (!kind->fits(search, span))
            continue;
        int64_t gap = problem_gap(row->end_us, span->start_us);
        if (row->spans->len && (gap < -PROBLEM_ROUNDING_US || gap > kind->most_between_us))
            end_row(search, kind, row);
        g_array_append_val(row->spans, c);
        row->end_us = span_end_us(span);
    }
    end_row(search, kind, row);
}

void problem_find_in_row(struct problem_search *search)
{
    struct row row = {.trace = search->trace, .spans = g_array_new(FALSE, FALSE, sizeof(int))};
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (int i = 0; i < trace_span_count(search->trace); i++)
            if (search->below[i] & kinds[k].of)
                look_below(search, &kinds[k], &row, i);
    g_array_unref(row.spans);
}
