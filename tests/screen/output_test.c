/* SPDX-License-Identifier: Apache-2.0
 *
 * What reaches the terminal, read by an emulator: shortened bytes show what curses meant, and any
 * frame over any other shows its grid. Random, from a seed that a failure names.
 */
#include "tui/colour.h"
#include "tui/grid.h"
#include "tui/output.h"
#include "tui/pen.h"
#include "tui/squeeze.h"
#include "tui/surface.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <vterm.h>

#define ROWS        12
#define COLS        41 /* a tab ends in the last, whether or not there is a stop */

#define SECOND_HALF 0xffffffffu /* of a wide character */

struct emulator {
    VTerm *vterm;
    VTermScreen *screen;
    int column; /* of the last report of the cursor, from 0 */
};

static struct emulator emulator_new(void)
{
    struct emulator emulator = {.vterm = vterm_new(ROWS, COLS)};

    vterm_set_utf8(emulator.vterm, 1);
    emulator.screen = vterm_obtain_screen(emulator.vterm);
    vterm_screen_enable_altscreen(emulator.screen, 1);
    vterm_screen_reset(emulator.screen, 1);
    vterm_state_set_bold_highbright(vterm_obtain_state(emulator.vterm), 0);
    return emulator;
}

static void on_answer(const char *bytes, size_t count, void *user)
{
    int row, *column = user;
    g_autofree char *answer = g_strndup(bytes, count);

    g_assert_cmpint(sscanf(answer, "\x1b[%d;%dR", &row, column), ==, 2);
    --*column;
}

static void feed(struct emulator *emulator, const GString *bytes)
{
    vterm_input_write(emulator->vterm, bytes->str, bytes->len);
}

static VTermScreenCell cell_of(const struct emulator *emulator, int row, int col)
{
    VTermScreenCell cell;

    vterm_screen_get_cell(emulator->screen, (VTermPos){row, col}, &cell);
    return cell;
}

static bool is_blank(const VTermScreenCell *cell)
{
    return cell->chars[0] == 0 || (cell->chars[0] == ' ' && cell->chars[1] == 0);
}

/* Of a blank nobody sees the colour of the text, unless it is underlined or reversed. */
static bool looks_same(const VTermScreenCell *a, const VTermScreenCell *b)
{
    bool blank = is_blank(a) && is_blank(b);

    if (a->chars[0] == SECOND_HALF && b->chars[0] == SECOND_HALF) {
        return true; /* libvterm leaves the style of what was there before */
    }
    if (!blank && memcmp(a->chars, b->chars, sizeof a->chars) != 0) {
        return false;
    }
    if (!vterm_color_is_equal(&a->bg, &b->bg) || a->attrs.reverse != b->attrs.reverse ||
        a->attrs.underline != b->attrs.underline) {
        return false;
    }
    if (blank && !a->attrs.reverse && !a->attrs.underline) {
        return true;
    }
    return vterm_color_is_equal(&a->fg, &b->fg) && a->attrs.bold == b->attrs.bold &&
           a->attrs.italic == b->attrs.italic;
}

/* --- random bytes, the way curses writes them --- */

static const char *const pieces[] = {
    "\x1b[m",
    "\x1b[0;1m",
    "\x1b[39m",
    "\x1b[49m",
    "\x1b[39;49m",
    "\x1b[38;5;110m",
    "\x1b[38;5;248m",
    "\x1b[48;5;237m",
    "\x1b[31m",
    "\x1b[44m",
    "\x1b[97;100m",
    "\x1b[7m",
    "\x1b[4m",
    "\x1b[1m",
    "\x1b[3m",
    "\x1b[22m",
    "\x1b[24m",
    "\x1b[27m",
    "\x1b[23m",
    "\x1b[K",
    "\x1b[1K",
    "\x1b[7X",
    "\x1b[2P",
    "\x1b[3@",
    "\x1b[M",
    "\x1b[2L",
    "\r",
    "\b",
    "\n",
    "\x1bM",
    "  ",
    "        ",
    "x",
    "some text ",
    "日本",
    "\x1b[2J",
    "\x1b[?25l",
    "\x1b[38;2;9;8;7m",
    "\x1b(B",
    "\x1b[3;8r\x1b[8;1H\n\x1b[1;12r",
    "\x1b[2;9r\x1b[2;1H\x1bM\x1b[1;12r",
    "\x1b[2;9r\x1b[9;1H\n\n\x1b[1;12r",
    "\x1b[1;12r\x1b[12;1H\n\x1b[1;12r",
    "\x1b[0;7;4m",
    "\x1b[53m",
};

