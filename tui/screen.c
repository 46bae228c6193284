/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/screen.h"

#include "tui/abilities.h"
#include "tui/clipboard.h"
#include "tui/grid.h"
#include "tui/input.h"
#include "tui/notice.h"
#include "tui/output.h"
#include "tui/pace.h"
#include "tui/suspend.h"
#include "tui/text.h"
#include "tui/tty.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 4096
#define TITLE_MAX  120
#define TITLE_KEEP "\x1b[22;2t" /* on the terminal's stack, where it has one */
#define TITLE_BACK "\x1b[23;2t"
#define ANSWER_MS  500 /* a terminal that was asked is given so long to answer before it is left */

struct screen {
    struct tty *tty;
    struct output *output;
    struct decoder *decoder;
    struct grid *grid;
    bool ascii;
    bool suspended;
    struct screen_cost cost;
    bool hung_up;
    int cursor_row, cursor_col;
    GString *behind;  /* goes out behind the next frame: title, bell */
    int64_t asked_ms; /* when the background was asked for; 0 = not, or answered */
    struct pace pace;
    unsigned stops_asked;   /* questions for its tab stops that are not answered yet */
    int64_t stops_asked_ms; /* when the last was */
    char *title;
    bool has_title;
    bool test_idle;
    unsigned idle_count;
    uint64_t taken; /* bytes of input since the terminal was taken */
};

static int64_t now_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

/* Over ssh the locale's name often comes without its data; the terminal is UTF-8 all the same. */
static bool prepare_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    if (!setlocale(LC_CTYPE, "")) {
        for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
            const char *value = getenv(names[i]);
            if (value && value[0]) {
                g_autofree char *upper = g_ascii_strup(value, -1);
                if (strstr(upper, "UTF-8") || strstr(upper, "UTF8")) {
                    setlocale(LC_CTYPE, "C.UTF-8");
                }
                break;
            }
        }
    }
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool check_term(const char *term, GError **error)
{
    if (!term || term[0] == '\0' || strcmp(term, "dumb") == 0 || strcmp(term, "unknown") == 0) {
        g_set_error(
            error, TTY_ERROR, 0,
            "TERM=%s cannot show the console; set TERM to what the terminal is, for example "
            "TERM=xterm-256color",
            term && term[0] ? term : "(unset)");
        return false;
    }
    return true;
}

/* From here on every way out gives the terminal back. */
static void enter(struct screen *screen)
{
    g_autoptr(GString) leave = g_string_new(NULL);

    output_emergency(screen->output, leave);
    if (screen->has_title) {
        g_string_append(leave, TITLE_BACK);
    }
    tty_guard(screen->tty, leave->str, leave->len);
    tty_raw(screen->tty);
    suspend_watch();
}

static void leave(struct screen *screen)
{
    g_autoptr(GString) bytes = g_string_new(NULL);

    suspend_unwatch();
    output_leave(screen->output, bytes);
    if (screen->title) {
        g_string_append(bytes, TITLE_BACK);
        g_clear_pointer(&screen->title, g_free);
    }
    tty_write_last(screen->tty, bytes->str, bytes->len);
    tty_cooked(screen->tty);
    tty_unguard(screen->tty);
}

struct screen *screen_new(const struct theme *theme, GError **error)
{
    const char *term = getenv("TERM");
    struct tty *tty = check_term(term, error) ? tty_new(error) : NULL;
    int rows, cols;

    if (!tty) {
        return NULL;
    }
    bool utf8 = prepare_locale();
    tty_size(tty, &rows, &cols);
    struct output *output = output_new(term, rows, cols, error);
    if (!output) {
        tty_free(tty);
        return NULL;
    }
    struct screen *screen = g_new0(struct screen, 1);
    screen->tty = tty;
    screen->output = output;
    screen->decoder = decoder_new();
    screen->grid = grid_new(rows, cols);
    screen->ascii = !utf8;
    screen->cursor_row = -1;
    screen->behind = g_string_new(NULL);
    screen->has_title = term_has(term, ABILITY_WINDOW);
    const char *test = getenv("VIGIL_TEST_IDLE");
    screen->test_idle = test && strcmp(test, "1") == 0;
    output_set_theme(output, theme);
    enter(screen);
    return screen;
}

/* Of those that are not answered; 0 = all are. */
static int64_t last_question_ms(const struct screen *screen)
{
    int64_t stops_ms = screen->stops_asked > 0 ? screen->stops_asked_ms : 0;

    return MAX(stops_ms, MAX(screen->asked_ms, screen->pace.asked_ms));
}

