/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/text.h"

#include "tui/cluster.h"

#include <string.h>

static void assert_safe(const char *text, const char *expected)
{
    g_autofree char *safe = text_safe(text);

    g_assert_cmpstr(safe, ==, expected);
}

/* Each row is a text from outside and what may reach the screen. */
static const struct {
    const char *text, *safe;
} rows[] = {
    {"plain",                                                     "plain"      },
    {"a\nb",                                                      "a⏎b"      },
    {"a\r\nb",                                                    "a⏎b"      },
    {"a\tb",                                                      "a b"        },
    {"a\x01\x07\x08\x0b\x0c\x0e\x1f\x7f"
     "b",                                                    "ab"         },
    {"a\rb",                                                      "ab"         },
 /* CSI: whole, private, with intermediates, unfinished, broken by another byte */
    {"a\x1b[31mb\x1b[0m",                                         "ab"         },
    {"a\x1b[?1049hb",                                             "ab"         },
    {"a\x1b[!pb",                                                 "ab"         },
    {"a\x1b[38;2;1;2;3",                                          "a"          },
    {"a\x1b[3\x01zb",                                             "azb"        },
    {"a\x1b[\x1b[31mb",                                           "ab"         },
    {"a\x1b[6n",                                                  "a"          },
    {"a\x1b[3é",                                                 "aé"        },
 /* the same by C1 */
    {"a\xc2\x9b"
     "31mb",                                                 "ab"         },
    {"a\xc2\x9d"
     "0;t\xc2\x9c"
     "b",                                                    "ab"         },
    {"a\xc2\x90q\x1b\\b",                                         "ab"         },
    {"a\xc2\x85\xc2\x80\xc2\x9f"
     "b",                                                    "ab"         },
 /* strings: OSC, DCS, APC, PM, SOS; by ST, by BEL, given up, without an end */
    {"a\x1b]0;title\x07"
     "b",                                                    "ab"         },
    {"a\x1b]52;c;ZXZpbA==\x1b\\b",                                "ab"         },
    {"a\x1bP1$r0m\x1b\\b",                                        "ab"         },
    {"a\x1b_Gx\x1b\\b",                                           "ab"         },
    {"a\x1b^private\x1b\\b",                                      "ab"         },
    {"a\x1bXstart\x1b\\b",                                        "ab"         },
    {"a\x1b]0;t\x18"
     "b",                                                    "ab"         },
    {"a\x1b]0;t\x1a"
     "b",                                                    "ab"         },
    {"a\x1b]no end",                                              "ano end"    },
    {"a\x1b]no end\nb\x07",                                       "ano end⏎b"},
    {"a\x1b]cut\x1b[31mb",                                        "ab"         },
    {"a\xc2\x9d"
     "cut\xc2\x90q\x07z",                                    "acutz"      },
 /* other escapes */
    {"a\x1b(Bb",                                                  "ab"         },
    {"a\x1b"
     "cb",                                                   "ab"         },
    {"a\x1b#8b",                                                  "ab"         },
    {"a\x1b",                                                     "a"          },
    {"a\x1b(",                                                    "a"          },
 /* bidi controls, joiners, selectors, tags, skin tones, soft hyphen */
    {"a\xe2\x80\xae"
     "b\xe2\x80\xac",                                        "ab"         },
    {"a\xe2\x81\xa6"
     "b\xe2\x81\xa9\xe2\x80\x8f\xe2\x80\x8e",                "ab"         },
    {"👩\xe2\x80\x8d💻",                                      "👩💻"   },
    {"❤\xef\xb8\x8f",                                           "❤"        },
    {"👍🏽",                                                  "👍"       },
    {"a\xf3\xa0\x81\x81z",                                        "az"         },
    {"co\xc2\xadop",                                              "coop"       },
    {"\xef\xbb\xbf"
     "bom",                                                  "bom"        },
    {"a\xe2\x80\xa8"
     "b",                                                    "a⏎b"      },
    {"a\xc2\xa0"
     "b",                                                    "a b"        },
 /* broken UTF-8: stray, overlong, surrogate, too high, cut */
    {"a\xff"
     "b",                                                    "a�b"      },
    {"a\x80"
     "b",                                                    "a�b"      },
    {"a\xc0\xaf"
     "b",                                                    "a�b"      },
    {"a\xed\xa0\x80"
     "b",                                                    "a�b"      },
    {"a\xf5\x80\x80\x80"
     "b",                                                    "a�b"      },
    {"a\xe2\x82",                                                 "a�"       },
    {"\xef\xbf\xbe",                                              "�"        },
 /* marks: kept on a base, never on a neighbour, never a tower */
    {"e\xcc\x81",                                                 "e\xcc\x81"  },
    {"\xcc\x81"
     "e",                                                    "�e"       },
    {"e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
     "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81"                                       },
};

