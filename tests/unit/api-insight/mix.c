/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/mix.h"

#include <math.h>

#define BUCKETS      120
#define ONSET_BUCKET 110

/* recommendations.served by source and ranking version: per-bucket counts before and after the
 * onset. */
static const struct {
    const char *source, *version;
    double before, after;
} rows[] = {
    {"personalised", "v1", 107, 107},
    {"fallback",     "v1", 3,   3  },
    {"personalised", "v2", 88,  3  },
    {"fallback",     "v2", 2,   87 },
};

static GPtrArray *groups(bool shifted)
{
    GPtrArray *signals = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    g_autoptr(GRand) random = g_rand_new_with_seed(12);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct signal *signal = signal_new();
        signal->group_key = g_strdup("source\x1franking_version");
        signal->group_value = g_strdup_printf("%s\x1f%s", rows[i].source, rows[i].version);
        series_init(&signal->series, 0, 30000, BUCKETS);
        for (size_t k = 0; k < BUCKETS; k++) {
            double mean = shifted && k >= ONSET_BUCKET ? rows[i].after : rows[i].before;
            signal->series.values[k] = floor(mean * (0.9 + 0.2 * g_rand_double(random)) + 0.5);
        }
        g_ptr_array_add(signals, signal);
    }
    return signals;
}

static void a_shift_within_one_version_is_told_by_the_value_that_was_lost(void)
{
    g_autoptr(GPtrArray) signals = groups(true);
    struct mix_shift *shift = mix_shift_find(signals);
    g_assert_nonnull(shift);
    g_assert_cmpint(shift->onset.kind, ==, ONSET_MIX);
    g_assert_cmpstr(shift->key, ==, "source");
    g_assert_cmpstr(shift->value, ==, "personalised");
    g_assert_cmpstr(shift->within_key, ==, "ranking_version");
    g_assert_cmpstr(shift->within_value, ==, "v2");
    g_assert_cmpint(shift->onset.bucket, ==, ONSET_BUCKET);
    g_assert_cmpfloat(fabs(shift->onset.before - 0.978), <, 0.01);
    g_assert_cmpfloat(fabs(shift->onset.after - 0.033), <, 0.01);
    mix_shift_free(shift);
}

static void the_bucket_in_which_it_changed_belongs_to_neither_side(void)
{
    g_autoptr(GPtrArray) signals = groups(true);
    struct signal *lost = g_ptr_array_index(signals, 2);
    struct signal *gained = g_ptr_array_index(signals, 3);
    lost->series.values[ONSET_BUCKET] = 45;
    gained->series.values[ONSET_BUCKET] = 45;
    struct mix_shift *shift = mix_shift_find(signals);
    g_assert_nonnull(shift);
    g_assert_cmpfloat(fabs(shift->onset.after - 0.033), <, 0.01);
    mix_shift_free(shift);
}

static void a_steady_mix_is_no_shift(void)
{
    g_autoptr(GPtrArray) signals = groups(false);
    g_assert_null(mix_shift_find(signals));
}

/* From the onset on everything is counted under the next release. */
static void release(GPtrArray *signals)
{
    for (guint i = 0, count = signals->len; i < count; i++) {
        struct signal *old = signals->pdata[i], *new = signal_copy(old);
        g_autofree char *value = g_steal_pointer(&old->group_value);
        g_free(old->group_key);
        g_free(new->group_key);
        g_free(new->group_value);
        old->group_key = g_strdup("source\x1franking_version\x1frelease");
        new->group_key = g_strdup(old->group_key);
        old->group_value = g_strdup_printf("%s\x1fshop@1", value);
        new->group_value = g_strdup_printf("%s\x1fshop@2", value);
        for (size_t k = 0; k < BUCKETS; k++)
            (k < ONSET_BUCKET ? new : old)->series.values[k] = 0;
        g_ptr_array_add(signals, new);
    }
}

/* That it came is known from its deploy; it would stand before any other shift. */
static void a_release_that_follows_another_is_no_shift(void)
{
    g_autoptr(GPtrArray) steady = groups(false);
    release(steady);
    g_assert_null(mix_shift_find(steady));
    g_autoptr(GPtrArray) shifted = groups(true);
    release(shifted);
    struct mix_shift *shift = mix_shift_find(shifted);
    g_assert_nonnull(shift);
    g_assert_cmpstr(shift->key, ==, "source");
    g_assert_cmpstr(shift->value, ==, "personalised");
    mix_shift_free(shift);
}

static void a_handful_of_events_is_no_shift(void)
{
    g_autoptr(GPtrArray) signals = groups(true);
    for (guint i = 0; i < signals->len; i++) {
        struct signal *signal = g_ptr_array_index(signals, i);
        for (size_t k = 0; k < BUCKETS; k++) {
            signal->series.values[k] =
                k >= ONSET_BUCKET && k < ONSET_BUCKET + 2 ? (double)(i % 2) : 0;
        }
    }
    g_assert_null(mix_shift_find(signals));
}

