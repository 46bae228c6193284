/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that is drawn passes surface, grid and curses on its way to the terminal. Here an
 * emulator stands behind them, in this process: every character of Unicode and every control
 * function of ECMA-48 goes through, and the emulator's cells are as planned, cell by cell, nothing
 * else reached it, and nothing made it answer.
 */
#include "tests/support/hostile.h"
#include "tui/grid.h"
#include "tui/output.h"
#include "tui/surface.h"
#include "tui/text.h"

#include <locale.h>
#include <string.h>
#include <vterm.h>
#include <wchar.h>

#define ROWS      50
#define COLS      120
#define WIDE_TAIL 0xffffffffu /* what libvterm gives for the second half of a wide character */

struct bench {
    struct output *output;
    struct grid *grid;
    VTerm *vterm;
    VTermScreen *screen;
    unsigned replies;
};

static void on_output(const char *bytes, size_t count, void *user)
{
    (void)bytes;
    (void)count;
    ((struct bench *)user)->replies++;
}

static void bench_init(struct bench *bench)
{
    g_autoptr(GError) error = NULL;
    *bench = (struct bench){.grid = grid_new(ROWS, COLS), .vterm = vterm_new(ROWS, COLS)};
    bench->output = output_new("xterm-256color", ROWS, COLS, &error);
    g_assert_no_error(error);
    vterm_set_utf8(bench->vterm, 1);
    vterm_output_set_callback(bench->vterm, on_output, bench);
    bench->screen = vterm_obtain_screen(bench->vterm);
    vterm_screen_enable_altscreen(bench->screen, 1);
    vterm_screen_reset(bench->screen, 1);
}

static void bench_clear(struct bench *bench)
{
    output_free(bench->output);
    grid_free(bench->grid);
    vterm_free(bench->vterm);
}

/* What the emulator has in a cell, in the words of the grid. */
static char *cell_text(const struct bench *bench, int row, int col)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(bench->screen, (VTermPos){row, col}, &cell);
    if (cell.chars[0] == WIDE_TAIL)
        return g_strdup("");
    GString *out = g_string_new(NULL);
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
        g_string_append_unichar(out, cell.chars[i]);
    if (!out->len)
        g_string_append_c(out, ' ');
    return g_string_free(out, FALSE);
}

/* A cell that the C library would give another width is drawn as "?" and blanks. */
static bool is_stand_in(const struct cell *planned, const char *shown)
{
    if (planned->width == 0)
        return strcmp(shown, " ") == 0;
    for (const char *at = planned->text; *at; at = g_utf8_next_char(at))
        if (wcwidth((wchar_t)g_utf8_get_char(at)) != (at == planned->text ? planned->width : 0))
            return strcmp(shown, "?") == 0;
    return false;
}

static void assert_as_planned(const struct bench *bench)
{
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            const struct cell *planned = grid_peek(bench->grid, row, col);
            const struct cell *before = col ? grid_peek(bench->grid, row, col - 1) : planned;
            g_autofree char *shown = cell_text(bench, row, col);
            const struct cell *told = planned->width ? planned : before;
            if (strcmp(shown, planned->text) != 0 && !is_stand_in(planned, shown) &&
                !(planned->width == 0 && is_stand_in(told, "?"))) {
                g_autofree char *line = grid_row_text(bench->grid, row);
                g_error("row %d, column %d: planned \"%s\", shown \"%s\", in: %s", row, col,
                        planned->text, shown, line);
            }
        }
}

/* Sends what was drawn and compares. */
static void show(struct bench *bench)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autoptr(GString) why = g_string_new(NULL);
    output_frame(bench->output, bench->grid, -1, -1, bytes);
    if (!hostile_may_write(bytes->str, bytes->len, why))
        g_error("written, %s", why->str);
    vterm_input_write(bench->vterm, bytes->str, bytes->len);
    g_assert_cmpuint(bench->replies, ==, 0);
    assert_as_planned(bench);
    grid_clear(bench->grid);
}

/* --- characters --- */

/* Cells that the emulator takes for `c` behind an "a": 0 for a mark; -1 when it counts it as a mark
 * that takes cells, as it does for the two tone marks of Hangul. */
static int emulated_width(VTerm *vterm, gunichar c)
{
    char text[16] = "\r\x1b[Ka";
    VTermPos at;
    VTermScreenCell base;
    text[5 + g_unichar_to_utf8(c, text + 5)] = '\0';
    vterm_input_write(vterm, text, strlen(text));
    vterm_state_get_cursorpos(vterm_obtain_state(vterm), &at);
    vterm_screen_get_cell(vterm_obtain_screen(vterm), (VTermPos){0, 0}, &base);
    return at.col > 1 && base.chars[1] ? -1 : at.col - 1;
}

static bool agreed(VTerm *vterm, gunichar c)
{
    int width = wcwidth((wchar_t)c);
    return width < 0 || emulated_width(vterm, c) == width;
}

