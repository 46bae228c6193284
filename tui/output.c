/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/output.h"

#include "tui/abilities.h"
#include "tui/capability.h"
#include "tui/colouring.h"
#include "tui/mouse.h"
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
#include <wchar.h>

#define PAIRS_MOST 1024
#define BELOW_ALL  998 /* a row that no terminal has: it stops at its last */
#define PASTE_ON   "\x1b[?2004h"
#define PASTE_OFF  "\x1b[?2004l"

struct pair {
    int32_t foreground, background;
};

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
    struct theme theme;      /* as the terminal shows it */
    struct grid *shown;
    struct row_change *changes; /* of the frame that is drawn, one a row */
    bool *behind;               /* rows that were painted and that curses does not know of */
    bool is_behind;             /* some are */
    bool hides;                 /* the cursor */
    struct pair pairs[PAIRS_MOST];
    int pair_count, pair_limit;
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
    output->pair_count = 1;
    output->pair_limit = 1;
    if (output->colouring.depth != DEPTH_MONO && start_color() == OK &&
        use_default_colors() == OK) {
        output->colouring.direct = COLORS > 256;
        output->pair_limit = MIN(COLOR_PAIRS, PAIRS_MOST);
    } else {
        output->colouring.depth = DEPTH_MONO;
    }
    if (output->colouring.depth == DEPTH_TRUE && !output->colouring.direct &&
        !colouring_can_borrow()) {
        output->colouring.depth = DEPTH_256;
    }
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
    g_free(output->changes);
    g_free(output->behind);
    g_free(output->reset_colours);
    g_free(output);
}

