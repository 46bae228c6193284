/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/scatter.h"

#include "tui/text.h"
#include "tui/time_axis.h"

#define ROWS_RULER  4 /* from this height there is a ruler with times */
#define DOTS_ACROSS 2
#define DOTS_DOWN   4

struct scatter_frame scatter_frame(const struct scatter *scatter, int rows, int cols)
{
    int width = 0, foot = rows >= ROWS_RULER ? 2 : 0;

    for (size_t i = 0; i < scatter->tick_count; i++) {
        width = MAX(width, text_width(scatter->ticks[i].label));
    }
    width = MIN(width + 2, cols); /* a blank and the line */
    return (struct scatter_frame){0, width, MAX(rows - foot, 0), MAX(cols - width, 0)};
}

struct scatter_cell scatter_cell_of(double x, double y, int rows, int cols)
{
    return (struct scatter_cell){
        .row = (int)CLAMP((1 - y) * rows, 0, MAX(rows - 1, 0)),
        .col = (int)CLAMP(x * cols, 0, MAX(cols - 1, 0)),
    };
}

void scatter_cell_extent(struct scatter_cell cell, int rows, int cols, double *x0, double *x1,
                         double *y0, double *y1)
{
    *x0 = (double)cell.col / MAX(cols, 1);
    *x1 = (double)(cell.col + 1) / MAX(cols, 1);
    *y0 = 1 - (double)(cell.row + 1) / MAX(rows, 1);
    *y1 = 1 - (double)cell.row / MAX(rows, 1);
}

/* --- the axes --- */

static void draw_values(struct surface *surface, const struct scatter_frame *frame,
                        const struct scatter *scatter)
{
    int edge = frame->col - 1, last = frame->rows;

    for (int row = 0; row < frame->rows; row++) {
        surface_run(surface, row, edge, 1, ROLE_HAIRLINE, "│", '|');
    }
    for (size_t i = 0; i < scatter->tick_count; i++) {
        struct scatter_cell at = scatter_cell_of(0, scatter->ticks[i].at, frame->rows, 1);
        if (at.row >= last) {
            continue; /* no room beside the one below */
        }
        last = at.row;
        surface_text_right(surface, at.row, 0, edge - 1, ROLE_MUTED, scatter->ticks[i].label);
        surface_run(surface, at.row, edge, 1, ROLE_HAIRLINE, "┤", '+');
        surface_run(surface, at.row, frame->col, frame->cols, ROLE_HAIRLINE, "┈", ' ');
    }
}

static void draw_marks(struct surface *plot, const struct scatter *scatter)
{
    for (size_t i = 0; i < scatter->mark_count && plot->cols > 0; i++) {
        const struct chart_mark *mark = &scatter->marks[i];
        if (!(mark->at >= 0) || !(mark->at <= 1)) {
            continue;
        }
        int col = scatter_cell_of(mark->at, 0, 1, plot->cols).col;
        for (int row = 0; row < plot->rows; row++) {
            surface_run(plot, row, col, 1, mark->role, "┊", ':');
        }
    }
}

/* Over all else on the ruler, so that they can be read. */
static void draw_labels(const struct surface *plot, struct surface *ruler,
                        const struct scatter *scatter)
{
    for (size_t i = 0; i < scatter->mark_count && plot->cols > 0; i++) {
        const struct chart_mark *mark = &scatter->marks[i];
        if (!(mark->at >= 0) || !(mark->at <= 1)) {
            continue;
        }
        int col = scatter_cell_of(mark->at, 0, 1, plot->cols).col;
        int begin = MIN(col + 1, ruler->cols - text_width(mark->label));
        surface_text(ruler, 0, MAX(begin, 1), -1, mark->role, mark->label);
    }
}

/* --- the dots --- */

struct filled {
    uint8_t bits;
    bool apart;
    unsigned count;
};

