/* SPDX-License-Identifier: Apache-2.0 */
#include "views/query_word.h"

#include <string.h>

/* `text` with | where the cursor is. */
static const struct {
    const char *text;
    enum query_piece piece;
    size_t from;
    const char *key, *typed;
} words[] = {
    {"|",                        PIECE_KEY,   0,  NULL,            ""           },
    {"serv|",                    PIECE_KEY,   0,  NULL,            "serv"       },
    {"ser|vice",                 PIECE_KEY,   0,  NULL,            "ser"        },
    {"is:unresolved lev|",       PIECE_KEY,   14, NULL,            "lev"        },
    {"is:unresolved |",          PIECE_KEY,   14, NULL,            ""           },
    {"!lev|",                    PIECE_KEY,   1,  NULL,            "lev"        },
    {"(a OR !lev|",              PIECE_KEY,   7,  NULL,            "lev"        },
    {"((a) b|",                  PIECE_KEY,   5,  NULL,            "b"          },
    {"level:|",                  PIECE_VALUE, 6,  "level",         ""           },
    {"level:err|",               PIECE_VALUE, 6,  "level",         "err"        },
    {"level:er|r x",             PIECE_VALUE, 6,  "level",         "er"         },
    {"!level:e|",                PIECE_VALUE, 7,  "level",         "e"          },
    {"(level:e|",                PIECE_VALUE, 7,  "level",         "e"          },
    {"span.duration:>1|",        PIECE_VALUE, 15, "span.duration", "1"          },
    {"span.duration:>=1|",       PIECE_VALUE, 16, "span.duration", "1"          },
    {"level:[|",                 PIECE_VALUE, 7,  "level",         ""           },
    {"level:[error,wa|",         PIECE_VALUE, 13, "level",         "wa"         },
    {"level:[error, wa|",        PIECE_VALUE, 14, "level",         "wa"         },
    {"level:[error |",           PIECE_NONE,  13, NULL,            ""           },
    {"level:[\"a b\",\"c d|",    PIECE_VALUE, 13, "level",         "c d"        },
    {"level:[a,b] x|",           PIECE_KEY,   12, NULL,            "x"          },
    {"level:[a,b]|",             PIECE_NONE,  11, NULL,            ""           },
    {"message:\"a b\"|",         PIECE_VALUE, 8,  "message",       "a b"        },
    {"(a)|",                     PIECE_NONE,  3,  NULL,            ""           },
    {"message:\"two wo|",        PIECE_VALUE, 8,  "message",       "two wo"     },
    {"message:\"a \\\"b|",       PIECE_VALUE, 8,  "message",       "a \"b"      },
    {"message:\"two words\" x|", PIECE_KEY,   20, NULL,            "x"          },
    {"\"odd key\":v|",           PIECE_VALUE, 10, "odd key",       "v"          },
    {"\"free te|",               PIECE_NONE,  0,  NULL,            "free te"    },
    {"has:tra|",                 PIECE_NAME,  4,  NULL,            "tra"        },
    {"!has:tra|",                PIECE_NAME,  5,  NULL,            "tra"        },
    {"tags[user id]:4|",         PIECE_VALUE, 14, "tags[user id]", "4"          },
    {"tags[user i|",             PIECE_KEY,   0,  NULL,            "tags[user i"},
    {"a:b(c) d|",                PIECE_KEY,   7,  NULL,            "d"          },
    {"transaction:/pay/(id|",    PIECE_VALUE, 12, "transaction",   "/pay/(id"   },
    {"x:1) :y \" : z|",          PIECE_NONE,  8,  NULL,            " : z"       },
};

static void test_words(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_auto(GStrv) halves = g_strsplit(words[i].text, "|", 2);
        g_autofree char *text = g_strconcat(halves[0], halves[1], NULL);
        g_test_message("%s", words[i].text);
        struct query_word word = query_word_at(text, strlen(halves[0]));
        g_assert_cmpint(word.piece, ==, words[i].piece);
        g_assert_cmpuint(word.from, ==, words[i].from);
        g_assert_cmpstr(word.key, ==, words[i].key);
        g_assert_cmpstr(word.typed, ==, words[i].typed);
        query_word_clear(&word);
    }
}

/* Whatever is typed, the cursor is somewhere in it. */
static void test_any_text(void)
{
    static const char alphabet[] = "a \":()[],!>\\";
    for (int round = 0; round < 20000; round++) {
        char text[16] = "";
        size_t length = (size_t)g_test_rand_int_range(0, 15);
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[g_test_rand_int_range(0, (int)sizeof alphabet - 1)];
        for (size_t cursor = 0; cursor <= length; cursor++) {
            struct query_word word = query_word_at(text, cursor);
            g_assert_cmpuint(word.from, <=, cursor);
            g_assert_nonnull(word.typed);
            g_assert_true((word.piece == PIECE_VALUE) == (word.key != NULL));
            query_word_clear(&word);
        }
    }
}

static void test_writing(void)
{
    static const char *const values[][2] = {
        {"error",     "error"            },
        {"",          "\"\""             },
        {"two words", "\"two words\""    },
        {"say \"x\"", "\"say \\\"x\\\"\""},
        {"a*",        "\"a\\*\""         },
        {">5",        "\">5\""           },
        {"a,b",       "\"a,b\""          },
        {"POST /x",   "\"POST /x\""      },
        {"/a/{id}",   "/a/{id}"          },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *written = query_word_value(values[i][0]);
        g_assert_cmpstr(written, ==, values[i][1]);
    }
    g_autofree char *plain = query_word_key("tags[x,number]");
    g_autofree char *odd = query_word_key("my key");
    g_assert_cmpstr(plain, ==, "tags[x,number]");
    g_assert_cmpstr(odd, ==, "\"my key\"");
}

static void test_fit(void)
{
    g_assert_cmpint(query_word_fit("SERV", "service.name"), ==, 2);
    g_assert_cmpint(query_word_fit("name", "service.name"), ==, 1);
    g_assert_cmpint(query_word_fit("", "x"), ==, 2);
    g_assert_cmpint(query_word_fit("ervice", "service.name"), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/query word/the piece under the cursor is found in any search", test_words);
    g_test_add_func("/query word/no text is too odd", test_any_text);
    g_test_add_func("/query word/values and keys are quoted where they must be", test_writing);
    g_test_add_func("/query word/a beginning fits better than a part", test_fit);
    return g_test_run();
}
