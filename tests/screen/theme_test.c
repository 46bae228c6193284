/* SPDX-License-Identifier: Apache-2.0
 *
 * How the console is coloured: as the terminal's answer says, as the user chooses while looking,
 * and never at the cost of a key.
 */
#include "tests/support/http.h"
#include "tests/support/walk.h"
#include "tui/themes.h"

#include <glib/gstdio.h>
#include <string.h>

#define QUESTION "\x1b]11;?\x1b\\"
#define LIGHT    "\x1b]11;rgb:fbfb/fafa/f7f7\x1b\\"
#define DARK     "\x1b]11;rgb:1616/1818/1d1d\x07"

static struct serve server;

/* A console over an empty server, with a variable and up to two arguments more. */
static struct walk *console(const char *variable, const char *one, const char *two)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", server.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", server.token);
    const char *environment[] = {at, token, "COLORTERM=truecolor", variable, NULL};
    const char *arguments[] = {"--url", url, one, two, NULL};
    struct walk *walk = walk_start_with(36, 120, environment, arguments);
    walk_expect(walk, "4 Logs");
    return walk;
}

/* The lowest row names keys in a role that every theme colours in its own way. */
static void expect_theme(struct walk *walk, const char *name)
{
    struct theme theme;
    g_assert_true(themes_load(name, NULL, &theme, NULL));
    struct terminal_cell cell = walk_cell(walk, "? help");
    if (cell.foreground != theme.styles[ROLE_KEY].foreground) {
        g_autofree char *why = g_strdup_printf("the theme is not %s", name);
        terminal_fail(walk_terminal(walk), why);
    }
}

static void answer(struct walk *walk, const char *bytes)
{
    terminal_send(walk_terminal(walk), bytes, strlen(bytes));
    terminal_settle(walk_terminal(walk));
}

static unsigned questions(struct walk *walk)
{
    const char *at = terminal_state(walk_terminal(walk)).written;
    unsigned count = 0;
    for (; (at = strstr(at, QUESTION)); at++)
        count++;
    return count;
}

/* --- what the terminal says --- */

static void light_on_light(void)
{
    struct walk *walk = console(NULL, NULL, NULL);
    expect_theme(walk, "dark");
    g_assert_cmpuint(questions(walk), ==, 1);
    answer(walk, LIGHT);
    expect_theme(walk, "light");
    answer(walk, DARK);
    expect_theme(walk, "dark");
    g_assert_cmpuint(questions(walk), ==, 1);
    walk_quit(walk, "Q");
}

static void asked_behind_the_first_frame(void)
{
    struct walk *walk = console(NULL, NULL, NULL);
    struct terminal_state state = terminal_state(walk_terminal(walk));
    const char *asked = strstr(state.written, QUESTION);
    const char *drawn = strstr(state.written, "vigil");
    g_assert_nonnull(asked);
    g_assert_true(drawn && drawn < asked);
    walk_quit(walk, "Q");
}

static void nothing_comes_in_between(void)
{
    struct walk *walk = console(NULL, NULL, NULL);
    answer(walk, "3\x1b]11;rgb:fbfb/fa");
    expect_theme(walk, "dark");
    answer(walk, "fa/f7f7\x1b\\?");
    walk_expect_gone(walk, "3 Trace"); /* the key behind the answer opened the help */
    walk_press(walk, "Esc");
    walk_expect(walk, "3 Trace"); /* not zoomed by the answer's end */
    walk_expect(walk, "4 Logs");
    expect_theme(walk, "light");
    walk_quit(walk, "Q");
}

static void other_answers_change_nothing(void)
{
    struct walk *walk = console(NULL, NULL, NULL);
    answer(walk, "\x1b]10;rgb:ffff/ffff/ffff\x1b\\");
    answer(walk, "\x1b]11;rgb:qqqq/ffff/ffff\x1b\\");
    answer(walk, "\x1bP11;rgb:ffff/ffff/ffff\x1b\\");
    expect_theme(walk, "dark");
    walk_quit(walk, "Q");
}

