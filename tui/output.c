/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/output.h"

#include "tui/abilities.h"
#include "tui/brush.h"
#include "tui/capability.h"
#include "tui/colouring.h"
#include "tui/mouse.h"
#include "tui/moves.h"
#include "tui/paint.h"
#include "tui/pen.h"
#include "tui/squeeze.h"
#include "tui/surface.h"
#include "tui/tty.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

#define BELOW_ALL 998 /* a row that no terminal has: it stops at its last */
#define PASTE_ON  "\x1b[?2004h"
#define PASTE_OFF "\x1b[?2004l"
#define WHERE     "\x1b[6n" /* DSR: report the cursor */

struct output {
    SCREEN *screen;
    FILE *out, *in;
    int fd; /* the file in memory */
    struct colouring colouring;
    bool bracketed;      /* it has private modes: pastes come in brackets */
    bool mouse;          /* the mouse is reported */
    bool entered;        /* a first frame was drawn */
    bool left;           /* the terminal is given back at the moment */
    char *reset_colours; /* curses' own way to undo a palette that we never change */
    bool sgr;            /* styles are set as ECMA-48 says */
    bool scrolls;        /* regions are scrolled as it says */
    struct pen pen;
    struct painter *painter; /* NULL = this terminal is left to curses */
    bool tabs;               /* it goes on to the next stop by HT */
    bool pushes;             /* curses pushes what stands in the last cell of all into it */
    struct theme theme;      /* as the terminal shows it */
    struct grid *shown;
    struct row_change *changes; /* of the frame that is drawn, one a row */
    bool *behind;               /* rows that were painted and that curses does not know of */
    bool is_behind;             /* some are */
    bool strays;                /* the cursor is not where curses believes it */
    bool hides;                 /* the cursor */
    struct brushes *brushes;
    bool all;        /* every cell is to be drawn */
    bool clear;      /* on a cleared terminal */
    bool recoloured; /* the same, over what is there */
};

static bool fail(GError **error, const char *term, const char *what)
{
    g_set_error(error, TTY_ERROR, 0, "TERM=%s %s; try TERM=xterm-256color", term ? term : "(unset)",
                what);
    return false;
}

/* curses takes the size of a file in memory from here; sizes are told by output_resize() later. */
static SCREEN *new_screen(struct output *output, const char *term, int rows, int cols)
{
    static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    struct sigaction before[G_N_ELEMENTS(taken)];
    char number[16];

    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++) {
        sigaction(taken[i], NULL, &before[i]);
    }
    g_snprintf(number, sizeof number, "%d", rows);
    g_setenv("LINES", number, TRUE);
    g_snprintf(number, sizeof number, "%d", cols);
    g_setenv("COLUMNS", number, TRUE);
    SCREEN *screen = newterm(term, output->out, output->in);
    g_unsetenv("LINES");
    g_unsetenv("COLUMNS");
    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++) {
        sigaction(taken[i], &before[i], NULL); /* signals are the program's */
    }
    return screen;
}

/* Asked before newterm(), which would leak its half-made screen. */
static bool is_known(const char *term)
{
    int result;

    if (!term || setupterm(term, STDERR_FILENO, &result) != OK) {
        return false;
    }
    del_curterm(cur_term);
    return true;
}

static bool open_files(struct output *output, GError **error)
{
    output->fd = memfd_create("vigil-screen", MFD_CLOEXEC);
    output->out = output->fd < 0 ? NULL : fdopen(output->fd, "w");
    output->in = fopen("/dev/null", "re");
    if (!output->out || !output->in) {
        g_set_error(error, TTY_ERROR, 0, "cannot make a file in memory: %s", g_strerror(errno));
        return false;
    }
    return true;
}

static void prepare_colours(struct output *output)
{
    bool rgb = tigetflag((char *)"RGB") > 0 || tigetflag((char *)"Tc") > 0;

    output->colouring.depth = depth_choose(tigetnum((char *)"colors"), rgb);
    int pairs = 1;
    if (output->colouring.depth != DEPTH_MONO && start_color() == OK &&
        use_default_colors() == OK) {
        output->colouring.direct = COLORS > 256;
        pairs = COLOR_PAIRS;
    } else {
        output->colouring.depth = DEPTH_MONO;
    }
    if (output->colouring.depth == DEPTH_TRUE && !output->colouring.direct &&
        !colouring_can_borrow()) {
        output->colouring.depth = DEPTH_256;
    }
    output->brushes = brushes_new(&output->colouring, pairs);
}

struct output *output_new(const char *term, int rows, int cols, GError **error)
{
    struct output *output = g_new0(struct output, 1);
    struct theme theme;