static void random_bytes(GString *bytes)
{
    for (int i = g_test_rand_int_range(1, 60); i > 0; i--) {
        if (g_test_rand_int_range(0, 4) == 0) {
            g_string_append_printf(bytes, "\x1b[%d;%dH", g_test_rand_int_range(1, ROWS + 1),
                                   g_test_rand_int_range(1, COLS + 1));
        } else {
            g_string_append(bytes, pieces[g_test_rand_int_range(0, (int)G_N_ELEMENTS(pieces))]);
        }
    }
}

static char *describe(const VTermScreenCell *cell)
{
    return g_strdup_printf("U+%04X %02x/%d on %02x/%d%s%s%s%s", cell->chars[0], cell->fg.type,
                           cell->fg.indexed.idx, cell->bg.type, cell->bg.indexed.idx,
                           cell->attrs.bold ? " bold" : "", cell->attrs.italic ? " italic" : "",
                           cell->attrs.underline ? " underlined" : "",
                           cell->attrs.reverse ? " reversed" : "");
}

static void assert_equal(const struct emulator *a, const struct emulator *b, const GString *sent)
{
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            VTermScreenCell one = cell_of(a, row, col), other = cell_of(b, row, col);
            if (!looks_same(&one, &other)) {
                g_autofree char *shown = g_strescape(sent->str, NULL);
                g_autofree char *meant = describe(&one), *got = describe(&other);
                g_test_message("row %d, column %d: %s became %s after %s", row, col, meant, got,
                               shown);
                g_test_fail();
                return;
            }
        }
    }
}

static void test_shorter_bytes(void)
{
    for (int i = 0; i < 400 && !g_test_failed(); i++) {
        struct emulator plain = emulator_new(), shortened = emulator_new();
        struct pen pen = {.defaults = i % 2 == 0};
        size_t before = 0, after = 0;
        for (int frame = 0; frame < 8; frame++) {
            g_autoptr(GString) bytes = g_string_new(NULL);
            g_autoptr(GString) sent = g_string_new(NULL);
            random_bytes(bytes);
            before += bytes->len;
            feed(&plain, bytes);
            squeeze_repeats(bytes);
            squeeze_regions(bytes, ROWS);
            squeeze_scrolls(bytes);
            pen_rewrite(&pen, bytes->str, bytes->len, sent);
            after += sent->len;
            feed(&shortened, sent);
            assert_equal(&plain, &shortened, sent);
        }
        g_assert_cmpuint(after, >, 0);
        g_assert_cmpuint(after, <, before * 2); /* unknown sequences cost; nothing runs away */
        vterm_free(plain.vterm);
        vterm_free(shortened.vterm);
    }
}

/* --- random frames --- */

static void put_text(struct grid *grid, int row, int col, enum role role, const char *text)
{
    struct surface surface = surface_of_grid(grid);

    surface_text(&surface, row, col, -1, role, text);
}

static enum role random_role(void)
{
    return (enum role)g_test_rand_int_range(0, ROLE_COUNT);
}

static void change_row(struct grid *grid, int row)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "error: 日本 failed",
                                        "a longer text that goes on",
                                        "------------",
                                        "e\xcc\x81",
                                        "   gap   ",
                                        "│▌▐ ▁▃█"};
    struct surface surface = surface_of_grid(grid);
    int count = g_test_rand_int_range(1, 5);

    for (int i = 0; i < count; i++) {
        const char *text = texts[g_test_rand_int_range(0, (int)G_N_ELEMENTS(texts))];
        bool combines = strstr(text, "\xcc\x81"); /* libvterm loses marks in the last column */
        put_text(grid, row, g_test_rand_int_range(0, combines ? COLS - 1 : COLS), random_role(),
                 text);
    }
    if (g_test_rand_int_range(0, 3) == 0) {
        surface_mark(&surface, row, g_test_rand_int_range(0, COLS), -1, random_role());
    }
}

