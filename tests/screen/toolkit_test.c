/* SPDX-License-Identifier: Apache-2.0
 *
 * The toolkit on a real (emulated) terminal, and with it the harness: this program starts itself in
 * a pseudo terminal as a small console that shows what it gets.
 */
#include "tests/support/golden.h"
#include "tests/support/picture.h"
#include "tests/support/terminal.h"
#include "tui/chart.h"
#include "tui/palette.h"
#include "tui/prompt.h"
#include "tui/screen.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* --- the console that is tested --- */

struct console {
    struct screen *screen;
    GString *log; /* keys and pastes, as they came */
    int scroll;
    bool chart;
    struct prompt *prompt;
    struct palette *palette;
    char *said;
    bool quit;
};

static void draw_chart(struct surface *surface)
{
    static double values[60];
    struct chart_line line = {values, 60, ROLE_SERVICE_0, "check_stock p95"};
    struct chart_mark mark = {0.6, ROLE_DEPLOY, "▲"};

    for (int i = 0; i < 60; i++) {
        values[i] = i < 40 ? 200 : 45000;
    }
    struct chart chart = {.lines = &line,
                          .line_count = 1,
                          .marks = &mark,
                          .mark_count = 1,
                          .cursor = (double)NAN,
                          .range_from = (double)NAN,
                          .range_to = (double)NAN,
                          .unit = "millisecond",
                          .start_ms = 1795317000000,
                          .end_ms = 1795320600000};
    chart_draw(surface, &chart);
}

static void draw_list(const struct console *console, struct surface *surface)
{
    for (int row = 0; row < surface->rows; row++) {
        int n = console->scroll + row;
        surface_printf(surface, row, 0, 6, role_service((unsigned)n), "%5d", n);
        surface_printf(surface, row, 6, -1, n % 5 == 0 ? ROLE_LEVEL_ERROR : ROLE_TEXT,
                       "line %d says 日本 and é and \x1b[31mno escape\x1b[0m %d", n, n * 7919);
    }
    surface_mark(surface, 2, 0, -1, ROLE_SELECTED);
}

static void draw(struct console *console)
{
    struct surface all = screen_surface(console->screen);
    struct surface body = surface_part(&all, 1, 0, all.rows - 3, all.cols);
    struct surface foot = surface_part(&all, all.rows - 2, 0, 2, all.cols);
    int row = -1, col = -1;

    surface_printf(&all, 0, 0, -1, ROLE_TITLE_FOCUS, "console %dx%d", all.rows, all.cols);
    surface_text_right(&all, 0, 20, -1, ROLE_LIVE, "● LIVE");
    if (console->chart) {
        draw_chart(&body);
    } else {
        draw_list(console, &body);
    }
    surface_run(&foot, 0, 0, foot.cols, ROLE_HAIRLINE, "─", '-');
    surface_text(&foot, 1, 0, -1, ROLE_MUTED, console->said ? console->said : console->log->str);
    if (console->prompt) {
        struct surface line = surface_part(&foot, 1, 0, 1, foot.cols);
        surface_fill(&line, ROLE_TEXT);
        prompt_draw(console->prompt, &line, &row, &col);
    }
    if (console->palette) {
        palette_draw(console->palette, &all, &row, &col);
    }
    screen_cursor(console->screen, row, col);
    screen_flush(console->screen);
    screen_idle_mark(console->screen);
}

static void open_palette(struct console *console)
{
    static const struct palette_entry entries[] = {
        {"Follow the trace", "g t", "t"},
        {"Logs around it",   "g l", "l"},
        {"Quit",             "Q",   "q"}
    };

    console->palette = palette_new("Commands", entries, G_N_ELEMENTS(entries), false);
}

/* A sanitizer needs its address space: there the request itself is too large. */
static void run_out_of_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    g_free(g_malloc(G_MAXSSIZE));
#else
    setrlimit(RLIMIT_AS, &(struct rlimit){1, 1});
    for (;;) {
        g_assert_nonnull(g_malloc(1 << 20));
    }
#endif
}

