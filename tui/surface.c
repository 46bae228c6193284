/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/surface.h"

#include "tui/grid.h"

#include <stdarg.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

struct surface surface_of_grid(struct grid *grid)
{
    return (struct surface){.grid = grid, .rows = grid->rows, .cols = grid->cols};
}

struct surface surface_part(const struct surface *surface, int row, int col, int rows, int cols)
{
    struct surface part = *surface;
    int top = CLAMP(row, 0, surface->rows);
    int left = CLAMP(col, 0, surface->cols);

    part.row = surface->row + top;
    part.col = surface->col + left;
    part.rows = (int)CLAMP((int64_t)row + rows, top, surface->rows) - top;
    part.cols = (int)CLAMP((int64_t)col + cols, left, surface->cols) - left;
    return part;
}

/* Puts a cluster where it lies whole inside the surface; a wide one at the edge becomes blank. */
static void put(struct surface *surface, int row, int col, const struct cluster *cluster,
                enum role role)
{
    struct cluster plain = {.text = " ", .length = 1, .width = 1};

    if (row < 0 || row >= surface->rows || col >= surface->cols || col + cluster->width <= 0) {
        return;
    }
    bool cut = col < 0 || col + cluster->width > surface->cols;
    if (!cut && (!surface->ascii || cluster->length == 1)) {
        grid_put(surface->grid, surface->row + row, surface->col + col, cluster, role);
        return;
    }
    plain.text[0] = cut ? ' ' : cluster_ascii(cluster);
    for (int i = 0; i < cluster->width; i++) {
        if (col + i >= 0 && col + i < surface->cols) {
            grid_put(surface->grid, surface->row + row, surface->col + col + i, &plain, role);
            plain.text[0] = ' ';
        }
    }
}

void surface_fill(struct surface *surface, enum role role)
{
    for (int row = 0; row < surface->rows; row++) {
        grid_put_blanks(surface->grid, surface->row + row, surface->col, surface->cols, role);
    }
}

/* Cells from `col` on that text may take: `width`, or to the edge. */
static int room(const struct surface *surface, int col, int width)
{
    int64_t edge = MAX((int64_t)surface->cols - col, 0);

    return (int)(width < 0 ? edge : MIN(width, edge));
}

/* The part that lies inside of `count` printable ASCII characters. */
static void put_plain(struct surface *surface, int row, int col, const char *text, int count,
                      enum role role)
{
    int skip = MAX(-col, 0), stop = MIN(count, surface->cols - col);

    if (row >= 0 && row < surface->rows && skip < stop) {
        grid_put_plain(surface->grid, surface->row + row, surface->col + col + skip, text + skip,
                       stop - skip, role);
    }
}

/* Draws clusters of `text` while they fit in `cells`. */
static int draw(struct surface *surface, int row, int col, int cells, enum role role,
                const char *text, const char *end)
{
    struct cluster cluster;
    int used = 0;

    while (used < cells) {
        const char *most = end - text > cells - used ? text + (cells - used) + 1 : end;
        int plain = MIN((int)cluster_plain(text, most), cells - used);
        put_plain(surface, row, col + used, text, plain, role);
        used += plain;
        text += plain;
        if (plain > 0) {
            continue;
        }
        if (!cluster_next(&text, end, &cluster) || used + cluster.width > cells) {
            break;
        }
        put(surface, row, col + used, &cluster, role);
        used += cluster.width;
    }
    return used;
}

static int draw_ellipsis(struct surface *surface, int row, int col, enum role role)
{
    const struct cluster ellipsis = {.text = ELLIPSIS, .length = 3, .width = 1};

    put(surface, row, col, &ellipsis, role);
    return 1;
}

int surface_text(struct surface *surface, int row, int col, int width, enum role role,
                 const char *text)
{
    return surface_text_cut(surface, row, col, width, role, CUT_END, text);
}

int surface_text_cut(struct surface *surface, int row, int col, int width, enum role role,
                     enum surface_cut cut, const char *text)
{
    int cells = room(surface, col, width);