    if (!open_files(output, error)) {
        output_free(output);
        return NULL;
    }
    output->screen = is_known(term) ? new_screen(output, term, rows, cols) : NULL;
    if (!output->screen || !capability("cup")) {
        fail(error, term,
             output->screen ? "names a terminal that cannot move its cursor"
                            : "is not known to this machine's terminfo");
        output_free(output);
        return NULL;
    }
    nonl();
    idlok(stdscr, TRUE);
    typeahead(-1);
    prepare_colours(output);
    output->bracketed = term_has(term, ABILITY_MODES);
    output->reset_colours = g_strdup(capability("oc"));
    output->sgr = capability_has("sgr0", "\x1b[");
    output->scrolls = capability_has("indn", "\x1b[%p1%dS") && capability_has("rin", "\x1b[%p1%dT");
    output->pen.defaults = capability_has("op", "39;49");
    output->painter = output->sgr ? painter_new(colouring_look, &output->colouring) : NULL;
    output->tabs = output->painter && g_strcmp0(capability("ht"), "\t") == 0;
    output->pushes = output->painter && !(capability("rmam") && capability("smam"));
    output->left = true;
    theme_init(&theme);
    output_set_theme(output, &theme);
    output_resize(output, rows, cols);
    return output;
}

void output_free(struct output *output)
{
    if (!output) {
        return;
    }
    if (output->screen) {
        delscreen(output->screen);
    }
    if (output->out) {
        fclose(output->out);
    }
    if (output->in) {
        fclose(output->in);
    }
    grid_free(output->shown);
    painter_free(output->painter);
    brushes_free(output->brushes);
    g_free(output->changes);
    g_free(output->behind);
    g_free(output->reset_colours);
    g_free(output);
}

void output_set_theme(struct output *output, const struct theme *theme)
{
    theme_degrade(theme, output->colouring.depth, &output->theme);
    brushes_set_theme(output->brushes, &output->theme);
    if (output->colouring.depth == DEPTH_TRUE && !output->colouring.direct) {
        truecolour_assign(&output->colouring.borrowed, &output->theme);
    }
    if (output->painter) {
        painter_set_theme(output->painter, &output->theme);
    }
    output->recoloured = true;
}

bool output_has_colours(const struct output *output)
{
    return output->colouring.depth != DEPTH_MONO;
}

bool output_mouse(struct output *output, bool on)
{
    bool changed = output->mouse != (on && output->bracketed);

    output->mouse = on && output->bracketed;
    return changed && !output->left;
}

/* What was written since the last time. The file keeps its pages for the next frame. */
static void read_file(struct output *output, GString *raw)
{
    fflush(output->out);
    off_t length = lseek(output->fd, 0, SEEK_CUR);

    if (length <= 0) {
        return;
    }
    g_string_set_size(raw, (gsize)length);
    ssize_t got = pread(output->fd, raw->str, (size_t)length, 0);
    g_string_set_size(raw, (gsize)MAX(got, 0));
    if (lseek(output->fd, 0, SEEK_SET) < 0) {
        g_warning("the file in memory failed: %s", g_strerror(errno));
    }
}

/* curses moves from where it believes the cursor to be. A terminal that was resized or was someone
 * else's may have it anywhere, and curses has no word for "unknown": so its belief is led home
 * here, unseen, and the frame that draws everything sends the terminal there. */
static void forget_cursor(struct output *output)
{
    g_autoptr(GString) unseen = g_string_new(NULL);

    set_term(output->screen);
    leaveok(stdscr, FALSE);
    move(0, 0);
    refresh();
    read_file(output, unseen);
}

void output_repaint(struct output *output)
{
    if (!output->all && !output->left) {
        forget_cursor(output);
    }
    output->all = true;
}

void output_clear(struct output *output)
{
    output->all = output->clear = true;
}

void output_resize(struct output *output, int rows, int cols)
{
    output_repaint(output);
    resizeterm(MAX(rows, 1), MAX(cols, 1));
    clearok(curscr, FALSE); /* what is there is overwritten */
    grid_free(output->shown);
    output->shown = grid_new(rows, cols);
    g_free(output->changes);
    g_free(output->behind);
    output->changes = g_new0(struct row_change, MAX(rows, 1));
    output->behind = g_new0(bool, MAX(rows, 1));
    output->is_behind = false;
}

/* Which cells are to be drawn; false = none. */
static bool find_changes(struct output *output, const struct grid *grid, int rows)
{
    bool some = output->all || output->recoloured;

    for (int row = 0; row < rows; row++) {
        struct row_change *change = &output->changes[row];
        if (output->all || output->recoloured) {
            *change = (struct row_change){0, grid->cols};
        } else {
            change->count = grid_differs(grid, output->shown, row, &change->first);
        }
        some = some || change->count > 0;
    }
    return some;
}