static void scroll(struct grid *grid, int top, int bottom)
{
    for (int cell = top * COLS; cell < bottom * COLS; cell++) {
        int row = cell / COLS, col = cell % COLS;
        *grid_cell(grid, row, col) = *grid_peek(grid, row + 1, col);
    }
    struct surface surface = surface_of_grid(grid);
    struct surface last = surface_part(&surface, bottom, 0, 1, COLS);
    surface_fill(&last, ROLE_TEXT);
    change_row(grid, bottom);
}

static void change(struct grid *grid)
{
    switch (g_test_rand_int_range(0, 4)) {
    case 0:
        scroll(grid, g_test_rand_int_range(0, 3), g_test_rand_int_range(6, ROWS));
        break;
    case 1:
        grid_clear(grid);
        for (int row = 0; row < ROWS; row++) {
            change_row(grid, row);
        }
        break;
    case 2: /* nothing */
        break;
    default:
        change_row(grid, g_test_rand_int_range(0, ROWS));
    }
}

static bool colour_is(const VTermColor *shown, int32_t wanted)
{
    if (wanted >= THEME_RGB) {
        int rgb = shown->rgb.red << 16 | shown->rgb.green << 8 | shown->rgb.blue;
        return VTERM_COLOR_IS_INDEXED(shown) ? colour_rgb(shown->indexed.idx) == wanted
                                             : (rgb | THEME_RGB) == wanted;
    }
    return wanted < 0 ? VTERM_COLOR_IS_DEFAULT_FG(shown) || VTERM_COLOR_IS_DEFAULT_BG(shown)
                      : VTERM_COLOR_IS_INDEXED(shown) && shown->indexed.idx == wanted;
}

static void assert_cell(const struct emulator *emulator, const struct grid *grid,
                        const struct theme *theme, int row, int col)
{
    const struct cell *cell = grid_peek(grid, row, col);
    VTermScreenCell shown = cell_of(emulator, row, col);
    char text[64] = "";

    if (cell->width == 0) {
        return;
    }
    int length = 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && shown.chars[i]; i++) {
        length += g_unichar_to_utf8(shown.chars[i], text + length);
    }
    struct style style = cell_style(cell, theme);
    bool blank = strcmp(cell->text, " ") == 0;
    bool same = strcmp(length ? text : " ", cell->text) == 0;
    same = same && colour_is(&shown.bg, style.background);
    same = same && (blank || colour_is(&shown.fg, style.foreground));
    same = same && (blank || (bool)shown.attrs.bold == !!(style.attributes & THEME_BOLD));
    if (!same) {
        g_autofree char *got = describe(&shown);
        g_test_message("row %d, column %d: \"%s\" (%s) where \"%s\" was drawn in %x on %x, %x", row,
                       col, text, got, cell->text, (unsigned)style.foreground,
                       (unsigned)style.background, style.attributes);
        g_test_fail();
    }
}

static void assert_shows(const struct emulator *emulator, const struct grid *grid,
                         const struct theme *theme)
{
    for (int cell = 0; cell < ROWS * COLS && !g_test_failed(); cell++) {
        assert_cell(emulator, grid, theme, cell / COLS, cell % COLS);
    }
}

/* As `tabs -N` does. */
static void set_stops(struct emulator *emulator, int every)
{
    g_autoptr(GString) bytes = g_string_new("\x1b[3g");

    for (int col = every; col < COLS; col += every) {
        g_string_append_printf(bytes, "\x1b[1;%dH\x1bH", col + 1);
    }
    feed(emulator, bytes);
}

/* The terminal is asked where its tab stops are, and answers. */
static void ask_stops(struct output *output, struct emulator *emulator, int row)
{
    g_autoptr(GString) bytes = g_string_new(NULL);

    vterm_output_set_callback(emulator->vterm, on_answer, &emulator->column);
    g_assert_true(output_ask_stops(output, row, 2, bytes));
    feed(emulator, bytes);
    output_stops_answer(output, emulator->column);
    if (row >= 0) {
        VTermPos cursor;
        vterm_state_get_cursorpos(vterm_obtain_state(emulator->vterm), &cursor);
        g_assert_true(cursor.row == row && cursor.col == 2);
    }
}

