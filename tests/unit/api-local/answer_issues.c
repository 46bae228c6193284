/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#define ISSUES "/organizations/local/issues/"

/* Three issues: an exception of checkout seen three times by two users, a message of worker, and an
 * old warning of checkout. */
static struct fixture three_issues(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW - 5 * HOUR,
              "{'level':'warning','message':'disk is filling up','environment':'staging'}");
    for (int i = 0; i < 3; i++)
        put_event(&fixture, "checkout", NOW - (30 - i) * MINUTE,
                  "{'platform':'python','environment':'production','release':'checkout@1.%d',"
                  "'transaction':'/charge','tags':{'tenant':'t%d'},'user':{'id':'%d'}," EXCEPTION
                  "}",
                  i, i, i % 2);
    put_event(&fixture, "worker", NOW - 10 * MINUTE,
              "{'level':'error','message':'queue is stuck','environment':'production'}");
    return fixture;
}

static void assert_issues(struct fixture *fixture, const char *query, const char *expected)
{
    g_autofree char *escaped = g_uri_escape_string(query, NULL, FALSE);
    g_autofree char *target = g_strdup_printf(ISSUES "?query=%s", escaped);
    g_autoptr(GString) found = g_string_new(NULL);
    json_t *json = get(fixture, target);
    for (size_t i = 0; i < json_array_size(json); i++)
        g_string_append_printf(found, "%s%s", i ? " " : "",
                               text_at(json_array_get(json, i), "shortId"));
    if (strcmp(found->str, expected) != 0)
        g_error("%s: %s, not %s", query, found->str, expected);
    json_decref(json);
}

