/* SPDX-License-Identifier: Apache-2.0
 *
 * A chart's line against an earlier one of the same: the period before, or the time before a
 * deploy laid over the time after it. The two are as far apart as whole buckets allow.
 */
#ifndef VIEWS_CHART_AGAINST_H
#define VIEWS_CHART_AGAINST_H

#include "views/chart_data.h"

enum against_kind { AGAINST_NOTHING, AGAINST_PERIOD, AGAINST_DEPLOY };

struct chart_against {
    enum against_kind kind;
    int64_t offset_ms; /* how much earlier; whole buckets */
    int64_t from_ms;   /* compared from here on */
    int64_t deploy_ms;
    int64_t start_ms; /* of the series when it was asked, */
    size_t asked_for; /* and its buckets */
    char *label;      /* "1h before", "before inventory@3.1.0" */
    struct series earlier;
    double *values; /* laid on the buckets of the chart's series; NULL until known */
    size_t count;
    char *error;
    uint64_t asked;
};

struct against_summary {
    double now, then; /* medians of the buckets that both have; NAN without any */
    size_t buckets;
};

/* How much earlier, for a series and the time of a deploy in it; *from_ms is the first bucket that
 * is wholly after it. 0 when no bucket is. The bucket of the deploy itself is on neither side. */
int64_t against_deploy_offset(const struct series *series, int64_t deploy_ms, int64_t *from_ms);
/* Values of `earlier`, moved by offset_ms, on the buckets of `series` from from_ms on; NAN where
 * there are none. Newly allocated. */
double *against_lay(const struct series *earlier, const struct series *series, int64_t offset_ms,
                    int64_t from_ms);
struct against_summary against_summary(const struct chart_against *against,
                                       const struct series *series);

void chart_against_clear(struct chart_against *against);
/* The next kind: the period before, then before the last deploy until at_ms, then nothing; false
 * when there is none of its own to say. `series` is that of line `line`. */
void chart_against_next(struct chart_against *against, struct view *view,
                        const struct chart_data *data, int line, const struct series *series,
                        int64_t at_ms);
/* Asks again when the series has moved on, or is of another line or aggregate (`anew`). */
void chart_against_follow(struct chart_against *against, struct view *view,
                          const struct chart_data *data, int line, const struct series *series,
                          bool anew);
bool chart_against_reply(struct chart_against *against, const struct chart_data *data,
                         const struct series *series, uint64_t subscription, struct reply *reply);
/* "  1h before 203ms (x223)" at a bucket; appended. */
void chart_against_words(const struct chart_against *against, const struct series *series,
                         gssize bucket, const char *unit, GString *out);

#endif
