/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal.h"

#include "tests/support/modes.h"
#include "tests/support/terminal_home.h"
#include "tests/support/terminal_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#define WAIT_US   (60 * G_USEC_PER_SEC) /* a minute: builds may run beside the tests */
#define READ_SIZE 65536
#define WIDE_TAIL                                                                  \
    0xffffffffu /* what libvterm 0.1 gives for the second half of a wide character \
                 */

struct terminal {
    VTerm *vterm;
    VTermScreen *screen;
    struct modes *modes;
    struct termios before; /* the device, before the program had it */
    GPid pid;
    int fd;
    bool ended; /* reaped: `status` holds */
    int status;
    struct rusage used; /* once it ended */
    bool closed;        /* the program's side of the terminal is gone */
    bool no_idle_marks;
    bool failed;
    unsigned idle;      /* the last mark */
    unsigned idle_sent; /* the last mark when keys were last sent */
    size_t sent, taken; /* bytes of input, and those that the program had when it gave the mark */
    size_t sent_before, taken_before; /* when keys were last sent */
    bool cursor_visible, alternate_screen;
    char *title;
    GString *copied, *notice;
    unsigned notices, bells;
    int titles_kept;
    char *home;
    GString *written; /* by the program */
    size_t reads;
    bool reading;  /* what the emulator sends now is an answer to the program */
    GString *held; /* what it sends is gathered here; NULL = goes out */
    unsigned replies;
};

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct terminal *terminal = user;

    switch (property) {
    case VTERM_PROP_CURSORVISIBLE:
        terminal->cursor_visible = value->boolean;
        break;
    case VTERM_PROP_ALTSCREEN:
        terminal->alternate_screen = value->boolean;
        break;
    case VTERM_PROP_TITLE:
        g_free(terminal->title);
        terminal->title = g_strdup(value->string);
        break;
    default:
        break;
    }
    return 1;
}

static int on_bell(void *user)
{
    struct terminal *terminal = user;

    terminal->bells++;
    return 1;
}

/* OSC that the emulator does not know: our idle mark, and copies. */
static int on_osc(const char *command, size_t length, void *user)
{
    struct terminal *terminal = user;
    g_autofree char *text = g_strndup(command, length);

    if (sscanf(text, "7777;idle;%u;%zu", &terminal->idle, &terminal->taken) >= 1) {
        return 1;
    }
    if (g_str_has_prefix(text, "52;c;")) {
        g_string_assign(terminal->copied, text + strlen("52;c;"));
    } else if (g_str_has_prefix(text, "9;") || g_str_has_prefix(text, "777;")) {
        g_string_assign(terminal->notice, text);
        terminal->notices++;
    }
    return 1;
}

/* The stack of titles is kept by terminals, not by the emulator. */
static int on_csi(const char *leader, const long args[], int count, const char *between,
                  char command, void *user)
{
    struct terminal *terminal = user;

    if (command == 't' && count > 0 && !(leader && *leader) && !(between && *between)) {
        long what = CSI_ARG(args[0]);
        terminal->titles_kept += what == 22 ? 1 : what == 23 ? -1 : 0;
    }
    return 1;
}

static void write_all(struct terminal *terminal, const char *bytes, size_t count)
{
    while (count > 0 && !terminal->closed) {
        ssize_t written = write(terminal->fd, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
            terminal->sent += (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {terminal->fd, POLLOUT, 0};
            poll(&ready, 1, 1000);
            if (ready.revents & POLLHUP) {
                return; /* nobody will ever read it */
            }
        } else if (written < 0 && errno != EINTR) {
            return;
        }
    }
}

static void on_output(const char *bytes, size_t count, void *user)
{
    struct terminal *terminal = user;

    terminal->replies += terminal->reading;
    if (terminal->held) {
        g_string_append_len(terminal->held, bytes, (gssize)count);
    } else {
        write_all(terminal, bytes, count);
    }
}

static void make_emulator(struct terminal *terminal, int rows, int cols)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .bell = on_bell};
    static const VTermParserCallbacks fallbacks = {.csi = on_csi, .osc = on_osc};

    terminal->vterm = vterm_new(rows, cols);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, on_output, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_set_unrecognised_fallbacks(terminal->screen, &fallbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    vterm_state_set_bold_highbright(vterm_obtain_state(terminal->vterm), 0);
}