/* What happens between frames; afterwards nothing may be left of what was believed. */
static void interrupt(struct output *output, const struct theme *theme, GString *bytes)
{
    switch (g_test_rand_int_range(0, 16)) {
    case 0:
        output_set_theme(output, theme);
        break;
    case 1:
        output_repaint(output);
        break;
    case 2:
        output_clear(output);
        break;
    case 3:
        output_leave(output, bytes);
        break;
    default:
        break;
    }
}

static void show_frames(const char *term, enum depth depth)
{
    g_autoptr(GError) error = NULL;
    struct theme theme, shown;
    theme_init(&theme);
    theme_degrade(&theme, depth, &shown);
    struct output *output = output_new(term, ROWS, COLS, &error);
    g_assert_no_error(error);
    output_set_theme(output, &theme);
    struct emulator emulator = emulator_new();
    struct grid *grid = grid_new(ROWS, COLS);
    for (int frame = 0; frame < 60 && !g_test_failed(); frame++) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        int cursor = g_test_rand_int_range(0, 6) ? -1 : g_test_rand_int_range(0, ROWS);
        interrupt(output, &theme, bytes);
        change(grid);
        bool whole = output_frame(output, grid, cursor, 2, bytes);
        feed(&emulator, bytes);
        assert_shows(&emulator, grid, &shown);
        if (whole) {
            set_stops(&emulator, g_test_rand_int_range(4, 12));
            ask_stops(output, &emulator, cursor);
        }
    }
    vterm_free(emulator.vterm);
    grid_free(grid);
    output_free(output);
}

static void test_frames(void)
{
    for (int i = 0; i < 20 && !g_test_failed(); i++) {
        show_frames("xterm-256color", DEPTH_256);
        show_frames("tmux-256color", DEPTH_256);
    }
}

static void test_true_colours(void)
{
    g_setenv("COLORTERM", "truecolor", TRUE);
    for (int i = 0; i < 10 && !g_test_failed(); i++) {
        show_frames("xterm-256color", DEPTH_TRUE);
    }
    g_unsetenv("COLORTERM");
}

/* The end of the last row, which tmux is painted apart from curses, in one new look after another:
 * there is room for a limited number of them. */
static void test_more_looks_than_room(void)
{
    struct theme theme, shown;
    theme_init(&theme);
    theme_degrade(&theme, DEPTH_256, &shown);
    struct output *output = output_new("tmux-256color", ROWS, COLS, NULL);
    output_set_theme(output, &theme);
    struct emulator emulator = emulator_new();
    struct grid *grid = grid_new(ROWS, COLS);
    for (int look = 0; look < ROLE_COUNT * ROLE_COUNT && !g_test_failed(); look++) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        struct surface surface = surface_of_grid(grid);
        grid_clear(grid);
        put_text(grid, ROWS - 1, COLS - 3, (enum role)(look % ROLE_COUNT),
                 look % 2 ? "日x" : "本y");
        surface_mark(&surface, ROWS - 1, COLS - 3, 2, (enum role)(look / ROLE_COUNT));
        output_frame(output, grid, 0, 0, bytes);
        feed(&emulator, bytes);
        assert_shows(&emulator, grid, &shown);
    }
    vterm_free(emulator.vterm);
    grid_free(grid);
    output_free(output);
}

/* --- a table --- */

static void write_table(struct grid *grid, int from)
{
    static const char *const services[] = {"web", "checkout", "payment"};

    grid_clear(grid);
    for (int row = 0; row < ROWS; row++) {
        int line = from + row;
        g_autofree char *time = g_strdup_printf("12:00:%02d", line % 60);
        g_autofree char *said = g_strdup_printf("%d jobs in %d ms", line * line % 1000, line);
        put_text(grid, row, 1, ROLE_MUTED, time);
        put_text(grid, row, 10, role_service((unsigned)line % 3), services[line % 3]);
        put_text(grid, row, 19, ROLE_TEXT, said);
    }
}

static int count_styles(const GString *bytes)
{
    int count = 0;

    for (const char *at = strstr(bytes->str, "\x1b["); at; at = strstr(at + 2, "\x1b[")) {
        count += at[2 + strspn(at + 2, "0123456789;")] == 'm';
    }
    return count;
}

/* Three columns of other colours: a page of rows that are all new changes the colour about once a
 * colour, not three times a row. */
