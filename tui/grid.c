/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/grid.h"

#include "tui/surface.h"

#include <string.h>

static const struct cell blank = {.text = " ", .width = 1, .role = ROLE_TEXT};

#define BITS 64 /* of a row's `used` */

struct grid *grid_new(int rows, int cols)
{
    struct grid *grid = g_new0(struct grid, 1);

    grid->rows = MAX(rows, 0);
    grid->cols = MAX(cols, 0);
    grid->cells = g_new0(struct cell, (gsize)grid->rows * (gsize)grid->cols);
    while (grid->cols > BITS << grid->shift) {
        grid->shift++;
    }
    grid->used = g_new0(uint64_t, (gsize)grid->rows);
    for (int i = 0; i < grid->rows * grid->cols; i++) {
        grid->cells[i] = blank;
    }
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid) {
        g_free(grid->cells);
        g_free(grid->used);
        g_free(grid);
    }
}

/* --- where something stands --- */

/* The bits from one to another. */
static uint64_t bits_of(int first, int last)
{
    return first > last ? 0 : UINT64_MAX << first & UINT64_MAX >> (BITS - 1 - last);
}

/* Those that have a part of some cells; count > 0. */
static uint64_t bits_touched(const struct grid *grid, int col, int count)
{
    return bits_of(col >> grid->shift, (col + count - 1) >> grid->shift);
}

/* Those that have no other cells. */
static uint64_t bits_within(const struct grid *grid, int col, int count)
{
    int step = 1 << grid->shift, end = col + count;

    return bits_of((col + step - 1) >> grid->shift,
                   ((end == grid->cols ? end + step - 1 : end) >> grid->shift) - 1);
}

static struct cell *row_of(const struct grid *grid, int row)
{
    return &grid->cells[(gsize)row * (gsize)grid->cols];
}

/* Makes cells of a row blank that may not be; they lie inside. */
static void clear_cells(struct grid *grid, int row, int col, int count)
{
    struct cell *cells = row_of(grid, row);
    uint64_t left = grid->used[row] & bits_touched(grid, col, count);

    grid->used[row] &= ~bits_within(grid, col, count);
    for (; left; left &= left - 1) {
        int from = __builtin_ctzll(left) << grid->shift;
        for (int i = MAX(from, col); i < MIN(from + (1 << grid->shift), col + count); i++) {
            cells[i] = blank;
        }
    }
}

void grid_clear(struct grid *grid)
{
    for (int row = 0; row < grid->rows && grid->cols > 0; row++) {
        clear_cells(grid, row, 0, grid->cols);
    }
}

void grid_copy(struct grid *to, const struct grid *from, int row, int first, int count)
{
    if (count > 0) {
        memcpy(row_of(to, row) + first, row_of(from, row) + first,
               (size_t)count * sizeof(struct cell));
        to->used[row] &= ~bits_within(to, first, count);
        to->used[row] |= from->used[row] & bits_touched(to, first, count);
    }
}

int grid_rows(const struct grid *grid)
{
    return grid->rows;
}

int grid_cols(const struct grid *grid)
{
    return grid->cols;
}

const struct cell *grid_peek(const struct grid *grid, int row, int col)
{
    if (row < 0 || col < 0 || row >= grid->rows || col >= grid->cols) {
        return NULL;
    }
    return &grid->cells[(gsize)row * (gsize)grid->cols + (gsize)col];
}

static struct cell *cell_at(const struct grid *grid, int row, int col)
{
    return (struct cell *)grid_peek(grid, row, col);
}

struct cell *grid_cell(struct grid *grid, int row, int col)
{
    struct cell *cell = cell_at(grid, row, col);

    if (cell) {
        grid->used[row] |= bits_touched(grid, col, 1);
    }
    return cell;
}

static void blank_text(struct cell *cell)
{
    if (cell) {
        strcpy(cell->text, " ");
        cell->width = 1;
    }
}

/* A wide character that loses one half loses both. */
static void break_wide(struct grid *grid, int row, int col)
{
    struct cell *cell = cell_at(grid, row, col);

    if (cell && cell->width == 0) {
        blank_text(cell_at(grid, row, col - 1));
        blank_text(cell);
    } else if (cell && cell->width == 2) {
        blank_text(cell_at(grid, row, col + 1));
        blank_text(cell);
    }
}

static void set_cell(struct cell *cell, const char *text, size_t length, int width, enum role role)
{
    memcpy(cell->text, text, length + 1);
    cell->width = (uint8_t)width;
    cell->role = (uint8_t)role;
    cell->mark_count = 0;
}

void grid_put(struct grid *grid, int row, int col, const struct cluster *cluster, enum role role)
{
    struct cell *cell = cell_at(grid, row, col);

    if (!cell || col + cluster->width > grid->cols) {
        return;
    }
    if (cell->width != 1) {
        break_wide(grid, row, col);
    }
    if (cluster->width == 2) {
        break_wide(grid, row, col + 1);
        set_cell(cell + 1, "", 0, 0, role);
    }
    set_cell(cell, cluster->text, cluster->length, cluster->width, role);
    grid->used[row] |= bits_touched(grid, col, cluster->width);
}

/* Cells from `col` on are about to be covered whole: what lies over their edges loses both halves.
 */
static void break_edges(struct grid *grid, int row, int col, int count)
{
    struct cell *cell = cell_at(grid, row, col);

    if (cell[0].width == 0) {
        break_wide(grid, row, col);
    }
    if (cell[count - 1].width == 2) {
        break_wide(grid, row, col + count - 1);
    }
}

