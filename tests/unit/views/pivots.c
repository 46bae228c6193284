/* SPDX-License-Identifier: Apache-2.0 */
#include "views/pivots.h"

#include "views/desk_state.h"

#include <string.h>

static const char keys[] = "tTlmicrpa";

static void each_kind_has_a_key_once_and_a_view(void)
{
    size_t count;
    const struct pivot *table = pivots(&count);
    for (size_t i = 0; i < count; i++) {
        g_assert_nonnull(strchr(keys, table[i].key));
        for (int kind = TARGET_NONE; kind < TARGET_KIND_COUNT; kind++) {
            enum pane pane;
            if (!pivot_leads_from(&table[i], kind))
                continue;
            g_assert_true(pivot_find(kind, table[i].key) == &table[i]);
            g_assert_nonnull(view_for_target(kind, &pane));
        }
    }
}

static void leads_or_says_from(struct desk *desk, const struct pivot *pivot, enum target_kind kind)
{
    struct target from, to;
    g_autofree char *why = NULL;
    enum pane pane;
    target_init(&from, kind);
    target_init(&to, TARGET_NONE);
    if (pivot->resolve(desk, &from, &to, &why))
        g_assert_nonnull(view_for_target(to.kind, &pane));
    else
        g_assert_true(why && strlen(why) > 10);
    target_clear(&from);
    target_clear(&to);
}

/* Every edge from a bare target either leads to something that is shown, or says why not. */
static void leads_or_says(void)
{
    struct desk *desk = desk_new();
    size_t count, edges = 0;
    const struct pivot *table = pivots(&count);
    for (size_t i = 0; i < count; i++)
        for (int kind = TARGET_NONE; kind < TARGET_KIND_COUNT; kind++)
            if (pivot_leads_from(&table[i], kind)) {
                leads_or_says_from(desk, &table[i], kind);
                edges++;
            }
    g_assert_cmpuint(edges, >, 60);
    desk_free(desk);
}

/* As they are asked for: those of a span are its like, others all of the service. */
static void counts_are_of_what_is_asked_for(void)
{
    struct desk *desk = desk_new();
    struct target from;
    target_init(&from, TARGET_SPAN);
    target_set(&from.service, "inventory");
    target_set(&from.operation, "db");
    g_autofree char *like = pivot_find(TARGET_SPAN, 'T')->of(desk, &from);
    g_assert_cmpstr(like, ==, "like it");
    from.kind = TARGET_RELEASE;
    target_set(&from.release, "inventory@3.1.0");
    g_autofree char *release = pivot_find(TARGET_RELEASE, 'T')->of(desk, &from);
    g_assert_cmpstr(release, ==, "of inventory@3.1.0");
    from.kind = TARGET_SAMPLE;
    g_autofree char *service = pivot_find(TARGET_SAMPLE, 'T')->of(desk, &from);
    g_assert_cmpstr(service, ==, "of inventory");
    target_set(&from.host, "web-3");
    g_autofree char *host = pivot_find(TARGET_SAMPLE, 'l')->of(desk, &from);
    g_assert_cmpstr(host, ==, "of web-3");
    target_clear(&from);
    desk_free(desk);
}

static void span_edges(void)
{
    struct desk *desk = desk_new();
    struct target from, to;
    target_init(&from, TARGET_SPAN);
    target_set(&from.trace_id, "7f3a01c2000000000000000000000001");
    target_set(&from.span_id, "00f067aa0ba902b7");
    target_set(&from.service, "inventory");
    target_set(&from.release, "3.1.0");
    target_init(&to, TARGET_NONE);
    g_autofree char *why = NULL;
    g_assert_true(pivot_find(TARGET_SPAN, 'l')->resolve(desk, &from, &to, &why));
    g_assert_cmpint(to.kind, ==, TARGET_LOGS);
    g_assert_cmpstr(to.trace_id, ==, from.trace_id);
    target_clear(&to);
    g_assert_true(pivot_find(TARGET_SPAN, 'r')->resolve(desk, &from, &to, &why));
    g_assert_cmpstr(to.release, ==, "3.1.0");
    target_clear(&to);
    g_assert_false(pivot_find(TARGET_SPAN, 'i')->resolve(desk, &from, &to, &why));
    g_assert_nonnull(strstr(why, "no error"));
    target_clear(&to);
    target_clear(&from);
    desk_free(desk);
}

static struct deploy *deploy(const char *project, const char *release, int64_t time_ms)
{
    struct deploy *one = deploy_new();
    one->project = g_strdup(project);
    one->release = g_strdup(release);
    one->finished_ms = time_ms;
    return one;
}

static void release_before(void)
{
    struct desk *desk = desk_new();
    g_ptr_array_add(desk->shared.deploys, deploy("inventory", "3.0.0", 100));
    g_ptr_array_add(desk->shared.deploys, deploy("inventory", "3.1.0", 200));
    g_ptr_array_add(desk->shared.deploys, deploy("inventory", "3.2.0", 300));
    g_ptr_array_add(desk->shared.deploys, deploy("payment", "9", 210));
    struct target from, to;
    g_autofree char *why = NULL;
    target_init(&from, TARGET_SIGNAL);
    target_init(&to, TARGET_NONE);
    target_set(&from.service, "inventory");
    from.time_ms = 250;
    g_assert_true(pivot_find(TARGET_SIGNAL, 'r')->resolve(desk, &from, &to, &why));
    g_assert_cmpstr(to.release, ==, "3.1.0");
    target_clear(&to);
    from.time_ms = 50;
    g_assert_false(pivot_find(TARGET_SIGNAL, 'r')->resolve(desk, &from, &to, &why));
    g_assert_nonnull(strstr(why, "before then"));
    target_clear(&to);
    target_clear(&from);
    desk_free(desk);
}

