/* SPDX-License-Identifier: Apache-2.0 */
#include "views/scope.h"

#include "base/clock.h"

#include <string.h>
#include <time.h>

#define NOW_MS INT64_C(1795316400000) /* 2026-11-22T03:00:00Z */

static void begin(struct scope *scope)
{
    clock_freeze(NOW_MS * NS_PER_MS);
    scope_init(scope);
    scope->utc = true;
}

static void period(void)
{
    int64_t ms = 7;
    g_assert_true(period_parse("15m", &ms));
    g_assert_cmpint(ms, ==, 15 * MS_PER_MINUTE);
    g_assert_true(period_parse("90d", &ms));
    g_assert_true(period_parse("2w", &ms));
    const char *const bad[] = {"",
                               "h",
                               "1",
                               "0h",
                               "-1h",
                               "1 h",
                               "1hh",
                               "91d",
                               "1y",
                               "1.5h",
                               "99999999999999999999999999d",
                               NULL};
    for (size_t i = 0; bad[i]; i++) {
        ms = 7;
        g_assert_false(period_parse(bad[i], &ms));
        g_assert_cmpint(ms, ==, 7);
    }
    g_assert_false(period_parse(NULL, &ms));
}

static void live(void)
{
    struct scope scope;
    begin(&scope);
    const char *const slugs[] = {"checkout", "payment", NULL};
    scope_set_projects(&scope, slugs);
    scope.environment = g_strdup("prod");
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", "logs");
    scope_apply(&scope, request);
    g_assert_cmpstr(pairs_value(request->query, "project"), ==, "checkout");
    g_assert_cmpstr(pairs_value(request->query, "environment"), ==, "prod");
    g_assert_cmpstr(pairs_value(request->query, "statsPeriod"), ==, "1h");
    g_assert_null(pairs_value(request->query, "start"));
    g_assert_cmpuint(request->query->len, ==, 5);
    request_free(request);
    scope_clear(&scope);
}

static void held(void)
{
    struct scope scope;
    begin(&scope);
    scope_hold(&scope, NOW_MS - 60000, NOW_MS);
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    scope_apply(&scope, request);
    g_assert_null(pairs_value(request->query, "statsPeriod"));
    g_assert_nonnull(strstr(pairs_value(request->query, "end"), "2026-11-22T0"));
    request_free(request);
    int64_t start, end;
    scope_go_live(&scope);
    scope_range(&scope, &start, &end);
    g_assert_cmpint(end, ==, NOW_MS);
    g_assert_cmpint(end - start, ==, 60 * MS_PER_MINUTE);
    scope_hold(&scope, NOW_MS, NOW_MS - 5000); /* the wrong way round */
    scope_range(&scope, &start, &end);
    g_assert_cmpint(start, <, end);
    scope_clear(&scope);
}

/* Times come from data, too, and are reckoned with in ns. */
static void a_range_beyond_all_times(void)
{
    struct scope scope;
    scope_init(&scope);
    scope_hold(&scope, INT64_MIN, INT64_MAX);
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    scope_apply(&scope, request);
    g_assert_cmpstr(pairs_value(request->query, "start"), ==, "1970-01-01T00:00:00.000Z");
    g_assert_nonnull(strstr(pairs_value(request->query, "end"), "2200-01-01T"));
    request_free(request);
    scope_clear(&scope);
}

static void own_range(void)
{
    struct scope scope;
    begin(&scope);
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "start", "2026-11-22T01:00:00Z");
    request_add(request, "end", "2026-11-22T02:00:00Z");
    scope_apply(&scope, request);
    g_assert_null(pairs_value(request->query, "statsPeriod"));
    g_assert_cmpstr(pairs_value(request->query, "start"), ==, "2026-11-22T01:00:00Z");
    request_free(request);
    request = request_new(ENDPOINT_ISSUE, "7", NULL);
    guint before = request->query->len;
    if (!endpoint_info(ENDPOINT_ISSUE)->scoped) {
        scope_apply(&scope, request);
        g_assert_cmpuint(request->query->len, ==, before);
    }
    request_free(request);
    scope_clear(&scope);
}

