/* SPDX-License-Identifier: Apache-2.0
 *
 * What happened while a chart's line ran.
 */
#include "views/chart_marks.h"

#include "api/model/flag_change.h"
#include "api/model/issue.h"
#include "api/model/monitor.h"
#include "api/model/release.h"

#include <math.h>

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

static struct deploy *deploy(const char *project, const char *release, int64_t at)
{
    struct deploy *out = g_new0(struct deploy, 1);
    *out =
        (struct deploy){.project = (char *)project, .release = (char *)release, .finished_ms = at};
    return out;
}

static struct issue *issue(const char *project, const char *short_id, int64_t at)
{
    struct issue *out = g_new0(struct issue, 1);
    *out = (struct issue){
        .project = (char *)project, .short_id = (char *)short_id, .first_seen_ms = at};
    return out;
}

static char *words(const GPtrArray *moments, int64_t start, int64_t end)
{
    GString *out = g_string_new(NULL);
    chart_moments_words(moments, start, end, true, out);
    return g_string_free(out, FALSE);
}

static void every_kind_has_its_sign(void)
{
    g_autoptr(GPtrArray) deploys = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) flags = g_ptr_array_new();
    g_autoptr(GPtrArray) monitors = g_ptr_array_new();
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) changes = g_ptr_array_new();
    struct onset onset = {.kind = ONSET_RISE, .time_ms = 20 * MINUTE, .ongoing = true};
    struct flag_change flag = {
        .key = (char *)"ranking", .value = (char *)"v2", .time_ms = 12 * MINUTE};
    struct monitor down = {
        .kind = MONITOR_UPTIME, .name = (char *)"shop", .status = (char *)"failed", .firing = true};
    struct monitor quiet = {
        .kind = MONITOR_CRON, .name = (char *)"nightly", .last_ms = 30 * MINUTE};
    struct monitor over = {.kind = MONITOR_DETECTOR,
                           .name = (char *)"p95",
                           .since_ms = 5 * MINUTE,
                           .until_ms = 8 * MINUTE};
    struct monitor muted = {.firing = true, .muted = true, .since_ms = 9 * MINUTE};
    struct change back = {
        .kind = CHANGE_REGRESSED_ISSUE, .short_id = (char *)"WEB-3", .time_ms = 50 * MINUTE};
    struct change moved = {.kind = CHANGE_SIGNAL, .time_ms = 51 * MINUTE};
    struct lead lead = {.changes = changes};
    down.since_ms = 30 * MINUTE;
    g_ptr_array_add(deploys, deploy("stock", "stock@3.1.0", 10 * MINUTE));
    g_ptr_array_add(deploys, deploy("stock", "stock@3.0.0", -1));
    g_ptr_array_add(flags, &flag);
    g_ptr_array_add(monitors, &down);
    g_ptr_array_add(monitors, &quiet);
    g_ptr_array_add(monitors, &over);
    g_ptr_array_add(monitors, &muted);
    g_ptr_array_add(issues, issue("stock", "STOCK-1", 40 * MINUTE));
    g_ptr_array_add(issues, issue("stock", "STOCK-2", HOUR));
    g_ptr_array_add(changes, &back);
    g_ptr_array_add(changes, &moved);
    const struct moments_told told = {"stock", &onset, deploys, flags, monitors, issues, &lead};
    size_t left_out;
    g_autoptr(GPtrArray) moments = chart_moments(&told, 0, HOUR, &left_out);
    g_autofree char *all = words(moments, 0, HOUR);
    g_assert_cmpstr(all, ==,
                    "  x detector p95 began to fire  o detector p95 is well again"
                    "  d deploy of stock 3.1.0  f flag ranking is v2"
                    "  x uptime shop is down  ! STOCK-1 seen first  r WEB-3 came back");
    g_assert_cmpuint(left_out, ==, 0);
    g_autofree char *at = words(moments, 30 * MINUTE, 31 * MINUTE);
    g_assert_cmpstr(at, ==, "  x uptime shop is down");
}

