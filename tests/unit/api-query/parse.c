/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/query.h"

#include <string.h>

#define NOW INT64_C(1790000000000000000)

struct mistake {
    const char *text;
    size_t offset;
    int code;
    const char *says;
};

static const struct mistake mistakes[] = {
    {"a \"never closed",      2,  QUERY_ERROR_SYNTAX,   "unclosed quote"                              },
    {"key:\"never closed",    4,  QUERY_ERROR_SYNTAX,   "unclosed quote"                              },
    {"(a OR b",               0,  QUERY_ERROR_SYNTAX,   "unclosed parenthesis"                        },
    {"a (b (c d)",            2,  QUERY_ERROR_SYNTAX,   "unclosed parenthesis"                        },
    {"a )",                   2,  QUERY_ERROR_SYNTAX,   "without an opening one"                      },
    {"a ) b",                 2,  QUERY_ERROR_SYNTAX,   "without an opening one"                      },
    {"a ()",                  2,  QUERY_ERROR_SYNTAX,   "nothing between"                             },
    {"a OR (",                6,  QUERY_ERROR_SYNTAX,   "nothing behind the parenthesis"              },
    {"OR a",                  0,  QUERY_ERROR_SYNTAX,   "nothing before OR"                           },
    {"a OR",                  2,  QUERY_ERROR_SYNTAX,   "nothing after OR"                            },
    {"(a OR ) b",             3,  QUERY_ERROR_SYNTAX,   "nothing after OR"                            },
    {"a OR OR b",             5,  QUERY_ERROR_SYNTAX,   "nothing before OR"                           },
    {"AND a",                 0,  QUERY_ERROR_SYNTAX,   "nothing before AND"                          },
    {"a AND",                 2,  QUERY_ERROR_SYNTAX,   "nothing after AND"                           },
    {"a AND AND b",           6,  QUERY_ERROR_SYNTAX,   "nothing before AND"                          },
    {"a AND OR b",            2,  QUERY_ERROR_SYNTAX,   "nothing after AND"                           },
    {"key:",                  4,  QUERY_ERROR_SYNTAX,   "key: wants a value"                          },
    {"key: b",                4,  QUERY_ERROR_SYNTAX,   "wants a value"                               },
    {"key:>",                 5,  QUERY_ERROR_SYNTAX,   "wants a value"                               },
    {"has:",                  4,  QUERY_ERROR_SYNTAX,   "name of a field"                             },
    {"key:[a,b",              4,  QUERY_ERROR_SYNTAX,   "unclosed list"                               },
    {"key:[a,,b]",            7,  QUERY_ERROR_SYNTAX,   "a value is missing"                          },
    {"key:[]",                5,  QUERY_ERROR_SYNTAX,   "a value is missing"                          },
    {"key:[\"a\" b]",         9,  QUERY_ERROR_SYNTAX,   "a comma or ]"                                },
    {"key:>[1,2]",            5,  QUERY_ERROR_SYNTAX,   "not a list"                                  },
    {"!(a OR b)",             0,  QUERY_ERROR_SYNTAX,   "! goes before a key"                         },
    {"span.duration:abc",     14, QUERY_ERROR_VALUE,    "wants a duration such as 1s, not \"abc\""    },
    {"span.duration:>5MB",    15, QUERY_ERROR_VALUE,    "wants a duration"                            },
    {"cache.item_size:>5s",   17, QUERY_ERROR_VALUE,    "wants a size"                                },
    {"x y:>abc",              5,  QUERY_ERROR_VALUE,    "wants a number, a duration, a size or a date"},
    {"timestamp:>yesterday",  11, QUERY_ERROR_VALUE,    "wants a date"                                },
    {"age:old",               4,  QUERY_ERROR_VALUE,    "wants a date"                                },
    {"timestamp:>2026-02-30", 11, QUERY_ERROR_VALUE,    "wants a date"                                },
    {"a count():>5",          2,  QUERY_ERROR_FUNCTION, "is a function"                               },
    {"a \xff",                2,  QUERY_ERROR_SYNTAX,   "not UTF-8"                                   },
};

static void test_mistakes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        g_autoptr(GError) error = NULL;
        size_t offset = 12345;
        g_test_message("%s", mistakes[i].text);
        struct query *query = query_parse(mistakes[i].text, NOW, &offset, &error);
        g_assert_null(query);
        g_assert_error(error, QUERY_ERROR, mistakes[i].code);
        g_assert_nonnull(strstr(error->message, mistakes[i].says));
        g_assert_cmpuint(offset, ==, mistakes[i].offset);
    }
}

static char *repeated(const char *piece, size_t times, const char *middle, const char *end)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < times; i++)
        g_string_append(text, piece);
    g_string_append(text, middle);
    for (size_t i = 0; i < times; i++)
        g_string_append(text, end);
    return g_string_free(text, FALSE);
}

static void assert_limit(char *text, bool fits)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(query) query = query_parse(text, NOW, NULL, &error);
    if (fits)
        g_assert_no_error(error);
    else
        g_assert_error(error, QUERY_ERROR, QUERY_ERROR_LIMIT);
    g_assert_true((query != NULL) == fits);
    g_free(text);
}

