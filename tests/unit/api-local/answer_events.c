/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

#define ISSUE "/organizations/local/issues/CHECKOUT-1/"

/* One issue with three events, a minute apart, the first in staging. */
static struct fixture three_events(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 3; i++)
        put_event(&fixture, "checkout", NOW - (3 - i) * MINUTE,
                  "{'event_id':'%032d','platform':'python','environment':'%s',"
                  "'release':'checkout@1.2.3','transaction':'/charge','tags':{'tenant':'acme'},"
                  "'user':{'id':'7','email':'ada@example.com','plan':'pro'},"
                  "'extra':{'cart':3},'modules':{'flask':'3.0'},"
                  "'sdk':{'name':'sentry.python','version':'2.0'},"
                  "'contexts':{'runtime':{'name':'CPython','version':'3.11'},"
                  "'trace':{'trace_id':'" TRACE "','span_id':'b7ad6b7169203331'}},"
                  "'request':{'url':'http://shop/charge','method':'POST',"
                  "'query_string':'a=1&b=x%%20y','headers':{'Accept':'*/*'},"
                  "'cookies':'s=1; t=2'},"
                  "'breadcrumbs':[{'timestamp':1795348700.5,'category':'http','message':'POST',"
                  "'data':{'status':200}}]," EXCEPTION "}",
                  11111111 * (i + 1), i == 0 ? "staging" : "production");
    return fixture;
}

static char *event_id(int number)
{
    return g_strdup_printf("%032d", 11111111 * number);
}

static const json_t *entry_of(const json_t *event, const char *type)
{
    size_t index;
    json_t *entry;
    json_array_foreach(at(event, "entries"), index, entry)
    {
        if (!strcmp(text_at(entry, "type"), type))
            return at(entry, "data");
    }
    return NULL;
}

static void test_the_whole_event(void)
{
    struct fixture fixture = three_events();
    g_autofree char *id = event_id(3);
    json_t *event = get(&fixture, ISSUE "events/latest/?collapse=adjacentEvents");
    g_assert_cmpstr(text_at(event, "eventID"), ==, id);
    g_assert_cmpstr(text_at(event, "id"), ==, id);
    g_assert_nonnull(text_at(event, "groupID"));
    g_assert_nonnull(text_at(event, "projectID"));
    g_assert_cmpstr(text_at(event, "type"), ==, "error");
    g_assert_cmpstr(text_at(event, "title"), ==, "TimeoutError: Payment charge exceeded 30s");
    g_assert_cmpstr(text_at(event, "platform"), ==, "python");
    g_assert_cmpstr(text_at(event, "dateCreated"), ==, "2026-11-22T11:59:00.000000Z");
    g_assert_cmpstr(text_at(event, "location"), ==, "app/payment.py");
    g_assert_cmpstr(text_at(event, "user/email"), ==, "ada@example.com");
    g_assert_cmpstr(text_at(event, "user/data/plan"), ==, "pro");
    g_assert_cmpstr(text_at(event, "contexts/runtime/type"), ==, "runtime");
    g_assert_cmpstr(text_at(event, "contexts/trace/trace_id"), ==, TRACE);
    g_assert_cmpint(int_at(event, "context/cart"), ==, 3);
    g_assert_cmpstr(text_at(event, "packages/flask"), ==, "3.0");
    g_assert_cmpstr(text_at(event, "sdk/name"), ==, "sentry.python");
    g_assert_cmpstr(text_at(event, "release/version"), ==, "checkout@1.2.3");
    g_assert_cmpstr(text_at(event, "release/shortVersion"), ==, "1.2.3");
    g_assert_cmpstr(text_at(event, "metadata/type"), ==, "TimeoutError");
    json_decref(event);
    fixture_close(&fixture);
}

