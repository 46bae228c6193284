/* SPDX-License-Identifier: Apache-2.0
 *
 * How often a quiet series is told to have moved. Each family is a thousand made series in which
 * nothing ever happens; what onset.h states as the bound must hold for each of them by itself.
 */
#include "api/insight/onset_stream.h"
#include "tests/support/quiet.h"

#define SERIES   1000
#define STREAMED 5000 /* buckets */

/* In a thousand. */
static size_t bound_of(const struct quiet_family *family)
{
    bool remembers = family->next == quiet_remembering;
    bool long_memory = remembers && family->parameter > 0.9;
    if (family->count >= (long_memory ? ONSET_ASSURED_REMEMBERING : ONSET_ASSURED_BUCKETS))
        return ONSET_FALSE_ALARMS;
    return remembers ? ONSET_FALSE_ALARMS_FEW_REMEMBERING : ONSET_FALSE_ALARMS_FEW;
}

static void a_quiet_series_moves_no_oftener_than_stated(gconstpointer data)
{
    const struct quiet_family *family = data;
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    size_t alarms = 0, kinds[ONSET_MIX + 1] = {0};
    bool rare = family->next == quiet_remembering && family->count <= ONSET_ASSURED_BUCKETS;
    size_t series_count = rare ? 4 * SERIES : SERIES;
    for (size_t i = 0; i < series_count; i++) {
        struct series series = quiet_make(family, random);
        enum onset_kind kind = onset_find(&series).kind;
        kinds[kind]++;
        alarms += kind != ONSET_NONE;
        series_clear(&series);
    }
    g_test_message(
        "%s: %zu of %zu: %zu rises, %zu drops, %zu level shifts, %zu silences, %zu ramps",
        family->name, alarms, series_count, kinds[ONSET_RISE], kinds[ONSET_DROP],
        kinds[ONSET_LEVEL_UP] + kinds[ONSET_LEVEL_DOWN], kinds[ONSET_SILENCE], kinds[ONSET_RAMP]);
    g_assert_cmpuint(1000 * alarms, <=, bound_of(family) * series_count);
}

/* Those whose alarms come in a row, or that have most of them, and are assured. */
static bool is_streamed(const struct quiet_family *family)
{
    return bound_of(family) == ONSET_FALSE_ALARMS &&
           (family->next == quiet_remembering || family->next == quiet_pareto ||
            family->next == quiet_job || family->next == quiet_few_by_day);
}

/* One long stream, whose windows are as long as the family's series. */
static void a_quiet_stream_moves_no_oftener_than_stated(gconstpointer data)
{
    const struct quiet_family *family = data;
    g_autoptr(GRand) random = g_rand_new_with_seed(2027);
    g_autoptr(onset_stream) stream = onset_stream_new(0, family->interval_ms, family->count);
    size_t alarms = 0, judged = 0;
    double state = 0;
    for (size_t i = 0; i < STREAMED + family->count; i++) {
        onset_stream_add(stream, family->next(random, family->parameter, i, &state));
        if (i < family->count)
            continue;
        judged++;
        alarms += onset_stream_verdict(stream).kind != ONSET_NONE;
    }
    g_test_message("%s, streamed: %zu of %zu", family->name, alarms, judged);
    g_assert_cmpuint(1000 * alarms, <=, bound_of(family) * judged);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(quiet_families); i++) {
        g_autofree char *path =
            g_strdup_printf("/onset/quiet moves no oftener than stated/%s", quiet_families[i].name);
        g_test_add_data_func(path, &quiet_families[i], a_quiet_series_moves_no_oftener_than_stated);
        g_autofree char *streamed = g_strdup_printf(
            "/onset/a quiet stream moves no oftener than stated/%s", quiet_families[i].name);
        if (is_streamed(&quiet_families[i]))
            g_test_add_data_func(streamed, &quiet_families[i],
                                 a_quiet_stream_moves_no_oftener_than_stated);
    }
    return g_test_run();
}
