/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/monitors.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

static int64_t at(const char *iso)
{
    int64_t ns = 0;
    g_assert_true(clock_parse_iso(iso, &ns));
    return ns / NS_PER_MS;
}

static void due(const char *line, const char *zone, const char *after, const char *expected)
{
    struct cron cron;
    g_assert_true(cron_parse(&cron, line, zone));
    char text[48];
    int64_t next = cron_next(&cron, at(after));
    g_assert_cmpstr(clock_format_iso(next * NS_PER_MS, 0, text, sizeof text), ==, expected);
    cron_clear(&cron);
}

static void a_crontab_line_says_when(void)
{
    due("*/5 * * * *", NULL, "2026-11-22T03:10:00Z", "2026-11-22T03:15:00Z");
    due("*/5 * * * *", NULL, "2026-11-22T23:59:59Z", "2026-11-23T00:00:00Z");
    due("0 2 * * *", NULL, "2026-11-22T02:00:00Z", "2026-11-23T02:00:00Z");
    due("30 6,18 * * mon-fri", NULL, "2026-11-20T19:00:00Z", "2026-11-23T06:30:00Z");
    due("0 0 29 feb *", NULL, "2026-11-22T00:00:00Z", "2028-02-29T00:00:00Z");
    due("@hourly", NULL, "2026-11-22T03:10:00Z", "2026-11-22T04:00:00Z");
    due("0 9 * * 7", NULL, "2026-11-21T10:00:00Z", "2026-11-22T09:00:00Z"); /* 7 is Sunday */
    /* both day fields: either fits */
    due("0 0 13 * 5", NULL, "2026-11-14T00:00:00Z", "2026-11-20T00:00:00Z");
    /* Rome is an hour ahead in winter, two in summer */
    due("0 3 * * *", "Europe/Rome", "2026-11-22T00:00:00Z", "2026-11-22T02:00:00Z");
    due("0 3 * * *", "Europe/Rome", "2026-07-22T00:00:00Z", "2026-07-22T01:00:00Z");
    /* a night without the hour from two to three, and those around it */
    due("30 2 * * *", "Europe/Rome", "2026-03-28T00:00:00Z", "2026-03-28T01:30:00Z");
    due("30 2 * * *", "Europe/Rome", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z");
    due("30 2 * * *", "Europe/Rome", "2026-03-29T02:00:00Z", "2026-03-30T00:30:00Z");
    due("0 12 * * *", "Europe/Rome", "2026-10-25T00:00:00Z", "2026-10-25T11:00:00Z");
}

static void what_is_no_line_is_refused(void)
{
    static const char *const lines[] = {
        "",          "* * * *",   "* * * * * *", "60 * * * *",   "5-1 * * * *",
        "* * 0 * *", "x * * * *", "*/0 * * * *", "1,,2 * * * *", "- * * * *"};
    struct cron cron;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        g_assert_false(cron_parse(&cron, lines[i], NULL));
    g_assert_false(cron_parse(&cron, NULL, NULL));
    g_assert_true(cron_parse(&cron, "0 0 31 2 *", NULL)); /* it never comes */
    g_assert_cmpint(cron_next(&cron, at("2026-11-22T00:00:00Z")), ==, 0);
    g_assert_true(cron_parse(&cron, "0 0 31 2 1", NULL)); /* on Mondays it does */
    g_assert_cmpint(cron_next(&cron, at("2026-02-03T00:00:00Z")), ==, at("2026-02-09T00:00:00Z"));
}

static void interval(void)
{
    struct cron cron;
    g_assert_true(cron_interval(&cron, 2, "hour"));
    g_assert_cmpint(cron_next(&cron, 1000), ==, 1000 + 2 * 3600 * 1000);
    g_assert_false(cron_interval(&cron, 0, "hour"));
    g_assert_false(cron_interval(&cron, 1, "fortnight"));
    g_assert_false(cron_interval(&cron, 1, NULL));
}

/* --- monitors --- */

#define EVERY_5                                                                           \
    ",\"monitor_config\":{\"schedule\":{\"type\":\"crontab\",\"value\":\"*/5 * * * *\"}," \
    "\"checkin_margin\":1,\"max_runtime\":10}"

static void came(struct monitors *monitors, const char *time, const char *id, const char *status,
                 const char *more)
{
    g_autofree char *json =
        g_strdup_printf("{\"check_in_id\":\"%s\",\"monitor_slug\":\"recount\",\"status\":\"%s\"%s}",
                        id, status, more);
    struct check_in_came one = {
        .project = "shop", .payload = json, .size = strlen(json), .time_ms = at(time)};
    monitors_add(monitors, &one);
}

static const struct monitor_state *judged(struct monitors *monitors, const char *now)
{
    const GPtrArray *all = monitors_judge(monitors, at(now));
    g_assert_cmpuint(all->len, ==, 1);
    return all->pdata[0];
}

static const struct check_in *check_in(const struct monitor_state *state, guint index)
{
    g_assert_cmpuint(index, <, state->check_ins->len);
    return state->check_ins->pdata[index];
}

static void what_did_not_come_was_missed(void)
{
    struct monitors *monitors = monitors_new();
    came(monitors, "2026-11-22T03:00:02Z", "a", "ok", EVERY_5);
    came(monitors, "2026-11-22T03:05:02Z", "b", "ok", "");
    const struct monitor_state *state = judged(monitors, "2026-11-22T03:16:30Z");
    g_assert_cmpstr(state->environment, ==, "production");
    g_assert_cmpuint(state->check_ins->len, ==, 4);
    g_assert_cmpint(check_in(state, 2)->status, ==, CHECK_IN_MISSED);
    g_assert_cmpint(check_in(state, 2)->due_ms, ==, at("2026-11-22T03:10:00Z"));
    g_assert_cmpint(check_in(state, 3)->due_ms, ==, at("2026-11-22T03:15:00Z"));
    g_assert_cmpint(state->incident_ms, ==, at("2026-11-22T03:10:00Z"));
    g_assert_cmpint(state->next_ms, ==, at("2026-11-22T03:20:00Z"));
    g_assert_cmpint(state->last_ms, ==, at("2026-11-22T03:05:02Z"));
    monitors_free(monitors);
}

static void within_the_margin_nothing_was_missed(void)
{
    struct monitors *monitors = monitors_new();
    came(monitors, "2026-11-22T03:05:02Z", "b", "ok", EVERY_5);
    const struct monitor_state *state = judged(monitors, "2026-11-22T03:10:59Z");
    g_assert_cmpuint(state->check_ins->len, ==, 1);
    g_assert_cmpint(state->incident_ms, ==, 0);
    monitors_free(monitors);
}

static void one_that_began_and_did_not_end_timed_out(void)
{
    struct monitors *monitors = monitors_new();
    came(monitors, "2026-11-22T03:05:00Z", "a", "in_progress", EVERY_5);
    came(monitors, "2026-11-22T03:05:09Z", "a", "ok", ",\"duration\":9");
    came(monitors, "2026-11-22T03:10:00Z", "b", "in_progress", "");
    came(monitors, "2026-11-22T03:15:00Z", "c", "in_progress", "");
    came(monitors, "2026-11-22T03:20:00Z", "d", "in_progress", "");
    const struct monitor_state *state = judged(monitors, "2026-11-22T03:20:30Z");
    g_assert_cmpuint(state->check_ins->len, ==, 4);
    g_assert_cmpint(check_in(state, 0)->status, ==, CHECK_IN_OK);
    g_assert_cmpint(check_in(state, 0)->end_ms, ==, at("2026-11-22T03:05:09Z"));
    g_assert_cmpint(check_in(state, 1)->status, ==, CHECK_IN_TIMEOUT);
    g_assert_cmpint(check_in(state, 2)->status, ==, CHECK_IN_PROGRESS);
    g_assert_cmpint(state->incident_ms, ==, at("2026-11-22T03:10:00Z"));
    monitors_free(monitors);
}

static void an_incident_takes_as_many_as_was_told(void)
{
    struct monitors *monitors = monitors_new();
    came(monitors, "2026-11-22T03:00:01Z", "a", "error",
         ",\"monitor_config\":{\"schedule\":{\"type\":\"interval\",\"value\":1,\"unit\":\"hour\"},"
         "\"failure_issue_threshold\":2,\"recovery_threshold\":2}");
    came(monitors, "2026-11-22T03:30:00Z", "b", "ok", "");
    came(monitors, "2026-11-22T04:00:00Z", "c", "error", "");
    came(monitors, "2026-11-22T04:30:00Z", "d", "error", "");
    came(monitors, "2026-11-22T05:00:00Z", "e", "ok", "");
    const struct monitor_state *state = judged(monitors, "2026-11-22T05:01:00Z");
    g_assert_cmpint(state->incident_ms, ==, at("2026-11-22T04:00:00Z"));
    g_assert_cmpint(state->count, ==, 1);
    g_assert_cmpstr(state->schedule, ==, "hour");
    monitors_free(monitors);

    monitors = monitors_new();
    came(monitors, "2026-11-22T04:00:00Z", "c", "error", "");
    came(monitors, "2026-11-22T05:00:00Z", "e", "ok", "");
    state = judged(monitors, "2026-11-22T05:01:00Z");
    g_assert_cmpint(state->incident_ms, ==, 0);
    g_assert_cmpint(state->resolved_ms, ==, at("2026-11-22T05:00:00Z"));
    g_assert_cmpint(state->resolved_since_ms, >, 0);
    g_assert_cmpint(state->resolved_since_ms, <, state->resolved_ms);
    monitors_free(monitors);
}

/* Without a schedule nothing can be missed; what is no check-in is nothing. */
static void hostile_check_ins(void)
{
    static const char *const texts[] = {"",
                                        "[]",
                                        "{",
                                        "{\"monitor_slug\":7,\"status\":\"ok\"}",
                                        "{\"monitor_slug\":\"\",\"status\":\"ok\"}",
                                        "{\"monitor_slug\":\"x\",\"status\":\"missed\"}",
                                        "{\"monitor_slug\":\"x\"}"};
    struct monitors *monitors = monitors_new();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct check_in_came one = {
            .project = "shop", .payload = texts[i], .size = strlen(texts[i]), .time_ms = 1};
        monitors_add(monitors, &one);
    }
    g_assert_cmpuint(monitors_judge(monitors, 1000)->len, ==, 0);
    monitors_free(monitors);

    monitors = monitors_new();
    came(monitors, "2026-11-22T03:00:00Z", "a", "ok",
         ",\"duration\":1e300,\"monitor_config\":{\"schedule\":{\"type\":\"crontab\",\"value\":"
         "\"every day\"},\"checkin_margin\":-5,\"max_runtime\":1e9}");
    const struct monitor_state *state = judged(monitors, "2027-11-22T03:00:00Z");
    g_assert_null(state->schedule);
    g_assert_cmpint(state->incident_ms, ==, 0);
    g_assert_cmpint(state->next_ms, ==, 0);
    monitors_free(monitors);
}