static void test_frames(void)
{
    struct fixture fixture = three_events();
    json_t *event = get(&fixture, ISSUE "events/latest/");
    const json_t *data = entry_of(event, "exception");
    g_assert_true(json_is_true(at(data, "hasSystemFrames")));
    g_assert_cmpstr(text_at(data, "values/0/type"), ==, "TimeoutError");
    g_assert_true(json_is_false(at(data, "values/0/mechanism/handled")));
    const json_t *frame = at(data, "values/0/stacktrace/frames/1");
    g_assert_cmpstr(text_at(frame, "filename"), ==, "app/payment.py");
    g_assert_cmpstr(text_at(frame, "absPath"), ==, "/srv/app/payment.py");
    g_assert_cmpint(int_at(frame, "lineNo"), ==, 42);
    g_assert_cmpint(int_at(frame, "colNo"), ==, 7);
    g_assert_true(json_is_true(at(frame, "inApp")));
    g_assert_cmpint(int_at(frame, "vars/order"), ==, 7);
    g_assert_cmpuint(json_array_size(at(frame, "context")), ==, 4);
    g_assert_cmpint(int_at(frame, "context/0/0"), ==, 40);
    g_assert_cmpstr(text_at(frame, "context/0/1"), ==, "a");
    g_assert_cmpint(int_at(frame, "context/2/0"), ==, 42);
    g_assert_cmpstr(text_at(frame, "context/2/1"), ==, "raise TimeoutError()");
    g_assert_cmpint(int_at(frame, "context/3/0"), ==, 43);
    g_assert_true(json_is_false(at(data, "values/0/stacktrace/frames/0/inApp")));
    g_assert_cmpuint(json_array_size(at(data, "values/0/stacktrace/frames/0/context")), ==, 0);
    json_decref(event);
    fixture_close(&fixture);
}

static void test_request_and_breadcrumbs(void)
{
    struct fixture fixture = three_events();
    json_t *event = get(&fixture, ISSUE "events/latest/");
    const json_t *request = entry_of(event, "request");
    g_assert_cmpstr(text_at(request, "method"), ==, "POST");
    g_assert_cmpstr(text_at(request, "query/1/0"), ==, "b");
    g_assert_cmpstr(text_at(request, "query/1/1"), ==, "x y");
    g_assert_cmpstr(text_at(request, "headers/0/0"), ==, "Accept");
    g_assert_cmpstr(text_at(request, "cookies/1/0"), ==, "t");
    const json_t *crumbs = entry_of(event, "breadcrumbs");
    g_assert_cmpstr(text_at(crumbs, "values/0/timestamp"), ==, "2026-11-22T11:58:20.500000Z");
    g_assert_cmpstr(text_at(crumbs, "values/0/category"), ==, "http");
    g_assert_cmpstr(text_at(crumbs, "values/0/type"), ==, "default");
    g_assert_cmpint(int_at(crumbs, "values/0/data/status"), ==, 200);
    json_decref(event);
    fixture_close(&fixture);
}

static void test_threads_messages_and_images(void)
{
    struct fixture fixture = fixture_open();
    put_event(&fixture, "checkout", NOW,
              "{'logentry':{'message':'user %%s failed','params':['ada']},"
              "'threads':[{'id':1,'name':'main','crashed':true,'current':true,"
              "'stacktrace':{'frames':[{'function':'f','instruction_addr':'0x1'}]}}],"
              "'debug_meta':{'images':[{'type':'elf','code_file':'/bin/x'}]}}");
    json_t *event = get(&fixture, ISSUE "events/oldest/");
    const json_t *threads = entry_of(event, "threads");
    g_assert_cmpstr(text_at(threads, "values/0/name"), ==, "main");
    g_assert_true(json_is_true(at(threads, "values/0/crashed")));
    g_assert_cmpstr(text_at(threads, "values/0/stacktrace/frames/0/instructionAddr"), ==, "0x1");
    const json_t *message = entry_of(event, "message");
    g_assert_cmpstr(text_at(message, "message"), ==, "user %s failed");
    g_assert_cmpstr(text_at(message, "params/0"), ==, "ada");
    g_assert_cmpstr(text_at(entry_of(event, "debugmeta"), "images/0/code_file"), ==, "/bin/x");
    g_assert_null(entry_of(event, "exception"));
    json_decref(event);
    fixture_close(&fixture);
}

