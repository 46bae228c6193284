/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#define RELEASES "/organizations/local/releases/"

static struct reply send(struct fixture *fixture, enum method method, const char *target,
                         const char *body)
{
    g_autofree char *json = g_strdelimit(g_strdup(body), "'", '"');
    return call(fixture, method, json, target);
}

static void assert_send(struct fixture *fixture, enum method method, const char *target,
                        const char *body, int status)
{
    struct reply reply = send(fixture, method, target, body);
    if (reply.status != status)
        g_error("%s: %d %s", target, reply.status, json_dumps(reply.json, 0));
    reply_clear(&reply);
}

#define COMMITS                                                                             \
    "'commits':[{'id':'9f31ab2','message':'drop unused indexes','author_name':'Ada',"       \
    "'author_email':'ada@example.com','timestamp':'2026-11-22T10:00:00Z',"                  \
    "'repository':'acme/inventory','patch_set':[{'path':'migrations/0047.sql','type':'A'}," \
    "{'path':'app/stock.py','type':'M'}]},{'id':'77aa','message':'typo','author_name':'Bob'}]"

static void test_post_and_get(void)
{
    struct fixture fixture = fixture_open();
    struct reply reply =
        send(&fixture, METHOD_POST, RELEASES,
             "{'version':'inventory@3.1.0+b/7','ref':'9f31ab2',"
             "'projects':['inventory'],'dateReleased':'2026-11-22T11:00:00Z'," COMMITS "}");
    g_assert_cmpint(reply.status, ==, 201);
    g_assert_cmpstr(text_at(reply.json, "version"), ==, "inventory@3.1.0+b/7");
    reply_clear(&reply);
    assert_send(&fixture, METHOD_POST, RELEASES, "{'version':'inventory@3.1.0+b/7'}", 208);

    json_t *json = get(&fixture, RELEASES "inventory%403.1.0%2Bb%2F7/?health=true");
    g_assert_true(json_is_integer(at(json, "id")));
    g_assert_cmpstr(text_at(json, "shortVersion"), ==, "3.1.0+b/7");
    g_assert_cmpstr(text_at(json, "versionInfo/package"), ==, "inventory");
    g_assert_cmpint(int_at(json, "versionInfo/version/major"), ==, 3);
    g_assert_cmpint(int_at(json, "versionInfo/version/minor"), ==, 1);
    g_assert_cmpstr(text_at(json, "dateReleased"), ==, "2026-11-22T11:00:00.000000Z");
    g_assert_cmpstr(text_at(json, "ref"), ==, "9f31ab2");
    g_assert_cmpint(int_at(json, "commitCount"), ==, 2);
    g_assert_cmpstr(text_at(json, "lastCommit/id"), ==, "9f31ab2");
    g_assert_cmpuint(json_array_size(at(json, "authors")), ==, 2);
    g_assert_cmpstr(text_at(json, "projects/0/slug"), ==, "inventory");
    g_assert_true(json_is_integer(at(json, "projects/0/id")));
    json_decref(json);
    fixture_close(&fixture);
}

static void test_commits_and_files(void)
{
    struct fixture fixture = fixture_open();
    assert_send(&fixture, METHOD_POST, "/projects/local/inventory/releases/", "{'version':'3.1.0'}",
                404);
    g_assert_true(store_project_put(fixture.store, "inventory", NULL));
    assert_send(&fixture, METHOD_POST, "/projects/local/inventory/releases/",
                "{'version':'3.1.0'," COMMITS "}", 201);
    json_t *json = get(&fixture, RELEASES "3.1.0/commits/?per_page=10");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/id"), ==, "9f31ab2");
    g_assert_cmpstr(text_at(json, "0/message"), ==, "drop unused indexes");
    g_assert_cmpstr(text_at(json, "0/author/name"), ==, "Ada");
    g_assert_cmpstr(text_at(json, "0/dateCreated"), ==, "2026-11-22T10:00:00.000Z");
    g_assert_cmpstr(text_at(json, "0/repository/name"), ==, "acme/inventory");
    g_assert_cmpstr(text_at(json, "0/releases/0/version"), ==, "3.1.0");
    g_assert_cmpstr(text_at(json, "0/patchSet/0/path"), ==, "migrations/0047.sql");
    g_assert_cmpstr(text_at(json, "0/patchSet/0/type"), ==, "A");
    json_decref(json);
    json = get(&fixture, "/projects/local/inventory/releases/3.1.0/commitfiles/?per_page=1");
    g_assert_cmpstr(text_at(json, "0/filename"), ==, "migrations/0047.sql");
    json_decref(json);
    json = get(&fixture, "/organizations/local/repos/");
    g_assert_cmpstr(text_at(json, "0/name"), ==, "acme/inventory");
    g_assert_cmpstr(text_at(json, "0/status"), ==, "active");
    json_decref(json);
    fixture_close(&fixture);
}