static void names_stand_where_they_have_room(void)
{
    g_autoptr(GPtrArray) deploys = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(deploys, deploy("stock", "stock@3.1.0", 30 * MINUTE));
    g_ptr_array_add(deploys, deploy("web", "web@5.0", 31 * MINUTE));
    const struct moments_told told = {.service = "stock", .deploys = deploys};
    struct chart_marks marks;
    g_autoptr(GPtrArray) moments = chart_moments(&told, 0, HOUR, NULL);
    struct series series = {.interval_ms = MINUTE, .count = 60};
    chart_marks_fit(&marks, moments, &series, (double)NAN, 60, false);
    g_assert_cmpuint(marks.count, ==, 2);
    g_assert_cmpstr(marks.marks[0].label, ==, "▾");
    g_assert_cmpstr(marks.marks[1].label, ==, "▾web 5.0");
    g_assert_cmpfloat(marks.marks[0].at, ==, 0.5);
    chart_marks_fit(&marks, moments, &series, (double)NAN, 600, true);
    g_assert_cmpstr(marks.marks[0].label, ==, "d3.1.0");
    series.count = 32;
    chart_marks_fit(&marks, moments, &series, (double)NAN, 20, false);
    g_assert_cmpstr(marks.marks[1].label, ==, "▾");
}

/* Neither is written over what the other is read by. */
static void no_name_runs_into_the_cursor_or_what_is_filling(void)
{
    g_autoptr(GPtrArray) deploys = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(deploys, deploy("stock", "stock@3.1.0", 30 * MINUTE));
    g_ptr_array_add(deploys, deploy("stock", "stock@3.1.1", 54 * MINUTE));
    const struct moments_told told = {.service = "stock", .deploys = deploys};
    struct chart_marks marks;
    g_autoptr(GPtrArray) moments = chart_moments(&told, 0, HOUR, NULL);
    struct series series = {.interval_ms = MINUTE, .count = 60};
    chart_marks_fit(&marks, moments, &series, 33.5 / 60, 60, false);
    g_assert_cmpstr(marks.marks[0].label, ==, "▾");
    g_assert_cmpstr(marks.marks[1].label, ==, "▾3.1.1");
    chart_marks_fit(&marks, moments, &series, 36.5 / 60, 60, false);
    g_assert_cmpstr(marks.marks[0].label, ==, "▾3.1.0");
    series.incomplete = 1;
    chart_marks_fit(&marks, moments, &series, (double)NAN, 60, false);
    g_assert_cmpstr(marks.marks[1].label, ==, "▾");
    chart_marks_fit(&marks, moments, &series, 0.5, -7, false); /* the axis takes more than all */
    g_assert_cmpuint(marks.count, ==, 0);
}

/* A thousand new issues elsewhere take no place from the deploy of the service itself. */
static void its_own_come_first(void)
{
    g_autoptr(GPtrArray) deploys = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 1000; i++)
        g_ptr_array_add(issues, issue("other", "OTHER-1", i * MINUTE / 20));
    g_ptr_array_add(issues, issue("stock", "STOCK-1", 7 * MINUTE));
    g_ptr_array_add(deploys, deploy("stock", "stock@3.1.0", 59 * MINUTE));
    const struct moments_told told = {.service = "stock", .deploys = deploys, .issues = issues};
    size_t left_out;
    g_autoptr(GPtrArray) moments = chart_moments(&told, 0, HOUR, &left_out);
    g_assert_cmpuint(moments->len, ==, CHART_MARKS);
    g_assert_cmpuint(left_out, ==, 1002 - CHART_MARKS);
    g_autofree char *own = words(moments, 7 * MINUTE, HOUR);
    g_assert_cmpstr(own, ==, "  ! STOCK-1 seen first  d deploy of stock 3.1.0");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart marks/every kind of thing that happened has its sign",
                    every_kind_has_its_sign);
    g_test_add_func("/chart marks/a name stands where it runs into nothing",
                    names_stand_where_they_have_room);
    g_test_add_func("/chart marks/no name runs into the cursor or into what is still filling",
                    no_name_runs_into_the_cursor_or_what_is_filling);
    g_test_add_func("/chart marks/of many, those of the line's own service stay",
                    its_own_come_first);
    return g_test_run();
}
