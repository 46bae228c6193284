/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/tape_check.h"

#include "api/wire/tape_words.h"

static struct tape *tape_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct tape *tape = tape_read(text, strlen(text), &error);
    g_assert_no_error(error);
    return tape;
}

static void assert_refused(const char *text, size_t size, enum wire_error code, const char *says)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tape) tape = tape_read(text, size, &error);
    g_assert_error(error, WIRE_ERROR, (int)code);
    g_assert_null(tape);
    if (!strstr(error->message, says))
        g_error("\"%s\" does not say \"%s\"", error->message, says);
    tape_check_mended(text, size);
}

static void members_and_items_are_found(void)
{
    g_autoptr(tape) tape = tape_of("{\"a\":[1,{\"b\":null},[]],\"c\":{},\"a\\u0062\":-2.5e1,"
                                   "\"c\":\"\\u00e9\\ud83d\\udca5\\n\"}");
    g_autoptr(GString) scratch = g_string_new("left over");
    uint32_t list = tape_get(tape, TAPE_ROOT, "a"), inner = tape_next(tape, list + 1);
    g_assert_cmpuint(tape_items(tape, list), ==, 3);
    g_assert_cmpint(tape_integer(tape, list + 1), ==, 1);
    g_assert_cmpint(tape_type(tape, inner), ==, TAPE_OBJECT);
    g_assert_cmpint(tape_type(tape, tape_next(tape, inner)), ==, TAPE_ARRAY);
    g_assert_cmpuint(tape_list(tape, TAPE_ROOT, "a"), ==, list);
    g_assert_cmpuint(tape_list(tape, list, "a"), ==, list);
    g_assert_cmpfloat(tape_real(tape, tape_get(tape, TAPE_ROOT, "ab")), ==, -25);
    g_assert_cmpstr(tape_text(tape, tape_get(tape, TAPE_ROOT, "c"), scratch), ==, "é💥\n");
}

/* 0 stands for whatever there is not, so that paths need no questions on the way. */
static void what_is_not_there_is_null(void)
{
    g_autoptr(tape) tape = tape_of("{\"a\":1}");
    g_autoptr(GString) scratch = g_string_new(NULL);
    uint32_t none = tape_get(tape, tape_get(tape, TAPE_ROOT, "b"), "a");
    g_assert_cmpuint(none, ==, 0);
    g_assert_cmpint(tape_type(tape, none), ==, TAPE_NULL);
    g_assert_cmpuint(tape_end(tape, none), ==, 0);
    g_assert_cmpuint(tape_items(tape, none), ==, 0);
    g_assert_null(tape_text(tape, none, scratch));
    g_assert_false(tape_text_is(tape, none, ""));
    g_assert_cmpfloat(tape_loose_double(tape, none, 7), ==, 7);
    g_assert_cmpuint(tape_get(tape, tape_get(tape, TAPE_ROOT, "a"), "a"), ==, 0);
}

