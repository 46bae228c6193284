/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-client/corpus.h"

#include <math.h>
#include <string.h>

typedef void *decoder(const struct request *request, json_t *root, GError **error);

static void *decoded(decoder *decode, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(request) request = request_new(ENDPOINT_MONITORS, NULL);
    json_t *root = json_read(text, strlen(text), NULL, &error);
    g_assert_no_error(error);
    void *list = decode(request, root, &error);
    g_assert_no_error(error);
    json_decref(root);
    return list;
}

static void a_job_is_a_row_an_environment(void)
{
    g_autoptr(GPtrArray) list = decoded(
        decode_monitors,
        "[{\"id\":\"1\",\"slug\":\"import\",\"project\":{\"slug\":\"shop\"},\"status\":\"active\","
        "\"config\":{\"schedule\":[\"crontab\",\"0 2 * * *\"],\"timezone\":\"UTC\","
        "\"checkin_margin\":5},\"environments\":[{\"name\":\"production\",\"status\":"
        "\"missed_checkin\",\"lastCheckIn\":\"2025-04-14T02:00:13Z\",\"activeIncident\":{"
        "\"startingTimestamp\":\"2025-04-15T02:00:00Z\"}},{\"name\":\"staging\",\"status\":\"ok\","
        "\"activeIncident\":null}]},"
        "{\"id\":\"2\",\"slug\":\"never\",\"config\":{\"schedule\":[1,\"hour\"]},"
        "\"environments\":[]},"
        "{\"id\":\"3\",\"slug\":\"off\",\"status\":\"disabled\",\"config\":{\"schedule\":"
        "\"* * * * *\"},\"environments\":[{\"name\":\"p\",\"status\":\"error\","
        "\"activeIncident\":{}}]},null]");
    g_assert_cmpuint(list->len, ==, 4);
    const struct monitor *first = list->pdata[0], *second = list->pdata[1];
    const struct monitor *never = list->pdata[2], *off = list->pdata[3];
    g_assert_true(first->firing);
    g_assert_cmpstr(first->project, ==, "shop");
    g_assert_cmpstr(first->rule, ==, "0 2 * * * UTC, margin 5m");
    g_assert_cmpstr(monitor_words(first), ==, "missed a check-in");
    g_assert_cmpint(first->since_ms, ==, INT64_C(1744682400000));
    g_assert_false(second->firing);
    g_assert_cmpstr(second->environment, ==, "staging");
    g_assert_cmpstr(never->rule, ==, "every 1 hour");
    g_assert_cmpstr(monitor_words(never), ==, "not told");
    g_assert_false(off->firing);
    g_assert_cmpstr(monitor_words(off), ==, "disabled");
}

static void a_job_whose_incident_is_resolved_is_well_again_since_then(void)
{
    g_autoptr(GPtrArray) list = decoded(
        decode_monitors,
        "[{\"id\":\"1\",\"slug\":\"import\",\"status\":\"active\",\"environments\":[{\"name\":"
        "\"production\",\"status\":\"ok\",\"activeIncident\":{\"startingTimestamp\":"
        "\"2025-04-15T02:00:00Z\",\"resolvingTimestamp\":\"2025-04-15T03:00:00Z\"}},{\"name\":"
        "\"staging\",\"status\":\"error\",\"activeIncident\":{\"startingTimestamp\":"
        "\"2025-04-15T02:00:00Z\",\"resolvingTimestamp\":null}}]}]");
    const struct monitor *well = list->pdata[0], *fires = list->pdata[1];
    g_assert_false(well->firing);
    g_assert_cmpint(well->since_ms, ==, INT64_C(1744682400000));
    g_assert_cmpint(well->until_ms, ==, INT64_C(1744686000000));
    g_assert_true(monitor_fired_within(well, well->since_ms, well->until_ms));
    g_assert_true(fires->firing);
    g_assert_cmpint(fires->until_ms, ==, 0);
}

