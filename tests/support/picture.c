/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/picture.h"

#include "tests/support/glyph.h"

#include <string.h>

#define MARGIN 14.0
#define BAR    34.0

/* What is being drawn. */
struct picture {
    const struct terminal *terminal;
    GString *out;
    unsigned ink, paper; /* of the terminal */
};

/* xterm's first sixteen, softened for the dark window. */
static unsigned palette_rgb(int index)
{
    static const unsigned first[16] = {0x2a2e37, 0xe06c75, 0x7fc98a, 0xe5b567, 0x6f9be8, 0xb692e8,
                                       0x5fb9c0, 0xc8ccd4, 0x6b7280, 0xff8a90, 0x86dc97, 0xf5bf6e,
                                       0x8cb4ff, 0xc9adff, 0x74cfd6, 0xffffff};
    static const unsigned levels[6] = {0, 95, 135, 175, 215, 255};

    if (index < 16) {
        return first[index];
    }
    if (index >= 232) {
        unsigned grey = 8 + 10 * (unsigned)(index - 232);
        return grey << 16 | grey << 8 | grey;
    }
    unsigned cube = (unsigned)index - 16;
    return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
}

static unsigned rgb_of(int32_t colour, unsigned fallback)
{
    if (colour < 0) {
        return fallback;
    }
    return colour >= TERMINAL_RGB ? (unsigned)colour & 0xffffff : palette_rgb(colour);
}

static void colours_of(const struct picture *picture, const struct terminal_cell *cell,
                       unsigned *ink, unsigned *paper)
{
    unsigned front = rgb_of(cell->foreground, picture->ink);
    unsigned back = rgb_of(cell->background, picture->paper);

    *ink = cell->reverse ? back : front;
    *paper = cell->reverse ? front : back;
}

static double left_of(int col)
{
    return MARGIN + col * GLYPH_WIDTH;
}

static double top_of(int row, bool bar)
{
    return (bar ? BAR : MARGIN) + row * GLYPH_HEIGHT;
}

/* Cells of a row that share a background, as one rectangle each. */
static void draw_papers(const struct picture *picture, int row, double top)
{
    int cols = terminal_cols(picture->terminal);

    for (int col = 0, next; col < cols; col = next) {
        struct terminal_cell cell = terminal_cell(picture->terminal, row, col);
        unsigned ink, paper, other;
        colours_of(picture, &cell, &ink, &paper);
        for (next = col + 1; next < cols; next++) {
            cell = terminal_cell(picture->terminal, row, next);
            colours_of(picture, &cell, &ink, &other);
            if (other != paper) {
                break;
            }
        }
        if (paper != picture->paper) {
            g_string_append_printf(
                picture->out, "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='#%06x'/>\n",
                left_of(col), top, (next - col) * GLYPH_WIDTH, GLYPH_HEIGHT, paper);
        }
    }
}

static bool is_shape(const struct terminal_cell *cell)
{
    return cell->text[0] && glyph_is_shape(g_utf8_get_char(cell->text));
}

static bool same_style(const struct terminal_cell *a, const struct terminal_cell *b)
{
    return a->foreground == b->foreground && a->background == b->background && a->bold == b->bold &&
           a->italic == b->italic && a->underline == b->underline && a->reverse == b->reverse;
}

static bool is_blank(const struct terminal_cell *cell)
{
    return strcmp(cell->text, " ") == 0 && !cell->underline;
}

/* One <text> for cells of one style. textLength holds it on the grid whatever the font. */
static void draw_run(const struct picture *picture, int row, int from, int to, double top)
{
    struct terminal_cell first = terminal_cell(picture->terminal, row, from);
    unsigned ink, paper;

    colours_of(picture, &first, &ink, &paper);
    g_string_append_printf(
        picture->out, "<text x='%.1f' y='%.1f' textLength='%.1f' fill='#%06x'%s%s%s>",
        left_of(from), top + GLYPH_BASELINE, (to - from) * GLYPH_WIDTH, ink,
        first.bold ? " font-weight='bold'" : "", first.italic ? " font-style='italic'" : "",
        first.underline ? " text-decoration='underline'" : "");
    for (int col = from; col < to; col++) {
        struct terminal_cell cell = terminal_cell(picture->terminal, row, col);
        g_autofree char *escaped = g_markup_escape_text(cell.text, -1);
        g_string_append(picture->out, escaped);
    }
    g_string_append(picture->out, "</text>\n");
}

