/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/web_vitals.h"

#include <glib.h>
#include <math.h>

static void assert_rated(const char *key, double value, enum vital_rating wanted)
{
    const struct web_vital *vital = web_vital_of(key);
    g_assert_nonnull(vital);
    g_assert_cmpint(web_vital_rate(vital, value), ==, wanted);
}

/* The published numbers themselves: good up to and with the first, poor only past the second. */
static void values_are_rated_by_the_published_thresholds(void)
{
    static const struct {
        const char *key;
        double good, poor;
    } published[] = {
        {"lcp",  2500, 4000},
        {"inp",  200,  500 },
        {"cls",  0.1,  0.25},
        {"fcp",  1800, 3000},
        {"ttfb", 800,  1800},
        {"fid",  100,  300 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(published); i++) {
        assert_rated(published[i].key, 0, VITAL_GOOD);
        assert_rated(published[i].key, published[i].good, VITAL_GOOD);
        assert_rated(published[i].key, published[i].good * 1.001, VITAL_NEEDS_IMPROVEMENT);
        assert_rated(published[i].key, published[i].poor, VITAL_NEEDS_IMPROVEMENT);
        assert_rated(published[i].key, published[i].poor * 1.001, VITAL_POOR);
    }
}

static void every_name_by_which_sdks_call_one_is_known(void)
{
    g_assert_cmpstr(web_vital_of("measurements.lcp")->name, ==, "LCP");
    g_assert_cmpstr(web_vital_of("browser.web_vital.lcp.value")->name, ==, "LCP");
    g_assert_cmpstr(web_vital_of("cls")->name, ==, "CLS");
    g_assert_cmpstr(web_vital_of("measurements.ttfb")->name, ==, "TTFB");
}

static void what_only_sounds_like_one_is_none(void)
{
    g_assert_null(web_vital_of("measurements.ttfb.requestTime"));
    g_assert_null(web_vital_of("measurements.score.lcp"));
    g_assert_null(web_vital_of("browser.web_vital.lcp.element"));
    g_assert_null(web_vital_of("lcp.size"));
    g_assert_null(web_vital_of("lcp.value"));
    g_assert_null(web_vital_of(""));
}

static void what_cannot_be_measured_is_unknown(void)
{
    assert_rated("lcp", (double)NAN, VITAL_UNKNOWN);
    assert_rated("lcp", (double)INFINITY, VITAL_UNKNOWN);
    assert_rated("cls", -1, VITAL_UNKNOWN);
}

static void every_vital_is_listed_once(void)
{
    size_t count = 0;
    for (; web_vital_at(count); count++)
        g_assert_true(web_vital_of(web_vital_at(count)->name) == web_vital_at(count));
    g_assert_cmpuint(count, ==, 6);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web vitals/values are rated by the published thresholds",
                    values_are_rated_by_the_published_thresholds);
    g_test_add_func("/web vitals/every name by which SDKs call one is known",
                    every_name_by_which_sdks_call_one_is_known);
    g_test_add_func("/web vitals/what only sounds like one is none",
                    what_only_sounds_like_one_is_none);
    g_test_add_func("/web vitals/what cannot be measured is unknown",
                    what_cannot_be_measured_is_unknown);
    g_test_add_func("/web vitals/every vital is listed once", every_vital_is_listed_once);
    return g_test_run();
}
