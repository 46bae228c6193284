/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/span_like.h"

#include "api/model/trace.h"

#include <string.h>

static void assert_name(const char *name, const char *like)
{
    g_autoptr(GString) out = g_string_new(NULL);
    span_like_name(out, name);
    g_assert_cmpstr(out->str, ==, like);
}

static void names_lose_what_tells_like_spans_apart(void)
{
    static const char *const cases[][2] = {
        {"GET /users/4711",                                       "GET /users/#"                    },
        {"GET /users/9b2f1c04",                                   "GET /users/#"                    },
        {"GET /carts/6f9619ff-8b86-d011-b42d-00cf4fc964ff/items", "GET /carts/#/items"              },
        {"GET /a/0xBEEF01",                                       "GET /a/#"                        },
        {"load key k3f9a8s7d6f5g4h3j2",                           "load key #"                      },
        {"SELECT * FROM t WHERE a = 'it''s' AND b = 12.50",
         "SELECT * FROM t WHERE a = # AND b = #"                                                    },
        {"SELECT a FROM t WHERE id IN (1, 2,3, 44)",              "SELECT a FROM t WHERE id IN (#)" },
        {"SELECT a FROM t WHERE id IN ($1, $2, $3)",              "SELECT a FROM t WHERE id IN ($#)"},
        {"SELECT a FROM t WHERE id IN (?, ?)",                    "SELECT a FROM t WHERE id IN (?)" },
        {"GET http://shop/list?page=2&q=shoes",                   "GET http://shop/list?"           },
        {"SELECT  1\n  FROM t\n",                                 "SELECT # FROM t"                 },
        {"render page 12 of 30",                                  "render page # of #"              },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_name(cases[i][0], cases[i][1]);
}

static void names_keep_what_is_part_of_them(void)
{
    static const char *const names[] = {
        "POST /api/checkout", "check_stock",     "s3.get",     "GET /v2/users",
        "utf8 decode",        "feedface",        "don't stop", "",
        "chat gpt-4o",        "café crème über", "a' b",       "http2.stream",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        assert_name(names[i], names[i]);
    assert_name(NULL, "");
}

static struct span *add(struct trace *trace, const char *service, const char *op, const char *name)
{
    struct span *span = span_new();
    span->id = g_strdup_printf("%u", trace->spans->len);
    span->service = g_strdup(service);
    span->op = g_strdup(op);
    span->name = g_strdup(name);
    span->start_us = trace->spans->len;
    g_ptr_array_add(trace->spans, span);
    return span;
}

static void spans_of_one_kind_share_a_number(void)
{
    g_autoptr(trace) trace = trace_new("1");
    add(trace, "web", "http.server", "GET /cart/1");
    add(trace, "web", "db", "SELECT 1");
    add(trace, "web", "http.server", "GET /cart/2");
    add(trace, "api", "http.server", "GET /cart/2");
    add(trace, NULL, NULL, NULL);
    trace_arrange(trace);
    const uint32_t expected[] = {0, 1, 0, 2, 3};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        g_assert_cmpuint(((struct span *)trace->spans->pdata[i])->like, ==, expected[i]);
    g_assert_cmpuint(trace->likes->len, ==, 4);
    const struct span_like *first = &g_array_index(trace->likes, struct span_like, 0);
    g_assert_cmpuint(first->count, ==, 2);
    g_assert_cmpuint(first->first, ==, 0);
    g_autoptr(GString) key = g_string_new("old text");
    span_like_key(key, "api", "http.server", "GET /cart/77");
    g_assert_cmpint(span_like_of_key(trace, key->str), ==, 2);
    span_like_key(key, "api", "http.server", "GET /carts");
    g_assert_cmpint(span_like_of_key(trace, key->str), ==, -1);
}

/* Neither names that all differ nor one very long list take more than a read of each. */
static void a_hundred_thousand_names_are_told_apart(void)
{
    g_autoptr(trace) trace = trace_new("1");
    for (guint i = 0; i < 100000; i++) {
        g_autofree char *name = g_strdup_printf("GET /things/%u/of/x%u", i, i % 50000);
        add(trace, "web", "http", name);
    }
    trace_arrange(trace);
    g_assert_cmpuint(trace->likes->len, ==, 50000);
    g_autoptr(GString) list = g_string_new("IN (1");
    for (guint i = 0; i < 100000; i++)
        g_string_append_printf(list, ", %u", i);
    g_string_append_c(list, ')');
    assert_name(list->str, "IN (#)");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span like/ids, numbers, literals, lists and queries of URLs do not count",
                    names_lose_what_tells_like_spans_apart);
    g_test_add_func("/span like/words with digits in them stay as they are",
                    names_keep_what_is_part_of_them);
    g_test_add_func("/span like/spans of one service, op and name share a number",
                    spans_of_one_kind_share_a_number);
    g_test_add_func("/span like/a hundred thousand names are told apart",
                    a_hundred_thousand_names_are_told_apart);
    return g_test_run();
}
