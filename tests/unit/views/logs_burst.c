/* SPDX-License-Identifier: Apache-2.0 */
#include "views/logs_burst.h"

/* Twenty windows of ten rows, then these, then ten again. */
static GArray *among_tens(const guint *counts, size_t count)
{
    guint all[60];
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        all[i] = i >= 20 && i < 20 + count ? counts[i - 20] : 10;
    return bursts_find(all, G_N_ELEMENTS(all));
}

static void assert_one(GArray *found, enum burst_kind kind, size_t from, size_t to)
{
    g_assert_cmpuint(found->len, ==, 1);
    const struct burst *burst = &g_array_index(found, struct burst, 0);
    g_assert_cmpint(burst->kind, ==, kind);
    g_assert_cmpuint(burst->from, ==, from);
    g_assert_cmpuint(burst->to, ==, to);
    g_assert_cmpfloat_with_epsilon(burst->usual, 10, 0.5);
    g_array_unref(found);
}

static void a_burst_begins_where_the_rate_jumps(void)
{
    assert_one(among_tens((const guint[]){80, 90, 70}, 3), BURST_FASTER, 20, 23);
}

static void a_silence_is_a_pause_when_rows_were_to_be_expected(void)
{
    guint seldom[60] = {0};
    assert_one(among_tens((const guint[]){0, 0, 0}, 3), BURST_PAUSE, 20, 23);
    for (size_t i = 0; i < G_N_ELEMENTS(seldom); i += 6) /* silent for five windows each time */
        seldom[i] = 1;
    g_autoptr(GArray) none = bursts_find(seldom, G_N_ELEMENTS(seldom));
    g_assert_cmpuint(none->len, ==, 0);
}

static void what_varies_as_it_does_is_neither(void)
{
    g_autoptr(GArray) none = among_tens((const guint[]){14, 7, 17, 5, 12, 0, 15}, 7);
    g_assert_cmpuint(none->len, ==, 0);
}

static void a_burst_that_goes_on_is_found(void)
{
    guint all[40];
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        all[i] = i < 30 ? 10 : 100;
    assert_one(bursts_find(all, G_N_ELEMENTS(all)), BURST_FASTER, 30, 40);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs burst/it begins where the rate jumps",
                    a_burst_begins_where_the_rate_jumps);
    g_test_add_func("/logs burst/a silence is a pause when rows were to be expected",
                    a_silence_is_a_pause_when_rows_were_to_be_expected);
    g_test_add_func("/logs burst/what varies as it does is neither",
                    what_varies_as_it_does_is_neither);
    g_test_add_func("/logs burst/one that goes on is found", a_burst_that_goes_on_is_found);
    return g_test_run();
}
