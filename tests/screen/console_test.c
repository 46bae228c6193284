/* SPDX-License-Identifier: Apache-2.0
 *
 * The console as a whole: what it shows first at each size, what its keys do everywhere, what
 * triage changes in the API, and how it ends, also when the server or the terminal goes away.
 */
#include "api/wire/json.h"
#include "tests/support/http.h"
#include "tests/support/walk.h"

#include <errno.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- over the demo --- */

static struct walk *demo(int rows, int cols)
{
    return walk_start(rows, cols, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
}

static void the_deck_at_120x36(void)
{
    struct walk *walk = demo(36, 120);
    walk_expect_row(walk, 0, "LIVE  last 1h");
    walk_expect(walk, "first mover: inventory");
    walk_expect(walk, "1 Issues");
    walk_expect_beside(walk, "1 Issues", "2 Metrics");
    walk_expect(walk, "3 Trace");
    walk_expect(walk, "4 Logs");
    walk_expect_row(walk, 35, "? help");
    walk_quit(walk, "Q");
}

static void a_list_and_a_preview_at_80x24(void)
{
    struct walk *walk = demo(24, 80);
    walk_expect_row(walk, 0, "LIVE");
    walk_expect(walk, "inventory");
    walk_expect_row(walk, 23, "? help");
    walk_press(walk, "1");
    walk_expect(walk, "1 Issues");
    walk_expect(walk, "TimeoutError");
    walk_press(walk, "2");
    walk_expect(walk, "2 Metrics");
    walk_quit(walk, "Q");
}

static void one_list_at_40x12(void)
{
    struct walk *walk = demo(12, 40);
    walk_expect_row(walk, 0, "LIVE");
    walk_press(walk, "1");
    walk_expect(walk, "1 Issues");
    walk_expect(walk, "TimeoutError");
    walk_resize(walk, 8, 30);
    walk_expect(walk, "too small");
    walk_resize(walk, 24, 80);
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
}

static void held_and_live_again(void)
{
    struct walk *walk = demo(36, 120);
    walk_expect(walk, "first mover: inventory");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "Enter");
    walk_expect_row(walk, 0, "HELD");
    walk_press(walk, "g n");
    walk_expect_row(walk, 0, "LIVE");
    g_assert_false(walk_sees(walk, "HELD"));
    walk_quit(walk, "Q");
}

/* The terminal goes away under it: console and server end, and nobody is left of them. */
static void a_hang_up_ends_everything(void)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    int terminal, status;
    char byte;
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        execl(g_getenv("VIGIL"), "vigil", "demo", "--seed", "1", NULL);
        _exit(127);
    }
    for (int i = 0; i < 4096; i++) /* it draws by now */
        g_assert_cmpint(read(terminal, &byte, 1), ==, 1);
    close(terminal);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(kill(-pid, 0), <, 0);
    g_assert_cmpint(errno, ==, ESRCH);
}

/* --- over a server with one issue --- */

static struct walk *console(const struct serve *serve, const char *one, const char *two)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", serve->port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve->token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, one, two, NULL};
    return walk_start_with(24, 80, environment, arguments);
}

