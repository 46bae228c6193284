/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/sessions.h"

#include <math.h>
#include <string.h>

/* 2026-11-22T12:00:00Z */
#define NOW  INT64_C(1795348800000)
#define HOUR (3600 * INT64_C(1000))

/* JSON with ' for ". */
static void add(struct sessions *sessions, const char *project, bool counted, const char *text)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    struct session_came came = {.project = project,
                                .counted = counted,
                                .payload = json,
                                .size = strlen(json),
                                .time_ms = NOW - HOUR};
    sessions_add(sessions, &came);
}

#define ATTRS "'attrs':{'release':'web@2','environment':'production'}"

static void one(struct sessions *sessions, const char *sid, const char *rest)
{
    g_autofree char *text =
        g_strdup_printf("{'sid':'%s','started':'2026-11-22T11:30:00Z',%s," ATTRS "}", sid, rest);
    add(sessions, "web", false, text);
}

static struct session_counts counts_of(struct sessions *sessions)
{
    struct session_counts counts;
    g_assert_true(sessions_of_release(sessions, "web", "web@2", &counts));
    return counts;
}

static void the_last_update_of_a_session_counts(void)
{
    g_autoptr(sessions) sessions = sessions_new(NOW, NULL);
    one(sessions, "aa-01", "'init':true,'status':'ok','did':'ann'");
    one(sessions, "aa01", "'status':'ok','errors':2,'did':'ann'");
    one(sessions, "aa01", "'status':'exited','errors':2,'duration':40,'did':'ann'");
    one(sessions, "bb", "'init':true,'status':'crashed','errors':1,'did':'bob'");
    one(sessions, "bb", "'status':'exited','did':'bob'"); /* after its end */
    one(sessions, "cc", "'status':'abnormal','did':'cid'");
    one(sessions, "dd", "'status':'exited','duration':10,'did':'bob'");
    one(sessions, "ee", "'status':'ok'"); /* still goes on; of nobody */
    struct session_counts counts = counts_of(sessions);
    g_assert_cmpint(counts.sessions, ==, 5);
    g_assert_cmpint(counts.crashed, ==, 1);
    g_assert_cmpint(counts.errored, ==, 1);
    g_assert_cmpint(counts.abnormal, ==, 1);
    g_assert_cmpint(counts.users, ==, 3);
    g_assert_cmpint(counts.users_crashed, ==, 1);
    g_assert_cmpfloat(counts.duration_p90_s, ==, 40);
    g_assert_cmpint(counts.by_hour[SESSIONS_HOURS - 1], ==, 5);
}

static void counts_by_the_minute_are_added(void)
{
    g_autoptr(sessions) sessions = sessions_new(NOW, NULL);
    add(sessions, "web", true,
        "{'aggregates':[{'started':'2026-11-22T10:10:00Z','exited':90,'errored':4,'crashed':5,"
        "'abnormal':1},{'started':'2026-11-22T11:10:00Z','exited':100},"
        "{'started':'2026-11-20T11:10:00Z','exited':7000}]," ATTRS "}");
    struct session_counts counts = counts_of(sessions);
    g_assert_cmpint(counts.sessions, ==, 200);
    g_assert_cmpint(counts.crashed, ==, 5);
    g_assert_cmpint(counts.errored, ==, 4);
    g_assert_cmpint(counts.abnormal, ==, 1);
    g_assert_cmpint(counts.users, ==, 0);
    g_assert_true(isnan(counts.duration_p50_s));
    g_assert_cmpint(counts.by_hour[SESSIONS_HOURS - 2], ==, 100);
    g_assert_cmpint(counts.by_hour[SESSIONS_HOURS - 1], ==, 100);
}

static void releases_projects_and_environments_are_kept_apart(void)
{
    static const char *const asked[] = {"production", NULL};
    g_autoptr(sessions) sessions = sessions_new(NOW, asked);
    one(sessions, "aa", "'status':'exited','did':'ann'");
    add(sessions, "web", false,
        "{'sid':'bb','started':'2026-11-22T11:00:00Z','status':'exited','did':'ann','attrs':"
        "{'release':'web@1','environment':'production'}}");
    add(sessions, "web", false,
        "{'sid':'cc','started':'2026-11-22T11:00:00Z','status':'crashed','attrs':"
        "{'release':'web@2','environment':'staging'}}");
    add(sessions, "other", false,
        "{'sid':'aa','started':'2026-11-22T11:00:00Z','status':'crashed'," ATTRS "}");
    struct session_counts counts = counts_of(sessions);
    g_assert_cmpint(counts.sessions, ==, 1);
    g_assert_cmpint(counts.crashed, ==, 0);
    int64_t all = 0, users = 0;
    sessions_of_project(sessions, "web", &all, &users);
    g_assert_cmpint(all, ==, 2);
    g_assert_cmpint(users, ==, 1);
    g_assert_false(sessions_of_release(sessions, "web", "web@3", &counts));
}

static void what_is_no_session_is_passed_over(void)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{'sid':'aa'}",
        "{'status':'ok'," ATTRS "}",
        "{'sid':7,'attrs':7}",
        "{'sid':'old','started':'2026-11-20T11:00:00Z','status':'ok'," ATTRS "}",
        "{'aggregates':7," ATTRS "}",
        "{'aggregates':[{'started':'2026-11-22T11:00:00Z','exited':-5}]," ATTRS "}",
    };
    g_autoptr(sessions) sessions = sessions_new(NOW, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        add(sessions, "web", false, wrong[i]);
        add(sessions, "web", true, wrong[i]);
    }
    struct session_counts counts;
    g_assert_false(sessions_of_release(sessions, "web", "web@2", &counts));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sessions/the last update of a session counts, up to its end",
                    the_last_update_of_a_session_counts);
    g_test_add_func("/sessions/counts by the minute are added, those of the day",
                    counts_by_the_minute_are_added);
    g_test_add_func("/sessions/releases, projects and environments are kept apart",
                    releases_projects_and_environments_are_kept_apart);
    g_test_add_func("/sessions/what is no session is passed over",
                    what_is_no_session_is_passed_over);
    return g_test_run();
}
