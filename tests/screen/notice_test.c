/* SPDX-License-Identifier: Apache-2.0
 *
 * What the console tells outside its screen: the terminal's title, notices of what is new, and
 * what it costs.
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

/* --- notices --- */

static struct terminal_state state(struct walk *walk)
{
    return terminal_state(walk_terminal(walk));
}

static void palette(struct walk *walk, const char *text)
{
    walk_press(walk, ":");
    walk_type(walk, text);
    walk_press(walk, "Enter");
}

static void a_new_issue_is_told_once(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "old", "PumpError", "the pump is dry");
    struct walk *walk = console(&serve, "--notify", NULL);
    walk_expect(walk, "NEW OLD-1");
    walk_expect_gone(walk, "looking");
    g_assert_cmpuint(state(walk).notices, ==, 0); /* it was there before */
    serve_error(&serve, "pump", "PumpError", "the pump is dry");
    walk_press(walk, "r");
    walk_expect(walk, "NEW PUMP-1");
    walk_press(walk, "r");
    g_assert_cmpstr(state(walk).notice, ==, "9;vigil: pump NEW PUMP-1");
    g_assert_cmpuint(state(walk).notices, ==, 1);
    g_assert_cmpuint(state(walk).bells, ==, 1);
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void nothing_is_told_unasked(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct walk *walk = console(&serve, NULL, NULL);
    walk_expect(walk, "nothing moved");
    serve_error(&serve, "pump", "PumpError", "the pump is dry");
    walk_press(walk, "r");
    walk_expect(walk, "NEW PUMP-1");
    walk_press(walk, "r");
    g_assert_cmpuint(state(walk).notices + state(walk).bells, ==, 0);
    palette(walk, "notify");
    walk_expect(walk, "rings the bell");
    serve_error(&serve, "valve", "PumpError", "the pump is dry");
    walk_press(walk, "r");
    walk_expect(walk, "NEW VALVE-1");
    walk_press(walk, "r");
    g_assert_cmpstr(state(walk).notice, ==, "9;vigil: valve NEW VALVE-1");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void a_watch_fires_is_seen_and_told(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "PumpError", "the pump is dry");
    struct walk *walk = console(&serve, "--notify", NULL);
    walk_expect(walk, "NEW PUMP-1");
    palette(walk, "watch level:error > many");
    walk_expect(walk, "▲ a whole number is wanted here");
    walk_press(walk, "Backspace Backspace Backspace Backspace"); /* it is still there to mend */
    walk_type(walk, "0 for 5m");
    walk_press(walk, "Enter");
    walk_expect(walk, "errors level:error > 0 for 5m: ! 1 now, since");
    walk_expect_row(walk, 0, "! 1 w");
    walk_press(walk, "1");
    g_assert_true(
        g_str_has_prefix(state(walk).notice, "9;vigil: errors level:error > 0 for 5m: ! 1 now"));
    palette(walk, "unwatch errors");
    walk_expect(walk, "no longer watching errors level:error > 0 for 5m");
    g_assert_false(walk_sees(walk, "! 1 w"));
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void check_in(const struct serve *serve, const char *status)
{
    g_autofree char *body = g_strdup_printf(
        "{}\n{\"type\":\"check_in\"}\n{\"check_in_id\":\"%s\",\"monitor_slug\":\"recount\","
        "\"status\":\"%s\",\"monitor_config\":{\"schedule\":{\"type\":\"interval\",\"value\":1,"
        "\"unit\":\"hour\"}}}\n",
        status, status);
    struct http_reply reply = serve_envelope(serve, "pump", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static void a_job_that_begins_to_fail_is_told_once(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    check_in(&serve, "ok");
    struct walk *walk = console(&serve, "--notify", NULL);
    palette(walk, "firing");
    walk_expect_beside(walk, "recount", "ok");
    check_in(&serve, "error");
    walk_press(walk, "r");
    walk_expect(walk, "1 firing of 1");
    walk_press(walk, "r");
    g_assert_cmpstr(state(walk).notice, ==, "9;vigil: pump cron recount failed");
    g_assert_cmpuint(state(walk).notices, ==, 1);
    g_assert_cmpuint(state(walk).bells, ==, 1);
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* --- costs --- */

static void debug_shows_what_frames_cost(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct walk *walk = console(&serve, NULL, NULL);
    palette(walk, "debug");
    walk_press(walk, "4");
    walk_expect_row(walk, 2, "draw, ");
    walk_expect_row(walk, 3, "a second");
    walk_expect_row(walk, 4, "in flight");
    walk_expect_row(walk, 5, "0 of 0 held in logs");
    walk_expect_row(walk, 6, "MB private");
    walk_expect_row(walk, 7, "frames");
    palette(walk, "debug");
    g_assert_false(walk_sees(walk, "in flight"));
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
    g_test_add_func("/notice/a new issue is told once", a_new_issue_is_told_once);
    g_test_add_func("/notice/nothing is told unasked", nothing_is_told_unasked);
    g_test_add_func("/notice/a watch fires, is seen and told", a_watch_fires_is_seen_and_told);
    g_test_add_func("/notice/a job that begins to fail is told once",
                    a_job_that_begins_to_fail_is_told_once);
    g_test_add_func("/notice/debug shows what frames cost", debug_shows_what_frames_cost);
    return g_test_run();
}