static void test_the_list_has_what_clients_read(void)
{
    struct fixture fixture = three_issues();
    json_t *json = get(&fixture, ISSUES "?limit=25&sort=date&statsPeriod=90d&groupStatsPeriod=auto"
                                        "&collapse=filtered&collapse=unhandled");
    g_assert_cmpuint(json_array_size(json), ==, 3);
    const json_t *issue = json_array_get(json, 1);
    g_assert_cmpstr(text_at(issue, "shortId"), ==, "CHECKOUT-2");
    g_assert_cmpstr(text_at(issue, "title"), ==, "TimeoutError: Payment charge exceeded 30s");
    g_assert_cmpstr(text_at(issue, "level"), ==, "error");
    g_assert_cmpstr(text_at(issue, "status"), ==, "unresolved");
    g_assert_cmpstr(text_at(issue, "substatus"), ==, "new");
    g_assert_cmpstr(text_at(issue, "count"), ==, "3");
    g_assert_cmpint(int_at(issue, "userCount"), ==, 2);
    g_assert_cmpstr(text_at(issue, "project/slug"), ==, "checkout");
    g_assert_cmpstr(text_at(issue, "metadata/type"), ==, "TimeoutError");
    g_assert_cmpstr(text_at(issue, "metadata/value"), ==, "Payment charge exceeded 30s");
    g_assert_cmpstr(text_at(issue, "metadata/function"), ==, "charge");
    g_assert_cmpstr(text_at(issue, "firstSeen"), ==, "2026-11-22T11:30:00.000000Z");
    g_assert_cmpstr(text_at(issue, "lastSeen"), ==, "2026-11-22T11:32:00.000000Z");
    g_assert_true(json_is_true(at(issue, "isUnhandled")));
    g_assert_true(json_is_null(at(issue, "assignedTo")));
    g_assert_nonnull(text_at(issue, "permalink"));
    int64_t total = 0;
    const json_t *stats = at(issue, "stats/auto");
    for (size_t i = 0; i < json_array_size(stats); i++)
        total += json_integer_value(json_array_get(json_array_get(stats, i), 1));
    g_assert_cmpint(total, ==, 3);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_searches(void)
{
    struct fixture fixture = three_issues();
    assert_issues(&fixture, "", "WORKER-1 CHECKOUT-2 CHECKOUT-1");
    assert_issues(&fixture, "is:unresolved", "WORKER-1 CHECKOUT-2 CHECKOUT-1");
    assert_issues(&fixture, "!is:unresolved", "");
    assert_issues(&fixture, "is:new level:error", "WORKER-1 CHECKOUT-2");
    assert_issues(&fixture, "level:[warning,fatal]", "CHECKOUT-1");
    assert_issues(&fixture, "project:worker", "WORKER-1");
    assert_issues(&fixture, "is:unhandled", "CHECKOUT-2");
    assert_issues(&fixture, "error.type:Timeout*", "CHECKOUT-2");
    assert_issues(&fixture, "timesSeen:>2", "CHECKOUT-2");
    assert_issues(&fixture, "lastSeen:-1h", "WORKER-1 CHECKOUT-2");
    assert_issues(&fixture, "firstSeen:+1h", "CHECKOUT-1");
    assert_issues(&fixture, "filling", "CHECKOUT-1");
    assert_issues(&fixture, "is:unassigned !level:error", "CHECKOUT-1");
    assert_issues(&fixture, "issue:CHECKOUT-2", "CHECKOUT-2");
    assert_issues(&fixture, "title:*stuck* OR title:*disk*", "WORKER-1 CHECKOUT-1");
    fixture_close(&fixture);
}

static void test_searches_of_events(void)
{
    struct fixture fixture = three_issues();
    assert_issues(&fixture, "release:checkout@1.1", "CHECKOUT-2");
    assert_issues(&fixture, "environment:staging", "CHECKOUT-1");
    assert_issues(&fixture, "tenant:t1", "CHECKOUT-2");
    assert_issues(&fixture, "tenant:t9", "");
    assert_issues(&fixture, "has:tenant is:unresolved", "CHECKOUT-2");
    assert_issues(&fixture, "user.id:0 level:error", "CHECKOUT-2");
    fixture_close(&fixture);
}

static void test_scope(void)
{
    struct fixture fixture = three_issues();
    json_t *json = get(&fixture, ISSUES "?query=&project=worker");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    json_decref(json);
    json = get(&fixture, ISSUES "?query=&project=worker&project=checkout&environment=staging");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/shortId"), ==, "CHECKOUT-1");
    json_decref(json);
    json = get(&fixture, ISSUES "?query=&project=-1&statsPeriod=1h");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    json_decref(json);
    json = get(&fixture, "/projects/local/worker/issues/?query=");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    json_decref(json);
    json = get(&fixture, ISSUES "?query=&start=2026-11-22T11:31:00Z&end=2026-11-22T11:40:00Z");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/count"), ==, "2");
    g_assert_cmpint(int_at(json, "0/userCount"), ==, 2);
    g_assert_cmpstr(text_at(json, "0/lifetime/count"), ==, "3");
    json_decref(json);
    fixture_close(&fixture);
}

static void test_sorts(void)
{
    static const struct {
        const char *sort, *first;
    } cases[] = {
        {"date",        "WORKER-1"  },
        {"new",         "WORKER-1"  },
        {"freq",        "CHECKOUT-2"},
        {"user",        "CHECKOUT-2"},
        {"recommended", "WORKER-1"  },
        {"trends",      "CHECKOUT-2"},
    };
    struct fixture fixture = three_issues();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *target = g_strdup_printf(ISSUES "?query=&sort=%s", cases[i].sort);
        json_t *json = get(&fixture, target);
        g_assert_cmpstr(text_at(json, "0/shortId"), ==, cases[i].first);
        json_decref(json);
    }
    fixture_close(&fixture);
}

static void test_pages_miss_and_repeat_nothing(void)
{
    static const char *const sorts[] = {"date", "new", "freq", "user"};
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 23; i++)
        put_event(&fixture, "checkout", NOW - (i / 3) * MINUTE,
                  "{'message':'m','fingerprint':['%c']}", 'a' + i);
    for (size_t i = 0; i < G_N_ELEMENTS(sorts); i++) {
        g_autofree char *target = g_strdup_printf(ISSUES "?query=&limit=4&sort=%s", sorts[i]);
        g_autoptr(GPtrArray) seen = turn_pages(&fixture, target, NULL, "id");
        assert_no_row_twice(seen, 23);
    }
    fixture_close(&fixture);
}

static void test_the_previous_page_is_the_one_before(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 10; i++)
        put_event(&fixture, "checkout", NOW - i * MINUTE, "{'message':'m','fingerprint':['%c']}",
                  'a' + i);
    bool more;
    struct reply first = call(&fixture, METHOD_GET, NULL, ISSUES "?query=&limit=4");
    g_autofree char *next = link_cursor(first.link, "next", &more);
    g_autofree char *target = g_strdup_printf(ISSUES "?query=&limit=4&cursor=%s", next);
    struct reply second = call(&fixture, METHOD_GET, NULL, target);
    g_autofree char *previous = link_cursor(second.link, "previous", &more);
    g_assert_true(more);
    g_autofree char *back = g_strdup_printf(ISSUES "?query=&limit=4&cursor=%s", previous);
    struct reply again = call(&fixture, METHOD_GET, NULL, back);
    g_assert_true(json_equal(first.json, again.json));
    g_assert_false(json_equal(first.json, second.json));
    reply_clear(&first);
    reply_clear(&second);
    reply_clear(&again);
    fixture_close(&fixture);
}