static void act(struct console *console, uint32_t code)
{
    switch (code) {
    case 'q':
        console->quit = true;
        break;
    case 'j':
        console->scroll++;
        break;
    case ' ':
        console->scroll += 20;
        break;
    case 'c':
        console->chart = !console->chart;
        break;
    case '/':
        console->prompt = prompt_new("/", "");
        break;
    case ':':
        open_palette(console);
        break;
    case 'y':
        g_free(console->said);
        console->said = screen_copy(console->screen, "evidence");
        break;
    case 'T':
        screen_set_title(console->screen, "vigil acme\x1b]0;x\a");
        screen_notify(console->screen, "new\x1b]0;x\a");
        break;
    case 'A':
        abort();
    case 'E':
        exit(7);
    case 'G':
        g_error("dry");
    case 'W':
        g_warning("the pump is slow");
        break;
    case 'M':
        run_out_of_memory();
        break;
    default:
        break;
    }
}

static void on_key(struct console *console, struct key key)
{
    char name[32];

    if (console->prompt) {
        enum prompt_result result = prompt_key(console->prompt, key);
        if (result == PROMPT_ACCEPTED || result == PROMPT_CANCELLED) {
            g_string_append_printf(console->log, " <%s>",
                                   result == PROMPT_ACCEPTED ? prompt_text(console->prompt) : "-");
            g_clear_pointer(&console->prompt, prompt_free);
        }
        return;
    }
    if (console->palette) {
        enum palette_result result = palette_key(console->palette, key);
        if (result != PALETTE_OPEN) {
            const char *data = result == PALETTE_CHOSEN ? palette_data(console->palette) : "-";
            g_string_append_printf(console->log, " [%s]", data);
            g_clear_pointer(&console->palette, palette_free);
        }
        return;
    }
    g_string_append_printf(console->log, " %s", key_format(key, name, sizeof name));
    if (key.modifiers == 0) {
        act(console, key.code);
    }
}

static void on_signal(struct console *console, int fd)
{
    struct signalfd_siginfo info;

    if (read(fd, &info, sizeof info) != sizeof info) {
        return;
    }
    if (info.ssi_signo == SIGWINCH) {
        screen_resize(console->screen);
    } else if (info.ssi_signo == SIGTSTP) {
        screen_suspend(console->screen);
        kill(getpid(), SIGSTOP);
        screen_resume(console->screen);
    } else {
        console->quit = true;
    }
}

static int watch_signals(void)
{
    sigset_t mask;

    sigemptyset(&mask);
    sigaddset(&mask, SIGWINCH);
    sigaddset(&mask, SIGTSTP);
    sigaddset(&mask, SIGINT);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    return signalfd(-1, &mask, SFD_CLOEXEC);
}

static void take_input(struct console *console)
{
    for (;;) {
        struct input input = screen_input(console->screen);
        if (input.kind == INPUT_NONE) {
            return;
        }
        if (input.kind == INPUT_HANGUP) {
            console->quit = true;
            return;
        }
        if (input.kind == INPUT_BACKGROUND || input.kind == INPUT_CURSOR) {
            continue;
        }
        if (input.kind == INPUT_KEY) {
            on_key(console, input.key);
        } else if (console->prompt) {
            prompt_paste(console->prompt, input.paste);
        } else {
            g_string_append_printf(console->log, " {%s}", input.paste);
        }
    }
}

static int run_console(void)
{
    struct console console = {.log = g_string_new("keys:")};
    struct theme theme;
    GError *error = NULL;
    int signals = watch_signals();
    const char *path = getenv("CHECK_THEME");

    theme_init(&theme);
    if (path && !theme_load(&theme, path, &error)) {
        g_printerr("%s\n", error->message);
        return 1;
    }
    console.screen = screen_new(&theme, &error);
    if (!console.screen) {
        g_print("refused: %s\n", error->message);
        g_error_free(error);
        return 3;
    }
    while (!console.quit) {
        draw(&console);
        struct pollfd fds[] = {
            {screen_fd(console.screen), POLLIN, 0},
            {signals,                   POLLIN, 0}
        };
        poll(fds, 2, screen_input_timeout(console.screen));
        if (fds[1].revents) {
            on_signal(&console, signals);
        }
        take_input(&console);
    }
    screen_free(console.screen);
    g_string_free(console.log, TRUE);
    g_free(console.said);
    return 0;
}

