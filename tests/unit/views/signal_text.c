/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_rows.h"

#include "base/clock.h"
#include "views/scope.h"

#include <math.h>
#include <string.h>

static void assert_usual(double low, double high, size_t samples, const char *unit,
                         const char *text)
{
    struct usual usual = {.low = low, .high = high, .samples = samples};
    g_autoptr(GString) out = g_string_new(NULL);
    signal_usual(out, &usual, unit);
    g_assert_cmpstr(out->str, ==, text);
}

static void bands_keep_to_what_the_unit_can_be(void)
{
    assert_usual(0.85, 1.15, 30, "ratio", "usual 85.0% to 100%");
    assert_usual(90, 130, 30, "percent", "usual 90.0% to 100%");
    assert_usual(-0.2, 0.3, 30, "ratio", "usual 0% to 30.0%");
    assert_usual(-4, 12, 30, NULL, "usual 0 to 12");
    assert_usual(0, 0, 30, NULL, "usual 0");
}

static void a_usual_of_the_time_of_day_says_so(void)
{
    struct usual usual = {.low = 2, .high = 5, .samples = 6, .season = SEASON_DAY};
    g_autoptr(GString) out = g_string_new(NULL);
    signal_usual(out, &usual, NULL);
    g_assert_cmpstr(out->str, ==, "usual 2 to 5 at this time of day");
    usual.season = SEASON_WEEK;
    g_string_truncate(out, 0);
    signal_usual(out, &usual, NULL);
    g_assert_cmpstr(out->str, ==, "usual 2 to 5 at this time of the week");
}

static void of_values_that_are_one_there_is_no_band(void)
{
    struct usual usual = {.median = 0, .low = -3e-9, .high = 3e-9, .samples = 30};
    g_autoptr(GString) out = g_string_new(NULL);
    signal_band(out, &usual, NULL);
    g_assert_cmpstr(out->str, ==, "0");
}

static void few_values_are_no_usual(void)
{
    assert_usual(1, 2, USUAL_LEAST - 1, NULL, "usual not known yet");
    assert_usual(1, 2, 0, NULL, "usual not known yet");
    assert_usual(1, 2, USUAL_LEAST, NULL, "usual 1 to 2");
}

static void assert_value(const struct signal *signal, double value, int cells, const char *text)
{
    char out[24];
    g_assert_cmpstr(signal_value(signal, value, cells, out, sizeof out), ==, text);
}

static void counts_are_said_to_be_a_minute(void)
{
    const struct signal logs = {.source = SIGNAL_LOGS};
    const struct signal counter = {.source = SIGNAL_METRIC,
                                   .metric_type = (char *)"counter",
                                   .aggregate = (char *)"sum(value,n,counter,none)"};
    const struct signal gauge = {.source = SIGNAL_METRIC,
                                 .metric_type = (char *)"gauge",
                                 .aggregate = (char *)"avg(value,n,gauge,none)"};
    assert_value(&logs, 58, 10, "58/min");
    assert_value(&counter, 1200, 10, "1.2k/min");
    assert_value(&counter, 1200, 6, "1.2k");
    assert_value(&gauge, 58, 10, "58");
    assert_value(&logs, (double)NAN, 10, "-");
}

/* What it was last, minutes ago, would read as what it is. */
static void what_is_silent_has_no_value_now(void)
{
    double values[] = {80, 81, (double)NAN, (double)NAN};
    const struct signal signal = {
        .unit = (char *)"millisecond",
        .series = {.interval_ms = 30000, .count = G_N_ELEMENTS(values), .values = values}
    };
    struct onset onset = {.kind = ONSET_SILENCE, .before = 80, .ongoing = true};
    char out[24];
    g_assert_cmpstr(signal_now(&signal, &onset, 8, out, sizeof out), ==, "silent");
    g_assert_cmpstr(signal_now(&signal, &onset, 5, out, sizeof out), ==, "81ms");
    onset.ongoing = false;
    g_assert_cmpstr(signal_now(&signal, &onset, 8, out, sizeof out), ==, "81ms");
    g_assert_cmpstr(signal_now(&signal, NULL, 8, out, sizeof out), ==, "81ms");
}