static void page_through(const char *term)
{
    struct theme theme, shown;
    theme_init(&theme);
    theme_degrade(&theme, DEPTH_256, &shown);
    struct output *output = output_new(term, ROWS, COLS, NULL);
    output_set_theme(output, &theme);
    struct emulator emulator = emulator_new();
    struct grid *grid = grid_new(ROWS, COLS);
    for (int page = 0; page < 5 && !g_test_failed(); page++) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        write_table(grid, page * (ROWS + 1));
        output_frame(output, grid, -1, 0, bytes);
        feed(&emulator, bytes);
        assert_shows(&emulator, grid, &shown);
        if (page > 0) {
            g_assert_cmpint(count_styles(bytes), <, ROWS);
        }
    }
    g_autoptr(GString) bytes = g_string_new(NULL);
    write_table(grid, 4 * (ROWS + 1) + 1); /* a line on: the terminal scrolls */
    output_frame(output, grid, -1, 0, bytes);
    feed(&emulator, bytes);
    assert_shows(&emulator, grid, &shown);
    g_assert_cmpuint(bytes->len, <, 100);
    vterm_free(emulator.vterm);
    grid_free(grid);
    output_free(output);
}

static void test_table(void)
{
    page_through("xterm-256color");
    page_through("tmux-256color"); /* erases to its own background only, and no part of a row */
}

/* How many tabs a page of a table takes, where the terminal's stops are so many columns apart. */
static int count_tabs(int every)
{
    struct output *output = output_new("xterm-256color", ROWS, COLS, NULL);
    struct emulator emulator = emulator_new();
    struct grid *grid = grid_new(ROWS, COLS);
    g_autoptr(GString) bytes = g_string_new(NULL);
    int tabs = 0;

    set_stops(&emulator, every);
    write_table(grid, 0);
    g_assert_true(output_frame(output, grid, -1, 0, bytes));
    feed(&emulator, bytes);
    ask_stops(output, &emulator, -1);
    g_string_truncate(bytes, 0);
    write_table(grid, ROWS + 1);
    g_assert_false(output_frame(output, grid, -1, 0, bytes));
    for (const char *at = bytes->str; *at; at++) {
        tabs += *at == '\t';
    }
    vterm_free(emulator.vterm);
    grid_free(grid);
    output_free(output);
    return tabs;
}

static void test_tabs(void)
{
    g_assert_cmpint(count_tabs(8), >, 0);
    g_assert_cmpint(count_tabs(4), ==, 0);
    g_assert_cmpint(count_tabs(COLS), ==, 0);
}

/* A resize by the terminal, or who had it meanwhile, leaves the cursor anywhere. */
static void test_cursor_elsewhere(void)
{
    struct theme theme, shown;
    theme_init(&theme);
    theme_degrade(&theme, DEPTH_256, &shown);
    for (int resized = 0; resized < 2; resized++) {
        struct output *output = output_new("xterm-256color", ROWS, COLS, NULL);
        output_set_theme(output, &theme);
        struct emulator emulator = emulator_new();
        struct grid *grid = grid_new(ROWS, COLS);
        for (int frame = 0; frame < 40 && !g_test_failed(); frame++) {
            g_autoptr(GString) bytes = g_string_new(NULL);
            change(grid);
            output_frame(output, grid, -1, 0, bytes);
            g_string_append_printf(bytes, "\x1b[%d;%dH", g_test_rand_int_range(1, ROWS + 1),
                                   g_test_rand_int_range(1, COLS + 1));
            if (resized) {
                output_resize(output, ROWS, COLS);
            } else {
                output_repaint(output);
            }
            output_frame(output, grid, -1, 0, bytes);
            feed(&emulator, bytes);
            assert_shows(&emulator, grid, &shown);
        }
        vterm_free(emulator.vterm);
        grid_free(grid);
        output_free(output);
    }
}

/* What was drawn for the larger size comes when the terminal is small already, and may leave the
 * cursor anywhere. */
