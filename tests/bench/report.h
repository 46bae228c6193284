/* SPDX-License-Identifier: Apache-2.0
 *
 * The table that a run ends with: one row a figure, with the peer of the same run, the goal and
 * whether it was met. A missed goal is said; it is not a failure of the run.
 */
#ifndef TESTS_BENCH_REPORT_H
#define TESTS_BENCH_REPORT_H

#include <glib.h>
#include <stdbool.h>

struct report;

/* What a figure is held against. */
enum goal {
    GOAL_NONE,     /* told only */
    GOAL_AT_MOST,  /* `limit`, in the figure's unit */
    GOAL_RATIO,    /* at most `limit` times the peer */
    GOAL_AT_LEAST, /* at least `limit` times the peer */
    GOAL_NO_LESS,  /* `limit` or more, in the figure's unit */
};

struct figure {
    const char *name;
    const char *unit;
    double value;
    const char *peer;  /* its name; NULL = there is none */
    double peer_value; /* NaN: it is missing here */
    enum goal goal;
    double limit;
    guint n;
};

struct report *report_new(void);
void report_free(struct report *report);
/* Prints the row and keeps it. */
void report_add(struct report *report, const struct figure *figure);
/* A line below the table. */
void report_note(struct report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Writes table and notes as Markdown. */
gboolean report_write(const struct report *report, const char *path, GError **error);
guint report_missed(const struct report *report);

#endif