static void set_environment(const char *const *environment)
{
    static const char *const cleared[] = {
        "COLORTERM", "NO_COLOR", "TMUX", "STY",     "LINES",        "COLUMNS",  "SSH_CONNECTION",
        "SSH_TTY",   "LC_CTYPE", "LANG", "DISPLAY", "TERM_PROGRAM", "COLORFGBG"};

    for (size_t i = 0; i < G_N_ELEMENTS(cleared); i++) {
        unsetenv(cleared[i]);
    }
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    setenv("VIGIL_TEST_IDLE", "1", 1);
    for (size_t i = 0; environment && environment[i]; i++) {
        const char *equals = strchr(environment[i], '=');
        g_autofree char *name = equals ? g_strndup(environment[i], (gsize)(equals - environment[i]))
                                       : g_strdup(environment[i]);
        if (equals) {
            setenv(name, equals + 1, 1);
        } else {
            unsetenv(name);
        }
    }
}

static void run_child(const struct terminal_options *options, const char *home)
{
    terminal_home_set(home);
    set_environment(options->environment);
    if (options->directory && chdir(options->directory) < 0) {
        perror(options->directory);
        _exit(126);
    }
    execv(options->argv[0], (char *const *)options->argv);
    perror(options->argv[0]);
    _exit(127);
}

/* A device with settings that are nobody's default, so that it shows who puts them back. */
static pid_t start_program(struct terminal *terminal, const struct terminal_options *options,
                           const struct winsize *size)
{
    int program;

    if (openpty(&terminal->fd, &program, NULL, NULL, size) < 0 ||
        tcgetattr(program, &terminal->before) < 0) {
        g_error("cannot make a pseudo terminal: %s", g_strerror(errno));
    }
    terminal->before.c_iflag |= IUTF8 | IXANY;
    terminal->before.c_cc[VKILL] = '@';
    terminal->before.c_cc[VMIN] = 5;
    terminal->before.c_cc[VTIME] = 2;
    tcsetattr(program, TCSANOW, &terminal->before);
    tcgetattr(program, &terminal->before);
    pid_t pid = fork();
    if (pid == 0) {
        close(terminal->fd);
        login_tty(program);
        run_child(options, terminal->home);
    }
    close(program);
    return pid;
}

struct terminal *terminal_start(const struct terminal_options *options)
{
    struct terminal *terminal = g_new0(struct terminal, 1);
    struct winsize size = {
        .ws_row = (unsigned short)(options->rows > 0 ? options->rows : 24),
        .ws_col = (unsigned short)(options->cols > 0 ? options->cols : 80),
    };

    terminal->no_idle_marks = options->no_idle_marks;
    terminal->copied = g_string_new(NULL);
    terminal->written = g_string_new(NULL);
    terminal->notice = g_string_new(NULL);
    terminal->home = terminal_home_new();
    terminal->title = g_strdup("");
    terminal->cursor_visible = true;
    terminal->modes = modes_new();
    make_emulator(terminal, size.ws_row, size.ws_col);
    terminal->pid = start_program(terminal, options, &size);
    if (terminal->pid < 0) {
        g_error("cannot start a program: %s", g_strerror(errno));
    }
    fcntl(terminal->fd, F_SETFL, O_NONBLOCK);
    fcntl(terminal->fd, F_SETFD, FD_CLOEXEC);
    return terminal;
}

void terminal_free(struct terminal *terminal)
{
    if (!terminal->ended) {
        kill(terminal->pid, SIGKILL);
        waitpid(terminal->pid, NULL, 0);
    }
    terminal_hang_up(terminal);
    vterm_free(terminal->vterm);
    modes_free(terminal->modes);
    g_string_free(terminal->copied, TRUE);
    g_string_free(terminal->written, TRUE);
    g_string_free(terminal->notice, TRUE);
    terminal_home_free(terminal->home);
    g_free(terminal->title);
    g_free(terminal);
}

/* Reads what the program writes until `deadline`; false when nothing came. */
static bool read_some(struct terminal *terminal, gint64 deadline)
{
    static const gint64 ms = 1000;
    g_autofree char *bytes = g_malloc(READ_SIZE);
    struct pollfd ready = {terminal->fd, POLLIN, 0};
    gint64 left = deadline - g_get_monotonic_time();

    if (terminal->closed || poll(&ready, 1, (int)(MAX(left, 0) / ms)) <= 0) {
        return false;
    }
    ssize_t count = read(terminal->fd, bytes, READ_SIZE);
    if (count > 0) {
        terminal->reading = true;
        vterm_input_write(terminal->vterm, bytes, (size_t)count);
        terminal->reading = false;
        g_string_append_len(terminal->written, bytes, count);
        modes_feed(terminal->modes, bytes, (size_t)count);
        terminal->reads++;
        return true;
    }
    terminal->closed = count == 0 || (errno != EAGAIN && errno != EINTR);
    return !terminal->closed;
}