static void keep_row(struct output *output, const struct grid *grid, int row)
{
    grid_copy(output->shown, grid, row, output->changes[row].first, output->changes[row].count);
}

/* What was painted is drawn by curses, too, but not sent; then both have the cursor at home. */
static void catch_up(struct output *output, GString *bytes)
{
    for (int row = 0; row < output->shown->rows; row++) {
        if (output->behind[row]) {
            brushes_draw(output->brushes, output->shown, row, 0, output->shown->cols);
        }
    }
    forget_cursor(output);
    capability_append_string(bytes, tiparm(capability("cup"), 0, 0));
}

/* Where curses can not turn wrapping off, as in tmux, it draws the last cell of all one to the left
 * and inserts a character before it; a wide one there is torn. What stands there is then blank for
 * curses, and painted. Cells of the last row, from its end. */
static int torn_cells(const struct output *output, const struct grid *grid, int rows)
{
    const struct cell *half = grid_peek(grid, rows - 1, grid->cols - 2);

    return output->pushes && rows == output->shown->rows && half && half->width == 0 ? 3 : 0;
}

static void draw_without_end(struct output *output, const struct grid *grid, int row, int count)
{
    output->changes[row] = (struct row_change){0, grid->cols};
    keep_row(output, grid, row);
    grid_put_blanks(output->shown, row, grid->cols - count, count, ROLE_TEXT);
    brushes_draw(output->brushes, output->shown, row, 0, grid->cols);
}

/* Gives curses what changed; returns how many cells it was not given. */
static int draw_rows(struct output *output, const struct grid *grid, int rows)
{
    int torn = torn_cells(output, grid, rows), whole = torn > 0 ? rows - 1 : rows;

    for (int row = 0; row < whole; row++) {
        brushes_draw(output->brushes, grid, row, output->changes[row].first,
                     output->changes[row].count);
        keep_row(output, grid, row);
    }
    if (torn > 0) {
        draw_without_end(output, grid, whole, torn);
    }
    return torn;
}

/* Back to where curses believes it to be. */
static void place_cursor(const struct output *output, int row, int col, GString *bytes)
{
    capability_append_string(bytes,
                             tiparm(capability("cup"), CLAMP(row, 0, output->shown->rows - 1),
                                    CLAMP(col, 0, output->shown->cols - 1)));
}

/* Behind what curses wrote; the cursor is then where curses believes it to be, or nobody sees it.
 * What cannot be painted stays blank, as curses has it, and is tried again with the next frame. */
static void paint_end(struct output *output, const struct grid *grid, int row, int count,
                      GString *bytes)
{
    for (int at = 0; at < output->shown->rows; at++) {
        output->changes[at].count = 0;
    }
    output->changes[row] = (struct row_change){grid->cols - count, count};
    if (!painter_paint(output->painter, output->shown, grid, output->changes, &output->pen,
                       bytes)) {
        return;
    }
    keep_row(output, grid, row);
    output->behind[row] = true;
    output->is_behind = true;
}

/* True when the frame is done, without curses. */
static bool paint(struct output *output, const struct grid *grid, int rows, GString *bytes)
{
    bool can = output->painter && !output->left && !output->all && !output->recoloured &&
               rows == grid->rows && rows == output->shown->rows;

    if (!can || !painter_wants(output->shown, grid, output->changes, output->is_behind) ||
        !painter_paint(output->painter, output->shown, grid, output->changes, &output->pen,
                       bytes)) {
        return false;
    }
    for (int row = 0; row < rows; row++) {
        output->behind[row] = output->behind[row] || output->changes[row].count > 0;
        keep_row(output, grid, row);
    }
    output->is_behind = true;
    return true;
}

/* Takes what curses wrote. */
static void take_bytes(struct output *output, GString *bytes)
{
    g_autoptr(GString) raw = g_string_new(NULL);
    g_autoptr(GString) coloured = g_string_new(NULL);

    read_file(output, raw);
    squeeze_cut(raw, output->reset_colours);
    if (output->entered) { /* nothing is drawn in another character set */
        squeeze_cut(raw, "\x1b(B");
        squeeze_cut(raw, "\x0f");
    }
    squeeze_repeats(raw);
    squeeze_regions(raw, output->shown->rows);
    if (output->scrolls) {
        squeeze_scrolls(raw);
    }
    if (output->colouring.depth == DEPTH_TRUE && !output->colouring.direct) {
        truecolour_rewrite(&output->colouring.borrowed, raw->str, raw->len, coloured);
    } else {
        g_string_append_len(coloured, raw->str, (gssize)raw->len);
    }
    if (output->sgr) {
        pen_rewrite(&output->pen, coloured->str, coloured->len, bytes);
    } else {
        g_string_append_len(bytes, coloured->str, (gssize)coloured->len);
    }
}