/* Returns the cells drawn: a run of the same block is one shape, so that no seams show. */
static int draw_shape(const struct picture *picture, int row, int col, double top)
{
    struct terminal_cell cell = terminal_cell(picture->terminal, row, col);
    gunichar c = g_utf8_get_char(cell.text);
    unsigned ink, paper;
    int cells = 1;

    while (glyph_runs_on(c) && col + cells < terminal_cols(picture->terminal)) {
        struct terminal_cell next = terminal_cell(picture->terminal, row, col + cells);
        if (strcmp(next.text, cell.text) != 0 || !same_style(&next, &cell)) {
            break;
        }
        cells++;
    }
    colours_of(picture, &cell, &ink, &paper);
    glyph_draw(picture->out, c, cells, left_of(col), top, ink);
    return cells;
}

static void draw_texts(const struct picture *picture, int row, double top)
{
    int cols = terminal_cols(picture->terminal);

    for (int col = 0; col < cols;) {
        struct terminal_cell cell = terminal_cell(picture->terminal, row, col);
        if (is_shape(&cell)) {
            col += draw_shape(picture, row, col, top);
            continue;
        }
        if (is_blank(&cell)) {
            col++;
            continue;
        }
        int end = col + 1;
        for (int next = col + 1; next < cols; next++) {
            struct terminal_cell other = terminal_cell(picture->terminal, row, next);
            bool gap = is_blank(&other) && next > end + 1;
            if (is_shape(&other) || !same_style(&cell, &other) || gap) {
                break;
            }
            end = is_blank(&other) ? end : next + 1;
        }
        draw_run(picture, row, col, end, top);
        col = end;
    }
}

static void draw_window(const struct picture *picture, double width, double height,
                        const char *title)
{
    GString *out = picture->out;
    static const char *const lights[] = {"#ff6159", "#ffbd2e", "#28c941"};

    g_string_append_printf(out,
                           "<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%.0f' "
                           "viewBox='0 0 %.0f %.0f'>\n"
                           "<rect width='%.0f' height='%.0f' rx='9' fill='#%06x'/>\n",
                           width, height, width, height, width, height, picture->paper);
    if (title) {
        g_autofree char *escaped = g_markup_escape_text(title, -1);
        for (size_t i = 0; i < G_N_ELEMENTS(lights); i++) {
            g_string_append_printf(out, "<circle cx='%zu' cy='16' r='5.5' fill='%s'/>\n",
                                   20 + i * 19, lights[i]);
        }
        g_string_append_printf(out,
                               "<text x='%.0f' y='20' fill='#8b93a3' text-anchor='middle' "
                               "font-family='sans-serif' font-size='12'>%s</text>\n",
                               width / 2, escaped);
    }
    g_string_append_printf(out,
                           "<g font-family=\"ui-monospace,'SF Mono','JetBrains Mono','DejaVu Sans "
                           "Mono',Menlo,Consolas,monospace\" font-size='%.1f' xml:space='preserve' "
                           "style='white-space:pre'>\n",
                           GLYPH_FONT);
}

bool picture_write_on(struct terminal *terminal, const char *path, const char *title, unsigned ink,
                      unsigned paper)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    struct picture picture = {terminal, out, ink, paper};
    bool bar = title != NULL;

    if (!terminal_settle(terminal)) {
        return false;
    }
    int rows = terminal_rows(terminal);
    double width = left_of(terminal_cols(terminal)) + MARGIN;
    draw_window(&picture, width, top_of(rows, bar) + MARGIN, title);
    for (int row = 0; row < rows; row++) {
        draw_papers(&picture, row, top_of(row, bar));
        draw_texts(&picture, row, top_of(row, bar));
    }
    g_string_append(out, "</g>\n</svg>\n");
    if (!g_file_set_contents(path, out->str, (gssize)out->len, &error)) {
        terminal_fail(terminal, error->message);
        return false;
    }
    return true;
}

bool picture_write(struct terminal *terminal, const char *path, const char *title)
{
    return picture_write_on(terminal, path, title, 0xd3d7de, 0x16181d);
}