/* Ten minutes of a ramp, in buckets of half a minute, the last of them filling. */
static struct series ten_minutes(double *values)
{
    for (size_t i = 0; i < 20; i++)
        values[i] = 1000;
    return (struct series){.start_ms = 1795300000000,
                           .interval_ms = 30000,
                           .count = 20,
                           .values = values,
                           .incomplete = true};
}

static void assert_reach(const struct signal *signal, double slope, const char *text)
{
    const struct onset ramp = {
        .kind = ONSET_RAMP, .before = 330, .after = 1420, .slope = slope, .ongoing = true};
    g_autofree char *reach = signal_reach(signal, &ramp, 12);
    g_assert_cmpstr(reach, ==, text);
}

static void a_ramp_says_when_it_reaches_its_limit(void)
{
    double values[20];
    struct signal signal = {.unit = (char *)"megabyte",
                            .series = ten_minutes(values),
                            .limit_from = LIMIT_STATED,
                            .limit = 2048};
    assert_reach(&signal, 42, "2.0GB in 14m");
    assert_reach(&signal, 400, "2.0GB in 94s");
    assert_reach(&signal, -42, NULL);
    const struct onset ramp = {
        .kind = ONSET_RAMP, .before = 330, .after = 1420, .slope = 42, .ongoing = true};
    g_autofree char *shorter = signal_reach(&signal, &ramp, 11);
    g_assert_cmpstr(shorter, ==, "14m→2.0GB");
    g_assert_null(signal_reach(&signal, &ramp, 8));
    signal.limit = 1000;
    assert_reach(&signal, 42, "past 1.0GB");
    signal.limit = 200;
    assert_reach(&signal, 42, NULL);
    assert_reach(&signal, -42, "200MB in 29m");
    signal.limit_from = LIMIT_NONE;
    assert_reach(&signal, -42, NULL);
}

static void a_limit_says_where_it_is_from(void)
{
    double values[20];
    struct scope scope;
    scope_init(&scope);
    scope.utc = true;
    clock_freeze(INT64_C(1795300600) * NS_PER_SECOND);
    struct signal signal = {.unit = (char *)"megabyte",
                            .series = ten_minutes(values),
                            .limit_from = LIMIT_STATED,
                            .limit = 2048};
    const struct onset ramp = {
        .kind = ONSET_RAMP, .before = 330, .after = 1418, .slope = 42, .ongoing = true};
    g_autoptr(GString) out = g_string_new(NULL);
    signal_limit_words(out, &signal, &ramp, &scope);
    g_assert_cmpstr(out->str, ==,
                    "Its limit is 2.0GB (as [limits] in the config or :limit says): going on at "
                    "this slope it is "
                    "there at 22:51:10, 15m after the newest whole bucket.\n");
    g_string_truncate(out, 0);
    signal_limit_words(out, &signal, NULL, &scope);
    g_assert_cmpstr(out->str, ==,
                    "Its limit is 2.0GB (as [limits] in the config or :limit says).\n");
    g_string_truncate(out, 0);
    signal.limit_from = LIMIT_MISFIT;
    signal_limit_words(out, &signal, &ramp, &scope);
    g_assert_nonnull(strstr(out->str, "a unit that is not its own (megabyte)"));
    scope_clear(&scope);
}

