/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/outage.h"

static const struct outage OUTAGE = {.from_ns = 100, .recovers_ns = 200, .ends_ns = 300};

#define EVENTS "/organizations/local/events/"

/* What is answered at that time; 200 = it goes on. `page` gets the rows it may have. */
static int status_of(const char *path, const char *query, int64_t now_ns, const char **page)
{
    static char rows[32];
    struct http_call *call = http_call_new();
    call->method = METHOD_GET;
    call->path = g_strdup(path);
    http_query_parse(query, call->query);
    struct http_answer *refusal = outage_refuse(&OUTAGE, call, now_ns);
    int status = refusal ? refusal->status : 200;
    const char *per_page = http_call_get(call, "per_page");
    g_strlcpy(rows, per_page ? per_page : "", sizeof rows);
    if (page)
        *page = rows;
    if (refusal)
        http_answer_free(refusal);
    http_call_free(call);
    return status;
}

static void every_call_is_refused_for_a_stretch(void)
{
    const char *path = "/organizations/local/issues/";
    g_assert_cmpint(status_of(path, "", 99, NULL), ==, 200);
    g_assert_cmpint(status_of(path, "", 100, NULL), ==, 503);
    g_assert_cmpint(status_of(EVENTS, "dataset=logs", 199, NULL), ==, 503);
    g_assert_cmpint(status_of(path, "", 200, NULL), ==, 200);
}

static void then_rows_are_few_and_none_is_old(void)
{
    const char *page;
    g_assert_cmpint(status_of(EVENTS, "dataset=logs&per_page=1000", 200, &page), ==, 200);
    g_assert_cmpstr(page, ==, G_STRINGIFY(OUTAGE_PAGE));
    g_assert_cmpint(status_of(EVENTS, "dataset=logs&per_page=7", 200, &page), ==, 200);
    g_assert_cmpstr(page, ==, "7");
    const char *older = "dataset=logs&query=timestamp_precise:%3E5+timestamp_precise:%3C%3D9";
    g_assert_cmpint(status_of(EVENTS, older, 299, NULL), ==, 503);
    g_assert_cmpint(status_of(EVENTS, "dataset=logs&cursor=0:50:0", 299, NULL), ==, 503);
    g_assert_cmpint(status_of(EVENTS, older, 300, &page), ==, 200);
    g_assert_cmpint(status_of(EVENTS, "dataset=logs&per_page=1000", 300, &page), ==, 200);
    g_assert_cmpstr(page, ==, "1000");
}

static void spans_are_answered_whole(void)
{
    const char *page;
    const char *query = "dataset=spans&per_page=1000&cursor=0:50:0";
    g_assert_cmpint(status_of(EVENTS, query, 250, &page), ==, 200);
    g_assert_cmpstr(page, ==, "1000");
}

static void a_server_without_one_answers(void)
{
    struct http_call *call = http_call_new();
    call->path = g_strdup(EVENTS);
    g_assert_null(outage_refuse(&(struct outage){0}, call, 0));
    g_assert_null(outage_refuse(&(struct outage){0}, call, INT64_MAX));
    http_call_free(call);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outage/every call is refused for a stretch",
                    every_call_is_refused_for_a_stretch);
    g_test_add_func("/outage/then rows are few, and none is old",
                    then_rows_are_few_and_none_is_old);
    g_test_add_func("/outage/spans are answered whole", spans_are_answered_whole);
    g_test_add_func("/outage/a server without one answers", a_server_without_one_answers);
    return g_test_run();
}
