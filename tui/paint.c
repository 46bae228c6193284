/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/paint_internal.h"

#include "tui/moves.h"

#define RUNS_MOST 400 /* beyond that the order takes longer than it saves */
#define ROWS_FEW  6   /* fewer are left to curses, which also inserts and deletes characters */
#define COLS_TOLD 64  /* of a row, to know it again elsewhere */
#define PART_ELSE 4   /* of the rows that change, the part that may only have moved */

/* --- what is painted --- */

/* Of its first cells, which tell a row of a list from others. 0 = blanks. */
static uint64_t hash_row(const struct grid *grid, int row)
{
    const uint64_t prime = G_GUINT64_CONSTANT(0x100000001b3); /* FNV-1a, a cell at a time */
    uint64_t hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);
    bool blank = true;

    for (const struct cell *cell = grid_peek(grid, row, 0),
                           *end = cell + MIN(grid->cols, COLS_TOLD);
         cell < end; cell++) {
        unsigned style = (unsigned)cell->role << 8 | cell->mark_count;
        hash = (hash ^ ((uint64_t)style << 8 | (unsigned char)cell->text[0])) * prime;
        for (const char *at = cell->text; *at && *++at;) {
            hash = (hash ^ (unsigned char)*at) * prime;
        }
        blank = blank && cell->text[0] == ' ';
    }
    return blank ? 0 : hash;
}

/* How many rows stand elsewhere now, by the same way. */
static int moved_rows(const struct grid *shown, const struct grid *grid,
                      const struct row_change *changes)
{
    g_autofree uint64_t *was = g_new(uint64_t, (gsize)grid->rows);
    g_autofree int *by = g_new0(int, 2 * (gsize)grid->rows);
    int most = 0;

    for (int row = 0; row < grid->rows; row++) {
        was[row] = changes[row].count > 0 ? hash_row(shown, row) : 0;
    }
    for (int row = 0; row < grid->rows; row++) {
        uint64_t now = changes[row].count > 0 ? hash_row(grid, row) : 0;
        for (int from = 0; now && from < grid->rows; from++) {
            if (was[from] == now) {
                int count = ++by[row - from + grid->rows];
                most = MAX(most, count);
            }
        }
    }
    return most;
}

bool painter_wants(const struct grid *shown, const struct grid *grid,
                   const struct row_change *changes, bool few_too)
{
    int changed = 0;

    for (int row = 0; row < grid->rows; row++) {
        changed += changes[row].count > 0;
    }
    if (changed < (few_too ? 1 : ROWS_FEW)) {
        return false;
    }
    return moved_rows(shown, grid, changes) * PART_ELSE < changed;
}

/* --- in which order --- */

struct painting {
    struct painter *painter;
    const struct grid *grid;
    struct pen *pen;
    GString *out;
    const struct run *runs;
    GArray *left[INKS_MOST];    /* of guint: the runs of an ink, in the order of the screen */
    bool has_blanks[INKS_MOST]; /* one of them is blank, and may take no change of ink */
    struct place place;
    int ink; /* that is set; -1 = another, or not known */
};

struct step {
    int ink, cost;
    guint at; /* in left[ink] */
    guint run;
};

static bool is_before(const struct run *run, struct place place)
{
    return run->row < place.row || (run->row == place.row && run->col < place.col);
}

