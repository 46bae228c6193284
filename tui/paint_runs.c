/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/paint_internal.h"

#include <string.h>

#define BRIDGE 4 /* cells that stay are drawn over when the cursor's way is no shorter */

/* A row while it is parted into runs. */
struct parting {
    struct painter *painter;
    const struct cell *was, *now; /* its cells */
    int cols;
};

static const struct ink *ink_at(const struct parting *parting, const struct cell *cell)
{
    return &parting->painter->inks[painter_ink(parting->painter, cell)];
}

/* Shows its background only. */
static bool is_empty(const struct parting *parting, const struct cell *cell)
{
    return cell->text[0] == ' ' && cell->text[1] == '\0' && !ink_at(parting, cell)->shows;
}

static int32_t background_of(const struct parting *parting, const struct cell *cell)
{
    return ink_at(parting, cell)->style.background;
}

static bool stays_cell(const struct parting *parting, int col)
{
    const struct cell *was = &parting->was[col], *now = &parting->now[col];

    return cell_same(was, now) || (is_empty(parting, was) && is_empty(parting, now) &&
                                   background_of(parting, was) == background_of(parting, now));
}

static int width_at(const struct parting *parting, int col)
{
    return parting->now[col].width == 2 ? 2 : 1;
}

static bool stays(const struct parting *parting, int col)
{
    return stays_cell(parting, col) &&
           (width_at(parting, col) == 1 || stays_cell(parting, col + 1));
}

/* Whether the cell at `col` can be drawn with those of `run` before it; until one of them shows a
 * text, run->ink is -1. */
static bool belongs(const struct parting *parting, struct run *run, int col)
{
    const struct cell *cell = &parting->now[col];
    const struct painter *painter = parting->painter;
    int ink = painter_ink(parting->painter, cell);

    if (is_empty(parting, cell)) {
        return col == run->col ||
               (background_of(parting, cell) == background_of(parting, &parting->now[run->col]) &&
                (run->ink < 0 || !painter->inks[run->ink].shows));
    }
    if (run->ink >= 0) {
        return run->ink == ink;
    }
    bool starts = col == run->col;
    bool joins = !painter->inks[ink].shows && painter->inks[ink].style.background ==
                                                  background_of(parting, &parting->now[run->col]);
    run->ink = starts || joins ? ink : run->ink;
    return starts || joins;
}

static void end_run(const struct parting *parting, struct run *run)
{
    const struct cell *first = &parting->now[run->col];
    int end = run->col + run->count, after = end;

    while (run->blanks < run->count && is_empty(parting, &parting->now[end - 1 - run->blanks])) {
        run->blanks++;
    }
    if (run->blanks == run->count) {
        run->ink = painter_ink(parting->painter, first);
    }
    while (run->blanks > 1 && after < parting->cols && is_empty(parting, &parting->now[after]) &&
           background_of(parting, &parting->now[after]) == background_of(parting, first)) {
        after++;
    }
    run->to_end = run->blanks > 1 && after == parting->cols;
}

/* The run that begins at run->col, which changes. */
static void take_run(const struct parting *parting, struct run *run, int end)
{
    int last = run->col; /* behind what changes */

    for (int col = run->col; col < end && belongs(parting, run, col);) {
        int next = col + width_at(parting, col);
        if (!stays(parting, col)) {
            last = next;
        } else if (next - last > BRIDGE) {
            break;
        }
        col = next;
    }
    run->count = last - run->col;
    end_run(parting, run);
}

void painter_collect(struct painter *painter, const struct grid *shown, const struct grid *grid,
                     int row, struct row_change change, GArray *runs)
{
    struct parting parting = {painter, grid_peek(shown, row, 0), grid_peek(grid, row, 0),
                              grid->cols};
    int col = change.first, end = change.first + change.count;

    if (change.count > 0 && parting.now[col].width == 0) {
        col--; /* a wide character is drawn from its start */
    }
    while (col < end) {
        if (stays(&parting, col)) {
            col += width_at(&parting, col);
            continue;
        }
        struct run run = {.row = row, .col = col, .ink = -1};
        take_run(&parting, &run, end);
        g_array_append_val(runs, run);
        col += run.count;
    }
}