static void groups_that_do_not_fit_are_left_out(void)
{
    g_autoptr(GPtrArray) signals = groups(true);
    struct signal *odd = signal_new();
    odd->group_key = g_strdup("source");
    odd->group_value = g_strdup("personalised");
    series_init(&odd->series, 0, 30000, 3);
    g_ptr_array_add(signals, odd);
    g_ptr_array_add(signals, signal_new());
    struct mix_shift *shift = mix_shift_find(signals);
    g_assert_nonnull(shift);
    mix_shift_free(shift);
}

static const struct quiet {
    int values; /* of each of two keys: groups are all their pairs */
    size_t buckets;
    double mean; /* of a group, a bucket */
    double
        flicker; /* of the first key's values, each by itself: shares spread more than draws do */
    int metrics;
} quiets[] = {
    {2, 120, 2, 0, 70 },
    {2, 24,  2, 2, 130},
    {4, 14,  3, 1, 100},
    {4, 24,  1, 2, 100},
    {4, 120, 2, 2, 20 },
    {6, 24,  1, 1, 70 },
    {6, 30,  1, 0, 70 },
    {6, 24,  9, 2, 70 },
};

static GPtrArray *quiet_groups(GRand *random, const struct quiet *quiet)
{
    GPtrArray *signals = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    int groups = quiet->values * quiet->values;
    for (int i = 0; i < groups; i++) {
        struct signal *signal = signal_new();
        signal->group_key = g_strdup("first\x1fsecond");
        signal->group_value = g_strdup_printf("%d\x1f%d", i / quiet->values, i % quiet->values);
        series_init(&signal->series, 0, 30000, quiet->buckets);
        g_ptr_array_add(signals, signal);
    }
    for (size_t k = 0; k < quiet->buckets; k++) {
        double mean = 0;
        for (int i = 0; i < groups; i++) {
            struct signal *signal = g_ptr_array_index(signals, i);
            if (i % quiet->values == 0)
                mean = quiet->mean * exp(quiet->flicker * (g_rand_double(random) - 0.5));
            double count = 0, least = exp(-mean); /* Poisson (Knuth) */
            for (double product = g_rand_double(random); product > least; count++)
                product *= g_rand_double(random);
            signal->series.values[k] = count;
        }
    }
    return signals;
}

static void however_many_values_are_looked_at_none_shifts_by_chance(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    int shifts = 0, metrics = 0;
    for (size_t q = 0; q < G_N_ELEMENTS(quiets); q++) {
        int before = shifts;
        for (int i = 0; i < quiets[q].metrics; i++) {
            g_autoptr(GPtrArray) signals = quiet_groups(random, &quiets[q]);
            struct mix_shift *shift = mix_shift_find(signals);
            shifts += shift != NULL;
            mix_shift_free(shift);
        }
        metrics += quiets[q].metrics;
        g_test_message("%d values, %zu buckets: %d of %d", quiets[q].values, quiets[q].buckets,
                       shifts - before, quiets[q].metrics);
    }
    g_assert_cmpint(shifts * 1000, <=, MIX_FALSE_ALARMS * metrics);
}

static void a_shift_tells_how_many_were_looked_at(void)
{
    g_autoptr(GPtrArray) signals = groups(true);
    struct mix_shift *shift = mix_shift_find(signals);
    g_assert_nonnull(shift);
    g_assert_cmpuint(shift->looked_at, ==, 2 + 2 + 2 * 2 * 2);
    g_assert_cmpfloat(shift->chance, <, 1e-9);
    mix_shift_free(shift);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mix/a shift within one version is told by the value that was lost",
                    a_shift_within_one_version_is_told_by_the_value_that_was_lost);
    g_test_add_func("/mix/the bucket in which it changed belongs to neither side",
                    the_bucket_in_which_it_changed_belongs_to_neither_side);
    g_test_add_func("/mix/however many values are looked at, none shifts by chance",
                    however_many_values_are_looked_at_none_shifts_by_chance);
    g_test_add_func("/mix/a shift tells how many were looked at",
                    a_shift_tells_how_many_were_looked_at);
    g_test_add_func("/mix/a release that follows another is no shift",
                    a_release_that_follows_another_is_no_shift);
    g_test_add_func("/mix/a steady mix is no shift", a_steady_mix_is_no_shift);
    g_test_add_func("/mix/a handful of events is no shift", a_handful_of_events_is_no_shift);
    g_test_add_func("/mix/groups that do not fit are left out",
                    groups_that_do_not_fit_are_left_out);
    return g_test_run();
}