/* The first run of an ink that is not before the cursor. */
static guint first_behind(const struct painting *painting, const GArray *left)
{
    guint low = 0, high = left->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (is_before(&painting->runs[g_array_index(left, guint, middle)], painting->place)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int ink_cost(const struct painting *painting, const struct run *run)
{
    const struct ink *inks = painting->painter->inks;

    if (painting->ink < 0) {
        return 0;
    }
    if (run->blanks == run->count && !inks[painting->ink].shows &&
        inks[painting->ink].style.background == inks[run->ink].style.background) {
        return 0;
    }
    return painter_ink_cost(painting->painter, painting->pen, painting->ink, run->ink);
}

static void consider(const struct painting *painting, int ink, guint at, struct step *best)
{
    guint index = g_array_index(painting->left[ink], guint, at);
    const struct run *run = &painting->runs[index];
    int cost =
        ink_cost(painting, run) + moves_cost(painting->place, (struct place){run->row, run->col},
                                             painting->painter->last_stop);

    if (best->ink < 0 || cost < best->cost || (cost == best->cost && index < best->run)) {
        *best = (struct step){.ink = ink, .cost = cost, .at = at, .run = index};
    }
}

static void consider_ink(const struct painting *painting, int ink, struct step *best)
{
    const GArray *left = painting->left[ink];

    if (!left || left->len == 0) {
        return;
    }
    guint behind = first_behind(painting, left);
    consider(painting, ink, 0, best);
    if (behind > 0 && behind < left->len) {
        consider(painting, ink, behind, best);
    }
}

/* The cheapest next run: of each ink the first, and the first behind the cursor. Of most inks the
 * change alone costs more than the way in the one that is set. */
static struct step next_step(const struct painting *painting)
{
    struct step best = {.ink = -1};
    int set = painting->ink;

    if (set >= 0) {
        consider_ink(painting, set, &best);
    }
    for (int ink = 0; ink < painting->painter->ink_count; ink++) {
        bool dear = set >= 0 && best.ink >= 0 && !painting->has_blanks[ink] &&
                    painter_ink_cost(painting->painter, painting->pen, set, ink) > best.cost;
        if (ink != set && !dear) {
            consider_ink(painting, ink, &best);
        }
    }
    return best;
}

/* --- bytes --- */

static void append_text(struct painting *painting, const struct run *run)
{
    const struct cell *cell = grid_peek(painting->grid, run->row, run->col);
    wchar_t wide[CLUSTER_MARKS + 2];

    for (const struct cell *end = cell + run->count - run->blanks; cell < end; cell++) {
        if (cell->text[1] == '\0' && cell->width == 1) {
            g_string_append_c(painting->out, cell->text[0]);
        } else if (cell->width > 0) {
            bool agreed = cell_wide(cell, wide);
            g_string_append(painting->out, agreed ? cell->text : cell->width == 2 ? "? " : "?");
        }
    }
}

/* Blanks, or what erases as many in fewer bytes; returns how many cells the cursor goes. */
static int append_blanks(struct painting *painting, const struct run *run)
{
    const struct painter *painter = painting->painter;
    bool erases = painter->erases_in_colour || painter->inks[run->ink].style.background < 0;
    int part = erases && painter->erases_some ? run->blanks < 10    ? 4
                                                : run->blanks < 100 ? 5
                                                                    : 6
                                              : G_MAXINT;
    int whole = erases && run->to_end ? 3 : G_MAXINT;

    if (run->blanks <= MIN(part, whole)) {
        for (int i = 0; i < run->blanks; i++) {
            g_string_append_c(painting->out, ' ');
        }
        return run->blanks;
    }
    if (whole <= part) {
        g_string_append(painting->out, "\x1b[K");
    } else {
        g_string_append_printf(painting->out, "\x1b[%dX", run->blanks);
    }
    return 0;
}

static void paint_run(struct painting *painting, const struct run *run)
{
    const struct look *look = &painting->painter->inks[run->ink].look;
    struct place place = {run->row, run->col};

    moves_append(painting->place, place, painting->painter->last_stop, painting->out);
    if (run->blanks < run->count) {
        pen_take(painting->pen, look, false, painting->out);
        append_text(painting, run);
        painting->ink = run->ink;
    }
    place.col += run->count - run->blanks;
    if (run->blanks > 0) {
        pen_take(painting->pen, look, true, painting->out);
        place.col += append_blanks(painting, run);
        if (run->blanks == run->count) { /* the foreground may be the old one */
            painting->ink = ink_cost(painting, run) == 0 ? painting->ink : run->ink;
        }
    }
    painting->place = place;
    if (place.col >= painting->grid->cols) {
        painting->place.col = -1;
    }
}

/* The ink that the last frame ended with. */
static int ink_of_pen(const struct painter *painter, const struct pen *pen)
{
    for (int ink = 0; pen->known && ink < painter->ink_count; ink++) {
        if (pen_cost(pen, &pen->sent, &painter->inks[ink].look) == 0) {
            return ink;
        }
    }
    return -1;
}

static void paint_all(struct painting *painting, guint count)
{
    painting->ink = ink_of_pen(painting->painter, painting->pen);
    for (guint i = 0; i < count; i++) {
        struct step step = next_step(painting);
        g_array_remove_index(painting->left[step.ink], step.at);
        paint_run(painting, &painting->runs[step.run]);
    }
}

static bool collect(struct painter *painter, const struct grid *shown, const struct grid *grid,
                    const struct row_change *changes, GArray *runs)
{
    painter->overflown = false;
    g_array_set_size(runs, 0);
    for (int row = 0; row < grid->rows; row++) {
        painter_collect(painter, shown, grid, row, changes[row], runs);
    }
    return !painter->overflown;
}

/* Most of the inks that are known may be of frames long gone. */
static bool collect_anew(struct painter *painter, const struct grid *shown, const struct grid *grid,
                         const struct row_change *changes, GArray *runs)
{
    painter_forget_inks(painter);
    return collect(painter, shown, grid, changes, runs);
}

bool painter_paint(struct painter *painter, const struct grid *shown, const struct grid *grid,
                   const struct row_change *changes, struct pen *pen, GString *out)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(struct run));

    bool all = collect(painter, shown, grid, changes, runs) ||
               collect_anew(painter, shown, grid, changes, runs);
    if (!all || runs->len > RUNS_MOST) {
        return false;
    }
    struct painting painting = {
        .painter = painter,
        .grid = grid,
        .pen = pen,
        .out = out,
        .runs = (const struct run *)(void *)runs->data,
        .place = {0, -1}
    };
    for (guint i = 0; i < runs->len; i++) {
        GArray **left = &painting.left[painting.runs[i].ink];
        *left = *left ? *left : g_array_new(FALSE, FALSE, sizeof(guint));
        g_array_append_val(*left, i);
        painting.has_blanks[painting.runs[i].ink] |=
            painting.runs[i].blanks == painting.runs[i].count;
    }
    paint_all(&painting, runs->len);
    for (int ink = 0; ink < INKS_MOST; ink++) {
        g_clear_pointer(&painting.left[ink], g_array_unref);
    }
    return true;
}
