/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the wall: which signals, in which order, and how one is drawn.
 */
#ifndef VIEWS_SIGNAL_ROWS_H
#define VIEWS_SIGNAL_ROWS_H

#include "views/body.h"
#include "views/matcher.h"
#include "views/signal_text.h"

struct signal_row {
    char *id;      /* of the signal, to find it again */
    size_t signal; /* index in desk_signals() */
    bool mix;      /* the row is of the signal's shift of mix */
    bool alone;    /* no other row has its name: it can do without the service */
    bool first;    /* the signal that moved first */
    bool burst;    /* began with the first mover or after, or is a slow change of its own */
    enum onset_kind kind;
    bool ongoing;
    int64_t time_ms;
    double score;
};

struct signal_rows {
    GArray *rows;   /* of struct signal_row */
    size_t moved;   /* signals that moved */
    size_t leading; /* so many rows at the top moved; below them is the first quiet one */
    struct matcher *filter;
    bool hide;
};

void signal_rows_init(struct signal_rows *rows);
void signal_rows_clear(struct signal_rows *rows);
/* Makes the rows of the desk's signals; `service` NULL = of all. A shift of
 * mix is a row of its own beside its metric's. `keep_order`: rows that were there
 * keep their places, new ones come where they belong between them, and the number of those that
 * moved and stand below quiet ones is returned. */
size_t signal_rows_make(struct signal_rows *rows, struct desk *desk, const char *service,
                        bool keep_order);
void signal_rows_filter(struct signal_rows *rows, const struct matcher *matcher, bool hide);

/* Widths of the columns; 0 = shed. */
struct signal_columns {
    int time, label, latest, figures, spark;
};
void signal_columns_fit(struct signal_columns *columns, int cols);
/* The places of the columns, from line `top` on. */
void signal_columns_skeleton(const struct signal_columns *columns, struct surface *surface,
                             int top);
void signal_row_draw(struct surface *surface, int row, const struct signal_columns *columns,
                     const struct signal_row *item, const struct signal *signal,
                     const struct onset *onset, const struct mix_shift *mix,
                     const struct scope *scope);
/* The ruler over the sparklines: when something was deployed. False when there is no room for it.
 */
bool signal_ruler_draw(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct series *series, const GPtrArray *deploys);

/* What search and filter look at; newly allocated. */
char *signal_row_text(const struct signal *signal);
/* One line: name, latest against usual, since when; appended. */
void signal_evidence(GString *out, const struct signal *signal, const struct onset *onset,
                     const struct mix_shift *mix, struct desk *desk);
/* The series as a line of blocks between its times, as Markdown; appended. */
void signal_markdown_series(GString *out, const struct series *series, const char *unit,
                            const struct scope *scope);
/* Newly allocated. */
char *signal_json(const struct signal *signal, const struct onset *onset);

#endif