/* --- the tests --- */

static char *self;

static struct terminal *start_with(int rows, int cols, const char *const *environment)
{
    const char *argv[] = {self, "--console", NULL};
    struct terminal *terminal = terminal_start(&(struct terminal_options){
        .argv = argv, .environment = environment, .rows = rows, .cols = cols});

    terminal_settle(terminal);
    return terminal;
}

static struct terminal *start(void)
{
    return start_with(24, 80, NULL);
}

static void finish(struct terminal *terminal)
{
    terminal_press(terminal, "q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

static void test_first_screen(void)
{
    struct terminal *terminal = start();

    terminal_expect(terminal, 0, "console 24x80");
    terminal_expect(terminal, 3, "    2 line 2 says 日本 and é and no escape 15838");
    g_assert_true(terminal_state(terminal).alternate_screen);
    g_assert_false(terminal_state(terminal).cursor_visible);
    golden_check(terminal, "toolkit-first");
    finish(terminal);
}

static void test_selection(void)
{
    struct terminal *terminal = start();
    struct terminal_cell plain = terminal_cell(terminal, 1, 10);
    struct terminal_cell selected = terminal_cell(terminal, 3, 10);

    g_assert_cmpint(plain.background, ==, -1);
    g_assert_cmpint(selected.background, !=, -1);
    g_assert_cmpint(terminal_cell(terminal, 6, 10).foreground, !=, -1);
    finish(terminal);
}

static void test_keys(void)
{
    struct terminal *terminal = start();

    terminal_press(terminal, "Up Down Left Right Home End PgUp PgDn Tab S-Tab Enter Backspace "
                             "Delete Insert F1 F5 F12 ^D A-x x");
    terminal_expect(terminal, 23, "keys: Up Down Left Right Home End PgUp PgDn Tab S-Tab Enter");
    finish(terminal);
    terminal = start();
    terminal_press(terminal, "Backspace Delete Insert F1 F5 F12 ^D A-x C-Left S-F5 é x");
    terminal_expect(terminal, 23, "Backspace Delete Insert F1 F5 F12 ^D A-x C-Left S-F5 é x");
    finish(terminal);
}

static void test_escape(void)
{
    struct terminal *terminal = start();

    terminal_press(terminal, "Esc");
    terminal_expect(terminal, 23, "keys: Esc");
    finish(terminal);
}

static void test_replies(void)
{
    static const char replies[] = "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\"
                                  "\x1b[?62;c"
                                  "\x1bP1$r0m\x1b\\"
                                  "\x1b[12;40R"
                                  "\x1b[<0;10;10M"
                                  "x";
    struct terminal *terminal = start();

    terminal_send(terminal, replies, sizeof replies - 1);
    terminal_expect(terminal, 23, "keys: x");
    finish(terminal);
}

static void test_paste(void)
{
    struct terminal *terminal = start();

    terminal_paste(terminal, "q\nq");
    terminal_expect(terminal, 23, "keys: {q⏎q}");
    terminal_press(terminal, "/");
    terminal_settle(terminal);
    terminal_paste(terminal, "two\nlines");
    terminal_expect(terminal, 23, "/two lines");
    g_assert_true(terminal_state(terminal).cursor_visible);
    terminal_press(terminal, "Enter");
    terminal_expect(terminal, 23, "<two lines>");
    finish(terminal);
}

static void test_frame_is_one_write(void)
{
    struct terminal *terminal = start_with(50, 200, NULL);

    terminal_count_from_here(terminal);
    terminal_press(terminal, "Space");
    terminal_settle(terminal);
    struct terminal_state state = terminal_state(terminal);
    g_test_message("a page of 200x50: %zu bytes, %zu reads", state.bytes, state.reads);
    terminal_count_from_here(terminal);
    terminal_press(terminal, "j");
    terminal_settle(terminal);
    g_test_message("a line: %zu bytes", terminal_state(terminal).bytes);
    g_assert_cmpuint(terminal_state(terminal).bytes, <, 700);
    terminal_count_from_here(terminal);
    terminal_press(terminal, "Insert");
    terminal_settle(terminal);
    g_assert_cmpuint(terminal_state(terminal).bytes, <, 64);
    finish(terminal);
}

static void test_scrolled_screen_is_right(void)
{
    struct terminal *terminal = start_with(30, 100, NULL);

    for (int i = 0; i < 12; i++) {
        terminal_press(terminal, i % 4 == 3 ? "Space" : "j");
        terminal_settle(terminal);
    }
    for (int row = 0; row < 27; row++) {
        int n = 69 + row;
        g_autofree char *text =
            g_strdup_printf("%5d line %d says 日本 and é and no escape %d", n, n, n * 7919);
        terminal_expect(terminal, 1 + row, text);
    }
    finish(terminal);
}

static void test_resize(void)
{
    static const int sizes[][2] = {
        {10, 30 },
        {1,  1  },
        {2,  5  },
        {60, 200},
        {24, 80 }
    };
    struct terminal *terminal = start();

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *title = g_strdup_printf("console %dx%d", sizes[i][0], sizes[i][1]);
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        terminal_settle(terminal);
        if (sizes[i][1] > 20) {
            terminal_expect(terminal, 0, title);
        }
    }
    terminal_expect(terminal, 3, "no escape 15838");
    finish(terminal);
}

static void test_suspend(void)
{
    struct terminal *terminal = start();

    terminal_signal(terminal, SIGTSTP);
    while (terminal_state(terminal).alternate_screen && !terminal_failed(terminal)) {
        terminal_count_from_here(terminal);
    }
    g_assert_true(terminal_state(terminal).cursor_visible);
    terminal_expect_stopped(terminal);
    g_assert_true(terminal_state(terminal).canonical);
    terminal_signal(terminal, SIGCONT);
    terminal_settle(terminal);
    g_assert_true(terminal_state(terminal).alternate_screen);
    g_assert_false(terminal_state(terminal).canonical);
    terminal_expect(terminal, 3, "no escape 15838");
    finish(terminal);
}

static void test_ways_out(void)
{
    struct terminal *terminal = start();
    terminal_press(terminal, "E");
    terminal_assert_exit(terminal, 7);
    terminal_free(terminal);

    static const int signals[] = {SIGSEGV, SIGTERM, SIGHUP, SIGQUIT, SIGBUS};
    static const char *const quiet[] = {"ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_abort=0",
                                        NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
        terminal = start_with(24, 80, quiet);
        terminal_signal(terminal, signals[i]);
        terminal_assert_killed(terminal, signals[i]);
        terminal_free(terminal);
    }
    terminal = start_with(24, 80, quiet);
    terminal_press(terminal, "A");
    terminal_assert_killed(terminal, SIGABRT);
    terminal_free(terminal);
}

static void assert_shows(struct terminal *terminal, const char *text)
{
    g_autofree char *screen = terminal_text(terminal);

    g_assert_nonnull(strstr(screen, text));
}

static void test_fatal_log(void)
{
    static const char *const quiet[] = {
        "ASAN_OPTIONS=allocator_may_return_null=1:handle_abort=0:handle_sigtrap=0", NULL};
    struct terminal *terminal = start_with(24, 80, quiet);

    terminal_press(terminal, "G");
    terminal_assert_killed(terminal, SIGTRAP);
    assert_shows(terminal, "dry");
    terminal_free(terminal);
    terminal = start_with(24, 80, quiet);
    terminal_press(terminal, "M");
    terminal_assert_killed(terminal, SIGTRAP);
    assert_shows(terminal, "GLib-ERROR");
    terminal_free(terminal);
}

static void test_log_waits(void)
{
    struct terminal *terminal = start();

    terminal_press(terminal, "W");
    terminal_settle(terminal);
    terminal_expect_gone(terminal, "the pump is slow");
    terminal_press(terminal, "q");
    terminal_assert_exit(terminal, 0);
    assert_shows(terminal, "the pump is slow");
    terminal_free(terminal);
}

static void test_title_and_bell(void)
{
    struct terminal *terminal = start();

    terminal_press(terminal, "T");
    terminal_settle(terminal);
    g_assert_cmpstr(terminal_state(terminal).title, ==, "vigil acme");
    g_assert_cmpuint(terminal_state(terminal).bells, ==, 1);
    g_assert_true(g_str_has_prefix(terminal_state(terminal).notice, "9;vigil: new"));
    g_assert_cmpuint(terminal_state(terminal).notices, ==, 1);
    finish(terminal);
}

static void test_copy(void)
{
    struct terminal *terminal = start();

    terminal_press(terminal, "y");
    terminal_expect(terminal, 23, "copied 8 bytes to the terminal's clipboard");
    g_assert_cmpstr(terminal_state(terminal).copied, ==, "ZXZpZGVuY2U=");
    finish(terminal);
}

static void test_ascii(void)
{
    static const char *const environment[] = {"LC_ALL=C", NULL};
    struct terminal *terminal = start_with(24, 80, environment);

    terminal_expect(terminal, 0, "* LIVE");
    terminal_expect(terminal, 22, "--------");
    terminal_expect(terminal, 3, "line 2 says ? ?  and e and no escape");
    terminal_press(terminal, "c");
    terminal_expect(terminal, -1, "check_stock p95");
    g_autofree char *text = terminal_text(terminal);
    for (const char *p = text; *p; p++) {
        g_assert_true((unsigned char)*p < 0x80);
    }
    golden_check(terminal, "toolkit-ascii");
    finish(terminal);
}

static void test_colour_depths(void)
{
    static const struct {
        const char *environment[4];
        bool colour, rgb;
        int most;
    } depths[] = {
        {{"COLORTERM=truecolor", NULL}, true,  true,  255},
        {{"TERM=xterm-256color", NULL}, true,  false, 255},
        {{"TERM=xterm", NULL},          true,  false, 15 },
        {{"TERM=linux", NULL},          true,  false, 7  },
        {{"NO_COLOR=1", NULL},          false, false, 0  },
        {{"TERM=vt100", NULL},          false, false, 0  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
        struct terminal *terminal = start_with(24, 80, depths[i].environment);
        struct terminal_cell number = terminal_cell(terminal, 1, 4);
        struct terminal_cell selected = terminal_cell(terminal, 3, 10);
        g_test_message("%s: colour %x", depths[i].environment[0], (unsigned)number.foreground);
        g_assert_cmpint(number.foreground >= 0, ==, depths[i].colour);
        g_assert_cmpint(number.foreground >= TERMINAL_RGB, ==, depths[i].rgb);
        if (!depths[i].rgb && depths[i].colour) {
            g_assert_cmpint(number.foreground, <=, depths[i].most);
        }
        g_assert_true(selected.reverse || selected.background >= 0);
        g_assert_cmpint(terminal_cell(terminal, 1, 70).background, ==, -1);
        finish(terminal);
    }
}

static void test_true_colours_are_the_themes(void)
{
    static const char *const environment[] = {"COLORTERM=truecolor", NULL};
    struct terminal *terminal = start_with(24, 80, environment);

    g_assert_cmphex((guint)terminal_cell(terminal, 1, 4).foreground, ==, TERMINAL_RGB | 0x8ab6f9);
    g_assert_cmphex((guint)terminal_cell(terminal, 3, 10).background, ==, TERMINAL_RGB | 0x283650);
    golden_check(terminal, "toolkit-truecolour");
    finish(terminal);
}

static void test_refusals(void)
{
    static const char *const dumb[] = {"TERM=dumb", NULL};
    static const char *const unknown[] = {"TERM=wonderterm", NULL};
    const char *argv[] = {self, "--console", NULL};
    struct terminal *terminal = terminal_start(
        &(struct terminal_options){.argv = argv, .environment = dumb, .no_idle_marks = true});

    terminal_expect(terminal, -1, "refused: TERM=dumb cannot show the console");
    terminal_assert_exit(terminal, 3);
    terminal_free(terminal);
    terminal = terminal_start(
        &(struct terminal_options){.argv = argv, .environment = unknown, .no_idle_marks = true});
    terminal_expect(terminal, -1, "refused: TERM=wonderterm is not known");
    terminal_assert_exit(terminal, 3);
    terminal_free(terminal);
}

static void test_palette(void)
{
    struct terminal *terminal = start();

    terminal_press(terminal, ":");
    terminal_type(terminal, "lo");
    terminal_expect(terminal, -1, "Logs around it");
    terminal_expect_gone(terminal, "Quit");
    golden_check(terminal, "toolkit-palette");
    terminal_press(terminal, "Enter");
    terminal_expect(terminal, 23, "[l]");
    finish(terminal);
}

static void test_chart(void)
{
    struct terminal *terminal = start_with(24, 100, NULL);

    terminal_press(terminal, "c");
    terminal_expect(terminal, -1, "45.0s");
    golden_check(terminal, "toolkit-chart");
    finish(terminal);
}

static void test_picture(void)
{
    static const char *const environment[] = {"COLORTERM=truecolor", NULL};
    struct terminal *terminal = start_with(24, 100, environment);
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    const char *keep = getenv("CHECK_PICTURE");

    terminal_press(terminal, "c");
    terminal_settle(terminal);
    terminal_press(terminal, ":");
    terminal_settle(terminal);
    path = keep ? g_strdup(keep) : g_build_filename(g_get_tmp_dir(), "toolkit-check.svg", NULL);
    g_assert_true(picture_write(terminal, path, "vigil <demo>"));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, "vigil &lt;demo&gt;"));
    g_assert_nonnull(strstr(text, ">Follow the trace</text>"));
    g_assert_true(g_str_has_suffix(text, "</svg>\n"));
    if (!keep) {
        unlink(path);
    }
    terminal_press(terminal, "Esc");
    terminal_settle(terminal);
    finish(terminal);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--console") == 0) {
        return run_console();
    }
    g_test_init(&argc, &argv, NULL);
    self = argv[0];
    g_test_add_func("/toolkit/the first frame shows text, made safe", test_first_screen);
    g_test_add_func("/toolkit/a selection lies over the row's own colours", test_selection);
    g_test_add_func("/toolkit/keys arrive by name", test_keys);
    g_test_add_func("/toolkit/a lone Esc is a key", test_escape);
    g_test_add_func("/toolkit/replies of the terminal are no keys", test_replies);
    g_test_add_func("/toolkit/pasted text never acts", test_paste);
    g_test_add_func("/toolkit/a small change is few bytes", test_frame_is_one_write);
    g_test_add_func("/toolkit/a scrolled screen shows what it should",
                    test_scrolled_screen_is_right);
    g_test_add_func("/toolkit/every size is survived", test_resize);
    g_test_add_func("/toolkit/suspend gives the terminal back, resume takes it again",
                    test_suspend);
    g_test_add_func("/toolkit/every way out restores the terminal", test_ways_out);
    g_test_add_func("/toolkit/what it dies of is said on the screen that was before",
                    test_fatal_log);
    g_test_add_func("/toolkit/a warning waits until the screen is given back", test_log_waits);
    g_test_add_func("/toolkit/title and bell", test_title_and_bell);
    g_test_add_func("/toolkit/copy goes by OSC 52", test_copy);
    g_test_add_func("/toolkit/LC_ALL=C shows ASCII only", test_ascii);
    g_test_add_func("/toolkit/colours come down to what the terminal has", test_colour_depths);
    g_test_add_func("/toolkit/true colours are the theme's", test_true_colours_are_the_themes);
    g_test_add_func("/toolkit/terminals that cannot show it are refused with a hint",
                    test_refusals);
    g_test_add_func("/toolkit/the palette narrows as one types", test_palette);
    g_test_add_func("/toolkit/a chart", test_chart);
    g_test_add_func("/toolkit/a picture of the screen is SVG", test_picture);
    return g_test_run();
}
