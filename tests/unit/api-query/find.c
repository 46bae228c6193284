/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/find.h"
#include "api/query/pattern.h"

#include <string.h>

static const char *plainly(const char *text, size_t length, const char *needle, size_t size)
{
    for (size_t i = 0; i + size <= length; i++)
        if (g_ascii_strncasecmp(text + i, needle, size) == 0)
            return text + i;
    return NULL;
}

static void test_find(void)
{
    static const char letters[] = "aAbB@`[{ zZ\xc3\xe3";
    for (int round = 0; round < 4000; round++) {
        char text[80];
        char needle[8];
        size_t length = (size_t)g_test_rand_int_range(0, 79);
        size_t size = (size_t)g_test_rand_int_range(0, 7);
        for (size_t i = 0; i < length; i++)
            text[i] = letters[g_test_rand_int_range(0, (gint32)sizeof letters - 1)];
        for (size_t i = 0; i < size; i++)
            needle[i] = g_ascii_tolower(letters[g_test_rand_int_range(0, 6)]);
        text[length] = needle[size] = '\0';
        g_assert_true(find_folded(text, length, needle, size) ==
                      plainly(text, length, needle, size));
    }
}

static void test_patterns(void)
{
    static const struct {
        const char *pattern;
        const char *text;
        bool whole;
        bool within;
    } cases[] = {
        {"abc",     "ABC",      true,  true },
        {"abc",     "xabcx",    false, true },
        {"a*c",     "abbbc",    true,  true },
        {"a*c",     "ac",       true,  true },
        {"a*a",     "a",        false, false},
        {"*",       "",         true,  true },
        {"**",      "anything", true,  true },
        {"*b*",     "abc",      true,  true },
        {"a*b*c",   "a-c-b-c",  true,  true },
        {"a*bc*c",  "abcc",     true,  true },
        {"a*bc*bc", "abc",      false, false},
        {"\\*",     "*",        true,  true },
        {"\\**",    "*x",       true,  true },
        {"\\*",     "x",        false, false},
        {"a\\\\b",  "a\\b",     true,  true },
        {"a\\b",    "a\\b",     true,  true },
        {"",        "",         true,  true },
        {"",        "x",        false, true },
        {"x*y",     "axbyc",    false, true },
        {"*a*b",    "b a",      false, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct pattern pattern = pattern_parse(cases[i].pattern);
        g_test_message("%s on %s", cases[i].pattern, cases[i].text);
        g_assert_cmpint(pattern_matches(&pattern, cases[i].text), ==, cases[i].whole);
        g_assert_cmpint(pattern_is_within(&pattern, cases[i].text), ==, cases[i].within);
        pattern_clear(&pattern);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/find/the first place is found, whatever the case", test_find);
    g_test_add_func("/find/a star stands for any run", test_patterns);
    return g_test_run();
}