    if (!text || cells <= 0) {
        return 0;
    }
    const char *end = text + strlen(text);
    if (cluster_fits(text, end, cells)) {
        return draw(surface, row, col, cells, role, text, end);
    }
    int head = cut == CUT_MIDDLE && cells >= 3 ? cells / 2 : cells - 1;
    int used = draw(surface, row, col, head, role, text, end);
    used += draw_ellipsis(surface, row, col + used, role);
    if (head < cells - 1) {
        const char *tail = cluster_tail(text, end, cells - used);
        used += draw(surface, row, col + used, cells - used, role, tail, end);
    }
    return used;
}

int surface_printf(struct surface *surface, int row, int col, int width, enum role role,
                   const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return surface_text(surface, row, col, width, role, text);
}

void surface_text_right(struct surface *surface, int row, int col, int width, enum role role,
                        const char *text)
{
    struct cluster cluster;
    int cells = room(surface, col, width);
    int used = 0;

    if (!text || cells <= 0) {
        return;
    }
    const char *end = text + strlen(text);
    for (const char *at = text; used < cells && cluster_next(&at, end, &cluster);) {
        used += cluster.width;
    }
    int gap = MAX(cells - used, 0);
    surface_text(surface, row, col + gap, cells - gap, role, text);
}

void surface_run(struct surface *surface, int row, int col, int n, enum role role, const char *cell,
                 char ascii)
{
    struct cluster cluster = {.text = {ascii}, .length = 1, .width = 1};

    if (!surface->ascii) {
        const char *at = cell;
        if (!cluster_next(&at, cell + strlen(cell), &cluster) || cluster.width != 1) {
            return;
        }
    }
    int64_t stop = MIN((int64_t)col + n, surface->cols);
    for (int64_t at = MAX(col, 0); at < stop; at++) {
        put(surface, row, (int)at, &cluster, role);
    }
}

static void add_mark(struct cell *cell, enum role role)
{
    if (cell->mark_count > 0 && cell->marks[cell->mark_count - 1] == role) {
        return;
    }
    if (cell->mark_count == CELL_MARKS) {
        cell->mark_count--;
    }
    cell->marks[cell->mark_count++] = (uint8_t)role;
}

void surface_mark(struct surface *surface, int row, int col, int width, enum role role)
{
    int64_t stop = width < 0 ? surface->cols : MIN((int64_t)col + width, surface->cols);

    if (row < 0 || row >= surface->rows) {
        return;
    }
    for (int64_t at = MAX(col, 0); at < stop; at++) {
        struct cell *cell = grid_cell(surface->grid, surface->row + row, surface->col + (int)at);
        if (cell) {
            add_mark(cell, role);
        }
    }
}

static bool pieces_fit(const struct piece *pieces, size_t count, int cells)
{
    struct cluster cluster;
    int used = 0;

    for (size_t i = 0; i < count; i++) {
        const char *at = pieces[i].text ? pieces[i].text : "";
        const char *end = at + strlen(at);
        while (cluster_next(&at, end, &cluster)) {
            used += cluster.width;
            if (used > cells) {
                return false;
            }
        }
    }
    return true;
}

int surface_pieces(struct surface *surface, int row, int col, int width, const struct piece *pieces,
                   size_t count)
{
    int cells = room(surface, col, width);
    int used = 0;

    if (cells <= 0) {
        return 0;
    }
    bool whole = pieces_fit(pieces, count, cells);
    int limit = whole ? cells : cells - 1;
    for (size_t i = 0; i < count; i++) {
        const char *text = pieces[i].text ? pieces[i].text : "";
        const char *end = text + strlen(text);
        bool last = !cluster_fits(text, end, limit - used);
        used += draw(surface, row, col + used, limit - used, pieces[i].role, text, end);
        if (last) {
            return used + draw_ellipsis(surface, row, col + used, pieces[i].role);
        }
    }
    /* What was cut may begin exactly behind the room. */
    return whole ? used : used + draw_ellipsis(surface, row, col + used, ROLE_MUTED);
}
