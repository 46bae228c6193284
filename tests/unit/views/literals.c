/* SPDX-License-Identifier: Apache-2.0
 *
 * What a pattern must contain, and finding it: never more than is true, or rows would be lost.
 */
#include "views/literals.h"

#include "views/matcher.h"

#include <string.h>

static char *read_pattern(const char *pattern, bool caseless)
{
    struct literals *literals = literals_of(pattern, caseless);
    GString *out = g_string_new(literals ? NULL : "-");
    for (size_t n = 0; literals && n < literals_count(literals); n++)
        g_string_append_printf(out, "%s%s", n ? "," : "", literals_text(literals, n));
    if (literals && literals_are_all(literals))
        g_string_append(out, "!");
    literals_free(literals);
    return g_string_free(out, FALSE);
}

static void what_a_pattern_must_contain(void)
{
    static const struct {
        const char *pattern;
        bool caseless;
        const char *literals;
    } cases[] = {
        {"deadlock detected",                                    false, "deadlock detected!"    },
        {"Deadlock",                                             false, "Deadlock!"             },
        {"DEADLOCK",                                             true,  "deadloc"               },
        {"time\\.out\\d+",                                       false, "time.out"              },
        {"timeout|refused|node full",                            true,  "timeout,refu,node full"},
        {"(?i)(timeout|refused|exceeded).{0,80}(node|row) \\d+", false, "timeout,refu,exceeded" },
        {"a?bcd+e",                                              false, "bcd"                   },
        {"(one|two)?three",                                      false, "three"                 },
        {"x{0,3}yes{2}no",                                       false, "yes"                   },
        {"(?:long one){2,}",                                     false, "long one"              },
        {"[abc]def",                                             false, "def"                   },
        {"one|",                                                 false, "-"                     },
        {"abcd(?=ef)",                                           false, "-"                     },
        {"(?<name>word)s",                                       false, "word"                  },
        {"ab",                                                   false, "-"                     },
        {"\\x41bcd",                                             false, "-"                     },
        {"foo(?i)bar",                                           false, "-"                     },
        {"größe",                                              true,  "-"                     },
        {"größe",                                              false, "größe!"              },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *read = read_pattern(cases[i].pattern, cases[i].caseless);
        g_test_message("%s", cases[i].pattern);
        g_assert_cmpstr(read, ==, cases[i].literals);
    }
}

static void they_are_found(void)
{
    struct literals *one = literals_of("timeout", false);
    const char *text = "a time, a timeout";
    g_assert_true(literals_find(one, text, strlen(text)) == text + 10);
    g_assert_null(literals_find(one, text, strlen(text) - 1));
    literals_free(one);
    struct literals *several = literals_of("refu[s]ed|node full|timeout", true);
    g_assert_nonnull(several);
    g_assert_true(literals_find(several, "A TimeOut", 9));
    g_assert_null(literals_find(several, "A TimeOu", 8));
    g_assert_null(literals_find(several, "", 0));
    g_assert_nonnull(literals_find(several, "NODE FULL", 9));
    literals_free(several);
}

/* Random patterns on random text: whatever matches has one of the literals. */
static void no_match_is_without_them(void)
{
    static const char *const pieces[] = {"abc",  "bcda", "d+",     "(?:ab|cd)",  "(abcd|dcba)?",
                                         "c*",   ".",    "[a-c]",  "\\w",        "(bc|da){2}",
                                         "k",    "|",    "abca",   "(?:ccdd|a)", "s?",
                                         "dddd", "^",    "(cabd)", "b{1,2}",     "a{0}"};
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    size_t known = 0;
    for (int round = 0; round < 3000; round++) {
        g_autoptr(GString) pattern = g_string_new(NULL), text = g_string_new(NULL);
        for (int n = g_rand_int_range(random, 1, 6); n > 0; n--)
            g_string_append(pattern,
                            pieces[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(pieces))]);
        struct matcher *matcher = matcher_new(pattern->str, NULL, NULL);
        if (!matcher)
            continue;
        const struct literals *literals = matcher_literals(matcher);
        known += literals != NULL;
        for (int line = 0; literals && line < 20; line++) {
            g_string_truncate(text, 0);
            for (int n = g_rand_int_range(random, 0, 40); n > 0; n--)
                g_string_append_c(text, "abcdABCDks"[g_rand_int_range(random, 0, 10)]);
            bool matches = matcher_matches(matcher, text->str);
            bool has = literals_find(literals, text->str, text->len) != NULL;
            g_test_message("/%s/ on %s", pattern->str, text->str);
            g_assert_true(has || !matches);
            g_assert_true(!literals_are_all(literals) || has == matches);
        }
        matcher_free(matcher);
    }
    g_assert_cmpuint(known, >, 500);
}

/* k and s have a third case each: U+212A and U+017F. */
static void append_letters(GRand *random, GString *text, bool ascii)
{
    static const char *const letters[] = {"t",        "a",    "s",     "k",        "S",
                                          "K",        "skat", "TASKS", "\xc5\xbf", "\xe2\x84\xaa",
                                          "\xc3\xa9", "\xff", "\xc5"};
    int of = ascii ? 8 : (int)G_N_ELEMENTS(letters);
    for (int n = g_rand_int_range(random, 0, 12); n > 0; n--)
        g_string_append(text, letters[g_rand_int_range(random, 0, of)]);
}

static void what_letters_tell_is_what_pcre_says(void)
{
    static const char *const pieces[] = {"task", "ask", "sk",          "k",  "tat",
                                         "at+",  "|",   "(?:sat|kat)", "s?", "a."};
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    size_t told = 0;
    for (int round = 0; round < 3000; round++) {
        g_autoptr(GString) pattern = g_string_new(round % 4 ? "" : "(?i)");
        g_autoptr(GString) text = g_string_new(NULL);
        for (int n = g_rand_int_range(random, 1, 4); n > 0; n--)
            g_string_append(pattern,
                            pieces[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(pieces))]);
        struct matcher *matcher = matcher_new(pattern->str, NULL, NULL);
        struct match_run *run = match_run_new(matcher);
        told += matcher_ascii_literals(matcher) != NULL;
        for (int line = 0; line < 20; line++) {
            g_string_truncate(text, 0);
            append_letters(random, text, line % 2);
            g_test_message("/%s/ on %s", pattern->str, text->str);
            g_assert_true((match_run_bytes(run, text->str, text->len) == MATCH_YES) ==
                          matcher_matches(matcher, text->str));
        }
        match_run_free(run);
        matcher_free(matcher);
    }
    g_assert_cmpuint(told, >, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/literals/what a pattern must contain", what_a_pattern_must_contain);
    g_test_add_func("/literals/they are found", they_are_found);
    g_test_add_func("/literals/no match is without them", no_match_is_without_them);
    g_test_add_func("/literals/what letters tell of s and k is what PCRE says",
                    what_letters_tell_is_what_pcre_says);
    return g_test_run();
}