static void test_detail_and_short_id(void)
{
    struct fixture fixture = three_issues();
    json_t *by_short_id = get(&fixture, ISSUES "CHECKOUT-2/");
    g_autofree char *target = g_strdup_printf(ISSUES "%s/", text_at(by_short_id, "id"));
    json_t *by_id = get(&fixture, target);
    g_assert_true(json_equal(by_id, by_short_id));
    g_assert_cmpstr(text_at(by_id, "firstRelease/version"), ==, "checkout@1.0");
    g_assert_cmpstr(text_at(by_id, "lastRelease/version"), ==, "checkout@1.2");
    g_assert_cmpstr(text_at(by_id, "lastRelease/shortVersion"), ==, "1.2");
    g_assert_cmpuint(json_array_size(at(by_id, "stats/24h")), ==, 25);
    g_assert_cmpuint(json_array_size(at(by_id, "stats/30d")), ==, 31);
    g_assert_cmpstr(text_at(by_id, "activity/0/type"), ==, "first_seen");
    json_decref(by_id);
    json_decref(by_short_id);

    json_t *json = get(&fixture, "/organizations/local/shortids/checkout-2/?collapse=stats");
    g_assert_cmpstr(text_at(json, "organizationSlug"), ==, "local");
    g_assert_cmpstr(text_at(json, "projectSlug"), ==, "checkout");
    g_assert_cmpstr(text_at(json, "groupId"), ==, text_at(json, "group/id"));
    g_assert_cmpstr(text_at(json, "shortId"), ==, "CHECKOUT-2");
    g_assert_null(at(json, "group/stats"));
    json_decref(json);

    struct reply reply = call(&fixture, METHOD_GET, NULL, ISSUES "NOBODY-9/");
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void assert_put(struct fixture *fixture, const char *body, const char *path,
                       const char *expected)
{
    g_autofree char *json = g_strdelimit(g_strdup(body), "'", '"');
    struct reply reply = call(fixture, METHOD_PUT, json, ISSUES "CHECKOUT-2/");
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_cmpstr(text_at(reply.json, path), ==, expected);
    reply_clear(&reply);
}

static void test_triage(void)
{
    struct fixture fixture = three_issues();
    assert_put(&fixture, "{'status':'resolved'}", "status", "resolved");
    assert_issues(&fixture, "is:unresolved", "WORKER-1 CHECKOUT-1");
    assert_issues(&fixture, "is:resolved", "CHECKOUT-2");
    assert_put(&fixture, "{'status':'unresolved'}", "status", "unresolved");
    assert_put(&fixture, "{'status':'ignored','substatus':'archived_forever'}", "substatus",
               "archived_forever");
    assert_issues(&fixture, "is:archived", "CHECKOUT-2");
    assert_put(&fixture, "{'status':'resolved','statusDetails':{'inRelease':'checkout@9'}}",
               "statusDetails/inRelease", "checkout@9");
    assert_put(&fixture, "{'status':'unresolved'}", "status", "unresolved");
    assert_put(&fixture, "{'assignedTo':'user:1'}", "assignedTo/id", "1");
    assert_issues(&fixture, "assigned:me", "CHECKOUT-2");
    assert_put(&fixture, "{'assignedTo':'team:payments'}", "assignedTo/type", "team");
    assert_put(&fixture, "{'assignedTo':'','priority':'high'}", "priority", "high");
    assert_issues(&fixture, "is:assigned", "");
    assert_put(&fixture, "{'inbox':false}", "status", "unresolved");
    assert_issues(&fixture, "is:for_review", "WORKER-1 CHECKOUT-1");
    fixture_close(&fixture);
}

static void test_bad_triage_changes_nothing(void)
{
    static const char *const bodies[] = {"{\"status\":\"exploded\"}",
                                         "{\"priority\":\"huge\"}",
                                         "{\"status\":\"ignored\",\"substatus\":\"asleep\"}",
                                         "[]",
                                         "{\"status\"",
                                         ""};
    struct fixture fixture = three_issues();
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        struct reply reply = call(&fixture, METHOD_PUT, bodies[i], ISSUES "CHECKOUT-2/");
        g_assert_cmpint(reply.status, ==, 400);
        reply_clear(&reply);
    }
    assert_issues(&fixture, "is:unresolved", "WORKER-1 CHECKOUT-2 CHECKOUT-1");
    struct reply reply =
        call(&fixture, METHOD_PUT, "{\"status\":\"resolved\"}", ISSUES "NOBODY-1/");
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void test_bulk(void)
{
    struct fixture fixture = three_issues();
    json_t *issue = get(&fixture, ISSUES "WORKER-1/");
    g_autofree char *target = g_strdup_printf(ISSUES "?id=%s&id=CHECKOUT-1", text_at(issue, "id"));
    json_decref(issue);
    struct reply reply = call(&fixture, METHOD_PUT, "{\"status\":\"resolved\"}", target);
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_cmpstr(text_at(reply.json, "status"), ==, "resolved");
    g_assert_null(at(reply.json, "id"));
    reply_clear(&reply);
    assert_issues(&fixture, "is:resolved", "WORKER-1 CHECKOUT-1");

    reply = call(&fixture, METHOD_PUT, "{\"status\":\"unresolved\"}",
                 ISSUES "?query=is%3Aresolved%20project%3Aworker");
    g_assert_cmpint(reply.status, ==, 200);
    reply_clear(&reply);
    assert_issues(&fixture, "is:resolved", "CHECKOUT-1");

    reply = call(&fixture, METHOD_PUT, "{\"status\":\"resolved\"}", ISSUES "?id=99999");
    g_assert_cmpint(reply.status, ==, 204);
    g_assert_null(reply.json);
    reply_clear(&reply);
    fixture_close(&fixture);
}

static void test_a_search_for_an_id_is_a_direct_hit(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW,
              "{'event_id':'7ca573c0f4814912aaa9bdc77d1a7d51'," EXCEPTION "}");
    json_t *json = get(&fixture, ISSUES "?query=7ca573c0f4814912aaa9bdc77d1a7d51");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    g_assert_cmpstr(text_at(json, "0/matchingEventId"), ==, "7ca573c0f4814912aaa9bdc77d1a7d51");
    json_decref(json);
    json = get(&fixture, ISSUES "?query=CHECKOUT-1&shortIdLookup=1");
    g_assert_cmpuint(json_array_size(json), ==, 1);
    json_decref(json);
    fixture_close(&fixture);
}