void terminal_fail(struct terminal *terminal, const char *why)
{
    g_autofree char *text = terminal_text(terminal);

    if (!terminal->failed) {
        /* not g_printerr(), which asks the locale */
        fprintf(stderr, "%s; the screen is:\n%s\n", why, text);
        g_test_message("%s", why);
        g_test_fail();
    }
    terminal->failed = true;
}

bool terminal_failed(const struct terminal *terminal)
{
    return terminal->failed;
}

/* A count that begins anew (the difference is huge then) follows a program that had the terminal
 * meanwhile, and what was typed. */
static bool is_settled(const struct terminal *terminal)
{
    return terminal->no_idle_marks ||
           (terminal->idle != terminal->idle_sent &&
            terminal->taken - terminal->taken_before >= terminal->sent - terminal->sent_before);
}

bool terminal_settle(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + WAIT_US;

    while (!terminal->failed && !is_settled(terminal)) {
        if (!read_some(terminal, deadline)) {
            terminal_fail(terminal, terminal->closed ? "the program ended"
                                                     : "the program was not idle for a minute");
        }
    }
    return !terminal->failed;
}

bool terminal_take(struct terminal *terminal)
{
    return read_some(terminal, g_get_monotonic_time() + 50000);
}

static bool has_text(const struct terminal *terminal, int row, const char *text)
{
    g_autofree char *found = row < 0 ? terminal_text(terminal) : terminal_row(terminal, row);

    return strstr(found, text) != NULL;
}

static bool expect(struct terminal *terminal, int row, const char *text, bool present)
{
    gint64 deadline = g_get_monotonic_time() + WAIT_US;

    while (!terminal->failed &&
           !(is_settled(terminal) && has_text(terminal, row, text) == present)) {
        if (!read_some(terminal, deadline)) {
            g_autofree char *place = row < 0 ? g_strdup("") : g_strdup_printf(" in row %d", row);
            g_autofree char *why =
                g_strdup_printf("%s: expected%s%s \"%s\"",
                                terminal->closed ? "the program ended" : "after a minute",
                                present ? "" : " no", place, text);
            terminal_fail(terminal, why);
        }
    }
    return !terminal->failed;
}

bool terminal_expect(struct terminal *terminal, int row, const char *text)
{
    return expect(terminal, row, text, true);
}

bool terminal_expect_gone(struct terminal *terminal, const char *text)
{
    return expect(terminal, -1, text, false);
}

/* From here on an idle mark that was on its way does not count. */
static void sending(struct terminal *terminal)
{
    while (read_some(terminal, 0)) {
    }
    terminal->idle_sent = terminal->idle;
    terminal->sent_before = terminal->sent;
    terminal->taken_before = terminal->taken;
}

void terminal_press(struct terminal *terminal, const char *keys)
{
    if (!terminal->failed) {
        sending(terminal);
        if (!terminal_keys_press(terminal->vterm, keys)) {
            terminal_fail(terminal, keys);
        }
    }
}

void terminal_type(struct terminal *terminal, const char *text)
{
    if (!terminal->failed) {
        sending(terminal);
        for (const char *at = text; *at; at = g_utf8_next_char(at)) {
            vterm_keyboard_unichar(terminal->vterm, g_utf8_get_char(at), VTERM_MOD_NONE);
        }
    }
}

void terminal_paste(struct terminal *terminal, const char *text)
{
    if (!terminal->failed) {
        sending(terminal);
        terminal->held = g_string_new(NULL); /* as one write: a paste is not idle between */
        vterm_keyboard_start_paste(terminal->vterm);
        g_string_append(terminal->held, text);
        vterm_keyboard_end_paste(terminal->vterm);
        write_all(terminal, terminal->held->str, terminal->held->len);
        g_string_free(g_steal_pointer(&terminal->held), TRUE);
    }
}

void terminal_send(struct terminal *terminal, const char *bytes, size_t count)
{
    if (!terminal->failed) {
        sending(terminal);
        write_all(terminal, bytes, count);
    }
}