static void refusals_say_what_and_where(void)
{
    static const struct {
        const char *text;
        enum wire_error code;
        const char *says;
    } table[] = {
        {"",                     WIRE_ERROR_SYNTAX,   "byte 0: a value is missing"             },
        {"{\"a\":1",             WIRE_ERROR_SYNTAX,   "byte 6: it ends too early"              },
        {"[1 2]",                WIRE_ERROR_SYNTAX,   "byte 3: a comma is missing"             },
        {"[1,]",                 WIRE_ERROR_SYNTAX,   "byte 3: a value is missing"             },
        {"{a:1}",                WIRE_ERROR_SYNTAX,   "byte 1: a name in quotes is missing"    },
        {"{\"a\" 1}",            WIRE_ERROR_SYNTAX,   "byte 5: a colon is missing"             },
        {"{\"a\":1,}",           WIRE_ERROR_SYNTAX,   "a name in quotes is missing"            },
        {"[1]x",                 WIRE_ERROR_SYNTAX,   "byte 3: something follows the document" },
        {"\"abc",                WIRE_ERROR_SYNTAX,   "byte 4: a text does not end"            },
        {"\"a\nb\"",             WIRE_ERROR_SYNTAX,   "byte 2: a control character"            },
        {"\"\\x\"",              WIRE_ERROR_SYNTAX,   "byte 1: a backslash is followed by none"},
        {"\"\\u12g4\"",          WIRE_ERROR_SYNTAX,   "byte 1: four hexadecimal digits"        },
        {"\"\\u0000\"",          WIRE_ERROR_ENCODING, "byte 1: a text has a NUL"               },
        {"\"\\ud83d\"",          WIRE_ERROR_ENCODING, "a surrogate stands alone"               },
        {"\"\\ud83d\\u0041\"",   WIRE_ERROR_ENCODING, "a surrogate stands alone"               },
        {"\"\\udca5\\ud83d\"",   WIRE_ERROR_ENCODING, "a surrogate stands alone"               },
        {"\"\xc0\x80\"",         WIRE_ERROR_ENCODING, "byte 1: a text is not UTF-8"            },
        {"\"\xe0\x80\x80\"",     WIRE_ERROR_ENCODING, "a text is not UTF-8"                    },
        {"\"\xed\xa0\x80\"",     WIRE_ERROR_ENCODING, "a text is not UTF-8"                    },
        {"\"\xf4\x90\x80\x80\"", WIRE_ERROR_ENCODING, "a text is not UTF-8"                    },
        {"\"\xf0\x9f\x92",       WIRE_ERROR_ENCODING, "a text is not UTF-8"                    },
        {"{\"\xff\":1}",         WIRE_ERROR_ENCODING, "byte 2: a text is not UTF-8"            },
        {"01",                   WIRE_ERROR_SYNTAX,   "a value is missing"                     },
        {"-",                    WIRE_ERROR_SYNTAX,   "a value is missing"                     },
        {"1.",                   WIRE_ERROR_SYNTAX,   "no digit follows a decimal point"       },
        {"1e+",                  WIRE_ERROR_SYNTAX,   "an exponent has no digit"               },
        {"9223372036854775808",  WIRE_ERROR_SYNTAX,   "an integer has more than 64 bits"       },
        {"-9223372036854775809", WIRE_ERROR_SYNTAX,   "an integer has more than 64 bits"       },
        {"1e309",                WIRE_ERROR_SYNTAX,   "a number is too large"                  },
        {"NaN",                  WIRE_ERROR_SYNTAX,   "a value is missing"                     },
        {"nul",                  WIRE_ERROR_SYNTAX,   "a value is missing"                     },
        {"\xef\xbb\xbf[]",       WIRE_ERROR_SYNTAX,   "a value is missing"                     },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        assert_refused(table[i].text, strlen(table[i].text), table[i].code, table[i].says);
    assert_refused("[1]\0", 4, WIRE_ERROR_SYNTAX, "something follows the document");
    assert_refused("\"a\0b\"", 5, WIRE_ERROR_SYNTAX, "a control character");
}

static void what_is_odd_and_right_is_read(void)
{
    static const char *const table[] = {
        " null\r\n",
        "true",
        "false",
        "-0",
        "-0.0",
        "0e0",
        "1E-400",
        "5e-324",
        "2.5E+3",
        "9223372036854775807",
        "-9223372036854775808",
        "1.7976931348623157e308",
        "123456789012345678.25",
        "1776277351.123456",
        "-1776277351.1234567",
        "0.1234567890123456789012345678901234567890",
        "9007199254740993.0",
        "1e22",
        "1e23",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\x7f\"",
        "\"\\u007f\\uffff\\ufdd0\"",
        "{}",
        "[]",
        "[[],{}]",
        "{\"\":{\"\":[]}}",
        "{\"a\":1,\"a\":{\"a\":2}}",
        "{\"a\":1,\"\\u0061\":\"2\"}",
        "\t[ 1 , { \"a\" : [ ] } ]\n",
        "[\"1\",\"0x10\",\" 7\",\"1e3\",\"true\",\"0\",\"2026-01-02T03:04:05Z\",\"nan\",\"\"]",
        "[0,1,1e10,1776277351,1776277351000,1776277351000000,1776277351000000000,1e18,9e18]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        if (!tape_check(table[i], strlen(table[i])))
            g_error("%s is refused", table[i]);
}

/* A number at each place of a word of eight bytes, texts that end with the document. */
static void every_length_is_read(void)
{
    for (size_t length = 0; length < 40; length++)
        for (size_t at = 0; at <= length; at++) {
            g_autoptr(GString) text = g_string_new("\"");
            for (size_t i = 0; i < length; i++)
                g_string_append(text, i == at ? "é" : "x");
            g_string_append_c(text, '"');
            g_assert_true(tape_check(text->str, text->len));
            for (size_t cut = 0; cut < text->len; cut++)
                g_assert_false(tape_check(text->str, cut));
        }
}

static void numbers_are_the_nearest_doubles(void)
{
    GRand *random = g_rand_new_with_seed(7);
    for (int i = 0; i < 20000; i++) {
        g_autofree char *text = g_strdup_printf(
            "[%u.%0*u,-%u%u.%u,%ue%d]", g_rand_int(random), i % 12 + 1, g_rand_int(random) % 1000,
            g_rand_int(random), g_rand_int(random) % 100, g_rand_int(random), g_rand_int(random),
            g_rand_int_range(random, -340, 298));
        g_assert_true(tape_check(text, strlen(text)));
    }
    g_rand_free(random);
}

static char *nested(size_t depth)
{
    GString *text = g_string_sized_new(2 * depth);
    for (size_t i = 0; i < depth; i++)
        g_string_append_c(text, '[');
    for (size_t i = 0; i < depth; i++)
        g_string_append_c(text, ']');
    return g_string_free(text, FALSE);
}

static void the_bytes_of_a_value_are_those_that_came(void)
{
    static const char text[] = "{ \"a\" : [ 1.50 , [ ] ,{ \"b\":[ \"\\u0041\\\"]\" ] } ] ,"
                               "\"c\":[true,false , null ] , \"d\":{},\"e\":-0 }";
    static const struct {
        const char *name, *bytes;
    } members[] = {
        {"a", "[ 1.50 , [ ] ,{ \"b\":[ \"\\u0041\\\"]\" ] } ]"},
        {"c", "[true,false , null ]"                          },
        {"d", "{}"                                            },
        {"e", "-0"                                            },
        {"f", ""                                              },
    };
    g_autoptr(tape) tape = tape_read(text, strlen(text), NULL);
    size_t size;
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *bytes = tape_bytes(tape, tape_get(tape, TAPE_ROOT, members[i].name), &size);
        g_assert_cmpmem(bytes, size, members[i].bytes, strlen(members[i].bytes));
    }
    const char *all = tape_bytes(tape, TAPE_ROOT, &size);
    g_assert_cmpmem(all, size, text, strlen(text));
    uint32_t list = tape_get(tape, TAPE_ROOT, "c");
    all = tape_bytes(tape, tape_next(tape, list + 1), &size);
    g_assert_cmpmem(all, size, "false", 5);
}

static void nesting_has_a_bound(void)
{
    g_autofree char *deep = nested(TAPE_DEPTH_MOST), *deeper = nested(TAPE_DEPTH_MOST + 1);
    g_autoptr(tape) tape = tape_of(deep);
    g_autoptr(GString) written = g_string_new(NULL);
    tape_append_json(tape, TAPE_ROOT, written);
    g_assert_cmpstr(written->str, ==, deep);
    g_autoptr(GError) error = NULL;
    g_assert_null(tape_read(deeper, strlen(deeper), &error));
    g_assert_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT);
}

