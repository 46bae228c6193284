/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the patterns of a log view: what clusters its rows on a worker (patterns_work.c) and
 * what shows them (patterns_view.c). The clusters go with the worker and come back; meanwhile the
 * rows made of them the last time are shown. Where the rows become others, another worker begins
 * with these at once, and the first one stops.
 */
#ifndef VIEWS_PATTERNS_STATE_H
#define VIEWS_PATTERNS_STATE_H

#include "api/insight/log_patterns.h"
#include "tui/list.h"
#include "tui/scrollbar.h"
#include "views/view.h"

enum patterns_order { PATTERNS_NEW_FIRST, PATTERNS_MOST, PATTERNS_LAST, PATTERNS_ORDER_COUNT };

/* A pattern as it was when the worker last came back. */
struct pattern_row {
    unsigned id;
    char *text, *regex, *query, *example, *service; /* service NULL = several, or none */
    bool services;                                  /* several */
    uint64_t count;
    enum level level;
    int64_t first_ns, last_ns;
    double trend[LOG_PATTERN_TREND];
};

struct patterns_batch;

struct patterns_state {
    struct log_patterns *patterns; /* NULL while a worker has it */
    GHashTable *read;              /* struct segment * (a reference) -> rows read, as pointers */
    struct patterns_batch *batch;  /* that a worker has; NULL = none, or of no more use */
    GPtrArray *rows;               /* of struct pattern_row *; NULL until the first came */
    GPtrArray *shown;              /* the same in order, borrowed */
    uint64_t total, rest;
    size_t held, looked; /* rows of the logs at the last look, and of these those read */
    uint64_t filter;     /* the number of the filter whose rows they are */
    bool filtered;       /* some rows may be left out */
    int64_t first_ns, last_ns, trend_ns, bucket_ns;
    int64_t since_ns;  /* what was not seen before is new; 0 = nothing says since when */
    const char *since; /* what that is; static */
    int64_t chosen_ns; /* by the user, in place of the onset; 0 = none */
    enum patterns_order order;
    struct list list;
    struct scrollbar bar;
    bool moved;
};

/* The log view from which it was opened; NULL when there is none. */
struct view *patterns_logs(const struct view *view);
/* Gives the next rows that were not read to a worker, unless one is at it. */
void patterns_work(struct view *view);
void patterns_stop(struct patterns_state *state);
/* Puts the rows in order, the cursor staying on its pattern once it was moved. */
void patterns_sort(struct patterns_state *state);
/* The last deploy by that time, from the first row on: "the deploy of inventory 3.1.0" when that is
 * the time (*at), else "; 2m after the deploy of .."; "" when there is none. Newly allocated. */
char *patterns_deploy_words(const GPtrArray *deploys, int64_t from_ns, int64_t since_ns, bool *at);
/* First seen since the moment that counts, and rows from before it were read. */
bool patterns_is_new(const struct patterns_state *state, const struct pattern_row *row);

/* patterns_draw.c */
void patterns_draw(const struct view *view, struct surface *surface);
int patterns_head_rows(int rows); /* of so many in all */
int patterns_detail_rows(int rows);
/* The time of day in the scope's zone; returns `out`. */
const char *patterns_time(const struct view *view, int64_t time_ns, char *out, size_t size);
/* A row of the list, and the one under the cursor; NULL when there is none. */
const struct pattern_row *patterns_row(const struct patterns_state *state, size_t row);
const struct pattern_row *patterns_here(const struct view *view);

#endif
