/* SPDX-License-Identifier: Apache-2.0
 *
 * What the console tells outside its screen: the terminal's title.
 */
#include "tests/support/http.h"
#include "tests/support/walk.h"

#include <signal.h>
#include <string.h>

static const char *title(struct walk *walk)
{
    return terminal_state(walk_terminal(walk)).title;
}

static struct walk *console(const struct serve *serve, const char *one, const char *two)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", serve->port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve->token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", one, two, NULL};
    return walk_start_with(24, 80, environment, arguments);
}

static void the_title_tells_the_state(void)
{
    struct walk *walk =
        walk_start(36, 120, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
    walk_expect(walk, "first mover: inventory");
    walk_expect_gone(walk, "answers");
    g_assert_true(g_str_has_prefix(title(walk), "vigil local LIVE "));
    g_assert_true(g_str_has_suffix(title(walk), " moved"));
    walk_press(walk, "Enter");
    walk_expect_row(walk, 0, "HELD");
    g_assert_nonnull(strstr(title(walk), " HELD 03:"));
    walk_press(walk, "g n p");
    g_assert_nonnull(strstr(title(walk), " PAUSED"));
    g_assert_null(strstr(title(walk), "LIVE"));
    walk_quit(walk, "Q");
}

static void the_terminals_own_title_is_back(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1");
    struct terminal *terminal = walk_terminal(walk);
    g_assert_cmpint(terminal_state(terminal).titles_kept, >=, 1);
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    g_assert_cmpint(terminal_state(terminal).titles_kept, ==, 0);
    walk_quit(walk, "");
    serve_clear(&serve);
}

static void a_server_that_is_away_is_in_the_title(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1");
    g_assert_true(g_str_has_prefix(title(walk), "vigil local LIVE"));
    serve_kill(&serve);
    walk_expect(walk, "no connection, next try");
    g_assert_true(g_str_has_prefix(title(walk), "! no connection vigil local"));
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notice/the title tells the state", the_title_tells_the_state);
    g_test_add_func("/notice/the terminal's own title is back", the_terminals_own_title_is_back);
    g_test_add_func("/notice/a server that is away is in the title",
                    a_server_that_is_away_is_in_the_title);
    return g_test_run();
}
