/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/likeness.h"

#include <string.h>

static const struct {
    const char *name, *canonical;
} table[] = {
  /* numbers */
    {"SELECT * FROM books WHERE id = 1",                                  "SELECT * FROM books WHERE id = ?"  },
    {"GET /users/123/orders/4",                                           "GET /users/?/orders/?"             },
    {"price > 1.50 and at 1e-9",                                          "price > ? and at ?"                },
    {"0xdeadBEEF",                                                        "?"                                 },
    {"connect 10.0.3.17:5432",                                            "connect ?:?"                       },
    {"since 2026-11-22T03:12:31.5Z ok",                                   "since ? ok"                        },
    {"wait 10ms",                                                         "wait ?ms"                          },
    {"GET /api/v2/items",                                                 "GET /api/v2/items"                 },
    {"utf8 anon_1 s3",                                                    "utf8 anon_1 s3"                    },
    {"sku10432 order_12345",                                              "sku? order_?"                      },
 /* quoted texts */
    {"SELECT 1 WHERE name = 'O''Brien' AND x = 'a\\'b'",                  "SELECT ? WHERE name = ? AND x = ?" },
    {"don't stop 'til it",                                                "don't stop 'til it"                },
    {"WHERE \"users\".\"id\" = 7",                                        "WHERE \"users\".\"id\" = ?"        },
 /* ids */
    {"GET /o/3F2504E0-4F89-11D3-9A0C-0305E82C3301/x",                     "GET /o/?/x"                        },
    {"get da39a3ee5e6b4b0d3255bfef95601890afd80709",                      "get ?"                             },
    {"cache.get cart:u-1043",                                             "cache.get cart:u-?"                },
    {"GET /i/01ARZ3NDEKTSV4RRFFQ69G5FAV",                                 "GET /i/?"                          },
    {"facade decaf deadbeef",                                             "facade decaf deadbeef"             },
 /* placeholders */
    {"a = $1 AND b = :b AND c = :2 AND d = %s AND e = %(e)s AND f = @p0",
     "a = ? AND b = ? AND c = ? AND d = ? AND e = ? AND f = ?"                                                },
    {"GET /users/{id}/x/<int:id>/y/:id",                                  "GET /users/?/x/?/y/?"              },
    {"x::text",                                                           "x::text"                           },
    {"SELECT '{a}', {not one}",                                           "SELECT ?, {not one}"               },
 /* lists */
    {"id IN (1, 2, 3)",                                                   "id IN (?)"                         },
    {"id IN ($1,$2,$3) LIMIT 10",                                         "id IN (?) LIMIT ?"                 },
    {"VALUES (1, 'a'), (2, 'b'), (3, 'c')",                               "VALUES (?)"                        },
    {"VALUES (1,2),(3,4)",                                                "VALUES (?)"                        },
    {"SET a = 1, b = 2",                                                  "SET a = ?, b = ?"                  },
 /* URLs */
    {"GET https://a.example/s?q=shoes&page=2",                            "GET https://a.example/s?q=?&page=?"},
    {"GET /s?q=red+shoes HTTP/1.1",                                       "GET /s?q=? HTTP/?"                 },
 /* comments and white space */
    {"SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-01'*/", "SELECT ?"                          },
    {"GET /api/*",                                                        "GET /api/*"                        },
    {"  SELECT\n\t a\r\n  FROM t ",                                       "SELECT a FROM t"                   },
    {"",                                                                  ""                                  },
    {NULL,                                                                ""                                  },
};

static void what_varies_is_taken_out_of_names(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text = likeness_text(table[i].name);
        g_assert_cmpstr(text, ==, table[i].canonical);
    }
}

static void a_canonical_name_stays_as_it_is(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *again = likeness_text(table[i].canonical);
        g_assert_cmpstr(again, ==, table[i].canonical);
    }
}

static struct span make(const char *service, const char *op, const char *name)
{
    return (struct span){.service = (char *)service, .op = (char *)op, .name = (char *)name};
}

