/* SPDX-License-Identifier: Apache-2.0 */
#include "views/open.h"

#include <string.h>

static struct opening parse(const char *text)
{
    struct opening opening;
    g_autofree char *why = NULL;
    g_assert_true(opening_parse(text, &opening, &why));
    g_assert_null(why);
    return opening;
}

static void refuses(const char *text)
{
    struct opening opening;
    g_autofree char *why = NULL;
    g_assert_false(opening_parse(text, &opening, &why));
    g_assert_true(why && *why);
    opening_clear(&opening);
}

static void ids(void)
{
    struct opening opening = parse("  checkout-1a ");
    g_assert_cmpint(opening.target.kind, ==, TARGET_ISSUE);
    g_assert_cmpstr(opening.target.short_id, ==, "CHECKOUT-1A");
    opening_clear(&opening);
    opening = parse("7F3A01C2000000000000000000000001");
    g_assert_cmpint(opening.target.kind, ==, TARGET_TRACE);
    g_assert_cmpstr(opening.target.trace_id, ==, "7f3a01c2000000000000000000000001");
    opening_clear(&opening);
    opening = parse("7f3a01c2-0000-0000-0000-000000000001");
    g_assert_cmpint(opening.target.kind, ==, TARGET_TRACE);
    opening_clear(&opening);
    opening = parse("1234567890");
    g_assert_cmpint(opening.target.kind, ==, TARGET_ISSUE);
    g_assert_cmpstr(opening.target.issue_id, ==, "1234567890");
    opening_clear(&opening);
}

static void issue_url(void)
{
    struct opening opening = parse("https://acme.sentry.io/issues/4411/events/"
                                   "0123456789abcdef0123456789abcdef/?project=17&environment="
                                   "prod&statsPeriod=24h");
    g_assert_cmpint(opening.target.kind, ==, TARGET_ISSUE);
    g_assert_cmpstr(opening.target.issue_id, ==, "4411");
    g_assert_cmpstr(opening.target.event_id, ==, "0123456789abcdef0123456789abcdef");
    g_assert_cmpstr(opening.organization, ==, "acme");
    g_assert_cmpstr(opening.project, ==, "17");
    g_assert_cmpstr(opening.environment, ==, "prod");
    g_assert_cmpint(opening.period_ms, ==, 24 * 3600000);
    opening_clear(&opening);
    opening = parse("https://sentry.example.org/organizations/acme/issues/CHECKOUT-1/");
    g_assert_cmpstr(opening.target.short_id, ==, "CHECKOUT-1");
    g_assert_cmpstr(opening.organization, ==, "acme");
    opening_clear(&opening);
}

static void trace_url(void)
{
    struct opening opening =
        parse("https://us.sentry.io/organizations/acme/explore/traces/trace/"
              "7f3a01c2000000000000000000000001/?node=span-00f067aa0ba902b7&timestamp=1795316400");
    g_assert_cmpint(opening.target.kind, ==, TARGET_TRACE);
    g_assert_cmpstr(opening.target.span_id, ==, "00f067aa0ba902b7");
    g_assert_cmpint(opening.target.time_ms, ==, INT64_C(1795316400000));
    g_assert_cmpstr(opening.organization, ==, "acme");
    opening_clear(&opening);
}

static void release_url(void)
{
    struct opening opening =
        parse("https://acme.sentry.io/releases/inventory%403.1.0/?start=2026-11-22T03:00:00&"
              "end=2026-11-22T04:00:00");
    g_assert_cmpint(opening.target.kind, ==, TARGET_RELEASE);
    g_assert_cmpstr(opening.target.release, ==, "inventory@3.1.0");
    g_assert_cmpint(opening.end_ms - opening.start_ms, ==, 3600000);
    opening_clear(&opening);
}

static void nothing(void)
{
    const char *const bad[] = {"",
                               "hello",
                               "http://",
                               "https://sentry.io/settings/account/",
                               "-1",
                               "A-",
                               "CHECKOUT 1",
                               "../../etc/passwd",
                               "javascript:alert(1)"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        refuses(bad[i]);
    g_autofree char *huge = g_strnfill(100000, 'a');
    refuses(huge);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open/short ids, issue ids and trace ids are told apart", ids);
    g_test_add_func("/open/an issue's page gives issue, event and scope", issue_url);
    g_test_add_func("/open/a trace's page gives trace, span and time", trace_url);
    g_test_add_func("/open/a release's page gives release and range", release_url);
    g_test_add_func("/open/what names nothing says so", nothing);
    return g_test_run();
}