static void help_opens_searches_and_closes(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1 ?");
    walk_expect_gone(walk, "1 Issues");
    walk_press(walk, "/");
    walk_type(walk, "waterfall");
    walk_press(walk, "Esc Esc Esc");
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void the_palette_runs_a_command(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, ":");
    walk_type(walk, "pause");
    walk_press(walk, "Enter");
    walk_expect_row(walk, 0, "PAUSED");
    walk_expect_gone(walk, "LIVE");
    walk_press(walk, "p");
    walk_expect_gone(walk, "PAUSED");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void a_prefix_says_what_may_follow(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1 g");
    walk_expect(walk, "suspect commit");
    walk_press(walk, "Esc");
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void escape_at_the_root_does_nothing(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1 Esc Esc Esc");
    walk_expect(walk, "1 Issues");
    walk_expect(walk, "the pump is dry");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static char *status_of_issue(const struct serve *serve)
{
    struct http_reply reply = serve_get(serve, "/organizations/local/issues/?query=");
    g_assert_cmpint(reply.status, ==, 200);
    json_t *json = json_read(reply.body, reply.size, NULL, NULL);
    char *status = g_strdup(json_string_value(json_object_get(json_array_get(json, 0), "status")));
    json_decref(json);
    http_reply_clear(&reply);
    return status;
}

static void triage_resolves_the_issue(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "the pump is dry");
    walk_press(walk, "a r");
    walk_expect(walk, "au undoes it");
    walk_press(walk, "a u");
    walk_expect(walk, "was not sent");
    g_autofree char *before = status_of_issue(&serve);
    g_assert_cmpstr(before, ==, "unresolved");
    walk_press(walk, "a r");
    walk_expect(walk, "done: resolve");
    g_autofree char *after = status_of_issue(&serve);
    g_assert_cmpstr(after, ==, "resolved");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void read_only_has_no_triage(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, "--read-only", NULL);
    walk_press(walk, "1");
    walk_expect(walk, "the pump is dry");
    walk_press(walk, "a");
    walk_expect(walk, "read-only: a would change an issue");
    walk_press(walk, "6");
    walk_expect(walk, "6 does nothing here");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void it_opens_what_it_is_given(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, "PUMP-1", NULL);
    walk_expect(walk, "1 Issue PUMP-1");
    walk_expect(walk, "the pump is dry");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void a_refused_token_is_said(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    memset(serve.token, 'x', strlen(serve.token));
    struct walk *walk = console(&serve, "--org", "local");
    walk_expect(walk, "token refused");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* What stands in the foot goes with the next key: an empty screen would be all that is left. */
static void a_server_that_is_not_there_yet_is_named_until_it_is(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    g_autofree char *port = g_strdup_printf("%d", serve.port);
    const char *const same_port[] = {"--port", port, NULL};
    g_autofree char *token = g_strdup(serve.token);
    const struct serve away = {.port = serve.port, .token = token};
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    serve_kill(&serve);
    struct walk *walk = console(&away, NULL, NULL);
    walk_expect(walk, "Failed to connect to 127.0.0.1");
    walk_press(walk, "j Tab 1");
    walk_expect(walk, "Failed to connect to 127.0.0.1");
    walk_expect_gone(walk, "answers");
    serve = serve_start(serve.data, same_port);
    walk_press(walk, "r"); /* sooner than the next try */
    walk_expect(walk, "NEW PUMP-1");
    walk_expect_gone(walk, "Failed to connect");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* Whose fault it is, nobody can tell from "no connection" alone. */
static void what_is_wrong_stands_where_rows_would_be(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    serve_kill(&serve);
    struct walk *walk = console(&serve, "--org", "local");
    walk_expect(walk, "no connection");
    walk_press(walk, "1 j 4 1");
    walk_expect(walk, "Failed to connect to 127.0.0.1");
    walk_expect(walk, "next try");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* The old rows stay while the server is away, and new ones come when it is back. */
static void a_server_goes_away_and_comes_back(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    g_autofree char *port = g_strdup_printf("%d", serve.port);
    const char *const same_port[] = {"--port", port, NULL};
    serve_error(&serve, "pump", "ValueError", "the pump is dry");
    struct walk *walk = console(&serve, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "the pump is dry");
    serve_kill(&serve);
    walk_expect(walk, "no connection, next try");
    walk_expect(walk, "the pump is dry");
    serve = serve_start(serve.data, same_port);
    walk_press(walk, "r"); /* sooner than the next try */
    walk_expect(walk, "connected again");
    walk_expect_gone(walk, "no connection");
    walk_expect(walk, "the pump is dry");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/console/four panes and the lead at 120x36", the_deck_at_120x36);
    g_test_add_func("/console/a list and a preview at 80x24", a_list_and_a_preview_at_80x24);
    g_test_add_func("/console/one list at 40x12, and too small is said", one_list_at_40x12);
    g_test_add_func("/console/help opens, searches and closes", help_opens_searches_and_closes);
    g_test_add_func("/console/the palette runs a command", the_palette_runs_a_command);
    g_test_add_func("/console/a prefix says what may follow", a_prefix_says_what_may_follow);
    g_test_add_func("/console/Esc at the root does nothing", escape_at_the_root_does_nothing);
    g_test_add_func("/console/held, and live again by gn", held_and_live_again);
    g_test_add_func("/console/a hang-up ends everything", a_hang_up_ends_everything);
    g_test_add_func("/console/triage resolves the issue in the API", triage_resolves_the_issue);
    g_test_add_func("/console/read-only has no triage", read_only_has_no_triage);
    g_test_add_func("/console/it opens the short id it is given", it_opens_what_it_is_given);
    g_test_add_func("/console/a refused token is said", a_refused_token_is_said);
    g_test_add_func("/console/a server that is not there yet is named until it is",
                    a_server_that_is_not_there_yet_is_named_until_it_is);
    g_test_add_func("/console/what is wrong stands where rows would be",
                    what_is_wrong_stands_where_rows_would_be);
    g_test_add_func("/console/a server goes away and comes back",
                    a_server_goes_away_and_comes_back);
    return g_test_run();
}