/* Each between letters, alone and as what stands behind a base; a dozen in a row. */
static void every_character(void)
{
    struct bench bench;
    VTerm *measure = vterm_new(1, 20);
    unsigned agreeing = 0, skipped = 0, slot = 0;
    bench_init(&bench);
    vterm_set_utf8(measure, 1);
    vterm_screen_reset(vterm_obtain_screen(measure), 1);
    for (gunichar c = 0x20; c < 0x110000; c++) {
        char text[16] = "";
        if (!g_unichar_validate(c))
            continue;
        if (!agreed(measure, c)) {
            skipped++;
            continue;
        }
        agreeing++;
        text[g_unichar_to_utf8(c, text)] = '\0';
        struct surface all = surface_of_grid(bench.grid);
        int row = (int)(slot / 12), col = (int)(slot % 12) * 10;
        surface_printf(&all, row, col, 4, ROLE_TEXT, "[%s]", text);
        surface_printf(&all, row, col + 5, 4, ROLE_LEVEL_ERROR, "o%sx", text);
        if (++slot == 12 * ROWS) {
            show(&bench);
            slot = 0;
        }
    }
    show(&bench);
    g_test_message("%u characters shown, %u left out: emulator and C library disagree", agreeing,
                   skipped);
    g_assert_cmpuint(agreeing, >, 1000000);
    vterm_free(measure);
    bench_clear(&bench);
}

static void every_character_in_ascii(void)
{
    for (gunichar c = 0x20; c < 0x110000; c++) {
        struct surface all;
        char text[16] = "";
        if (!g_unichar_validate(c))
            continue;
        struct grid *grid = grid_new(1, 8);
        text[g_unichar_to_utf8(c, text)] = '\0';
        all = surface_of_grid(grid);
        all.ascii = true;
        surface_printf(&all, 0, 0, -1, ROLE_TEXT, "[%s]", text);
        for (int col = 0; col < 8; col++) {
            const char *cell = grid_text(grid, 0, col);
            if (cell[0] < 0x20 || cell[0] == 0x7f || cell[1] != '\0')
                g_error("U+%04X: column %d is \"%s\"", c, col, cell);
        }
        grid_free(grid);
    }
}

/* --- control functions --- */

static void every_control_function(void)
{
    g_autoptr(GPtrArray) texts = hostile_texts();
    struct bench bench;
    bench_init(&bench);
    for (guint i = 0; i < texts->len; i++) {
        struct surface all = surface_of_grid(bench.grid);
        struct surface field = surface_part(&all, (int)i % ROWS, 10, 1, 40);
        surface_printf(&field, 0, 0, -1, ROLE_TEXT, "<%s>%s behind", (char *)texts->pdata[i],
                       (char *)texts->pdata[(i * 7 + 3) % texts->len]);
        surface_text_cut(&all, (int)i % ROWS, 60, 9, ROLE_MUTED, CUT_MIDDLE, texts->pdata[i]);
        surface_text_right(&all, (int)i % ROWS, 70, 7, ROLE_MUTED, texts->pdata[i]);
        surface_text(&all, (int)i % ROWS, 100, -1, ROLE_TEXT, "| stays");
        if (i % ROWS == ROWS - 1)
            show(&bench);
    }
    show(&bench);
    bench_clear(&bench);
}

static void assert_safe(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        g_assert_true(c >= 0x20 && !(c >= 0x7f && c < 0xa0));
        g_assert_true(g_unichar_type(c) != G_UNICODE_FORMAT);
    }
}

static void safe_text_is_safe_and_stays_so(void)
{
    g_autoptr(GPtrArray) texts = hostile_texts();
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *safe = text_safe(texts->pdata[i]);
        g_autofree char *again = text_safe(safe);
        g_autofree char *cut = text_cut_middle(safe, 5);
        g_autoptr(GPtrArray) lines = text_wrap(texts->pdata[i], 7);
        assert_safe(safe);
        g_assert_cmpstr(again, ==, safe);
        assert_safe(cut);
        g_assert_cmpint(text_width(cut), <=, 5);
        for (guint line = 0; line < lines->len; line++) {
            assert_safe(lines->pdata[line]);
            g_assert_cmpint(text_width(lines->pdata[line]), <=, 7);
        }
    }
}

/* Two texts that are harmless alone may not make a control function together. */
static void pairs_are_safe(void)
{
    g_autoptr(GPtrArray) texts = hostile_texts();
    for (guint i = 0; i < texts->len; i += 3)
        for (guint j = i % 37; j < texts->len; j += 37) {
            g_autofree char *both = g_strconcat(texts->pdata[i], texts->pdata[j], NULL);
            g_autofree char *safe = text_safe(both);
            assert_safe(safe);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
    g_test_add_func("/sanitizer/every character takes the cells that were planned",
                    every_character);
    g_test_add_func("/sanitizer/every character has its place in ASCII", every_character_in_ascii);
    g_test_add_func("/sanitizer/no control function reaches the terminal", every_control_function);
    g_test_add_func("/sanitizer/safe text is safe, and the same when made safe again",
                    safe_text_is_safe_and_stays_so);
    g_test_add_func("/sanitizer/texts behind each other are safe", pairs_are_safe);
    return g_test_run();
}
