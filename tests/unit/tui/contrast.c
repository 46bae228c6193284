/* SPDX-License-Identifier: Apache-2.0
 *
 * Every pair of colours that any theme can bring together can be read: each role's text on the
 * terminal's background, on each background that is laid under text, and on its own, in true colour
 * and in the palettes that are known. Ratios after WCAG 2.1, 1.4.3 (text) and 1.4.11 (graphics).
 */
#include "tui/colour.h"
#include "tui/themes.h"

#include <string.h>

#define TEXT_RATIO     4.5
#define ACCENT_RATIO   3.0
#define HAIRLINE_RATIO 1.4 /* says nothing that its place does not say */
#define SIXTEEN_RATIO  3.0 /* no more can be had of colours that are the user's */

/* Themes that are held to something else, and why. */
static const struct rule {
    const char *prefix;
    double text, accent;
} rules[] = {
    {"high-contrast", 7.0,        4.5         }, /* 1.4.6: what one expects of the name */
    {"solarized-",    2.5,        2.5         }, /* the palette as it is: its yellow on base2 has 2.6 */
    {"",              TEXT_RATIO, ACCENT_RATIO},
};

static const struct rule *rule_of(const struct theme *theme)
{
    const struct rule *rule = rules;

    while (!g_str_has_prefix(theme->name, rule->prefix)) {
        rule++;
    }
    return rule;
}

/* Bars and sparklines are seen by their length; a hairline has only to be there. */
static double wanted_ratio(const struct theme *theme, enum role role, enum depth depth)
{
    const struct rule *rule = rule_of(theme);

    switch (role) {
    case ROLE_HAIRLINE:
        return HAIRLINE_RATIO;
    case ROLE_BAR:
    case ROLE_BAR_ERROR:
    case ROLE_BAR_0 ... ROLE_BAR_5:
    case ROLE_SPARK:
    case ROLE_SPARK_CHANGED:
        return depth == DEPTH_TRUE ? rule->accent : MIN(rule->accent, ACCENT_RATIO);
    default:
        return depth == DEPTH_TRUE  ? rule->text
               : depth == DEPTH_256 ? MIN(rule->text, TEXT_RATIO)
                                    : MIN(rule->text, SIXTEEN_RATIO);
    }
}

static int32_t rgb_of(int32_t colour, int32_t fallback)
{
    return colour < 0 ? fallback : colour < THEME_RGB ? colour_rgb(colour) : colour;
}

static void check_pair(const struct theme *theme, enum depth depth, enum role role, enum role under)
{
    struct theme shown;

    theme_degrade(theme, depth, &shown);
    int32_t ink = rgb_of(shown.styles[role].foreground, theme->terminal.foreground);
    int32_t paper = rgb_of(shown.styles[under].background, theme->terminal.background);
    double found = colour_contrast(ink, paper);
    double wanted = wanted_ratio(theme, role, depth);

    if (found < wanted) {
        g_test_message("%s: %s on %s has %.2f, not %.1f (#%06x on #%06x)", theme->name,
                       role_name(role), role_name(under), found, wanted, (unsigned)ink & 0xffffff,
                       (unsigned)paper & 0xffffff);
        g_test_fail();
    }
}

/* In sixteen colours nothing is laid under text: marks are reversed, which is the same pair. */
static void check_theme(const struct theme *theme, enum depth depth)
{
    static const enum role papers[] = {ROLE_TEXT, ROLE_SELECTED, ROLE_SELECTED_IDLE,
                                       ROLE_CURSOR_TIME};
    size_t count = depth == DEPTH_16 ? 1 : G_N_ELEMENTS(papers);

    for (int role = 0; role < ROLE_COUNT; role++) {
        check_pair(theme, depth, (enum role)role, (enum role)role);
        for (size_t i = 0; i < count && role != ROLE_HAIRLINE; i++) {
            check_pair(theme, depth, (enum role)role, papers[i]);
        }
    }
}

static void check_mono(const struct theme *theme)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        g_assert_cmpint(theme->styles[role].foreground, ==, -1);
        g_assert_cmpint(theme->styles[role].background, ==, -1);
    }
}

static void check_all(enum depth depth)
{
    g_autoptr(GPtrArray) names = themes_names(NULL);

    for (guint i = 0; i < names->len; i++) {
        struct theme theme;
        g_assert_true(themes_load(names->pdata[i], NULL, &theme, NULL));
        if (strcmp(theme.name, "mono") == 0) {
            check_mono(&theme);
            continue;
        }
        g_assert_cmpint(theme.terminal.background, >=, 0);
        check_theme(&theme, depth);
    }
}

static void test_true(void)
{
    check_all(DEPTH_TRUE);
}

static void test_256(void)
{
    check_all(DEPTH_256);
}

static void test_16(void)
{
    check_all(DEPTH_16);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/contrast/every pair in true colour", test_true);
    g_test_add_func("/contrast/every pair in 256 colours", test_256);
    g_test_add_func("/contrast/every pair in xterm's 16 colours", test_16);
    return g_test_run();
}
