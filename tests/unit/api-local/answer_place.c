/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

static void test_unknown_paths_and_wrong_methods(void)
{
    struct fixture fixture = fixture_open();
    struct reply reply = call(&fixture, METHOD_GET, NULL, "/nothing/here/");
    g_assert_cmpint(reply.status, ==, 404);
    g_assert_cmpstr(text_at(reply.json, "detail"), ==, "Not found");
    reply_clear(&reply);

    reply = call(&fixture, METHOD_DELETE, NULL, "/organizations/local/events/");
    g_assert_cmpint(reply.status, ==, 405);
    g_assert_cmpstr(text_at(reply.json, "detail"), ==, "Method \"DELETE\" not allowed.");
    reply_clear(&reply);

    reply = call(&fixture, METHOD_GET, NULL, "/organizations/acme/issues/");
    g_assert_cmpint(reply.status, ==, 404);
    g_assert_true(
        g_str_has_prefix(text_at(reply.json, "detail"), "The requested resource does not exist"));
    reply_clear(&reply);

    reply = call(&fixture, METHOD_GET, NULL, "/projects/local/nobody/");
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    fixture_close(&fixture);
}

/* What the `sentry` client reads first (corpus/cli-requests.md). */
static void test_organization_and_user(void)
{
    struct fixture fixture = fixture_open();
    json_t *json = get(&fixture, "/organizations/?per_page=100");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/slug"), ==, "local");
    g_assert_cmpstr(text_at(json, "0/id"), ==, "1");
    g_assert_null(at(json, "0/links"));
    json_decref(json);

    json = get(&fixture, "/organizations/1/");
    g_assert_cmpstr(text_at(json, "slug"), ==, "local");
    g_assert_true(json_is_array(at(json, "projects")));
    json_decref(json);

    json = get(&fixture, "/auth/");
    g_assert_cmpstr(text_at(json, "id"), ==, "1");
    json_decref(json);
    json = get(&fixture, "/users/me/regions/");
    g_assert_cmpstr(text_at(json, "regions/0/url"), ==, "http://127.0.0.1:8969");
    json_decref(json);
    json = get(&fixture, "/organizations/local/members/");
    g_assert_cmpstr(text_at(json, "0/user/id"), ==, "1");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_a_project_says_what_it_has(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW - MINUTE,
              "{'platform':'python','environment':'production'," EXCEPTION "}");
    put_item(&fixture, log_item("000000000000000000000000000000a1", "info", "hello", NOW - MINUTE),
             "worker");
    json_t *json = get(&fixture, "/organizations/local/projects/?per_page=100");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/slug"), ==, "checkout");
    g_assert_cmpstr(text_at(json, "0/platform"), ==, "python");
    g_assert_true(json_is_string(at(json, "0/firstEvent")));
    g_assert_true(json_is_false(at(json, "0/hasLogs")));
    g_assert_true(json_is_null(at(json, "1/firstEvent")));
    g_assert_true(json_is_true(at(json, "1/hasLogs")));
    g_assert_null(at(json, "0/organization"));
    json_decref(json);

    json = get(&fixture, "/projects/local/checkout/");
    g_assert_cmpstr(text_at(json, "organization/slug"), ==, "local");
    g_autofree char *by_id =
        g_strdup_printf("/projects/local/%s/?collapse=organization", text_at(json, "id"));
    json_decref(json);
    json = get(&fixture, by_id);
    g_assert_cmpstr(text_at(json, "slug"), ==, "checkout");
    g_assert_null(at(json, "organization"));
    json_decref(json);
    fixture_close(&fixture);
}

static void test_a_dsn_finds_its_project(void)
{
    struct fixture fixture = fixture_open();
    struct batch *batch = batch_new();
    struct item *item = log_item("000000000000000000000000000000a1", "info", "hello", NOW);
    item->project = g_strdup("checkout");
    g_ptr_array_add(batch->items, item);
    batch->public_key = g_strdup("0123456789abcdef0123456789abcdef");
    g_assert_true(store_commit_take(fixture.store, batch, NULL));

    json_t *json = get(&fixture, "/projects/?query=dsn:0123456789abcdef0123456789abcdef");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/slug"), ==, "checkout");
    g_assert_cmpstr(text_at(json, "0/organization/slug"), ==, "local");
    json_decref(json);
    json = get(&fixture, "/projects/?query=dsn:ffffffffffffffffffffffffffffffff");
    g_assert_cmpuint(json_array_size(json), ==, 0);
    json_decref(json);

    json = get(&fixture, "/projects/local/checkout/keys/");
    g_autofree char *dsn =
        g_strdup_printf("http://0123456789abcdef0123456789abcdef@127.0.0.1:8969/%" PRId64,
                        int_at(json, "0/projectId"));
    g_assert_cmpstr(text_at(json, "0/dsn/public"), ==, dsn);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_environments(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW, "{'environment':'production','message':'a'}");
    put_event(&fixture, "checkout", NOW, "{'environment':'staging','message':'a'}");
    put_event(&fixture, "worker", NOW, "{'environment':'staging','message':'a'}");
    json_t *json = get(&fixture, "/organizations/local/environments/");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/name"), ==, "production");
    json_decref(json);
    json = get(&fixture, "/projects/local/worker/environments/?visibility=visible");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/name"), ==, "staging");
    g_assert_true(json_is_false(at(json, "0/isHidden")));
    json_decref(json);
    fixture_close(&fixture);
}