void terminal_resize(struct terminal *terminal, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    if (!terminal->failed) {
        sending(terminal);
        vterm_set_size(terminal->vterm, rows, cols);
        ioctl(terminal->fd, TIOCSWINSZ, &size);
    }
}

void terminal_signal(struct terminal *terminal, int number)
{
    sending(terminal);
    kill(terminal->pid, number);
}

int terminal_rows(const struct terminal *terminal)
{
    int rows, cols;

    vterm_get_size(terminal->vterm, &rows, &cols);
    return rows;
}

int terminal_cols(const struct terminal *terminal)
{
    int rows, cols;

    vterm_get_size(terminal->vterm, &rows, &cols);
    return cols;
}

/* The default flag comes first: such a colour has an index, too. */
static int32_t colour_of(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour)) {
        return -1;
    }
    if (VTERM_COLOR_IS_INDEXED(colour)) {
        return colour->indexed.idx;
    }
    return TERMINAL_RGB | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

struct terminal_cell terminal_cell(const struct terminal *terminal, int row, int col)
{
    struct terminal_cell cell = {.text = " ", .width = 1, .foreground = -1, .background = -1};
    VTermScreenCell read;

    if (!vterm_screen_get_cell(terminal->screen, (VTermPos){row, col}, &read)) {
        return cell;
    }
    cell.foreground = colour_of(&read.fg);
    cell.background = colour_of(&read.bg);
    cell.bold = read.attrs.bold;
    cell.italic = read.attrs.italic;
    cell.underline = read.attrs.underline != VTERM_UNDERLINE_OFF;
    cell.reverse = read.attrs.reverse;
    if (read.chars[0] == WIDE_TAIL) {
        cell.text[0] = '\0';
        cell.width = 0;
    } else if (read.chars[0] != 0) {
        int length = 0;
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && read.chars[i] != 0; i++) {
            length += g_unichar_to_utf8(read.chars[i], cell.text + length);
            cell.text[length] = '\0';
            if (length > (int)sizeof cell.text - 8) {
                break;
            }
        }
        cell.width = read.width;
    }
    return cell;
}

char *terminal_row(const struct terminal *terminal, int row)
{
    GString *out = g_string_new(NULL);

    for (int col = 0; col < terminal_cols(terminal); col++) {
        struct terminal_cell cell = terminal_cell(terminal, row, col);
        g_string_append(out, cell.text);
    }
    return g_strchomp(g_string_free(out, FALSE));
}

char *terminal_text(const struct terminal *terminal)
{
    GString *out = g_string_new(NULL);

    for (int row = 0; row < terminal_rows(terminal); row++) {
        g_autofree char *text = terminal_row(terminal, row);
        g_string_append_printf(out, "%s\n", text);
    }
    return g_string_free(out, FALSE);
}

bool terminal_find(const struct terminal *terminal, const char *text, int *row, int *col)
{
    for (int at = 0; at < terminal_rows(terminal); at++) {
        g_autofree char *line = terminal_row(terminal, at);
        const char *found = strstr(line, text);
        if (found) {
            int cell = 0;
            for (const char *p = line; p < found; cell++) {
                p += strlen(terminal_cell(terminal, at, cell).text);
            }
            *row = at;
            *col = cell;
            return true;
        }
    }
    return false;
}

struct terminal_state terminal_state(const struct terminal *terminal)
{
    struct terminal_state state = {
        .cursor_visible = terminal->cursor_visible,
        .alternate_screen = terminal->alternate_screen,
        .title = terminal->title,
        .copied = terminal->copied->str,
        .notice = terminal->notice->str,
        .notices = terminal->notices,
        .titles_kept = terminal->titles_kept,
        .bells = terminal->bells,
        .bytes = terminal->written->len,
        .written = terminal->written->str,
        .replies = terminal->replies,
        .reads = terminal->reads,
    };
    struct termios modes;
    VTermPos cursor;

    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &cursor);
    state.cursor_row = cursor.row;
    state.cursor_col = cursor.col;
    if (tcgetattr(terminal->fd, &modes) == 0) {
        state.canonical = (modes.c_lflag & ICANON) != 0;
        state.echo = (modes.c_lflag & ECHO) != 0;
    }
    return state;
}

void terminal_count_from_here(struct terminal *terminal)
{
    while (read_some(terminal, 0)) {
    }
    g_string_truncate(terminal->written, 0);
    terminal->replies = 0;
    terminal->reads = 0;
}