void grid_put_plain(struct grid *grid, int row, int col, const char *text, int count,
                    enum role role)
{
    if (count <= 0) {
        return;
    }
    break_edges(grid, row, col, count);
    struct cell *cell = cell_at(grid, row, col);
    grid->used[row] |= bits_touched(grid, col, count);
    for (int i = 0; i < count; i++) {
        cell[i].text[0] = text[i];
        cell[i].text[1] = '\0';
        cell[i].width = 1;
        cell[i].role = (uint8_t)role;
        cell[i].mark_count = 0;
    }
}

void grid_put_blanks(struct grid *grid, int row, int col, int count, enum role role)
{
    const struct cell empty = {.text = " ", .width = 1, .role = (uint8_t)role};

    if (count <= 0) {
        return;
    }
    break_edges(grid, row, col, count);
    if (role == ROLE_TEXT) {
        clear_cells(grid, row, col, count);
        return;
    }
    grid->used[row] |= bits_touched(grid, col, count);
    struct cell *cell = cell_at(grid, row, col);
    for (int i = 0; i < count; i++) {
        cell[i] = empty;
    }
}

static inline bool same_style(const struct cell *a, const struct cell *b)
{
    return a->role == b->role && a->mark_count == b->mark_count &&
           (a->mark_count == 0 || memcmp(a->marks, b->marks, a->mark_count) == 0);
}

/* Every cell of every frame comes by here. Most text is of one byte. */
static inline bool equal(const struct cell *a, const struct cell *b)
{
    const char *one = a->text, *other = b->text;

    if (one[0] != other[0] || a->width != b->width || !same_style(a, b)) {
        return false;
    }
    return one[0] == '\0' ||
           (one[1] == other[1] && (one[1] == '\0' || strcmp(one + 2, other + 2) == 0));
}

/* The first cell, or the last, by which two rows differ that may do so where `bits` says; -1 =
 * none.
 */
static int first_other(const struct grid *a, const struct grid *b, int row, uint64_t bits)
{
    const struct cell *left = row_of(a, row), *right = row_of(b, row);

    for (; bits; bits &= bits - 1) {
        int from = __builtin_ctzll(bits) << a->shift;
        for (int i = from; i < MIN(from + (1 << a->shift), a->cols); i++) {
            if (!equal(&left[i], &right[i])) {
                return i;
            }
        }
    }
    return -1;
}

static int last_other(const struct grid *a, const struct grid *b, int row, uint64_t bits)
{
    const struct cell *left = row_of(a, row), *right = row_of(b, row);

    while (bits) {
        int bit = BITS - 1 - __builtin_clzll(bits), from = bit << a->shift;
        for (int i = MIN(from + (1 << a->shift), a->cols) - 1; i >= from; i--) {
            if (!equal(&left[i], &right[i])) {
                return i;
            }
        }
        bits &= ~(UINT64_C(1) << bit);
    }
    return -1;
}

int grid_differs(const struct grid *a, const struct grid *b, int row, int *first)
{
    uint64_t bits = a->used[row] | b->used[row];
    int from = first_other(a, b, row, bits);

    *first = MAX(from, 0);
    return from < 0 ? 0 : last_other(a, b, row, bits) - from + 1;
}

bool cell_same(const struct cell *a, const struct cell *b)
{
    return equal(a, b);
}

bool cell_wide(const struct cell *cell, wchar_t wide[CLUSTER_MARKS + 2])
{
    int count = 0;

    for (const char *at = cell->text; *at && count <= CLUSTER_MARKS; at = g_utf8_next_char(at)) {
        wide[count] = (wchar_t)g_utf8_get_char(at);
        if (wcwidth(wide[count]) != (count == 0 ? cell->width : 0)) {
            return false;
        }
        count++;
    }
    wide[count] = L'\0';
    return count > 0;
}

bool cell_same_style(const struct cell *a, const struct cell *b)
{
    return same_style(a, b);
}

struct style cell_style(const struct cell *cell, const struct theme *theme)
{
    const struct style *text = &theme->styles[ROLE_TEXT];
    struct style style = theme->styles[cell->role];

    for (int i = 0; i < cell->mark_count; i++) {
        const struct style *mark = &theme->styles[cell->marks[i]];
        if (mark->background != text->background) {
            style.background = mark->background;
        } else if (mark->foreground != text->foreground) {
            style.foreground = mark->foreground;
        }
        style.attributes |= mark->attributes;
    }
    return style;
}

const char *grid_text(const struct grid *grid, int row, int col)
{
    const struct cell *cell = grid_peek(grid, row, col);

    return cell ? cell->text : "";
}

enum role grid_role(const struct grid *grid, int row, int col)
{
    const struct cell *cell = grid_peek(grid, row, col);

    return cell ? (enum role)cell->role : ROLE_TEXT;
}

bool grid_marked(const struct grid *grid, int row, int col, enum role role)
{
    const struct cell *cell = grid_peek(grid, row, col);

    return cell && memchr(cell->marks, (int)role, cell->mark_count) != NULL;
}

char *grid_row_text(const struct grid *grid, int row)
{
    GString *out = g_string_new(NULL);

    for (int col = 0; col < grid->cols; col++) {
        g_string_append(out, grid_text(grid, row, col));
    }
    return g_strchomp(g_string_free(out, FALSE));
}