void output_set_theme(struct output *output, const struct theme *theme)
{
    theme_degrade(theme, output->colouring.depth, &output->theme);
    output->pair_count = 1;
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

/* The pair of two colours. Few are in use at a time; when they run out, the rest is plain. */
static int pair_of(struct output *output, int32_t foreground, int32_t background)
{
    if (output->colouring.depth == DEPTH_MONO || (foreground < 0 && background < 0)) {
        return 0;
    }
    for (int i = 1; i < output->pair_count; i++) {
        if (output->pairs[i].foreground == foreground &&
            output->pairs[i].background == background) {
            return i;
        }
    }
    if (output->pair_count == output->pair_limit) {
        return 0;
    }
    int pair = output->pair_count++;
    output->pairs[pair] = (struct pair){foreground, background};
    init_extended_pair(pair, colouring_number(&output->colouring, foreground),
                       colouring_number(&output->colouring, background));
    return pair;
}

static attr_t curses_attributes(unsigned attributes)
{
    static const struct {
        unsigned from;
        attr_t to;
    } map[] = {
        {THEME_BOLD,      A_BOLD     },
        {THEME_DIM,       A_DIM      },
        {THEME_ITALIC,    A_ITALIC   },
        {THEME_UNDERLINE, A_UNDERLINE},
        {THEME_REVERSE,   A_REVERSE  },
    };
    attr_t all = A_NORMAL;

    for (size_t i = 0; i < G_N_ELEMENTS(map); i++) {
        all |= attributes & map[i].from ? map[i].to : A_NORMAL;
    }
    return all;
}

/* How cells of one style are drawn; neighbours mostly share it. */
struct brush {
    const struct cell *like; /* NULL = not looked up yet */
    attr_t attributes;
    short pair;
};

static void dip(struct output *output, struct brush *brush, const struct cell *cell)
{
    if (!brush->like || !cell_same_style(brush->like, cell)) {
        struct style style = cell_style(cell, &output->theme);
        brush->attributes = curses_attributes(style.attributes);
        brush->pair = (short)pair_of(output, style.foreground, style.background);
    }
    brush->like = cell;
}

/* Sets one or, for what cannot be shown, as many cells as it takes; returns how many. */
static int set_cells(const struct brush *brush, const struct cell *cell, cchar_t *cells)
{
    wchar_t wide[CLUSTER_MARKS + 2] = {(wchar_t)cell->text[0], L'\0'};
    bool ascii = cell->text[1] == '\0' && cell->width == 1;

    if (ascii || cell_wide(cell, wide)) {
        setcchar(&cells[0], wide, brush->attributes, brush->pair, NULL);
        return 1;
    }
    for (int i = 0; i < MAX(cell->width, 1); i++) {
        setcchar(&cells[i], i == 0 ? L"?" : L" ", brush->attributes, brush->pair, NULL);
    }
    return MAX(cell->width, 1);
}

/* Which cells are to be drawn. */
static void find_changes(struct output *output, const struct grid *grid, int rows)
{
    for (int row = 0; row < rows; row++) {
        struct row_change *change = &output->changes[row];
        if (output->all || output->recoloured) {
            *change = (struct row_change){0, grid->cols};
        } else {
            change->count = grid_differs(grid, output->shown, row, &change->first);
        }
    }
}

static void keep_row(struct output *output, const struct grid *grid, int row)
{
    const struct row_change *change = &output->changes[row];

    if (change->count > 0) {
        memcpy(grid_cell(output->shown, row, change->first), grid_peek(grid, row, change->first),
               (size_t)change->count * sizeof(struct cell));
    }
}

/* Gives curses cells of a row. */
static void draw_cells(struct output *output, const struct grid *grid, int row,
                       struct row_change change, cchar_t *cells)
{
    if (change.count <= 0) {
        return;
    }
    if (grid_peek(grid, row, change.first)->width == 0) {
        change.first--; /* a wide character is drawn from its start */
        change.count++;
    }
    struct brush brush = {.like = NULL};
    int used = 0;
    for (const struct cell *cell = grid_peek(grid, row, change.first), *end = cell + change.count;
         cell < end; cell++) {
        if (cell->width > 0) {
            dip(output, &brush, cell);
            used += set_cells(&brush, cell, cells + used);
        }
    }
    mvadd_wchnstr(row, change.first, cells, used);
}

/* What was painted is drawn by curses, too, but not sent; then both have the cursor at home. */
static void catch_up(struct output *output, cchar_t *cells, GString *bytes)
{
    for (int row = 0; row < output->shown->rows; row++) {
        if (output->behind[row]) {
            draw_cells(output, output->shown, row, (struct row_change){0, output->shown->cols},
                       cells);
        }
    }
    forget_cursor(output);
    capability_append_string(bytes, tiparm(capability("cup"), 0, 0));
}

/* True when the frame is done, without curses. */
static bool paint(struct output *output, const struct grid *grid, int rows, GString *bytes)
{
    bool can = output->painter && output->hides && !output->left && !output->all &&
               !output->recoloured && rows == grid->rows && rows == output->shown->rows;

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

void output_frame(struct output *output, const struct grid *grid, int row, int col, GString *bytes)
{
    g_autofree cchar_t *cells = g_new(cchar_t, (gsize)grid->cols + 2);
    bool enter = output->left;
    int rows = MIN(grid->rows, output->shown->rows);

    set_term(output->screen);
    find_changes(output, grid, rows);
    if (row < 0 && paint(output, grid, rows, bytes)) {
        return;
    }
    if (output->is_behind && !output->all && !enter) {
        catch_up(output, cells, bytes);
    }
    memset(output->behind, 0, (gsize)output->shown->rows * sizeof *output->behind);
    output->is_behind = false;
    for (int at = 0; at < rows; at++) {
        draw_cells(output, grid, at, output->changes[at], cells);
        keep_row(output, grid, at);
    }
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
    if (enter && output->bracketed) {
        g_string_append(bytes, PASTE_ON);
        g_string_append(bytes, output->mouse ? MOUSE_ON : "");
    }
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
    } else { /* what was drawn stays; the shell goes on below it */
        capability_append_string(bytes, tiparm(capability("cup"), BELOW_ALL, 0));
        g_string_append_c(bytes, '\n');
    }
    capability_append(bytes, "cnorm");
    g_string_append(bytes, "\r");
}
