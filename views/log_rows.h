/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the log view: a frame of what was loaded, an index of it by time, and what passes the
 * severity floor and the filter. Rows come in any order and more than once; each is kept once, in
 * its place.
 */
#ifndef VIEWS_LOG_ROWS_H
#define VIEWS_LOG_ROWS_H

#include "api/client/request.h"
#include "api/model/frame.h"
#include "views/matcher.h"

struct log_rows;

#define LOG_ROWS_MOST 262144

struct log_rows *log_rows_new(void);
void log_rows_free(struct log_rows *rows);
void log_rows_clear(struct log_rows *rows);

/* The fields to ask for; NULL-terminated. */
const char *const *log_rows_fields(void);
/* Takes in the rows of an answer; those known already are dropped. Returns how many were new. */
size_t log_rows_add(struct log_rows *rows, const struct rows *answer);

/* Filtering: rows of at least `floor` that match (or, with `hide`, do not). Takes a reference. */
void log_rows_filter(struct log_rows *rows, enum level floor, const struct matcher *matcher,
                     bool hide);
/* Goes on filtering for one slice; true when there is more to do. */
bool log_rows_work(struct log_rows *rows);

size_t log_rows_count(const struct log_rows *rows);      /* that pass */
size_t log_rows_held(const struct log_rows *rows);       /* in all */
int64_t log_rows_oldest_ns(const struct log_rows *rows); /* INT64_MAX and INT64_MIN when empty */
int64_t log_rows_newest_ns(const struct log_rows *rows);

/* One row that passes, oldest first. */
int64_t log_row_time_ns(const struct log_rows *rows, size_t row);
enum level log_row_level(const struct log_rows *rows, size_t row);
const char *log_row_id(const struct log_rows *rows, size_t row);
const char *log_row_project(const struct log_rows *rows, size_t row); /* may be NULL */
/* Text of a column, NULL when absent; lives until rows are added. */
const char *log_row_text(const struct log_rows *rows, size_t row, const char *key);
/* The first row at or after the time; the last row when all are before. */
size_t log_rows_at(const struct log_rows *rows, int64_t time_ns);
/* The row with this id, or SIZE_MAX. Looks near `hint` first. */
size_t log_rows_find(const struct log_rows *rows, const char *id, size_t hint);

#endif