static void some_are_not_asked(void)
{
    static const char *const variables[] = {"TERM=linux", "TERM=vt100", "NO_COLOR=1"};
    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
        struct walk *walk = console(variables[i], NULL, NULL);
        g_assert_cmpuint(questions(walk), ==, 0);
        walk_quit(walk, "Q");
    }
}

static void colorfgbg_is_believed_first(void)
{
    struct walk *walk = console("COLORFGBG=0;15", NULL, NULL);
    expect_theme(walk, "light");
    answer(walk, DARK);
    expect_theme(walk, "dark");
    walk_quit(walk, "Q");
}

/* --- what the user says --- */

static void a_named_theme_stays(void)
{
    struct walk *walk = console("COLORFGBG=15;0", "--theme", "solarized-light");
    expect_theme(walk, "solarized-light");
    g_assert_cmpuint(questions(walk), ==, 0);
    answer(walk, DARK);
    expect_theme(walk, "solarized-light");
    walk_quit(walk, "Q");
}

static void the_screen_shows_what_one_looks_at(void)
{
    struct walk *walk = console(NULL, "--theme", "dark");
    walk_press(walk, ":");
    walk_type(walk, "theme ");
    walk_press(walk, "Down Down");
    expect_theme(walk, "colour-blind-light");
    walk_press(walk, "Up");
    expect_theme(walk, "colour-blind");
    walk_press(walk, "Esc");
    expect_theme(walk, "dark");
    walk_quit(walk, "Q");
}

static void enter_keeps_it(void)
{
    struct walk *walk = console(NULL, NULL, NULL);
    walk_press(walk, ":");
    walk_type(walk, "theme light");
    expect_theme(walk, "light");
    walk_press(walk, "Enter");
    walk_expect(walk, "theme: light");
    expect_theme(walk, "light");
    answer(walk, DARK); /* it was chosen: the answer comes too late */
    expect_theme(walk, "light");
    walk_press(walk, ":");
    walk_type(walk, "theme auto");
    walk_press(walk, "Enter");
    expect_theme(walk, "dark");
    walk_quit(walk, "Q");
}

static void remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_tree(below);
    }
    g_assert_cmpint(g_remove(path), ==, 0);
}

/* Where both show the same text; a blank shows its background only. */
static void expect_same_colours(struct walk *walk, struct walk *other)
{
    struct terminal *terminal = walk_terminal(walk);
    for (int i = 0; i < terminal_rows(terminal) * terminal_cols(terminal); i++) {
        int row = i / terminal_cols(terminal), col = i % terminal_cols(terminal);
        struct terminal_cell found = terminal_cell(terminal, row, col);
        struct terminal_cell wanted = terminal_cell(walk_terminal(other), row, col);
        bool same_text = strcmp(found.text, wanted.text) == 0;
        bool blank = strcmp(found.text, " ") == 0;
        bool same_ink = blank || found.foreground == wanted.foreground;
        if (same_text && !(same_ink && found.background == wanted.background)) {
            g_autofree char *why =
                g_strdup_printf("row %d, column %d: \"%s\" is %x on %x, not %x on %x", row, col,
                                found.text, (guint)found.foreground, (guint)found.background,
                                (guint)wanted.foreground, (guint)wanted.background);
            terminal_fail(terminal, why);
            return;
        }
    }
}

static void nothing_is_left_of_another(void)
{
    static const char *const depths[] = {"COLORTERM=truecolor", "COLORTERM"};
    for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
        struct walk *began = console(depths[i], "--theme", "high-contrast-light");
        struct walk *changed = console(depths[i], "--theme", "dark");
        walk_press(changed, ":");
        walk_type(changed, "theme high-contrast-light");
        walk_press(changed, "Enter");
        walk_expect(changed, "theme: high-contrast-light");
        walk_press(changed, "Esc");
        walk_press(began, "Esc");
        expect_same_colours(changed, began);
        walk_quit(began, "Q");
        walk_quit(changed, "Q");
    }
}