static void test_sanitiser(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_safe(rows[i].text, rows[i].safe);
    }
    assert_safe(NULL, "");
}

static void test_safe_stays(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *once = text_safe(rows[i].text);
        assert_safe(once, once);
    }
}

/* Whatever the pieces, nothing but printable characters comes out. */
static void test_every_byte_pair(void)
{
    for (int a = 1; a < 256; a++) {
        for (int b = 1; b < 256; b++) {
            const char text[] = {'x', (char)a, (char)b, 'y', '\0'};
            g_autofree char *safe = text_safe(text);
            g_assert_true(g_utf8_validate(safe, -1, NULL));
            for (const char *p = safe; *p; p = g_utf8_next_char(p)) {
                gunichar c = g_utf8_get_char(p);
                g_assert_true(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0));
            }
        }
    }
}

static void test_lines(void)
{
    g_autofree char *safe = text_safe_lines("a\x1b[31m b\n\n\r\x1b]0;t\ac\xc2\x9b"
                                            "6n\n");
    g_autofree char *empty = text_safe_lines(NULL);

    g_assert_cmpstr(safe, ==, "a b\n\nc\n");
    g_assert_cmpstr(empty, ==, "");
}

static void test_limit(void)
{
    g_autoptr(GString) out = g_string_new(NULL);

    text_safe_append(out, "añb", 2);
    g_assert_cmpstr(out->str, ==, "a");
    text_safe_append(out, "日本", 4);
    g_assert_cmpstr(out->str, ==, "a日");
    text_safe_append(out, "xyz", 0);
    g_assert_cmpstr(out->str, ==, "a日");
}

static void test_long_string_is_not_hidden(void)
{
    g_autoptr(GString) text = g_string_new("\x1b]");

    for (int i = 0; i < 5000; i++) {
        g_string_append_c(text, 'x');
    }
    g_string_append(text, "\a");
    g_autofree char *safe = text_safe(text->str);
    g_assert_cmpuint(strlen(safe), ==, 5000);
}

static void test_width(void)
{
    g_assert_cmpint(text_width(""), ==, 0);
    g_assert_cmpint(text_width(NULL), ==, 0);
    g_assert_cmpint(text_width("abc"), ==, 3);
    g_assert_cmpint(text_width("日本"), ==, 4);
    g_assert_cmpint(text_width("e\xcc\x81"), ==, 1);
    g_assert_cmpint(text_width("👍"), ==, 2);
    g_assert_cmpint(text_width("▁▂█ ·µ"), ==, 6);
}

static void assert_cut(const char *text, int cells, const char *expected)
{
    g_autofree char *cut = text_cut(text, cells);

    g_assert_cmpstr(cut, ==, expected);
    g_assert_cmpint(text_width(cut), <=, MAX(cells, 0));
}

static void test_cut(void)
{
    assert_cut("abcdef", 6, "abcdef");
    assert_cut("abcdef", 5, "abcd…");
    assert_cut("abcdef", 1, "…");
    assert_cut("abcdef", 0, "");
    assert_cut("abcdef", -3, "");
    assert_cut("日本語", 6, "日本語");
    assert_cut("日本語", 5, "日本…");
    assert_cut("日本語", 4, "日…");
    assert_cut("e\xcc\x81"
               "e\xcc\x81"
               "e\xcc\x81",
               2, "e\xcc\x81…");
}

static void assert_middle(const char *text, int cells, const char *expected)
{
    g_autofree char *cut = text_cut_middle(text, cells);

    g_assert_cmpstr(cut, ==, expected);
}

static void test_cut_middle(void)
{
    assert_middle("abcdefgh", 8, "abcdefgh");
    assert_middle("abcdefgh", 7, "abc…fgh");
    assert_middle("abcdefgh", 4, "ab…h");
    assert_middle("abcdefgh", 2, "a…");
    assert_middle("日本語日本語", 7, "日…本語");
    for (int cells = 0; cells < 14; cells++) {
        g_autofree char *cut = text_cut_middle("日e\xcc\x81本x語👍", cells);
        g_assert_cmpint(text_width(cut), <=, cells);
        g_assert_true(g_utf8_validate(cut, -1, NULL));
    }
}

/* Only the end of a long text is walked for its tail: where that begins, no character is split and
 * no mark stands alone. */
