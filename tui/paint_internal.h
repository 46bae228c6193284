/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the parts of the painter: styles as looks (paint_inks.c), cells as runs (paint_runs.c),
 * their order and their bytes (paint.c).
 */
#ifndef TUI_PAINT_INTERNAL_H
#define TUI_PAINT_INTERNAL_H

#include "tui/paint.h"

#define INKS_MOST 64

/* A style, as the terminal is told of it. */
struct ink {
    struct style style;
    struct look look;
    bool shows; /* on a blank, too: it is underlined or reversed */
};

/* A cell, as the painter sees it. */
struct spot {
    int32_t background;
    uint8_t ink, width; /* in cells: 1, 2 */
    bool empty;         /* shows its background only */
    bool stays;         /* looks as it does on the terminal */
};

struct painter {
    painter_look look;
    const void *context;
    const struct theme *theme;
    bool erases_some;      /* ECH */
    bool erases_in_colour; /* with the background that is set */
    int last_stop;         /* of the tab stops that are known; 0 = none */
    struct ink inks[INKS_MOST];
    int ink_count;
    int by_role[ROLE_COUNT];             /* -1 = not looked up yet */
    uint8_t costs[INKS_MOST][INKS_MOST]; /* of changes between inks; 0 = not known yet */
    bool overflown;                      /* more inks than there is room for */
    GArray *spots;                       /* of struct spot: a row while it is looked at */
};

/* Neighbours in a row that are drawn in one ink. */
struct run {
    int row, col, count;
    int blanks;  /* of `count`, the last ones */
    int ink;     /* all blanks: only its background matters */
    bool to_end; /* behind it are blanks of the same background only */
};

/* Inks are numbered anew from here on. */
void painter_forget_inks(struct painter *painter);
int painter_ink(struct painter *painter, const struct cell *cell);
/* Bytes of a change from one ink to another. */
int painter_ink_cost(struct painter *painter, const struct pen *pen, int from, int to);
/* Appends the runs (struct run) of a row. */
void painter_collect(struct painter *painter, const struct grid *shown, const struct grid *grid,
                     int row, struct row_change change, GArray *runs);

#endif