/* Of a job that is well Sentry tells no incident; our own server does, and so does its detector. */
static void when_a_job_recovered_is_told_by_the_last_incident_or_its_detector(void)
{
    g_autoptr(GPtrArray) jobs = decoded(
        decode_monitors,
        "[{\"id\":\"1\",\"slug\":\"import\",\"environments\":[{\"name\":\"p\",\"status\":\"ok\","
        "\"activeIncident\":null,\"lastIncident\":{\"startingTimestamp\":"
        "\"2025-04-15T02:00:00Z\",\"resolvingTimestamp\":\"2025-04-15T03:00:00Z\"}}]},"
        "{\"id\":\"2\",\"slug\":\"sweep\",\"environments\":[{\"name\":\"p\",\"status\":\"ok\","
        "\"activeIncident\":null}]}]");
    g_autoptr(GPtrArray) detectors = decoded(
        decode_detectors,
        "[{\"id\":\"10\",\"name\":\"Sweeper\",\"type\":\"monitor_check_in_failure\","
        "\"dataSources\":"
        "[{\"type\":\"cron_monitor\",\"queryObj\":{\"slug\":\"sweep\"}}],\"latestGroup\":{\"id\":"
        "\"9\","
        "\"shortId\":\"SHOP-9\",\"status\":\"resolved\",\"firstSeen\":\"2025-04-15T02:00:00Z\","
        "\"lastSeen\":\"2025-04-15T02:30:00Z\"}}]");
    const struct monitor *import = jobs->pdata[0], *detector = detectors->pdata[0];
    struct monitor *sweep = jobs->pdata[1];
    g_assert_false(import->firing);
    g_assert_cmpint(import->since_ms, ==, INT64_C(1744682400000));
    g_assert_cmpint(import->until_ms, ==, INT64_C(1744686000000));
    g_assert_cmpint(detector->kind, ==, MONITOR_CRON);
    g_assert_cmpstr(detector->name, ==, "sweep");
    monitor_learn(sweep, detector);
    g_assert_cmpstr(sweep->short_id, ==, "SHOP-9");
    g_assert_cmpint(sweep->until_ms, ==, INT64_C(1744684200000));
}

/* Whatever is missing or of another type is not told; nothing fires that nobody says fires. */
static void what_is_missing_is_not_told(void)
{
    static const struct {
        decoder *decode;
        const char *text;
    } bodies[] = {
        {decode_monitors,
         "[{},{\"environments\":{\"name\":\"p\"}},{\"environments\":[null,7,{}],\"config\":[],"
         "\"project\":\"shop\"},{\"slug\":7,\"status\":1,\"config\":{\"schedule\":[[],{}]},"
         "\"environments\":[{\"activeIncident\":\"yes\",\"lastCheckIn\":5}]}]"           },
        {decode_detectors,
         "[{},{\"type\":7,\"latestGroup\":[],\"dataSources\":{},\"conditionGroup\":[]},"
         "{\"type\":\"monitor_check_in_failure\",\"dataSources\":[{}]},"
         "{\"type\":\"metric_issue\",\"dataSources\":[null],\"conditionGroup\":{\"conditions\":[{}]"
         "},"
         "\"latestGroup\":{}}]"                                                          },
        {decode_uptime,    "[{},{\"uptimeStatus\":null,\"url\":7},{\"uptimeStatus\":{}}]"},
        {decode_incidents,
         "[{},{\"status\":null,\"alertRule\":null,\"projects\":\"shop\"},{\"status\":\"2\","
         "\"alertRule\":{\"triggers\":[null],\"timeWindow\":\"5\"},\"projects\":[7]}]"   },
        {decode_workflows, "[{},{\"triggers\":[],\"config\":null},{\"triggers\":{\"conditions\":["
                           "null,{},{\"type\":7}]},"
                           "\"lastTriggered\":true}]"          },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autoptr(GPtrArray) list = decoded(bodies[i].decode, bodies[i].text);
        g_assert_cmpuint(list->len, >, 0);
        for (guint row = 0; row < list->len; row++) {
            const struct monitor *monitor = list->pdata[row];
            g_assert_false(monitor->firing);
            g_assert_cmpint(monitor->until_ms, ==, 0);
            g_assert_nonnull(monitor_words(monitor));
        }
    }
}

