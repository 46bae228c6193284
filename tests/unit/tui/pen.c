/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/pen.h"

#include <string.h>

static void assert_sends(const char *curses, const char *sent)
{
    struct pen pen = {.defaults = true};
    g_autoptr(GString) out = g_string_new(NULL);

    pen_rewrite(&pen, "\x1b[m.", 4, out); /* the terminal's look is known from here on */
    g_string_truncate(out, 0);
    pen_rewrite(&pen, curses, strlen(curses), out);
    g_assert_cmpstr(out->str, ==, sent);
}

static void test_blanks(void)
{
    assert_sends("\x1b[38;5;248m12\x1b[39m\x1b[m \x1b[38;5;110mI\x1b[39m\x1b[m ",
                 "\x1b[38;5;248m12 \x1b[38;5;110mI ");
    assert_sends("\x1b[31m \x1b[m x", "  x");
    assert_sends("\x1b[44m  x", "\x1b[44m  x");
    assert_sends("a\x1b[7m b", "a\x1b[7m b");
    assert_sends("\x1b[4mu\x1b[m v", "\x1b[4mu\x1b[m v");
    assert_sends("\x1b[1mb\x1b[m v", "\x1b[1mb \x1b[mv");
}

static void test_fills(void)
{
    assert_sends("\x1b[31mx\x1b[m\x1b[K", "\x1b[31mx\x1b[K");
    assert_sends("\x1b[44m\x1b[K\x1b[m\x1b[5X", "\x1b[44m\x1b[K\x1b[m\x1b[5X");
    assert_sends("\x1b[44m\x1b[2;1H\n", "\x1b[2;1H\x1b[44m\n");
    assert_sends("\x1b[44m\x1b[2;5r\x1bM", "\x1b[2;5r\x1b[44m\x1bM");
}

static void test_shortest(void)
{
    assert_sends("\x1b[38;5;111m\x1b[48;5;237mx", "\x1b[38;5;111;48;5;237mx");
    assert_sends("\x1b[48;5;237m\x1b[31mx\x1b[39my", "\x1b[31;48;5;237mx\x1b[39my");
    assert_sends("\x1b[31mx\x1b[39my", "\x1b[31mx\x1b[my");
    assert_sends("\x1b[1m\x1b[31mx\x1b[0;1my", "\x1b[1;31mx\x1b[39my");
    assert_sends("\x1b[1m\x1b[31mx\x1b[0m\x1b[31my", "\x1b[1;31mx\x1b[0;31my");
    assert_sends("\x1b[38:2::1:2:3mx\x1b[38;2;255;255;255my",
                 "\x1b[38:2::1:2:3mx\x1b[38;2;255;255;255my");
    assert_sends("\x1b[1;2;3;4;7mx\x1b[22;23;24;27my", "\x1b[1;2;3;4;7mx\x1b[my");
    assert_sends("\x1b[97;104mx\x1b[;1my", "\x1b[97;104mx\x1b[0;1my");
}

/* Terminals without 39 and 49 get a reset. */
static void test_without_defaults(void)
{
    struct pen pen = {.defaults = false};
    g_autoptr(GString) out = g_string_new(NULL);

    pen_rewrite(&pen, "\x1b[31;44mx\x1b[0;44my", 17, out);
    g_assert_cmpstr(out->str, ==, "\x1b[0;31;44mx\x1b[0;44my");
}

static void test_unknown(void)
{
    assert_sends("\x1b[31m\x1b[?1049lx", "\x1b[31m\x1b[?1049l\x1b[0;31mx");
    assert_sends("\x1b[31m\x1b[?25l\x1b[4;8H", "\x1b[?25l\x1b[4;8H");
    assert_sends("\x1b(B.\x1b[31;58;5;3mx", "\x1b(B\x1b[m.\x1b[31;58;5;3m\x1b[mx");
    assert_sends("\x1b[4:3mx", "\x1b[4:3m\x1b[mx");
    assert_sends("\x1b[", "\x1b[");
    assert_sends("\x1b", "\x1b");
    assert_sends("\x1b[38;5m\x1b[38mx", "\x1b[38;5m\x1b[m\x1b[38m\x1b[mx");
}

static void test_between_frames(void)
{
    struct pen pen = {.defaults = true};
    g_autoptr(GString) out = g_string_new(NULL);

    pen_rewrite(&pen, "\x1b[31mx\x1b[m", 9, out);
    pen_rewrite(&pen, "\x1b[31my\x1b[m", 9, out);
    g_assert_cmpstr(out->str, ==, "\x1b[0;31mxy");
    pen_settle(&pen, out);
    g_assert_cmpstr(out->str, ==, "\x1b[0;31mxy\x1b[m");
    pen_settle(&pen, out);
    pen_forget(&pen);
    pen_rewrite(&pen, " ", 1, out);
    g_assert_cmpstr(out->str, ==, "\x1b[0;31mxy\x1b[m\x1b[m ");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pen/blanks need no colour of text", test_blanks);
    g_test_add_func("/pen/erasing and scrolling get their background", test_fills);
    g_test_add_func("/pen/the shortest way is taken", test_shortest);
    g_test_add_func("/pen/no default colours without 39 and 49", test_without_defaults);
    g_test_add_func("/pen/behind what is not known everything is set anew", test_unknown);
    g_test_add_func("/pen/a look is kept from frame to frame until it is settled",
                    test_between_frames);
    return g_test_run();
}
