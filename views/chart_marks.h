/* SPDX-License-Identifier: Apache-2.0
 *
 * What happened while a chart's line ran: deploys, changes of flags, monitors that began to fire or
 * are well again, issues seen first or again, and the line's own onset. Each kind has its own sign,
 * on the ruler below the plot, beside the values at the cursor and in `?`. Pure.
 */
#ifndef VIEWS_CHART_MARKS_H
#define VIEWS_CHART_MARKS_H

#include "api/insight/lead.h"
#include "tui/chart.h"
#include "views/scope.h"

#define CHART_MARKS      24 /* on one chart, at most */
#define CHART_MARK_LABEL 48

enum moment_kind {
    MOMENT_ONSET,
    MOMENT_DEPLOY,
    MOMENT_FLAG,
    MOMENT_FIRING,
    MOMENT_WELL, /* a monitor that fired does no more */
    MOMENT_FIRST_SEEN,
    MOMENT_REGRESSED,
    MOMENT_UNLIKE, /* a bucket of the line that is unlike any before it */
};

struct chart_moment {
    enum moment_kind kind;
    int64_t time_ms;
    const char *sign, *ascii; /* one cell each */
    enum role role;
    char *name;  /* "3.1.0", of another service "payment 2.8.1" */
    char *words; /* "deploy of inventory 3.1.0" */
};

/* Where they are told. Arrays of struct deploy *, flag_change *, monitor *, issue *; the lead tells
 * of issues that came back. Any may be NULL. */
struct moments_told {
    const char *service; /* of the line; NULL = of none */
    const struct onset *onset;
    const GPtrArray *deploys, *flags, *monitors, *issues;
    const struct lead *lead;
    const struct series *line; /* and its unit, in whose buckets something may stand out */
    const char *unit;
    const struct scope *scope; /* of its times */
};

/* Those in [start_ms, end_ms), in order of time: CHART_MARKS at most, those of the line's own
 * service first to stay; *left_out (may be NULL) how many did not. Of struct chart_moment *. */
GPtrArray *chart_moments(const struct moments_told *told, int64_t start_ms, int64_t end_ms,
                         size_t *left_out);

/* 0..1 across the series; outside it less or more. */
double chart_part(const struct series *series, int64_t time_ms);

struct chart_marks {
    struct chart_mark marks[CHART_MARKS]; /* their labels are `labels` */
    char labels[CHART_MARKS][CHART_MARK_LABEL];
    size_t count;
};

/* As marks of a plot of that series that is `cols` cells wide, with the cursor at that part of it
 * (NAN: none): a sign, and the name where it runs into nothing else that the ruler shows. */
void chart_marks_fit(struct chart_marks *out, const GPtrArray *moments, const struct series *series,
                     double cursor, int cols, bool ascii);
/* "  ▾ deploy of inventory 3.1.0" for those in [start_ms, end_ms), but for the onset, of which the
 * values speak; appended. */
void chart_moments_words(const GPtrArray *moments, int64_t start_ms, int64_t end_ms, bool ascii,
                         GString *out);

#endif