static void release(void)
{
    struct scope scope;
    begin(&scope);
    scope.release = g_strdup("inventory@3.1.0");
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "query", "a:1 OR b:2");
    scope_apply(&scope, request);
    g_assert_cmpstr(pairs_value(request->query, "query"), ==,
                    "(a:1 OR b:2) release:\"inventory@3.1.0\"");
    request_free(request);
    scope_clear(&scope);
}

static void interval(void)
{
    struct scope scope;
    begin(&scope);
    g_assert_cmpint(scope_interval_ms(&scope), ==, 30000);
    scope.period_ms = 15 * MS_PER_MINUTE;
    g_assert_cmpint(scope_interval_ms(&scope), ==, 15000);
    scope.period_ms = 90 * 24 * 60 * MS_PER_MINUTE;
    g_assert_cmpint(scope_interval_ms(&scope), ==, 86400000);
    struct signal_scope signals = scope_signals(&scope);
    g_assert_cmpint(signals.start_ms % signals.interval_ms, ==, 0);
    g_assert_cmpint(signals.end_ms, >=, NOW_MS);
    g_assert_null(signals.projects);
    scope_clear(&scope);
}

static void times(void)
{
    struct scope scope;
    char text[40];
    begin(&scope);
    int64_t day = NOW_MS / 86400000 * 86400000;
    g_assert_cmpstr(scope_time(&scope, day + 3661000, text, sizeof text), ==, "01:01:01");
    g_assert_cmpuint(strlen(scope_time(&scope, day - 1000, text, sizeof text)), ==,
                     strlen("11-21 23:59:59"));
    g_assert_cmpstr(scope_time_fine(&scope, day + 3661007, text, sizeof text), ==, "01:01:01.007");
    g_assert_cmpstr(scope_time_fine(&scope, 0, text, sizeof text), ==, "?");
    g_assert_cmpstr(scope_time(&scope, day + 3661000, text, 8), ==, "?");
    g_assert_cmpstr(scope_time(&scope, 0, text, sizeof text), ==, "?");
    g_assert_cmpstr(scope_time(&scope, INT64_MAX, text, sizeof text), ==, "?");
    g_assert_cmpstr(scope_zone_name(&scope, text, sizeof text), ==, "UTC");
    g_assert_cmpint(scope_zone_offset_s(&scope, NOW_MS), ==, 0);
    scope_clear(&scope);
}

static void times_stand_in_the_zone_that_is_wanted(void)
{
    struct scope scope;
    char out[40];
    scope_init(&scope);
    scope.utc = true;
    g_assert_cmpstr(scope_time(&scope, INT64_C(1763780400000), out, sizeof out), ==,
                    "11-22 03:00:00");
    scope.utc = false;
    g_assert_cmpstr(scope_time(&scope, INT64_C(1763780400000), out, sizeof out), ==,
                    "11-22 04:00:00");
    g_assert_cmpint(scope_zone_offset_s(&scope, INT64_C(1763780400000)), ==, 3600);
    g_assert_cmpstr(scope_zone_name(&scope, out, sizeof out), ==, "CET");
    g_assert_cmpstr(scope_time(&scope, INT64_MAX, out, sizeof out), ==, "?");
}

int main(int argc, char **argv)
{
    g_setenv("TZ", "CET-1", TRUE);
    tzset();
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scope/a period is a number and a unit of at most ninety days", period);
    g_test_add_func("/scope/live requests slide with the period", live);
    g_test_add_func("/scope/held requests have a start and an end", held);
    g_test_add_func("/scope/a range beyond all times ends where times end",
                    a_range_beyond_all_times);
    g_test_add_func("/scope/a request that has a range of its own keeps it", own_range);
    g_test_add_func("/scope/the release narrows the query as a whole", release);
    g_test_add_func("/scope/buckets suit the range and stand on whole intervals", interval);
    g_test_add_func("/scope/times have a date when they are not of today", times);
    g_test_add_func("/scope/times stand in the zone that is wanted",
                    times_stand_in_the_zone_that_is_wanted);
    return g_test_run();
}
