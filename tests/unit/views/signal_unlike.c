/* SPDX-License-Identifier: Apache-2.0
 *
 * Buckets that are unlike any before, as a row and its chart tell them.
 */
#include "views/signal_unlike.h"

#include "base/clock.h"
#include "views/chart_marks.h"

#define BUCKETS   120
#define MINUTE_MS 60000

/* 200 to 209 ms, from midnight on, and `value` at two buckets (the first twice for one). */
static struct series line(double value, size_t first, size_t second)
{
    struct series series;
    series_init(&series, 20000 * 24 * 60 * (int64_t)MINUTE_MS, MINUTE_MS, BUCKETS);
    for (size_t i = 0; i < BUCKETS; i++)
        series.values[i] = 200 + (double)(i * 7 % 10);
    series.values[second] = 3 * value;
    series.values[first] = value;
    return series;
}

static void start(struct scope *scope)
{
    scope_init(scope);
    scope->utc = true;
    clock_freeze(20000 * 24 * 3600 * NS_PER_SECOND);
}

static void the_last_is_told_in_a_phrase(void)
{
    struct scope scope;
    start(&scope);
    struct series one = line(1500, 90, 90), two = line(1500, 80, 100), none = line(200, 90, 90);
    g_autoptr(GString) out = g_string_new("x");
    signal_unlike_last(out, "; ", &none, NULL, "millisecond", &scope);
    g_assert_cmpstr(out->str, ==, "x");
    signal_unlike_last(out, "; ", &one, NULL, "millisecond", &scope);
    g_assert_cmpstr(out->str, ==, "x; 1.5s at 01:30:00 unlike any before");
    g_string_truncate(out, 0);
    signal_unlike_last(out, "", &two, NULL, "millisecond", &scope);
    g_assert_cmpstr(out->str, ==, "2 buckets were unlike any before, the last 4.5s at 01:40:00");
    series_clear(&one);
    series_clear(&two);
    series_clear(&none);
    scope_clear(&scope);
}

static void each_is_explained_by_the_nearest_and_by_chance(void)
{
    struct scope scope;
    start(&scope);
    struct series series = line(1500, 90, 90);
    g_autoptr(GString) out = g_string_new(NULL);
    signal_unlike_explain(out, &series, NULL, "millisecond", &scope);
    g_assert_cmpstr(out->str, ==,
                    "1.5s at 01:30:00 was unlike any before: the nearest value, 209ms at 01:27:00, "
                    "lies further off than values do: by chance in 1 of 79 buckets at most "
                    "(Cantelli). One such bucket is no onset.\n");
    series_clear(&series);
    scope_clear(&scope);
}

/* Its time, and what is said there; NULL where there is none. */
static char *marked(const struct series *series, const struct onset *onset, bool ascii)
{
    struct scope scope;
    start(&scope);
    const struct moments_told told = {
        .onset = onset, .line = series, .unit = "millisecond", .scope = &scope};
    int64_t end = series->start_ms + BUCKETS * MINUTE_MS;
    g_autoptr(GPtrArray) moments = chart_moments(&told, series->start_ms, end, NULL);
    GString *out = g_string_new(NULL);
    chart_moments_words(moments, series->start_ms, end, ascii, out);
    scope_clear(&scope);
    return g_string_free(out, FALSE);
}

static void a_chart_marks_it(void)
{
    struct series series = line(1500, 90, 90);
    g_autofree char *sign = marked(&series, NULL, false);
    g_assert_cmpstr(sign, ==, "  ◇ unlike any before: nearest 209ms at 01:27:00");
    g_autofree char *ascii = marked(&series, NULL, true);
    g_assert_cmpstr(ascii, ==, "  * unlike any before: nearest 209ms at 01:27:00");
    series_clear(&series);
}

static void what_an_onset_tells_is_not_told_twice(void)
{
    struct series series = line(1500, 90, 90);
    struct onset onset = {.kind = ONSET_RISE, .time_ms = series.start_ms + 90 * MINUTE_MS};
    g_autofree char *since = marked(&series, &onset, true);
    g_assert_cmpstr(since, ==, "");
    onset.time_ms += MINUTE_MS;
    g_autofree char *before = marked(&series, &onset, true);
    g_assert_cmpstr(before, !=, "");
    series_clear(&series);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/unlike/the last is told in a phrase", the_last_is_told_in_a_phrase);
    g_test_add_func("/unlike/each is explained by the nearest and by chance",
                    each_is_explained_by_the_nearest_and_by_chance);
    g_test_add_func("/unlike/a chart marks it", a_chart_marks_it);
    g_test_add_func("/unlike/what an onset tells is not told twice",
                    what_an_onset_tells_is_not_told_twice);
    return g_test_run();
}