/* Until it holds it is a rise, and says less. */
static void a_new_level_is_told_with_both_levels(void)
{
    struct signal signal = {.unit = (char *)"millisecond"};
    struct onset onset = {.kind = ONSET_LEVEL_UP, .before = 120, .after = 240, .ongoing = true};
    g_autofree char *level = signal_sentence(&signal, &onset, NULL);
    g_assert_cmpstr(level, ==, "new level 240ms, was 120ms");
    g_autofree char *short_of_it = signal_figures(&signal, &onset, NULL);
    g_assert_cmpstr(short_of_it, ==, "was 120ms");
    g_assert_cmpstr(signal_mark(&onset, false), ==, "△");
    g_assert_cmpstr(signal_mark(&onset, true), ==, "A");
    onset.kind = ONSET_LEVEL_DOWN;
    g_assert_cmpstr(signal_mark(&onset, false), ==, "▽");
    onset.kind = ONSET_RISE;
    g_autofree char *rise = signal_sentence(&signal, &onset, NULL);
    g_assert_cmpstr(rise, ==, "was 120ms");
    g_assert_null(signal_sentence(&signal, NULL, NULL));
}

static void a_new_level_says_how_it_was_told_from_a_rise(void)
{
    double values[20];
    struct scope scope;
    scope_init(&scope);
    scope.utc = true;
    struct signal signal = {
        .name = (char *)"p95", .unit = (char *)"millisecond", .series = ten_minutes(values)};
    const struct onset onset = {.kind = ONSET_LEVEL_DOWN,
                                .time_ms = 1795300000000,
                                .before = 240,
                                .after = 120,
                                .spread = 12,
                                .score = 10,
                                .ongoing = true};
    g_autoptr(GString) out = g_string_new(NULL);
    signal_explain(out, &signal, &onset, NULL, NULL, &scope);
    g_assert_nonnull(strstr(out->str, "A level shift down, "));
    g_assert_nonnull(strstr(out->str, "has lasted for 12 buckets or more, neither side drifts"));
    g_assert_nonnull(strstr(out->str, "before 240ms, since 120ms"));
    scope_clear(&scope);
}

/* The shares are what it is about: the attribute goes first, then letters of the value. */
static void a_shift_keeps_its_shares_where_there_is_little_room(void)
{
    struct mix_shift mix = {
        .onset = {.kind = ONSET_MIX, .before = 0.979, .after = 0.033},
        .key = (char *)"source",
        .value = (char *)"personalised"
    };
    static const struct {
        int cells;
        const char *text;
    } wanted[] = {
        {40, "personalised 97.9%→3.3% of source"},
        {28, "personalised 97.9%→3.3% of …"   },
        {23, "personalised 97.9%→3.3%"          },
        {21, "perso…ised 97.9%→3.3%"          },
        {12, "97.9%→3.3%"                       },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_autofree char *text = signal_mix_text(&mix, wanted[i].cells);
        g_assert_cmpstr(text, ==, wanted[i].text);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/signal text/what is silent has no value now",
                    what_is_silent_has_no_value_now);
    g_test_add_func("/signal text/a usual band keeps to what its unit can be",
                    bands_keep_to_what_the_unit_can_be);
    g_test_add_func("/signal text/a usual of the time of day says so",
                    a_usual_of_the_time_of_day_says_so);
    g_test_add_func("/signal text/of values that are all one there is no band",
                    of_values_that_are_one_there_is_no_band);
    g_test_add_func("/signal text/a new level is told with both levels",
                    a_new_level_is_told_with_both_levels);
    g_test_add_func("/signal text/a new level says how it was told from a rise",
                    a_new_level_says_how_it_was_told_from_a_rise);
    g_test_add_func("/signal text/a handful of values is no usual", few_values_are_no_usual);
    g_test_add_func("/signal text/counts are said to be a minute where there is room",
                    counts_are_said_to_be_a_minute);
    g_test_add_func("/signal text/a ramp says when it reaches its limit",
                    a_ramp_says_when_it_reaches_its_limit);
    g_test_add_func("/signal text/a shift keeps its shares where there is little room",
                    a_shift_keeps_its_shares_where_there_is_little_room);
    g_test_add_func("/signal text/a limit says where it is from", a_limit_says_where_it_is_from);
    return g_test_run();
}
