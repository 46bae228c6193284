/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/attributes.h"

#include <string.h>

static void test_table(void)
{
    const char *other = NULL;
    const char *canonical = NULL;
    const char *before = "";
    size_t count = 0;
    for (; attribute_alias_at(count, &other, &canonical); count++) {
        g_assert_cmpstr(before, <, other);
        g_assert_cmpstr(attribute_canonical(other), ==, canonical);
        g_assert_cmpstr(attribute_canonical(canonical), ==, canonical);
        before = other;
    }
    g_assert_cmpuint(count, >, 100);
}

static void test_generations(void)
{
    static const char *const pairs[][2] = {
        {"sentry.op",                   "span.op"                  },
        {"http.method",                 "http.request.method"      },
        {"http.status_code",            "http.response.status_code"},
        {"http.url",                    "url.full"                 },
        {"db.statement",                "db.query.text"            },
        {"db.system",                   "db.system.name"           },
        {"sentry.release",              "release"                  },
        {"service.version",             "release"                  },
        {"deployment.environment",      "environment"              },
        {"deployment.environment.name", "environment"              },
        {"sentry.segment.name",         "transaction"              },
        {"sentry.description",          "span.description"         },
        {"log.body",                    "message"                  },
        {"trace_id",                    "trace"                    },
        {"code.filepath",               "code.file.path"           },
        {"code.lineno",                 "code.line.number"         },
        {"code.function",               "code.function.name"       },
        {"gen_ai.usage.prompt_tokens",  "gen_ai.usage.input_tokens"},
        {"server_name",                 "server.address"           },
        {"host.name",                   "host.name"                },
        {"my.own",                      "my.own"                   },
        {"",                            ""                         },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_assert_cmpstr(attribute_canonical(pairs[i][0]), ==, pairs[i][1]);
    const char *key = "my.own";
    g_assert_true(attribute_canonical(key) == key);
}

static void test_tags(void)
{
    g_assert_cmpstr(attribute_canonical("tags[foo]"), ==, "foo");
    g_assert_cmpstr(attribute_canonical("tags[foo,number]"), ==, "foo");
    g_assert_cmpstr(attribute_canonical("tags[http.method,string]"), ==, "http.request.method");
    g_assert_cmpstr(attribute_canonical("tags[a,b]"), ==, "a,b");
    g_assert_cmpstr(attribute_canonical("tags["), ==, "tags[");
    g_assert_cmpstr(attribute_canonical("tags[]"), ==, "");
    g_assert_true(attribute_canonical("tags[foo]") == attribute_canonical("tags[foo,boolean]"));
}

static void test_search(void)
{
    g_assert_cmpstr(attribute_search(ITEM_SPAN, "op"), ==, "span.op");
    g_assert_cmpstr(attribute_search(ITEM_SPAN, "description"), ==, "span.description");
    g_assert_cmpstr(attribute_search(ITEM_SPAN, "span_id"), ==, "id");
    g_assert_cmpstr(attribute_search(ITEM_LOG, "span_id"), ==, "span_id");
    g_assert_cmpstr(attribute_search(ITEM_LOG, "level"), ==, "severity");
    g_assert_cmpstr(attribute_search(ITEM_EVENT, "level"), ==, "level");
    g_assert_cmpstr(attribute_search(ITEM_METRIC, "name"), ==, "metric.name");
    g_assert_cmpstr(attribute_search(ITEM_LOG, "name"), ==, "name");
    g_assert_cmpstr(attribute_search(ITEM_KIND_COUNT, "op"), ==, "op");
}

static void test_units(void)
{
    g_assert_cmpstr(attribute_unit("span.duration"), ==, "millisecond");
    g_assert_cmpstr(attribute_unit("http.response.body.size"), ==, "byte");
    g_assert_null(attribute_unit("span.op"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/attributes/the table is sorted and leads to itself", test_table);
    g_test_add_func("/attributes/names of every generation lead to one", test_generations);
    g_test_add_func("/attributes/tags are the attribute of that name", test_tags);
    g_test_add_func("/attributes/each kind of row has its short names", test_search);
    g_test_add_func("/attributes/durations and sizes have units", test_units);
    return g_test_run();
}