static void test_cut_long(void)
{
    g_autoptr(GString) text = g_string_new("日");
    for (int i = 0; i < 1500; i++) {
        g_string_append(text, "語");
    }
    g_string_append(text, "end");
    for (int cells = 8; cells < 32; cells++) {
        g_autofree char *cut = text_cut_middle(text->str, cells);
        g_assert_cmpint(text_width(cut), <=, cells);
        g_assert_cmpint(text_width(cut), >=, cells - 2);
        g_assert_true(g_str_has_prefix(cut, "日語") && g_str_has_suffix(cut, "end"));
        g_assert_null(strstr(cut, "\xef\xbf\xbd"));
    }
    g_autoptr(GString) marked = g_string_new("abcdef");
    for (int i = 0; i < 5000; i++) {
        g_string_append(marked, "\xcc\x81");
    }
    g_string_append(marked, "g");
    assert_middle(marked->str, 5, "ab…g");
}

static void assert_wrap(const char *text, int cells, const char *joined)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, cells);

    g_ptr_array_add(lines, NULL);
    g_autofree char *found = g_strjoinv("|", (char **)lines->pdata);
    g_assert_cmpstr(found, ==, joined);
}

static void test_wrap(void)
{
    assert_wrap("one two three", 7, "one two|three");
    assert_wrap("one two three", 8, "one two|three");
    assert_wrap("one  two", 4, "one|two");
    assert_wrap("one  \xcc\x81two", 4, "one| \xcc\x81two"); /* the mark keeps its blank */
    assert_wrap("abcdefgh", 3, "abc|def|gh");
    assert_wrap("go abcdefgh", 5, "go|abcde|fgh");
    assert_wrap("a\n\nb\n", 10, "a||b");
    assert_wrap("a\r\nb", 10, "a|b");
    assert_wrap("    indented code", 12, "    indented|code");
    assert_wrap("", 5, "");
    assert_wrap(NULL, 5, "");
    assert_wrap("日本語", 4, "日本|語");
    assert_wrap("日本", 1, "日|本");
    assert_wrap("\x1b[31mred\x1b[0m text", 4, "red|text");
    assert_wrap("ab", -1, "a|b");
}

static void test_ascii(void)
{
    static const struct {
        const char *text;
        char ascii;
    } shapes[] = {
        {"─", '-'},
        {"│", '|'},
        {"┤", '+'},
        {"╭", '+'},
        {"▁", '_'},
        {"█", '#'},
        {"▌", '#'},
        {"▏", '|'},
        {"…", '~'},
        {"⏎", '|'},
        {"●", '*'},
        {"▲", '^'},
        {"▶", '>'},
        {"é",  'e'},
        {"Ñ",  'N'},
        {"日", '?'},
        {"⣿", '#'},
        {"↓", 'v'},
        {"·",  '.'},
        {"x",   'x'}
    };

    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        const char *at = shapes[i].text;
        struct cluster cluster;
        g_assert_true(cluster_next(&at, at + strlen(at), &cluster));
        g_assert_cmpint(cluster_ascii(&cluster), ==, shapes[i].ascii);
    }
}

/* They are measured on a path of their own. */
static void test_drawings(void)
{
    static const gunichar ranges[][2] = {
        {0x24f0, 0x25b0},
        {0x27f0, 0x2910}
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        for (gunichar c = ranges[i][0]; c < ranges[i][1]; c++) {
            char text[8] = "";
            g_unichar_to_utf8(c, text);
            g_autofree char *safe = text_safe(text);
            g_assert_cmpstr(safe, ==, text);
            g_assert_cmpint(text_width(text), ==, g_unichar_iswide(c) ? 2 : 1);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/what may not be shown vanishes or leaves a mark", test_sanitiser);
    g_test_add_func("/text/safe text stays as it is", test_safe_stays);
    g_test_add_func("/text/no pair of bytes gets a control through", test_every_byte_pair);
    g_test_add_func("/text/safe lines stay lines", test_lines);
    g_test_add_func("/text/a limit never cuts a character", test_limit);
    g_test_add_func("/text/an endless control string hides nothing",
                    test_long_string_is_not_hidden);
    g_test_add_func("/text/width counts cells", test_width);
    g_test_add_func("/text/drawings are one cell wide", test_drawings);
    g_test_add_func("/text/a cut says so and keeps clusters whole", test_cut);
    g_test_add_func("/text/a cut in the middle keeps both ends", test_cut_middle);
    g_test_add_func("/text/a cut of a long text splits nothing", test_cut_long);
    g_test_add_func("/text/lines wrap at blanks where they can", test_wrap);
    g_test_add_func("/text/ASCII stands in for shapes", test_ascii);
    return g_test_run();
}
