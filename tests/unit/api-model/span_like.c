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

static const struct {
    const char *name, *canonical;
} table[] = {
    {"SELECT * FROM books WHERE id = 1",                                  "SELECT * FROM books WHERE id = ?"  },
    {"GET /users/123/orders/4",                                           "GET /users/?/orders/?"             },
    {"price > 1.50 and at 1e-9",                                          "price > ? and at ?"                },
    {"0xdeadBEEF",                                                        "?"                                 },
    {"connect 10.0.3.17:5432",                                            "connect ?:?"                       },
    {"since 2026-11-22T03:12:31.5Z ok",                                   "since ? ok"                        },
    {"wait 10ms",                                                         "wait 10ms"                         },
    {"GET /api/v2/items",                                                 "GET /api/v2/items"                 },
    {"utf8 anon_1 s3",                                                    "utf8 anon_1 s3"                    },
    {"sku104327 order_12345",                                             "sku? order_?"                      },
    {"GET /carts/6f9619ff-8b86-d011-b42d-00cf4fc964ff/items",             "GET /carts/?/items"                },
    {"GET /a/0xBEEF01",                                                   "GET /a/?"                          },
    {"load key k3f9a8s7d6f5g4h3j2",                                       "load key ?"                        },
    {"render page 12 of 30",                                              "render page ? of ?"                },

    {"SELECT 1 WHERE name = 'O''Brien' AND x = 'a\\'b'",                  "SELECT ? WHERE name = ? AND x = ?" },
    {"don't stop 'til it",                                                "don't stop 'til it"                },
    {"WHERE \"users\".\"id\" = 7",                                        "WHERE \"users\".\"id\" = ?"        },
    {"GET /o/3F2504E0-4F89-11D3-9A0C-0305E82C3301/x",                     "GET /o/?/x"                        },
    {"get da39a3ee5e6b4b0d3255bfef95601890afd80709",                      "get ?"                             },
    {"cache.get cart:u-1043",                                             "cache.get cart:u-?"                },
    {"GET /i/01ARZ3NDEKTSV4RRFFQ69G5FAV",                                 "GET /i/?"                          },
    {"facade decaf deadbeef",                                             "facade decaf deadbeef"             },
    {"a = $1 AND b = :b AND c = :2 AND d = %s AND e = %(e)s AND f = @p0",
     "a = ? AND b = ? AND c = ? AND d = ? AND e = ? AND f = ?"                                                },
    {"GET /users/{id}/x/<int:id>/y/:id",                                  "GET /users/?/x/?/y/?"              },
    {"x::text",                                                           "x::text"                           },
    {"SELECT '{a}', {not one}",                                           "SELECT ?, {not one}"               },
    {"id IN (1, 2, 3)",                                                   "id IN (?)"                         },
    {"id IN ($1,$2,$3) LIMIT 10",                                         "id IN (?) LIMIT ?"                 },
    {"VALUES (1, 'a'), (2, 'b'), (3, 'c')",                               "VALUES (?)"                        },
    {"VALUES (1,2),(3,4)",                                                "VALUES (?)"                        },
    {"SET a = 1, b = 2",                                                  "SET a = ?, b = ?"                  },
    {"GET https://a.example/s?q=shoes&page=2",                            "GET https://a.example/s?q=?&page=?"},
    {"GET /s?q=red+shoes HTTP/1.1",                                       "GET /s?q=? HTTP/?"                 },
    {"SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-01'*/", "SELECT ?"                          },
    {"GET /api/*",                                                        "GET /api/*"                        },
    {"  SELECT\n\t a\r\n  FROM t ",                                       "SELECT a FROM t"                   },
    {"it is '''",                                                         "it is '''"                         },
    {"a /* b '7' c",                                                      "a /* b ? c"                        },
    {"",                                                                  ""                                  },
    {NULL,                                                                ""                                  },
};

static void names_lose_what_tells_like_spans_apart(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        assert_name(table[i].name, table[i].canonical);
        assert_name(table[i].canonical, table[i].canonical);
    }
}

static void names_keep_what_is_part_of_them(void)
{
    static const char *const names[] = {
        "POST /api/checkout", "check_stock",     "s3.get",     "GET /v2/users",
        "utf8 decode",        "feedface",        "don't stop", "",
        "chat gpt-4o",        "café crème über", "a' b",       "http2.stream",
        "404handler",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        assert_name(names[i], names[i]);
    assert_name(NULL, "");
}

static struct span *add(struct trace *trace, const char *service, const char *op, const char *name)
{
    g_autofree char *id = g_strdup_printf("%u", trace->spans->len);
    struct span *span = trace_add_span(trace);
    span->id = trace_text(trace, id);
    span->service = trace_word(trace, service);
    span->op = trace_word(trace, op);
    span->name = trace_text(trace, name);
    span->start_us = trace->spans->len;
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
    assert_name(list->str, "IN (?)");
}

static void a_name_with_placeholders_is_open(void)
{
    static const char *const open[] = {"WHERE id = $1", "WHERE id = ?", "GET /users/{id}",
                                       "IN (%s)"};
    static const char *const closed[] = {"WHERE id = 7", "GET /list?page=2", "GET /users/7",
                                         "x::text", NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(open); i++)
        g_assert_true(span_name_is_open(open[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(closed); i++)
        g_assert_false(span_name_is_open(closed[i]));
}

/* Names that are cut anywhere, and bytes that are no text: the sanitizers watch. */
static void no_name_leads_past_its_end(void)
{
    static const char alphabet[] = "'\\?(),: =$%{}<>/*0x1aF-_.@\n\xc3\xa9\xffsI";
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)g_rand_int_range(random, 0, 60);
        g_autofree char *name = g_malloc(length + 1);
        for (size_t i = 0; i < length; i++)
            name[i] = alphabet[g_rand_int_range(random, 0, sizeof alphabet - 1)];
        name[length] = '\0';
        g_autoptr(GString) out = g_string_new(NULL);
        span_like_name(out, name);
        g_assert_cmpuint(out->len, <=, length);
        g_assert_cmpuint(strlen(out->str), ==, out->len);
    }
}

/* Quotes and comments without an end: looking for it anew at each would take minutes here. */
static void a_long_name_is_read_in_one_pass(void)
{
    g_autoptr(GString) name = g_string_new(NULL), out = g_string_new(NULL);
    while (name->len < 1000000)
        g_string_append(name, "/* \\'");
    span_like_name(out, name->str);
    g_assert_cmpuint(out->len, ==, name->len);
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
    g_test_add_func("/span like/a name with placeholders is open",
                    a_name_with_placeholders_is_open);
    g_test_add_func("/span like/a long name is read in one pass", a_long_name_is_read_in_one_pass);
    g_test_add_func("/span like/no name leads past its end", no_name_leads_past_its_end);
    return g_test_run();
}
