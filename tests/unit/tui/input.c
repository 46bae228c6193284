/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/input.h"

#include <string.h>

/* What comes out, as text: keys by name, pastes in braces, what the background is in angles. */
static void take(struct decoder *decoder, int64_t now, GString *out)
{
    for (;;) {
        struct input input = decoder_next(decoder, now);
        char name[32];
        if (input.kind == INPUT_NONE) {
            return;
        }
        if (out->len > 0) {
            g_string_append_c(out, ' ');
        }
        if (input.kind == INPUT_KEY) {
            g_string_append(out, key_format(input.key, name, sizeof name));
        } else if (input.kind == INPUT_BACKGROUND) {
            g_string_append(out, input.background == BACKGROUND_LIGHT ? "<light>" : "<dark>");
        } else if (input.kind == INPUT_READY) {
            g_string_append(out, "<ready>");
        } else if (input.kind == INPUT_CURSOR) {
            g_string_append_printf(out, "<column %d>", input.column);
        } else {
            g_string_append_printf(out, "{%s}", input.paste);
        }
    }
}

static void assert_keys(const char *bytes, const char *expected)
{
    struct decoder *decoder = decoder_new();
    g_autoptr(GString) out = g_string_new(NULL);

    decoder_feed(decoder, bytes, strlen(bytes), 1000);
    take(decoder, 1000, out);
    take(decoder, 1000 + INPUT_ESCAPE_MS, out);
    g_assert_cmpstr(out->str, ==, expected);
    decoder_free(decoder);
}