static bool alike(const char *a, const char *b)
{
    struct span one = make("shop", "db", a), other = make("shop", "db", b);
    bool same = likeness_same(&one, &other);
    g_assert_cmpint(likeness_hash(&one) == likeness_hash(&other), ==, same);
    return same;
}

static void spans_are_alike_by_service_operation_and_name(void)
{
    g_assert_true(alike("SELECT 1", "SELECT 22"));
    g_assert_true(alike("WHERE id = 1", "WHERE id = $1"));
    g_assert_false(alike("GET /orders/1", "POST /orders/1"));
    g_assert_false(alike("SELECT a", "SELECT b"));
    g_assert_true(alike(NULL, ""));
    struct span db = make("shop", "db", "x");
    const struct span others[] = {make("shop", "cache", "x"), make("bank", "db", "x"),
                                  make("shopd", "b", "x")};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_assert_false(likeness_same(&db, &others[i]));
        g_assert_true(likeness_hash(&db) != likeness_hash(&others[i]));
    }
}

static void a_hash_is_the_same_in_every_run(void)
{
    struct span span = make("shop", "db", "SELECT * FROM books WHERE id = 7");
    g_assert_cmphex(likeness_hash(&span), ==, 0xcb1dea957b0d9b2b);
}

static void a_trace_has_a_hash_for_each_of_its_spans(void)
{
    static const char *const names[] = {"GET /a/1", "GET /a/1", "GET /a/2", "GET /b/2"};
    g_autoptr(trace) trace = trace_new("1");
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        struct span *span = span_new();
        span->name = g_strdup(names[i]);
        g_ptr_array_add(trace->spans, span);
    }
    uint64_t hashes[G_N_ELEMENTS(names)];
    likeness_hashes(trace, hashes);
    g_assert_true(hashes[0] == hashes[1] && hashes[1] == hashes[2] && hashes[2] != hashes[3]);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_cmphex(hashes[i], ==, likeness_hash(trace->spans->pdata[i]));
}

static void only_the_beginning_of_a_long_name_is_read(void)
{
    GString *one = g_string_new(NULL);
    while (one->len < LIKENESS_READ)
        g_string_append(one, "word ");
    g_autofree char *other = g_strconcat(one->str, "end", NULL);
    g_assert_true(alike(one->str, other));
    g_autofree char *text = likeness_text(other);
    g_assert_cmpuint(strlen(text), <=, LIKENESS_READ);
    g_string_free(one, TRUE);
}

/* Names that are cut anywhere, and bytes that are no text, stay within the buffer: the sanitizers
 * watch. */
static void no_name_leads_past_its_end(void)
{
    static const char alphabet[] = "'\\?(),: =$%{}<>/*0x1aF-_.@\n\xc3\xa9\xffsI";
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)g_rand_int_range(random, 0, 60);
        char *name = g_malloc(length + 1);
        for (size_t i = 0; i < length; i++)
            name[i] = alphabet[g_rand_int_range(random, 0, sizeof alphabet - 1)];
        name[length] = '\0';
        char *out = g_malloc(LIKENESS_READ + 1);
        g_assert_cmpuint(likeness_write(name, out), <=, length);
        g_assert_cmpuint(strlen(out), <=, length);
        g_free(out);
        g_free(name);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/likeness/what varies is taken out of names",
                    what_varies_is_taken_out_of_names);
    g_test_add_func("/likeness/a canonical name stays as it is", a_canonical_name_stays_as_it_is);
    g_test_add_func("/likeness/spans are alike by service, operation and name",
                    spans_are_alike_by_service_operation_and_name);
    g_test_add_func("/likeness/a hash is the same in every run", a_hash_is_the_same_in_every_run);
    g_test_add_func("/likeness/a trace has a hash for each of its spans",
                    a_trace_has_a_hash_for_each_of_its_spans);
    g_test_add_func("/likeness/only the beginning of a long name is read",
                    only_the_beginning_of_a_long_name_is_read);
    g_test_add_func("/likeness/no name leads past its end", no_name_leads_past_its_end);
    return g_test_run();
}
