/* SPDX-License-Identifier: Apache-2.0
 *
 * How often a quiet series is told to have moved. Each family is a thousand made series in which
 * nothing ever happens; what onset.h states as the bound must hold for each of them by itself.
 */
#include "api/insight/onset.h"
#include "tests/support/quiet.h"

#define SERIES 1000

static int bound_of(const struct quiet_family *family)
{
    if (family->count >= ONSET_ASSURED_BUCKETS)
        return ONSET_FALSE_ALARMS;
    return family->next == quiet_remembering ? ONSET_FALSE_ALARMS_FEW_REMEMBERING
                                             : ONSET_FALSE_ALARMS_FEW;
}

static void a_quiet_series_moves_no_oftener_than_stated(gconstpointer data)
{
    const struct quiet_family *family = data;
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    int alarms = 0, kinds[ONSET_MIX + 1] = {0};
    for (int i = 0; i < SERIES; i++) {
        struct series series = quiet_make(family, random);
        enum onset_kind kind = onset_find(&series).kind;
        kinds[kind]++;
        alarms += kind != ONSET_NONE;
        series_clear(&series);
    }
    g_test_message("%s: %d of %d: %d rises, %d drops, %d level shifts, %d silences, %d ramps",
                   family->name, alarms, SERIES, kinds[ONSET_RISE], kinds[ONSET_DROP],
                   kinds[ONSET_LEVEL_UP] + kinds[ONSET_LEVEL_DOWN], kinds[ONSET_SILENCE],
                   kinds[ONSET_RAMP]);
    g_assert_cmpint(alarms, <=, bound_of(family));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(quiet_families); i++) {
        g_autofree char *path =
            g_strdup_printf("/onset/quiet moves no oftener than stated/%s", quiet_families[i].name);
        g_test_add_data_func(path, &quiet_families[i], a_quiet_series_moves_no_oftener_than_stated);
    }
    return g_test_run();
}
