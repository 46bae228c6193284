/* SPDX-License-Identifier: Apache-2.0
 *
 * What reaches the console and what it starts: keys of the config, commands of the user's own, the
 * editor, the browser, the mouse; and what must not act: replies of the terminal, split at any
 * byte, and pasted text.
 */
#include "tests/support/http.h"
#include "tests/support/walk.h"

#include <glib/gstdio.h>
#include <string.h>

#define CLOCK "2026-11-22T03:12:31Z still"

/* A server with errors; a folder with programs, a clone and a config. */
struct place {
    struct serve serve;
    char *folder, *config, *out;
};

static void put(const struct place *place, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(place->folder, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    if (g_str_has_prefix(text, "#!"))
        g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

/* Writes its name and arguments, one a line, into the file `out`. */
#define TELL "#!/bin/sh\nprintf '%s\\n' \"${0##*/}\" \"$@\" >\"$OUT\"\n"

static struct place place_new(const char *config)
{
    struct place place = {.serve = serve_start(serve_directory(), NULL)};
    place.folder = g_dir_make_tmp("vigil-keys-XXXXXX", NULL);
    g_assert_nonnull(place.folder);
    place.config = g_build_filename(place.folder, "config", NULL);
    place.out = g_build_filename(place.folder, "out", NULL);
    put(&place, "config", config);
    put(&place, "bin/tell", TELL "echo told \"$1\"\n");
    put(&place, "bin/fail", TELL "exit 3\n");
    put(&place, "bin/edit", TELL "cat \"$1\" >>\"$OUT\" 2>/dev/null\ntrue\n");
    put(&place, "pump/.git/HEAD", "ref: refs/heads/main\n");
    put(&place, "pump/src/pump.c", "one\ntwo\nthree\n");
    serve_error(&place.serve, "pump", "ValveError", "the valve is shut");
    serve_error(&place.serve, "pump", "PumpError", "the pump is dry");
    return place;
}

static void place_clear(struct place *place)
{
    const char *const argv[] = {"rm", "-rf", place->folder, NULL};
    serve_clear(&place->serve);
    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    g_free(place->folder);
    g_free(place->config);
    g_free(place->out);
}

/* `more`: another variable of the environment; may be NULL. */
static struct walk *console(const struct place *place, int rows, int cols, const char *more)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", place->serve.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", place->serve.token);
    g_autofree char *path = g_strdup_printf("PATH=%s/bin:/usr/bin:/bin", place->folder);
    g_autofree char *out = g_strdup_printf("OUT=%s", place->out);
    const char *environment[] = {
        at,   token, path, out, "EDITOR=edit", "VISUAL", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY",
        more, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", "--config", place->config, NULL};
    g_autofree char *clone = g_build_filename(place->folder, "pump", NULL);
    struct walk *walk = walk_start_in(clone, rows, cols, environment, arguments);
    walk_press(walk, "1");
    walk_expect(walk, "PumpError");
    walk_expect(walk, "ValveError");
    return walk;
}

/* What the last program was called with, its lines joined by bars. */
static char *told(const struct place *place)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(place->out, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    g_remove(place->out);
    return g_strjoinv("|", lines);
}

static void palette(struct walk *walk, const char *text)
{
    walk_press(walk, ":");
    walk_type(walk, text);
    walk_press(walk, "Enter");
}

static void send(struct walk *walk, const char *bytes)
{
    terminal_send(walk_terminal(walk), bytes, strlen(bytes));
}

/* --- keys of the config --- */

static void a_key_that_cannot_be_taken_is_told_once(void)
{
    struct place place = place_new("[keys]\neverywhere.zoom = j\neverywhere.help = ^G\n");
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", place.serve.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", place.serve.token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", "--config", place.config, NULL};
    struct walk *walk = walk_start_with(24, 120, environment, arguments);
    g_autofree char *where = g_strdup_printf("%s:2: everywhere.zoom (j)", place.config);
    walk_expect(walk, where);
    walk_press(walk, "1");
    walk_expect_gone(walk, where);
    walk_press(walk, "\\");
    walk_expect_gone(walk, "─ 3 Trace"); /* the default stays */
    walk_press(walk, "^G");
    walk_expect(walk, "Next row");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* --- commands of the user's own --- */

static void an_own_command_has_the_terminal_and_gives_it_back(void)
{
    struct place place = place_new("[commands]\nX report = tell {issue} 'of {project}; ls'\n");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "X");
    walk_expect(walk, "told PUMP-");
    walk_expect(walk, "tell ended well. Enter goes back to vigil.");
    g_assert_false(walk_sees(walk, "1 Issues"));
    walk_press(walk, "Enter");
    walk_expect(walk, "1 Issues");
    walk_expect(walk, "tell ended well");
    g_autofree char *arguments = told(&place);
    g_assert_true(g_str_has_prefix(arguments, "tell|PUMP-"));
    g_assert_true(g_str_has_suffix(arguments, "|of pump; ls"));
    palette(walk, "report");
    walk_expect(walk, "Enter goes back");
    walk_press(walk, "Enter");
    walk_press(walk, "?");
    walk_press(walk, "/");
    walk_type(walk, "report");
    walk_expect(walk, "tell {issue}");
    walk_press(walk, "Esc Esc");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void how_an_own_command_ends_is_told(void)
{
    struct place place = place_new("[commands]\n"
                                   "X != fail\n"
                                   "Y &= fail\n"
                                   "F6 = tell {pod}\n"
                                   "R != no-such-program\n");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "X");
    walk_expect(walk, "fail ended with status 3");
    walk_press(walk, "Y");
    walk_expect(walk, "fail ended with status 3");
    walk_press(walk, "F6");
    walk_expect(walk, "tell: nothing under the cursor gives {pod}");
    walk_press(walk, "R");
    walk_expect(walk, "no-such-program");
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* --- editor and browser --- */

static void the_editor_opens_the_frame_in_the_clone(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "Enter");
    walk_expect(walk, "src/pump.c");
    walk_press(walk, "/");
    walk_type(walk, "pump\\.c");
    walk_press(walk, "Enter g e");
    walk_expect(walk, "edit ended well");
    g_autofree char *arguments = told(&place);
    g_autofree char *expected = g_strdup_printf("edit|+3|%s/pump/src/pump.c", place.folder);
    g_assert_cmpstr(arguments, ==, expected);
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void the_editor_opens_json_that_goes_with_it(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "g e");
    walk_expect(walk, "edit ended well");
    g_autofree char *arguments = told(&place);
    g_auto(GStrv) lines = g_strsplit(arguments, "|", 3);
    g_assert_cmpuint(g_strv_length(lines), ==, 3);
    g_assert_true(g_str_has_suffix(lines[1], ".json"));
    g_assert_false(g_file_test(lines[1], G_FILE_TEST_EXISTS));
    g_assert_nonnull(strstr(lines[2], "PumpError"));
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* It leaves the terminal as an editor has it: another screen, no echo. */
static void an_editor_that_is_killed_leaves_a_console(void)
{
    struct place place = place_new("");
    put(&place, "bin/edit",
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$OUT\"\nstty -echo -icanon\n"
        "printf '\\033[?1049h\\033[?25h\\033[31mEDITING'\nkill -9 $$\n");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "g e");
    walk_expect(walk, "edit was ended by signal 9 (Killed)");
    walk_expect(walk, "PumpError");
    walk_expect_gone(walk, "EDITING");
    g_autofree char *arguments = told(&place);
    g_assert_true(g_str_has_suffix(arguments, ".json"));
    g_assert_false(g_file_test(arguments, G_FILE_TEST_EXISTS));
    palette(walk, "mouse");
    walk_expect(walk, "the mouse is on");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* --- mouse --- */

static void the_mouse_is_off_until_it_is_switched_on(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    g_autofree char *before = terminal_row(walk_terminal(walk), 4);
    send(walk, "\x1b[<0;10;6M\x1b[<0;10;6m\x1b[<65;10;6M");
    walk_press(walk, "U U");
    g_autofree char *after = terminal_row(walk_terminal(walk), 4);
    g_assert_cmpstr(after, ==, before);
    palette(walk, "mouse");
    walk_expect(walk, "the mouse is on");
    send(walk, "\x1b[<65;10;6M");
    walk_expect_row(walk, 5, "▌▌E ValveError");
    send(walk, "\x1b[<64;10;6M");
    walk_expect_row(walk, 4, "▌▌E PumpError");
    send(walk, "\x1b[<0;10;6M\x1b[<0;10;6m");
    walk_expect_row(walk, 5, "▌▌E ValveError");
    send(walk, "\x1b[<0;10;6M\x1b[<0;10;6m\x1b[<0;10;6M\x1b[<0;10;6m");
    walk_expect(walk, "src/pump.c");
    walk_press(walk, "Esc");
    palette(walk, "mouse");
    walk_expect(walk, "the terminal's again");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_click_on_a_tab_goes_there_and_the_way_out_gives_the_mouse_back(void)
{
    struct place place = place_new("[console]\nmouse = true\n");
    struct walk *walk = console(&place, 24, 80, NULL);
    int row, col;
    g_assert_true(terminal_find(walk_terminal(walk), "2 3 4", &row, &col));
    g_assert_cmpint(row, ==, 0);
    g_autofree char *click = g_strdup_printf("\x1b[<0;%d;1M\x1b[<0;%d;1m", col + 5, col + 5);
    send(walk, click);
    walk_expect_gone(walk, "─ 1 Issues");
    g_assert_true(terminal_find(walk_terminal(walk), "1 2 3", &row, &col));
    g_autofree char *one = g_strdup_printf("\x1b[<0;%d;1M\x1b[<0;%d;1m", col + 1, col + 1);
    g_autofree char *two = g_strconcat(one, one, NULL);
    send(walk, two); /* two clicks there are no Enter */
    walk_expect_row(walk, 0, "1 Issues");
    walk_press(walk, "k");
    g_assert_true(walk_sees(walk, "─ 1 Issues is:unresolved"));
    walk_press(walk, "?");
    walk_expect(walk, "Next row");
    send(walk, "\x1b[<65;10;6M"); /* the wheel moves in help */
    walk_press(walk, "Esc");
    walk_quit(walk, "Q"); /* asserts that no mode is left set */
    place_clear(&place);
}

/* --- Esc --- */

static void a_key_right_behind_esc_is_a_key_of_its_own(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "?");
    walk_expect(walk, "Next row");
    send(walk, "\x1bj");
    walk_expect_gone(walk, "Next row");
    walk_expect_row(walk, 5, "▌▌E ValveError");
    walk_press(walk, "g");
    send(walk, "\x1bk");
    walk_expect_row(walk, 4, "▌▌E PumpError");
    walk_press(walk, "/");
    walk_type(walk, "one two");
    send(walk, "\x1b"
               "bx"); /* where text is edited, Alt-b goes a word to the left */
    walk_expect(walk, "one xtwo");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* --- screen --- */

static void bare_is_rows_alone(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    palette(walk, "bare");
    walk_expect_row(walk, 1, "PumpError");
    g_assert_false(walk_sees(walk, "LIVE"));
    g_assert_false(walk_sees(walk, "? help"));
    g_assert_false(walk_sees(walk, "Issues"));
    g_assert_false(walk_sees(walk, "─"));
    walk_resize(walk, 4, 60);
    walk_expect_row(walk, 0, "PumpError");
    walk_press(walk, "z");
    walk_expect_row(walk, 3, "does nothing here");
    walk_resize(walk, 24, 80);
    palette(walk, "bare");
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* Its letters stand here and there in what else there is. */
static void a_command_of_another_view_says_where_it_works(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    palette(walk, "limit");
    walk_expect(walk, "limit is a command of chart: it works there");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "it works there");
    palette(walk, "limit 200ms");
    walk_expect(walk, "limit is a command of chart: it works there");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void the_palette_takes_an_argument(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    palette(walk, "last 3h");
    walk_expect_row(walk, 0, "last 3h");
    palette(walk, "last soon");
    walk_expect(walk, "▲ 15m, 1h, 24h or 7d");
    walk_press(walk, "Esc t");
    walk_type(walk, "soon");
    walk_expect(walk, "▲ 15m, 1h, 24h or 7d");
    walk_press(walk, "Enter Esc");
    walk_expect_row(walk, 0, "last 3h");
    palette(walk, "layout one");
    walk_expect_gone(walk, "─ 3 Trace");
    palette(walk, "find valve");
    walk_expect_row(walk, 5, "▌▌E ValveError");
    walk_press(walk, ":");
    walk_type(walk, "find ");
    walk_expect(walk, "find valve");
    walk_expect(walk, "searched for before");
    walk_press(walk, "Esc");
    walk_press(walk, ":");
    walk_type(walk, "last ");
    walk_expect(walk, "last PERIOD");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void help_shows_every_view_and_what_has_no_key(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_press(walk, "?");
    walk_expect_row(walk, 1, "issues"); /* the view one is in comes first */
    walk_press(walk, "/");
    walk_type(walk, "critical");
    walk_expect(walk, "critical path");
    walk_press(walk, "Esc");
    walk_press(walk, "/");
    walk_type(walk, "bare");
    walk_expect(walk, ":bare");
    walk_press(walk, "Esc Esc");
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_prefix_shows_all_that_may_follow_on_a_small_screen(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 12, 40, NULL);
    walk_press(walk, "g");
    walk_expect(walk, "g …");
    const char *const keys[] = {"g  ", "w  ", "t  ", "l  ", "m  ", "i  ",
                                "c  ", "r  ", "b  ", "e  ", "n  ", "a  "};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        walk_expect(walk, keys[i]);
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* --- what must not act --- */

static const char *const replies[] = {
    "\x1b[?62;22c",                     /* what it is */
    "\x1b[>41;354;0c",                  /* and which */
    "\x1b[12;40R",                      /* where the cursor is */
    "\x1b[?2026;2$y",                   /* a mode */
    "\x1b[I",                           /* it has the focus */
    "\x1b[<35;10;6M",                   /* the mouse passed by */
    "\x1b[M !!",                        /* the same, of old */
    "\x1b]11;rgb:1d1d/1f1f/2121\x1b\\", /* its background */
    "\x1b]52;c;UXVpdA==\a",             /* its clipboard */
    "\x1bP>|tmux 3.4Q\x1b\\",           /* its version */
    "\x1bP1$r0mQ\x1b\\",                /* a setting */
    "\x1b_Gi=1;OK\x1b\\",               /* a picture */
};

static void no_reply_of_the_terminal_acts_wherever_it_is_split(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, "VIGIL_CLOCK=" CLOCK);
    walk_press(walk, "p");
    walk_press(walk, "j k");
    g_autofree char *before = terminal_text(walk_terminal(walk));
    for (size_t i = 0; i < G_N_ELEMENTS(replies); i++)
        for (size_t cut = 1; cut < strlen(replies[i]); cut++) {
            g_autofree char *first = g_strdup_printf("j%.*s", (int)cut, replies[i]);
            g_autofree char *rest = g_strconcat(replies[i] + cut, "k", NULL);
            send(walk, first);
            terminal_settle(walk_terminal(walk));
            send(walk, rest);
            terminal_settle(walk_terminal(walk));
            g_autofree char *after = terminal_text(walk_terminal(walk));
            if (strcmp(after, before) != 0)
                g_test_message("reply %zu, split behind byte %zu", i, cut);
            g_assert_cmpstr(after, ==, before);
        }
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void pasted_text_goes_into_prompts_alone(void)
{
    struct place place = place_new("");
    struct walk *walk = console(&place, 24, 80, NULL);
    walk_paste(walk, "j\nQ\r:quit\r");
    walk_expect(walk, "pasted text goes into a prompt");
    walk_expect_row(walk, 4, "▌▌E PumpError");
    walk_press(walk, "/");
    walk_paste(walk, "val\x07ve\n");
    walk_expect(walk, "/valve");
    walk_press(walk, "Enter");
    walk_expect_row(walk, 5, "▌▌E ValveError");
    walk_quit(walk, "Q");
    place_clear(&place);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keys/a key of the config that cannot be taken is told once, with its line",
                    a_key_that_cannot_be_taken_is_told_once);
    g_test_add_func("/keys/an editor that is killed leaves a console",
                    an_editor_that_is_killed_leaves_a_console);
    g_test_add_func("/keys/an own command has the terminal and gives it back",
                    an_own_command_has_the_terminal_and_gives_it_back);
    g_test_add_func("/keys/how an own command ends is told", how_an_own_command_ends_is_told);
    g_test_add_func("/keys/the editor opens the frame's line in the clone",
                    the_editor_opens_the_frame_in_the_clone);
    g_test_add_func("/keys/the editor opens JSON that goes with it",
                    the_editor_opens_json_that_goes_with_it);
    g_test_add_func("/keys/the mouse is off until it is switched on",
                    the_mouse_is_off_until_it_is_switched_on);
    g_test_add_func("/keys/a click on a tab goes there; the mouse is given back",
                    a_click_on_a_tab_goes_there_and_the_way_out_gives_the_mouse_back);
    g_test_add_func("/keys/a key right behind Esc is a key of its own",
                    a_key_right_behind_esc_is_a_key_of_its_own);
    g_test_add_func("/keys/bare is rows alone", bare_is_rows_alone);
    g_test_add_func("/keys/a command of another view says where it works",
                    a_command_of_another_view_says_where_it_works);
    g_test_add_func("/keys/the palette takes an argument", the_palette_takes_an_argument);
    g_test_add_func("/keys/help shows every view, and what has no key",
                    help_shows_every_view_and_what_has_no_key);
    g_test_add_func("/keys/a prefix shows all that may follow on a small screen",
                    a_prefix_shows_all_that_may_follow_on_a_small_screen);
    g_test_add_func("/keys/no reply of the terminal acts, wherever it is split",
                    no_reply_of_the_terminal_acts_wherever_it_is_split);
    g_test_add_func("/keys/pasted text goes into prompts alone",
                    pasted_text_goes_into_prompts_alone);
    return g_test_run();
}