static void test_limits(void)
{
    assert_limit(repeated("(", 64, "a", ")"), true);
    assert_limit(repeated("(", 65, "a", ")"), false);
    assert_limit(repeated("(", 60000, "a", ")"), false);
    assert_limit(repeated("k:v ", 1000, "", ""), true);
    assert_limit(repeated("k:v ", 1001, "", ""), false);
    assert_limit(repeated("k:v ", 999, "k:[a,b]", ""), false);
    assert_limit(repeated("x", 64 << 10, "", ""), true);
    assert_limit(repeated("x", (64 << 10) + 1, "", ""), false);
}

/* What a text is printed as; then that must print itself. */
static const char *const printed[][2] = {
    {"",                                ""                               },
    {"   ",                             ""                               },
    {"key:value",                       "key:value"                      },
    {"!key:value",                      "!key:value"                     },
    {"a b",                             "a b"                            },
    {"a AND b",                         "a b"                            },
    {"a and b or c",                    "a b OR c"                       },
    {"a (b OR c)",                      "a (b OR c)"                     },
    {"(a b) OR c",                      "a b OR c"                       },
    {"((((a))))",                       "a"                              },
    {"a (b (c d))",                     "a b c d"                        },
    {"key:\"two words\"",               "key:\"two words\""              },
    {"key:\"one\"",                     "key:one"                        },
    {"key:\"\"",                        "key:\"\""                       },
    {"key:\"say \\\"hi\\\"\"",          "key:\"say \\\"hi\\\"\""         },
    {"key:glob*",                       "key:glob*"                      },
    {"key:a**b",                        "key:a*b"                        },
    {"key:\\*",                         "key:\\*"                        },
    {"key:C:\\dir",                     "key:C:\\\\dir"                  },
    {"key:[a,\"b c\" , d*]",            "key:[a,\"b c\",d*]"             },
    {"!key:[a]",                        "!key:[a]"                       },
    {"has:key",                         "has:key"                        },
    {"!has:\"odd key\"",                "!has:\"odd key\""               },
    {"span.duration:>1.5s",             "span.duration:>1.5s"            },
    {"n:>=10k",                         "n:>=10k"                        },
    {"n:<-3",                           "n:<-3"                          },
    {"timestamp:>=2026-11-22T03:00:00", "timestamp:>=2026-11-22T03:00:00"},
    {"age:-24h",                        "age:-24h"                       },
    {"lastSeen:+1h",                    "lastSeen:+1h"                   },
    {"tags[Batch Size,number]:>5",      "tags[Batch Size,number]:>5"     },
    {"\"odd key\":x",                   "\"odd key\":x"                  },
    {"\"or\"",                          "\"or\""                         },
    {"\"free text (here)\"",            "\"free text (here)\""           },
    {"!word",                           "\"!word\""                      },
    {"message:f(x)",                    "message:\"f(x)\""               },
    {"http://host/a",                   "http://host/a"                  },
    {"transaction:\"GET /a/{id}\"",     "transaction:\"GET /a/{id}\""    },
    {"\xc3\xa9t\xc3\xa9:\xe2\x82\xac",  "\xc3\xa9t\xc3\xa9:\xe2\x82\xac" },
};

static void test_print(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(printed); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(query) query = query_parse(printed[i][0], NOW, NULL, &error);
        g_assert_no_error(error);
        g_autofree char *once = query_print(query);
        g_assert_cmpstr(once, ==, printed[i][1]);
        g_autoptr(query) again = query_parse(once, NOW, NULL, &error);
        g_assert_no_error(error);
        g_autofree char *twice = query_print(again);
        g_assert_cmpstr(twice, ==, once);
    }
}

static void test_empty(void)
{
    g_autoptr(query) none = query_parse(NULL, NOW, NULL, NULL);
    g_autoptr(query) spaces = query_parse(" \t ", NOW, NULL, NULL);
    g_autoptr(query) some = query_parse("a", NOW, NULL, NULL);
    g_assert_true(query_is_empty(none));
    g_assert_true(query_is_empty(spaces));
    g_assert_false(query_is_empty(some));
    g_assert_true(query_is_empty(NULL));
}

struct noted {
    GString *text;
    int left;
};

static bool note(const char *key, const char *op, const char *value, bool negated, void *context)
{
    struct noted *noted = context;
    g_string_append_printf(noted->text, "%s%s|%s|%s\n", negated ? "!" : "", key, op, value);
    return --noted->left > 0;
}

static void test_each_term(void)
{
    g_autoptr(query) query = query_parse("is:unresolved free (!project:\"a b\" OR trace_id:x) "
                                         "span.duration:>1s !has:user.id k:[a,b]",
                                         NOW, NULL, NULL);
    struct noted noted = {.text = g_string_new(NULL), .left = 100};
    query_each_term(query, note, &noted);
    g_assert_cmpstr(noted.text->str, ==,
                    "is|:|unresolved\n!project|:|a b\ntrace|:|x\nspan.duration|:>|1s\n"
                    "!user.id|has|user.id\nk|:|[a,b]\n");
    g_string_truncate(noted.text, 0);
    noted.left = 2;
    query_each_term(query, note, &noted);
    g_assert_cmpstr(noted.text->str, ==, "is|:|unresolved\n!project|:|a b\n");
    g_string_free(noted.text, TRUE);
}

