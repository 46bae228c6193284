/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/truecolour.h"

#include "tui/colour.h"

#include <string.h>

static void assert_rewritten(const struct truecolour *colours, const char *bytes,
                             const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    truecolour_rewrite(colours, bytes, strlen(bytes), out);
    g_assert_cmpstr(out->str, ==, expected);
}

/* A theme with as many colours as it can have, some of them numbers. */
static void fill(struct theme *theme)
{
    theme_init(theme);
    for (int role = 0; role < ROLE_COUNT; role++) {
        theme->styles[role].foreground = role % 3 == 0 ? 16 + role : THEME_RGB | (role * 1117 + 7);
        theme->styles[role].background = THEME_RGB | (role * 2003 + 90001);
    }
}

static void test_distinct(void)
{
    struct truecolour colours;
    struct theme theme, given;
    int32_t stands_for[256];

    fill(&theme);
    given = theme;
    memset(stands_for, 0xff, sizeof stands_for);
    truecolour_assign(&colours, &theme);
    for (int role = 0; role < ROLE_COUNT; role++) {
        int32_t wanted[] = {given.styles[role].foreground, given.styles[role].background};
        int32_t numbers[] = {theme.styles[role].foreground, theme.styles[role].background};
        for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
            g_assert_cmpint(numbers[i], >=, 16);
            g_assert_cmpint(numbers[i], <, 256);
            int32_t shown =
                colours.slots[numbers[i]] < 0 ? colour_rgb(numbers[i]) : colours.slots[numbers[i]];
            int32_t rgb = wanted[i] < THEME_RGB ? colour_rgb(wanted[i]) : wanted[i];
            g_assert_cmphex((guint)shown, ==, (guint)rgb);
        }
    }
}

/* What the palette has is named by its own number; what is a number stays one. */
static void test_own_numbers(void)
{
    struct truecolour colours;
    struct theme theme;

    theme_init(&theme);
    theme.styles[ROLE_KEY] = (struct style){THEME_RGB | 0x5f87af, 3, 0};
    theme.styles[ROLE_TEXT] = (struct style){-1, -1, 0};
    truecolour_assign(&colours, &theme);
    g_assert_cmpint(theme.styles[ROLE_KEY].foreground, ==, 67);
    g_assert_cmpint(colours.slots[67], ==, -1);
    g_assert_cmpint(theme.styles[ROLE_KEY].background, ==, 3);
    g_assert_cmpint(theme.styles[ROLE_TEXT].foreground, ==, -1);
}

static void test_another_theme(void)
{
    struct truecolour colours;
    struct theme theme;

    fill(&theme);
    truecolour_assign(&colours, &theme);
    g_assert_true(theme_shipped(&theme, "mono"));
    truecolour_assign(&colours, &theme);
    for (int i = 0; i < 256; i++) {
        g_assert_cmpint(colours.slots[i], ==, -1);
    }
}

static void test_rewriting(void)
{
    struct truecolour colours;

    memset(&colours, 0xff, sizeof colours);
    colours.slots[16] = THEME_RGB | 0x102030;
    colours.slots[200] = THEME_RGB | 0xfffe00;
    assert_rewritten(&colours, "a\x1b[38;5;16mb\x1b[48;5;200mc",
                     "a\x1b[38;2;16;32;48mb"
                     "\x1b[48;2;255;254;0mc");
    assert_rewritten(&colours, "\x1b[38;5;17m\x1b[31m\x1b[m", "\x1b[38;5;17m\x1b[31m\x1b[m");
    assert_rewritten(&colours, "38;5;16m [38;5;16m", "38;5;16m [38;5;16m");
    assert_rewritten(&colours, "\x1b[38;5;16", "\x1b[38;5;16");
    assert_rewritten(&colours, "\x1b[38;5;2000m\x1b[58;5;16m", "\x1b[38;5;2000m\x1b[58;5;16m");
    assert_rewritten(&colours, "\x1b\x1b[\x1b", "\x1b\x1b[\x1b");
    assert_rewritten(&colours, "\x1b[38:5:16m", "\x1b[38;2;16;32;48m");
}

static void test_words(void)
{
    g_assert_true(truecolour_can_rewrite("\x1b[38;5;200m", "\x1b[48;5;200m"));
    g_assert_true(truecolour_can_rewrite("\x1b[38:5:200m", "\x1b[48:5:200m"));
    g_assert_false(truecolour_can_rewrite("\x1b[38;5;200m", NULL));
    g_assert_false(truecolour_can_rewrite("\x1b[38;5;200m", "\x1b[38;5;200m"));
    g_assert_false(truecolour_can_rewrite("\x1b[3200m", "\x1b[4200m"));
    g_assert_false(truecolour_can_rewrite("\x1b[38;5;200;1m", "\x1b[48;5;200;1m"));
    g_assert_false(truecolour_can_rewrite("", ""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/truecolour/every colour of the fullest theme has a number", test_distinct);
    g_test_add_func("/truecolour/the palette's own colours keep their numbers", test_own_numbers);
    g_test_add_func("/truecolour/another theme leaves nothing behind", test_another_theme);
    g_test_add_func("/truecolour/only what names a borrowed number is rewritten", test_rewriting);
    g_test_add_func("/truecolour/a terminal with other words is left at 256", test_words);
    return g_test_run();
}