bool output_frame(struct output *output, const struct grid *grid, int row, int col, GString *bytes)
{
    bool enter = output->left, whole = enter || output->all;
    int rows = MIN(grid->rows, output->shown->rows);

    set_term(output->screen);
    bool same = !find_changes(output, grid, rows) && !enter;
    if (row < 0 && output->hides && (same || paint(output, grid, rows, bytes))) {
        return false;
    }
    if ((output->is_behind || output->strays) && !output->all && !enter) {
        catch_up(output, bytes);
    }
    memset(output->behind, 0, (gsize)output->shown->rows * sizeof *output->behind);
    output->is_behind = output->strays = false;
    int torn = draw_rows(output, grid, rows);
    if (output->clear || enter) {
        clearok(curscr, TRUE);
    } else if (output->all) {
        capability_append_string(bytes, tiparm(capability("cup"), 0, 0));
        redrawwin(stdscr);
    }
    if (output->all || enter) {
        pen_forget(&output->pen);
    } else if (output->recoloured) {
        redrawwin(stdscr); /* curses does not know that a borrowed colour is another now */
    }
    output->all = output->clear = false;
    output->recoloured = false;
    output->left = false;
    curs_set(row < 0 ? 0 : 1);
    output->hides = row < 0;
    leaveok(stdscr, row < 0); /* a cursor that nobody sees may stand anywhere */
    if (row >= 0) {
        move(CLAMP(row, 0, grid->rows - 1), CLAMP(col, 0, grid->cols - 1));
    }
    refresh();
    output->entered = !enter;
    take_bytes(output, bytes);
    output->entered = true;
    if (torn > 0) {
        paint_end(output, grid, rows - 1, torn, bytes);
        if (row >= 0) {
            place_cursor(output, row, col, bytes);
        }
    }
    if (enter && output->bracketed) {
        g_string_append(bytes, PASTE_ON);
        g_string_append(bytes, output->mouse ? MOUSE_ON : "");
    }
    return whole;
}

/* Where the last stop of a row stands if all stand where they should. Not in the last column: there
 * a tab ends without one, too. */
static int last_stop(const struct output *output)
{
    return MAX(output->shown->cols - 2, 0) / TAB_EVERY * TAB_EVERY;
}

bool output_ask_stops(struct output *output, int row, int col, GString *bytes)
{
    if (!output->tabs || last_stop(output) == 0) {
        return false;
    }
    painter_set_stops(output->painter, 0);
    g_string_append_c(bytes, '\r');
    for (int stop = 0; stop < last_stop(output); stop += TAB_EVERY) {
        g_string_append_c(bytes, '\t');
    }
    g_string_append(bytes, WHERE);
    if (row < 0) {
        output->strays = true;
    } else {
        place_cursor(output, row, col, bytes);
    }
    return true;
}

void output_stops_answer(struct output *output, int column)
{
    if (output->tabs) {
        painter_set_stops(output->painter, column == last_stop(output) ? column : 0);
    }
}

/* Where there is one screen what was drawn stays: the shell goes on below it. */
static void go_below(GString *bytes)
{
    capability_append_string(bytes, tiparm(capability("cup"), BELOW_ALL, 0));
    g_string_append_c(bytes, '\n');
}

void output_leave(struct output *output, GString *bytes)
{
    if (output->left) {
        return;
    }
    set_term(output->screen);
    endwin();
    take_bytes(output, bytes);
    if (output->sgr) {
        pen_settle(&output->pen, bytes);
    }
    if (!capability("rmcup")) {
        go_below(bytes);
    }
    /* Leaving the alternate screen brings back a cursor that was saved while it was hidden, in
     * terminals that keep one place for both screens. */
    capability_append(bytes, "cnorm");
    if (output->bracketed) {
        g_string_append(bytes, output->mouse ? MOUSE_OFF : "");
        g_string_append(bytes, PASTE_OFF);
    }
    output->left = true;
    output->all = true;
}

void output_emergency(const struct output *output, GString *bytes)
{
    /* CAN ends a sequence that the crash cut short. */
    g_string_append(bytes, "\x18");
    if (output->bracketed) {
        g_string_append(bytes, MOUSE_OFF PASTE_OFF); /* it may have been switched on since */
    }
    capability_append(bytes, "sgr0");
    capability_append(bytes, "op");
    if (capability_has("csr", "\x1b[")) {
        g_string_append(bytes, "\x1b[r"); /* a frame that was cut short may have set a region */
    }
    if (capability("rmcup")) {
        capability_append(bytes, "rmcup");
    } else {
        go_below(bytes);
    }
    capability_append(bytes, "cnorm");
    g_string_append(bytes, "\r");
}
