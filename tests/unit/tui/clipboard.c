/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/clipboard.h"

#include <glib/gstdio.h>
#include <string.h>

static void test_osc(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);

    g_assert_true(clipboard_osc("evidence", false, bytes));
    g_assert_cmpstr(bytes->str, ==, "\x1b]52;c;ZXZpZGVuY2U=\x1b\\");
    g_string_truncate(bytes, 0);
    g_assert_true(clipboard_osc("a\x1b]0;evil\x07", false, bytes));
    g_assert_null(strstr(bytes->str + 2, "\x1b]"));
}

static void test_too_long(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *fits = g_strnfill(CLIPBOARD_OSC_MAX / 4 * 3, 'x');
    g_autofree char *long_text = g_strnfill(CLIPBOARD_OSC_MAX, 'x');

    g_assert_true(clipboard_osc(fits, false, bytes));
    g_string_truncate(bytes, 0);
    g_assert_false(clipboard_osc(long_text, false, bytes));
    g_assert_cmpuint(bytes->len, ==, 0);
}

/* GNU screen passes on what stands in DCS strings of limited length. */
static void test_screen_pieces(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autoptr(GString) inner = g_string_new(NULL);
    g_autofree char *text = g_strnfill(3000, 'x');

    g_assert_true(clipboard_osc(text, true, bytes));
    g_auto(GStrv) pieces = g_strsplit(bytes->str, "\x1b\\", -1);
    for (int i = 0; pieces[i] && pieces[i][0]; i++) {
        g_assert_true(g_str_has_prefix(pieces[i], "\x1bP"));
        g_assert_cmpuint(strlen(pieces[i]), <=, 760);
        g_string_append(inner, pieces[i] + 2);
    }
    g_autofree char *base64 = g_base64_encode((const guchar *)text, 3000);
    g_autofree char *expected = g_strdup_printf("\x1b]52;c;%s\a", base64);
    g_assert_cmpstr(inner->str, ==, expected);
}

/* A stand-in for tmux in PATH: writes its input and arguments to a file, or fails. */
static void with_tmux(const char *script, const char *expected_file, const char *expected_said)
{
    g_autofree char *folder = g_dir_make_tmp("vigil-clip-XXXXXX", NULL);
    g_autofree char *program = g_build_filename(folder, "tmux", NULL);
    g_autofree char *file = g_build_filename(folder, "got", NULL);
    g_autofree char *text = g_strdup_printf("#!/bin/sh\nout=%s\n%s\n", file, script);
    g_autofree char *path = g_strdup_printf("%s:%s", folder, g_getenv("PATH"));
    g_autofree char *before = g_strdup(g_getenv("PATH"));
    g_autofree char *got = NULL;
    g_autoptr(GString) bytes = g_string_new(NULL);

    g_assert_true(g_file_set_contents(program, text, -1, NULL));
    g_assert_cmpint(g_chmod(program, 0755), ==, 0);
    g_setenv("PATH", path, TRUE);
    g_setenv("TMUX", "/tmp/none,1,0", TRUE);
    g_setenv("TERM", "tmux-256color", TRUE);
    g_autofree char *said = clipboard_copy("evidence", bytes);
    g_setenv("PATH", before, TRUE);
    g_unsetenv("TMUX");
    g_assert_cmpstr(said, ==, expected_said);
    if (expected_file) {
        g_assert_true(g_file_get_contents(file, &got, NULL, NULL));
        g_assert_cmpstr(got, ==, expected_file);
        g_assert_cmpuint(bytes->len, ==, 0);
    } else {
        g_assert_true(g_str_has_prefix(bytes->str, "\x1b]52;"));
    }
    g_remove(file);
    g_remove(program);
    g_rmdir(folder);
}

static void test_tmux(void)
{
    with_tmux("{ echo \"$@\"; cat; } >\"$out\"", "load-buffer -w -\nevidence",
              "copied 8 bytes to tmux");
    with_tmux("exit 1", NULL, "copied 8 bytes to the terminal's clipboard");
}

static void test_file(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *long_text = g_strnfill(CLIPBOARD_OSC_MAX, 'x');
    g_autofree char *content = NULL;
    GStatBuf info;

    g_setenv("TERM", "xterm", TRUE);
    g_autofree char *said = clipboard_copy(long_text, bytes);
    const char *path = strstr(said, " to ");
    g_assert_true(g_str_has_prefix(said, "copied 100000 bytes to /"));
    g_assert_cmpuint(bytes->len, ==, 0);
    g_assert_true(g_file_get_contents(path + 4, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, long_text);
    g_assert_cmpint(g_stat(path + 4, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 0777, ==, 0600);
    g_remove(path + 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_unsetenv("TMUX");
    g_unsetenv("STY");
    g_test_add_func("/clipboard/OSC 52 carries any text", test_osc);
    g_test_add_func("/clipboard/a long text is not sent to the terminal", test_too_long);
    g_test_add_func("/clipboard/GNU screen gets it in pieces", test_screen_pieces);
    g_test_add_func("/clipboard/inside tmux it goes to tmux", test_tmux);
    g_test_add_func("/clipboard/else it goes to a private file", test_file);
    return g_test_run();
}