static void it_comes_back(void)
{
    g_autofree char *home = g_dir_make_tmp("vigil-state-XXXXXX", NULL);
    g_autofree char *variable = g_strconcat("XDG_STATE_HOME=", home, NULL);
    struct walk *walk = console(variable, NULL, NULL);
    walk_press(walk, ":");
    walk_type(walk, "theme colour-blind-light");
    walk_press(walk, "Enter");
    walk_expect(walk, "theme: colour-blind-light");
    walk_quit(walk, "Q");
    walk = console(variable, NULL, NULL);
    expect_theme(walk, "colour-blind-light");
    walk_quit(walk, "Q");
    walk = console(variable, "--theme", "dark"); /* said for this once */
    expect_theme(walk, "dark");
    walk_quit(walk, "Q");
    walk = console(variable, NULL, NULL);
    expect_theme(walk, "colour-blind-light");
    walk_quit(walk, "Q");
    remove_tree(home);
}

/* --- the user's own --- */

static char *config_with(const char *theme, const char *text)
{
    char *folder = g_dir_make_tmp("vigil-config-XXXXXX", NULL);
    g_autofree char *themes = g_build_filename(folder, "vigil", "themes", NULL);
    g_autofree char *file = g_strconcat(theme, ".theme", NULL);
    g_autofree char *path = g_build_filename(themes, file, NULL);
    g_assert_cmpint(g_mkdir_with_parents(themes, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return folder;
}

static void a_broken_file_says_where(void)
{
    g_autofree char *folder = config_with("ours", "# ours\nkey #12345\n");
    g_autofree char *variable = g_strconcat("XDG_CONFIG_HOME=", folder, NULL);
    struct walk *walk = console(variable, "--theme", "light");
    walk_press(walk, ":");
    walk_type(walk, "theme ours");
    walk_expect(walk, "cannot be read");
    expect_theme(walk, "light");
    walk_press(walk, "Enter");
    walk_expect(walk, "ours.theme:2: not a colour");
    expect_theme(walk, "light");
    walk_quit(walk, "Q");
    remove_tree(folder);
}

static void an_own_file_is_one_of_them(void)
{
    g_autofree char *folder = config_with("ours", "key #123456\n");
    g_autofree char *variable = g_strconcat("XDG_CONFIG_HOME=", folder, NULL);
    struct walk *walk = console(variable, "--theme", "ours");
    g_assert_cmphex((guint)walk_cell(walk, "? help").foreground, ==, TERMINAL_RGB | 0x123456);
    walk_quit(walk, "Q");
    remove_tree(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    server = serve_start(serve_directory(), NULL);
    g_test_add_func("/theme/a terminal that says it is light gets the light one", light_on_light);
    g_test_add_func("/theme/it is asked behind the first frame", asked_behind_the_first_frame);
    g_test_add_func("/theme/an answer in pieces is one, and keys around it are keys",
                    nothing_comes_in_between);
    g_test_add_func("/theme/other answers change nothing", other_answers_change_nothing);
    g_test_add_func("/theme/terminals that would draw the question are not asked",
                    some_are_not_asked);
    g_test_add_func("/theme/COLORFGBG stands until the answer", colorfgbg_is_believed_first);
    g_test_add_func("/theme/one that was named stays", a_named_theme_stays);
    g_test_add_func("/theme/the list shows each on the screen, Esc brings back what was",
                    the_screen_shows_what_one_looks_at);
    g_test_add_func("/theme/Enter keeps it, auto asks the terminal again", enter_keeps_it);
    g_test_add_func("/theme/the next console has it, too", it_comes_back);
    g_test_add_func("/theme/after another theme no cell keeps a colour",
                    nothing_is_left_of_another);
    g_test_add_func("/theme/a broken file says where, and the theme stays",
                    a_broken_file_says_where);
    g_test_add_func("/theme/a file of the user's is one of them", an_own_file_is_one_of_them);
    int status = g_test_run();
    serve_clear(&server);
    return status;
}
