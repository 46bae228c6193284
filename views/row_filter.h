/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rows of a segment pass: a floor of severity, patterns that each row must match or must not,
 * and a query, evaluated over a run of rows at a time. All of them must let a row through.
 *
 * A filter is made once and then only read, by any number of threads; each of them has a run of its
 * own. Messages that lie end to end are searched as one buffer for what a pattern must contain
 * (views/literals.h); only rows that have it are matched.
 */
#ifndef VIEWS_ROW_FILTER_H
#define VIEWS_ROW_FILTER_H

#include "api/model/frame.h"
#include "api/model/issue.h"
#include "api/query/query.h"
#include "views/matcher.h"

struct row_filter;
struct row_filter_run;
struct row_query;

/* The most of one search that patterns may cost before the rows they still were to be matched with
 * are given up at once: rows that met PCRE2's match limit. */
#define ROW_FILTER_COSTLY 20000

/* A query that several filters share. Takes it. */
struct row_query *row_query_new(struct query *query);
void row_query_unref(struct row_query *query);

struct row_filter *row_filter_new(enum level floor);
/* Before it is used: rows must match, or with `hide` must not. Takes a reference. */
void row_filter_add(struct row_filter *filter, struct matcher *matcher, bool hide);
/* Before it is used: rows that the query selects. */
void row_filter_select(struct row_filter *filter, struct row_query *query);
/* A new one with the same floor and patterns, without the query; `filter` may be NULL. */
struct row_filter *row_filter_again(const struct row_filter *filter);
struct row_filter *row_filter_ref(struct row_filter *filter);
void row_filter_unref(struct row_filter *filter);

/* Every row passes. */
bool row_filter_is_empty(const struct row_filter *filter);
/* Nobody wants to know any more: runs come to an end soon. Any thread. */
void row_filter_cancel(struct row_filter *filter);
/* Rows that were too costly for a pattern, and so count as not matching. Any thread. */
size_t row_filter_costly(const struct row_filter *filter);

struct row_filter_run *row_filter_run_new(struct row_filter *filter);
void row_filter_run_free(struct row_filter_run *run);
/* Sets bit r - from of `bits` (zeroed) for each row r in [from, to) that passes. Any thread when
 * the segment is sealed, or its rows lie elsewhere; else the one that fills it. False = cancelled.
 */
bool row_filter_rows(struct row_filter_run *run, const struct segment *segment, size_t from,
                     size_t to, uint64_t *bits);

#endif
