/* SPDX-License-Identifier: Apache-2.0 */
#include "views/matcher.h"

#include <string.h>

static struct matcher *make(const char *pattern)
{
    g_autoptr(GError) error = NULL;
    struct matcher *matcher = matcher_new(pattern, NULL, &error);
    g_assert_no_error(error);
    return matcher;
}

static void letters(void)
{
    struct matcher *lower = make("timeout");
    g_assert_true(matcher_matches(lower, "TimeOut after 30s"));
    struct matcher *upper = make("Timeout");
    g_assert_false(matcher_matches(upper, "timeout after 30s"));
    struct matcher *class = make("\\S+ms");
    g_assert_true(matcher_matches(class, "30MS"));
    g_assert_false(matcher_matches(lower, NULL));
    matcher_free(lower);
    matcher_free(upper);
    matcher_free(class);
}

static void wrong(void)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    g_assert_null(matcher_new("time(out", &offset, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(offset, ==, strlen("time(out"));
    g_clear_error(&error);
    g_assert_null(matcher_new("\xff", NULL, &error));
    g_assert_nonnull(error);
}

static void found(void)
{
    struct matcher *matcher = make("o+");
    size_t start, end;
    g_assert_true(matcher_find(matcher, "foo o", 0, &start, &end));
    g_assert_cmpuint(start, ==, 1);
    g_assert_cmpuint(end, ==, 3);
    g_assert_true(matcher_find(matcher, "foo o", end, &start, &end));
    g_assert_cmpuint(start, ==, 4);
    g_assert_false(matcher_find(matcher, "foo o", end, &start, &end));
    matcher_free(matcher);
    matcher = make("x*"); /* an empty match is none: highlighting would never end */
    g_assert_false(matcher_find(matcher, "abc", 0, &start, &end));
    matcher_free(matcher);
}

static void broken(void)
{
    struct matcher *matcher = make("stock");
    g_assert_true(matcher_matches(matcher, "\xff\xfe check_stock \xc3"));
    matcher_free(matcher);
}

static void runaway(void)
{
    struct matcher *matcher = make("(a+)+$");
    g_autofree char *text = g_strnfill(4000, 'a');
    text[3999] = 'b';
    g_assert_false(matcher_matches(matcher, text));
    matcher_free(matcher);
}

static void shared(void)
{
    struct matcher *matcher = make("a");
    struct matcher *same = matcher_ref(matcher);
    matcher_free(matcher);
    g_assert_cmpstr(matcher_pattern(same), ==, "a");
    matcher_free(same);
    g_assert_null(matcher_ref(NULL));
    matcher_free(NULL);
}

static void test_letters_that_are_not_of_the_text(void)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"\\Serror",        "xERROR",        true },
        {"\\p{Lu}rror",     "Error",         true },
        {"\\p{Lu}rror",     "ERROR",         true },
        {"\\x{4F}k",        "ok",            true },
        {"(?<Name>error)",  "ERROR",         true },
        {"(?<=A)error",     "AERROR",        false},
        {"(?<!A)error",     "error",         true },
        {"(?-i)error",      "ERROR",         false},
        {"(?i)Error",       "ERROR",         true },
        {"caf\xc3\xa9 \\w", "CAF\xc3\x89 X", true },
        {"\xc3\x89",        "\xc3\xa9",      false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct matcher *matcher = make(cases[i].pattern);
        g_test_message("%s", cases[i].pattern);
        g_assert_true(matcher_matches(matcher, cases[i].text) == cases[i].matches);
        matcher_free(matcher);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/matcher/case matters only when the pattern has an upper-case letter",
                    letters);
    g_test_add_func("/matcher/a wrong pattern says what and where", wrong);
    g_test_add_func("/matcher/matches are found one after another, never empty ones", found);
    g_test_add_func("/matcher/broken UTF-8 is matched around", broken);
    g_test_add_func("/matcher/a pattern that runs away ends as no match", runaway);
    g_test_add_func("/matcher/a matcher lives until its last reference goes", shared);
    g_test_add_func("/matcher/letters of escapes and of groups' names are not the text's",
                    test_letters_that_are_not_of_the_text);
    return g_test_run();
}