/* What `sentry-cli releases set-commits` sends where the server is to fetch the commits. */
static void test_refs(void)
{
    struct fixture fixture = fixture_open();
    assert_send(&fixture, METHOD_POST, RELEASES, "{'version':'1','projects':['web']}", 201);
    assert_send(&fixture, METHOD_PUT, RELEASES "1/",
                "{'refs':[{'repository':'acme/web','commit':'abcdef0','previousCommit':'0'}]}",
                200);
    json_t *json = get(&fixture, RELEASES "1/commits/");
    g_assert_cmpstr(text_at(json, "0/id"), ==, "abcdef0");
    g_assert_cmpstr(text_at(json, "0/repository/name"), ==, "acme/web");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_put(void)
{
    struct fixture fixture = fixture_open();
    assert_send(&fixture, METHOD_PUT, RELEASES "1/", "{'url':'http://x'}", 404);
    assert_send(&fixture, METHOD_POST, RELEASES, "{'version':'1','projects':['web']}", 201);
    struct reply reply = send(&fixture, METHOD_PUT, "/projects/local/web/releases/1/",
                              "{'url':'http://x','dateReleased':'2026-11-22T11:30:00Z'}");
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_cmpstr(text_at(reply.json, "url"), ==, "http://x");
    g_assert_cmpstr(text_at(reply.json, "dateReleased"), ==, "2026-11-22T11:30:00.000000Z");
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void test_bad_bodies(void)
{
    static const char *const bodies[] = {"{}",
                                         "{'version':''}",
                                         "{'version':'..'}",
                                         "{'version':'latest'}",
                                         "{'version':",
                                         "{'version':'a\\nb'}",
                                         "[]",
                                         "{'version':'1','commits':[{}]}"};
    struct fixture fixture = fixture_open();
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++)
        assert_send(&fixture, METHOD_POST, RELEASES, bodies[i], 400);
    fixture_close(&fixture);
}

static void test_deploys(void)
{
    struct fixture fixture = fixture_open();
    assert_send(&fixture, METHOD_POST, RELEASES, "{'version':'1','projects':['web']}", 201);
    assert_send(&fixture, METHOD_POST, RELEASES "1/deploys/", "{'name':'x'}", 400);
    assert_send(&fixture, METHOD_POST, RELEASES "2/deploys/", "{'environment':'prod'}", 404);
    assert_send(&fixture, METHOD_POST, RELEASES "1/deploys/",
                "{'environment':'staging','dateFinished':'2026-11-22T10:00:00Z'}", 201);
    struct reply reply = send(&fixture, METHOD_POST, RELEASES "1/deploys/",
                              "{'environment':'production','name':'blue',"
                              "'dateStarted':'2026-11-22T10:59:00Z',"
                              "'dateFinished':'2026-11-22T11:00:00Z'}");
    g_assert_cmpint(reply.status, ==, 201);
    g_assert_cmpstr(text_at(reply.json, "environment"), ==, "production");
    reply_clear(&reply);
    json_t *json = get(&fixture, RELEASES "1/deploys/");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/environment"), ==, "production");
    g_assert_cmpstr(text_at(json, "0/name"), ==, "blue");
    g_assert_cmpstr(text_at(json, "0/dateFinished"), ==, "2026-11-22T11:00:00.000Z");
    g_assert_cmpstr(text_at(json, "0/project"), ==, "web");
    json_decref(json);
    json = get(&fixture, RELEASES "?environment=production");
    g_assert_cmpint(int_at(json, "0/deployCount"), ==, 2);
    g_assert_cmpstr(text_at(json, "0/lastDeploy/environment"), ==, "production");
    json_decref(json);
    json = get(&fixture, RELEASES "?environment=nowhere");
    g_assert_cmpuint(json_array_size(json), ==, 0);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_lists(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 7; i++) {
        g_autofree char *body = g_strdup_printf(
            "{'version':'web@1.%d','projects':['%s'],'dateReleased':'2026-11-22T0%d:00:00Z'}", i,
            i % 2 ? "web" : "worker", i);
        assert_send(&fixture, METHOD_POST, RELEASES, body, 201);
    }
    put_event(&fixture, "web", NOW, "{'release':'seen@1','message':'m'}");
    json_t *json = get(&fixture, RELEASES "?per_page=25&sort=date&status=open");
    g_assert_cmpuint(json_array_size(json), ==, 8);
    json_decref(json);
    json = get(&fixture, RELEASES "?query=WEB@1&project=web");
    g_assert_cmpuint(json_array_size(json), ==, 3);
    g_assert_cmpstr(text_at(json, "0/version"), ==, "web@1.5");
    json_decref(json);
    json = get(&fixture, "/projects/local/worker/releases/");
    g_assert_cmpuint(json_array_size(json), ==, 4);
    json_decref(json);
    json = get(&fixture, RELEASES "?query=seen");
    g_assert_cmpint(int_at(json, "0/newGroups"), ==, 1);
    g_assert_cmpstr(text_at(json, "0/lastEvent"), ==, "2026-11-22T12:00:00.000000Z");
    json_decref(json);
    g_autoptr(GPtrArray) pages = turn_pages(&fixture, RELEASES "?per_page=3", NULL, "version");
    assert_no_row_twice(pages, 8);
    fixture_close(&fixture);
}

static void test_repositories(void)
{
    struct fixture fixture = fixture_open();
    assert_send(&fixture, METHOD_POST, "/organizations/local/repos/", "{'url':'x'}", 400);
    assert_send(&fixture, METHOD_POST, "/organizations/local/repos/",
                "{'name':'acme/web','provider':'github','url':'https://example.com/acme/web'}",
                201);
    json_t *json = get(&fixture, "/organizations/local/repos/?per_page=25");
    g_assert_cmpstr(text_at(json, "0/name"), ==, "acme/web");
    g_assert_cmpstr(text_at(json, "0/provider/id"), ==, "github");
    json_decref(json);
    fixture_close(&fixture);
}

static void put_session(struct fixture *fixture, const char *type, const char *payload)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *json = g_strdelimit(g_strdup(payload), "'", '"');
    struct batch *batch = batch_new();
    struct raw_item *raw = g_new0(struct raw_item, 1);
    raw->type = g_strdup(type);
    raw->project = g_strdup("web");
    raw->header = g_strdup("{}");
    raw->payload = g_bytes_new(json, strlen(json));
    g_ptr_array_add(batch->raw, raw);
    g_assert_true(store_commit_take(fixture->store, batch, &error));
    g_assert_no_error(error);
}