static void assert_refused(struct fixture *fixture, const char *target, const char *says)
{
    struct reply reply = call(fixture, METHOD_GET, NULL, target);
    g_assert_cmpint(reply.status, ==, 400);
    const char *detail = text_at(reply.json, "detail");
    if (!detail || !strstr(detail, says))
        g_error("%s: \"%s\" does not say \"%s\"", target, detail, says);
    reply_clear(&reply);
}

static void test_bad_parameters_say_what_is_wrong(void)
{
    struct fixture fixture = fixture_open();
    assert_refused(&fixture, "/organizations/local/issues/?limit=101", "Cannot exceed 100");
    assert_refused(&fixture, "/organizations/local/issues/?limit=none", "limit");
    assert_refused(&fixture, "/organizations/local/issues/?cursor=what", "cursor");
    assert_refused(&fixture, "/organizations/local/issues/?statsPeriod=soon", "statsPeriod");
    assert_refused(&fixture, "/organizations/local/issues/?start=2026-11-22", "both");
    assert_refused(&fixture, "/organizations/local/issues/?start=2026-11-22&end=2026-11-21",
                   "before");
    assert_refused(&fixture, "/organizations/local/issues/?start=0&end=50000000000", "ISO 8601");
    assert_refused(&fixture, "/organizations/local/issues/?project=nobody", "nobody");
    assert_refused(&fixture, "/organizations/local/issues/?sort=colour", "colour");
    assert_refused(&fixture, "/organizations/local/issues/?query=is:purple", "is:purple");
    assert_refused(&fixture, "/organizations/local/events/?field=id&dataset=sessions", "sessions");
    assert_refused(&fixture, "/organizations/local/events/?dataset=spans", "field");
    assert_refused(&fixture, "/organizations/local/events/?dataset=spans&field=id&per_page=101",
                   "Cannot exceed 100");
    assert_refused(&fixture, "/organizations/local/events/?dataset=spans&field=nope(x)", "nope");
    assert_refused(&fixture, "/organizations/local/events/?dataset=spans&field=id&query=a:%22b",
                   "at character");
    assert_refused(&fixture,
                   "/organizations/local/events-timeseries/?dataset=spans&interval=1m"
                   "&statsPeriod=90d",
                   "too many results");
    fixture_close(&fixture);
}

static void test_links_are_in_sentrys_form(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 3; i++) {
        g_autofree char *slug = g_strdup_printf("p%d", i);
        g_assert_true(store_project_put(fixture.store, slug, NULL));
    }
    struct reply reply =
        call(&fixture, METHOD_GET, NULL, "/organizations/local/projects/?query=p&per_page=2");
    g_assert_cmpstr(reply.link, ==,
                    "<http://127.0.0.1:8969/api/0/organizations/local/projects/"
                    "?query=p&per_page=2&cursor=0:0:1>; rel=\"previous\"; results=\"false\"; "
                    "cursor=\"0:0:1\", "
                    "<http://127.0.0.1:8969/api/0/organizations/local/projects/"
                    "?query=p&per_page=2&cursor=0:2:0>; rel=\"next\"; results=\"true\"; "
                    "cursor=\"0:2:0\"");
    g_assert_cmpstr(reply.hits, ==, "3");
    reply_clear(&reply);
    reply =
        call(&fixture, METHOD_GET, NULL, "/organizations/local/projects/?per_page=2&cursor=0:2:0");
    g_assert_cmpuint(json_array_size(reply.json), ==, 1);
    g_assert_nonnull(strstr(reply.link, "rel=\"previous\"; results=\"true\""));
    g_assert_nonnull(strstr(reply.link, "rel=\"next\"; results=\"false\""));
    reply_clear(&reply);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/unknown paths are 404 and wrong methods 405",
                    test_unknown_paths_and_wrong_methods);
    g_test_add_func("/answer/one organization and one user", test_organization_and_user);
    g_test_add_func("/answer/a project says what it has", test_a_project_says_what_it_has);
    g_test_add_func("/answer/a dsn finds its project", test_a_dsn_finds_its_project);
    g_test_add_func("/answer/environments are those of the telemetry", test_environments);
    g_test_add_func("/answer/bad parameters say what is wrong",
                    test_bad_parameters_say_what_is_wrong);
    g_test_add_func("/answer/links are in Sentry's form", test_links_are_in_sentrys_form);
    return g_test_run();
}