static void a_tape_is_at_most_as_large_as_ordinary_text(void)
{
    g_autoptr(GString) text = g_string_new("[");
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(text, "%s{\"event_id\":\"%016x\",\"duration\":%d.25,\"errors\":[]}",
                               i ? "," : "", i, i);
    g_string_append_c(text, ']');
    g_autoptr(tape) tape = tape_of(text->str);
    g_assert_cmpuint(tape->count * sizeof(struct tape_node), <, text->len);
}

/* --- words --- */

static void words_are_there_once(void)
{
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(64);
    g_autoptr(tape_words) words = tape_words_new(chunk);
    g_autoptr(tape) tape = tape_of("[\"op\",\"web\",\"o\\u0070\",\"we\",7,\"web\",\"o\\u0070\","
                                   "\"\\u006fp\",\"\\\"w\",\"\\u0022w\",\"\\\"w\"]");
    const uint32_t expected[] = {0, 1, 0, 2, TAPE_WORD_NONE, 1, 0, 0, 3, 3, 3};
    g_assert_cmpuint(tape_words_add(words, "op"), ==, 0);
    for (uint32_t i = 0; i < G_N_ELEMENTS(expected); i++)
        g_assert_cmpuint(tape_words_of(words, tape, TAPE_ROOT + 1 + i), ==, expected[i]);
    g_assert_cmpstr(tape_words_text(words, 2), ==, "we");
    g_assert_cmpstr(tape_words_text(words, 3), ==, "\"w");
}