static void logs_query(void)
{
    struct target from;
    target_init(&from, TARGET_SIGNAL);
    target_set(&from.service, "inventory");
    target_set(&from.host, "pod-3");
    g_autofree char *by_service = pivot_logs_query(&from);
    g_assert_cmpstr(by_service, ==,
                    "(server.address:\"pod-3\" OR host.name:\"pod-3\" OR "
                    "k8s.pod.name:\"pod-3\") project:\"inventory\"");
    target_set(&from.trace_id, "7f3a");
    g_autofree char *by_trace = pivot_logs_query(&from);
    g_assert_cmpstr(by_trace, ==, "trace:7f3a");
    target_clear(&from);
}

/* The newest issue of the service has nothing to do with one of its attributes. */
static void an_attribute_leads_to_no_issue_but_its_own(void)
{
    struct desk *desk = desk_new();
    struct issue *issue = issue_new();
    issue->id = g_strdup("7");
    issue->project = g_strdup("inventory");
    g_ptr_array_add(desk->shared.issues, issue);
    struct target from, to;
    target_init(&from, TARGET_ATTRIBUTE);
    target_init(&to, TARGET_NONE);
    target_set(&from.service, "inventory");
    target_set(&from.key, "db.system");
    g_autofree char *why = NULL;
    const struct pivot *pivot = pivot_find(TARGET_ATTRIBUTE, 'i');
    g_assert_false(pivot->resolve(desk, &from, &to, &why));
    g_assert_nonnull(strstr(why, "this attribute"));
    target_clear(&to);
    target_set(&from.short_id, "INVENTORY-1");
    g_assert_true(pivot->resolve(desk, &from, &to, NULL));
    g_assert_cmpstr(to.short_id, ==, "INVENTORY-1");
    target_clear(&to);
    target_clear(&from);
    desk_free(desk);
}

/* Adds an issue of the service, first seen at that second. */
static void add_issue(struct desk *desk, const char *service, const char *short_id, int64_t second)
{
    struct issue *issue = issue_new();
    issue->id = g_strdup(short_id);
    issue->short_id = g_strdup(short_id);
    issue->project = g_strdup(service);
    issue->first_seen_ms = second * 1000;
    g_ptr_array_add(desk->shared.issues, issue);
}

static void signal_leads_to_issue(struct desk *desk, int64_t second, const char *expected)
{
    struct target from, to;
    target_init(&from, TARGET_SIGNAL);
    target_init(&to, TARGET_NONE);
    target_set(&from.service, "inventory");
    from.time_ms = second * 1000;
    g_assert_true(pivot_find(TARGET_SIGNAL, 'i')->resolve(desk, &from, &to, NULL));
    g_assert_cmpstr(to.short_id, ==, expected);
    target_clear(&from);
    target_clear(&to);
}

/* An issue of the service that is days old says nothing of what moved a minute ago; that which was
 * raised then by who waits for it does. */
static void a_signal_leads_to_the_issue_that_was_raised_then(void)
{
    struct desk *desk = desk_new();
    add_issue(desk, "inventory", "INVENTORY-1", 1000);
    add_issue(desk, "web", "WEB-9", 100030);
    add_issue(desk, "checkout", "CHECKOUT-1", 100060);
    add_issue(desk, "checkout", "CHECKOUT-2", 100400);
    signal_leads_to_issue(desk, 100000, "INVENTORY-1");
    g_hash_table_add(desk->shared.calls, g_strdup("payment\x1finventory"));
    g_hash_table_add(desk->shared.calls, g_strdup("checkout\x1fpayment"));
    g_hash_table_add(desk->shared.calls, g_strdup("payment\x1f"
                                                  "checkout"));
    signal_leads_to_issue(desk, 100000, "CHECKOUT-1");
    signal_leads_to_issue(desk, 200000, "INVENTORY-1");
    signal_leads_to_issue(desk, 0, "INVENTORY-1");
    add_issue(desk, "inventory", "INVENTORY-2", 100090);
    signal_leads_to_issue(desk, 100000, "INVENTORY-2");
    desk_free(desk);
}

static void traces_are_counted_where_a_search_finds_them(void)
{
    struct desk *desk = desk_new();
    struct target from;
    target_init(&from, TARGET_SPAN);
    target_set(&from.service, "inventory");
    target_set(&from.operation, "db");
    struct request *request = pivot_find(TARGET_SPAN, 'T')->count(desk, &from);
    g_assert_nonnull(request);
    request_free(request);
    target_clear(&from);
    target_init(&from, TARGET_ISSUE);
    target_set(&from.issue_id, "7");
    g_assert_null(pivot_find(TARGET_ISSUE, 'T')->count(desk, &from));
    target_clear(&from);
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pivots/each edge stands once, from something that is shown",
                    each_kind_has_a_key_once_and_a_view);
    g_test_add_func("/pivots/an edge leads somewhere or says why not", leads_or_says);
    g_test_add_func("/pivots/a span leads to its logs and its release", span_edges);
    g_test_add_func("/pivots/counts are of what is asked for", counts_are_of_what_is_asked_for);
    g_test_add_func("/pivots/the release of a signal is the last one before its onset",
                    release_before);
    g_test_add_func("/pivots/logs are those of the trace, else of the service and host",
                    logs_query);
    g_test_add_func("/pivots/an attribute leads to no issue but its own",
                    an_attribute_leads_to_no_issue_but_its_own);
    g_test_add_func("/pivots/a signal leads to the issue that was raised when it moved",
                    a_signal_leads_to_the_issue_that_was_raised_then);
    g_test_add_func("/pivots/traces are counted where a search finds them",
                    traces_are_counted_where_a_search_finds_them);
    return g_test_run();
}