static void test_latest_oldest_and_neighbours(void)
{
    struct fixture fixture = three_events();
    g_autofree char *first = event_id(1), *second = event_id(2), *third = event_id(3);
    json_t *event = get(&fixture, ISSUE "events/oldest/");
    g_assert_cmpstr(text_at(event, "id"), ==, first);
    g_assert_true(json_is_null(at(event, "previousEventID")));
    g_assert_cmpstr(text_at(event, "nextEventID"), ==, second);
    json_decref(event);
    event = get(&fixture, ISSUE "events/recommended/");
    g_assert_cmpstr(text_at(event, "id"), ==, third);
    g_assert_cmpstr(text_at(event, "previousEventID"), ==, second);
    json_decref(event);
    event = get(&fixture, ISSUE "events/latest/?environment=staging");
    g_assert_cmpstr(text_at(event, "id"), ==, first);
    json_decref(event);
    fixture_close(&fixture);
}

static void assert_missing(struct fixture *fixture, const char *target)
{
    struct reply reply = call(fixture, METHOD_GET, NULL, target);
    g_assert_cmpint(reply.status, ==, 404);
    g_assert_nonnull(text_at(reply.json, "detail"));
    reply_clear(&reply);
}

static void test_one_event_by_every_path(void)
{
    struct fixture fixture = three_events();
    g_autofree char *id = event_id(2);
    g_autofree char *by_issue = g_strdup_printf(ISSUE "events/%s/", id);
    g_autofree char *by_project = g_strdup_printf("/projects/local/checkout/events/%s/", id);
    g_autofree char *by_id = g_strdup_printf("/organizations/local/eventids/%s/", id);
    json_t *issue = get(&fixture, by_issue);
    json_t *project = get(&fixture, by_project);
    json_t *resolved = get(&fixture, by_id);
    g_assert_true(json_equal(issue, project));
    g_assert_true(json_equal(issue, at(resolved, "event")));
    g_assert_cmpstr(text_at(resolved, "projectSlug"), ==, "checkout");
    g_assert_cmpstr(text_at(resolved, "groupId"), ==, text_at(issue, "groupID"));
    json_decref(issue);
    json_decref(project);
    json_decref(resolved);

    g_assert_true(store_project_put(fixture.store, "worker", NULL));
    g_autofree char *elsewhere = g_strdup_printf("/projects/local/worker/events/%s/", id);
    assert_missing(&fixture, elsewhere);
    assert_missing(&fixture, ISSUE "events/ffffffffffffffffffffffffffffffff/");
    assert_missing(&fixture, "/organizations/local/eventids/nonsense/");
    fixture_close(&fixture);
}

static void test_lists(void)
{
    struct fixture fixture = three_events();
    json_t *list = get(&fixture, ISSUE "events/?full=false&statsPeriod=7d&per_page=25");
    g_assert_cmpuint(json_array_size(list), ==, 3);
    g_assert_cmpstr(text_at(list, "0/dateCreated"), ==, "2026-11-22T11:59:00.000000Z");
    g_assert_cmpstr(text_at(list, "0/event.type"), ==, "error");
    g_assert_cmpstr(text_at(list, "0/title"), ==, "TimeoutError: Payment charge exceeded 30s");
    g_assert_null(at(list, "0/entries"));
    json_decref(list);
    list = get(&fixture, ISSUE "events/?full=true&query=environment:staging");
    g_assert_cmpuint(json_array_size(list), ==, 1);
    g_assert_true(json_is_array(at(list, "0/entries")));
    json_decref(list);
    list = get(&fixture, ISSUE "events/?query=environment:staging%20OR%20environment:production");
    g_assert_cmpuint(json_array_size(list), ==, 3);
    json_decref(list);
    fixture_close(&fixture);
}

static void test_pages(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 17; i++)
        put_event(&fixture, "checkout", NOW - (i / 2) * MINUTE, "{'message':'m'}");
    g_autoptr(GPtrArray) plain = turn_pages(&fixture, ISSUE "events/?per_page=5", NULL, "id");
    assert_no_row_twice(plain, 17);
    g_autoptr(GPtrArray) searched =
        turn_pages(&fixture, ISSUE "events/?per_page=5&query=level:error", NULL, "id");
    assert_no_row_twice(searched, 17);
    fixture_close(&fixture);
}

