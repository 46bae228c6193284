/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

/* What Sentry's own clients ask besides; see corpus/cli-requests.md and mcp-requests.md. */

#define ORG "/organizations/local/"

static void test_old_paths(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW, "{" EXCEPTION "}");
    json_t *issue = get(&fixture, "/issues/1/");
    g_assert_cmpstr(text_at(issue, "shortId"), ==, "CHECKOUT-1");
    json_decref(issue);
    struct reply reply = call(&fixture, METHOD_PUT, "{\"status\":\"resolved\"}", "/issues/1/");
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_cmpstr(text_at(reply.json, "status"), ==, "resolved");
    reply_clear(&reply);
    json_t *root = get(&fixture, "/");
    g_assert_true(json_is_array(at(root, "auth/scopes")));
    json_decref(root);
    json_t *issues = get(&fixture, "/projects/local/checkout/issues/?query=&cursor=");
    g_assert_cmpuint(json_array_size(issues), ==, 1);
    json_decref(issues);
    fixture_close(&fixture);
}

static void test_events_of_a_project(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 5; i++)
        put_event(&fixture, i % 2 ? "worker" : "checkout", NOW - i * MINUTE, "{'message':'m'}");
    json_t *list = get(&fixture, "/projects/local/checkout/events/?cursor=");
    g_assert_cmpuint(json_array_size(list), ==, 3);
    g_autofree char *raw =
        g_strdup_printf("/projects/local/checkout/events/%s/json/", text_at(list, "0/eventID"));
    json_decref(list);
    json_t *payload = get(&fixture, raw);
    g_assert_cmpstr(text_at(payload, "message"), ==, "m");
    json_decref(payload);
    g_autoptr(GPtrArray) pages =
        turn_pages(&fixture, "/projects/local/checkout/events/?per_page=2", NULL, "id");
    assert_no_row_twice(pages, 3);
    fixture_close(&fixture);
}

static void test_counts_of_issues(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW - MINUTE, "{'message':'a'}");
    put_event(&fixture, "checkout", NOW - MINUTE, "{'message':'b','level':'info'}");
    json_t *json = get(&fixture, ORG "issues-count/?query=is:unresolved&query=level:info");
    g_assert_cmpint(int_at(json, "is:unresolved"), ==, 2);
    g_assert_cmpint(int_at(json, "level:info"), ==, 1);
    json_decref(json);
    json = get(&fixture, ORG "issues-stats/?groups=1&groups=99&groupStatsPeriod=24h");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/id"), ==, "1");
    g_assert_cmpstr(text_at(json, "0/count"), ==, "1");
    g_assert_cmpuint(json_array_size(at(json, "0/stats/24h")), ==, 24);
    json_decref(json);
    json = get(&fixture, ORG "issues/1/activities/");
    g_assert_cmpstr(text_at(json, "activity/0/type"), ==, "first_seen");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_tags(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 4; i++)
        put_event(&fixture, "checkout", NOW, "{'message':'m','tags':{'tenant':'t%d'}}", i % 3);
    json_t *json = get(&fixture, ORG "tags/?dataset=events");
    bool found = false;
    size_t index;
    json_t *tag;
    json_array_foreach(json, index, tag)
    {
        if (!strcmp(text_at(tag, "key"), "tenant")) {
            found = true;
            g_assert_cmpint(int_at(tag, "totalValues"), ==, 4);
            g_assert_cmpint(int_at(tag, "uniqueValues"), ==, 3);
        }
    }
    g_assert_true(found);
    json_decref(json);
    json = get(&fixture, ORG "tags/tenant/values/?query=T0");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpint(int_at(json, "0/count"), ==, 2);
    json_decref(json);
    g_autoptr(GPtrArray) pages =
        turn_pages(&fixture, ORG "issues/1/tags/tenant/values/?per_page=2", NULL, "value");
    assert_no_row_twice(pages, 3);
    fixture_close(&fixture);
}

