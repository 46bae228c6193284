/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/squeeze.h"

static void assert_scrolls(const char *curses, const char *sent)
{
    g_autoptr(GString) bytes = g_string_new(curses);

    squeeze_regions(bytes, 24);
    squeeze_scrolls(bytes);
    g_assert_cmpstr(bytes->str, ==, sent);
}

static void test_scrolls(void)
{
    assert_scrolls("a\x1b[4;22r\x1b[22;1H\n\x1b[1;24r\x1b[5;1Hb",
                   "a\x1b[4;22r\x1b[S\x1b[r\x1b[5;1Hb");
    assert_scrolls("\x1b[4;22r\x1b[22;1H\n\n\n\x1b[1;24r", "\x1b[4;22r\x1b[3S\x1b[r");
    assert_scrolls("\x1b[4;22r\x1b[22;1H\x1b[3S\x1b[1;24r", "\x1b[4;22r\x1b[3S\x1b[r");
    assert_scrolls("\x1b[4;22r\x1b[4;1H\x1bM\x1b[1;24r", "\x1b[4;22r\x1b[T\x1b[r");
    assert_scrolls("\x1b[4;22r\x1b[4;1H\x1b[12T\x1b[1;24r", "\x1b[4;22r\x1b[12T\x1b[r");
    assert_scrolls("\x1b[4;22r\x1b[S\x1b[r\x1b[4;22r\x1b[22;1H\n\x1b[1;24r",
                   "\x1b[4;22r\x1b[S\x1b[r\x1b[4;22r\x1b[S\x1b[r");
}

static void test_other_regions(void)
{
    static const char *const kept[] = {
        "\x1b[4;22r\x1b[21;1H\n\x1b[r",     /* not at the edge: nothing scrolls */
        "\x1b[4;22r\x1b[22;1H\x1bM\x1b[r",  /* away from the edge */
        "\x1b[4;22r\x1b[22;1H\n\x1b[2;24r", /* another region follows */
        "\x1b[4;22r\x1b[22;1H\n\x1b[1;23r",
        "\x1b[4;22r\x1b[22;1Hx\n\x1b[r",
        "\x1b[4;22r\x1b[22;1H\n",
        "\x1b[4;22r\x1b[22;1H",
        "\x1b[4;22r",
        "\x1b",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        assert_scrolls(kept[i], kept[i]);
    }
    assert_scrolls("\x1b[1;24rx\x1b[1;24r", "\x1b[rx\x1b[r");
}

static void test_repeats(void)
{
    g_autoptr(GString) bytes = g_string_new("a-\x1b[4bx\x1b[2b\x1b[3d\x1b[1b");

    squeeze_repeats(bytes);
    g_assert_cmpstr(bytes->str, ==, "a-----xxx\x1b[3dd");
}

static void test_cut(void)
{
    g_autoptr(GString) bytes = g_string_new("\x1b(Ba\x1b(B\x1b(Bb");

    squeeze_cut(bytes, "\x1b(B");
    squeeze_cut(bytes, NULL);
    squeeze_cut(bytes, "");
    g_assert_cmpstr(bytes->str, ==, "ab");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/squeeze/a region scrolls by one sequence", test_scrolls);
    g_test_add_func("/squeeze/what is no scroll stays", test_other_regions);
    g_test_add_func("/squeeze/repeats are written out", test_repeats);
    g_test_add_func("/squeeze/parts are cut out", test_cut);
    return g_test_run();
}