static void add_dot(struct filled *cells, const struct scatter_dot *dot, int rows, int cols)
{
    /* Unicode 15, 2800-28FF: bits by column and row of the dot. */
    static const uint8_t bits[DOTS_ACROSS][DOTS_DOWN] = {
        {0x01, 0x02, 0x04, 0x40},
        {0x08, 0x10, 0x20, 0x80}
    };

    if (!(dot->x >= 0) || !(dot->x <= 1) || !(dot->y >= 0) || !(dot->y <= 1)) {
        return;
    }
    struct scatter_cell at = scatter_cell_of(dot->x, dot->y, rows * DOTS_DOWN, cols * DOTS_ACROSS);
    struct filled *cell = &cells[at.row / DOTS_DOWN * cols + at.col / DOTS_ACROSS];
    cell->bits |= bits[at.col % DOTS_ACROSS][at.row % DOTS_DOWN];
    cell->apart = cell->apart || dot->apart;
    cell->count++;
}

/* By how many there are. */
static char ascii_sign(const struct filled *cell)
{
    if (cell->apart) {
        return cell->count >= 10 ? 'X' : 'x';
    }
    return cell->count >= 10 ? '#' : cell->count >= 5 ? '*' : cell->count >= 2 ? ':' : '.';
}

static void draw_dots(struct surface *plot, const struct scatter *scatter)
{
    size_t size = (size_t)MAX(plot->rows, 0) * (size_t)MAX(plot->cols, 0);
    g_autofree struct filled *cells = g_new0(struct filled, size + 1);
    char text[8];

    for (size_t i = 0; size && i < scatter->dot_count; i++) {
        add_dot(cells, &scatter->dots[i], plot->rows, plot->cols);
    }
    for (size_t i = 0; i < size; i++) {
        const struct filled *cell = &cells[i];
        int row = (int)(i / (size_t)plot->cols), col = (int)(i % (size_t)plot->cols);
        if (!cell->count) {
            continue;
        }
        text[g_unichar_to_utf8(0x2800u + cell->bits, text)] = '\0';
        surface_run(plot, row, col, 1, cell->apart ? ROLE_LEVEL_ERROR : ROLE_SPARK,
                    cell->apart ? "×" : text, ascii_sign(cell));
    }
}

/* --- what is marked --- */

static void mark_region(struct surface *plot, const struct scatter *scatter)
{
    const struct scatter_cell *a = scatter->cursor, *b = scatter->corner;
    int left = MIN(a->col, b->col), right = MAX(a->col, b->col);

    for (int row = MAX(MIN(a->row, b->row), 0); row <= MAX(a->row, b->row); row++) {
        surface_mark(plot, row, left, right - left + 1, ROLE_SELECTED_IDLE);
    }
}

static void mark(struct surface *surface, const struct scatter_frame *frame, struct surface *plot,
                 struct surface *ruler, const struct scatter *scatter)
{
    if (scatter->found && scatter->found->x >= 0 && scatter->found->x <= 1) {
        struct scatter_cell at =
            scatter_cell_of(scatter->found->x, scatter->found->y, plot->rows, plot->cols);
        surface_run(plot, at.row, at.col, 1, ROLE_ACCENT, "◆", 'o');
    }
    if (!scatter->cursor) {
        return;
    }
    if (scatter->corner) {
        mark_region(plot, scatter);
    }
    surface_mark(plot, scatter->cursor->row, scatter->cursor->col, 1, ROLE_CURSOR_TIME);
    surface_run(ruler, 0, scatter->cursor->col + 1, 1, ROLE_ACCENT, "┷", '^');
    surface_run(surface, scatter->cursor->row, frame->col - 1, 1, ROLE_ACCENT, "┝", '>');
}

void scatter_draw(struct surface *surface, const struct scatter *scatter)
{
    struct scatter_frame frame = scatter_frame(scatter, surface->rows, surface->cols);
    bool foot = frame.rows < surface->rows;
    struct surface plot = surface_part(surface, 0, frame.col, frame.rows, frame.cols);
    struct surface ruler =
        surface_part(surface, frame.rows, frame.col - 1, foot ? 1 : 0, frame.cols + 1);
    struct surface times =
        surface_part(surface, frame.rows + 1, frame.col, foot ? 1 : 0, frame.cols);

    draw_values(surface, &frame, scatter);
    time_axis_draw(&ruler, &times, scatter->start_ms, scatter->end_ms, scatter->zone_offset_s, 0);
    draw_marks(&plot, scatter);
    draw_dots(&plot, scatter);
    mark(surface, &frame, &plot, &ruler, scatter);
    draw_labels(&plot, &ruler, scatter);
}