static const struct {
    const char *bytes, *keys;
} rows[] = {
    {"jJ0é日 ",                                                   "j J 0 é 日 Space"               },
    {"\r\n\t\x7f\x08",                                              "Enter ^J Tab Backspace Backspace" },
    {"\x01\x04\x1a\x1c\x1d\x1e\x1f",                                "^A ^D ^Z ^\\ ^] ^^ ^_"            },
    {"\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F",                        "Up Down Right Left Home End"      },
    {"\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF",                        "Up Down Right Left Home End"      },
    {"\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1b[5~\x1b[6~\x1b[2~\x1b[3~",
     "Home End Home End PgUp PgDn Insert Delete"                                                       },
    {"\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[24~",                    "F1 F2 F3 F4 F5 F12"               },
    {"\x1b[11~\x1b[[A\x1b[[E",                                      "F1 F1 F5"                         },
    {"\x1b[1;5D\x1b[1;2A\x1b[1;3C\x1b[3;5~\x1b[1;5P",               "C-Left S-Up A-Right C-Delete C-F1"},
    {"\x1b[Z\x1b[1;2Z",                                             "S-Tab S-Tab"                      },
    {"\x1b[a\x1bOd\x1b[7$\x1b[7^",                                  "S-Up C-Left S-Home C-Home"        },
    {"\x1bx\x1b\x7f\x1bé\x1b\r",                                   "A-x A-Backspace A-é A-Enter"     },
    {"\x1b[97;5u\x1b[27;5;105~\x1b[13u\x1b[27u\x1b[97;2u\x1b[9;2u", "^A ^I Enter Esc A S-Tab"          },
    {"\x1bOM\x1bOj\x1bOp",                                          "Enter * 0"                        },
    {"\x1b",                                                        "Esc"                              },
    {"\x1b\x1b",                                                    "Esc Esc"                          },
    {"\x1b\x1b[A",                                                  "Esc Up"                           },
 /* replies, reports, the mouse: nothing */
    {"\x1bP>|xterm(390)\x1b\\x",                                    "x"                                },
    {"\x1b_Gi=1;OK\x1b\\x",                                         "x"                                },
    {"\x1b^pm\x1b\\\x1bXsos\x1b\\x",                                "x"                                },
    {"\x1b[?1;2c\x1b[>41;390;0c\x1b[?1;2;1R\x1b[?2026;2$yx",        "x"                                },
    {"\x1b[I\x1b[O\x1b[8;24;80tx",                                  "x"                                },
    {"\x1b[M !!\x1b[<0;3;4M\x1b[<0;3;4mx",                          "x"                                },
    {"\x1b[57358u\x1b[200;5ux",                                     "^È x"                            },
    {"\x1b]broken\x18x",                                            "x"                                },
    {"\x1b]broken\x1b[Ax",                                          "Up x"                             },
    {"\x1b[1;2\x01x",                                               "^A x"                             },
    {"\x1b[\x1b[A",                                                 "Up"                               },
    {"\x1b[999999999999999999~x",                                   "x"                                },
    {"\x1b[1;2;3;4;5;6;7Ax",                                        "S-Up x"                           },
    {"\x1b]10;rgb:ffff/ffff/ffff\x1b\\x\x1b]11;?\x07y",             "x y"                              },
    {"\x1bP11;rgb:ffff/ffff/ffff\x1b\\x",                           "x"                                },
    {"\x1b]11;rgb:ffff/ffff/ffff\x18x",                             "x"                                },
 /* replies that are told */
    {"\x1b[12;40Rj\x1b[0nx",                                        "<column 39> j <ready> x"          },
    {"j\x1b]11;rgb:1e/1e/2e\x1b\\x",                                "j <dark> x"                       },
    {"\x1b]11;rgb:fbfb/fafa/f7f7\x07x",                             "<light> x"                        },
    {"\x1b]11;rgb:fbfb/fafa/f7f7\x1b[A",                            "Up"                               },
 /* broken UTF-8 */
    {"\xff\xfe"
     "a",                                                      "a"                                },
    {"\xc3"
     "a",                                                      "a"                                },
    {"\xc2\x9b"
     "a",                                                      "a"                                },
    {"\xed\xa0\x80"
     "a",                                                      "a"                                },
 /* pastes */
    {"\x1b[200~q\rq\x1b[201~x",                                     "{q\nq} x"                         },
    {"\x1b[200~a\r\nb\nc\x1b[201~",                                 "{a\nb\nc}"                        },
    {"\x1b[200~\x1b[A\x1b[201~",                                    "{\x1b[A}"                         },
    {"\x1b[200~\xff\x1b[201~",                                      "{�}"                            },
    {"\x1b[200~\x1b[201~",                                          "{}"                               },
};

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_keys(rows[i].bytes, rows[i].keys);
    }
}

/* Any sequence, cut anywhere, with a pause that is too short for Esc: the same keys. */
static void test_split(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        size_t length = strlen(rows[i].bytes);
        for (size_t cut = 1; cut < length; cut++) {
            struct decoder *decoder = decoder_new();
            g_autoptr(GString) out = g_string_new(NULL);
            decoder_feed(decoder, rows[i].bytes, cut, 1000);
            take(decoder, 1005, out);
            decoder_feed(decoder, rows[i].bytes + cut, length - cut, 1010);
            take(decoder, 1010, out);
            take(decoder, 1010 + INPUT_ESCAPE_MS, out);
            g_assert_cmpstr(out->str, ==, rows[i].keys);
            decoder_free(decoder);
        }
    }
}

static void test_byte_by_byte(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct decoder *decoder = decoder_new();
        g_autoptr(GString) out = g_string_new(NULL);
        int64_t now = 1000;
        for (const char *p = rows[i].bytes; *p; p++) {
            now += 3;
            decoder_feed(decoder, p, 1, now);
            take(decoder, now, out);
        }
        take(decoder, now + INPUT_ESCAPE_MS, out);
        g_assert_cmpstr(out->str, ==, rows[i].keys);
        decoder_free(decoder);
    }
}

