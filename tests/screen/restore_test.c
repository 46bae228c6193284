/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever way the console ends, or is stopped, the terminal is as it was: every mode taken back,
 * the device as `stty -a` showed it before. It leaves when the terminal leaves, and stops and goes
 * on as a shell's job.
 */
#include "tests/support/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define CPU_MOST_US  (5 * G_USEC_PER_SEC) /* a program that spins uses a minute */

#define PROMPTS_MOST 600 /* a shell that says nothing until then says nothing */

/* Nothing listens there: a console needs no server to come and go. */
#define NOWHERE "http://127.0.0.1:1"

static const char *const environment[] = {
    "SENTRY_AUTH_TOKEN=none", "SENTRY_URL=" NOWHERE,
    "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0:"
    "handle_sigtrap=0",
    NULL};

static struct terminal *console(void)
{
    const char *argv[] = {g_getenv("VIGIL"), "--url", NOWHERE, "--org", "acme", NULL};
    struct terminal *terminal =
        terminal_start(&(struct terminal_options){.argv = argv, .environment = environment});
    terminal_expect(terminal, 0, "acme");
    g_assert_true(terminal_state(terminal).alternate_screen);
    return terminal;
}

static void a_quit(void)
{
    struct terminal *terminal = console();
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

/* With a prompt open the cursor shows; with help it does not. */
static void a_signal_with_a_prompt_open(void)
{
    struct terminal *terminal = console();
    terminal_press(terminal, ":");
    terminal_settle(terminal);
    terminal_signal(terminal, SIGTERM);
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

static void a_signal_that_asks_to_end(const void *number)
{
    struct terminal *terminal = console();
    terminal_signal(terminal, GPOINTER_TO_INT(number));
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

/* As behind ^S of a terminal that is in between, or a line that is dead: a frame waits to be taken.
 */
static void a_signal_while_the_terminal_takes_nothing(const void *number)
{
    struct terminal *terminal = console();
    g_autofree char *path = g_strdup_printf("/proc/%d/fd/0", terminal_pid(terminal));
    int device = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    g_assert_cmpint(device, >=, 0);
    g_assert_cmpint(tcflow(device, TCOOFF), ==, 0);
    terminal_send(terminal, "\x0c", 1);
    while (terminal_take(terminal))
        ;
    terminal_signal(terminal, GPOINTER_TO_INT(number));
    close(device);
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

static void a_signal_that_kills(const void *number)
{
    struct terminal *terminal = console();
    terminal_signal(terminal, GPOINTER_TO_INT(number));
    terminal_assert_killed(terminal, GPOINTER_TO_INT(number));
    terminal_free(terminal);
}

static struct terminal *console_on_one_screen(const char *term)
{
    const char *argv[] = {g_getenv("VIGIL"), "--url", NOWHERE, "--org", "acme", NULL};
    const char *variables[] = {term, environment[0], environment[1], environment[2], NULL};
    struct terminal *terminal =
        terminal_start(&(struct terminal_options){.argv = argv, .environment = variables});
    terminal_expect(terminal, 0, "acme");
    return terminal;
}

/* The console stays on a screen that is the only one: the shell goes on below it. */
static void assert_below_the_console(struct terminal *terminal)
{
    g_assert_cmpint(terminal_state(terminal).cursor_row, ==, terminal_rows(terminal) - 1);
    g_assert_cmpint(terminal_state(terminal).cursor_col, ==, 0);
    g_autofree char *last = terminal_row(terminal, terminal_rows(terminal) - 1);
    g_assert_cmpstr(last, ==, "");
}

static void a_signal_where_there_is_one_screen(const void *term)
{
    struct terminal *terminal = console_on_one_screen(term);
    terminal_signal(terminal, SIGSEGV);
    terminal_assert_killed(terminal, SIGSEGV);
    assert_below_the_console(terminal);
    terminal_free(terminal);
}

static void a_quit_where_there_is_one_screen(const void *term)
{
    struct terminal *terminal = console_on_one_screen(term);
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    assert_below_the_console(terminal);
    terminal_free(terminal);
}

static void keys_that_signal(void)
{
    struct terminal *terminal = console();
    terminal_send(terminal, "\x03", 1);
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
    terminal = console();
    terminal_send(terminal, "\x1c", 1);
    terminal_assert_killed(terminal, SIGQUIT);
    terminal_free(terminal);
}

static void a_broken_pipe_is_harmless(void)
{
    struct terminal *terminal = console();
    terminal_signal(terminal, SIGPIPE);
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

static void memory_that_runs_out(void)
{
#ifdef __SANITIZE_ADDRESS__
    g_test_skip("a sanitizer needs its address space; the toolkit's test has this case");
#else
    struct terminal *terminal = console();
    g_autofree char *much = g_strnfill(64 << 20, 'x');
    struct rlimit least = {1 << 20, 1 << 20};
    terminal_press(terminal, ":");
    terminal_settle(terminal);
    g_assert_cmpint(prlimit(terminal_pid(terminal), RLIMIT_AS, &least, NULL), ==, 0);
    terminal_paste(terminal, much);
    int status = terminal_wait(terminal);
    char *why = NULL;
    g_assert_true(WIFSIGNALED(status));
    g_assert_true(terminal_is_given_back(terminal, &why));
    terminal_free(terminal);
#endif
}

/* The master's side is closed: every read is at its end, every write fails. */
static void a_terminal_that_goes_away(void)
{
    struct terminal *terminal = console();
    terminal_hang_up(terminal);
    int status = terminal_wait(terminal);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    g_assert_cmpint(terminal_cpu_us(terminal), <, CPU_MOST_US);
    terminal_free(terminal);
}

/* The same where nobody sends SIGHUP: it must notice by itself. */
static void a_terminal_that_goes_away_unsaid(void)
{
    const char *argv[] = {"/bin/sh", "-c",
                          "trap '' HUP; exec \"$VIGIL\" --url " NOWHERE " --org acme", NULL};
    struct terminal *terminal =
        terminal_start(&(struct terminal_options){.argv = argv, .environment = environment});
    terminal_expect(terminal, 0, "acme");
    terminal_hang_up(terminal);
    int status = terminal_wait(terminal);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(terminal_cpu_us(terminal), <, CPU_MOST_US);
    terminal_free(terminal);
}

/* --- as a shell's job --- */

static struct terminal *shell(void)
{
    static const char *const argv[] = {"/bin/sh", "-i", NULL};
    static const char *const with_prompt[] = {"SENTRY_AUTH_TOKEN=none", "SENTRY_URL=" NOWHERE,
                                              "PS1=shell> ", NULL};
    struct terminal *terminal = terminal_start(&(struct terminal_options){
        .argv = argv, .environment = with_prompt, .no_idle_marks = true});
    terminal_expect(terminal, -1, "shell>");
    return terminal;
}

static void command(struct terminal *terminal, const char *line)
{
    terminal_send(terminal, line, strlen(line));
    terminal_send(terminal, "\n", 1);
}

static void expect_console(struct terminal *terminal)
{
    terminal_expect(terminal, 0, "vigil  acme");
    terminal_expect_gone(terminal, "shell>");
    g_assert_true(terminal_state(terminal).alternate_screen);
    g_assert_false(terminal_state(terminal).canonical);
}

static pid_t start_console(struct terminal *terminal)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", terminal_pid(terminal),
                                            terminal_pid(terminal));
    g_autofree char *children = NULL;
    command(terminal, "\"$VIGIL\" --url " NOWHERE " --org acme");
    expect_console(terminal);
    g_assert_true(g_file_get_contents(path, &children, NULL, NULL));
    return (pid_t)strtol(children, NULL, 10);
}

static void expect_stopped(struct terminal *terminal)
{
    terminal_expect(terminal, -1, "Stopped");
    terminal_expect_given_back(terminal);
}

static void leave_shell(struct terminal *terminal)
{
    expect_console(terminal);
    terminal_send(terminal, "Q", 1);
    terminal_expect(terminal, -1, "shell>");
    terminal_expect_given_back(terminal);
    command(terminal, "exit 0");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

static void stopped_by_a_signal(void)
{
    struct terminal *terminal = shell();
    pid_t console = start_console(terminal);
    kill(console, SIGTSTP);
    expect_stopped(terminal);
    command(terminal, "fg");
    leave_shell(terminal);
}

static void stopped_by_the_key_twice(void)
{
    struct terminal *terminal = shell();
    start_console(terminal);
    terminal_send(terminal, "\x1a", 1);
    expect_stopped(terminal);
    command(terminal, "clear; fg");
    expect_console(terminal);
    terminal_send(terminal, "\x1a", 1);
    expect_stopped(terminal);
    command(terminal, "fg");
    leave_shell(terminal);
}

/* Nothing can be given back before SIGSTOP, but behind it the modes and the picture are there. */
static void stopped_without_a_warning(void)
{
    struct terminal *terminal = shell();
    pid_t console = start_console(terminal);
    kill(console, SIGSTOP);
    terminal_expect(terminal, -1, "Stopped");
    command(terminal, "stty sane");
    while (!terminal_state(terminal).canonical && !terminal_failed(terminal)) {
    }
    command(terminal, "fg");
    while (terminal_state(terminal).canonical && !terminal_failed(terminal)) {
    }
    leave_shell(terminal);
}

/* It may not have the terminal there: the kernel stops it again, and it waits for its turn. */
static void continued_in_the_background(void)
{
    struct terminal *terminal = shell();
    int row, col;
    start_console(terminal);
    terminal_send(terminal, "\x1a", 1);
    expect_stopped(terminal);
    command(terminal, "clear; bg");
    for (int i = 0; i < PROMPTS_MOST && !terminal_find(terminal, "tty output", &row, &col); i++) {
        command(terminal, ""); /* the shell tells it before a prompt */
        while (terminal_take(terminal)) {
        }
    }
    terminal_expect(terminal, -1, "tty output");
    command(terminal, "fg");
    leave_shell(terminal);
}

static void add_signals(void)
{
    static const int asking[] = {SIGTERM, SIGINT, SIGHUP};
    static const int killing[] = {SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGTRAP, SIGFPE, SIGILL};
    for (size_t i = 0; i < G_N_ELEMENTS(asking); i++) {
        g_autofree char *name = g_strdup_printf("/restore/SIG%s ends it", sigabbrev_np(asking[i]));
        g_test_add_data_func(name, GINT_TO_POINTER(asking[i]), a_signal_that_asks_to_end);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(killing); i++) {
        g_autofree char *name = g_strdup_printf("/restore/SIG%s kills it, the terminal given back",
                                                sigabbrev_np(killing[i]));
        g_test_add_data_func(name, GINT_TO_POINTER(killing[i]), a_signal_that_kills);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/restore/quitting", a_quit);
    g_test_add_data_func("/restore/SIGTERM while the terminal takes nothing",
                         GINT_TO_POINTER(SIGTERM), a_signal_while_the_terminal_takes_nothing);
    g_test_add_data_func("/restore/SIGHUP while the terminal takes nothing",
                         GINT_TO_POINTER(SIGHUP), a_signal_while_the_terminal_takes_nothing);
    g_test_add_data_func("/restore/SIGINT while the terminal takes nothing",
                         GINT_TO_POINTER(SIGINT), a_signal_while_the_terminal_takes_nothing);
    g_test_add_func("/restore/a signal while a prompt is open", a_signal_with_a_prompt_open);
    add_signals();
    g_test_add_data_func("/restore/quitting on the linux console", "TERM=linux",
                         a_quit_where_there_is_one_screen);
    g_test_add_data_func("/restore/quitting on a vt100", "TERM=vt100",
                         a_quit_where_there_is_one_screen);
    g_test_add_data_func("/restore/a signal on the linux console", "TERM=linux",
                         a_signal_where_there_is_one_screen);
    g_test_add_data_func("/restore/a signal on a vt100", "TERM=vt100",
                         a_signal_where_there_is_one_screen);
    g_test_add_func("/restore/^C quits, ^\\ kills", keys_that_signal);
    g_test_add_func("/restore/SIGPIPE is harmless", a_broken_pipe_is_harmless);
    g_test_add_func("/restore/memory runs out", memory_that_runs_out);
    g_test_add_func("/restore/it ends with its terminal", a_terminal_that_goes_away);
    g_test_add_func("/restore/it ends with its terminal though nobody says so",
                    a_terminal_that_goes_away_unsaid);
    g_test_add_func("/restore/stopped by SIGTSTP, continued by fg", stopped_by_a_signal);
    g_test_add_func("/restore/stopped by ^Z as often as one likes", stopped_by_the_key_twice);
    g_test_add_func("/restore/stopped by SIGSTOP, repainted by fg", stopped_without_a_warning);
    g_test_add_func("/restore/continued in the background it waits", continued_in_the_background);
    return g_test_run();
}
