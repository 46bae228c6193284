/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal_internal.h"

#include "tests/support/modes.h"
#include "tests/support/terminal_child.h"
#include "tests/support/terminal_home.h"
#include "tests/support/terminal_keys.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_SIZE 65536

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

/* All that was sent so far counts as taken: by the program, or by another that had the terminal
 * meanwhile, after which the program counts from nothing. */
static void count_anew(struct terminal *terminal)
{
    terminal->sent_before = terminal->sent;
    terminal->taken_before = terminal->taken;
}

/* OSC that the emulator does not know: our idle mark, and copies. */
static int on_osc(const char *command, size_t length, void *user)
{
    struct terminal *terminal = user;
    g_autofree char *text = g_strndup(command, length);
    size_t before = terminal->taken;

    if (sscanf(text, "7777;idle;%u;%zu;%dx%d", &terminal->idle, &terminal->taken,
               &terminal->idle_rows, &terminal->idle_cols) >= 1) {
        if (terminal->taken < before) {
            count_anew(terminal);
        }
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
    terminal->pid =
        terminal_child_start(options, &size, terminal->home, &terminal->fd, &terminal->before);
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

bool terminal_read(struct terminal *terminal, gint64 deadline)
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

static bool is_taken(const struct terminal *terminal)
{
    return terminal->taken - terminal->taken_before >= terminal->sent - terminal->sent_before;
}

static bool is_settled(const struct terminal *terminal)
{
    bool of_size = terminal->idle_rows == terminal_rows(terminal) &&
                   terminal->idle_cols == terminal_cols(terminal);

    return terminal->no_idle_marks ||
           (of_size && terminal->idle != terminal->idle_sent && is_taken(terminal));
}

bool terminal_settle(struct terminal *terminal)
{
    gint64 deadline = g_get_monotonic_time() + TERMINAL_WAIT_US;

    while (!terminal->failed && !is_settled(terminal)) {
        if (!terminal_read(terminal, deadline)) {
            terminal_fail(terminal, terminal->closed ? "the program ended"
                                                     : "the program was not idle for a minute");
        }
    }
    return !terminal->failed;
}

bool terminal_take(struct terminal *terminal)
{
    return terminal_read(terminal, g_get_monotonic_time() + 50000);
}

static bool has_text(const struct terminal *terminal, int row, const char *text)
{
    g_autofree char *found = row < 0 ? terminal_text(terminal) : terminal_row(terminal, row);

    return strstr(found, text) != NULL;
}

/* With `beside` in the row where that stands now; it may move. */
static bool has(const struct terminal *terminal, int row, const char *beside, const char *text)
{
    int col;

    return (!beside || terminal_find(terminal, beside, &row, &col)) &&
           has_text(terminal, row, text);
}

static bool expect(struct terminal *terminal, int row, const char *beside, const char *text,
                   bool present)
{
    gint64 deadline = g_get_monotonic_time() + TERMINAL_WAIT_US;

    while (!terminal->failed &&
           !(is_settled(terminal) && has(terminal, row, beside, text) == present)) {
        if (!terminal_read(terminal, deadline)) {
            g_autofree char *place = beside    ? g_strdup_printf(" beside \"%s\"", beside)
                                     : row < 0 ? g_strdup("")
                                               : g_strdup_printf(" in row %d", row);
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
    return expect(terminal, row, NULL, text, true);
}

bool terminal_expect_beside(struct terminal *terminal, const char *beside, const char *text)
{
    return expect(terminal, -1, beside, text, true);
}

bool terminal_expect_gone(struct terminal *terminal, const char *text)
{
    return expect(terminal, -1, NULL, text, false);
}

/* From here on an idle mark that was on its way does not count, and what was sent before is still
 * waited for. */
static void sending(struct terminal *terminal)
{
    while (terminal_read(terminal, 0)) {
    }
    terminal->idle_sent = terminal->idle;
    if (is_taken(terminal)) {
        count_anew(terminal);
    }
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
    while (terminal_read(terminal, 0)) {
    }
    g_string_truncate(terminal->written, 0);
    terminal->replies = 0;
    terminal->reads = 0;
}
