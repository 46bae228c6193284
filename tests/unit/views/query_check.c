/* SPDX-License-Identifier: Apache-2.0 */
#include "views/query_check.h"

#include <glib.h>
#include <string.h>

static const struct {
    enum query_kind kind;
    const char *text;
    size_t offset;
    const char *says; /* NULL = it is right */
} searches[] = {
    {QUERY_ISSUES,  "",                            0,  NULL                               },
    {QUERY_ISSUES,  "is:unresolved level:error x", 0,  NULL                               },
    {QUERY_ISSUES,  "is:resloved",                 3,  "is: wants unresolved, resolved"   },
    {QUERY_ISSUES,  "!is:[new,odd]",               9,  "is: wants"                        },
    {QUERY_ISSUES,  "level:[error, \"odd\"]",      15, "level: wants error, fatal"        },
    {QUERY_ISSUES,  "level:ERROR",                 0,  NULL                               },
    {QUERY_ISSUES,  "level:[error,fatal]",         0,  NULL                               },
    {QUERY_ISSUES,  "level:*",                     0,  NULL                               },
    {QUERY_ISSUES,  "has:level",                   0,  NULL                               },
    {QUERY_ISSUES,  "level:error OR level:fatal",  12, "without AND and OR: key:[a,b]"    },
    {QUERY_ISSUES,  "a AND b",                     2,  "without AND and OR"               },
    {QUERY_ISSUES,  "custom:odd",                  0,  NULL                               },
    {QUERY_LOGS,    "severity:odd OR is:odd",      0,  NULL                               },
    {QUERY_LOGS,    "message:\"open",              8,  "\" is missing"                    },
    {QUERY_SPANS,   "span.duration:>fast",         15, "wants a duration such as 1s"      },
    {QUERY_SPANS,   "(a OR b",                     0,  ") is missing"                     },
    {QUERY_METRICS, "metric.type:counters",        12, "metric.type: wants counter, gauge"},
};

static void test_searches(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
        size_t offset = 0;
        g_test_message("%s", searches[i].text);
        g_autofree char *wrong = query_wrong(searches[i].kind, searches[i].text, 1, &offset);
        if (!searches[i].says) {
            g_assert_cmpstr(wrong, ==, NULL);
            continue;
        }
        g_assert_nonnull(wrong);
        g_assert_nonnull(strstr(wrong, searches[i].says));
        g_assert_cmpuint(offset, ==, searches[i].offset);
    }
}

/* What is offered for a field of Sentry's own is right behind it. */
static void test_offered_values_are_right(void)
{
    for (int kind = 0; kind < QUERY_KIND_COUNT; kind++)
        for (const struct query_key *row = query_keys((enum query_kind)kind); row->key; row++)
            for (const char *const *value = row->values; value && *value; value++) {
                size_t offset;
                g_autofree char *text = g_strdup_printf("%s:%s", row->key, *value);
                g_autofree char *wrong = query_wrong((enum query_kind)kind, text, 1, &offset);
                g_test_message("%s", text);
                g_assert_cmpstr(wrong, ==, NULL);
            }
}

static void test_datasets(void)
{
    for (int kind = 0; kind < QUERY_KIND_COUNT; kind++)
        if (query_dataset((enum query_kind)kind))
            g_assert_cmpint(query_kind_of(query_dataset((enum query_kind)kind)), ==, kind);
    g_assert_cmpint(query_kind_of("odd"), ==, QUERY_SPANS);
    g_assert_null(query_key_find(QUERY_LOGS, "is"));
    g_assert_null(query_key_find(QUERY_LOGS, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/query check/what a server would refuse is found, with its place",
                    test_searches);
    g_test_add_func("/query check/no offered value is wrong", test_offered_values_are_right);
    g_test_add_func("/query check/every dataset has its kind", test_datasets);
    return g_test_run();
}