static void test_validation(void)
{
    struct fixture fixture = fixture_open();
    struct reply reply = call(&fixture, METHOD_GET, NULL,
                              ORG "events/validate/?dataset=spans&field=span.op&field=count()"
                                  "&orderby=-count()&query=span.op:db");
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_true(json_is_true(at(reply.json, "valid")));
    reply_clear(&reply);
    reply = call(&fixture, METHOD_GET, NULL,
                 ORG "events/validate/?dataset=spans&field=nope(x)&query=a:%22");
    g_assert_cmpint(reply.status, ==, 400);
    g_assert_true(json_is_false(at(reply.json, "valid")));
    g_assert_true(json_is_false(at(reply.json, "query/valid")));
    g_assert_nonnull(text_at(reply.json, "query/error"));
    g_assert_true(json_is_false(at(reply.json, "field/0/valid")));
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void test_old_series(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 6; i++)
        put_item(&fixture,
                 span_item(TRACE, i % 2 ? "00000000000000a1" : "00000000000000a2", NULL,
                           i % 3 ? "db" : "http", NOW - 10 * MINUTE, 5),
                 "web");
    json_t *json = get(&fixture, ORG "events-stats/?dataset=spans&yAxis=count()&interval=1h"
                                     "&start=2026-11-22T11:00:00&end=2026-11-22T12:00:00");
    g_assert_cmpint(int_at(json, "data/0/0"), ==, (NOW - HOUR) / NS_PER_SECOND);
    g_assert_cmpfloat(number_at(json, "data/0/1/0/count"), ==, 6);
    json_decref(json);
    json = get(&fixture, ORG "events-stats/?dataset=spans&yAxis=count()&interval=1h&topEvents=2"
                             "&field=span.op&field=count()&sort=-count()"
                             "&start=2026-11-22T11:00:00&end=2026-11-22T12:00:00");
    g_assert_cmpfloat(number_at(json, "db/data/0/1/0/count"), ==, 4);
    g_assert_cmpfloat(number_at(json, "http/data/0/1/0/count"), ==, 2);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_list_of_metrics(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 3; i++)
        put_item(&fixture, metric_item("orders", "counter", NULL, 1, NOW - i * MINUTE), "web");
    put_item(&fixture, metric_item("latency", "distribution", "second", 1, NOW), "web");
    json_t *json = get(&fixture, ORG "trace-items/metrics/?sort=-count");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/name"), ==, "orders");
    g_assert_cmpint(int_at(json, "0/count"), ==, 3);
    g_assert_cmpint(int_at(json, "0/lastSeen"), ==, NOW);
    g_assert_cmpstr(text_at(json, "1/unit"), ==, "second");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_replays(void)
{
    struct fixture fixture = fixture_open();
    json_t *json = get(&fixture, ORG "replay-count/?data_source=errors&project=-1"
                                     "&query=issue.id:[1]&returnIds=true&statsPeriod=90d");
    g_assert_cmpuint(json_object_size(json), ==, 0);
    json_decref(json);
    put_event(&fixture, "web", NOW,
              "{'message':'m','tags':{'replayId':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}}");
    json = get(&fixture, ORG "replay-count/?query=issue.id:[1]&returnIds=true&statsPeriod=90d");
    g_assert_cmpstr(text_at(json, "1/0"), ==, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    json_decref(json);
    json = get(&fixture, ORG "replays/?field=id&per_page=1&query=level:error");
    g_assert_cmpint(int_at(json, "data/0/count_errors"), ==, 1);
    g_assert_cmpstr(text_at(json, "data/0/started_at"), ==, "2026-11-22T12:00:00.000000Z");
    json_decref(json);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/clients/old paths of issues", test_old_paths);
    g_test_add_func("/answer/clients/events of a project", test_events_of_a_project);
    g_test_add_func("/answer/clients/counts of issues", test_counts_of_issues);
    g_test_add_func("/answer/clients/tags of all events", test_tags);
    g_test_add_func("/answer/clients/a search is validated before it runs", test_validation);
    g_test_add_func("/answer/clients/the older form of series", test_old_series);
    g_test_add_func("/answer/clients/a list of metrics", test_list_of_metrics);
    g_test_add_func("/answer/clients/replays are those that events name", test_replays);
    return g_test_run();
}