static void test_tags(void)
{
    struct fixture fixture = three_issues();
    json_t *json = get(&fixture, ISSUES "CHECKOUT-2/tags/?key=tenant&key=environment");
    g_assert_cmpuint(json_array_size(json), ==, 2);
    g_assert_cmpstr(text_at(json, "0/key"), ==, "environment");
    g_assert_cmpint(int_at(json, "0/totalValues"), ==, 3);
    g_assert_cmpstr(text_at(json, "0/topValues/0/value"), ==, "production");
    g_assert_cmpint(int_at(json, "0/topValues/0/count"), ==, 3);
    g_assert_cmpint(int_at(json, "1/uniqueValues"), ==, 3);
    json_decref(json);
    json = get(&fixture, ISSUES "CHECKOUT-2/tags/tenant/");
    g_assert_cmpstr(text_at(json, "name"), ==, "Tenant");
    g_assert_cmpuint(json_array_size(at(json, "topValues")), ==, 3);
    json_decref(json);
    struct reply reply = call(&fixture, METHOD_GET, NULL, ISSUES "CHECKOUT-2/tags/colour/");
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/issues/the list has what clients read",
                    test_the_list_has_what_clients_read);
    g_test_add_func("/answer/issues/searches select by the issue", test_searches);
    g_test_add_func("/answer/issues/searches select by the issue's events",
                    test_searches_of_events);
    g_test_add_func("/answer/issues/project, environment and time limit the list", test_scope);
    g_test_add_func("/answer/issues/sorts", test_sorts);
    g_test_add_func("/answer/issues/pages miss and repeat nothing",
                    test_pages_miss_and_repeat_nothing);
    g_test_add_func("/answer/issues/the previous page is the one before",
                    test_the_previous_page_is_the_one_before);
    g_test_add_func("/answer/issues/detail by number and by short id", test_detail_and_short_id);
    g_test_add_func("/answer/issues/triage changes what the list says", test_triage);
    g_test_add_func("/answer/issues/bad triage changes nothing", test_bad_triage_changes_nothing);
    g_test_add_func("/answer/issues/bulk changes by id and by search", test_bulk);
    g_test_add_func("/answer/issues/a search for an id is a direct hit",
                    test_a_search_for_an_id_is_a_direct_hit);
    g_test_add_func("/answer/issues/tags and their values are counted", test_tags);
    return g_test_run();
}
