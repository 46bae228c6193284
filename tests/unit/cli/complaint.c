/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said when the console does not start.
 */
#include "cli/cli.h"

static void no_escapes(void)
{
    if (g_test_subprocess()) {
        cli_fail("%s", "unknown key \"\033]0;title\aa\033[31mb\302\2332Jc\"\nsecond line");
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("*vigil: unknown key \"a*b*c\"\nsecond line\n*");
    g_test_trap_assert_stderr_unmatched("*\033*");
    g_test_trap_assert_stderr_unmatched("*\302\233*");
    g_test_trap_assert_stderr_unmatched("*\a*");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/complaint/what it quotes cannot steer the terminal", no_escapes);
    return g_test_run();
}
