/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/notice.h"

#include <stdlib.h>
#include <string.h>

static void assert_bytes(struct notice_terminal terminal, const char *text, const char *wanted)
{
    g_autoptr(GString) out = g_string_new(NULL);
    notice_append(out, &terminal, text);
    g_assert_cmpstr(out->str, ==, wanted);
}

static void each_terminal_gets_its_form(void)
{
    assert_bytes((struct notice_terminal){.term = "xterm-256color"}, "a new issue",
                 "\a\x1b]9;vigil: a new issue\a");
    assert_bytes((struct notice_terminal){.term = "xterm-kitty"}, "x", "\a\x1b]9;vigil: x\a");
    assert_bytes((struct notice_terminal){.term = "foot"}, "x", "\a\x1b]777;notify;vigil;x\a");
    assert_bytes((struct notice_terminal){.term = "rxvt-unicode-256color"}, "x",
                 "\a\x1b]777;notify;vigil;x\a");
    assert_bytes((struct notice_terminal){.term = "xterm-256color", .vte = true}, "x",
                 "\a\x1b]777;notify;vigil;x\a");
}

static void a_terminal_that_would_show_it_only_rings(void)
{
    static const char *const terms[] = {"linux", "vt100", "screen-256color", "ansi", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
        assert_bytes((struct notice_terminal){.term = terms[i]}, "x", "\a");
    }
}

static void tmux_is_asked_to_hand_it_on(void)
{
    assert_bytes((struct notice_terminal){.term = "screen-256color", .tmux = true}, "x",
                 "\a\x1bPtmux;\x1b\x1b]9;vigil: x\a\x1b\\");
}

static void screen_inside_tmux_is_not_taken_for_tmux(void)
{
    g_setenv("TMUX", "/tmp/tmux-0/default,1,0", TRUE);
    g_setenv("TERM", "screen-256color", TRUE);
    g_assert_true(notice_terminal().tmux);
    g_setenv("STY", "1234.pts-0.host", TRUE);
    assert_bytes(notice_terminal(), "x", "\a");
    g_setenv("TERM", "tmux-256color", TRUE);
    g_assert_true(notice_terminal().tmux);
}

static void no_text_ends_the_sequence(void)
{
    static const char *const hostile[] = {"a\ab",
                                          "a\x1b\\b",
                                          "a\x1b]52;c;eA==\ab",
                                          "a\xc2\x9c"
                                          "b",
                                          "a\nb",
                                          "a\x9c"
                                          "b",
                                          "100%s%n"};
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        struct notice_terminal terminal = {.term = "xterm"};
        notice_append(out, &terminal, hostile[i]);
        g_assert_cmpint(out->str[0], ==, '\a');
        g_assert_true(g_str_has_prefix(out->str + 1, "\x1b]9;vigil: "));
        const char *end = out->str + out->len - 1;
        g_assert_cmpint(*end, ==, '\a');
        for (const char *p = out->str + 2; p < end; p++) {
            g_assert_true((unsigned char)*p >= ' ' && *p != 0x7f);
        }
        g_assert_null(strstr(out->str, "\xc2\x9c"));
    }
}

static void a_long_text_is_cut(void)
{
    g_autofree char *text = g_strnfill(5000, 'x');
    g_autoptr(GString) out = g_string_new(NULL);
    struct notice_terminal terminal = {.term = "xterm"};
    notice_append(out, &terminal, text);
    g_assert_cmpuint(out->len, <, 200);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notice/each terminal gets its form", each_terminal_gets_its_form);
    g_test_add_func("/notice/a terminal that would show it only rings",
                    a_terminal_that_would_show_it_only_rings);
    g_test_add_func("/notice/tmux is asked to hand it on", tmux_is_asked_to_hand_it_on);
    g_test_add_func("/notice/screen inside tmux is not taken for tmux",
                    screen_inside_tmux_is_not_taken_for_tmux);
    g_test_add_func("/notice/no text ends the sequence", no_text_ends_the_sequence);
    g_test_add_func("/notice/a long text is cut", a_long_text_is_cut);
    return g_test_run();
}