/* The line stalls behind Esc, so Esc is given out; what then comes are no commands. */
static void test_late_rest(void)
{
    static const struct {
        const char *rest, *keys;
    } late[] = {
        {"[A",                "Esc Up"    },
        {"[200~q\x1b[201~",   "Esc {q}"   },
        {"[?62;c",            "Esc"       },
        {"]11;rgb:1/2/3\x07", "Esc <dark>"},
        {"P1$r0m\x1b\\",      "Esc"       },
        {"OA",                "Esc Up"    },
        {"[",                 "Esc ["     },
        {"j",                 "Esc j"     },
        {"]",                 "Esc ]"     },
        {"P",                 "Esc P"     },
        {"Oj",                "Esc O j"   },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(late); i++) {
        struct decoder *decoder = decoder_new();
        g_autoptr(GString) out = g_string_new(NULL);
        decoder_feed(decoder, "\x1b", 1, 1000);
        take(decoder, 1100, out);
        g_assert_cmpstr(out->str, ==, "Esc");
        decoder_feed(decoder, late[i].rest, strlen(late[i].rest), 1300);
        take(decoder, 1300, out);
        take(decoder, 1300 + INPUT_ESCAPE_MS, out);
        g_assert_cmpstr(out->str, ==, late[i].keys);
        decoder_free(decoder);
    }
}

static void test_esc_then_key_later(void)
{
    struct decoder *decoder = decoder_new();
    g_autoptr(GString) out = g_string_new(NULL);

    decoder_feed(decoder, "\x1b", 1, 1000);
    take(decoder, 1100, out);
    decoder_feed(decoder, "[A", 2, 5000);
    take(decoder, 5000, out);
    g_assert_cmpstr(out->str, ==, "Esc [ A");
    decoder_free(decoder);
}

static void test_timeouts(void)
{
    struct decoder *decoder = decoder_new();
    g_autoptr(GString) out = g_string_new(NULL);

    g_assert_cmpint(decoder_timeout(decoder, 1000), ==, -1);
    decoder_feed(decoder, "\x1b", 1, 1000);
    take(decoder, 1000, out);
    g_assert_cmpint(decoder_timeout(decoder, 1000), ==, INPUT_ESCAPE_MS);
    g_assert_cmpint(decoder_timeout(decoder, 1010), ==, INPUT_ESCAPE_MS - 10);
    g_assert_cmpint(decoder_timeout(decoder, 9000), ==, 0);
    decoder_feed(decoder, "[", 1, 1005);
    take(decoder, 1005, out);
    g_assert_cmpint(decoder_timeout(decoder, 1005), ==, -1);
    take(decoder, 9000, out);
    g_assert_cmpstr(out->str, ==, "");
    decoder_free(decoder);
}

/* What is never finished does not hold the keyboard for ever; a paste does, since its rest would
 * act. */
static void test_stalls(void)
{
    static const struct {
        const char *begin, *keys;
        int64_t after;
    } stalls[] = {
        {"\x1b[1;",                                                                  "j", INPUT_STALL_MS },
        {"\x1b]0;t",                                                                 "j", INPUT_STRING_MS},
        {"\x1b[M!",                                                                  "j", INPUT_STALL_MS },
        {"\x1bO",                                                                    "j", INPUT_STALL_MS },
        {"\xe2\x82",                                                                 "j", INPUT_STALL_MS },
        {"\x1b[200~text",                                                            "",  INPUT_STALL_MS },
        {"\x1b[1111111111111111111111111111111111111111111111111111111111111111111", "j",
         INPUT_STALL_MS                                                                                  }
    };

    for (size_t i = 0; i < G_N_ELEMENTS(stalls); i++) {
        struct decoder *decoder = decoder_new();
        g_autoptr(GString) out = g_string_new(NULL);
        decoder_feed(decoder, stalls[i].begin, strlen(stalls[i].begin), 1000);
        take(decoder, 1000, out);
        decoder_feed(decoder, "j", 1, 1001 + stalls[i].after);
        take(decoder, 1001 + stalls[i].after, out);
        g_assert_cmpstr(out->str, ==, stalls[i].keys);
        decoder_free(decoder);
    }
}

