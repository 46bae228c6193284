/* SPDX-License-Identifier: Apache-2.0
 *
 * When a series left its usual, and how. Pure functions; one pass over a few hundred points;
 * deterministic. The methods and their published sources are named at each function in onset.c.
 */
#ifndef API_INSIGHT_ONSET_H
#define API_INSIGHT_ONSET_H

#include "api/model/series.h"

enum onset_kind { ONSET_NONE, ONSET_RISE, ONSET_DROP, ONSET_SILENCE, ONSET_RAMP, ONSET_MIX };

struct onset {
    enum onset_kind kind;
    gssize bucket;   /* first bucket out of the usual */
    int64_t time_ms; /* its start, refined to the change point */
    double before;   /* usual level: median before */
    double after;    /* level since: median since (ramp: the last fitted value) */
    double spread;   /* robust spread before, 1.4826 MAD */
    double score;    /* how far out, in spreads; comparable between signals */
    double slope;    /* ramp: units a minute; else 0 */
    bool ongoing;    /* still out at the last bucket */
};

/* Looks for the latest onset in `series`. Needs at least 12 buckets with data; less gives
 * ONSET_NONE. `unit_rate`: 0..1 values. */
struct onset onset_find(const struct series *series);

/* One attribute's shares of a metric moved although its total may not have. */
struct mix_shift {
    struct onset onset;              /* kind ONSET_MIX; before and after are shares 0..1 */
    char *key, *value;               /* the attribute and the value whose share moved most */
    char *within_key, *within_value; /* the other attribute value within which it moved, or NULL */
};
/* `groups`: struct signal * of one metric, each with its group_key and group_value set to the
 * joined keys and values (key1\x1fkey2, value1\x1fvalue2) and all on the same buckets. NULL when no
 * mix shifted. */
struct mix_shift *mix_shift_find(const GPtrArray *groups);
void mix_shift_free(struct mix_shift *shift);

/* Usual band of a series: per bucket median and spread of what came before it (robust, seasonal
 * where history suffices). */
struct usual {
    double median, low, high; /* low and high: the band */
    bool seasonal;
    size_t samples;
};
struct usual usual_of(const struct series *series, gssize before_bucket);

/* Median and p90 of durations (us) of like spans; for the waterfall's "usual". Sorts `durations` in
 * place. */
struct usual usual_of_values(double *values, size_t count);

#endif