static void test_late_for_its_size(void)
{
    struct theme theme, shown;
    theme_init(&theme);
    theme_degrade(&theme, DEPTH_256, &shown);
    for (int i = 0; i < 100 && !g_test_failed(); i++) {
        int rows = ROWS + g_test_rand_int_range(0, 9), cols = COLS + g_test_rand_int_range(0, 41);
        struct output *output = output_new("xterm-256color", rows, cols, NULL);
        output_set_theme(output, &theme);
        struct emulator emulator = emulator_new();
        vterm_set_size(emulator.vterm, rows, cols);
        struct grid *before = grid_new(rows, cols), *grid = grid_new(ROWS, COLS);
        g_autoptr(GString) bytes = g_string_new(NULL);
        output_frame(output, before, -1, 0, bytes);
        feed(&emulator, bytes);
        vterm_set_size(emulator.vterm, ROWS, COLS);
        put_text(before, g_test_rand_int_range(0, 2), COLS / 2, ROLE_TEXT,
                 "a title that is longer than a narrow terminal is wide");
        g_string_truncate(bytes, 0);
        output_frame(output, before, g_test_rand_int_range(-1, rows), 3, bytes);
        output_resize(output, ROWS, COLS);
        for (int row = 0; row < ROWS; row++)
            change_row(grid, row);
        output_frame(output, grid, -1, 0, bytes);
        feed(&emulator, bytes);
        for (int cell = 0; cell < ROWS * COLS && !g_test_failed(); cell++)
            assert_cell(&emulator, grid, &shown, cell / COLS, cell % COLS);
        vterm_free(emulator.vterm);
        grid_free(before);
        grid_free(grid);
        output_free(output);
    }
}

static bool clears(const GString *bytes)
{
    return strstr(bytes->str, "\x1b[2J") || strstr(bytes->str, "\x1b[H\x1b[J");
}

static void test_clearing(void)
{
    struct output *output = output_new("xterm-256color", ROWS, COLS, NULL);
    struct grid *grid = grid_new(ROWS, COLS);
    g_autoptr(GString) bytes = g_string_new(NULL);

    output_frame(output, grid, -1, 0, bytes);
    g_assert_true(clears(bytes)); /* whose screen it was before is not known */
    for (int frame = 0; frame < 200; frame++) {
        g_string_truncate(bytes, 0);
        change(grid);
        if (frame % 3 == 1) {
            output_resize(output, ROWS, COLS);
        } else if (frame % 3 == 2) {
            output_repaint(output);
        }
        output_frame(output, grid, frame % 2 ? 3 : -1, 5, bytes);
        g_assert_false(clears(bytes));
    }
    g_string_truncate(bytes, 0);
    output_clear(output);
    output_frame(output, grid, -1, 0, bytes);
    g_assert_true(clears(bytes));
    grid_free(grid);
    output_free(output);
}

static void test_nothing_for_nothing(void)
{
    struct output *output = output_new("xterm-256color", ROWS, COLS, NULL);
    struct grid *grid = grid_new(ROWS, COLS);
    g_autoptr(GString) bytes = g_string_new(NULL);

    put_text(grid, 3, 3, ROLE_FAILURE, "a word");
    for (int page = 0; page < 3; page++) { /* by curses, then painted */
        g_string_truncate(bytes, 0);
        output_frame(output, grid, -1, 0, bytes);
        g_assert_cmpuint(bytes->len, >, 0);
        g_string_truncate(bytes, 0);
        output_frame(output, grid, -1, 0, bytes);
        g_assert_cmpuint(bytes->len, ==, 0);
        write_table(grid, page * ROWS);
    }
    grid_free(grid);
    output_free(output);
}

int main(int argc, char **argv)
{
    g_unsetenv("COLORTERM");
    g_unsetenv("NO_COLOR");
    g_setenv("TERM", "xterm-256color", TRUE);
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/output/shortened bytes show the same", test_shorter_bytes);
    g_test_add_func("/output/every frame shows its grid", test_frames);
    g_test_add_func("/output/so it does in any colour", test_true_colours);
    g_test_add_func("/output/so it does in more looks than are known at once",
                    test_more_looks_than_room);
    g_test_add_func("/output/a page of a table is drawn colour by colour", test_table);
    g_test_add_func("/output/tabs are used where the terminal's stops are as usual", test_tabs);
    g_test_add_func("/output/drawn again, it does not matter where the cursor was",
                    test_cursor_elsewhere);
    g_test_add_func("/output/a frame that comes late for its size leaves nothing behind",
                    test_late_for_its_size);
    g_test_add_func("/output/only entering and ^L clear the terminal", test_clearing);
    g_test_add_func("/output/a frame like the last sends nothing", test_nothing_for_nothing);
    return g_test_run();
}
