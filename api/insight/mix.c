/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/mix.h"

#include "api/model/release.h"

#include <math.h>
#include <string.h>

#define WITHIN_GAIN 1.2 /* how much larger a move within another value must be to be named */
#define MOST_GROUPS 64

/* The groups, taken apart: what each key's value is in each group. */
struct table {
    size_t groups, keys;
    size_t shares; /* that are looked at */
    const struct signal *signals[MOST_GROUPS];
    char **key_names;
    char **values[MOST_GROUPS];
};

/* Which groups count towards the share, and which towards the whole it is a share of. */
struct selection {
    size_t key;
    const char *value;
    gssize within_key; /* -1 = all */
    const char *within_value;
};

static void table_clear(struct table *table)
{
    g_strfreev(table->key_names);
    for (size_t i = 0; i < table->groups; i++) {
        g_strfreev(table->values[i]);
    }
}

static void table_fill(struct table *table, const GPtrArray *groups)
{
    for (guint i = 0; i < groups->len && table->groups < MOST_GROUPS; i++) {
        const struct signal *signal = g_ptr_array_index(groups, i);
        if (!signal->group_key || !signal->group_value) {
            continue;
        }
        if (!table->key_names) {
            table->key_names = g_strsplit(signal->group_key, "\x1f", -1);
            table->keys = g_strv_length(table->key_names);
        }
        char **values = g_strsplit(signal->group_value, "\x1f", -1);
        if (g_strv_length(values) != table->keys ||
            (table->groups && signal->series.count != table->signals[0]->series.count)) {
            g_strfreev(values);
            continue;
        }
        table->signals[table->groups] = signal;
        table->values[table->groups++] = values;
    }
}

static double value_at(const struct signal *signal, size_t bucket)
{
    double value = signal->series.values[bucket];
    return isfinite(value) && value > 0 ? value : 0;
}

static void count_at(const struct table *table, const struct selection *selection, size_t bucket,
                     double *part, double *whole)
{
    *part = *whole = 0;
    for (size_t i = 0; i < table->groups; i++) {
        if (selection->within_key >= 0 &&
            strcmp(table->values[i][selection->within_key], selection->within_value)) {
            continue;
        }
        double value = value_at(table->signals[i], bucket);
        *whole += value;
        if (!strcmp(table->values[i][selection->key], selection->value)) {
            *part += value;
        }
    }
}

static struct series share_series(const struct table *table, const struct selection *selection)
{
    const struct series *model = &table->signals[0]->series;
    struct series share;
    series_init(&share, model->start_ms, model->interval_ms, model->count);
    share.incomplete = model->incomplete;
    for (size_t i = 0; i < share.count; i++) {
        double part, whole;
        count_at(table, selection, i, &part, &whole);
        share.values[i] = whole > 0 ? part / whole : (double)NAN;
    }
    return share;
}

/* What was counted on both sides of an onset. */
struct sides {
    double parts[2], wholes[2];
    double dispersion; /* of the buckets before, against a binomial's; 1 or more */
    double freedom;    /* buckets that tell it, less one; 0 = none */
};

/* Without the onset's own bucket, in which the change fell somewhere. */
static struct sides sides_of(const struct table *table, const struct selection *selection,
                             gssize bucket)
{
    struct sides sides = {.dispersion = 1};
    gssize count = (gssize)table->signals[0]->series.count;
    for (gssize i = 0; i < count; i++) {
        double part, whole;
        count_at(table, selection, (size_t)i, &part, &whole);
        sides.parts[i > bucket] += i != bucket ? part : 0;
        sides.wholes[i > bucket] += i != bucket ? whole : 0;
    }
    double share = sides.wholes[0] > 0 ? sides.parts[0] / sides.wholes[0] : 0;
    double pearson = 0, buckets = 0;
    for (gssize i = 0; i < bucket && share > 0 && share < 1; i++) {
        double part, whole;
        count_at(table, selection, (size_t)i, &part, &whole);
        if (whole > 0) {
            double off = part - whole * share;
            pearson += off * off / (whole * share * (1 - share));
            buckets++;
        }
    }
    if (buckets > 1) {
        sides.freedom = buckets - 1;
        sides.dispersion = fmax(1, pearson / sides.freedom);
    }
    return sides;
}

/* The normal deviate as likely as Student's t of so much freedom (Wallace 1959). */
static double normal_of(double t, double freedom)
{
    return (8 * freedom + 1) / (8 * freedom + 3) * sqrt(freedom * log1p(t * t / freedom));
}

/* Of the test of two proportions, for all shares and all buckets at which it might have been. */
static double chance_of(const struct table *table, const struct sides *sides)
{
    double n0 = sides->wholes[0], n1 = sides->wholes[1];
    double share = (sides->parts[0] + sides->parts[1]) / (n0 + n1);
    double variance = sides->dispersion * share * (1 - share) * (1 / n0 + 1 / n1);
    double move = fabs(sides->parts[1] / n1 - sides->parts[0] / n0);
    double z = variance > 0 ? move / sqrt(variance) : 0;
    double one = erfc((sides->freedom > 0 ? normal_of(z, sides->freedom) : z) / sqrt(2));
    return fmin(1, one * (double)table->shares * (double)table->signals[0]->series.count);
}