/* An event that arrives while a client turns pages must not push rows from page to page. */
static void test_new_rows_do_not_shift_the_pages(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 6; i++)
        put_event(&fixture, "checkout", NOW - (i + 1) * MINUTE, "{'message':'m'}");
    bool more;
    struct reply first =
        call(&fixture, METHOD_GET, NULL, ISSUE "events/?per_page=3&statsPeriod=1h");
    g_autofree char *cursor = link_cursor(first.link, "next", &more);
    clock_freeze(NOW + MINUTE);
    put_event(&fixture, "checkout", NOW + MINUTE / 2, "{'message':'m'}");
    g_autofree char *target =
        g_strdup_printf(ISSUE "events/?per_page=3&statsPeriod=1h&cursor=%s", cursor);
    struct reply second = call(&fixture, METHOD_GET, NULL, target);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            g_assert_false(json_equal(at(json_array_get(first.json, i), "id"),
                                      at(json_array_get(second.json, j), "id")));
    reply_clear(&first);
    reply_clear(&second);
    fixture_close(&fixture);
}

static void test_committers(void)
{
    struct fixture fixture = three_events();
    g_autofree char *id = event_id(2);
    g_autofree char *target = g_strdup_printf("/projects/local/checkout/events/%s/committers/", id);
    struct reply reply = call(&fixture, METHOD_GET, NULL, target);
    g_assert_cmpint(reply.status, ==, 404);
    g_assert_cmpstr(text_at(reply.json, "detail"), ==, "No committers found");
    reply_clear(&reply);

    reply = call(&fixture, METHOD_PUT,
                 "{\"commits\":[{\"id\":\"aaaaaaaaaaaaaaaa\",\"message\":\"docs\",\"patch_set\":"
                 "[{\"path\":\"README.md\",\"type\":\"M\"}]},"
                 "{\"id\":\"bbbbbbbbbbbbbbbb\",\"message\":\"retry charges\",\"author_name\":"
                 "\"Ada\",\"author_email\":\"ada@example.com\",\"repository\":\"acme/checkout\","
                 "\"timestamp\":\"2026-11-22T10:00:00Z\",\"patch_set\":"
                 "[{\"path\":\"src/app/payment.py\",\"type\":\"M\"}]}]}",
                 "/organizations/local/releases/checkout%401.2.3/");
    g_assert_cmpint(reply.status, ==, 200);
    reply_clear(&reply);
    json_t *json = get(&fixture, target);
    g_assert_cmpuint(json_array_size(at(json, "committers")), ==, 1);
    g_assert_cmpstr(text_at(json, "committers/0/author/email"), ==, "ada@example.com");
    g_assert_cmpstr(text_at(json, "committers/0/commits/0/id"), ==, "bbbbbbbbbbbbbbbb");
    g_assert_cmpstr(text_at(json, "committers/0/commits/0/repository/name"), ==, "acme/checkout");
    g_assert_cmpstr(text_at(json, "committers/0/commits/0/suspectCommitType"), ==,
                    "via commit in release");
    json_decref(json);
    assert_missing(&fixture, "/projects/local/checkout/events/"
                             "ffffffffffffffffffffffffffffffff/committers/");
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/event/the whole event has what clients read", test_the_whole_event);
    g_test_add_func("/answer/event/frames have their source as numbered lines", test_frames);
    g_test_add_func("/answer/event/request and breadcrumbs", test_request_and_breadcrumbs);
    g_test_add_func("/answer/event/threads, messages and images", test_threads_messages_and_images);
    g_test_add_func("/answer/event/latest, oldest, and an event's neighbours",
                    test_latest_oldest_and_neighbours);
    g_test_add_func("/answer/event/one event by every path", test_one_event_by_every_path);
    g_test_add_func("/answer/event/lists are light, or full when asked", test_lists);
    g_test_add_func("/answer/event/pages miss and repeat nothing", test_pages);
    g_test_add_func("/answer/event/new rows do not shift the pages",
                    test_new_rows_do_not_shift_the_pages);
    g_test_add_func("/answer/event/committers are those whose commits touch the frames",
                    test_committers);
    return g_test_run();
}