/* Names are guessed by what stood before them: the guess must never be wrong. */
static void names_are_told_in_any_order(void)
{
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(64);
    g_autoptr(tape_words) words = tape_words_new(chunk);
    g_autoptr(tape) tape = tape_of(
        "[{\"a\":1,\"a\\\":1}]\":1},{\"a\":1,\"b\":2,\"c\":3},{\"a\":1,\"c\":2},{\"b\":1,\"a\":2,"
        "\"b\":3},{\"\":1,\"ab\":2,\"a\":3},{\"a\":1,\"b\":2,\"c\":3},"
        "{\"a\":1,\"a\\\":1}]\":2},{\"a\":1,\"a\":1}]");
    g_autoptr(GString) scratch = g_string_new(NULL);
    for (uint32_t at = TAPE_ROOT + 1; at < tape->count; at = tape_next(tape, at)) {
        uint32_t word = TAPE_WORD_NONE;
        for (uint32_t in = at + 1; in < tape_end(tape, at); in = tape_next(tape, in)) {
            word = tape_words_name(words, tape, in, word);
            g_assert_cmpstr(tape_words_text(words, word), ==, tape_name(tape, in, scratch));
        }
    }
    g_assert_cmpuint(tape_words_count(words), ==, 6);
}

static void words_have_a_bound(void)
{
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(4096);
    g_autoptr(tape_words) words = tape_words_new(chunk);
    for (uint32_t i = 0; i < TAPE_WORDS_MOST; i++) {
        g_autofree char *text = g_strdup_printf("word %u", i);
        g_assert_cmpuint(tape_words_add(words, text), ==, i);
    }
    g_assert_cmpuint(tape_words_add(words, "one more"), ==, TAPE_WORD_NONE);
    g_assert_cmpuint(tape_words_add(words, "word 12345"), ==, 12345);
}

/* --- what is around --- */

static unsigned check_folder(const char *path)
{
    unsigned read = 0;
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        char *text;
        size_t size;
        if (g_file_test(inner, G_FILE_TEST_IS_DIR)) {
            read += check_folder(inner);
        } else if (g_file_get_contents(inner, &text, &size, NULL)) {
            read += tape_check_mended(text, size);
            /* Also cut, which must be refused alike. */
            for (size_t cut = 1; cut < 64 && cut < size; cut++)
                tape_check(text, size - size * cut / 64);
            g_free(text);
        }
    }
    return read;
}

static void real_bodies_are_read_alike(void)
{
    const char *given = g_getenv("VIGIL_CORPUS");
    const char *root = given ? given : "../shared/corpus";
    g_assert_cmpuint(check_folder("tests/fuzz/corpus/json"), >, 0);
    check_folder("tests/fuzz/corpus/decode");
    if (!g_file_test(root, G_FILE_TEST_IS_DIR)) {
        g_test_skip("no corpus of real bodies here");
        return;
    }
    g_assert_cmpuint(check_folder(root), >, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tape/the bytes of a value are those that came",
                    the_bytes_of_a_value_are_those_that_came);
    g_test_add_func("/tape/members and items are found", members_and_items_are_found);
    g_test_add_func("/tape/what is not there is null", what_is_not_there_is_null);
    g_test_add_func("/tape/refusals say what and where", refusals_say_what_and_where);
    g_test_add_func("/tape/what is odd and right is read", what_is_odd_and_right_is_read);
    g_test_add_func("/tape/every length is read", every_length_is_read);
    g_test_add_func("/tape/numbers are the nearest doubles", numbers_are_the_nearest_doubles);
    g_test_add_func("/tape/nesting has a bound", nesting_has_a_bound);
    g_test_add_func("/tape/a tape is at most as large as ordinary text",
                    a_tape_is_at_most_as_large_as_ordinary_text);
    g_test_add_func("/tape/words are there once", words_are_there_once);
    g_test_add_func("/tape/names are told in any order", names_are_told_in_any_order);
    g_test_add_func("/tape/words have a bound", words_have_a_bound);
    g_test_add_func("/tape/real bodies are read as jansson reads them", real_bodies_are_read_alike);
    return g_test_run();
}
