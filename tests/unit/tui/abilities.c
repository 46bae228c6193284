/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/abilities.h"

#include <glib.h>

static void assert_has(const char *term, unsigned abilities)
{
    static const enum ability all[] = {ABILITY_MODES, ABILITY_STRINGS, ABILITY_WINDOW};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        g_assert_cmpint(term_has(term, all[i]), ==, (abilities & all[i]) != 0);
    }
}

static void test_like_xterm(void)
{
    static const char *const terms[] = {"xterm-256color", "tmux-256color", "foot", "rxvt-unicode",
                                        "xterm-kitty",    "vte-256color",  "vte",  "alacritty"};

    for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
        assert_has(terms[i], ABILITY_MODES | ABILITY_STRINGS | ABILITY_WINDOW);
    }
}

static void test_consoles(void)
{
    static const char *const terms[] = {"linux",  "vt100",     "vt220", "vt525", "ansi",
                                        "cons25", "sun-color", "dumb",  ""};

    for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
        assert_has(terms[i], 0);
    }
    assert_has(NULL, 0);
}

static void test_between(void)
{
    assert_has("screen", ABILITY_MODES | ABILITY_STRINGS);
    assert_has("screen.xterm-256color", ABILITY_MODES | ABILITY_STRINGS);
    assert_has("eterm-color", ABILITY_MODES);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/abilities/what is like xterm has all", test_like_xterm);
    g_test_add_func("/abilities/consoles and DEC's terminals get nothing beyond terminfo",
                    test_consoles);
    g_test_add_func("/abilities/screen has no window, Emacs takes no strings", test_between);
    return g_test_run();
}