/* Bodies that Sentry publishes: of a job, of alerts. */
static void published_bodies_are_read(void)
{
    g_autoptr(GPtrArray) jobs =
        decode_corpus(request_new(ENDPOINT_MONITOR, "a", NULL), "monitor.json");
    g_autoptr(GPtrArray) alerts = decode_corpus(request_new(ENDPOINT_WORKFLOWS, NULL),
                                                "openapi/ListAllWorkflowsInAnOrganization.json");
    if (!jobs || !alerts)
        return;
    g_assert_cmpuint(jobs->len, ==, 2); /* a row an environment */
    for (guint i = 0; i < jobs->len; i++) {
        const struct monitor *job = jobs->pdata[i];
        g_assert_nonnull(job->name);
        g_assert_nonnull(job->environment);
        g_assert_nonnull(strstr(job->rule, "0 2 * * *"));
        g_assert_cmpint(job->last_ms, >, 0);
    }
    g_assert_cmpuint(alerts->len, >, 0);
    for (guint i = 0; i < alerts->len; i++) {
        const struct monitor *alert = alerts->pdata[i];
        g_assert_nonnull(alert->id);
        g_assert_nonnull(alert->name);
    }
    g_assert_cmpstr(((const struct monitor *)alerts->pdata[0])->rule, ==,
                    "on new high priority issue or existing high priority issue, at most every "
                    "30m");
    g_assert_cmpstr(((const struct monitor *)alerts->pdata[1])->rule, ==,
                    "if event frequency count 100 in 1h, at most every 24h");
}

static void a_detector_fires_while_its_issue_is_open(void)
{
    g_autoptr(GPtrArray) list = decoded(
        decode_detectors,
        "[{\"id\":\"7\",\"name\":\"slow\",\"type\":\"metric_issue\",\"enabled\":true,\"projectId\":"
        "\"12\",\"dataSources\":[{\"queryObj\":{\"snubaQuery\":{\"aggregate\":"
        "\"avg(span.duration)\",\"query\":\"span.op:db\"}}}],\"conditionGroup\":{\"conditions\":[{"
        "\"type\":\"gt\",\"comparison\":100}]},\"latestGroup\":{\"id\":\"9\",\"shortId\":"
        "\"SHOP-9\",\"status\":\"unresolved\",\"firstSeen\":\"2025-04-15T02:00:00Z\"}},"
        "{\"id\":\"8\",\"name\":\"quiet\",\"type\":\"metric_issue\",\"latestGroup\":null},"
        "{\"id\":\"10\",\"name\":\"errors\",\"type\":\"error\"},"
        "{\"id\":\"11\",\"name\":\"back\",\"latestGroup\":{\"status\":\"unresolved\",\"substatus\":"
        "\"regressed\",\"firstSeen\":\"2025-04-15T02:00:00Z\"}},"
        "{\"id\":\"12\",\"name\":\"a\",\"type\":\"uptime_domain_failure\",\"latestGroup\":null}]");
    g_assert_cmpuint(list->len, ==, 4);
    const struct monitor *back = list->pdata[2], *up = list->pdata[3];
    g_assert_true(back->firing);
    g_assert_cmpint(back->since_ms, ==, 0); /* not since it was first seen */
    g_assert_cmpint(up->kind, ==, MONITOR_UPTIME);
    const struct monitor *slow = list->pdata[0], *quiet = list->pdata[1];
    g_assert_true(slow->firing);
    g_assert_cmpstr(slow->short_id, ==, "SHOP-9");
    g_assert_cmpstr(slow->rule, ==, "avg(span.duration) of span.op:db > 100");
    g_assert_cmpint(slow->since_ms, ==, INT64_C(1744682400000));
    g_assert_false(quiet->firing);
}

/* The body that Sentry publishes for one detector: of anomalies, its issue is resolved. */
static void a_detector_that_fired_lately_says_until_when(void)
{
    g_autoptr(GBytes) body = corpus_body("openapi/FetchAMonitor.json");
    if (!body)
        return;
    g_autofree char *text = g_strdup_printf("[%.*s]", (int)g_bytes_get_size(body),
                                            (const char *)g_bytes_get_data(body, NULL));
    g_autoptr(GPtrArray) list = decoded(decode_detectors, text);
    g_assert_cmpuint(list->len, ==, 1);
    const struct monitor *monitor = list->pdata[0];
    g_assert_cmpstr(monitor->name, ==, "High Number of Errors");
    g_assert_cmpstr(monitor->project, ==, "sentry");
    g_assert_cmpstr(monitor->rule, ==, "count() unusual");
    g_assert_cmpstr(monitor->short_id, ==, "EXAMPLE-1A2B");
    g_assert_false(monitor->firing);
    g_assert_cmpstr(monitor_words(monitor), ==, "well again");
    g_assert_cmpint(monitor->until_ms, >, monitor->since_ms);
    g_assert_cmpint(monitor->since_ms, >, 0);
}