/* A minutely job that was not seen for a month has not 43 200 rows. */
static void a_long_silence_is_told_in_short(void)
{
    struct monitors *monitors = monitors_new();
    came(monitors, "2026-10-22T03:00:02Z", "a", "ok",
         ",\"monitor_config\":{\"schedule\":{\"type\":\"crontab\",\"value\":\"* * * * *\"}}");
    const struct monitor_state *state = judged(monitors, "2026-11-22T03:00:30Z");
    g_assert_cmpuint(state->check_ins->len, ==, 1 + MONITOR_MISSED_MOST);
    g_assert_cmpint(state->incident_ms, ==, at("2026-10-22T03:01:00Z"));
    g_assert_cmpint(state->next_ms, ==, at("2026-11-22T03:01:00Z"));
    monitors_free(monitors);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/monitors/a crontab line says when a job is due", a_crontab_line_says_when);
    g_test_add_func("/monitors/what is no crontab line is refused", what_is_no_line_is_refused);
    g_test_add_func("/monitors/an interval is counted from the last time", interval);
    g_test_add_func("/monitors/what did not come was missed", what_did_not_come_was_missed);
    g_test_add_func("/monitors/within the margin nothing was missed",
                    within_the_margin_nothing_was_missed);
    g_test_add_func("/monitors/one that began and did not end timed out",
                    one_that_began_and_did_not_end_timed_out);
    g_test_add_func("/monitors/an incident takes as many failures as was told",
                    an_incident_takes_as_many_as_was_told);
    g_test_add_func("/monitors/what is no check-in is passed over", hostile_check_ins);
    g_test_add_func("/monitors/a long silence is told in short", a_long_silence_is_told_in_short);
    return g_test_run();
}