/* Reads to the end, so that the program can write its last, and reaps it. */
static bool wait_for_end(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + WAIT_US;

    while (!terminal->ended && g_get_monotonic_time() < deadline) {
        read_some(terminal, MIN(deadline, g_get_monotonic_time() + 20000));
        if (wait4(terminal->pid, &terminal->status, WNOHANG, &terminal->used) == terminal->pid) {
            terminal->ended = true;
        } else if (terminal->closed) {
            poll(NULL, 0, 1);
        }
    }
    while (read_some(terminal, 0)) {
    }
    if (!terminal->ended) {
        terminal_fail(terminal, "the program did not end within a minute");
    }
    return terminal->ended;
}

/* What `stty -a` would show otherwise than before. */
static const char *device_differs(const struct terminal *terminal)
{
    const struct termios *before = &terminal->before;
    struct termios now;

    if (tcgetattr(terminal->fd, &now) < 0) {
        return "modes that cannot be read";
    }
    if (now.c_lflag != before->c_lflag) {
        return "other line modes (raw?)";
    }
    if (now.c_iflag != before->c_iflag || now.c_oflag != before->c_oflag) {
        return "other input or output modes";
    }
    bool same = now.c_cflag == before->c_cflag && !memcmp(now.c_cc, before->c_cc, NCCS) &&
                cfgetispeed(&now) == cfgetispeed(before) &&
                cfgetospeed(&now) == cfgetospeed(before);
    return same ? NULL : "other control characters, size of characters or speed";
}

bool terminal_is_given_back(struct terminal *terminal, char **why)
{
    g_autofree char *left = modes_left(terminal->modes, terminal_rows(terminal));

    if (terminal->alternate_screen || !terminal->cursor_visible) {
        *why = g_strdup(terminal->alternate_screen ? "the alternate screen was not left"
                                                   : "the cursor was left hidden");
    } else if (left) {
        *why = g_strdup_printf("modes were left set: %s", left);
    } else if (terminal->fd >= 0 && device_differs(terminal)) {
        *why = g_strdup_printf("the device was left with %s", device_differs(terminal));
    } else {
        return true;
    }
    return false;
}

static void assert_given_back(struct terminal *terminal)
{
    g_autofree char *why = NULL;

    if (!terminal_is_given_back(terminal, &why)) {
        terminal_fail(terminal, why);
    }
}

void terminal_expect_given_back(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + WAIT_US;
    g_autofree char *why = NULL;

    while (!terminal->failed && !terminal_is_given_back(terminal, &why)) {
        read_some(terminal, MIN(deadline, g_get_monotonic_time() + 20000));
        if (g_get_monotonic_time() >= deadline) {
            terminal_fail(terminal, why);
        }
        g_clear_pointer(&why, g_free);
    }
}

void terminal_hang_up(struct terminal *terminal)
{
    if (terminal->fd >= 0) {
        close(terminal->fd);
    }
    terminal->fd = -1;
    terminal->closed = true;
}

int terminal_wait(struct terminal *terminal)
{
    return terminal->failed || !wait_for_end(terminal) ? -1 : terminal->status;
}

void terminal_assert_exit(struct terminal *terminal, int status)
{
    if (terminal->failed || !wait_for_end(terminal)) {
        return;
    }
    if (!WIFEXITED(terminal->status) || WEXITSTATUS(terminal->status) != status) {
        g_autofree char *why =
            g_strdup_printf("the program ended with %s %d, not with status %d",
                            WIFEXITED(terminal->status) ? "status" : "signal",
                            WIFEXITED(terminal->status) ? WEXITSTATUS(terminal->status)
                                                        : WTERMSIG(terminal->status),
                            status);
        terminal_fail(terminal, why);
        return;
    }
    assert_given_back(terminal);
}

void terminal_assert_killed(struct terminal *terminal, int signal_number)
{
    if (terminal->failed || !wait_for_end(terminal)) {
        return;
    }
    if (!WIFSIGNALED(terminal->status) || WTERMSIG(terminal->status) != signal_number) {
        terminal_fail(terminal, "the program did not end by the signal");
        return;
    }
    assert_given_back(terminal);
}

gint64 terminal_cpu_us(const struct terminal *terminal)
{
    const struct timeval *user = &terminal->used.ru_utime, *system = &terminal->used.ru_stime;

    return (user->tv_sec + system->tv_sec) * G_USEC_PER_SEC + user->tv_usec + system->tv_usec;
}

GPid terminal_pid(const struct terminal *terminal)
{
    return terminal->pid;
}