static bool write_place(const struct query_place *place, void *context)
{
    g_string_append_printf(context, "%s%s@%zu=%s@%zu ", place->negated ? "!" : "",
                           place->key ? place->key : "", place->key_at, place->value,
                           place->value_at);
    return true;
}

static void test_places(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(query) query =
        query_parse("a (!level:>=5 OR x:[1,2]) has:y \"b c\":d", NOW, NULL, NULL);
    size_t offset = 0;
    query_each_place(query, write_place, out);
    g_assert_cmpstr(out->str, ==, "@0=a@0 !level@4=5@12 x@17=[1,2]@19 has@26=y@30 b c@32=d@38 ");
    g_assert_true(query_has_boolean(query, &offset));
    g_assert_cmpuint(offset, ==, 14);
    g_autoptr(query) plain = query_parse("a (b c) order:or", NOW, NULL, NULL);
    g_assert_false(query_has_boolean(plain, NULL));
    g_autoptr(query) both = query_parse("a and b", NOW, NULL, NULL);
    g_assert_true(query_has_boolean(both, NULL));
}

static void test_both(void)
{
    static const char *const cases[][3] = {
        {NULL,       "",         ""                   },
        {"a:1",      NULL,       "a:1"                },
        {"",         "b OR c",   "b OR c"             },
        {"a:1",      "b:2 c",    "a:1 b:2 c"          },
        {"a:1",      "b OR c",   "a:1 (b OR c)"       },
        {"a OR b",   "c OR d e", "(a OR b) (c OR d e)"},
        {"(a OR b)", "c",        "((a OR b)) c"       },
        {"a",        "\"b OR",   "a \"b OR"           },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *both = query_both(cases[i][0], cases[i][1]);
        g_assert_cmpstr(both, ==, cases[i][2]);
    }
}

static void test_beyond(void)
{
    static const char *const cases[][3] = {
        {"a:1 b:2",    "a:1",    "b:2"},
        {"a:1",        "a:1",    ""   },
        {"a OR b",     "a OR b", ""   },
        {"(a OR b) c", "a OR b", "c"  },
        {"a:1",        "",       "a:1"},
        {"a:12",       "a:1",    NULL },
        {"b:2 a:1",    "a:1",    NULL },
        {"a OR b",     "c OR d", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(query_beyond(cases[i][0], cases[i][1]), ==, cases[i][2]);
}

static bool first_key_is(const char *key, const char *op, const char *value, bool negated,
                         void *context)
{
    (void)op;
    (void)value;
    (void)negated;
    g_assert_cmpstr(key, ==, context);
    return false;
}

static void any_key_can_be_written(void)
{
    static const char *const keys[] = {"region", "my key", "a\"b\\c", "k(1)",
                                       "größe",  "-x:y",   "C:\\",    "a\\\\b"};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *key = query_key(keys[i]);
        g_autofree char *text = g_strdup_printf("%s:1 !%s:2", key, key);
        g_autoptr(GError) error = NULL;
        g_autoptr(query) query = query_parse(text, 0, NULL, &error);
        g_assert_no_error(error);
        query_each_term(query, first_key_is, (void *)keys[i]);
    }
    g_autofree char *plain = query_key("region");
    g_assert_cmpstr(plain, ==, "region");
}

static void the_negation_selects_what_is_left(void)
{
    static const char *const pairs[][2] = {
        {"region:eu",       "!region:eu"          },
        {"!has:user",       "has:user"            },
        {"a:1 b:2",         "!a:1 OR !b:2"        },
        {"a:1 OR b:2 c:>3", "!a:1 (!b:2 OR !c:>3)"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *negated = query_negated(pairs[i][0]);
        g_autoptr(query) expected = query_parse(pairs[i][1], 0, NULL, NULL);
        g_autofree char *text = query_print(expected);
        g_assert_cmpstr(negated, ==, text);
    }
    g_assert_null(query_negated(""));
    g_assert_null(query_negated("a:\"unclosed"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/query/a mistake is named with the byte where it is", test_mistakes);
    g_test_add_func("/query/nesting, terms and length are bounded", test_limits);
    g_test_add_func("/query/what is printed parses to what is printed", test_print);
    g_test_add_func("/query/nothing selects everything", test_empty);
    g_test_add_func("/query/an answer can read the terms one by one", test_each_term);
    g_test_add_func("/query/every term knows where it stands", test_places);
    g_test_add_func("/query/two searches are one that asks for both", test_both);
    g_test_add_func("/query/which tells what the other added", test_beyond);
    g_test_add_func("/query/any key can be written", any_key_can_be_written);
    g_test_add_func("/query/the negation selects what is left", the_negation_selects_what_is_left);
    return g_test_run();
}