static void test_lost_end_of_a_paste(void)
{
    struct decoder *decoder = decoder_new();
    g_autoptr(GString) out = g_string_new(NULL);

    decoder_feed(decoder, "\x1b[200~text\x03", 11, 1000);
    decoder_feed(decoder, "\x03", 1, 1010);
    take(decoder, 1010, out);
    g_assert_cmpstr(out->str, ==, "");
    decoder_feed(decoder, "\x03", 1, 1011 + INPUT_STALL_MS);
    take(decoder, 1011 + INPUT_STALL_MS, out);
    decoder_feed(decoder, "j", 1, 1012 + INPUT_STALL_MS);
    take(decoder, 1012 + INPUT_STALL_MS, out);
    g_assert_cmpstr(out->str, ==, "^C j");
    decoder_free(decoder);
}

/* Over a bad line an answer's end may come seconds later. */
static void test_patience(void)
{
    struct decoder *decoder = decoder_new();
    g_autoptr(GString) out = g_string_new(NULL);

    decoder_feed(decoder, "\x1b]11;rgb:ff/", 12, 1000);
    take(decoder, 1000, out);
    decoder_feed(decoder, "ff/ff\x1b\\j", 8, 1000 + INPUT_STRING_MS - 1);
    take(decoder, 1000 + INPUT_STRING_MS - 1, out);
    g_assert_cmpstr(out->str, ==, "<light> j");
    decoder_free(decoder);
}

static void test_long_sequences(void)
{
    struct decoder *decoder = decoder_new();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *zeros = g_strnfill(5000, '0');
    g_autofree char *sequence = g_strdup_printf("\x1b[%sAx\x1b]%s\x07y", zeros, zeros);

    for (size_t at = 0; at < strlen(sequence); at += 7) {
        decoder_feed(decoder, sequence + at, MIN(7, strlen(sequence) - at), 1000);
        take(decoder, 1000, out);
    }
    g_assert_cmpstr(out->str, ==, "x y");
    decoder_free(decoder);
}

static void test_huge_paste(void)
{
    struct decoder *decoder = decoder_new();
    g_autofree char *block = g_strnfill(65536, 'q');
    struct input input;

    decoder_feed(decoder, "\x1b[200~", 6, 1000);
    for (int i = 0; i < 20; i++) {
        decoder_feed(decoder, block, 65536, 1000);
        g_assert_cmpint(decoder_next(decoder, 1000).kind, ==, INPUT_NONE);
    }
    decoder_feed(decoder, "\x1b[201~x", 7, 1000);
    input = decoder_next(decoder, 1000);
    g_assert_cmpint(input.kind, ==, INPUT_PASTE);
    g_assert_cmpuint(strlen(input.paste), ==, INPUT_PASTE_MAX);
    g_assert_cmpuint(decoder_next(decoder, 1000).key.code, ==, 'x');
    decoder_free(decoder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/input/keys are known, replies are swallowed, pastes are whole", test_rows);
    g_test_add_func("/input/a split anywhere changes nothing", test_split);
    g_test_add_func("/input/nor does one byte at a time", test_byte_by_byte);
    g_test_add_func("/input/what comes late behind an Esc is no command", test_late_rest);
    g_test_add_func("/input/much later it is what it says", test_esc_then_key_later);
    g_test_add_func("/input/only a lone Esc is waited for", test_timeouts);
    g_test_add_func("/input/the unfinished is given up, a paste is not", test_stalls);
    g_test_add_func("/input/a paste that never ends is left by ^C", test_lost_end_of_a_paste);
    g_test_add_func("/input/the end of an answer may be late", test_patience);
    g_test_add_func("/input/sequences of any length are swallowed", test_long_sequences);
    g_test_add_func("/input/a paste is bounded and stays one", test_huge_paste);
    return g_test_run();
}
