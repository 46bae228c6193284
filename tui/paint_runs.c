/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/paint_internal.h"

#include "tui/moves.h"

#include <string.h>

/* A row while it is parted into runs. */
struct parting {
    struct painter *painter;
    const struct spot *spots; /* of the cells from `first` to `end` */
    const struct cell *cells;
    int cols, first, end;
    int tail; /* from here on all is empty in the background of the last cell; -1 = not known yet */
};

/* --- cells as spots --- */

static bool is_blank(const struct cell *cell)
{
    return cell->text[0] == ' ' && cell->text[1] == '\0';
}

static bool stays_empty(struct painter *painter, const struct cell *was, int32_t background)
{
    const struct ink *ink = &painter->inks[painter_ink(painter, was)];

    return is_blank(was) && !ink->shows && ink->style.background == background;
}

static struct spot spot_of(struct painter *painter, const struct cell *was, const struct cell *now)
{
    int number = painter_ink(painter, now);
    const struct ink *ink = &painter->inks[number];
    struct spot spot = {.background = ink->style.background,
                        .ink = (uint8_t)number,
                        .width = now->width == 2 ? 2 : 1,
                        .empty = is_blank(now) && !ink->shows};

    spot.stays = cell_same(was, now) || (spot.empty && stays_empty(painter, was, spot.background));
    return spot;
}

static void look_at(struct parting *parting, const struct cell *was)
{
    GArray *spots = parting->painter->spots;

    g_array_set_size(spots, (guint)(parting->end - parting->first));
    struct spot *spot = (struct spot *)(void *)spots->data;
    for (int col = parting->first; col < parting->end; col++) {
        spot[col - parting->first] = spot_of(parting->painter, &was[col], &parting->cells[col]);
    }
    parting->spots = spot;
}

static const struct spot *spot_at(const struct parting *parting, int col)
{
    return &parting->spots[col - parting->first];
}

static bool stays(const struct parting *parting, int col)
{
    const struct spot *spot = spot_at(parting, col);

    return spot[0].stays && (spot[0].width == 1 || spot[1].stays);
}

/* --- runs --- */

/* Whether the cell at `col` can be drawn with those of `run` before it; until one of them shows a
 * text, run->ink is -1. */
static bool belongs(const struct parting *parting, struct run *run, int col)
{
    const struct spot *spot = spot_at(parting, col), *first = spot_at(parting, run->col);
    const struct ink *inks = parting->painter->inks;

    if (spot->empty) {
        return col == run->col ||
               (spot->background == first->background && (run->ink < 0 || !inks[run->ink].shows));
    }
    if (run->ink >= 0) {
        return run->ink == spot->ink;
    }
    bool starts = col == run->col;
    bool joins = !inks[spot->ink].shows && spot->background == first->background;
    run->ink = starts || joins ? spot->ink : run->ink;
    return starts || joins;
}

/* Whether from `col` on there are blanks of this background only. */
static bool is_tail(struct parting *parting, int col, int32_t background)
{
    struct painter *painter = parting->painter;
    const struct cell *last = &parting->cells[parting->cols - 1];
    int32_t tail = painter->inks[painter_ink(painter, last)].style.background;

    if (parting->tail < 0) {
        parting->tail = parting->cols;
        while (parting->tail > 0 &&
               stays_empty(painter, &parting->cells[parting->tail - 1], tail)) {
            parting->tail--;
        }
    }
    return col >= parting->tail && (col == parting->cols || background == tail);
}

static void end_run(struct parting *parting, struct run *run)
{
    const struct spot *first = spot_at(parting, run->col);
    int end = run->col + run->count;

    while (run->blanks < run->count && spot_at(parting, end - 1 - run->blanks)->empty) {
        run->blanks++;
    }
    if (run->blanks == run->count) {
        run->ink = first->ink;
    }
    run->to_end = run->blanks > 1 && is_tail(parting, end, first->background);
}

/* Cells that stay are drawn over when the cursor's way is no shorter. */
static bool is_bridged(const struct parting *parting, int from, int to)
{
    return to - from <=
           moves_cost((struct place){0, from}, (struct place){0, to}, parting->painter->last_stop);
}

/* The run that begins at run->col, which changes. */
static void take_run(struct parting *parting, struct run *run)
{
    int last = run->col; /* behind what changes */

    for (int col = run->col; col < parting->end && belongs(parting, run, col);) {
        int next = col + spot_at(parting, col)->width;
        if (!stays(parting, col)) {
            if (!is_bridged(parting, last, col)) {
                break;
            }
            last = next;
        } else if (next - last > MOVE_ALONG_MOST) {
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
    struct parting parting = {.painter = painter,
                              .cells = grid_peek(grid, row, 0),
                              .cols = grid->cols,
                              .first = change.first,
                              .end = change.first + change.count,
                              .tail = -1};

    if (change.count <= 0) {
        return;
    }
    if (parting.cells[parting.first].width == 0) {
        parting.first--; /* a wide character is drawn from its start */
    }
    if (parting.cells[parting.end - 1].width == 2) {
        parting.end++;
    }
    look_at(&parting, grid_peek(shown, row, 0));
    for (int col = parting.first; col < parting.end;) {
        if (stays(&parting, col)) {
            col += spot_at(&parting, col)->width;
            continue;
        }
        struct run run = {.row = row, .col = col, .ink = -1};
        take_run(&parting, &run);
        g_array_append_val(runs, run);
        col += run.count;
    }
}
