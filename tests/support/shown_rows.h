/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a waterfall as a line of text, for tests.
 */
#ifndef TESTS_SUPPORT_SHOWN_ROWS_H
#define TESTS_SUPPORT_SHOWN_ROWS_H

#include "tests/support/traces.h"
#include "views/trace_rows.h"

/* The ids of spans in order, "xN" for a run of N; separated by blanks. */
static inline void assert_shown(const struct trace_rows *rows, const char *wanted)
{
    g_autoptr(GString) have = g_string_new(NULL);
    for (size_t i = 0; i < trace_rows_count(rows); i++) {
        struct trace_row row = trace_rows_at(rows, i);
        if (i)
            g_string_append_c(have, ' ');
        if (row.run >= 0)
            g_string_append_printf(have, "x%d", span_runs_at(&rows->trace->runs, row.run)->count);
        else
            g_string_append(have, trace_span_at(rows->trace, row.span)->id);
    }
    g_assert_cmpstr(have->str, ==, wanted);
}

static inline struct trace_row row_of(const struct trace_rows *rows, const char *id)
{
    return (struct trace_row){trace_find(rows->trace, id), -1};
}

/* page has a run of three queries, a slow call with a run of its own below it, and a failure. */
static const struct given_span given_page[] = {
    {"page",  NULL,   0,  200, false},
    {"q1",    "page", 1,  5,   false},
    {"q2",    "page", 10, 20,  false},
    {"q3",    "page", 40, 9,   false},
    {"call",  "page", 50, 100, false},
    {"g1",    "call", 51, 10,  false},
    {"g2",    "call", 62, 10,  false},
    {"g3",    "call", 73, 10,  false},
    {"crash", "page", 60, 1,   true },
};

/* A trace and its rows. */
struct shown {
    struct trace *trace;
    struct trace_rows rows;
};

/* `trace` is taken. */
static inline void shown_set_up(struct shown *shown, struct trace *trace)
{
    shown->trace = trace;
    trace_rows_init(&shown->rows, trace);
}

static inline void shown_tear_down(struct shown *shown, gconstpointer data)
{
    (void)data;
    trace_rows_clear(&shown->rows);
    trace_free(shown->trace);
}

/* The same with names by which the queries, and the calls, are alike. */
static inline struct trace *page_trace(void)
{
    struct trace *trace = trace_of(given_page, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(given_page); i++) {
        struct span *span = trace_add_span(trace);
        span->id = trace_text(trace, given_page[i].id);
        span->parent_id = trace_text(trace, given_page[i].parent);
        span->name = *given_page[i].id == 'q'   ? "SELECT"
                     : *given_page[i].id == 'g' ? "GET"
                                                : span->id;
        span->service = *given_page[i].id == 'g' ? "cache" : "web";
        span->status = given_page[i].failed ? "internal_error" : "ok";
        span->start_us = 1000000 + given_page[i].start_ms * 1000;
        span->duration_us = given_page[i].duration_ms * 1000;
    }
    trace_arrange(trace);
    return trace;
}

#endif