/* Of one rule the latest incident tells; a closed one until when. */
static void an_incident_is_one_row_a_rule(void)
{
    g_autoptr(GPtrArray) list = decoded(
        decode_incidents,
        "[{\"id\":\"3\",\"identifier\":\"3\",\"status\":20,\"title\":\"t\",\"projects\":[\"shop\"],"
        "\"dateStarted\":\"2025-04-15T02:00:00Z\",\"dateClosed\":null,\"alertRule\":{\"id\":\"7\","
        "\"name\":\"too slow\",\"aggregate\":\"p95(span.duration)\",\"query\":\"span.op:db\","
        "\"timeWindow\":5,\"thresholdType\":0,\"triggers\":[{\"alertThreshold\":300}]}},"
        "{\"id\":\"2\",\"status\":2,\"alertRule\":{\"id\":\"7\"}},"
        "{\"id\":\"0\",\"status\":2,\"alertRule\":{\"id\":\"7\"}},"
        "{\"id\":\"1\",\"status\":2,\"title\":\"few orders\",\"dateStarted\":"
        "\"2025-04-15T01:00:00Z\",\"dateClosed\":\"2025-04-15T02:00:00Z\",\"alertRule\":{\"id\":"
        "\"8\",\"thresholdType\":1,\"triggers\":[{\"alertThreshold\":10}]}},{},null]");
    g_assert_cmpuint(list->len, ==, 3);
    const struct monitor *slow = list->pdata[0], *few = list->pdata[1], *bare = list->pdata[2];
    g_assert_true(slow->firing);
    g_assert_cmpstr(slow->project, ==, "shop");
    g_assert_cmpstr(slow->name, ==, "too slow");
    g_assert_cmpstr(slow->rule, ==, "p95(span.duration) of span.op:db > 300 in 5m");
    g_assert_cmpstr(monitor_words(slow), ==, "is critical");
    g_assert_false(few->firing);
    g_assert_cmpint(few->until_ms, ==, INT64_C(1744682400000));
    g_assert_cmpstr(few->rule, ==, "a metric < 10");
    g_assert_false(bare->firing);
    g_assert_cmpstr(monitor_words(bare), ==, "not told");
}

static void an_alert_says_when_it_was_sent(void)
{
    g_autoptr(GPtrArray) list = decoded(
        decode_workflows,
        "[{\"id\":\"1\",\"name\":\"page\",\"enabled\":true,\"environment\":\"prod\",\"config\":{"
        "\"frequency\":30},\"lastTriggered\":\"2025-04-15T02:00:00Z\",\"triggers\":{\"conditions\":"
        "[{"
        "\"type\":\"new_high_priority_issue\"},{\"type\":\"regression_event\"}]}},"
        "{\"id\":\"2\",\"name\":\"off\",\"enabled\":false,\"triggers\":null}]");
    g_assert_cmpuint(list->len, ==, 2);
    const struct monitor *page = list->pdata[0], *off = list->pdata[1];
    g_assert_false(page->firing);
    g_assert_cmpstr(monitor_words(page), ==, "was sent");
    g_assert_cmpint(page->last_ms, ==, INT64_C(1744682400000));
    g_assert_cmpstr(page->rule, ==,
                    "on new high priority issue or regression event, at most every 30m");
    g_assert_cmpstr(monitor_words(off), ==, "disabled");
}

/* What its detector tells of an uptime check goes to the check, but not what contradicts it. */
static void an_uptime_check_learns_from_its_detector(void)
{
    struct monitor *check = monitor_new(MONITOR_UPTIME), *detector = monitor_new(MONITOR_UPTIME);
    detector->short_id = g_strdup("SHOP-9");
    detector->since_ms = 5;
    check->firing = true;
    monitor_learn(check, detector);
    g_assert_cmpstr(check->short_id, ==, "SHOP-9");
    g_assert_cmpint(check->since_ms, ==, 0);
    detector->firing = true;
    monitor_learn(check, detector);
    g_assert_cmpint(check->since_ms, ==, 5);
    monitor_free(check);
    monitor_free(detector);
}