/* The worse release has 10 of 40 sessions, of which 1 crashed, and both users. */
static void test_health(void)
{
    struct fixture fixture = fixture_open();
    assert_send(&fixture, METHOD_POST, RELEASES, "{'version':'web@1','projects':['web']}", 201);
    assert_send(&fixture, METHOD_POST, RELEASES, "{'version':'web@2','projects':['web']}", 201);
    put_session(&fixture, "sessions",
                "{'aggregates':[{'started':'2026-11-22T11:00:00Z','exited':30}],'attrs':"
                "{'release':'web@1'}}");
    put_session(&fixture, "sessions",
                "{'aggregates':[{'started':'2026-11-22T11:30:00Z','exited':8}],'attrs':"
                "{'release':'web@2'}}");
    put_session(&fixture, "session",
                "{'sid':'a','did':'ann','started':'2026-11-22T11:30:00Z','status':'crashed',"
                "'attrs':{'release':'web@2'}}");
    put_session(&fixture, "session",
                "{'sid':'b','did':'bob','started':'2026-11-22T11:30:00Z','status':'exited',"
                "'attrs':{'release':'web@2'}}");
    json_t *json = get(&fixture, RELEASES "?health=1");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    const json_t *worse = at(json_array_get(json, 0), "projects/0");
    g_assert_cmpstr(text_at(json_array_get(json, 0), "version"), ==, "web@2");
    g_assert_true(json_is_true(at(worse, "hasHealthData")));
    g_assert_cmpfloat(json_real_value(at(worse, "healthData/crashFreeSessions")), ==, 90);
    g_assert_cmpfloat(json_real_value(at(worse, "healthData/crashFreeUsers")), ==, 50);
    g_assert_cmpfloat(json_real_value(at(worse, "healthData/sessionsAdoption")), ==, 25);
    g_assert_cmpfloat(json_real_value(at(worse, "healthData/adoption")), ==, 100);
    g_assert_cmpint(int_at(worse, "healthData/totalSessions24h"), ==, 10);
    g_assert_cmpint(int_at(worse, "healthData/totalUsers24h"), ==, 2);
    g_assert_cmpuint(json_array_size(at(worse, "healthData/stats/24h")), ==, 24);
    const json_t *better = at(json_array_get(json, 1), "projects/0/healthData");
    g_assert_cmpfloat(json_real_value(at(better, "crashFreeSessions")), ==, 100);
    g_assert_true(json_is_null(at(better, "crashFreeUsers")));
    json_decref(json);
    json = get(&fixture, RELEASES "web%402/?health=1");
    g_assert_cmpint(int_at(json, "projects/0/healthData/sessionsCrashed"), ==, 1);
    json_decref(json);
    json = get(&fixture, RELEASES);
    g_assert_null(json_object_get(at(json_array_get(json, 0), "projects/0"), "healthData"));
    json_decref(json);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/releases/posted, named in percent-encoding, read back",
                    test_post_and_get);
    g_test_add_func("/answer/releases/commits and the files they change", test_commits_and_files);
    g_test_add_func("/answer/releases/a reference stands as its commit", test_refs);
    g_test_add_func("/answer/releases/finalized by PUT", test_put);
    g_test_add_func("/answer/releases/bad bodies are refused", test_bad_bodies);
    g_test_add_func("/answer/releases/deploys, newest first", test_deploys);
    g_test_add_func("/answer/releases/lists by project, search and page", test_lists);
    g_test_add_func("/answer/releases/repositories", test_repositories);
    g_test_add_func("/answer/releases/health is told where it is asked for", test_health);
    return g_test_run();
}
