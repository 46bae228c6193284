/* SPDX-License-Identifier: Apache-2.0 */
#include "base/escape.h"

#include <string.h>

static void check_none(const char *text, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    escape_append_none(out, text, strlen(text));
    g_assert_cmpstr(out->str, ==, expected);
}

static void control_sequences_are_passed_over(void)
{
    check_none("a \x1b[1;31mred\x1b[0m one", "a red one");
    check_none("\x1b]0;title\atext\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\", "textlink");
    check_none("\x1b(Bplain\x1b", "plain\x1b");
}

static void check_name(const char *name, const char *expected)
{
    g_autofree char *seen = escape_unseen(name);
    g_assert_cmpstr(seen, ==, expected);
}

static void a_name_that_can_be_seen_is_as_it_is(void)
{
    check_name("POST /charge", "POST /charge");
    check_name("\x01 x", "\x01 x");
    check_name("été", "été");
}

static void a_name_that_cannot_is_told_by_its_characters(void)
{
    check_name("", "(no name)");
    check_name("  ", "\"  \"");
    check_name("\x01\x02\x1b[31m\a", "\"\\x01\\x02\\x1b[31m\\x07\"");
    check_name("\u200b\u202e", "\"\\u200b\\u202e\"");
    check_name("\xff\ufffd", "\"\\ufffd\\ufffd\"");
    check_name("\n\n\n\n\n\n\n\n\n", "\"\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a…\"");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/escape/control sequences are passed over", control_sequences_are_passed_over);
    g_test_add_func("/escape/a name that can be seen is as it is",
                    a_name_that_can_be_seen_is_as_it_is);
    g_test_add_func("/escape/a name that cannot is told by its characters",
                    a_name_that_cannot_is_told_by_its_characters);
    return g_test_run();
}