/* The status comes as a number, a number in text, or a word. */
static void an_uptime_check_fires_while_it_is_down(void)
{
    g_autoptr(GPtrArray) list =
        decoded(decode_uptime,
                "[{\"id\":\"1\",\"name\":\"a\",\"uptimeStatus\":2,\"status\":\"active\",\"url\":"
                "\"https://a.example\",\"method\":\"HEAD\",\"intervalSeconds\":60,\"headers\":[["
                "\"Authorization\",\"secret\"]]},{\"id\":\"2\",\"uptimeStatus\":\"failed\"},"
                "{\"id\":\"3\",\"uptimeStatus\":\"2\",\"status\":\"disabled\"},"
                "{\"id\":\"4\",\"uptimeStatus\":1},{\"id\":\"5\"}]");
    static const bool firing[] = {true, true, false, false, false};
    g_assert_cmpuint(list->len, ==, G_N_ELEMENTS(firing));
    for (guint i = 0; i < list->len; i++)
        g_assert_cmpint(((struct monitor *)list->pdata[i])->firing, ==, firing[i]);
    g_assert_cmpstr(((struct monitor *)list->pdata[0])->rule, ==,
                    "HEAD https://a.example every 60s");
}

static void the_health_of_a_release(void)
{
    g_autoptr(GPtrArray) list = decoded(
        decode_releases,
        "[{\"version\":\"a@1\",\"projects\":[{\"slug\":\"a\",\"healthData\":{\"crashFreeSessions\":"
        "99.5,\"totalSessions24h\":10,\"adoption\":40}},{\"slug\":\"b\",\"healthData\":{"
        "\"crashFreeSessions\":97,\"crashFreeUsers\":null,\"totalSessions24h\":5}}]},"
        "{\"version\":\"a@2\",\"projects\":[{\"slug\":\"a\",\"hasHealthData\":false}]}]");
    const struct release_health *first = &((struct release *)list->pdata[0])->health;
    const struct release_health *second = &((struct release *)list->pdata[1])->health;
    g_assert_cmpfloat(first->crash_free_sessions, ==, 97); /* the worst */
    g_assert_cmpfloat(first->adoption, ==, 40);
    g_assert_cmpint(first->sessions, ==, 15);
    g_assert_true(isnan(first->crash_free_users));
    g_assert_true(isnan(second->crash_free_sessions)); /* unknown, which is not 0 */
    g_assert_cmpint(second->sessions, ==, -1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decode/monitors/a job is a row an environment",
                    a_job_is_a_row_an_environment);
    g_test_add_func("/decode/monitors/a job whose incident is resolved is well again since then",
                    a_job_whose_incident_is_resolved_is_well_again_since_then);
    g_test_add_func("/decode/monitors/when a job recovered is told by its last incident or its "
                    "detector",
                    when_a_job_recovered_is_told_by_the_last_incident_or_its_detector);
    g_test_add_func("/decode/monitors/what is missing is not told, and fires not",
                    what_is_missing_is_not_told);
    g_test_add_func("/decode/monitors/bodies that Sentry publishes", published_bodies_are_read);
    g_test_add_func("/decode/monitors/a detector fires while its issue is open",
                    a_detector_fires_while_its_issue_is_open);
    g_test_add_func("/decode/monitors/a detector that fired lately says until when",
                    a_detector_that_fired_lately_says_until_when);
    g_test_add_func("/decode/monitors/of one rule the latest incident tells",
                    an_incident_is_one_row_a_rule);
    g_test_add_func("/decode/monitors/an alert says when it was sent",
                    an_alert_says_when_it_was_sent);
    g_test_add_func("/decode/monitors/an uptime check learns from its detector",
                    an_uptime_check_learns_from_its_detector);
    g_test_add_func("/decode/monitors/an uptime check fires while it is down",
                    an_uptime_check_fires_while_it_is_down);
    g_test_add_func("/decode/releases/health: the worst share, the sums, unknown is not 0",
                    the_health_of_a_release);
    return g_test_run();
}