/* An answer that comes when nobody reads it any more would stand in the shell's prompt. */
static void await_answer(struct screen *screen)
{
    while (last_question_ms(screen) > 0) {
        enum input_kind kind = screen_input(screen).kind; /* some may have come already */
        if (kind == INPUT_HANGUP) {
            return;
        }
        int64_t left = last_question_ms(screen) + ANSWER_MS - now_ms();
        struct pollfd ready = {screen_fd(screen), POLLIN, 0};
        if (kind == INPUT_NONE && (left <= 0 || poll(&ready, 1, (int)left) <= 0)) {
            screen->asked_ms = screen->pace.asked_ms = 0;
            screen->stops_asked = 0;
        }
    }
}

void screen_free(struct screen *screen)
{
    if (!screen) {
        return;
    }
    if (!screen->suspended) {
        await_answer(screen);
        leave(screen);
    }
    output_free(screen->output);
    decoder_free(screen->decoder);
    grid_free(screen->grid);
    g_string_free(screen->behind, TRUE);
    g_free(screen->title);
    tty_free(screen->tty);
    g_free(screen);
}

void screen_set_theme(struct screen *screen, const struct theme *theme)
{
    output_set_theme(screen->output, theme);
}

bool screen_ask_background(struct screen *screen)
{
    if (!term_has(getenv("TERM"), ABILITY_STRINGS) || !output_has_colours(screen->output)) {
        return false;
    }
    g_string_append(screen->behind, BACKGROUND_ASK);
    screen->asked_ms = now_ms();
    return true;
}

struct surface screen_kept(struct screen *screen)
{
    struct surface surface = surface_of_grid(screen->grid);

    surface.ascii = screen->ascii;
    return surface;
}

struct surface screen_surface(struct screen *screen)
{
    grid_clear(screen->grid);
    return screen_kept(screen);
}

static void ask_stops(struct screen *screen, GString *bytes)
{
    if (output_ask_stops(screen->output, screen->cursor_row, screen->cursor_col, bytes)) {
        screen->stops_asked++;
        screen->stops_asked_ms = now_ms();
    }
}

/* The answer to the last question counts: those before were asked at another size. F3 may look like
 * one, where nothing was asked, too. */
static void take_stops(struct screen *screen, int column)
{
    if (screen->stops_asked > 0 && --screen->stops_asked == 0) {
        output_stops_answer(screen->output, column);
    }
}

void screen_flush(struct screen *screen)
{
    g_autoptr(GString) bytes = g_string_new(NULL);

    if (screen->suspended) {
        return;
    }
    int64_t began_us = g_get_monotonic_time();
    bool whole =
        output_frame(screen->output, screen->grid, screen->cursor_row, screen->cursor_col, bytes);
    if (whole && !screen->test_idle) {
        ask_stops(screen, bytes);
    }
    int64_t made_us = g_get_monotonic_time();
    g_string_append_len(bytes, screen->behind->str, (gssize)screen->behind->len);
    g_string_truncate(screen->behind, 0);
    if (!screen->test_idle && pace_wants(&screen->pace, bytes->len)) {
        pace_asked(&screen->pace, bytes->len, now_ms());
        g_string_append(bytes, PACE_ASK);
    }
    tty_write(screen->tty, bytes->str, bytes->len);
    screen->cost = (struct screen_cost){.diff_us = made_us - began_us,
                                        .write_us = g_get_monotonic_time() - made_us,
                                        .bytes = bytes->len};
}

struct screen_cost screen_cost(const struct screen *screen)
{
    return screen->cost;
}

int screen_pace_ms(struct screen *screen)
{
    return pace_wait_ms(&screen->pace, now_ms());
}

void screen_repaint(struct screen *screen)
{
    output_clear(screen->output);
}

void screen_set_title(struct screen *screen, const char *title)
{
    g_autofree char *safe = text_safe(title);
    g_autofree char *cut = text_cut(safe, TITLE_MAX);

    if (!screen->has_title || g_strcmp0(cut, screen->title) == 0) {
        return;
    }
    if (!screen->title) {
        g_string_append(screen->behind, TITLE_KEEP);
    }
    g_free(screen->title);
    screen->title = g_steal_pointer(&cut);
    g_string_append_printf(screen->behind, "\x1b]2;%s\a", screen->title);
}

void screen_mouse(struct screen *screen, bool on)
{
    decoder_mouse(screen->decoder, on);
    if (output_mouse(screen->output, on)) {
        g_string_append(screen->behind, on ? MOUSE_ON : MOUSE_OFF);
    }
}

void screen_resize(struct screen *screen)
{
    int rows, cols;

    tty_size(screen->tty, &rows, &cols);
    if (rows != screen->grid->rows || cols != screen->grid->cols) {
        grid_free(screen->grid);
        screen->grid = grid_new(rows, cols);
        output_resize(screen->output, rows, cols);
    }
    output_repaint(screen->output);
}

void screen_suspend(struct screen *screen)
{
    if (!screen->suspended) {
        await_answer(screen); /* the next program would take it for keys */
        leave(screen);
        decoder_drop(screen->decoder);
        screen->suspended = true;
    }
}