/* Sets the pooled shares; false when either side counted too little, or when they do not differ
 * enough, in size or beyond chance. */
static bool pool(const struct table *table, const struct selection *selection, struct onset *onset,
                 double *chance)
{
    struct sides sides = sides_of(table, selection, onset->bucket);
    if (sides.wholes[0] < MIX_LEAST_COUNT || sides.wholes[1] < MIX_LEAST_COUNT) {
        return false;
    }
    onset->before = sides.parts[0] / sides.wholes[0];
    onset->after = sides.parts[1] / sides.wholes[1];
    *chance = chance_of(table, &sides);
    return fabs(onset->after - onset->before) >= MIX_LEAST_MOVE && *chance <= MIX_CHANCE;
}

static double move_of(const struct mix_shift *shift)
{
    return shift ? fabs(shift->onset.after - shift->onset.before) : 0;
}

/* A move is told by the value that lost its share: what should be there and is not says more than
 * what took its place. */
static bool better(const struct mix_shift *challenger, const struct mix_shift *best)
{
    if (!best) {
        return true;
    }
    bool narrower = challenger->within_key && !best->within_key;
    bool wider = !challenger->within_key && best->within_key;
    double gain = narrower ? WITHIN_GAIN : wider ? 1 / WITHIN_GAIN : 1;
    double difference = move_of(challenger) - gain * move_of(best);
    if (fabs(difference) < 1e-9) {
        return challenger->onset.before > best->onset.before;
    }
    return difference > 0;
}

static struct mix_shift *try_selection(const struct table *table, const struct selection *selection)
{
    struct series share = share_series(table, selection);
    struct onset onset = onset_find(&share);
    double chance = 1;
    if (onset.kind == ONSET_NONE || onset.kind == ONSET_RAMP ||
        !pool(table, selection, &onset, &chance)) {
        series_clear(&share);
        return NULL;
    }
    onset.kind = ONSET_MIX;
    struct mix_shift *shift = g_new0(struct mix_shift, 1);
    shift->onset = onset;
    shift->share = share;
    shift->looked_at = table->shares;
    shift->chance = chance;
    shift->key = g_strdup(table->key_names[selection->key]);
    shift->value = g_strdup(selection->value);
    if (selection->within_key >= 0) {
        shift->within_key = g_strdup(table->key_names[selection->within_key]);
        shift->within_value = g_strdup(selection->within_value);
    }
    return shift;
}

static void keep_better(struct mix_shift **best, struct mix_shift *challenger)
{
    if (challenger && better(challenger, *best)) {
        mix_shift_free(*best);
        *best = challenger;
    } else {
        mix_shift_free(challenger);
    }
}

/* Index of the first group with the same value of `key`: each distinct value is tried once. */
static bool first_with_value(const struct table *table, size_t key, size_t group)
{
    for (size_t i = 0; i < group; i++) {
        if (!strcmp(table->values[i][key], table->values[group][key])) {
            return false;
        }
    }
    return true;
}

static size_t count_values(const struct table *table, size_t key)
{
    size_t distinct = 0;
    for (size_t group = 0; group < table->groups; group++) {
        distinct += first_with_value(table, key, group);
    }
    return distinct;
}

/* One release follows another: that is no shift, but something may shift within one. */
static bool may_shift(const struct table *table, size_t key)
{
    return !release_is_key(table->key_names[key]);
}

/* Each value of each key, and each within each value of each other key. */
static size_t count_shares(const struct table *table)
{
    size_t shares = 0;
    for (size_t key = 0; key < table->keys; key++) {
        size_t wholes = 1;
        for (size_t other = 0; other < table->keys; other++) {
            wholes += other != key ? count_values(table, other) : 0;
        }
        shares += may_shift(table, key) ? count_values(table, key) * wholes : 0;
    }
    return shares;
}

static void try_within(const struct table *table, size_t key, const char *value,
                       struct mix_shift **best)
{
    for (size_t other = 0; other < table->keys; other++) {
        for (size_t group = 0; other != key && group < table->groups; group++) {
            if (first_with_value(table, other, group)) {
                struct selection selection = {key, value, (gssize)other,
                                              table->values[group][other]};
                keep_better(best, try_selection(table, &selection));
            }
        }
    }
}

struct mix_shift *mix_shift_find(const GPtrArray *groups)
{
    struct table table = {0};
    struct mix_shift *best = NULL;
    table_fill(&table, groups);
    table.shares = count_shares(&table);
    for (size_t key = 0; table.groups > 1 && key < table.keys; key++) {
        for (size_t group = 0; group < table.groups; group++) {
            if (!may_shift(&table, key) || !first_with_value(&table, key, group)) {
                continue;
            }
            const char *value = table.values[group][key];
            struct selection selection = {key, value, -1, NULL};
            keep_better(&best, try_selection(&table, &selection));
            try_within(&table, key, value, &best);
        }
    }
    table_clear(&table);
    return best;
}

void mix_shift_free(struct mix_shift *shift)
{
    if (!shift) {
        return;
    }
    g_free(shift->key);
    g_free(shift->value);
    g_free(shift->within_key);
    g_free(shift->within_value);
    series_clear(&shift->share);
    g_free(shift);
}
