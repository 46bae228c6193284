/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/mix.h"

#include <math.h>
#include <string.h>

#define WITHIN_GAIN 1.2 /* how much larger a move within another value must be to be named */
#define MOST_GROUPS 64

/* The groups, taken apart: what each key's value is in each group. */
struct table {
    size_t groups, keys;
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

/* Pooled shares on both sides of the onset, without its own bucket, in which the change fell
 * somewhere; false when either side counted too little. */
static bool pool(const struct table *table, const struct selection *selection, struct onset *onset)
{
    double parts[2] = {0}, wholes[2] = {0};
    size_t count = table->signals[0]->series.count;
    for (size_t i = 0; i < count; i++) {
        double part, whole;
        if ((gssize)i == onset->bucket) {
            continue;
        }
        count_at(table, selection, i, &part, &whole);
        int side = (gssize)i > onset->bucket;
        parts[side] += part;
        wholes[side] += whole;
    }
    if (wholes[0] < MIX_LEAST_COUNT || wholes[1] < MIX_LEAST_COUNT) {
        return false;
    }
    onset->before = parts[0] / wholes[0];
    onset->after = parts[1] / wholes[1];
    return fabs(onset->after - onset->before) >= MIX_LEAST_MOVE;
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
    if (onset.kind == ONSET_NONE || onset.kind == ONSET_RAMP || !pool(table, selection, &onset)) {
        series_clear(&share);
        return NULL;
    }
    onset.kind = ONSET_MIX;
    struct mix_shift *shift = g_new0(struct mix_shift, 1);
    shift->onset = onset;
    shift->share = share;
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
    for (size_t key = 0; table.groups > 1 && key < table.keys; key++) {
        for (size_t group = 0; group < table.groups; group++) {
            if (!first_with_value(&table, key, group)) {
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