static void write_mark(struct screen *screen)
{
    char mark[72];

    if (screen->test_idle) {
        g_snprintf(mark, sizeof mark, "\x1b]7777;idle;%u;%" G_GUINT64_FORMAT ";%dx%d\a",
                   ++screen->idle_count, screen->taken, screen->grid->rows, screen->grid->cols);
        tty_write(screen->tty, mark, strlen(mark));
    }
}

void screen_tell(struct screen *screen, const char *text)
{
    if (screen->suspended) {
        tty_write(screen->tty, text, strlen(text));
        write_mark(screen);
    }
}

void screen_resume(struct screen *screen)
{
    if (screen->suspended) {
        screen->suspended = false;
        screen->taken = 0;
        enter(screen);
        screen_resize(screen);
    }
}

int screen_job_fd(const struct screen *screen)
{
    (void)screen;
    return suspend_fd();
}

/* What was stopped unasked enters again, too: the shell has changed the terminal's modes. */
void screen_job(struct screen *screen)
{
    bool stop = suspend_wanted();

    if (!screen->suspended) {
        screen_suspend(screen);
        if (stop) {
            suspend_now();
        }
        screen_resume(screen);
    }
}

void screen_watch_ending(struct screen *screen)
{
    tty_watch_ending(screen->tty);
}

int screen_fd(const struct screen *screen)
{
    return tty_input_fd(screen->tty);
}

void screen_cursor(struct screen *screen, int row, int col)
{
    screen->cursor_row = row;
    screen->cursor_col = col;
}

void screen_notify(struct screen *screen, const char *text)
{
    struct notice_terminal terminal = notice_terminal();

    notice_append(screen->behind, &terminal, text);
}

char *screen_copy(struct screen *screen, const char *text)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *safe = text_safe_lines(text);
    char *said = clipboard_copy(safe, bytes);

    tty_write(screen->tty, bytes->str, bytes->len);
    return said;
}

/* The cells as they were drawn, for comparing with what the terminal shows: a row a line, a tab
 * behind each. */
static void save_grid(const struct grid *grid, const char *path)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            g_string_append_printf(out, "%s\t", grid_text(grid, row, col));
        }
        g_string_append_c(out, '\n');
    }
    FILE *file = fopen(path, "we");
    if (file) {
        fputs(out->str, file);
        fclose(file);
    }
}

void screen_idle_mark(struct screen *screen)
{
    bool key_pending = screen_input_timeout(screen) >= 0; /* its frame is yet to come */

    if (screen->test_idle && !screen->suspended && !key_pending) {
        const char *path = getenv("VIGIL_TEST_GRID");
        if (path) {
            save_grid(screen->grid, path);
        }
        write_mark(screen);
    }
}

bool screen_input_waits(const struct screen *screen)
{
    struct pollfd ready = {screen_fd(screen), POLLIN, 0};

    return !screen->hung_up && poll(&ready, 1, 0) > 0;
}

/* Reads what waits into `bytes`; 0 when nothing does. A terminal that is gone stays readable for
 * ever, so that is told from quiet. */
static size_t read_bytes(struct screen *screen, char *bytes, size_t size)
{
    if (!screen_input_waits(screen)) {
        return 0;
    }
    ssize_t count = read(screen_fd(screen), bytes, size);
    if (count > 0) {
        screen->taken += (uint64_t)count;
        return (size_t)count;
    }
    bool quiet = count < 0 && (errno == EAGAIN || errno == EINTR);
    screen->hung_up = !quiet;
    return 0;
}

static bool read_more(struct screen *screen)
{
    char bytes[READ_BYTES];
    size_t count = read_bytes(screen, bytes, sizeof bytes);

    if (count > 0) {
        decoder_feed(screen->decoder, bytes, count, now_ms());
    }
    return count > 0;
}

bool screen_skip_line(struct screen *screen)
{
    char bytes[READ_BYTES];

    read_bytes(screen, bytes, sizeof bytes);
    return !screen->hung_up;
}

struct input screen_input(struct screen *screen)
{
    do {
        struct input input = decoder_next(screen->decoder, now_ms());
        if (input.kind == INPUT_BACKGROUND) {
            screen->asked_ms = 0;
        } else if (input.kind == INPUT_READY) {
            pace_answered(&screen->pace, now_ms());
        } else if (input.kind == INPUT_CURSOR) {
            take_stops(screen, input.column);
        }
        if (input.kind != INPUT_NONE) {
            return input;
        }
    } while (read_more(screen));
    return (struct input){.kind = screen->hung_up ? INPUT_HANGUP : INPUT_NONE};
}

int screen_input_timeout(const struct screen *screen)
{
    return decoder_timeout(screen->decoder, now_ms());
}
