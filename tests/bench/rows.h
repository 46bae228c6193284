/* SPDX-License-Identifier: Apache-2.0
 *
 * The log rows of the benches, made from their number alone: a million that lie in the past, and
 * those that come at a rate from the moment `flow` began. The console gets them as pages of the
 * API, lnav as lines of a file.
 */
#ifndef TESTS_BENCH_ROWS_H
#define TESTS_BENCH_ROWS_H

#include <glib.h>

#define ROWS_PAST 1000000

struct rows_clock {
    gint64 start_ns; /* the newest row of the past */
    gint64 flow_ns;  /* rows come from here on */
    gint64 rate;     /* so many a second; 0 = none come */
};

gint64 rows_time_ns(const struct rows_clock *clock, gint64 row);
/* The first row at or after the time. */
gint64 rows_at(const struct rows_clock *clock, gint64 time_ns);
/* How many there are by now. */
gint64 rows_count(const struct rows_clock *clock, gint64 now_ns);
/* Appends a row as an object of the API's answers, or as a line for lnav, without a newline. */
void rows_append_json(const struct rows_clock *clock, gint64 row, GString *out);
void rows_append_line(const struct rows_clock *clock, gint64 row, GString *out);

#endif
