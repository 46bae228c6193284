/* SPDX-License-Identifier: Apache-2.0
 *
 * What other programs are called with: the editor, the browser, the user's own commands.
 */
#include "views/desk_state.h"
#include "views/user_commands.h"

#include <glib/gstdio.h>
#include <string.h>

static void assert_editor(const char *editor, int line, const char *expected)
{
    g_auto(GStrv) argv = editor_argv(editor, "/src/a b.c", line, NULL);
    g_autofree char *got = argv ? g_strjoinv("|", argv) : NULL;
    g_assert_cmpstr(got, ==, expected);
}

static void editors(void)
{
    assert_editor("vi", 12, "vi|+12|/src/a b.c");
    assert_editor("emacs -nw", 3, "emacs|-nw|+3|/src/a b.c");
    assert_editor("'/opt/my editor/vim' -p", 0, "/opt/my editor/vim|-p|/src/a b.c");
    assert_editor("code --wait", 7, "code|--wait|-g|/src/a b.c:7");
    assert_editor("/usr/bin/hx", 7, "/usr/bin/hx|/src/a b.c:7");
    assert_editor("vi 'unclosed", 7, NULL);
    assert_editor("vi; touch /tmp/x", 1, "vi;|touch|/tmp/x|+1|/src/a b.c"); /* no shell */
}

static void assert_browser(const char *browser, const char *display, const char *expected)
{
    browser ? g_setenv("BROWSER", browser, TRUE) : g_unsetenv("BROWSER");
    display ? g_setenv("DISPLAY", display, TRUE) : g_unsetenv("DISPLAY");
    g_auto(GStrv) argv = browser_argv("https://sentry.io/?a=1&b=$(x)");
    g_autofree char *got = argv ? g_strjoinv("|", argv) : NULL;
    g_assert_cmpstr(got, ==, expected);
}

static void browsers(void)
{
    g_autofree char *folder = g_dir_make_tmp("vigil-path-XXXXXX", NULL);
    g_autofree char *program = g_build_filename(folder, "xdg-open", NULL);
    g_autofree char *expected = g_strdup_printf("%s|https://sentry.io/?a=1&b=$(x)", program);
    g_unsetenv("WAYLAND_DISPLAY");
    g_setenv("PATH", folder, TRUE);
    assert_browser(NULL, ":0", NULL); /* no xdg-open */
    g_assert_true(g_file_set_contents(program, "", 0, NULL));
    g_chmod(program, 0755);
    assert_browser(NULL, ":0", expected);
    assert_browser(NULL, NULL, NULL); /* no desktop */
    assert_browser("firefox --new-tab:w3m", NULL,
                   "firefox|--new-tab|https://sentry.io/?a=1&b=$(x)");
    assert_browser("chrome --app %s", NULL, "chrome|--app|https://sentry.io/?a=1&b=$(x)");
    g_remove(program);
    g_rmdir(folder);
}

/* --- showing a page --- */

static bool one_issue(const struct view *view, struct target *target)
{
    (void)view;
    target->kind = TARGET_ISSUE;
    target_set(&target->issue_id, "4711");
    return true;
}

static const struct view_ops one_view = {
    .name = "one", .title = "One", .state_size = 1, .target = one_issue};

/* A desk on one issue of sentry.io; nothing is asked for. */
static struct desk *new_desk(void)
{
    const struct client_options options = {
        .url = "https://sentry.io", .organization = "acme", .token = "none", .user_agent = "test"};
    struct desk *desk = desk_new();
    desk->client = client_new(&options, NULL);
    g_assert_nonnull(desk->client);
    g_assert_nonnull(desk_push(desk, &one_view, PANE_ISSUES, NULL, NULL));
    return desk;
}

static void desk_done(struct desk *desk)
{
    struct client *client = desk->client;
    desk_free(desk);
    client_free(client);
}

static void without_a_browser_the_page_is_shown(void)
{
    struct desk *desk = new_desk();
    g_unsetenv("BROWSER");
    g_unsetenv("DISPLAY");
    g_setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22", TRUE);
    g_assert_true(desk_browse(desk));
    g_assert_cmpstr(desk->message, ==, "no browser here: https://acme.sentry.io/issues/4711/");
    g_assert_false(desk->failure);
    desk_done(desk);
}

static void a_browser_that_fails_is_told(void)
{
    struct desk *desk = new_desk();
    g_setenv("BROWSER", "/bin/sh -c 'exit 3' -", TRUE);
    g_assert_true(desk_browse(desk));
    g_assert_cmpstr(desk->message, ==, "opened https://acme.sentry.io/issues/4711/");
    while (!desk->failure)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpstr(desk->message, ==, "sh ended with status 3");
    g_assert_cmpuint(desk->children->len, ==, 0);
    g_setenv("BROWSER", "/nowhere/browser", TRUE);
    g_assert_false(desk_browse(desk));
    g_assert_nonnull(strstr(desk->message, "/nowhere/browser"));
    desk_done(desk);
}

/* "id: keys", or the complaint. */
static char *add(struct user_commands *commands, const char *key, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = NULL, *keys = NULL;
    if (user_commands_add(commands, key, value, &id, &keys, &error))
        return g_strdup_printf("%s: %s", id, keys);
    return g_strdup_printf("! %s", error->message);
}

static void own_commands(void)
{
    static const struct {
        const char *key, *value, *expected;
    } lines[] = {
        {"K",            "kubectl logs {pod}", "kubectl: K"                                                },
        {"g,k pod-logs", "kubectl logs {pod}", "pod-logs: g,k"                                             },
        {"F2 F3 tail &", "tail -f {host}.log", "tail: F2 F3"                                               },
        {"!",            "kubectl get pods",   "kubectl-2: "                                               },
        {"only-by-name", "true",               "only-by-name: "                                            },
        {"X pod-logs",   "true",               "! two commands are called pod-logs"                        },
        {"X Not-A-Name", "true",               "! X Not-A-Name: \"Not-A-Name\" is neither a key nor a name"},
        {"X",            "{service} now",      "! X: what runs cannot come from a placeholder"             },
    };
    g_autoptr(user_commands) commands = user_commands_new();
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *got = add(commands, lines[i].key, lines[i].value);
        g_assert_cmpstr(got, ==, lines[i].expected);
    }
    g_autofree char *unclosed = add(commands, "X", "echo 'no end");
    g_autofree char *empty = add(commands, "X", "");
    g_autofree char *unknown = add(commands, "X", "echo {relase}");
    g_assert_true(g_str_has_prefix(unclosed, "! X: "));
    g_assert_true(g_str_has_prefix(empty, "! X: "));
    g_assert_true(g_str_has_prefix(unknown, "! X: there is no {relase}"));
    const struct command *table = user_commands_table(commands);
    size_t count = 0;
    while (table[count].id)
        count++;
    g_assert_cmpuint(count, ==, 5);
    g_assert_cmpstr(table[1].help, ==, "kubectl logs {pod}");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/programs/editors are told of a line as they take it", editors);
    g_test_add_func("/programs/a browser is the user's, the desktop's or none", browsers);
    g_test_add_func("/programs/without a browser the page is shown",
                    without_a_browser_the_page_is_shown);
    g_test_add_func("/programs/a browser that fails is told", a_browser_that_fails_is_told);
    g_test_add_func("/programs/own commands are read, or what is wrong is said", own_commands);
    return g_test_run();
}
