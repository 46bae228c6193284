/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/plot.h"

#include "tui/resample.h"

#include <math.h>

#define DOTS_ACROSS 2 /* of a braille cell */
#define DOTS_DOWN   4

static void area_column(struct surface *plot, int col, int eighths, enum role role)
{
    static const char *const lower[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char lower_ascii[] = "_.:-=+*#";

    for (int row = plot->rows - 1; row >= 0 && eighths > 0; row--) {
        int level = MIN(eighths, 8) - 1;
        surface_run(plot, row, col, 1, role, lower[level], lower_ascii[level]);
        eighths -= 8;
    }
}

/* A value that is not whole yet: hatched up to where it has come. */
static void filling_column(struct surface *plot, int col, int eighths)
{
    for (int row = plot->rows - 1; row >= 0 && eighths > 0; row--) {
        surface_run(plot, row, col, 1, ROLE_MUTED, "░", '~');
        eighths -= 8;
    }
}

static void draw_area(struct surface *plot, const struct chart *chart, const struct axis *axis)
{
    const struct chart_line *line = &chart->lines[0];

    for (int col = 0; col < plot->cols; col++) {
        struct range range = resample_range(line->count, plot->cols, col);
        double value = resample_max(line->values, line->count, range.from, range.to);
        if (isnan(value)) {
            continue;
        }
        double part = axis_part(axis, value);
        int eighths = (int)lround(part * 8 * plot->rows);
        if (range.to + chart->filling > line->count) {
            filling_column(plot, col, MAX(eighths, 1));
        } else {
            area_column(plot, col, MAX(eighths, 1), line->role);
        }
    }
}

/* Dots of the braille patterns, by column and row (Unicode 15, 2800-28FF). */
static const uint8_t dot_bits[DOTS_ACROSS][DOTS_DOWN] = {
    {0x01, 0x02, 0x04, 0x40},
    {0x08, 0x10, 0x20, 0x80}
};

struct dots {
    int rows, cols; /* in cells */
    uint8_t *bits;
    uint8_t *line; /* index + 1 of the line whose colour the cell takes */
};

static void set_dot(struct dots *dots, int x, int y, size_t line)
{
    int cell = y / DOTS_DOWN * dots->cols + x / DOTS_ACROSS;

    dots->bits[cell] |= dot_bits[x % DOTS_ACROSS][y % DOTS_DOWN];
    dots->line[cell] = (uint8_t)MIN(line + 1, UINT8_MAX);
}

/* Dots from the last point to this one, so that a jump is a line and not two points. */
static void connect(struct dots *dots, int x, int from, int to, size_t line)
{
    int step = from < to ? 1 : -1;

    for (int y = from; y != to; y += step) {
        set_dot(dots, x, y, line);
    }
    set_dot(dots, x, to, line);
}

static void trace_line(struct dots *dots, const struct chart_line *line, size_t index,
                       const struct axis *axis)
{
    int width = dots->cols * DOTS_ACROSS;
    int height = dots->rows * DOTS_DOWN;
    int last = -1;

    for (int x = 0; x < width && line->count > 0; x++) {
        struct range range = resample_range(line->count, width, x);
        double value = resample_max(line->values, line->count, range.from, range.to);
        if (isnan(value)) {
            last = -1;
            continue;
        }
        double part = axis_part(axis, value);
        int y = (int)lround((1 - part) * (height - 1));
        connect(dots, x, last < 0 ? y : last, y, index);
        last = y;
    }
}

static void show_dots(struct surface *plot, const struct dots *dots, const struct chart *chart)
{
    static const char marks[] = "*+ox#@%&";
    char cell[8];

    for (int row = 0; row < dots->rows; row++) {
        for (int col = 0; col < dots->cols; col++) {
            int at = row * dots->cols + col;
            if (dots->bits[at] == 0) {
                continue;
            }
            size_t line = (size_t)dots->line[at] - 1;
            cell[g_unichar_to_utf8(0x2800u + dots->bits[at], cell)] = '\0';
            surface_run(plot, row, col, 1, chart->lines[line].role, cell,
                        marks[line % (sizeof marks - 1)]);
        }
    }
}

/* The first line is traced last, so that where lines meet its colour is seen. */
static void draw_braille(struct surface *plot, const struct chart *chart, const struct axis *axis)
{
    struct dots dots = {plot->rows, plot->cols, NULL, NULL};
    size_t cells = (size_t)plot->rows * (size_t)plot->cols;

    dots.bits = g_malloc0(cells);
    dots.line = g_malloc0(cells);
    for (size_t i = MIN(chart->line_count, UINT8_MAX - 1); i-- > 0;) {
        trace_line(&dots, &chart->lines[i], i, axis);
    }
    show_dots(plot, &dots, chart);
    g_free(dots.bits);
    g_free(dots.line);
}

bool plot_is_area(const struct chart *chart, const struct axis *axis)
{
    return chart->line_count == 1 && (axis->log || axis->low >= 0);
}

void plot_draw(struct surface *plot, const struct chart *chart, const struct axis *axis)
{
    if (plot->rows <= 0 || plot->cols <= 0 || chart->line_count == 0) {
        return;
    }
    if (plot_is_area(chart, axis)) {
        if (chart->lines[0].count > 0) {
            draw_area(plot, chart, axis);
        }
    } else {
        draw_braille(plot, chart, axis);
    }
}
